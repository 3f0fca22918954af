import { Aspects, CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { typeOf } from '../cluster/cluster-handle';
import { addOwnershipTags } from '../cluster/ownership-tags';
import { referredConstruct } from '../validation/normalize';

/** What EC2 refuses in the description of a group. */
const NOT_IN_DESCRIPTIONS = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g;

/** Matches no traffic. A group without a rule for outbound traffic would get one that allows all; the CDK writes this one, too. */
const NO_TRAFFIC: ec2.CfnSecurityGroup.EgressProperty = {
  cidrIp: '255.255.255.255/32', description: 'Disallow all traffic', ipProtocol: 'icmp', fromPort: 252, toPort: 86,
};

const RULES = [ec2.CfnSecurityGroupIngress.CFN_RESOURCE_TYPE_NAME, ec2.CfnSecurityGroupEgress.CFN_RESOURCE_TYPE_NAME];

/** A group that lets nothing in or out by itself. The resource alone: the L2 adds a construct and connections to each, and stacks may have many. */
export function closedGroup(scope: Construct, id: string, vpc: ec2.IVpc, description: string, owner = scope): ec2.CfnSecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, id, {
    vpcId: vpc.vpcId, groupDescription: groupDescription(description), securityGroupEgress: [NO_TRAFFIC],
  });
  addOwnershipTags(group, owner);
  return group;
}

/** The same group, as others write rules for it. */
export function importedGroup(group: ec2.CfnSecurityGroup, policy: RemovalPolicy): ec2.ISecurityGroup {
  const imported = ec2.SecurityGroup.fromSecurityGroupId(group, 'Imported', group.attrGroupId, { allowAllOutbound: false });
  retainRules(imported, policy);
  return imported;
}

/**
 * Retains the rules that others write for a group together with the group.
 *
 * Except those that name another security group of the app: CloudFormation could not delete that group. EKS deletes a cluster whose security group is named.
 */
export function retainRules(group: IConstruct, policy: RemovalPolicy) {
  if (policy !== RemovalPolicy.DESTROY) {
    Aspects.of(group).add({ visit: construct => isRuleToRetain(construct) && construct.applyRemovalPolicy(policy) });
  }
}

function isRuleToRetain(construct: IConstruct): construct is CfnResource {
  if (!RULES.includes(`${typeOf(construct)}`)) {
    return false;
  }
  const { sourceSecurityGroupId, destinationSecurityGroupId } = construct as ec2.CfnSecurityGroupIngress & ec2.CfnSecurityGroupEgress;
  const peer = referredConstruct(sourceSecurityGroupId ?? destinationSecurityGroupId);
  return peer === undefined || typeOf(peer) !== ec2.CfnSecurityGroup.CFN_RESOURCE_TYPE_NAME;
}

/** A text as EC2 takes it for the description of a group. */
export function groupDescription(text: string): string {
  return text.replace(NOT_IN_DESCRIPTIONS, '-').slice(0, 255);
}
