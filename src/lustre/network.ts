import { CfnResource, RemovalPolicy, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LustreConfiguration } from './configuration';
import { LUSTRE_PORTS } from './limits';
import { LustreProvisioning } from './provisioning';
import { closedGroup, importedGroup } from '../cluster/closed-group';
import { ClusterHandle, clusterKey } from '../cluster/cluster-handle';
import { FileSystemConnections } from '../cluster/connections';
import { MarkerSecurityGroup, bothWays, ingress, lastOfAll } from '../cluster/marker-security-group';
import { clusterNotes, oncePerCluster } from '../cluster/once-per-cluster';
import { isLater } from '../configuration/normalise';
import { hashOf } from '../kubernetes/names';

const PURPOSE = 'Lustre';

/** The security groups of a storage, and the rules between them and the nodes. */
export interface LustreNetwork {
  /** Those that the file system carries, in an order that never changes. */
  readonly securityGroupIds: string[];
  /** Made when somebody asks for them. */
  readonly connections: ec2.Connections;
  /** What a file system waits for when it is made and when it is mounted: all other rules come before these. */
  readonly rules: CfnResource[];
}

export interface LustreNetworkProps {
  readonly handle: ClusterHandle;
  readonly configuration: LustreConfiguration;
  readonly provisioning: LustreProvisioning;
  readonly clients?: readonly ec2.IConnectable[];
  readonly removalPolicy: RemovalPolicy;
}

/** Opens the ports of Lustre between the nodes and the file system, and nothing else. */
export function lustreNetwork(scope: Construct, props: LustreNetworkProps): LustreNetwork {
  const { provisioning, existingSecurityGroup } = props.configuration;
  const network = provisioning === 'existing' || existingSecurityGroup ? existingNetwork(scope, props) : ownNetwork(scope, props);
  props.clients?.forEach(client => network.connections.allowDefaultPortFrom(client));
  return network;
}

function existingNetwork(scope: Construct, { handle, provisioning }: LustreNetworkProps): LustreNetwork {
  const group = provisioning._options.securityGroup;
  return {
    securityGroupIds: group ? [group.securityGroupId] : [],
    connections: connectionsOf(group && [group]),
    rules: group && handle.securityGroupId !== undefined ? rulesForExisting(scope, group, handle) : [],
  };
}

function ownNetwork(scope: Construct, { handle, configuration, removalPolicy }: LustreNetworkProps): LustreNetwork {
  const marker = markerOf(handle);
  // a group of its own, from the start: a change of the list of groups would replace the file system, a change of its rules does not
  const group = closedGroup(scope, 'SecurityGroup', handle.vpc!, `Lustre file system ${scope.node.path}`);
  const efa = configuration.efaEnabled === true ? efaRules(group, group.attrGroupId, handle) : { own: [], nodes: [] };
  if (removalPolicy !== RemovalPolicy.DESTROY) {
    // what is retained is retained whole; but a rule that names somebody else's group would hold up the deletion of that group
    const withNodeRules = handle.resource === undefined;
    marker.retain(removalPolicy, withNodeRules);
    group.applyRemovalPolicy(removalPolicy);
    [...efa.own, ...withNodeRules ? efa.nodes : []].forEach(rule => rule.applyRemovalPolicy(removalPolicy));
  }
  let connections: ec2.Connections | undefined;
  return {
    securityGroupIds: [group.attrGroupId, marker.securityGroupId],
    get connections() { return connections ??= connectionsOf([importedGroup(group, removalPolicy)]); },
    rules: [marker.lastRule, ...efa.own, ...efa.nodes],
  };
}

function connectionsOf(securityGroups?: ec2.ISecurityGroup[]): ec2.Connections {
  return new FileSystemConnections({ securityGroups }, LUSTRE_PORTS, PURPOSE, true); // servers call clients back
}

/** The marker group of a cluster's Lustre file systems. */
function markerOf(handle: ClusterHandle): MarkerSecurityGroup {
  return oncePerCluster(handle, 'FsxLustreMarker', () => new MarkerSecurityGroup(handle.cluster as unknown as Construct, 'FsxLustreMarker', {
    vpc: handle.vpc!, nodeSecurityGroupId: handle.securityGroupId!, ports: LUSTRE_PORTS, purpose: PURPOSE,
  }));
}

interface EfaRules {
  /** Between servers. */
  readonly own: CfnResource[];
  /** With the nodes. */
  readonly nodes: CfnResource[];
}

/** EFA needs all traffic between servers and with clients, or FSx refuses to make the file system. */
function efaRules(scope: Construct, own: string, handle: ClusterHandle): EfaRules {
  const nodes = handle.securityGroupId!;
  return {
    own: bothWays(scope, 'EfaServers', own, own, 'all', 'EFA between servers'),
    nodes: [
      ...bothWays(scope, 'EfaNodes', own, nodes, 'all', 'EFA between servers and nodes'),
      ...ingress(scope, 'EfaCallbacks', nodes, own, 'all', 'EFA from servers to nodes'),
    ],
  };
}

/** Lets the nodes and a group that somebody made reach each other on the Lustre ports; once, however many file systems carry the group. */
function rulesForExisting(scope: Construct, group: ec2.ISecurityGroup, handle: ClusterHandle): CfnResource[] {
  const { rules } = clusterNotes(handle);
  const key = isLater(group.securityGroupId) ? group.node.path : group.securityGroupId;
  const nodes = handle.securityGroupId!;
  const made = rules.get(key) ?? existingRules(new Construct(Stack.of(scope), `FsxLustreRules-${hashOf([clusterKey(handle), key])}`), group, nodes);
  rules.set(key, made);
  return made;
}

/** In a scope that does not depend on which storage came first: rules that moved would be made anew before they are deleted, and refused. */
function existingRules(scope: Construct, group: ec2.ISecurityGroup, nodes: string): CfnResource[] {
  return [lastOfAll([
    ...bothWays(scope, 'Nodes', group.securityGroupId, nodes, LUSTRE_PORTS, 'Lustre between file system and nodes'),
    ...ingress(scope, 'Callbacks', nodes, group.securityGroupId, LUSTRE_PORTS, 'Lustre from file system to nodes'),
  ])];
}
