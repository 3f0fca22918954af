import { DeferredValue } from './deferred-value';
import { Rule, Severity } from './rule';

/** A violated rule, as plain data. */
export interface Violation {
  readonly id: string;
  readonly severity: Severity;
  readonly acknowledgeable: boolean;
  /** The field of the configuration that the entry names, and its value. */
  readonly at: string;
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
  readonly source: string;
}

/** A rule that could not be validated, and the fields that are known only at deployment. */
export interface Skipped {
  readonly id: string;
  readonly fields: readonly string[];
}

export interface Findings {
  readonly violations: readonly Violation[];
  readonly skipped: readonly Skipped[];
}

/**
 * Validates a configuration against a table of rules. All rules are validated, so that all problems are reported at
 * once.
 */
export function check<C extends object>(rules: readonly Rule<C>[], configuration: C): Findings {
  const violations: Violation[] = [];
  const skipped: Skipped[] = [];
  const isDeferred = (field: keyof C) => configuration[field] instanceof DeferredValue;
  const anyDeferred = (Object.keys(configuration) as (keyof C)[]).some(isDeferred);
  for (const rule of rulesOn(configuration, rules)) {
    const { reads, mayRead = [] } = rule;
    if (anyDeferred && (reads.some(isDeferred) || mayRead.some(isDeferred))) {
      skipped.push({ id: rule.id, fields: [...reads, ...mayRead].filter(isDeferred) as string[] });
      continue;
    }
    const view = viewOf(rule, configuration);
    if (rule.isViolated(view)) {
      const at = typeof rule.at === 'function' ? rule.at(view) : rule.at;
      violations.push({
        id: rule.id,
        severity: rule.severity,
        acknowledgeable: rule.severity === 'warning' || rule.acknowledgeable !== undefined,
        at: at as string,
        value: configuration[at],
        problem: typeof rule.problem === 'string' ? rule.problem : rule.problem(view),
        fix: typeof rule.fix === 'string' ? rule.fix : rule.fix(view),
        source: rule.source,
      });
    }
  }
  return { violations, skipped };
}

/**
 * For each table, the rules whose fields are set, by the list of fields; most storage constructs of an app share that
 * list.
 */
const RULES_BY_FIELDS = new WeakMap<readonly Rule<any>[], Map<string, readonly Rule<any>[]>>();

function rulesOn<C extends object>(configuration: C, rules: readonly Rule<C>[]): readonly Rule<C>[] {
  const known = RULES_BY_FIELDS.get(rules) ?? new Map<string, readonly Rule<any>[]>();
  RULES_BY_FIELDS.set(rules, known);
  const fields = Object.keys(configuration).filter(field => configuration[field as keyof C] !== undefined);
  const key = fields.join();
  const found = known.get(key) ?? rules.filter(({ reads }) => reads.every(field => fields.includes(field)));
  known.set(key, found);
  return found;
}

/** Only the declared fields: a predicate that reads another field gets undefined, in tests as in production. */
function viewOf<C extends object>(rule: Rule<C>, configuration: C): any {
  const view: Record<string, unknown> = {};
  for (const field of rule.reads) {
    view[field] = configuration[field as keyof C];
  }
  for (const field of rule.mayRead ?? []) {
    view[field] = configuration[field as keyof C];
  }
  for (const field of rule.presenceOf ?? []) {
    view[field as string] = configuration[field as keyof C] !== undefined;
  }
  for (const field of rule.deferredOf ?? []) {
    view[field as string] = configuration[field as keyof C] instanceof DeferredValue;
  }
  return view;
}
