export { FsxLustreStorage, type FsxLustreStorageProps } from './fsx-lustre-storage';
export {
  KubernetesVolumeClaim, type IKubernetesVolume, type KubernetesVolumeClaimProps, type VolumeMountOptions, type WorkloadMountOptions,
} from './kubernetes-volume';
export { type VolumeClaimOptions } from './kubernetes/claim-options';
export { ReclaimPolicy, VolumeAccessMode, VolumeBindingMode, VolumeMode, ZoneAffinity } from './kubernetes/enums';
export { DriverIdentity } from './csi/identity';
export { type LustreClaimOptions } from './lustre/claim-options';
export { DataRepository, type BucketDataRepositoryOptions, type DataRepositoryOptions } from './lustre/data-repository';
export { LustreCsiDriver, type ExistingLustreCsiDriverAttributes, type ILustreCsiDriver, type LustreCsiDriverProps } from './lustre/lustre-csi-driver';
export {
  DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './lustre/limits';
export { LustreProvisioning, type LustreDynamicConfig, type LustreExistingAttributes, type LustreManagedConfig } from './lustre/provisioning';
export {
  type LustreDataReadCacheConfiguration, type LustreFileSystemOptions, type LustreLogConfiguration, type LustreManagedOptions,
  type LustreMetadataConfiguration,
} from './lustre/settings';
export { LustreSizing, type LustreSizingChoice, type LustreSizingRequest } from './lustre/sizing';
