import { aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** An existing cluster, with an existing kubectl provider and Container Insights. */
export function trainingCluster(scope: Construct): eks.ICluster {
  return eks.Cluster.fromClusterAttributes(scope, 'Cluster', {
    clusterName: 'training',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'],
      privateSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaa0', 'rtb-0bbbbbbbbbbbbbbb0'],
    }),
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(scope, 'Kubectl', {
      serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl-provider',
      role: iam.Role.fromRoleArn(scope, 'KubectlRole', 'arn:aws:iam::111122223333:role/kubectl-provider'),
    }),
  });
}
