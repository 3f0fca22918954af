import { Request } from './model';

/**
 * What aws-fsx-csi-driver v1.9.0 makes of a StorageClass and a claim: pkg/driver/controller.go CreateVolume, pkg/cloud/cloud.go CreateFileSystem,
 * pkg/util/util.go RoundUpVolumeSize, in its own order. Written from that source, and from nothing of this library.
 */
export interface DriverInput {
  /** Every value of a StorageClass is a string; what is absent is absent. */
  readonly parameters: { readonly [key: string]: string | undefined };
  /** Of the claim. */
  readonly bytes: bigint;
  readonly accessMode: string;
}

const GIB = 2n ** 30n;

/** The request that FSx gets, or undefined when the driver refuses before it asks. */
export function requestOfDriver({ parameters: p, bytes, accessMode }: DriverInput): Request | undefined {
  const numbers = [p.perUnitStorageThroughput, p.automaticBackupRetentionDays, p.metadataIops].map(parseInt64);
  const booleans = [p.copyTagsToBackups, p.efaEnabled].map(parseBool);
  const tags = tagsOf(p.extraTags);
  if (!['ReadWriteOnce', 'ReadWriteMany'].includes(accessMode) || [...numbers, ...booleans, tags].includes('rejected')) {
    return undefined;
  }
  const [perUnit, retention, iops] = numbers as number[];
  const [copyTags, efa] = booleans as boolean[];
  return {
    DeploymentType: p.deploymentType || 'SCRATCH_1', // the service's default
    StorageType: p.storageType || 'SSD',
    StorageCapacity: roundedUp(bytes, p.deploymentType, p.storageType, perUnit),
    FileSystemTypeVersion: p.fileSystemTypeVersion || '2.10',
    ...omitUndefined({
      PerUnitStorageThroughput: perUnit,
      DriveCacheType: p.driveCacheType,
      DataCompressionType: p.dataCompressionType,
      KmsKeyId: p.kmsKeyId,
      WeeklyMaintenanceStartTime: p.weeklyMaintenanceStartTime,
      CopyTagsToBackups: copyTags,
      AutomaticBackupRetentionDays: retention,
      DailyAutomaticBackupStartTime: retention !== 0 ? p.dailyAutomaticBackupStartTime : undefined,
      ImportPath: p.s3ImportPath,
      ExportPath: p.s3ExportPath,
      AutoImportPolicy: p.autoImportPolicy,
      EfaEnabled: efa,
      MetadataMode: p.metadataConfigurationMode,
      MetadataIops: p.metadataConfigurationMode ? iops : undefined,
    }),
    Tags: [...tags as [string, string][], ['CSIVolumeName', 'pvc-0a1b2c3d']],
  };
}

/** Rounds a size in bytes up to GiB that FSx offers; knows nothing of EFA. */
export function roundedUp(
  bytes: bigint,
  deploymentType: string | undefined,
  storageType: string | undefined,
  perUnit: number,
): number {
  const unitsOf = (gib: bigint) => Number(((bytes + gib * GIB - 1n) / (gib * GIB)) * gib);
  if (storageType === 'HDD') {
    return perUnit === 12 ? unitsOf(6000n) : unitsOf(1800n);
  }
  if (deploymentType === 'SCRATCH_1' || !deploymentType) {
    return bytes < 3600n * GIB ? unitsOf(1200n) : unitsOf(3600n);
  }
  return bytes < 2400n * GIB ? unitsOf(1200n) : unitsOf(2400n);
}

/** Go's zero values are not sent. */
function omitUndefined(members: Request): Request {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== '' && value !== 0 && value !== false));
}

function parseInt64(value: string | undefined): number | 'rejected' {
  return value === undefined ? 0 : /^[+-]?\d+$/.test(value) ? Number(value) : 'rejected';
}

function parseBool(value: string | undefined): boolean | 'rejected' {
  const isTrue = ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value ?? 'false');
  return isTrue || (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value ?? 'false') ? false : 'rejected');
}

/** Items apart at the comma, each with exactly one `=`. */
function tagsOf(extraTags = ''): [string, string][] | 'rejected' {
  const items = extraTags === '' ? [] : extraTags.split(',').map(item => item.split('='));
  return items.every(item => item.length === 2) ? items as [string, string][] : 'rejected';
}
