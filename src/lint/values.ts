import { Violation } from '../validation/check';
import { DeferredValue } from '../validation/deferred-value';
import { numberViolations, stringViolations } from '../validation/input';
import { Field } from '../validation/schema';

/** The value of a field in a file, and what is wrong with its form. A value of the wrong form is treated as unknown. */
export interface Reading {
  /** Undefined: not set. */
  readonly value?: unknown;
  readonly violation?: Violation;
}

/** How a value is written: as text in Kubernetes, as text, number or boolean in CloudFormation. */
export type Notation = 'kubernetes' | 'cloudFormation';

/** A placeholder that another program replaces: `${SUBNET}`, `$SUBNET`, `{{ subnet }}`, `<subnet>`. */
const PLACEHOLDER = /\$\{|\$\(|^\$\w|\{\{|<[^<>]+>/;
/** What strconv.ParseBool of Go accepts. */
export const GO_BOOLEANS: { readonly [text: string]: boolean } = {
  1: true, t: true, T: true, TRUE: true, true: true, True: true,
  0: false, f: false, F: false, FALSE: false, false: false, False: false,
};
const QUANTITY = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([eE][+-]?\d+|[KMGTPE]i|[numkMGTPE]|)$/;
const UNITS: { readonly [unit: string]: number } = {
  '': 1, 'n': 1e-9, 'u': 1e-6, 'm': 1e-3, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15, 'E': 1e18,
  'Ki': 1024, 'Mi': 1024 ** 2, 'Gi': 1024 ** 3, 'Ti': 1024 ** 4, 'Pi': 1024 ** 5, 'Ei': 1024 ** 6,
};
export const QUANTITIES = 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/';

/** Whether a value is known only later: a placeholder or a function of CloudFormation. */
export function isUnknown(raw: unknown): boolean {
  return typeof raw === 'string' ? PLACEHOLDER.test(raw) : typeof raw === 'object' && raw !== null;
}

/** Reads a value by the schema row of its field; `source` is the page that an error about its form cites. */
export function readValue(
  raw: unknown, field: Pick<Field, 'type' | 'values' | 'min' | 'max'>, at: string, source: string,
): Reading {
  if (raw === undefined || raw === null || raw === '') {
    return {};
  }
  if (isUnknown(raw)) {
    return { value: new DeferredValue(raw) };
  }
  const text = String(raw);
  switch (field.type) {
    case 'number':
    case 'duration':
    case 'size':
      return /^[+-]?\d+(\.\d+)?$/.test(text)
        ? reading(Number(text), field.type === 'number' ? numberViolations(field as Field, Number(text), at) : [], source)
        : wrong(at, text, 'must be a number', 'use digits only', source);
    case 'boolean':
      return text in GO_BOOLEANS ? { value: GO_BOOLEANS[text] } : wrong(at, text, 'must be true or false', 'use true or false', source);
    default:
      return reading(text, stringViolations(field as Field, text, at), source);
  }
}

function reading<T>(value: T, [violation]: readonly Violation[], source: string): Reading {
  return violation ? { value: new DeferredValue(value), violation: { ...violation, value, source } } : { value };
}

/** Reads a Kubernetes quantity, in GiB. */
export function readQuantity(raw: unknown, at: string): Reading {
  if (raw === undefined || raw === null) {
    return {};
  }
  if (isUnknown(raw)) {
    return { value: new DeferredValue(raw) };
  }
  const [, number, unit] = QUANTITY.exec(String(raw)) ?? [];
  if (number === undefined) {
    return wrong(at, String(raw), 'must be a Kubernetes quantity', 'use a number with one of the suffixes Mi, Gi and Ti, for example 1200Gi', QUANTITIES);
  }
  const bytes = /^[eE]/.test(unit) ? Number(number + unit) : Number(number) * UNITS[unit];
  return { value: bytes / UNITS.Gi };
}

export function wrong(at: string, value: unknown, problem: string, fix: string, source: string, id = 'input/type'): Reading {
  return {
    value: new DeferredValue(value),
    violation: { id, severity: 'error', acknowledgeable: false, at, value, problem, fix, source },
  };
}

export function isMapping(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The strings of a list; a single string counts as a list. */
export function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).filter((item): item is string => typeof item === 'string');
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
