import { LustreConfiguration } from './configuration';
import {
  LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType, LustreFileSystemTypeVersion,
  LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from './limits';
import { AllowedValues } from '../validation/check';

/** The words that settings may take. TypeScript holds users to them; a string from another language is held to them here. */
export const LUSTRE_ALLOWED_VALUES: AllowedValues<LustreConfiguration> = {
  deploymentType: Object.values(LustreDeploymentType),
  storageType: Object.values(LustreStorageType),
  fileSystemTypeVersion: Object.values(LustreFileSystemTypeVersion),
  driveCacheType: Object.values(LustreDriveCacheType),
  dataCompressionType: Object.values(LustreDataCompressionType),
  autoImportPolicy: Object.values(LustreAutoImportPolicy),
  metadataMode: Object.values(LustreMetadataMode),
  readCacheSizingMode: Object.values(LustreReadCacheSizingMode),
  logLevel: Object.values(LustreLogLevel),
  reclaimPolicy: ['Retain', 'Delete'],
  removalPolicy: ['destroy', 'retain', 'retain-on-update-or-delete', 'snapshot'], // of the last, a rule says why it is refused
  volumeBindingMode: ['Immediate', 'WaitForFirstConsumer'],
  zoneAffinity: ['required', 'preferred', 'off'],
};
