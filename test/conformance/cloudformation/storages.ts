import { Duration, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_kms as kms, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepository, FsxLustreStorage, LustreCsiDriver, LustreManagedConfig, LustreProvisioning, VolumeClaimOptions } from '../../../src';
import { DataRepositoryConfiguration, LustreConfiguration } from '../../../src/lustre/configuration';

/** Makes a storage of a plain configuration, as a user would have written it; its bucket is one of the stack. */
export function storageOf(
  stack: Stack, id: string, cluster: eks.ICluster, configuration: LustreConfiguration,
): FsxLustreStorage {
  const repositories = configuration.dataRepositories?.map((repository, i) => repositoryOf(stack, `${id}Bucket${i}`, repository));
  const config = { ...configOf(stack, id, configuration), subnet: subnetOf(stack, id, configuration) };
  return new FsxLustreStorage(stack, id, {
    cluster,
    driver: LustreCsiDriver.existing(),
    provisioning: configuration.provisioning === 'dynamic'
      ? LustreProvisioning.dynamic(config)
      : LustreProvisioning.managed({ ...config, dataRepositories: repositories }),
    claim: claimOf(configuration),
    acknowledge: { 'lustre/security-group-rules': 'hundreds of file systems with EFA on one cluster, which is never deployed' },
  });
}

/** Plain values as props; those that the provisioning does not know stay away with the value. */
function configOf(stack: Stack, id: string, configuration: LustreConfiguration): LustreManagedConfig {
  const c = configuration as any;
  return Object.fromEntries(
    Object.entries({
      deploymentType: c.deploymentType,
      storageType: c.storageType,
      capacity: gib(c.capacity),
      perUnitStorageThroughput: c.perUnitStorageThroughput,
      throughputCapacity: c.throughputCapacity,
      dataReadCacheConfiguration: c.readCacheSizingMode && {
        sizingMode: c.readCacheSizingMode,
        size: gib(c.readCacheSize),
      },
      driveCacheType: c.driveCacheType,
      dataCompressionType: c.dataCompressionType,
      fileSystemTypeVersion: c.fileSystemTypeVersion,
      metadataConfiguration: c.metadataMode && { mode: c.metadataMode, iops: c.metadataIops },
      efaEnabled: c.efaEnabled,
      kmsKey: c.kmsKeyId && new kms.Key(stack, `${id}Key`),
      automaticBackupRetention:
        c.automaticBackupRetention === undefined ? undefined : Duration.days(c.automaticBackupRetention),
      dailyAutomaticBackupStartTime: c.dailyAutomaticBackupStartTime,
      copyTagsToBackups: c.copyTagsToBackups,
      weeklyMaintenanceStartTime: c.weeklyMaintenanceStartTime,
      backupId: c.backupId,
      s3ImportPath: c.s3ImportPath,
      s3ExportPath: c.s3ExportPath,
      autoImportPolicy: c.autoImportPolicy,
      importedFileChunkSize:
        c.importedFileChunkSize === undefined ? undefined : Size.mebibytes(c.importedFileChunkSize),
      logConfiguration: c.logLevel && {
        level: c.logLevel,
        logGroup: c.logGroupName && new logs.LogGroup(stack, `${id}Logs`, { logGroupName: `${c.logGroupName}/${id}` }),
      },
      tags: c.tags,
      allowVolumeExpansion: c.allowVolumeExpansion,
    }).filter(([, value]) => value !== undefined),
  ) as unknown as LustreManagedConfig;
}

function repositoryOf(stack: Stack, id: string, repository: DataRepositoryConfiguration): DataRepository {
  const {
    fileSystemPath, prefix, autoImportPolicy, autoExportPolicy, batchImportMetaDataOnCreate, importedFileChunkSize,
  } = repository as any;
  return DataRepository.fromBucket(new s3.Bucket(stack, id), {
    prefix, fileSystemPath, autoImportPolicy, autoExportPolicy, batchImportMetaDataOnCreate,
    importedFileChunkSize: importedFileChunkSize && Size.mebibytes(importedFileChunkSize),
  });
}

function subnetOf(stack: Stack, id: string, { subnetPrefixLength }: LustreConfiguration): ec2.ISubnet {
  return ec2.Subnet.fromSubnetAttributes(stack, `${id}Subnet`, {
    subnetId: 'subnet-0aaaaaaaaaaaaaaa0', availabilityZone: 'eu-west-1a', ipv4CidrBlock: `10.0.0.0/${subnetPrefixLength as number ?? 20}`,
  });
}

function claimOf({ claimSize, accessMode }: LustreConfiguration): VolumeClaimOptions {
  return { name: 'data', size: gib(claimSize as number | undefined), accessMode: accessMode as VolumeClaimOptions['accessMode'] };
}

function gib(amount: number | undefined): Size | undefined {
  return amount === undefined
    ? undefined
    : Number.isInteger(amount)
      ? Size.gibibytes(amount)
      : Size.mebibytes(Math.round(amount * 1024));
}
