import { LUSTRE_ALARMS } from './alarms';
import type { LustreClaimOptions } from './claim-options';
import { LustreFileSystemSettings } from './configuration';
import type { BucketDataRepositoryOptions, DataRepositoryOptions } from './data-repository';
import type { FsxLustreStorageProps } from './fsx-lustre-storage-props';
import {
  DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './limits';
import type { LustreCsiDriverProps } from './lustre-csi-driver';
import type { LustreMonitoringOptions } from './monitoring';
import type { LustreDynamicConfig, LustreExistingAttributes, LustreManagedConfig } from './provisioning';
import type { FsxLustreStorageAttributes } from './referenced-storage';
import type { LustreShareOptions } from './share';
import type { LustreSizingRequest } from './sizing';
import { DRIVER_FIELDS } from '../csi/schema';
import { ReclaimPolicy, VolumeBindingMode, ZoneAffinity } from '../kubernetes/enums';
import { CLAIM_FIELDS, TOLERATIONS } from '../kubernetes/schema';
import { MONITORING_FIELDS, thresholdFields } from '../monitoring/schema';
import { ACKNOWLEDGE, KINDS, REMOVAL_POLICIES, STRINGS, STRING_MAP } from '../validation/kinds';
import { Field, Schema, SettingRow, fieldsOf } from '../validation/schema';

/** How one setting travels from the property to CloudFormation and to the StorageClass. */
export interface LustreSettingRow extends SettingRow {
  /** The key that the driver reads in a StorageClass (driver 1.9, pkg/driver/controller.go CreateVolume); absent: the driver has none. */
  readonly storageClass?: string;
}

/** One row per setting; the compiler asks for the row of a new one. */
export const SETTINGS = {
  deploymentType: {
    property: 'deploymentType', type: 'string', values: Object.values(LustreDeploymentType), required: true, storageClass: 'deploymentType', cloudFormation: 'LustreConfiguration.DeploymentType', replaces: true,
  },
  storageType: { property: 'storageType', type: 'string', values: Object.values(LustreStorageType), storageClass: 'storageType', cloudFormation: 'StorageType', replaces: true },
  capacity: { property: 'capacity', type: 'size', unit: 'GiB', cloudFormation: 'StorageCapacity' },
  perUnitStorageThroughput: {
    property: 'perUnitStorageThroughput', type: 'number', shownUnit: 'MB/s per TiB', storageClass: 'perUnitStorageThroughput',
    cloudFormation: 'LustreConfiguration.PerUnitStorageThroughput', replaces: true,
  },
  throughputCapacity: { property: 'throughputCapacity', type: 'number', shownUnit: 'MB/s', cloudFormation: 'LustreConfiguration.ThroughputCapacity' },
  readCacheSizingMode: {
    property: 'dataReadCacheConfiguration.sizingMode', type: 'string', values: Object.values(LustreReadCacheSizingMode), required: true, cloudFormation: 'LustreConfiguration.DataReadCacheConfiguration.SizingMode',
  },
  readCacheSize: {
    property: 'dataReadCacheConfiguration.size', type: 'size', unit: 'GiB', cloudFormation: 'LustreConfiguration.DataReadCacheConfiguration.SizeGiB',
  },
  driveCacheType: {
    property: 'driveCacheType', type: 'string', values: Object.values(LustreDriveCacheType), storageClass: 'driveCacheType', cloudFormation: 'LustreConfiguration.DriveCacheType', replaces: true,
  },
  dataCompressionType: {
    property: 'dataCompressionType', type: 'string', values: Object.values(LustreDataCompressionType), storageClass: 'dataCompressionType', cloudFormation: 'LustreConfiguration.DataCompressionType',
  },
  fileSystemTypeVersion: {
    property: 'fileSystemTypeVersion', type: 'string', values: Object.values(LustreFileSystemTypeVersion), storageClass: 'fileSystemTypeVersion', cloudFormation: 'FileSystemTypeVersion', replaces: true,
  },
  metadataMode: {
    property: 'metadataConfiguration.mode', type: 'string', values: Object.values(LustreMetadataMode), required: true, storageClass: 'metadataConfigurationMode',
    cloudFormation: 'LustreConfiguration.MetadataConfiguration.Mode',
  },
  metadataIops: {
    property: 'metadataConfiguration.iops', type: 'number', storageClass: 'metadataIops', cloudFormation: 'LustreConfiguration.MetadataConfiguration.Iops',
  },
  efaEnabled: { property: 'efaEnabled', type: 'boolean', storageClass: 'efaEnabled', cloudFormation: 'LustreConfiguration.EfaEnabled', replaces: true },
  kmsKeyId: { property: 'kmsKey', type: 'object', kind: KINDS.key, pick: 'keyArn', storageClass: 'kmsKeyId', cloudFormation: 'KmsKeyId', replaces: true },
  automaticBackupRetention: {
    property: 'automaticBackupRetention', type: 'duration', unit: 'days', storageClass: 'automaticBackupRetentionDays',
    cloudFormation: 'LustreConfiguration.AutomaticBackupRetentionDays',
  },
  dailyAutomaticBackupStartTime: {
    property: 'dailyAutomaticBackupStartTime', type: 'string', storageClass: 'dailyAutomaticBackupStartTime',
    cloudFormation: 'LustreConfiguration.DailyAutomaticBackupStartTime',
  },
  copyTagsToBackups: {
    property: 'copyTagsToBackups', type: 'boolean', storageClass: 'copyTagsToBackups', cloudFormation: 'LustreConfiguration.CopyTagsToBackups', replaces: true,
  },
  weeklyMaintenanceStartTime: {
    property: 'weeklyMaintenanceStartTime', type: 'string', storageClass: 'weeklyMaintenanceStartTime',
    cloudFormation: 'LustreConfiguration.WeeklyMaintenanceStartTime',
  },
  backupId: { property: 'backupId', type: 'string', cloudFormation: 'BackupId', replaces: true },
  s3ImportPath: { property: 's3ImportPath', type: 'string', storageClass: 's3ImportPath', cloudFormation: 'LustreConfiguration.ImportPath', replaces: true },
  s3ExportPath: { property: 's3ExportPath', type: 'string', storageClass: 's3ExportPath', cloudFormation: 'LustreConfiguration.ExportPath', replaces: true },
  autoImportPolicy: {
    property: 'autoImportPolicy', type: 'string', values: Object.values(LustreAutoImportPolicy), storageClass: 'autoImportPolicy', cloudFormation: 'LustreConfiguration.AutoImportPolicy',
  },
  importedFileChunkSize: {
    property: 'importedFileChunkSize', type: 'size', unit: 'MiB', cloudFormation: 'LustreConfiguration.ImportedFileChunkSize', replaces: true,
  },
  logLevel: { property: 'logConfiguration.level', type: 'string', values: Object.values(LustreLogLevel), cloudFormation: 'LustreConfiguration.LogConfiguration.Level' },
  logGroupName: { property: 'logConfiguration.logGroup', type: 'object', kind: KINDS.logGroup, pick: 'logGroupName' },
  logGroupArn: { property: 'logConfiguration.logGroup', type: 'object', kind: KINDS.logGroup, pick: 'logGroupArn', cloudFormation: 'LustreConfiguration.LogConfiguration.Destination' },
} as const satisfies Record<keyof LustreFileSystemSettings, LustreSettingRow>;

/** The rows, seen as their common shape. */
export const SETTING_ROWS = Object.entries(SETTINGS) as [keyof LustreFileSystemSettings, LustreSettingRow][];

type RootOf<P extends string> = P extends `${infer Root}.${string}` ? Root : P;
/** Properties that a row of SETTINGS describes. */
type Setting = RootOf<(typeof SETTINGS)[keyof typeof SETTINGS]['property']>;

const ZONE_AFFINITY = { type: 'string', values: Object.values(ZoneAffinity), literal: true } as const;
const REMOVAL_POLICY = { type: 'string', values: REMOVAL_POLICIES, literal: true } as const;

/** What the driver and CloudFormation both take, beside the settings. */
const SHARED_FIELDS = {
  subnet: { type: 'object', kind: KINDS.subnet },
  tags: { type: 'map', items: { type: 'string', mayBeEmpty: true } },
  mountOptions: STRINGS,
} as const;

const DYNAMIC_FIELDS = {
  ...SHARED_FIELDS,
  allowVolumeExpansion: { type: 'boolean', literal: true },
  reclaimPolicy: { type: 'string', values: Object.values(ReclaimPolicy), literal: true },
  removalPolicy: REMOVAL_POLICY,
  volumeBindingMode: { type: 'string', values: Object.values(VolumeBindingMode), literal: true },
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  storageClassName: { type: 'string', literal: true },
} as const satisfies Schema<Omit<LustreDynamicConfig, Setting>>;

const MANAGED_FIELDS = {
  ...SHARED_FIELDS,
  dataRepositories: {
    type: 'list', items: {
      type: 'object', kind: KINDS.dataRepository, carries: repository => ({ fields: REPOSITORY_FIELDS, value: repository._options, label: 'dataRepositories: ' }),
    },
  },
  zoneAffinity: ZONE_AFFINITY,
  removalPolicy: REMOVAL_POLICY,
} as const satisfies Schema<Omit<LustreManagedConfig, Setting>>;

const EXISTING_FIELDS = {
  fileSystemId: { type: 'string' },
  fileSystem: { type: 'object', kind: KINDS.fileSystem },
  mountName: { type: 'string' },
  capacity: { type: 'size', required: true },
  dnsName: { type: 'string' },
  availabilityZone: { type: 'string' },
  zoneAffinity: ZONE_AFFINITY,
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  mountOptions: STRINGS,
} as const satisfies Schema<LustreExistingAttributes>;

/** By who creates the file system. The driver takes only the settings that it reads in a StorageClass. */
export const PROVISIONING_FIELDS = {
  dynamic: { ...fieldsOf(SETTING_ROWS.filter(([, { storageClass }]) => storageClass !== undefined)), ...DYNAMIC_FIELDS },
  managed: { ...fieldsOf(SETTING_ROWS), ...MANAGED_FIELDS },
  existing: EXISTING_FIELDS,
};

const EVENTS = { type: 'list', items: { type: 'string', values: Object.values(DataRepositoryEvent), literal: true } } as const;

export const REPOSITORY_FIELDS = {
  prefix: { type: 'string', mayBeEmpty: true },
  fileSystemPath: { type: 'string' },
  autoImportPolicy: EVENTS,
  autoExportPolicy: EVENTS,
  batchImportMetaDataOnCreate: { type: 'boolean' },
  importedFileChunkSize: { type: 'size' },
} as const satisfies Schema<BucketDataRepositoryOptions & DataRepositoryOptions>;

export const LUSTRE_CLAIM_FIELDS = {
  ...CLAIM_FIELDS,
  subDirectory: { type: 'string' },
} as const satisfies Schema<LustreClaimOptions>;

export const LUSTRE_SHARE_FIELDS = {
  namespace: { type: 'string' },
  createNamespace: { type: 'boolean', literal: true },
  name: { type: 'string' },
  fixedName: { type: 'boolean', literal: true },
  labels: STRING_MAP,
  subDirectory: { type: 'string', literal: true },
  readOnly: { type: 'boolean', literal: true },
  quota: { type: 'size', literal: true },
  fileLimit: { type: 'number', literal: true },
  projectId: { type: 'number', literal: true },
  user: { type: 'number', literal: true },
  group: { type: 'number', literal: true },
  mode: { type: 'string', literal: true },
  jobNamespace: { type: 'string', literal: true },
  image: { type: 'string' },
  tolerations: TOLERATIONS,
} as const satisfies Schema<LustreShareOptions>;

export const LUSTRE_REFERENCE_FIELDS = {
  claimName: { type: 'string', literal: true, required: true },
  claimNamespace: { type: 'string', literal: true },
  fileSystemId: { type: 'string' },
  dnsName: { type: 'string' },
  mountName: { type: 'string' },
  storageClassName: { type: 'string', literal: true },
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  preferredZone: { type: 'string' },
} as const satisfies Schema<FsxLustreStorageAttributes>;

export const LUSTRE_STORAGE_FIELDS = {
  cluster: { type: 'object', kind: KINDS.cluster, required: true },
  provisioning: {
    type: 'object', kind: KINDS.lustreProvisioning, required: true,
    carries: ({ _mode, _options }: { _mode: keyof typeof PROVISIONING_FIELDS; _options: unknown }) => ({
      fields: PROVISIONING_FIELDS[_mode], value: _options,
    }),
  },
  claim: { type: 'struct', fields: LUSTRE_CLAIM_FIELDS },
  driver: { type: 'object', kind: KINDS.driver },
  clients: { type: 'list', items: { type: 'object', kind: KINDS.connectable } },
  delivery: { type: 'object', kind: KINDS.delivery },
  acknowledge: ACKNOWLEDGE,
} as const satisfies Schema<FsxLustreStorageProps>;

export const LUSTRE_DRIVER_FIELDS = { ...DRIVER_FIELDS, version: { type: 'string', literal: true }, tolerations: TOLERATIONS } as const satisfies Schema<LustreCsiDriverProps>;

export const LUSTRE_THRESHOLDS = { type: 'struct', fields: thresholdFields(LUSTRE_ALARMS) } as const satisfies Field;

export const LUSTRE_MONITORING_FIELDS = {
  ...MONITORING_FIELDS,
  thresholds: LUSTRE_THRESHOLDS,
} as const satisfies Schema<LustreMonitoringOptions>;

export const LUSTRE_SIZING_FIELDS = {
  minimumCapacityGiB: { type: 'number', min: 0, literal: true, required: true },
  minimumThroughputMBps: { type: 'number', min: 0, literal: true, required: true },
  deploymentTypes: { type: 'list', items: { type: 'string', values: Object.values(LustreDeploymentType), literal: true } },
  storageTypes: { type: 'list', items: { type: 'string', values: Object.values(LustreStorageType), literal: true } },
} as const satisfies Schema<LustreSizingRequest>;
