import { Stack, aws_eks as eksL1 } from 'aws-cdk-lib';
import { LustreConfiguration } from './configuration';
import { Inventory } from '../cluster/at-synthesis';
import { ClusterHandle, nodeGroups } from '../cluster/cluster-handle';
import { toToken } from '../validation/normalize';

/**
 * What can start nodes of the cluster outside the zone of a file system, as far as pods care.
 *
 * A volume that carries its zone sends pods to the nodes there: one node group in that zone alone is enough, and Auto Mode starts nodes where pods need
 * them. Without it, every node group counts that reaches other zones.
 */
export function nodesInOtherZones(handle: ClusterHandle, configuration: LustreConfiguration, inventory: Inventory): string[] {
  if (configuration.subnetId === undefined || handle.resource === undefined) {
    return [];
  }
  const stack = Stack.of(handle.cluster);
  const zones = zonesOfSubnets(handle);
  const zoneOf = (subnetId: unknown) => {
    const key = JSON.stringify(stack.resolve(subnetId));
    return zones.get(key) ?? key;
  };
  const ours = zoneOf(toToken(configuration.subnetId));
  const zonesOf = (group: eksL1.CfnNodegroup) => group.subnets.map(zoneOf);
  const groups = nodeGroups(handle, inventory.of(eksL1.CfnNodegroup.CFN_RESOURCE_TYPE_NAME));
  const outside = groups.filter(group => zonesOf(group).some(zone => zone !== ours)).map(group => group.node.scope?.node.path ?? group.node.path);
  const held = configuration.provisioning === 'managed' && configuration.zoneAffinity === 'required';
  if (held) {
    return outside.length === groups.length && !handle.autoMode ? outside : [];
  }
  return handle.autoMode && new Set(zones.values()).size > 1 ? [...outside, 'EKS Auto Mode'] : outside;
}

/** The zones of the VPC's subnets, by subnet; zones of an environment-agnostic stack are tokens that can still be compared. */
function zonesOfSubnets({ cluster, vpc }: ClusterHandle): Map<string, string> {
  const stack = Stack.of(cluster);
  const subnets = [...vpc?.privateSubnets ?? [], ...vpc?.isolatedSubnets ?? [], ...vpc?.publicSubnets ?? []];
  return new Map(subnets.map(subnet => [JSON.stringify(stack.resolve(subnet.subnetId)), JSON.stringify(stack.resolve(subnet.availabilityZone))]));
}
