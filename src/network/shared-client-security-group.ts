import { CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { closedGroup } from './closed-group';
import { isCreatedInApp } from '../cluster/cluster-handle';
import { SharedRemovalPolicy, removeDurable } from '../cluster/removal';
import { PortRange } from '../validation/ports';

/** Port ranges, or `all` for all traffic. */
export type Ports = readonly PortRange[] | 'all';

export interface SharedClientSecurityGroupProps {
  readonly vpc: ec2.IVpc;
  /** The security group of the nodes. */
  readonly nodeSecurityGroupId: string;
  readonly ports: Ports;
  /** Used in the descriptions of rules, for example `Lustre`. */
  readonly purpose: string;
  /** Whether the file systems with this group contain durable data. */
  readonly durable: boolean;
}

/**
 * The client security group that the file systems of a cluster share, once per stack, in addition to their own group.
 *
 * Another file system in the stack adds no rules. Durable and disposable file systems use different groups, because a
 * retained file system needs its group and all rules for as long as it exists, even if its storage leaves the app.
 */
export class SharedClientSecurityGroup extends Construct {
  public readonly securityGroupId: string;
  /**
   * Depends on all other rules. File systems depend on it, because FSx checks the ports at creation and clients must
   * unmount before it is deleted.
   */
  public readonly lastRule: CfnResource;
  private readonly removalPolicy: SharedRemovalPolicy;

  constructor(scope: Construct, id: string, props: SharedClientSecurityGroupProps) {
    super(scope, id);
    const { vpc, purpose, ports, nodeSecurityGroupId, durable } = props;
    const group = closedGroup(
      this, 'Group', vpc,
      `${durable ? 'File systems' : 'Disposable file systems'} of this cluster that its nodes reach (${purpose})`,
    );
    const own = this.securityGroupId = group.attrGroupId;
    const rules = [
      ...bothWays(this, 'Servers', own, own, ports, `${purpose} between file systems`),
      ...bothWays(this, 'Nodes', own, nodeSecurityGroupId, ports, `${purpose} between file systems and nodes`),
      ...ingress(this, 'Callbacks', nodeSecurityGroupId, own, ports, `${purpose} from file systems to nodes`),
    ];
    this.lastRule = lastOfAll(rules);
    this.removalPolicy = new SharedRemovalPolicy(policy => {
      [group, ...rules].forEach(resource => durable
        ? removeDurable(resource, policy)
        : resource.applyRemovalPolicy(policy));
    });
    if (durable) {
      [group, ...rules].forEach(resource => removeDurable(resource, RemovalPolicy.DESTROY));
      // If the VPC outlives the app, file systems that earlier versions of the app retained may still use the group.
      this.retain(isCreatedInApp(vpc) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
  }

  /** Retains the group and its rules for as long as a file system that uses them. */
  public retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }
}

/** Makes the last rule depend on all others, so that one dependency on it covers all of them. */
export function lastOfAll(rules: readonly CfnResource[]): CfnResource {
  const last = rules[rules.length - 1];
  last.node.addDependency(...rules.slice(0, -1));
  return last;
}

/** Rules for inbound traffic from a peer, and for outbound traffic to it. */
export function bothWays(
  scope: Construct, id: string, group: string, peer: string, ports: Ports, description: string,
): CfnResource[] {
  return [
    ...ingress(scope, `${id}In`, group, peer, ports, description),
    ...egress(scope, `${id}Out`, group, peer, ports, description),
  ];
}

export function ingress(
  scope: Construct, id: string, group: string, peer: string, ports: Ports, description: string,
): CfnResource[] {
  return eachRange(ports).map(({ name, range }) => new ec2.CfnSecurityGroupIngress(scope, `${id}${name}`, {
    groupId: group, sourceSecurityGroupId: peer, description, ...range,
  }));
}

export function egress(
  scope: Construct, id: string, group: string, peer: string, ports: Ports, description: string,
): CfnResource[] {
  return eachRange(ports).map(({ name, range }) => new ec2.CfnSecurityGroupEgress(scope, `${id}${name}`, {
    groupId: group, destinationSecurityGroupId: peer, description, ...range,
  }));
}

function eachRange(ports: Ports) {
  return ports === 'all'
    ? [{ name: '', range: { ipProtocol: '-1' } }]
    : ports.map(({ from, to, protocol = 'tcp' }) => ({
      name: `${from}${protocol === 'udp' ? 'Udp' : ''}`, range: { ipProtocol: protocol, fromPort: from, toPort: to },
    }));
}
