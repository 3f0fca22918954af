import { App as CdkApp, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { App, Chart } from 'cdk8s';
import { FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning, ManifestDelivery } from 'cdk-eks-fsx';
import * as kplus from 'cdk8s-plus-28';

// A plain cdk8s app, `cdk8s synth`: file systems and driver exist, and the app creates only manifests.
export const app = new App();
const chart = new Chart(app, 'research');

// nothing of this stack is deployed: it defines the Region and the cluster
const stack = new Stack(new CdkApp(), 'Research', { env: { region: 'eu-west-1' } });
const where = {
  cluster: eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'training' }),
  driver: LustreCsiDriver.existing(),
  delivery: ManifestDelivery.chart(chart),
};

const corpus = new FsxLustreStorage(stack, 'Corpus', {
  ...where,
  provisioning: LustreProvisioning.existing({
    fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', capacity: Size.gibibytes(12000), availabilityZone: 'eu-west-1a',
  }),
  claim: { name: 'corpus', namespace: 'research', createNamespace: true },
});

const scratch = new FsxLustreStorage(stack, 'Scratch', {
  ...where,
  provisioning: LustreProvisioning.dynamic({
    deploymentType: LustreDeploymentType.SCRATCH_2,
    subnet: ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId: 'subnet-0123456789abcdef0', availabilityZone: 'eu-west-1a' }),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Lustre', 'sg-0123456789abcdef0'),
  }),
  claim: { namespace: 'research', size: Size.gibibytes(1200) },
});

const job = new kplus.Job(chart, 'Shuffle', { metadata: { name: 'shuffle-1', namespace: 'research' } });
const container = job.addContainer({
  image: 'public.ecr.aws/docker/library/python:3.13',
  command: ['python', 'shuffle.py', '/corpus', '/scratch'],
  securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false }, // a new Lustre file system belongs to root
});
corpus.mountOn(container, '/corpus', { readOnly: true });
scratch.mountOn(container, '/scratch');

app.synth();
