import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';

export const app = new App();

// EKS Auto Mode, the default of eks_v2: nodes come as pods need them.
const platform = new Stack(app, 'Platform');
const cluster = new eks.Cluster(platform, 'Cluster', {
  version: eks.KubernetesVersion.V1_34,
  vpc: new ec2.Vpc(platform, 'Vpc', { maxAzs: 2, natGateways: 1 }),
  kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(platform, 'Kubectl') },
});

// One file system for each claim: linked to S3 when it is created, and deleted with the claim.
const experiment = new Stack(app, 'Experiment');
const bucket = new s3.Bucket(experiment, 'Corpus', { enforceSSL: true });
new FsxLustreStorage(experiment, 'Scratch', {
  cluster,
  provisioning: LustreProvisioning.dynamic({
    deploymentType: LustreDeploymentType.SCRATCH_2,
    s3ImportPath: bucket.s3UrlForObject('corpus'),
  }),
  claim: { name: 'scratch', size: Size.gibibytes(1200) },
  acknowledge: { 'lustre/nodes-in-other-zones': 'Auto Mode may start nodes in the other zone; reading across is fine for an experiment' },
});
