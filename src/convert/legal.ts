import { LIMITS } from '../lustre/limits';
import { smallestCapacity } from '../lustre/sizing';
import { Violation, check } from '../validation/check';
import { DeferredValue } from '../validation/deferred-value';
import { Rule } from '../validation/rule';
import { Fields } from '../validation/schema';

/** A configuration without errors, and what was changed for it. */
export interface Legal<C> {
  readonly configuration: C;
  readonly changes: readonly { readonly fields: readonly string[]; readonly violation: Violation }[];
  /** Errors for which no legal value was found. */
  readonly left: readonly Violation[];
}

const TIERS = Object.values(LIMITS).flatMap(({ storage }) => Object.values(storage)).flatMap(({ tiers }) => tiers);
const METADATA = Object.values(LIMITS)
  .flatMap(({ storage }) => Object.values(storage))
  .flatMap(({ metadataIops }) => metadataIops ?? []);
/** Settings that decide what the file system is: they change last. */
const IDENTITY = ['deploymentType', 'storageType', 'driver'];
const SIZES = ['capacity', 'claimSize'];
const MAX_ROUNDS = 12;

/**
 * The smallest change that makes a configuration legal: for each error, the legal value of a field that the rule reads
 * which is nearest to the present one and causes no other error.
 */
export function legalize<C extends object>(
  rules: readonly Rule<any>[],
  written: C,
  fields: Fields,
  depth = 0,
): Legal<C> {
  const errors = (configuration: object) =>
    check(rules, configuration).violations.filter(({ severity }) => severity === 'error');
  const changes: { fields: string[]; violation: Violation }[] = [];
  const unsolved = new Set<string>();
  let current: any = written;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = errors(current);
    const violation = found.find(({ id }) => !unsolved.has(id));
    if (violation === undefined) {
      break;
    }
    const rule = rules.find(({ id }) => id === violation.id)!;
    const known = found.map(({ id }) => id);
    const solves = (candidate: object) =>
      errors(candidate).every(({ id }) => id !== violation.id && known.includes(id));
    const candidates = candidatesFor(rule, violation, current, fields);
    const next = candidates.find(({ configuration }) => solves(configuration));
    // a change that needs another one: without an import path, there is no export path
    const further =
      next || depth > 1
        ? undefined
        : candidates
          .filter(({ configuration }) => errors(configuration).every(({ id }) => id !== violation.id))
          .map(({ configuration, fields: changed }) => ({
            changed,
            result: legalize(rules, configuration, fields, depth + 1),
          }))
          .find(({ result }) => result.left.every(({ id }) => id !== violation.id && known.includes(id)));
    if (next) {
      changes.push({ fields: next.fields, violation });
      current = next.configuration;
    } else if (further) {
      changes.push(
        { fields: further.changed, violation },
        ...further.result.changes.map(one => ({ ...one, fields: [...one.fields] })),
      );
      current = further.result.configuration;
    } else {
      unsolved.add(violation.id);
    }
  }
  return { configuration: current, changes, left: errors(current) };
}

function candidatesFor(
  rule: Rule<any>,
  violation: Violation,
  current: any,
  fields: Fields,
): { configuration: any; fields: string[] }[] {
  const named = [violation.at, ...rule.reads, ...(rule.mayRead ?? []), ...(rule.presenceOf ?? [])] as string[];
  const read = [...new Set(named)].filter(field => field in fields);
  const ordered = [
    ...read.filter(field => !IDENTITY.includes(field)),
    ...read.filter(field => IDENTITY.includes(field)),
  ];
  return ordered.flatMap(field =>
    valuesOf(field, current[field], rule, fields).map(value => {
      const { [field]: _, ...others } = current;
      return { configuration: value === undefined ? others : { ...others, [field]: value }, fields: [field] };
    }),
  );
}

/** Legal values of a field, the nearest first; undefined stands for no value. */
function valuesOf(field: string, value: unknown, rule: Rule<any>, fields: Fields): unknown[] {
  const { type, values, required, property = field } = fields[field] as Fields[string] & { readonly property?: string };
  const none = (required && !property.includes('.')) || IDENTITY.includes(field) ? [] : [undefined];
  const example = (rule.validExample as any)[field];
  const present = value instanceof DeferredValue ? undefined : value;
  if (values) {
    const similar = values.filter(one => typeof present === 'string' && one.toLowerCase() === present.toLowerCase());
    return [...similar, ...none, ...[...values].reverse()].filter(one => one !== value);
  }
  if (type === 'boolean') {
    return [...none, false, true].filter(one => one !== value);
  }
  if (type === 'number' || type === 'size' || type === 'duration') {
    const numbers = numbersFor(field, typeof present === 'number' ? present : 1);
    const near = [...new Set([...numbers, ...typeof example === 'number' ? [example] : []])]
      .sort((a, b) => typeof present === 'number' ? Number(a < present) - Number(b < present) || Math.abs(a - present) - Math.abs(b - present) : a - b);
    return typeof present === 'number' && numbers.length > 0 ? [...near, ...none] : [...none, ...near];
  }
  return none;
}

function numbersFor(field: string, value: number): number[] {
  if (SIZES.includes(field)) {
    const steps = TIERS.flatMap(({ capacity, efaStep }) => [
      capacity,
      ...(efaStep === undefined ? [] : [{ small: [], step: efaStep }]),
    ]);
    return steps.map(step => smallestCapacity(step, value));
  }
  switch (field) {
    case 'perUnitStorageThroughput':
      return TIERS.flatMap(({ perUnit }) => perUnit ?? []);
    case 'metadataIops':
      return METADATA.flatMap(({ values, step, max }) => [
        ...values,
        step,
        Math.min(max, Math.ceil(value / step) * step),
      ]);
    case 'automaticBackupRetention':
      return [0, 90];
    default:
      return [];
  }
}
