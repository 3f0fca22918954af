/**
 * What FSx refuses in CreateFileSystem and UpdateFileSystem, as a table of its own: it shares nothing with the library's, so that one error is not made twice.
 *
 * Sources: API reference CreateFileSystem, CreateFileSystemLustreConfiguration, CreateFileSystemOntapConfiguration and UpdateFileSystem; Lustre user guide, using-fsx-lustre,
 * efa-file-systems, using-backups-fsx, managing-storage-capacity; ONTAP user guide, managing-storage-capacity; aws-fsx-csi-driver issue 412 for the import path.
 */
export interface CreateRequest {
  readonly ClientRequestToken?: string;
  readonly FileSystemType: string;
  readonly StorageCapacity?: number;
  readonly StorageType?: string;
  readonly SubnetIds: readonly string[];
  readonly SecurityGroupIds?: readonly string[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly KmsKeyId?: string;
  readonly FileSystemTypeVersion?: string;
  readonly LustreConfiguration?: { readonly [key: string]: any };
  readonly OntapConfiguration?: { readonly [key: string]: any };
  readonly BackupId?: string;
}

interface Kind {
  readonly throughputs: readonly (number | undefined)[];
  readonly capacity: (gib: number, throughput?: number) => boolean;
  readonly versions: readonly string[];
  readonly persistent: boolean;
}

const in2400 = (gib: number) => gib === 1200 || gib > 0 && gib % 2400 === 0;
const in3600 = (gib: number) => gib === 1200 || gib === 2400 || gib > 0 && gib % 3600 === 0;
const ANY_VERSION = ['2.10', '2.12', '2.15'];

/** By deployment type and storage type; what is not here is not offered. */
const KINDS: { readonly [kind: string]: Kind } = {
  'SCRATCH_1 SSD': { throughputs: [undefined], capacity: in3600, versions: ANY_VERSION, persistent: false },
  'SCRATCH_2 SSD': { throughputs: [undefined], capacity: in2400, versions: ANY_VERSION, persistent: false },
  'PERSISTENT_1 SSD': { throughputs: [50, 100, 200], capacity: in2400, versions: ANY_VERSION, persistent: true },
  'PERSISTENT_1 HDD': {
    throughputs: [12, 40],
    capacity: (gib, throughput) => gib > 0 && gib % (throughput === 12 ? 6000 : 1800) === 0,
    versions: ANY_VERSION,
    persistent: true,
  },
  'PERSISTENT_2 SSD': { throughputs: [125, 250, 500, 1000], capacity: in2400, versions: ['2.12', '2.15'], persistent: true },
  'PERSISTENT_2 INTELLIGENT_TIERING': { throughputs: [undefined], capacity: gib => gib === 0, versions: ['2.15'], persistent: true },
};

const EFA_STEP: { readonly [throughput: number]: number } = { 125: 38400, 250: 19200, 500: 9600, 1000: 4800 };
const FORMATS: { readonly [key: string]: RegExp } = {
  WeeklyMaintenanceStartTime: /^[1-7]:([01]\d|2[0-3]):[0-5]\d$/,
  DailyAutomaticBackupStartTime: /^([01]\d|2[0-3]):[0-5]\d$/,
  DataCompressionType: /^(NONE|LZ4)$/,
  AutoImportPolicy: /^(NONE|NEW|NEW_CHANGED|NEW_CHANGED_DELETED)$/,
  ImportPath: /^s3:\/\/[^\n]{1,895}$/,
  ExportPath: /^s3:\/\/[^\n]{1,895}$/,
};
const LUSTRE_KEYS = [
  ...Object.keys(FORMATS), 'DeploymentType', 'PerUnitStorageThroughput', 'DriveCacheType', 'AutomaticBackupRetentionDays', 'CopyTagsToBackups', 'EfaEnabled',
  'MetadataConfiguration', 'ThroughputCapacity', 'DataReadCacheConfiguration', 'LogConfiguration', 'ImportedFileChunkSize',
];

/** What FSx has against a request; nothing, if it would make the file system. */
export function rejections(request: CreateRequest): string[] {
  return request.FileSystemType === 'ONTAP' ? ontapRejections(request) : lustreRejections(request);
}

function lustreRejections(request: CreateRequest): string[] {
  const lustre = request.LustreConfiguration ?? {};
  const deployment = lustre.DeploymentType ?? 'SCRATCH_1';
  const storage = request.StorageType ?? 'SSD';
  const kind = KINDS[`${deployment} ${storage}`];
  if (!kind) {
    return [`${deployment} on ${storage} is not offered`];
  }
  const throughput: number | undefined = lustre.PerUnitStorageThroughput;
  const metadata = lustre.MetadataConfiguration;
  const version = request.FileSystemTypeVersion ?? (deployment !== 'PERSISTENT_2' ? '2.10' : metadata ? '2.15' : '2.12');
  const linked = lustre.ImportPath !== undefined;
  const retention = lustre.AutomaticBackupRetentionDays ?? 0;
  const tags = request.Tags ?? [];
  const found: [boolean, string][] = [
    [request.FileSystemType !== 'LUSTRE', 'FileSystemType'],
    [request.SubnetIds.length !== 1 || !/^subnet-[0-9a-f]{8,}$/.test(request.SubnetIds[0]), `SubnetIds ${request.SubnetIds}`],
    [(request.SecurityGroupIds ?? []).length > 50, 'more than 50 security groups'],
    ...(request.SecurityGroupIds ?? []).map((id): [boolean, string] => [!/^sg-[0-9a-f]{8,}$/.test(id), `security group '${id}'`]),
    [!kind.throughputs.includes(throughput), `PerUnitStorageThroughput ${throughput} on ${deployment} ${storage}`],
    [!kind.capacity(request.StorageCapacity ?? 0, throughput), `StorageCapacity ${request.StorageCapacity}`],
    [!kind.versions.includes(version), `FileSystemTypeVersion ${version} on ${deployment}`],
    [storage === 'HDD' ? !['NONE', 'READ'].includes(lustre.DriveCacheType) : lustre.DriveCacheType !== undefined, `DriveCacheType ${lustre.DriveCacheType}`],
    [request.KmsKeyId !== undefined && !kind.persistent, 'KmsKeyId on a scratch file system'],
    [retention < 0 || retention > 90, `AutomaticBackupRetentionDays ${retention}`],
    [retention > 0 && !kind.persistent, 'backups of a scratch file system'],
    [(retention > 0 || lustre.CopyTagsToBackups === true) && linked, 'backups of a file system that is linked to S3'],
    [linked && deployment === 'PERSISTENT_2', 'Linking a Persistent 2 file system to an S3 bucket using the LustreConfiguration is not supported'],
    [!linked && (lustre.ExportPath ?? lustre.AutoImportPolicy) !== undefined, 'ExportPath or AutoImportPolicy without ImportPath'],
    [linked && lustre.ExportPath !== undefined && bucketOf(lustre.ExportPath) !== bucketOf(lustre.ImportPath), 'ExportPath in another bucket'],
    [metadata !== undefined && deployment !== 'PERSISTENT_2', 'MetadataConfiguration'],
    [metadata !== undefined && version !== '2.15', `MetadataConfiguration with version ${version}`],
    [metadata?.Mode === 'AUTOMATIC' && metadata.Iops !== undefined, 'Iops with mode AUTOMATIC'],
    [metadata?.Mode === 'USER_PROVISIONED' && !iopsOffered(metadata.Iops), `Iops ${metadata?.Iops}`],
    [(storage === 'INTELLIGENT_TIERING') !== (lustre.ThroughputCapacity !== undefined), `ThroughputCapacity ${lustre.ThroughputCapacity} on ${storage}`],
    [(storage === 'INTELLIGENT_TIERING') !== (lustre.DataReadCacheConfiguration !== undefined), `DataReadCacheConfiguration on ${storage}`],
    [lustre.ImportedFileChunkSize !== undefined && !linked, 'ImportedFileChunkSize without ImportPath'],
    [lustre.EfaEnabled === true && (deployment !== 'PERSISTENT_2' || metadata === undefined), 'EfaEnabled'],
    [lustre.EfaEnabled === true && request.StorageCapacity! % EFA_STEP[throughput!] !== 0, `EfaEnabled with StorageCapacity ${request.StorageCapacity}`],
    [tags.length > 50 || new Set(tags.map(({ Key }) => Key)).size < tags.length, 'Tags: too many, or one twice'],
    ...tags.map(({ Key, Value }): [boolean, string] => [Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key), `tag ${Key}`]),
    ...Object.entries(FORMATS).map(([key, format]): [boolean, string] => [lustre[key] !== undefined && !format.test(lustre[key]), `${key} ${lustre[key]}`]),
    ...Object.keys(lustre).map((key): [boolean, string] => [!LUSTRE_KEYS.includes(key), `LustreConfiguration.${key} is not known`]),
  ];
  return found.filter(([rejected]) => rejected).map(([, problem]) => problem);
}

/** By deployment type: throughput of a pair of servers in MB/s, pairs of servers, subnets. */
const ONTAP_KINDS: {
  readonly [deploymentType: string]: {
    readonly throughputs: readonly number[]; readonly pairs: number; readonly subnets: number;
  };
} = {
  SINGLE_AZ_1: { throughputs: [128, 256, 512, 1024, 2048, 4096], pairs: 1, subnets: 1 },
  MULTI_AZ_1: { throughputs: [128, 256, 512, 1024, 2048, 4096], pairs: 1, subnets: 2 },
  SINGLE_AZ_2: { throughputs: [384, 768, 1536, 3072, 6144], pairs: 12, subnets: 1 },
  MULTI_AZ_2: { throughputs: [384, 768, 1536, 3072, 6144], pairs: 1, subnets: 2 },
  SINGLE_AZ_3: { throughputs: [1536, 3072, 6144, 12288, 18432], pairs: 12, subnets: 1 },
  MULTI_AZ_3: { throughputs: [384, 768, 1536, 3072, 6144, 12288, 18432], pairs: 1, subnets: 2 },
};

function ontapRejections({ StorageCapacity = 0, StorageType = 'SSD', SubnetIds, OntapConfiguration: ontap = {} }: CreateRequest): string[] {
  const kind = ONTAP_KINDS[ontap.DeploymentType];
  if (!kind) {
    return [`${ontap.DeploymentType} is not offered`];
  }
  const found: [boolean, string][] = [
    [StorageType !== 'SSD', `StorageType ${StorageType}`],
    [SubnetIds.length !== kind.subnets, `SubnetIds ${SubnetIds}`],
    [(kind.subnets === 2) !== SubnetIds.includes(ontap.PreferredSubnetId), `PreferredSubnetId ${ontap.PreferredSubnetId}`],
    [kind.subnets === 1 && (ontap.RouteTableIds ?? ontap.EndpointIpAddressRange) !== undefined, 'RouteTableIds or EndpointIpAddressRange in one Availability Zone'],
    [!kind.throughputs.includes(ontap.ThroughputCapacityPerHAPair), `ThroughputCapacityPerHAPair ${ontap.ThroughputCapacityPerHAPair}`],
    [(ontap.HAPairs ?? 1) < 1 || (ontap.HAPairs ?? 1) > kind.pairs, `HAPairs ${ontap.HAPairs}`],
    [StorageCapacity < 1024 * (ontap.HAPairs ?? 1), `StorageCapacity ${StorageCapacity}`],
  ];
  return found.filter(([rejected]) => rejected).map(([, problem]) => problem);
}

/** What UpdateFileSystem changes in place; it refuses a change of anything else. */
const UPDATED: { readonly [type: string]: readonly string[] } = {
  LUSTRE: [
    'AutoImportPolicy', 'AutomaticBackupRetentionDays', 'DailyAutomaticBackupStartTime', 'DataCompressionType', 'DataReadCacheConfiguration', 'LogConfiguration',
    'MetadataConfiguration', 'ThroughputCapacity', 'WeeklyMaintenanceStartTime',
  ],
  ONTAP: [
    'AutomaticBackupRetentionDays', 'DailyAutomaticBackupStartTime', 'DiskIopsConfiguration', 'HAPairs', 'RouteTableIds', 'ThroughputCapacityPerHAPair', 'WeeklyMaintenanceStartTime',
  ],
};

/** What FSx has against a change of a file system into what a request describes. */
export function updateRejections(old: CreateRequest, now: CreateRequest): string[] {
  const block = old.FileSystemType === 'ONTAP' ? 'OntapConfiguration' : 'LustreConfiguration';
  const [before, after] = [old[block] ?? {}, now[block] ?? {}];
  const differs = (key: string) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(differs);
  const [capacity, target] = [old.StorageCapacity ?? 0, now.StorageCapacity ?? 0];
  const lower = (key: string, path: (configuration: any) => number | undefined) => (path(after) ?? 0) < (path(before) ?? 0) ? [`${key} can only be increased`] : [];
  return [
    ...rejections(now),
    ...changed.filter(key => !UPDATED[old.FileSystemType].includes(key)).map(key => `${key} cannot be changed`),
    ...['StorageType', 'KmsKeyId', 'SubnetIds', 'SecurityGroupIds'].filter(key => JSON.stringify((old as any)[key]) !== JSON.stringify((now as any)[key]))
      .map(key => `${key} cannot be changed`),
    ...target === capacity ? [] : block === 'LustreConfiguration' ? growthRejections(old, target) : ontapCapacityRejections(before.DeploymentType, capacity, target),
    ...lower('ThroughputCapacity', configuration => configuration.ThroughputCapacity),
    ...lower('HAPairs', configuration => configuration.HAPairs),
    ...lower('MetadataConfiguration.Iops', configuration => metadataIops(configuration, capacity)),
  ];
}

/** What a metadata configuration comes to: AUTOMATIC gives what the capacity is worth. */
function metadataIops(
  { MetadataConfiguration: metadata }: { readonly [key: string]: any },
  capacity: number,
): number | undefined {
  const automatic =
    capacity >= 12000 ? 12000 * Math.floor(capacity / 12000) : capacity >= 4800 ? 6000 : capacity >= 2400 ? 3000 : 1500;
  return metadata === undefined ? undefined : metadata.Mode === 'AUTOMATIC' ? automatic : metadata.Iops;
}

function ontapCapacityRejections(deploymentType: string, capacity: number, target: number): string[] {
  const shrinks = !deploymentType.endsWith('_1');
  return [
    ...target < capacity && !shrinks ? ['storage capacity can only grow'] : [],
    ...target < capacity && target > capacity * 0.91 ? [`StorageCapacity ${target}: must be at least 9 percent less than ${capacity}`] : [],
    ...target > capacity && target < capacity * 1.1 ? [`StorageCapacity ${target}: must be at least 10 percent more than ${capacity}`] : [],
  ];
}

/** What FSx has against a larger capacity. */
export function growthRejections(request: CreateRequest, target: number): string[] {
  const lustre = request.LustreConfiguration ?? {};
  const deployment = lustre.DeploymentType ?? 'SCRATCH_1';
  const step = lustre.EfaEnabled ? EFA_STEP[lustre.PerUnitStorageThroughput]
    : request.StorageType === 'HDD' ? (lustre.PerUnitStorageThroughput === 12 ? 6000 : 1800) : 2400;
  return [
    ...deployment === 'SCRATCH_1' ? ['SCRATCH_1 cannot grow'] : [],
    ...target <= request.StorageCapacity! ? ['storage capacity can only grow'] : [],
    ...target % step !== 0 ? [`StorageCapacity ${target}`] : [],
  ];
}

function iopsOffered(iops: number | undefined): boolean {
  return iops !== undefined && ([1500, 3000, 6000].includes(iops) || iops > 0 && iops % 12000 === 0 && iops <= 192000);
}

function bucketOf(path: string | undefined): string | undefined {
  return path?.split('/')[2];
}
