export { FsxLustreStorage } from './lustre/fsx-lustre-storage';
export { type FsxLustreStorageProps } from './lustre/fsx-lustre-storage-props';
export {
  type IKubernetesVolume, type VolumeMountOptions, type VolumeOwnership, type WorkloadMountOptions,
} from './kubernetes/kubernetes-volume';
export { ManifestDelivery, type YamlDeliveryOptions } from './delivery/manifest-delivery';
export { type ClassOptions } from './kubernetes/class-options';
export { type ClaimOptions, type VolumeClaimOptions } from './kubernetes/claim-options';
export { ReclaimPolicy, VolumeAccessMode, VolumeBindingMode, VolumeMode, ZoneAffinity } from './kubernetes/enums';
export { TolerationEffect, TolerationOperator, type PodToleration } from './kubernetes/toleration';
export { ExistingCluster, type ExistingClusterAttributes, type ExistingClusterOptions } from './cluster/existing-cluster';
export { DriverIdentity } from './csi/identity';
export { type StorageBackupOptions } from './storage/backup-selection';
export { type StorageBenchmarkOptions } from './storage/benchmark/options';
export { StorageBenchmark } from './storage/benchmark/storage-benchmark';
export { type ExportValuesOptions } from './storage/exported-values';
export { type LustreClaimOptions } from './lustre/claim-options';
export { DataRepository, type BucketDataRepositoryOptions, type DataRepositoryOptions } from './lustre/data-repository';
export { LustreEfaCheck } from './lustre/efa/lustre-efa-check';
export { type LustreEfaCheckOptions, type LustreEfaClientOptions } from './lustre/efa/options';
export { LustreClient } from './lustre/lustre-client';
export {
  LustreCsiDriver,
  LustreCsiDriverInstallation,
  type ExistingLustreCsiDriverAttributes,
  type ILustreCsiDriver,
  type LustreCsiDriverProps,
} from './lustre/lustre-csi-driver';
export {
  DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './lustre/limits';
export { type FsxLustreStorageAttributes, type IFsxLustreStorage } from './lustre/referenced-storage';
export { type LustreShareOptions } from './lustre/share';
export { LustreProvisioning, type LustreDynamicConfig, type LustreExistingAttributes, type LustreManagedConfig } from './lustre/provisioning';
export {
  type LustreDataReadCacheConfiguration,
  type LustreFileSystemOptions,
  type LustreLogConfiguration,
  type LustreManagedOptions,
  type LustreMetadataConfiguration,
} from './lustre/settings';
export { LustreSizing, type LustreSizingChoice, type LustreSizingRequest } from './lustre/sizing';
export { FsxOntapStorage } from './ontap/fsx-ontap-storage';
export {
  type FsxOntapStorageProps,
  type OntapExistingClaimOptions,
  type OntapExistingSnapshotOptions,
  type OntapSnapshotOptions,
} from './ontap/fsx-ontap-storage-props';
export {
  OntapBackend,
  type OntapBackendOptions,
  type OntapNasBackendOptions,
  type OntapNasEconomyBackendOptions,
  type OntapPoolOptions,
  type OntapSanBackendOptions,
  type OntapSanEconomyBackendOptions,
  type OntapTopology,
  type OntapVolumeDefaults,
} from './ontap/backend';
export {
  type OntapAutogrow, type OntapClaimOptions, type OntapCloneOptions, type OntapImportOptions, type OntapVolumeSettings,
} from './ontap/claim-options';
export { type IOntapDataSync } from './ontap/data-sync';
export { type OntapDataSyncOptions } from './ontap/data-sync-options';
export { OntapProvisioning, type OntapExistingAttributes, type OntapManagedConfig } from './ontap/provisioning';
export {
  OntapBlockFileSystem, OntapDataSyncDirection, OntapDeploymentType, OntapDiskIopsMode, OntapNfsVersion, OntapSanType,
  OntapSecurityStyle,
  OntapTieringPolicy, OntapVolumeStyle,
} from './ontap/limits';
export { type FsxOntapStorageAttributes, type IFsxOntapStorage } from './ontap/referenced-storage';
export { type OntapShareOptions } from './ontap/share';
export { type OntapDiskIopsConfiguration, type OntapFileSystemOptions } from './ontap/settings';
export { OntapSizing, type OntapSizingChoice, type OntapSizingRequest } from './ontap/sizing';
export {
  TridentDriver,
  TridentInstallation,
  type ExistingTridentDriverAttributes,
  type ITridentDriver,
  type TridentDriverProps,
} from './ontap/trident/trident-driver';
export { type OntapVolumeOptions } from './ontap/volume';
export { type IOntapCloneSource, type IOntapVolumeClaim, type IOntapVolumeSnapshot } from './ontap/ontap-volume';
export { MlPrefetch, type MlPrefetchOptions, type MlPrefetchProps, type MlTransferOptions } from './ml/prefetch';
export { MlTrainingVolume } from './ml/ml-training-volume';
export { type MlDataset, type MlTrainingVolumeProps } from './ml/props';
export { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, type MlVolumeNeeds, type StorageRequirements } from './ml/requirements';
export { type StorageCost, type StorageRecommendation } from './ml/recommendation';
export { StorageAdvisor, type StorageAdvice, type StorageAdvisorOptions, type StorageAlternative } from './ml/storage-advisor';
export { StoragePrices } from './ml/storage-prices';
export { type DriverAlarmThresholds } from './csi/alarms';
export { type LustreAlarmThresholds } from './lustre/alarms';
export { type LustreMonitoringOptions, type LustrePrometheusRulesOptions } from './lustre/monitoring';
export { type MlMonitoringOptions } from './ml/monitoring';
export { type MonitoringOptions } from './monitoring/options';
export { type PrometheusRulesOptions } from './monitoring/prometheus-options';
export { StorageMonitoring } from './monitoring/storage-monitoring';
export { type OntapAlarmThresholds } from './ontap/alarms';
export { FsxAdmissionPolicy } from './policy/fsx-admission-policy';
export { type FsxAdmissionPolicyProps } from './policy/fsx-admission-policy-props';
export { FsxValidationPlugin, type FsxValidationPluginProps } from './policy/fsx-validation-plugin';
export { FsxPolicyMode } from './policy/mode';
export { type OntapMonitoringOptions, type OntapPrometheusRulesOptions } from './ontap/monitoring';
