import { CLUSTER_ATTRIBUTES_FIELDS, CLUSTER_OPTIONS_FIELDS } from '../../src/cluster/schema';
import { EXISTING_DRIVER_FIELDS } from '../../src/csi/schema';
import { CLAIM_FIELDS, MOUNT_FIELDS, WORKLOAD_MOUNT_FIELDS } from '../../src/kubernetes/schema';
import * as lustre from '../../src/lustre/schema';
import * as ml from '../../src/ml/schema';
import { MONITORING_FIELDS } from '../../src/monitoring/schema';
import * as ontap from '../../src/ontap/schema';
import { BACKUP_FIELDS } from '../../src/storage/schema';
import { Fields } from '../../src/validation/schema';

const only = (fields: Fields, names: readonly string[]): Fields => Object.fromEntries(names.map(name => [name, fields[name]]));
const within = (fields: Fields, property: string): Fields => (fields[property].items ?? fields[property]).fields!;

/** The schema of each public struct that users write. */
export const STRUCTS: { readonly [struct: string]: Fields } = {
  ExistingClusterAttributes: CLUSTER_ATTRIBUTES_FIELDS,
  ExistingClusterOptions: CLUSTER_OPTIONS_FIELDS,
  ExistingLustreCsiDriverAttributes: EXISTING_DRIVER_FIELDS,
  VolumeClaimOptions: CLAIM_FIELDS,
  VolumeMountOptions: MOUNT_FIELDS,
  WorkloadMountOptions: WORKLOAD_MOUNT_FIELDS,
  VolumeOwnership: within(WORKLOAD_MOUNT_FIELDS, 'ownership'),
  MonitoringOptions: MONITORING_FIELDS,
  StorageBackupOptions: within(BACKUP_FIELDS, 'options'),
  LustreClaimOptions: lustre.LUSTRE_CLAIM_FIELDS,
  LustreShareOptions: lustre.LUSTRE_SHARE_FIELDS,
  FsxLustreStorageProps: lustre.LUSTRE_STORAGE_FIELDS,
  LustreCsiDriverProps: lustre.LUSTRE_DRIVER_FIELDS,
  LustreDynamicConfig: lustre.PROVISIONING_FIELDS.dynamic,
  LustreManagedConfig: lustre.PROVISIONING_FIELDS.managed,
  LustreExistingAttributes: lustre.PROVISIONING_FIELDS.existing,
  LustreMetadataConfiguration: within(lustre.PROVISIONING_FIELDS.managed, 'metadataConfiguration'),
  LustreDataReadCacheConfiguration: within(lustre.PROVISIONING_FIELDS.managed, 'dataReadCacheConfiguration'),
  LustreLogConfiguration: within(lustre.PROVISIONING_FIELDS.managed, 'logConfiguration'),
  BucketDataRepositoryOptions: lustre.REPOSITORY_FIELDS,
  LustreMonitoringOptions: lustre.LUSTRE_MONITORING_FIELDS,
  LustreSizingRequest: lustre.LUSTRE_SIZING_FIELDS,
  FsxOntapStorageProps: ontap.ONTAP_STORAGE_FIELDS,
  OntapClaimOptions: ontap.ONTAP_CLAIM_FIELDS,
  OntapCloneOptions: ontap.ONTAP_CLONE_FIELDS,
  OntapImportOptions: ontap.ONTAP_IMPORT_FIELDS,
  OntapShareOptions: ontap.ONTAP_SHARE_FIELDS,
  OntapSnapshotOptions: ontap.ONTAP_SNAPSHOT_FIELDS,
  OntapAutogrow: within(ontap.ONTAP_CLAIM_FIELDS, 'autogrow'),
  OntapDiskIopsConfiguration: within(ontap.ONTAP_PROVISIONING_FIELDS.managed, 'diskIopsConfiguration'),
  OntapVolumeOptions: within(ontap.ONTAP_PROVISIONING_FIELDS.managed, 'volumes'),
  OntapMonitoringOptions: ontap.ONTAP_MONITORING_FIELDS,
  OntapSizingRequest: ontap.ONTAP_SIZING_FIELDS,
  TridentDriverProps: ontap.TRIDENT_DRIVER_FIELDS,
  MlTrainingVolumeProps: ml.ML_VOLUME_FIELDS,
  MlTransferOptions: ml.TRANSFER_FIELDS,
  MlPrefetchOptions: ml.PREFETCH_OPTIONS_FIELDS,
  MlPrefetchProps: ml.PREFETCH_FIELDS,
  MlMonitoringOptions: ml.ML_MONITORING_FIELDS,
  StorageRequirements: ml.REQUIREMENTS_FIELDS,
  MlDataset: within(ml.ML_VOLUME_FIELDS, 'dataset'),
};
void only;
