import { CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PortRange } from '../rules/ports';

/** Ports that are opened; `all` for all traffic. */
export type Ports = readonly PortRange[] | 'all';

/** What EC2 refuses in the description of a group. */
const NOT_IN_DESCRIPTIONS = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g;

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
  public readonly securityGroup: ec2.SecurityGroup;
  /** The rules that name the marker alone, and those that name the nodes too. */
  private readonly ownRules: CfnResource[];
  private readonly nodeRules: CfnResource[];

  constructor(scope: Construct, id: string, props: MarkerSecurityGroupProps) {
    super(scope, id);
    const { purpose } = props;
    this.securityGroup = new ec2.SecurityGroup(this, 'Group', {
      vpc: props.vpc,
      description: `File systems of this cluster that its nodes reach (${purpose})`,
      allowAllOutbound: false,
    });
    const marker = this.securityGroup.securityGroupId;
    this.ownRules = bothWays(this, 'Servers', marker, marker, props.ports, `${purpose} between file systems`);
    this.nodeRules = [
      ...bothWays(this, 'Nodes', marker, props.nodeSecurityGroupId, props.ports, `${purpose} between file systems and nodes`),
      ...ingress(this, 'Callbacks', props.nodeSecurityGroupId, marker, props.ports, `${purpose} from file systems to nodes`),
    ];
  }

  /** All rules: a file system is made after them, because FSx checks the ports, and unmounted before they go. */
  public get rules(): CfnResource[] {
    return [...this.ownRules, ...this.nodeRules];
  }

  /**
   * Keeps the group as long as a file system that stays behind carries it.
   *
   * The rules that name the nodes go with a cluster of the app: they would hold up the deletion of the cluster's group.
   */
  public retain(policy: RemovalPolicy, withNodeRules: boolean) {
    this.securityGroup.applyRemovalPolicy(policy);
    for (const rule of withNodeRules ? this.rules : this.ownRules) {
      rule.applyRemovalPolicy(policy);
    }
  }
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

/** A text as EC2 takes it for the description of a group. */
export function groupDescription(text: string): string {
  return text.replace(NOT_IN_DESCRIPTIONS, '-').slice(0, 255);
}
