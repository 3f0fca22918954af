import { violates, violated, expectBoundaries } from './violations';
import { DEFAULT_VERSION, FORMATS, LIMITS, LUSTRE_PORTS, PATHS, LustreDeploymentType, LustreMetadataMode, LustreStorageType } from '../../src/lustre/limits';
import { addressesNeeded, isLegalCapacity, roundedByDriver, tierOf } from '../../src/lustre/sizing';
import { FILE_SYSTEM_ID } from '../../src/validation/formats';
import { pathProblem } from '../../src/validation/paths';
import addresses from '../cases/addresses.json';
import capacities from '../cases/capacity.json';
import deploymentTypes from '../cases/deployment-types.json';
import rounding from '../cases/driver-rounding.json';
import formats from '../cases/formats.json';
import metadataAndEfa from '../cases/metadata-and-efa.json';
import readCache from '../cases/read-cache.json';
import throughput from '../cases/throughput.json';

const EVERY_VERSION = ['2.10', '2.12', '2.15'];
const REPOSITORY = {
  fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [], autoExportPolicy: [],
  batchImportMetaDataOnCreate: true,
};
const nameOf = (row: { deploymentType: string; storageType: string; perUnitStorageThroughput?: number }) => {
  return `${row.deploymentType} ${row.storageType} ${row.perUnitStorageThroughput ?? ''}`.trim();
};

test('every deployment type has a case', () => {
  expect(deploymentTypes.map(row => row.deploymentType)).toEqual(Object.values(LustreDeploymentType));
});

describe.each(deploymentTypes)('$deploymentType', row => {
  const { deploymentType } = row;
  const rowOf = LIMITS[deploymentType as LustreDeploymentType];

  test(`stores on ${row.storageTypes}`, () => {
    const rejected = (storageType: string) => violates('lustre/storage-type-not-offered', { deploymentType, storageType });
    expect(Object.values(LustreStorageType).filter(storageType => !rejected(storageType))).toEqual(row.storageTypes);
  });

  test(`speaks Lustre ${row.versions}`, () => {
    const offered = EVERY_VERSION.filter(fileSystemTypeVersion => !violates('lustre/version-not-offered', { deploymentType, fileSystemTypeVersion }));
    expect(offered).toEqual(row.versions);
    expect(offered).toContain(DEFAULT_VERSION);
  });

  test(`is linked to S3 by paths: ${row.importPaths}, by associations: ${row.associations}`, () => {
    expect(violates('lustre/s3-path-on-persistent-2', { deploymentType, s3ImportPath: 's3://data' })).toBe(!row.importPaths);
    expect(violates('lustre/repository-not-offered', { deploymentType, storageType: 'SSD', dataRepositories: [REPOSITORY] })).toBe(!row.associations);
  });

  test(`takes a key: ${row.kmsKey}, has backups: ${row.backups}, grows: ${row.grows}`, () => {
    expect(violates('lustre/kms-key-on-scratch', { deploymentType, kmsKeyId: 'arn' })).toBe(!row.kmsKey);
    expect(violates('lustre/backups-not-offered', { deploymentType, automaticBackupRetention: 1 })).toBe(!row.backups);
    expect(violates('lustre/backups-not-offered', { deploymentType, backupId: 'backup-01234567' })).toBe(!row.backups);
    expect(violates('lustre/expansion-not-offered', { deploymentType, allowVolumeExpansion: true })).toBe(!row.grows);
  });

  test(`has a metadata configuration: ${row.metadata}, EFA: ${row.efa}`, () => {
    for (const storageType of row.storageTypes) {
      expect(violates('lustre/metadata-not-offered', { deploymentType, storageType, metadataMode: 'USER_PROVISIONED' })).toBe(!row.metadata);
      expect(violates('lustre/efa-not-offered', { deploymentType, storageType, efaEnabled: true })).toBe(!row.efa);
    }
  });

  test(`keeps data through the failure of a server: ${row.replicated}`, () => {
    expect(rowOf.durable).toBe(row.replicated);
  });
});

describe('capacity', () => {
  test.each(capacities.map(row => [nameOf(row), row] as const))('%s', (_, { legal, illegal, source: _source, ...row }) => {
    expectBoundaries('lustre/capacity-step', capacity => ({ ...row, capacity }), legal, illegal);
  });

  test('has a case for each storage type that has capacities', () => {
    const offered = Object.entries(LIMITS).flatMap(([deploymentType, { storage }]) => Object.entries(storage)
      .filter(([, { tiers }]) => tiers.length > 0).map(([storageType]) => `${deploymentType} ${storageType}`));
    expect(new Set(capacities.map(({ deploymentType, storageType }) => `${deploymentType} ${storageType}`))).toEqual(new Set(offered));
  });
});

describe('throughput', () => {
  test.each(throughput.perUnit.map(row => [nameOf(row), row] as const))('%s', (_, { deploymentType, storageType, legal, illegal }) => {
    const of = (perUnitStorageThroughput: number) => ({ deploymentType, storageType, perUnitStorageThroughput });
    expectBoundaries('lustre/throughput-not-offered', of, legal, illegal);
    expect(violates('lustre/throughput-missing', { deploymentType, storageType })).toBe(legal.length > 0);
  });

  test('of Intelligent-Tiering', () => {
    const elastic = { deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING' };
    const { legal, illegal } = throughput.intelligentTiering;
    expectBoundaries('lustre/throughput-capacity', throughputCapacity => ({ ...elastic, throughputCapacity }), legal, illegal);
  });
});

describe('the driver rounds', () => {
  const cases = rounding.cases.flatMap(({ requests, becomes, ...row }) =>
    requests.map(request => [request, becomes, nameOf(row), row] as const),
  );

  test.each(cases)('%s GiB up to %s on %s', (request, becomes, _, row) => {
    const [deploymentType, storageType] = [
      row.deploymentType as LustreDeploymentType,
      row.storageType as LustreStorageType,
    ];
    expect(roundedByDriver(deploymentType, storageType, row.perUnitStorageThroughput, request)).toBe(becomes);
    expect(violates('lustre/claim-size-rounded', { ...row, provisioning: 'dynamic', claimSize: request })).toBe(request !== becomes);
  });

  test.each(capacities.map(row => [nameOf(row), row] as const))('to what FSx offers: %s', (_, row) => {
    const [deploymentType, storageType] = [
      row.deploymentType as LustreDeploymentType,
      row.storageType as LustreStorageType,
    ];
    const { capacity } = tierOf(deploymentType, storageType, row.perUnitStorageThroughput)!;
    const rounded = Array.from({ length: 300 }, (__, i) =>
      roundedByDriver(deploymentType, storageType, row.perUnitStorageThroughput, 1 + i * 67),
    );
    expect(rounded.filter(gib => !isLegalCapacity(capacity, gib))).toEqual([]);
  });
});

describe('EFA', () => {
  test.each(metadataAndEfa.efaCapacity)('capacity at $perUnitStorageThroughput MB/s per TiB', ({ perUnitStorageThroughput, legal, illegal }) => {
    const row = { deploymentType: 'PERSISTENT_2', storageType: 'SSD', perUnitStorageThroughput };
    expectBoundaries('lustre/efa-capacity', capacity => ({ ...row, efaEnabled: true, capacity }), legal, illegal);
    expectBoundaries('lustre/efa-capacity', capacity => ({ ...row, efaEnabled: false, capacity }), illegal, []);
    expectBoundaries('lustre/efa-claim-size', claimSize => ({ ...row, efaEnabled: true, claimSize }), legal, []);
  });
});

test('EFA at the throughputs of Intelligent-Tiering', () => {
  const elastic = { deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING' };
  const { legal, illegal } = metadataAndEfa.efaThroughput;
  expectBoundaries('lustre/efa-throughput-capacity', throughputCapacity => ({ ...elastic, efaEnabled: true, throughputCapacity }), legal, illegal);
  expectBoundaries('lustre/efa-throughput-capacity', throughputCapacity => ({ ...elastic, efaEnabled: false, throughputCapacity }), illegal, []);
});

test('warns about the throughputs of Intelligent-Tiering that the formal model contradicts', () => {
  const elastic = { deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING' };
  expectBoundaries('lustre/throughput-capacity-unverified', throughputCapacity => ({ ...elastic, throughputCapacity }), [4000, 8000], [1000, 2000]);
});

describe('metadata', () => {
  test.each(metadataAndEfa.iops)('iops of $storageType', ({ storageType, legal, illegal }) => {
    const row = { deploymentType: 'PERSISTENT_2', storageType };
    expectBoundaries('lustre/metadata-iops-not-offered', metadataIops => ({ ...row, metadataIops }), legal, illegal);
  });

  test.each(metadataAndEfa.modes)('modes of $storageType', ({ storageType, legal }) => {
    expect(Object.values(LustreMetadataMode).sort()).toEqual(legal);
    expect(legal.filter(metadataMode => violates('lustre/metadata-not-offered', { deploymentType: 'PERSISTENT_2', storageType, metadataMode }))).toEqual([]);
  });
});

test.each(readCache.cases)('read cache at $throughputCapacity MB/s', ({ throughputCapacity, legal, illegal }) => {
  expectBoundaries('lustre/read-cache-size', readCacheSize => ({ throughputCapacity, readCacheSize }), legal, illegal);
});

test.each(addresses.cases.map(row => [`${nameOf(row)}: ${row.needs} addresses`, row] as const))('%s', (_, { needs, ...row }) => {
  expect(addressesNeeded(row as any)).toBe(needs);
});

const ALL_FORMATS = {
  ...FORMATS,
  fileSystemId: FILE_SYSTEM_ID,
  path: { test: (text: string) => pathProblem(text, PATHS.fileSystemPath) === undefined },
};

test.each(Object.entries(formats))('format of %s', (name, { legal, illegal }) => {
  const format = ALL_FORMATS[name as keyof typeof ALL_FORMATS];
  expect(legal.filter(text => !format.test(text))).toEqual([]);
  expect(illegal.filter(text => format.test(text))).toEqual([]);
});

test('every format has a case', () => {
  expect(Object.keys(ALL_FORMATS).sort()).toEqual(Object.keys(formats).sort());
});

// LustreGuide limit-access-security-groups
test('Lustre uses TCP 988 and 1018 to 1023', () => {
  expect(LUSTRE_PORTS).toEqual([{ from: 988, to: 988 }, { from: 1018, to: 1023 }]);
});

// terraform-provider-aws lustre_file_system_test.go, written to be made on the real service
test.each<[string, object]>([
  ['scratch', { deploymentType: 'SCRATCH_2', storageType: 'SSD', capacity: 1200 }],
  ['hard disks with a cache', {
    deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: 12, driveCacheType: 'READ', capacity: 6000,
  }],
  ['EFA', {
    deploymentType: 'PERSISTENT_2', storageType: 'SSD', perUnitStorageThroughput: 125, capacity: 38400, efaEnabled: true, metadataMode: 'AUTOMATIC',
  }],
  ['Intelligent-Tiering', {
    deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING', throughputCapacity: 4000,
    readCacheSizingMode: 'USER_PROVISIONED', readCacheSize: 32, metadataMode: 'USER_PROVISIONED', metadataIops: 6000,
  }],
  ['Intelligent-Tiering with automatic metadata', {
    deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING', throughputCapacity: 8000,
    readCacheSizingMode: 'NO_CACHE', metadataMode: 'AUTOMATIC', efaEnabled: true,
  }],
])('has no objection to %s', (_, configuration) => {
  expect(violated({ provisioning: 'managed', fileSystemTypeVersion: DEFAULT_VERSION, ...configuration })).toEqual([]);
});
