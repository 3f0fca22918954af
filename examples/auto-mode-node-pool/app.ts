import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { gpuJob } from '../gpu-job';
import { gpuNodes } from './gpu-nodes';

export const app = new App();

// What a platform team already has: a cluster with EKS Auto Mode, the default of aws-eks-v2.
const platform = new Stack(app, 'Platform');
const vpc = new ec2.Vpc(platform, 'Vpc', { maxAzs: 2, natGateways: 1 });
const cluster = new eks.Cluster(platform, 'Cluster', {
  version: eks.KubernetesVersion.V1_34,
  vpc,
  kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(platform, 'Kubectl') },
});

const stack = new Stack(app, 'AutoModeTraining');
const [subnet] = vpc.privateSubnets;
const corpus = new FsxLustreStorage(stack, 'Corpus', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(2400),
    perUnitStorageThroughput: 125,
    subnet,
  }),
  claim: { name: 'corpus', namespace: 'ml', createNamespace: true },
});

const nodes = corpus.addManifest('Nodes', gpuNodes(subnet.availabilityZone));
corpus.addManifest('Training', gpuJob('train-1', corpus)).node.addDependency(nodes);
