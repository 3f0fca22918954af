import { Stack, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepository, LustreCsiDriver, LustreDeploymentType, LustreDynamicConfig, LustreProvisioning, ReclaimPolicy } from '../../../src';
import { existingOn, flattened, importedCluster, managedOn, resourcesOf, storageOn, testApp, testStack } from '../../support/fixture';

const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2 };
const PERSISTENT_1 = { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50 };
const FILE_SYSTEMS = 'arn:${AWS::Partition}:fsx:eu-west-1:111122223333:file-system/*';
const TAG = 'cdk-eks-fsx/cluster';

/** The statements of a stack's policies by sid, ARNs as one string; those of roles of drivers too. */
function statementsOf(...stacks: Stack[]): { [sid: string]: any } {
  const policies = stacks.flatMap(stack => resourcesOf(stack, 'AWS::IAM::Policy')).map(({ Properties }) => Properties.PolicyDocument);
  const inline = stacks.flatMap(stack => resourcesOf(stack, 'AWS::IAM::Role')).filter(({ Properties }) => Properties.Path === '/cdk-eks-fsx/')
    .flatMap(({ Properties }) => Properties.Policies.map(({ PolicyDocument }: any) => PolicyDocument));
  const all = [...policies, ...inline].flatMap(({ Statement }) => Statement);
  return Object.fromEntries(
    all.map((statement: any) => [statement.Sid, { ...statement, Resource: flattened(statement.Resource) }]),
  );
}

/** The role of a driver beside one storage. */
function roleFor(make: (stack: Stack, driver: LustreCsiDriver) => unknown) {
  const stack = testStack();
  const driver = new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) });
  make(stack, driver);
  return statementsOf(stack);
}

function roleForDynamic(config: Partial<LustreDynamicConfig> = {}) {
  return roleFor((stack, driver) => {
    const { privateSubnets: [subnet] } = driver._cluster.vpc;
    return storageOn(stack, { driver, provisioning: LustreProvisioning.dynamic({ ...SCRATCH_2, subnet, ...config }) });
  });
}

const ALWAYS = ['DescribeFileSystems', 'KeepOffFileSystemsOfOtherClusters', 'KeepOffFileSystemsOfStacks', 'KeepOffFileSystemsOfThisLibrary'];
const DYNAMIC = ['CreateFileSystemsOfThisCluster', 'CreateServiceLinkedRole', 'DeleteFileSystemsOfThisCluster', ...ALWAYS, 'ValidateSecurityGroups'];

describe('rights', () => {
  test.each<[string, (stack: Stack, driver: LustreCsiDriver) => unknown]>([
    ['without storages', () => {}],
    ['for managed volumes', (stack, driver) => managedOn(stack, { dataRepositories: [DataRepository.fromPath('s3://data')] }, { driver })],
    ['for managed volumes with a key', (stack, driver) => managedOn(stack, { kmsKey: new kms.Key(stack, 'Key') }, { driver })],
    ['for existing volumes', (stack, driver) => existingOn(stack, {}, { driver })],
  ])('%s are to describe and no more', (_, make) => {
    const statements = roleFor(make);
    expect(Object.keys(statements).sort()).toEqual(ALWAYS);
    expect(Object.values(statements).filter(({ Effect }) => Effect === 'Allow')).toEqual([
      { Sid: 'DescribeFileSystems', Effect: 'Allow', Action: 'fsx:DescribeFileSystems', Resource: '*' },
    ]);
  });

  test('for dynamic volumes are to create with the tag of the cluster, and to keep off all other file systems', () => {
    const statements = roleForDynamic({ allowVolumeExpansion: false, reclaimPolicy: ReclaimPolicy.RETAIN });
    expect(Object.keys(statements).sort()).toEqual(DYNAMIC);
    expect(statements.CreateFileSystemsOfThisCluster).toEqual({
      Sid: 'CreateFileSystemsOfThisCluster', Effect: 'Allow', Action: ['fsx:CreateFileSystem', 'fsx:TagResource'], Resource: FILE_SYSTEMS,
      Condition: { StringEquals: { [`aws:RequestTag/${TAG}`]: 'training' } },
    });
    const denied = { Effect: 'Deny', Action: ['fsx:TagResource', 'fsx:UntagResource', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem'], Resource: FILE_SYSTEMS };
    expect(statements.KeepOffFileSystemsOfStacks).toMatchObject({
      ...denied, Condition: { Null: { 'aws:ResourceTag/aws:cloudformation:stack-id': 'false' } },
    });
    expect(statements.KeepOffFileSystemsOfThisLibrary).toMatchObject({ ...denied, Condition: { Null: { 'aws:ResourceTag/cdk-eks-fsx/stack': 'false' } } });
    expect(statements.KeepOffFileSystemsOfOtherClusters).toMatchObject({
      ...denied, Condition: { Null: { [`aws:ResourceTag/${TAG}`]: 'false' }, StringNotEquals: { [`aws:ResourceTag/${TAG}`]: 'training' } },
    });
    expect(statements.ValidateSecurityGroups).toEqual({
      Sid: 'ValidateSecurityGroups', Effect: 'Allow', Action: 'ec2:GetSecurityGroupsForVpc', Resource: '*',
      Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'fsx.amazonaws.com' } },
    });
    expect(statements.CreateServiceLinkedRole).toMatchObject({
      Effect: 'Allow', Action: 'iam:CreateServiceLinkedRole',
      Resource: 'arn:${AWS::Partition}:iam::111122223333:role/aws-service-role/fsx.amazonaws.com/*',
      Condition: { StringEquals: { 'iam:AWSServiceName': 'fsx.amazonaws.com' } },
    });
  });

  test('to grow file systems of the cluster come with a class that allows it', () => {
    const statements = roleForDynamic({ allowVolumeExpansion: true });
    expect(Object.keys(statements).sort()).toEqual([...DYNAMIC, 'GrowFileSystemsOfThisCluster'].sort());
    expect(statements.GrowFileSystemsOfThisCluster).toEqual({
      Sid: 'GrowFileSystemsOfThisCluster', Effect: 'Allow', Action: 'fsx:UpdateFileSystem', Resource: FILE_SYSTEMS,
      Condition: { StringEquals: { [`aws:ResourceTag/${TAG}`]: 'training' } },
    });
  });

  test.each([ReclaimPolicy.DELETE, ReclaimPolicy.RETAIN])('to delete reach file systems of classes that delete, whatever the class is now: %s', reclaimPolicy => {
    expect(roleForDynamic({ allowVolumeExpansion: false, reclaimPolicy }).DeleteFileSystemsOfThisCluster).toEqual({
      Sid: 'DeleteFileSystemsOfThisCluster', Effect: 'Allow', Action: 'fsx:DeleteFileSystem', Resource: FILE_SYSTEMS,
      Condition: { StringEquals: { [`aws:ResourceTag/${TAG}`]: 'training', 'aws:ResourceTag/cdk-eks-fsx/reclaim-policy': 'Delete' } },
    });
  });

  test('to the service-linked role of S3 and to the bucket come with an import path', () => {
    const statements = roleForDynamic({ s3ImportPath: 's3://data/imagenet' });
    const role = 'arn:${AWS::Partition}:iam::111122223333:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/*';
    expect(statements.CreateServiceLinkedRoleForS3).toMatchObject({
      Resource: role, Condition: { StringEquals: { 'iam:AWSServiceName': 's3.data-source.lustre.fsx.amazonaws.com' } },
    });
    expect(statements.GiveServiceLinkedRoleItsBucket).toMatchObject({ Action: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'], Resource: role });
    expect(statements.ListLinkedBucket).toMatchObject({ Action: 's3:ListBucket', Resource: 'arn:${AWS::Partition}:s3:::data' });
    expect(Object.keys(roleForDynamic()).filter(sid => /S3|Bucket/.test(sid))).toEqual([]);
  });

  test('to a key come with the key, through FSx alone', () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-1111-2222-3333-444444444444';
    const statements = roleForDynamic({ ...PERSISTENT_1, kmsKey: kms.Key.fromKeyArn(new Stack(), 'Key', arn) });
    const { Effect, Action, Resource, Condition } = statements.EncryptFileSystems;
    expect({ Effect, Resource }).toEqual({ Effect: 'Allow', Resource: arn });
    expect(Action).toContain('kms:CreateGrant');
    expect(flattened(Condition.StringEquals['kms:ViaService'])).toBe('fsx.eu-west-1.${AWS::URLSuffix}');
    expect(roleForDynamic(PERSISTENT_1)).not.toHaveProperty('EncryptFileSystems');
  });

  test('have no wildcard for an action, and none for resources except to describe and for calls of FSx', () => {
    const statements = roleForDynamic({ ...PERSISTENT_1, s3ImportPath: 's3://data', reclaimPolicy: ReclaimPolicy.DELETE });
    for (const [sid, { Action, Resource }] of Object.entries(statements)) {
      expect([Action].flat().filter(action => action.includes('*'))).toEqual([]);
      expect([sid, Resource === '*']).toEqual([sid, ['DescribeFileSystems', 'ValidateSecurityGroups'].includes(sid)]);
    }
  });
});

describe('several storages', () => {
  test('have each statement once', () => {
    const stack = testStack();
    const driver = new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) });
    ['A', 'B'].forEach(id => storageOn(stack, { driver }, id));
    const sids = resourcesOf(stack, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement.map(({ Sid }: any) => Sid));
    expect(sids).toHaveLength(new Set(sids).size);
    expect(sids).toContain('CreateFileSystemsOfThisCluster');
  });

  test('have permissions in their own stacks', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    const cluster = importedCluster(platform);
    const driver = new LustreCsiDriver(platform, 'Driver', { cluster });
    const bucket = new s3.Bucket(storage, 'Bucket');
    storageOn(storage, { cluster, driver, provisioning: LustreProvisioning.dynamic({ ...SCRATCH_2, s3ImportPath: bucket.s3UrlForObject('in') }) });
    expect(Object.keys(statementsOf(platform)).sort()).toEqual(ALWAYS);
    const own = statementsOf(storage);
    expect(Object.keys(own).filter(sid => /S3|Bucket/.test(sid)).sort()).toEqual(['CreateServiceLinkedRoleForS3', 'GiveServiceLinkedRoleItsBucket', 'ListLinkedBucket']);
    expect(own.ListLinkedBucket.Resource).toContain(resourcesOf(storage, 'AWS::S3::Bucket')[0].id);
  });
});

test('a role of another owner gets rights by the same table', () => {
  const stack = testStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fsx-csi');
  storageOn(stack, {
    driver: LustreCsiDriver.existing({ role }),
    provisioning: LustreProvisioning.dynamic({
      ...SCRATCH_2,
      allowVolumeExpansion: false,
      reclaimPolicy: ReclaimPolicy.RETAIN,
    }),
  });
  expect(Object.keys(statementsOf(stack)).sort()).toEqual(DYNAMIC);
});
