import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What a platform team already has: a VPC and an EKS cluster with GPU nodes in one zone. */
export class Platform extends Stack {
  public readonly cluster: eks.Cluster;
  /** The zone of the GPU nodes, and therefore of the data that they read. */
  public readonly gpuSubnet: ec2.ISubnet;

  constructor(scope: Construct, id = 'Platform') {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    this.gpuSubnet = vpc.privateSubnets[0];
    this.cluster = new eks.Cluster(this, 'Cluster', {
      version: eks.KubernetesVersion.V1_34,
      vpc,
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 2,
      kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(this, 'Kubectl') },
    });
    this.cluster.addNodegroupCapacity('Gpu', {
      amiType: eks.NodegroupAmiType.AL2023_X86_64_NVIDIA,
      instanceTypes: [new ec2.InstanceType('g6.12xlarge')],
      minSize: 0,
      maxSize: 4,
      subnets: { subnets: [this.gpuSubnet] },
      taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: eks.TaintEffect.NO_SCHEDULE }],
    });
  }
}
