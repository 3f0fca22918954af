import { CLUSTER_ATTRIBUTES_FIELDS, CLUSTER_OPTIONS_FIELDS } from '../../src/cluster/schema';
import { EXISTING_DRIVER_FIELDS } from '../../src/csi/schema';
import { YAML_FIELDS } from '../../src/delivery/schema';
import { CLAIM_NAME_FIELDS, CLASS_OPTIONS, MOUNT_FIELDS, TOLERATIONS, WORKLOAD_MOUNT_FIELDS } from '../../src/kubernetes/schema';
import * as lustre from '../../src/lustre/schema';
import * as ml from '../../src/ml/schema';
import * as ontap from '../../src/ontap/schema';
import * as policy from '../../src/policy/schema';
import { BACKUP_FIELDS, BENCHMARK_FIELDS, EXPORT_VALUES_FIELDS } from '../../src/storage/schema';
import { Fields } from '../../src/validation/schema';

const within = (fields: Fields, property: string): Fields => (fields[property].items ?? fields[property]).fields!;
const without = (fields: Fields, property: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== property));
const { dynamic, managed, existing } = lustre.PROVISIONING_FIELDS;
const backends = ontap.BACKEND_FIELDS_OF;

/** The schema of each public struct that users write. */
export const STRUCTS: { readonly [struct: string]: Fields } = {
  ExistingClusterAttributes: CLUSTER_ATTRIBUTES_FIELDS,
  ExistingClusterOptions: CLUSTER_OPTIONS_FIELDS,
  ExistingLustreCsiDriverAttributes: EXISTING_DRIVER_FIELDS,
  ExistingTridentDriverAttributes: ontap.EXISTING_TRIDENT_FIELDS,
  ClaimOptions: CLAIM_NAME_FIELDS,
  ClassOptions: CLASS_OPTIONS.fields,
  VolumeMountOptions: MOUNT_FIELDS,
  WorkloadMountOptions: WORKLOAD_MOUNT_FIELDS,
  VolumeOwnership: within(WORKLOAD_MOUNT_FIELDS, 'ownership'),
  PodToleration: TOLERATIONS.items.fields,
  StorageBackupOptions: within(BACKUP_FIELDS, 'options'),
  StorageBenchmarkOptions: BENCHMARK_FIELDS,
  ExportValuesOptions: EXPORT_VALUES_FIELDS,
  YamlDeliveryOptions: YAML_FIELDS,
  LustreClaimOptions: lustre.LUSTRE_CLAIM_FIELDS,
  LustreEfaCheckOptions: lustre.EFA_CHECK_FIELDS,
  LustreEfaClientOptions: lustre.EFA_CLIENT_FIELDS,
  LustreShareOptions: lustre.LUSTRE_SHARE_FIELDS,
  FsxLustreStorageProps: lustre.LUSTRE_STORAGE_FIELDS,
  FsxLustreStorageAttributes: lustre.LUSTRE_REFERENCE_FIELDS,
  LustreCsiDriverProps: lustre.LUSTRE_DRIVER_FIELDS,
  LustreDynamicConfig: dynamic,
  LustreManagedConfig: managed,
  LustreExistingAttributes: existing,
  LustreMetadataConfiguration: within(managed, 'metadataConfiguration'),
  LustreDataReadCacheConfiguration: within(managed, 'dataReadCacheConfiguration'),
  LustreLogConfiguration: within(managed, 'logConfiguration'),
  BucketDataRepositoryOptions: lustre.REPOSITORY_FIELDS,
  DataRepositoryOptions: without(lustre.REPOSITORY_FIELDS, 'prefix'),
  LustreAlarmThresholds: lustre.LUSTRE_THRESHOLDS.fields,
  LustreMonitoringOptions: lustre.LUSTRE_MONITORING_FIELDS,
  LustrePrometheusRulesOptions: lustre.LUSTRE_PROMETHEUS_FIELDS,
  OntapPrometheusRulesOptions: ontap.ONTAP_PROMETHEUS_FIELDS,
  LustreSizingRequest: lustre.LUSTRE_SIZING_FIELDS,
  FsxOntapStorageProps: ontap.ONTAP_STORAGE_FIELDS,
  FsxOntapStorageAttributes: ontap.ONTAP_REFERENCE_FIELDS,
  OntapManagedConfig: ontap.ONTAP_PROVISIONING_FIELDS.managed,
  OntapExistingAttributes: ontap.ONTAP_PROVISIONING_FIELDS.existing,
  OntapNasBackendOptions: backends['ontap-nas'],
  OntapNasEconomyBackendOptions: backends['ontap-nas-economy'],
  OntapSanBackendOptions: backends['ontap-san'],
  OntapSanEconomyBackendOptions: backends['ontap-san-economy'],
  OntapPoolOptions: within(backends['ontap-nas'], 'pools'),
  OntapTopology: within(backends['ontap-nas'], 'supportedTopologies'),
  OntapClaimOptions: ontap.ONTAP_CLAIM_FIELDS,
  OntapCloneOptions: ontap.ONTAP_CLONE_FIELDS,
  OntapImportOptions: ontap.ONTAP_IMPORT_FIELDS,
  OntapShareOptions: ontap.ONTAP_SHARE_FIELDS,
  OntapDataSyncOptions: ontap.ONTAP_DATA_SYNC_FIELDS,
  OntapSnapshotOptions: ontap.ONTAP_SNAPSHOT_FIELDS,
  OntapExistingClaimOptions: ontap.ONTAP_EXISTING_CLAIM_FIELDS,
  OntapExistingSnapshotOptions: ontap.ONTAP_EXISTING_SNAPSHOT_FIELDS,
  OntapAutogrow: within(ontap.ONTAP_CLAIM_FIELDS, 'autogrow'),
  OntapDiskIopsConfiguration: within(ontap.ONTAP_PROVISIONING_FIELDS.managed, 'diskIopsConfiguration'),
  OntapVolumeOptions: within(ontap.ONTAP_PROVISIONING_FIELDS.managed, 'volumes'),
  OntapAlarmThresholds: ontap.ONTAP_THRESHOLDS.fields,
  OntapMonitoringOptions: ontap.ONTAP_MONITORING_FIELDS,
  OntapSizingRequest: ontap.ONTAP_SIZING_FIELDS,
  TridentDriverProps: ontap.TRIDENT_DRIVER_FIELDS,
  MlTrainingVolumeProps: ml.ML_VOLUME_FIELDS,
  MlTransferOptions: ml.TRANSFER_FIELDS,
  FsxAdmissionPolicyProps: policy.ADMISSION_POLICY_FIELDS,
  FsxValidationPluginProps: policy.VALIDATION_PLUGIN_FIELDS,
  MlPrefetchOptions: ml.PREFETCH_OPTIONS_FIELDS,
  MlPrefetchProps: ml.PREFETCH_FIELDS,
  MlMonitoringOptions: ml.ML_MONITORING_FIELDS,
  StorageAdvisorOptions: ml.ADVISOR_OPTIONS_FIELDS,
  StorageRequirements: ml.REQUIREMENTS_FIELDS,
  MlDataset: within(ml.ML_VOLUME_FIELDS, 'dataset'),
};
