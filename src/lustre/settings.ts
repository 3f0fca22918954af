import { Duration, Size, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import {
  LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType, LustreFileSystemTypeVersion,
  LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './limits';

/** Metadata performance of a PERSISTENT_2 file system. */
export interface LustreMetadataConfiguration {
  /**
   * Who says how many metadata operations per second the file system offers.
   *
   * AUTOMATIC (SSD only, takes no `iops`) or USER_PROVISIONED (needs `iops`).
   *
   * AUTOMATIC on Intelligent-Tiering: error lustre/metadata-mode-not-offered.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreMetadataConfiguration.html
   */
  readonly mode: LustreMetadataMode;

  /**
   * Metadata IOPS.
   *
   * SSD: 1500, 3000, 6000, 12000 and multiples of 12000 up to 192000. Intelligent-Tiering: 6000 or 12000. It can be raised later, never lowered.
   *
   * Another value: error lustre/metadata-iops-not-offered. Missing with USER_PROVISIONED: error lustre/metadata-iops-missing.
   *
   * @default - FSx derives it from the storage capacity (AUTOMATIC)
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreMetadataConfiguration.html
   */
  readonly iops?: number;
}

/** The SSD read cache of an Intelligent-Tiering file system. */
export interface LustreDataReadCacheConfiguration {
  /**
   * How the cache gets its size.
   *
   * NO_CACHE, PROPORTIONAL_TO_THROUGHPUT_CAPACITY, or USER_PROVISIONED (needs `size`).
   *
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html
   */
  readonly sizingMode: LustreReadCacheSizingMode;

  /**
   * Size of the cache.
   *
   * 32 to 131072 GiB for each 4000 MB/s of throughput capacity.
   *
   * Outside: error lustre/read-cache-size. Missing with USER_PROVISIONED, or given without: error lustre/read-cache-size-mode.
   *
   * @default - none: set by the service unless the mode is USER_PROVISIONED
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html
   */
  readonly size?: Size;
}

/** Where events of the S3 links are logged. */
export interface LustreLogConfiguration {
  /**
   * What is logged.
   *
   * DISABLED, WARN_ONLY, ERROR_ONLY or WARN_ERROR; DISABLED takes no log group: error lustre/log-group.
   *
   * @default LustreLogLevel.WARN_ERROR
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html
   */
  readonly level?: LustreLogLevel;

  /**
   * The log group that the events go to.
   *
   * In the same account and Region; FSx asks for a name that begins with `/aws/fsx`.
   *
   * Another name: error lustre/log-group-name.
   *
   * @default - `/aws/fsx/lustre`, which FSx makes
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html
   */
  readonly logGroup?: logs.ILogGroup;
}

/** What the driver and CloudFormation both know of a file system. */
export interface LustreFileSystemOptions {
  /**
   * How long the file system keeps data, and what it offers.
   *
   * SCRATCH_1, SCRATCH_2, PERSISTENT_1 or PERSISTENT_2. A change replaces the file system.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html
   */
  readonly deploymentType: LustreDeploymentType;

  /**
   * What the data is stored on.
   *
   * SSD for every type, HDD for PERSISTENT_1, INTELLIGENT_TIERING for PERSISTENT_2 in `LustreProvisioning.managed()`. FSx cannot change it.
   *
   * Another combination: error lustre/storage-type-not-offered.
   *
   * @default LustreStorageType.SSD
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html
   */
  readonly storageType?: LustreStorageType;

  /**
   * Read and write throughput for each TiB of storage.
   *
   * In MB/s per TiB. PERSISTENT_1 SSD offers 50, 100 or 200, PERSISTENT_1 HDD 12 or 40, PERSISTENT_2 SSD 125, 250, 500 or 1000;
   * scratch and Intelligent-Tiering have none. A change replaces the file system.
   *
   * Another value: error lustre/throughput-not-offered. Missing: error lustre/throughput-missing.
   *
   * @default - none: PERSISTENT_1 and PERSISTENT_2 on SSD or HDD need a value, the others take none
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly perUnitStorageThroughput?: number;

  /**
   * The SSD read cache in front of hard disks.
   *
   * NONE or READ, needed with HDD and legal only there. A change replaces the file system.
   *
   * Missing with HDD: error lustre/drive-cache-missing. Given without HDD: error lustre/drive-cache-without-hdd.
   *
   * @default - none: HDD needs a value, the others take none
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly driveCacheType?: LustreDriveCacheType;

  /**
   * Whether data is compressed when it is written.
   *
   * NONE or LZ4. A change holds for files written later.
   *
   * @default LustreDataCompressionType.NONE
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/data-compression.html
   */
  readonly dataCompressionType?: LustreDataCompressionType;

  /**
   * The Lustre version of the file system.
   *
   * 2.10, 2.12 or 2.15; PERSISTENT_2 has no 2.10, and a metadata configuration needs 2.15. A change replaces the file system.
   *
   * 2.10 cannot be mounted by Amazon Linux 2023: error lustre/version-2-10, which can be acknowledged. 2.12: warning lustre/version-2-12.
   *
   * @default LustreFileSystemTypeVersion.V_2_15
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-client-matrix.html
   */
  readonly fileSystemTypeVersion?: LustreFileSystemTypeVersion;

  /**
   * Metadata performance of its own.
   *
   * PERSISTENT_2 only; needed with EFA and with Intelligent-Tiering.
   *
   * Elsewhere: error lustre/metadata-not-offered.
   *
   * @default - metadata performance as the storage capacity gives it
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-metadata-performance.html
   */
  readonly metadataConfiguration?: LustreMetadataConfiguration;

  /**
   * Whether clients reach the file system through the Elastic Fabric Adapter.
   *
   * PERSISTENT_2 with a metadata configuration; on SSD the capacity is then a multiple of 38400, 19200, 9600 or 4800 GiB, by throughput. Set at creation only.
   * Opens all traffic between the file system and the cluster's nodes, which FSx demands.
   *
   * Elsewhere: error lustre/efa-not-offered, lustre/efa-metadata or lustre/efa-capacity.
   *
   * @default false
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/efa-file-systems.html
   */
  readonly efaEnabled?: boolean;

  /**
   * The key that encrypts the data at rest.
   *
   * Persistent types only; a change replaces the file system.
   *
   * On a scratch type: error lustre/kms-key-on-scratch.
   *
   * @default - the AWS managed key aws/fsx for persistent types, a key of the service for scratch types
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html
   */
  readonly kmsKey?: kms.IKey;

  /**
   * How long automatic backups are kept.
   *
   * 0 to 90 days, 0 for none. Persistent types without an S3 link only. Deleting a file system deletes its automatic backups.
   *
   * Elsewhere: error lustre/backups-not-offered or lustre/backups-with-s3. Outside: error lustre/backup-retention.
   *
   * @default - no automatic backups
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-backups-fsx.html
   */
  readonly automaticBackupRetention?: Duration;

  /**
   * When the daily automatic backup begins.
   *
   * HH:MM, UTC; needs `automaticBackupRetention`.
   *
   * Otherwise: error lustre/backup-time-format or lustre/backup-time-without-retention.
   *
   * @default - a time that FSx chooses
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly dailyAutomaticBackupStartTime?: string;

  /**
   * Whether backups carry the file system's tags.
   *
   * Not with an S3 link: error lustre/backups-with-s3. A change replaces the file system.
   *
   * @default false
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly copyTagsToBackups?: boolean;

  /**
   * When the weekly maintenance begins.
   *
   * d:HH:MM, d from 1 (Monday) to 7 (Sunday), UTC. The file system is unavailable for some minutes.
   *
   * Another format: error lustre/maintenance-time-format.
   *
   * @default - a time that FSx chooses
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/maintenance-windows.html
   */
  readonly weeklyMaintenanceStartTime?: string;

  /**
   * The S3 prefix whose listing is loaded when the file system is made.
   *
   * `s3://bucket` or `s3://bucket/prefix`, at most 900 characters. Not on PERSISTENT_2. A change replaces the file system.
   *
   * On PERSISTENT_2: error lustre/s3-path-on-persistent-2, use `LustreProvisioning.managed()` with `dataRepositories`.
   *
   * @default - no link to S3
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/legacy-auto-import-from-s3.html
   */
  readonly s3ImportPath?: string;

  /**
   * The S3 prefix that files are exported to, when an export task is run: nothing is exported by itself.
   *
   * In the bucket of `s3ImportPath`, which it needs. A change replaces the file system.
   *
   * Otherwise: error lustre/s3-export-without-import or lustre/s3-export-bucket; equal to the import path: warning lustre/s3-export-overwrites.
   *
   * @default - with an import path, `s3://bucket/FSxLustre` and a time stamp
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly s3ExportPath?: string;

  /**
   * Which changes below `s3ImportPath` appear in the file system later.
   *
   * NONE, NEW, NEW_CHANGED or NEW_CHANGED_DELETED; needs `s3ImportPath`: error lustre/auto-import-without-path.
   *
   * @default - NONE: the file system shows what the bucket held when it was made. Another policy needs a bucket in the same Region
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/legacy-auto-import-from-s3.html
   */
  readonly autoImportPolicy?: LustreAutoImportPolicy;

  /**
   * The one subnet that the file system lives in.
   *
   * A Lustre file system has its servers in one Availability Zone: choose the zone of the nodes that use it. A change replaces the file system.
   *
   * Missing for a persistent type on an imported VPC, whose order of subnets can change: error lustre/subnet-not-pinned.
   *
   * @default - the first private subnet of the cluster's VPC
   */
  readonly subnet?: ec2.ISubnet;

  /**
   * Tags of the file system.
   *
   * At most 50 with those that the library and the driver add; keys up to 128, values up to 256 characters, no key that begins with `aws:`.
   * For `LustreProvisioning.dynamic()` no `,` and no `=`, which the driver cannot pass on.
   *
   * Otherwise: error lustre/tag-count or lustre/tag-format.
   *
   * @default - the tags of the stack for `managed`, those of the library alone for `dynamic`
   */
  readonly tags?: { [key: string]: string };

  /**
   * Options of the mount on the nodes.
   *
   * @default ['flock']
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html
   */
  readonly mountOptions?: string[];
}

/** What only CloudFormation can set. */
export interface LustreManagedOptions extends LustreFileSystemOptions {
  /**
   * Storage capacity of the file system.
   *
   * In GiB. SCRATCH_2, PERSISTENT_1 SSD and PERSISTENT_2 SSD: 1200, 2400 and multiples of 2400; SCRATCH_1: 1200, 2400 and multiples of 3600;
   * PERSISTENT_1 HDD: multiples of 6000 (12 MB/s per TiB) or 1800 (40); none for Intelligent-Tiering, which is elastic. It can grow later, never shrink.
   *
   * Another value: error lustre/capacity-step. Missing: error lustre/capacity-missing.
   *
   * @default - none: only Intelligent-Tiering goes without
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html
   */
  readonly capacity?: Size;

  /**
   * Throughput of an Intelligent-Tiering file system.
   *
   * In MB/s: 4000 and its multiples up to 2000000. It can be raised later, never lowered.
   *
   * Another value: error lustre/throughput-capacity. Missing: error lustre/intelligent-tiering-needs.
   *
   * @default - none: Intelligent-Tiering needs a value, the others take none
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly throughputCapacity?: number;

  /**
   * The SSD read cache of an Intelligent-Tiering file system.
   *
   * Missing there: error lustre/intelligent-tiering-needs. Given elsewhere: error lustre/only-intelligent-tiering.
   *
   * @default - none: Intelligent-Tiering needs one, the others have none
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html
   */
  readonly dataReadCacheConfiguration?: LustreDataReadCacheConfiguration;

  /**
   * Where events of the S3 links are logged.
   *
   * @default - not logged
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/cw-event-logging.html
   */
  readonly logConfiguration?: LustreLogConfiguration;

  /**
   * The backup that the file system is made from.
   *
   * `backup-` and hexadecimal digits; all settings must be those of the backed-up file system, the capacity included. A change replaces the file system.
   *
   * Another format: error lustre/backup-id-format. On a scratch type: error lustre/backups-not-offered.
   *
   * @default - an empty file system
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemFromBackup.html
   */
  readonly backupId?: string;

  /**
   * The stripe size of files that are imported through `s3ImportPath`.
   *
   * 1 to 512000 MiB; needs `s3ImportPath`. A change replaces the file system.
   *
   * Otherwise: error lustre/chunk-size or lustre/chunk-size-without-path.
   *
   * @default Size.gibibytes(1)
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly importedFileChunkSize?: Size;
}
