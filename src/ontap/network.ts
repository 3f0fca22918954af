import { CfnResource, RemovalPolicy, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OntapBackendConfiguration, OntapConfiguration } from './configuration';
import { OntapFileSystem } from './file-system';
import { ONTAP_PORTS, OntapNfsVersion, OntapSanType, STORAGE_DRIVERS } from './limits';
import { groupDescription } from '../cluster/closed-group';
import { ClusterHandle, clusterKey } from '../cluster/cluster-handle';
import { FileSystemConnections } from '../cluster/connections';
import { ingress } from '../cluster/marker-security-group';
import { clusterNotes } from '../cluster/once-per-cluster';
import { addOwnershipTags } from '../cluster/ownership-tags';
import { isLater } from '../configuration/normalise';
import { hashOf } from '../kubernetes/names';
import { PortRange } from '../rules/ports';

const PURPOSE = 'ONTAP';

/** The security group of a storage, and the rules that let the nodes in. */
export interface OntapNetwork {
  readonly group?: ec2.ISecurityGroup;
  readonly connections: ec2.Connections;
  /** What must be there before a volume is made and mounted. */
  readonly rules: CfnResource[];
}

export interface OntapNetworkProps {
  readonly handle: ClusterHandle;
  readonly configuration: OntapConfiguration;
  readonly backends: readonly OntapBackendConfiguration[];
  readonly fileSystem: OntapFileSystem;
  readonly clients?: readonly ec2.IConnectable[];
}

/** Opens the ports of the protocols in use to the nodes, and that of the management; nothing is opened back: ONTAP answers. */
export function ontapNetwork(scope: Construct, props: OntapNetworkProps): OntapNetwork {
  const { handle, configuration, fileSystem, backends, clients } = props;
  const protocols = portsOf(backends);
  const ports = [...ONTAP_PORTS.management, ...protocols];
  const existing = configuration.provisioning === 'existing';
  const group = existing ? fileSystem._options.securityGroup : ownGroup(scope, handle, configuration.removalPolicy as RemovalPolicy);
  const rules = group && (existing ? rulesForExisting(scope, group, handle, ports) : ownRules(group as ec2.SecurityGroup, handle, props, ports));
  const connections = new FileSystemConnections({ securityGroups: group && [group] }, protocols, PURPOSE, false);
  // nodes with a group of their own may run Trident's controller, too
  const nodes = new FileSystemConnections({ securityGroups: group && [group] }, ports, PURPOSE, false);
  clients?.forEach(client => nodes.allowDefaultPortFrom(client));
  return { group, connections, rules: rules ?? [] };
}

/** The ports of the protocols in use, each once. */
function portsOf(backends: readonly OntapBackendConfiguration[]): PortRange[] {
  const ports = backends.flatMap(({ driver, nfsVersion, sanType }): readonly PortRange[] => {
    if (STORAGE_DRIVERS[driver].protocol === 'nas') {
      return nfsVersion === OntapNfsVersion.V3 ? ONTAP_PORTS.nfs3 : ONTAP_PORTS.nfs4;
    }
    return sanType === OntapSanType.NVME ? ONTAP_PORTS.nvme : ONTAP_PORTS.iscsi;
  });
  return ports.filter((port, index) => ports.findIndex(other => nameOf(other) === nameOf(port)) === index);
}

/** A group of the file system's own: another group would replace the file system, another rule does not. */
function ownGroup(scope: Construct, handle: ClusterHandle, policy: RemovalPolicy): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc: handle.vpc!, description: groupDescription(`ONTAP file system ${scope.node.path}`), allowAllOutbound: false,
  });
  group.applyRemovalPolicy(policy);
  addOwnershipTags(group, scope);
  return group;
}

function ownRules(group: ec2.SecurityGroup, handle: ClusterHandle, { configuration }: OntapNetworkProps, ports: readonly PortRange[]): CfnResource[] {
  const rules = ingress(group, 'Nodes', group.securityGroupId, handle.securityGroupId!, ports, 'ONTAP from nodes');
  if (handle.resource === undefined) {
    // a rule that names the group of a cluster of the app would hold up the deletion of that group
    rules.forEach(rule => rule.applyRemovalPolicy(configuration.removalPolicy as RemovalPolicy));
  }
  return rules;
}

/** Rules in a group that somebody made: each port once, however many storages use the group, in a scope that does not depend on which came first. */
function rulesForExisting(scope: Construct, group: ec2.ISecurityGroup, handle: ClusterHandle, ports: readonly PortRange[]): CfnResource[] {
  const { rules } = clusterNotes(handle);
  const key = isLater(group.securityGroupId) ? group.node.path : group.securityGroupId;
  return ports.flatMap(port => {
    const id = `${PURPOSE} ${key} ${nameOf(port)}`;
    const made = rules.get(id) ?? ingress(
      new Construct(Stack.of(scope), `FsxOntapRule-${hashOf([clusterKey(handle), id])}`), 'Nodes', group.securityGroupId, handle.securityGroupId!, [port],
      'ONTAP from nodes',
    );
    rules.set(id, made);
    return made.filter(rule => mayWaitFor(Stack.of(rule), Stack.of(scope), [...rules.values()].flat()));
  });
}

/**
 * A rule of another stack is waited for, unless that stack waits for this one, or will.
 *
 * Dependencies between constructs become those of stacks at synthesis, too late to be asked. So stacks wait for those that wrote a rule before them, never the
 * other way.
 */
function mayWaitFor(stack: Stack, own: Stack, rules: readonly CfnResource[]): boolean {
  const order = [...new Set(rules.map(rule => Stack.of(rule)))];
  const isEarlier = !order.includes(own) || order.indexOf(stack) <= order.indexOf(own);
  return stack === own || (isEarlier && !waitsFor(stack, own));
}

function waitsFor(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some(next => next === other || waitsFor(next, other));
}

function nameOf({ from, to, protocol }: PortRange): string {
  return `${from}-${to} ${protocol ?? 'tcp'}`;
}
