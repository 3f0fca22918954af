import { ClusterConfiguration, clusterRulesOf } from '../validation/common/cluster';
import { formatRule } from '../validation/common/format-rule';
import { FORMATS } from '../validation/formats';
import { Rule, ruleFor } from '../validation/rule';

/** The settings of an admission policy. */
export interface AdmissionPolicyConfiguration extends ClusterConfiguration {
  readonly policyName?: string;
  /** The construct of the app that creates policies of this name in the same cluster. */
  readonly policyNameTakenBy?: string;
}

const CLUSTER = ['policy/cluster-of-other-library', 'policy/kubectl-missing', 'policy/kubectl-of-older-eks', 'policy/cluster-elsewhere', 'policy/cluster-environment'];

/** Rules for FsxAdmissionPolicy. */
export const admissionPolicyRules: readonly Rule<AdmissionPolicyConfiguration>[] = [
  ...clusterRulesOf({
    service: 'policy', construct: 'FsxAdmissionPolicy', source: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  }).filter(({ id }) => CLUSTER.includes(id)),
  formatRule('policy/name-format', 'policyName', FORMATS.objectName, { invalid: 'FSx', valid: 'fsx' }) as Rule<any>,
  ruleFor<AdmissionPolicyConfiguration>()({
    id: 'policy/name-twice',
    severity: 'error',
    reads: ['policyName', 'policyNameTakenBy'],
    at: 'policyName',
    isViolated: () => true,
    problem: c => `'${c.policyNameTakenBy}' already creates policies of this name in the same cluster, and policies have no namespace`,
    fix: 'use another name, or remove policyName',
    source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    invalidExample: { policyName: 'fsx', policyNameTakenBy: 'Platform/Policy' },
    validExample: { policyName: 'fsx' },
  }),
];
