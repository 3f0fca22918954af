import { LINT_RULES, forFiles } from './rules';
import { LUSTRE_RULES } from '../lustre/rules';
import { ALL_ONTAP_RULES } from '../ontap/rules';
import { Rule } from '../validation/rule';

/** The rules that apply to files. */
export const FILE_RULES: readonly Rule<any>[] = forFiles<any>([...LUSTRE_RULES, ...ALL_ONTAP_RULES, ...LINT_RULES]);
