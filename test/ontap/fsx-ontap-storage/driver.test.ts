import { App, RemovalPolicy, Stack, aws_eks_v2 as eks, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import {
  DriverIdentity, FsxOntapStorage, FsxOntapStorageProps, OntapBackend, OntapManagedConfig, OntapProvisioning,
  ReclaimPolicy, TolerationOperator,
  TridentDriver, TridentDriverProps, TridentInstallation,
} from '../../../src';
import {
  beforeOf, errorOf, flattened, idsIn, importedCluster, inOrder, ownCluster, podIdentityTrust, resourceOf, resourcesOf,
  testApp, testStack,
  warningsOf,
} from '../../support/fixture';
import {
  MULTI, ONTAP_FILE_SYSTEM, QUESTION, SECRET, SECRET_ARN, SVM, existingOntap, managedOntap, manifestWith, ownOntap,
  routedCluster,
} from '../../support/ontap';

const ADDON = 'AWS::EKS::Addon';
const ASSOCIATION = 'AWS::EKS::PodIdentityAssociation';
const CHART = 'Custom::AWSCDK-EKS-HelmChart';
const TRIDENT = 'netapp_trident-operator';
const AUTO_MODE = { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined };

function driverOn(stack: Stack, props: Partial<TridentDriverProps> = {}, id = 'Trident'): TridentDriver {
  return new TridentDriver(stack, id, { cluster: props.cluster ?? routedCluster(stack), ...props });
}

/** The add-ons of a stack by name. */
const addons = (stack: Stack) =>
  Object.fromEntries(resourcesOf(stack, ADDON).map(addon => [addon.Properties.AddonName, addon]));
const isTridentRole = ({ Properties }: any) => Properties.Description === 'Role of the controller of csi.trident.netapp.io';
const tridentRole = (stack: Stack) => resourcesOf(stack, 'AWS::IAM::Role').find(isTridentRole)!;
const valuesOf = (properties: any) => JSON.parse(flattened(properties.ConfigurationValues ?? properties.Values));

function addonWith(props: Partial<TridentDriverProps>) {
  const stack = testStack();
  driverOn(stack, props);
  return resourceOf(stack, ADDON).Properties;
}

function chartWith(props: Partial<TridentDriverProps>) {
  const stack = testStack();
  driverOn(stack, { installation: TridentInstallation.HELM, ...props });
  return resourceOf(stack, CHART).Properties;
}

function withOidc(stack: Stack) {
  const arn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC';
  return importedCluster(stack, { openIdConnectProvider: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Oidc', arn) });
}

describe('the add-on', () => {
  test('is that of EKS, with nothing set that was not requested', () => {
    expect(addonWith({})).toEqual({ AddonName: TRIDENT, ClusterName: 'training', PreserveOnDelete: true });
  });

  test('has the version and conflicts that are requested', () => {
    expect(addonWith({ version: 'v25.6.2-eksbuild.1', resolveConflicts: 'OVERWRITE' })).toMatchObject({
      AddonVersion: 'v25.6.2-eksbuild.1', ResolveConflicts: 'OVERWRITE',
    });
  });

  const GPU = [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }];
  test.each<[string, Partial<TridentDriverProps>, object]>([
    ['tolerations of operator and controller', { tolerations: GPU }, { tolerations: GPU, tridentControllerPluginTolerations: GPU }],
    ['tolerations of node pods', { nodeTolerations: GPU }, { tridentNodePluginTolerations: GPU }],
    ['debug', { debug: true }, { tridentDebug: true }],
    ['values of the user, which win', { debug: true, configurationValues: { tridentDebug: false, tridentLogFormat: 'json' } }, {
      tridentDebug: false, tridentLogFormat: 'json',
    }],
  ])('takes %s', (_, props, expected) => {
    expect(valuesOf(addonWith(props))).toEqual(expected);
    expect(valuesOf(chartWith(props))).toEqual(expected);
  });
});

describe('the Helm chart', () => {
  test('is that of NetApp in a namespace of its own, and no add-on beside it', () => {
    const stack = testStack();
    driverOn(stack, { installation: TridentInstallation.HELM });
    expect(resourceOf(stack, CHART).Properties).toMatchObject({
      Chart: 'trident-operator', Repository: 'https://netapp.github.io/trident-helm-chart', Version: '100.2606.0',
      Release: 'trident-operator', Namespace: 'trident', CreateNamespace: true,
    });
    expect(resourcesOf(stack, ADDON)).toEqual([]);
  });

  test('has the version that is requested, and prepares nodes for iSCSI', () => {
    expect(chartWith({ version: '100.2510.1' }).Version).toBe('100.2510.1');
    expect(valuesOf(chartWith({ prepareNodesForIscsi: true }))).toEqual({ nodePrep: ['iscsi'] });
  });

  test('comes after role, association and node groups as the add-on does', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    driverOn(stack, { cluster, installation: TridentInstallation.HELM });
    cluster.addNodegroupCapacity('After');
    const before = beforeOf(stack, resourceOf(stack, CHART).id);
    const expected = [tridentRole(stack), resourceOf(stack, ASSOCIATION), resourceOf(stack, 'AWS::EKS::Nodegroup'), addons(stack)['eks-pod-identity-agent']];
    expected.forEach(({ id }) => expect(before).toContain(id));
  });
});

describe('identity', () => {
  test('is Pod Identity: an association that is there before the add-on, whose pods start with it', () => {
    const stack = testStack();
    driverOn(stack);
    const [role, association, addon] = [tridentRole(stack), resourceOf(stack, ASSOCIATION), resourceOf(stack, ADDON)];
    expect(association.Properties).toEqual({
      ClusterName: 'training', Namespace: 'trident', ServiceAccount: 'trident-controller', RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
    });
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      podIdentityTrust('trident', 'trident-controller'),
    ]);
    expect(addon.DependsOn).toEqual(expect.arrayContaining([association.id, role.id]));
    expect(addon.Properties).not.toHaveProperty('PodIdentityAssociations');
  });

  test('can be IRSA: cloud and role in the values, the latter quoted because it becomes YAML', () => {
    const stack = testStack();
    driverOn(stack, { cluster: withOidc(stack), identity: DriverIdentity.IRSA });
    const role = tridentRole(stack);
    expect(valuesOf(resourceOf(stack, ADDON).Properties)).toEqual({
      cloudProvider: 'AWS', cloudIdentity: `'eks.amazonaws.com/role-arn: \${${role.id}.Arn}'`,
    });
    expect(flattened(resourceOf(stack, 'Custom::AWSCDKCfnJson').Properties.Value)).toContain(':sub":"system:serviceaccount:trident:trident-controller"');
    expect(resourcesOf(stack, ASSOCIATION)).toEqual([]);
  });

  test('by IRSA reaches the Helm chart too', () => {
    const stack = testStack();
    driverOn(stack, {
      cluster: withOidc(stack),
      identity: DriverIdentity.IRSA,
      installation: TridentInstallation.HELM,
    });
    expect(valuesOf(resourceOf(stack, CHART).Properties)).toMatchObject({ cloudProvider: 'AWS' });
  });
});

describe('the Pod Identity agent', () => {
  test.each<[string, number, (stack: Stack) => unknown]>([
    ['is installed on node groups', 1, stack => driverOn(stack, { cluster: ownCluster(stack) })],
    ['is built into Auto Mode', 0, stack => driverOn(stack, { cluster: ownCluster(stack, AUTO_MODE) })],
    ['is expected on an imported cluster', 0, stack => driverOn(stack)],
    ['is installed on an imported cluster when asked for', 1, stack => driverOn(stack, { podIdentityAgent: true })],
    ['is left out when asked for', 0, stack => driverOn(stack, { cluster: ownCluster(stack), podIdentityAgent: false })],
    ['is not needed by IRSA', 0, stack => driverOn(stack, { cluster: ownCluster(stack), identity: DriverIdentity.IRSA })],
  ])('%s', (_, count, make) => {
    const stack = testStack();
    make(stack);
    expect(Object.keys(addons(stack)).filter(name => name === 'eks-pod-identity-agent')).toHaveLength(count);
  });
});

describe('what cannot be installed is rejected', () => {
  test.each<[string, Partial<TridentDriverProps>]>([
    ['ontap/driver-oidc', { identity: DriverIdentity.IRSA }],
    ['ontap/driver-version-format', { version: '25.6.2' }],
    ['ontap/driver-version-format', { version: 'v25.6.2-eksbuild.1', installation: TridentInstallation.HELM }],
    ['ontap/driver-version-pod-identity', { version: 'v24.10.0-eksbuild.1' }],
    ['ontap/driver-version-pod-identity', { version: '100.2410.0', installation: TridentInstallation.HELM }],
    ['ontap/node-preparation-by-add-on', { prepareNodesForIscsi: true }],
    ['input/value', { installation: 'helm' as any }],
    ['input/value', { installation: 'helm' as any, version: '100.2606.0' }],
    ['input/value', { identity: 'irsa' as any }],
  ])('%s: %j', (id, props) => {
    const stack = testStack();
    const message = errorOf(() => driverOn(stack, props));
    expect(idsIn(message)).toEqual([id]);
    expect(message).toMatch(/^TridentDriver 'Storage\/Trident': 1 problem/);
    expect(resourcesOf(stack)).toEqual([]);
  });

  test.each([[undefined], ['older']])('for a cluster without a kubectl provider that works: %s', eksV1 => {
    const stack = testStack();
    const kubectlProvider = eksV1 && { handlerRole: {} } as any;
    const cluster = importedCluster(stack, { kubectlProvider });
    expect(idsIn(errorOf(() => driverOn(stack, { cluster, installation: TridentInstallation.HELM })))).toEqual(['ontap/driver-kubectl']);
    expect(() => new TridentDriver(stack, 'AddOn', { cluster })).not.toThrow(); // an add-on needs no kubectl
  });
});

describe('snapshots', () => {
  test('bring their controller, before Trident looks for it', () => {
    const stack = testStack();
    ownOntap(stack);
    const { [TRIDENT]: trident, 'snapshot-controller': controller } = addons(stack);
    expect(inOrder(stack, controller.id, trident.id, manifestWith(stack, 'VolumeSnapshotClass').id)).toBe(true);
  });

  test.each<[string, boolean, Partial<FsxOntapStorageProps>, Partial<TridentDriverProps>]>([
    ['are there by default', true, {}, {}],
    ['can be turned off', false, { snapshots: false }, {}],
    ['are off where no backend has any', false, { backends: [OntapBackend.nasEconomy()] }, {}],
    ['are on where one backend of several has them', true, { backends: [OntapBackend.nasEconomy(), OntapBackend.nas()] }, {}],
    ['leave a controller alone that somebody installed', false, {}, { snapshotController: false }],
  ])('%s', (_, installed, props, driverProps) => {
    const stack = testStack();
    managedOntap(stack, {}, { driver: driverOn(stack, driverProps), ...props });
    expect(Object.keys(addons(stack)).includes('snapshot-controller')).toBe(installed);
  });

  test('of a later storage still come before Trident', () => {
    const stack = testStack();
    const driver = driverOn(stack);
    managedOntap(stack, {}, { driver, snapshots: false }, 'A');
    managedOntap(stack, {}, { driver }, 'B');
    managedOntap(stack, {}, { driver }, 'C');
    const { [TRIDENT]: trident, 'snapshot-controller': controller } = addons(stack);
    expect(resourcesOf(stack, ADDON)).toHaveLength(2);
    expect(trident.DependsOn).toContain(controller.id);
  });
});

describe('the definitions of Trident', () => {
  test('are waited for, after the add-on and before any backend', () => {
    const stack = testStack();
    ownOntap(stack);
    const definitions = resourcesOf(stack, QUESTION).find(({ Properties }) => Properties.ObjectType === 'crd')!;
    expect(definitions.Properties).toMatchObject({
      ObjectName: 'tridentbackendconfigs.trident.netapp.io', JsonPath: '.status.acceptedNames.kind', TimeoutSeconds: 600,
    });
    expect(inOrder(stack, addons(stack)[TRIDENT].id, definitions.id, manifestWith(stack, 'TridentBackendConfig').id)).toBe(true);
  });

  test('are not waited for where another app installed Trident', () => {
    const stack = testStack();
    managedOntap(stack);
    expect(resourcesOf(stack, QUESTION).filter(({ Properties }) => Properties.ObjectType === 'crd')).toEqual([]);
  });
});

describe('when the last storage leaves the app', () => {
  test('the software of the add-ons stays in the cluster, and is taken over when they come again', () => {
    const stack = testStack();
    ownOntap(stack);
    for (const name of [TRIDENT, 'snapshot-controller', 'eks-pod-identity-agent']) {
      expect([name, addons(stack)[name].Properties]).toEqual([name, expect.objectContaining({ PreserveOnDelete: true, ResolveConflicts: 'OVERWRITE' })]);
    }
  });

  test('on an imported cluster EKS takes nothing over unless the user says so', () => {
    const stack = testStack();
    managedOntap(stack, {}, { driver: driverOn(stack, { podIdentityAgent: true }) });
    expect(Object.keys(addons(stack)).sort()).toEqual(['eks-pod-identity-agent', TRIDENT, 'snapshot-controller']);
    for (const { Properties } of Object.values<any>(addons(stack))) {
      expect([Properties.PreserveOnDelete, Properties.ResolveConflicts]).toEqual([true, undefined]);
    }
  });

  test('on an imported cluster resolveConflicts applies to every add-on of Trident, so that a deployment after a failed one can succeed', () => {
    const stack = testStack();
    managedOntap(stack, {}, { driver: driverOn(stack, { podIdentityAgent: true, resolveConflicts: 'OVERWRITE' }) });
    const conflicts = Object.entries<any>(addons(stack)).map(([name, { Properties }]) => [
      name,
      Properties.ResolveConflicts,
    ]);
    expect(conflicts.sort()).toEqual([['eks-pod-identity-agent', 'OVERWRITE'], [TRIDENT, 'OVERWRITE'], ['snapshot-controller', 'OVERWRITE']]);
  });

  const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;
  test.each<[string, (RemovalPolicy | undefined)[], string | undefined]>([
    ['that is retained, so are they', [undefined], 'RetainExceptOnCreate'],
    ['of which one is retained, so are they', [DESTROY, RETAIN_ON_UPDATE_OR_DELETE, DESTROY], 'RetainExceptOnCreate'],
    ['of which one is always retained, so are they', [RETAIN, undefined], 'Retain'],
    ['that is not retained, they go', [DESTROY], undefined],
  ])('Trident keeps its identity and its permissions, without which it attaches no volume: %s', (_, policies, expected) => {
    for (const installation of Object.values(TridentInstallation)) {
      const stack = testStack();
      const driver = driverOn(stack, { installation });
      policies.forEach((removalPolicy, index) => managedOntap(stack, { removalPolicy }, { driver, reclaimPolicy: ReclaimPolicy.DELETE }, `Data${index}`));
      const ofTrident = resourcesOf(stack).filter(({ id, Type }) => id.startsWith('Trident') && /^AWS::IAM|PodIdentity|HelmChart/.test(Type));
      expect(ofTrident).toHaveLength(installation === TridentInstallation.HELM ? 3 : 2);
      expect(ofTrident.map(({ DeletionPolicy }) => DeletionPolicy ?? 'Delete')).toEqual(ofTrident.map(() => expected ?? 'Delete'));
    }
  });

  test('the permissions of a storage are retained with its volumes', () => {
    const policyOf = (config: Partial<OntapManagedConfig>) => {
      const stack = testStack();
      managedOntap(stack, config, { driver: driverOn(stack) });
      return resourceOf(stack, 'AWS::IAM::Policy').DeletionPolicy;
    };
    expect([policyOf({}), policyOf({ removalPolicy: RETAIN }), policyOf({ removalPolicy: DESTROY })]).toEqual(['RetainExceptOnCreate', 'Retain', undefined]);
    const stack = testStack();
    existingOntap(stack, {}, { driver: driverOn(stack) });
    expect(resourceOf(stack, 'AWS::IAM::Policy').DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

describe('once per cluster', () => {
  const storageOn = (stack: Stack, cluster: eks.ICluster, id = 'Data', driver?: TridentDriver) => {
    return new FsxOntapStorage(stack, id, { cluster, driver, provisioning: OntapProvisioning.managed(MULTI) });
  };
  const twoStacks = (app: App = testApp()) => {
    const platform = testStack(app, 'Platform');
    return { app, platform, storage: testStack(app, 'Storage'), cluster: ownCluster(platform) };
  };

  test('many storages share add-ons, role and the question for the definitions', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    const drivers = ['A', 'B', 'C'].map(id => storageOn(stack, cluster, id).driver);
    expect(new Set(drivers).size).toBe(1);
    expect(resourcesOf(stack, ADDON).map(({ Properties }) => Properties.AddonName).sort()).toEqual([
      'eks-pod-identity-agent', TRIDENT, 'snapshot-controller',
    ]);
    expect(resourcesOf(stack, 'AWS::IAM::Role').filter(isTridentRole)).toHaveLength(1);
    expect(resourcesOf(stack, ASSOCIATION)).toHaveLength(1);
    expect(resourcesOf(stack, QUESTION).filter(({ Properties }) => Properties.ObjectType === 'crd')).toHaveLength(1);
  });

  test('storages of two stacks share what is in the cluster\'s stack', () => {
    const { app, platform, storage, cluster } = twoStacks();
    const other = testStack(app, 'Other');
    expect(storageOn(storage, cluster).driver).toBe(storageOn(other, cluster).driver);
    app.synth();
    expect(addons(platform)).toHaveProperty(TRIDENT);
    expect(addons(platform)).toHaveProperty('snapshot-controller');
    for (const stack of [storage, other]) {
      expect(resourcesOf(stack).filter(({ Type }) => [ADDON, ASSOCIATION, 'AWS::IAM::Role'].includes(Type))).toEqual([]);
    }
  });

  test('a Trident that is there before the storages is theirs', () => {
    const { platform, storage, cluster } = twoStacks();
    const driver = driverOn(platform, { cluster, version: 'v25.6.2-eksbuild.1' });
    expect(storageOn(storage, cluster).driver).toBe(driver);
    expect(addons(platform)[TRIDENT].Properties.AddonVersion).toBe('v25.6.2-eksbuild.1');
  });

  test('two imports of one cluster share a Trident', () => {
    const app = testApp();
    const [a, b] = ['A', 'B'].map(id => testStack(app, id));
    const driver = driverOn(a);
    expect(managedOntap(b, {}, { driver: undefined }).driver).toBe(driver);
    expect(resourcesOf(b, ADDON)).toEqual([]);
  });

  test('a second Trident is rejected with the name of the first', () => {
    const stack = testStack();
    driverOn(stack);
    const message = errorOf(() => driverOn(stack, {}, 'Second'));
    expect(idsIn(message)).toEqual(['ontap/driver-twice']);
    expect(message).toContain('\'Storage/Trident\'');
  });

  test('a Trident after the first storage is rejected too', () => {
    const { storage, cluster } = twoStacks();
    storageOn(storage, cluster);
    expect(idsIn(errorOf(() => driverOn(storage, { cluster })))).toEqual(['ontap/driver-twice']);
  });

  test('two clusters have one each, and none lends its own', () => {
    const stack = testStack();
    const driver = driverOn(stack);
    const cluster = importedCluster(stack, { clusterName: 'inference' }, 'Inference');
    driverOn(stack, { cluster }, 'Other');
    expect(idsIn(errorOf(() => existingOntap(stack, {}, { cluster, driver })))).toEqual(['ontap/driver-of-other-cluster']);
  });

  test('an imported cluster does not expose whether it has Trident, so the user must set it', () => {
    const message = errorOf(() => managedOntap(testStack(), {}, { driver: undefined }));
    expect(idsIn(message)).toEqual(['ontap/driver-unknown']);
    expect(message).toMatch(/new TridentDriver.*TridentDriver\.existing\(\)/);
  });
});

describe('a Trident that is there already', () => {
  test('is left alone', () => {
    const stack = testStack();
    managedOntap(stack);
    expect(resourcesOf(stack).filter(({ Type }) => /^AWS::(IAM|EKS)::/.test(Type))).toEqual([]);
  });

  test('gets all that it calls in a policy of its role, if the role is known', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/trident');
    existingOntap(stack, {}, { driver: TridentDriver.existing({ role }) });
    const policies = resourcesOf(stack, 'AWS::IAM::Policy');
    expect(policies.map(({ Properties }) => Properties.Roles)).toEqual([['trident'], ['trident']]);
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement.map(({ Sid }: any) => Sid)).sort()).toEqual(['DeleteVolumes', 'DescribeOntap', 'ReadCredentials']);
    expect(manifestWith(stack, 'TridentBackendConfig').DependsOn).toEqual(expect.arrayContaining(policies.map(({ id }) => id)));
  });

  test('with a role that nobody here may change is not waited for', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/trident', { mutable: false });
    existingOntap(stack, {}, { driver: TridentDriver.existing({ role }) });
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual([]);
  });

  test('tells whether nodes are ready for iSCSI', () => {
    for (const [nodesPreparedForIscsi, expected] of [[true, []], [false, ['ontap/nodes-unprepared']], [undefined, ['ontap/nodes-unprepared']]] as const) {
      const stack = testStack();
      managedOntap(
        stack,
        {},
        { driver: TridentDriver.existing({ nodesPreparedForIscsi }), backends: [OntapBackend.san()] },
      );
      expect(warningsOf(stack)).toEqual(expected);
    }
  });
});

describe('nodes', () => {
  test.each<[string, Partial<TridentDriverProps>, string[]]>([
    ['that Trident prepares', { installation: TridentInstallation.HELM, prepareNodesForIscsi: true }, []],
    ['that are said to be ready', { nodesPreparedForIscsi: true }, []],
    ['of which nothing is said', {}, ['ontap/nodes-unprepared']],
    ['that are said not to be, whatever Trident does', { installation: TridentInstallation.HELM, prepareNodesForIscsi: true, nodesPreparedForIscsi: false },
      ['ontap/nodes-unprepared']],
  ])('%s: %#', (_, props, expected) => {
    const stack = testStack();
    managedOntap(stack, {}, { driver: driverOn(stack, props), backends: [OntapBackend.san()] });
    expect(warningsOf(stack)).toEqual(expected);
  });

  test('have user data that starts multipath for ONTAP and keeps it off EBS', () => {
    const text = TridentDriver.iscsiUserData().render();
    expect(text).toMatch(/^#!\/bin\/bash/);
    expect(text).toContain('device-mapper-multipath');
    expect(text).toMatch(/blacklist \{[^]*Amazon Elastic Block Store[^]*systemctl enable --now iscsid multipathd/);
  });
});

describe('the role may', () => {
  const REGION = 'eu-west-1';
  const statementsOf = (stack: Stack) => resourcesOf(stack, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

  test('look everything up, in the stack of the driver, and nothing more', () => {
    const stack = testStack();
    driverOn(stack);
    expect(resourceOf(stack, 'AWS::IAM::Role').Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement)).toEqual([{
      Sid: 'DescribeOntap', Effect: 'Allow', Resource: '*',
      Action: ['fsx:DescribeFileSystems', 'fsx:DescribeStorageVirtualMachines', 'fsx:DescribeVolumes'],
    }]);
  });

  test('delete volumes of the one storage virtual machine and read the one secret', () => {
    const stack = testStack();
    managedOntap(stack, {}, { driver: driverOn(stack) });
    const [fileSystem, svm, secret] = [ONTAP_FILE_SYSTEM, SVM, SECRET].map(type => resourceOf(stack, type).id);
    const [volumes, credentials, ...others] = statementsOf(stack);
    expect(others).toEqual([]);
    expect(volumes).toEqual({
      Sid: 'DeleteVolumes', Effect: 'Allow', Action: 'fsx:DeleteVolume', Resource: expect.anything(),
      Condition: { StringEquals: { 'fsx:StorageVirtualMachineId': { 'Fn::GetAtt': [svm, 'StorageVirtualMachineId'] } } },
    });
    expect(flattened(volumes.Resource)).toBe(`arn:\${AWS::Partition}:fsx:${REGION}:111122223333:volume/\${${fileSystem}}/*`);
    expect(credentials).toEqual({ Sid: 'ReadCredentials', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: secret } });
  });

  test('use the key of the secret, through Secrets Manager', () => {
    const stack = testStack();
    managedOntap(stack, { secretEncryptionKey: new kms.Key(stack, 'Key') }, { driver: driverOn(stack) });
    const [, , key] = statementsOf(stack);
    expect(key).toEqual({
      Sid: 'DecryptCredentials', Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [resourceOf(stack, 'AWS::KMS::Key').id, 'Arn'] },
      Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
    });
    expect(flattened(key.Condition.StringEquals['kms:ViaService'])).toBe(`secretsmanager.${REGION}.\${AWS::URLSuffix}`);
  });

  test('read the secret of an existing file system by its full ARN', () => {
    const stack = testStack();
    existingOntap(stack, {}, { driver: driverOn(stack) });
    const [volumes, credentials] = statementsOf(stack);
    expect(flattened(volumes.Resource)).toMatch(/:volume\/fs-0123456789abcdef0\/\*$/);
    expect(credentials.Resource).toBe(SECRET_ARN);
  });

  test('do so before the first backend, and until the last is gone', () => {
    const stack = testStack();
    managedOntap(stack, {}, { driver: driverOn(stack) });
    const policies = resourcesOf(stack, 'AWS::IAM::Policy').map(({ id }) => id);
    const before = beforeOf(stack, manifestWith(stack, 'TridentBackendConfig').id);
    policies.forEach(policy => expect(before).toContain(policy));
  });
});

test('the add-on comes after node groups of the cluster, also those added after the storage', () => {
  const stack = testStack();
  const cluster = ownCluster(stack);
  cluster.addNodegroupCapacity('Before');
  ownOntap(stack, {}, { cluster });
  cluster.addNodegroupCapacity('After');
  const groups = resourcesOf(stack, 'AWS::EKS::Nodegroup').map(({ id }) => id);
  expect(groups).toHaveLength(2);
  expect(addons(stack)[TRIDENT].DependsOn).toEqual(expect.arrayContaining(groups));
});
