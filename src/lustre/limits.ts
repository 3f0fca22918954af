import type { Partition } from '../validation/common/cluster';
import type { PathFormat } from '../validation/paths';
import { TAG_FORMAT, TAG_VALUE_LENGTH } from '../validation/tags';

/** How long a Lustre file system keeps data, and what it offers. A change replaces the file system. */
export enum LustreDeploymentType {
  /** Temporary storage of the first generation: SSD, no replication, cannot grow, always mounted as `fsx`. */
  SCRATCH_1 = 'SCRATCH_1',
  /** Temporary storage: SSD, no replication, can grow, 200 MB/s per TiB with bursts. */
  SCRATCH_2 = 'SCRATCH_2',
  /** Replicated in one Availability Zone; SSD or HDD. */
  PERSISTENT_1 = 'PERSISTENT_1',
  /** Replicated in one Availability Zone; SSD or Intelligent-Tiering; metadata performance of its own, EFA, S3 through associations. */
  PERSISTENT_2 = 'PERSISTENT_2',
}

/** What a file system stores its data on. */
export enum LustreStorageType {
  /** Solid state drives. */
  SSD = 'SSD',
  /** Hard disks; PERSISTENT_1 only, with a drive cache chosen. */
  HDD = 'HDD',
  /** Elastic storage that is billed by use; PERSISTENT_2 only, made by the stack only. */
  INTELLIGENT_TIERING = 'INTELLIGENT_TIERING',
}

/** The Lustre version of a file system. A change replaces the file system. */
export enum LustreFileSystemTypeVersion {
  /** Lustre 2.10, which today's EKS nodes (Amazon Linux 2023) cannot mount. */
  V_2_10 = '2.10',
  /** Lustre 2.12. */
  V_2_12 = '2.12',
  /** Lustre 2.15, the only version that every supported node can mount. */
  V_2_15 = '2.15',
}

/** The SSD read cache in front of hard disks. A change replaces the file system. */
export enum LustreDriveCacheType {
  /** No cache. */
  NONE = 'NONE',
  /** A read cache of 20 percent of the storage capacity. */
  READ = 'READ',
}

/** Whether data is compressed when it is written. */
export enum LustreDataCompressionType {
  /** Not compressed. */
  NONE = 'NONE',
  /** LZ4. */
  LZ4 = 'LZ4',
}

/** Which changes in S3 a file system linked by an import path takes over. */
export enum LustreAutoImportPolicy {
  /** None after creation. */
  NONE = 'NONE',
  /** New objects. */
  NEW = 'NEW',
  /** New and changed objects. */
  NEW_CHANGED = 'NEW_CHANGED',
  /** New, changed and deleted objects. */
  NEW_CHANGED_DELETED = 'NEW_CHANGED_DELETED',
}

/** Who says how many metadata operations per second a PERSISTENT_2 file system offers. */
export enum LustreMetadataMode {
  /** FSx derives the IOPS from the storage capacity; SSD only. */
  AUTOMATIC = 'AUTOMATIC',
  /** You say it with `iops`. */
  USER_PROVISIONED = 'USER_PROVISIONED',
}

/** How the SSD read cache of Intelligent-Tiering gets its size. */
export enum LustreReadCacheSizingMode {
  /** No cache. */
  NO_CACHE = 'NO_CACHE',
  /** FSx derives the size from the throughput capacity. */
  PROPORTIONAL_TO_THROUGHPUT_CAPACITY = 'PROPORTIONAL_TO_THROUGHPUT_CAPACITY',
  /** You say it with `size`. */
  USER_PROVISIONED = 'USER_PROVISIONED',
}

/** Which data repository events are logged. */
export enum LustreLogLevel {
  /** None. */
  DISABLED = 'DISABLED',
  /** Warnings. */
  WARN_ONLY = 'WARN_ONLY',
  /** Errors. */
  ERROR_ONLY = 'ERROR_ONLY',
  /** Warnings and errors. */
  WARN_ERROR = 'WARN_ERROR',
}

/** A change of a file or object that travels between a file system and S3. */
export enum DataRepositoryEvent {
  /** A new file or object. */
  NEW = 'NEW',
  /** A changed file or object. */
  CHANGED = 'CHANGED',
  /** A deleted file or object. */
  DELETED = 'DELETED',
}

/** Legal capacities: a few small ones, then the multiples of a step, in GiB. */
export interface CapacitySteps {
  readonly small: readonly number[];
  readonly step: number;
}

/** One throughput that a storage type offers, and the capacities that go with it. */
export interface ThroughputTier {
  /** MB/s per TiB; none where the type has one throughput only and takes no setting. */
  readonly perUnit?: number;
  /** What the type delivers: MB/s per TiB. */
  readonly baseline: number;
  readonly capacity: CapacitySteps;
  /** GiB behind one storage server, each of which needs an address in the subnet. */
  readonly serverGiB: number;
  /** The step of the capacity with EFA, GiB; absent where there is no EFA. */
  readonly efaStep?: number;
}

/** What one storage type offers within a deployment type. */
export interface StorageLimits {
  /** By throughput, slowest first. Empty where capacity is elastic and throughput is provisioned for the whole file system. */
  readonly tiers: readonly ThroughputTier[];
  /** MB/s of the whole file system: a multiple of `step`, at most `max`. */
  readonly throughputCapacity?: { readonly step: number; readonly max: number };
  readonly driveCache: boolean;
  readonly metadataModes: readonly LustreMetadataMode[];
  /** Legal `metadataConfiguration.iops` when user provisioned. */
  readonly metadataIops?: { readonly values: readonly number[]; readonly step?: number; readonly max: number };
  readonly efa: boolean;
}

/** Everything that depends on the deployment type. */
export interface DeploymentTypeLimits {
  /** Keeps data through the failure of a server. */
  readonly durable: boolean;
  readonly storage: { readonly [type in LustreStorageType]?: StorageLimits };
  readonly versions: readonly LustreFileSystemTypeVersion[];
  /** How S3 is linked: import and export paths at creation, or associations only. */
  readonly importPaths: boolean;
  readonly associations: boolean;
  readonly kmsKey: boolean;
  readonly backups: boolean;
  readonly growable: boolean;
  readonly source: string;
}

const SMALL_THEN_2400: CapacitySteps = { small: [1200], step: 2400 };
const ALL_VERSIONS = [LustreFileSystemTypeVersion.V_2_10, LustreFileSystemTypeVersion.V_2_12, LustreFileSystemTypeVersion.V_2_15];
const CREATE_FILE_SYSTEM = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html';
const SSD_ONLY = { driveCache: false, metadataModes: [], efa: false };

/** One row per deployment type: the single place where what FSx for Lustre offers is written down. */
export const DEPLOYMENT_TYPES = {
  [LustreDeploymentType.SCRATCH_1]: {
    durable: false,
    storage: {
      [LustreStorageType.SSD]: { ...SSD_ONLY, tiers: [{ baseline: 200, capacity: { small: [1200, 2400], step: 3600 }, serverGiB: 3600 }] },
    },
    versions: ALL_VERSIONS,
    importPaths: true,
    associations: false,
    kmsKey: false,
    backups: false,
    growable: false,
    source: CREATE_FILE_SYSTEM,
  },
  [LustreDeploymentType.SCRATCH_2]: {
    durable: false,
    storage: {
      [LustreStorageType.SSD]: { ...SSD_ONLY, tiers: [{ baseline: 200, capacity: SMALL_THEN_2400, serverGiB: 2400 }] },
    },
    versions: ALL_VERSIONS,
    importPaths: true,
    associations: true,
    kmsKey: false,
    backups: false,
    growable: true,
    source: CREATE_FILE_SYSTEM,
  },
  [LustreDeploymentType.PERSISTENT_1]: {
    durable: true,
    storage: {
      [LustreStorageType.SSD]: {
        ...SSD_ONLY,
        tiers: [50, 100, 200].map(perUnit => ({ perUnit, baseline: perUnit, capacity: SMALL_THEN_2400, serverGiB: 2400 })),
      },
      [LustreStorageType.HDD]: {
        tiers: [
          { perUnit: 12, baseline: 12, capacity: { small: [], step: 6000 }, serverGiB: 6000 },
          { perUnit: 40, baseline: 40, capacity: { small: [], step: 1800 }, serverGiB: 1800 },
        ],
        driveCache: true,
        metadataModes: [],
        efa: false,
      },
    },
    versions: ALL_VERSIONS,
    importPaths: true,
    associations: true,
    kmsKey: true,
    backups: true,
    growable: true,
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
        driveCache: false,
        metadataModes: [LustreMetadataMode.AUTOMATIC, LustreMetadataMode.USER_PROVISIONED],
        metadataIops: { values: [1500, 3000, 6000], step: 12000, max: 192000 },
        efa: true,
      },
      [LustreStorageType.INTELLIGENT_TIERING]: {
        tiers: [],
        throughputCapacity: { step: 4000, max: 2000000 },
        driveCache: false,
        metadataModes: [LustreMetadataMode.USER_PROVISIONED],
        metadataIops: { values: [6000, 12000], max: 12000 },
        efa: true,
      },
    },
    versions: [LustreFileSystemTypeVersion.V_2_12, LustreFileSystemTypeVersion.V_2_15],
    importPaths: false,
    associations: true,
    kmsKey: true,
    backups: true,
    growable: true,
    source: CREATE_FILE_SYSTEM,
  },
} satisfies Record<LustreDeploymentType, DeploymentTypeLimits>;

/** The rows, seen as their common shape. */
export const LIMITS: Record<LustreDeploymentType, DeploymentTypeLimits> = DEPLOYMENT_TYPES;

/** The version that every supported node can mount; FSx itself would take 2.10 for most types. */
export const DEFAULT_VERSION = LustreFileSystemTypeVersion.V_2_15;

/**
 * How the driver rounds the size of a dynamic claim up, first match first (driver 1.9, pkg/util/util.go RoundUpVolumeSize).
 * It looks neither at EFA nor at the deployment type of HDD.
 */
export const DRIVER_ROUNDING: readonly DriverRounding[] = [
  { storageType: LustreStorageType.HDD, perUnit: 12, unit: 6000 },
  { storageType: LustreStorageType.HDD, unit: 1800 },
  { deploymentType: LustreDeploymentType.SCRATCH_1, below: 3600, unit: 1200 },
  { deploymentType: LustreDeploymentType.SCRATCH_1, unit: 3600 },
  { below: 2400, unit: 1200 },
  { unit: 2400 },
];

/** A row of the driver's rounding: absent fields match everything. Sizes in GiB. */
export interface DriverRounding {
  readonly storageType?: LustreStorageType;
  readonly perUnit?: number;
  readonly deploymentType?: LustreDeploymentType;
  readonly below?: number;
  readonly unit: number;
}

/**
 * Deployment types that a partition is not documented to have: scratch not in China (China user guide, Amazon FSx), PERSISTENT_2 in neither (LustreGuide,
 * using-fsx-lustre), SCRATCH_1 not in GovCloud (acceptance tests of terraform-provider-aws).
 */
export const NOT_IN_PARTITION: Record<Partition, readonly LustreDeploymentType[]> = {
  'aws': [],
  'aws-cn': [LustreDeploymentType.SCRATCH_1, LustreDeploymentType.SCRATCH_2, LustreDeploymentType.PERSISTENT_2],
  'aws-us-gov': [LustreDeploymentType.SCRATCH_1, LustreDeploymentType.PERSISTENT_2],
};

/** What does not depend on the deployment type. */
export const SERVICE = {
  dataRepositories: 8,
  automaticBackupRetentionDays: 90,
  tags: 50,
  tagKeyLength: 128,
  tagValueLength: TAG_VALUE_LENGTH,
  securityGroups: 50,
  pathLength: 900,
  fileSystemPathLength: 4096,
  importedFileChunkSizeMiB: 512000,
  /** Read cache of Intelligent-Tiering, GiB for each 4000 MB/s of throughput. */
  readCache: { min: 32, max: 131072, throughputStep: 4000 },
  /** Metadata IOPS behind one metadata server. */
  metadataIopsPerServer: 12000,
  /** Metadata IOPS that EFA asks for at least when they are user provisioned. */
  efaMetadataIops: 6000,
  /** Addresses that AWS keeps of every subnet. */
  reservedAddresses: 5,
  logGroupPrefix: '/aws/fsx',
} as const;

/** The tag by which the driver recognizes the file system of a volume: on another file system it would put it within the driver's reach. */
export const DRIVER_TAG = 'CSIVolumeName';

/** The ports between Lustre clients and servers, and between servers. */
export const LUSTRE_PORTS: readonly { readonly from: number; readonly to: number }[] = [
  { from: 988, to: 988 },
  { from: 1018, to: 1023 },
];

/** Of directories in the file system: what a claim shows, and what is linked to S3 (`/ns1/`, says the API). */
export const PATHS = {
  subDirectory: { absolute: false, forbidden: { characters: /\s/, name: 'white space' } },
  fileSystemPath: { absolute: true, root: true, trailingSlash: true, maxCharacters: SERVICE.fileSystemPathLength },
} as const satisfies Record<string, PathFormat>;

/** Formats, from the service's own model. */
export const FORMATS = {
  mountName: /^[A-Za-z0-9_-]{1,8}$/,
  subnetId: /^subnet-[0-9a-f]{8,}$/,
  securityGroupId: /^sg-[0-9a-f]{8,}$/,
  backupId: /^backup-[0-9a-f]{8,}$/,
  weeklyMaintenanceStartTime: /^[1-7]:([01]\d|2[0-3]):[0-5]\d$/,
  dailyAutomaticBackupStartTime: /^([01]\d|2[0-3]):[0-5]\d$/,
  tag: TAG_FORMAT,
  s3Path: /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\r\n]*)?$/,
} as const;
