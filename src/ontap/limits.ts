import type { Partition } from '../validation/common/cluster';
import type { PathFormat } from '../validation/paths';
import { PortRange } from '../validation/ports';

/** How an ONTAP file system is spread, and which generation of servers it has. A change replaces the file system. */
export enum OntapDeploymentType {
  /** One Availability Zone, first generation: one pair of servers, 128 to 4096 MB/s. */
  SINGLE_AZ_1 = 'SINGLE_AZ_1',
  /** One Availability Zone, second generation: one to twelve pairs of servers, up to 6144 MB/s each. */
  SINGLE_AZ_2 = 'SINGLE_AZ_2',
  /** Two Availability Zones, first generation: survives the loss of one. */
  MULTI_AZ_1 = 'MULTI_AZ_1',
  /** Two Availability Zones, second generation: survives the loss of one, up to 6144 MB/s. */
  MULTI_AZ_2 = 'MULTI_AZ_2',
}

/** Who says how many operations per second the SSD storage offers. */
export enum OntapDiskIopsMode {
  /** FSx provides 3 for each GiB of storage capacity. */
  AUTOMATIC = 'AUTOMATIC',
  /** You say it with `iops`. */
  USER_PROVISIONED = 'USER_PROVISIONED',
}

/** When data leaves the SSD storage for the capacity pool, which is cheaper and slower. */
export enum OntapTieringPolicy {
  /** Never. */
  NONE = 'NONE',
  /** Data that only snapshots hold, after two days. */
  SNAPSHOT_ONLY = 'SNAPSHOT_ONLY',
  /** Data that nobody read for 31 days; sequential reads leave it there. */
  AUTO = 'AUTO',
  /** All data, as soon as it can be moved: for what is hardly ever read. */
  ALL = 'ALL',
}

/** How Trident speaks to ONTAP, and what it makes of a claim. */
export enum OntapStorageDriver {
  /** One volume for each claim, mounted by NFS. */
  NAS = 'ontap-nas',
  /** One qtree for each claim, up to 300 in a volume: thousands of small claims, without snapshots and clones. */
  NAS_ECONOMY = 'ontap-nas-economy',
  /** One FlexGroup for each claim, over all pairs of servers. */
  NAS_FLEXGROUP = 'ontap-nas-flexgroup',
  /** One LUN or namespace for each claim, a block device of one node. */
  SAN = 'ontap-san',
  /** LUNs that share a volume. */
  SAN_ECONOMY = 'ontap-san-economy',
}

/** How block devices are attached. */
export enum OntapSanType {
  /** iSCSI; nodes need its packages and services. */
  ISCSI = 'iscsi',
  /** NVMe over TCP; second generation only. */
  NVME = 'nvme',
}

/** The version of NFS that nodes mount with. */
export enum OntapNfsVersion {
  /** NFS 3: no locks across a failover; needs more ports. */
  V3 = '3',
  /** NFS 4.0. */
  V4_0 = '4.0',
  /** NFS 4.1. */
  V4_1 = '4.1',
  /** NFS 4.2. */
  V4_2 = '4.2',
}

/** How permissions of files are kept. */
export enum OntapSecurityStyle {
  /** Mode bits and NFSv4 ACLs. */
  UNIX = 'unix',
  /** Of UNIX and Windows, whichever was set last. */
  MIXED = 'mixed',
}

/** The file system that a node makes on a block device. */
export enum OntapBlockFileSystem {
  /** ext4. */
  EXT4 = 'ext4',
  /** ext3. */
  EXT3 = 'ext3',
  /** XFS. */
  XFS = 'xfs',
}

/** How an ONTAP volume lies on the servers. */
export enum OntapVolumeStyle {
  /** On one pair of servers. */
  FLEXVOL = 'FLEXVOL',
  /** On all pairs of servers. */
  FLEXGROUP = 'FLEXGROUP',
}

/** Everything that depends on the deployment type. */
export interface OntapDeploymentLimits {
  readonly generation: 1 | 2;
  /** Availability Zones, which is also the number of subnets. */
  readonly zones: 1 | 2;
  readonly maxHaPairs: number;
  /** MB/s for each pair of servers. */
  readonly throughputs: readonly number[];
  /** Throughputs that are offered with one pair only. */
  readonly onePairThroughputs: readonly number[];
  /** GiB of SSD storage for each pair of servers, and for the whole file system. */
  readonly capacity: { readonly minPerPair: number; readonly maxPerPair: number; readonly max: number };
  /** SSD operations per second for each pair of servers. */
  readonly maxIopsPerPair: number;
  readonly nvme: boolean;
  /** FSx can make the SSD storage smaller. */
  readonly shrinkable: boolean;
  readonly source: string;
}

const HA_PAIRS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/HA-pairs.html';
const FIRST = {
  generation: 1, maxHaPairs: 1, throughputs: [128, 256, 512, 1024, 2048, 4096], onePairThroughputs: [],
  capacity: { minPerPair: 1024, maxPerPair: 196608, max: 196608 }, maxIopsPerPair: 160000, nvme: false, shrinkable: false, source: HA_PAIRS,
} as const;
const SECOND = {
  generation: 2, capacity: { minPerPair: 1024, maxPerPair: 524288, max: 1048576 },
  maxIopsPerPair: 200000, nvme: true, shrinkable: true, source: HA_PAIRS,
} as const;

/** One row per deployment type: the single place where what FSx for ONTAP offers is written down. */
export const ONTAP_DEPLOYMENT_TYPES = {
  [OntapDeploymentType.SINGLE_AZ_1]: { ...FIRST, zones: 1 },
  [OntapDeploymentType.MULTI_AZ_1]: { ...FIRST, zones: 2 },
  [OntapDeploymentType.SINGLE_AZ_2]: { ...SECOND, zones: 1, maxHaPairs: 12, throughputs: [1536, 3072, 6144], onePairThroughputs: [384, 768] },
  [OntapDeploymentType.MULTI_AZ_2]: { ...SECOND, zones: 2, maxHaPairs: 1, throughputs: [384, 768, 1536, 3072, 6144], onePairThroughputs: [] },
} satisfies Record<OntapDeploymentType, OntapDeploymentLimits>;

/** The rows, seen as their common shape. */
export const ONTAP_LIMITS: Record<OntapDeploymentType, OntapDeploymentLimits> = ONTAP_DEPLOYMENT_TYPES;

/** What a driver of Trident makes and offers. */
export interface StorageDriverLimits {
  readonly protocol: 'nas' | 'san';
  /** Access modes by volume mode (Trident, core/common.go). */
  readonly accessModes: { readonly [volumeMode: string]: readonly string[] };
  readonly snapshots: boolean;
  readonly clones: boolean;
  /** Existing volumes can become claims. */
  readonly imports: boolean;
  /** Annotations of a claim that the driver reads. */
  readonly annotations: readonly ClaimAnnotation[];
  /** How long labels may be as Trident writes them into the comment of a volume; absent: it writes none. */
  readonly labelsLength?: number;
  /** What a storage prefix looks like. */
  readonly storagePrefix: RegExp;
  readonly source: string;
}

const MANY = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
const ONE = ['ReadWriteOnce', 'ReadWriteOncePod'];
const NAS = {
  protocol: 'nas', accessModes: { Filesystem: MANY }, snapshots: true, clones: true, imports: true, labelsLength: 1023, storagePrefix: /^([a-zA-Z_.-][a-zA-Z0-9_.-]*)?$/,
  source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html',
} as const;
const SAN = {
  ...NAS, protocol: 'san', labelsLength: 254, accessModes: { Filesystem: ONE, Block: MANY }, source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-san.html',
} as const;
const ECONOMY_PREFIX = /^[a-zA-Z0-9_.-]*$/;
/** Settings that a claim can bring (Trident, frontend/csi/controller_helpers/kubernetes/helper.go getVolumeConfig): the annotation and what it says. */
export const CLAIM_ANNOTATIONS = {
  snapshotPolicy: 'trident.netapp.io/snapshotPolicy',
  snapshotReserve: 'trident.netapp.io/snapshotReserve',
  snapshotDirectory: 'trident.netapp.io/snapshotDirectory',
  unixPermissions: 'trident.netapp.io/unixPermissions',
  exportPolicy: 'trident.netapp.io/exportPolicy',
  splitOnClone: 'trident.netapp.io/splitOnClone',
} as const;

/** A setting that a claim can bring. */
export type ClaimAnnotation = keyof typeof CLAIM_ANNOTATIONS;

const FILE_ANNOTATIONS = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
const BLOCK_ANNOTATIONS: readonly ClaimAnnotation[] = ['snapshotPolicy', 'snapshotReserve', 'splitOnClone'];

/** One row per driver. */
export const STORAGE_DRIVERS: Record<OntapStorageDriver, StorageDriverLimits> = {
  [OntapStorageDriver.NAS]: { ...NAS, annotations: FILE_ANNOTATIONS },
  [OntapStorageDriver.NAS_FLEXGROUP]: { ...NAS, annotations: FILE_ANNOTATIONS },
  [OntapStorageDriver.NAS_ECONOMY]: {
    ...NAS, labelsLength: undefined, snapshots: false, clones: false, imports: false, storagePrefix: ECONOMY_PREFIX,
    annotations: ['snapshotDirectory', 'unixPermissions', 'exportPolicy'],
  },
  [OntapStorageDriver.SAN]: { ...SAN, annotations: BLOCK_ANNOTATIONS },
  [OntapStorageDriver.SAN_ECONOMY]: { ...SAN, labelsLength: undefined, imports: false, annotations: [], storagePrefix: ECONOMY_PREFIX },
};

/** How Trident and FSx spell a tiering policy. */
export const TIERING_POLICIES: Record<OntapTieringPolicy, { readonly trident: string; readonly coolingDays?: number }> = {
  [OntapTieringPolicy.NONE]: { trident: 'none' },
  [OntapTieringPolicy.SNAPSHOT_ONLY]: { trident: 'snapshot-only', coolingDays: 2 },
  [OntapTieringPolicy.AUTO]: { trident: 'auto', coolingDays: 31 },
  [OntapTieringPolicy.ALL]: { trident: 'all' },
};

/** Deployment types that a partition is not documented to have (ONTAPGuide available-aws-regions; China user guide, Amazon FSx). */
export const NOT_IN_PARTITION: Record<Partition, readonly OntapDeploymentType[]> = {
  'aws': [],
  'aws-cn': [OntapDeploymentType.SINGLE_AZ_2, OntapDeploymentType.MULTI_AZ_2],
  'aws-us-gov': [OntapDeploymentType.SINGLE_AZ_2, OntapDeploymentType.MULTI_AZ_2],
};

/** What the service offers whatever the deployment type. */
export const ONTAP_SERVICE = {
  /** GiB. */
  iopsPerGiB: 3,
  /** How full the SSD storage should be at most (https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/storage-capacity-and-IOPS.html). */
  fillUpTo: 0.8,
  automaticBackupRetentionDays: 90,
  routeTables: 50,
  endpointRangeLength: 17,
  /** Block protocols are off on file systems with more pairs of servers. */
  blockHaPairs: 6,
  svmNameLength: 47,
  volumeNameLength: 203,
  /** Trident makes no smaller volume: 20 MiB. */
  minVolumeMiB: 20,
  /** GiB. */
  maxFlexVolGiB: 307200,
  /** For each pair of servers: eight constituents of 100 GiB. */
  minFlexGroupGiB: 800,
  maxFlexGroupGiB: 2457600,
  /** What the API can count in bytes, 20 PiB less a little. */
  maxVolumeGiB: 20971519,
  snapshotReserve: 90,
  qtreesPerFlexvol: { min: 50, max: 300 },
  lunsPerFlexvol: { min: 50, max: 200 },
  coolingDays: { min: 2, max: 183 },
  nconnect: 16,
  /** Addresses that AWS keeps of every subnet. */
  reservedAddresses: 5,
} as const;

/** The tag by which FSx knows route tables that it may write to. */
export const ROUTE_TABLE_TAG = { key: 'AmazonFSx', value: 'ManagedByAmazonFSx' } as const;

const tcp = (...ports: number[]): PortRange[] => ports.map(port => ({ from: port, to: port }));
const both = (...ports: number[]): PortRange[] => ports.flatMap(port => [{ from: port, to: port }, { from: port, to: port, protocol: 'udp' as const }]);

/** The ports of a file system that clients of each protocol reach. */
export const ONTAP_PORTS = {
  /** The REST API of ONTAP, which Trident's controller calls. */
  management: tcp(443),
  nfs4: tcp(2049),
  /** Port mapper, mount, NFS, locks and their status, quotas. */
  nfs3: [...both(111, 635, 2049, 4045, 4046), { from: 4049, to: 4049, protocol: 'udp' }],
  iscsi: tcp(3260),
  /** Data and discovery. */
  nvme: tcp(4420, 8009),
} as const satisfies Record<string, readonly PortRange[]>;

/**
 * Where a volume is in the namespace of its SVM; upper and lower case are the same.
 *
 * https://docs.netapp.com/us-en/ontap/smb-admin/create-volumes-specified-junction-task.html
 */
export const JUNCTION_PATH = {
  absolute: true, maxCharacters: 255, forbidden: { characters: /[\s*#"><|?\\]/, name: 'white space or one of * # " > < | ? \\' },
} as const satisfies PathFormat;

/** Formats, from the models of the service and of Trident. */
export const ONTAP_FORMATS = {
  svmId: /^svm-[0-9a-f]{17}$/,
  svmName: /^[A-Za-z][A-Za-z0-9_-]{0,46}$/,
  volumeName: /^[A-Za-z_][A-Za-z0-9_]{0,202}$/,
  weeklyMaintenanceStartTime: /^[1-7]:([01]\d|2[0-3]):[0-5]\d$/,
  backupId: /^backup-[0-9a-f]{8,}$/,
  dailyAutomaticBackupStartTime: /^([01]\d|2[0-3]):[0-5]\d$/,
  /** IPv4 in CIDR notation. */
  cidr: /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)\/(3[0-2]|[12]?\d)$/,
  /** A secret's full ARN, which ends in a hyphen and six characters: Trident looks for exactly that (storage_drivers/types.go). */
  secretArn: /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/,
  /** 1 to 99 percent, with decimals (Trident, internal/autogrow ValidateAutogrowPolicySpec). */
  autogrowThreshold: /^(([1-9]|[1-8]\d|9[0-8])(\.\d+)?|99(\.0+)?)%$/,
  /** At least 1 percent, or a quantity of Kubernetes that is more than nothing. */
  autogrowAmount: /^([1-9]\d*(\.\d+)?%|(?=[\d.]*[1-9])\d+(\.\d+)?([KMGTPE]i|[kMGTPE])?)$/,
  /** `---rwxr-xr-x` or octal; special bits in octal only (Trident, ontap_common.go). */
  unixPermissions: /^(---([r-][w-][x-]){3}|[0-7]?[0-7]{3})$/,
  backendName: /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
  label: /^[A-Za-z0-9_-]+$/,
  policyName: /^\S{1,255}$/,
} as const;
