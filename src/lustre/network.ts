import { CfnResource, RemovalPolicy, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LustreConfiguration } from './configuration';
import { isDurable, removeWithFileSystem, resourceScope } from './durability';
import { LUSTRE_PORTS } from './limits';
import { LustreProvisioning } from './provisioning';
import { ClusterHandle, clusterKey } from '../cluster/cluster-handle';
import { SharedRules, clusterRegistry } from '../cluster/cluster-registry';
import { SharedRemovalPolicy } from '../cluster/removal';
import { hashOf } from '../kubernetes/names';
import { closedGroup, importedGroup } from '../network/closed-group';
import { FileSystemConnections, allowClients } from '../network/connections';
import { SharedClientSecurityGroup, bothWays, egress, ingress, lastOfAll } from '../network/shared-client-security-group';
import { existingSecurityGroupOf } from '../storage/existing-file-system';
import { isDeferred } from '../validation/normalize';

const PURPOSE = 'Lustre';

/** The security groups of a storage, and the rules between them and the nodes. */
export interface LustreNetwork {
  /** The security groups of the file system, in a fixed order. */
  readonly securityGroupIds: string[];
  /** Created on first access. */
  readonly connections: FileSystemConnections;
  /** The file system and its claims depend on these rules, which depend on all others. */
  readonly rules: readonly CfnResource[];
}

export interface LustreNetworkProps {
  readonly handle: ClusterHandle;
  readonly configuration: LustreConfiguration;
  readonly provisioning: LustreProvisioning;
  readonly clients?: readonly ec2.IConnectable[];
  readonly removalPolicy: RemovalPolicy;
}

/** Opens only the Lustre ports between the nodes and the file system. */
export function lustreNetwork(scope: Construct, props: LustreNetworkProps): LustreNetwork {
  const { provisioning, existingSecurityGroup } = props.configuration;
  const network = provisioning === 'existing' || existingSecurityGroup
    ? existingNetwork(scope, props)
    : ownNetwork(scope, props);
  const { clients = [] } = props;
  return clients.length === 0
    ? network
    : { ...network, rules: [...network.rules, ...allowClients(network.connections, clients, Stack.of(scope))] };
}

function existingNetwork(scope: Construct, { handle, provisioning, removalPolicy }: LustreNetworkProps): LustreNetwork {
  const group = existingSecurityGroupOf(provisioning._options);
  return {
    securityGroupIds: group ? [group.securityGroupId] : [],
    connections: lustreConnections(group && [group]),
    rules: group && handle.securityGroupId !== undefined ? rulesForExisting(scope, group, handle, removalPolicy) : [],
  };
}

function ownNetwork(scope: Construct, { handle, configuration, removalPolicy }: LustreNetworkProps): LustreNetwork {
  const durable = isDurable(configuration);
  const shared = sharedClientGroupOf(scope, handle, durable);
  shared.retain(removalPolicy);
  // Every file system has its own group from the start, because changing the list of groups would replace the file
  // system.
  const group = closedGroup(
    resourceScope(scope, configuration), 'SecurityGroup', handle.vpc!, `Lustre file system ${scope.node.path}`, scope,
  );
  const efa = configuration.efaEnabled === true ? efaRules(group, group.attrGroupId, handle.securityGroupId!) : [];
  [group, ...efa].forEach(resource => removeWithFileSystem(resource, removalPolicy, durable));
  let connections: FileSystemConnections | undefined;
  return {
    securityGroupIds: [group.attrGroupId, shared.securityGroupId],
    get connections() { return connections ??= lustreConnections([importedGroup(group, removalPolicy)]); },
    rules: [shared.lastRule, ...efa],
  };
}

/** The ports of Lustre, in both directions. */
export function lustreConnections(securityGroups?: ec2.ISecurityGroup[]): FileSystemConnections {
  // Servers open connections to clients too.
  return new FileSystemConnections({ securityGroups }, LUSTRE_PORTS, PURPOSE, true);
}

/**
 * The security group that the durable or the disposable Lustre file systems of a cluster share, one per stack.
 *
 * It is not in the stack of the cluster. If a storage changed to scratch, its stack would import one group instead of
 * another, and CloudFormation could update neither stack first.
 */
function sharedClientGroupOf(scope: Construct, handle: ClusterHandle, durable: boolean): SharedClientSecurityGroup {
  const stack = Stack.of(scope);
  const id = `${durable ? 'FsxLustreClients' : 'FsxLustreDisposableClients'}-${hashOf(clusterKey(handle))}`;
  const existing = stack.node.tryFindChild(id) as SharedClientSecurityGroup | undefined;
  return existing ?? new SharedClientSecurityGroup(stack, id, {
    vpc: handle.vpc!, nodeSecurityGroupId: handle.securityGroupId!, ports: LUSTRE_PORTS, purpose: PURPOSE, durable,
  });
}

/**
 * FSx rejects a file system with EFA unless its group allows all traffic between servers and with clients.
 *
 * The outbound rule of the nodes to 0.0.0.0/0 does not cover EFA: only rules that name a security group do. Without one,
 * the file system would be created, and clients would use TCP.
 */
function efaRules(scope: Construct, own: string, nodes: string): CfnResource[] {
  return [
    ...bothWays(scope, 'EfaServers', own, own, 'all', 'EFA between servers'),
    ...bothWays(scope, 'EfaNodes', own, nodes, 'all', 'EFA between servers and nodes'),
    ...ingress(scope, 'EfaCallbacks', nodes, own, 'all', 'EFA from servers to nodes'),
    ...egress(scope, 'EfaRequests', nodes, own, 'all', 'EFA from nodes to servers'),
  ];
}

/** Opens the Lustre ports between the nodes and an existing group, once for all file systems with this group. */
function rulesForExisting(
  scope: Construct, group: ec2.ISecurityGroup, handle: ClusterHandle, policy: RemovalPolicy,
): readonly CfnResource[] {
  const { rules: known } = clusterRegistry(handle);
  const key = isDeferred(group.securityGroupId) ? group.node.path : group.securityGroupId;
  const nodes = handle.securityGroupId!;
  const shared = known.get(key) ?? existingRules(
    new Construct(Stack.of(scope), `FsxLustreRules-${hashOf([clusterKey(handle), key])}`), group, nodes,
  );
  known.set(key, shared);
  shared.removalPolicy.atLeast(policy);
  return shared.rules;
}

/**
 * The scope does not depend on the order of storages. If a rule moved, CloudFormation would create it again before it
 * deletes the old one, and EC2 would reject the duplicate.
 */
function existingRules(scope: Construct, group: ec2.ISecurityGroup, nodes: string): SharedRules {
  const rules = [
    ...bothWays(scope, 'Nodes', group.securityGroupId, nodes, LUSTRE_PORTS, 'Lustre between file system and nodes'),
    ...ingress(scope, 'Callbacks', nodes, group.securityGroupId, LUSTRE_PORTS, 'Lustre from file system to nodes'),
  ];
  return {
    rules: [lastOfAll(rules)],
    removalPolicy: new SharedRemovalPolicy(policy => rules.forEach(rule => rule.applyRemovalPolicy(policy))),
  };
}
