import { Stack, aws_autoscaling as autoscaling, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ExistingCluster, LustreCsiDriver, OntapProvisioning, FsxOntapStorage } from '../../src';
import { alphaCluster, kubectlLayer, lustreOn } from '../support/clusters';
import { errorOf, idsIn, importedCluster, ownCluster, testApp, testStack } from '../support/fixture';
import { SINGLE } from '../support/ontap';

const SELECTORS = { selectors: [{ namespace: 'default' }, { namespace: 'kube-system' }] };

/** Clusters of the app whose pods run on Fargate alone; and what gives each a node. */
const FARGATE: {
  readonly [kind: string]: (scope: Construct) => { readonly cluster: eks.ICluster; readonly addNodes: () => unknown };
} = {
  'a FargateCluster of aws-eks-v2': scope => {
    const cluster = new eks.FargateCluster(scope, 'Cluster', {
      version: eks.KubernetesVersion.V1_34,
      vpc: vpcOf(scope),
      kubectlProviderOptions: { kubectlLayer: kubectlLayer(scope) },
    });
    return { cluster, addNodes: () => cluster.addNodegroupCapacity('Nodes') };
  },
  'a cluster of aws-eks-v2 with a profile': scope => {
    const cluster = ownCluster(scope);
    cluster.addFargateProfile('Profile', SELECTORS);
    return { cluster, addNodes: () => cluster.addNodegroupCapacity('Nodes') };
  },
  'a FargateCluster of aws-eks': scope => {
    const older = new eksV1.FargateCluster(scope, 'Older', {
      version: eksV1.KubernetesVersion.of('1.34'), vpc: vpcOf(scope), kubectlLayer: kubectlLayer(scope),
    });
    return { cluster: ExistingCluster.fromEksV1(scope, 'Cluster', older), addNodes: () => older.addNodegroupCapacity('Nodes') };
  },
  'a cluster of the alpha with a profile': scope => {
    const cluster = alphaCluster(scope);
    cluster.addFargateProfile('Profile', SELECTORS);
    return { cluster: ExistingCluster.fromEksV2Alpha(scope, 'Cluster', cluster), addNodes: () => cluster.addNodegroupCapacity('Nodes') };
  },
};

function vpcOf(scope: Construct) {
  return new ec2.Vpc(scope, 'Vpc', { maxAzs: 2, natGateways: 1 });
}

const STORAGES: {
  readonly [service: string]: (
    scope: Construct, cluster: eks.ICluster, acknowledge?: { [id: string]: string },
  ) => unknown;
} = {
  lustre: (scope, cluster, acknowledge) => lustreOn(scope, cluster, { acknowledge }),
  ontap: (scope, cluster, acknowledge) => new FsxOntapStorage(scope, 'Weights', {
    cluster, acknowledge,
    provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } }),
  }),
};

describe.each(Object.keys(FARGATE))('%s', kind => {
  test.each(Object.keys(STORAGES))('is rejected for %s when the app is synthesized, with reason and fix', service => {
    const app = testApp();
    const stack = testStack(app);
    STORAGES[service](stack, FARGATE[kind](stack).cluster);
    const message = errorOf(() => app.synth());
    expect(idsIn(message)).toEqual([`${service}/fargate-only`]);
    expect(message).toMatch(/cluster: all pods of the cluster run on AWS Fargate.*DaemonSets[^]*addNodegroupCapacity\(\) or EKS Auto Mode/);
  });

  test.each(Object.keys(STORAGES))('is fine for %s with nodes beside, though they come later', service => {
    const app = testApp();
    const stack = testStack(app);
    const { cluster, addNodes } = FARGATE[kind](stack);
    STORAGES[service](stack, cluster);
    addNodes();
    expect(() => app.synth()).not.toThrow();
  });

  test('is fine when nodes come another way, and the user says so', () => {
    const app = testApp();
    const stack = testStack(app);
    STORAGES.lustre(stack, FARGATE[kind](stack).cluster, { 'lustre/fargate-only': 'Karpenter starts nodes; its own pods run on Fargate' });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('is not rejected:', () => {
  const profile = (cluster: eks.Cluster) => cluster.addFargateProfile('Profile', SELECTORS);
  const synthOf = (make: (stack: Stack, other: Stack) => eks.ICluster) => () => {
    const app = testApp();
    const [stack, other] = ['Platform', 'Storage'].map(id => testStack(app, id));
    STORAGES.lustre(other, make(stack, other));
    app.synth();
  };

  test('Auto Mode with a profile', () => {
    expect(synthOf(stack => {
      const cluster = ownCluster(stack, {
        defaultCapacityType: eks.DefaultCapacityType.AUTOMODE,
        defaultCapacity: undefined,
      });
      profile(cluster);
      return cluster;
    })).not.toThrow();
  });

  test('a node group in another stack', () => {
    expect(synthOf((stack, other) => {
      const cluster = ownCluster(stack);
      profile(cluster);
      new eks.Nodegroup(other, 'Nodes', { cluster });
      return cluster;
    })).not.toThrow();
  });

  test('self-managed nodes', () => {
    expect(synthOf(stack => {
      const cluster = ownCluster(stack);
      profile(cluster);
      const group = new autoscaling.AutoScalingGroup(stack, 'Nodes', {
        vpc: cluster.vpc, instanceType: new ec2.InstanceType('m5.large'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      });
      cluster.connectAutoScalingGroupCapacity(group, { bootstrapEnabled: false });
      return cluster;
    })).not.toThrow();
  });

  test('a cluster without anything yet', () => {
    expect(synthOf(stack => ownCluster(stack))).not.toThrow();
  });

  test('a cluster beside one on Fargate', () => {
    expect(synthOf(stack => {
      profile(ownCluster(stack, {}, 'OnFargate'));
      return ownCluster(stack);
    })).not.toThrow();
  });

  test('an imported cluster, which cannot tell', () => {
    const app = testApp();
    const stack = testStack(app);
    STORAGES.lustre(stack, FARGATE['a cluster of aws-eks-v2 with a profile'](testStack(app, 'Platform')).cluster, { 'lustre/fargate-only': 'another' });
    lustreOn(stack, importedCluster(stack), { driver: LustreCsiDriver.existing() }, 'Other');
    expect(() => app.synth()).not.toThrow();
  });
});

test('nodes of another cluster do not count', () => {
  const app = testApp();
  const stack = testStack(app);
  ownCluster(stack, {}, 'WithNodes').addNodegroupCapacity('Nodes');
  STORAGES.lustre(stack, FARGATE['a cluster of aws-eks-v2 with a profile'](stack).cluster);
  expect(idsIn(errorOf(() => app.synth()))).toEqual(['lustre/fargate-only']);
});
