import { readdirSync } from 'fs';
import { join } from 'path';
import { App, Aspects, Size, Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  DataRepository, FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreMetadataMode, LustreProvisioning, ReclaimPolicy,
} from '../../../src';
import { importedCluster, ownCluster, testApp, testStack } from '../../support/fixture';

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);

/** What the examples leave open in what is not the library's, by rule and construct. */
const OF_OTHERS: readonly { readonly rule: string; readonly at: RegExp; readonly because: string }[] = [
  { rule: 'VPC7', at: /Vpc\/Resource$/, because: 'flow logs are the platform team\'s choice' },
  { rule: 'EKS1', at: /\/Cluster\/Resource$/, because: 'so is the reach of the API server' },
  { rule: 'EKS2', at: /\/Cluster\/Resource$/, because: 'and its logs' },
  { rule: 'IAM4', at: /\/Cluster\/(Role|ClusternodePoolRole|Nodegroup\w+\/NodeGroupRole)\/Resource$/, because: 'policies that EKS asks for' },
  { rule: 'IAM4', at: /\/KubectlProvider\//, because: 'aws-eks-v2 makes it' },
  { rule: 'IAM5', at: /\/KubectlProvider\//, because: 'aws-eks-v2 makes it' },
  { rule: 'L1', at: /\/KubectlProvider\//, because: 'aws-eks-v2 makes it' },
  { rule: 'S1', at: /\/(TrainingData|Corpus)\/Resource$/, because: 'a bucket of an example, without access logs' },
  { rule: 'S10', at: /\/Corpus\/Resource$/, because: 'a bucket of an example' },
];

/** The findings of AwsSolutions in an app: errors and warnings, with the construct. */
function findings(app: App): string[] {
  Aspects.of(app).add(new AwsSolutionsChecks());
  return app.node.findAll().filter(Stack.isStack).flatMap(stack => {
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

  test('rights in the role of somebody else', () => {
    const app = testApp();
    const stack = testStack(app, 'Theirs');
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/driver');
    useEverything(stack, importedCluster(stack), () => LustreCsiDriver.existing({ role }));
    expect(findings(app)).toEqual([]);
  });
});

describe('cdk-nag AwsSolutions still finds', () => {
  test('a wildcard that somebody adds to the driver\'s role', () => {
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
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(policy.Metadata.cdk_nag.rules_to_suppress).toEqual([{
    id: 'AwsSolutions-IAM5', reason: expect.stringMatching(/^.{40,}$/), applies_to: ['Resource::*'],
  }]);
});

/** Every feature of the driver, every security-group rule, a file system with links to S3. */
function useEverything(stack: Stack, cluster: ReturnType<typeof importedCluster>, driverFor: (cluster: ReturnType<typeof importedCluster>) => any) {
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
    cluster, driver, claim: { name: 'managed', namespace: 'ml', createNamespace: true },
    provisioning: LustreProvisioning.managed({
      deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 125, capacity: Size.gibibytes(1200), subnet,
      dataRepositories: [DataRepository.fromPath('s3://corpus/in')],
    }),
    clients: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Clients', 'sg-0fedcba9876543210')],
  });
}
