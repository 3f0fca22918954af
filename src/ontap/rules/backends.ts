import { isIpv6Range } from './cidr';
import { volumeRules } from './defaults';
import { backendRule } from './row';
import { knownAtSynthesis } from '../../validation/common/known-late';
import { DeferredValue, Setting } from '../../validation/deferred-value';
import { ruleFor } from '../../validation/rule';
import { orList } from '../../validation/text';
import { OntapBackendConfiguration, OntapPoolConfiguration, OntapProvisioningMode } from '../configuration';
import {
  ONTAP_FORMATS, ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType as Type, OntapNfsVersion as Nfs, OntapSanType as San,
  OntapStorageDriver as Driver,
  OntapTieringPolicy as Tiering, STORAGE_DRIVERS,
} from '../limits';

const BLOCK = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/supported-fsx-clients.html';
const NAS = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html';
const SAN = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-san-examples.html';
const POOLS = 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html';
const BACKEND = { backendName: 'nas', driver: Driver.NAS, pools: [] } as const;
const DISK = { backendName: 'san', driver: Driver.SAN, pools: [], nodesPrepared: true } as const;
const NCONNECT = [Nfs.V3, Nfs.V4_1, Nfs.V4_2];

/** Rules for each backend. */
export const backendRules = [
  backendRule({
    id: 'ontap/backend-name-format',
    severity: 'error',
    reads: ['backendName'],
    at: 'backendName',
    isViolated: c => !ONTAP_FORMATS.backendName.test(c.backendName),
    problem: 'must consist of at most 32 lower-case letters, digits and -, and must begin and end with a letter or '
      + 'digit',
    fix: 'use a name such as \'checkpoints\'',
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
    problem: 'another backend of this storage has the same name',
    fix: 'use another name',
    source: NAS,
    invalidExample: { ...BACKEND, nameTaken: true },
    validExample: BACKEND,
  }),
  backendRule({
    id: 'ontap/block-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['driver', 'haPairs'],
    at: 'driver',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'san' && c.haPairs > ONTAP_SERVICE.blockHaPairs,
    problem: c => `file systems with more than ${ONTAP_SERVICE.blockHaPairs} HA pairs do not support block devices; `
      + `this one has ${c.haPairs}`,
    fix: `use OntapBackend.nas(), or at most ${ONTAP_SERVICE.blockHaPairs} haPairs`,
    source: BLOCK,
    invalidExample: { ...DISK, haPairs: 7 },
    validExample: { ...DISK, haPairs: 6 },
  }),
  backendRule({
    id: 'ontap/nvme-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['sanType', 'deploymentType'],
    at: 'sanType',
    isViolated: c => c.sanType === San.NVME && ONTAP_LIMITS[c.deploymentType].nvme === false,
    problem: c => `${c.deploymentType} does not support NVMe; second-generation file systems do`,
    fix: c => `use OntapSanType.ISCSI, or OntapDeploymentType.${c.deploymentType.replace(/1$/, '2')}`,
    source: BLOCK,
    invalidExample: { ...DISK, sanType: San.NVME, deploymentType: Type.MULTI_AZ_1 },
    validExample: { ...DISK, sanType: San.NVME, deploymentType: Type.MULTI_AZ_2 },
  }),
  backendRule({
    id: 'ontap/nvme-unverified',
    severity: 'warning',
    reads: ['sanType', 'deploymentType'],
    at: 'sanType',
    isViolated: c => c.sanType === San.NVME && ONTAP_LIMITS[c.deploymentType].nvme === undefined,
    problem: c => `AWS does not document whether ${c.deploymentType} supports NVMe`,
    fix: 'acknowledge this warning once a pod has mounted a volume, or use OntapSanType.ISCSI',
    source: BLOCK,
    invalidExample: { ...DISK, sanType: San.NVME, deploymentType: Type.MULTI_AZ_3 },
    validExample: { ...DISK, sanType: San.NVME, deploymentType: Type.MULTI_AZ_2 },
  }),
  backendRule({
    id: 'ontap/block-on-auto-mode',
    severity: 'error',
    acknowledgeable: 'not-verifiable',
    reads: ['driver', 'autoMode'],
    at: 'driver',
    isViolated: c => c.autoMode && STORAGE_DRIVERS[c.driver].protocol === 'san',
    problem: 'nodes of EKS Auto Mode run Bottlerocket, which cannot attach these block devices',
    fix: 'use OntapBackend.nas(); acknowledge this error if the pods run on node groups with Amazon Linux 2023',
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
      ? 'nodes require nvme-cli and the kernel module nvme-tcp; otherwise pods do not start'
      : 'nodes require the packages and services for iSCSI and multipath; otherwise pods do not start',
    fix: 'use TridentDriver.iscsiUserData() for the node groups, or let Trident prepare the nodes '
      + '(TridentInstallation.HELM with prepareNodesForIscsi); then set nodesPreparedForIscsi: true on the '
      + 'TridentDriver, or acknowledge this warning',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/worker-node-prep.html',
    invalidExample: { ...DISK, nodesPrepared: undefined },
    validExample: DISK,
  }),
  backendRule({
    id: 'ontap/nconnect',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['nconnect', 'nfsVersion'],
    at: 'nconnect',
    isViolated: c => !Number.isInteger(c.nconnect) || c.nconnect < 1 || c.nconnect > ONTAP_SERVICE.nconnect
      || !NCONNECT.includes(c.nfsVersion),
    problem: `must be a whole number from 1 to ${ONTAP_SERVICE.nconnect}, and requires NFS ${orList(NCONNECT)}`,
    fix: `use ${ONTAP_SERVICE.nconnect} or less, with OntapNfsVersion.V4_1`,
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/performance.html',
    invalidExample: { ...BACKEND, nconnect: 17, nfsVersion: Nfs.V4_1 },
    validExample: { ...BACKEND, nconnect: 16, nfsVersion: Nfs.V4_1 },
  }),
  backendRule({
    id: 'ontap/mount-options',
    severity: 'error',
    reads: ['mountOptions', 'driver'],
    at: 'mountOptions',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'nas'
      && c.mountOptions.some(option => /^(nfsvers|vers|minorversion|nconnect)=/.test(option)),
    problem: 'the NFS version and the number of connections have their own properties, which determine the open ports',
    fix: 'set nfsVersion and nconnect of the backend instead',
    source: NAS,
    invalidExample: { ...BACKEND, mountOptions: ['nfsvers=3'] },
    validExample: { ...BACKEND, mountOptions: ['hard'] },
  }),
  backendRule({
    id: 'ontap/backend-known-late',
    ...knownAtSynthesis('backendName', 'storagePrefix'),
    reads: ['driver'],
    problem: 'the name and the storagePrefix of a backend must be known at synthesis, because names in the cluster '
      + 'contain them',
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
    problem: c => c.driver === Driver.SAN_ECONOMY
      ? 'must consist of letters, digits, _ and . without __; with another prefix, Trident finds no snapshot of a LUN, and '
        + 'every snapshot and clone fails'
      : 'must consist of letters, digits, _, - and .'
        + (c.driver.endsWith('economy') ? '' : ', and must not begin with a digit'),
    fix: c => `use '${suggestedPrefix(c)}'`,
    source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/ontap_common.go',
    invalidExample: { ...BACKEND, storagePrefix: '1team_' },
    validExample: { ...BACKEND, storagePrefix: 'team1_' },
  }),
  backendRule({
    id: 'ontap/storage-prefix-shared',
    severity: 'error',
    acknowledgeable: 'not-verifiable',
    reads: ['storagePrefix', 'prefixTakenBy'],
    at: 'storagePrefix',
    isViolated: () => true,
    problem: c => `'${c.prefixTakenBy}' has this prefix on the same storage virtual machine: Trident finds the volumes that `
      + 'claims of an economy driver share by the prefix, and a backend with autoExportPolicy then revokes the access of the '
      + 'other backend\'s nodes',
    fix: 'remove storagePrefix from one of them, because the default is unique, or use another one; for other drivers, '
      + 'acknowledge this error',
    source: 'https://github.com/NetApp/trident/issues/1188',
    invalidExample: { ...BACKEND, storagePrefix: 'ml_', prefixTakenBy: 'Storage/Data, backend nas' },
    validExample: { ...BACKEND, storagePrefix: 'ml_' },
  }),
  backendRule({
    id: 'ontap/label-format',
    severity: 'error',
    reads: [],
    mayRead: ['labels', 'pools'],
    at: 'labels',
    isViolated: c => illegalLabels(c).length > 0,
    problem: c => `${illegalLabels(c).join(', ')}: labels must consist of letters, digits, _ and -; the key pool is reserved for `
      + 'the name of the pool',
    fix: 'rename the labels that contain other characters',
    source: 'https://github.com/NetApp/trident/blob/master/storage_attribute/label.go',
    invalidExample: { ...BACKEND, labels: { team: 'ml.research' } },
    validExample: { ...BACKEND, labels: { team: 'ml-research' } },
  }),
  backendRule({
    id: 'ontap/labels-too-long',
    severity: 'error',
    reads: ['driver'],
    mayRead: ['labels', 'pools'],
    at: 'labels',
    isViolated: c => longestLabels(c) > (STORAGE_DRIVERS[c.driver].labelsLength ?? Infinity),
    problem: c => {
      const { labelsLength } = STORAGE_DRIVERS[c.driver];
      return `Trident writes the labels and the name of the pool to the comment of each volume: ${longestLabels(c)} `
        + `characters, but ${c.driver} supports at most ${labelsLength}`;
    },
    fix: 'use fewer or shorter labels',
    source: NAS,
    invalidExample: { ...DISK, labels: { team: 'm'.repeat(250) } },
    validExample: { ...DISK, labels: { team: 'm'.repeat(60) } },
  }),
  backendRule({
    id: 'ontap/auto-export-cidrs',
    severity: 'error',
    reads: ['autoExportCidrs'],
    mayRead: ['autoExportPolicy', 'provisioning'],
    at: 'autoExportCidrs',
    isViolated: c => !c.autoExportPolicy || c.autoExportCidrs.some(isNoRange) || admitsNoClient(c),
    problem: c => {
      if (!c.autoExportPolicy) {
        return 'requires autoExportPolicy: true';
      }
      return c.autoExportCidrs.some(isNoRange) ? 'must be IPv4 or IPv6 ranges in CIDR notation'
        : 'file systems that this library creates have IPv4 addresses only, so IPv6 ranges admit no client';
    },
    fix: c => {
      if (!c.autoExportPolicy) {
        return 'set autoExportPolicy: true, or remove autoExportCidrs';
      }
      return c.autoExportCidrs.some(isNoRange) ? 'use ranges such as \'10.0.0.0/16\''
        : 'add the IPv4 ranges of the nodes, for example \'10.0.0.0/16\'';
    },
    source: NAS,
    invalidExample: { ...BACKEND, autoExportPolicy: true, autoExportCidrs: ['10.0.0.0'] },
    validExample: { ...BACKEND, autoExportPolicy: true, autoExportCidrs: ['10.0.0.0/16'] },
  }),
  backendRule({
    id: 'ontap/topology-empty',
    severity: 'error',
    reads: [],
    mayRead: ['topologies', 'pools'],
    at: 'topologies',
    isViolated: c => hasEmptyTopology(c) || (c.pools ?? []).some(hasEmptyTopology),
    problem: c => {
      const pool = hasEmptyTopology(c) ? undefined : c.pools?.find(hasEmptyTopology)?.poolName;
      return `${pool === undefined ? '' : `pool '${pool}': `}a topology must name a region or a zone`;
    },
    fix: 'use values such as { zone: \'eu-west-1a\' }',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/csi-topology.html',
    invalidExample: { ...BACKEND, topologies: [{}] },
    validExample: { ...BACKEND, topologies: [{ zone: 'eu-west-1a' }] },
  }),
  backendRule({
    id: 'ontap/flexgroup-with-concurrency',
    severity: 'error',
    reads: ['driver', 'concurrency'],
    at: 'driver',
    isViolated: c => c.concurrency && c.driver === Driver.NAS_FLEXGROUP,
    problem: 'Trident with enableConcurrency does not support ontap-nas-flexgroup, and rejects the backend',
    fix: 'use OntapBackend.nas(), or remove enableConcurrency from the TridentDriver',
    source: 'https://github.com/NetApp/trident/blob/v26.06.0/core/concurrent_core.go',
    invalidExample: { ...BACKEND, driver: Driver.NAS_FLEXGROUP, concurrency: true },
    validExample: { ...BACKEND, concurrency: true },
  }),
  backendRule({
    id: 'ontap/claims-per-volume',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: [],
    mayRead: ['qtreesPerFlexvol', 'lunsPerFlexvol'],
    at: c => claimsPerVolume(c),
    isViolated: c => outside(c.qtreesPerFlexvol, ONTAP_SERVICE.qtreesPerFlexvol)
      || outside(c.lunsPerFlexvol, ONTAP_SERVICE.lunsPerFlexvol),
    problem: c => {
      const { min, max } = ONTAP_SERVICE[claimsPerVolume(c)];
      return `must be a whole number from ${min} to ${max}`;
    },
    fix: 'use a number in this range, or remove the property',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html',
    invalidExample: { ...BACKEND, driver: Driver.NAS_ECONOMY, qtreesPerFlexvol: 301 },
    validExample: { ...BACKEND, driver: Driver.NAS_ECONOMY, qtreesPerFlexvol: 300 },
  }),
  backendRule({
    id: 'ontap/volume-limit',
    severity: 'error',
    reads: [],
    mayRead: ['limitVolumeSize', 'limitVolumePoolSize'],
    at: c => isTooSmall(c.limitVolumeSize) ? 'limitVolumeSize' : 'limitVolumePoolSize',
    isViolated: c => isTooSmall(c.limitVolumeSize) || isTooSmall(c.limitVolumePoolSize),
    problem: `Trident creates no volumes smaller than ${ONTAP_SERVICE.minVolumeMiB} MiB, so a lower limit rejects `
      + 'every claim',
    fix: `use Size.mebibytes(${ONTAP_SERVICE.minVolumeMiB}) or more, or remove the limit`,
    source: SAN,
    invalidExample: { ...BACKEND, limitVolumeSize: 0 },
    validExample: { ...BACKEND, limitVolumeSize: 1024 },
  }),
  backendRule({
    id: 'ontap/pool-name',
    severity: 'error',
    reads: ['pools'],
    at: 'pools',
    isViolated: c => c.pools.some(({ poolName }, index) => typeof poolName !== 'string'
      || !ONTAP_FORMATS.backendName.test(poolName)
      || c.pools.findIndex(other => other.poolName === poolName) !== index),
    problem: 'names of pools must consist of at most 32 lower-case letters, digits and -, must begin and end with a '
      + 'letter or digit, and must be unique in the backend',
    fix: 'use names such as \'hot\' and \'archive\'',
    source: POOLS,
    invalidExample: { ...BACKEND, pools: [{ poolName: 'hot' }, { poolName: 'hot' }] },
    validExample: { ...BACKEND, pools: [{ poolName: 'hot' }] },
  }),
];

/** A pool with the settings that it inherits from its backend. */
type PoolValidation = OntapPoolConfiguration & { readonly driver?: Driver; readonly autoExportPolicy?: boolean };

const poolRule = ruleFor<PoolValidation>();

/** Rules for the defaults of new volumes, which apply to each backend and each pool. */
export const defaultsRules = [
  ...volumeRules<PoolValidation>(),
  poolRule({
    id: 'ontap/tiering-moves-hot-data',
    severity: 'warning',
    reads: ['tieringPolicy'],
    at: 'tieringPolicy',
    isViolated: c => c.tieringPolicy === Tiering.ALL,
    problem: 'ALL moves data to the capacity pool as soon as it is written, and each read then takes tens of '
      + 'milliseconds',
    fix: 'use OntapTieringPolicy.NONE for data that is read, OntapTieringPolicy.AUTO for data that cools down, or '
      + 'acknowledge this warning',
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
    problem: c => c.qosPolicy
      ? 'a volume has one QoS policy, from its pool or its backend: either a fixed or an adaptive one'
      : 'qtrees do not support adaptive QoS policies',
    fix: c => c.qosPolicy ? 'remove qosPolicy or adaptiveQosPolicy' : 'use qosPolicy',
    source: NAS,
    invalidExample: { qosPolicy: 'gold', adaptiveQosPolicy: 'silver' },
    validExample: { adaptiveQosPolicy: 'silver' },
  }),
  poolRule({
    id: 'ontap/skip-recovery-queue-ignored',
    severity: 'error',
    reads: ['skipRecoveryQueue', 'driver'],
    at: 'skipRecoveryQueue',
    isViolated: c => c.skipRecoveryQueue && !STORAGE_DRIVERS[c.driver].skipsRecoveryQueue,
    problem: c => `${c.driver} ignores it, because claims share volumes, which are not deleted with them`,
    fix: 'remove skipRecoveryQueue, or use another backend',
    source: 'https://github.com/NetApp/trident/blob/v26.06.0/storage_drivers/ontap/ontap_nas_qtree.go',
    invalidExample: { skipRecoveryQueue: true, driver: Driver.NAS_ECONOMY },
    validExample: { skipRecoveryQueue: true, driver: Driver.NAS },
  }),
  poolRule({
    id: 'ontap/space-allocation-on-files',
    severity: 'error',
    reads: ['spaceAllocation', 'driver'],
    at: 'spaceAllocation',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'nas',
    problem: 'NFS volumes have no SCSI thin provisioning',
    fix: 'remove spaceAllocation',
    source: SAN,
    invalidExample: { spaceAllocation: true, driver: Driver.NAS },
    validExample: { spaceAllocation: false, driver: Driver.SAN },
  }),
  poolRule({
    id: 'ontap/security-style-on-block',
    severity: 'error',
    reads: ['securityStyle', 'driver'],
    at: 'securityStyle',
    isViolated: c => STORAGE_DRIVERS[c.driver].protocol === 'san',
    problem: 'ONTAP does not manage permissions on block devices',
    fix: 'remove securityStyle',
    source: SAN,
    invalidExample: { securityStyle: 'unix' as any, driver: Driver.SAN },
    validExample: { securityStyle: 'unix' as any, driver: Driver.NAS },
  }),
];

/** The length of the labels as Trident writes them (storage_drivers/ontap/storage_pool.go GetLabelsJSON). */
function longestLabels({ labels, pools = [] }: {
  readonly labels?: OntapBackendConfiguration['labels']; readonly pools?: readonly OntapPoolConfiguration[];
}): number {
  const lengths = [{ ...labels }, ...pools.map(pool => ({ ...labels, ...pool.labels, pool: pool.poolName }))].map(
    merged => {
      return Object.keys(merged).length > 0 ? JSON.stringify({ provisioning: merged }).length : 0;
    },
  );
  return Math.max(...lengths);
}

function suggestedPrefix({
  storagePrefix,
  driver,
}: {
  readonly storagePrefix: string;
  readonly driver: Driver;
}): string {
  const legal = storagePrefix.replace(/[^a-zA-Z0-9_.-]+/g, '_');
  const suggested = driver === Driver.SAN_ECONOMY ? legal.replace(/[-_]+/g, '_') : legal.replace(/^\d/, '_$&');
  return suggested || 'ml_';
}

function isNoRange(cidr: Setting<string>): boolean {
  return typeof cidr === 'string' && !ONTAP_FORMATS.cidr.test(cidr) && !isIpv6Range(cidr);
}

/** Nodes mount from their IPv4 addresses. */
function admitsNoClient({ provisioning, autoExportCidrs: cidrs }: {
  readonly provisioning?: OntapProvisioningMode; readonly autoExportCidrs: readonly Setting<string>[];
}): boolean {
  return provisioning === 'managed' && cidrs.length > 0 && cidrs.every(cidr => typeof cidr === 'string' && isIpv6Range(cidr));
}

/** As the user wrote them, with their pool. */
function illegalLabels({ labels, pools = [] }: {
  readonly labels?: OntapBackendConfiguration['labels']; readonly pools?: readonly OntapPoolConfiguration[];
}): string[] {
  return [{ labels, prefix: '' }, ...pools.map(pool => ({ labels: pool.labels, prefix: `pool '${pool.poolName}': ` }))]
    .flatMap(({ labels: own = {}, prefix }) => Object.entries(own).map(([key, value]) => ({ key, value, prefix })))
    .filter(({ key, value }) => key === 'pool' || !ONTAP_FORMATS.label.test(key)
      || (typeof value === 'string' && !ONTAP_FORMATS.label.test(value)))
    .map(({ key, value, prefix }) => `${prefix}${key}: '${value}'`);
}

function hasEmptyTopology({ topologies = [] }: Pick<OntapPoolConfiguration, 'topologies'>): boolean {
  return topologies.some(({ region, zone }) => region === undefined && zone === undefined);
}

function isTooSmall(limitGiB: number | undefined): boolean {
  return limitGiB !== undefined && !(limitGiB * 1024 >= ONTAP_SERVICE.minVolumeMiB);
}

function claimsPerVolume({ qtreesPerFlexvol }: { readonly qtreesPerFlexvol?: number }): 'qtreesPerFlexvol' | 'lunsPerFlexvol' {
  return outside(qtreesPerFlexvol, ONTAP_SERVICE.qtreesPerFlexvol) ? 'qtreesPerFlexvol' : 'lunsPerFlexvol';
}

function outside(value: number | undefined, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value !== undefined && (!Number.isInteger(value) || value < min || value > max);
}
