import { BACKEND_NAMES, FILE_NAMES, LUSTRE_NAMES, ONTAP_NAMES, OTHER_NAMES, VOLUME_NAMES } from './rule-table';
import { LINT_RULES } from '../src/lint/rules';
import { LUSTRE_RULES } from '../src/lustre/rules';
import { lustreBenchmarkRules } from '../src/lustre/rules/benchmark';
import { driverRules } from '../src/lustre/rules/driver';
import { lustreEfaCheckRules } from '../src/lustre/rules/efa-check';
import { lustreMonitoringRules } from '../src/lustre/rules/monitoring';
import { rulesAtSynthesis } from '../src/lustre/rules/placement';
import { EFA_CHECK_FIELD_NAMES } from '../src/lustre/schema';
import {
  ALL_ONTAP_RULES, ONTAP_BACKEND_RULES, ONTAP_DEFAULTS_RULES, ONTAP_NODE_RULES, ONTAP_RULES, ONTAP_VOLUME_RULES,
} from '../src/ontap/rules';
import { ontapBenchmarkRules } from '../src/ontap/rules/benchmark';
import { ontapMonitoringRules } from '../src/ontap/rules/monitoring';
import { tridentRules } from '../src/ontap/rules/trident';
import { admissionPolicyRules } from '../src/policy/rules';
import { BENCHMARK_FIELD_NAMES } from '../src/storage/schema';
import { existingClusterRules } from '../src/validation/common/existing-cluster';
import { exportedValuesRules } from '../src/validation/common/exported-values';
import { FieldNames } from '../src/validation/report';
import { Rule } from '../src/validation/rule';

/** Rules that share the names of their fields. */
export type RuleGroup = readonly [rules: readonly Rule<any>[], names: FieldNames];

const [ONTAP_STORAGE_RULES, ONTAP_OTHER_RULES] = partition(ALL_ONTAP_RULES, ({ id }) => {
  return [...ONTAP_RULES, ...ONTAP_NODE_RULES].some(rule => rule.id === id);
});
const [BACKEND_RULES, ONTAP_REMAINING_RULES] = partition(ONTAP_OTHER_RULES, ({ id }) => {
  return [...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES].some(rule => rule.id === id);
});
const [VOLUME_RULES, CLAIM_RULES] = partition(ONTAP_REMAINING_RULES, ({ id }) => {
  return ONTAP_VOLUME_RULES.some(rule => rule.id === id);
});

/** All rules that are rows of tables, in the order of RULES.md. */
export const RULE_GROUPS = {
  clusters: [[existingClusterRules, OTHER_NAMES]],
  lustre: [
    [[...LUSTRE_RULES, ...rulesAtSynthesis], LUSTRE_NAMES],
    [driverRules, OTHER_NAMES],
    [lustreMonitoringRules, OTHER_NAMES],
    [lustreBenchmarkRules, BENCHMARK_FIELD_NAMES],
    [lustreEfaCheckRules, EFA_CHECK_FIELD_NAMES],
  ],
  ontap: [
    [[...ONTAP_STORAGE_RULES, ...CLAIM_RULES], ONTAP_NAMES],
    [BACKEND_RULES, BACKEND_NAMES],
    [VOLUME_RULES, VOLUME_NAMES],
    [tridentRules, OTHER_NAMES],
    [ontapMonitoringRules, OTHER_NAMES],
    [ontapBenchmarkRules, BENCHMARK_FIELD_NAMES],
  ],
  files: [[LINT_RULES, FILE_NAMES]],
  policies: [[admissionPolicyRules, OTHER_NAMES]],
  exports: [[exportedValuesRules, OTHER_NAMES]],
} as const satisfies { readonly [section: string]: readonly RuleGroup[] };

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter(item => !isFirst(item))];
}
