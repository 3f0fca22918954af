import { CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { closedGroup } from './closed-group';
import { PortRange } from '../rules/ports';

/** Ports that are opened; `all` for all traffic. */
export type Ports = readonly PortRange[] | 'all';

export interface MarkerSecurityGroupProps {
  readonly vpc: ec2.IVpc;
  /** The group of the nodes. */
  readonly nodeSecurityGroupId: string;
  readonly ports: Ports;
  /** What the rules are for, for example `Lustre`. */
  readonly purpose: string;
}

/**
 * The security group that every file system of a cluster carries beside its own.
 *
 * Its rules are written once per cluster, so that a further file system adds none.
 */
export class MarkerSecurityGroup extends Construct {
  public readonly securityGroupId: string;
  /** The rule that comes after all others: a file system is made after it, because FSx checks the ports, and unmounted before it goes. */
  public readonly lastRule: CfnResource;
  private readonly group: ec2.CfnSecurityGroup;
  /** The rules that name the marker alone, and those that name the nodes too. */
  private readonly ownRules: CfnResource[];
  private readonly nodeRules: CfnResource[];
  private retained?: string;

  constructor(scope: Construct, id: string, props: MarkerSecurityGroupProps) {
    super(scope, id);
    const { purpose } = props;
    this.group = closedGroup(this, 'Group', props.vpc, `File systems of this cluster that its nodes reach (${purpose})`);
    const marker = this.securityGroupId = this.group.attrGroupId;
    this.ownRules = bothWays(this, 'Servers', marker, marker, props.ports, `${purpose} between file systems`);
    this.nodeRules = [
      ...bothWays(this, 'Nodes', marker, props.nodeSecurityGroupId, props.ports, `${purpose} between file systems and nodes`),
      ...ingress(this, 'Callbacks', props.nodeSecurityGroupId, marker, props.ports, `${purpose} from file systems to nodes`),
    ];
    this.lastRule = lastOfAll([...this.ownRules, ...this.nodeRules]);
  }

  /**
   * Keeps the group as long as a file system that stays behind carries it.
   *
   * The rules that name the nodes go with a cluster of the app: they would hold up the deletion of the cluster's group.
   */
  public retain(policy: RemovalPolicy, withNodeRules: boolean) {
    const asked = `${policy} ${withNodeRules}`;
    if (this.retained === asked) {
      return; // every file system of the cluster asks
    }
    this.retained = asked;
    [this.group, ...this.ownRules, ...withNodeRules ? this.nodeRules : []].forEach(rule => rule.applyRemovalPolicy(policy));
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
