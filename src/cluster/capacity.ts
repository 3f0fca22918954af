import { Stack, aws_eks as eksL1 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Inventory } from './at-synthesis';
import { ClusterHandle, NODE_GROUP } from './cluster-handle';

/** Self-managed nodes name their cluster only in their user data. */
const SELF_MANAGED = 'AWS::AutoScaling::AutoScalingGroup';
const PROFILE = 'AWS::EKS::FargateProfile';
/** The profiles of aws-eks, which hide their cluster; but a stack has only one of its clusters. */
const EKS_V1_PROFILE = 'Custom::AWSCDK-EKS-FargateProfile';

/**
 * Whether pods of a cluster of the app have nowhere to run but on AWS Fargate, as far as the app says by now.
 *
 * Self-managed nodes anywhere in the app count for any cluster: better to miss a cluster without nodes than to refuse one with.
 */
export function fargateOnly(handle: ClusterHandle, inventory: Inventory): boolean {
  if (handle.resource === undefined || handle.autoMode) {
    return false;
  }
  const profiles = [
    ...inventory.of(PROFILE).filter(profile => isOf(handle, profile)),
    ...inventory.of(EKS_V1_PROFILE).filter(profile => Stack.of(profile) === Stack.of(handle.origin)),
  ];
  return profiles.length > 0 && !inventory.of(NODE_GROUP).some(group => isOf(handle, group)) && inventory.of(SELF_MANAGED).length === 0;
}

/** In other stacks than the cluster's, a name is the same token. */
function isOf({ cluster, origin }: ClusterHandle, resource: IConstruct): boolean {
  const { clusterName } = resource as eksL1.CfnNodegroup;
  const stack = Stack.of(origin);
  return clusterName === cluster.clusterName
    || (Stack.of(resource) === stack && JSON.stringify(stack.resolve(clusterName)) === JSON.stringify(stack.resolve(cluster.clusterName)));
}
