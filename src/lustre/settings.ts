import { Duration, Size, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import {
  LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './limits';

/** Metadata performance of a PERSISTENT_2 file system. */
export interface LustreMetadataConfiguration {
  /**
   * How metadata IOPS are provisioned: AUTOMATIC (without `iops`) or USER_PROVISIONED (requires `iops`).
   *
   * AUTOMATIC derives the IOPS from the storage capacity of SSD, and from the throughput capacity of
   * Intelligent-Tiering. FSx rejects a change from USER_PROVISIONED to AUTOMATIC if AUTOMATIC would provide fewer IOPS.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreMetadataConfiguration.html
   */
  readonly mode: LustreMetadataMode;

  /**
   * Metadata IOPS.
   *
   * 1500, 3000, 6000, 12000 and multiples of 12000 up to 192000. FSx rejects a value that is smaller than AUTOMATIC
   * would provide. You can increase this value but not decrease it.
   *
   * An unsupported value fails with `lustre/metadata-iops-not-offered`; a missing value with USER_PROVISIONED fails
   * with `lustre/metadata-iops-missing`.
   *
   * @default - derived from the storage capacity or the throughput capacity (AUTOMATIC)
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreMetadataConfiguration.html
   */
  readonly iops?: number;
}

/** The SSD read cache of an Intelligent-Tiering file system. */
export interface LustreDataReadCacheConfiguration {
  /**
   * How the cache is sized: NO_CACHE, PROPORTIONAL_TO_THROUGHPUT_CAPACITY, or USER_PROVISIONED (requires `size`).
   *
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html
   */
  readonly sizingMode: LustreReadCacheSizingMode;

  /**
   * Size of the cache.
   *
   * 8 to 32768 GiB per 1000 MB/s of throughput capacity.
   *
   * An unsupported value fails with `lustre/read-cache-size`. A missing value with USER_PROVISIONED, or a value with
   * another mode, fails with `lustre/read-cache-size-mode`.
   *
   * @default - set by FSx; required for USER_PROVISIONED
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html
   */
  readonly size?: Size;
}

/** Logging of events between the file system and S3. */
export interface LustreLogConfiguration {
  /**
   * Which events are logged: DISABLED, WARN_ONLY, ERROR_ONLY or WARN_ERROR.
   *
   * DISABLED together with `logGroup` fails with `lustre/log-group`.
   *
   * @default LustreLogLevel.WARN_ERROR
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html
   */
  readonly level?: LustreLogLevel;

  /**
   * Log group for the events, in the account and Region of the file system. Its name must begin with `/aws/fsx`.
   *
   * An unsupported name fails with `lustre/log-group-name`.
   *
   * @default - `/aws/fsx/lustre`, which FSx creates
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html
   */
  readonly logGroup?: logs.ILogGroup;
}

/** File system settings that both the driver and CloudFormation support. */
export interface LustreFileSystemOptions {
  /**
   * Deployment type, which determines durability and features: SCRATCH_1, SCRATCH_2, PERSISTENT_1 or PERSISTENT_2.
   *
   * Changing it replaces the file system.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html
   */
  readonly deploymentType: LustreDeploymentType;

  /**
   * Storage type.
   *
   * All deployment types support SSD. PERSISTENT_1 also supports HDD, and PERSISTENT_2 supports INTELLIGENT_TIERING
   * with `LustreProvisioning.managed()`. Changing it replaces the file system.
   *
   * An unsupported combination fails with `lustre/storage-type-not-offered`.
   *
   * @default LustreStorageType.SSD
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html
   */
  readonly storageType?: LustreStorageType;

  /**
   * Read and write throughput per TiB of storage, in MB/s.
   *
   * PERSISTENT_1 SSD offers 50, 100 or 200; PERSISTENT_1 HDD offers 12 or 40; PERSISTENT_2 SSD offers 125, 250, 500 or
   * 1000. Scratch and Intelligent-Tiering file systems do not support this setting. Changing it replaces the file
   * system.
   *
   * An unsupported value fails with `lustre/throughput-not-offered`; a missing value fails with
   * `lustre/throughput-missing`.
   *
   * @default - none; required for PERSISTENT_1 and for PERSISTENT_2 SSD
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly perUnitStorageThroughput?: number;

  /**
   * SSD read cache of HDD storage: NONE or READ. Other storage types do not support this setting. Changing it replaces
   * the file system.
   *
   * A missing value with HDD fails with `lustre/drive-cache-missing`; a value without HDD fails with
   * `lustre/drive-cache-without-hdd`.
   *
   * @default - none; required for HDD
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly driveCacheType?: LustreDriveCacheType;

  /**
   * Data compression: NONE or LZ4. A change applies only to data that is written later.
   *
   * @default LustreDataCompressionType.NONE
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/data-compression.html
   */
  readonly dataCompressionType?: LustreDataCompressionType;

  /**
   * Lustre version of the file system: 2.10, 2.12 or 2.15.
   *
   * PERSISTENT_2 does not support 2.10, and a metadata configuration requires 2.15. Changing it replaces the file
   * system.
   *
   * Amazon Linux 2023 cannot mount 2.10, which fails with `lustre/version-2-10`; you can acknowledge this error. 2.12
   * causes the warning `lustre/version-2-12`.
   *
   * @default LustreFileSystemTypeVersion.V_2_15
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-client-matrix.html
   */
  readonly fileSystemTypeVersion?: LustreFileSystemTypeVersion;

  /**
   * Metadata performance, for PERSISTENT_2 only. Required for EFA and for Intelligent-Tiering.
   *
   * On other deployment types, it fails with `lustre/metadata-not-offered`.
   *
   * @default - determined by the storage capacity
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-metadata-performance.html
   */
  readonly metadataConfiguration?: LustreMetadataConfiguration;

  /**
   * Whether the file system supports Elastic Fabric Adapter (EFA).
   *
   * It requires PERSISTENT_2 with a metadata configuration. On SSD, the capacity must be a multiple of 38400, 19200,
   * 9600 or 4800 GiB, depending on the throughput; on Intelligent-Tiering, the throughput capacity must be a multiple
   * of 4000 MB/s. FSx requires that security groups allow all traffic between the file
   * system and the nodes, so this library opens it. Changing this setting replaces the file system.
   *
   * An unsupported combination fails with `lustre/efa-not-offered`, `lustre/efa-metadata`, `lustre/efa-capacity` or
   * `lustre/efa-throughput-capacity`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/efa-file-systems.html
   */
  readonly efaEnabled?: boolean;

  /**
   * KMS key for encryption at rest, for persistent deployment types only. Changing it replaces the file system.
   *
   * On a scratch deployment type, it fails with `lustre/kms-key-on-scratch`.
   *
   * @default - the AWS managed key aws/fsx for persistent deployment types, an FSx-owned key for scratch deployment
   * types
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html
   */
  readonly kmsKey?: kms.IKey;

  /**
   * Retention of automatic backups, 0 to 90 days. 0 disables automatic backups.
   *
   * Only persistent file systems without a link to S3 support backups. Deleting a file system deletes its automatic
   * backups.
   *
   * An unsupported file system fails with `lustre/backups-not-offered` or `lustre/backups-with-s3`; an unsupported
   * value fails with `lustre/backup-retention`.
   *
   * @default - no automatic backups
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-backups-fsx.html
   */
  readonly automaticBackupRetention?: Duration;

  /**
   * Start time of the daily automatic backup, in the form HH:MM (UTC). Requires `automaticBackupRetention`.
   *
   * An unsupported value fails with `lustre/backup-time-format`; a value without `automaticBackupRetention` fails with
   * `lustre/backup-time-without-retention`.
   *
   * @default - chosen by FSx
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly dailyAutomaticBackupStartTime?: string;

  /**
   * Whether to copy the tags of the file system to backups. Changing it replaces the file system.
   *
   * With a link to S3, it fails with `lustre/backups-with-s3`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly copyTagsToBackups?: boolean;

  /**
   * Start time of the weekly maintenance window, in the form d:HH:MM (UTC), where d is 1 (Monday) to 7 (Sunday).
   *
   * The file system is unavailable for some minutes during maintenance.
   *
   * An unsupported value fails with `lustre/maintenance-time-format`.
   *
   * @default - chosen by FSx
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/maintenance-windows.html
   */
  readonly weeklyMaintenanceStartTime?: string;

  /**
   * S3 prefix whose metadata is imported when the file system is created.
   *
   * `s3://bucket` or `s3://bucket/prefix`, at most 900 characters. Changing it replaces the file system.
   *
   * On PERSISTENT_2, it fails with `lustre/s3-path-on-persistent-2`: use `LustreProvisioning.managed()` with
   * `dataRepositories`.
   *
   * @default - no link to S3
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/legacy-auto-import-from-s3.html
   */
  readonly s3ImportPath?: string;

  /**
   * S3 prefix for export tasks, in the bucket of `s3ImportPath`. Files are not exported automatically. Changing it
   * replaces the file system.
   *
   * Without `s3ImportPath`, it fails with `lustre/s3-export-without-import`; with another bucket, it fails with
   * `lustre/s3-export-bucket`. A value equal to `s3ImportPath` causes the warning `lustre/s3-export-overwrites`.
   *
   * @default - `s3://bucket/FSxLustre` and a timestamp, if `s3ImportPath` is set
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly s3ExportPath?: string;

  /**
   * Which changes below `s3ImportPath` are imported automatically: NONE, NEW, NEW_CHANGED or NEW_CHANGED_DELETED.
   *
   * With NONE, the file system shows the objects that existed when it was created. The other values require a bucket in
   * the same Region.
   *
   * Without `s3ImportPath`, it fails with `lustre/auto-import-without-path`. With a bucket that is known to be in another
   * Region, it fails with `lustre/auto-import-region`.
   *
   * @default LustreAutoImportPolicy.NONE
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/legacy-auto-import-from-s3.html
   */
  readonly autoImportPolicy?: LustreAutoImportPolicy;

  /**
   * Subnet of the file system.
   *
   * A Lustre file system is in one Availability Zone: choose the zone of the nodes that use it. Changing it replaces
   * the file system.
   *
   * On an imported VPC, whose order of subnets can change, persistent deployment types require a value; a missing value
   * fails with `lustre/subnet-not-pinned`. A subnet of another VPC fails with `lustre/subnet-in-other-vpc`.
   *
   * @default - the first private subnet of the cluster's VPC
   */
  readonly subnet?: ec2.ISubnet;

  /**
   * Tags of the file system.
   *
   * At most 50, including the tags that this library and the driver add. Keys have up to 128 characters and must not
   * begin with `aws:`; values have up to 256 characters. With `LustreProvisioning.dynamic()`, keys and values must not
   * contain `,` or `=`, which the driver cannot pass.
   *
   * Unsupported tags fail with `lustre/tag-count` or `lustre/tag-format`.
   *
   * @default - the tags of the stack for `managed`, only those of this library for `dynamic`
   */
  readonly tags?: { [key: string]: string };

  /**
   * Mount options on the nodes.
   *
   * @default ['flock']
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html
   */
  readonly mountOptions?: string[];
}

/** File system settings that only CloudFormation supports. */
export interface LustreManagedOptions extends LustreFileSystemOptions {
  /**
   * Storage capacity of the file system.
   *
   * SCRATCH_2, PERSISTENT_1 SSD and PERSISTENT_2 SSD offer 1200 GiB, 2400 GiB and multiples of 2400 GiB. SCRATCH_1
   * offers 1200 GiB, 2400 GiB and multiples of 3600 GiB. PERSISTENT_1 HDD offers multiples of 6000 GiB (12 MB/s per
   * TiB) or 1800 GiB (40 MB/s per TiB). Intelligent-Tiering is elastic and does not support this setting. You can
   * increase the capacity but not decrease it.
   *
   * An unsupported value fails with `lustre/capacity-step`; a missing value fails with `lustre/capacity-missing`.
   *
   * @default - none; required except for Intelligent-Tiering
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html
   */
  readonly capacity?: Size;

  /**
   * Throughput of an Intelligent-Tiering file system, in MB/s: 1000, 2000 and multiples of 4000 up to 2000000.
   *
   * EFA requires a multiple of 4000. You can increase this value but not decrease it.
   *
   * An unsupported value fails with `lustre/throughput-capacity`, with EFA with `lustre/efa-throughput-capacity`; a
   * missing value fails with `lustre/intelligent-tiering-needs`. 1000 and 2000 cause the warning
   * `lustre/throughput-capacity-unverified`.
   *
   * @default - none; required for Intelligent-Tiering
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly throughputCapacity?: number;

  /**
   * SSD read cache of an Intelligent-Tiering file system.
   *
   * A missing value with Intelligent-Tiering fails with `lustre/intelligent-tiering-needs`; a value with another
   * storage type fails with `lustre/only-intelligent-tiering`.
   *
   * @default - none; required for Intelligent-Tiering
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html
   */
  readonly dataReadCacheConfiguration?: LustreDataReadCacheConfiguration;

  /**
   * Logging of events between the file system and S3.
   *
   * @default - not logged
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/cw-event-logging.html
   */
  readonly logConfiguration?: LustreLogConfiguration;

  /**
   * ID of the backup to restore the file system from: `backup-` and hexadecimal digits.
   *
   * All settings, including the capacity, must be those of the backed-up file system. Changing it replaces the file
   * system.
   *
   * An unsupported value fails with `lustre/backup-id-format`; a scratch deployment type fails with
   * `lustre/backups-not-offered`.
   *
   * @default - an empty file system
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemFromBackup.html
   */
  readonly backupId?: string;

  /**
   * Stripe size of files that are imported through `s3ImportPath`, 1 to 512000 MiB. Changing it replaces the file
   * system.
   *
   * An unsupported value fails with `lustre/chunk-size`; a value without `s3ImportPath` fails with
   * `lustre/chunk-size-without-path`.
   *
   * @default Size.gibibytes(1)
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html
   */
  readonly importedFileChunkSize?: Size;
}
