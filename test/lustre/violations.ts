import { LustreConfiguration } from '../../src/lustre/configuration';
import { LUSTRE_RULES } from '../../src/lustre/rules';
import { nodePlacementRules } from '../../src/lustre/rules/placement';
import { check } from '../../src/validation/check';
import { Rule } from '../../src/validation/rule';

export const ALL_RULES: readonly Rule<LustreConfiguration>[] = [...LUSTRE_RULES, ...nodePlacementRules];

/** Part of a configuration, as plain text where it comes from a case. */
export type Known = { readonly [K in keyof LustreConfiguration]?: unknown };

/** The ids of the rules that a configuration breaks. */
export function violated(configuration: Known, rules = ALL_RULES): string[] {
  return check(rules, configuration as LustreConfiguration).violations.map(({ id }) => id);
}

/** Whether a configuration breaks one rule, whatever else it does. */
export function breaks(id: string, configuration: Known): boolean {
  const rules = ALL_RULES.filter(rule => rule.id === id);
  if (rules.length !== 1) {
    throw new Error(`${rules.length} rules ${id}`);
  }
  return violated(configuration, rules).length > 0;
}

/** Both sides of a rule: `legal` keep it, `illegal` break it. */
export function expectBorders<T>(id: string, of: (value: T) => Known, legal: readonly T[], illegal: readonly T[]) {
  expect(legal.filter(value => breaks(id, of(value)))).toEqual([]);
  expect(illegal.filter(value => !breaks(id, of(value)))).toEqual([]);
}
