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
import { FileSystemConnections, allowClients } from '../network/connections';
import { ingress } from '../network/shared-client-security-group';
import { existingSecurityGroupOf } from '../storage/existing-file-system';
import { isDeferred } from '../validation/normalize';
import { PortRange } from '../validation/ports';

const PURPOSE = 'ONTAP';

/** The security group of a storage, and the rules that allow the nodes. */
export interface OntapNetwork {
  readonly group?: ec2.ISecurityGroup;
  readonly connections: ec2.Connections;
  /** Volumes are created and mounted after these rules exist. */
  readonly rules: CfnResource[];
}

type BackendProtocol = Pick<OntapBackendConfiguration, 'driver' | 'nfsVersion' | 'sanType'>;

export interface OntapNetworkProps {
  readonly handle: ClusterHandle;
  readonly configuration: OntapConfiguration;
  readonly backends: readonly OntapBackendConfiguration[];
  readonly provisioning: OntapProvisioning;
  readonly clients?: readonly ec2.IConnectable[];
  /** The removal policy of the file system, or of the volumes on an existing one. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Opens the ports of the protocols in use and the management port to the nodes. ONTAP opens no connections to nodes.
 */
export function ontapNetwork(scope: Construct, props: OntapNetworkProps): OntapNetwork {
  const { handle, configuration, provisioning, backends, clients, removalPolicy } = props;
  const protocols = portsOf(backends);
  const ports = [...ONTAP_PORTS.management, ...protocols];
  const existing = configuration.provisioning === 'existing';
  const group = existing ? existingSecurityGroupOf(provisioning._options) : ownGroup(scope, handle, removalPolicy);
  const rules = group && (existing
    ? rulesForExisting(scope, group, props, ports)
    : ownRules(group as ec2.SecurityGroup, props, ports));
  const connections = ontapConnections(group, backends);
  // Nodes with another security group may run Trident's controller, which needs the management port.
  const nodes = new FileSystemConnections({ securityGroups: group && [group] }, ports, PURPOSE, false);
  const ofClients = clients === undefined ? [] : allowClients(nodes, clients, Stack.of(scope));
  return { group, connections, rules: [...rules ?? [], ...ofClients] };
}

/** Opens the ports of the protocols in use. */
export function ontapConnections(
  group: ec2.ISecurityGroup | undefined,
  backends: readonly BackendProtocol[],
): ec2.Connections {
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

/** Every file system has its own group, because changing the group would replace the file system. */
function ownGroup(scope: Construct, handle: ClusterHandle, policy: RemovalPolicy): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc: handle.vpc!, description: groupDescription(`ONTAP file system ${scope.node.path}`), allowAllOutbound: false,
  });
  removeDurable(group.node.defaultChild as CfnResource, policy);
  retainRules(group, policy);
  addOwnershipTags(group, scope);
  return group;
}

function ownRules(
  group: ec2.SecurityGroup, { handle, removalPolicy }: OntapNetworkProps, ports: readonly PortRange[],
): CfnResource[] {
  const rules = ingress(group, 'Nodes', group.securityGroupId, handle.securityGroupId!, ports, 'ONTAP from nodes');
  rules.forEach(rule => removeDurable(rule, removalPolicy));
  return rules;
}

/**
 * Adds rules to an existing group, one per port for all storages with this group. The scope does not depend on the
 * order of storages.
 */
function rulesForExisting(
  scope: Construct, group: ec2.ISecurityGroup, { handle, removalPolicy }: OntapNetworkProps,
  ports: readonly PortRange[],
): CfnResource[] {
  const { rules } = clusterRegistry(handle);
  const key = isDeferred(group.securityGroupId) ? group.node.path : group.securityGroupId;
  return ports.flatMap(port => {
    const id = `${PURPOSE} ${key} ${nameOf(port)}`;
    const shared = rules.get(id) ?? existingRule(
      new Construct(Stack.of(scope), `FsxOntapRule-${hashOf([clusterKey(handle), id])}`), group.securityGroupId,
      handle.securityGroupId!, port,
    );
    rules.set(id, shared);
    shared.removalPolicy.atLeast(removalPolicy);
    return shared.rules.filter(rule =>
      canDependOn(Stack.of(rule), Stack.of(scope), [...rules.values()].flatMap(all => all.rules)));
  });
}

function existingRule(scope: Construct, group: string, nodes: string, port: PortRange): SharedRules {
  const rules = ingress(scope, 'Nodes', group, nodes, [port], 'ONTAP from nodes');
  return {
    rules,
    removalPolicy: new SharedRemovalPolicy(policy => rules.forEach(rule => rule.applyRemovalPolicy(policy))),
  };
}

/**
 * Whether the stack can depend on a rule of another stack without a cycle.
 *
 * Dependencies between constructs become dependencies between stacks only at synthesis, so they cannot be checked here.
 * Stacks therefore depend only on stacks that created a rule before them.
 */
function canDependOn(stack: Stack, own: Stack, rules: readonly CfnResource[]): boolean {
  const order = [...new Set(rules.map(rule => Stack.of(rule)))];
  const isEarlier = !order.includes(own) || order.indexOf(stack) <= order.indexOf(own);
  return stack === own || (isEarlier && !dependsOn(stack, own));
}

function dependsOn(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some(next => next === other || dependsOn(next, other));
}

function nameOf({ from, to, protocol }: PortRange): string {
  return `${from}-${to} ${protocol ?? 'tcp'}`;
}
