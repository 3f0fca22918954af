import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import {
  App, Aspects, Size, Stack, aws_backup as backup, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam, aws_kms as kms,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  DataRepository, FsxLustreStorage, FsxOntapStorage, ITridentDriver, LustreCsiDriver, LustreDeploymentType,
  LustreMetadataMode,
  LustreProvisioning, OntapBackend, OntapProvisioning, OntapNfsVersion, OntapSanType, OntapTieringPolicy, ReclaimPolicy,
  TridentDriver,
  TridentInstallation,
} from '../../../src';
import { importedCluster, ownCluster, testApp, testStack } from '../../support/fixture';
import { MULTI, SECRET_ARN, routedCluster } from '../../support/ontap';

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));

/** What the examples leave open in what is not the library's, by rule and construct. */
const OF_OTHERS: readonly { readonly rule: string; readonly at: RegExp; readonly because: string }[] = [
  { rule: 'VPC7', at: /Vpc\/Resource$/, because: 'flow logs are the platform team\'s choice' },
  { rule: 'EKS1', at: /\/Cluster\/Resource$/, because: 'so is the reach of the API server' },
  { rule: 'EKS2', at: /\/Cluster\/Resource$/, because: 'and its logs' },
  { rule: 'IAM4', at: /\/Cluster\/(Role|ClusternodePoolRole|Nodegroup\w+\/NodeGroupRole)\/Resource$/, because: 'policies that EKS asks for' },
  { rule: 'IAM4', at: /\/KubectlProvider\//, because: 'aws-eks-v2 makes it' },
  { rule: 'IAM5', at: /\/KubectlProvider\//, because: 'aws-eks-v2 makes it' },
  { rule: 'L1', at: /\/KubectlProvider\//, because: 'aws-eks-v2 makes it' },
  { rule: '', at: /^AwsSolutions.* at \/OlderPlatform\/(Cluster|@aws-cdk--aws-eks\.\w+)\//, because: 'aws-eks makes it' },
  { rule: 'IAM4', at: /\/(ClusterForStorage|Cluster)\/Kubectl\//, because: 'a kubectl provider of aws-eks-v2' },
  { rule: 'IAM5', at: /\/(ClusterForStorage|Cluster)\/Kubectl\//, because: 'a kubectl provider of aws-eks-v2' },
  { rule: 'L1', at: /\/(ClusterForStorage|Cluster)\/Kubectl\//, because: 'a kubectl provider of aws-eks-v2' },
  { rule: 'S1', at: /\/(TrainingData|Corpus)\/Resource$/, because: 'a bucket of an example, without access logs' },
  { rule: 'S10', at: /\/Corpus\/Resource$/, because: 'a bucket of an example' },
];

/** The findings of AwsSolutions in an app: errors and warnings, with the construct. */
function findings(app: App): string[] {
  Aspects.of(app).add(new AwsSolutionsChecks());
  return app.node
    .findAll()
    .filter(Stack.isStack)
    .filter(({ nestedStackParent }) => !nestedStackParent)
    .flatMap(stack => {
      const found = Annotations.fromStack(stack);
      const any = Match.stringLikeRegexp('AwsSolutions-');
      const all = [...found.findError('*', any), ...found.findWarning('*', any)];
      return all.map(({ id, entry }) => `${(entry.data as string).split(': The')[0]} at ${id}`);
    });
}

function isOfOthers(finding: string): boolean {
  return OF_OTHERS.some(({ rule, at }) => finding.startsWith(`AwsSolutions-${rule}`) && at.test(finding));
}

describe('cdk-nag AwsSolutions has nothing against', () => {
  test.each(examples)('what the library makes in %s', example => {
    const { app } = jest.requireActual<{ app: App }>(join(EXAMPLES, example, 'app'));
    expect(findings(app).filter(finding => !isOfOthers(finding))).toEqual([]);
  });

  test('storages that use everything, with a driver of their own', () => {
    const app = testApp();
    const stack = testStack(app, 'Everything');
    useEverything(stack, importedCluster(stack), cluster => new LustreCsiDriver(stack, 'Driver', { cluster }));
    expect(findings(app)).toEqual([]);
  });

  test('the same on a cluster of the app, whose region is known at deployment only', () => {
    const app = testApp();
    const stack = new Stack(app, 'Anywhere');
    useEverything(stack, ownCluster(stack), () => undefined);
    expect(findings(app).filter(finding => !isOfOthers(finding))).toEqual([]);
  });

  test('rights in the role of another owner', () => {
    const app = testApp();
    const stack = testStack(app, 'Theirs');
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/driver');
    useEverything(stack, importedCluster(stack), () => LustreCsiDriver.existing({ role }));
    expect(findings(app)).toEqual([]);
  });
});

describe('cdk-nag AwsSolutions has nothing against ONTAP', () => {
  test.each<[string, () => App]>([
    ['storages that use everything, with a Trident of their own', () => {
      const app = testApp();
      const stack = testStack(app, 'Everything');
      useAllOfOntap(stack, routedCluster(stack), cluster => new TridentDriver(stack, 'Trident', { cluster, nodesPreparedForIscsi: true, debug: true }));
      return app;
    }],
    ['the same by Helm', () => {
      const app = testApp();
      const stack = testStack(app, 'Everything');
      const options = { installation: TridentInstallation.HELM, prepareNodesForIscsi: true };
      useAllOfOntap(stack, routedCluster(stack), cluster => new TridentDriver(stack, 'Trident', { cluster, ...options }));
      return app;
    }],
    ['the same on a cluster of the app, whose region is known at deployment only', () => {
      const app = testApp();
      const stack = new Stack(app, 'Anywhere');
      useAllOfOntap(stack, ownCluster(stack), () => undefined);
      return app;
    }],
    ['rights in the role of somebody else', () => {
      const app = testApp();
      const stack = testStack(app, 'Theirs');
      const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/trident');
      useAllOfOntap(stack, routedCluster(stack), () => TridentDriver.existing({ role, nodesPreparedForIscsi: true }));
      return app;
    }],
  ])('%s', (_what, make) => {
    expect(findings(make()).filter(finding => !isOfOthers(finding))).toEqual([]);
  });
});

describe('cdk-nag AwsSolutions still finds', () => {
  test('a wildcard that the user adds to the driver\'s role', () => {
    const app = testApp();
    const stack = testStack(app, 'Wider');
    const driver = new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) });
    driver.role!.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::*'] }));
    const found = findings(app).map(finding => finding.split(' at ')[0]);
    expect(found).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::arn:aws:s3:::*]']);
  });
});

test('a reviewer reads in the template why a wildcard is there', () => {
  const stack = testStack();
  new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) });
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  expect(role.Metadata.cdk_nag.rules_to_suppress).toEqual([{
    id: 'AwsSolutions-IAM5', reason: expect.stringMatching(/^.{40,}$/), applies_to: ['Resource::*'],
  }]);
});

/** Every feature of the driver, every security-group rule, a file system with links to S3. */
function useEverything(
  stack: Stack, cluster: ReturnType<typeof importedCluster>,
  driverFor: (cluster: ReturnType<typeof importedCluster>) => any,
) {
  const driver = driverFor(cluster);
  const subnet = cluster.vpc.privateSubnets[0];
  const claim = { name: 'data', size: Size.gibibytes(4800) };
  new FsxLustreStorage(stack, 'Scratch', {
    cluster, driver, claim,
    provisioning: LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, s3ImportPath: 's3://corpus/in', subnet }),
  });
  new FsxLustreStorage(stack, 'Durable', {
    cluster, driver, claim,
    provisioning: LustreProvisioning.dynamic({
      deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 1000, subnet, efaEnabled: true,
      reclaimPolicy: ReclaimPolicy.DELETE,
      metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC }, kmsKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    }),
  });
  new FsxLustreStorage(stack, 'Managed', {
    cluster,
    driver,
    claim: { name: 'managed', namespace: 'ml', createNamespace: true },
    provisioning: LustreProvisioning.managed({
      deploymentType: LustreDeploymentType.PERSISTENT_2,
      perUnitStorageThroughput: 125,
      capacity: Size.gibibytes(1200),
      subnet,
      dataRepositories: [DataRepository.fromPath('s3://corpus/in')],
    }),
    clients: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Clients', 'sg-0fedcba9876543210')],
  });
}

function plan(stack: Stack): backup.BackupPlan {
  return backup.BackupPlan.daily35DayRetention(stack, 'Plan');
}

/** Every protocol, a file system of the stack and one of somebody else, secrets with keys of their own, everything that can be done with claims. */
function useAllOfOntap(
  stack: Stack, cluster: eks.ICluster, driverFor: (cluster: eks.ICluster) => ITridentDriver | undefined,
) {
  const driver = driverFor(cluster);
  const secretEncryptionKey = new kms.Key(stack, 'SecretKey', { enableKeyRotation: true });
  const clients = [ec2.SecurityGroup.fromSecurityGroupId(stack, 'OntapClients', 'sg-0fedcba9876543210')];
  const claim = { name: 'data', size: Size.gibibytes(100) };
  const managed = new FsxOntapStorage(stack, 'Managed', {
    cluster, driver, claim, clients,
    provisioning: OntapProvisioning.managed({
      ...MULTI, vpcSubnets: { subnets: cluster.vpc.privateSubnets.slice(0, 2) }, secretEncryptionKey, kmsKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
      volumes: [{ name: 'corpus', size: Size.gibibytes(100) }],
    }),
    backends: [
      OntapBackend.nas({ nfsVersion: OntapNfsVersion.V3, pools: [{ name: 'hot' }, { name: 'archive', tieringPolicy: OntapTieringPolicy.AUTO }] }),
      OntapBackend.nasEconomy(), OntapBackend.nasFlexgroup(), OntapBackend.san(), OntapBackend.san({ name: 'nvme', sanType: OntapSanType.NVME }), OntapBackend.sanEconomy(),
    ],
    acknowledge: { 'ontap/nodes-unprepared': 'nobody mounts here' },
  });
  const snapshot = managed.snapshot('Before');
  managed.cloneOf('Branch', snapshot);
  managed.restore('Back', snapshot);
  managed.backUp('Nightly', plan(stack));
  managed.importVolume('Corpus', { volumeName: 'corpus', size: Size.gibibytes(100) });
  new FsxOntapStorage(stack, 'Existing', {
    cluster, driver, clients, claim: { ...claim, autogrow: { usedThreshold: '80%' } },
    provisioning: OntapProvisioning.existing({
      fileSystemId: 'fs-0123456789abcdef0', svmName: 'training',
      secret: secretsmanager.Secret.fromSecretAttributes(stack, 'Vsadmin', { secretCompleteArn: SECRET_ARN, encryptionKey: secretEncryptionKey }),
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'FileSystemGroup', 'sg-0fedcba9876543211'),
    }),
  });
}
