import { readFileSync, readdirSync } from 'fs';
import * as fc from 'fast-check';
import { ALL_RULES, violated, violates, expectBoundaries } from './violations';
import { DataRepositoryConfiguration, LustreConfiguration } from '../../src/lustre/configuration';
import {
  DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion,
  LustreLogLevel, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType, LIMITS,
} from '../../src/lustre/limits';
import { LUSTRE_CLAIM_RULES, LUSTRE_RULES } from '../../src/lustre/rules';
import { driverRules } from '../../src/lustre/rules/driver';
import { lustreEfaCheckRules } from '../../src/lustre/rules/efa-check';
import { check } from '../../src/validation/check';
import { adoptRulesOf } from '../../src/validation/common/adopt';
import { backupIdRule, backupRulesOf } from '../../src/validation/common/backups';
import { jobClaimRules } from '../../src/validation/common/benchmark';
import { claimRulesOf } from '../../src/validation/common/claim';
import { classRulesOf } from '../../src/validation/common/class';
import { capacityRulesOf, clusterRulesOf } from '../../src/validation/common/cluster';
import { existingRulesOf } from '../../src/validation/common/existing';
import { clusterNetworkRulesOf, partitionRule } from '../../src/validation/common/placement';
import { securityGroupRulesOf } from '../../src/validation/common/security-group';
import { tagRulesOf } from '../../src/validation/common/tags';
import { DeferredValue } from '../../src/validation/deferred-value';
import { entry, report } from '../../src/validation/report';
import { Rule } from '../../src/validation/rule';
import deploymentTypes from '../cases/deployment-types.json';
import names from '../cases/names.json';

const EVERY_RULE: readonly Rule<any>[] = [...ALL_RULES, ...driverRules];
const deferred = new DeferredValue<any>('${Token[TOKEN.1]}');

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
      expect(check([rule], { ...invalidExample, [field]: deferred })).toEqual({
        violations: [], skipped: [{ id, fields: [field] }],
      });
    }
  });

  test('reports the problem, the fix and the source', () => {
    const { violations } = check([rule], invalidExample);
    const text = report('X', violations.map(violation => entry(violation, {})));
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    expect(text)
      .toMatch(new RegExp(`^X: 1 problem\n  .*${violations[0].at}.*: .+\\.\n    Fix: .+\\.\n    ${id}  https://\\S+$`));
  });
});

test('ids are kebab-case below lustre/, and unique', () => {
  const ids = EVERY_RULE.map(({ id }) => id);
  expect(ids.filter(id => !/^lustre\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every rule is part of a table', () => {
  const texts = readdirSync('src/lustre/rules').map(file => readFileSync(`src/lustre/rules/${file}`, 'utf8'));
  const written = texts.flatMap(text => [...text.matchAll(/['"](lustre\/[a-z0-9-]+)['"]/g)]).map(([, id]) => id);
  const shared = [
    ...claimRulesOf('lustre'), ...classRulesOf('lustre'), ...existingRulesOf('lustre', ''),
    ...clusterRulesOf({ service: 'lustre', construct: '', source: '' }), ...clusterNetworkRulesOf('lustre'), ...driverRules, ...capacityRulesOf({ service: 'lustre' }),
    ...securityGroupRulesOf({ service: 'lustre' }), ...tagRulesOf('lustre'), backupIdRule('lustre', ''),
    partitionRule('lustre', LIMITS, { invalid: LustreDeploymentType.SCRATCH_2, valid: LustreDeploymentType.PERSISTENT_1, source: '' }),
    ...adoptRulesOf('lustre', ''), ...jobClaimRules('lustre', 'efa-check', ''),
    ...backupRulesOf({ service: 'lustre', defaultRetention: 0, source: '' }),
  ].map(({ id }) => id);
  expect([...new Set([...written, ...shared])].sort()).toEqual(
    [...EVERY_RULE, ...lustreEfaCheckRules].map(({ id }) => id).sort(),
  );
});

test('validates an additional claim against rules about claims only', () => {
  const ids = LUSTRE_CLAIM_RULES.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([
    'lustre/claim-name-format', 'lustre/claim-twice', 'lustre/efa-claim-size', 'lustre/subnet-too-small',
  ]));
  expect(ids).not.toEqual(expect.arrayContaining(['lustre/capacity-step']));
});

test('errors that rest on a service limit can be acknowledged, because the service may have raised it', () => {
  const errors = EVERY_RULE.filter(({ acknowledgeable }) => acknowledgeable === 'service-limit');
  expect(errors.map(({ severity }) => severity)).toEqual(errors.map(() => 'error'));
  expect(errors.map(({ id }) => id).sort()).toEqual([
    'lustre/auto-import-region', 'lustre/backup-plan-not-offered', 'lustre/backup-retention', 'lustre/backups-not-offered',
    'lustre/capacity-step', 'lustre/chunk-size', 'lustre/efa-capacity', 'lustre/efa-claim-size', 'lustre/efa-not-offered',
    'lustre/efa-throughput-capacity', 'lustre/expansion-not-offered', 'lustre/kms-key-on-scratch',
    'lustre/metadata-iops-not-offered', 'lustre/metadata-not-offered', 'lustre/read-cache-size',
    'lustre/repository-chunk-size', 'lustre/repository-count', 'lustre/repository-not-offered',
    'lustre/repository-region', 'lustre/repository-version', 'lustre/s3-path-on-persistent-2', 'lustre/storage-type-not-offered',
    'lustre/tag-count', 'lustre/throughput-capacity', 'lustre/throughput-not-offered', 'lustre/version-not-offered',
    'lustre/version-with-metadata',
  ]);
});

test('errors about nodes and quotas can be acknowledged, because synthesis cannot verify them', () => {
  const errors = EVERY_RULE.filter(({ acknowledgeable }) => acknowledgeable === 'not-verifiable');
  expect(errors.map(({ id }) => id)).toEqual([
    'lustre/ipv6-cluster', 'lustre/version-2-10', 'lustre/driver-role-policies', 'lustre/fargate-only',
    'lustre/security-group-rules',
  ]);
});

describe('reports the legal values and the nearest legal value', () => {
  const P1_HDD = { deploymentType: 'PERSISTENT_1', storageType: 'HDD' };
  const P2_SSD = { deploymentType: 'PERSISTENT_2', storageType: 'SSD' };
  const ELASTIC = { deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING' };
  const OFFERED = 'INTELLIGENT_TIERING offers 1000, 2000 and multiples of 4000 MB/s up to 2000000 MB/s';
  const EVERY_HDD = '6000 and multiples of 6000 GiB (12 MB/s per TiB) or 1800 and multiples of 1800 GiB (40 MB/s per '
    + 'TiB)';

  test.each<[string, object, string, string]>([
    [
      'lustre/storage-type-not-offered', { ...P1_HDD, deploymentType: 'PERSISTENT_2' },
      'PERSISTENT_2 offers SSD or INTELLIGENT_TIERING',
      'use SSD or INTELLIGENT_TIERING, or a deployment type that offers HDD',
    ],
    ['lustre/capacity-step', { ...P2_SSD, perUnitStorageThroughput: 125, capacity: 1500 },
      'PERSISTENT_2 SSD offers 1200, 2400 and multiples of 2400 '
        + 'GiB', 'use Size.gibibytes(1200) or Size.gibibytes(2400)'],
    ['lustre/capacity-step', { ...P1_HDD, perUnitStorageThroughput: 12, capacity: 1800 },
      'PERSISTENT_1 HDD with 12 MB/s per TiB offers 6000 and multiples of 6000 GiB', 'use Size.gibibytes(6000)'],
    ['lustre/capacity-missing', { ...P1_HDD, provisioning: 'managed', perUnitStorageThroughput: 40 },
      'PERSISTENT_1 HDD requires a capacity: '
        + `${EVERY_HDD}`, 'set capacity, for example Size.gibibytes(6000) with perUnitStorageThroughput: 12'],
    ['lustre/claim-size-missing', { ...P1_HDD, provisioning: 'dynamic', claimName: 'data' },
      'is required, because the driver creates a file system of this size; PERSISTENT_1 HDD offers '
        + `${EVERY_HDD}`, 'set size, for example Size.gibibytes(6000) with perUnitStorageThroughput: 12'],
    ['lustre/claim-size-missing', { ...ELASTIC, provisioning: 'dynamic', claimName: 'data' },
      'is required, because the driver creates a file system of this size', 'set size'],
    [
      'lustre/claim-size-rounded',
      { provisioning: 'dynamic', deploymentType: 'SCRATCH_2', storageType: 'SSD', claimSize: 1228.8 },
      'the driver rounds the claim up to 2400 GiB, and FSx bills that capacity',
      'use Size.gibibytes(2400), or acknowledge this warning',
    ],
    ['lustre/efa-claim-size', { ...P2_SSD, perUnitStorageThroughput: 1000, efaEnabled: true, claimSize: 5000 },
      'the driver requests 7200 GiB, but with EFA and 1000 MB/s per TiB, the capacity must be a multiple of 4800 '
        + 'GiB', 'use Size.gibibytes(4800) or Size.gibibytes(9600)'],
    ['lustre/throughput-not-offered', { ...P2_SSD, perUnitStorageThroughput: 200 },
      'PERSISTENT_2 SSD offers 125, 250, 500 or 1000 MB/s per TiB', 'use 125 or 250'],
    [
      'lustre/throughput-not-offered',
      { deploymentType: 'SCRATCH_2', storageType: 'SSD', perUnitStorageThroughput: 200 },
      'SCRATCH_2 SSD does not support a throughput per TiB', 'remove it: SCRATCH_2 delivers 200 MB/s per TiB',
    ],
    ['lustre/throughput-not-offered', { ...ELASTIC, perUnitStorageThroughput: 125 },
      'PERSISTENT_2 INTELLIGENT_TIERING does not support a throughput per TiB', 'set throughputCapacity instead'],
    [
      'lustre/throughput-missing', P2_SSD, 'PERSISTENT_2 SSD requires a throughput per TiB',
      'set perUnitStorageThroughput to 125, 250, 500 or 1000 MB/s per TiB',
    ],
    ['lustre/throughput-capacity', { ...ELASTIC, throughputCapacity: 5000 }, OFFERED, 'use 8000'],
    ['lustre/throughput-capacity', { ...ELASTIC, throughputCapacity: 0 }, OFFERED, 'use 1000'],
    ['lustre/throughput-capacity', { ...ELASTIC, throughputCapacity: 9e6 }, OFFERED, 'use 2000000'],
    [
      'lustre/read-cache-size', { throughputCapacity: 8000, readCacheSize: 32 },
      'with 8000 MB/s, the cache must have 64 to 262144 GiB, in whole GiB',
      'use Size.gibibytes(64) to Size.gibibytes(262144)',
    ],
    ['lustre/metadata-iops-not-offered', { ...P2_SSD, metadataIops: 2000 },
      'must be 1500, 3000, 6000, 12000 or a multiple of 12000 up to 192000', 'use 3000'],
    ['lustre/metadata-iops-not-offered', { ...P2_SSD, metadataIops: 30000 },
      'must be 1500, 3000, 6000, 12000 or a multiple of 12000 up to 192000', 'use 36000'],
    ['lustre/metadata-iops-not-offered', { ...P2_SSD, metadataIops: 204000 },
      'must be 1500, 3000, 6000, 12000 or a multiple of 12000 up to 192000', 'use 192000'],
    ['lustre/efa-throughput-capacity', { ...ELASTIC, efaEnabled: true, throughputCapacity: 1000 },
      'EFA requires a multiple of 4000 MB/s', 'use 4000, or remove efaEnabled'],
    [
      'lustre/version-not-offered', { deploymentType: 'PERSISTENT_2', fileSystemTypeVersion: '2.10' },
      'PERSISTENT_2 offers 2.12 or 2.15', 'use LustreFileSystemTypeVersion.V_2_15',
    ],
    [
      'lustre/subnet-too-small',
      { deploymentType: 'SCRATCH_2', storageType: 'SSD', capacity: 28800, subnetPrefixLength: 28 },
      'the file system requires 13 addresses, but the /28 subnet has only 11 in total', 'use a larger subnet',
    ],
    [
      'lustre/tag-count',
      { provisioning: 'managed', tags: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, ''])) },
      'a resource has at most 50 tags: got 50, and the library adds 3', 'use at most 47 tags',
    ],
    ['lustre/repository-path-format', { dataRepositories: [repository({ fileSystemPath: 'data' })] },
      'fileSystemPath \'data\' must begin with /', 'use \'/data\''],
    ['lustre/repository-prefix', { dataRepositories: [repository({ prefix: '//in' })] },
      'prefix \'//in\' must not begin with a slash, which would become part of every key', 'use \'in\''],
    [
      'lustre/log-group-name', { logGroupName: '/training' },
      'must begin with /aws/fsx, because FSx writes to no other log groups', 'use \'/aws/fsx/training\'',
    ],
  ])('%s for %j', (id, configuration, problem, fix) => {
    const rules = ALL_RULES.filter(rule => rule.id === id);
    expect(check(rules, configuration as LustreConfiguration).violations).toMatchObject([{ problem, fix }]);
  });

  test.each([
    [{}, 'throughputCapacity, dataReadCacheConfiguration and metadataConfiguration'],
    [{ throughputCapacity: 4000 }, 'dataReadCacheConfiguration and metadataConfiguration'],
    [{ readCacheSizingMode: 'NO_CACHE', metadataMode: 'USER_PROVISIONED' }, 'throughputCapacity'],
    [{ throughputCapacity: 4000, readCacheSizingMode: 'NO_CACHE' }, 'metadataConfiguration'],
  ])('Intelligent-Tiering with %j requires %s', (omitUndefined, needed) => {
    const rules = ALL_RULES.filter(({ id }) => id === 'lustre/intelligent-tiering-needs');
    const configuration = { ...ELASTIC, provisioning: 'managed', ...omitUndefined } as LustreConfiguration;
    expect(check(rules, configuration).violations.map(({ problem }) => problem)).toEqual([
      `INTELLIGENT_TIERING requires ${needed}`,
    ]);
  });

  test('does not validate the capacity of HDD storage without a throughput', () => {
    expect(violated({ ...P1_HDD, driveCacheType: 'NONE', capacity: 1800 })).toEqual(['lustre/throughput-missing']);
  });
});

describe('boundaries', () => {
  const P2 = { deploymentType: 'PERSISTENT_2', storageType: 'SSD' };

  test('accepts an automatic backup retention of 0 to 90 whole days', () => {
    expectBoundaries(
      'lustre/backup-retention',
      automaticBackupRetention => ({ automaticBackupRetention }),
      [0, 1, 90],
      [-1, 0.5, 1.5, 90.5, 91],
    );
  });

  test('rejects a backup time without a retention of at least one day', () => {
    const of = (automaticBackupRetention?: number) => ({
      dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention,
    });
    expectBoundaries('lustre/backup-time-without-retention', of, [1, 90], [undefined, 0]);
  });

  test('accepts a backup retention of zero days for every deployment type', () => {
    for (const { deploymentType } of deploymentTypes) {
      expect(violates('lustre/backups-not-offered', { deploymentType, automaticBackupRetention: 0 })).toBe(false);
      expect(violates('lustre/backups-with-s3', {
        deploymentType, automaticBackupRetention: 0, s3ImportPath: 's3://data',
      })).toBe(false);
    }
  });

  test('accepts backups with an empty list of data repositories', () => {
    expect(violates('lustre/backups-with-s3', {
      deploymentType: 'PERSISTENT_1', automaticBackupRetention: 1, dataRepositories: [],
    })).toBe(false);
  });

  test('requires an existing subnet, and a fixed one for file systems that keep data', () => {
    const there = {
      provisioning: 'managed', deploymentType: 'PERSISTENT_1', clusterVpc: true, vpcOwned: false, privateSubnets: 2,
    };
    const of = (over: object) => ({ ...there, ...over });
    const none = { privateSubnets: 0 };
    expectBoundaries('lustre/subnet-missing', of,
      [{}, { ...none, subnetsGiven: true }, { ...none, provisioning: 'existing' }, { ...none, clusterVpc: false }],
      [none, { privateSubnets: undefined }, { ...none, provisioning: 'dynamic' }]);
    expectBoundaries('lustre/subnet-not-pinned', of,
      [none, { subnetsGiven: true }, { vpcOwned: true }, { deploymentType: 'SCRATCH_2' }, { provisioning: 'existing' }],
      [{}, { privateSubnets: 1 }, { deploymentType: 'PERSISTENT_2' }, { provisioning: 'dynamic' }]);
  });

  test('rejects an unknown Availability Zone if pods are scheduled into it', () => {
    expectBoundaries(
      'lustre/zone-unknown',
      (over: object) => ({ provisioning: 'managed', zoneAffinity: 'required', ...over }),
      [
        { availabilityZone: 'eu-west-1a' }, { availabilityZone: deferred }, { zoneAffinity: 'off' },
        { provisioning: 'dynamic' },
      ],
      [{}, { zoneAffinity: 'preferred' }, { provisioning: 'existing' }],
    );
  });

  test('rejects a cluster without a security group, unless no rules are added to an existing security group', () => {
    expectBoundaries(
      'lustre/cluster-security-group-missing',
      (over: object) => ({ provisioning: 'existing', clusterSecurityGroup: false, ...over }),
      [{}, { clusterSecurityGroup: true, existingSecurityGroup: true }],
      [{ existingSecurityGroup: true }, { provisioning: 'dynamic' }, { provisioning: 'managed' }],
    );
  });

  test.each([
    { automaticBackupRetention: 1, dataRepositories: [repository()] },
    { copyTagsToBackups: true, s3ImportPath: 's3://data' },
    { copyTagsToBackups: true, dataRepositories: [repository()] },
    { automaticBackupRetention: 1, s3ImportPath: deferred },
  ])('rejects backups with an S3 link: %j', configuration => {
    expect(violates('lustre/backups-with-s3', { deploymentType: 'PERSISTENT_1', ...configuration })).toBe(true);
  });

  test('accepts chunk sizes of 1 to 512000 whole MiB', () => {
    const [legal, illegal] = [[1, 1024, 512000], [-1, 0, 0.5, 1.5, 512001]];
    const linked = (importedFileChunkSize: number) => ({ dataRepositories: [repository({ importedFileChunkSize })] });
    expectBoundaries('lustre/chunk-size', importedFileChunkSize => ({ importedFileChunkSize }), legal, illegal);
    expectBoundaries('lustre/repository-chunk-size', linked, legal, illegal);
  });

  test('warns about EFA with less than 6000 metadata IOPS', () => {
    expectBoundaries(
      'lustre/efa-metadata-iops',
      metadataIops => ({ efaEnabled: true, metadataIops }),
      [6000, 12000],
      [1500, 3000, 5999],
    );
    expect(violates('lustre/efa-metadata-iops', { efaEnabled: false, metadataIops: 1500 })).toBe(false);
  });

  test('rejects claim sizes that are not positive', () => {
    expectBoundaries('lustre/claim-size-positive', claimSize => ({ claimSize }), [0.5, 1, 1200], [-1, 0]);
  });

  test('rejects EFA claim sizes that the driver rounds to an illegal capacity', () => {
    const of = (claimSize: number) => ({ ...P2, perUnitStorageThroughput: 1000, efaEnabled: true, claimSize });
    expectBoundaries('lustre/efa-claim-size', of, [2401, 4800, 9599, 9600], [1, 1200, 2400, 4801, 7200, 9601]);
  });

  // AWS reserves 5 addresses of a subnet, 1 is for metadata, and each other address serves 2400 GiB
  test.each([
    [28, 24000, 26400],
    [27, 62400, 64800],
    [26, 139200, 141600],
  ])('a /%s subnet accepts up to %s GiB', (subnetPrefixLength, legal, illegal) => {
    const of = (capacity: number) => ({
      deploymentType: 'SCRATCH_2', storageType: 'SSD', subnetPrefixLength, capacity,
    });
    expectBoundaries('lustre/subnet-too-small', of, [1200, legal], [illegal]);
    expectBoundaries(
      'lustre/subnet-too-small',
      claimSize => ({ ...of(0), capacity: undefined, claimSize }),
      [1200, legal],
      [illegal],
    );
  });

  test('accepts 50 tags, including those of the driver and the library', () => {
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
    expectBoundaries(
      'lustre/tag-count',
      (count: number) => ({ provisioning: 'dynamic', tags: tags(count) }),
      [0, 46],
      [47],
    );
    expectBoundaries(
      'lustre/tag-count',
      (count: number) => ({ provisioning: 'managed', tags: tags(count) }),
      [0, 47],
      [48],
    );
  });

  test('accepts tag keys of 1 to 128 and values of up to 256 characters, and rejects the prefix aws:', () => {
    const of = (tags: object) => ({ provisioning: 'managed', tags });
    const key = (length: number) => ({ ['k'.repeat(length)]: 'v' });
    const value = (length: number) => ({ k: 'v'.repeat(length) });
    expectBoundaries(
      'lustre/tag-format',
      of,
      [{}, key(1), key(128), value(0), value(256), { 'my:aws:tag': 'a=b' }, { k: deferred }],
      [
        key(0), key(129), value(257), { 'aws:k': 'v' }, { 'AWS:k': 'v' }, { fine: 'v', ...key(129) }, { k: 'a,b' },
        { 'k#': 'v' },
      ],
    );
  });

  test('rejects tags with , and = for dynamic claims', () => {
    const of = (tags: object) => ({ provisioning: 'dynamic', tags });
    expectBoundaries(
      'lustre/tag-format',
      of,
      [{ k: '' }, { k: 'a/b:c' }, { k: deferred }],
      [{ k: 'a,b' }, { k: 'a=b' }, { 'a,b': '' }, { 'a=b': '' }],
    );
  });

  test('accepts log groups whose names begin with /aws/fsx, unless logs are disabled', () => {
    expectBoundaries(
      'lustre/log-group-name',
      logGroupName => ({ logGroupName }),
      ['/aws/fsx', '/aws/fsx/lustre', '/aws/fsx-lustre'],
      ['', 'aws/fsx', '/aws/FSx', 'x/aws/fsx'],
    );
    expectBoundaries(
      'lustre/log-group',
      logLevel => ({ logLevel, logGroupArn: 'arn' }),
      ['WARN_ONLY', 'ERROR_ONLY', 'WARN_ERROR'],
      ['DISABLED'],
    );
    // without a log group, FSx creates /aws/fsx/lustre (API LustreLogCreateConfiguration)
    expectBoundaries(
      'lustre/log-group',
      logLevel => ({ logLevel }),
      ['DISABLED', 'WARN_ONLY', 'ERROR_ONLY', 'WARN_ERROR'],
      [],
    );
  });

  test('requires a size of the read cache with USER_PROVISIONED only', () => {
    const modes = Object.values(LustreReadCacheSizingMode);
    const user = [LustreReadCacheSizingMode.USER_PROVISIONED];
    const others = modes.filter(mode => !user.includes(mode));
    expectBoundaries(
      'lustre/read-cache-size-mode',
      readCacheSizingMode => ({ readCacheSizingMode, readCacheSize: 32 }),
      user,
      others,
    );
    expectBoundaries('lustre/read-cache-size-mode', readCacheSizingMode => ({ readCacheSizingMode }), others, user);
  });

  test('rejects a metadata configuration without Lustre 2.15', () => {
    const of = (fileSystemTypeVersion: string) => ({ fileSystemTypeVersion, metadataMode: 'AUTOMATIC' });
    expectBoundaries('lustre/version-with-metadata', of, ['2.15'], ['2.10', '2.12']);
  });

  test('reports one problem for Lustre 2.10', () => {
    for (const { deploymentType } of deploymentTypes) {
      const found = violated({
        deploymentType, fileSystemTypeVersion: '2.10',
      }).filter(id => id.startsWith('lustre/version-'));
      expect(found).toEqual([deploymentType === 'PERSISTENT_2' ? 'lustre/version-not-offered' : 'lustre/version-2-10']);
    }
  });

  test('accepts the access modes that the driver supports', () => {
    expectBoundaries(
      'lustre/access-mode',
      accessMode => ({ accessMode }),
      ['ReadWriteMany', 'ReadWriteOnce'],
      ['ReadOnlyMany', 'ReadWriteOncePod', ''],
    );
  });

  test('accepts add-on versions that support Pod Identity', () => {
    const found = (version: string, identity = 'POD_IDENTITY') => {
      return check(driverRules, { installation: 'ADD_ON', version, identity, oidcProvider: true }).violations.map(({ id }) => id);
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

  test('accepts paths of up to 900 characters', () => {
    expectBoundaries('lustre/s3-path-format', s3ImportPath => ({ s3ImportPath }), [path(900)], [path(901)]);
    expectBoundaries('lustre/s3-export-format', s3ExportPath => ({ s3ExportPath }), [path(900)], [path(901)]);
    const linked = (dataRepositoryPath: string) => ({ dataRepositories: [repository({ dataRepositoryPath })] });
    expectBoundaries('lustre/repository-s3-path', linked, [path(900)], [path(901)]);
  });

  test('rejects exports to another bucket, and warns about exports that overwrite imported objects', () => {
    const of = (s3ExportPath: string) => ({ s3ImportPath: 's3://data/in', s3ExportPath });
    expectBoundaries(
      'lustre/s3-export-bucket',
      of,
      ['s3://data', 's3://data/out', 'no path'],
      ['s3://data2/in', 's3://dat'],
    );
    expectBoundaries('lustre/s3-export-overwrites', of, ['s3://data/out', 's3://data/in/out', 's3://data/i'],
      ['s3://data', 's3://data/', 's3://data/in', 's3://data/in/']);
  });

  test('accepts up to 8 data repositories', () => {
    const of = (count: number) => ({
      dataRepositories: Array.from({ length: count }, (_, i) => repository({
        fileSystemPath: `/${i}`, prefix: `${i}`,
      })),
    });
    expectBoundaries('lustre/repository-count', of, [0, 1, 8], [9]);
    expect(violated(of(8))).toEqual([]);
  });

  test('accepts directories that begin with / and have up to 4096 characters', () => {
    const of = (fileSystemPath: any) => ({ dataRepositories: [repository({ fileSystemPath })] });
    const directory = (length: number) => `/${'d'.repeat(200)}`.repeat(length / 201).padEnd(length, '/d');
    expectBoundaries('lustre/repository-path-format', of, ['/', '/a/b', '/ns1/', '/a b', directory(4096), deferred],
      ['', 'a', './a', directory(4097), '/.', '/./a', '/a/..', '/a//b', '//', '/a\0', '/a\tb', `/${'d'.repeat(256)}`]);
  });

  const pairOf = (field: 'fileSystemPath' | 'prefix') => ([a, b]: any[]) => ({
    dataRepositories: [repository({ bucket: 'a', [field]: a }), repository({
      bucket: field === 'prefix'
        ? 'a'
        : 'b', [field]: b,
    })],
  });

  test('rejects directories that overlap, and / beside another directory', () => {
    expectBoundaries('lustre/repository-path-overlap', pairOf('fileSystemPath'),
      [['/a', '/b'], ['/a', '/ab'], ['/a/b', '/a/c'], ['/ns1/ns2', '/ns10'], ['/a', deferred], ['/', deferred]],
      [
        ['/a', '/a'], ['/a', '/a/'], ['/a', '/./a'], ['/a', '/a//b'], ['/.', '/a'], ['/a', '/a/b'], ['/a/b', '/a'],
        ['/a/', '/a/b'], ['/', '/a'], ['/a', '/'], ['/', '/'],
      ]);
    expect(violates('lustre/repository-path-overlap', {
      dataRepositories: [repository({ fileSystemPath: '/' })],
    })).toBe(false);
  });

  test('rejects prefixes of one bucket that overlap', () => {
    expectBoundaries('lustre/repository-s3-overlap', pairOf('prefix'),
      [['a', 'b'], ['a', 'ab'], ['a/', 'ab/'], ['a/b', 'a/c'], ['', deferred]],
      [['a', 'a'], ['a', 'a/'], ['a', 'a/b'], ['a/b/', 'a'], ['', 'a'], ['', '']]);
  });

  test('accepts equal prefixes of two buckets, even if their names are known only at deployment', () => {
    const of = (...buckets: string[]) => ({
      dataRepositories: buckets.map((bucket, i) => repository({ bucket, fileSystemPath: `/${i}` })),
    });
    expectBoundaries(
      'lustre/repository-s3-overlap',
      buckets => of(...buckets),
      [['a', 'b'], ['${Token[TOKEN.1]}', '${Token[TOKEN.2]}']],
      [['a', 'a'], ['${Token[TOKEN.1]}', '${Token[TOKEN.1]}']],
    );
  });

  test('does not treat an empty list of data repositories as an S3 link', () => {
    const none = {
      deploymentType: 'SCRATCH_1', storageType: 'SSD', fileSystemTypeVersion: '2.10', s3ImportPath: 's3://data',
      dataRepositories: [],
    };
    expect(violated(none)).toEqual(['lustre/version-2-10']);
  });
});

describe('names', () => {
  const { object, namespace } = names;

  test.each([
    ['lustre/claim-name-format', 'claimName', object], ['lustre/class-name-format', 'storageClassName', object],
    ['lustre/namespace-format', 'claimNamespace', namespace],
  ] as const)('%s', (id, field, { legal, illegal, longest }) => {
    expectBoundaries(
      id,
      name => ({ [field]: name }),
      [...legal, 'a'.repeat(longest)],
      [...illegal, 'a'.repeat(longest + 1)],
    );
  });

  test.each([
    ['lustre/claim-name-format', 'claimName'],
    ['lustre/namespace-format', 'claimNamespace'],
    ['lustre/sub-directory-format', 'subDirectory'],
  ])('%s suggests a legal value', (id, field) => {
    const rules = ALL_RULES.filter(rule => rule.id === id);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'aZ0-._/ü \''), maxLength: 300 }), value => {
      const { violations } = check(rules, { [field]: value } as object as LustreConfiguration);
      const proposals = violations.map(({ fix }) => fix.replace(/^use '/, '').replace(/'$/, ''));
      expect(proposals.filter(proposal => violates(id, { [field]: proposal }))).toEqual([]);
    }), { examples: [['A'.repeat(300)], ['a..B-.c'], [`${'a'.repeat(252)}-b`], [`${'a'.repeat(62)}-b`]] });
  });

  test('rejects names that are known only at deployment', () => {
    for (const field of ['claimName', 'claimNamespace', 'storageClassName']) {
      expect(violated({ provisioning: 'dynamic', [field]: deferred })).toContain('lustre/name-known-late');
    }
  });

  test('accepts relative directories below the root', () => {
    expectBoundaries(
      'lustre/sub-directory-format',
      subDirectory => ({ subDirectory }),
      ['a', 'a/b', 'a/..b', '.a', 'ü', 'd'.repeat(255)],
      [
        '', '/', '/a', 'a b', '..', 'a/../b', '../a', 'a/..', '.', './a', 'a/.', 'a//b', 'a/', 'a\0b', 'a\x07b',
        'd'.repeat(256), 'd/'.repeat(2047) + 'dd',
      ],
    );
  });
});

describe('any configuration', () => {
  const number = fc.oneof(
    fc.constantFrom(
      -1, 0, 0.5, 1, 12, 31, 32, 40, 50, 90, 91, 125, 1000, 1200, 1201, 1500, 2000, 2400, 3600, 4000, 4800, 6000, 12000,
      192000, 204000,
    ),
    fc.integer({ min: -10, max: 3000000 }), fc.double({ noNaN: true, min: -10, max: 1e6 }),
  );
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aZ0-._/: ü\''), maxLength: 20 }),
    fc.constantFrom(
      's3://data', 's3://data/in', 's3://', 'fs-0123456789abcdef0', '05:30', '1:05:00', '/aws/fsx/a', 'data',
    ),
  );
  const valuesOf = (values: object) => fc.constantFrom<string>(...Object.values(values) as string[]);
  const orDeferred = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary }, {
    weight: 1, arbitrary: fc.constant(deferred),
  });
  const truth = fc.boolean();
  const omitUndefined = fc.constant(true);
  const events = fc.array(valuesOf(DataRepositoryEvent), { maxLength: 4 });
  const repositories = fc.array(fc.record({
    fileSystemPath: orDeferred(text), dataRepositoryPath: orDeferred(text), bucket: text, prefix: orDeferred(text),
    bucketRegion: fc.option(fc.constantFrom('us-east-1', 'eu-central-1'), { nil: undefined }),
    autoImportPolicy: events, autoExportPolicy: events, batchImportMetaDataOnCreate: truth,
    importedFileChunkSize: fc.option(orDeferred(number), { nil: undefined }),
  }), { maxLength: 10 });

  const inOtherVpc = fc.array(fc.record({ resource: fc.constant('Storage/Group'), vpc: fc.constant('vpc-a'), required: fc.constant('vpc-b') }), { maxLength: 2 });

  /** One arbitrary for each field; a new field without one does not compile. */
  const FIELDS: { readonly [K in keyof Required<LustreConfiguration>]: fc.Arbitrary<unknown> } = {
    provisioning: fc.constantFrom('dynamic', 'managed', 'existing'),
    backupPlan: fc.constant(true), backupsOffered: fc.constantFrom(undefined, false),
    deploymentType: orDeferred(valuesOf(LustreDeploymentType)),
    storageType: orDeferred(valuesOf(LustreStorageType)),
    capacity: orDeferred(number),
    perUnitStorageThroughput: orDeferred(number),
    throughputCapacity: fc.oneof(fc.constantFrom(1000, 2000, 4000), orDeferred(number)),
    readCacheSizingMode: orDeferred(valuesOf(LustreReadCacheSizingMode)),
    readCacheSize: orDeferred(number),
    driveCacheType: orDeferred(valuesOf(LustreDriveCacheType)),
    dataCompressionType: orDeferred(valuesOf(LustreDataCompressionType)),
    fileSystemTypeVersion: orDeferred(valuesOf(LustreFileSystemTypeVersion)),
    metadataMode: orDeferred(valuesOf(LustreMetadataMode)),
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
    autoImportPolicy: orDeferred(valuesOf(LustreAutoImportPolicy)),
    importedFileChunkSize: orDeferred(number),
    logLevel: orDeferred(valuesOf(LustreLogLevel)),
    logGroupName: orDeferred(text),
    logGroupArn: orDeferred(text),
    claimName: orDeferred(text),
    claimNamespace: orDeferred(text),
    claimSize: orDeferred(number),
    accessMode: fc.constantFrom('ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany'),
    volumeMode: fc.constantFrom('Filesystem', 'Block'),
    subDirectory: orDeferred(text),
    claimTakenBy: text,
    storageClass: fc.constant({}),
    volumeMetadata: omitUndefined,
    volumeName: fc.constantFrom(undefined, 'fsx-pv'),
    adopt: omitUndefined,
    fixedClassName: text,
    classTakenBy: text,
    isDefaultClass: omitUndefined,
    defaultClassTakenBy: text,
    shareTeam: text,
    shareDirectory: orDeferred(text),
    shareReadOnly: omitUndefined,
    shareLimited: omitUndefined,
    shareQuota: orDeferred(number),
    shareFileLimit: orDeferred(number),
    shareProjectId: orDeferred(number),
    shareOwner: fc.tuple(fc.integer(), fc.integer()),
    shareMode: text,
    shareStripeCount: fc.integer({ min: -2, max: 3000 }),
    shareJobSettings: fc.subarray(['user', 'group', 'mode', 'image']),
    quotaDirectories: fc.array(fc.record({ team: text, directory: text, projectId: number }), { maxLength: 3 }),
    kubectl: fc.constantFrom('ready', 'missing', 'older-eks'),
    clusterVpc: truth,
    clusterSecurityGroup: truth,
    clusterDriver: fc.constantFrom('ours', 'theirs', 'unknown', 'other-cluster'),
    ipFamily: fc.constantFrom('ipv4', 'ipv6'),
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'), clusterElsewhere: text,
    clusterEnvironment: fc.record({ stack: text, ownStack: text, env: fc.constant('{ region: \'eu-west-1\' }') }),
    fargateOnly: truth,
    rolePolicyCharacters: fc.nat(20000),
    clusterLibrary: fc.constantFrom('aws-eks', 'aws-eks-v2-alpha', 'none'),
    crowdedSecurityGroups: fc.array(fc.record({ group: text, inbound: number, outbound: number }), { maxLength: 2 }),
    subnetId: orDeferred(text),
    subnetsGiven: omitUndefined,
    subnetsInOtherVpc: inOtherVpc,
    securityGroupsInOtherVpc: inOtherVpc,
    vpcOwned: truth,
    privateSubnets: fc.nat(6),
    subnetPrefixLength: orDeferred(fc.integer({ min: 16, max: 28 })),
    availabilityZone: orDeferred(text),
    zoneAffinity: fc.constantFrom('required', 'preferred', 'off'),
    nodesInOtherZones: fc.array(text, { maxLength: 3 }),
    notifiedBuckets: fc.array(text, { maxLength: 2 }),
    dataRepositories: repositories,
    importRegion: text,
    tags: fc.dictionary(text, orDeferred(text), { maxKeys: 60 }),
    mountOptions: fc.array(text),
    allowVolumeExpansion: truth,
    clients: omitUndefined,
    removalPolicy: fc.constantFrom('destroy', 'retain', 'snapshot', 'retain-on-update-or-delete'),
    reclaimPolicy: valuesOf(['Retain', 'Delete']),
    volumeBindingMode: valuesOf(['Immediate', 'WaitForFirstConsumer']),
    storageClassName: orDeferred(text),
    fileSystemId: orDeferred(text),
    mountName: orDeferred(text),
    dnsName: orDeferred(text),
    existingSecurityGroup: omitUndefined,
    fileSystemIdGiven: omitUndefined,
    fileSystemGiven: omitUndefined,
  };
  const configurations = fc.record(
    FIELDS, { requiredKeys: [] },
  ) as fc.Arbitrary<object> as fc.Arbitrary<LustreConfiguration>;
  /** Configurations in which all fields are set, so that few rules are skipped. */
  const fullConfigurations = fc.record(FIELDS) as fc.Arbitrary<object> as fc.Arbitrary<LustreConfiguration>;

  test('rules never throw, and messages never contain undefined', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(fc.oneof(configurations, fullConfigurations), configuration => {
      const { violations } = check(ALL_RULES, configuration);
      violations.forEach(({ id }) => seen.add(id));
      const printed = violations.flatMap(({ problem, fix }) => [problem, fix]);
      expect(printed.filter(line => {
        return !/\S/.test(line) || /undefined|NaN|Infinity|null|\[object|Token\[|<known at deployment>/.test(line);
      })).toEqual([]);
    }), { numRuns: 600 });
    const unseen = ALL_RULES.map(({ id }) => id).filter(id => !seen.has(id));
    expect(unseen.length).toBeLessThan(10); // otherwise the generated configurations cover too few rules
  });

  test('deploy-time values violate only the rule that names must be known', () => {
    const allDeferred = Object.fromEntries(Object.keys(FIELDS).map(field => [field, deferred]));
    expect(violated({ ...allDeferred, provisioning: 'dynamic' })).toEqual(['lustre/name-known-late']);
  });

  test('an empty configuration violates no rule', () => {
    expect(check(ALL_RULES, {} as LustreConfiguration)).toEqual({ violations: [], skipped: [] });
  });

});

function repository(over: Partial<DataRepositoryConfiguration> = {}): DataRepositoryConfiguration {
  return {
    fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [],
    autoExportPolicy: [],
    batchImportMetaDataOnCreate: true, ...over,
  };
}

test('requires a capacity for managed file systems only, and warns about rounding for dynamic claims only', () => {
  const plain = { deploymentType: LustreDeploymentType.SCRATCH_2, storageType: LustreStorageType.SSD, claimSize: 1300 };
  const idsFor = (provisioning: 'dynamic' | 'managed' | 'existing') => check(LUSTRE_RULES, {
    ...plain, provisioning,
  }).violations.map(({ id }) => id);
  expect(idsFor('managed')).toContain('lustre/capacity-missing');
  expect(idsFor('managed')).not.toContain('lustre/claim-size-rounded');
  expect(idsFor('dynamic')).not.toContain('lustre/capacity-missing');
  expect(idsFor('dynamic')).toContain('lustre/claim-size-rounded');
});
