import { volumeRules } from './defaults';
import { claimRule } from './row';
import { claimRulesOf } from '../../rules/common/claim';
import { andList, orList } from '../../rules/words';
import { OntapClaimConfiguration } from '../configuration';
import {
  CLAIM_ANNOTATIONS, ClaimAnnotation, ONTAP_FORMATS, ONTAP_SERVICE, OntapStorageDriver as Driver, OntapTieringPolicy as Tiering, STORAGE_DRIVERS,
} from '../limits';

const MODES = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html';
const CLONES = 'https://docs.netapp.com/us-en/trident/trident-use/vol-snapshots.html';
const ANNOTATIONS = 'https://github.com/NetApp/trident/blob/master/frontend/csi/controller_helpers/kubernetes/helper.go';
const ANNOTATION_FIELDS = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
const ON_NAS = { claimName: 'data', claimSize: 100, driver: Driver.NAS, accessMode: 'ReadWriteMany', volumeMode: 'Filesystem' };
const ON_SAN = { ...ON_NAS, driver: Driver.SAN, accessMode: 'ReadWriteOnce' };

/** What pods ask for. */
export const claimRules = [
  ...claimRulesOf('ontap'),
  ...volumeRules<OntapClaimConfiguration>(),
  claimRule({
    id: 'ontap/backend-unknown',
    severity: 'error',
    reads: ['claimBackend', 'backends'],
    at: 'claimBackend',
    broken: c => !c.backends.includes(c.claimBackend),
    problem: c => `the storage has the backend${c.backends.length === 1 ? '' : 's'} ${andList([...c.backends])}`,
    fix: c => `use ${orList([...c.backends])}`,
    source: MODES,
    examples: { bad: { claimBackend: 'san', backends: ['nas'] }, good: { claimBackend: 'nas', backends: ['nas'] } },
  }),
  claimRule({
    id: 'ontap/pool-unknown',
    severity: 'error',
    reads: ['claimPool', 'pools'],
    at: 'claimPool',
    broken: c => !c.pools.includes(c.claimPool),
    problem: c => c.pools.length === 0 ? 'the backend has no pools' : `the backend has the pool${c.pools.length === 1 ? '' : 's'} ${andList([...c.pools])}`,
    fix: c => c.pools.length === 0 ? 'leave pool out, or give the backend pools' : `use ${orList([...c.pools])}`,
    source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html',
    examples: { bad: { claimPool: 'hot', pools: [] }, good: { claimPool: 'hot', pools: ['hot'] } },
  }),
  claimRule({
    id: 'ontap/tiering-policy-unknown',
    severity: 'error',
    reads: ['claimTieringPolicy', 'poolPolicies'],
    at: 'claimTieringPolicy',
    broken: c => !c.poolPolicies.includes(c.claimTieringPolicy),
    problem: c => `what is asked for offers ${orList([...c.poolPolicies])}: a volume gets its tiering policy from its pool, Trident reads none of a claim`,
    fix: c => `give the backend a pool that has it: pools: [{ name: 'standard' }, { name: '${c.claimTieringPolicy.toLowerCase().replace('_', '-')}', tieringPolicy: OntapTieringPolicy.${c.claimTieringPolicy} }]`,
    source: ANNOTATIONS,
    examples: {
      bad: { claimTieringPolicy: Tiering.AUTO, poolPolicies: [Tiering.NONE] },
      good: { claimTieringPolicy: Tiering.AUTO, poolPolicies: [Tiering.NONE, Tiering.AUTO] },
    },
  }),
  claimRule({
    id: 'ontap/access-mode',
    severity: 'error',
    reads: ['driver', 'accessMode', 'volumeMode'],
    at: 'accessMode',
    broken: c => {
      const modes = STORAGE_DRIVERS[c.driver].accessModes[c.volumeMode];
      return modes !== undefined && !modes.includes(c.accessMode);
    },
    problem: c => `a file system on a block device is mounted by one node: ${orList(STORAGE_DRIVERS[c.driver].accessModes[c.volumeMode])}`,
    fix: 'use VolumeAccessMode.READ_WRITE_ONCE, a backend with NFS, or VolumeMode.BLOCK',
    source: MODES,
    examples: { bad: { ...ON_SAN, accessMode: 'ReadWriteMany' }, good: ON_SAN },
  }),
  claimRule({
    id: 'ontap/volume-mode-block',
    severity: 'error',
    reads: ['driver', 'volumeMode'],
    at: 'volumeMode',
    broken: c => STORAGE_DRIVERS[c.driver].accessModes[c.volumeMode] === undefined,
    problem: c => `${c.driver} makes file systems, not block devices`,
    fix: 'use VolumeMode.FILESYSTEM, or a backend made by OntapBackend.san()',
    source: MODES,
    examples: { bad: { ...ON_NAS, volumeMode: 'Block' }, good: { ...ON_SAN, volumeMode: 'Block' } },
  }),
  claimRule({
    id: 'ontap/claim-size-missing',
    severity: 'error',
    reads: ['claimName'],
    presenceOf: ['claimSize'],
    at: 'claimSize',
    broken: c => !c.claimSize,
    problem: 'Trident makes a volume of the size that the claim asks for',
    fix: 'set size, for example Size.gibibytes(500)',
    source: MODES,
    examples: { bad: { claimName: 'data' }, good: { claimName: 'data', claimSize: 500 } },
  }),
  claimRule({
    id: 'ontap/claim-size-smallest',
    severity: 'error',
    reads: ['claimSize'],
    at: 'claimSize',
    broken: c => c.claimSize > 0 && c.claimSize * 1024 < ONTAP_SERVICE.minVolumeMiB,
    problem: `Trident makes no volume below ${ONTAP_SERVICE.minVolumeMiB} MiB`,
    fix: `use at least Size.mebibytes(${ONTAP_SERVICE.minVolumeMiB})`,
    source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/ontap_common.go',
    examples: { bad: { claimSize: 19 / 1024 }, good: { claimSize: 20 / 1024 } },
  }),
  claimRule({
    id: 'ontap/claim-size-limit',
    severity: 'error',
    reads: ['claimSize', 'limitVolumeSize'],
    at: 'claimSize',
    broken: c => c.claimSize > c.limitVolumeSize,
    problem: c => `the backend makes no volume above ${c.limitVolumeSize} GiB (limitVolumeSize or limitVolumePoolSize)`,
    fix: 'ask for less, or raise the limit of the backend',
    source: MODES,
    examples: { bad: { claimSize: 101, limitVolumeSize: 100 }, good: { claimSize: 100, limitVolumeSize: 100 } },
  }),
  claimRule({
    id: 'ontap/claim-larger-than-file-system',
    severity: 'warning',
    reads: ['claimSize', 'capacity'],
    at: 'claimSize',
    broken: c => c.claimSize > c.capacity,
    problem: c => `the file system has ${c.capacity} GiB of SSD storage: the claim is bound, because volumes are thin, and writes fail when the SSD storage is full`,
    fix: 'raise the capacity of the file system, let data leave it (tieringPolicy), or acknowledge it',
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/volume-storage-capacity.html',
    examples: { bad: { claimSize: 2049, capacity: 2048 }, good: { claimSize: 2048, capacity: 2048 } },
  }),
  claimRule({
    id: 'ontap/annotation-not-read',
    severity: 'error',
    reads: ['driver'],
    presenceOf: ANNOTATION_FIELDS,
    at: 'driver',
    broken: c => unread(c).length > 0,
    problem: c => `${c.driver} does not read ${andList(unread(c))} of a claim`,
    fix: c => `leave ${unread(c).length > 1 ? 'them' : 'it'} out, or use another backend`,
    source: ANNOTATIONS,
    examples: { bad: { driver: Driver.SAN, unixPermissions: '0755' }, good: { driver: Driver.NAS, unixPermissions: '0755' } },
  }),
  claimRule({
    id: 'ontap/snapshots-not-offered',
    severity: 'error',
    reads: ['driver', 'cloneOf'],
    at: 'cloneOf',
    broken: c => !STORAGE_DRIVERS[c.driver].snapshots,
    problem: c => `${c.driver} has no snapshots and no clones: its claims share volumes`,
    fix: 'use a backend made by OntapBackend.nas() or OntapBackend.san()',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html',
    examples: { bad: { driver: Driver.NAS_ECONOMY, cloneOf: 'snapshot' }, good: { driver: Driver.NAS, cloneOf: 'snapshot' } },
  }),
  claimRule({
    id: 'ontap/snapshots-off',
    severity: 'error',
    reads: ['cloneOf', 'snapshotsOn'],
    at: 'cloneOf',
    broken: c => c.cloneOf === 'snapshot' && !c.snapshotsOn,
    problem: 'the storage was made without snapshots, so nothing in the cluster takes any',
    fix: 'leave snapshots: false out of the storage',
    source: CLONES,
    examples: { bad: { cloneOf: 'snapshot', snapshotsOn: false }, good: { cloneOf: 'snapshot', snapshotsOn: true } },
  }),
  claimRule({
    id: 'ontap/source-of-other-storage',
    severity: 'error',
    reads: ['cloneOf', 'sourceStorage'],
    at: 'cloneOf',
    broken: c => c.sourceStorage === 'other',
    problem: 'the source belongs to another storage: clones share the volume, class and backend of their source',
    fix: 'call the method of the storage that made the source',
    source: 'https://github.com/NetApp/trident/issues/1103',
    examples: { bad: { cloneOf: 'claim', sourceStorage: 'other' }, good: { cloneOf: 'claim', sourceStorage: 'this' } },
  }),
  claimRule({
    id: 'ontap/read-only-clone',
    severity: 'error',
    reads: ['cloneOf', 'readOnlyClone', 'driver'],
    mayRead: ['sourceShowsSnapshots'],
    at: 'readOnlyClone',
    broken: c => c.readOnlyClone && (c.cloneOf !== 'snapshot' || STORAGE_DRIVERS[c.driver].protocol !== 'nas' || c.sourceShowsSnapshots !== true),
    problem: 'a clone that can only be read is the directory .snapshot of its source: it is made of a snapshot, on NFS, of a claim with snapshotDirectory: true',
    fix: 'set snapshotDirectory: true on the source claim before it is made, or leave readOnly out and mount with readOnly: true',
    source: CLONES,
    examples: {
      bad: { cloneOf: 'claim', readOnlyClone: true, driver: Driver.NAS, sourceShowsSnapshots: true },
      good: { cloneOf: 'snapshot', readOnlyClone: true, driver: Driver.NAS, sourceShowsSnapshots: true },
    },
  }),
  claimRule({
    id: 'ontap/import-name-format',
    severity: 'error',
    reads: ['importedVolume'],
    at: 'importedVolume',
    broken: c => !ONTAP_FORMATS.volumeName.test(c.importedVolume),
    problem: 'names of volumes are letters, digits and _, and begin with a letter or _',
    fix: 'take Name from `aws fsx describe-volumes`',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-import.html',
    examples: { bad: { importedVolume: 'web-text' }, good: { importedVolume: 'web_text' } },
  }),
  claimRule({
    id: 'ontap/import-twice',
    severity: 'error',
    reads: ['importedVolume', 'importTakenBy'],
    at: 'importedVolume',
    broken: () => true,
    problem: c => `'${c.importTakenBy}' imports it already, and Trident imports a volume once`,
    fix: 'mount the claim of that import',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-import.html',
    examples: { bad: { importedVolume: 'corpus', importTakenBy: 'Storage/Imports/A' }, good: { importedVolume: 'corpus' } },
  }),
  claimRule({
    id: 'ontap/import-not-offered',
    severity: 'error',
    reads: ['importedVolume', 'driver'],
    at: 'importedVolume',
    broken: c => !STORAGE_DRIVERS[c.driver].imports,
    problem: c => `${c.driver} makes claims of shared volumes, a whole volume cannot become one`,
    fix: 'use a backend made by OntapBackend.nas() or OntapBackend.san()',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-import.html',
    examples: { bad: { importedVolume: 'corpus', driver: Driver.NAS_ECONOMY }, good: { importedVolume: 'corpus', driver: Driver.NAS } },
  }),
];

/** The settings given that the driver reads nothing of. */
function unread(c: { readonly driver: Driver } & { readonly [field in ClaimAnnotation]?: boolean }): string[] {
  return ANNOTATION_FIELDS.filter(field => c[field] && !STORAGE_DRIVERS[c.driver].annotations.includes(field));
}
