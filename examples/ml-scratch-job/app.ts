import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from 'cdk-eks-fsx';
import { shuffleJob } from './shuffle-job';

export const app = new App();

// What a platform team has already. It outlives the storage that others put on it.
const platform = new Stack(app, 'Platform');
const vpc = new ec2.Vpc(platform, 'Vpc', { maxAzs: 2, natGateways: 1 });
const cluster = new eks.Cluster(platform, 'Cluster', {
  version: eks.KubernetesVersion.V1_34,
  vpc,
  defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
  defaultCapacity: 0,
  kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(platform, 'Kubectl') },
});
cluster.addNodegroupCapacity('Workers', { desiredSize: 2, subnets: { subnets: [vpc.privateSubnets[0]] } });

// Scratch storage for one job: loaded from S3 when the job reads it, and deleted with its claim.
const stack = new Stack(app, 'Shuffle');
const scratch = new MlTrainingVolume(stack, 'Scratch', {
  cluster,
  workload: MlWorkload.SCRATCH,
  size: Size.tebibytes(2),
  dataset: { bucket: s3.Bucket.fromBucketName(stack, 'Corpus', 'web-corpus'), prefix: '2026-11/' },
});

const job = new eks.KubernetesManifest(stack, 'Job', { cluster, manifest: shuffleJob(scratch) });
job.node.addDependency(scratch);
