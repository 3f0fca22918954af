import { App, Duration, RemovalPolicy, Size, Stack, aws_ec2 as ec2, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { DriverIdentity, FsxLustreStorage, LustreCsiDriver, LustreCsiDriverInstallation, LustreCsiDriverProps, LustreManagedConfig, TolerationOperator } from '../../../src';
import {
  MANIFEST, SCRATCH, beforeOf, errorOf, flattened, idsIn, importedCluster, managedOn, ownCluster, podIdentityTrust,
  resourceOf, resourcesOf,
  storageOn, testApp, testStack, warningsOf,
} from '../../support/fixture';

const ADDON = 'AWS::EKS::Addon';
const ASSOCIATION = 'AWS::EKS::PodIdentityAssociation';

function driverOn(stack: Stack, props: Partial<LustreCsiDriverProps> = {}, id = 'Driver') {
  const cluster = props.cluster ?? (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ?? importedCluster(stack);
  return new LustreCsiDriver(stack, id, { cluster, ...props });
}

function addonWith(props: Partial<LustreCsiDriverProps>) {
  const stack = testStack();
  driverOn(stack, props);
  return resourceOf(stack, ADDON).Properties;
}

/** The add-ons of a stack by name. */
const addons = (stack: Stack) =>
  Object.fromEntries(resourcesOf(stack, ADDON).map(addon => [addon.Properties.AddonName, addon]));

/** A platform stack with a cluster of the app, and the storages' stack. */
function twoStacks(app: App = testApp()) {
  const platform = testStack(app, 'Platform');
  return { app, platform, storage: testStack(app, 'Storage'), cluster: ownCluster(platform) };
}

const isDriverRole = ({ Properties }: any) => Properties.Description === 'Role of the controller of fsx.csi.aws.com';

describe('the add-on', () => {
  test('is that of EKS, with nothing set that was not requested', () => {
    expect(addonWith({})).toEqual({
      AddonName: 'aws-fsx-csi-driver', ClusterName: 'training', PreserveOnDelete: true,
    });
  });

  test.each<[string, (stack: Stack) => eks.ICluster, string | undefined, string | undefined]>([
    ['on a cluster of the app', ownCluster, undefined, 'OVERWRITE'],
    ['on a cluster of the app, as the user says', ownCluster, 'NONE', 'NONE'],
    ['on an imported cluster, as EKS does it', importedCluster, undefined, undefined],
    ['on an imported cluster, as the user says', importedCluster, 'OVERWRITE', 'OVERWRITE'],
  ])('takes over software that is there: %s', (_, clusterOf, resolveConflicts, expected) => {
    const stack = testStack();
    driverOn(stack, { cluster: clusterOf(stack), resolveConflicts });
    expect(addons(stack)['aws-fsx-csi-driver'].Properties.ResolveConflicts).toBe(expected);
  });

  test('has the version, conflicts and values that are requested', () => {
    const addon = addonWith({ version: 'v1.10.0-eksbuild.2', resolveConflicts: 'OVERWRITE', configurationValues: { controller: { region: 'eu-west-1' } } });
    expect(addon).toMatchObject({ AddonVersion: 'v1.10.0-eksbuild.2', ResolveConflicts: 'OVERWRITE' });
    expect(JSON.parse(addon.ConfigurationValues)).toEqual({ controller: { region: 'eu-west-1' } });
  });

  test('puts tolerations beside other values of the controller', () => {
    const tolerations = [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }];
    const configurationValues = { controller: { loggingFormat: 'json' }, node: { logLevel: 4 } };
    expect(JSON.parse(addonWith({ tolerations }).ConfigurationValues)).toEqual({ controller: { tolerations } });
    expect(JSON.parse(addonWith({ tolerations, configurationValues }).ConfigurationValues)).toEqual({
      controller: { loggingFormat: 'json', tolerations }, node: { logLevel: 4 },
    });
  });
});

const ALL_OPTIONS: Partial<LustreCsiDriverProps> = {
  enableMetrics: true,
  serviceMonitor: true,
  forcefulUnmountTimeout: Duration.minutes(2),
  lustreMaxCached: Size.gibibytes(100),
  controllerPriorityClassName: 'storage',
  nodePriorityClassName: 'node-storage',
  nodeExtraArgs: ['--v=5'],
};
const OPTION_VALUES = {
  controller: { enableMetrics: true, serviceMonitor: { enabled: true }, priorityClassName: 'storage' },
  node: { forcefulUnmountTimeout: '120s', lustreMaxCachedMB: 102400, priorityClassName: 'node-storage', extraArgs: ['--v=5'] },
};

describe('options of driver 1.10', () => {
  const idsOf = (props: Partial<LustreCsiDriverProps>) => idsIn(errorOf(() => driverOn(testStack(), props)));

  test('are the values of the chart, beside other values', () => {
    const version = 'v1.10.0-eksbuild.2';
    expect(JSON.parse(addonWith({ version, ...ALL_OPTIONS }).ConfigurationValues)).toEqual(OPTION_VALUES);
    const configurationValues = { controller: { region: 'eu-west-1' }, node: { logLevel: 4 }, image: { tag: 'v1.10.0' } };
    expect(JSON.parse(addonWith({ version, ...ALL_OPTIONS, configurationValues }).ConfigurationValues)).toEqual({
      controller: { region: 'eu-west-1', ...OPTION_VALUES.controller }, node: { logLevel: 4, ...OPTION_VALUES.node }, image: { tag: 'v1.10.0' },
    });
  });

  test.each(Object.keys(ALL_OPTIONS).filter(option => option !== 'serviceMonitor'))('%s is rejected for an earlier version', option => {
    const props = { [option]: (ALL_OPTIONS as any)[option] };
    expect(idsOf({ version: 'v1.9.0-eksbuild.3', ...props })).toEqual(['lustre/driver-version-options']);
    expect(() => driverOn(testStack(), { version: 'v1.10.0-eksbuild.1', ...props })).not.toThrow();
  });

  test('cause a warning for the add-on, whose schema is not known, and none with Helm', () => {
    const warned = testStack();
    driverOn(warned, { enableMetrics: true });
    expect(warningsOf(warned)).toEqual(['lustre/driver-options-of-add-on']);
    const byHelm = testStack();
    driverOn(byHelm, { cluster: ownCluster(byHelm), installation: LustreCsiDriverInstallation.HELM, version: '1.17.0', enableMetrics: true });
    expect(warningsOf(byHelm)).toEqual([]);
  });

  test.each<[string, Partial<LustreCsiDriverProps>]>([
    ['lustre/driver-unmount-timeout', { forcefulUnmountTimeout: Duration.seconds(29) }],
    ['lustre/driver-cache-size', { lustreMaxCached: Size.mebibytes(0) }],
    ['lustre/driver-cache-size', { lustreMaxCached: Size.kibibytes(1500) }],
    ['lustre/driver-service-monitor', { serviceMonitor: true }],
  ])('%s', (id, props) => {
    expect(idsOf(props)).toEqual([id]);
  });

  test.each([Duration.seconds(0), Duration.seconds(30), Duration.hours(1)])('an unmount timeout of %s is accepted', forcefulUnmountTimeout => {
    expect(() => driverOn(testStack(), { forcefulUnmountTimeout })).not.toThrow();
  });
});

describe('installation with Helm', () => {
  const HELM_CHART = 'Custom::AWSCDK-EKS-HelmChart';
  const HELM = { installation: LustreCsiDriverInstallation.HELM, version: '1.17.0' };
  const helmOn = (stack: Stack, props: Partial<LustreCsiDriverProps> = {}) =>
    driverOn(stack, { cluster: ownCluster(stack), ...HELM, ...props });
  const valuesOf = (stack: Stack) => JSON.parse(flattened(resourceOf(stack, HELM_CHART).Properties.Values));

  test('is a release of the chart, whose controller has the service account of the role', () => {
    const stack = testStack();
    helmOn(stack, { ...ALL_OPTIONS, configurationValues: { controller: { serviceAccount: { name: 'other', annotations: { team: 'ml' } } } } });
    expect(resourceOf(stack, HELM_CHART).Properties).toMatchObject({
      Chart: 'aws-fsx-csi-driver', Repository: 'https://kubernetes-sigs.github.io/aws-fsx-csi-driver', Release: 'aws-fsx-csi-driver',
      Namespace: 'kube-system', Version: '1.17.0',
    });
    expect(valuesOf(stack)).toEqual({
      controller: { ...OPTION_VALUES.controller, serviceAccount: { create: true, name: 'fsx-csi-controller-sa', annotations: { team: 'ml' } } },
      node: OPTION_VALUES.node,
    });
    expect(Object.keys(addons(stack))).toEqual(['eks-pod-identity-agent']);
  });

  test('has the same role through Pod Identity, before the pods start', () => {
    const stack = testStack();
    helmOn(stack);
    const [association] = resourcesOf(stack, ASSOCIATION);
    const role = resourcesOf(stack, 'AWS::IAM::Role').find(isDriverRole)!;
    expect(association.Properties).toMatchObject({ Namespace: 'kube-system', ServiceAccount: 'fsx-csi-controller-sa', RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] } });
    const before = beforeOf(stack, resourceOf(stack, HELM_CHART).id);
    expect([association.id, role.id].map(id => before.has(id))).toEqual([true, true]);
  });

  test('can use IRSA, by an annotation of the service account', () => {
    const stack = testStack();
    helmOn(stack, { identity: DriverIdentity.IRSA });
    const role = resourcesOf(stack, 'AWS::IAM::Role').find(isDriverRole)!;
    expect(valuesOf(stack).controller.serviceAccount.annotations).toEqual({ 'eks.amazonaws.com/role-arn': `\${${role.id}.Arn}` });
    expect(resourcesOf(stack, ASSOCIATION)).toEqual([]);
  });

  test('is created before the claims, and retained as long as a storage needs it', () => {
    const policyWith = (removalPolicy?: RemovalPolicy) => {
      const stack = testStack();
      const driver = helmOn(stack);
      managedOn(stack, { removalPolicy }, { cluster: driver._cluster, driver });
      const release = resourceOf(stack, HELM_CHART);
      expect(resourcesOf(stack, MANIFEST).filter(({ id }) => id.startsWith('Data')).map(({ id }) => beforeOf(stack, id).has(release.id))).toEqual([true]);
      return release.DeletionPolicy;
    };
    expect([policyWith(), policyWith(RemovalPolicy.DESTROY)]).toEqual(['RetainExceptOnCreate', 'Delete']);
  });

  test.each<[string, Partial<LustreCsiDriverProps>]>([
    ['lustre/driver-chart-version-missing', { version: undefined }],
    ['lustre/driver-version-format', { version: 'v1.10.0-eksbuild.2' }],
    ['lustre/driver-version-pod-identity', { version: '1.9.2' }],
    ['lustre/driver-version-options', { version: '1.16.0', enableMetrics: true }],
    ['lustre/driver-conflicts-by-helm', { resolveConflicts: 'OVERWRITE' }],
  ])('%s', (id, props) => {
    const stack = testStack();
    expect(idsIn(errorOf(() => helmOn(stack, props)))).toEqual([id]);
  });

  test('requires a kubectl provider', () => {
    const stack = testStack();
    const cluster = importedCluster(stack, { kubectlProvider: undefined });
    expect(idsIn(errorOf(() => driverOn(stack, { ...HELM, cluster })))).toEqual(['lustre/driver-kubectl']);
  });
});

describe('identity', () => {
  test('is Pod Identity: the role trusts EKS for the one service account of the one cluster', () => {
    const stack = testStack();
    driverOn(stack);
    const role = resourceOf(stack, 'AWS::IAM::Role');
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      podIdentityTrust('kube-system', 'fsx-csi-controller-sa'),
    ]);
    expect(resourceOf(stack, ASSOCIATION).Properties).toEqual({
      ClusterName: 'training', Namespace: 'kube-system', ServiceAccount: 'fsx-csi-controller-sa', RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
    });
  });

  test('can be IRSA: the role trusts the provider for the one service account', () => {
    const stack = testStack();
    const arn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC';
    const openIdConnectProvider = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Oidc', arn);
    driverOn(stack, { cluster: importedCluster(stack, { openIdConnectProvider }), identity: DriverIdentity.IRSA });
    const [trust] = resourcesOf(stack, 'AWS::IAM::Role').find(isDriverRole)!.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust).toMatchObject({ Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: arn } });
    const conditions = flattened(resourceOf(stack, 'Custom::AWSCDKCfnJson').Properties.Value);
    expect(conditions).toContain('id/ABC:sub":"system:serviceaccount:kube-system:fsx-csi-controller-sa"');
    expect(conditions).toContain('id/ABC:aud":"sts.amazonaws.com"');
    expect(resourceOf(stack, ADDON).Properties).toHaveProperty('ServiceAccountRoleArn');
    expect(resourcesOf(stack, ASSOCIATION)).toEqual([]);
  });

  test.each<[string, Partial<LustreCsiDriverProps>]>([
    ['lustre/driver-oidc', { identity: DriverIdentity.IRSA }],
    ['lustre/driver-version-format', { version: '1.10.0' }],
    ['lustre/driver-version-pod-identity', { version: 'v1.2.0-eksbuild.1' }],
  ])('%s', (id, props) => {
    expect(idsIn(errorOf(() => driverOn(testStack(), props)))).toEqual([id]);
  });
});

describe('the Pod Identity agent', () => {
  const names = (make: (stack: Stack) => unknown) => {
    const stack = testStack();
    make(stack);
    return Object.keys(addons(stack)).filter(name => name === 'eks-pod-identity-agent').length;
  };

  test.each<[string, number, (stack: Stack) => unknown]>([
    ['is installed on node groups', 1, stack => driverOn(stack, { cluster: ownCluster(stack) })],
    ['is built into Auto Mode', 0, stack => driverOn(stack, { cluster: ownCluster(stack, { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined }) })],
    ['is expected on an imported cluster', 0, stack => driverOn(stack)],
    ['is installed on an imported cluster when asked for', 1, stack => driverOn(stack, { podIdentityAgent: true })],
    ['is left out when asked for', 0, stack => driverOn(stack, { cluster: ownCluster(stack), podIdentityAgent: false })],
    ['is not needed by IRSA', 0, stack => driverOn(stack, { cluster: ownCluster(stack), identity: DriverIdentity.IRSA })],
    ['is installed once beside that of somebody else in the app', 1, stack => {
      const cluster = ownCluster(stack);
      void cluster.eksPodIdentityAgent;
      driverOn(stack, { cluster });
    }],
  ])('%s', (_, count, make) => {
    expect(names(make)).toBe(count);
  });
});

describe('when the last storage leaves the app', () => {
  test.each<[string, (stack: Stack) => eks.ICluster, string | undefined]>([
    ['of a cluster of the app', ownCluster, 'OVERWRITE'],
    ['of a cluster of the app that has it already', stack => {
      const cluster = ownCluster(stack);
      void cluster.eksPodIdentityAgent;
      return cluster;
    }, 'OVERWRITE'],
    ['of an imported cluster', importedCluster, undefined],
  ])('the Pod Identity agent %s stays in the cluster, where other pods get their credentials from it', (_, clusterOf, resolveConflicts) => {
    const stack = testStack();
    driverOn(stack, { cluster: clusterOf(stack), podIdentityAgent: true });
    const { PreserveOnDelete, ResolveConflicts } = addons(stack)['eks-pod-identity-agent'].Properties;
    expect([PreserveOnDelete, ResolveConflicts]).toEqual([true, resolveConflicts]);
  });

  test('what the user says of the agent counts', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    const agent = cluster.eksPodIdentityAgent!.node.defaultChild as eksL1.CfnAddon;
    agent.preserveOnDelete = false;
    agent.resolveConflicts = 'NONE';
    driverOn(stack, { cluster });
    expect(addons(stack)['eks-pod-identity-agent'].Properties).toMatchObject({ PreserveOnDelete: false, ResolveConflicts: 'NONE' });
  });

  test.each<[string, Partial<LustreManagedConfig>, string | undefined]>([
    ['is retained', {}, 'RetainExceptOnCreate'],
    ['is always retained', { removalPolicy: RemovalPolicy.RETAIN }, 'Retain'],
    ['is not retained', { removalPolicy: RemovalPolicy.DESTROY }, undefined],
  ])('which %s, so is the role of the driver', (_, config, expected) => {
    const { platform, storage, cluster } = twoStacks();
    managedOn(storage, { ...config, subnet: undefined }, { cluster, driver: undefined });
    const role = resourcesOf(platform, 'AWS::IAM::Role').find(isDriverRole)!;
    expect(role.DeletionPolicy).toBe(expected);
  });
});

describe('once per cluster', () => {
  test('two storages in the cluster\'s stack share add-on and role', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    ['A', 'B'].forEach(id => new FsxLustreStorage(stack, id, { cluster, provisioning: SCRATCH }));
    expect(Object.keys(addons(stack)).sort()).toEqual(['aws-fsx-csi-driver', 'eks-pod-identity-agent']);
    expect(resourcesOf(stack, ADDON)).toHaveLength(2);
    expect(resourcesOf(stack, 'AWS::IAM::Role').filter(isDriverRole)).toHaveLength(1);
  });

  test('two storages in two stacks share what is in the cluster\'s stack', () => {
    const { app, platform, storage, cluster } = twoStacks();
    const stacks = [storage, testStack(app, 'Other')];
    const drivers = stacks.map(stack => new FsxLustreStorage(stack, 'Data', { cluster, provisioning: SCRATCH }).driver);
    expect(drivers[0]).toBe(drivers[1]);
    expect(addons(platform)).toHaveProperty('aws-fsx-csi-driver');
    for (const stack of stacks) {
      expect(resourcesOf(stack, ADDON)).toEqual([]);
      expect(resourcesOf(stack, 'AWS::IAM::Role').filter(isDriverRole)).toEqual([]);
    }
  });

  test('two imports of one cluster share a driver', () => {
    const app = testApp();
    const [a, b] = ['A', 'B'].map(id => testStack(app, id));
    const driver = driverOn(a);
    const storage = storageOn(b, { driver: undefined });
    expect(storage.driver).toBe(driver);
    expect(storageOn(b, { driver }, 'Handed').driver).toBe(driver);
    expect(resourcesOf(b, ADDON)).toEqual([]);
  });

  test('a driver that is there before the storages is theirs', () => {
    const { platform, storage, cluster } = twoStacks();
    const driver = driverOn(platform, { cluster, version: 'v1.10.0-eksbuild.2' });
    expect(new FsxLustreStorage(storage, 'Data', { cluster, provisioning: SCRATCH }).driver).toBe(driver);
    expect(addons(platform)['aws-fsx-csi-driver'].Properties.AddonVersion).toBe('v1.10.0-eksbuild.2');
  });

  test('a second driver is rejected with the name of the first', () => {
    const stack = testStack();
    driverOn(stack);
    const message = errorOf(() => driverOn(stack, {}, 'Second'));
    expect(idsIn(message)).toEqual(['lustre/driver-twice']);
    expect(message).toContain('\'Storage/Driver\'');
  });

  test('a driver after the first storage is rejected too', () => {
    const { storage, cluster } = twoStacks();
    new FsxLustreStorage(storage, 'Data', { cluster, provisioning: SCRATCH });
    expect(idsIn(errorOf(() => driverOn(storage, { cluster })))).toEqual(['lustre/driver-twice']);
  });

  test('two clusters have a driver each, and none lends its own', () => {
    const stack = testStack();
    const other = importedCluster(stack, { clusterName: 'inference' }, 'Inference');
    const driver = driverOn(stack);
    driverOn(stack, { cluster: other }, 'OtherDriver');
    expect(idsIn(errorOf(() => storageOn(stack, { cluster: other, driver })))).toEqual(['lustre/driver-of-other-cluster']);
    expect(resourcesOf(stack, ADDON)).toHaveLength(2);
  });
});

describe('a driver that is there already', () => {
  test('is left alone', () => {
    const stack = testStack();
    storageOn(stack, { driver: LustreCsiDriver.existing() });
    expect(resourcesOf(stack).filter(({ Type }) => /^AWS::(IAM|EKS)::/.test(Type))).toEqual([]);
  });

  test('gets what storages need in a policy of its role, if the role is known', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fsx-csi');
    storageOn(stack, { driver: LustreCsiDriver.existing({ role }) });
    const [always, dynamic, ...others] = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ Properties }) => Properties.Roles.includes('fsx-csi'));
    expect(others).toEqual([]);
    const sidsOf = ({ Properties }: typeof always) => Properties.PolicyDocument.Statement.map(({ Sid }: any) => Sid);
    expect(sidsOf(always)).toEqual(['DescribeFileSystems', 'KeepOffFileSystemsOfStacks', 'KeepOffFileSystemsOfThisLibrary', 'KeepOffFileSystemsOfOtherClusters']);
    expect(sidsOf(dynamic)).toContain('CreateFileSystemsOfThisCluster');
    expect(dynamic.DependsOn).toEqual([always.id]); // what is denied is denied for as long as anything is allowed
    expect([...beforeOf(stack, resourceOf(stack, MANIFEST).id)]).toEqual(
      expect.arrayContaining([always.id, dynamic.id]),
    );
    expect(resourcesOf(stack, ADDON)).toEqual([]);
  });
});

describe('order', () => {
  test('the add-on comes after role, agent and node groups, also those added after the storage', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    cluster.addNodegroupCapacity('Before');
    new FsxLustreStorage(stack, 'Data', { cluster, provisioning: SCRATCH });
    cluster.addNodegroupCapacity('After');
    new eks.Nodegroup(stack, 'Elsewhere', { cluster, subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } });
    const { 'aws-fsx-csi-driver': driver, 'eks-pod-identity-agent': agent } = addons(stack);
    const groups = resourcesOf(stack, 'AWS::EKS::Nodegroup').map(({ id }) => id);
    const role = resourcesOf(stack, 'AWS::IAM::Role').find(isDriverRole)!;
    expect(groups).toHaveLength(3);
    expect(driver.DependsOn).toEqual(expect.arrayContaining([...groups, agent.id, role.id]));
  });

  test('manifests come after the add-on, which they need until they are gone', () => {
    const stack = testStack();
    driverOn(stack);
    storageOn(stack, { driver: undefined });
    expect([...beforeOf(stack, resourceOf(stack, MANIFEST).id)]).toContain(resourceOf(stack, ADDON).id);
  });
});
