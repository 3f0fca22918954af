import { App, RemovalPolicy, Stack, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { App as Cdk8sApp, Chart } from 'cdk8s';
import { ExistingCluster, FsxOntapStorage, LustreCsiDriver, LustreProvisioning, ManifestDelivery, OntapDeploymentType, OntapProvisioning, TridentDriver } from '../../src';
import { KINDS, Order, foreignCluster, lustreOn, eksV1Cluster } from '../support/clusters';
import { PERSISTENT, errorOf, existingOn, idsIn, importedCluster, importedVpc, ownCluster, resourcesOf, testApp, testStack, warningsOf } from '../support/fixture';
import { MULTI, ONTAP_CLAIM, SINGLE, existingOntap } from '../support/ontap';

const OF_APP = Object.keys(KINDS).filter(kind => !/imported|other/.test(kind));
const stacksOf = (app: App, ...ids: string[]) => ids.map(id => testStack(app, id));
const ontapOn = (scope: Stack, cluster: eks.ICluster, removalPolicy?: RemovalPolicy) =>
  new FsxOntapStorage(scope, 'Weights', {
    cluster,
    claim: ONTAP_CLAIM,
    provisioning: OntapProvisioning.managed({
      ...SINGLE,
      vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] },
      removalPolicy,
    }),
  });

describe.each(OF_APP)('storage in another stack than a cluster of %s', kind => {
  const app = testApp();
  const [platform, storage] = stacksOf(app, 'Platform', 'Storage');
  const cluster = KINDS[kind](platform);
  lustreOn(storage, cluster);
  ontapOn(storage, cluster);
  const order = new Order(app);

  test('is deployed after it and deleted before it, and never waits the other way', () => {
    expect(storage.dependencies).toEqual([platform]);
    expect(platform.dependencies).toEqual([]);
  });

  test('has nothing of the storage in its stack, and everything that outlives it', () => {
    const types = (stack: string) =>
      order.resources.filter(resource => resource.stack === stack).map(({ type }) => type);
    expect(types('Platform').filter(type => type.startsWith('AWS::FSx'))).toEqual([]);
    expect(types('Platform').filter(type => type === 'AWS::EKS::Addon')).toHaveLength(4); // drivers, agent, snapshot controller
    expect(types('Storage').filter(type => /EKS::|Lambda/.test(type))).toEqual([]);
  });

  test('is deleted while the driver, the rules of the nodes and kubectl are still there', () => {
    const claims = order.calls.filter(({ stack }) => stack === 'Storage');
    const lambdas = claims.map(claim => [...order.before(claim)].filter(({ stack, type }) => stack === 'Platform' && type === 'AWS::Lambda::Function').length);
    expect(Math.min(...lambdas)).toBeGreaterThan(0);
  });
});

describe('rules that name the security group of a cluster of the app', () => {
  const rulesWith = (kind: string, removalPolicy?: RemovalPolicy) => {
    const app = testApp();
    const [platform, storage] = stacksOf(app, 'Platform', 'Storage');
    const cluster = KINDS[kind](platform);
    lustreOn(storage, cluster, { provisioning: LustreProvisioning.managed({ ...PERSISTENT, removalPolicy }) });
    ontapOn(storage, cluster, removalPolicy);
    // in the stack of the storage it is an import
    const groups = [JSON.stringify(platform.resolve(cluster.clusterSecurityGroupId)), 'Platform:ExportsOutput'];
    const isNamed = ({ GroupId, SourceSecurityGroupId, DestinationSecurityGroupId }: any) => {
      return [GroupId, SourceSecurityGroupId, DestinationSecurityGroupId].some(id =>
        groups.some(group => JSON.stringify(id)?.includes(group)),
      );
    };
    return [platform, storage].flatMap(stack => resourcesOf(stack)).filter(({ Type, Properties }) => /SecurityGroup(In|E)gress$/.test(Type) && isNamed(Properties));
  };

  // EKS deletes the cluster all the same, and leaves the security group behind (decisions/0012)
  test.each(OF_APP)('are retained with the file systems that pods reach through them: %s', kind => {
    expect(rulesWith(kind).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Array(8).fill('RetainExceptOnCreate'));
    expect(rulesWith(kind, RemovalPolicy.DESTROY).map(({ DeletionPolicy = 'Delete' }) => DeletionPolicy)).toEqual(Array(8).fill('Delete'));
  });
});

describe('a cluster that is taken in in the stack of the storage', () => {
  test('brings its driver and its kubectl there, and the cluster knows nothing of it', () => {
    const app = testApp();
    const [platform, storage] = stacksOf(app, 'Platform', 'Storage');
    const older = eksV1Cluster(platform, { authenticationMode: eksV1.AuthenticationMode.API_AND_CONFIG_MAP });
    const alone = testStack(testApp(), 'Platform');
    eksV1Cluster(alone, { authenticationMode: eksV1.AuthenticationMode.API_AND_CONFIG_MAP });
    const cluster = ExistingCluster.fromEksV1(storage, 'Cluster', older);
    lustreOn(storage, cluster);
    ontapOn(storage, cluster);
    app.synth(); // throws on a cyclic reference
    expect(storage.dependencies).toEqual([platform]);
    expect(resourcesOf(storage, 'AWS::EKS::Addon').map(({ Properties }) => Properties.AddonName).sort()).toEqual([
      'aws-fsx-csi-driver', 'netapp_trident-operator', 'snapshot-controller',
    ]);
    const before = resourcesOf(alone).map(({ id }) => id);
    const added = resourcesOf(platform)
      .filter(({ id }) => !before.includes(id))
      .map(({ Type, Properties }) => Properties?.AddonName ?? Type);
    expect(added).toEqual(['eks-pod-identity-agent']);
  });
});

describe('a cluster of another account or Region', () => {
  const elsewhere = (app: App, account: string, region: string) => new Stack(app, `In-${account}-${region}`, { env: { account, region } });

  test.each([['444455556666', 'eu-west-1'], ['111122223333', 'us-east-1']])('%s/%s is rejected: no stack can call kubectl there', (account, region) => {
    const app = testApp();
    const cluster = importedCluster(elsewhere(app, account, region));
    const storage = testStack(app);
    expect(idsIn(errorOf(() => existingOn(storage, {}, { cluster })))).toEqual(['lustre/cluster-elsewhere']);
    const message = errorOf(() => existingOntap(storage, {}, { cluster }, 'Weights'));
    expect(idsIn(message)).toEqual(['ontap/cluster-elsewhere']);
    expect(message).toMatch(new RegExp(`cluster: the cluster is in ${account}/${region}.*\n    Fix: define the storage in a stack of the account`));
  });

  test('is not rejected where the account is known at deployment only', () => {
    const app = testApp();
    const cluster = importedCluster(new Stack(app, 'Agnostic'));
    expect(() => existingOn(testStack(app), {}, { cluster })).not.toThrow();
  });
});

describe('a stack with an environment and one without', () => {
  const ENV = { account: '111122223333', region: 'eu-west-1' };
  type Env = Partial<typeof ENV> | undefined;
  const stacksWith = (platformEnv: Env, storageEnv: Env) => {
    const app = testApp();
    return [new Stack(app, 'Platform', { env: platformEnv }), new Stack(app, 'Storage', { env: storageEnv })];
  };
  const MISMATCHES: readonly (readonly [string, Env, Env, string])[] = [
    ['of the cluster', ENV, undefined, '\'Platform\', whose env is { account: \'111122223333\', region: \'eu-west-1\' }, but env of \'Storage\' is not set'],
    ['of the storage', undefined, ENV, '\'Platform\', whose env is not set, but env of \'Storage\' is { account: \'111122223333\', region: \'eu-west-1\' }'],
    ['of the cluster, and the Region alone of the storage', ENV, { region: ENV.region }, 'but env of \'Storage\' is { region: \'eu-west-1\' }'],
  ];

  test.each(MISMATCHES)('are rejected with the fix, before the CDK fails to pass values between them: env %s', (_, platformEnv, storageEnv, text) => {
    OF_APP.filter(kind => kind !== 'aws-eks, CONFIG_MAP').forEach(kind => {
      const [platform, storage] = stacksWith(platformEnv, storageEnv);
      const cluster = KINDS[kind](platform);
      const message = errorOf(() => lustreOn(storage, cluster));
      expect(idsIn(message)).toEqual(['lustre/cluster-environment']);
      expect(message).toContain(text);
      expect(message).toContain('set the same env for both stacks, env: { account: \'111122223333\', region: \'eu-west-1\' }');
      expect(idsIn(errorOf(() => ontapOn(storage, cluster)))).toEqual(['ontap/cluster-environment']);
    });
  });

  test('are rejected if the cluster is imported in the stack of the storage, or only its VPC is created in the other', () => {
    const [platform, storage] = stacksWith(ENV, undefined);
    const older = eksV1Cluster(platform, { authenticationMode: eksV1.AuthenticationMode.API });
    const imported = ExistingCluster.fromEksV1(storage, 'Cluster', older);
    expect(idsIn(errorOf(() => lustreOn(storage, imported)))).toEqual(['lustre/cluster-environment']);
    const cluster = importedCluster(storage, { vpc: new ec2.Vpc(platform, 'Vpc') }, 'Other');
    expect(idsIn(errorOf(() => lustreOn(storage, cluster, { driver: LustreCsiDriver.existing() }, 'Second')))).toEqual(['lustre/cluster-environment']);
  });

  test('are rejected for a driver', () => {
    const [platform, other] = stacksWith(ENV, undefined);
    const cluster = KINDS['aws-eks-v2'](platform);
    expect(idsIn(errorOf(() => new LustreCsiDriver(other, 'Lustre', { cluster })))).toEqual(['lustre/cluster-environment']);
    expect(idsIn(errorOf(() => new TridentDriver(other, 'Trident', { cluster })))).toEqual(['ontap/cluster-environment']);
  });

  test('are accepted for files about an existing file system, unless the stack opens its ports', () => {
    const [platform, storage] = stacksWith(ENV, undefined);
    const props = { cluster: ownCluster(platform), driver: undefined, delivery: ManifestDelivery.chart(new Chart(new Cdk8sApp(), 'Chart')) };
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(storage, 'Group', 'sg-0fffffffffffffff0');
    const dnsName = 'lustre.example.com';
    expect(idsIn(errorOf(() => existingOn(storage, { dnsName, securityGroup }, props, 'Open')))).toEqual(['lustre/cluster-environment']);
    storage.node.tryRemoveChild('Open');
    existingOn(storage, { dnsName }, props);
    expect(() => (platform.node.root as App).synth()).not.toThrow();
  });

  test.each<[string, Env]>([['with the same environment', ENV], ['without one', undefined]])('are accepted if both are %s', (_, env) => {
    const [platform, storage] = stacksWith(env, env);
    lustreOn(storage, KINDS['aws-eks-v2'](platform));
    expect(() => (platform.node.root as App).synth()).not.toThrow();
  });

  test('are accepted if the cluster is known by literal values', () => {
    const [platform, storage] = stacksWith(ENV, undefined);
    existingOn(storage, {}, { cluster: importedCluster(platform) });
    expect(() => (platform.node.root as App).synth()).not.toThrow();
  });
});

describe('subnets that another account shares', () => {
  const lookUp = (app: App) => ec2.Vpc.fromLookup(testStack(app), 'Vpc', { vpcId: 'vpc-0123456789abcdef0' });

  /** A VPC as the CLI finds it. */
  function foundVpc(ownerAccountId?: string): ec2.IVpc {
    const asking = testApp();
    lookUp(asking);
    const [{ key }] = asking.synth().manifest.missing!;
    const subnetGroups = [{
      name: 'Private', type: 'Private', subnets: ['a', 'b'].map(zone => ({
        subnetId: `subnet-0aaaaaaaaaaaaaaa${zone}`, cidr: '10.0.0.0/24', availabilityZone: `eu-west-1${zone}`, routeTableId: 'rtb-0aaaaaaaaaaaaaaa0',
      })),
    }];
    const answered = testApp();
    answered.node.setContext(key, { vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.0.0.0/16', ownerAccountId, availabilityZones: [], subnetGroups });
    return lookUp(answered);
  }
  const withVpc = (
    ownerAccountId: string | undefined,
    deploymentType: OntapDeploymentType,
    acknowledge?: { [id: string]: string },
  ) => {
    const vpc = foundVpc(ownerAccountId);
    const stack = Stack.of(vpc);
    const cluster = importedCluster(stack, { vpc });
    const subnets = vpc.privateSubnets.slice(0, deploymentType === OntapDeploymentType.MULTI_AZ_2 ? 2 : 1);
    new FsxOntapStorage(stack, 'Weights', {
      cluster,
      driver: TridentDriver.existing(),
      acknowledge,
      provisioning: OntapProvisioning.managed({ ...MULTI, deploymentType, vpcSubnets: { subnets } }),
    });
    return warningsOf(stack);
  };

  test.each<[string | undefined, OntapDeploymentType, boolean]>([
    ['444455556666', OntapDeploymentType.MULTI_AZ_2, true],
    ['444455556666', OntapDeploymentType.SINGLE_AZ_2, false],
    ['111122223333', OntapDeploymentType.MULTI_AZ_2, false],
    [undefined, OntapDeploymentType.MULTI_AZ_2, false],
  ])('of owner %s: ONTAP %s is warned about: %s', (owner, type, warned) => {
    expect(withVpc(owner, type).includes('ontap/multi-az-in-shared-vpc')).toBe(warned);
  });

  test('are acknowledged when the owner has allowed it', () => {
    const acknowledge = { 'ontap/multi-az-in-shared-vpc': 'allowed on 2026-11-21' };
    expect(withVpc('444455556666', OntapDeploymentType.MULTI_AZ_2, acknowledge)).not.toContain('ontap/multi-az-in-shared-vpc');
  });

  test('take file systems with groups of this account, never the default one of the VPC', () => {
    const stack = testStack();
    const cluster = foreignCluster(stack, { vpc: importedVpc(stack) });
    lustreOn(stack, cluster, { driver: LustreCsiDriver.existing() });
    const groups = resourcesOf(stack, 'AWS::EC2::SecurityGroup').map(({ id }) => ({ 'Fn::GetAtt': [id, 'GroupId'] }));
    expect(resourcesOf(stack, 'AWS::FSx::FileSystem')[0].Properties.SecurityGroupIds).toEqual(expect.arrayContaining(groups));
    expect(groups).toHaveLength(2);
  });
});
