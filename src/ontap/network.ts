import { CfnResource, RemovalPolicy, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OntapBackendConfiguration, OntapConfiguration } from './configuration';
import { ONTAP_PORTS, OntapNfsVersion, OntapSanType, STORAGE_DRIVERS } from './limits';
import { OntapProvisioning } from './provisioning';
import { ClusterHandle, clusterKey } from '../cluster/cluster-handle';
import { SharedRules, clusterRegistry } from '../cluster/cluster-registry';
import { addOwnershipTags } from '../cluster/ownership-tags';
import { SharedRemovalPolicy, removeDurable } from '../cluster/removal';
import { hashOf } from '../kubernetes/names';
import { groupDescription, retainRules } from '../network/closed-group';
import { FileSystemConnections } from '../network/connections';
import { ingress } from '../network/shared-client-security-group';
import { existingSecurityGroupOf } from '../storage/existing-file-system';
import { isDeferred } from '../validation/normalize';
import { PortRange } from '../validation/ports';

const PURPOSE = 'ONTAP';

/** The security group of a storage, and the rules that let the nodes in. */
export interface OntapNetwork {
  readonly group?: ec2.ISecurityGroup;
  readonly connections: ec2.Connections;
  /** What must be there before a volume is made and mounted. */
  readonly rules: CfnResource[];
}

type BackendProtocol = Pick<OntapBackendConfiguration, 'driver' | 'nfsVersion' | 'sanType'>;

export interface OntapNetworkProps {
  readonly handle: ClusterHandle;
  readonly configuration: OntapConfiguration;
  readonly backends: readonly OntapBackendConfiguration[];
  readonly provisioning: OntapProvisioning;
  readonly clients?: readonly ec2.IConnectable[];
  /** Of the storage: of its file system, or of its volumes on an existing one. */
  readonly removalPolicy: RemovalPolicy;
}

/** Opens the ports of the protocols in use to the nodes, and that of the management; nothing is opened back: ONTAP answers. */
export function ontapNetwork(scope: Construct, props: OntapNetworkProps): OntapNetwork {
  const { handle, configuration, provisioning, backends, clients, removalPolicy } = props;
  const protocols = portsOf(backends);
  const ports = [...ONTAP_PORTS.management, ...protocols];
  const existing = configuration.provisioning === 'existing';
  const group = existing ? existingSecurityGroupOf(provisioning._options) : ownGroup(scope, handle, removalPolicy);
  const rules = group && (existing ? rulesForExisting(scope, group, props, ports) : ownRules(group as ec2.SecurityGroup, props, ports));
  const connections = ontapConnections(group, backends);
  // nodes with a group of their own may run Trident's controller, too
  const nodes = new FileSystemConnections({ securityGroups: group && [group] }, ports, PURPOSE, false);
  clients?.forEach(client => nodes.allowDefaultPortFrom(client));
  return { group, connections, rules: rules ?? [] };
}

/** Opens the ports of the protocols in use. */
export function ontapConnections(group: ec2.ISecurityGroup | undefined, backends: readonly BackendProtocol[]): ec2.Connections {
  return new FileSystemConnections({ securityGroups: group && [group] }, portsOf(backends), PURPOSE, false);
}

/** The ports of the protocols in use, each once. */
function portsOf(backends: readonly BackendProtocol[]): PortRange[] {
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
  removeDurable(group.node.defaultChild as CfnResource, policy);
  retainRules(group, policy);
  addOwnershipTags(group, scope);
  return group;
}

function ownRules(group: ec2.SecurityGroup, { handle, removalPolicy }: OntapNetworkProps, ports: readonly PortRange[]): CfnResource[] {
  const rules = ingress(group, 'Nodes', group.securityGroupId, handle.securityGroupId!, ports, 'ONTAP from nodes');
  rules.forEach(rule => removeDurable(rule, removalPolicy));
  return rules;
}

/** Rules in an existing group: each port once, however many storages use the group, in a scope that does not depend on which came first. */
function rulesForExisting(
  scope: Construct, group: ec2.ISecurityGroup, { handle, removalPolicy }: OntapNetworkProps, ports: readonly PortRange[],
): CfnResource[] {
  const { rules } = clusterRegistry(handle);
  const key = isDeferred(group.securityGroupId) ? group.node.path : group.securityGroupId;
  return ports.flatMap(port => {
    const id = `${PURPOSE} ${key} ${nameOf(port)}`;
    const shared = rules.get(id) ?? existingRule(
      new Construct(Stack.of(scope), `FsxOntapRule-${hashOf([clusterKey(handle), id])}`), group.securityGroupId, handle.securityGroupId!, port,
    );
    rules.set(id, shared);
    shared.removalPolicy.atLeast(removalPolicy);
    return shared.rules.filter(rule => mayWaitFor(Stack.of(rule), Stack.of(scope), [...rules.values()].flatMap(all => all.rules)));
  });
}

function existingRule(scope: Construct, group: string, nodes: string, port: PortRange): SharedRules {
  const rules = ingress(scope, 'Nodes', group, nodes, [port], 'ONTAP from nodes');
  return { rules, removalPolicy: new SharedRemovalPolicy(policy => rules.forEach(rule => rule.applyRemovalPolicy(policy))) };
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
