import { DriverInput } from './driver';
import { Association } from './links';
import { Request } from './model';
import { LustreConfiguration } from '../../src/lustre/configuration';

/** What CloudFormation asks FSx for, of a configuration of `LustreProvisioning.managed()`: paired by hand, not by the library's table. */
export function requestOfStack(c: LustreConfiguration): Request {
  return {
    DeploymentType: c.deploymentType,
    StorageType: c.storageType,
    StorageCapacity: c.capacity,
    PerUnitStorageThroughput: c.perUnitStorageThroughput,
    ThroughputCapacity: c.throughputCapacity,
    CacheSizingMode: c.readCacheSizingMode,
    CacheSizeGiB: c.readCacheSize,
    DriveCacheType: c.driveCacheType,
    DataCompressionType: c.dataCompressionType,
    FileSystemTypeVersion: c.fileSystemTypeVersion,
    MetadataMode: c.metadataMode,
    MetadataIops: c.metadataIops,
    EfaEnabled: c.efaEnabled,
    KmsKeyId: c.kmsKeyId,
    AutomaticBackupRetentionDays: c.automaticBackupRetention,
    DailyAutomaticBackupStartTime: c.dailyAutomaticBackupStartTime,
    CopyTagsToBackups: c.copyTagsToBackups,
    WeeklyMaintenanceStartTime: c.weeklyMaintenanceStartTime,
    BackupId: c.backupId,
    ImportPath: c.s3ImportPath,
    ExportPath: c.s3ExportPath,
    AutoImportPolicy: c.autoImportPolicy,
    ImportedFileChunkSize: c.importedFileChunkSize,
    LogLevel: c.logLevel,
    LogDestination: c.logGroupArn,
    Tags: c.tags && [...Object.entries(c.tags) as [string, string][], ['Name', 'Stack/Data'], ['cdk-eks-fsx/stack', 'Stack'], ['cdk-eks-fsx/storage', 'Stack/Data']],
    Associations: c.dataRepositories?.length ? c.dataRepositories.map((repository): Association => ({
      FileSystemPath: repository.fileSystemPath as string,
      DataRepositoryPath: repository.dataRepositoryPath as string,
      ImportEvents: repository.autoImportPolicy,
      ExportEvents: repository.autoExportPolicy,
      ImportedFileChunkSize: repository.importedFileChunkSize as number | undefined,
    })) : undefined,
    SubnetPrefixLength: c.subnetPrefixLength,
  };
}

/** What the driver gets to see of a configuration of `LustreProvisioning.dynamic()` and its claim. */
export function inputOfDriver(c: LustreConfiguration): DriverInput {
  const tags = Object.entries({ 'cdk-eks-fsx/cluster': 'training', 'cdk-eks-fsx/storage': 'Stack/Data', 'cdk-eks-fsx/reclaim-policy': `${c.reclaimPolicy}`, ...c.tags });
  return {
    parameters: {
      deploymentType: c.deploymentType as string | undefined,
      storageType: c.storageType as string | undefined,
      perUnitStorageThroughput: written(c.perUnitStorageThroughput),
      driveCacheType: c.driveCacheType as string | undefined,
      dataCompressionType: c.dataCompressionType as string | undefined,
      fileSystemTypeVersion: c.fileSystemTypeVersion as string | undefined,
      metadataConfigurationMode: c.metadataMode as string | undefined,
      metadataIops: written(c.metadataIops),
      efaEnabled: written(c.efaEnabled),
      kmsKeyId: c.kmsKeyId as string | undefined,
      automaticBackupRetentionDays: written(c.automaticBackupRetention),
      dailyAutomaticBackupStartTime: c.dailyAutomaticBackupStartTime as string | undefined,
      copyTagsToBackups: written(c.copyTagsToBackups),
      weeklyMaintenanceStartTime: c.weeklyMaintenanceStartTime as string | undefined,
      s3ImportPath: c.s3ImportPath as string | undefined,
      s3ExportPath: c.s3ExportPath as string | undefined,
      autoImportPolicy: c.autoImportPolicy as string | undefined,
      extraTags: tags.map(([key, value]) => `${key}=${value}`).join(','),
    },
    bytes: BigInt(Math.ceil((c.claimSize as number | undefined ?? 0) * 2 ** 30)),
    accessMode: c.accessMode!,
  };
}

function written(value: unknown): string | undefined {
  return value === undefined ? undefined : `${value as string}`;
}
