import { App, Stack, Stage, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { clusterHandle, clusterKey, nodeGroups } from '../../src/cluster/cluster-handle';
import { clusterRegistry, oncePerCluster } from '../../src/cluster/cluster-registry';
import { importedCluster, ownCluster, resourcesOf, testApp, testStack } from '../support/fixture';

const AUTO_MODE = { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined };

describe('a handle', () => {
  test.each([['node groups', {}, false], ['Auto Mode', AUTO_MODE, true], ['the default of eks_v2', { defaultCapacityType: undefined, defaultCapacity: undefined }, true]])(
    'of a cluster of the app knows its resource and %s', (_, over, autoMode) => {
      const handle = clusterHandle(ownCluster(testStack(), over));
      expect(handle).toMatchObject({ kubectl: 'ready', autoMode, hasOidcProvider: true });
      expect(handle.resource?.cfnResourceType).toBe('AWS::EKS::Cluster');
    },
  );

  test('makes no OpenID Connect provider by asking', () => {
    const stack = testStack();
    clusterHandle(ownCluster(stack));
    expect(resourcesOf(stack).filter(({ Type }) => /OIDC|OpenId/i.test(Type))).toEqual([]);
  });

  test('of an imported cluster has what was handed in, and is silent about the rest', () => {
    const stack = testStack();
    expect(clusterHandle(importedCluster(stack))).toMatchObject({
      kubectl: 'ready', securityGroupId: 'sg-0123456789abcdef0', hasOidcProvider: false, autoMode: false, resource: undefined,
    });
    const bare = eks.Cluster.fromClusterAttributes(stack, 'Bare', { clusterName: 'bare' });
    expect(clusterHandle(bare)).toMatchObject({ kubectl: 'missing', vpc: undefined, securityGroupId: undefined });
  });
});

describe('clusters are the same', () => {
  const imported = (app: App, id: string, clusterName: string) =>
    clusterHandle(importedCluster(testStack(app, id), { clusterName }));

  test('when they have one name, account and Region', () => {
    const app = testApp();
    expect(clusterKey(imported(app, 'A', 'training'))).toBe(clusterKey(imported(app, 'B', 'training')));
    expect(clusterKey(imported(app, 'C', 'training'))).not.toBe(clusterKey(imported(app, 'D', 'inference')));
    const elsewhere = new Stack(app, 'E', { env: { account: '111122223333', region: 'us-east-1' } });
    expect(clusterKey(clusterHandle(importedCluster(elsewhere)))).not.toBe(clusterKey(imported(app, 'F', 'training')));
  });

  test('and share notes within an app, not between apps', () => {
    const app = testApp();
    const notes = clusterRegistry(imported(app, 'A', 'training'));
    expect(clusterRegistry(imported(app, 'B', 'training'))).toBe(notes);
    expect(clusterRegistry(imported(app, 'C', 'inference'))).not.toBe(notes);
    expect(clusterRegistry(imported(testApp(), 'A', 'training'))).not.toBe(notes);
  });
});

test('stages of an app share nothing, even when their accounts are known at deployment only', () => {
  const app = testApp();
  const [beta, prod] = ['Beta', 'Prod'].map(id => clusterRegistry(clusterHandle(importedCluster(new Stack(new Stage(app, id), 'Stack')))));
  expect(beta).not.toBe(prod);
});

test('what exists once per cluster is created by the first construct that needs it', () => {
  const handle = clusterHandle(importedCluster(testStack()));
  const make = jest.fn(() => new Construct(handle.cluster, 'Thing'));
  expect(oncePerCluster(handle, 'Thing', make)).toBe(oncePerCluster(handle, 'Thing', make));
  expect(make).toHaveBeenCalledTimes(1);
});

test('node groups are those of the cluster, wherever in its stack they are made', () => {
  const stack = testStack();
  const [a, b] = ['A', 'B'].map(id => ownCluster(stack, {}, id));
  a.addNodegroupCapacity('Cpu');
  new eks.Nodegroup(stack, 'Gpu', { cluster: a });
  b.addNodegroupCapacity('Other');
  expect(nodeGroups(clusterHandle(a)).map(({ node }) => node.path)).toEqual(
    expect.arrayContaining([expect.stringContaining('NodegroupCpu'), expect.stringContaining('Gpu')]),
  );
  expect(nodeGroups(clusterHandle(a))).toHaveLength(2);
  expect(nodeGroups(clusterHandle(b))).toHaveLength(1);
});
