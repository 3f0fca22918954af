import { DeferredValue } from './deferred-value';

/** What happens when a rule is broken: an error stops synthesis, a warning is printed and can be acknowledged. */
export type Severity = 'error' | 'warning';

/** The plain side of a configuration: what is left of each field when it is known now. */
export type Known<C> = { readonly [K in keyof C]: Exclude<C[K], DeferredValue<any>> };

/**
 * What a predicate gets to see, and nothing else: the fields that it reads (there and known), those that it may read (known or absent),
 * and of others only whether they were given.
 */
export type View<C, R extends keyof C, M extends keyof C, P extends keyof C> =
  { readonly [K in R]-?: NonNullable<Known<C>[K]> } & { readonly [K in M]?: Known<C>[K] } & { readonly [K in P]: boolean };

/** One thing that cannot work, or rarely does, as a row of data. */
export interface RuleRow<C, R extends keyof C, M extends keyof C, P extends keyof C> {
  /** Public, kebab-case, never renamed or used again. */
  readonly id: string;
  readonly severity: Severity;
  /** An error of this kind can be acknowledged with a reason: it depends on something that synthesis cannot see. */
  readonly acknowledgeable?: boolean;
  /** Skipped when one of these is absent or known only at deployment. */
  readonly reads: readonly R[];
  /** Skipped when one of these is known only at deployment; may be absent. */
  readonly mayRead?: readonly M[];
  /** Only whether these are given matters: the predicate sees true or false, deploy-time values count as given. */
  readonly presenceOf?: readonly P[];
  /** The predicate sees true where the value is known only at deployment: for what must be known at synthesis. */
  readonly deferredOf?: readonly P[];
  /** The property that the entry names; a function, where that depends on which of several is wrong. */
  readonly at: keyof C | ((c: View<C, R, M, P>) => keyof C);
  /** Must be a pure function of the view. */
  readonly isViolated: (c: View<C, R, M, P>) => boolean;
  readonly problem: string | ((c: View<C, R, M, P>) => string);
  readonly fix: string | ((c: View<C, R, M, P>) => string);
  /** The document, issue or code that the rule rests on. */
  readonly source: string;
  /** The smallest configurations that break and keep the rule. */
  readonly invalidExample: Partial<C>;
  readonly validExample: Partial<C>;
}

/** A row whose field names were checked by the compiler when it was written; the engine needs them no more. */
export type Rule<C> = RuleRow<C, any, any, any>;

/** Gives rows of one configuration their types: `const rule = ruleFor<LustreConfiguration>()`. */
export function ruleFor<C>() {
  return <R extends keyof C = never, M extends keyof C = never, P extends keyof C = never>(row: RuleRow<C, R, M, P>): Rule<C> => {
    return row as unknown as Rule<C>;
  };
}
