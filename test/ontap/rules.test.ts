import { readFileSync, readdirSync } from 'fs';
import * as fc from 'fast-check';
import { EVERY_RULE, Known, TABLES, breaks, violated, expectBorders, later, saidBy } from './violations';
import {
  OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration, OntapDefaultsConfiguration, OntapPoolConfiguration,
} from '../../src/ontap/configuration';
import { ONTAP_FIELD_NAMES, backendFieldNames, volumeFieldNames } from '../../src/ontap/field-names';
import {
  OntapBlockFileSystem, OntapDeploymentType, OntapDiskIopsMode, OntapNfsVersion, OntapSanType, OntapSecurityStyle, OntapStorageDriver,
  OntapTieringPolicy, OntapVolumeStyle,
} from '../../src/ontap/limits';
import { ALL_ONTAP_RULES } from '../../src/ontap/rules';
import { TridentConfiguration } from '../../src/ontap/rules/trident';
import { VolumeConfiguration } from '../../src/ontap/rules/volumes';
import { check } from '../../src/validation/check';
import { claimRulesOf } from '../../src/validation/common/claim';
import { capacityRulesOf, clusterRulesOf } from '../../src/validation/common/cluster';
import { existingRulesOf } from '../../src/validation/common/existing';
import { securityGroupRulesOf } from '../../src/validation/common/security-group';
import { entry, report } from '../../src/validation/report';
import names from '../cases/names.json';
import deploymentTypes from '../cases/ontap-deployment-types.json';
import formats from '../cases/ontap-formats.json';

const ROWS = Object.entries(TABLES).flatMap(([table, rules]) => rules.map(rule => [table, rule.id, rule] as const));
const UNSPEAKABLE = /undefined|NaN|Infinity|null|\[object|Token\[|<known at deployment>/;

describe.each(ROWS)('of a %s: %s', (_, id, rule) => {
  const { invalidExample, validExample } = rule;

  test('reports its invalid example', () => {
    expect(check([rule], invalidExample).violations.map(violation => violation.id)).toEqual([id]);
  });

  test('accepts its valid example', () => {
    expect(check([rule], validExample)).toEqual({ violations: [], skipped: [] });
  });

  test('is skipped while what it reads is known only at deployment', () => {
    for (const field of [...rule.reads, ...rule.mayRead ?? []].map(String)) {
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

test('ids are kebab-case below ontap/, and unique in each table', () => {
  expect(ROWS.map(([, id]) => id).filter(id => !/^ontap\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  for (const rules of Object.values(TABLES)) {
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  }
});

test('every row that is written down is part of a table', () => {
  const texts = readdirSync('src/ontap/rules').map(file => readFileSync(`src/ontap/rules/${file}`, 'utf8'));
  const written = texts.flatMap(text => [...text.matchAll(/['"](ontap\/[a-z0-9-]+)['"]/g)]).map(([, id]) => id);
  const shared = [...claimRulesOf('ontap'), ...existingRulesOf('ontap', ''), ...clusterRulesOf({ service: 'ontap', construct: '', source: '' }), ...capacityRulesOf({ service: 'ontap' }),
    ...securityGroupRulesOf({ service: 'ontap' })].map(({ id }) => id);
  expect([...new Set([...written, ...shared])].sort()).toEqual(EVERY_RULE.map(({ id }) => id).sort());
});

test('what can be acknowledged is in no table twice, and says the same in all', () => {
  const ids = ALL_ONTAP_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const rule of ALL_ONTAP_RULES) {
    const rows = ROWS.filter(([, id]) => id === rule.id).map(([,, row]) => row);
    expect(rows.map(({ severity, acknowledgeable, problem, source }) => [severity, acknowledgeable, `${problem}`, source]))
      .toEqual(rows.map(() => [rule.severity, rule.acknowledgeable, `${rule.problem}`, rule.source]));
  }
});

test('only what nodes can be, and an estimate, is an error that can be acknowledged: others may run beside those that the app knows', () => {
  const errors = EVERY_RULE.filter(({ severity, acknowledgeable }) => severity === 'error' && acknowledgeable);
  expect(errors.map(({ id }) => id)).toEqual(['ontap/driver-role-policies', 'ontap/fargate-only', 'ontap/security-group-rules', 'ontap/block-on-auto-mode']);
});

test('warnings are of what works but is rarely wanted', () => {
  expect(EVERY_RULE.filter(({ severity }) => severity === 'warning').map(({ id }) => id).sort()).toEqual([
    'ontap/claim-larger-than-file-system', 'ontap/multi-az-in-shared-vpc', 'ontap/nodes-unprepared', 'ontap/not-in-partition', 'ontap/route-tables-untagged', 'ontap/tiering-moves-hot-data',
    'ontap/volumes-outlive-file-system',
  ]);
});

describe('says what is legal, and what is nearest', () => {
  const PAIRS = { deploymentType: 'SINGLE_AZ_2', haPairs: 2 };
  const MULTI = { deploymentType: 'MULTI_AZ_1', haPairs: 1 };

  test.each<[string, object, string, string]>([
    ['ontap/ha-pairs-not-offered', { deploymentType: 'MULTI_AZ_1', haPairs: 2 }, 'MULTI_AZ_1 has one pair of servers', 'leave haPairs out, or use SINGLE_AZ_2'],
    ['ontap/ha-pairs-not-offered', { deploymentType: 'SINGLE_AZ_2', haPairs: 13 }, 'SINGLE_AZ_2 has 1 to 12 pairs of servers', 'use 1 to 12'],
    ['ontap/throughput-not-offered', { ...PAIRS, throughputCapacityPerHaPair: 768 },
      'SINGLE_AZ_2 with 2 pairs of servers offers 1536, 3072 or 6144 MB/s for each pair', 'use 1536, which is nearest'],
    ['ontap/throughput-not-offered', { ...PAIRS, haPairs: 1, throughputCapacityPerHaPair: 1024 },
      'SINGLE_AZ_2 offers 384, 768, 1536, 3072 or 6144 MB/s for each pair', 'use 768, which is nearest'],
    ['ontap/throughput-not-offered', { ...MULTI, throughputCapacityPerHaPair: 6144 },
      'MULTI_AZ_1 offers 128, 256, 512, 1024, 2048 or 4096 MB/s for each pair', 'use 4096, which is nearest'],
    ['ontap/capacity-range', { ...PAIRS, capacity: 1024 }, 'SINGLE_AZ_2 with 2 pairs of servers has 2048 to 1048576 GiB, in whole GiB',
      'use Size.gibibytes(2048), which is nearest'],
    ['ontap/capacity-range', { ...MULTI, capacity: 200000 }, 'MULTI_AZ_1 has 1024 to 196608 GiB, in whole GiB', 'use Size.gibibytes(196608), which is nearest'],
    ['ontap/capacity-range', { ...MULTI, capacity: 1024.5 }, 'MULTI_AZ_1 has 1024 to 196608 GiB, in whole GiB', 'use Size.gibibytes(1025), which is nearest'],
    ['ontap/iops-range', { ...PAIRS, capacity: 2048, diskIops: 6143 },
      'with 2048 GiB, SINGLE_AZ_2 has 6144 (3 for each GiB) to 400000 operations per second', 'use 6144, which is nearest'],
    ['ontap/iops-range', { ...MULTI, capacity: 1024, diskIops: 160001 },
      'with 1024 GiB, MULTI_AZ_1 has 3072 (3 for each GiB) to 160000 operations per second', 'use 160000, which is nearest'],
    ['ontap/iops-mode', { diskIopsMode: 'AUTOMATIC', diskIops: 6144 }, 'AUTOMATIC takes no iops: FSx provides 3 for each GiB',
      'leave iops out, or use OntapDiskIopsMode.USER_PROVISIONED'],
    ['ontap/iops-mode', { diskIopsMode: 'USER_PROVISIONED' }, 'USER_PROVISIONED needs iops', 'set iops, or use OntapDiskIopsMode.AUTOMATIC'],
    ['ontap/subnet-count', { deploymentType: 'SINGLE_AZ_1', subnetIds: ['a', 'b'], subnetsGiven: true }, 'SINGLE_AZ_1 has one subnet, not 2',
      'give one, or use a MULTI_AZ type'],
    ['ontap/subnet-count', { deploymentType: 'MULTI_AZ_1', subnetIds: ['a'], subnetsGiven: true }, 'MULTI_AZ_1 has two subnets, not 1',
      'give two in different Availability Zones, or use a SINGLE_AZ type'],
    ['ontap/subnets-missing', { provisioning: 'managed', deploymentType: 'SINGLE_AZ_2', clusterVpc: true },
      'SINGLE_AZ_2 needs a private subnet, the cluster\'s VPC has 0', 'set subnets of the file system'],
    ['ontap/subnets-missing', { provisioning: 'managed', deploymentType: 'MULTI_AZ_2', clusterVpc: true, privateSubnets: 1 },
      'MULTI_AZ_2 needs private subnets in two Availability Zones, the cluster\'s VPC has 1', 'set subnets of the file system'],
    ['ontap/only-multi-az', { deploymentType: 'SINGLE_AZ_1', preferredSubnetId: 'a', routeTablesGiven: true, endpointIpAddressRange: later },
      'preferredSubnet, routeTableIds and endpointIpAddressRange mean something for file systems in two Availability Zones only',
      'leave them out, or use OntapDeploymentType.MULTI_AZ_2'],
    ['ontap/endpoint-range-overlaps', { endpointIpAddressRange: '10.0.0.0/16', subnetCidrs: ['10.0.0.0/24', '10.1.0.0/24', '10.0.1.0/24'] },
      'it overlaps the subnets 10.0.0.0/24 and 10.0.1.0/24', 'use a range that no subnet of the VPC overlaps, or leave it out'],
    ['ontap/route-table-unknown', { deploymentType: 'MULTI_AZ_2', subnetsWithoutRouteTable: ['subnet-a', 'subnet-b'] },
      'the route table of subnet-a and subnet-b is not known; without it, mounts of the nodes there time out',
      'set routeTableIds to those of all subnets with nodes, or import the VPC with privateSubnetRouteTableIds'],
    ['ontap/backup-retention', { automaticBackupRetention: 91 }, 'backups are kept for 0 (none) to 90 whole days', 'use Duration.days(90)'],
    ['ontap/backup-retention', { automaticBackupRetention: 1.6 }, 'backups are kept for 0 (none) to 90 whole days', 'use Duration.days(2)'],
    ['ontap/nvme-not-offered', { sanType: 'nvme', deploymentType: 'SINGLE_AZ_1' }, 'SINGLE_AZ_1 has no NVMe: the second generation does',
      'use OntapSanType.ISCSI, or OntapDeploymentType.SINGLE_AZ_2'],
    ['ontap/storage-prefix-format', { driver: 'ontap-nas', storagePrefix: '1 team' },
      'prefixes are letters, digits, _, - and ., and do not begin with a digit', 'write it like \'_1_team\''],
    ['ontap/storage-prefix-format', { driver: 'ontap-nas-economy', storagePrefix: '1 team' },
      'prefixes are letters, digits, _, - and .', 'write it like \'_1_team\''],
    ['ontap/auto-export-cidrs', { autoExportCidrs: ['10.0.0.0/16'], autoExportPolicy: false },
      'there is no automatic export policy that they could limit', 'set autoExportPolicy: true, or leave them out'],
    ['ontap/auto-export-cidrs', { autoExportCidrs: ['10.0.0.0/33'], autoExportPolicy: true },
      'they are ranges of IPv4 addresses in CIDR notation', 'write them like \'10.0.0.0/16\''],
    ['ontap/nodes-unprepared', { driver: 'ontap-san', sanType: 'nvme' }, 'nodes need nvme-cli and the kernel module nvme-tcp, or no pod starts',
      'give the node groups TridentDriver.iscsiUserData(), or let Trident prepare them (TridentInstallation.HELM with prepareNodesForIscsi); then say '
      + 'nodesPreparedForIscsi: true to the TridentDriver, or acknowledge it'],
    ['ontap/backend-unknown', { claimBackend: 'x', backends: ['nas', 'san'] }, 'the storage has the backends nas and san', 'use nas or san'],
    ['ontap/pool-unknown', { claimPool: 'x', pools: [] }, 'the backend has no pools', 'leave pool out, or give the backend pools'],
    ['ontap/pool-unknown', { claimPool: 'x', pools: ['hot', 'cold'] }, 'the backend has the pools hot and cold', 'use hot or cold'],
    ['ontap/tiering-policy-unknown', { claimTieringPolicy: 'SNAPSHOT_ONLY', poolPolicies: ['NONE', 'AUTO'] },
      'what is asked for offers NONE or AUTO: a volume gets its tiering policy from its pool, Trident reads none of a claim',
      'give the backend a pool that has it: pools: [{ name: \'standard\' }, { name: \'snapshot-only\', tieringPolicy: OntapTieringPolicy.SNAPSHOT_ONLY }]'],
    ['ontap/annotation-not-read', { driver: 'ontap-san', unixPermissions: '0755', exportPolicy: 'x', snapshotPolicy: 'none' },
      'ontap-san does not read unixPermissions and exportPolicy of a claim', 'leave them out, or use another backend'],
    ['ontap/annotation-not-read', { driver: 'ontap-nas-economy', splitOnClone: false },
      'ontap-nas-economy does not read splitOnClone of a claim', 'leave it out, or use another backend'],
    ['ontap/qos-policies', { driver: 'ontap-nas-economy', adaptiveQosPolicy: 'gold' }, 'qtrees have no adaptive QoS policy', 'use qosPolicy'],
    ['ontap/volume-size', { volumeStyle: 'FLEXGROUP', haPairs: 12, volumeSize: 800 },
      'a FlexGroup over 12 pairs of servers has 9600 to 20971519 GiB', 'use a size in between, from Size.gibibytes(9600) on, or OntapVolumeStyle.FLEXVOL'],
    ['ontap/driver-version-format', { version: 'v25.6.2-eksbuild.1', installation: 'HELM' }, 'versions of the chart read 100.2606.0',
      'take one of the chart trident-operator: 100, then year and month of the release'],
    ['ontap/driver-version-format', { version: '100.2606.0', installation: 'ADD_ON' }, 'versions of the EKS add-on read v25.6.2-eksbuild.1',
      'take one that `aws eks describe-addon-versions --addon-name netapp_trident-operator` lists'],
  ])('%s for %j', (id, configuration, problem, fix) => {
    expect(saidBy(id, configuration as Known)).toMatchObject({ problem, fix });
  });
});

describe('proposes what is legal', () => {
  const types = Object.values(OntapDeploymentType);
  const number = fc.oneof(
    fc.constantFrom(-1, 0, 0.5, 127, 384, 1023, 1024, 1024.5, 1025, 2048, 196608, 196609, 524288, 524289, 1048576, 1048577, 3e6),
    fc.integer({ min: -10, max: 3e6 }), fc.double({ noNaN: true, min: -10, max: 3e6 }),
  );
  const place = fc.constantFrom(...deploymentTypes.flatMap(({ deploymentType, haPairs }) => {
    return haPairs.legal.map(pairs => ({ deploymentType, haPairs: pairs }));
  }));
  const anyPairs = fc.constantFrom(...deploymentTypes.flatMap(({ deploymentType, haPairs }) => {
    return [...haPairs.legal, ...haPairs.illegal].map(pairs => ({ deploymentType, haPairs: pairs }));
  }));
  /** The value that a fix names, where the rule is broken at all. */
  const proposed = (id: string, configuration: Known, pattern: RegExp) => {
    const said = saidBy(id, configuration);
    return said && pattern.exec(said.fix)![1];
  };

  test.each<[string, string, RegExp]>([
    ['ontap/throughput-not-offered', 'throughputCapacityPerHaPair', /^use (\S+), which is nearest$/],
    ['ontap/capacity-range', 'capacity', /^use Size\.gibibytes\((\S+)\), which is nearest$/],
  ])('%s, and nothing legal is nearer', (id, field, pattern) => {
    fc.assert(fc.property(place, number, (row, wanted) => {
      const nearest = proposed(id, { ...row, [field]: wanted }, pattern);
      if (nearest !== undefined) {
        const legal = (value: number) => !breaks(id, { ...row, [field]: value });
        expect(legal(Number(nearest))).toBe(true);
        const distance = Math.abs(Number(nearest) - wanted);
        const nearer = [128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, Number(nearest) - 1, Number(nearest) + 1]
          .filter(value => Math.abs(value - wanted) < Math.floor(distance) && legal(value));
        expect(nearer).toEqual([]);
      }
    }), { numRuns: 400 });
  });

  test('operations per second', () => {
    const wanted = fc.tuple(place, fc.integer({ min: 1024, max: 1048576 }), fc.oneof(number, fc.integer({ min: 0, max: 5e6 })));
    fc.assert(fc.property(wanted, ([row, capacity, diskIops]) => {
      fc.pre(!breaks('ontap/capacity-range', { ...row, capacity }));
      const nearest = proposed('ontap/iops-range', { ...row, capacity, diskIops }, /^use (\S+), which is nearest$/);
      expect(nearest !== undefined && breaks('ontap/iops-range', { ...row, capacity, diskIops: Number(nearest) })).toBe(false);
    }), { numRuns: 400, examples: [[[{ deploymentType: 'SINGLE_AZ_1', haPairs: 1 }, 196608, 160000]]] });
  });

  test('no size that the type never has, where the pairs are wrong too', () => {
    fc.assert(fc.property(anyPairs, number, (row, capacity) => {
      const nearest = proposed('ontap/capacity-range', { ...row, capacity }, /^use Size\.gibibytes\((\S+)\), which is nearest$/);
      const { legal } = deploymentTypes.find(({ deploymentType }) => deploymentType === row.deploymentType)!.haPairs;
      const offered = (value: number) => legal.some(haPairs => !breaks('ontap/capacity-range', { ...row, haPairs, capacity: value }));
      expect(nearest === undefined || offered(Number(nearest))).toBe(true);
    }), { numRuns: 400 });
  });

  test('days of backups', () => {
    fc.assert(fc.property(number, automaticBackupRetention => {
      const days = proposed('ontap/backup-retention', { automaticBackupRetention }, /^use Duration\.days\((\S+)\)$/);
      expect(days !== undefined && breaks('ontap/backup-retention', { automaticBackupRetention: Number(days) })).toBe(false);
    }));
  });

  test('a reserve for snapshots', () => {
    fc.assert(fc.property(number, snapshotReserve => {
      const percent = proposed('ontap/snapshot-reserve', { snapshotReserve }, /^use (\S+)$/);
      expect(percent !== undefined && breaks('ontap/snapshot-reserve', { snapshotReserve: Number(percent) })).toBe(false);
    }));
  });

  test('a size of a FlexGroup', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 9599 }), (haPairs, volumeSize) => {
      const size = proposed('ontap/volume-size', { volumeStyle: 'FLEXGROUP', haPairs, volumeSize }, /Size\.gibibytes\((\S+)\)/);
      expect(size !== undefined && breaks('ontap/volume-size', { volumeStyle: 'FLEXGROUP', haPairs, volumeSize: Number(size) })).toBe(false);
    }));
  });

  test('a second generation of the same zones, for NVMe', () => {
    for (const deploymentType of types) {
      const other = proposed('ontap/nvme-not-offered', { sanType: 'nvme', deploymentType }, /OntapDeploymentType\.(\S+)$/);
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
  ])('%s: a %s', (id, field, rest) => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'aZ0-._/ü \'\n'), maxLength: 300 }), value => {
      const proposal = proposed(id, { ...rest, [field]: value }, /^write it like '([^]*)'$/);
      expect(proposal !== undefined && breaks(id, { ...rest, [field]: proposal })).toBe(false);
    }), { numRuns: 300, examples: [['A'.repeat(300)], [''], ['0'], ['/'], ['a//b'], ['/a/'], ['/ /'], [`${'a'.repeat(202)}-b`], [`0${'a'.repeat(202)}`]] });
  });

  test('examples in fixes are legal', () => {
    expect(violated({ backendName: 'checkpoints' }, TABLES.backend)).toEqual([]);
    expect(violated({ pools: [{ poolName: 'hot' }, { poolName: 'archive' }] }, TABLES.backend)).toEqual([]);
    expect(violated({ svmName: 'training', endpointIpAddressRange: '198.19.255.0/24', dailyAutomaticBackupStartTime: '05:00', weeklyMaintenanceStartTime: '7:03:00' }))
      .toEqual([]);
    expect(violated({ unixPermissions: '---rwxrwxrwx' })).toEqual([]);
    expect(violated({ unixPermissions: '0755' })).toEqual([]);
    expect(violated({ autogrow: { usedThreshold: '80%', growthAmount: '10%' } })).toEqual([]);
    expect(violated({ autogrow: { usedThreshold: '80%', growthAmount: '50Gi' } })).toEqual([]);
  });
});

describe('borders of the storage', () => {
  const there = { provisioning: 'managed', deploymentType: 'MULTI_AZ_2' };

  test('nodes must be let in, unless the group of an existing file system is left alone', () => {
    expectBorders('ontap/cluster-security-group-missing', (over: object) => ({ provisioning: 'existing', clusterSecurityGroup: false, ...over }),
      [{}, { clusterSecurityGroup: true, existingSecurityGroup: true }, { provisioning: 'managed', clusterSecurityGroup: true }],
      [{ existingSecurityGroup: true }, { provisioning: 'managed' }]);
    expectBorders('ontap/cluster-vpc-missing', (over: object) => ({ ...there, clusterVpc: false, ...over }),
      [{ clusterVpc: true }, { provisioning: 'existing' }], [{}]);
  });

  test('what the cluster must bring', () => {
    expectBorders('ontap/kubectl-missing', kubectl => ({ kubectl }), ['ready', 'older-eks'], ['missing']);
    expectBorders('ontap/kubectl-of-older-eks', kubectl => ({ kubectl }), ['ready', 'missing'], ['older-eks']);
    expectBorders('ontap/driver-unknown', clusterDriver => ({ clusterDriver }), ['ours', 'theirs', 'other-cluster'], ['unknown']);
    expectBorders('ontap/driver-of-other-cluster', clusterDriver => ({ clusterDriver }), ['ours', 'theirs', 'unknown'], ['other-cluster']);
  });

  test('subnets are chosen among those there are, and pinned where a change would cost data', () => {
    const of = (over: object) => ({ ...there, clusterVpc: true, vpcOwned: false, privateSubnets: 2, ...over });
    expectBorders('ontap/subnets-missing', of, [
      {}, { privateSubnets: 3 }, { deploymentType: 'SINGLE_AZ_2', privateSubnets: 1 }, { privateSubnets: 1, subnetsGiven: true },
      { privateSubnets: 0, clusterVpc: false }, { privateSubnets: 0, provisioning: 'existing' },
    ], [{ privateSubnets: 1 }, { privateSubnets: 0 }, { privateSubnets: undefined }, { deploymentType: 'SINGLE_AZ_1', privateSubnets: 0 }]);
    expectBorders('ontap/subnets-not-pinned', of,
      [{ subnetsGiven: true }, { vpcOwned: true }, { privateSubnets: 0 }, { provisioning: 'existing' }], [{}, { privateSubnets: 1 }]);
  });

  test('two subnets lie in two zones', () => {
    expectBorders('ontap/subnets-in-one-zone', (availabilityZones: any[]) => ({ ...there, availabilityZones }),
      [['a', 'b'], ['a'], [later, later], []], [['a', 'a']]);
    expect(breaks('ontap/subnets-in-one-zone', { deploymentType: 'SINGLE_AZ_2', availabilityZones: ['a', 'a'] })).toBe(false);
  });

  test('the preferred subnet is one of the two', () => {
    const of = ([preferredSubnetId, ...subnetIds]: any[]) => ({ ...there, preferredSubnetId, subnetIds });
    expectBorders('ontap/preferred-subnet', of, [['a', 'a', 'b'], ['b', 'a', 'b'], ['c', 'a', later]], [['c', 'a', 'b'], ['', 'a', 'b']]);
    expect(breaks('ontap/preferred-subnet', { ...of(['c', 'a']), deploymentType: 'SINGLE_AZ_2' })).toBe(false);
  });

  test('endpoints share no address with a subnet', () => {
    const of = (endpointIpAddressRange: string) => ({ endpointIpAddressRange, subnetCidrs: ['10.0.2.0/24', '10.0.4.0/24'] });
    expectBorders('ontap/endpoint-range-overlaps', of,
      ['10.0.1.0/24', '10.0.3.0/24', '10.0.5.0/24', '10.0.1.128/25', 'no range', '10.0.2.0/33'],
      ['10.0.2.0/24', '10.0.2.0/26', '10.0.2.192/26', '10.0.4.255/32', '10.0.0.0/16', '10.0.2.7/25']);
    expect(breaks('ontap/endpoint-range-overlaps', { endpointIpAddressRange: '10.0.2.0/24', subnetCidrs: [] })).toBe(false);
  });

  test('up to 50 route tables are written to, all known, all tagged', () => {
    const of = (count: number) => ({ routeTableIds: Array.from({ length: count }, (_, index) => `rtb-${index}`) });
    expectBorders('ontap/route-tables-too-many', of, [0, 1, 49, 50], [51, 100]);
    expectBorders('ontap/route-table-unknown', (over: object) => ({ ...there, subnetsWithoutRouteTable: ['subnet-a'], ...over }),
      [{ subnetsWithoutRouteTable: [] }, { routeTablesGiven: true }, { deploymentType: 'SINGLE_AZ_2' }], [{}]);
    expectBorders('ontap/route-tables-untagged', (over: object) => ({ ...there, routeTablesOwned: false, ...over }),
      [{ routeTablesOwned: true }, { deploymentType: 'SINGLE_AZ_2' }, { routeTablesOwned: undefined }], [{}]);
  });

  test('operations per second are said exactly when the user says them', () => {
    expectBorders('ontap/iops-mode', diskIops => ({ diskIopsMode: 'USER_PROVISIONED', diskIops }), [1, 6144, later], [undefined]);
    expectBorders('ontap/iops-mode', diskIops => ({ diskIopsMode: 'AUTOMATIC', diskIops }), [undefined], [1, 6144, later]);
  });

  test('a backup time needs backups, which there are unless they are turned off', () => {
    const of = (automaticBackupRetention?: number) => ({ dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention });
    expectBorders('ontap/backup-time-without-backups', of, [undefined, 1, 90], [0]);
  });

  test('volumes may outlive a file system that stays, or that others made', () => {
    const of = (over: object) => ({ provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Retain', ...over });
    expectBorders('ontap/volumes-outlive-file-system', of,
      [{ reclaimPolicy: 'Delete' }, { removalPolicy: 'retain' }, { removalPolicy: 'retain-on-update-or-delete' }, { provisioning: 'existing' }], [{}]);
  });

  test('a file system that somebody made is told in full', () => {
    const whole = { provisioning: 'existing', fileSystemId: 'fs-01234567', svmName: 'svm', secretArn: later };
    expectBorders('ontap/existing-incomplete', (over: object) => ({ ...whole, ...over }), [{}, { provisioning: 'managed', svmName: undefined }],
      [{ svmName: undefined }, { secretArn: undefined }]);
  });

  test('an existing file system is given by its id or as a construct', () => {
    expectBorders('ontap/file-system-or-id', (over: object) => ({ provisioning: 'existing', ...over }),
      [{ fileSystemIdGiven: true }, { fileSystemGiven: true }, { provisioning: 'managed' }], [{}, { fileSystemIdGiven: true, fileSystemGiven: true }]);
  });

  test('snapshots are of backends that have them', () => {
    expectBorders('ontap/snapshots-without-backend', ([snapshots, snapshotsOffered]: boolean[]) => ({ snapshots, snapshotsOffered }),
      [[true, true], [false, true], [false, false]], [[true, false]]);
  });

  test('there is a backend', () => {
    expectBorders('ontap/backends-missing', backendCount => ({ backendCount }), [1, 2], [0]);
  });

  test('clients are let in where there is a group to open', () => {
    expectBorders('ontap/clients-without-group', (over: object) => ({ provisioning: 'existing', clients: true, ...over }),
      [{ existingSecurityGroup: true }, { provisioning: 'managed' }, { clients: undefined }], [{}]);
  });

  test('wrong pairs of servers are one problem, not three', () => {
    for (const { deploymentType, generation, haPairs } of deploymentTypes) {
      for (const pairs of haPairs.illegal) {
        const throughputCapacityPerHaPair = generation === 1 ? 512 : 1536;
        const whole = { deploymentType, haPairs: pairs, capacity: 1024, throughputCapacityPerHaPair, diskIops: 3072 };
        expect(violated(whole, TABLES.storage)).toEqual(['ontap/ha-pairs-not-offered']);
      }
    }
  });
});

describe('borders of backends', () => {
  test('devices are off with more than 6 pairs', () => {
    for (const driver of ['ontap-san', 'ontap-san-economy']) {
      expectBorders('ontap/block-not-offered', haPairs => ({ driver, haPairs }), [1, 6], [7, 12]);
    }
    expectBorders('ontap/block-not-offered', driver => ({ driver, haPairs: 12 }), ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup'], []);
  });

  test('nodes of Auto Mode attach no devices, and others must be ready', () => {
    const of = (over: object) => ({ driver: 'ontap-san', autoMode: true, ...over });
    expectBorders('ontap/block-on-auto-mode', of, [{ autoMode: false }, { driver: 'ontap-nas' }], [{}, { driver: 'ontap-san-economy' }]);
    expectBorders('ontap/nodes-unprepared', of, [{ nodesPrepared: true }, { driver: 'ontap-nas' }], [{}, { nodesPrepared: false }, { sanType: 'nvme' }]);
  });

  test('names have up to 32 lower-case letters, digits and hyphens', () => {
    const [legal, illegal] = [['a', '0', 'a-b', 'a'.repeat(32)], ['', 'a'.repeat(33), 'A', '-a', 'a-', 'a_b', 'a.b', 'a b', 'a\n', 'ü']];
    expectBorders('ontap/backend-name-format', backendName => ({ backendName }), legal, illegal);
    expectBorders('ontap/pool-name', poolName => ({ pools: [{ poolName }] }), legal, illegal);
  });

  test('names and prefixes are known now', () => {
    expectBorders('ontap/backend-known-late', (over: object) => ({ driver: 'ontap-nas', backendName: 'nas', storagePrefix: 'a', ...over }),
      [{}, { limitVolumeSize: later, labels: { team: later } }], [{ backendName: later }, { storagePrefix: later }]);
    expect(breaks('ontap/pool-name', { pools: [{ poolName: later }] })).toBe(true);
  });

  test('what opens ports is no option of a mount', () => {
    const of = (option: string) => ({ driver: 'ontap-nas', mountOptions: ['hard', option] });
    expectBorders('ontap/mount-options', of, ['noatime', 'rsize=262144', 'nosharecache'], ['nfsvers=3', 'vers=4.1', 'minorversion=1', 'nconnect=4']);
    expectBorders('ontap/mount-options', driver => ({ driver, mountOptions: ['nfsvers=3'] }), ['ontap-san', 'ontap-san-economy'],
      ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup']);
  });

  test('names are there once', () => {
    expectBorders('ontap/backend-twice', nameTaken => ({ backendName: 'nas', nameTaken }), [undefined, false], [true]);
    const of = (poolNames: string[]) => ({ pools: poolNames.map(poolName => ({ poolName })) });
    expectBorders('ontap/pool-name', of, [[], ['a'], ['a', 'b']], [['a', 'b', 'a']]);
  });

  // Trident storage_attribute/label.go: [\w-]+
  test('labels can be selected by', () => {
    const legal: object[] = [{}, { team: 'ml' }, { 'a_b-C1': '0' }, { pools: 'x' }, { team: later }];
    expectBorders<object>('ontap/label-format', labels => ({ labels }), legal,
      [{ pool: 'x' }, { team: '' }, { '': 'x' }, { 'a.b': 'x' }, { team: 'a/b' }, { team: 'a b' }, { fine: 'x', team: 'ü' }]);
  });

  test('automatic export policies hold ranges of addresses', () => {
    const of = (autoExportCidrs: any[]) => ({ autoExportPolicy: true, autoExportCidrs });
    expectBorders('ontap/auto-export-cidrs', of, [[], ['10.0.0.0/16'], ['0.0.0.0/0', '10.0.0.1/32'], [later]],
      [['10.0.0.0'], ['10.0.0.0/16', '10.0.0.256/32'], ['x'], ['10.0.0.0/16 ']]);
    expectBorders('ontap/auto-export-cidrs', autoExportPolicy => ({ autoExportPolicy, autoExportCidrs: [] }), [true], [undefined, false]);
  });
});

describe('borders of volumes', () => {
  test('0 to 90 percent are kept for snapshots', () => {
    for (const table of [TABLES.defaults, TABLES.claim]) {
      expectBorders('ontap/snapshot-reserve', snapshotReserve => ({ snapshotReserve }), [0, 1, 5, 90], [-1, 0.5, 91, NaN], table);
    }
  });

  test('policies have names without white space', () => {
    for (const table of [TABLES.defaults, TABLES.claim]) {
      for (const field of ['snapshotPolicy', 'exportPolicy']) {
        expectBorders('ontap/policy-name', name => ({ [field]: name }), ['none', 'default', 'a'.repeat(255), 'a.b-c_d'], ['', 'a b', 'a\n', 'a'.repeat(256)], table);
      }
    }
  });

  test('a volume has one QoS policy, and a qtree no adaptive one', () => {
    expectBorders('ontap/qos-policies', (over: object) => ({ adaptiveQosPolicy: 'gold', ...over }),
      [{}, { driver: 'ontap-nas' }, { adaptiveQosPolicy: undefined, qosPolicy: 'x', driver: 'ontap-nas-economy' }],
      [{ qosPolicy: 'silver' }, { driver: 'ontap-nas-economy' }]);
  });

  test('files have a security style, devices none', () => {
    expectBorders('ontap/security-style-on-block', driver => ({ securityStyle: 'unix', driver }),
      ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup'], ['ontap-san', 'ontap-san-economy']);
  });

  test('of all tiering policies, ALL moves what is hot', () => {
    expectBorders('ontap/tiering-moves-hot-data', tieringPolicy => ({ tieringPolicy }), ['NONE', 'SNAPSHOT_ONLY', 'AUTO'], ['ALL']);
  });

  test('names and sizes of the stack\'s volumes are known now', () => {
    expectBorders('ontap/volume-known-late', (over: object) => ({ volumeStyle: 'FLEXVOL', volumeName: 'v', volumeSize: 1, ...over }),
      [{}, { junctionPath: later }], [{ volumeName: later }, { volumeSize: later }]);
    expectBorders('ontap/volume-twice', volumeTaken => ({ volumeName: 'v', volumeTaken }), [undefined, false], [true]);
  });

  test('the deployment type is known now', () => {
    expectBorders<unknown>('ontap/deployment-type-known-late', deploymentType => ({ provisioning: 'existing', deploymentType }), [undefined, 'MULTI_AZ_1'], [later]);
  });
});

describe('borders of claims', () => {
  test('have a size, that Trident can make', () => {
    expectBorders('ontap/claim-size-missing', claimSize => ({ claimName: 'data', claimSize }), [1, later, 0], [undefined]);
    expectBorders('ontap/claim-size-positive', claimSize => ({ claimSize }), [0.01, 1], [0, -1]);
    expectBorders('ontap/claim-size-limit', claimSize => ({ claimSize, limitVolumeSize: 100 }), [1, 100], [100.5, 101]);
    expectBorders('ontap/claim-larger-than-file-system', claimSize => ({ claimSize, capacity: 1024 }), [1, 1024], [1024.5, 1025]);
  });

  test('are taken once', () => {
    expectBorders('ontap/claim-twice', claimTakenBy => ({ claimName: 'data', claimTakenBy }), [undefined], ['Storage/A']);
  });

  test('are made where there is something to make them', () => {
    expectBorders('ontap/backend-unknown', claimBackend => ({ claimBackend, backends: ['nas', 'san'] }), ['nas', 'san'], ['', 'na', 'nas2']);
    expectBorders('ontap/pool-unknown', claimPool => ({ claimPool, pools: ['hot'] }), ['hot', undefined], ['', 'ho', 'cold']);
    expectBorders('ontap/tiering-policy-unknown', claimTieringPolicy => ({ claimTieringPolicy, poolPolicies: ['NONE', 'AUTO'] }),
      ['NONE', 'AUTO', undefined], ['ALL', 'SNAPSHOT_ONLY']);
  });

  test('snapshots are taken where the storage takes any; a copy of a claim needs none', () => {
    const of = (over: object) => ({ cloneOf: 'snapshot', snapshotsOn: false, ...over });
    expectBorders('ontap/snapshots-off', of, [{ snapshotsOn: true }, { cloneOf: 'claim' }], [{}]);
    expectBorders('ontap/source-of-other-storage', sourceStorage => ({ cloneOf: 'claim', sourceStorage }), ['this', undefined], ['other']);
  });

  test('a volume becomes a claim once, by a name that ONTAP knows', () => {
    expectBorders('ontap/import-twice', importTakenBy => ({ importedVolume: 'corpus', importTakenBy }), [undefined], ['Storage/Imports/A']);
    expectBorders('ontap/import-name-format', importedVolume => ({ importedVolume }), formats.volumeName.legal, formats.volumeName.illegal);
  });

  test('a copy to be read is made of a snapshot, on NFS, that pods see', () => {
    const of = (over: object) => ({ cloneOf: 'snapshot', readOnlyClone: true, driver: 'ontap-nas', sourceShowsSnapshots: true, ...over });
    expectBorders('ontap/read-only-clone', of, [{}, { driver: 'ontap-nas-flexgroup' }, { readOnlyClone: false, cloneOf: 'claim' }],
      [{ cloneOf: 'claim' }, { driver: 'ontap-san' }, { sourceShowsSnapshots: false }, { sourceShowsSnapshots: undefined }]);
  });

  // Trident internal/autogrow ValidateAutogrowPolicySpec, and its tests; white space is left out, which it would trim
  describe('that grow', () => {
    test('begin at 1 to 99 percent', () => {
      expectBorders('ontap/autogrow-format', usedThreshold => ({ autogrow: { usedThreshold, growthAmount: '10%' } }),
        ['1%', '80%', '99%', '50.5%', '80.5%', '99.0%'],
        ['', '0%', '0.99%', '99.01%', '99.5%', '100%', '50Gi', '50.5Gi', '1Ki', 'invalid', 'abc%', '8 0%', '-80%', '80']);
    });

    test('grow by at least 1 percent, or by an amount', () => {
      expectBorders('ontap/autogrow-format', growthAmount => ({ autogrow: { usedThreshold: '80%', growthAmount } }),
        ['1%', '10%', '10.5%', '10.25%', '100%', '5Gi', '5.5Gi', '1Ki', '1000Ti', '0.5Gi', '1G', '1048576'],
        ['', '0%', '0.99%', 'invalid', 'xyz%', '0Gi', '0', '-5Gi', '1 0%', '5 Gi', '5gi', '5GiB']);
    });

    test('may become larger than by what they grow', () => {
      const of = ([growthAmount, maxSize]: readonly [string, unknown]) => ({ autogrow: { usedThreshold: '80%', growthAmount, maxSize } });
      const said = (pair: readonly [string, unknown]) => violated(of(pair), TABLES.claim).length > 0;
      const legal = [['10Gi', 100], ['5Gi', 1024], ['10%', 100], ['10Gi', undefined], ['10Gi', later], ['512Mi', 1], ['10Gi', 10.5]] as const;
      const illegal = [['10Gi', 5], ['10Gi', 10], ['100Gi', 50], ['1Ti', 1024], ['1025Mi', 1]] as const;
      expect(legal.filter(said)).toEqual([]);
      expect(illegal.filter(pair => !said(pair))).toEqual([]);
    });
  });
});

describe('Trident', () => {
  const ready = { identity: 'POD_IDENTITY', installation: 'ADD_ON', oidcProvider: true, kubectl: 'ready' };
  const found = (over: object) => violated({ ...ready, ...over }, TABLES.trident);

  // NetApp's page has a leading zero where issues have none: v25.02.1-eksbuild.1, v25.6.2-eksbuild.1
  test('of add-on versions that know Pod Identity', () => {
    for (const version of ['v25.02.1-eksbuild.1', 'v25.2.0-eksbuild.1', 'v25.6.2-eksbuild.1', 'v25.10.0-eksbuild.2', 'v26.2.0-eksbuild.1']) {
      expect(found({ version })).toEqual([]);
    }
    for (const version of ['v23.10.0-eksbuild.1', 'v24.6.1-eksbuild.1', 'v24.10.0-eksbuild.1', 'v25.01.0-eksbuild.1', 'v25.1.0-eksbuild.1']) {
      expect(found({ version })).toEqual(['ontap/driver-version-pod-identity']);
      expect(found({ version, identity: 'IRSA' })).toEqual([]);
    }
    for (const version of ['', 'latest', '25.06', 'v25.6.2', '25.6.2-eksbuild.1', 'v25.6-eksbuild.1', 'v25.6.2-eksbuild.1 ', '100.2606.0']) {
      expect(found({ version })).toEqual(['ontap/driver-version-format']);
    }
  });

  test('of charts that know Pod Identity', () => {
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

  test('trusts what is there', () => {
    expect(found({ identity: 'IRSA', oidcProvider: false })).toEqual(['ontap/driver-oidc']);
    expect(found({ oidcProvider: false })).toEqual([]);
    for (const kubectl of ['missing', 'older-eks']) {
      expect(found({ kubectl, installation: 'HELM' })).toEqual(['ontap/driver-kubectl']);
      expect(found({ kubectl })).toEqual([]);
    }
    expect(found({ driverMadeBy: 'Platform/Trident' })).toEqual(['ontap/driver-twice']);
  });

  test('prepares nodes as a chart only', () => {
    expect(found({ prepareNodesForIscsi: true })).toEqual(['ontap/node-preparation-by-add-on']);
    expect(found({ prepareNodesForIscsi: true, installation: 'HELM' })).toEqual([]);
    expect(found({ prepareNodesForIscsi: false })).toEqual([]);
  });
});

describe('names', () => {
  const { object, namespace } = names;

  test.each([['ontap/claim-name-format', 'claimName', object], ['ontap/class-name-format', 'storageClassName', object],
    ['ontap/namespace-format', 'claimNamespace', namespace]] as const)('%s', (id, field, { legal, illegal, longest }) => {
    expectBorders(id, name => ({ [field]: name }), [...legal, 'a'.repeat(longest)], [...illegal, 'a'.repeat(longest + 1)]);
  });

  test('known only at deployment are refused, as nothing could be written with them', () => {
    for (const field of ['claimName', 'claimNamespace', 'storageClassName']) {
      expect(violated({ [field]: later }, TABLES.claim)).toContain('ontap/name-known-late');
    }
  });

  // ONTAPGuide creating-svms (47), creating-file-systems (203)
  test('in ONTAP have a longest', () => {
    expectBorders('ontap/svm-name-format', length => ({ svmName: 'a'.repeat(length) }), [1, 47], [0, 48]);
    expectBorders('ontap/volume-name-format', length => ({ volumeName: 'a'.repeat(length) }), [1, 203], [0, 204]);
    expectBorders('ontap/junction-path-format', length => ({ junctionPath: `/${'a'.repeat(length)}` }), [1, 254], [0, 255]);
  });

  // https://docs.netapp.com/us-en/ontap/smb-admin/create-volumes-specified-junction-task.html
  test('junction paths have one spelling, without the characters that ONTAP forbids', () => {
    expectBorders('ontap/junction-path-format', junctionPath => ({ junctionPath }), ['/a/b', '/.a', '/a..', '/größe'],
      ['/.', '/..', '/./a', '/a/../b', '/a//b', '/a/', '/a\x07', '/a\0', ...'*#"><|?\\'].map(path => path.startsWith('/') ? path : `/a${path}`));
  });
});

describe('whatever is configured', () => {
  const number = fc.oneof(
    fc.constantFrom(-1, 0, 0.01, 0.5, 1, 2, 6, 7, 12, 13, 20, 31, 50, 90, 91, 183, 184, 201, 301, 384, 800, 1024, 1536, 2048, 3072,
      9600, 196609, 1048577),
    fc.integer({ min: -10, max: 3e6 }), fc.double({ noNaN: true, min: -10, max: 1e6 }),
  );
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aZ0-._/: ü\''), maxLength: 20 }),
    fc.constantFrom('none', 'fs-0123456789abcdef0', 'svm-0123456789abcdef0', '05:30', '1:05:00', '10.0.0.0/24', '198.19.255.0/24', 'data', '/data', '0755'),
  );
  const words = (values: object) => fc.constantFrom<string>(...Object.values(values) as string[]);
  const orDeferred = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.constant(later) });
  const texts = fc.array(orDeferred(text), { maxLength: 3 });
  const truth = fc.boolean();
  const given = fc.constant(true);
  type Fields<C> = { readonly [K in keyof Required<C>]: fc.Arbitrary<unknown> };

  /** One arbitrary for each field: a new field without one does not compile. */
  const STORAGE: Fields<OntapConfiguration> = {
    provisioning: fc.constantFrom('managed', 'existing'), fileSystemId: orDeferred(text), svmName: orDeferred(text), secretArn: orDeferred(text),
    fileSystemIdGiven: given, fileSystemGiven: given, existingSecurityGroup: given, clients: given, removalPolicy: fc.constantFrom('destroy', 'retain', 'retain-on-update-or-delete'),
    reclaimPolicy: words(['Retain', 'Delete']), storageClassName: orDeferred(text), snapshots: truth, tags: fc.dictionary(text, orDeferred(text)),
    backendCount: fc.nat(2), volumeCount: fc.nat(2), backupPlan: given, snapshotsOffered: truth, deploymentType: orDeferred(words(OntapDeploymentType)),
    capacity: orDeferred(number),
    throughputCapacityPerHaPair: orDeferred(number),
    haPairs: orDeferred(number), diskIopsMode: orDeferred(words(OntapDiskIopsMode)), diskIops: orDeferred(number), kmsKeyId: orDeferred(text),
    automaticBackupRetention: orDeferred(number), dailyAutomaticBackupStartTime: orDeferred(text), weeklyMaintenanceStartTime: orDeferred(text),
    endpointIpAddressRange: orDeferred(text), subnetIds: texts, subnetsGiven: given, preferredSubnetId: orDeferred(text), vpcOwned: truth,
    privateSubnets: fc.nat(3), availabilityZones: texts, subnetCidrs: fc.constantFrom([], ['10.0.0.0/24', '10.0.0.0/16'], ['198.19.255.0/28']),
    routeTableIds: fc.oneof(texts, fc.constant(Array(51).fill('rtb'))), routeTablesGiven: given, subnetsWithoutRouteTable: fc.array(fc.constant('subnet-a')),
    routeTablesOwned: truth, kubectl: fc.constantFrom('ready', 'missing', 'older-eks'), clusterVpc: truth, clusterSecurityGroup: truth,
    clusterDriver: fc.constantFrom('ours', 'theirs', 'unknown', 'other-cluster'),
    vpcOfOtherAccount: truth, ipFamily: fc.constantFrom('ipv4', 'ipv6'), partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'), clusterElsewhere: text, fargateOnly: truth, rolePolicyCharacters: fc.nat(20000),
    clusterLibrary: fc.constantFrom('aws-eks', 'aws-eks-v2-alpha', 'none'),
    crowdedSecurityGroups: fc.array(fc.record({ group: text, inbound: number, outbound: number }), { maxLength: 2 }),
  };
  const DEFAULTS: Fields<OntapDefaultsConfiguration> = {
    tieringPolicy: words(OntapTieringPolicy), snapshotPolicy: text, snapshotReserve: number, snapshotDirectory: truth, unixPermissions: text,
    exportPolicy: text, securityStyle: words(OntapSecurityStyle), spaceReserved: truth, splitOnClone: truth, qosPolicy: text, adaptiveQosPolicy: text,
    skipRecoveryQueue: truth,
  };
  const POOL: Fields<OntapPoolConfiguration & { driver?: OntapStorageDriver }> = { ...DEFAULTS, poolName: text, driver: words(OntapStorageDriver) };
  const BACKEND: Fields<OntapBackendConfiguration> = {
    ...DEFAULTS, backendName: text, driver: words(OntapStorageDriver), sanType: words(OntapSanType), nfsVersion: words(OntapNfsVersion),
    nconnect: number,
    mountOptions: fc.array(text), fileSystemType: words(OntapBlockFileSystem), storagePrefix: text, limitVolumeSize: orDeferred(number),
    limitVolumePoolSize: orDeferred(number), autoExportPolicy: truth, autoExportCidrs: texts, qtreesPerFlexvol: number, lunsPerFlexvol: number,
    labels: fc.dictionary(text, text), pools: fc.array(fc.record(POOL), { maxLength: 3 }), deploymentType: orDeferred(words(OntapDeploymentType)),
    haPairs: orDeferred(number), autoMode: truth, nodesPrepared: truth, nameTaken: truth,
  };
  const CLAIM: Fields<OntapClaimConfiguration> = {
    claimName: orDeferred(text), claimNamespace: orDeferred(text), claimSize: orDeferred(number), namespaceLimit: orDeferred(number),
    storageClassName: orDeferred(text), claimTakenBy: text,
    accessMode: fc.constantFrom('ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany'), volumeMode: fc.constantFrom('Filesystem', 'Block'), claimBackend: text,
    claimPool: text, claimTieringPolicy: words(OntapTieringPolicy), backends: fc.array(text), pools: fc.array(text),
    poolPolicies: fc.array(words(OntapTieringPolicy), { minLength: 1, maxLength: 2 }), driver: words(OntapStorageDriver), snapshotsOn: truth,
    autoExportPolicy: truth, limitVolumeSize: orDeferred(number), capacity: orDeferred(number), snapshotPolicy: text, snapshotReserve: number,
    snapshotDirectory: truth,
    unixPermissions: text, exportPolicy: text, splitOnClone: truth, cloneOf: fc.constantFrom('claim', 'snapshot'),
    autogrow: fc.record({ usedThreshold: text, growthAmount: text, maxSize: orDeferred(number) }), sourceStorage: fc.constantFrom('this', 'other'),
    sourceShowsSnapshots: truth, readOnlyClone: truth, importedVolume: orDeferred(text), importTakenBy: text,
    restored: fc.constant(true as const), byKubectl: truth,
  };
  const VOLUME: Fields<VolumeConfiguration> = {
    volumeName: orDeferred(text), junctionPath: orDeferred(text), volumeSize: orDeferred(number), volumeStyle: words(OntapVolumeStyle),
    tieringPolicy: words(OntapTieringPolicy), coolingPeriod: orDeferred(number), snapshotPolicy: orDeferred(text), storageEfficiencyEnabled: truth,
    copyTagsToBackups: truth, backupId: orDeferred(text), volumeTaken: truth, haPairs: orDeferred(fc.integer({ min: 1, max: 12 })),
  };
  const TRIDENT: Fields<TridentConfiguration> = {
    version: fc.oneof(text, fc.constantFrom('v24.6.1-eksbuild.1', '100.2410.0')), identity: fc.constantFrom('POD_IDENTITY', 'IRSA'),
    installation: fc.constantFrom('ADD_ON', 'HELM'), oidcProvider: truth, kubectl: fc.constantFrom('ready', 'missing', 'older-eks'),
    prepareNodesForIscsi: truth, driverMadeBy: text,
  };
  const ALL: { readonly [table: string]: { readonly [field: string]: fc.Arbitrary<unknown> } } = {
    storage: STORAGE, backend: BACKEND, defaults: POOL, volume: VOLUME, claim: CLAIM, trident: TRIDENT,
  };

  test.each(Object.entries(TABLES))('rules of a %s never throw, and never speak of undefined', (table, rules) => {
    const seen = new Set<string>();
    const configurations = fc.oneof(fc.record(ALL[table], { requiredKeys: [] }), fc.record(ALL[table])) as fc.Arbitrary<Known>;
    fc.assert(fc.property(configurations, configuration => {
      const { violations } = check(rules, configuration);
      violations.forEach(({ id }) => seen.add(id));
      const printed = violations.flatMap(({ problem, fix }) => [problem, fix]);
      expect(printed.filter(said => !/\S/.test(said) || UNSPEAKABLE.test(said))).toEqual([]);
    }), { numRuns: 300 });
    const unseen = rules.map(({ id }) => id).filter(id => !seen.has(id));
    expect(unseen.length).toBeLessThan(4); // or the mixtures are too tame to tell anything
  });

  test.each(Object.entries(TABLES))('an empty configuration of a %s breaks nothing', (_, rules) => {
    expect(check<object>(rules, {})).toEqual({ violations: [], skipped: [] });
  });

  test('deploy-time values alone break nothing but what must be known', () => {
    const idsOf = (table: string) => violated(Object.fromEntries(Object.keys(ALL[table]).map(field => [field, later])), TABLES[table]);
    expect(idsOf('claim')).toEqual(['ontap/name-known-late']);
    expect(violated({ driver: 'ontap-nas', ...Object.fromEntries(Object.keys(BACKEND).map(field => [field, later])) }, TABLES.backend)).toEqual([]);
    expect(['defaults', 'trident'].flatMap(idsOf)).toEqual([]);
    expect(violated({ provisioning: 'managed', deploymentType: later, haPairs: later, capacity: later }, TABLES.storage)).toEqual(['ontap/deployment-type-known-late']);
    expect(violated({ volumeStyle: 'FLEXVOL', volumeName: later, volumeSize: later, junctionPath: later }, TABLES.volume)).toEqual(['ontap/volume-known-late']);
  });

  test('entries name properties, not fields of ours', () => {
    const inWords = (id: string, configuration: Known, fieldNames: any) => entry(saidBy(id, configuration)!, fieldNames).split(':')[0].trim();
    expect(inWords('ontap/capacity-range', { deploymentType: 'MULTI_AZ_1', haPairs: 1, capacity: 5 }, ONTAP_FIELD_NAMES)).toBe('capacity 5 GiB');
    expect(inWords('ontap/iops-mode', { diskIopsMode: 'USER_PROVISIONED' }, ONTAP_FIELD_NAMES)).toBe('diskIopsConfiguration.mode \'USER_PROVISIONED\'');
    expect(inWords('ontap/claim-size-limit', { claimSize: 5, limitVolumeSize: 1 }, ONTAP_FIELD_NAMES)).toBe('claim.size 5 GiB');
    expect(entry(saidBy('ontap/nconnect', { nconnect: 17, nfsVersion: '3' })!, backendFieldNames('nas'))).toMatch(/^ {2}backend 'nas': nconnect 17: /);
    expect(entry(saidBy('ontap/snapshot-reserve', { snapshotReserve: 91 })!, backendFieldNames('nas', 'hot')))
      .toMatch(/^ {2}backend 'nas', pool 'hot': snapshotReserve 91: /);
    expect(entry(saidBy('ontap/volume-size', { volumeSize: 1, volumeStyle: 'FLEXGROUP', haPairs: 1 })!, volumeFieldNames('corpus')))
      .toMatch(/^ {2}volume 'corpus': size 1 GiB: /);
    expect(entry(saidBy('ontap/cooling-period', { coolingPeriod: 1, tieringPolicy: 'AUTO' })!, volumeFieldNames('corpus')))
      .toMatch(/^ {2}volume 'corpus': coolingPeriod 1 days: /);
  });
});
