import { App, NestedStack, Size, Stack, Tags } from 'aws-cdk-lib';
import { LustreDeploymentType, LustreProvisioning } from '../../src';
import {
  errorOf, flattened, idsIn, importedCluster, managedOn, objectOf, resourcesOf, storageOn, testApp, testStack,
} from '../support/fixture';
import { managedOntap } from '../support/ontap';

const STACK = 'cdk-eks-fsx/stack';
const STORAGE = 'cdk-eks-fsx/storage';
const DYNAMIC = { deploymentType: LustreDeploymentType.SCRATCH_2 };

/** The library's tags of each resource of a type. */
function tagsOf(stack: Stack, type: string): { [key: string]: string }[] {
  return resourcesOf(stack, type).map(({ Properties }) =>
    Object.fromEntries(
      (Properties.Tags ?? [])
        .filter(({ Key }: any) => [STACK, STORAGE].includes(Key))
        .map(({ Key, Value }: any) => [Key, flattened(Value)]),
    ),
  );
}

test.each<[string, (stack: Stack) => unknown, string, number]>([
  ['a Lustre file system', stack => managedOn(stack), 'AWS::FSx::FileSystem', 1],
  ['an ONTAP file system', stack => managedOntap(stack), 'AWS::FSx::FileSystem', 1],
  ['a storage virtual machine', stack => managedOntap(stack), 'AWS::FSx::StorageVirtualMachine', 1],
  ['a volume', stack => managedOntap(stack, { volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] }), 'AWS::FSx::Volume', 1],
  ['its secret, which is billed', stack => managedOntap(stack), 'AWS::SecretsManager::Secret', 1],
  ['the security group of an ONTAP file system', stack => managedOntap(stack), 'AWS::EC2::SecurityGroup', 1],
])('%s carries the name of its stack and the path of its storage', (_, make, type, count) => {
  const stack = testStack();
  make(stack);
  expect(tagsOf(stack, type)).toEqual(Array.from({ length: count }, () => ({ [STACK]: '${AWS::StackName}', [STORAGE]: 'Storage/Data' })));
});

test('security groups of Lustre carry the name of their stack: that of the file system, and the shared one', () => {
  const stack = testStack();
  managedOn(stack);
  const tags = tagsOf(stack, 'AWS::EC2::SecurityGroup');
  expect(tags.map(tag => tag[STACK])).toEqual(['${AWS::StackName}', '${AWS::StackName}']);
  expect(tags.map(tag => tag[STORAGE])).toContain('Storage/Data');
});

test('in a nested stack, the name is that of the stack that the user deploys', () => {
  const stack = testStack();
  const nested = new NestedStack(stack, 'Nested');
  managedOn(nested as Stack, {}, { cluster: importedCluster(stack) });
  expect(tagsOf(nested, 'AWS::FSx::FileSystem')).toEqual([{ [STACK]: 'Storage', [STORAGE]: 'Storage/Nested/Data' }]);
});

test('two stacks of one construct path in two apps differ by the names of the stacks', () => {
  const [one, other] = ['One', 'Other'].map(stackName => new Stack(testApp(), 'Storage', { stackName, env: { account: '111122223333', region: 'eu-west-1' } }));
  [one, other].forEach(stack => managedOn(stack));
  expect([one, other].map(stack => tagsOf(stack, 'AWS::FSx::FileSystem')[0][STORAGE])).toEqual(['One/Data', 'Other/Data']);
});

test('nobody changes or removes them by accident', () => {
  const app = testApp();
  const stack = testStack(app);
  managedOn(stack);
  Tags.of(app).add(STACK, 'another');
  Tags.of(stack).remove(STORAGE);
  expect(tagsOf(stack, 'AWS::FSx::FileSystem')).toEqual([{ [STACK]: '${AWS::StackName}', [STORAGE]: 'Storage/Data' }]);
});

describe('a path that a tag cannot hold', () => {
  const tagOf = (id: string) => {
    const stack = testStack();
    managedOn(stack, {}, {}, id);
    return tagsOf(stack, 'AWS::FSx::FileSystem')[0][STORAGE];
  };

  test('is written without what tags do not take', () => {
    expect(tagOf('Data, (new)')).toMatch(/^Storage\/Data- -new--[0-9a-f]{8}$/);
  });

  test('is cut, and still differs from another one that begins alike', () => {
    const [one, other] = ['a', 'b'].map(end => tagOf(`${'D'.repeat(200)}${'e'.repeat(60)}${end}`));
    expect([one.length, other.length]).toEqual([256, 256]);
    expect(one).not.toBe(other);
  });
});

describe('file systems of dynamic claims', () => {
  const extraTagsOf = (stack: Stack) => flattened(objectOf(stack, 'StorageClass').parameters.extraTags);

  test('carry cluster and storage, and no tag of the stack, which the driver may not touch', () => {
    const stack = testStack();
    storageOn(stack);
    expect(extraTagsOf(stack)).toBe('cdk-eks-fsx/cluster=training,cdk-eks-fsx/storage=Storage/Data,cdk-eks-fsx/reclaim-policy=Delete');
  });

  test('a path with what the driver takes for the end of a tag is written without it', () => {
    const stack = testStack();
    storageOn(stack, {}, 'a=b');
    expect(extraTagsOf(stack)).toMatch(/^cdk-eks-fsx\/cluster=training,cdk-eks-fsx\/storage=Storage\/a-b-[0-9a-f]{8},cdk-eks-fsx\/reclaim-policy=Delete$/);
  });
});

describe('tags of the user with the prefix of the library are rejected', () => {
  test.each(['cdk-eks-fsx/stack', 'cdk-eks-fsx/anything', 'CDK-EKS-FSX/stack'])('%s', key => {
    const tags = { [key]: 'mine' };
    expect(idsIn(errorOf(() => managedOn(testStack(), { tags })))).toEqual(['lustre/tag-reserved']);
    expect(idsIn(errorOf(() => storageOn(testStack(), { provisioning: LustreProvisioning.dynamic({ ...DYNAMIC, tags }) })))).toEqual(['lustre/tag-reserved']);
    expect(idsIn(errorOf(() => managedOntap(testStack(new App()), { tags })))).toEqual(['ontap/tag-reserved']);
  });
});
