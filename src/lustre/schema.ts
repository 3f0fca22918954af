import { LUSTRE_ALARMS } from './alarms';
import type { LustreClaimOptions } from './claim-options';
import type { BucketDataRepositoryOptions, DataRepositoryOptions } from './data-repository';
import type { LustreEfaCheckOptions, LustreEfaClientOptions } from './efa/options';
import type { FsxLustreStorageProps } from './fsx-lustre-storage-props';
import { DataRepositoryEvent, LustreDeploymentType, LustreStorageType } from './limits';
import type { LustreCsiDriverProps } from './lustre-csi-driver';
import type { LustreMonitoringOptions, LustrePrometheusRulesOptions } from './monitoring';
import type { LustreDynamicConfig, LustreExistingAttributes, LustreManagedConfig } from './provisioning';
import type { FsxLustreStorageAttributes } from './referenced-storage';
import { SETTING_ROWS, LustreSetting } from './setting-rows';
import type { LustreShareOptions } from './share';
import type { LustreSizingRequest } from './sizing';
import { DRIVER_FIELDS } from '../csi/schema';
import { ReclaimPolicy, VolumeBindingMode, ZoneAffinity } from '../kubernetes/enums';
import { CLAIM_FIELDS, CLAIM_NAME, CLASS_NAME, CLASS_OPTIONS, NAMESPACE, TOLERATIONS } from '../kubernetes/schema';
import { MONITORING_FIELDS, PROMETHEUS_FIELDS, thresholdFields } from '../monitoring/schema';
import { METHOD_NAMES } from '../storage/schema';
import { fieldNames, settingNames } from '../validation/field-names';
import { FORMATS } from '../validation/formats';
import { ACKNOWLEDGE, CLIENTS, CLUSTER, DRIVER, KINDS, MOUNT_OPTIONS, OBJECT_ANNOTATIONS, OBJECT_LABELS, REMOVAL_POLICIES, STRINGS, TAGS } from '../validation/kinds';
import { FieldNames } from '../validation/report';
import { Field, Schema, fieldsOf } from '../validation/schema';

const ZONE_AFFINITY = { type: 'string', values: Object.values(ZoneAffinity), literal: true } as const;
const REMOVAL_POLICY = { type: 'string', values: REMOVAL_POLICIES, literal: true } as const;

/** Properties that both the driver and CloudFormation support, in addition to the settings. */
const SHARED_FIELDS = {
  subnet: { type: 'object', kind: KINDS.subnet, configuration: 'subnetId', derived: ['subnetsInOtherVpc'] },
  tags: TAGS,
  mountOptions: MOUNT_OPTIONS,
} as const;

const DYNAMIC_FIELDS = {
  ...SHARED_FIELDS,
  allowVolumeExpansion: { type: 'boolean', literal: true },
  reclaimPolicy: { type: 'string', values: Object.values(ReclaimPolicy), literal: true },
  removalPolicy: REMOVAL_POLICY,
  volumeBindingMode: { type: 'string', values: Object.values(VolumeBindingMode), literal: true },
  securityGroup: { type: 'object', kind: KINDS.securityGroup, derived: ['securityGroupsInOtherVpc'] },
  storageClassName: { ...CLASS_NAME, literal: true },
  storageClass: CLASS_OPTIONS,
} as const satisfies Schema<Omit<LustreDynamicConfig, LustreSetting>>;

const REPOSITORIES = {
  type: 'list', items: {
    type: 'object', kind: KINDS.dataRepository, carries: repository => ({ fields: REPOSITORY_FIELDS, value: repository._options, label: 'dataRepositories: ' }),
  },
} as const satisfies Field;

const MANAGED_FIELDS = {
  ...SHARED_FIELDS,
  dataRepositories: REPOSITORIES,
  zoneAffinity: ZONE_AFFINITY,
  removalPolicy: REMOVAL_POLICY,
} as const satisfies Schema<Omit<LustreManagedConfig, LustreSetting>>;

const EXISTING_FIELDS = {
  fileSystemId: { type: 'string', format: FORMATS.fileSystemId, formatRule: 'file-system-id-format' },
  fileSystem: { type: 'object', kind: KINDS.fileSystem },
  mountName: { type: 'string' },
  capacity: { type: 'size', required: true },
  dnsName: { type: 'string', format: FORMATS.hostName },
  availabilityZone: { type: 'string', format: FORMATS.zone },
  zoneAffinity: ZONE_AFFINITY,
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  dataRepositories: REPOSITORIES,
  mountOptions: MOUNT_OPTIONS,
} as const satisfies Schema<LustreExistingAttributes>;

/** By who creates the file system. The driver reads some of the settings in a StorageClass, CloudFormation the others. */
export const PROVISIONING_FIELDS = {
  dynamic: { ...fieldsOf(rowsWith('storageClass')), ...DYNAMIC_FIELDS },
  managed: { ...fieldsOf(rowsWith('cloudFormation')), ...MANAGED_FIELDS },
  existing: EXISTING_FIELDS,
};

function rowsWith(target: 'storageClass' | 'cloudFormation') {
  return SETTING_ROWS.filter(([, row]) => row[target] !== undefined);
}

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
  volumeName: { type: 'string', literal: true, format: FORMATS.objectName, derived: ['volumeMetadata'] },
  volumeHandle: { type: 'string', derived: ['volumeMetadata'] },
  volumeLabels: { ...OBJECT_LABELS, derived: ['volumeMetadata'] },
  volumeAnnotations: { ...OBJECT_ANNOTATIONS, derived: ['volumeMetadata'] },
} as const satisfies Schema<LustreClaimOptions>;

export const LUSTRE_SHARE_FIELDS = {
  namespace: NAMESPACE,
  createNamespace: { type: 'boolean', literal: true },
  name: CLAIM_NAME,
  fixedName: { type: 'boolean', literal: true },
  labels: OBJECT_LABELS,
  subDirectory: { type: 'string', literal: true, configuration: 'shareDirectory' },
  readOnly: { type: 'boolean', literal: true, configuration: 'shareReadOnly' },
  quota: { type: 'size', literal: true, configuration: 'shareQuota' },
  fileLimit: { type: 'number', literal: true, configuration: 'shareFileLimit' },
  projectId: { type: 'number', literal: true, configuration: 'shareProjectId' },
  user: { type: 'number', literal: true, configuration: 'shareOwner' },
  group: { type: 'number', literal: true, configuration: 'shareOwner' },
  mode: { type: 'string', literal: true, configuration: 'shareMode' },
  stripeCount: { type: 'number', literal: true, configuration: 'shareStripeCount' },
  jobNamespace: { type: 'string', literal: true, format: FORMATS.namespace },
  image: { type: 'string', format: FORMATS.image },
  tolerations: TOLERATIONS,
} as const satisfies Schema<LustreShareOptions>;

export const EFA_CLIENT_FIELDS = {
  optimizedForGds: { type: 'boolean', literal: true },
  packageUrl: { type: 'string', literal: true, format: FORMATS.httpsUrl },
  packageSha256: { type: 'string', literal: true, format: FORMATS.sha256 },
} as const satisfies Schema<LustreEfaClientOptions>;

export const EFA_CHECK_FIELDS = {
  claim: { type: 'object', kind: KINDS.claim, derived: ['benchmarkClaim'] },
  pods: { type: 'number', literal: true, configuration: 'benchmarkPods' },
  size: { type: 'size', literal: true, unit: 'MiB', configuration: 'efaCheckMiB' },
  minimumInterfaces: { type: 'number', literal: true, configuration: 'efaCheckInterfaces' },
  efaDevices: { type: 'number', literal: true, configuration: 'efaCheckDevices' },
  image: { type: 'string', format: FORMATS.image },
  nodeSelector: OBJECT_LABELS,
  tolerations: TOLERATIONS,
} as const satisfies Schema<LustreEfaCheckOptions>;

export const EFA_CHECK_FIELD_NAMES = fieldNames(EFA_CHECK_FIELDS);

export const LUSTRE_REFERENCE_FIELDS = {
  claimName: { ...CLAIM_NAME, literal: true, required: true },
  claimNamespace: { ...NAMESPACE, literal: true },
  fileSystemId: { type: 'string', format: FORMATS.fileSystemId, formatRule: 'file-system-id-format' },
  dnsName: { type: 'string', format: FORMATS.hostName },
  mountName: { type: 'string' },
  storageClassName: { ...CLASS_NAME, literal: true },
  securityGroup: { type: 'object', kind: KINDS.securityGroup },
  preferredZone: { type: 'string', format: FORMATS.zone },
} as const satisfies Schema<FsxLustreStorageAttributes>;

export const LUSTRE_STORAGE_FIELDS = {
  cluster: CLUSTER,
  provisioning: {
    type: 'object', kind: KINDS.lustreProvisioning, required: true,
    carries: ({ _mode, _options }: { _mode: keyof typeof PROVISIONING_FIELDS; _options: unknown }) => ({
      fields: PROVISIONING_FIELDS[_mode], value: _options,
    }),
  },
  claim: { type: 'struct', fields: LUSTRE_CLAIM_FIELDS },
  driver: DRIVER,
  clients: CLIENTS,
  delivery: { type: 'object', kind: KINDS.delivery },
  adopt: { type: 'boolean', literal: true },
  acknowledge: ACKNOWLEDGE,
} as const satisfies Schema<FsxLustreStorageProps>;

/** Names of the fields of a storage, its claims and its shares in messages. */
export const LUSTRE_FIELD_NAMES: FieldNames = {
  ...fieldNames(
    LUSTRE_STORAGE_FIELDS,
    PROVISIONING_FIELDS.dynamic,
    PROVISIONING_FIELDS.managed,
    PROVISIONING_FIELDS.existing,
    LUSTRE_SHARE_FIELDS,
  ),
  ...settingNames(SETTING_ROWS),
  ...METHOD_NAMES,
};

export const LUSTRE_DRIVER_FIELDS = {
  ...DRIVER_FIELDS,
  version: { type: 'string', literal: true },
  tolerations: TOLERATIONS,
  installation: { type: 'string', values: ['ADD_ON', 'HELM'], literal: true },
  enableMetrics: { type: 'boolean', literal: true },
  serviceMonitor: { type: 'boolean', literal: true },
  forcefulUnmountTimeout: { type: 'duration', literal: true, unit: 'seconds' },
  lustreMaxCached: { type: 'size', literal: true, unit: 'MiB' },
  controllerPriorityClassName: { type: 'string' },
  nodePriorityClassName: { type: 'string' },
  nodeExtraArgs: STRINGS,
} as const satisfies Schema<LustreCsiDriverProps>;

export const LUSTRE_DRIVER_NAMES = fieldNames(LUSTRE_DRIVER_FIELDS);

export const LUSTRE_THRESHOLDS = { type: 'struct', fields: thresholdFields(LUSTRE_ALARMS) } as const satisfies Field;

export const LUSTRE_PROMETHEUS_FIELDS = {
  ...PROMETHEUS_FIELDS,
  thresholds: LUSTRE_THRESHOLDS,
} as const satisfies Schema<LustrePrometheusRulesOptions>;

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
