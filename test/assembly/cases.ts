import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
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

/** A stack in which one struct is taken, with what the struct needs. */
class Ground {
  public readonly stack = testStack();
  private readonly host: unknown;
  private readonly base: { readonly [name: string]: unknown };
  private readonly constructs: ReadonlySet<IConstruct>;

  constructor(public readonly struct: string) {
    const { host, base } = TAKERS[struct];
    this.host = host?.(this.stack);
    this.base = { ...base?.(this.stack, this.host) };
    this.constructs = new Set(this.stack.node.findAll());
  }

  /** Whether the legal value of the struct has a property. */
  public has(property: string): boolean {
    return property in this.base;
  }

  public take(property?: string, make?: (stack: Stack) => unknown): unknown {
    const value: { [name: string]: unknown } = { ...this.base };
    if (property !== undefined) {
      delete value[property];
    }
    if (make) {
      value[property!] = make(this.stack);
    }
    return TAKERS[this.struct].take(this.stack, value, this.host);
  }

  /** Removes the token of a rejected value, and the construct whose constructor has thrown. */
  public restore(scope: IConstruct = this.stack) {
    for (const child of scope.node.children) {
      if (this.constructs.has(child)) {
        this.restore(child);
      } else {
        scope.node.tryRemoveChild(child.node.id);
      }
    }
  }
}

/** Creating what a struct needs takes longer than rejecting a value. A rejected value leaves nothing behind, so the next value gets the same stack. */
let shared: Ground | undefined;

/** Sets one property of a struct; without a value, leaves it out. */
export function outcomeOf(struct: string, property?: string, make?: (stack: Stack) => unknown): Outcome {
  const ground = shared?.struct === struct ? shared : shared = new Ground(struct);
  let result: unknown;
  try {
    result = ground.take(property, make);
  } catch (error) {
    ground.restore();
    return { error: error as Error };
  }
  shared = undefined;
  const { stack } = ground;
  return {
    template: stack.resolve((stack as any)._toCloudFormation()),
    result: isPlain(result) ? stack.resolve(result) : undefined,
  };
}

/** The text of the output without a property. It is the same for all properties that the legal value does not have. */
export function textWithout(struct: string, property: string): string {
  shared = new Ground(struct);
  const key = `${struct}.${shared.has(property) ? property : ''}`;
  const text = withoutProperty.get(key) ?? textOf(outcomeOf(struct, property));
  withoutProperty.set(key, text);
  return text;
}

const withoutProperty = new Map<string, string>();

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
