import { Rule, ruleFor } from '../rule';

/**
 * Default quota of inbound rules, and of outbound rules, of a security group.
 *
 * It applies to IPv4 and IPv6 separately. A rule that refers to a security group or to an AWS-managed prefix list
 * counts toward both. A rule that refers to another prefix list counts as the maximum number of entries of the list.
 * The quota times the number of security groups of a network interface (5, at most 16) cannot exceed 1000.
 */
export const RULES_PER_SECURITY_GROUP = 60;

/**
 * Rules that Amazon EKS adds to the security group of a cluster.
 *
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export const RULES_OF_EKS = { inbound: 1, outbound: 2 };

/** Number of rules that the app adds to a security group. */
export interface SecurityGroupSize {
  /** Name of the group in messages. */
  readonly group: string;
  readonly inbound: number;
  readonly outbound: number;
}

/** The security groups of a storage, its clients and the nodes. */
export interface SecurityGroupConfiguration {
  /** Groups that exceed the default quota. */
  readonly crowdedSecurityGroups?: readonly SecurityGroupSize[];
}

const LIMIT = RULES_PER_SECURITY_GROUP;
const rule = ruleFor<SecurityGroupConfiguration>();

/** Validated when the app is synthesized, because any construct can add rules to a group. */
export function securityGroupRulesOf({ service }: {
  readonly service: string;
}): readonly Rule<SecurityGroupConfiguration>[] {
  return [
    rule({
      id: `${service}/security-group-rules`,
      severity: 'error',
      acknowledgeable: 'not-verifiable',
      reads: ['crowdedSecurityGroups'],
      at: 'crowdedSecurityGroups',
      isViolated: c => c.crowdedSecurityGroups.length > 0,
      problem: c => `${c.crowdedSecurityGroups.map(describeSize).join('; ')}; the default quota is ${LIMIT} inbound `
        + `and ${LIMIT} outbound rules for each security group, and a deployment that exceeds it fails`,
      fix: 'use fewer protocols, give all clients one security group and pass only that group in clients, or add '
        + 'claims to a file system instead of creating more file systems; or request a higher quota (Service Quotas '
        + 'L-0EA8095F) and acknowledge this error',
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
