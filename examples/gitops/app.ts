import { join } from 'path';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import {
  FsxLustreStorage, FsxOntapStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning, ManifestDelivery,
  OntapProvisioning, TridentDriver,
} from 'cdk-eks-fsx';

// The stack makes the file system and the network; Argo CD or Flux bring the manifests to the cluster, from a folder in Git. After a deployment:
//   cdk deploy --all --outputs-file outputs.json && cdk synth --quiet && git add manifests outputs.json
const delivery = ManifestDelivery.yaml(join(__dirname, 'manifests'), { outputsFile: join(__dirname, 'outputs.json') });

export const app = new App();
const stack = new Stack(app, 'GitOpsStorage', { env: { region: 'eu-west-1' } });
const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-0123456789abcdef0'],
});
// nothing here calls kubectl: the cluster needs no provider for it
const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'training', vpc, clusterSecurityGroupId: 'sg-0123456789abcdef0' });

// created by the stack: its ID is known after the deployment
new FsxLustreStorage(stack, 'Imagenet', {
  cluster,
  driver: LustreCsiDriver.existing(),
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(4800),
    perUnitStorageThroughput: 250,
    subnet: vpc.privateSubnets[0],
  }),
  claim: { name: 'training-data', namespace: 'ml', createNamespace: true },
  delivery,
});

// existing: everything is known at synthesis
new FsxOntapStorage(stack, 'Checkpoints', {
  cluster,
  driver: TridentDriver.existing(),
  provisioning: OntapProvisioning.existing({
    fileSystemId: 'fs-0fedcba9876543210',
    svmName: 'kubernetes',
    secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Svm', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:svm-AbCdEf'),
  }),
  claim: { name: 'checkpoints', namespace: 'ml', size: Size.gibibytes(500) },
  delivery,
});
