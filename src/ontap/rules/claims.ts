import { volumeRules } from './defaults';
import { claimRule } from './row';
import { claimRulesOf } from '../../validation/common/claim';
import { andList, orList } from '../../validation/text';
import { OntapClaimConfiguration } from '../configuration';
import {
  CLAIM_ANNOTATIONS, ClaimAnnotation, ONTAP_SERVICE, OntapStorageDriver as Driver,
  OWN_ANNOTATIONS, OntapTieringPolicy as Tiering, OntapVolumeStyle as Style, STORAGE_DRIVERS,
} from '../limits';
import { largestVolumeGiB } from '../sizing';

const MODES = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html';
const CLONES = 'https://docs.netapp.com/us-en/trident/trident-use/vol-snapshots.html';
const ANNOTATIONS = 'https://github.com/NetApp/trident/blob/master/frontend/csi/controller_helpers/kubernetes/helper.go';
const ANNOTATION_FIELDS = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
const ON_NAS = {
  claimName: 'data', claimSize: 100, driver: Driver.NAS, accessMode: 'ReadWriteMany', volumeMode: 'Filesystem',
};
const ON_SAN = { ...ON_NAS, driver: Driver.SAN, accessMode: 'ReadWriteOnce' };

const STYLES = { [Style.FLEXVOL]: 'FlexVol', [Style.FLEXGROUP]: 'FlexGroup' };

/** The property or method that sets each annotation. */
const SETTERS: { readonly [annotation: string]: string } = {
  ...OWN_ANNOTATIONS, ...Object.fromEntries(ANNOTATION_FIELDS.map(field => [CLAIM_ANNOTATIONS[field], field])),
};

/** Rules for claims. */
export const claimRules = [
  ...claimRulesOf('ontap'),
  ...volumeRules<OntapClaimConfiguration>(),
  claimRule({
    id: 'ontap/annotation-reserved',
    severity: 'error',
    reads: ['claimAnnotations'],
    at: 'claimAnnotations',
    isViolated: c => reservedAnnotations(c.claimAnnotations).length > 0,
    problem: c => `${andList(reservedAnnotations(c.claimAnnotations))} would bypass the rules of the property that sets it`,
    fix: c => `use ${andList([...new Set(reservedAnnotations(c.claimAnnotations).map(setterOf))])}`,
    source: 'https://docs.netapp.com/us-en/trident/trident-use/create-stor-class.html',
    invalidExample: { claimAnnotations: ['trident.netapp.io/snapshotPolicy'] },
    validExample: { claimAnnotations: ['example.com/owner'] },
  }),
  claimRule({
    id: 'ontap/backend-unknown',
    severity: 'error',
    reads: ['claimBackend', 'backends'],
    at: 'claimBackend',
    isViolated: c => !c.backends.includes(c.claimBackend),
    problem: c => `this storage has only the backend${c.backends.length === 1 ? '' : 's'} ${andList([...c.backends])}`,
    fix: c => `use ${orList([...c.backends])}`,
    source: MODES,
    invalidExample: { claimBackend: 'san', backends: ['nas'] },
    validExample: { claimBackend: 'nas', backends: ['nas'] },
  }),
  claimRule({
    id: 'ontap/pool-unknown',
    severity: 'error',
    reads: ['claimPool', 'pools'],
    mayRead: ['claimBackend', 'backends'],
    at: 'claimPool',
    // ontap/backend-unknown reports the backend, whose pools are not known
    isViolated: c => !c.pools.includes(c.claimPool)
      && (c.claimBackend === undefined || c.backends?.includes(c.claimBackend) !== false),
    problem: c => c.pools.length === 0
      ? 'the backend has no pools'
      : `the backend has only the pool${c.pools.length === 1 ? '' : 's'} ${andList([...c.pools])}`,
    fix: c => c.pools.length === 0 ? 'remove pool, or add pools to the backend' : `use ${orList([...c.pools])}`,
    source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html',
    invalidExample: { claimPool: 'hot', pools: [] },
    validExample: { claimPool: 'hot', pools: ['hot'] },
  }),
  claimRule({
    id: 'ontap/tiering-policy-unknown',
    severity: 'error',
    reads: ['claimTieringPolicy', 'poolPolicies'],
    at: 'claimTieringPolicy',
    isViolated: c => !c.poolPolicies.includes(c.claimTieringPolicy),
    problem: c => 'a volume gets its tiering policy from its pool, because Trident ignores one on a claim; the '
      + `selected backend or pool offers ${orList([...c.poolPolicies])}`,
    fix: c => {
      const name = c.claimTieringPolicy.toLowerCase().replace('_', '-');
      return 'add a pool with this policy to the backend: pools: [{ name: \'standard\' }, '
        + `{ name: '${name}', tieringPolicy: OntapTieringPolicy.${c.claimTieringPolicy} }]`;
    },
    source: ANNOTATIONS,
    invalidExample: { claimTieringPolicy: Tiering.AUTO, poolPolicies: [Tiering.NONE] },
    validExample: { claimTieringPolicy: Tiering.AUTO, poolPolicies: [Tiering.NONE, Tiering.AUTO] },
  }),
  claimRule({
    id: 'ontap/access-mode',
    severity: 'error',
    reads: ['driver', 'accessMode', 'volumeMode'],
    at: 'accessMode',
    isViolated: c => {
      const modes = STORAGE_DRIVERS[c.driver].accessModes[c.volumeMode];
      return modes !== undefined && !modes.includes(c.accessMode);
    },
    problem: c => `only one node can mount a file system on a block device, in mode ${
      orList(STORAGE_DRIVERS[c.driver].accessModes[c.volumeMode])}`,
    fix: 'use VolumeAccessMode.READ_WRITE_ONCE, an NFS backend, or VolumeMode.BLOCK',
    source: MODES,
    invalidExample: { ...ON_SAN, accessMode: 'ReadWriteMany' },
    validExample: ON_SAN,
  }),
  claimRule({
    id: 'ontap/volume-mode-block',
    severity: 'error',
    reads: ['driver', 'volumeMode'],
    at: 'volumeMode',
    isViolated: c => STORAGE_DRIVERS[c.driver].accessModes[c.volumeMode] === undefined,
    problem: c => `${c.driver} provides file systems, not block devices`,
    fix: 'use VolumeMode.FILESYSTEM, or a backend created by OntapBackend.san()',
    source: MODES,
    invalidExample: { ...ON_NAS, volumeMode: 'Block' },
    validExample: { ...ON_SAN, volumeMode: 'Block' },
  }),
  claimRule({
    id: 'ontap/claim-size-missing',
    severity: 'error',
    reads: ['claimName'],
    presenceOf: ['claimSize'],
    at: 'claimSize',
    isViolated: c => !c.claimSize,
    problem: 'is required, because Trident creates a volume of this size',
    fix: 'set size, for example Size.gibibytes(500)',
    source: MODES,
    invalidExample: { claimName: 'data' },
    validExample: { claimName: 'data', claimSize: 500 },
  }),
  claimRule({
    id: 'ontap/claim-size-smallest',
    severity: 'error',
    reads: ['claimSize'],
    at: 'claimSize',
    isViolated: c => c.claimSize > 0 && c.claimSize * 1024 < ONTAP_SERVICE.minVolumeMiB,
    problem: `Trident creates no volumes smaller than ${ONTAP_SERVICE.minVolumeMiB} MiB`,
    fix: `use Size.mebibytes(${ONTAP_SERVICE.minVolumeMiB}) or more`,
    source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/ontap_common.go',
    invalidExample: { claimSize: 19 / 1024 },
    validExample: { claimSize: 20 / 1024 },
  }),
  claimRule({
    id: 'ontap/claim-size-largest',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['claimSize', 'driver'],
    mayRead: ['haPairs'],
    at: 'claimSize',
    isViolated: c => c.claimSize > largestClaimGiB(c),
    problem: c => `ONTAP creates no ${STYLES[styleOf(c)]} volumes larger than ${largestClaimGiB(c)} GiB`
      + (styleOf(c) === Style.FLEXGROUP && c.haPairs !== undefined ? ` on ${c.haPairs} HA pair${c.haPairs > 1 ? 's' : ''}` : ''),
    fix: c => `use Size.gibibytes(${largestClaimGiB(c)}) or less`
      + (styleOf(c) === Style.FLEXGROUP ? '' : ', or OntapBackend.nasFlexgroup()'),
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-volumes.html',
    invalidExample: { claimSize: ONTAP_SERVICE.maxFlexVolGiB + 1, driver: Driver.NAS },
    validExample: { claimSize: ONTAP_SERVICE.maxFlexVolGiB, driver: Driver.NAS },
  }),
  claimRule({
    id: 'ontap/claim-size-limit',
    severity: 'error',
    reads: ['claimSize', 'limitVolumeSize'],
    at: 'claimSize',
    // ontap/volume-limit reports lower limits
    isViolated: c => c.claimSize > c.limitVolumeSize && c.limitVolumeSize * 1024 >= ONTAP_SERVICE.minVolumeMiB,
    problem: c => `the backend creates no volumes larger than ${c.limitVolumeSize} GiB (limitVolumeSize or `
      + 'limitVolumePoolSize)',
    fix: c => `use Size.gibibytes(${c.limitVolumeSize}) or less, or raise the limit of the backend`,
    source: MODES,
    invalidExample: { claimSize: 101, limitVolumeSize: 100 },
    validExample: { claimSize: 100, limitVolumeSize: 100 },
  }),
  claimRule({
    id: 'ontap/namespace-limit',
    severity: 'error',
    reads: ['namespaceLimit', 'claimSize'],
    at: 'namespaceLimit',
    isViolated: c => c.namespaceLimit < c.claimSize,
    problem: c => `the claim of the team already requests ${c.claimSize} GiB, so it could neither be recreated nor `
      + 'expanded',
    fix: c => `use Size.gibibytes(${c.claimSize}) or more`,
    source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    invalidExample: { namespaceLimit: 99, claimSize: 100 },
    validExample: { namespaceLimit: 100, claimSize: 100 },
  }),
  claimRule({
    id: 'ontap/claim-larger-than-file-system',
    severity: 'warning',
    reads: ['claimSize', 'capacity'],
    at: 'claimSize',
    isViolated: c => c.claimSize > c.capacity,
    problem: c => `the file system has ${c.capacity} GiB of SSD storage. The claim is bound, because volumes are thin-`
      + 'provisioned, but writes fail when the SSD storage is full',
    fix: 'raise the capacity of the file system, move data to the capacity pool (tieringPolicy), or acknowledge this '
      + 'warning',
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/volume-storage-capacity.html',
    invalidExample: { claimSize: 2049, capacity: 2048 },
    validExample: { claimSize: 2048, capacity: 2048 },
  }),
  claimRule({
    id: 'ontap/annotation-not-read',
    severity: 'error',
    reads: ['driver'],
    presenceOf: ANNOTATION_FIELDS,
    at: 'driver',
    isViolated: c => unread(c).length > 0,
    problem: c => `${c.driver} ignores ${andList(unread(c))} of a claim`,
    fix: c => `remove ${andList(unread(c))}, or use another backend`,
    source: ANNOTATIONS,
    invalidExample: { driver: Driver.SAN, unixPermissions: '0755' },
    validExample: { driver: Driver.NAS, unixPermissions: '0755' },
  }),
  claimRule({
    id: 'ontap/snapshots-not-offered',
    severity: 'error',
    reads: ['driver', 'cloneOf'],
    mayRead: ['cloned', 'restored', 'readOnlyClone', 'sourceShowsSnapshots'],
    at: 'cloneOf',
    isViolated: c => {
      const { snapshots, readOnlySnapshots } = STORAGE_DRIVERS[c.driver];
      const isView = !c.restored && (c.cloned ? c.readOnlyClone === true : true);
      return !snapshots && !(readOnlySnapshots && isView && c.sourceShowsSnapshots);
    },
    problem: c => `${c.driver} supports neither restores nor writable clones, because its claims share volumes; its `
      + 'snapshots and read-only clones require snapshotDirectory: true on the source claim',
    fix: 'use a backend created by OntapBackend.nas() or OntapBackend.san(); or set snapshotDirectory: true on the '
      + 'source claim, and use snapshot() and cloneOf() with readOnly: true only',
    source: 'https://github.com/NetApp/trident/blob/v26.06.0/storage_drivers/ontap/ontap_nas_qtree.go',
    invalidExample: { driver: Driver.NAS_ECONOMY, cloneOf: 'snapshot' },
    validExample: { driver: Driver.NAS, cloneOf: 'snapshot' },
  }),
  claimRule({
    id: 'ontap/snapshots-off',
    severity: 'error',
    reads: ['cloneOf', 'snapshotsOn'],
    at: 'cloneOf',
    isViolated: c => c.cloneOf === 'snapshot' && !c.snapshotsOn,
    problem: 'snapshots are disabled for this storage',
    fix: 'remove snapshots: false from the storage; with OntapBackend.nasEconomy() alone, set snapshots: true',
    source: CLONES,
    invalidExample: { cloneOf: 'snapshot', snapshotsOn: false },
    validExample: { cloneOf: 'snapshot', snapshotsOn: true },
  }),
  claimRule({
    id: 'ontap/source-of-other-storage',
    severity: 'error',
    reads: ['cloneOf', 'sourceStorage'],
    at: 'cloneOf',
    isViolated: c => c.sourceStorage === 'other',
    problem: 'the source belongs to another storage; a clone shares the volume, StorageClass and backend of its source',
    fix: 'call the method on the storage that created the source',
    source: 'https://github.com/NetApp/trident/issues/1103',
    invalidExample: { cloneOf: 'claim', sourceStorage: 'other' },
    validExample: { cloneOf: 'claim', sourceStorage: 'this' },
  }),
  claimRule({
    id: 'ontap/read-only-clone',
    severity: 'error',
    reads: ['readOnlyClone', 'driver'],
    mayRead: ['sourceShowsSnapshots'],
    at: 'readOnlyClone',
    isViolated: c => c.readOnlyClone && (!STORAGE_DRIVERS[c.driver].readOnlyClones || c.sourceShowsSnapshots !== true),
    problem: c => 'a read-only clone is the .snapshot directory of its source: it requires ontap-nas or '
      + 'ontap-nas-economy, and snapshotDirectory: true on the source claim'
      + (c.driver === Driver.NAS_FLEXGROUP ? '. ontap-nas-flexgroup would create an ordinary, writable clone' : ''),
    fix: 'set snapshotDirectory: true on the source claim before it is created, or remove readOnly and mount the clone '
      + 'with readOnly: true',
    source: CLONES,
    invalidExample: { readOnlyClone: true, driver: Driver.NAS_FLEXGROUP, sourceShowsSnapshots: true },
    validExample: { readOnlyClone: true, driver: Driver.NAS, sourceShowsSnapshots: true },
  }),
  claimRule({
    id: 'ontap/read-only-clone-split',
    severity: 'error',
    reads: ['readOnlyClone', 'splitOnClone'],
    at: 'readOnlyClone',
    isViolated: c => c.readOnlyClone && c.splitOnClone,
    problem: 'a read-only clone is a directory of its source, which cannot be split from it',
    fix: 'remove splitOnClone or readOnly',
    source: CLONES,
    invalidExample: { readOnlyClone: true, splitOnClone: true },
    validExample: { readOnlyClone: true, splitOnClone: false },
  }),
  claimRule({
    id: 'ontap/restore-by-kubectl-only',
    severity: 'error',
    reads: ['restored', 'byKubectl'],
    at: 'restored',
    isViolated: c => !c.byKubectl,
    problem: 'Trident restores once, when the object is created: if the object is applied together with its snapshot, '
      + 'the restore fails and is not retried',
    fix: 'use ManifestDelivery.kubectl() for this storage, or apply a TridentActionSnapshotRestore manually when the '
      + 'snapshot is ready',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-snapshots.html',
    invalidExample: { restored: true, byKubectl: false },
    validExample: { restored: true, byKubectl: true },
  }),
];

/** A claim of an economy driver is a part of a FlexVol. */
function styleOf({ driver }: { readonly driver: Driver }): Style {
  return driver === Driver.NAS_FLEXGROUP ? Style.FLEXGROUP : Style.FLEXVOL;
}

function largestClaimGiB(c: { readonly driver: Driver; readonly haPairs?: number }): number {
  return largestVolumeGiB(styleOf(c), c.haPairs);
}

/** The settings of a claim that the driver ignores. */
function unread(c: { readonly driver: Driver } & { readonly [field in ClaimAnnotation]?: boolean }): string[] {
  return ANNOTATION_FIELDS.filter(field => c[field] && !STORAGE_DRIVERS[c.driver].annotations.includes(field));
}

function reservedAnnotations(annotations: readonly string[]): string[] {
  return annotations.filter(annotation => annotation in SETTERS);
}

function setterOf(annotation: string): string {
  return SETTERS[annotation];
}
