import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapDeploymentType, OntapProvisioning } from 'cdk-eks-fsx';
import { experiment } from './experiment';

export const app = new App();

// What a platform team has already. It outlives the storage that others put on it.
const platform = new Stack(app, 'Platform');
const cluster = new eks.Cluster(platform, 'Cluster', {
  version: eks.KubernetesVersion.V1_34,
  vpc: new ec2.Vpc(platform, 'Vpc', { maxAzs: 2, natGateways: 1 }),
  defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
  defaultCapacity: 2,
  kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(platform, 'Kubectl') },
});

const stack = new Stack(app, 'Checkpoints');
const weights = new FsxOntapStorage(stack, 'Weights', {
  cluster,
  provisioning: OntapProvisioning.managed({
    deploymentType: OntapDeploymentType.MULTI_AZ_2,
    capacity: Size.tebibytes(2),
    throughputCapacityPerHaPair: 384,
  }),
  claim: { name: 'model-weights', namespace: 'ml', createNamespace: true, size: Size.gibibytes(500) },
});

// A clone of the weights, created at once and without a copy: only the experiment sees what it writes.
const branch = weights.cloneOf('ExperimentBranch', weights.snapshot('Baseline'));

const job = new eks.KubernetesManifest(stack, 'Experiment', { cluster, manifest: experiment(branch) });
job.node.addDependency(weights);
