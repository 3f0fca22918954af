import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, RemovalPolicies, Stack, Tags, aws_ec2 as ec2, aws_eks_v2 as eks, aws_logs as logs } from 'aws-cdk-lib';
import { Sweeper } from './sweeper';

/** All that a test creates carries this tag with the name of the test, file systems that the driver creates included. */
export const TEST_TAG = 'cdk-eks-fsx-integ';

/** The namespace of the claims and Jobs of a test. */
export const NAMESPACE = 'integ';

/** The VPC, cluster and nodes of one test. */
export class Platform extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly cluster: eks.Cluster;
  /** The subnet of the nodes and, because a Lustre volume holds its pods in the zone of the file system, of the file systems. */
  public readonly subnet: ec2.ISubnet;

  constructor(app: App, test: string) {
    super(app, `CdkEksFsx-${test}-Platform`);
    Tags.of(app).add(TEST_TAG, test);
    RemovalPolicies.of(app).destroy({ applyToResourceTypes: [logs.CfnLogGroup.CFN_RESOURCE_TYPE_NAME] }); // those of the CDK's own functions
    this.vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 }); // EKS wants two zones
    this.subnet = this.vpc.privateSubnets[0];
    this.cluster = new eks.Cluster(this, 'Cluster', {
      version: eks.KubernetesVersion.of('1.35'), // in standard support until March 2027; extended support costs six times as much per hour
      vpc: this.vpc,
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(this, 'Kubectl') },
    });
    // two small nodes cost what one of twice the size costs, and controllers with two replicas can be spread; Amazon Linux 2023 has the Lustre client in its kernel
    this.cluster.addNodegroupCapacity('Nodes', {
      amiType: eks.NodegroupAmiType.AL2023_X86_64_STANDARD,
      instanceTypes: [new ec2.InstanceType('t3.medium')],
      minSize: 2,
      desiredSize: 2,
      maxSize: 2,
      subnets: { subnets: [this.subnet] },
    });
    // deleted after the cluster and all that the library adds to it, before the VPC: what is there then is left over
    const sweeper = new Sweeper(this, 'Sweeper', { vpc: this.vpc, tags: { [TEST_TAG]: test }, network: true });
    this.cluster.node.addDependency(sweeper.resource);
  }
}
