import { App, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';

/** What both ways have to work with: a cluster, a subnet and a bucket that somebody made, so that nothing but the volumes is timed. */
export interface Ground {
  readonly stack: Stack;
  readonly cluster: eks.ICluster;
  readonly subnet: ec2.ISubnet;
  readonly bucket: s3.IBucket;
}

/** A way of making volumes: with the library, or by hand. */
export type Variant = (ground: Ground, volumes: number) => void;

export function ground(app: App): Ground {
  const stack = new Stack(app, 'Bench', { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'],
    privateSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaa0'],
    privateSubnetIpv4CidrBlocks: ['10.0.0.0/16'],
  });
  const kubectlProvider = eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
    serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
    role: iam.Role.fromRoleArn(stack, 'KubectlRole', 'arn:aws:iam::111122223333:role/kubectl'),
  });
  const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'training', vpc, clusterSecurityGroupId: 'sg-0123456789abcdef0', kubectlProvider,
  });
  return { stack, cluster, subnet: vpc.privateSubnets[0], bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'training-data') };
}

/** An app without what the CDK adds of its own: its report of versions and the check of templates cost more than either way. */
export function benchApp(): App {
  return new App({ analyticsReporting: false, treeMetadata: false });
}
