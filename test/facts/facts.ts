import { Fact } from './compare';
import * as lustre from '../../src/lustre/limits';
import { SETTING_ROWS } from '../../src/lustre/setting-rows';
import * as ontap from '../../src/ontap/limits';
import { ONTAP_SETTING_ROWS } from '../../src/ontap/setting-rows';
import { MAX_BACKUP_DAYS } from '../../src/validation/common/backups';
import { BACKUP_ID, FILE_SYSTEM_ID } from '../../src/validation/formats';
import { SettingRow } from '../../src/validation/schema';
import { MAX_TAGS, TAG_FORMAT, TAG_KEY_LENGTH, TAG_VALUE_LENGTH } from '../../src/validation/tags';

const values = (enumeration: { readonly [name: string]: string }) => Object.values(enumeration);
const { PERSISTENT_1, PERSISTENT_2 } = lustre.LIMITS;
const elastic = PERSISTENT_2.storage.INTELLIGENT_TIERING!;
const tiers = [
  ...PERSISTENT_1.storage.HDD!.tiers,
  ...PERSISTENT_1.storage.SSD!.tiers,
  ...PERSISTENT_2.storage.SSD!.tiers,
];
const perUnit = tiers.map(tier => tier.perUnit!);
const pairs = Object.values(ontap.ONTAP_LIMITS).flatMap(({ throughputs, onePairThroughputs }) => [
  ...throughputs,
  ...onePairThroughputs,
]);

const WINDOWS = 'for SMB clients only';

/** Enums of the API. */
const ENUMS: readonly Fact[] = [
  { at: 'fsx/LustreDeploymentType/enum', row: 'LustreDeploymentType', ours: values(lustre.LustreDeploymentType) },
  { at: 'fsx/StorageType/enum', row: 'LustreStorageType', ours: values(lustre.LustreStorageType) },
  { at: 'fsx/DriveCacheType/enum', row: 'LustreDriveCacheType', ours: values(lustre.LustreDriveCacheType) },
  { at: 'fsx/DataCompressionType/enum', row: 'LustreDataCompressionType', ours: values(lustre.LustreDataCompressionType) },
  { at: 'fsx/AutoImportPolicyType/enum', row: 'LustreAutoImportPolicy', ours: values(lustre.LustreAutoImportPolicy) },
  { at: 'fsx/MetadataConfigurationMode/enum', row: 'LustreMetadataMode', ours: values(lustre.LustreMetadataMode) },
  { at: 'fsx/LustreReadCacheSizingMode/enum', row: 'LustreReadCacheSizingMode', ours: values(lustre.LustreReadCacheSizingMode) },
  { at: 'fsx/LustreAccessAuditLogLevel/enum', row: 'LustreLogLevel', ours: values(lustre.LustreLogLevel) },
  { at: 'fsx/EventType/enum', row: 'DataRepositoryEvent', ours: values(lustre.DataRepositoryEvent) },
  { at: 'fsx/OntapDeploymentType/enum', row: 'OntapDeploymentType', ours: values(ontap.OntapDeploymentType) },
  { at: 'fsx/DiskIopsConfigurationMode/enum', row: 'OntapDiskIopsMode', ours: values(ontap.OntapDiskIopsMode) },
  { at: 'fsx/TieringPolicyName/enum', row: 'OntapTieringPolicy', ours: values(ontap.OntapTieringPolicy) },
  { at: 'fsx/VolumeStyle/enum', row: 'OntapVolumeStyle', ours: values(ontap.OntapVolumeStyle) },
  {
    at: 'fsx/SecurityStyle/enum', row: 'OntapSecurityStyle', ours: values(ontap.OntapSecurityStyle).map(style => style.toUpperCase()),
    omitted: { NTFS: WINDOWS },
  },
  { at: 'eks/ResolveConflicts/enum', row: 'resolveConflicts (csi/schema.ts)', ours: ['NONE', 'OVERWRITE', 'PRESERVE'] },
  { at: 'eks/AuthenticationMode/enum', row: 'cluster/*: access of kubectl to the cluster', ours: ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'] },
  { at: 'eks/IpFamily/enum', row: 'lustre/ipv6-cluster', ours: ['ipv4', 'ipv6'] },
];

/** Minimum, maximum and length. */
const NUMBERS: readonly Fact[] = [
  { at: 'fsx/PerUnitStorageThroughput/min', row: 'lustre/limits.ts tiers', ours: Math.min(...perUnit) },
  { at: 'fsx/PerUnitStorageThroughput/max', row: 'lustre/limits.ts tiers', ours: Math.max(...perUnit) },
  {
    at: 'fsx/ThroughputCapacityMbps/min', row: 'lustre/limits.ts throughputCapacity', ours: elastic.throughputCapacity!.small[0],
    exception: { theirs: 4000, because: 'the text offers 1000 and 2000 MB/s; lustre/throughput-capacity-unverified warns' },
  },
  { at: 'fsx/ThroughputCapacityMbps/max', row: 'lustre/limits.ts throughputCapacity', ours: elastic.throughputCapacity!.max },
  { at: 'fsx/MetadataIops/min', row: 'lustre/limits.ts metadataIops', ours: elastic.metadataIops!.values[0] },
  { at: 'fsx/MetadataIops/max', row: 'lustre/limits.ts metadataIops', ours: elastic.metadataIops!.max },
  { at: 'fsx/AutomaticBackupRetentionDays/min', row: 'lustre/backup-retention, ontap/backup-retention', ours: 0 },
  { at: 'fsx/AutomaticBackupRetentionDays/max', row: 'MAX_BACKUP_DAYS', ours: MAX_BACKUP_DAYS },
  { at: 'fsx/Megabytes/min', row: 'lustre/limits.ts importedFileChunkSize', ours: 1 },
  { at: 'fsx/Megabytes/max', row: 'SERVICE.importedFileChunkSizeMiB', ours: lustre.SERVICE.importedFileChunkSizeMiB },
  { at: 'fsx/Tags/max', row: 'MAX_TAGS', ours: MAX_TAGS },
  { at: 'fsx/TagKey/max', row: 'TAG_KEY_LENGTH', ours: TAG_KEY_LENGTH },
  { at: 'fsx/TagValue/max', row: 'TAG_VALUE_LENGTH', ours: TAG_VALUE_LENGTH },
  { at: 'fsx/SecurityGroupIds/max', row: 'SERVICE.securityGroups', ours: lustre.SERVICE.securityGroups },
  { at: 'fsx/Namespace/max', row: 'SERVICE.fileSystemPathLength', ours: lustre.SERVICE.fileSystemPathLength },
  {
    at: 'fsx/ArchivePath/max', row: 'SERVICE.pathLength', ours: lustre.SERVICE.pathLength,
    exception: { theirs: 4357, because: 'the aws-fsx L2 and Terraform accept 900 characters, and S3 keys have at most 1024' },
  },
  { at: 'fsx/RouteTableIds/max', row: 'ONTAP_SERVICE.routeTables', ours: ontap.ONTAP_SERVICE.routeTables },
  { at: 'fsx/IpAddressRange/max', row: 'ONTAP_SERVICE.endpointRangeLength', ours: ontap.ONTAP_SERVICE.endpointRangeLength },
  { at: 'fsx/HAPairs/min', row: 'ontap/sizing.ts offersPairs', ours: 1 },
  { at: 'fsx/HAPairs/max', row: 'ontap/limits.ts maxHaPairs', ours: Math.max(...Object.values(ontap.ONTAP_LIMITS).map(({ maxHaPairs }) => maxHaPairs)) },
  { at: 'fsx/ThroughputCapacityPerHAPair/min', row: 'ontap/limits.ts throughputs', ours: Math.min(...pairs) },
  {
    at: 'fsx/ThroughputCapacityPerHAPair/max', row: 'ontap/limits.ts throughputs', ours: Math.max(...pairs),
    exception: { theirs: 2147483647, because: 'the largest integer; the text lists the values of each deployment type' },
  },
  {
    at: 'fsx/Iops/max', row: 'ontap/limits.ts maxIopsPerPair', ours: undefined,
    exception: { theirs: 2147483647, because: 'the largest integer; the text names 200000 for each HA pair' },
  },
  { at: 'fsx/StorageVirtualMachineName/max', row: 'ONTAP_SERVICE.svmNameLength', ours: ontap.ONTAP_SERVICE.svmNameLength },
  { at: 'fsx/VolumeName/max', row: 'ONTAP_SERVICE.volumeNameLength', ours: ontap.ONTAP_SERVICE.volumeNameLength },
  { at: 'fsx/JunctionPath/max', row: 'JUNCTION_PATH.maxCharacters', ours: ontap.JUNCTION_PATH.maxCharacters },
  { at: 'fsx/SnapshotPolicy/max', row: 'ONTAP_FORMATS.policyName', ours: 255 },
  { at: 'fsx/CoolingPeriod/min', row: 'ONTAP_SERVICE.coolingDays', ours: ontap.ONTAP_SERVICE.coolingDays.min },
  { at: 'fsx/CoolingPeriod/max', row: 'ONTAP_SERVICE.coolingDays', ours: ontap.ONTAP_SERVICE.coolingDays.max },
  {
    at: 'fsx/VolumeCapacityBytes/max', row: 'ONTAP_SERVICE.maxVolumeGiB', ours: ontap.ONTAP_SERVICE.maxVolumeGiB * 2 ** 30,
    exception: { theirs: '22517998000000000', because: 'no whole number of GiB; ours is the largest below it' },
  },
  { at: 'fsx/FileSystemId/max', row: 'FILE_SYSTEM_ID', ours: 'fs-'.length + 18 },
];

/** A regular expression as the model writes it: with a group around the whole. */
const grouped = ({ source }: RegExp) => `^(${source.replace(/^\^|\$$/g, '')})$`;

const STRICT_TIME = 'the length of the shape excludes the form without a colon';
const EC2_IDS = 'EC2 has ids of 8 and 17 digits only';
/** Regular expressions. */
const PATTERNS: readonly Fact[] = [
  { at: 'fsx/LustreFileSystemMountName/pattern', row: 'FORMATS.mountName', ours: grouped(lustre.FORMATS.mountName) },
  { at: 'fsx/SubnetId/pattern', row: 'FORMATS.subnetId', exception: { theirs: '^(subnet-[0-9a-f]{8,})$', because: EC2_IDS } },
  { at: 'fsx/SecurityGroupId/pattern', row: 'FORMATS.securityGroupId', exception: { theirs: '^(sg-[0-9a-f]{8,})$', because: EC2_IDS } },
  { at: 'fsx/BackupId/pattern', row: 'BACKUP_ID', ours: grouped(BACKUP_ID) },
  { at: 'fsx/FileSystemId/pattern', row: 'FILE_SYSTEM_ID', exception: { theirs: '^(fs-[0-9a-f]{8,})$', because: `ours, ${FILE_SYSTEM_ID.source}, includes the length` } },
  { at: 'fsx/StorageVirtualMachineId/pattern', row: 'FORMATS.svmId', exception: { theirs: '^(svm-[0-9a-f]{17,})$', because: 'ours includes the length' } },
  { at: 'fsx/WeeklyTime/pattern', row: 'weeklyMaintenanceStartTime', exception: { theirs: '^[1-7]:([01]\\d|2[0-3]):?([0-5]\\d)$', because: STRICT_TIME } },
  { at: 'fsx/DailyTime/pattern', row: 'dailyAutomaticBackupStartTime', exception: { theirs: '^([01]\\d|2[0-3]):?([0-5]\\d)$', because: STRICT_TIME } },
  { at: 'fsx/WeeklyTime/max', row: 'weeklyMaintenanceStartTime', ours: 7 },
  { at: 'fsx/DailyTime/max', row: 'dailyAutomaticBackupStartTime', ours: 5 },
  { at: 'fsx/TagKey/pattern', row: 'TAG_FORMAT', ours: grouped(TAG_FORMAT) },
  { at: 'fsx/TagValue/pattern', row: 'TAG_FORMAT', ours: grouped(TAG_FORMAT) },
  { at: 'fsx/VolumeName/pattern', row: 'ONTAP_FORMATS.volumeName', exception: { theirs: '^[^\\u0000\\u0085\\u2028\\u2029\\r\\n]{1,203}$', because: 'ONTAP accepts letters, digits and _ only' } },
  { at: 'fsx/ArchivePath/pattern', row: 'FORMATS.s3Path', exception: { theirs: '^[^\\u0000\\u0085\\u2028\\u2029\\r\\n]{3,4357}$', because: 'ours includes the rules for names of buckets' } },
];

const TYPES: { readonly [type: string]: string } = { string: 'string', number: 'integer', size: 'integer', duration: 'integer', boolean: 'boolean' };

/** The property of CloudFormation that a row names exists, and has the type of the row. */
function properties(file: string, rows: readonly (readonly [string, SettingRow])[]): Fact[] {
  return rows.filter(([, { cloudFormation, type }]) => cloudFormation !== undefined && TYPES[type] !== undefined)
    .map(([name, { cloudFormation, type }]) => ({
      at: `cloudFormation/AWS::FSx::FileSystem/flat/${cloudFormation}`, row: `${file} ${name}`, ours: TYPES[type],
    }));
}

const path = (name: string) => `/properties/${name}`;
const CLOUDFORMATION: readonly Fact[] = [
  ...properties('lustre/setting-rows.ts', SETTING_ROWS),
  ...properties('ontap/setting-rows.ts', ONTAP_SETTING_ROWS),
  {
    at: 'cloudFormation/AWS::FSx::FileSystem/createOnlyProperties', row: 'setting-rows.ts replaces',
    ours: ['KmsKeyId', 'SecurityGroupIds', 'FileSystemType', 'SubnetIds', 'BackupId'].map(path),
  },
  {
    at: 'cloudFormation/AWS::FSx::DataRepositoryAssociation/createOnlyProperties', row: 'lustre/resources.ts associations',
    ours: ['FileSystemId', 'FileSystemPath', 'DataRepositoryPath', 'BatchImportMetaDataOnCreate'].map(path),
  },
  {
    at: 'cloudFormation/AWS::FSx::DataRepositoryAssociation/required', row: 'lustre/resources.ts associations',
    ours: ['FileSystemId', 'FileSystemPath', 'DataRepositoryPath'],
  },
  {
    at: 'cloudFormation/AWS::FSx::StorageVirtualMachine/createOnlyProperties', row: 'ontap/resources.ts SVM',
    ours: ['FileSystemId', 'Name', 'RootVolumeSecurityStyle'].map(path),
  },
  { at: 'cloudFormation/AWS::EKS::Addon/createOnlyProperties', row: 'csi/driver-installation.ts', ours: ['ClusterName', 'AddonName', 'NamespaceConfig'].map(path) },
  { at: 'cloudFormation/AWS::EKS::Addon/required', row: 'csi/driver-installation.ts', ours: ['ClusterName', 'AddonName'] },
  {
    at: 'cloudFormation/AWS::EKS::PodIdentityAssociation/required', row: 'csi/identity.ts',
    ours: ['ClusterName', 'RoleArn', 'Namespace', 'ServiceAccount'],
  },
  {
    at: 'cloudFormation/AWS::EKS::PodIdentityAssociation/createOnlyProperties', row: 'csi/identity.ts',
    ours: ['ClusterName', 'Namespace', 'ServiceAccount'].map(path),
  },
];

const KUBERNETES: readonly Fact[] = [
  {
    at: 'driver/parameters', row: 'lustre/setting-rows.ts storageClass', ours: SETTING_ROWS.flatMap(([, { storageClass }]) => storageClass ?? []),
    omitted: {
      subnetId: 'lustre/manifests.ts sets it', securityGroupIds: 'lustre/manifests.ts sets it', extraTags: 'lustre/manifests.ts sets it from tags',
    },
  },
  { at: 'snapshots/volumesnapshots/group', row: 'kubernetes/volume-snapshot.ts', ours: 'snapshot.storage.k8s.io' },
  { at: 'snapshots/volumesnapshots/version', row: 'kubernetes/volume-snapshot.ts', ours: 'v1' },
  { at: 'snapshots/volumesnapshotclasses/version', row: 'kubernetes/volume-snapshot.ts', ours: 'v1' },
  { at: 'snapshots/volumesnapshotclasses/schema/deletionPolicy/enum', row: 'kubernetes/volume-snapshot.ts', ours: ['Delete', 'Retain'] },
  {
    at: 'snapshots/volumesnapshots/schema/spec/properties/source/properties', row: 'kubernetes/volume-snapshot.ts',
    ours: ['persistentVolumeClaimName', 'volumeSnapshotContentName'],
  },
];

const text = (at: string, row: string, sentences: string): Fact => ({ at: `fsx/${at}/documentation`, row, sentences });
/** Sentences about legal values: `.ci/facts --hashes` prints the hashes after a review. */
const TEXTS: readonly Fact[] = [
  text('CreateFileSystemRequest/members/StorageCapacity', 'lustre/limits.ts capacity, ontap/limits.ts capacity', 'ad732dd64cb5'),
  text('CreateFileSystemRequest/members/StorageType', 'lustre/limits.ts storage', 'e8a3bc2c0475'),
  text('CreateFileSystemRequest/members/FileSystemTypeVersion', 'lustre/limits.ts versions, DEFAULT_VERSION', '082a6fad47d9'),
  text('CreateFileSystemRequest/members/SubnetIds', 'ontap/limits.ts zones', '9bd5c040c8fe'),
  text('UpdateFileSystemRequest/members/StorageCapacity', 'growable, shrinkable', '53c9c67abbd3'),
  text('CreateFileSystemLustreConfiguration/members/DeploymentType', 'lustre/limits.ts DEPLOYMENT_TYPES', '3c0257039549'),
  text('CreateFileSystemLustreConfiguration/members/PerUnitStorageThroughput', 'lustre/limits.ts tiers', 'ff0573b01d4d'),
  text('CreateFileSystemLustreConfiguration/members/ThroughputCapacity', 'lustre/limits.ts INTELLIGENT_TIERING throughputCapacity', '1942ad40f436'),
  text('CreateFileSystemLustreConfiguration/members/EfaEnabled', 'lustre/efa-throughput-capacity (INTELLIGENT_TIERING)', '8b3c5b0a1f26'),
  text('CreateFileSystemLustreConfiguration/members/DriveCacheType', 'lustre/limits.ts driveCache', 'e7b484b8ac40'),
  text('CreateFileSystemLustreConfiguration/members/ImportedFileChunkSize', 'SERVICE.importedFileChunkSizeMiB', '24d5873ff114'),
  text('CreateFileSystemLustreMetadataConfiguration/members/Iops', 'lustre/limits.ts metadataIops (SSD, INTELLIGENT_TIERING)', 'feaed3049395'),
  text('CreateFileSystemLustreMetadataConfiguration/members/Mode', 'LustreMetadataMode (SSD, INTELLIGENT_TIERING)', 'affc6d4f1650'),
  text('LustreReadCacheConfiguration/members/SizeGiB', 'SERVICE.readCache (INTELLIGENT_TIERING)', '9ba387417047'),
  text('UpdateFileSystemLustreConfiguration/members/PerUnitStorageThroughput', 'docs/lustre.md, Change the throughput', 'bb9267543eb2'),
  text('UpdateFileSystemLustreConfiguration/members/ThroughputCapacity', 'docs/lustre.md, Change the throughput', '2f3989076fc6'),
  text('CreateDataRepositoryAssociationRequest/members/FileSystemPath', 'PATHS.fileSystemPath, lustre/repository-*', '2b11f2b1a0ea'),
  text('LustreLogCreateConfiguration/members/Destination', 'SERVICE.logGroupPrefix, lustre/log-group', '69baa21b33ac'),
  text('CreateFileSystemOntapConfiguration/members/DeploymentType', 'ontap/limits.ts ONTAP_DEPLOYMENT_TYPES', 'fcd29cd504a2'),
  text('CreateFileSystemOntapConfiguration/members/HAPairs', 'ontap/limits.ts maxHaPairs, ONTAP_SERVICE.blockHaPairs', '1b16de5d26c0'),
  text('CreateFileSystemOntapConfiguration/members/ThroughputCapacityPerHAPair', 'ontap/limits.ts throughputs', 'f1dae6386233'),
  text('CreateFileSystemOntapConfiguration/members/PreferredSubnetId', 'ontap/preferred-subnet', '754a64e15d67'),
  text('CreateFileSystemOntapConfiguration/members/EndpointIpAddressRange', 'ontap/endpoint-range-*', 'fe2c479ac0fe'),
  text('CreateFileSystemOntapConfiguration/members/AutomaticBackupRetentionDays', 'ontap/backup-retention', '786a6714250e'),
  text('DiskIopsConfiguration/members/Iops', 'ontap/limits.ts maxIopsPerPair', 'af71fe44ae80'),
  text('TieringPolicy/members/CoolingPeriod', 'ONTAP_SERVICE.coolingDays, TIERING_POLICIES', 'fdd0997999fc'),
  text('UpdateFileSystemOntapConfiguration/members/HAPairs', 'docs/ontap.md, Generations', '3d6161517fcf'),
];

export const FACTS: readonly Fact[] = [...ENUMS, ...NUMBERS, ...PATTERNS, ...CLOUDFORMATION, ...KUBERNETES, ...TEXTS];
