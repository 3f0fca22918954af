import { LustreSettingRow, SETTING_ROWS } from '../lustre/setting-rows';
import { OntapStorageDriver } from '../ontap/limits';
import { DEFAULTS_ROWS } from '../ontap/trident/defaults';

/** Parameters of a StorageClass that aws-fsx-csi-driver reads (driver 1.9, pkg/driver/controller.go CreateVolume). */
export const LUSTRE_PARAMETERS = [
  'subnetId', 'securityGroupIds', 'extraTags',
  ...SETTING_ROWS.flatMap(([, { storageClass }]: [unknown, LustreSettingRow]) => storageClass ?? []),
];

/** Attributes of a PersistentVolume that it reads (driver 1.9, pkg/driver/node.go NodePublishVolume). */
export const LUSTRE_ATTRIBUTES = ['dnsname', 'mountname'];

/** How Trident parses a parameter of a StorageClass, and the values of closed sets (Trident 26.06, storage_attribute/common_attributes.go). */
export const TRIDENT_PARAMETERS: { readonly [name: string]: { readonly type: 'string' | 'boolean' | 'number'; readonly values?: readonly string[] } } = {
  backendType: {
    type: 'string',
    values: [...Object.values(OntapStorageDriver), 'solidfire-san', 'azure-netapp-files', 'azure-netapp-files-subvolume', 'google-cloud-netapp-volumes', 'google-cloud-netapp-volumes-san', 'gcp-cvs', 'eseries-iscsi', 'fake'],
  },
  media: { type: 'string', values: ['hdd', 'ssd', 'hybrid'] },
  provisioningType: { type: 'string', values: ['thin', 'thick'] },
  snapshots: { type: 'boolean' },
  clones: { type: 'boolean' },
  encryption: { type: 'boolean' },
  replication: { type: 'boolean' },
  nasType: { type: 'string' },
  sanType: { type: 'string', values: ['iscsi', 'nvme', 'fcp'] },
  IOPS: { type: 'number' },
  region: { type: 'string' },
  zone: { type: 'string' },
  selector: { type: 'string' },
  labels: { type: 'string' },
  storagePools: { type: 'string' },
  additionalStoragePools: { type: 'string' },
  requiredStorage: { type: 'string' },
  excludeStoragePools: { type: 'string' },
  fsType: { type: 'string' },
};

/** Parameters with which the operator creates a backend, which then reads further ones (Trident 26.02, operator/controllers/resourcemonitor). */
export const BACKEND_PARAMETERS = ['fsxFilesystemID', 'storageDriverName', 'credentialsName'];

/** Annotations of claims and StorageClasses that Trident reads, without their prefix (Trident 26.06, controller_helpers/kubernetes/config.go). */
export const TRIDENT_ANNOTATIONS = [
  'protocol', 'snapshotPolicy', 'snapshotReserve', 'snapshotDirectory', 'unixPermissions', 'exportPolicy', 'blockSize', 'fileSystem', 'cloneFromPVC',
  'cloneFromSnapshot', 'splitOnClone', 'notManaged', 'importOriginalName', 'importBackendUUID', 'importNoRename', 'internalSnapshotName', 'mirrorRelationship',
  'shareFromPVC', 'cloneToNamespace', 'cloneFromNamespace', 'shareToNamespace', 'readOnlyClone', 'luksEncryption', 'skipRecoveryQueue', 'selector',
  'additionalStoragePools', 'smbShareAdUserPermission', 'smbShareAdUser', 'smbShareAccessControl', 'autogrowPolicy', 'tieringPolicy', 'tieringMinimumCoolingDays',
  'podRemediationPolicy', 'additionalFsxNFileSystemID', 'configuratorName', 'configuratorStatus', 'configuratorMessage', 'managed',
];
export const TRIDENT_ANNOTATION_PREFIX = 'trident.netapp.io/';

/** How Trident decodes a field of an ONTAP backend (Trident 26.06, storage_drivers/types.go). Other types than these fail. */
export const BACKEND_FIELDS: { readonly [name: string]: 'string' | 'number' | 'boolean' | 'map' | 'list' } = {
  version: 'number', storageDriverName: 'string', backendName: 'string', deletionPolicy: 'string', debug: 'boolean', debugTraceFlags: 'map', disableDelete: 'boolean',
  storagePrefix: 'string', flags: 'map', limitVolumeSize: 'string', credentials: 'map', userState: 'string', aws: 'map', gcnv: 'map', managementLIF: 'string',
  dataLIF: 'string', igroupName: 'string', svm: 'string', username: 'string', password: 'string', aggregate: 'string', usageHeartbeat: 'string',
  qtreePruneFlexvolsPeriod: 'string', qtreeQuotaResizePeriod: 'string', qtreesPerFlexvol: 'string', lunsPerFlexvol: 'string',
  emptyFlexvolDeferredDeletePeriod: 'string', cloneSplitDelay: 'string', nfsMountOptions: 'string', limitAggregateUsage: 'string', limitVolumePoolSize: 'string',
  denyNewVolumePools: 'string', autoExportPolicy: 'boolean', autoExportCIDRs: 'list', nasType: 'string', sanType: 'string', storage: 'list', useCHAP: 'boolean',
  useREST: 'boolean', chapUsername: 'string', chapInitiatorSecret: 'string', chapTargetUsername: 'string', chapTargetInitiatorSecret: 'string',
  clientPrivateKey: 'string', clientCertificate: 'string', trustedCACertificate: 'string', replicationPolicy: 'string', replicationSchedule: 'string',
  flexgroupAggregateList: 'list', labels: 'map', region: 'string', zone: 'string', supportedTopologies: 'list', smbShare: 'string', useBalancedPlacement: 'string',
  defaults: 'map',
};

/** Fields of `defaults`, all of which are strings. */
export const DEFAULTS_FIELDS = [
  ...Object.values(DEFAULTS_ROWS).map(({ key }) => key),
  'size', 'nameTemplate', 'spaceAllocation', 'fileSystemType', 'encryption', 'LUKSEncryption', 'mirroring', 'formatOptions', 'adAdminUser',
];

/** Fields that Trident rejects in a TridentBackendConfig, and keys of AWS in plain text. */
export const PLAIN_CREDENTIALS = [
  'username', 'password', 'clientPrivateKey', 'chapUsername', 'chapInitiatorSecret', 'chapTargetUsername', 'chapTargetInitiatorSecret',
];

/** Properties of CloudFormation resources (AWS::FSx::FileSystem of aws-cdk-lib 2.240, and RootSquashConfiguration of the API). */
export const PROPERTIES: { readonly [path: string]: readonly string[] } = {
  '': [
    'BackupId', 'FileSystemType', 'FileSystemTypeVersion', 'KmsKeyId', 'LustreConfiguration', 'NetworkType', 'OntapConfiguration', 'OpenZFSConfiguration',
    'SecurityGroupIds', 'StorageCapacity', 'StorageType', 'SubnetIds', 'Tags', 'WindowsConfiguration',
  ],
  'LustreConfiguration': [
    'AutoImportPolicy', 'AutomaticBackupRetentionDays', 'CopyTagsToBackups', 'DailyAutomaticBackupStartTime', 'DataCompressionType',
    'DataReadCacheConfiguration', 'DeploymentType', 'DriveCacheType', 'EfaEnabled', 'ExportPath', 'ImportPath', 'ImportedFileChunkSize', 'LogConfiguration',
    'MetadataConfiguration', 'PerUnitStorageThroughput', 'RootSquashConfiguration', 'ThroughputCapacity', 'WeeklyMaintenanceStartTime',
  ],
  'LustreConfiguration.MetadataConfiguration': ['Iops', 'Mode'],
  'LustreConfiguration.DataReadCacheConfiguration': ['SizeGiB', 'SizingMode'],
  'OntapConfiguration': [
    'AutomaticBackupRetentionDays', 'DailyAutomaticBackupStartTime', 'DeploymentType', 'DiskIopsConfiguration', 'EndpointIpAddressRange',
    'EndpointIpv6AddressRange', 'FsxAdminPassword', 'HAPairs', 'PreferredSubnetId', 'RouteTableIds', 'ThroughputCapacity', 'ThroughputCapacityPerHAPair',
    'WeeklyMaintenanceStartTime',
  ],
  'OntapConfiguration.DiskIopsConfiguration': ['Iops', 'Mode'],
};
