import { ClusterConfiguration, clusterRulesOf } from '../validation/common/cluster';
import { formatRule } from '../validation/common/format-rule';
import { FORMATS } from '../validation/formats';
import { Rule } from '../validation/rule';

/** The settings of an admission policy. */
export interface AdmissionPolicyConfiguration extends ClusterConfiguration {
  readonly policyName?: string;
}

const CLUSTER = ['policy/cluster-of-other-library', 'policy/kubectl-missing', 'policy/kubectl-of-older-eks', 'policy/cluster-elsewhere', 'policy/cluster-environment'];

/** Rules for FsxAdmissionPolicy. */
export const admissionPolicyRules: readonly Rule<AdmissionPolicyConfiguration>[] = [
  ...clusterRulesOf({
    service: 'policy', construct: 'FsxAdmissionPolicy', source: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  }).filter(({ id }) => CLUSTER.includes(id)),
  formatRule('policy/name-format', 'policyName', FORMATS.objectName, { invalid: 'FSx', valid: 'fsx' }) as Rule<any>,
];
