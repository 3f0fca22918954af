import { CfnDeletionPolicy, CfnResource, RemovalPolicy, Size, Stack, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import { FsxLustreStorageProps, LustreCsiDriver, LustreDeploymentType, LustreDynamicConfig, LustreProvisioning, ManifestDelivery, ReclaimPolicy } from '../../../src';
import { MANIFEST, beforeOf, importedCluster, inOrder, ownCluster, resourceOf, resourcesOf, storageOn, testApp, testStack } from '../../support/fixture';

const WAIT = 'Custom::FsxDeletionWait';
const FUNCTION = 'AWS::Lambda::Function';

function dynamicOn(stack: Stack, config: Partial<LustreDynamicConfig> = {}, props: Partial<FsxLustreStorageProps> = {}, id = 'Data') {
  const child = <T>(name: string) => stack.node.tryFindChild(name) as T | undefined;
  const cluster = props.cluster ?? child<FsxLustreStorageProps['cluster']>('Cluster') ?? importedCluster(stack);
  const driver = props.driver ?? child<LustreCsiDriver>('Driver') ?? new LustreCsiDriver(stack, 'Driver', { cluster });
  const { privateSubnets: [subnet] } = cluster.vpc;
  const provisioning = LustreProvisioning.dynamic({
    deploymentType: LustreDeploymentType.SCRATCH_2,
    subnet,
    ...config,
  });
  return storageOn(stack, { cluster, driver, provisioning, claim: { name: 'data', size: Size.gibibytes(1200) }, ...props }, id);
}

test('claims depend on the wait, and the wait on all that the driver needs to delete their file systems', () => {
  const stack = testStack();
  const storage = dynamicOn(stack);
  storage.addClaim('More', { size: Size.gibibytes(1200) });
  const wait = resourceOf(stack, WAIT);
  const needed = ['AWS::EKS::Addon', 'AWS::EKS::PodIdentityAssociation', 'AWS::IAM::Policy', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress']
    .flatMap(type => resourcesOf(stack, type).map(({ id }) => id));
  expect(needed.length).toBeGreaterThan(10);
  expect([...beforeOf(stack, wait.id)]).toEqual(expect.arrayContaining(needed));
  const manifests = resourcesOf(stack, MANIFEST);
  expect(manifests).toHaveLength(2);
  manifests.forEach(({ id }) => expect(inOrder(stack, resourceOf(stack, 'AWS::IAM::Policy').id, wait.id, id)).toBe(true));
});

test('it names cluster and storage as the file systems are tagged, and the manifest whose deletion it waits after', () => {
  const stack = testStack();
  dynamicOn(stack);
  const { Properties } = resourceOf(stack, WAIT);
  expect(Properties).toMatchObject({ Cluster: 'training', Storage: 'Storage/Data', ManifestLogicalId: resourceOf(stack, MANIFEST).id });
  expect(JSON.parse(resourceOf(stack, MANIFEST).Properties.Manifest['Fn::Join'][1].join(''))[0].parameters.extraTags)
    .toBe(`cdk-eks-fsx/cluster=${Properties.Cluster},cdk-eks-fsx/storage=${Properties.Storage},cdk-eks-fsx/reclaim-policy=Delete`);
});

test('storages of a stack share one function, which may describe and nothing else', () => {
  const stack = testStack();
  ['A', 'B'].forEach(id => dynamicOn(stack, {}, { claim: { name: id.toLowerCase(), size: Size.gibibytes(1200) } }, id));
  expect(resourcesOf(stack, WAIT)).toHaveLength(2);
  const { Properties: { Role, Timeout, Code } } = resourceOf(stack, FUNCTION);
  expect([Timeout, Code.ZipFile.length < 4096]).toEqual([900, true]);
  const role = resourcesOf(stack, 'AWS::IAM::Role').find(({ id }) => id === Role['Fn::GetAtt'][0])!;
  expect(role.Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement)).toEqual([
    { Sid: 'DescribeFileSystems', Effect: 'Allow', Action: 'fsx:DescribeFileSystems', Resource: '*' },
    { Sid: 'DescribeThisStack', Effect: 'Allow', Action: 'cloudformation:DescribeStackResource', Resource: { Ref: 'AWS::StackId' } },
  ]);
  expect(role.Properties.ManagedPolicyArns).toBeUndefined();
});

test('with the driver in another stack, it waits in that of the storage', () => {
  const app = testApp();
  const [platform, stack] = ['Platform', 'Storage'].map(id => testStack(app, id));
  const cluster = ownCluster(platform);
  dynamicOn(stack, { subnet: undefined }, { cluster, driver: new LustreCsiDriver(platform, 'Driver', { cluster }) });
  expect([resourcesOf(platform, WAIT), resourcesOf(stack, WAIT)].map(({ length }) => length)).toEqual([0, 1]);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['whose file systems outlive their claims', stack => dynamicOn(stack, { reclaimPolicy: ReclaimPolicy.RETAIN })],
  ['whose claims are retained', stack => dynamicOn(stack, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE })],
  ['whose claims no stack deletes', stack => dynamicOn(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0') }, {
    delivery: ManifestDelivery.yaml('node_modules/.cache/deletion-wait'), acknowledge: { 'lustre/delete-races-driver': 'nothing is deployed' },
  })],
  ['whose driver has permissions that are not of the app', stack => dynamicOn(stack, {}, { driver: LustreCsiDriver.existing() })],
])('a storage %s waits for nothing', (_, make) => {
  const stack = testStack();
  make(stack);
  expect([WAIT, FUNCTION].flatMap(type => resourcesOf(stack, type))).toEqual([]);
});

test('an existing driver whose role gets its permissions here is waited for', () => {
  const stack = testStack();
  dynamicOn(stack, {}, { driver: LustreCsiDriver.existing({ role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fsx-csi') }) });
  expect(resourcesOf(stack, WAIT)).toHaveLength(1);
});

test('its own policy is that of what it waits for', () => {
  const stack = testStack();
  const storage = dynamicOn(stack);
  expect((storage.node.findChild('DeletionWait').node.defaultChild as CfnResource).cfnOptions.deletionPolicy).toBe(CfnDeletionPolicy.DELETE);
});
