import { Rule } from '../rule';

/** A range of whole numbers. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}

/** A rule: a field is a whole number in a range. */
export function rangeRule<C>(id: string, field: keyof C, { min, max, unit }: Range, source: string): Rule<C> {
  const suffix = unit ? ` ${unit}` : '';
  const numberIn = (view: object): number => (view as any)[field];
  return {
    id,
    severity: 'error',
    reads: [field],
    at: field,
    isViolated: c => !Number.isInteger(numberIn(c)) || numberIn(c) < min || numberIn(c) > max,
    problem: `must be a whole number from ${min} to ${max}${suffix}`,
    fix: c => `use ${Math.min(max, Math.max(min, Math.round(numberIn(c)) || min))}${suffix}`,
    source,
    invalidExample: { [field]: min - 1 } as Partial<C>,
    validExample: { [field]: min } as Partial<C>,
  };
}
