import { Aspects, CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { addOwnershipTags } from './ownership-tags';

/** What EC2 refuses in the description of a group. */
const NOT_IN_DESCRIPTIONS = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g;

/** Matches no traffic. A group without a rule for outbound traffic would get one that allows all; the CDK writes this one, too. */
const NO_TRAFFIC: ec2.CfnSecurityGroup.EgressProperty = {
  cidrIp: '255.255.255.255/32', description: 'Disallow all traffic', ipProtocol: 'icmp', fromPort: 252, toPort: 86,
};

/** A group that lets nothing in or out by itself. The resource alone: the L2 adds a construct and connections to each, and stacks may have many. */
export function closedGroup(scope: Construct, id: string, vpc: ec2.IVpc, description: string): ec2.CfnSecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, id, {
    vpcId: vpc.vpcId, groupDescription: groupDescription(description), securityGroupEgress: [NO_TRAFFIC],
  });
  addOwnershipTags(group, scope);
  return group;
}

/**
 * The same group, as others write rules for it.
 *
 * Rules for addresses stay with a group that stays. Those that name another group go: they would hold up its deletion.
 */
export function importedGroup(group: ec2.CfnSecurityGroup, policy: RemovalPolicy): ec2.ISecurityGroup {
  const imported = ec2.SecurityGroup.fromSecurityGroupId(group, 'Imported', group.attrGroupId, { allowAllOutbound: false });
  if (policy !== RemovalPolicy.DESTROY) {
    Aspects.of(imported).add({ visit: construct => isForAddresses(construct) && construct.applyRemovalPolicy(policy) });
  }
  return imported;
}

function isForAddresses(construct: IConstruct): construct is CfnResource {
  const { cidrIp, cidrIpv6 } = construct as Partial<ec2.CfnSecurityGroupIngress>;
  return CfnResource.isCfnResource(construct) && (cidrIp ?? cidrIpv6) !== undefined;
}

/** A text as EC2 takes it for the description of a group. */
export function groupDescription(text: string): string {
  return text.replace(NOT_IN_DESCRIPTIONS, '-').slice(0, 255);
}
