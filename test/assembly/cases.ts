import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { STRUCTS } from './structs';
import { TAKERS } from './takers';
import { testStack } from '../support/fixture';

/** What untyped callers write, by mistake or on purpose. */
export const HOSTILE: { readonly [what: string]: (stack: Stack) => unknown } = {
  'undefined': () => undefined,
  'null': () => null,
  'a number': () => 42,
  'a fraction': () => 1.5,
  'a negative number': () => -1,
  'NaN': () => NaN,
  'Infinity': () => Infinity,
  'a boolean': () => true,
  'a list': () => [42],
  'an object': () => ({ key: 42 }),
  'an empty string': () => '',
  'a long string': () => 'x'.repeat(10000),
  'control characters': () => 'a\u0000b\nc',
  'a string token': stack => new CfnParameter(stack, 'Late').valueAsString,
  'a number token': stack => new CfnParameter(stack, 'LateNumber', { type: 'Number' }).valueAsNumber,
  'a list token': stack => new CfnParameter(stack, 'LateList', { type: 'CommaDelimitedList' }).valueAsList,
  'a lazy value': () => Lazy.any({ produce: () => 'late' }),
};

/** What the library does with a value: an error, or a template and what the method returns. */
export type Outcome = { readonly error: Error } | Accepted;

export interface Accepted {
  readonly template: any;
  /** What the method returns, or what it changes. */
  readonly result: unknown;
}

/** Sets one property of a struct; without a value, leaves it out. */
export function outcomeOf(struct: string, property?: string, make?: (stack: Stack) => unknown): Outcome {
  const { base, take } = TAKERS[struct];
  const stack = testStack();
  const value: { [name: string]: unknown } = { ...base?.(stack) };
  if (property !== undefined) {
    delete value[property];
  }
  if (make) {
    value[property!] = make(stack);
  }
  let result: unknown;
  try {
    result = take(stack, value);
  } catch (error) {
    return { error: error as Error };
  }
  return { template: stack.resolve((stack as any)._toCloudFormation()), result: isPlain(result) ? stack.resolve(result) : undefined };
}

/** Template and result as one text, in which manifests are not escaped; without the parameters that make the tokens. */
export function textOf(outcome: Outcome): string {
  if ('error' in outcome) {
    return '';
  }
  const { Parameters, ...template } = outcome.template;
  return JSON.stringify([template, outcome.result]).replace(/\\+"/g, '"');
}

/** What the library accepts, each output once, with the name of the first case that has it. */
export function acceptedOutcomes(): ReadonlyMap<string, Accepted> {
  const texts = new Set<string>();
  const accepted = new Map<string, Accepted>();
  for (const [struct, fields] of Object.entries(STRUCTS)) {
    for (const property of Object.keys(fields)) {
      for (const [what, make] of Object.entries(HOSTILE)) {
        const outcome = outcomeOf(struct, property, make);
        if (!('error' in outcome) && !texts.has(textOf(outcome))) {
          texts.add(textOf(outcome));
          accepted.set(`${struct}.${property}: ${what}`, outcome);
        }
      }
    }
  }
  return accepted;
}

/** Whether a result is data, and not a construct. */
function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
}
