import { readFileSync, readdirSync } from 'fs';
import * as fc from 'fast-check';
import { ALL_RULES, violated, breaks, expectBorders } from './violations';
import { DataRepositoryConfiguration, LustreConfiguration } from '../../src/lustre/configuration';
import {
  DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType, LustreFileSystemTypeVersion,
  LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType,
} from '../../src/lustre/limits';
import { LUSTRE_CLAIM_RULES, LUSTRE_RULES } from '../../src/lustre/rules';
import { driverRules } from '../../src/lustre/rules/driver';
import { check } from '../../src/validation/check';
import { claimRulesOf } from '../../src/validation/common/claim';
import { capacityRulesOf, clusterRulesOf } from '../../src/validation/common/cluster';
import { existingRulesOf } from '../../src/validation/common/existing';
import { securityGroupRulesOf } from '../../src/validation/common/security-group';
import { DeferredValue } from '../../src/validation/deferred-value';
import { entry, report } from '../../src/validation/report';
import { Rule } from '../../src/validation/rule';
import deploymentTypes from '../cases/deployment-types.json';
import names from '../cases/names.json';

const EVERY_RULE: readonly Rule<any>[] = [...ALL_RULES, ...driverRules];
const later = new DeferredValue<any>('${Token[TOKEN.1]}');

describe.each(EVERY_RULE.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  const { invalidExample, validExample } = rule;

  test('reports its invalid example', () => {
    expect(check([rule], invalidExample).violations.map(violation => violation.id)).toEqual([id]);
  });

  test('accepts its valid example', () => {
    expect(check([rule], validExample)).toEqual({ violations: [], skipped: [] });
  });

  test('is skipped while what it reads is known only at deployment', () => {
    for (const field of rule.reads.map(String)) {
      expect(check([rule], { ...invalidExample, [field]: later })).toEqual({ violations: [], skipped: [{ id, fields: [field] }] });
    }
  });

  test('tells what is wrong, how to mend it, and where that is written', () => {
    const { violations } = check([rule], invalidExample);
    const text = report('X', violations.map(violation => entry(violation, {})));
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    expect(text).toMatch(new RegExp(`^X: 1 problem\n  .*${violations[0].at}.*: .+\\.\n    Fix: .+\\.\n    ${id}  https://\\S+$`));
  });
});

test('ids are kebab-case below lustre/, and unique', () => {
  const ids = EVERY_RULE.map(({ id }) => id);
  expect(ids.filter(id => !/^lustre\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every row that is written down is part of a table', () => {
  const texts = readdirSync('src/lustre/rules').map(file => readFileSync(`src/lustre/rules/${file}`, 'utf8'));
  const written = texts.flatMap(text => [...text.matchAll(/['"](lustre\/[a-z0-9-]+)['"]/g)]).map(([, id]) => id);
  const shared = [...claimRulesOf('lustre'), ...existingRulesOf('lustre', ''), ...clusterRulesOf({ service: 'lustre', construct: '', source: '' }), ...capacityRulesOf({ service: 'lustre' }),
    ...securityGroupRulesOf({ service: 'lustre' })].map(({ id }) => id);
  expect([...new Set([...written, ...shared])].sort()).toEqual(EVERY_RULE.map(({ id }) => id).sort());
});

test('a further claim is held against what a claim brings, and nothing else', () => {
  const ids = LUSTRE_CLAIM_RULES.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['lustre/claim-name-format', 'lustre/claim-twice', 'lustre/efa-claim-size', 'lustre/subnet-too-small']));
  expect(ids).not.toEqual(expect.arrayContaining(['lustre/capacity-step']));
});

test('only what nodes can be, and quotas, are errors that can be acknowledged: all may run Amazon Linux 2, mount by IPv4, or come from elsewhere', () => {
  const errors = EVERY_RULE.filter(({ severity, acknowledgeable }) => severity === 'error' && acknowledgeable);
  expect(errors.map(({ id }) => id)).toEqual(['lustre/ipv6-cluster', 'lustre/version-2-10', 'lustre/driver-role-policies', 'lustre/fargate-only', 'lustre/security-group-rules']);
});

describe('says what is legal, and what is nearest', () => {
  const P1_HDD = { deploymentType: 'PERSISTENT_1', storageType: 'HDD' };
  const P2_SSD = { deploymentType: 'PERSISTENT_2', storageType: 'SSD' };
  const ELASTIC = { deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING' };
  const OFFERED = 'INTELLIGENT_TIERING offers 4000 MB/s and its multiples up to 2000000';
  const EVERY_HDD = '6000 and multiples of 6000 GiB (12 MB/s per TiB) or 1800 and multiples of 1800 GiB (40 MB/s per TiB)';

  test.each<[string, object, string, string]>([
    ['lustre/storage-type-not-offered', { ...P1_HDD, deploymentType: 'PERSISTENT_2' }, 'PERSISTENT_2 offers SSD or INTELLIGENT_TIERING',
      'use SSD or INTELLIGENT_TIERING, or a deployment type that offers HDD'],
    ['lustre/capacity-step', { ...P2_SSD, perUnitStorageThroughput: 125, capacity: 1500 },
      'PERSISTENT_2 SSD offers 1200, 2400 and multiples of 2400 GiB', '1200 or 2400 are nearest'],
    ['lustre/capacity-step', { ...P1_HDD, perUnitStorageThroughput: 12, capacity: 1800 },
      'PERSISTENT_1 HDD of 12 MB/s per TiB offers 6000 and multiples of 6000 GiB', '6000 is nearest'],
    ['lustre/capacity-missing', { ...P1_HDD, provisioning: 'managed', perUnitStorageThroughput: 40 },
      'PERSISTENT_1 HDD needs a storage capacity', `set capacity to ${EVERY_HDD}`],
    ['lustre/claim-size-missing', { ...P1_HDD, provisioning: 'dynamic', claimName: 'data' },
      'the driver makes a file system of the size that the claim asks for', `set size of the claim to ${EVERY_HDD}`],
    ['lustre/claim-size-missing', { ...ELASTIC, provisioning: 'dynamic', claimName: 'data' },
      'the driver makes a file system of the size that the claim asks for', 'set size of the claim'],
    ['lustre/claim-size-rounded', { provisioning: 'dynamic', deploymentType: 'SCRATCH_2', storageType: 'SSD', claimSize: 1228.8 },
      'the driver rounds the claim up to 2400 GiB, which FSx bills', 'ask for 2400 GiB (Size.gibibytes(2400)), or acknowledge it'],
    ['lustre/efa-claim-size', { ...P2_SSD, perUnitStorageThroughput: 1000, efaEnabled: true, claimSize: 5000 },
      'the driver asks for 7200 GiB, but with EFA 1000 MB/s per TiB comes in multiples of 4800 GiB', '4800 or 9600 are nearest'],
    ['lustre/throughput-not-offered', { ...P2_SSD, perUnitStorageThroughput: 200 },
      'PERSISTENT_2 SSD offers 125, 250, 500 or 1000 MB/s per TiB', 'use 125 or 250'],
    ['lustre/throughput-not-offered', { deploymentType: 'SCRATCH_2', storageType: 'SSD', perUnitStorageThroughput: 200 },
      'SCRATCH_2 SSD takes no throughput per TiB', 'leave it out: SCRATCH_2 delivers 200 MB/s per TiB'],
    ['lustre/throughput-not-offered', { ...ELASTIC, perUnitStorageThroughput: 125 },
      'PERSISTENT_2 INTELLIGENT_TIERING takes no throughput per TiB', 'set throughputCapacity instead'],
    ['lustre/throughput-missing', P2_SSD, 'PERSISTENT_2 SSD needs a throughput', 'set it to 125, 250, 500 or 1000 MB/s per TiB'],
    ['lustre/throughput-capacity', { ...ELASTIC, throughputCapacity: 5000 }, OFFERED, 'use 8000'],
    ['lustre/throughput-capacity', { ...ELASTIC, throughputCapacity: 0 }, OFFERED, 'use 4000'],
    ['lustre/throughput-capacity', { ...ELASTIC, throughputCapacity: 9e6 }, OFFERED, 'use 2000000'],
    ['lustre/read-cache-size', { throughputCapacity: 8000, readCacheSize: 32 }, 'with 8000 MB/s the cache is 64 to 262144 GiB', 'use 64 to 262144'],
    ['lustre/metadata-iops-not-offered', { ...P2_SSD, metadataIops: 2000 },
      'offered are 1500, 3000, 6000, 12000 and multiples of 12000 up to 192000', 'use 3000'],
    ['lustre/metadata-iops-not-offered', { ...P2_SSD, metadataIops: 30000 },
      'offered are 1500, 3000, 6000, 12000 and multiples of 12000 up to 192000', 'use 36000'],
    ['lustre/metadata-iops-not-offered', { ...P2_SSD, metadataIops: 204000 },
      'offered are 1500, 3000, 6000, 12000 and multiples of 12000 up to 192000', 'use 192000'],
    ['lustre/metadata-iops-not-offered', { ...ELASTIC, metadataIops: 24000 }, 'offered are 6000 or 12000', 'use 12000'],
    ['lustre/version-not-offered', { deploymentType: 'PERSISTENT_2', fileSystemTypeVersion: '2.10' }, 'PERSISTENT_2 offers 2.12 or 2.15', 'use 2.15'],
    ['lustre/subnet-too-small', { deploymentType: 'SCRATCH_2', storageType: 'SSD', capacity: 28800, subnetPrefixLength: 28 },
      'the file system takes 13 addresses, the /28 subnet has 11 in all', 'use a larger subnet'],
    ['lustre/tag-count', { provisioning: 'managed', tags: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, ''])) },
      '50 tags; a file system has at most 50, the library and the driver add 3', 'use at most 47'],
    ['lustre/repository-path-format', { dataRepositories: [repository({ fileSystemPath: 'data' })] },
      'fileSystemPath \'data\': a path here begins with /', 'write \'/data\''],
    ['lustre/repository-prefix', { dataRepositories: [repository({ prefix: '//in' })] },
      'prefix \'//in\' begins with a slash, which would be part of every key', 'write \'in\''],
    ['lustre/log-group-name', { logGroupName: '/training' }, 'FSx writes to log groups whose names begin with /aws/fsx', 'name it /aws/fsx/training'],
  ])('%s for %j', (id, configuration, problem, fix) => {
    const rules = ALL_RULES.filter(rule => rule.id === id);
    expect(check(rules, configuration as LustreConfiguration).violations).toMatchObject([{ problem, fix }]);
  });

  test.each([
    [{}, 'throughputCapacity, dataReadCacheConfiguration, metadataConfiguration'],
    [{ throughputCapacity: 4000 }, 'dataReadCacheConfiguration, metadataConfiguration'],
    [{ readCacheSizingMode: 'NO_CACHE', metadataMode: 'USER_PROVISIONED' }, 'throughputCapacity'],
    [{ throughputCapacity: 4000, readCacheSizingMode: 'NO_CACHE' }, 'metadataConfiguration'],
  ])('Intelligent-Tiering with %j needs %s', (given, needed) => {
    const rules = ALL_RULES.filter(({ id }) => id === 'lustre/intelligent-tiering-needs');
    const configuration = { ...ELASTIC, provisioning: 'managed', ...given } as LustreConfiguration;
    expect(check(rules, configuration).violations.map(({ problem }) => problem)).toEqual([`INTELLIGENT_TIERING needs ${needed}`]);
  });

  test('does not guess the capacities of hard disks while their throughput is missing', () => {
    expect(violated({ ...P1_HDD, driveCacheType: 'NONE', capacity: 1800 })).toEqual(['lustre/throughput-missing']);
  });
});

describe('borders', () => {
  const P2 = { deploymentType: 'PERSISTENT_2', storageType: 'SSD' };

  test('automatic backups are kept 0 to 90 whole days', () => {
    expectBorders('lustre/backup-retention', automaticBackupRetention => ({ automaticBackupRetention }), [0, 1, 90], [-1, 0.5, 1.5, 90.5, 91]);
  });

  test('a backup time needs a day of retention', () => {
    const of = (automaticBackupRetention?: number) => ({ dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention });
    expectBorders('lustre/backup-time-without-retention', of, [1, 90], [undefined, 0]);
  });

  test('zero days of backups go with everything', () => {
    for (const { deploymentType } of deploymentTypes) {
      expect(breaks('lustre/backups-not-offered', { deploymentType, automaticBackupRetention: 0 })).toBe(false);
      expect(breaks('lustre/backups-with-s3', { deploymentType, automaticBackupRetention: 0, s3ImportPath: 's3://data' })).toBe(false);
    }
  });

  test('an empty list of links leaves backups alone', () => {
    expect(breaks('lustre/backups-with-s3', { deploymentType: 'PERSISTENT_1', automaticBackupRetention: 1, dataRepositories: [] })).toBe(false);
  });

  test('a subnet is chosen among those there are, and pinned where a change would cost data', () => {
    const there = { provisioning: 'managed', deploymentType: 'PERSISTENT_1', clusterVpc: true, vpcOwned: false, privateSubnets: 2 };
    const of = (over: object) => ({ ...there, ...over });
    const none = { privateSubnets: 0 };
    expectBorders('lustre/subnet-missing', of,
      [{}, { ...none, subnetGiven: true }, { ...none, provisioning: 'existing' }, { ...none, clusterVpc: false }],
      [none, { privateSubnets: undefined }, { ...none, provisioning: 'dynamic' }]);
    expectBorders('lustre/subnet-not-pinned', of,
      [none, { subnetGiven: true }, { vpcOwned: true }, { deploymentType: 'SCRATCH_2' }, { provisioning: 'existing' }],
      [{}, { privateSubnets: 1 }, { deploymentType: 'PERSISTENT_2' }, { provisioning: 'dynamic' }]);
  });

  test('the zone must be known where pods are held in it', () => {
    expectBorders('lustre/zone-unknown', (over: object) => ({ provisioning: 'managed', zoneAffinity: 'required', ...over }),
      [{ availabilityZone: 'eu-west-1a' }, { availabilityZone: later }, { zoneAffinity: 'off' }, { provisioning: 'dynamic' }],
      [{}, { zoneAffinity: 'preferred' }, { provisioning: 'existing' }]);
  });

  test('nodes must be let in, unless the group of an existing file system is left alone', () => {
    expectBorders('lustre/cluster-security-group-missing', (over: object) => ({ provisioning: 'existing', clusterSecurityGroup: false, ...over }),
      [{}, { clusterSecurityGroup: true, existingSecurityGroup: true }],
      [{ existingSecurityGroup: true }, { provisioning: 'dynamic' }, { provisioning: 'managed' }]);
  });

  test.each([
    { automaticBackupRetention: 1, dataRepositories: [repository()] },
    { copyTagsToBackups: true, s3ImportPath: 's3://data' },
    { copyTagsToBackups: true, dataRepositories: [repository()] },
    { automaticBackupRetention: 1, s3ImportPath: later },
  ])('backups go with no link to S3: %j', configuration => {
    expect(breaks('lustre/backups-with-s3', { deploymentType: 'PERSISTENT_1', ...configuration })).toBe(true);
  });

  test('chunks have 1 to 512000 whole MiB', () => {
    const [legal, illegal] = [[1, 1024, 512000], [-1, 0, 0.5, 1.5, 512001]];
    const linked = (importedFileChunkSize: number) => ({ dataRepositories: [repository({ importedFileChunkSize })] });
    expectBorders('lustre/chunk-size', importedFileChunkSize => ({ importedFileChunkSize }), legal, illegal);
    expectBorders('lustre/repository-chunk-size', linked, legal, illegal);
  });

  test('EFA wants 6000 metadata IOPS', () => {
    expectBorders('lustre/efa-metadata-iops', metadataIops => ({ efaEnabled: true, metadataIops }), [6000, 12000], [1500, 3000, 5999]);
    expect(breaks('lustre/efa-metadata-iops', { efaEnabled: false, metadataIops: 1500 })).toBe(false);
  });

  test('a claim asks for more than nothing', () => {
    expectBorders('lustre/claim-size-positive', claimSize => ({ claimSize }), [0.5, 1, 1200], [-1, 0]);
  });

  test('the driver makes EFA claims only of the sizes that it does not spoil', () => {
    const of = (claimSize: number) => ({ ...P2, perUnitStorageThroughput: 1000, efaEnabled: true, claimSize });
    expectBorders('lustre/efa-claim-size', of, [2401, 4800, 9599, 9600], [1, 1200, 2400, 4801, 7200, 9601]);
  });

  // 5 of a subnet's addresses are kept by AWS, 1 is for metadata, and each of the others holds 2400 GiB
  test.each([
    [28, 24000, 26400],
    [27, 62400, 64800],
    [26, 139200, 141600],
  ])('a /%s subnet has room for %s GiB', (subnetPrefixLength, legal, illegal) => {
    const of = (capacity: number) => ({ deploymentType: 'SCRATCH_2', storageType: 'SSD', subnetPrefixLength, capacity });
    expectBorders('lustre/subnet-too-small', of, [1200, legal], [illegal]);
    expectBorders('lustre/subnet-too-small', claimSize => ({ ...of(0), capacity: undefined, claimSize }), [1200, legal], [illegal]);
  });

  test('tags: 50, of which the driver and the library take theirs', () => {
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
    expectBorders('lustre/tag-count', (count: number) => ({ provisioning: 'dynamic', tags: tags(count) }), [0, 46], [47]);
    expectBorders('lustre/tag-count', (count: number) => ({ provisioning: 'managed', tags: tags(count) }), [0, 47], [48]);
  });

  test('tags: keys of 1 to 128, values of up to 256 characters, not of AWS', () => {
    const of = (tags: object) => ({ provisioning: 'managed', tags });
    const key = (length: number) => ({ ['k'.repeat(length)]: 'v' });
    const value = (length: number) => ({ k: 'v'.repeat(length) });
    expectBorders('lustre/tag-format', of, [{}, key(1), key(128), value(0), value(256), { 'my:aws:tag': 'a=b' }, { k: later }],
      [key(0), key(129), value(257), { 'aws:k': 'v' }, { 'AWS:k': 'v' }, { fine: 'v', ...key(129) }, { k: 'a,b' }, { 'k#': 'v' }]);
  });

  test('tags: the driver splits at , and =', () => {
    const of = (tags: object) => ({ provisioning: 'dynamic', tags });
    expectBorders('lustre/tag-format', of, [{ k: '' }, { k: 'a/b:c' }, { k: later }], [{ k: 'a,b' }, { k: 'a=b' }, { 'a,b': '' }, { 'a=b': '' }]);
  });

  test('log groups of FSx', () => {
    expectBorders('lustre/log-group-name', logGroupName => ({ logGroupName }), ['/aws/fsx', '/aws/fsx/lustre', '/aws/fsx-lustre'],
      ['', 'aws/fsx', '/aws/FSx', 'x/aws/fsx']);
    expectBorders('lustre/log-group', logLevel => ({ logLevel, logGroupArn: 'arn' }), ['WARN_ONLY', 'ERROR_ONLY', 'WARN_ERROR'], ['DISABLED']);
    // without one FSx makes /aws/fsx/lustre (API LustreLogCreateConfiguration)
    expectBorders('lustre/log-group', logLevel => ({ logLevel }), ['DISABLED', 'WARN_ONLY', 'ERROR_ONLY', 'WARN_ERROR'], []);
  });

  test('the read cache has a size exactly when the user says it', () => {
    const modes = Object.values(LustreReadCacheSizingMode);
    const user = [LustreReadCacheSizingMode.USER_PROVISIONED];
    const others = modes.filter(mode => !user.includes(mode));
    expectBorders('lustre/read-cache-size-mode', readCacheSizingMode => ({ readCacheSizingMode, readCacheSize: 32 }), user, others);
    expectBorders('lustre/read-cache-size-mode', readCacheSizingMode => ({ readCacheSizingMode }), others, user);
  });

  test('a metadata configuration needs 2.15', () => {
    const of = (fileSystemTypeVersion: string) => ({ fileSystemTypeVersion, metadataMode: 'AUTOMATIC' });
    expectBorders('lustre/version-with-metadata', of, ['2.15'], ['2.10', '2.12']);
  });

  test('2.10 is one problem, not two', () => {
    for (const { deploymentType } of deploymentTypes) {
      const found = violated({ deploymentType, fileSystemTypeVersion: '2.10' }).filter(id => id.startsWith('lustre/version-'));
      expect(found).toEqual([deploymentType === 'PERSISTENT_2' ? 'lustre/version-not-offered' : 'lustre/version-2-10']);
    }
  });

  test('access modes that the driver mounts', () => {
    expectBorders('lustre/access-mode', accessMode => ({ accessMode }), ['ReadWriteMany', 'ReadWriteOnce'], ['ReadOnlyMany', 'ReadWriteOncePod', '']);
  });

  test('add-on versions that know Pod Identity', () => {
    const found = (version: string, identity = 'POD_IDENTITY') => {
      return check(driverRules, { version, identity, oidcProvider: true }).violations.map(({ id }) => id);
    };
    for (const version of ['v1.3.0-eksbuild.1', 'v1.10.0-eksbuild.2', 'v2.0.0-eksbuild.1']) {
      expect(found(version)).toEqual([]);
    }
    for (const version of ['v1.2.9-eksbuild.9', 'v0.9.0-eksbuild.1']) {
      expect(found(version)).toEqual(['lustre/driver-version-pod-identity']);
      expect(found(version, 'IRSA')).toEqual([]);
    }
    for (const version of ['', 'latest', 'v1.10.0', '1.10.0-eksbuild.2', 'v1.10-eksbuild.2', 'v1.10.0-eksbuild.2 ']) {
      expect(found(version)).toEqual(['lustre/driver-version-format']);
    }
  });
});

describe('S3', () => {
  const path = (length: number) => `s3://data/${'p'.repeat(length - 10)}`;

  test('paths have up to 900 characters', () => {
    expectBorders('lustre/s3-path-format', s3ImportPath => ({ s3ImportPath }), [path(900)], [path(901)]);
    expectBorders('lustre/s3-export-format', s3ExportPath => ({ s3ExportPath }), [path(900)], [path(901)]);
    const linked = (dataRepositoryPath: string) => ({ dataRepositories: [repository({ dataRepositoryPath })] });
    expectBorders('lustre/repository-s3-path', linked, [path(900)], [path(901)]);
  });

  test('exports go to the bucket of the imports, and best not over them', () => {
    const of = (s3ExportPath: string) => ({ s3ImportPath: 's3://data/in', s3ExportPath });
    expectBorders('lustre/s3-export-bucket', of, ['s3://data', 's3://data/out', 'no path'], ['s3://data2/in', 's3://dat']);
    expectBorders('lustre/s3-export-overwrites', of, ['s3://data/out', 's3://data/in/out', 's3://data/i'],
      ['s3://data', 's3://data/', 's3://data/in', 's3://data/in/']);
  });

  test('a file system has up to 8 repositories', () => {
    const of = (count: number) => ({
      dataRepositories: Array.from({ length: count }, (_, i) => repository({ fileSystemPath: `/${i}`, prefix: `${i}` })),
    });
    expectBorders('lustre/repository-count', of, [0, 1, 8], [9]);
    expect(violated(of(8))).toEqual([]);
  });

  test('directories begin with / and have up to 4096 characters', () => {
    const of = (fileSystemPath: any) => ({ dataRepositories: [repository({ fileSystemPath })] });
    const directory = (length: number) => `/${'d'.repeat(200)}`.repeat(length / 201).padEnd(length, '/d');
    expectBorders('lustre/repository-path-format', of, ['/', '/a/b', '/ns1/', '/a b', directory(4096), later],
      ['', 'a', './a', directory(4097), '/.', '/./a', '/a/..', '/a//b', '//', '/a\0', '/a\tb', `/${'d'.repeat(256)}`]);
  });

  const pairOf = (field: 'fileSystemPath' | 'prefix') => ([a, b]: any[]) => ({
    dataRepositories: [repository({ bucket: 'a', [field]: a }), repository({ bucket: field === 'prefix' ? 'a' : 'b', [field]: b })],
  });

  test('directories do not lie in each other, and / stands alone', () => {
    expectBorders('lustre/repository-path-overlap', pairOf('fileSystemPath'),
      [['/a', '/b'], ['/a', '/ab'], ['/a/b', '/a/c'], ['/ns1/ns2', '/ns10'], ['/a', later], ['/', later]],
      [['/a', '/a'], ['/a', '/a/'], ['/a', '/./a'], ['/a', '/a//b'], ['/.', '/a'], ['/a', '/a/b'], ['/a/b', '/a'], ['/a/', '/a/b'], ['/', '/a'], ['/a', '/'], ['/', '/']]);
    expect(breaks('lustre/repository-path-overlap', { dataRepositories: [repository({ fileSystemPath: '/' })] })).toBe(false);
  });

  test('prefixes of one bucket do not lie in each other', () => {
    expectBorders('lustre/repository-s3-overlap', pairOf('prefix'),
      [['a', 'b'], ['a', 'ab'], ['a/', 'ab/'], ['a/b', 'a/c'], ['', later]],
      [['a', 'a'], ['a', 'a/'], ['a', 'a/b'], ['a/b/', 'a'], ['', 'a'], ['', '']]);
  });

  test('prefixes of two buckets may be the same, also when their names are known only at deployment', () => {
    const of = (...buckets: string[]) => ({ dataRepositories: buckets.map((bucket, i) => repository({ bucket, fileSystemPath: `/${i}` })) });
    expectBorders('lustre/repository-s3-overlap', buckets => of(...buckets), [['a', 'b'], ['${Token[TOKEN.1]}', '${Token[TOKEN.2]}']],
      [['a', 'a'], ['${Token[TOKEN.1]}', '${Token[TOKEN.1]}']]);
  });

  test('no repository is no link', () => {
    const none = { deploymentType: 'SCRATCH_1', storageType: 'SSD', fileSystemTypeVersion: '2.10', s3ImportPath: 's3://data', dataRepositories: [] };
    expect(violated(none)).toEqual(['lustre/version-2-10']);
  });
});

describe('names', () => {
  const { object, namespace } = names;

  test.each([['lustre/claim-name-format', 'claimName', object], ['lustre/class-name-format', 'storageClassName', object],
    ['lustre/namespace-format', 'claimNamespace', namespace]] as const)('%s', (id, field, { legal, illegal, longest }) => {
    expectBorders(id, name => ({ [field]: name }), [...legal, 'a'.repeat(longest)], [...illegal, 'a'.repeat(longest + 1)]);
  });

  test.each([
    ['lustre/claim-name-format', 'claimName'],
    ['lustre/namespace-format', 'claimNamespace'],
    ['lustre/sub-directory-format', 'subDirectory'],
  ])('%s proposes what is legal', (id, field) => {
    const rules = ALL_RULES.filter(rule => rule.id === id);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'aZ0-._/ü \''), maxLength: 300 }), value => {
      const { violations } = check(rules, { [field]: value } as object as LustreConfiguration);
      const proposals = violations.map(({ fix }) => fix.replace(/^write it like '/, '').replace(/'$/, ''));
      expect(proposals.filter(proposal => breaks(id, { [field]: proposal }))).toEqual([]);
    }), { examples: [['A'.repeat(300)], ['a..B-.c'], [`${'a'.repeat(252)}-b`], [`${'a'.repeat(62)}-b`]] });
  });

  test('known only at deployment are refused, as nothing could be written with them', () => {
    for (const field of ['claimName', 'claimNamespace', 'storageClassName']) {
      expect(violated({ provisioning: 'dynamic', [field]: later })).toContain('lustre/name-known-late');
    }
  });

  test('of directories are relative and stay below the root', () => {
    expectBorders('lustre/sub-directory-format', subDirectory => ({ subDirectory }), ['a', 'a/b', 'a/..b', '.a', 'ü', 'd'.repeat(255)],
      ['', '/', '/a', 'a b', '..', 'a/../b', '../a', 'a/..', '.', './a', 'a/.', 'a//b', 'a/', 'a\0b', 'a\x07b', 'd'.repeat(256), 'd/'.repeat(2047) + 'dd']);
  });
});

describe('whatever is configured', () => {
  const number = fc.oneof(
    fc.constantFrom(-1, 0, 0.5, 1, 12, 31, 32, 40, 50, 90, 91, 125, 1000, 1200, 1201, 1500, 2400, 3600, 4000, 4800, 6000, 12000, 192000, 204000),
    fc.integer({ min: -10, max: 3000000 }), fc.double({ noNaN: true, min: -10, max: 1e6 }),
  );
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aZ0-._/: ü\''), maxLength: 20 }),
    fc.constantFrom('s3://data', 's3://data/in', 's3://', 'fs-0123456789abcdef0', '05:30', '1:05:00', '/aws/fsx/a', 'data'),
  );
  const words = (values: object) => fc.constantFrom<string>(...Object.values(values) as string[]);
  const orDeferred = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.constant(later) });
  const truth = fc.boolean();
  const given = fc.constant(true);
  const events = fc.array(words(DataRepositoryEvent), { maxLength: 4 });
  const repositories = fc.array(fc.record({
    fileSystemPath: orDeferred(text), dataRepositoryPath: orDeferred(text), bucket: text, prefix: orDeferred(text),
    autoImportPolicy: events, autoExportPolicy: events, batchImportMetaDataOnCreate: truth,
    importedFileChunkSize: fc.option(orDeferred(number), { nil: undefined }),
  }), { maxLength: 10 });

  /** One arbitrary for each field: a new field without one does not compile. */
  const FIELDS: { readonly [K in keyof Required<LustreConfiguration>]: fc.Arbitrary<unknown> } = {
    provisioning: fc.constantFrom('dynamic', 'managed', 'existing'),
    backupPlan: fc.constant(true),
    deploymentType: orDeferred(words(LustreDeploymentType)),
    storageType: orDeferred(words(LustreStorageType)),
    capacity: orDeferred(number),
    perUnitStorageThroughput: orDeferred(number),
    throughputCapacity: orDeferred(number),
    readCacheSizingMode: orDeferred(words(LustreReadCacheSizingMode)),
    readCacheSize: orDeferred(number),
    driveCacheType: orDeferred(words(LustreDriveCacheType)),
    dataCompressionType: orDeferred(words(LustreDataCompressionType)),
    fileSystemTypeVersion: orDeferred(words(LustreFileSystemTypeVersion)),
    metadataMode: orDeferred(words(LustreMetadataMode)),
    metadataIops: orDeferred(number),
    efaEnabled: orDeferred(truth),
    kmsKeyId: orDeferred(text),
    automaticBackupRetention: orDeferred(number),
    dailyAutomaticBackupStartTime: orDeferred(text),
    copyTagsToBackups: orDeferred(truth),
    weeklyMaintenanceStartTime: orDeferred(text),
    backupId: orDeferred(text),
    s3ImportPath: orDeferred(text),
    s3ExportPath: orDeferred(text),
    autoImportPolicy: orDeferred(words(LustreAutoImportPolicy)),
    importedFileChunkSize: orDeferred(number),
    logLevel: orDeferred(words(LustreLogLevel)),
    logGroupName: orDeferred(text),
    logGroupArn: orDeferred(text),
    claimName: orDeferred(text),
    claimNamespace: orDeferred(text),
    claimSize: orDeferred(number),
    accessMode: fc.constantFrom('ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany'),
    volumeMode: fc.constantFrom('Filesystem', 'Block'),
    subDirectory: orDeferred(text),
    claimTakenBy: text,
    shareTeam: text,
    shareDirectory: orDeferred(text),
    shareReadOnly: given,
    shareLimited: given,
    shareQuota: orDeferred(number),
    shareFileLimit: orDeferred(number),
    shareProjectId: orDeferred(number),
    shareOwner: fc.tuple(fc.integer(), fc.integer()),
    shareMode: text,
    quotaDirectories: fc.array(fc.record({ team: text, directory: text, projectId: number }), { maxLength: 3 }),
    kubectl: fc.constantFrom('ready', 'missing', 'older-eks'),
    clusterVpc: truth,
    clusterSecurityGroup: truth,
    clusterDriver: fc.constantFrom('ours', 'theirs', 'unknown', 'other-cluster'),
    ipFamily: fc.constantFrom('ipv4', 'ipv6'),
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'), clusterElsewhere: text,
    fargateOnly: truth,
    rolePolicyCharacters: fc.nat(20000),
    clusterLibrary: fc.constantFrom('aws-eks', 'aws-eks-v2-alpha', 'none'),
    crowdedSecurityGroups: fc.array(fc.record({ group: text, inbound: number, outbound: number }), { maxLength: 2 }),
    subnetId: orDeferred(text),
    subnetGiven: given,
    vpcOwned: truth,
    privateSubnets: fc.nat(6),
    subnetPrefixLength: orDeferred(fc.integer({ min: 16, max: 28 })),
    availabilityZone: orDeferred(text),
    zoneAffinity: fc.constantFrom('required', 'preferred', 'off'),
    nodesInOtherZones: fc.array(text, { maxLength: 3 }),
    dataRepositories: repositories,
    tags: fc.dictionary(text, orDeferred(text), { maxKeys: 60 }),
    mountOptions: fc.array(text),
    allowVolumeExpansion: truth,
    clients: given,
    removalPolicy: fc.constantFrom('destroy', 'retain', 'snapshot', 'retain-on-update-or-delete'),
    reclaimPolicy: words(['Retain', 'Delete']),
    volumeBindingMode: words(['Immediate', 'WaitForFirstConsumer']),
    storageClassName: orDeferred(text),
    fileSystemId: orDeferred(text),
    mountName: orDeferred(text),
    dnsName: orDeferred(text),
    existingSecurityGroup: given,
    fileSystemIdGiven: given,
    fileSystemGiven: given,
  };
  const configurations = fc.record(FIELDS, { requiredKeys: [] }) as fc.Arbitrary<object> as fc.Arbitrary<LustreConfiguration>;
  /** Most of the settings there, so that rules are judged and not passed over. */
  const fullConfigurations = fc.record(FIELDS) as fc.Arbitrary<object> as fc.Arbitrary<LustreConfiguration>;

  test('rules never throw, and never speak of undefined', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(fc.oneof(configurations, fullConfigurations), configuration => {
      const { violations } = check(ALL_RULES, configuration);
      violations.forEach(({ id }) => seen.add(id));
      const printed = violations.flatMap(({ problem, fix }) => [problem, fix]);
      expect(printed.filter(said => !/\S/.test(said) || /undefined|NaN|Infinity|null|\[object|Token\[|<known at deployment>/.test(said))).toEqual([]);
    }), { numRuns: 500 });
    const unseen = ALL_RULES.map(({ id }) => id).filter(id => !seen.has(id));
    expect(unseen.length).toBeLessThan(8); // or the mixtures are too tame to tell anything
  });

  test('deploy-time values alone break nothing but what must be known', () => {
    const allDeferred = Object.fromEntries(Object.keys(FIELDS).map(field => [field, later]));
    expect(violated({ ...allDeferred, provisioning: 'dynamic' })).toEqual(['lustre/name-known-late']);
  });

  test('an empty configuration breaks nothing', () => {
    expect(check(ALL_RULES, {} as LustreConfiguration)).toEqual({ violations: [], skipped: [] });
  });

});

function repository(over: Partial<DataRepositoryConfiguration> = {}): DataRepositoryConfiguration {
  return {
    fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [], autoExportPolicy: [],
    batchImportMetaDataOnCreate: true, ...over,
  };
}

test('a capacity is missed, and the rounding of the driver told, only where it matters who makes the file system', () => {
  const plain = { deploymentType: LustreDeploymentType.SCRATCH_2, storageType: LustreStorageType.SSD, claimSize: 1300 };
  const idsFor = (provisioning: 'dynamic' | 'managed' | 'existing') => check(LUSTRE_RULES, { ...plain, provisioning }).violations.map(({ id }) => id);
  expect(idsFor('managed')).toContain('lustre/capacity-missing');
  expect(idsFor('managed')).not.toContain('lustre/claim-size-rounded');
  expect(idsFor('dynamic')).not.toContain('lustre/capacity-missing');
  expect(idsFor('dynamic')).toContain('lustre/claim-size-rounded');
});
