import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapBackend, OntapDeploymentType, OntapProvisioning, TridentDriver } from 'cdk-eks-fsx';

export const app = new App();
const stack = new Stack(app, 'FeatureStore');

// An existing cluster, with an existing kubectl provider.
const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'training',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
    serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl-provider',
    role: iam.Role.fromRoleArn(stack, 'KubectlRole', 'arn:aws:iam::111122223333:role/kubectl-provider'),
  }),
});

// An existing file system. Files for many pods by NFS, and block devices for databases by iSCSI: two backends on one storage.
const storage = new FsxOntapStorage(stack, 'Storage', {
  cluster,
  // nodes whose image has iSCSI and multipath; TridentDriver.iscsiUserData() makes such nodes
  driver: new TridentDriver(stack, 'Trident', { cluster, nodesPreparedForIscsi: true }),
  provisioning: OntapProvisioning.existing({
    fileSystemId: 'fs-0123456789abcdef0',
    svmName: 'training',
    secret: secretsmanager.Secret.fromSecretCompleteArn(
      stack, 'Vsadmin', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:training/vsadmin-AbCdEf',
    ),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'FileSystemGroup', 'sg-0fedcba9876543210'),
    deploymentType: OntapDeploymentType.SINGLE_AZ_2,
    haPairs: 1,
  }),
  backends: [OntapBackend.san(), OntapBackend.nas()],
  claim: { name: 'feature-store', namespace: 'research', size: Size.gibibytes(200) },
});

storage.addClaim('Features', { backend: 'nas', namespace: 'research', size: Size.tebibytes(1) });
