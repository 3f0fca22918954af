import type { Partition } from '../validation/common/cluster';
import type { PathFormat } from '../validation/paths';

/** Durability and features of a Lustre file system. Changing it replaces the file system. */
export enum LustreDeploymentType {
  /** First-generation scratch storage: SSD, no replication, cannot grow, the mount name is always `fsx`. */
  SCRATCH_1 = 'SCRATCH_1',
  /** Scratch storage: SSD, no replication, can grow, 200 MB/s per TiB with bursts. */
  SCRATCH_2 = 'SCRATCH_2',
  /** Persistent storage, replicated in one Availability Zone: SSD or HDD. */
  PERSISTENT_1 = 'PERSISTENT_1',
  /**
   * Persistent storage, replicated in one Availability Zone: SSD or Intelligent-Tiering.
   *
   * Supports a metadata configuration, EFA, and links to S3 through data repository associations.
   */
  PERSISTENT_2 = 'PERSISTENT_2',
}

/** Storage media of a file system. */
export enum LustreStorageType {
  /** Solid state drives. */
  SSD = 'SSD',
  /** Hard disk drives; PERSISTENT_1 only, requires a drive cache type. */
  HDD = 'HDD',
  /** Elastic storage that is billed by use; PERSISTENT_2 with `LustreProvisioning.managed()` only. */
  INTELLIGENT_TIERING = 'INTELLIGENT_TIERING',
}

/** Lustre version of a file system. Changing it replaces the file system. */
export enum LustreFileSystemTypeVersion {
  /** Lustre 2.10, which EKS nodes with Amazon Linux 2023 cannot mount. */
  V_2_10 = '2.10',
  /** Lustre 2.12. */
  V_2_12 = '2.12',
  /** Lustre 2.15, the only version that every supported node can mount. */
  V_2_15 = '2.15',
}

/** SSD read cache for HDD storage. Changing it replaces the file system. */
export enum LustreDriveCacheType {
  /** No cache. */
  NONE = 'NONE',
  /** A read cache of 20 percent of the storage capacity. */
  READ = 'READ',
}

/** Compression of data when it is written. */
export enum LustreDataCompressionType {
  /** No compression. */
  NONE = 'NONE',
  /** LZ4 compression. */
  LZ4 = 'LZ4',
}

/** Changes in S3 that a file system with an import path imports automatically. */
export enum LustreAutoImportPolicy {
  /** No changes after creation. */
  NONE = 'NONE',
  /** New objects. */
  NEW = 'NEW',
  /** New and changed objects. */
  NEW_CHANGED = 'NEW_CHANGED',
  /** New, changed and deleted objects. */
  NEW_CHANGED_DELETED = 'NEW_CHANGED_DELETED',
}

/** How the metadata IOPS of a PERSISTENT_2 file system are set. */
export enum LustreMetadataMode {
  /** FSx derives the metadata IOPS: from the storage capacity for SSD, from the throughput for Intelligent-Tiering. */
  AUTOMATIC = 'AUTOMATIC',
  /** You set `iops`. */
  USER_PROVISIONED = 'USER_PROVISIONED',
}

/** How the size of the SSD read cache of Intelligent-Tiering is set. */
export enum LustreReadCacheSizingMode {
  /** No cache. */
  NO_CACHE = 'NO_CACHE',
  /** FSx derives the size from the throughput capacity. */
  PROPORTIONAL_TO_THROUGHPUT_CAPACITY = 'PROPORTIONAL_TO_THROUGHPUT_CAPACITY',
  /** You set `size`. */
  USER_PROVISIONED = 'USER_PROVISIONED',
}

/** Data repository events that are logged. */
export enum LustreLogLevel {
  /** No events. */
  DISABLED = 'DISABLED',
  /** Warnings. */
  WARN_ONLY = 'WARN_ONLY',
  /** Errors. */
  ERROR_ONLY = 'ERROR_ONLY',
  /** Warnings and errors. */
  WARN_ERROR = 'WARN_ERROR',
}

/** A change that is synchronized between a file system and S3. */
export enum DataRepositoryEvent {
  /** A new file or object. */
  NEW = 'NEW',
  /** A changed file or object. */
  CHANGED = 'CHANGED',
  /** A deleted file or object. */
  DELETED = 'DELETED',
}

/** Legal capacities in GiB: the small ones, and the multiples of a step. */
export interface CapacitySteps {
  readonly small: readonly number[];
  readonly step: number;
}

/** Legal throughputs of a whole file system in MB/s: the small ones, and the multiples of a step. */
export interface ThroughputSteps {
  readonly small: readonly number[];
  /** A storage server delivers this throughput. EFA requires it, or a multiple of it. */
  readonly step: number;
  readonly max: number;
}

/** A throughput of a storage type, and its legal capacities. */
export interface ThroughputTier {
  /** In MB/s per TiB; undefined if the type offers only one throughput, which cannot be set. */
  readonly perUnit?: number;
  /** The throughput that the tier delivers, in MB/s per TiB. */
  readonly baseline: number;
  readonly capacity: CapacitySteps;
  /** Capacity of one storage server, in GiB. Each server needs an IP address in the subnet. */
  readonly serverGiB: number;
  /** Step of the capacity with EFA, in GiB; undefined if EFA is not supported. */
  readonly efaStep?: number;
}

/** Metadata IOPS: legal values of `metadataConfiguration.iops` with USER_PROVISIONED. */
export interface MetadataIops {
  readonly values: readonly number[];
  readonly step: number;
  readonly max: number;
  /**
   * What the price of the storage includes, and FSx sets with AUTOMATIC: by capacity, smallest first, and for each step
   * of a large one. Undefined if it does not depend on the capacity.
   */
  readonly included?: {
    readonly small: readonly { readonly fromGiB: number; readonly iops: number }[];
    readonly stepGiB: number;
    readonly iopsPerStep: number;
  };
}

/** Limits of a storage type of a deployment type. */
export interface StorageLimits {
  /** By throughput, lowest first. Empty if the capacity is elastic and throughput is set for the whole file system. */
  readonly tiers: readonly ThroughputTier[];
  /** Throughput of the whole file system, in MB/s, if it does not depend on the capacity. */
  readonly throughputCapacity?: ThroughputSteps;
  readonly driveCache: boolean;
  /** Whether directories can be linked to S3 by data repository associations. */
  readonly associations: boolean;
  /** Undefined without a metadata configuration. */
  readonly metadataIops?: MetadataIops;
  readonly efa: boolean;
}

/** Limits of a deployment type. */
export interface DeploymentTypeLimits {
  /** Whether data survives the failure of a server. */
  readonly durable: boolean;
  readonly storage: { readonly [type in LustreStorageType]?: StorageLimits };
  readonly versions: readonly LustreFileSystemTypeVersion[];
  /** Whether import and export paths can be set at creation. */
  readonly importPaths: boolean;
  readonly kmsKey: boolean;
  readonly backups: boolean;
  readonly growable: boolean;
  /**
   * Partitions in which the type is documented as available (China user guide, Amazon FSx; LustreGuide,
   * using-fsx-lustre; for SCRATCH_1 in GovCloud, acceptance tests of terraform-provider-aws).
   */
  readonly partitions: readonly Partition[];
  readonly source: string;
}

const SMALL_THEN_2400: CapacitySteps = { small: [1200], step: 2400 };
/** Metadata IOPS of SSD and of Intelligent-Tiering (API model of 2026-11-20). */
const METADATA_IOPS: MetadataIops = { values: [1500, 3000, 6000], step: 12000, max: 192000 };
/** https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html#dne-metadata-performance */
const SSD_METADATA_IOPS: MetadataIops = {
  ...METADATA_IOPS,
  included: {
    small: [
      { fromGiB: 1200, iops: 1500 },
      { fromGiB: 2400, iops: 3000 },
      { fromGiB: 4800, iops: 6000 },
      { fromGiB: 12000, iops: 12000 },
    ],
    stepGiB: 24000,
    iopsPerStep: 12000,
  },
};
const ALL_VERSIONS = [
  LustreFileSystemTypeVersion.V_2_10, LustreFileSystemTypeVersion.V_2_12, LustreFileSystemTypeVersion.V_2_15,
];
const CREATE_FILE_SYSTEM = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html';
const SSD_ONLY = { driveCache: false, associations: true, efa: false };

/** One row per deployment type: the only definition of what FSx for Lustre offers. */
export const DEPLOYMENT_TYPES = {
  [LustreDeploymentType.SCRATCH_1]: {
    durable: false,
    storage: {
      [LustreStorageType.SSD]: {
        ...SSD_ONLY, tiers: [{ baseline: 200, capacity: { small: [1200, 2400], step: 3600 }, serverGiB: 3600 }],
        associations: false,
      },
    },
    versions: ALL_VERSIONS,
    importPaths: true,
    kmsKey: false,
    backups: false,
    growable: false,
    partitions: ['aws'],
    source: CREATE_FILE_SYSTEM,
  },
  [LustreDeploymentType.SCRATCH_2]: {
    durable: false,
    storage: {
      [LustreStorageType.SSD]: { ...SSD_ONLY, tiers: [{ baseline: 200, capacity: SMALL_THEN_2400, serverGiB: 2400 }] },
    },
    versions: ALL_VERSIONS,
    importPaths: true,
    kmsKey: false,
    backups: false,
    growable: true,
    partitions: ['aws', 'aws-us-gov'],
    source: CREATE_FILE_SYSTEM,
  },
  [LustreDeploymentType.PERSISTENT_1]: {
    durable: true,
    storage: {
      [LustreStorageType.SSD]: {
        ...SSD_ONLY,
        tiers: [50, 100, 200].map(perUnit => ({
          perUnit, baseline: perUnit, capacity: SMALL_THEN_2400, serverGiB: 2400,
        })),
      },
      [LustreStorageType.HDD]: {
        tiers: [
          { perUnit: 12, baseline: 12, capacity: { small: [], step: 6000 }, serverGiB: 6000 },
          { perUnit: 40, baseline: 40, capacity: { small: [], step: 1800 }, serverGiB: 1800 },
        ],
        driveCache: true,
        associations: true,
        efa: false,
      },
    },
    versions: ALL_VERSIONS,
    importPaths: true,
    kmsKey: true,
    backups: true,
    growable: true,
    partitions: ['aws', 'aws-cn', 'aws-us-gov'],
    source: CREATE_FILE_SYSTEM,
  },
  [LustreDeploymentType.PERSISTENT_2]: {
    durable: true,
    storage: {
      [LustreStorageType.SSD]: {
        tiers: [
          { perUnit: 125, baseline: 125, capacity: SMALL_THEN_2400, serverGiB: 2400, efaStep: 38400 },
          { perUnit: 250, baseline: 250, capacity: SMALL_THEN_2400, serverGiB: 2400, efaStep: 19200 },
          { perUnit: 500, baseline: 500, capacity: SMALL_THEN_2400, serverGiB: 2400, efaStep: 9600 },
          { perUnit: 1000, baseline: 1000, capacity: SMALL_THEN_2400, serverGiB: 2400, efaStep: 4800 },
        ],
        metadataIops: SSD_METADATA_IOPS,
        driveCache: false,
        associations: true,
        efa: true,
      },
      [LustreStorageType.INTELLIGENT_TIERING]: {
        tiers: [],
        metadataIops: METADATA_IOPS,
        throughputCapacity: { small: [1000, 2000], step: 4000, max: 2000000 },
        driveCache: false,
        associations: false,
        efa: true,
      },
    },
    versions: [LustreFileSystemTypeVersion.V_2_12, LustreFileSystemTypeVersion.V_2_15],
    importPaths: false,
    kmsKey: true,
    backups: true,
    growable: true,
    partitions: ['aws'],
    source: CREATE_FILE_SYSTEM,
  },
} satisfies Record<LustreDeploymentType, DeploymentTypeLimits>;

/** The rows, with their common type. */
export const LIMITS: Record<LustreDeploymentType, DeploymentTypeLimits> = DEPLOYMENT_TYPES;

/** The deployment types whose row meets a condition, in the order of the table. */
export function deploymentTypesWith(condition: (limits: DeploymentTypeLimits) => boolean): LustreDeploymentType[] {
  return Object.values(LustreDeploymentType).filter(type => condition(LIMITS[type]));
}

/** The storage types that have a property with some deployment type, in the order of the table. */
export function storageTypesWith(condition: (limits: StorageLimits) => boolean): LustreStorageType[] {
  return Object.values(LustreStorageType).filter(type => {
    return Object.values(LIMITS).some(({ storage: { [type]: limits } }) => limits !== undefined && condition(limits));
  });
}

/** Storage types without a capacity of their own: they grow with the data, and their throughput is set as a whole. */
export const ELASTIC_STORAGE_TYPES = storageTypesWith(({ throughputCapacity }) => throughputCapacity !== undefined);

/** The version that every supported node can mount; the default of FSx is 2.10 for most types. */
export const DEFAULT_VERSION = LustreFileSystemTypeVersion.V_2_15;

/**
 * How the driver rounds up the size of a dynamic claim; the first match applies (driver 1.9, pkg/util/util.go
 * RoundUpVolumeSize). The driver ignores EFA, and the deployment type of HDD.
 */
export const DRIVER_ROUNDING: readonly DriverRounding[] = [
  { storageType: LustreStorageType.HDD, perUnit: 12, unit: 6000 },
  { storageType: LustreStorageType.HDD, unit: 1800 },
  { deploymentType: LustreDeploymentType.SCRATCH_1, below: 3600, unit: 1200 },
  { deploymentType: LustreDeploymentType.SCRATCH_1, unit: 3600 },
  { below: 2400, unit: 1200 },
  { unit: 2400 },
];

/** A row of the driver's rounding; undefined fields match everything. Sizes are in GiB. */
export interface DriverRounding {
  readonly storageType?: LustreStorageType;
  readonly perUnit?: number;
  readonly deploymentType?: LustreDeploymentType;
  readonly below?: number;
  readonly unit: number;
}

/** Limits that do not depend on the deployment type. */
export const SERVICE = {
  dataRepositories: 8,
  securityGroups: 50,
  pathLength: 900,
  fileSystemPathLength: 4096,
  importedFileChunkSizeMiB: 512000,
  /** Read cache of Intelligent-Tiering, in GiB for each 1000 MB/s of throughput. */
  readCache: { min: 8, max: 32768, throughputStep: 1000 },
  /** Metadata IOPS of one metadata server. */
  metadataIopsPerServer: 12000,
  /** Minimum metadata IOPS with EFA and USER_PROVISIONED. */
  efaMetadataIops: 6000,
  /** IP addresses that AWS reserves in each subnet. */
  reservedAddresses: 5,
  logGroupPrefix: '/aws/fsx',
} as const;

/**
 * The tag by which the driver identifies the file system of a volume. On another file system, it would give the driver
 * access.
 */
export const DRIVER_TAG = 'CSIVolumeName';

/** The ports between Lustre clients and servers, and between servers. */
export const LUSTRE_PORTS: readonly { readonly from: number; readonly to: number }[] = [
  { from: 988, to: 988 },
  { from: 1018, to: 1023 },
];

/**
 * Formats of directories: the directory of a claim, and a directory that is linked to S3 (`/ns1/` in the API
 * reference).
 */
export const PATHS = {
  subDirectory: { absolute: false, forbidden: { characters: /\s/, name: 'white space' } },
  fileSystemPath: { absolute: true, root: true, trailingSlash: true, maxCharacters: SERVICE.fileSystemPathLength },
} as const satisfies Record<string, PathFormat>;

/** Formats from the API model of the service. */
export const FORMATS = {
  mountName: /^[A-Za-z0-9_-]{1,8}$/,
  s3Path: /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\r\n]*)?$/,
} as const;
