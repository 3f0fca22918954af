import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApiObject, Testing } from 'cdk8s';
import {
  DataRepository, DriverIdentity, FsxLustreStorage, FsxOntapStorage, LustreCsiDriver, LustreDeploymentType,
  LustreLogLevel, LustreProvisioning,
  MlTrainingVolume, MlWorkload, OntapBackend, OntapDeploymentType, OntapProvisioning, TridentDriver,
  TridentInstallation,
} from '../../src';
import { foreignCluster } from '../support/clusters';
import { existingOn, flattened, managedOn, objectOf, objectsOf, resourcesOf, storageOn, testApp, warningsOf } from '../support/fixture';
import { MULTI, ONTAP_CLAIM, SINGLE, existingOntap, managedOntap } from '../support/ontap';

const ACCOUNT = '111122223333';

interface Where {
  readonly env?: { readonly account: string; readonly region: string };
  readonly partition: string;
  readonly suffix: string;
}

const WHERE: { readonly [where: string]: Where } = {
  'cn-north-1': { env: { account: ACCOUNT, region: 'cn-north-1' }, partition: 'aws-cn', suffix: 'amazonaws.com.cn' },
  'us-gov-west-1': { env: { account: ACCOUNT, region: 'us-gov-west-1' }, partition: 'aws-us-gov', suffix: 'amazonaws.com' },
  'an environment-agnostic stack': { partition: '${AWS::Partition}', suffix: '${AWS::URLSuffix}' },
};

/** Names of services, which are principals and audiences: the same in every partition (eksctl issue 1910; IAM, service-linked roles). */
const NAMES_OF_SERVICES = [
  'eks.amazonaws.com', // the annotation eks.amazonaws.com/role-arn
  'pods.eks.amazonaws.com', 'sts.amazonaws.com', 'fsx.amazonaws.com', 's3.data-source.lustre.fsx.amazonaws.com', 'lambda.amazonaws.com', 'ec2.amazonaws.com',
];

/** Everything that the library makes, on a cluster that exists already; in one stack. */
function everythingIn({ env }: Where): Stack {
  const stack = new Stack(testApp(), 'Storage', { env });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const issuer = 'https://oidc.eks.us-gov-west-1.amazonaws.com/id/0A1B';
  const cluster = foreignCluster(stack, {
    vpc,
    openIdConnectIssuer: issuer,
    kubectlSubnets: { subnets: vpc.privateSubnets },
  });
  const driver = new LustreCsiDriver(stack, 'Driver', { cluster, podIdentityAgent: true });
  const kmsKey = kms.Key.fromKeyArn(stack, 'Key', `arn:${stack.partition}:kms:${stack.region}:${stack.account}:key/0`);
  const bucket = new s3.Bucket(stack, 'Bucket');
  const acknowledge = { 'lustre/not-in-partition': 'for the test' };
  new FsxLustreStorage(stack, 'Managed', {
    cluster,
    driver,
    claim: { name: 'managed' },
    provisioning: LustreProvisioning.managed({
      deploymentType: LustreDeploymentType.PERSISTENT_1,
      perUnitStorageThroughput: 50,
      capacity: Size.gibibytes(2400),
      kmsKey,
      dataRepositories: [DataRepository.fromBucket(bucket, { prefix: 'in/', fileSystemPath: '/in' })],
      logConfiguration: { level: LustreLogLevel.WARN_ERROR },
    }),
  });
  new FsxLustreStorage(stack, 'Dynamic', {
    cluster, driver, acknowledge, claim: { name: 'dynamic', size: Size.gibibytes(1200), namespace: 'ml', createNamespace: true },
    provisioning: LustreProvisioning.dynamic({
      deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50, kmsKey, s3ImportPath: bucket.s3UrlForObject('in'),
    }),
  });
  const trident = new TridentDriver(stack, 'Trident', { cluster, identity: DriverIdentity.IRSA });
  const weights = new FsxOntapStorage(stack, 'Weights', {
    cluster,
    driver: trident,
    backends: [OntapBackend.nas(), OntapBackend.san()],
    claim: ONTAP_CLAIM,
    acknowledge: { 'ontap/nodes-unprepared': 'for the test' },
    provisioning: OntapProvisioning.managed({
      ...MULTI,
      deploymentType: OntapDeploymentType.MULTI_AZ_1,
      throughputCapacityPerHaPair: 512,
      kmsKey,
      secretEncryptionKey: kmsKey,
    }),
  });
  weights.cloneOf('Branch', weights.snapshot('Baseline'));
  return stack;
}

/** All strings of a template, objects of manifests among them, intrinsic functions written out. */
function textsOf(value: any): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return value['Fn::Join'] ? [flattened(value)] : Object.entries(value)
    .filter(([key]) => key !== 'Metadata') // findings of cdk-nag, which write tokens in their own way
    .flatMap(([key, part]) => [key, ...textsOf(part)]);
}

const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON();

describe.each(Object.keys(WHERE))('in %s', name => {
  const where = WHERE[name];
  const stack = everythingIn(where);
  // the bootstrap's own check speaks of no partition, and what the CDK's own functions do is its affair
  const { Parameters, Rules, ...template } = templateOf(stack);
  const texts = textsOf(template);

  test('no ARN is of another partition', () => {
    const partitions = texts.flatMap(text => [...text.matchAll(/\barn:(\$\{AWS::Partition\}|[^:]*):/g)]).map(([, partition]) => partition);
    expect(partitions.length).toBeGreaterThan(20);
    expect(partitions.filter(partition => partition !== where.partition && partition !== '${AWS::Partition}')).toEqual([]);
  });

  test('no host has the suffix of another partition, but names of services', () => {
    const foreign = texts.flatMap(text => text.match(/[\w.${}:-]*amazonaws\.com[\w.]*/g) ?? [])
      .filter(host => !NAMES_OF_SERVICES.includes(host) && !host.startsWith('oidc.eks.us-gov-west-1.') && !host.endsWith(where.suffix));
    expect([...new Set(foreign)]).toEqual([]);
  });

  test('a file system is mounted by a name of the partition', () => {
    const [managed] = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolume');
    const region = where.env?.region ?? '${AWS::Region}';
    expect(managed.spec.csi.volumeAttributes.dnsname).toMatch(new RegExp(`\\.fsx\\.${region.replace(/[${}]/g, '\\$&')}\\.(${where.suffix.replace(/[.${}]/g, '\\$&')}|\\$\\{AWS::URLSuffix\\})$`));
  });

  test('keys are used through services of the partition', () => {
    const values = textsOf(resourcesOf(stack, 'AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument))
      .filter(text => /^(fsx|secretsmanager)\.[^:]*(\$\{AWS::Region\}|-1)\./.test(text));
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter(value => !value.endsWith(where.suffix) && !value.endsWith('${AWS::URLSuffix}'))).toEqual([]);
  });

  test('a driver is trusted by the same names of services as everywhere', () => {
    const trust = JSON.stringify(resourcesOf(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.AssumeRolePolicyDocument));
    expect(trust).toContain('pods.eks.amazonaws.com"');
    expect(JSON.stringify(template)).toContain('sts.amazonaws.com');
    expect(JSON.stringify(template)).not.toMatch(/(pods\.eks|sts|lustre\.fsx)\.amazonaws\.com\.cn/);
  });
});

test('Trident learns the Region of the partition, and takes secrets of it', () => {
  const stack = new Stack(testApp(), 'Storage', { env: WHERE['cn-north-1'].env });
  const cluster = foreignCluster(stack);
  managedOntap(
    stack,
    { deploymentType: OntapDeploymentType.SINGLE_AZ_1, throughputCapacityPerHaPair: 512 },
    { cluster, claim: ONTAP_CLAIM },
  );
  expect(objectsOf(stack)[0].spec.aws.apiRegion).toBe('cn-north-1');
});

test('Trident comes by Helm from where NetApp has it, whatever the partition', () => {
  const stack = new Stack(testApp(), 'Storage', { env: WHERE['us-gov-west-1'].env });
  new TridentDriver(stack, 'Trident', { cluster: foreignCluster(stack), installation: TridentInstallation.HELM });
  expect(resourcesOf(stack, 'Custom::AWSCDK-EKS-HelmChart')).toHaveLength(1);
  expect(resourcesOf(stack, 'AWS::EKS::Addon')).toEqual([]);
});

describe('what a partition is not documented to have is warned about', () => {
  const stackIn = (region: string) => new Stack(testApp(), 'Storage', { env: { account: ACCOUNT, region } });
  const { SCRATCH_1, SCRATCH_2, PERSISTENT_1, PERSISTENT_2 } = LustreDeploymentType;
  const PER_UNIT: { readonly [type: string]: number } = { PERSISTENT_1: 50, PERSISTENT_2: 125 };

  test.each<[string, LustreDeploymentType[], LustreDeploymentType[]]>([
    ['cn-north-1', [PERSISTENT_1], [SCRATCH_1, SCRATCH_2, PERSISTENT_2]],
    ['cn-northwest-1', [PERSISTENT_1], [SCRATCH_1, SCRATCH_2, PERSISTENT_2]],
    ['us-gov-west-1', [SCRATCH_2, PERSISTENT_1], [SCRATCH_1, PERSISTENT_2]],
    ['us-gov-east-1', [SCRATCH_2, PERSISTENT_1], [SCRATCH_1, PERSISTENT_2]],
    ['us-east-1', [SCRATCH_1, SCRATCH_2, PERSISTENT_1, PERSISTENT_2], []],
  ])('Lustre in %s', (region, offered, missing) => {
    const warned = [...offered, ...missing].filter(deploymentType => {
      const stack = stackIn(region);
      managedOn(stack, { deploymentType, perUnitStorageThroughput: PER_UNIT[deploymentType] });
      return warningsOf(stack).includes('lustre/not-in-partition');
    });
    expect(warned).toEqual(missing);
  });

  const { SINGLE_AZ_1, SINGLE_AZ_2, MULTI_AZ_1, MULTI_AZ_2 } = OntapDeploymentType;

  test.each<[string, OntapDeploymentType[], OntapDeploymentType[]]>([
    ['cn-north-1', [SINGLE_AZ_1, MULTI_AZ_1], [SINGLE_AZ_2, MULTI_AZ_2]],
    ['us-gov-east-1', [SINGLE_AZ_1, MULTI_AZ_1], [SINGLE_AZ_2, MULTI_AZ_2]],
    ['eu-west-1', [SINGLE_AZ_1, MULTI_AZ_1, SINGLE_AZ_2, MULTI_AZ_2], []],
  ])('ONTAP in %s', (region, offered, missing) => {
    const warned = [...offered, ...missing].filter(deploymentType => {
      const stack = stackIn(region);
      managedOntap(stack, { ...SINGLE, deploymentType, throughputCapacityPerHaPair: deploymentType.endsWith('1') ? 512 : 384 });
      return warningsOf(stack).includes('ontap/not-in-partition');
    });
    expect(warned).toEqual(missing);
  });

  test('but not of file systems that are there, and not where the Region is known at deployment', () => {
    const china = stackIn('cn-north-1');
    existingOn(china);
    existingOntap(china, { deploymentType: OntapDeploymentType.SINGLE_AZ_2 }, {}, 'Weights');
    expect(warningsOf(china)).toEqual([]);
    const agnostic = new Stack(testApp(), 'Storage');
    storageOn(agnostic);
    expect(warningsOf(agnostic)).toEqual([]);
  });

  test('and what may be by now is acknowledged', () => {
    const stack = stackIn('cn-north-1');
    storageOn(stack, { acknowledge: { 'lustre/not-in-partition': 'tried on 2026-11-21' } });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('a volume for training has objects of the partition too', () => {
  const stack = new Stack(testApp(), 'Storage', { env: WHERE['cn-north-1'].env });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const cluster = new eks.Cluster(stack, 'Cluster', {
    version: eks.KubernetesVersion.V1_34, vpc, kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(stack, 'Kubectl') },
  });
  const dataset = new MlTrainingVolume(stack, 'Data', { cluster, workload: MlWorkload.TRAINING_DATA, size: Size.tebibytes(2), claim: { namespace: 'ml' } });
  dataset.mountInto(new ApiObject(Testing.chart(), 'Job', { apiVersion: 'batch/v1', kind: 'Job', spec: { template: { spec: { containers: [{ name: 'a' }] } } } }), { path: '/data' });
  expect(objectOf(stack, 'PersistentVolume').spec.csi.volumeAttributes.dnsname).toMatch(/fsx\.cn-north-1\.(amazonaws\.com\.cn|\$\{AWS::URLSuffix\})$/);
});
