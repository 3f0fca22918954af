import { DeferredValue } from './deferred-value';

/** An error stops synthesis; a warning is printed and can be acknowledged. */
export type Severity = 'error' | 'warning';

/** A configuration whose values are all known at synthesis. */
export type Known<C> = { readonly [K in keyof C]: Exclude<C[K], DeferredValue<any>> };

/**
 * What a predicate can read: the fields in `reads` (set and known), those in `mayRead` (known or absent), and whether
 * the fields in `presenceOf` and `deferredOf` are set or deferred.
 */
export type View<C, R extends keyof C, M extends keyof C, P extends keyof C> =
  { readonly [K in R]-?: NonNullable<Known<C>[K]> }
  & { readonly [K in M]?: Known<C>[K] }
  & { readonly [K in P]: boolean };

/**
 * Why an error can be acknowledged with a reason: the service may offer more by now, or synthesis cannot verify the
 * condition.
 */
export type Acknowledgement = 'service-limit' | 'not-verifiable';

/** A rule: a condition that never works, or rarely does. */
export interface RuleRow<C, R extends keyof C, M extends keyof C, P extends keyof C> {
  /** Public, in kebab case, never renamed or reused. */
  readonly id: string;
  readonly severity: Severity;
  /**
   * Why the error can be acknowledged with a reason. Without a value, it cannot: the configuration is impossible by
   * construction, or dangerous to data.
   */
  readonly acknowledgeable?: Acknowledgement;
  /** The rule is skipped if one of these is absent or known only at deployment. */
  readonly reads: readonly R[];
  /** The rule is skipped if one of these is known only at deployment; they may be absent. */
  readonly mayRead?: readonly M[];
  /** The predicate gets true if the field is set, even to a deploy-time value, and false otherwise. */
  readonly presenceOf?: readonly P[];
  /** The predicate gets true if the value is known only at deployment; for values that must be known at synthesis. */
  readonly deferredOf?: readonly P[];
  /** The field that the message names; a function if it depends on which of several fields is wrong. */
  readonly at: keyof C | ((c: View<C, R, M, P>) => keyof C);
  /** Must be a pure function of the view. */
  readonly isViolated: (c: View<C, R, M, P>) => boolean;
  readonly problem: string | ((c: View<C, R, M, P>) => string);
  readonly fix: string | ((c: View<C, R, M, P>) => string);
  /** The documentation, issue or code on which the rule is based. */
  readonly source: string;
  /** The smallest configurations that violate and satisfy the rule. */
  readonly invalidExample: Partial<C>;
  readonly validExample: Partial<C>;
}

/** A rule whose field names the compiler has checked. */
export type Rule<C> = RuleRow<C, any, any, any>;

/** Types the rules of a configuration: `const rule = ruleFor<LustreConfiguration>()`. */
export function ruleFor<C>() {
  return <R extends keyof C = never, M extends keyof C = never, P extends keyof C = never>(
    row: RuleRow<C, R, M, P>,
  ): Rule<C> => {
    return row as unknown as Rule<C>;
  };
}
