import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { STRUCTS } from './structs';
import { TAKERS } from './takers';
import { testStack } from '../support/fixture';

/** What untyped callers write, by mistake or on purpose. */
const HOSTILE: { readonly [what: string]: (stack: Stack) => unknown } = {
  'undefined': () => undefined,
  'null': () => null,
  'a number': () => 42,
  'a boolean': () => true,
  'a list': () => [42],
  'an object': () => ({ key: 42 }),
  'NaN': () => NaN,
  'Infinity': () => Infinity,
  'a negative number': () => -1,
  'an empty string': () => '',
  'a long string': () => 'x'.repeat(10000),
  'control characters': () => 'a\u0000b\nc',
  'a string token': stack => new CfnParameter(stack, 'Late').valueAsString,
  'a number token': stack => new CfnParameter(stack, 'LateNumber', { type: 'Number' }).valueAsNumber,
  'a lazy value': () => Lazy.any({ produce: () => 'late' }),
  'a list token': stack => new CfnParameter(stack, 'LateList', { type: 'CommaDelimitedList' }).valueAsList,
};

/** Never shown to a user: the names of JavaScript, and tokens as the CDK encodes them. */
const LEAK = /\bundefined\b|\bNaN\b(?!, got|\.)|\[object |\$\{Token\[|#\{Token\[|e\+289/;
/** The same in a template, where a token has been resolved. */
const LEAK_IN_TEMPLATE = /\bundefined\b|\bNaN\b|\[object |Token\[|e\+289/;

let cases = 0;
let rejected = 0;
let accepted = 0;
afterAll(() => process.stdout.write(`hostile values: ${cases} cases, ${rejected} rejected, ${accepted} accepted\n`));

describe.each(Object.keys(STRUCTS))('%s', struct => {
  const { base, take } = TAKERS[struct];
  const properties = Object.keys(STRUCTS[struct]);

  test('has a legal value', () => {
    const stack = testStack();
    expect(() => { take(stack, { ...base?.(stack) }); }).not.toThrow();
  });

  test.each(properties)('%s rejects or takes whatever it receives', property => {
    const problems: string[] = [];
    for (const [what, make] of Object.entries(HOSTILE)) {
      const problem = problemWith(property, make);
      if (problem !== undefined) {
        problems.push(`${what}: ${problem}`);
      }
    }
    expect(problems).toEqual([]);
  });

  function problemWith(property: string, make: (stack: Stack) => unknown): string | undefined {
    cases++;
    const stack = testStack();
    const value = { ...base?.(stack), [property]: make(stack) };
    let error: Error;
    try {
      const result = take(stack, value);
      accepted++;
      return problemInResult(stack, result);
    } catch (thrown) {
      error = thrown as Error;
    }
    rejected++;
    return problemInError(property, error);
  }
});

/** An error of this library names the property and the fix, and shows nothing internal. */
function problemInError(property: string, { name, message, stack }: Error): string | undefined {
  if (name !== 'Error' || /^(Type|Range|Reference|Syntax)Error/.test(stack ?? '')) {
    return `${name}: ${message}`;
  }
  const text = message.replace(/must be a finite number, got NaN/g, '').replace(/NaN\.$/gm, '').replace(/is NaN/g, '');
  if (LEAK.test(text)) {
    return `leaks: ${message}`;
  }
  return message.includes(property) && /Fix: /.test(message) ? undefined : `does not name ${property} with a fix: ${message}`;
}

function problemInResult(stack: Stack, result: unknown): string | undefined {
  try {
    const template = JSON.stringify(stack.resolve((stack as any)._toCloudFormation()));
    const plain = typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype ? JSON.stringify(result) : '';
    const leak = LEAK_IN_TEMPLATE.exec(template + plain);
    return leak ? `is accepted, and the template contains ${(template + plain).slice(Math.max(0, leak.index - 80), leak.index + 40)}` : undefined;
  } catch (error) {
    return `is accepted, and synthesis fails: ${(error as Error).message.split('\n')[0]}`;
  }
}
