import * as fc from 'fast-check';
import { LustreConfiguration } from '../../src/lustre/configuration';

/** Part of a configuration as an untyped language could write it. */
export type Loose = { readonly [field in keyof LustreConfiguration]?: unknown };

/** What surrounds a file system, as it should be. */
const SURROUNDINGS: Loose = {
  kubectl: 'ready', clusterVpc: true, clusterSecurityGroup: true, clusterDriver: 'theirs', vpcOwned: true, privateSubnets: 2,
  subnetId: 'subnet-0aaaaaaaaaaaaaaa0', zoneAffinity: 'required', availabilityZone: 'eu-west-1a', mountOptions: ['flock'],
  claimName: 'data', claimNamespace: 'default', accessMode: 'ReadWriteMany', volumeMode: 'Filesystem',
};

/** Starting points, most of them legal: what is set beside the type, and the sizes to choose from. */
const STARTS: readonly (Loose & { readonly sizes: readonly number[] })[] = [
  { deploymentType: 'SCRATCH_1', storageType: 'SSD', sizes: [1200, 2400, 3600, 7200, 36000] },
  { deploymentType: 'SCRATCH_2', storageType: 'SSD', sizes: [1200, 2400, 4800, 24000, 26400] },
  ...[50, 100, 200].map(perUnitStorageThroughput => ({
    deploymentType: 'PERSISTENT_1', storageType: 'SSD', perUnitStorageThroughput, sizes: [1200, 2400, 7200],
  })),
  { deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: 12, driveCacheType: 'NONE', sizes: [6000, 12000, 60000] },
  { deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: 40, driveCacheType: 'READ', sizes: [1800, 3600, 18000] },
  ...[125, 250, 500, 1000].flatMap(perUnitStorageThroughput => [
    { deploymentType: 'PERSISTENT_2', storageType: 'SSD', perUnitStorageThroughput, sizes: [1200, 2400, 4800, 9600, 48000] },
    {
      deploymentType: 'PERSISTENT_2', storageType: 'SSD', perUnitStorageThroughput, efaEnabled: true, metadataMode: 'AUTOMATIC',
      sizes: [4800, 9600, 19200, 38400, 76800],
    },
  ]),
];
const ELASTIC: Loose = {
  deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING', throughputCapacity: 4000, readCacheSizingMode: 'NO_CACHE',
  metadataMode: 'USER_PROVISIONED', metadataIops: 6000, perUnitStorageThroughput: undefined, capacity: undefined, driveCacheType: undefined,
};

/** Additions that go together, legal on some types. */
const ADDITIONS: readonly Loose[] = [
  {}, {}, {},
  { metadataMode: 'AUTOMATIC' },
  { metadataMode: 'USER_PROVISIONED', metadataIops: 12000 },
  { automaticBackupRetention: 7, dailyAutomaticBackupStartTime: '05:30', copyTagsToBackups: true },
  { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d' },
  { s3ImportPath: 's3://data/in' },
  { s3ImportPath: 's3://data/in', copyTagsToBackups: true },
  { s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/in/out', autoImportPolicy: 'NEW_CHANGED' },
  { weeklyMaintenanceStartTime: '7:03:00', dataCompressionType: 'LZ4', tags: { team: 'vision' } },
];
const MANAGED_ADDITIONS: readonly Loose[] = [
  { dataRepositories: [repository({})] },
  { dataRepositories: [repository({})], fileSystemTypeVersion: '2.10' },
  { dataRepositories: [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'b/' })] },
  { dataRepositories: [repository({})], logLevel: 'ERROR_ONLY', logGroupName: '/aws/fsx/x' },
  { s3ImportPath: 's3://data', importedFileChunkSize: 1024 },
  { backupId: 'backup-0123456789abcdef0' },
  ELASTIC,
  { ...ELASTIC, throughputCapacity: 8000, readCacheSizingMode: 'USER_PROVISIONED', readCacheSize: 64 },
  { ...ELASTIC, efaEnabled: true, readCacheSizingMode: 'PROPORTIONAL_TO_THROUGHPUT_CAPACITY' },
  { ...ELASTIC, metadataMode: 'AUTOMATIC', metadataIops: undefined },
  { ...ELASTIC, metadataMode: undefined },
  { ...ELASTIC, throughputCapacity: 1000, metadataMode: 'AUTOMATIC', metadataIops: undefined },
  { ...ELASTIC, throughputCapacity: 2000, efaEnabled: true },
];
const DYNAMIC_ADDITIONS: readonly Loose[] = [
  { ...ELASTIC, throughputCapacity: undefined, readCacheSizingMode: undefined },
];

const SIZES = [
  -1200, 0, 1, 600, 1199, 1200, 1200.5, 1201, 1228.8, 1800, 2399, 2400, 2401, 3600, 3601, 4800, 5400, 6000, 7200, 9600,
  12000, 14400, 19200, 24000, 28800, 38400, 76800,
];

/** Single values for a field, legal here and illegal there: the nearest on both sides of every border. */
const CHANGES: { readonly [field in keyof LustreConfiguration]?: readonly unknown[] } = {
  deploymentType: ['SCRATCH_1', 'SCRATCH_2', 'PERSISTENT_1', 'PERSISTENT_2', 'PERSISTENT_3'],
  storageType: ['SSD', 'HDD', 'INTELLIGENT_TIERING', 'NVME'],
  perUnitStorageThroughput: [undefined, 0, 12, 40, 50, 100, 125, 200, 250, 500, 1000, 1001],
  driveCacheType: [undefined, 'NONE', 'READ', 'WRITE'],
  dataCompressionType: [undefined, 'NONE', 'LZ4', 'GZIP'],
  fileSystemTypeVersion: ['2.10', '2.12', '2.15', '2.16'],
  metadataMode: [undefined, 'AUTOMATIC', 'USER_PROVISIONED', 'MANUAL'],
  metadataIops: [undefined, 0, 1, 1500, 2000, 3000, 6000, 12000, 18000, 24000, 192000, 204000],
  efaEnabled: [undefined, false, true],
  kmsKeyId: [undefined, 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d'],
  automaticBackupRetention: [undefined, -1, 0, 0.5, 1, 90, 91],
  dailyAutomaticBackupStartTime: [undefined, '', '00:00', '23:59', '24:00', '0530', '5:30', '05:60'],
  copyTagsToBackups: [undefined, false, true],
  weeklyMaintenanceStartTime: [undefined, '', '1:00:00', '7:23:59', '0:00:00', '8:00:00', '1:0000', 'mon:00:00'],
  s3ImportPath: [undefined, 's3://data', 's3://data/in/', 's3:/data', 'data', `s3://data/${'k'.repeat(891)}`],
  s3ExportPath: [undefined, 's3://data', 's3://data/in/out', 's3://other/out', 'out'],
  autoImportPolicy: [undefined, 'NONE', 'NEW', 'NEW_CHANGED_DELETED', 'CHANGED'],
  tags: [
    undefined, {}, { team: '' }, { 'aws:x': 'y' }, { '': 'y' }, { [key(128)]: key(256) }, { [key(129)]: '' }, { team: key(257) }, { team: 'a,b' },
    { team: 'a=b' }, { 'a=b': 'c' }, { team: 'a b' }, { team: 'a;b' }, { CSIVolumeName: 'data' },
    manyTags(46), manyTags(47), manyTags(48), manyTags(49), manyTags(50),
  ],
  subnetPrefixLength: [undefined, 16, 24, 27, 28, 28, 28],
};
const MANAGED_CHANGES: typeof CHANGES = {
  ...CHANGES,
  capacity: [undefined, ...SIZES],
  throughputCapacity: [undefined, 0, 1000, 2000, 3000, 4000, 4001, 8000, 2000000, 2004000],
  readCacheSizingMode: [undefined, 'NO_CACHE', 'PROPORTIONAL_TO_THROUGHPUT_CAPACITY', 'USER_PROVISIONED', 'LARGE'],
  readCacheSize: [undefined, 0, 7, 8, 31, 32, 63, 64, 64.5, 131072, 131073, 262144, 262145],
  importedFileChunkSize: [undefined, 0, 1, 1.5, 512000, 512001],
  backupId: [undefined, 'backup-0123456789abcdef0', 'backup-', 'fs-0123456789abcdef0'],
  logLevel: ['DISABLED', 'WARN_ONLY', 'ERROR_ONLY', 'WARN_ERROR', 'INFO'],
  logGroupName: ['/aws/fsx/lustre', '/aws/fsx', 'training', '/training/aws/fsx'],
  dataRepositories: [
    undefined, [], [repository({})], directories(8), directories(9), [repository({ fileSystemPath: 'data' })],
    [repository({ fileSystemPath: '/p'.repeat(2048) })], [repository({ fileSystemPath: `/${'p'.repeat(256)}` })],
    [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/a/b', prefix: 'b' })],
    [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/ab', prefix: 'ab' })],
    [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'a/b' })],
    [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/a/', prefix: 'b' })],
    [repository({ fileSystemPath: '/', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'b' })],
    [repository({ prefix: '/a' })], [repository({ dataRepositoryPath: 'https://data/a' })],
    [repository({ dataRepositoryPath: `s3://data/${'k'.repeat(891)}` })],
    [repository({ fileSystemPath: '/a\nb' })],
    [repository({ autoImportPolicy: ['NEW', 'CHANGED', 'DELETED'], autoExportPolicy: ['NEW'] })],
    [repository({ autoImportPolicy: ['NEW', 'NEW'] })],
    [repository({ autoExportPolicy: ['DELETED', 'NEW', 'DELETED'] })], [repository({ autoImportPolicy: ['MOVED'] })],
    [repository({ importedFileChunkSize: 0 })], [repository({ importedFileChunkSize: 512000 })],
    [repository({ importedFileChunkSize: 512001 })],
  ],
};
const DYNAMIC_CHANGES: typeof CHANGES = {
  ...CHANGES,
  claimSize: [undefined, ...SIZES],
  accessMode: ['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOncePod'],
  volumeMode: ['Filesystem', 'Block'],
  allowVolumeExpansion: [true, false],
};

/** Configurations as `configure` makes them: storage type and version are always there. */
export function managed(): fc.Arbitrary<LustreConfiguration> {
  return mixed('capacity', [...ADDITIONS, ...MANAGED_ADDITIONS], MANAGED_CHANGES, { provisioning: 'managed' });
}

export function dynamic(): fc.Arbitrary<LustreConfiguration> {
  const constant = { provisioning: 'dynamic', reclaimPolicy: 'Retain', volumeBindingMode: 'Immediate' };
  return mixed('claimSize', [...ADDITIONS, ...DYNAMIC_ADDITIONS], DYNAMIC_CHANGES, constant);
}

/** A start, an addition, and up to three changes, each of which can make it illegal. */
function mixed(
  size: 'capacity' | 'claimSize', additions: readonly Loose[], changes: typeof CHANGES, constant: Loose,
): fc.Arbitrary<LustreConfiguration> {
  const start = fc
    .constantFrom(...STARTS)
    .chain(({ sizes, ...rest }) => fc.constantFrom(...sizes).map(gib => ({ ...rest, [size]: gib })));
  // a field with more borders is changed more often
  const borders = Object.entries(changes).flatMap(([field, values]) => values.map(value => ({ [field]: value })));
  const change = fc.constantFrom(...borders);
  const parts = fc.tuple(start, fc.constantFrom(...additions), fc.array(change, { maxLength: 3 }));
  return parts.map(([first, addition, changed]) => {
    const all: Loose = Object.assign({}, SURROUNDINGS, { fileSystemTypeVersion: '2.15' }, constant, first, addition, ...changed);
    return Object.fromEntries(
      Object.entries(asStructs(all)).filter(([, value]) => value !== undefined),
    ) as unknown as LustreConfiguration;
  });
}

/** What no props can say: a struct without the member that it must have, a log group without its ARN. */
function asStructs(c: Loose): Loose {
  return {
    ...c,
    metadataIops: c.metadataMode === undefined ? undefined : c.metadataIops,
    readCacheSize: c.readCacheSizingMode === undefined ? undefined : c.readCacheSize,
    logLevel: c.logLevel ?? (c.logGroupName === undefined ? undefined : 'WARN_ERROR'),
    logGroupArn: c.logGroupName === undefined ? undefined : logGroup(c.logGroupName as string),
  };
}

function repository(over: object) {
  const whole = {
    fileSystemPath: '/', bucket: 'data', prefix: '', autoImportPolicy: ['NEW'], autoExportPolicy: [], batchImportMetaDataOnCreate: true, ...over,
  };
  return { dataRepositoryPath: `s3://data/${whole.prefix}`, ...whole };
}

function directories(count: number) {
  return Array.from({ length: count }, (_, i) => repository({ fileSystemPath: `/d${i}`, prefix: `p${i}` }));
}

function logGroup(name: string): string {
  return `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
}

function key(length: number): string {
  return 'k'.repeat(length);
}

function manyTags(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, 'x']));
}
