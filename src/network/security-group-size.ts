import { Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Inventory } from '../cluster/at-synthesis';
import { ClusterHandle, typeOf } from '../cluster/cluster-handle';
import { RULES_OF_EKS, RULES_PER_SECURITY_GROUP, SecurityGroupSize } from '../validation/common/security-group';
import { referredConstruct } from '../validation/normalize';

/** The number of rules of one direction, per IP family. The quota applies to each family. */
interface Count {
  ipv4: number;
  ipv6: number;
}

/** The rules that an app adds to a security group. */
interface GroupInApp {
  readonly inbound: Count;
  readonly outbound: Count;
  /** The groups that its rules reference. */
  readonly peers: Set<string>;
}

interface Rule {
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
  readonly sourceSecurityGroupId?: string;
  readonly destinationSecurityGroupId?: string;
  readonly sourcePrefixListId?: string;
  readonly destinationPrefixListId?: string;
}

/** The groups of an app, and those already reported: storages that share a group cause one error. */
const GROUPS = new WeakMap<Inventory, { readonly groups: Map<string, GroupInApp>; readonly reported: Set<string> }>();

/**
 * The security groups of a storage that exceed the default quota of rules, counting the rules of other constructs too.
 *
 * Includes groups whose rules reference these, such as the groups of nodes and clients. Each group is reported for one
 * storage only.
 */
export function crowdedSecurityGroups(
  handle: ClusterHandle, own: readonly string[], inventory: Inventory,
): SecurityGroupSize[] {
  const { groups, reported } = GROUPS.get(inventory) ?? { groups: groupsIn(inventory), reported: new Set<string>() };
  GROUPS.set(inventory, { groups, reported });
  const ours = own.map(keyOf);
  const nodes = handle.securityGroupId === undefined ? undefined : keyOf(handle.securityGroupId);
  const callers = [...groups].filter(([, { peers }]) => ours.some(key => peers.has(key))).map(([key]) => key);
  const found: SecurityGroupSize[] = [];
  for (const key of new Set([...ours, ...callers])) {
    const { inbound, outbound } = groups.get(key) ?? emptyGroup();
    const ofEks = key === nodes ? RULES_OF_EKS : { inbound: 0, outbound: 0 };
    const [allInbound, allOutbound] = [largest(inbound) + ofEks.inbound, largest(outbound) + ofEks.outbound];
    if (Math.max(allInbound, allOutbound) > RULES_PER_SECURITY_GROUP && !reported.has(key)) {
      reported.add(key);
      found.push({ group: nameOf(key, nodes, handle), inbound: allInbound, outbound: allOutbound });
    }
  }
  return found;
}

function groupsIn(inventory: Inventory): Map<string, GroupInApp> {
  const groups = new Map<string, GroupInApp>();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? emptyGroup();
    groups.set(key, group);
    return group;
  };
  for (const construct of inventory.of(ec2.CfnSecurityGroup.CFN_RESOURCE_TYPE_NAME)) {
    const { securityGroupIngress, securityGroupEgress } =
      Stack.of(construct).resolve(inlineRulesOf(construct as ec2.CfnSecurityGroup));
    const { inbound, outbound } = groupOf(construct.node.path);
    (securityGroupIngress ?? []).forEach((rule: Rule) => add(inbound, rule));
    // EC2 adds a rule that allows all outbound traffic if there is none.
    (securityGroupEgress ?? [{ cidrIp: '0.0.0.0/0' }]).forEach((rule: Rule) => add(outbound, rule));
  }
  for (const construct of inventory.of(ec2.CfnSecurityGroupIngress.CFN_RESOURCE_TYPE_NAME)) {
    const rule = construct as ec2.CfnSecurityGroupIngress;
    const group = groupOf(keyOf(rule.groupId ?? ''));
    add(group.inbound, rule);
    [rule.sourceSecurityGroupId ?? []].flat().forEach(peer => group.peers.add(keyOf(peer)));
  }
  for (const construct of inventory.of(ec2.CfnSecurityGroupEgress.CFN_RESOURCE_TYPE_NAME)) {
    const rule = construct as ec2.CfnSecurityGroupEgress;
    const group = groupOf(keyOf(rule.groupId));
    add(group.outbound, rule);
    [rule.destinationSecurityGroupId ?? []].flat().forEach(peer => group.peers.add(keyOf(peer)));
  }
  return groups;
}

function inlineRulesOf({ securityGroupIngress, securityGroupEgress }: ec2.CfnSecurityGroup) {
  return { securityGroupIngress, securityGroupEgress };
}

function add(count: Count, rule: Rule) {
  const prefixList = prefixListOf(rule);
  const weight = prefixList?.maxEntries ?? 1;
  const onlyIpv4 = rule.cidrIp !== undefined || prefixList?.addressFamily === 'IPv4';
  const onlyIpv6 = rule.cidrIpv6 !== undefined || prefixList?.addressFamily === 'IPv6';
  count.ipv4 += onlyIpv6 ? 0 : weight;
  count.ipv6 += onlyIpv4 ? 0 : weight;
}

/** The prefix list of a rule, if this app creates it. The size of an existing list is not known. */
function prefixListOf({ sourcePrefixListId, destinationPrefixListId }: Rule): ec2.CfnPrefixList | undefined {
  const id: unknown = sourcePrefixListId ?? destinationPrefixListId;
  const found = typeof id === 'string' ? referredConstruct(id) : undefined;
  return found && typeOf(found) === ec2.CfnPrefixList.CFN_RESOURCE_TYPE_NAME ? found as ec2.CfnPrefixList : undefined;
}

/** The construct path of a group of this app, or its ID. Every stack that references the group gets the same key. */
function keyOf(groupId: string): string {
  const construct = referredConstruct(groupId);
  return construct ? construct.node.path : groupId;
}

function nameOf(key: string, nodes: string | undefined, { cluster }: ClusterHandle): string {
  return key === nodes
    ? `the security group of the nodes of '${cluster.node.path}'`
    : `the security group '${key.replace(/\/Resource$/, '')}'`;
}

function emptyGroup(): GroupInApp {
  return { inbound: { ipv4: 0, ipv6: 0 }, outbound: { ipv4: 0, ipv6: 0 }, peers: new Set() };
}

function largest({ ipv4, ipv6 }: Count): number {
  return Math.max(ipv4, ipv6);
}
