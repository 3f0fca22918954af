import type { Partition } from '../validation/common/cluster';
import { IPV4_RANGE } from '../validation/formats';
import type { PathFormat } from '../validation/paths';
import { PortRange } from '../validation/ports';

/** Availability Zones and generation of an ONTAP file system. Changing it replaces the file system. */
export enum OntapDeploymentType {
  /** One Availability Zone, first generation: one HA pair, 128 to 4096 MB/s. */
  SINGLE_AZ_1 = 'SINGLE_AZ_1',
  /** One Availability Zone, second generation: one to twelve HA pairs, up to 6144 MB/s each. */
  SINGLE_AZ_2 = 'SINGLE_AZ_2',
  /** Two Availability Zones, first generation: survives the failure of one zone. */
  MULTI_AZ_1 = 'MULTI_AZ_1',
  /** Two Availability Zones, second generation: survives the failure of one zone, up to 6144 MB/s. */
  MULTI_AZ_2 = 'MULTI_AZ_2',
  /** One Availability Zone, third generation: one to twelve HA pairs, up to 18432 MB/s each. */
  SINGLE_AZ_3 = 'SINGLE_AZ_3',
  /** Two Availability Zones, third generation: survives the failure of one zone, up to 18432 MB/s. */
  MULTI_AZ_3 = 'MULTI_AZ_3',
}

/** How the IOPS of the SSD storage are set. */
export enum OntapDiskIopsMode {
  /** FSx provides 3 IOPS for each GiB of storage capacity. */
  AUTOMATIC = 'AUTOMATIC',
  /** You set `iops`. */
  USER_PROVISIONED = 'USER_PROVISIONED',
}

/** Direction of a transfer with AWS DataSync. */
export enum OntapDataSyncDirection {
  /** From the bucket to the volume. */
  FROM_S3 = 'FROM_S3',
  /** From the volume to the bucket. */
  TO_S3 = 'TO_S3',
}

/** When data moves from SSD storage to the capacity pool, which is cheaper and slower. */
export enum OntapTieringPolicy {
  /** Never. */
  NONE = 'NONE',
  /** Data that only snapshots contain, after two days. */
  SNAPSHOT_ONLY = 'SNAPSHOT_ONLY',
  /** Data that has not been read for 31 days; sequential reads do not move it back. */
  AUTO = 'AUTO',
  /** All data, as soon as it can be moved; for data that is rarely read. */
  ALL = 'ALL',
}

/** The storage driver of Trident, which determines what it creates for a claim. */
export enum OntapStorageDriver {
  /** One volume for each claim, mounted by NFS. */
  NAS = 'ontap-nas',
  /** One qtree for each claim, up to 300 in a volume; for thousands of small claims, without snapshots and clones. */
  NAS_ECONOMY = 'ontap-nas-economy',
  /** One FlexGroup for each claim, across all HA pairs. */
  NAS_FLEXGROUP = 'ontap-nas-flexgroup',
  /** One LUN or NVMe namespace for each claim: a block device of one node. */
  SAN = 'ontap-san',
  /** One LUN for each claim; several LUNs share a volume. */
  SAN_ECONOMY = 'ontap-san-economy',
}

/** Protocol of block devices. */
export enum OntapSanType {
  /** iSCSI; nodes require its packages and services. */
  ISCSI = 'iscsi',
  /** NVMe over TCP; from the second generation. */
  NVME = 'nvme',
}

/** NFS version that nodes mount volumes with. */
export enum OntapNfsVersion {
  /** NFS 3; locks do not survive a failover, and more ports are required. */
  V3 = '3',
  /** NFS 4.0. */
  V4_0 = '4.0',
  /** NFS 4.1. */
  V4_1 = '4.1',
  /** NFS 4.2. */
  V4_2 = '4.2',
}

/** Security style of files. */
export enum OntapSecurityStyle {
  /** Mode bits and NFSv4 ACLs. */
  UNIX = 'unix',
  /** UNIX or Windows permissions, whichever were set last. */
  MIXED = 'mixed',
}

/** File system that a node creates on a block device. */
export enum OntapBlockFileSystem {
  /** ext4. */
  EXT4 = 'ext4',
  /** ext3. */
  EXT3 = 'ext3',
  /** XFS. */
  XFS = 'xfs',
}

/** Distribution of an ONTAP volume across HA pairs. */
export enum OntapVolumeStyle {
  /** On one HA pair. */
  FLEXVOL = 'FLEXVOL',
  /** Across all HA pairs. */
  FLEXGROUP = 'FLEXGROUP',
}

/** Limits of a deployment type. */
export interface OntapDeploymentLimits {
  readonly generation: 1 | 2 | 3;
  /** Number of Availability Zones, which is also the number of subnets. */
  readonly zones: 1 | 2;
  readonly maxHaPairs: number;
  /** In MB/s for each HA pair. */
  readonly throughputs: readonly number[];
  /** Throughputs that are offered with one HA pair only. */
  readonly onePairThroughputs: readonly number[];
  /** SSD storage in GiB for each HA pair, and for the whole file system. A maximum is undefined if AWS documents none. */
  readonly capacity: { readonly minPerPair: number; readonly maxPerPair?: number; readonly max?: number };
  /** SSD IOPS for each HA pair; undefined if AWS documents no maximum. */
  readonly maxIopsPerPair?: number;
  /** Undefined if AWS does not document it. */
  readonly nvme?: boolean;
  /** What AWS does not document about the type, for a warning. */
  readonly undocumented?: string;
  /** Whether the SSD storage can be reduced. */
  readonly shrinkable: boolean;
  /**
   * Partitions in which the type is documented as available (ONTAPGuide, available-aws-regions; China user guide,
   * Amazon FSx).
   */
  readonly partitions: readonly Partition[];
  readonly source: string;
}

const HA_PAIRS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/HA-pairs.html';
const FIRST = {
  generation: 1, maxHaPairs: 1, throughputs: [128, 256, 512, 1024, 2048, 4096], onePairThroughputs: [],
  capacity: { minPerPair: 1024, maxPerPair: 196608, max: 196608 }, maxIopsPerPair: 160000, nvme: false,
  shrinkable: false, partitions: ['aws', 'aws-cn', 'aws-us-gov'], source: HA_PAIRS,
} as const;
const SECOND = {
  generation: 2, capacity: { minPerPair: 1024, maxPerPair: 524288, max: 1048576 },
  maxIopsPerPair: 200000, nvme: true, shrinkable: true, partitions: ['aws'], source: HA_PAIRS,
} as const;

/** In the API model since 2026-11-20; everything else about it is unknown. */
const THIRD = {
  generation: 3, capacity: { minPerPair: 1024 }, shrinkable: true, partitions: ['aws'],
  undocumented: 'its maximum SSD storage and SSD IOPS, its prices, the Regions that offer it, whether it supports NVMe, '
    + 'and whether CloudFormation accepts it',
  source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html',
} as const;

/** One row per deployment type: the only definition of what FSx for ONTAP offers. */
export const ONTAP_DEPLOYMENT_TYPES = {
  [OntapDeploymentType.SINGLE_AZ_1]: { ...FIRST, zones: 1 },
  [OntapDeploymentType.MULTI_AZ_1]: { ...FIRST, zones: 2 },
  [OntapDeploymentType.SINGLE_AZ_2]: {
    ...SECOND, zones: 1, maxHaPairs: 12, throughputs: [1536, 3072, 6144], onePairThroughputs: [384, 768],
  },
  [OntapDeploymentType.MULTI_AZ_2]: {
    ...SECOND, zones: 2, maxHaPairs: 1, throughputs: [384, 768, 1536, 3072, 6144], onePairThroughputs: [],
  },
  [OntapDeploymentType.SINGLE_AZ_3]: {
    ...THIRD, zones: 1, maxHaPairs: 12, throughputs: [1536, 3072, 6144, 12288, 18432], onePairThroughputs: [],
  },
  [OntapDeploymentType.MULTI_AZ_3]: {
    ...THIRD, zones: 2, maxHaPairs: 1, throughputs: [384, 768, 1536, 3072, 6144, 12288, 18432], onePairThroughputs: [],
  },
} satisfies Record<OntapDeploymentType, OntapDeploymentLimits>;

/** The rows, with their common type. */
export const ONTAP_LIMITS: Record<OntapDeploymentType, OntapDeploymentLimits> = ONTAP_DEPLOYMENT_TYPES;

/** The deployment types whose row meets a condition, in the order of the table. */
export function ontapDeploymentTypesWith(condition: (limits: OntapDeploymentLimits) => boolean): OntapDeploymentType[] {
  return Object.values(OntapDeploymentType).filter(type => condition(ONTAP_LIMITS[type]));
}

/** Features of a storage driver of Trident. */
export interface StorageDriverLimits {
  readonly protocol: 'nas' | 'san';
  /** Access modes by volume mode (Trident, core/common.go). */
  readonly accessModes: { readonly [volumeMode: string]: readonly string[] };
  readonly snapshots: boolean;
  readonly clones: boolean;
  /** Whether snapshots and read-only clones need `snapshotDirectory`, and nothing else can be done with snapshots. */
  readonly readOnlySnapshots?: boolean;
  /** Whether existing volumes or LUNs can be imported as claims. */
  readonly imports: boolean;
  /** Whether an import names a LUN (`volume/lun`) instead of a volume. */
  readonly importsLuns?: boolean;
  /** Settings of a claim that the import of a managed volume applies (Trident, storage_drivers/ontap, Import). */
  readonly importAnnotations: readonly ClaimAnnotation[];
  /** Whether a clone can be a view of the source's directory of snapshots (Trident, storage_drivers/ontap, CreateClone). */
  readonly readOnlyClones?: boolean;
  /** Whether deleted volumes can skip the recovery queue. */
  readonly skipsRecoveryQueue: boolean;
  /** Annotations of a claim that the driver reads. */
  readonly annotations: readonly ClaimAnnotation[];
  /** Maximum length of the labels that Trident writes to the comment of a volume; undefined if it writes none. */
  readonly labelsLength?: number;
  /** Format of the storage prefix. */
  readonly storagePrefix: RegExp;
  readonly source: string;
}

const MANY = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
const ONE = ['ReadWriteOnce', 'ReadWriteOncePod'];
const NAS = {
  protocol: 'nas', accessModes: { Filesystem: MANY }, snapshots: true, clones: true, imports: true, labelsLength: 1023,
  importAnnotations: ['unixPermissions', 'snapshotDirectory', 'splitOnClone'], readOnlyClones: true,
  skipsRecoveryQueue: true,
  storagePrefix: /^([a-zA-Z_.-][a-zA-Z0-9_.-]*)?$/,
  source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html',
} as const;
const SAN = {
  ...NAS, protocol: 'san', labelsLength: 254, accessModes: { Filesystem: ONE, Block: MANY },
  importAnnotations: ['splitOnClone'], readOnlyClones: false,
  source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-san.html',
} as const;
const ECONOMY_PREFIX = /^[a-zA-Z0-9_.-]*$/;
/** Trident cannot find the snapshots of LUNs with another prefix (ontap_san_economy.go NewLUNHelper). */
const SAN_ECONOMY_PREFIX = /^(?!.*__)[a-zA-Z0-9_.]*$/;
/**
 * Settings of a claim and their annotations (Trident, frontend/csi/controller_helpers/kubernetes/helper.go
 * getVolumeConfig).
 */
export const CLAIM_ANNOTATIONS = {
  snapshotPolicy: 'trident.netapp.io/snapshotPolicy',
  snapshotReserve: 'trident.netapp.io/snapshotReserve',
  snapshotDirectory: 'trident.netapp.io/snapshotDirectory',
  unixPermissions: 'trident.netapp.io/unixPermissions',
  exportPolicy: 'trident.netapp.io/exportPolicy',
  splitOnClone: 'trident.netapp.io/splitOnClone',
} as const;

/** The other annotations of claims that this library sets, and the method or property that sets them. */
export const OWN_ANNOTATIONS: { readonly [annotation: string]: string } = {
  'trident.netapp.io/readOnlyClone': 'cloneOf() with readOnly',
  'trident.netapp.io/autogrowPolicy': 'autogrow',
  'trident.netapp.io/importOriginalName': 'importVolume()',
  'trident.netapp.io/importBackendUUID': 'importVolume()',
  'trident.netapp.io/notManaged': 'importVolume()',
  'trident.netapp.io/importNoRename': 'importVolume() with keepName',
};

/** A setting of a claim that is passed as an annotation. */
export type ClaimAnnotation = keyof typeof CLAIM_ANNOTATIONS;

const FILE_ANNOTATIONS = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
const BLOCK_ANNOTATIONS: readonly ClaimAnnotation[] = ['snapshotPolicy', 'snapshotReserve', 'splitOnClone'];

/** One row per driver. */
export const STORAGE_DRIVERS: Record<OntapStorageDriver, StorageDriverLimits> = {
  [OntapStorageDriver.NAS]: { ...NAS, annotations: FILE_ANNOTATIONS },
  [OntapStorageDriver.NAS_FLEXGROUP]: {
    ...NAS, annotations: FILE_ANNOTATIONS, importAnnotations: ['unixPermissions', 'splitOnClone'], readOnlyClones: false,
  },
  [OntapStorageDriver.NAS_ECONOMY]: {
    ...NAS, labelsLength: undefined, snapshots: false, clones: false, imports: false, storagePrefix: ECONOMY_PREFIX,
    readOnlySnapshots: true, importAnnotations: [], skipsRecoveryQueue: false,
    annotations: ['snapshotPolicy', 'snapshotDirectory', 'unixPermissions', 'exportPolicy'],
  },
  [OntapStorageDriver.SAN]: { ...SAN, annotations: BLOCK_ANNOTATIONS },
  [OntapStorageDriver.SAN_ECONOMY]: {
    ...SAN, labelsLength: undefined, importsLuns: true, importAnnotations: [], skipsRecoveryQueue: false,
    annotations: ['snapshotPolicy', 'snapshotReserve'], storagePrefix: SAN_ECONOMY_PREFIX,
  },
};

/** Spelling of a tiering policy in Trident, and its default cooling period. */
export const TIERING_POLICIES: Record<OntapTieringPolicy, {
  readonly trident: string;
  readonly coolingDays?: number;
}> = {
  [OntapTieringPolicy.NONE]: { trident: 'none' },
  [OntapTieringPolicy.SNAPSHOT_ONLY]: { trident: 'snapshot-only', coolingDays: 2 },
  [OntapTieringPolicy.AUTO]: { trident: 'auto', coolingDays: 31 },
  [OntapTieringPolicy.ALL]: { trident: 'all' },
};

/** Limits that do not depend on the deployment type. */
export const ONTAP_SERVICE = {
  /** SSD IOPS that FSx provides for each GiB. */
  iopsPerGiB: 3,
  /**
   * Maximum recommended use of the SSD storage
   * (https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/storage-capacity-and-IOPS.html).
   */
  fillUpTo: 0.8,
  routeTables: 50,
  endpointRangeLength: 17,
  /** File systems with more HA pairs do not support block protocols. */
  blockHaPairs: 6,
  svmNameLength: 47,
  volumeNameLength: 203,
  /** Trident creates no smaller volumes. */
  minVolumeMiB: 20,
  maxFlexVolGiB: 307200,
  /** For each HA pair: eight constituents of 100 GiB. */
  minFlexGroupGiB: 800,
  maxFlexGroupGiB: 2457600,
  /** Maximum that the API can express in bytes, just below 20 PiB. */
  maxVolumeGiB: 20971519,
  snapshotReserve: 90,
  qtreesPerFlexvol: { min: 50, max: 300 },
  lunsPerFlexvol: { min: 50, max: 200 },
  coolingDays: { min: 2, max: 183 },
  nconnect: 16,
  /** IP addresses that AWS reserves in each subnet. */
  reservedAddresses: 5,
} as const;

/** FSx updates only route tables with this tag. */
export const ROUTE_TABLE_TAG = { key: 'AmazonFSx', value: 'ManagedByAmazonFSx' } as const;

const tcp = (...ports: number[]): PortRange[] => ports.map(port => ({ from: port, to: port }));
const both = (...ports: number[]): PortRange[] => ports.flatMap(port => [
  { from: port, to: port }, { from: port, to: port, protocol: 'udp' as const },
]);

/** Ports of a file system that clients of each protocol connect to. */
export const ONTAP_PORTS = {
  /** The ONTAP REST API, which the Trident controller calls. */
  management: tcp(443),
  nfs4: tcp(2049),
  /** Port mapper, mount, NFS, lock manager, status monitor and quotas. */
  nfs3: [...both(111, 635, 2049, 4045, 4046), { from: 4049, to: 4049, protocol: 'udp' }],
  iscsi: tcp(3260),
  /** Port mapper, mount and NFS 3, as DataSync uses them. */
  dataSync: tcp(111, 635, 2049),
  /** Data and discovery. */
  nvme: tcp(4420, 8009),
} as const satisfies Record<string, readonly PortRange[]>;

/**
 * Format of a junction path, the location of a volume in the namespace of its SVM. Paths are case-insensitive.
 *
 * https://docs.netapp.com/us-en/ontap/smb-admin/create-volumes-specified-junction-task.html
 */
export const JUNCTION_PATH = {
  absolute: true, maxCharacters: 255,
  forbidden: { characters: /[\s*#"><|?\\]/, name: 'white space or one of * # " > < | ? \\' },
} as const satisfies PathFormat;

/** Format of a directory that DataSync reads or writes, from the API model of DataSync. */
export const DATA_SYNC_PATH = { absolute: true, maxCharacters: 255 } as const satisfies PathFormat;

/** Formats from the API model of the service and from Trident. */
export const ONTAP_FORMATS = {
  svmName: /^[A-Za-z][A-Za-z0-9_-]{0,46}$/,
  volumeName: /^[A-Za-z_][A-Za-z0-9_]{0,202}$/,
  lunName: /^[A-Za-z0-9_.-]{1,254}$/,
  /** IPv4 in CIDR notation. */
  cidr: IPV4_RANGE,
  /**
   * Full ARN of a secret, which ends in a hyphen and six characters, as Trident requires (storage_drivers/types.go).
   */
  secretArn: /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/,
  /** 1 to 99 percent, with decimals (Trident, internal/autogrow ValidateAutogrowPolicySpec). */
  autogrowThreshold: /^(([1-9]|[1-8]\d|9[0-8])(\.\d+)?|99(\.0+)?)%$/,
  /** At least 1 percent, or a Kubernetes quantity with a suffix, greater than 0 (cli/k8s_client/yaml_factory.go). */
  autogrowAmount: /^([1-9]\d*(\.\d+)?%|(?=[\d.]*[1-9])\d+(\.\d+)?([KMGTPE]i|[kMGTPE]))$/,
  /** `---rwxr-xr-x` or octal; special bits only in octal (Trident, ontap_common.go). */
  unixPermissions: /^(---([r-][w-][x-]){3}|[0-7]?[0-7]{3})$/,
  backendName: /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
  label: /^[A-Za-z0-9_-]+$/,
  policyName: /^\S{1,255}$/,
} as const;
