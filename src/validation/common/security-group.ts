import { Rule, ruleFor } from '../rule';

/**
 * Inbound, and outbound, rules of a security group: the quota that an account has unless it was raised.
 *
 * It holds for IPv4 and for IPv6. A rule for a security group counts for both, and so does a rule for a prefix list that AWS manages; a
 * rule for another prefix list counts as the most entries that the list may have. Times the groups of a network interface (5, at most 16)
 * it cannot exceed 1000.
 */
export const RULES_PER_SECURITY_GROUP = 60;

/**
 * Rules that Amazon EKS writes into the security group of a cluster.
 *
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export const RULES_OF_EKS = { inbound: 1, outbound: 2 };

/** How many rules a security group would have after the deployment, as far as the app writes them. */
export interface SecurityGroupSize {
  /** What the group is called in messages. */
  readonly group: string;
  readonly inbound: number;
  readonly outbound: number;
}

/** What the rules want to know of the security groups of a storage, its clients and the nodes. */
export interface SecurityGroupConfiguration {
  /** Groups with more rules than the default quota allows. */
  readonly crowdedSecurityGroups?: readonly SecurityGroupSize[];
}

const LIMIT = RULES_PER_SECURITY_GROUP;
const rule = ruleFor<SecurityGroupConfiguration>();

/** Validated when the app is synthesized, because any construct can write a rule into a group. */
export function securityGroupRulesOf({ service }: { readonly service: string }): readonly Rule<SecurityGroupConfiguration>[] {
  return [
    rule({
      id: `${service}/security-group-rules`,
      severity: 'error',
      acknowledgeable: true,
      reads: ['crowdedSecurityGroups'],
      at: 'crowdedSecurityGroups',
      isViolated: c => c.crowdedSecurityGroups.length > 0,
      problem: c => `${c.crowdedSecurityGroups.map(describeSize).join('; ')}; by default a security group has at most ${LIMIT} inbound and ${
        LIMIT} outbound rules, and a deployment fails at the next`,
      fix: 'use fewer protocols, give all clients one security group and name only that in clients, or add claims to a file system instead of '
        + 'creating more file systems; or request a higher quota (Service Quotas L-0EA8095F) and acknowledge this',
      source: 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups',
      invalidExample: { crowdedSecurityGroups: [{ group: 'Storage/SecurityGroup', inbound: 61, outbound: 1 }] },
      validExample: { crowdedSecurityGroups: [] },
    }),
  ];
}

function describeSize({ group, inbound, outbound }: SecurityGroupSize): string {
  const counts = [[inbound, 'inbound'], [outbound, 'outbound']].filter(([count]) => Number(count) > LIMIT);
  return `${group} would have ${counts.map(([count, direction]) => `${count} ${direction} rules`).join(' and ')}`;
}
