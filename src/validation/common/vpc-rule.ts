import { Rule, ruleFor } from '../rule';
import { andList } from '../text';

/** A resource that is known to be in another VPC than required. */
export interface InOtherVpc {
  /** Its id, or its path in the app. */
  readonly resource: string;
  readonly vpc: string;
  readonly required: string;
}

/** Resources that must be in the VPC of the cluster or of the file system. */
export interface VpcConfiguration {
  readonly subnetsInOtherVpc?: readonly InOtherVpc[];
  readonly securityGroupsInOtherVpc?: readonly InOtherVpc[];
}

const EXAMPLE: InOtherVpc = { resource: 'Storage/Group', vpc: 'vpc-0123456789abcdef1', required: 'vpc-0123456789abcdef0' };

/** The rule that resources are in the required VPC. */
export function vpcRule<F extends string>(
  id: string, field: F, { fix, source }: { readonly fix: string; readonly source: string },
): Rule<{ readonly [field in F]?: readonly InOtherVpc[] }> {
  return ruleFor<any>()({
    id,
    severity: 'error',
    reads: [field],
    at: field,
    isViolated: c => c[field].length > 0,
    problem: c => andList(c[field].map(({ resource, vpc, required }: InOtherVpc) => `${resource} is in ${vpc}, not in ${required}`)),
    fix,
    source,
    invalidExample: { [field]: [EXAMPLE] },
    validExample: { [field]: [] },
  });
}
