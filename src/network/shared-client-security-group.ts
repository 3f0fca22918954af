import { CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { closedGroup } from './closed-group';
import { isCreatedInApp } from '../cluster/cluster-handle';
import { SharedRemovalPolicy, removeDurable } from '../cluster/removal';
import { PortRange } from '../validation/ports';

/** Ports that are opened; `all` for all traffic. */
export type Ports = readonly PortRange[] | 'all';

export interface SharedClientSecurityGroupProps {
  readonly vpc: ec2.IVpc;
  /** The security group of the nodes. */
  readonly nodeSecurityGroupId: string;
  readonly ports: Ports;
  /** What the rules are for, for example `Lustre`. */
  readonly purpose: string;
  /** Whether the file systems that carry the group hold durable data. */
  readonly durable: boolean;
}

/**
 * The security group that the file systems of a cluster carry beside their own, once per stack.
 *
 * A further file system of the stack adds no rule. Durable and disposable file systems have one each: a file system that is retained
 * needs its group and all of the rules for as long as it exists, whichever storages are still in the app.
 */
export class SharedClientSecurityGroup extends Construct {
  public readonly securityGroupId: string;
  /** The rule that comes after all others: a file system is created after it, because FSx checks the ports, and unmounted before it is deleted. */
  public readonly lastRule: CfnResource;
  private readonly removalPolicy: SharedRemovalPolicy;

  constructor(scope: Construct, id: string, props: SharedClientSecurityGroupProps) {
    super(scope, id);
    const { vpc, purpose, ports, nodeSecurityGroupId, durable } = props;
    const group = closedGroup(this, 'Group', vpc, `${durable ? 'File systems' : 'Disposable file systems'} of this cluster that its nodes reach (${purpose})`);
    const own = this.securityGroupId = group.attrGroupId;
    const rules = [
      ...bothWays(this, 'Servers', own, own, ports, `${purpose} between file systems`),
      ...bothWays(this, 'Nodes', own, nodeSecurityGroupId, ports, `${purpose} between file systems and nodes`),
      ...ingress(this, 'Callbacks', nodeSecurityGroupId, own, ports, `${purpose} from file systems to nodes`),
    ];
    this.lastRule = lastOfAll(rules);
    this.removalPolicy = new SharedRemovalPolicy(policy => {
      [group, ...rules].forEach(resource => durable ? removeDurable(resource, policy) : resource.applyRemovalPolicy(policy));
    });
    if (durable) {
      [group, ...rules].forEach(resource => removeDurable(resource, RemovalPolicy.DESTROY));
      // a template does not know which retained file systems earlier versions of the app have left in a VPC that outlives it
      this.retain(isCreatedInApp(vpc) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
  }

  /** Retains the group and its rules at least as the file system that carries it. */
  public retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }
}

/** The last of some rules, made to wait for the others: who waits for it waits for all, by one name instead of ten. */
export function lastOfAll(rules: readonly CfnResource[]): CfnResource {
  const last = rules[rules.length - 1];
  last.node.addDependency(...rules.slice(0, -1));
  return last;
}

/** Lets a peer in, and lets the group out to the peer. */
export function bothWays(scope: Construct, id: string, group: string, peer: string, ports: Ports, description: string): CfnResource[] {
  return [...ingress(scope, `${id}In`, group, peer, ports, description), ...egress(scope, `${id}Out`, group, peer, ports, description)];
}

export function ingress(scope: Construct, id: string, group: string, peer: string, ports: Ports, description: string): CfnResource[] {
  return eachRange(ports).map(({ name, range }) => new ec2.CfnSecurityGroupIngress(scope, `${id}${name}`, {
    groupId: group, sourceSecurityGroupId: peer, description, ...range,
  }));
}

export function egress(scope: Construct, id: string, group: string, peer: string, ports: Ports, description: string): CfnResource[] {
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
