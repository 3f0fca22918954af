import { OntapDeploymentType, OntapDiskIopsMode } from './limits';
import { FORMATS } from '../validation/formats';
import { KINDS } from '../validation/kinds';
import { SettingRow } from '../validation/schema';

/**
 * One row per setting of a file system. A CloudFormation property is a property in settings.ts and its row here; a
 * property without a row does not compile.
 */
export const ONTAP_SETTINGS = {
  deploymentType: {
    property: 'deploymentType', type: 'string', values: Object.values(OntapDeploymentType), required: true,
    cloudFormation: 'OntapConfiguration.DeploymentType', replaces: true,
  },
  capacity: { property: 'capacity', type: 'size', required: true, unit: 'GiB', cloudFormation: 'StorageCapacity' },
  throughputCapacityPerHaPair: {
    property: 'throughputCapacityPerHaPair', type: 'number', required: true, shownUnit: 'MB/s',
    cloudFormation: 'OntapConfiguration.ThroughputCapacityPerHAPair',
  },
  haPairs: { property: 'haPairs', type: 'number', cloudFormation: 'OntapConfiguration.HAPairs' },
  diskIopsMode: {
    property: 'diskIopsConfiguration.mode', type: 'string', values: Object.values(OntapDiskIopsMode), required: true,
    cloudFormation: 'OntapConfiguration.DiskIopsConfiguration.Mode',
  },
  diskIops: {
    property: 'diskIopsConfiguration.iops', type: 'number',
    cloudFormation: 'OntapConfiguration.DiskIopsConfiguration.Iops',
  },
  kmsKeyId: {
    property: 'kmsKey', type: 'object', kind: KINDS.key, pick: 'keyArn', cloudFormation: 'KmsKeyId', replaces: true,
  },
  automaticBackupRetention: {
    property: 'automaticBackupRetention', type: 'duration', unit: 'days',
    cloudFormation: 'OntapConfiguration.AutomaticBackupRetentionDays',
  },
  dailyAutomaticBackupStartTime: {
    property: 'dailyAutomaticBackupStartTime', type: 'string', format: FORMATS.dailyTime, formatRule: 'backup-time-format',
    cloudFormation: 'OntapConfiguration.DailyAutomaticBackupStartTime',
  },
  weeklyMaintenanceStartTime: {
    property: 'weeklyMaintenanceStartTime', type: 'string', format: FORMATS.weeklyTime, formatRule: 'maintenance-time-format',
    cloudFormation: 'OntapConfiguration.WeeklyMaintenanceStartTime',
  },
  endpointIpAddressRange: {
    property: 'endpointIpAddressRange', type: 'string', cloudFormation: 'OntapConfiguration.EndpointIpAddressRange',
    replaces: true,
  },
} as const satisfies Record<string, SettingRow>;

/** The rows, seen as their common shape. */
export const ONTAP_SETTING_ROWS = Object.entries(ONTAP_SETTINGS) as [keyof typeof ONTAP_SETTINGS, SettingRow][];

/** Properties that a row describes. */
export type OntapSetting = RootOf<(typeof ONTAP_SETTINGS)[keyof typeof ONTAP_SETTINGS]['property']>;
type RootOf<P extends string> = P extends `${infer Root}.${string}` ? Root : P;
