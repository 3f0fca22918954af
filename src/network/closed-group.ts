import { Aspects, CfnResource, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { typeOf } from '../cluster/cluster-handle';
import { addOwnershipTags } from '../cluster/ownership-tags';
import { referredConstruct } from '../validation/normalize';

/** Characters that EC2 rejects in group descriptions. */
const NOT_IN_DESCRIPTIONS = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g;

/** Matches no traffic. EC2 adds an allow-all rule to a group without outbound rules; the CDK uses the same rule. */
const NO_TRAFFIC: ec2.CfnSecurityGroup.EgressProperty = {
  cidrIp: '255.255.255.255/32', description: 'Disallow all traffic', ipProtocol: 'icmp', fromPort: 252, toPort: 86,
};

const RULES = [ec2.CfnSecurityGroupIngress.CFN_RESOURCE_TYPE_NAME, ec2.CfnSecurityGroupEgress.CFN_RESOURCE_TYPE_NAME];

/**
 * A security group without access. An L1, because the L2 adds a construct and connections to each, and a stack can
 * contain many.
 */
export function closedGroup(
  scope: Construct, id: string, vpc: ec2.IVpc, description: string, owner = scope,
): ec2.CfnSecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, id, {
    vpcId: vpc.vpcId, groupDescription: groupDescription(description), securityGroupEgress: [NO_TRAFFIC],
  });
  addOwnershipTags(group, owner);
  return group;
}

/** The group as an L2 to which others can add rules. */
export function importedGroup(group: ec2.CfnSecurityGroup, policy: RemovalPolicy): ec2.ISecurityGroup {
  const imported = ec2.SecurityGroup.fromSecurityGroupId(
    group, 'Imported', group.attrGroupId, { allowAllOutbound: false },
  );
  retainRules(imported, policy);
  return imported;
}

/**
 * Retains the rules that others add to a group together with the group.
 *
 * Rules that reference another security group of the app are not retained, because CloudFormation could not delete that
 * group. A reference to the security group of a cluster does not keep EKS from deleting the cluster.
 */
export function retainRules(group: IConstruct, policy: RemovalPolicy) {
  if (policy !== RemovalPolicy.DESTROY) {
    Aspects.of(group).add({ visit: construct => isRuleToRetain(construct) && construct.applyRemovalPolicy(policy) });
  }
}

export type SecurityGroupRule = ec2.CfnSecurityGroupIngress & ec2.CfnSecurityGroupEgress;

export function isSecurityGroupRule(construct: IConstruct): construct is SecurityGroupRule {
  return RULES.includes(`${typeOf(construct)}`);
}

function isRuleToRetain(construct: IConstruct): construct is CfnResource {
  if (!isSecurityGroupRule(construct)) {
    return false;
  }
  const { sourceSecurityGroupId, destinationSecurityGroupId } = construct;
  const peer = referredConstruct(sourceSecurityGroupId ?? destinationSecurityGroupId);
  return peer === undefined || typeOf(peer) !== ec2.CfnSecurityGroup.CFN_RESOURCE_TYPE_NAME;
}

/** A text as a valid group description. */
export function groupDescription(text: string): string {
  return text.replace(NOT_IN_DESCRIPTIONS, '-').slice(0, 255);
}
