import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { ExistingCluster, FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { trainingJob } from './training-job';

export const app = new App();
const stack = new Stack(app, 'Training');

// The EKS cluster that orchestrates a HyperPod cluster. Its nodes belong to SageMaker.
const cluster = ExistingCluster.fromAttributes(stack, 'Cluster', {
  clusterName: 'hyperpod',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'],
    privateSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaa0', 'rtb-0bbbbbbbbbbbbbbb0'],
  }),
  kubectlLayer: new KubectlV34Layer(stack, 'Kubectl'),
});
// The security group in the VpcConfig of the HyperPod cluster, which the nodes have instead of that of the EKS cluster.
const nodes = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Nodes', 'sg-0fedcba9876543210');

const storage = new FsxLustreStorage(stack, 'Storage', {
  cluster,
  driver: LustreCsiDriver.existing(), // installed with the HyperPod cluster
  clients: [nodes],
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(4800),
    perUnitStorageThroughput: 250,
    subnet: cluster.vpc.privateSubnets[0], // of the instance group
  }),
  claim: { name: 'training', namespace: 'hyperpod-ns-research', createNamespace: true },
});

storage.addManifest('Run1', trainingJob('llama-1', storage));
