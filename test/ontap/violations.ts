import {
  ALL_ONTAP_RULES, ONTAP_BACKEND_RULES, ONTAP_CLAIM_RULES, ONTAP_DEFAULTS_RULES, ONTAP_RULES, ONTAP_VOLUME_RULES,
} from '../../src/ontap/rules';
import { tridentRules } from '../../src/ontap/rules/trident';
import { Violation, check } from '../../src/validation/check';
import { DeferredValue } from '../../src/validation/deferred-value';
import { Rule } from '../../src/validation/rule';

/** Each table by what is held against it. */
export const TABLES: { readonly [name: string]: readonly Rule<any>[] } = {
  storage: ONTAP_RULES,
  backend: ONTAP_BACKEND_RULES,
  defaults: ONTAP_DEFAULTS_RULES,
  volume: ONTAP_VOLUME_RULES,
  claim: ONTAP_CLAIM_RULES,
  trident: tridentRules,
};

export const EVERY_RULE: readonly Rule<any>[] = [...ALL_ONTAP_RULES, ...tridentRules];

/** A value that is known only at deployment. */
export const later = new DeferredValue<any>('${Token[TOKEN.1]}');

/** Part of a configuration of any table, as plain text where it comes from a case. */
export type Known = { readonly [field: string]: unknown };

/** The ids of the rules that a configuration breaks. */
export function violated(configuration: Known, rules = EVERY_RULE): string[] {
  return check(rules, configuration).violations.map(({ id }) => id);
}

/** What one rule says of a configuration, or nothing. */
export function saidBy(id: string, configuration: Known, rules = EVERY_RULE): Violation | undefined {
  const named = rules.filter(rule => rule.id === id);
  if (named.length !== 1) {
    throw new Error(`${named.length} rules ${id}`);
  }
  return check(named, configuration).violations[0];
}

/** Whether a configuration breaks one rule, whatever else it does. */
export function breaks(id: string, configuration: Known, rules = EVERY_RULE): boolean {
  return saidBy(id, configuration, rules) !== undefined;
}

/** Both sides of a rule: `legal` keep it, `illegal` break it. */
export function expectBorders<T>(id: string, of: (value: T) => Known, legal: readonly T[], illegal: readonly T[], rules = EVERY_RULE) {
  expect(legal.filter(value => breaks(id, of(value), rules))).toEqual([]);
  expect(illegal.filter(value => !breaks(id, of(value), rules))).toEqual([]);
}
