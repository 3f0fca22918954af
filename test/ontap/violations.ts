import {
  ALL_ONTAP_RULES, ONTAP_BACKEND_RULES, ONTAP_CLAIM_RULES, ONTAP_DATA_SYNC_RULES, ONTAP_DEFAULTS_RULES, ONTAP_RULES,
  ONTAP_VOLUME_RULES,
} from '../../src/ontap/rules';
import { tridentRules } from '../../src/ontap/rules/trident';
import { Violation, check } from '../../src/validation/check';
import { DeferredValue } from '../../src/validation/deferred-value';
import { Rule } from '../../src/validation/rule';

/** The tables of rules by what they validate. */
export const TABLES: { readonly [name: string]: readonly Rule<any>[] } = {
  storage: ONTAP_RULES,
  backend: ONTAP_BACKEND_RULES,
  defaults: ONTAP_DEFAULTS_RULES,
  volume: ONTAP_VOLUME_RULES,
  claim: ONTAP_CLAIM_RULES,
  dataSync: ONTAP_DATA_SYNC_RULES,
  trident: tridentRules,
};

export const EVERY_RULE: readonly Rule<any>[] = [...ALL_ONTAP_RULES, ...tridentRules];

/** A value that is known only at deployment. */
export const deferred = new DeferredValue<any>('${Token[TOKEN.1]}');

/** A partial configuration for any table, untyped because some values come from test cases. */
export type Known = { readonly [field: string]: unknown };

/** The ids of the rules that a configuration violates. */
export function violated(configuration: Known, rules = EVERY_RULE): string[] {
  return check(rules, configuration).violations.map(({ id }) => id);
}

/** The violation of a rule by a configuration, if any. */
export function violationOf(id: string, configuration: Known, rules = EVERY_RULE): Violation | undefined {
  const named = rules.filter(rule => rule.id === id);
  if (named.length !== 1) {
    throw new Error(`${named.length} rules ${id}`);
  }
  return check(named, configuration).violations[0];
}

/** Whether a configuration violates a rule. */
export function violates(id: string, configuration: Known, rules = EVERY_RULE): boolean {
  return violationOf(id, configuration, rules) !== undefined;
}

/** Expects that the `legal` values satisfy a rule and the `illegal` values violate it. */
export function expectBoundaries<T>(
  id: string, of: (value: T) => Known, legal: readonly T[], illegal: readonly T[], rules = EVERY_RULE,
) {
  expect(legal.filter(value => violates(id, of(value), rules))).toEqual([]);
  expect(illegal.filter(value => !violates(id, of(value), rules))).toEqual([]);
}
