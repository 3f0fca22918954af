import { readFileSync, readdirSync } from 'fs';
import * as fc from 'fast-check';
import { EVERY_RULE, Known, TABLES, violates, violated, expectBoundaries, deferred, violationOf } from './violations';
import { VolumeBindingMode } from '../../src/kubernetes/enums';
import {
  OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration, OntapDataSyncConfiguration,
  OntapDefaultsConfiguration,
  OntapPoolConfiguration,
} from '../../src/ontap/configuration';
import {
  OntapBlockFileSystem, OntapDeploymentType, OntapDiskIopsMode, OntapNfsVersion, OntapSanType, OntapSecurityStyle,
  OntapStorageDriver,
  OntapTieringPolicy, OntapVolumeStyle, ONTAP_LIMITS,
} from '../../src/ontap/limits';
import { ALL_ONTAP_RULES } from '../../src/ontap/rules';
import { TridentConfiguration, tridentRules } from '../../src/ontap/rules/trident';
import { VolumeConfiguration } from '../../src/ontap/rules/volumes';
import { ONTAP_FIELD_NAMES, backendFieldNames, volumeFieldNames } from '../../src/ontap/schema';
import { check } from '../../src/validation/check';
import { adoptRulesOf } from '../../src/validation/common/adopt';
import { backupIdRule, backupRulesOf } from '../../src/validation/common/backups';
import { claimRulesOf } from '../../src/validation/common/claim';
import { classRulesOf } from '../../src/validation/common/class';
import { capacityRulesOf, clusterRulesOf } from '../../src/validation/common/cluster';
import { existingRulesOf } from '../../src/validation/common/existing';
import { clusterNetworkRulesOf, partitionRule } from '../../src/validation/common/placement';
import { securityGroupRulesOf } from '../../src/validation/common/security-group';
import { tagRulesOf } from '../../src/validation/common/tags';
import { entry, report } from '../../src/validation/report';
import names from '../cases/names.json';
import deploymentTypes from '../cases/ontap-deployment-types.json';
import formats from '../cases/ontap-formats.json';

const ROWS = Object.entries(TABLES).flatMap(([table, rules]) => rules.map(rule => [table, rule.id, rule] as const));
const INTERNAL_TEXT = /undefined|NaN|Infinity|null|\[object|Token\[|<known at deployment>/;

describe.each(ROWS)('%s rules: %s', (_, id, rule) => {
  const { invalidExample, validExample } = rule;

  test('reports its invalid example', () => {
    expect(check([rule], invalidExample).violations.map(violation => violation.id)).toEqual([id]);
  });

  test('accepts its valid example', () => {
    expect(check([rule], validExample)).toEqual({ violations: [], skipped: [] });
  });

  test('is skipped while what it reads is known only at deployment', () => {
    for (const field of [...rule.reads, ...rule.mayRead ?? []].map(String)) {
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

test('ids are kebab-case below ontap/, and unique in each table', () => {
  expect(ROWS.map(([, id]) => id).filter(id => !/^ontap\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  for (const rules of Object.values(TABLES)) {
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  }
});

test('every rule is part of a table', () => {
  const texts = readdirSync('src/ontap/rules').map(file => readFileSync(`src/ontap/rules/${file}`, 'utf8'));
  const written = texts.flatMap(text => [...text.matchAll(/['"](ontap\/[a-z0-9-]+)['"]/g)]).map(([, id]) => id);
  const shared = [
    ...claimRulesOf('ontap'), ...classRulesOf('ontap'), ...existingRulesOf('ontap', ''),
    ...clusterRulesOf({ service: 'ontap', construct: '', source: '' }), ...clusterNetworkRulesOf('ontap'), ...tridentRules, ...capacityRulesOf({ service: 'ontap' }),
    ...securityGroupRulesOf({ service: 'ontap' }), ...tagRulesOf('ontap'), backupIdRule('ontap', ''),
    partitionRule('ontap', ONTAP_LIMITS, { invalid: OntapDeploymentType.MULTI_AZ_2, valid: OntapDeploymentType.MULTI_AZ_1, source: '' }),
    ...adoptRulesOf('ontap', ''),
    ...backupRulesOf({ service: 'ontap', defaultRetention: 30, source: '' }),
  ].map(({ id }) => id);
  expect([...new Set([...written, ...shared])].sort()).toEqual(EVERY_RULE.map(({ id }) => id).sort());
});

test('ids are unique among all rules, and a shared id has the same message in each table', () => {
  const ids = ALL_ONTAP_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const rule of ALL_ONTAP_RULES) {
    const rows = ROWS.filter(([, id]) => id === rule.id).map(([,, row]) => row);
    expect(rows.map(({ severity, acknowledgeable, problem, source }) => [
      severity, acknowledgeable, `${problem}`, source,
    ]))
      .toEqual(rows.map(() => [rule.severity, rule.acknowledgeable, `${rule.problem}`, rule.source]));
  }
});

test('errors that rest on a service limit can be acknowledged, because the service may have raised it', () => {
  const errors = EVERY_RULE.filter(({ acknowledgeable }) => acknowledgeable === 'service-limit');
  expect(errors.map(({ severity }) => severity)).toEqual(errors.map(() => 'error'));
  expect(errors.map(({ id }) => id).sort()).toEqual([
    'ontap/backup-retention', 'ontap/block-not-offered', 'ontap/capacity-range', 'ontap/claim-size-largest', 'ontap/claims-per-volume',
    'ontap/cooling-period', 'ontap/ha-pairs-not-offered', 'ontap/iops-range', 'ontap/nconnect',
    'ontap/nvme-not-offered', 'ontap/route-tables-too-many', 'ontap/snapshot-reserve', 'ontap/tag-count',
    'ontap/throughput-not-offered',
  ]);
});

test('errors about nodes and estimates can be acknowledged, because synthesis cannot verify them', () => {
  const errors = EVERY_RULE.filter(({ acknowledgeable }) => acknowledgeable === 'not-verifiable');
  expect(errors.map(({ id }) => id)).toEqual([
    'ontap/driver-role-policies', 'ontap/fargate-only', 'ontap/security-group-rules', 'ontap/block-on-auto-mode',
    'ontap/storage-prefix-shared', 'ontap/data-sync-export-policy',
  ]);
});

test('warnings report configurations that work but are rarely intended', () => {
  expect(EVERY_RULE.filter(({ severity }) => severity === 'warning').map(({ id }) => id).sort()).toEqual([
    'ontap/claim-larger-than-file-system', 'ontap/data-sync-bucket-elsewhere', 'ontap/data-sync-volume-unknown', 'ontap/deployment-type-unverified', 'ontap/multi-az-in-shared-vpc',
    'ontap/nodes-unprepared', 'ontap/not-in-partition', 'ontap/nvme-unverified', 'ontap/route-tables-untagged', 'ontap/tiering-moves-hot-data',
    'ontap/volumes-outlive-file-system',
  ]);
});

describe('reports the legal values and the nearest legal value', () => {
  const PAIRS = { deploymentType: 'SINGLE_AZ_2', haPairs: 2 };
  const MULTI = { deploymentType: 'MULTI_AZ_1', haPairs: 1 };

  test.each<[string, object, string, string]>([
    [
      'ontap/ha-pairs-not-offered', { deploymentType: 'MULTI_AZ_1', haPairs: 2 }, 'MULTI_AZ_1 has one HA pair',
      'remove haPairs, or use OntapDeploymentType.SINGLE_AZ_2 or OntapDeploymentType.SINGLE_AZ_3',
    ],
    [
      'ontap/ha-pairs-not-offered', { deploymentType: 'SINGLE_AZ_2', haPairs: 13 }, 'SINGLE_AZ_2 has 1 to 12 HA pairs',
      'use 1 to 12',
    ],
    ['ontap/throughput-not-offered', { ...PAIRS, throughputCapacityPerHaPair: 768 },
      'SINGLE_AZ_2 with 2 HA pairs offers 1536, 3072 or 6144 MB/s for each HA pair', 'use 1536, the nearest value'],
    ['ontap/throughput-not-offered', { ...PAIRS, haPairs: 1, throughputCapacityPerHaPair: 1024 },
      'SINGLE_AZ_2 offers 384, 768, 1536, 3072 or 6144 MB/s for each HA pair', 'use 768, the nearest value'],
    ['ontap/throughput-not-offered', { ...PAIRS, deploymentType: 'SINGLE_AZ_3', throughputCapacityPerHaPair: 20000 },
      'SINGLE_AZ_3 with 2 HA pairs offers 1536, 3072, 6144, 12288 or 18432 MB/s for each HA pair',
      'use 18432, the nearest value'],
    [
      'ontap/capacity-range', { ...PAIRS, deploymentType: 'SINGLE_AZ_3', capacity: 1024 },
      'SINGLE_AZ_3 with 2 HA pairs offers at least 2048 GiB, in whole GiB',
      'use Size.gibibytes(2048), the nearest value',
    ],
    [
      'ontap/iops-range', { deploymentType: 'MULTI_AZ_3', haPairs: 1, capacity: 1024, diskIops: 1 },
      'with 1024 GiB, MULTI_AZ_3 offers 3072 (3 for each GiB) IOPS or more', 'use 3072, the nearest value',
    ],
    ['ontap/throughput-not-offered', { ...MULTI, throughputCapacityPerHaPair: 6144 },
      'MULTI_AZ_1 offers 128, 256, 512, 1024, 2048 or 4096 MB/s for each HA pair', 'use 4096, the nearest value'],
    [
      'ontap/capacity-range', { ...PAIRS, capacity: 1024 },
      'SINGLE_AZ_2 with 2 HA pairs offers 2048 to 1048576 GiB, in whole GiB',
      'use Size.gibibytes(2048), the nearest value',
    ],
    [
      'ontap/capacity-range', { ...MULTI, capacity: 200000 }, 'MULTI_AZ_1 offers 1024 to 196608 GiB, in whole GiB',
      'use Size.gibibytes(196608), the nearest value',
    ],
    [
      'ontap/capacity-range', { ...MULTI, capacity: 1024.5 }, 'MULTI_AZ_1 offers 1024 to 196608 GiB, in whole GiB',
      'use Size.gibibytes(1025), the nearest value',
    ],
    ['ontap/iops-range', { ...PAIRS, capacity: 2048, diskIops: 6143 },
      'with 2048 GiB, SINGLE_AZ_2 offers 6144 (3 for each GiB) to 400000 IOPS', 'use 6144, the nearest value'],
    ['ontap/iops-range', { ...MULTI, capacity: 1024, diskIops: 160001 },
      'with 1024 GiB, MULTI_AZ_1 offers 3072 (3 for each GiB) to 160000 IOPS', 'use 160000, the nearest value'],
    [
      'ontap/iops-mode', { diskIopsMode: 'AUTOMATIC', diskIops: 6144 },
      'AUTOMATIC does not support iops; FSx provides 3 for each GiB',
      'remove iops, or use OntapDiskIopsMode.USER_PROVISIONED',
    ],
    [
      'ontap/iops-mode', { diskIopsMode: 'USER_PROVISIONED' }, 'USER_PROVISIONED requires iops',
      'set iops, or use OntapDiskIopsMode.AUTOMATIC',
    ],
    [
      'ontap/subnet-count', { deploymentType: 'SINGLE_AZ_1', subnetIds: ['a', 'b'], subnetsGiven: true },
      'SINGLE_AZ_1 requires one subnet, got 2', 'select one subnet, for example with vpcSubnets: { subnets: [subnet] }, or use a MULTI_AZ deployment type',
    ],
    [
      'ontap/subnet-count', { deploymentType: 'MULTI_AZ_1', subnetIds: ['a'], subnetsGiven: true },
      'MULTI_AZ_1 requires two subnets, got 1',
      'select two subnets in different Availability Zones, for example with vpcSubnets: { subnets: [first, second] }, or use a SINGLE_AZ deployment type',
    ],
    ['ontap/subnets-missing', { provisioning: 'managed', deploymentType: 'SINGLE_AZ_2', clusterVpc: true },
      'SINGLE_AZ_2 requires a private subnet, but the cluster VPC has 0', 'set vpcSubnets'],
    [
      'ontap/subnets-missing',
      { provisioning: 'managed', deploymentType: 'MULTI_AZ_2', clusterVpc: true, privateSubnets: 1 },
      'MULTI_AZ_2 requires private subnets in two Availability Zones, but the cluster VPC has 1',
      'set vpcSubnets',
    ],
    [
      'ontap/only-multi-az',
      { deploymentType: 'SINGLE_AZ_1', preferredSubnetId: 'a', routeTablesGiven: true, endpointIpAddressRange: deferred },
      'preferredSubnet, routeTableIds and endpointIpAddressRange can be set only for file systems in two Availability '
        + 'Zones',
      'remove them, or use OntapDeploymentType.MULTI_AZ_1, OntapDeploymentType.MULTI_AZ_2 or '
        + 'OntapDeploymentType.MULTI_AZ_3',
    ],
    [
      'ontap/endpoint-range-overlaps',
      { endpointIpAddressRange: '10.0.0.0/16', subnetCidrs: ['10.0.0.0/24', '10.1.0.0/24', '10.0.1.0/24'] },
      'overlaps the subnets 10.0.0.0/24 and 10.0.1.0/24',
      'use a range that overlaps no subnet of the VPC, or remove endpointIpAddressRange',
    ],
    ['ontap/route-table-unknown', { deploymentType: 'MULTI_AZ_2', subnetsWithoutRouteTable: ['subnet-a', 'subnet-b'] },
      'the route table of subnet-a and subnet-b is unknown; without it, mounts on nodes in these subnets time out',
      'set routeTableIds to the route tables of all subnets with nodes, or import the VPC with '
        + 'privateSubnetRouteTableIds'],
    [
      'ontap/backup-retention', { automaticBackupRetention: 91 },
      'must be a whole number of days from 0 (disabled) to 90', 'use Duration.days(90)',
    ],
    [
      'ontap/backup-retention', { automaticBackupRetention: 1.6 },
      'must be a whole number of days from 0 (disabled) to 90', 'use Duration.days(2)',
    ],
    [
      'ontap/nvme-not-offered', { sanType: 'nvme', deploymentType: 'SINGLE_AZ_1' },
      'SINGLE_AZ_1 does not support NVMe; second-generation file systems do',
      'use OntapSanType.ISCSI, or OntapDeploymentType.SINGLE_AZ_2',
    ],
    ['ontap/storage-prefix-format', { driver: 'ontap-nas', storagePrefix: '1 team' },
      'must consist of letters, digits, _, - and ., and must not begin with a digit', 'use \'_1_team\''],
    ['ontap/storage-prefix-format', { driver: 'ontap-nas-economy', storagePrefix: '1 team' },
      'must consist of letters, digits, _, - and .', 'use \'_1_team\''],
    ['ontap/auto-export-cidrs', { autoExportCidrs: ['10.0.0.0/16'], autoExportPolicy: false },
      'requires autoExportPolicy: true', 'set autoExportPolicy: true, or remove autoExportCidrs'],
    ['ontap/auto-export-cidrs', { autoExportCidrs: ['10.0.0.0/33'], autoExportPolicy: true },
      'must be IPv4 or IPv6 ranges in CIDR notation', 'use ranges such as \'10.0.0.0/16\''],
    [
      'ontap/nodes-unprepared', { driver: 'ontap-san', sanType: 'nvme' },
      'nodes require nvme-cli and the kernel module nvme-tcp; otherwise pods do not start',
      'use TridentDriver.iscsiUserData() for the node groups, or let Trident prepare the nodes '
        + '(TridentInstallation.HELM with prepareNodesForIscsi); then set nodesPreparedForIscsi: true on the '
        + 'TridentDriver, or acknowledge this warning',
    ],
    [
      'ontap/backend-unknown', { claimBackend: 'x', backends: ['nas', 'san'] },
      'this storage has only the backends nas and san', 'use nas or san',
    ],
    [
      'ontap/pool-unknown', { claimPool: 'x', pools: [] }, 'the backend has no pools',
      'remove pool, or add pools to the backend',
    ],
    [
      'ontap/pool-unknown', { claimPool: 'x', pools: ['hot', 'cold'] }, 'the backend has only the pools hot and cold',
      'use hot or cold',
    ],
    ['ontap/tiering-policy-unknown', { claimTieringPolicy: 'SNAPSHOT_ONLY', poolPolicies: ['NONE', 'AUTO'] },
      'a volume gets its tiering policy from its pool, because Trident ignores one on a claim; the selected backend or '
        + 'pool offers NONE or AUTO',
      'add a pool with this policy to the backend: pools: [{ name: \'standard\' }, { name: \'snapshot-only\', '
        + 'tieringPolicy: OntapTieringPolicy.SNAPSHOT_ONLY }]'],
    [
      'ontap/annotation-not-read',
      { driver: 'ontap-san', unixPermissions: '0755', exportPolicy: 'x', snapshotPolicy: 'none' },
      'ontap-san ignores unixPermissions and exportPolicy of a claim',
      'remove unixPermissions and exportPolicy, or use another backend',
    ],
    ['ontap/annotation-not-read', { driver: 'ontap-nas-economy', splitOnClone: false },
      'ontap-nas-economy ignores splitOnClone of a claim', 'remove splitOnClone, or use another backend'],
    [
      'ontap/qos-policies', { driver: 'ontap-nas-economy', adaptiveQosPolicy: 'gold' },
      'qtrees do not support adaptive QoS policies', 'use qosPolicy',
    ],
    [
      'ontap/volume-size', { volumeStyle: 'FLEXGROUP', haPairs: 12, volumeSize: 800 },
      'a FlexGroup on 12 HA pairs must have 9600 to 20971519 GiB',
      'use a size in this range, at least Size.gibibytes(9600), or OntapVolumeStyle.FLEXVOL',
    ],
    [
      'ontap/driver-version-format', { version: 'v25.6.2-eksbuild.1', installation: 'HELM' },
      'must have the form of a chart version, for example 100.2606.0',
      'use a version of the trident-operator chart: 100, then year and month of the release',
    ],
    [
      'ontap/driver-version-format', { version: '100.2606.0', installation: 'ADD_ON' },
      'must have the form of an EKS add-on version, for example v25.6.2-eksbuild.1',
      'use a version listed by `aws eks describe-addon-versions --addon-name netapp_trident-operator`',
    ],
  ])('%s for %j', (id, configuration, problem, fix) => {
    expect(violationOf(id, configuration as Known)).toMatchObject({ problem, fix });
  });
});

describe('suggests a legal value', () => {
  const types = Object.values(OntapDeploymentType);
  const number = fc.oneof(
    fc.constantFrom(
      -1, 0, 0.5, 127, 384, 1023, 1024, 1024.5, 1025, 2048, 196608, 196609, 524288, 524289, 1048576, 1048577, 3e6,
    ),
    fc.integer({ min: -10, max: 3e6 }), fc.double({ noNaN: true, min: -10, max: 3e6 }),
  );
  const place = fc.constantFrom(...deploymentTypes.flatMap(({ deploymentType, haPairs }) => {
    return haPairs.legal.map(pairs => ({ deploymentType, haPairs: pairs }));
  }));
  const anyPairs = fc.constantFrom(...deploymentTypes.flatMap(({ deploymentType, haPairs }) => {
    return [...haPairs.legal, ...haPairs.illegal].map(pairs => ({ deploymentType, haPairs: pairs }));
  }));
  /** The value that a fix suggests; undefined if the rule is not violated. */
  const proposed = (id: string, configuration: Known, pattern: RegExp) => {
    const violation = violationOf(id, configuration);
    return violation && pattern.exec(violation.fix)![1];
  };

  test.each<[string, string, RegExp]>([
    ['ontap/throughput-not-offered', 'throughputCapacityPerHaPair', /^use (\S+), the nearest value$/],
    ['ontap/capacity-range', 'capacity', /^use Size\.gibibytes\((\S+)\), the nearest value$/],
  ])('%s: the nearest one', (id, field, pattern) => {
    fc.assert(fc.property(place, number, (row, wanted) => {
      const nearest = proposed(id, { ...row, [field]: wanted }, pattern);
      if (nearest !== undefined) {
        const legal = (value: number) => !violates(id, { ...row, [field]: value });
        expect(legal(Number(nearest))).toBe(true);
        const distance = Math.abs(Number(nearest) - wanted);
        const nearer = [
          128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, Number(nearest) - 1, Number(nearest) + 1,
        ]
          .filter(value => Math.abs(value - wanted) < Math.floor(distance) && legal(value));
        expect(nearer).toEqual([]);
      }
    }), { numRuns: 400 });
  });

  test('IOPS', () => {
    const wanted = fc.tuple(place, fc.integer({
      min: 1024, max: 1048576,
    }), fc.oneof(number, fc.integer({ min: 0, max: 5e6 })));
    fc.assert(fc.property(wanted, ([row, capacity, diskIops]) => {
      fc.pre(!violates('ontap/capacity-range', { ...row, capacity }));
      const nearest = proposed('ontap/iops-range', { ...row, capacity, diskIops }, /^use (\S+), the nearest value$/);
      expect(nearest !== undefined
        && violates('ontap/iops-range', { ...row, capacity, diskIops: Number(nearest) })).toBe(false);
    }), { numRuns: 400, examples: [[[{ deploymentType: 'SINGLE_AZ_1', haPairs: 1 }, 196608, 160000]]] });
  });

  test('a capacity that the deployment type offers, even if haPairs is illegal', () => {
    fc.assert(fc.property(anyPairs, number, (row, capacity) => {
      const nearest = proposed(
        'ontap/capacity-range', { ...row, capacity }, /^use Size\.gibibytes\((\S+)\), the nearest value$/,
      );
      const { legal } = deploymentTypes.find(({ deploymentType }) => deploymentType === row.deploymentType)!.haPairs;
      const offered = (value: number) => legal.some(haPairs => !violates('ontap/capacity-range', {
        ...row, haPairs, capacity: value,
      }));
      expect(nearest === undefined || offered(Number(nearest))).toBe(true);
    }), { numRuns: 400 });
  });

  test('a backup retention', () => {
    fc.assert(fc.property(number, automaticBackupRetention => {
      const days = proposed('ontap/backup-retention', { automaticBackupRetention }, /^use Duration\.days\((\S+)\)$/);
      expect(days !== undefined
        && violates('ontap/backup-retention', { automaticBackupRetention: Number(days) })).toBe(false);
    }));
  });

  test('a snapshot reserve', () => {
    fc.assert(fc.property(number, snapshotReserve => {
      const percent = proposed('ontap/snapshot-reserve', { snapshotReserve }, /^use (\S+)$/);
      expect(percent !== undefined
        && violates('ontap/snapshot-reserve', { snapshotReserve: Number(percent) })).toBe(false);
    }));
  });

  test('a FlexGroup size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 9599 }), (haPairs, volumeSize) => {
      const size = proposed('ontap/volume-size', {
        volumeStyle: 'FLEXGROUP', haPairs, volumeSize,
      }, /Size\.gibibytes\((\S+)\)/);
      expect(size !== undefined
        && violates('ontap/volume-size', { volumeStyle: 'FLEXGROUP', haPairs, volumeSize: Number(size) })).toBe(false);
    }));
  });

  test('the second-generation deployment type for NVMe', () => {
    for (const deploymentType of types) {
      const other = proposed('ontap/nvme-not-offered', {
        sanType: 'nvme', deploymentType,
      }, /OntapDeploymentType\.(\S+)$/);
      expect(other === undefined || other === deploymentType.replace(/.$/, '2')).toBe(true);
    }
  });

  test.each<[string, string, object]>([
    ['ontap/claim-name-format', 'claimName', {}],
    ['ontap/namespace-format', 'claimNamespace', {}],
    ['ontap/volume-name-format', 'volumeName', {}],
    ['ontap/junction-path-format', 'junctionPath', {}],
    ['ontap/storage-prefix-format', 'storagePrefix', { driver: 'ontap-nas' }],
    ['ontap/storage-prefix-format', 'storagePrefix', { driver: 'ontap-san-economy' }],
  ])('%s: %s', (id, field, rest) => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'aZ0-._/ü \'\n'), maxLength: 300 }), value => {
      const proposal = proposed(id, { ...rest, [field]: value }, /^use '([^]*)'$/);
      expect(proposal !== undefined && violates(id, { ...rest, [field]: proposal })).toBe(false);
    }), {
      numRuns: 300, examples: [
        ['A'.repeat(300)], [''], ['0'], ['/'], ['a//b'], ['/a/'], ['/ /'], [`${'a'.repeat(202)}-b`],
        [`0${'a'.repeat(202)}`],
      ],
    });
  });

  test('uses legal examples in fixes', () => {
    expect(violated({ backendName: 'checkpoints' }, TABLES.backend)).toEqual([]);
    expect(violated({ pools: [{ poolName: 'hot' }, { poolName: 'archive' }] }, TABLES.backend)).toEqual([]);
    expect(violated({
      svmName: 'training', endpointIpAddressRange: '198.19.255.0/24', dailyAutomaticBackupStartTime: '05:00',
      weeklyMaintenanceStartTime: '7:03:00',
    }))
      .toEqual([]);
    expect(violated({ unixPermissions: '---rwxrwxrwx' })).toEqual([]);
    expect(violated({ unixPermissions: '0755' })).toEqual([]);
    expect(violated({ autogrow: { usedThreshold: '80%', growthAmount: '10%' } })).toEqual([]);
    expect(violated({ autogrow: { usedThreshold: '80%', growthAmount: '50Gi' } })).toEqual([]);
  });
});

describe('boundaries of the storage', () => {
  const there = { provisioning: 'managed', deploymentType: 'MULTI_AZ_2' };

  test('rejects a cluster without a security group, unless no rules are added to an existing security group', () => {
    expectBoundaries(
      'ontap/cluster-security-group-missing',
      (over: object) => ({ provisioning: 'existing', clusterSecurityGroup: false, ...over }),
      [
        {}, { clusterSecurityGroup: true, existingSecurityGroup: true },
        { provisioning: 'managed', clusterSecurityGroup: true },
      ],
      [{ existingSecurityGroup: true }, { provisioning: 'managed' }],
    );
    expectBoundaries('ontap/cluster-vpc-missing', (over: object) => ({ ...there, clusterVpc: false, ...over }),
      [{ clusterVpc: true }, { provisioning: 'existing' }], [{}]);
  });

  test('rejects a cluster without kubectl or driver', () => {
    expectBoundaries('ontap/kubectl-missing', kubectl => ({ kubectl }), ['ready', 'older-eks'], ['missing']);
    expectBoundaries('ontap/kubectl-of-older-eks', kubectl => ({ kubectl }), ['ready', 'missing'], ['older-eks']);
    expectBoundaries(
      'ontap/driver-unknown',
      clusterDriver => ({ clusterDriver }),
      ['ours', 'theirs', 'other-cluster'],
      ['unknown'],
    );
    expectBoundaries(
      'ontap/driver-of-other-cluster',
      clusterDriver => ({ clusterDriver }),
      ['ours', 'theirs', 'unknown'],
      ['other-cluster'],
    );
  });

  test('requires existing subnets, and fixed ones in an imported VPC', () => {
    const of = (over: object) => ({ ...there, clusterVpc: true, vpcOwned: false, privateSubnets: 2, ...over });
    expectBoundaries('ontap/subnets-missing', of, [
      {}, { privateSubnets: 3 }, { deploymentType: 'SINGLE_AZ_2', privateSubnets: 1 },
      { privateSubnets: 1, subnetsGiven: true },
      { privateSubnets: 0, clusterVpc: false }, { privateSubnets: 0, provisioning: 'existing' },
    ], [
      { privateSubnets: 1 }, { privateSubnets: 0 }, { privateSubnets: undefined },
      { deploymentType: 'SINGLE_AZ_1', privateSubnets: 0 },
    ]);
    expectBoundaries('ontap/subnets-not-pinned', of,
      [
        { subnetsGiven: true, subnetsPinned: true }, { vpcOwned: true }, { privateSubnets: 0 }, { provisioning: 'existing' },
      ], [{}, { privateSubnets: 1 }, { subnetsGiven: true }, { subnetsGiven: true, privateSubnets: 0 }]);
  });

  test('rejects two subnets in one Availability Zone', () => {
    expectBoundaries('ontap/subnets-in-one-zone', (availabilityZones: any[]) => ({ ...there, availabilityZones }),
      [['a', 'b'], ['a'], [deferred, deferred], []], [['a', 'a']]);
    expect(violates('ontap/subnets-in-one-zone', {
      deploymentType: 'SINGLE_AZ_2', availabilityZones: ['a', 'a'],
    })).toBe(false);
  });

  test('rejects a preferred subnet that is not a subnet of the file system', () => {
    const of = ([preferredSubnetId, ...subnetIds]: any[]) => ({ ...there, preferredSubnetId, subnetIds });
    expectBoundaries(
      'ontap/preferred-subnet',
      of,
      [['a', 'a', 'b'], ['b', 'a', 'b'], ['c', 'a', deferred]],
      [['c', 'a', 'b'], ['', 'a', 'b']],
    );
    expect(violates('ontap/preferred-subnet', { ...of(['c', 'a']), deploymentType: 'SINGLE_AZ_2' })).toBe(false);
  });

  test('rejects an endpoint range that overlaps a subnet', () => {
    const of = (endpointIpAddressRange: string) => ({
      endpointIpAddressRange, subnetCidrs: ['10.0.2.0/24', '10.0.4.0/24'],
    });
    expectBoundaries('ontap/endpoint-range-overlaps', of,
      ['10.0.1.0/24', '10.0.3.0/24', '10.0.5.0/24', '10.0.1.128/25', 'no range', '10.0.2.0/33'],
      ['10.0.2.0/24', '10.0.2.0/26', '10.0.2.192/26', '10.0.4.255/32', '10.0.0.0/16', '10.0.2.7/25']);
    expect(violates('ontap/endpoint-range-overlaps', {
      endpointIpAddressRange: '10.0.2.0/24', subnetCidrs: [],
    })).toBe(false);
  });

  test('accepts up to 50 route tables, and reports unknown and untagged ones', () => {
    const of = (count: number) => ({ routeTableIds: Array.from({ length: count }, (_, index) => `rtb-${index}`) });
    expectBoundaries('ontap/route-tables-too-many', of, [0, 1, 49, 50], [51, 100]);
    expectBoundaries(
      'ontap/route-table-unknown',
      (over: object) => ({ ...there, subnetsWithoutRouteTable: ['subnet-a'], ...over }),
      [{ subnetsWithoutRouteTable: [] }, { routeTablesGiven: true }, { deploymentType: 'SINGLE_AZ_2' }],
      [{}],
    );
    expectBoundaries('ontap/route-tables-untagged', (over: object) => ({ ...there, routeTablesOwned: false, ...over }),
      [{ routeTablesOwned: true }, { deploymentType: 'SINGLE_AZ_2' }, { routeTablesOwned: undefined }], [{}]);
  });

  test('requires iops with USER_PROVISIONED only', () => {
    expectBoundaries(
      'ontap/iops-mode',
      diskIops => ({ diskIopsMode: 'USER_PROVISIONED', diskIops }),
      [1, 6144, deferred],
      [undefined],
    );
    expectBoundaries(
      'ontap/iops-mode',
      diskIops => ({ diskIopsMode: 'AUTOMATIC', diskIops }),
      [undefined],
      [1, 6144, deferred],
    );
  });

  test('rejects a backup time if backups are disabled', () => {
    const of = (automaticBackupRetention?: number) => ({
      dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention,
    });
    expectBoundaries('ontap/backup-time-without-backups', of, [undefined, 1, 90], [0]);
  });

  test('warns about retained volumes if the file system is deleted with the stack', () => {
    const of = (over: object) => ({
      provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Retain', ...over,
    });
    expectBoundaries('ontap/volumes-outlive-file-system', of,
      [
        { reclaimPolicy: 'Delete' }, { removalPolicy: 'retain' }, { removalPolicy: 'retain-on-update-or-delete' },
        { provisioning: 'existing' },
      ], [{}]);
  });

  test('requires either the id or the construct of an existing file system', () => {
    expectBoundaries('ontap/file-system-or-id', (over: object) => ({ provisioning: 'existing', ...over }),
      [
        { fileSystemIdGiven: true }, { fileSystemGiven: true }, { provisioning: 'managed' },
      ], [{}, { fileSystemIdGiven: true, fileSystemGiven: true }]);
  });

  test('rejects snapshots without a backend that supports them', () => {
    expectBoundaries(
      'ontap/snapshots-without-backend',
      ([snapshots, snapshotsOffered]: boolean[]) => ({ snapshots, snapshotsOffered }),
      [[true, true], [false, true], [false, false]],
      [[true, false]],
    );
  });

  test('requires a backend', () => {
    expectBoundaries('ontap/backends-missing', backendCount => ({ backendCount }), [1, 2], [0]);
  });

  test('rejects clients of an existing file system without a security group', () => {
    expectBoundaries(
      'ontap/clients-without-group',
      (over: object) => ({ provisioning: 'existing', clients: true, ...over }),
      [{ existingSecurityGroup: true }, { provisioning: 'managed' }, { clients: undefined }],
      [{}],
    );
  });

  test('reports one problem for an illegal number of HA pairs', () => {
    for (const { deploymentType, generation, haPairs } of deploymentTypes) {
      for (const pairs of haPairs.illegal) {
        const throughputCapacityPerHaPair = generation === 1 ? 512 : 1536;
        const whole = { deploymentType, haPairs: pairs, capacity: 1024, throughputCapacityPerHaPair, diskIops: 3072 };
        expect(violated(whole, TABLES.storage)).toEqual(['ontap/ha-pairs-not-offered']);
      }
    }
  });
});

describe('boundaries of backends', () => {
  test('rejects block devices with more than 6 HA pairs', () => {
    for (const driver of ['ontap-san', 'ontap-san-economy']) {
      expectBoundaries('ontap/block-not-offered', haPairs => ({ driver, haPairs }), [1, 6], [7, 12]);
    }
    expectBoundaries(
      'ontap/block-not-offered',
      driver => ({ driver, haPairs: 12 }),
      ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup'],
      [],
    );
  });

  test('rejects block devices on Auto Mode, and warns about unprepared nodes', () => {
    const of = (over: object) => ({ driver: 'ontap-san', autoMode: true, ...over });
    expectBoundaries(
      'ontap/block-on-auto-mode',
      of,
      [{ autoMode: false }, { driver: 'ontap-nas' }],
      [{}, { driver: 'ontap-san-economy' }],
    );
    expectBoundaries(
      'ontap/nodes-unprepared',
      of,
      [{ nodesPrepared: true }, { driver: 'ontap-nas' }],
      [{}, { nodesPrepared: false }, { sanType: 'nvme' }],
    );
  });

  test('accepts names of up to 32 lower-case letters, digits and hyphens', () => {
    const [legal, illegal] = [
      ['a', '0', 'a-b', 'a'.repeat(32)], ['', 'a'.repeat(33), 'A', '-a', 'a-', 'a_b', 'a.b', 'a b', 'a\n', 'ü'],
    ];
    expectBoundaries('ontap/backend-name-format', backendName => ({ backendName }), legal, illegal);
    expectBoundaries('ontap/pool-name', poolName => ({ pools: [{ poolName }] }), legal, illegal);
  });

  test('rejects names and prefixes that are known only at deployment', () => {
    expectBoundaries(
      'ontap/backend-known-late',
      (over: object) => ({ driver: 'ontap-nas', backendName: 'nas', storagePrefix: 'a', ...over }),
      [{}, { limitVolumeSize: deferred, labels: { team: deferred } }],
      [{ backendName: deferred }, { storagePrefix: deferred }],
    );
    expect(violates('ontap/pool-name', { pools: [{ poolName: deferred }] })).toBe(true);
  });

  test('rejects mount options that determine ports', () => {
    const of = (option: string) => ({ driver: 'ontap-nas', mountOptions: ['hard', option] });
    expectBoundaries(
      'ontap/mount-options',
      of,
      ['noatime', 'rsize=262144', 'nosharecache'],
      ['nfsvers=3', 'vers=4.1', 'minorversion=1', 'nconnect=4'],
    );
    expectBoundaries(
      'ontap/mount-options',
      driver => ({ driver, mountOptions: ['nfsvers=3'] }),
      ['ontap-san', 'ontap-san-economy'],
      ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup'],
    );
  });

  test('rejects duplicate names', () => {
    expectBoundaries(
      'ontap/backend-twice',
      nameTaken => ({ backendName: 'nas', nameTaken }),
      [undefined, false],
      [true],
    );
    const of = (poolNames: string[]) => ({ pools: poolNames.map(poolName => ({ poolName })) });
    expectBoundaries('ontap/pool-name', of, [[], ['a'], ['a', 'b']], [['a', 'b', 'a']]);
  });

  // Trident storage_attribute/label.go: [\w-]+
  test('accepts labels that a selector can contain', () => {
    const legal: object[] = [{}, { team: 'ml' }, { 'a_b-C1': '0' }, { pools: 'x' }, { team: deferred }];
    expectBoundaries<object>('ontap/label-format', labels => ({ labels }), legal,
      [
        { pool: 'x' }, { team: '' }, { '': 'x' }, { 'a.b': 'x' }, { team: 'a/b' }, { team: 'a b' },
        { fine: 'x', team: 'ü' },
      ]);
  });

  test('accepts address ranges with autoExportPolicy only', () => {
    const of = (autoExportCidrs: any[]) => ({ autoExportPolicy: true, autoExportCidrs });
    expectBoundaries('ontap/auto-export-cidrs', of, [[], ['10.0.0.0/16'], ['0.0.0.0/0', '10.0.0.1/32'], [deferred]],
      [['10.0.0.0'], ['10.0.0.0/16', '10.0.0.256/32'], ['x'], ['10.0.0.0/16 ']]);
    expectBoundaries(
      'ontap/auto-export-cidrs',
      autoExportPolicy => ({ autoExportPolicy, autoExportCidrs: [] }),
      [true],
      [undefined, false],
    );
  });
});

describe('boundaries of volumes', () => {
  test('accepts a snapshot reserve of 0 to 90 percent', () => {
    for (const table of [TABLES.defaults, TABLES.claim]) {
      expectBoundaries(
        'ontap/snapshot-reserve',
        snapshotReserve => ({ snapshotReserve }),
        [0, 1, 5, 90],
        [-1, 0.5, 91, NaN],
        table,
      );
    }
  });

  test('rejects policy names with white space', () => {
    for (const table of [TABLES.defaults, TABLES.claim]) {
      for (const field of ['snapshotPolicy', 'exportPolicy']) {
        expectBoundaries(
          'ontap/policy-name',
          name => ({ [field]: name }),
          ['none', 'default', 'a'.repeat(255), 'a.b-c_d'],
          ['', 'a b', 'a\n', 'a'.repeat(256)],
          table,
        );
      }
    }
  });

  test('rejects two QoS policies for a volume, and an adaptive one for a qtree', () => {
    expectBoundaries('ontap/qos-policies', (over: object) => ({ adaptiveQosPolicy: 'gold', ...over }),
      [{}, { driver: 'ontap-nas' }, { adaptiveQosPolicy: undefined, qosPolicy: 'x', driver: 'ontap-nas-economy' }],
      [{ qosPolicy: 'silver' }, { driver: 'ontap-nas-economy' }]);
  });

  test('rejects a security style for block devices', () => {
    expectBoundaries('ontap/security-style-on-block', driver => ({ securityStyle: 'unix', driver }),
      ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup'], ['ontap-san', 'ontap-san-economy']);
  });

  test('warns about the tiering policy ALL', () => {
    expectBoundaries(
      'ontap/tiering-moves-hot-data',
      tieringPolicy => ({ tieringPolicy }),
      ['NONE', 'SNAPSHOT_ONLY', 'AUTO'],
      ['ALL'],
    );
  });

  test('rejects volume names and sizes that are known only at deployment', () => {
    expectBoundaries(
      'ontap/volume-known-late',
      (over: object) => ({ volumeStyle: 'FLEXVOL', volumeName: 'v', volumeSize: 1, ...over }),
      [{}, { junctionPath: deferred }],
      [{ volumeName: deferred }, { volumeSize: deferred }],
    );
    expectBoundaries(
      'ontap/volume-twice',
      volumeTaken => ({ volumeName: 'v', volumeTaken }),
      [undefined],
      ['volumeName', 'junctionPath'],
    );
  });

  test('rejects a deployment type that is known only at deployment', () => {
    expectBoundaries<unknown>(
      'ontap/deployment-type-known-late',
      deploymentType => ({ provisioning: 'existing', deploymentType }),
      [undefined, 'MULTI_AZ_1'],
      [deferred],
    );
  });
});

describe('boundaries of claims', () => {
  test('requires a size that Trident supports', () => {
    expectBoundaries(
      'ontap/claim-size-missing',
      claimSize => ({ claimName: 'data', claimSize }),
      [1, deferred, 0],
      [undefined],
    );
    expectBoundaries('ontap/claim-size-positive', claimSize => ({ claimSize }), [0.01, 1], [0, -1]);
    expectBoundaries(
      'ontap/claim-size-limit',
      claimSize => ({ claimSize, limitVolumeSize: 100 }),
      [1, 100],
      [100.5, 101],
    );
    expectBoundaries(
      'ontap/claim-larger-than-file-system',
      claimSize => ({ claimSize, capacity: 1024 }),
      [1, 1024],
      [1024.5, 1025],
    );
  });

  test('rejects a duplicate claim', () => {
    expectBoundaries(
      'ontap/claim-twice',
      claimTakenBy => ({ claimName: 'data', claimTakenBy }),
      [undefined],
      ['Storage/A'],
    );
  });

  test('rejects unknown backends, pools and tiering policies', () => {
    expectBoundaries(
      'ontap/backend-unknown',
      claimBackend => ({ claimBackend, backends: ['nas', 'san'] }),
      ['nas', 'san'],
      ['', 'na', 'nas2'],
    );
    expectBoundaries(
      'ontap/pool-unknown',
      claimPool => ({ claimPool, pools: ['hot'] }),
      ['hot', undefined],
      ['', 'ho', 'cold'],
    );
    expectBoundaries(
      'ontap/tiering-policy-unknown',
      claimTieringPolicy => ({ claimTieringPolicy, poolPolicies: ['NONE', 'AUTO'] }),
      ['NONE', 'AUTO', undefined],
      ['ALL', 'SNAPSHOT_ONLY'],
    );
  });

  test('rejects clones of snapshots if snapshots are disabled, and sources of another storage', () => {
    const of = (over: object) => ({ cloneOf: 'snapshot', snapshotsOn: false, ...over });
    expectBoundaries('ontap/snapshots-off', of, [{ snapshotsOn: true }, { cloneOf: 'claim' }], [{}]);
    expectBoundaries(
      'ontap/source-of-other-storage',
      sourceStorage => ({ cloneOf: 'claim', sourceStorage }),
      ['this', undefined],
      ['other'],
    );
  });

  test('rejects duplicate imports and illegal volume names', () => {
    expectBoundaries(
      'ontap/import-twice',
      importTakenBy => ({ importedVolume: 'corpus', importTakenBy }),
      [undefined],
      ['Storage/Imports/A'],
    );
    expectBoundaries(
      'ontap/import-name-format',
      importedVolume => ({ importedVolume }),
      formats.volumeName.legal,
      formats.volumeName.illegal,
    );
  });

  test('rejects a read-only clone unless its source shows its snapshots on NFS', () => {
    const of = (over: object) => ({
      cloneOf: 'snapshot', readOnlyClone: true, driver: 'ontap-nas', sourceShowsSnapshots: true, ...over,
    });
    expectBoundaries(
      'ontap/read-only-clone',
      of,
      [{}, { cloneOf: 'claim' }, { driver: 'ontap-nas-economy' }, { readOnlyClone: false, driver: 'ontap-san' }],
      [
        { driver: 'ontap-nas-flexgroup' }, { driver: 'ontap-san' }, { sourceShowsSnapshots: false },
        { sourceShowsSnapshots: undefined },
      ],
    );
  });

  // Trident internal/autogrow ValidateAutogrowPolicySpec and its tests, without white space, which it trims
  describe('automatic growth', () => {
    test('accepts a threshold of 1 to 99 percent', () => {
      expectBoundaries('ontap/autogrow-format', usedThreshold => ({ autogrow: { usedThreshold, growthAmount: '10%' } }),
        ['1%', '80%', '99%', '50.5%', '80.5%', '99.0%'],
        [
          '', '0%', '0.99%', '99.01%', '99.5%', '100%', '50Gi', '50.5Gi', '1Ki', 'invalid', 'abc%', '8 0%', '-80%',
          '80',
        ]);
    });

    test('accepts a growth of at least 1 percent, or an amount', () => {
      expectBoundaries('ontap/autogrow-format', growthAmount => ({ autogrow: { usedThreshold: '80%', growthAmount } }),
        ['1%', '10%', '10.5%', '10.25%', '100%', '5Gi', '5.5Gi', '1Ki', '1000Ti', '0.5Gi', '1G'],
        ['', '0%', '0.99%', 'invalid', 'xyz%', '0Gi', '0', '-5Gi', '1 0%', '5 Gi', '5gi', '5GiB', '1048576']);
    });

    test('rejects a maximum size that is not larger than the growth', () => {
      const of = ([growthAmount, maxSize]: readonly [string, unknown]) => ({
        autogrow: { usedThreshold: '80%', growthAmount, maxSize },
      });
      const isViolated = (pair: readonly [string, unknown]) => violated(of(pair), TABLES.claim).length > 0;
      const legal = [
        ['10Gi', 100], ['5Gi', 1024], ['10%', 100], ['10Gi', undefined], ['10Gi', deferred], ['512Mi', 1], ['10Gi', 10.5],
      ] as const;
      const illegal = [['10Gi', 5], ['10Gi', 10], ['100Gi', 50], ['1Ti', 1024], ['1025Mi', 1]] as const;
      expect(legal.filter(isViolated)).toEqual([]);
      expect(illegal.filter(pair => !isViolated(pair))).toEqual([]);
    });
  });
});

describe('Trident', () => {
  const ready = { identity: 'POD_IDENTITY', installation: 'ADD_ON', oidcProvider: true, kubectl: 'ready' };
  const found = (over: object) => violated({ ...ready, ...over }, TABLES.trident);

  // NetApp documents versions with a leading zero, issues without: v25.02.1-eksbuild.1, v25.6.2-eksbuild.1
  test('accepts add-on versions that support Pod Identity', () => {
    for (const version of [
      'v25.02.1-eksbuild.1', 'v25.2.0-eksbuild.1', 'v25.6.2-eksbuild.1', 'v25.10.0-eksbuild.2', 'v26.2.0-eksbuild.1',
    ]) {
      expect(found({ version })).toEqual([]);
    }
    for (const version of [
      'v23.10.0-eksbuild.1', 'v24.6.1-eksbuild.1', 'v24.10.0-eksbuild.1', 'v25.01.0-eksbuild.1', 'v25.1.0-eksbuild.1',
    ]) {
      expect(found({ version })).toEqual(['ontap/driver-version-pod-identity']);
      expect(found({ version, identity: 'IRSA' })).toEqual([]);
    }
    for (const version of [
      '', 'latest', '25.06', 'v25.6.2', '25.6.2-eksbuild.1', 'v25.6-eksbuild.1', 'v25.6.2-eksbuild.1 ', '100.2606.0',
    ]) {
      expect(found({ version })).toEqual(['ontap/driver-version-format']);
    }
  });

  test('accepts chart versions that support Pod Identity', () => {
    for (const version of ['100.2502.0', '100.2502.1', '100.2606.0']) {
      expect(found({ version, installation: 'HELM' })).toEqual([]);
    }
    for (const version of ['100.2410.0', '100.2402.1']) {
      expect(found({ version, installation: 'HELM' })).toEqual(['ontap/driver-version-pod-identity']);
    }
    for (const version of ['', '26.06.0', '100.266.0', '100.2606', 'v25.6.2-eksbuild.1', '100.2606.0 ']) {
      expect(found({ version, installation: 'HELM' })).toEqual(['ontap/driver-version-format']);
    }
  });

  test('rejects a missing OIDC provider, a missing kubectl provider and a second installation', () => {
    expect(found({ identity: 'IRSA', oidcProvider: false })).toEqual(['ontap/driver-oidc']);
    expect(found({ oidcProvider: false })).toEqual([]);
    for (const kubectl of ['missing', 'older-eks']) {
      expect(found({ kubectl, installation: 'HELM' })).toEqual(['ontap/driver-kubectl']);
      expect(found({ kubectl })).toEqual([]);
    }
    expect(found({ installedBy: 'Platform/Trident' })).toEqual(['ontap/driver-twice']);
  });

  test('rejects node preparation by the add-on', () => {
    expect(found({ prepareNodesForIscsi: true })).toEqual(['ontap/node-preparation-by-add-on']);
    expect(found({ prepareNodesForIscsi: true, installation: 'HELM' })).toEqual([]);
    expect(found({ prepareNodesForIscsi: false })).toEqual([]);
  });
});

describe('names', () => {
  const { object, namespace } = names;

  test.each([['ontap/claim-name-format', 'claimName', object], ['ontap/class-name-format', 'storageClassName', object],
    ['ontap/namespace-format', 'claimNamespace', namespace]] as const)('%s', (id, field, {
    legal, illegal, longest,
  }) => {
    expectBoundaries(
      id,
      name => ({ [field]: name }),
      [...legal, 'a'.repeat(longest)],
      [...illegal, 'a'.repeat(longest + 1)],
    );
  });

  test('rejects names that are known only at deployment', () => {
    for (const field of ['claimName', 'claimNamespace', 'storageClassName']) {
      expect(violated({ [field]: deferred }, TABLES.claim)).toContain('ontap/name-known-late');
    }
  });

  // ONTAPGuide creating-svms (47), creating-file-systems (203)
  test('accepts ONTAP names up to their maximum length', () => {
    expectBoundaries('ontap/svm-name-format', length => ({ svmName: 'a'.repeat(length) }), [1, 47], [0, 48]);
    expectBoundaries('ontap/volume-name-format', length => ({ volumeName: 'a'.repeat(length) }), [1, 203], [0, 204]);
    expectBoundaries(
      'ontap/junction-path-format',
      length => ({ junctionPath: `/${'a'.repeat(length)}` }),
      [1, 254],
      [0, 255],
    );
  });

  // https://docs.netapp.com/us-en/ontap/smb-admin/create-volumes-specified-junction-task.html
  test('accepts one spelling of junction paths, without the characters that ONTAP forbids', () => {
    expectBoundaries(
      'ontap/junction-path-format',
      junctionPath => ({ junctionPath }),
      ['/a/b', '/.a', '/a..', '/größe'],
      [
        '/.', '/..', '/./a', '/a/../b', '/a//b', '/a/', '/a\x07', '/a\0', ...'*#"><|?\\',
      ].map(path => path.startsWith('/') ? path : `/a${path}`),
    );
  });
});

describe('any configuration', () => {
  const number = fc.oneof(
    fc.constantFrom(
      -1, 0, 0.01, 0.5, 1, 2, 6, 7, 12, 13, 20, 31, 50, 90, 91, 183, 184, 201, 301, 384, 800, 1024, 1536, 2048,
      3072, 9600, 196609, 1048577,
    ),
    fc.integer({ min: -10, max: 3e6 }), fc.double({ noNaN: true, min: -10, max: 1e6 }),
  );
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aZ0-._/: ü\''), maxLength: 20 }),
    fc.constantFrom(
      'none', 'fs-0123456789abcdef0', 'svm-0123456789abcdef0', '05:30', '1:05:00', '10.0.0.0/24', '198.19.255.0/24',
      'data', '/data', '0755',
    ),
  );
  const valuesOf = (values: object) => fc.constantFrom<string>(...Object.values(values) as string[]);
  const orDeferred = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary }, {
    weight: 1, arbitrary: fc.constant(deferred),
  });
  const texts = fc.array(orDeferred(text), { maxLength: 3 });
  const truth = fc.boolean();
  const omitUndefined = fc.constant(true);
  type Fields<C> = { readonly [K in keyof Required<C>]: fc.Arbitrary<unknown> };

  /** One arbitrary for each field; a new field without one does not compile. */
  const inOtherVpc = fc.array(fc.record({ resource: fc.constant('Storage/Group'), vpc: fc.constant('vpc-a'), required: fc.constant('vpc-b') }), { maxLength: 2 });
  const STORAGE: Fields<OntapConfiguration> = {
    provisioning: fc.constantFrom('managed', 'existing'), fileSystemId: orDeferred(text), svmName: orDeferred(text),
    secretArn: orDeferred(text),
    fileSystemIdGiven: omitUndefined, fileSystemGiven: omitUndefined, adopt: omitUndefined,
    existingSecurityGroup: omitUndefined, clients: omitUndefined,
    removalPolicy: fc.constantFrom('destroy', 'retain', 'retain-on-update-or-delete'),
    reclaimPolicy: valuesOf(['Retain', 'Delete']), storageClassName: orDeferred(text), snapshots: truth,
    tags: fc.dictionary(text, orDeferred(text)),
    backendCount: fc.nat(2), volumeCount: fc.nat(2), backupPlan: omitUndefined, snapshotsOffered: truth,
    deploymentType: orDeferred(valuesOf(OntapDeploymentType)),
    capacity: orDeferred(number),
    throughputCapacityPerHaPair: orDeferred(number),
    haPairs: orDeferred(number), diskIopsMode: orDeferred(valuesOf(OntapDiskIopsMode)), diskIops: orDeferred(number),
    kmsKeyId: orDeferred(text),
    automaticBackupRetention: orDeferred(number), dailyAutomaticBackupStartTime: orDeferred(text),
    weeklyMaintenanceStartTime: orDeferred(text),
    endpointIpAddressRange: orDeferred(text), subnetIds: texts, subnetsGiven: omitUndefined,
    subnetsPinned: omitUndefined,
    subnetsInOtherVpc: inOtherVpc, routeTablesInOtherVpc: inOtherVpc,
    preferredSubnetId: orDeferred(text), vpcOwned: truth,
    privateSubnets: fc.nat(3), availabilityZones: texts,
    subnetCidrs: fc.constantFrom([], ['10.0.0.0/24', '10.0.0.0/16'], ['198.19.255.0/28']),
    routeTableIds: fc.oneof(texts, fc.constant(Array(51).fill('rtb'))), routeTablesGiven: omitUndefined,
    subnetsWithoutRouteTable: fc.array(fc.constant('subnet-a')),
    routeTablesOwned: truth, kubectl: fc.constantFrom('ready', 'missing', 'older-eks'), clusterVpc: truth,
    clusterSecurityGroup: truth,
    clusterDriver: fc.constantFrom('ours', 'theirs', 'unknown', 'other-cluster'),
    vpcOfOtherAccount: truth, ipFamily: fc.constantFrom('ipv4', 'ipv6'),
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'), clusterElsewhere: text,
    clusterEnvironment: fc.record({ stack: text, ownStack: text, env: fc.constant('{ region: \'eu-west-1\' }') }),
    fargateOnly: truth,
    rolePolicyCharacters: fc.nat(20000),
    clusterLibrary: fc.constantFrom('aws-eks', 'aws-eks-v2-alpha', 'none'),
    crowdedSecurityGroups: fc.array(fc.record({ group: text, inbound: number, outbound: number }), { maxLength: 2 }),
  };
  const DEFAULTS: Fields<OntapDefaultsConfiguration> = {
    tieringPolicy: valuesOf(OntapTieringPolicy), snapshotPolicy: text, snapshotReserve: number,
    snapshotDirectory: truth,
    unixPermissions: text,
    exportPolicy: text, securityStyle: valuesOf(OntapSecurityStyle), spaceReserved: truth, splitOnClone: truth,
    qosPolicy: text, adaptiveQosPolicy: text,
    skipRecoveryQueue: truth, spaceAllocation: truth, encryption: truth,
  };
  const POOL: Fields<OntapPoolConfiguration & { driver?: OntapStorageDriver }> = {
    ...DEFAULTS,
    poolName: text,
    labels: fc.dictionary(text, text),
    topologies: fc.array(fc.constant({})),
    driver: valuesOf(OntapStorageDriver),
    storageClass: fc.constant({}),
  };
  const BACKEND: Fields<OntapBackendConfiguration> = {
    ...DEFAULTS, backendName: text, driver: valuesOf(OntapStorageDriver), sanType: valuesOf(OntapSanType),
    nfsVersion: valuesOf(OntapNfsVersion),
    nconnect: number,
    mountOptions: fc.array(text), fileSystemType: valuesOf(OntapBlockFileSystem), storagePrefix: text,
    limitVolumeSize: orDeferred(number),
    limitVolumePoolSize: orDeferred(number), autoExportPolicy: truth, autoExportCidrs: texts, qtreesPerFlexvol: number,
    lunsPerFlexvol: number,
    labels: fc.dictionary(text, text), topologies: fc.array(fc.constant({})),
    pools: fc.array(fc.record(POOL), { maxLength: 3 }),
    deploymentType: orDeferred(valuesOf(OntapDeploymentType)),
    provisioning: fc.constantFrom('managed' as const, 'existing' as const), haPairs: orDeferred(number), autoMode: truth, nodesPrepared: truth, nameTaken: truth, prefixTakenBy: text, concurrency: truth,
    storageClass: fc.constant({}), allowVolumeExpansion: truth, volumeBindingMode: valuesOf(VolumeBindingMode),
  };
  const CLAIM: Fields<OntapClaimConfiguration> = {
    claimName: orDeferred(text), claimNamespace: orDeferred(text), claimSize: orDeferred(number),
    namespaceLimit: orDeferred(number),
    storageClassName: orDeferred(text), claimTakenBy: text,
    accessMode: fc.constantFrom('ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany'),
    volumeMode: fc.constantFrom('Filesystem', 'Block'), claimBackend: text,
    claimPool: text, claimTieringPolicy: valuesOf(OntapTieringPolicy), backends: fc.array(text), pools: fc.array(text),
    poolPolicies: fc.array(valuesOf(OntapTieringPolicy), { minLength: 1, maxLength: 2 }),
    driver: valuesOf(OntapStorageDriver), snapshotsOn: truth,
    autoExportPolicy: truth, limitVolumeSize: orDeferred(number), capacity: orDeferred(number),
    haPairs: orDeferred(number), snapshotPolicy: text,
    snapshotReserve: number,
    snapshotDirectory: truth,
    unixPermissions: text, exportPolicy: text, splitOnClone: truth, cloneOf: fc.constantFrom('claim', 'snapshot'),
    autogrow: fc.record({ usedThreshold: text, growthAmount: text, maxSize: orDeferred(number) }),
    sourceStorage: fc.constantFrom('this', 'other'),
    sourceShowsSnapshots: truth, readOnlyClone: truth, importedVolume: orDeferred(text), importTakenBy: text,
    restored: fc.constant(true as const), byKubectl: truth, cloned: fc.constant(true as const), spaceReserved: truth,
    storagePrefix: orDeferred(text), managedImport: truth, keepName: fc.constant(true as const),
    claimAnnotations: fc.array(text, { maxLength: 3 }),
  };
  const VOLUME: Fields<VolumeConfiguration> = {
    volumeName: orDeferred(text), junctionPath: orDeferred(text), volumeSize: orDeferred(number),
    volumeStyle: valuesOf(OntapVolumeStyle),
    tieringPolicy: valuesOf(OntapTieringPolicy), coolingPeriod: orDeferred(number), snapshotPolicy: orDeferred(text),
    storageEfficiencyEnabled: truth,
    copyTagsToBackups: truth, backupId: orDeferred(text), volumeTaken: fc.constantFrom('volumeName' as const, 'junctionPath' as const),
    haPairs: orDeferred(fc.integer({ min: 1, max: 12 })),
  };
  const TRIDENT: Fields<TridentConfiguration> = {
    version: fc.oneof(text, fc.constantFrom('v24.6.1-eksbuild.1', '100.2410.0')),
    identity: fc.constantFrom('POD_IDENTITY', 'IRSA'),
    installation: fc.constantFrom('ADD_ON', 'HELM'), oidcProvider: truth,
    kubectl: fc.constantFrom('ready', 'missing', 'older-eks'),
    prepareNodesForIscsi: truth, enableConcurrency: truth, installedBy: text,
  };
  const DATA_SYNC: { readonly [field in keyof OntapDataSyncConfiguration]-?: fc.Arbitrary<unknown> } = {
    syncProvisioning: fc.constantFrom('managed', 'existing'),
    syncPath: fc.oneof(fc.constantFrom('/', '/corpus', 'corpus', '/a//b'), fc.string()),
    syncPrefix: fc.oneof(fc.constantFrom('', '/corpus', 'corpus/', 'a*'), fc.string()),
    syncSchedule: fc.constantFrom('rate(59 minutes)', 'rate(1 day)', 'cron(0 2 * * ? *)', 'cron(* 2 * * ? *)'),
    syncSvmId: fc.constantFrom('svm-0123456789abcdef0', 'kubernetes'),
    syncBackend: fc.constant('nas'),
    syncBlockDevices: fc.boolean(),
    syncAutoExport: fc.boolean(),
    syncVolumeKnown: fc.boolean(),
    syncNetworkKnown: fc.boolean(),
    securityGroupsInOtherVpc: inOtherVpc,
    bucketElsewhere: fc.constant('us-east-1'),
  };
  const ALL: { readonly [table: string]: { readonly [field: string]: fc.Arbitrary<unknown> } } = {
    storage: STORAGE, backend: BACKEND, defaults: POOL, volume: VOLUME, claim: CLAIM, trident: TRIDENT,
    dataSync: DATA_SYNC,
  };

  test.each(Object.entries(TABLES))('%s rules never throw, and messages never contain undefined', (table, rules) => {
    const seen = new Set<string>();
    const configurations = fc.oneof(
      fc.record(ALL[table], { requiredKeys: [] }), fc.record(ALL[table]),
    ) as fc.Arbitrary<Known>;
    fc.assert(fc.property(configurations, configuration => {
      const { violations } = check(rules, configuration);
      violations.forEach(({ id }) => seen.add(id));
      const printed = violations.flatMap(({ problem, fix }) => [problem, fix]);
      expect(printed.filter(line => !/\S/.test(line) || INTERNAL_TEXT.test(line))).toEqual([]);
    }), { numRuns: 300 });
    const unseen = rules.map(({ id }) => id).filter(id => !seen.has(id));
    expect(unseen.length).toBeLessThan(4); // otherwise the generated configurations cover too few rules
  });

  test.each(Object.entries(TABLES))('an empty configuration violates no %s rule', (_, rules) => {
    expect(check<object>(rules, {})).toEqual({ violations: [], skipped: [] });
  });

  test('deploy-time values violate only rules that values must be known', () => {
    const idsOf = (table: string) => violated(Object.fromEntries(Object.keys(ALL[table])
      .map(field => [field, deferred])), TABLES[table]);
    expect(idsOf('claim')).toEqual(['ontap/name-known-late']);
    expect(violated({
      driver: 'ontap-nas', ...Object.fromEntries(Object.keys(BACKEND).map(field => [field, deferred])),
    }, TABLES.backend)).toEqual([]);
    expect(['defaults', 'trident'].flatMap(idsOf)).toEqual([]);
    expect(violated({
      provisioning: 'managed', deploymentType: deferred, haPairs: deferred, capacity: deferred,
    }, TABLES.storage)).toEqual(['ontap/deployment-type-known-late']);
    expect(violated({
      volumeStyle: 'FLEXVOL', volumeName: deferred, volumeSize: deferred, junctionPath: deferred,
    }, TABLES.volume)).toEqual(['ontap/volume-known-late']);
  });

  test('entries name properties instead of internal fields', () => {
    const subjectOf = (id: string, configuration: Known, fieldNames: any) => {
      return entry(violationOf(id, configuration)!, fieldNames).split(':')[0].trim();
    };
    expect(subjectOf('ontap/capacity-range', {
      deploymentType: 'MULTI_AZ_1', haPairs: 1, capacity: 5,
    }, ONTAP_FIELD_NAMES)).toBe('capacity 5 GiB');
    expect(subjectOf('ontap/iops-mode', {
      diskIopsMode: 'USER_PROVISIONED',
    }, ONTAP_FIELD_NAMES)).toBe('diskIopsConfiguration.mode \'USER_PROVISIONED\'');
    expect(subjectOf('ontap/claim-size-limit', {
      claimSize: 5, limitVolumeSize: 1,
    }, ONTAP_FIELD_NAMES)).toBe('claim.size 5 GiB');
    expect(entry(violationOf('ontap/nconnect', {
      nconnect: 17, nfsVersion: '3',
    })!, backendFieldNames('nas'))).toMatch(/^ {2}backend 'nas': nconnect 17: /);
    expect(entry(violationOf('ontap/snapshot-reserve', { snapshotReserve: 91 })!, backendFieldNames('nas', 'hot')))
      .toMatch(/^ {2}backend 'nas', pool 'hot': snapshotReserve 91: /);
    expect(entry(violationOf('ontap/volume-size', {
      volumeSize: 1, volumeStyle: 'FLEXGROUP', haPairs: 1,
    })!, volumeFieldNames('corpus')))
      .toMatch(/^ {2}volume 'corpus': size 1 GiB: /);
    expect(entry(violationOf('ontap/cooling-period', {
      coolingPeriod: 1, tieringPolicy: 'AUTO',
    })!, volumeFieldNames('corpus')))
      .toMatch(/^ {2}volume 'corpus': coolingPeriod 1 days: /);
  });
});
