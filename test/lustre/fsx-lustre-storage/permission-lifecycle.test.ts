import { RemovalPolicy, Size, Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { FsxLustreStorageProps, LustreCsiDriver, LustreDeploymentType, LustreDynamicConfig, LustreProvisioning, ReclaimPolicy } from '../../../src';
import {
  MANIFEST, beforeOf, errorOf, idsIn, importedCluster, managedOn, ownCluster, resourcesOf, storageOn, testApp,
  testStack,
} from '../../support/fixture';
import { managedOntap } from '../../support/ontap';

type Configs = { readonly [id: string]: Partial<LustreDynamicConfig> };
const { DELETE, RETAIN } = ReclaimPolicy;
const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';

/** Dynamic storages on a cluster whose driver is in their stack, or in that of the cluster. */
function storages(configs: Configs, place: 'same stack' | 'other stack' = 'same stack', props: Partial<FsxLustreStorageProps> = {}) {
  const app = testApp();
  const [platform, stack] = place === 'same stack' ? Array<Stack>(2).fill(testStack(app)) : ['Platform', 'Storage'].map(id => testStack(app, id));
  const cluster = place === 'same stack' ? importedCluster(stack) : ownCluster(platform);
  const driver = new LustreCsiDriver(platform, 'Driver', { cluster });
  for (const [id, config] of Object.entries(configs)) {
    const { privateSubnets: [subnet] } = cluster.vpc;
    const provisioning = LustreProvisioning.dynamic({
      deploymentType: LustreDeploymentType.SCRATCH_2,
      subnet,
      ...config,
    });
    storageOn(
      stack,
      { cluster, driver, provisioning, claim: { name: id.toLowerCase(), size: Size.gibibytes(1200) }, ...props },
      id,
    );
  }
  return { platform, stack };
}

/** What the driver may do by each policy, whichever resource holds it. */
function documentsOf(stack: Stack): { [id: string]: any } {
  const policies = resourcesOf(stack, POLICY).map(({ id, Properties }) => [id, Properties.PolicyDocument]);
  const inline = resourcesOf(stack, ROLE).flatMap(({ id, Properties }) => {
    return (Properties.Policies ?? []).map((policy: any) => [`${id}.${policy.PolicyName}`, policy.PolicyDocument]);
  });
  return Object.fromEntries([...policies, ...inline]);
}

const actionsOf = (document: any): string[] => document.Statement.filter(({ Effect }: any) => Effect === 'Allow').flatMap(({ Action }: any) => Action);
const allowing = (stack: Stack, action: string) => {
  return Object.entries(documentsOf(stack))
    .filter(([, document]) => actionsOf(document).includes(action))
    .map(([id]) => id);
};

// CloudFormation changes a policy in the update phase, and deletes what left the template, claims first, in the cleanup phase after it
describe.each(['same stack', 'other stack'] as const)('an edit, with the driver in the %s', place => {
  test.each<[string, Configs, Configs]>([
    ['removes one of two storages, the one with reclaim policy Delete', { A: { reclaimPolicy: DELETE }, B: { reclaimPolicy: RETAIN } }, { B: { reclaimPolicy: RETAIN } }],
    ['removes one of two storages, the one that can grow', { A: { allowVolumeExpansion: true }, B: { allowVolumeExpansion: false } }, { B: { allowVolumeExpansion: false } }],
    ['removes one of two storages with import paths', { A: { s3ImportPath: 's3://aaa' }, B: { s3ImportPath: 's3://bbb' } }, { B: { s3ImportPath: 's3://bbb' } }],
    ['removes the last dynamic storage', { A: {} }, {}],
    ['changes the reclaim policy of the only storage to Retain', { A: { reclaimPolicy: DELETE } }, { A: { reclaimPolicy: RETAIN } }],
    ['changes the bucket of an import path', { A: { s3ImportPath: 's3://aaa' } }, { A: { s3ImportPath: 's3://bbb' } }],
    ['adds a storage', { A: { reclaimPolicy: RETAIN, allowVolumeExpansion: false } }, { A: { reclaimPolicy: RETAIN, allowVolumeExpansion: false }, B: { s3ImportPath: 's3://bbb' } }],
  ])('that %s changes no policy: it adds and removes', (_, before, after) => {
    const [old, now] = [before, after].map(configs => storages(configs, place));
    for (const stacks of [[old.platform, now.platform], [old.stack, now.stack]]) {
      const [were, are] = stacks.map(documentsOf);
      const changed = Object.keys(were).filter(id => id in are && JSON.stringify(were[id]) !== JSON.stringify(are[id]));
      expect(changed).toEqual([]);
    }
  });
});

test('a storage\'s permissions are policies in its own stack, which its claims come after and are gone before', () => {
  const { platform, stack } = storages({ A: { s3ImportPath: 's3://aaa' } }, 'other stack');
  for (const action of ['fsx:CreateFileSystem', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem', 'iam:CreateServiceLinkedRole', 'iam:PutRolePolicy', 's3:ListBucket']) {
    expect([action, allowing(platform, action)]).toEqual([action, []]);
    const policies = allowing(stack, action);
    expect([action, policies.length > 0]).toEqual([action, true]);
    const manifests = resourcesOf(stack, MANIFEST).filter(({ Properties }) => JSON.stringify(Properties).includes('StorageClass'));
    expect(manifests).toHaveLength(1);
    manifests.forEach(({ id }) => policies.forEach(policy => expect([...beforeOf(stack, id)]).toContain(policy)));
  }
});

test('the role itself holds the same whatever the storages: to describe, and what is denied', () => {
  const cases: Configs[] = [{}, { A: {} }, { A: { reclaimPolicy: RETAIN }, B: { s3ImportPath: 's3://bbb' } }];
  const roles = cases.map(configs => {
    const { platform } = storages(configs, 'other stack');
    return resourcesOf(platform, ROLE).find(({ Properties }) => Properties.Description === 'Role of the controller of fsx.csi.aws.com')!.Properties;
  });
  expect(roles[1]).toEqual(roles[0]);
  expect(roles[2]).toEqual(roles[0]);
  const statements = roles[0].Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
  expect(statements.filter(({ Effect }: any) => Effect === 'Allow').map(({ Action }: any) => Action)).toEqual(['fsx:DescribeFileSystems']);
});

test('storages of a stack that need the same share policies, so a further one adds none', () => {
  const count = (ids: string[]) =>
    resourcesOf(storages(Object.fromEntries(ids.map(id => [id, {}]))).stack, POLICY).length;
  expect(count(['A', 'B', 'C'])).toBe(count(['A']));
});

describe('a storage whose claims are retained', () => {
  test('keeps its permissions, and one beside it does not', () => {
    const { stack } = storages({ A: { reclaimPolicy: RETAIN, s3ImportPath: 's3://aaa' }, B: { reclaimPolicy: DELETE } });
    const policies = resourcesOf(stack, POLICY);
    const retained = policies.filter(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate');
    const retainedActions = retained.flatMap(({ Properties }) => actionsOf(Properties.PolicyDocument));
    expect([...new Set(retainedActions)].sort()).toEqual([
      'ec2:GetSecurityGroupsForVpc', 'fsx:CreateFileSystem', 'fsx:DeleteFileSystem', 'fsx:TagResource', 'fsx:UpdateFileSystem',
      'iam:AttachRolePolicy', 'iam:CreateServiceLinkedRole', 'iam:PutRolePolicy', 's3:ListBucket',
    ]);
    const others = policies.filter(policy => !retained.includes(policy));
    expect(new Set(others.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set([undefined]));
    expect(others.flatMap(({ Properties }) => actionsOf(Properties.PolicyDocument))).toEqual(expect.arrayContaining(['fsx:CreateFileSystem', 'fsx:DeleteFileSystem']));
  });

  test('keeps those for deletion too, where its claims are retained and delete their file systems', () => {
    const { stack } = storages({
      A: { reclaimPolicy: DELETE, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    const policies = resourcesOf(stack, POLICY);
    expect(policies.flatMap(({ Properties }) => actionsOf(Properties.PolicyDocument))).toContain('fsx:DeleteFileSystem');
    expect(new Set(policies.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set(['RetainExceptOnCreate']));
  });

  test('shares none with one whose claims are deleted: the policies of the one stay on the role, those of the other do not', () => {
    const { stack } = storages({ A: { reclaimPolicy: RETAIN }, B: { reclaimPolicy: DELETE } });
    expect(allowing(stack, 'fsx:CreateFileSystem')).toHaveLength(2);
  });

  test.each([['kept', {}, 'RetainExceptOnCreate'], ['deleted', { removalPolicy: RemovalPolicy.DESTROY }, undefined]])('the same for ONTAP: %s', (_, config, policy) => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/trident');
    managedOntap(stack, config, { driver: { role } });
    expect(resourcesOf(stack, POLICY).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([policy, policy]); // what Trident always needs, and for the storage
  });
});

// a role has one inline policy of a name: the second would overwrite the first
test.each<[string, (stack: Stack, role: iam.IRole) => unknown]>([
  ['Lustre', (stack, role) => {
    const provisioning = LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, s3ImportPath: 's3://data' });
    return storageOn(stack, { driver: LustreCsiDriver.existing({ role }), provisioning });
  }],
  ['ONTAP', (stack, role) => managedOntap(stack, {}, { driver: { role } })],
])('two stacks with a storage of the same id have policies of different names on one role (%s)', (_, make) => {
  const names = ['One', 'Other'].flatMap(id => {
    const stack = testStack(testApp(), id);
    make(stack, iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/driver'));
    return resourcesOf(stack, POLICY).map(({ Properties }) => Properties.PolicyName);
  });
  expect(names.length).toBeGreaterThan(1);
  expect(new Set(names).size).toBe(names.length);
});

test('a managed storage adds no policy', () => {
  const stack = testStack();
  managedOn(stack, {}, { driver: new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) }) });
  expect(resourcesOf(stack, POLICY)).toEqual([]);
});

describe('all inline policies of a role have 10,240 characters together', () => {
  const key = (index: number) => `arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-0000000000${`${index}`.padStart(2, '0')}`;
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);
  const persistent = { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50 };

  /** What IAM counts of the role, with the names that CloudFormation would fill in. */
  const charactersOf = (stack: Stack) => {
    const text = JSON.stringify(Object.values(documentsOf(stack)).map(document => document)).replace(/\s/g, '');
    return text.replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts: string) => `"${parts.replace(/","|\{"Ref":"AWS::Partition"\}|","/g, '')}"`).length;
  };

  // everything that storages of one stack can need: both reclaim policies, growth, import paths
  test.each([[1, 1], [10, 10], [50, 10]])('%i dynamic storages of a stack, on %i buckets, fit', (count, buckets) => {
    const { stack } = storages(Object.fromEntries(ids(count).map((id, index) => [id, {
      s3ImportPath: `s3://training-data-${index % buckets}`, reclaimPolicy: index % 2 ? RETAIN : DELETE,
    }])));
    expect(() => stack.node.root.node.validate()).not.toThrow();
    expect(charactersOf(stack)).toBeLessThan(10240);
  });

  test('more are an error that says what to do, and can be acknowledged', () => {
    const keys = (acknowledge?: { [id: string]: string }) =>
      storages(Object.fromEntries(ids(40).map((id, index) => [id, {
        ...persistent, kmsKey: kms.Key.fromKeyArn(new Stack(), 'Key', key(index)),
      }])), 'same stack', { acknowledge }).stack;
    const message = errorOf(() => keys().node.root.node.findAll().flatMap(({ node }) => node.validate()));
    expect(idsIn(message)).toEqual(['lustre/driver-role-policies']);
    expect(message).toMatch(/driver: the inline policies of the driver's role have about 1\d{4} characters in this app; IAM allows at most 10240\.\n {4}Fix: .*fewer stacks/);
    const acknowledged = keys({ 'lustre/driver-role-policies': 'counted' });
    expect(() => acknowledged.node.root.node.findAll().flatMap(({ node }) => node.validate())).not.toThrow();
  });

  test('storages of many stacks are counted together', () => {
    const app = testApp();
    const platform = testStack(app, 'Platform');
    const cluster = importedCluster(platform);
    const driver = new LustreCsiDriver(platform, 'Driver', { cluster });
    const { privateSubnets: [subnet] } = cluster.vpc;
    const provisioning = LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, subnet });
    const one = (index: number) => storageOn(testStack(app, `Team${index}`), { cluster, driver, provisioning });
    const validate = () => app.node.findAll().flatMap(({ node }) => node.validate());
    let stacks = 0;
    const added = () => {
      one(stacks++);
      validate();
    };
    const message = errorOf(() => Array.from({ length: 50 }, added));
    expect(idsIn(message)).toEqual(['lustre/driver-role-policies']);
    expect(stacks).toBe(8); // docs/security.md: seven fit
  });
});
