export { FsxLustreStorage, FsxLustreStorageProps } from './fsx-lustre-storage';
export {
  IKubernetesVolume, KubernetesVolumeClaim, KubernetesVolumeClaimProps, VolumeMountOptions, WorkloadMountOptions,
} from './kubernetes-volume';
export { VolumeClaimOptions } from './kubernetes/claim-options';
export { ReclaimPolicy, VolumeAccessMode, VolumeBindingMode, VolumeMode, ZoneAffinity } from './kubernetes/enums';
export { DriverIdentity } from './csi/identity';
export { BucketDataRepositoryOptions, DataRepository, DataRepositoryOptions } from './lustre/data-repository';
export { ExistingLustreCsiDriverAttributes, ILustreCsiDriver, LustreCsiDriver, LustreCsiDriverProps } from './lustre/driver';
export {
  DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './lustre/limits';
export { LustreDynamicConfig, LustreExistingAttributes, LustreManagedConfig, LustreProvisioning } from './lustre/provisioning';
export {
  LustreDataReadCacheConfiguration, LustreFileSystemOptions, LustreLogConfiguration, LustreManagedOptions, LustreMetadataConfiguration,
} from './lustre/settings';
export { LustreSizing, LustreSizingChoice, LustreSizingRequest } from './lustre/sizing';
