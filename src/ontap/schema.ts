import { ONTAP_ALARMS } from './alarms';
import type {
  OntapBackendOptions, OntapNasBackendOptions, OntapNasEconomyBackendOptions, OntapPoolOptions, OntapSanBackendOptions,
  OntapSanEconomyBackendOptions, OntapTopology, OntapVolumeDefaults,
} from './backend';
import type { OntapAutogrow, OntapClaimOptions, OntapCloneOptions, OntapImportOptions, OntapVolumeSettings } from './claim-options';
import type { OntapDataSyncOptions } from './data-sync-options';
import type {
  FsxOntapStorageProps, OntapExistingClaimOptions, OntapExistingSnapshotOptions, OntapSnapshotOptions,
} from './fsx-ontap-storage-props';
import {
  OntapBlockFileSystem, OntapDataSyncDirection, OntapDeploymentType, OntapNfsVersion, OntapSanType, OntapSecurityStyle,
  OntapStorageDriver,
  OntapTieringPolicy, OntapVolumeStyle,
} from './limits';
import type { OntapMonitoringOptions, OntapPrometheusRulesOptions } from './monitoring';
import type { OntapExistingAttributes, OntapManagedConfig } from './provisioning';
import type { FsxOntapStorageAttributes } from './referenced-storage';
import { ONTAP_SETTING_ROWS, OntapSetting } from './setting-rows';
import type { OntapShareOptions } from './share';
import type { OntapSizingRequest } from './sizing';
import type { ExistingTridentDriverAttributes, TridentDriverProps } from './trident/trident-driver';
import type { OntapVolumeOptions } from './volume';
import { SUBNET_SELECTION } from '../cluster/schema';
import { DRIVER_FIELDS, EXISTING_DRIVER_FIELDS } from '../csi/schema';
import { ReclaimPolicy, VolumeAccessMode, VolumeBindingMode, VolumeMode } from '../kubernetes/enums';
import { CLAIM_FIELDS, CLAIM_NAME, CLASS_NAME, CLASS_OPTIONS, NAMESPACE, TOLERATIONS } from '../kubernetes/schema';
import { MONITORING_FIELDS, PROMETHEUS_FIELDS, thresholdFields } from '../monitoring/schema';
import { METHOD_NAMES } from '../storage/schema';
import { fieldNames, prefixed, settingNames } from '../validation/field-names';
import { FORMATS } from '../validation/formats';
import { ACKNOWLEDGE, CLIENTS, CLUSTER, DRIVER, KINDS, MOUNT_OPTIONS, OBJECT_ANNOTATIONS, OBJECT_LABELS, REMOVAL_POLICIES, STRINGS, STRING_MAP, TAGS } from '../validation/kinds';
import { FieldNames } from '../validation/report';
import { Field, Fields, Schema, fieldsOf } from '../validation/schema';

const TIERING_POLICY = { type: 'string', values: Object.values(OntapTieringPolicy), literal: true } as const;

const VOLUME_FIELDS = {
  name: { type: 'string', required: true, configuration: 'volumeName' },
  size: { type: 'size', required: true, configuration: 'volumeSize' },
  junctionPath: { type: 'string' },
  style: { type: 'string', values: Object.values(OntapVolumeStyle), literal: true, configuration: 'volumeStyle' },
  tieringPolicy: TIERING_POLICY,
  coolingPeriod: { type: 'duration', unit: 'days' },
  snapshotPolicy: { type: 'string' },
  storageEfficiencyEnabled: { type: 'boolean' },
  copyTagsToBackups: { type: 'boolean' },
  backupId: { type: 'string', format: FORMATS.backupId, formatRule: 'backup-id-format' },
} as const satisfies Schema<OntapVolumeOptions>;

const MANAGED_FIELDS = {
  vpcSubnets: { ...SUBNET_SELECTION, derived: ['subnetIds', 'subnetsInOtherVpc'] },
  preferredSubnet: { type: 'object', kind: KINDS.subnet, configuration: 'preferredSubnetId' },
  routeTableIds: { type: 'list', items: { type: 'string', format: FORMATS.routeTableId }, derived: ['routeTablesInOtherVpc'] },
  tags: TAGS,
  svmName: { type: 'string' },
  secretEncryptionKey: { type: 'object', kind: KINDS.key },
  volumes: { type: 'list', items: { type: 'struct', fields: VOLUME_FIELDS } },
  removalPolicy: { type: 'string', values: REMOVAL_POLICIES.filter(policy => policy !== 'snapshot'), literal: true }, // CloudFormation takes no snapshots of these resources
} as const satisfies Schema<Omit<OntapManagedConfig, OntapSetting>>;

const EXISTING_FIELDS = {
  fileSystemId: { type: 'string', format: FORMATS.fileSystemId, formatRule: 'file-system-id-format' },
  fileSystem: { type: 'object', kind: KINDS.fileSystem },
  svmName: { type: 'string', required: true },
  secret: { type: 'object', kind: KINDS.secret, required: true, configuration: 'secretArn' },
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  deploymentType: { type: 'string', values: Object.values(OntapDeploymentType), literal: true },
  haPairs: { type: 'number', min: 1, integer: true },
} as const satisfies Schema<OntapExistingAttributes>;

/** By who creates the file system. */
export const ONTAP_PROVISIONING_FIELDS = {
  managed: { ...fieldsOf(ONTAP_SETTING_ROWS), ...MANAGED_FIELDS },
  existing: EXISTING_FIELDS,
};

const VOLUME_SETTINGS = {
  snapshotPolicy: { type: 'string' },
  snapshotReserve: { type: 'number' },
  snapshotDirectory: { type: 'boolean', literal: true },
  unixPermissions: { type: 'string' },
  exportPolicy: { type: 'string' },
  splitOnClone: { type: 'boolean', literal: true },
} as const satisfies Schema<OntapVolumeSettings>;

const DEFAULTS_FIELDS = {
  ...VOLUME_SETTINGS,
  tieringPolicy: TIERING_POLICY,
  spaceReserved: { type: 'boolean', literal: true },
  spaceAllocation: { type: 'boolean', literal: true },
  securityStyle: { type: 'string', values: Object.values(OntapSecurityStyle), literal: true },
  qosPolicy: { type: 'string' },
  adaptiveQosPolicy: { type: 'string' },
  skipRecoveryQueue: { type: 'boolean', literal: true },
  encryption: { type: 'boolean', literal: true },
} as const satisfies Schema<OntapVolumeDefaults>;

const TOPOLOGY_FIELDS = {
  region: { type: 'string' },
  zone: { type: 'string' },
} as const satisfies Schema<OntapTopology>;

const TOPOLOGIES = { type: 'list', items: { type: 'struct', fields: TOPOLOGY_FIELDS }, configuration: 'topologies' } as const;

const POOL_FIELDS = {
  ...DEFAULTS_FIELDS,
  labels: STRING_MAP,
  supportedTopologies: TOPOLOGIES,
  name: { type: 'string', literal: true, required: true, configuration: 'poolName' },
  storageClass: CLASS_OPTIONS,
} as const satisfies Schema<OntapPoolOptions>;

const BACKEND_FIELDS = {
  ...DEFAULTS_FIELDS,
  name: { type: 'string', configuration: 'backendName' },
  pools: { type: 'list', items: { type: 'struct', fields: POOL_FIELDS } },
  storagePrefix: { type: 'string', literal: true },
  limitVolumeSize: { type: 'size' },
  labels: STRING_MAP,
  supportedTopologies: TOPOLOGIES,
  mountOptions: MOUNT_OPTIONS,
  storageClass: CLASS_OPTIONS,
  allowVolumeExpansion: { type: 'boolean', literal: true },
  volumeBindingMode: { type: 'string', values: Object.values(VolumeBindingMode), literal: true },
} as const satisfies Schema<OntapBackendOptions>;

const NAS_FIELDS = {
  ...BACKEND_FIELDS,
  nfsVersion: { type: 'string', values: Object.values(OntapNfsVersion), literal: true },
  nconnect: { type: 'number' },
  autoExportPolicy: { type: 'boolean', literal: true },
  autoExportCidrs: STRINGS,
} as const satisfies Schema<OntapNasBackendOptions>;

const FILE_SYSTEM_TYPE = { type: 'string', values: Object.values(OntapBlockFileSystem), literal: true } as const;

/** By Trident's driver. */
export const BACKEND_FIELDS_OF: Record<OntapStorageDriver, Fields> = {
  [OntapStorageDriver.NAS]: NAS_FIELDS,
  [OntapStorageDriver.NAS_FLEXGROUP]: NAS_FIELDS,
  [OntapStorageDriver.NAS_ECONOMY]: {
    ...NAS_FIELDS, qtreesPerFlexvol: { type: 'number' }, limitVolumePoolSize: { type: 'size' },
  } as const satisfies Schema<OntapNasEconomyBackendOptions>,
  [OntapStorageDriver.SAN]: {
    ...BACKEND_FIELDS, sanType: { type: 'string', values: Object.values(OntapSanType), literal: true }, fileSystemType: FILE_SYSTEM_TYPE,
  } as const satisfies Schema<OntapSanBackendOptions>,
  [OntapStorageDriver.SAN_ECONOMY]: {
    ...BACKEND_FIELDS, fileSystemType: FILE_SYSTEM_TYPE, lunsPerFlexvol: { type: 'number' }, limitVolumePoolSize: { type: 'size' },
  } as const satisfies Schema<OntapSanEconomyBackendOptions>,
};

const AUTOGROW_FIELDS = {
  usedThreshold: { type: 'string', literal: true, required: true },
  growthAmount: { type: 'string', literal: true },
  maxSize: { type: 'size' },
} as const satisfies Schema<OntapAutogrow>;

export const ONTAP_CLAIM_FIELDS = {
  ...CLAIM_FIELDS,
  ...VOLUME_SETTINGS,
  backend: { type: 'string', literal: true, configuration: 'claimBackend' },
  pool: { type: 'string', literal: true, configuration: 'claimPool' },
  tieringPolicy: { ...TIERING_POLICY, configuration: 'claimTieringPolicy' },
  autogrow: { type: 'struct', fields: AUTOGROW_FIELDS },
} as const satisfies Schema<OntapClaimOptions>;

export const ONTAP_CLONE_FIELDS = {
  splitOnClone: { type: 'boolean', literal: true },
  name: CLAIM_NAME,
  fixedName: { type: 'boolean', literal: true },
  readOnly: { type: 'boolean', literal: true, configuration: 'readOnlyClone' },
  labels: OBJECT_LABELS,
  annotations: { ...OBJECT_ANNOTATIONS, derived: ['claimAnnotations'] },
} as const satisfies Schema<OntapCloneOptions>;

/** What `cloneOf()` takes. */
export const ONTAP_CLONE_INPUT: Fields = {
  source: { type: 'object', kind: KINDS.cloneSource, required: true, derived: ['cloneOf'] },
  options: { type: 'struct', fields: ONTAP_CLONE_FIELDS },
};

/** What `restore()` takes. */
export const ONTAP_RESTORE_INPUT: Fields = { snapshot: { type: 'object', kind: KINDS.snapshot, required: true } };

export const ONTAP_IMPORT_FIELDS = {
  ...ONTAP_CLAIM_FIELDS,
  volumeName: { type: 'string', required: true, configuration: 'importedVolume' },
  managed: { type: 'boolean', literal: true },
  keepName: { type: 'boolean', literal: true },
} as const satisfies Schema<OntapImportOptions>;

export const ONTAP_SHARE_FIELDS = {
  ...VOLUME_SETTINGS,
  quota: { type: 'size', required: true },
  namespace: NAMESPACE,
  createNamespace: { type: 'boolean', literal: true },
  namespaceLimit: { type: 'size' },
  name: CLAIM_NAME,
  fixedName: { type: 'boolean', literal: true },
  labels: OBJECT_LABELS,
  backend: { type: 'string', literal: true },
  pool: { type: 'string', literal: true },
} as const satisfies Schema<OntapShareOptions>;

export const ONTAP_SNAPSHOT_FIELDS = {
  claim: { type: 'object', kind: KINDS.ontapClaim },
  name: { ...CLAIM_NAME, literal: true },
  fixedName: { type: 'boolean', literal: true },
  labels: OBJECT_LABELS,
} as const satisfies Schema<OntapSnapshotOptions>;

export const ONTAP_EXISTING_CLAIM_FIELDS = {
  claimName: { ...CLAIM_NAME, literal: true, required: true },
  namespace: { ...NAMESPACE, literal: true },
  size: { type: 'size', required: true },
  accessMode: { type: 'string', values: Object.values(VolumeAccessMode), literal: true },
  volumeMode: { type: 'string', values: Object.values(VolumeMode), literal: true },
  backend: { type: 'string', literal: true },
  pool: { type: 'string', literal: true },
  snapshotDirectory: { type: 'boolean', literal: true },
} as const satisfies Schema<OntapExistingClaimOptions>;

export const ONTAP_EXISTING_SNAPSHOT_FIELDS = {
  snapshotName: { ...CLAIM_NAME, literal: true, required: true },
  claim: { type: 'object', kind: KINDS.ontapClaim },
} as const satisfies Schema<OntapExistingSnapshotOptions>;

export const ONTAP_DATA_SYNC_FIELDS = {
  bucket: { type: 'object', kind: KINDS.bucket, required: true, derived: ['bucketElsewhere'] },
  prefix: { type: 'string', configuration: 'syncPrefix' },
  direction: { type: 'string', values: Object.values(OntapDataSyncDirection), literal: true, required: true },
  path: { type: 'string', required: true, configuration: 'syncPath' },
  schedule: { type: 'object', kind: KINDS.schedule, configuration: 'syncSchedule' },
  deleteExtraFiles: { type: 'boolean', literal: true },
  svmId: { type: 'string', format: FORMATS.svmId, configuration: 'syncSvmId' },
  securityGroup: { type: 'object', kind: KINDS.securityGroup, derived: ['securityGroupsInOtherVpc', 'syncNetworkKnown'] },
  logGroup: { type: 'object', kind: KINDS.logGroup },
} as const satisfies Schema<OntapDataSyncOptions>;

const ONTAP_BACKENDS = {
  type: 'list', items: {
    type: 'object', kind: KINDS.ontapBackend, carries: ({ _driver, _options }: { _driver: OntapStorageDriver; _options: any }) => ({
      fields: BACKEND_FIELDS_OF[_driver], value: _options, label: `backend '${typeof _options?.name === 'string' ? _options.name : _driver.replace('ontap-', '')}': `,
    }),
  },
} as const satisfies Field;

export const ONTAP_REFERENCE_FIELDS = {
  claimName: { ...CLAIM_NAME, literal: true, required: true },
  claimNamespace: { ...NAMESPACE, literal: true },
  fileSystemId: { type: 'string', format: FORMATS.fileSystemId, formatRule: 'file-system-id-format', required: true },
  svmName: { type: 'string', required: true },
  svmId: { type: 'string', format: FORMATS.svmId },
  storageClassNames: { type: 'list', items: { type: 'string', format: FORMATS.objectName } },
  snapshotClassName: { type: 'string', format: FORMATS.objectName },
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  backends: ONTAP_BACKENDS,
  volumeMode: { type: 'string', values: Object.values(VolumeMode), literal: true },
} as const satisfies Schema<FsxOntapStorageAttributes>;

export const ONTAP_STORAGE_FIELDS = {
  cluster: CLUSTER,
  provisioning: {
    type: 'object', kind: KINDS.ontapProvisioning, required: true,
    carries: ({ _mode, _options }: { _mode: keyof typeof ONTAP_PROVISIONING_FIELDS; _options: unknown }) => ({
      fields: ONTAP_PROVISIONING_FIELDS[_mode], value: _options,
    }),
  },
  backends: { ...ONTAP_BACKENDS, derived: ['backendCount'] },
  claim: { type: 'struct', fields: ONTAP_CLAIM_FIELDS, derived: ['driver'] },
  snapshots: { type: 'boolean', literal: true },
  snapshotClass: CLASS_OPTIONS,
  reclaimPolicy: { type: 'string', values: Object.values(ReclaimPolicy), literal: true },
  storageClassName: { ...CLASS_NAME, literal: true },
  driver: DRIVER,
  clients: CLIENTS,
  delivery: { type: 'object', kind: KINDS.delivery },
  adopt: { type: 'boolean', literal: true },
  acknowledge: ACKNOWLEDGE,
} as const satisfies Schema<FsxOntapStorageProps>;

/** Names of the fields of a storage, its claims and its transfers in messages. */
export const ONTAP_FIELD_NAMES: FieldNames = {
  ...fieldNames(
    { claim: ONTAP_STORAGE_FIELDS.claim },
    ONTAP_STORAGE_FIELDS,
    ONTAP_PROVISIONING_FIELDS.managed,
    ONTAP_PROVISIONING_FIELDS.existing,
    ONTAP_SHARE_FIELDS,
    ONTAP_CLONE_FIELDS,
    ONTAP_CLONE_INPUT,
    ONTAP_IMPORT_FIELDS,
    ONTAP_DATA_SYNC_FIELDS,
  ),
  ...settingNames(ONTAP_SETTING_ROWS),
  ...METHOD_NAMES,
};

const BACKEND_NAMES = fieldNames(...Object.values(BACKEND_FIELDS_OF), POOL_FIELDS);
const VOLUME_NAMES = fieldNames(VOLUME_FIELDS);

/** Names of the fields of a backend, or of one of its pools, in messages. */
export function backendFieldNames(backend: string, pool?: string): FieldNames {
  return prefixed(`backend '${backend}'${pool === undefined ? '' : `, pool '${pool}'`}: `, BACKEND_NAMES);
}

/** Names of the fields of a volume that the stack creates, in messages. */
export function volumeFieldNames(name: unknown): FieldNames {
  return prefixed(`volume '${String(name)}': `, VOLUME_NAMES);
}

export const EXISTING_TRIDENT_FIELDS = {
  ...EXISTING_DRIVER_FIELDS,
  nodesPreparedForIscsi: { type: 'boolean', literal: true },
  enableConcurrency: { type: 'boolean', literal: true },
} as const satisfies Schema<ExistingTridentDriverAttributes>;

export const TRIDENT_DRIVER_FIELDS = {
  ...DRIVER_FIELDS,
  tolerations: TOLERATIONS,
  nodeTolerations: TOLERATIONS,
  installation: { type: 'string', values: ['ADD_ON', 'HELM'], literal: true },
  snapshotController: { type: 'boolean', literal: true },
  prepareNodesForIscsi: { type: 'boolean', literal: true },
  enableConcurrency: { type: 'boolean', literal: true },
  nodesPreparedForIscsi: { type: 'boolean', literal: true },
  debug: { type: 'boolean', literal: true },
} as const satisfies Schema<TridentDriverProps>;

export const TRIDENT_DRIVER_NAMES = fieldNames(TRIDENT_DRIVER_FIELDS);

export const ONTAP_THRESHOLDS = { type: 'struct', fields: thresholdFields(ONTAP_ALARMS) } as const satisfies Field;

export const ONTAP_PROMETHEUS_FIELDS = {
  ...PROMETHEUS_FIELDS,
  thresholds: ONTAP_THRESHOLDS,
} as const satisfies Schema<OntapPrometheusRulesOptions>;

export const ONTAP_MONITORING_FIELDS = {
  ...MONITORING_FIELDS,
  thresholds: ONTAP_THRESHOLDS,
} as const satisfies Schema<OntapMonitoringOptions>;

export const ONTAP_SIZING_FIELDS = {
  minimumCapacityGiB: { type: 'number', min: 0, literal: true, required: true },
  minimumThroughputMBps: { type: 'number', min: 0, literal: true, required: true },
  deploymentTypes: { type: 'list', items: { type: 'string', values: Object.values(OntapDeploymentType), literal: true } },
  blockDevices: { type: 'boolean', literal: true },
} as const satisfies Schema<OntapSizingRequest>;
