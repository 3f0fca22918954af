import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks as eks } from 'aws-cdk-lib';
import { ExistingCluster, FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';

export const app = new App();

// What a platform team made with aws-eks, before there was aws-eks-v2, and keeps.
const platform = new Stack(app, 'OlderPlatform');
const vpc = new ec2.Vpc(platform, 'Vpc', { maxAzs: 2, natGateways: 1 });
const older = new eks.Cluster(platform, 'Cluster', {
  version: eks.KubernetesVersion.of('1.34'),
  vpc,
  kubectlLayer: new KubectlV34Layer(platform, 'Kubectl'),
  authenticationMode: eks.AuthenticationMode.API,
  defaultCapacity: 0,
});
older.addNodegroupCapacity('Training', {
  instanceTypes: [new ec2.InstanceType('m7i.4xlarge')],
  subnets: { subnets: [vpc.privateSubnets[0]] },
});

// The same cluster, as storages take it: in its own stack, so that the driver outlives them.
const cluster = ExistingCluster.fromEksV1(platform, 'ClusterForStorage', older);

new FsxLustreStorage(new Stack(app, 'OlderPlatformStorage'), 'Corpus', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(2400),
    perUnitStorageThroughput: 125,
  }),
  claim: { name: 'corpus', namespace: 'research', createNamespace: true },
});
