import { volumeRules } from './defaults';
import { backendRule } from './row';
import { DeferredValue } from '../../validation/deferred-value';
import { ruleFor } from '../../validation/rule';
import { orList } from '../../validation/text';
import { OntapBackendConfiguration, OntapPoolConfiguration } from '../configuration';
import {
  ONTAP_FORMATS, ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType as Type, OntapNfsVersion as Nfs, OntapSanType as San, OntapStorageDriver as Driver,
  OntapTieringPolicy as Tiering, STORAGE_DRIVERS,
} from '../limits';

const BLOCK = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/supported-fsx-clients.html';
const NAS = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html';
const SAN = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-san-examples.html';
const POOLS = 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html';
const BACKEND = { backendName: 'nas', driver: Driver.NAS, pools: [] } as const;
const DISK = { backendName: 'san', driver: Driver.SAN, pools: [], nodesPrepared: true } as const;
const NCONNECT = [Nfs.V3, Nfs.V4_1, Nfs.V4_2];

/** Backends, one by one. */
export const backendRules = [
  backendRule({
    id: 'ontap/backend-name-format',
    severity: 'error',
    reads: ['backendName'],
    at: 'backendName',
    isViolated: c => !ONTAP_FORMATS.backendName.test(c.backendName),
    problem: 'names of backends are up to 32 lower-case letters, digits and -',
    fix: 'write it like \'checkpoints\'',
    source: NAS,
    invalidExample: { ...BACKEND, backendName: 'NFS backend' },
    validExample: BACKEND,
  }),
  backendRule({
    id: 'ontap/backend-twice',
    severity: 'error',
    reads: ['backendName', 'nameTaken'],
    at: 'backendName',
    isViolated: c => c.nameTaken,
    problem: 'another backend of the storage has this name',
    fix: 'give one of them another name',
    source: NAS,
    invalidExample: { ...BACKEND, nameTaken: true },
    validExample: BACKEND,
  }),
  backendRule({
    id: 'ontap/block-not-offered',
    severity: 'error',
    reads: ['driver', 'haPairs'],
    at: 'driver',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'san' && c.haPairs > ONTAP_SERVICE.blockHaPairs,
    problem: c => `block devices are off on file systems with more than ${ONTAP_SERVICE.blockHaPairs} pairs of servers, and this one has ${c.haPairs}`,
    fix: `use OntapBackend.nas(), or haPairs up to ${ONTAP_SERVICE.blockHaPairs}`,
    source: BLOCK,
    invalidExample: { ...DISK, haPairs: 7 },
    validExample: { ...DISK, haPairs: 6 },
  }),
  backendRule({
    id: 'ontap/nvme-not-offered',
    severity: 'error',
    reads: ['sanType', 'deploymentType'],
    at: 'sanType',
    isViolated: c => c.sanType === San.NVME && !ONTAP_LIMITS[c.deploymentType].nvme,
    problem: c => `${c.deploymentType} has no NVMe: the second generation does`,
    fix: c => `use OntapSanType.ISCSI, or OntapDeploymentType.${c.deploymentType.replace(/1$/, '2')}`,
    source: BLOCK,
    invalidExample: { ...DISK, sanType: San.NVME, deploymentType: Type.MULTI_AZ_1 },
    validExample: { ...DISK, sanType: San.NVME, deploymentType: Type.MULTI_AZ_2 },
  }),
  backendRule({
    id: 'ontap/block-on-auto-mode',
    severity: 'error',
    acknowledgeable: true,
    reads: ['driver', 'autoMode'],
    at: 'driver',
    isViolated: c => c.autoMode && STORAGE_DRIVERS[c.driver].protocol === 'san',
    problem: 'the nodes of EKS Auto Mode run Bottlerocket, which cannot attach these block devices',
    fix: 'use OntapBackend.nas(); acknowledge it if the pods run on node groups with Amazon Linux 2023',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/worker-node-prep.html',
    invalidExample: { ...DISK, autoMode: true },
    validExample: { ...BACKEND, autoMode: true },
  }),
  backendRule({
    id: 'ontap/nodes-unprepared',
    severity: 'warning',
    reads: ['driver'],
    mayRead: ['nodesPrepared', 'sanType'],
    at: 'driver',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'san' && !c.nodesPrepared,
    problem: c => c.sanType === San.NVME
      ? 'nodes need nvme-cli and the kernel module nvme-tcp, or no pod starts'
      : 'nodes need the packages and services of iSCSI and multipath, or no pod starts',
    fix: 'give the node groups TridentDriver.iscsiUserData(), or let Trident prepare them (TridentInstallation.HELM with prepareNodesForIscsi); then say '
      + 'nodesPreparedForIscsi: true to the TridentDriver, or acknowledge it',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/worker-node-prep.html',
    invalidExample: { ...DISK, nodesPrepared: undefined },
    validExample: DISK,
  }),
  backendRule({
    id: 'ontap/nconnect',
    severity: 'error',
    reads: ['nconnect', 'nfsVersion'],
    at: 'nconnect',
    isViolated: c => !Number.isInteger(c.nconnect) || c.nconnect < 1 || c.nconnect > ONTAP_SERVICE.nconnect || !NCONNECT.includes(c.nfsVersion),
    problem: `a node has 1 to ${ONTAP_SERVICE.nconnect} connections, with NFS ${orList(NCONNECT)}`,
    fix: `use at most ${ONTAP_SERVICE.nconnect}, and OntapNfsVersion.V4_1`,
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/performance.html',
    invalidExample: { ...BACKEND, nconnect: 17, nfsVersion: Nfs.V4_1 },
    validExample: { ...BACKEND, nconnect: 16, nfsVersion: Nfs.V4_1 },
  }),
  backendRule({
    id: 'ontap/mount-options',
    severity: 'error',
    reads: ['mountOptions', 'driver'],
    at: 'mountOptions',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'nas' && c.mountOptions.some(option => /^(nfsvers|vers|minorversion|nconnect)=/.test(option)),
    problem: 'the version of NFS and the connections have settings of their own, by which ports are opened',
    fix: 'use nfsVersion and nconnect of the backend',
    source: NAS,
    invalidExample: { ...BACKEND, mountOptions: ['nfsvers=3'] },
    validExample: { ...BACKEND, mountOptions: ['hard'] },
  }),
  backendRule({
    id: 'ontap/backend-known-late',
    severity: 'error',
    reads: ['driver'],
    deferredOf: ['backendName', 'storagePrefix'],
    at: 'backendName',
    isViolated: c => c.backendName || c.storagePrefix,
    problem: 'the name and the storage prefix of a backend must be known at synthesis: names in the cluster are made of them',
    fix: 'write them out, or take them from the context',
    source: NAS,
    invalidExample: { ...BACKEND, storagePrefix: new DeferredValue('${Token[TOKEN.1]}') },
    validExample: BACKEND,
  }),
  backendRule({
    id: 'ontap/storage-prefix-format',
    severity: 'error',
    reads: ['storagePrefix', 'driver'],
    at: 'storagePrefix',
    isViolated: c => !STORAGE_DRIVERS[c.driver].storagePrefix.test(c.storagePrefix),
    problem: c => `prefixes are letters, digits, _, - and .${c.driver.endsWith('economy') ? '' : ', and do not begin with a digit'}`,
    fix: c => `write it like '${c.storagePrefix.replace(/[^a-zA-Z0-9_.-]+/g, '_').replace(/^\d/, '_$&') || 'ml_'}'`,
    source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/ontap_common.go',
    invalidExample: { ...BACKEND, storagePrefix: '1team_' },
    validExample: { ...BACKEND, storagePrefix: 'team1_' },
  }),
  backendRule({
    id: 'ontap/label-format',
    severity: 'error',
    reads: ['labels'],
    at: 'labels',
    isViolated: c => Object.entries(c.labels).some(([key, value]) => key === 'pool' || !ONTAP_FORMATS.label.test(key)
      || (typeof value === 'string' && !ONTAP_FORMATS.label.test(value))),
    problem: 'labels of backends are letters, digits, _ and -, and `pool` is the label of the pools',
    fix: 'rename what has other characters',
    source: 'https://github.com/NetApp/trident/blob/master/storage_attribute/label.go',
    invalidExample: { ...BACKEND, labels: { team: 'ml.research' } },
    validExample: { ...BACKEND, labels: { team: 'ml-research' } },
  }),
  backendRule({
    id: 'ontap/labels-too-long',
    severity: 'error',
    reads: ['labels', 'driver'],
    mayRead: ['pools'],
    at: 'labels',
    isViolated: c => longestLabels(c) > (STORAGE_DRIVERS[c.driver].labelsLength ?? Infinity),
    problem: c => `Trident writes them into the comments of volumes, with the name of the pool: ${longestLabels(c)} characters, where ${
      c.driver} keeps ${STORAGE_DRIVERS[c.driver].labelsLength}`,
    fix: 'use fewer or shorter ones',
    source: NAS,
    invalidExample: { ...DISK, labels: { team: 'm'.repeat(250) } },
    validExample: { ...DISK, labels: { team: 'm'.repeat(60) } },
  }),
  backendRule({
    id: 'ontap/auto-export-cidrs',
    severity: 'error',
    reads: ['autoExportCidrs'],
    mayRead: ['autoExportPolicy'],
    at: 'autoExportCidrs',
    isViolated: c => !c.autoExportPolicy || c.autoExportCidrs.some(cidr => typeof cidr === 'string' && !ONTAP_FORMATS.cidr.test(cidr)),
    problem: c => c.autoExportPolicy ? 'they are ranges of IPv4 addresses in CIDR notation' : 'there is no automatic export policy that they could limit',
    fix: c => c.autoExportPolicy ? 'write them like \'10.0.0.0/16\'' : 'set autoExportPolicy: true, or leave them out',
    source: NAS,
    invalidExample: { ...BACKEND, autoExportPolicy: true, autoExportCidrs: ['10.0.0.0'] },
    validExample: { ...BACKEND, autoExportPolicy: true, autoExportCidrs: ['10.0.0.0/16'] },
  }),
  backendRule({
    id: 'ontap/claims-per-volume',
    severity: 'error',
    reads: [],
    mayRead: ['qtreesPerFlexvol', 'lunsPerFlexvol'],
    at: 'driver',
    isViolated: c => outside(c.qtreesPerFlexvol, ONTAP_SERVICE.qtreesPerFlexvol) || outside(c.lunsPerFlexvol, ONTAP_SERVICE.lunsPerFlexvol),
    problem: `volumes are shared by ${ONTAP_SERVICE.qtreesPerFlexvol.min} to ${ONTAP_SERVICE.qtreesPerFlexvol.max} qtrees, or by ${
      ONTAP_SERVICE.lunsPerFlexvol.min} to ${ONTAP_SERVICE.lunsPerFlexvol.max} LUNs`,
    fix: 'set qtreesPerFlexvol or lunsPerFlexvol to a number in between, or leave it out',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html',
    invalidExample: { ...BACKEND, driver: Driver.NAS_ECONOMY, qtreesPerFlexvol: 301 },
    validExample: { ...BACKEND, driver: Driver.NAS_ECONOMY, qtreesPerFlexvol: 300 },
  }),
  backendRule({
    id: 'ontap/volume-limit',
    severity: 'error',
    reads: [],
    mayRead: ['limitVolumeSize', 'limitVolumePoolSize'],
    at: 'limitVolumeSize',
    isViolated: c => [c.limitVolumeSize, c.limitVolumePoolSize].some(size => size !== undefined && !(size * 1024 >= ONTAP_SERVICE.minVolumeMiB)),
    problem: `Trident makes no volume below ${ONTAP_SERVICE.minVolumeMiB} MiB, so a smaller limit refuses every claim`,
    fix: 'raise limitVolumeSize or limitVolumePoolSize, or leave it out',
    source: SAN,
    invalidExample: { ...BACKEND, limitVolumeSize: 0 },
    validExample: { ...BACKEND, limitVolumeSize: 1024 },
  }),
  backendRule({
    id: 'ontap/pool-name',
    severity: 'error',
    reads: ['pools'],
    at: 'pools',
    isViolated: c => c.pools.some(({ poolName }, index) => typeof poolName !== 'string' || !ONTAP_FORMATS.backendName.test(poolName)
      || c.pools.findIndex(other => other.poolName === poolName) !== index),
    problem: 'names of pools are up to 32 lower-case letters, digits and -, each once in a backend',
    fix: 'write them like \'hot\' and \'archive\'',
    source: POOLS,
    invalidExample: { ...BACKEND, pools: [{ poolName: 'hot' }, { poolName: 'hot' }] },
    validExample: { ...BACKEND, pools: [{ poolName: 'hot' }] },
  }),
];

/** A pool, and what it has of its backend. */
type PoolValidation = OntapPoolConfiguration & { readonly driver?: Driver; readonly autoExportPolicy?: boolean };

const poolRule = ruleFor<PoolValidation>();

/** What new volumes are like: held against every backend and every pool. */
export const defaultsRules = [
  ...volumeRules<PoolValidation>(),
  poolRule({
    id: 'ontap/tiering-moves-hot-data',
    severity: 'warning',
    reads: ['tieringPolicy'],
    at: 'tieringPolicy',
    isViolated: c => c.tieringPolicy === Tiering.ALL,
    problem: 'ALL moves data to the capacity pool as soon as it is written: every read then takes tens of milliseconds',
    fix: 'use NONE for data that is read, AUTO for data that cools down, or acknowledge it',
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/volume-storage-capacity.html',
    invalidExample: { tieringPolicy: Tiering.ALL },
    validExample: { tieringPolicy: Tiering.AUTO },
  }),
  poolRule({
    id: 'ontap/qos-policies',
    severity: 'error',
    reads: ['adaptiveQosPolicy'],
    mayRead: ['driver'],
    presenceOf: ['qosPolicy'],
    at: 'adaptiveQosPolicy',
    isViolated: c => c.qosPolicy || c.driver === Driver.NAS_ECONOMY,
    problem: c => c.qosPolicy ? 'a volume has one QoS policy, of its pool or of its backend: a fixed or an adaptive one' : 'qtrees have no adaptive QoS policy',
    fix: c => c.qosPolicy ? 'leave one of them out' : 'use qosPolicy',
    source: NAS,
    invalidExample: { qosPolicy: 'gold', adaptiveQosPolicy: 'silver' },
    validExample: { adaptiveQosPolicy: 'silver' },
  }),
  poolRule({
    id: 'ontap/security-style-on-block',
    severity: 'error',
    reads: ['securityStyle', 'driver'],
    at: 'securityStyle',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'san',
    problem: 'block devices have no permissions that ONTAP knows of',
    fix: 'leave it out',
    source: SAN,
    invalidExample: { securityStyle: 'unix' as any, driver: Driver.SAN },
    validExample: { securityStyle: 'unix' as any, driver: Driver.NAS },
  }),
];

/** As Trident writes them (storage_drivers/ontap/storage_pool.go GetLabelsJSON). */
function longestLabels({ labels, pools = [] }: Pick<OntapBackendConfiguration, 'labels'> & { readonly pools?: readonly OntapPoolConfiguration[] }): number {
  const lengths = [undefined, ...pools.map(({ poolName }) => poolName)].map(pool => {
    return JSON.stringify({ provisioning: { ...labels, ...pool !== undefined && { pool } } }).length;
  });
  return Math.max(...lengths);
}

function outside(value: number | undefined, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value !== undefined && (!Number.isInteger(value) || value < min || value > max);
}
