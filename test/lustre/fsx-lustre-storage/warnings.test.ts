import { Annotations, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import { App as Cdk8sApp, Chart } from 'cdk8s';
import {
  FsxLustreStorage, FsxLustreStorageProps, ILustreCsiDriver, LustreCsiDriver, LustreDeploymentType, LustreDynamicConfig,
  LustreFileSystemTypeVersion,
  LustreManagedConfig, LustreProvisioning, ManifestDelivery, ReclaimPolicy, ZoneAffinity,
} from '../../../src';
import { PERSISTENT, SCRATCH, errorOf, idsIn, importedCluster, managedOn, ownCluster, storageOn, testApp, testStack, warningTextsOf, warningsOf } from '../../support/fixture';

const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2 };
const textOf = (stack: Stack) => Found.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data as string).join('\n');

describe('a claim that the driver rounds up', () => {
  const stackWith = (claims: Size[]) => {
    const stack = testStack();
    const storage = storageOn(stack);
    claims.forEach((size, i) => storage.addClaim(`Claim${i}`, { size }));
    return stack;
  };

  test('is warned about with the size that is billed', () => {
    const stack = stackWith([Size.gibibytes(1300)]);
    expect(warningsOf(stack)).toEqual(['lustre/claim-size-rounded']);
    expect(textOf(stack)).toContain('addClaim \'Claim0\', size 1300 GiB: the driver rounds the claim up to 2400 GiB, and FSx bills that capacity.');
  });

  test('is none when the size is offered', () => {
    expect(warningsOf(stackWith([1200, 2400, 4800].map(size => Size.gibibytes(size))))).toEqual([]);
  });

  test('is warned about in the props as well, once', () => {
    const stack = testStack();
    storageOn(stack, { claim: { size: Size.gibibytes(1300) } });
    expect(warningsOf(stack)).toEqual(['lustre/claim-size-rounded']);
  });
});

describe('reclaim policy Delete', () => {
  const dynamic = (config: Partial<LustreDynamicConfig> = {}) =>
    LustreProvisioning.dynamic({ ...SCRATCH_2, ...config });
  const warningsWith = (make: (platform: Stack, storage: Stack) => unknown) => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    make(platform, storage);
    return [platform, storage].flatMap(warningsOf);
  };
  const RACES = ['lustre/delete-races-driver'];
  const asFiles = (
    stack: Stack,
    provisioningOf: (config: Partial<LustreDynamicConfig>) => LustreProvisioning,
    existing?: ILustreCsiDriver,
  ) => {
    const cluster = importedCluster(stack);
    return storageOn(stack, {
      cluster,
      driver: existing ?? new LustreCsiDriver(stack, 'Driver', { cluster }),
      delivery: ManifestDelivery.chart(new Chart(new Cdk8sApp(), 'Chart')),
      provisioning: provisioningOf({
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0'),
        subnet: cluster.vpc.privateSubnets[0],
      }),
    });
  };

  test.each<[string, string[], (platform: Stack, storage: Stack) => unknown]>([
    ['is waited for by a stack that deletes the claims, with the driver in the same stack', [], platform => {
      return new FsxLustreStorage(platform, 'Data', { cluster: ownCluster(platform), provisioning: dynamic() });
    }],
    ['is waited for by a stack that deletes the claims, with the driver in another stack', [], (platform, storage) => {
      return new FsxLustreStorage(storage, 'Data', { cluster: ownCluster(platform), provisioning: dynamic() });
    }],
    ['loses its permissions before claims in files are deleted', RACES, (_, stack) => asFiles(stack, dynamic)],
    ['keeps the permissions of an existing driver', [], (_, stack) => asFiles(stack, dynamic, LustreCsiDriver.existing())],
    ['is not what a retaining class has', [], (_, stack) => asFiles(stack, config => dynamic({ ...config, reclaimPolicy: ReclaimPolicy.RETAIN }))],
  ])('%s', (_, expected, make) => {
    expect(warningsWith(make)).toEqual(expected);
  });
});

describe('nodes in other zones', () => {
  /** A cluster of two zones with node groups in some of its private subnets, and a storage made before them. */
  const warningsWith = (
    groups: number[][], config: Partial<LustreManagedConfig> = {}, over: Partial<eks.ClusterProps> = {},
  ) => {
    const stack = testStack();
    const cluster = ownCluster(stack, over);
    const { privateSubnets, publicSubnets } = cluster.vpc;
    const all = [...privateSubnets, ...publicSubnets];
    new FsxLustreStorage(stack, 'Data', { cluster, provisioning: LustreProvisioning.managed({ ...PERSISTENT, ...config }), claim: {} });
    groups.forEach((zones, i) => cluster.addNodegroupCapacity(`Group${i}`, { subnets: { subnets: zones.map(zone => all[zone]) } }));
    const found = warningsOf(stack);
    expect(found.filter(id => id !== 'lustre/nodes-in-other-zones')).toEqual([]);
    return textOf(stack).split('\n')[0];
  };
  const AUTO = { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined };
  const PREFERRED = { zoneAffinity: ZoneAffinity.PREFERRED };

  test.each<[string, string, RegExp | '']>([
    ['spanning two zones', warningsWith([[0, 1]]), /Group0 can start nodes in other subnets.*pods that mount it wait/],
    ['in another zone', warningsWith([[1]]), /Group0/],
    ['in the zone', warningsWith([[0]]), ''],
    ['in another subnet of the zone', warningsWith([[2]]), ''],
    ['spanning zones beside one in the zone', warningsWith([[0, 1], [0]]), ''],
    ['spanning zones beside one in the zone, the zone only preferred', warningsWith([[0, 1], [0]], PREFERRED), /Group0 can start.*across zones, which is slower and is billed/],
    ['of Auto Mode, which starts them where pods are sent', warningsWith([], {}, AUTO), ''],
    ['of Auto Mode, the zone only preferred', warningsWith([], PREFERRED, AUTO), /EKS Auto Mode can start nodes/],
  ])('%s', (_, warning, expected) => {
    expect(warning).toMatch(expected === '' ? /^$/ : expected);
  });

  test('are reported in environment-agnostic stacks too', () => {
    const stack = new Stack(testApp(), 'Storage');
    const cluster = ownCluster(stack);
    cluster.addNodegroupCapacity('Gpu');
    new FsxLustreStorage(stack, 'Data', { cluster, provisioning: LustreProvisioning.managed(PERSISTENT) });
    expect(warningsOf(stack)).toEqual(['lustre/nodes-in-other-zones']);
  });

  test('do not keep the pods of dynamic volumes from mounting across zones', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    new FsxLustreStorage(stack, 'Data', { cluster, provisioning: LustreProvisioning.dynamic(SCRATCH_2) });
    cluster.addNodegroupCapacity('Gpu', { subnets: { subnets: [cluster.vpc.privateSubnets[1]] } });
    const [text] = warningTextsOf(stack).filter(warning => warning.includes('lustre/nodes-in-other-zones'));
    expect(text).toContain('pods on those nodes access it across zones, which is slower and is billed');
    expect(text).not.toContain('wait');
  });

  test('are not guessed at for imported clusters', () => {
    const stack = testStack();
    managedOn(stack);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('can be acknowledged', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    cluster.addNodegroupCapacity('Gpu', { subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } });
    new FsxLustreStorage(stack, 'Data', {
      cluster, provisioning: LustreProvisioning.managed(PERSISTENT), acknowledge: { 'lustre/nodes-in-other-zones': 'one group per zone is coming' },
    });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('acknowledgement', () => {
  const LUSTRE_2_12 = LustreProvisioning.dynamic({
    ...SCRATCH_2,
    fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_12,
  });
  const LUSTRE_2_10 = LustreProvisioning.dynamic({
    ...SCRATCH_2,
    fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_10,
  });
  const stackWith = (props: Partial<FsxLustreStorageProps>) => {
    const stack = testStack();
    return { stack, storage: storageOn(stack, props) };
  };

  test('silences a warning by id, with a reason', () => {
    expect(warningsOf(stackWith({ provisioning: LUSTRE_2_12 }).stack)).toEqual(['lustre/version-2-12']);
    expect(warningsOf(stackWith({ provisioning: LUSTRE_2_12, acknowledge: { 'lustre/version-2-12': 'no RHEL here' } }).stack)).toEqual([]);
  });

  test('silences it the way of the CDK too', () => {
    const { stack } = stackWith({ provisioning: LUSTRE_2_12 });
    Annotations.of(stack).acknowledgeWarning('cdk-eks-fsx:lustre/version-2-12');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('holds for claims that are added later, and for rules that those do not ask', () => {
    const { stack, storage } = stackWith({
      provisioning: LUSTRE_2_12, acknowledge: { 'lustre/version-2-12': 'no RHEL here', 'lustre/claim-size-rounded': 'we know' },
    });
    storage.addClaim('More', { size: Size.gibibytes(1300) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('lets Lustre 2.10 through, which is rejected otherwise', () => {
    expect(idsIn(errorOf(() => stackWith({ provisioning: LUSTRE_2_10 })))).toEqual(['lustre/version-2-10']);
    expect(() => stackWith({ provisioning: LUSTRE_2_10, acknowledge: { 'lustre/version-2-10': 'all nodes run Amazon Linux 2' } })).not.toThrow();
  });

  test.each([
    ['an unknown id', { 'lustre/version-2-13': 'typo' }],
    ['an error that nobody can break', { 'lustre/claim-size-missing': 'please' }],
    ['no reason', { 'lustre/version-2-12': ' ' }],
  ])('is rejected for %s', (_, acknowledge) => {
    const message = errorOf(() => stackWith({ provisioning: SCRATCH, acknowledge }));
    expect(idsIn(message)).toEqual(['rules/acknowledgement']);
    expect(message).toContain(Object.keys(acknowledge)[0]);
  });
});

describe('an error that rests on a service limit', () => {
  const managed = (acknowledge?: { [id: string]: string }) => () => {
    const stack = testStack();
    return new FsxLustreStorage(stack, 'Data', {
      cluster: ownCluster(stack),
      provisioning: LustreProvisioning.managed({
        ...PERSISTENT,
        perUnitStorageThroughput: 2000,
        capacity: Size.gibibytes(1200),
      }),
      claim: { name: 'data' },
      acknowledge,
    });
  };

  test('is reported, and can be acknowledged with a reason', () => {
    expect(idsIn(errorOf(managed()))).toEqual(['lustre/throughput-not-offered']);
    expect(managed({ 'lustre/throughput-not-offered': 'FSx offers it by now' })).not.toThrow();
  });
});
