import * as alpha from '@aws-cdk/aws-eks-v2-alpha';
import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { CfnParameter, Size, Stack, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Testing } from 'cdk8s';
import {
  DriverIdentity, ExistingCluster, FsxLustreStorage, FsxOntapStorage, LustreCsiDriver, LustreProvisioning,
  ManifestDelivery, OntapProvisioning,
  TridentDriver,
} from '../../src';
import { clusterHandle, clusterKey, nodeGroups } from '../../src/cluster/cluster-handle';
import {
  ACCESS_ENTRY, ADMINISTRATOR, AppResource, KINDS, Order, alphaCluster, foreignCluster, kubectlLayer, lustreOn,
  eksV1Cluster,
} from '../support/clusters';
import {
  MANIFEST, SCRATCH, errorOf, existingOn, flattened, idsIn, importedCluster, importedVpc, objectsOf, ownCluster,
  resourceOf, resourcesOf, testApp,
  testStack, warningsOf,
} from '../support/fixture';
import { ONTAP_CLAIM, SINGLE } from '../support/ontap';

const ADDON = 'AWS::EKS::Addon';
const LAMBDA = 'AWS::Lambda::Function';
const MADE_HERE = Object.keys(KINDS).filter(kind => !/imported|other/.test(kind));

/** Storages of both services with everything that calls kubectl: in one stack, where nothing but the template says what waits for what. */
function everythingOn(kind: string, stacks = ['Platform']): Order {
  const app = testApp();
  const [platform, storage = platform] = stacks.map(id => testStack(app, id));
  const cluster = KINDS[kind](platform);
  const known = MADE_HERE.includes(kind);
  const [lustre, trident] = known ? [] : [new LustreCsiDriver(platform, 'Driver', { cluster }), new TridentDriver(platform, 'Trident', { cluster })];
  lustreOn(storage, cluster, { driver: lustre, claim: { name: 'data', namespace: 'ml', createNamespace: true } });
  const provisioning = OntapProvisioning.managed({
    ...SINGLE,
    vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] },
  });
  const weights = new FsxOntapStorage(storage, 'Weights', { cluster, driver: trident, provisioning, claim: ONTAP_CLAIM });
  weights.cloneOf('Branch', weights.snapshot('Baseline'));
  return new Order(app);
}

/** What gives rights in the cluster: an access entry with the role of a function, or the map of roles that names it. */
function grantsPermissions(order: Order, resource: AppResource): boolean {
  const roles = order.ofType(LAMBDA).filter(({ properties }) => /kubectl/.test(properties.Description ?? '')).map(({ properties }) => properties.Role);
  const text = JSON.stringify(resource.properties);
  const named = roles.some(role => text.includes(JSON.stringify(role)) || text.includes(`${role['Fn::GetAtt']?.[0]}`));
  return named && (resource.type === ACCESS_ENTRY || (resource.type === MANIFEST && text.includes('aws-auth')));
}

describe.each(Object.keys(KINDS))('a cluster of %s', kind => {
  const order = everythingOn(kind);
  const isAwsAuth = ({ properties }: AppResource) => JSON.stringify(properties).includes('aws-auth');

  test('gets every object and question after kubectl has its rights, and loses the rights last', () => {
    const calls = order.calls.filter(call => !isAwsAuth(call));
    expect(calls.length).toBeGreaterThan(8);
    const early = calls.filter(call => ![...order.before(call)].some(resource => grantsPermissions(order, resource)));
    expect(early.map(({ id }) => id)).toEqual([]);
  });

  test('can be in another stack', () => {
    expect(() => everythingOn(kind, ['Platform', 'Storage'])).not.toThrow(); // as on a cyclic reference
  });

  test('has each driver, and the Pod Identity agent, once', () => {
    const names = order.ofType(ADDON).map(({ properties }) => properties.AddonName).sort();
    const agent = MADE_HERE.includes(kind) ? ['eks-pod-identity-agent'] : [];
    expect(names).toEqual(['aws-fsx-csi-driver', ...agent, 'netapp_trident-operator', 'snapshot-controller']);
  });

  test('gets no OpenID Connect provider by being taken in', () => {
    expect(order.resources.filter(({ type }) => /OIDC|OpenIdConnect/.test(type))).toEqual([]);
  });
});

test.each(Object.keys(KINDS).filter(kind => kind !== 'aws-eks-v2'))('an object that the user applies to a cluster of %s waits for the rights too', kind => {
  const app = testApp();
  const cluster = KINDS[kind](testStack(app, 'Platform'));
  new eks.KubernetesManifest(testStack(app, 'Workload'), 'Job', { cluster, manifest: [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train' } }] });
  const order = new Order(app);
  const [call] = order.calls.filter(({ stack }) => stack === 'Workload');
  expect([...order.before(call)].filter(resource => grantsPermissions(order, resource))).not.toEqual([]);
});

describe('the rights of kubectl', () => {
  const POLICY = [{ AccessScope: { Type: 'cluster' }, PolicyArn: expect.anything() }];

  test.each(['aws-eks, API', 'aws-eks, API_AND_CONFIG_MAP', 'aws-eks, imported', 'aws-eks-v2-alpha without kubectl', 'any other'])(
    'are an access entry of its own role: %s', kind => {
      const stack = testStack();
      KINDS[kind](stack);
      const { Properties } = resourceOf(stack, ACCESS_ENTRY);
      expect(Properties.AccessPolicies).toEqual(POLICY);
      expect(flattened(Properties.AccessPolicies[0].PolicyArn)).toContain(ADMINISTRATOR);
      expect(resourcesOf(stack, 'AWS::IAM::Role').map(({ id }) => id)).toContain(Properties.PrincipalArn['Fn::GetAtt'][0]);
    },
  );

  test('are in the aws-auth of a cluster that knows nothing else', () => {
    const stack = testStack();
    KINDS['aws-eks, CONFIG_MAP'](stack);
    expect(resourcesOf(stack, ACCESS_ENTRY)).toEqual([]);
    const [map] = objectsOf(stack);
    expect(map.metadata.name).toBe('aws-auth');
    expect(JSON.parse(map.data.mapRoles)).toEqual([{ rolearn: expect.stringContaining('KubectlHandlerServiceRole'), username: expect.anything(), groups: ['system:masters'] }]);
  });

  test('are those of groups instead, where the user has bound them', () => {
    const stack = testStack();
    foreignCluster(stack, { kubernetesGroups: ['storage'] });
    const { Properties } = resourceOf(stack, ACCESS_ENTRY);
    expect(Properties.KubernetesGroups).toEqual(['storage']);
    expect(Properties).not.toHaveProperty('AccessPolicies');
  });

  test('are those of groups in aws-auth as well, where reserved ones are legal', () => {
    const stack = testStack();
    KINDS['aws-eks, CONFIG_MAP'](stack, { kubernetesGroups: ['system:masters', 'storage'] });
    expect(JSON.parse(objectsOf(stack)[0].data.mapRoles)[0].groups).toEqual(['system:masters', 'storage']);
  });

  test.each(['aws-eks, CONFIG_MAP', 'aws-eks, API', 'any other'])('are left to a role that has them: %s', kind => {
    const stack = testStack();
    const kubectlRole = iam.Role.fromRoleArn(stack, 'Admin', 'arn:aws:iam::111122223333:role/kubectl-admin');
    KINDS[kind](stack, { kubectlRole });
    expect(resourcesOf(stack, ACCESS_ENTRY)).toEqual([]);
    expect(resourcesOf(stack, MANIFEST)).toEqual([]);
    const handlers = resourcesOf(stack, LAMBDA).filter(({ Properties }) => /kubectl resource provider/.test(Properties.Description));
    expect(handlers.map(({ Properties }) => Properties.Role)).toContain('arn:aws:iam::111122223333:role/kubectl-admin');
  });

  test('of a cluster of the alpha are its own, by its own kubectl', () => {
    const stack = testStack();
    const cluster = alphaCluster(stack);
    expect(ExistingCluster.fromEksV2Alpha(stack, 'Cluster', cluster).kubectlProvider).toBe(cluster.kubectlProvider);
    expect(resourcesOf(stack, ACCESS_ENTRY)).toHaveLength(1);
  });
});

describe('a private cluster', () => {
  const inSubnets = (stack: Stack) => resourcesOf(stack, LAMBDA).filter(({ Properties }) => /kubectl/i.test(JSON.stringify(Properties.Description)) || /onEvent/.test(Properties.Description));

  test('is reached from its subnets, with its security group', () => {
    const stack = testStack();
    const vpc = importedVpc(stack);
    foreignCluster(stack, { vpc, kubectlSubnets: { subnets: vpc.privateSubnets } });
    const functions = inSubnets(stack);
    expect(functions).toHaveLength(2); // kubectl, and what CloudFormation calls
    for (const { Properties } of functions) {
      expect(Properties.VpcConfig).toEqual({
        SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'], SecurityGroupIds: ['sg-0123456789abcdef0'],
      });
    }
  });

  test('with a public endpoint beside needs no subnets', () => {
    const stack = testStack();
    foreignCluster(stack);
    expect(inSubnets(stack).filter(({ Properties }) => Properties.VpcConfig)).toEqual([]);
  });

  test.each(['aws-eks', 'aws-eks-v2-alpha', 'aws-eks-v2'])('of %s, made in the app, says itself where its kubectl runs', library => {
    const stack = testStack();
    const make: { readonly [library: string]: () => eks.ICluster } = {
      'aws-eks': () => ExistingCluster.fromEksV1(stack, 'Cluster', eksV1Cluster(stack, { endpointAccess: eksV1.EndpointAccess.PRIVATE })),
      'aws-eks-v2-alpha': () => ExistingCluster.fromEksV2Alpha(stack, 'Cluster', alphaCluster(stack, { endpointAccess: alpha.EndpointAccess.PRIVATE })),
      'aws-eks-v2': () => ownCluster(stack, { endpointAccess: eks.EndpointAccess.PRIVATE }),
    };
    const cluster = make[library]();
    lustreOn(stack, cluster);
    const expected = stack.resolve({
      SubnetIds: cluster.vpc.privateSubnets.map(({ subnetId }) => subnetId),
      SecurityGroupIds: [cluster.clusterSecurityGroupId],
    });
    expect(inSubnets(stack).map(({ Properties }) => Properties.VpcConfig)).toEqual([expected, expected]);
  });
});

describe('what a cluster of the app tells is carried over', () => {
  test.each(MADE_HERE)('its resource, so that its driver comes by itself: %s', kind => {
    const stack = testStack();
    const cluster = KINDS[kind](stack);
    expect(clusterHandle(cluster)).toMatchObject({ kubectl: 'ready', hasOidcProvider: true, autoMode: false, ipFamily: 'ipv4' });
    expect(clusterHandle(cluster).resource?.cfnResourceType).toMatch(/EKS(::|-)Cluster$/);
    lustreOn(stack, cluster);
    expect(resourcesOf(stack, ADDON).map(({ Properties }) => Properties.AddonName)).toContain('aws-fsx-csi-driver');
  });

  test('its node groups, which a driver waits for and which are warned about in other zones', () => {
    const stack = testStack();
    const older = eksV1Cluster(stack, { defaultCapacity: 2 });
    const cluster = ExistingCluster.fromEksV1(stack, 'Cluster', older);
    lustreOn(stack, cluster, { provisioning: LustreProvisioning.dynamic({ deploymentType: 'SCRATCH_2' as any }), claim: undefined });
    expect(nodeGroups(clusterHandle(cluster))).toHaveLength(1);
    expect(warningsOf(stack)).toContain('lustre/nodes-in-other-zones');
    const [group] = resourcesOf(stack, 'AWS::EKS::Nodegroup');
    const driver = resourcesOf(stack, ADDON).find(({ Properties }) => Properties.AddonName === 'aws-fsx-csi-driver')!;
    expect(driver.DependsOn).toContain(group.id);
  });

  test('Auto Mode of the alpha: no agent', () => {
    const stack = testStack();
    const cluster = ExistingCluster.fromEksV2Alpha(stack, 'Cluster', alphaCluster(stack, { defaultCapacityType: undefined, defaultCapacity: undefined }));
    lustreOn(stack, cluster);
    expect(clusterHandle(cluster).autoMode).toBe(true);
    expect(resourcesOf(stack, ADDON).map(({ Properties }) => Properties.AddonName)).toEqual(['aws-fsx-csi-driver']);
  });

  test.each(MADE_HERE)('its OpenID Connect provider, once a driver trusts it: %s', kind => {
    const stack = testStack();
    new LustreCsiDriver(stack, 'Driver', { cluster: KINDS[kind](stack), identity: DriverIdentity.IRSA });
    expect(resourcesOf(stack).filter(({ Type }) => /OIDCProvider|OpenIdConnectProvider/.test(Type))).toHaveLength(1);
  });

  test('one that is taken in twice is one: the driver, names of claims and the agent meet', () => {
    const stack = testStack();
    const older = eksV1Cluster(stack, { authenticationMode: eksV1.AuthenticationMode.API });
    const [a, b] = ['A', 'B'].map(id => ExistingCluster.fromEksV1(stack, id, older));
    expect(clusterKey(clusterHandle(a))).toBe(clusterKey(clusterHandle(b)));
    const first = lustreOn(stack, a, { claim: { name: 'data', fixedName: true } }, 'First');
    const second = lustreOn(stack, b, { claim: { name: 'other' } }, 'Second');
    expect(second.driver).toBe(first.driver);
    expect(idsIn(errorOf(() => lustreOn(stack, b, { claim: { name: 'data', fixedName: true } }, 'Third')))).toEqual(['lustre/claim-twice']);
    expect(resourcesOf(stack, ADDON)).toHaveLength(2);
  });

  test('two clusters of one app are two', () => {
    const app = testApp();
    const [a, b] = ['A', 'B'].map(id => testStack(app, id)).map(stack => KINDS['aws-eks, API'](stack));
    expect(lustreOn(Stack.of(a), a).driver).not.toBe(lustreOn(Stack.of(b), b).driver);
  });

  test.each(['aws-eks, imported', 'any other'])('one that is imported does not tell of its driver, so the user must: %s', kind => {
    const stack = testStack();
    const cluster = KINDS[kind](stack);
    expect(idsIn(errorOf(() => lustreOn(stack, cluster)))).toEqual(['lustre/driver-unknown']);
    expect(() => lustreOn(stack, cluster, { driver: LustreCsiDriver.existing() }, 'Other')).not.toThrow();
  });

  test('one that is taken in by its name is the one that is imported by it', () => {
    const stack = testStack();
    expect(clusterKey(clusterHandle(foreignCluster(stack)))).toBe(clusterKey(clusterHandle(importedCluster(stack, {}, 'Imported'))));
  });
});

describe('a cluster by its attributes', () => {
  test('has the OpenID Connect provider of its issuer', () => {
    const stack = testStack();
    const cluster = foreignCluster(stack, { openIdConnectIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D' });
    new LustreCsiDriver(stack, 'Driver', { cluster, identity: DriverIdentity.IRSA });
    const role = resourcesOf(stack, 'AWS::IAM::Role').find(({ Properties }) => JSON.stringify(Properties).includes('AssumeRoleWithWebIdentity'))!;
    const { Federated } = role.Properties.AssumeRolePolicyDocument.Statement[0].Principal;
    expect(flattened(Federated)).toBe('arn:${AWS::Partition}:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D');
    const { Properties } = resourceOf(stack, 'Custom::AWSCDKCfnJson');
    expect(flattened(Properties.Value)).toContain('oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D');
  });

  test('of a deploy-time issuer, name and group', () => {
    const stack = testStack();
    const [clusterName, clusterSecurityGroupId, openIdConnectIssuer] = ['Name', 'Group', 'Issuer'].map(id => new CfnParameter(stack, id).valueAsString);
    const cluster = foreignCluster(stack, { clusterName, clusterSecurityGroupId, openIdConnectIssuer });
    new LustreCsiDriver(stack, 'Driver', { cluster, identity: DriverIdentity.IRSA });
    expect(resourceOf(stack, ACCESS_ENTRY).Properties.ClusterName).toEqual({ Ref: 'Name' });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Role'))).toContain('"Fn::Split":["//",{"Ref":"Issuer"}]');
  });

  test('without VPC and group serves file systems that are there', () => {
    const stack = testStack();
    existingOn(stack, {}, { cluster: foreignCluster(stack, { vpc: undefined, clusterSecurityGroupId: undefined }) });
    expect(objectsOf(stack).map(({ kind }) => kind)).toEqual(['PersistentVolume', 'PersistentVolumeClaim']);
  });

  test('with an existing kubectl provider gets none', () => {
    const stack = testStack();
    const { kubectlProvider } = importedCluster(stack, {}, 'Imported');
    foreignCluster(stack, { kubectlProvider, kubectlLayer: undefined });
    expect(resourcesOf(stack).filter(({ Type }) => Type !== 'AWS::Lambda::LayerVersion')).toEqual([]);
  });

  test('without kubectl is rejected by what needs it, with the way out, and else serves', () => {
    const stack = testStack();
    const cluster = foreignCluster(stack, { kubectlLayer: undefined });
    const message = errorOf(() => existingOn(stack, {}, { cluster }));
    expect(idsIn(message)).toEqual(['lustre/kubectl-missing']);
    expect(message).toContain('ExistingCluster');
    existingOn(stack, {}, { cluster, delivery: ManifestDelivery.chart(Testing.chart()) }, 'Other');
    expect(resourcesOf(stack, MANIFEST)).toEqual([]);
  });

  test('of IPv6 says so', () => {
    const cluster = foreignCluster(testStack(), { ipFamily: eks.IpFamily.IP_V6 });
    expect(clusterHandle(cluster).ipFamily).toBe('ipv6');
  });
});

describe('is rejected with the way out:', () => {
  const rejected = (make: (stack: Stack) => unknown) => {
    const stack = testStack();
    const message = errorOf(() => make(stack));
    expect(message.split('\n')[0]).toMatch(/^ExistingCluster 'Storage\/Cluster': \d problems?$/);
    return message;
  };

  test('everything that is wrong at once', () => {
    const message = rejected(stack => ExistingCluster.fromAttributes(stack, 'Cluster', {
      clusterName: 'arn:aws:eks:eu-west-1:111122223333:cluster/training', clusterSecurityGroupId: 'training-nodes',
      openIdConnectIssuer: 'oidc.eks.eu-west-1.amazonaws.com/id/0A1B', kubernetesGroups: ['system:masters'], kubectlSubnets: { subnets: importedVpc(stack).privateSubnets },
    }));
    expect(idsIn(message)).toEqual([
      'cluster/name-format', 'cluster/security-group-format', 'cluster/issuer-format', 'cluster/kubectl-missing', 'cluster/kubectl-subnets-need-vpc',
      'cluster/kubernetes-group-reserved',
    ]);
    expect(message).toContain('clusterName \'arn:aws:eks:eu-west-1:111122223333:cluster/training\': must consist of at most 100 letters');
  });

  test.each<[string, (stack: Stack) => unknown, RegExp]>([
    ['cluster/kubectl-missing', stack => {
      return foreignCluster(stack, { kubectlLayer: undefined, vpc: importedVpc(stack), kubectlSubnets: { subnets: importedVpc(stack, 'Other').privateSubnets } });
    }, /set kubectlLayer for the Kubernetes version of the cluster, for example new KubectlV34Layer/],
    ['cluster/kubectl-missing', stack => {
      const older = eksV1.Cluster.fromClusterAttributes(stack, 'Older', { clusterName: 'training' });
      return ExistingCluster.fromEksV1(stack, 'Cluster', older, { kubernetesGroups: ['storage'] });
    }, /kubernetesGroups has no effect/],
    ['cluster/kubectl-missing', stack => ExistingCluster.fromEksV2Alpha(stack, 'Cluster', alphaCluster(stack, { kubectlProviderOptions: undefined }), {
      kubectlRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/kubectl'),
    }), /kubectlLayer/],
    ['cluster/kubectl-of-older-eks', stack => {
      const provider = eksV1.KubectlProvider.getOrCreate(stack, eksV1Cluster(stack)) as unknown as eks.IKubectlProvider;
      return foreignCluster(stack, { kubectlProvider: provider });
    }, /remove kubectlProvider/],
    ['cluster/kubectl-subnets-empty', stack => foreignCluster(stack, { kubectlSubnets: { subnets: [] } }), /private subnets/],
    ['cluster/kubectl-subnets-empty', stack => foreignCluster(stack, { vpc: importedVpc(stack), kubectlSubnets: { subnetGroupName: 'Absent' } }), /private subnets/],
    ['cluster/kubectl-subnets-need-vpc', stack => foreignCluster(stack, { vpc: undefined, kubectlSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }), /set vpc/],
    ['cluster/kubectl-subnets-need-vpc', stack => foreignCluster(stack, { vpc: undefined, kubectlSubnets: { subnets: importedVpc(stack).privateSubnets } }), /set vpc/],
    ['cluster/kubectl-subnets-need-security-group', stack => {
      return foreignCluster(stack, {
        clusterSecurityGroupId: undefined,
        kubectlSubnets: { subnets: importedVpc(stack).privateSubnets },
      });
    }, /set clusterSecurityGroupId/],
    ['cluster/kubectl-role-and-groups', stack => foreignCluster(stack, {
      kubernetesGroups: ['storage'], kubectlRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/kubectl'),
    }), /remove kubectlRole or kubernetesGroups/],
    ['cluster/kubernetes-group-reserved', stack => foreignCluster(stack, { kubernetesGroups: [] }), /ClusterRoleBindings/],
    ['cluster/issuer-and-provider', stack => foreignCluster(stack, {
      openIdConnectIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B',
      openIdConnectProvider: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Oidc', 'arn:aws:iam::111122223333:oidc-provider/o'),
    }), /remove openIdConnectIssuer or openIdConnectProvider/],
    ['cluster/of-other-library', stack => ExistingCluster.fromEksV1(stack, 'Cluster', ownCluster(stack, {}, 'New') as any), /pass the cluster to the storage directly/],
    ['cluster/of-other-library', stack => ExistingCluster.fromEksV1(stack, 'Cluster', alphaCluster(stack) as any), /use ExistingCluster\.fromEksV2Alpha\(\)/],
    ['cluster/of-other-library', stack => ExistingCluster.fromEksV2Alpha(stack, 'Cluster', eksV1Cluster(stack)), /use ExistingCluster\.fromEksV1\(\)/],
    ['cluster/of-other-library', stack => ExistingCluster.fromEksV2Alpha(stack, 'Cluster', importedCluster(stack, {}, 'Imported')), /pass the cluster to the storage directly/],
    ['cluster/of-other-library', stack => ExistingCluster.fromEksV2Alpha(stack, 'Cluster', new ec2.Vpc(stack, 'Vpc')), /fromAttributes\(\) with its name/],
    ['cluster/of-other-library', stack => ExistingCluster.fromEksV1(stack, 'Cluster', undefined as any), /fromAttributes\(\) with its name/],
    ['input/required', stack => foreignCluster(stack, { clusterName: undefined as any }), /set a string/],
  ])('%s: %#', (id, make, fix) => {
    const message = rejected(make);
    expect(idsIn(message)).toEqual([id]);
    expect(message).toMatch(fix);
  });

  test('a map of roles in another stack, which would refer back', () => {
    const app = testApp();
    const older = eksV1Cluster(testStack(app, 'Platform'));
    const storage = testStack(app, 'Storage');
    expect(idsIn(errorOf(() => ExistingCluster.fromEksV1(storage, 'Cluster', older)))).toEqual(['cluster/aws-auth-in-other-stack']);
    const kubectlRole = iam.Role.fromRoleArn(storage, 'Role', 'arn:aws:iam::111122223333:role/kubectl');
    lustreOn(storage, ExistingCluster.fromEksV1(storage, 'WithRole', older, { kubectlRole }));
    app.synth(); // throws on a cyclic reference
  });

  test('but an access entry may be in another stack', () => {
    const app = testApp();
    const older = eksV1Cluster(testStack(app, 'Platform'), { authenticationMode: eksV1.AuthenticationMode.API });
    const storage = testStack(app, 'Storage');
    lustreOn(storage, ExistingCluster.fromEksV1(storage, 'Cluster', older));
    app.synth();
    expect(resourcesOf(storage, ACCESS_ENTRY)).toHaveLength(1);
  });
});

test.each<[string, boolean]>([
  ['training', true], ['a'.repeat(100), true], ['1_a-B', true], ['a'.repeat(101), false], ['-a', false], ['a.b', false], ['', false],
])('takes the name %j: %s', (clusterName, legal) => {
  const stack = testStack();
  const make = () => foreignCluster(stack, { clusterName });
  legal ? expect(make).not.toThrow() : expect(idsIn(errorOf(make))).toEqual([clusterName === '' ? 'input/empty' : 'cluster/name-format']);
});

test('the layer of the options wins over that of the cluster', () => {
  const stack = testStack();
  const other = new KubectlV34Layer(stack, 'Other');
  ExistingCluster.fromEksV1(stack, 'Cluster', eksV1Cluster(stack), { kubectlLayer: other });
  const handler = resourcesOf(stack, LAMBDA).find(({ Properties }) => /kubectl resource provider/.test(Properties.Description))!;
  expect(handler.Properties.Layers).toContainEqual(stack.resolve(other.layerVersionArn));
  expect(handler.Properties.Layers).not.toContainEqual(stack.resolve(kubectlLayer(stack).layerVersionArn));
});

test('the agent that two drivers ask for comes once, to an imported cluster too', () => {
  const stack = testStack();
  const cluster = foreignCluster(stack);
  new LustreCsiDriver(stack, 'Driver', { cluster, podIdentityAgent: true });
  new TridentDriver(stack, 'Trident', { cluster, podIdentityAgent: true });
  const agents = resourcesOf(stack, ADDON).filter(({ Properties }) => Properties.AddonName === 'eks-pod-identity-agent');
  expect(agents).toHaveLength(1);
  const drivers = resourcesOf(stack, ADDON).filter(({ Properties }) => /fsx|trident/.test(Properties.AddonName));
  expect(drivers.filter(({ DependsOn }) => DependsOn?.includes(agents[0].id))).toHaveLength(2);
});

test('a dynamic storage works on a cluster of whichever kind', () => {
  for (const [kind, make] of Object.entries(KINDS)) {
    const stack = testStack();
    const cluster = make(stack);
    const driver = MADE_HERE.includes(kind) ? undefined : LustreCsiDriver.existing();
    new FsxLustreStorage(stack, 'Scratch', { cluster, driver, provisioning: SCRATCH, claim: { size: Size.gibibytes(1200) } });
    expect(objectsOf(stack).map(({ kind: object }) => object)).toEqual(expect.arrayContaining(['StorageClass', 'PersistentVolumeClaim']));
  }
});

describe('a cluster of another library that is handed to a storage as it is', () => {
  const OTHERS: [string, (stack: Stack) => unknown, string][] = [
    ['aws-eks', eksV1Cluster, 'ExistingCluster.fromEksV1()'],
    ['aws-eks, imported', stack => eksV1.Cluster.fromClusterAttributes(stack, 'Older', {
      clusterName: 'training', vpc: importedVpc(stack), clusterSecurityGroupId: 'sg-0123456789abcdef0', kubectlLayer: kubectlLayer(stack),
    }), 'ExistingCluster.fromEksV1()'],
    ['aws-eks-v2-alpha', alphaCluster, 'ExistingCluster.fromEksV2Alpha()'],
  ];
  const STORAGES: [string, (stack: Stack, cluster: any) => unknown][] = [
    ['lustre', (stack, cluster) => lustreOn(stack, cluster, { driver: LustreCsiDriver.existing() })],
    ['ontap', (stack, cluster) => new FsxOntapStorage(stack, 'Weights', {
      cluster, driver: TridentDriver.existing(), claim: ONTAP_CLAIM,
      provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } }),
    })],
  ];

  test.each(
    OTHERS.flatMap(([library, make, fix]) =>
      STORAGES.map(([service, storage]) => [service, library, make, storage, fix] as const),
    ),
  )('%s, %s', (service, _, make, storage, fix) => {
    const stack = testStack();
    const message = errorOf(() => storage(stack, make(stack)));
    expect(idsIn(message)).toEqual([`${service}/cluster-of-other-library`]);
    expect(message).toContain(`Fix: use ${fix}`);
  });

  test.each(OTHERS)('%s, and to a driver alone', (_, make, fix) => {
    const drivers: [string, (stack: Stack, cluster: any) => unknown][] = [
      ['lustre', (stack, cluster) => new LustreCsiDriver(stack, 'Driver', { cluster })],
      ['ontap', (stack, cluster) => new TridentDriver(stack, 'Trident', { cluster })],
    ];
    for (const [service, driver] of drivers) {
      const stack = testStack();
      const message = errorOf(() => driver(stack, make(stack)));
      expect(idsIn(message)).toEqual([`${service}/cluster-of-other-library`]);
      expect(message).toContain(`Fix: use ${fix}`);
    }
  });
});
