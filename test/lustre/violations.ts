import { LustreConfiguration } from '../../src/lustre/configuration';
import { LUSTRE_RULES } from '../../src/lustre/rules';
import { rulesAtSynthesis } from '../../src/lustre/rules/placement';
import { check } from '../../src/validation/check';
import { Rule } from '../../src/validation/rule';

export const ALL_RULES: readonly Rule<LustreConfiguration>[] = [...LUSTRE_RULES, ...rulesAtSynthesis];

/** A partial configuration, untyped because some values come from test cases. */
export type Known = { readonly [K in keyof LustreConfiguration]?: unknown };

/** The ids of the rules that a configuration violates. */
export function violated(configuration: Known, rules = ALL_RULES): string[] {
  return check(rules, configuration as LustreConfiguration).violations.map(({ id }) => id);
}

/** Whether a configuration violates a rule. */
export function violates(id: string, configuration: Known): boolean {
  const rules = ALL_RULES.filter(rule => rule.id === id);
  if (rules.length !== 1) {
    throw new Error(`${rules.length} rules ${id}`);
  }
  return violated(configuration, rules).length > 0;
}

/** Expects that the `legal` values satisfy a rule and the `illegal` values violate it. */
export function expectBoundaries<T>(id: string, of: (value: T) => Known, legal: readonly T[], illegal: readonly T[]) {
  expect(legal.filter(value => violates(id, of(value)))).toEqual([]);
  expect(illegal.filter(value => !violates(id, of(value)))).toEqual([]);
}
