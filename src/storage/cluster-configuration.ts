import { aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fargateOnly } from '../cluster/capacity';
import { ClusterHandle, clusterHandle, clusterKey } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { clusterElsewhere, clusterEnvironment, partitionAt } from '../cluster/environment';
import { rolePolicyCharacters } from '../csi/driver-policies';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { crowdedSecurityGroups } from '../network/security-group-size';
import { ClusterConfiguration } from '../validation/common/cluster';

export interface StorageCluster {
  readonly handle: ClusterHandle;
  readonly delivery: ManifestDelivery;
  /** Of the props. */
  readonly driver?: object;
  /** As the registry of the cluster knows the driver that this app installs. */
  readonly driverName: string;
  /** Whether the stack of the storage changes security groups. */
  readonly opensPorts: boolean;
}

/** What rules need to know about the cluster of a storage when the storage is created. */
export function clusterConfigurationOf(scope: IConstruct, props: StorageCluster): ClusterConfiguration {
  const { handle, delivery, driver, driverName, opensPorts } = props;
  return {
    clusterLibrary: handle.otherLibrary,
    kubectl: delivery._kubectl ? handle.kubectl : undefined,
    clusterVpc: handle.vpc !== undefined,
    clusterSecurityGroup: handle.securityGroupId !== undefined,
    ipFamily: handle.ipFamily,
    clusterElsewhere: clusterElsewhere(handle, scope),
    // files about an existing file system contain no values of the cluster
    clusterEnvironment: delivery._kubectl || opensPorts ? clusterEnvironment(handle, scope) : undefined,
    partition: partitionAt(scope),
    clusterDriver: driverOf(handle, driver ?? clusterRegistry(handle).drivers.get(driverName)),
  };
}

/** What rules need to know about nodes, security groups and roles when the app is synthesized. The nodes of an imported cluster are unknown. */
export function nodeConfigurationOf(
  handle: ClusterHandle,
  role: iam.IRole | undefined,
  securityGroupIds: readonly string[],
  inventory: Parameters<typeof fargateOnly>[1],
) {
  return {
    fargateOnly: handle.resource && fargateOnly(handle, inventory),
    crowdedSecurityGroups: crowdedSecurityGroups(handle, securityGroupIds, inventory),
    rolePolicyCharacters: rolePolicyCharacters(role, inventory),
  };
}

function driverOf(handle: ClusterHandle, driver?: { readonly _cluster?: eks.ICluster }): ClusterConfiguration['clusterDriver'] {
  if (driver?._cluster) {
    return clusterKey(clusterHandle(driver._cluster)) === clusterKey(handle) ? 'ours' : 'other-cluster';
  }
  return driver ? 'theirs' : handle.resource ? 'ours' : 'unknown';
}
