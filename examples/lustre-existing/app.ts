import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreCsiDriver, LustreProvisioning } from 'cdk-eks-fsx';

export const app = new App();
const stack = new Stack(app, 'SharedData');

// An existing cluster, with an existing kubectl provider.
const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'training',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
    serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl-provider',
    role: iam.Role.fromRoleArn(stack, 'KubectlRole', 'arn:aws:iam::111122223333:role/kubectl-provider'),
  }),
});

// An existing file system that contains data.
const corpus = new FsxLustreStorage(stack, 'Corpus', {
  cluster,
  driver: LustreCsiDriver.existing(),
  provisioning: LustreProvisioning.existing({
    fileSystemId: 'fs-0123456789abcdef0',
    mountName: 'abcdefgh',
    capacity: Size.gibibytes(12000),
    availabilityZone: 'eu-west-1a',
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'FileSystemGroup', 'sg-0fedcba9876543210'),
  }),
  claim: { name: 'corpus', namespace: 'research' },
});

// The same file system for another team, which sees its own directory only.
corpus.addClaim('Vision', { name: 'vision', namespace: 'vision', createNamespace: true, subDirectory: 'teams/vision' });
