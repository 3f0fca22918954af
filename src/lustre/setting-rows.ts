import {
  LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './limits';
import { FORMATS } from '../validation/formats';
import { KINDS } from '../validation/kinds';
import { SettingRow } from '../validation/schema';

/** How one setting travels from the property to CloudFormation and to the StorageClass. */
export interface LustreSettingRow extends SettingRow {
  /**
   * The key that the driver reads in a StorageClass (driver 1.9, pkg/driver/controller.go CreateVolume); absent: the
   * driver has none.
   */
  readonly storageClass?: string;
}

/**
 * One row per setting of a file system. A StorageClass parameter or a CloudFormation property is a property in
 * settings.ts and its row here; a property without a row does not compile.
 */
export const SETTINGS = {
  deploymentType: {
    property: 'deploymentType', type: 'string', values: Object.values(LustreDeploymentType), required: true,
    storageClass: 'deploymentType', cloudFormation: 'LustreConfiguration.DeploymentType', replaces: true,
  },
  storageType: {
    property: 'storageType', type: 'string', values: Object.values(LustreStorageType), storageClass: 'storageType',
    cloudFormation: 'StorageType', replaces: true,
  },
  capacity: { property: 'capacity', type: 'size', unit: 'GiB', cloudFormation: 'StorageCapacity' },
  perUnitStorageThroughput: {
    property: 'perUnitStorageThroughput', type: 'number', shownUnit: 'MB/s per TiB',
    storageClass: 'perUnitStorageThroughput', cloudFormation: 'LustreConfiguration.PerUnitStorageThroughput',
    replaces: true,
  },
  throughputCapacity: {
    property: 'throughputCapacity', type: 'number', shownUnit: 'MB/s',
    cloudFormation: 'LustreConfiguration.ThroughputCapacity',
  },
  readCacheSizingMode: {
    property: 'dataReadCacheConfiguration.sizingMode', type: 'string',
    values: Object.values(LustreReadCacheSizingMode), required: true,
    cloudFormation: 'LustreConfiguration.DataReadCacheConfiguration.SizingMode',
  },
  readCacheSize: {
    property: 'dataReadCacheConfiguration.size', type: 'size', unit: 'GiB',
    cloudFormation: 'LustreConfiguration.DataReadCacheConfiguration.SizeGiB',
  },
  driveCacheType: {
    property: 'driveCacheType', type: 'string', values: Object.values(LustreDriveCacheType),
    storageClass: 'driveCacheType', cloudFormation: 'LustreConfiguration.DriveCacheType', replaces: true,
  },
  dataCompressionType: {
    property: 'dataCompressionType', type: 'string', values: Object.values(LustreDataCompressionType),
    storageClass: 'dataCompressionType', cloudFormation: 'LustreConfiguration.DataCompressionType',
  },
  fileSystemTypeVersion: {
    property: 'fileSystemTypeVersion', type: 'string', values: Object.values(LustreFileSystemTypeVersion),
    storageClass: 'fileSystemTypeVersion', cloudFormation: 'FileSystemTypeVersion', replaces: true,
  },
  metadataMode: {
    property: 'metadataConfiguration.mode', type: 'string', values: Object.values(LustreMetadataMode), required: true,
    storageClass: 'metadataConfigurationMode', cloudFormation: 'LustreConfiguration.MetadataConfiguration.Mode',
  },
  metadataIops: {
    property: 'metadataConfiguration.iops', type: 'number', storageClass: 'metadataIops',
    cloudFormation: 'LustreConfiguration.MetadataConfiguration.Iops',
  },
  efaEnabled: {
    property: 'efaEnabled', type: 'boolean', storageClass: 'efaEnabled',
    cloudFormation: 'LustreConfiguration.EfaEnabled', replaces: true,
  },
  kmsKeyId: {
    property: 'kmsKey', type: 'object', kind: KINDS.key, pick: 'keyArn', storageClass: 'kmsKeyId',
    cloudFormation: 'KmsKeyId', replaces: true,
  },
  automaticBackupRetention: {
    property: 'automaticBackupRetention', type: 'duration', unit: 'days',
    storageClass: 'automaticBackupRetentionDays', cloudFormation: 'LustreConfiguration.AutomaticBackupRetentionDays',
  },
  dailyAutomaticBackupStartTime: {
    property: 'dailyAutomaticBackupStartTime', type: 'string', format: FORMATS.dailyTime, formatRule: 'backup-time-format', storageClass: 'dailyAutomaticBackupStartTime',
    cloudFormation: 'LustreConfiguration.DailyAutomaticBackupStartTime',
  },
  copyTagsToBackups: {
    property: 'copyTagsToBackups', type: 'boolean', storageClass: 'copyTagsToBackups',
    cloudFormation: 'LustreConfiguration.CopyTagsToBackups', replaces: true,
  },
  weeklyMaintenanceStartTime: {
    property: 'weeklyMaintenanceStartTime', type: 'string', format: FORMATS.weeklyTime, formatRule: 'maintenance-time-format', storageClass: 'weeklyMaintenanceStartTime',
    cloudFormation: 'LustreConfiguration.WeeklyMaintenanceStartTime',
  },
  backupId: { property: 'backupId', type: 'string', format: FORMATS.backupId, formatRule: 'backup-id-format', cloudFormation: 'BackupId', replaces: true },
  s3ImportPath: {
    property: 's3ImportPath', type: 'string', storageClass: 's3ImportPath',
    cloudFormation: 'LustreConfiguration.ImportPath', replaces: true,
  },
  s3ExportPath: {
    property: 's3ExportPath', type: 'string', storageClass: 's3ExportPath',
    cloudFormation: 'LustreConfiguration.ExportPath', replaces: true,
  },
  autoImportPolicy: {
    property: 'autoImportPolicy', type: 'string', values: Object.values(LustreAutoImportPolicy),
    storageClass: 'autoImportPolicy', cloudFormation: 'LustreConfiguration.AutoImportPolicy',
  },
  importedFileChunkSize: {
    property: 'importedFileChunkSize', type: 'size', unit: 'MiB',
    cloudFormation: 'LustreConfiguration.ImportedFileChunkSize', replaces: true,
  },
  logLevel: {
    property: 'logConfiguration.level', type: 'string', values: Object.values(LustreLogLevel),
    cloudFormation: 'LustreConfiguration.LogConfiguration.Level',
  },
  logGroupName: { property: 'logConfiguration.logGroup', type: 'object', kind: KINDS.logGroup, pick: 'logGroupName' },
  logGroupArn: {
    property: 'logConfiguration.logGroup', type: 'object', kind: KINDS.logGroup, pick: 'logGroupArn',
    cloudFormation: 'LustreConfiguration.LogConfiguration.Destination',
  },
} as const satisfies Record<string, LustreSettingRow>;

/** The rows, seen as their common shape. */
export const SETTING_ROWS = Object.entries(SETTINGS) as [keyof typeof SETTINGS, LustreSettingRow][];

/** Properties that a row describes. */
export type LustreSetting = RootOf<(typeof SETTINGS)[keyof typeof SETTINGS]['property']>;
type RootOf<P extends string> = P extends `${infer Root}.${string}` ? Root : P;
