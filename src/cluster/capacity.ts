import { Stack, aws_eks as eksL1 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Inventory } from './at-synthesis';
import { ClusterHandle, NODE_GROUP } from './cluster-handle';

/** Self-managed nodes reference their cluster only in their user data. */
const SELF_MANAGED = 'AWS::AutoScaling::AutoScalingGroup';
const PROFILE = 'AWS::EKS::FargateProfile';
/** Profiles of aws-eks do not expose their cluster, but a stack contains only one cluster of that library. */
const EKS_V1_PROFILE = 'Custom::AWSCDK-EKS-FargateProfile';

/**
 * Whether a cluster that this app creates has only AWS Fargate capacity, as far as the app shows.
 *
 * Self-managed nodes anywhere in the app count for every cluster, so that no cluster with nodes is rejected.
 */
export function fargateOnly(handle: ClusterHandle, inventory: Inventory): boolean {
  if (handle.resource === undefined || handle.autoMode) {
    return false;
  }
  const profiles = [
    ...inventory.of(PROFILE).filter(profile => isOf(handle, profile)),
    ...inventory.of(EKS_V1_PROFILE).filter(profile => Stack.of(profile) === Stack.of(handle.origin)),
  ];
  return profiles.length > 0 && !inventory.of(NODE_GROUP).some(group => isOf(handle, group))
    && inventory.of(SELF_MANAGED).length === 0;
}

/** In the stack of the cluster, the name resolves to the same reference; in other stacks it is the same token. */
function isOf({ cluster, origin }: ClusterHandle, resource: IConstruct): boolean {
  const { clusterName } = resource as eksL1.CfnNodegroup;
  const stack = Stack.of(origin);
  return clusterName === cluster.clusterName
    || (Stack.of(resource) === stack
      && JSON.stringify(stack.resolve(clusterName)) === JSON.stringify(stack.resolve(cluster.clusterName)));
}
