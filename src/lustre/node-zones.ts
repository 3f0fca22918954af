import { Stack, aws_eks as eksL1 } from 'aws-cdk-lib';
import { LustreConfiguration } from './configuration';
import { Inventory } from '../cluster/at-synthesis';
import { ClusterHandle, nodeGroups } from '../cluster/cluster-handle';
import { toToken } from '../validation/normalize';

/**
 * The node groups that can start nodes outside the zone of a file system and whose pods this affects.
 *
 * If the volume has a zone affinity, one node group in that zone is sufficient, and Auto Mode starts nodes in the zone
 * that pods need. Otherwise, every node group with subnets in other zones counts.
 */
export function nodesInOtherZones(
  handle: ClusterHandle, configuration: LustreConfiguration, inventory: Inventory,
): string[] {
  if (configuration.subnetId === undefined || handle.resource === undefined) {
    return [];
  }
  const stack = Stack.of(handle.cluster);
  const zones = zonesOfSubnets(handle);
  const zoneOf = (subnetId: unknown) => {
    const key = JSON.stringify(stack.resolve(subnetId));
    return zones.get(key) ?? key;
  };
  const ownZone = zoneOf(toToken(configuration.subnetId));
  const zonesOf = (group: eksL1.CfnNodegroup) => group.subnets.map(zoneOf);
  const groups = nodeGroups(handle, inventory.of(eksL1.CfnNodegroup.CFN_RESOURCE_TYPE_NAME));
  const outside = groups.filter(group => zonesOf(group).some(zone => zone !== ownZone))
    .map(group => group.node.scope?.node.path ?? group.node.path);
  const hasAffinity = configuration.provisioning === 'managed' && configuration.zoneAffinity === 'required';
  if (hasAffinity) {
    return outside.length === groups.length && !handle.autoMode ? outside : [];
  }
  return handle.autoMode && new Set(zones.values()).size > 1 ? [...outside, 'EKS Auto Mode'] : outside;
}

/** The zones of the subnets of the VPC. In an environment-agnostic stack they are tokens, which can be compared too. */
function zonesOfSubnets({ cluster, vpc }: ClusterHandle): Map<string, string> {
  const stack = Stack.of(cluster);
  const subnets = [...vpc?.privateSubnets ?? [], ...vpc?.isolatedSubnets ?? [], ...vpc?.publicSubnets ?? []];
  const keyOf = (value: unknown) => JSON.stringify(stack.resolve(value));
  return new Map(subnets.map(subnet => [keyOf(subnet.subnetId), keyOf(subnet.availabilityZone)]));
}
