import { Stack } from 'aws-cdk-lib';
import { DeferredValue } from '../../src/validation/deferred-value';
import { Rule, ruleFor } from '../../src/validation/rule';
import { validate } from '../../src/validation/validate';
import { errorOf, idsIn, testStack, warningsOf } from '../support/fixture';

interface Soup {
  readonly salt?: number | DeferredValue<number>;
}

const rule = ruleFor<Soup>();
const row = {
  at: 'salt', reads: ['salt'], fix: 'use less', source: 'https://example.com', invalidExample: {},
  validExample: {},
} as const;
const RULES: Rule<Soup>[] = [
  rule({ ...row, id: 'soup/too-salty', severity: 'error', isViolated: c => c.salt > 10, problem: 'too much' }),
  rule({
    ...row, id: 'soup/very-salty', severity: 'error', isViolated: c => c.salt > 5, problem: 'much',
    acknowledgeable: 'service-limit',
  }),
  rule({ ...row, id: 'soup/salty', severity: 'warning', isViolated: c => c.salt > 1, problem: 'some' }),
];

function validated(stack: Stack, configuration: Soup, acknowledge?: { [id: string]: string }) {
  return validate(stack, { subject: 'Soup', rules: RULES, configuration, names: {}, acknowledge });
}

function rejected(configuration: Soup, acknowledge?: { [id: string]: string }): string[] {
  return idsIn(errorOf(() => validated(testStack(), configuration, acknowledge)));
}

test('reports all problems in one error that names the construct', () => {
  expect(errorOf(() => validated(testStack(), { salt: 11 }))).toMatch(/^Soup 'Storage': 2 problems\n/);
  expect(rejected({ salt: 11 })).toEqual(['soup/too-salty', 'soup/very-salty']);
});

test('prints a warning instead of throwing', () => {
  const stack = testStack();
  expect(validated(stack, { salt: 2 })).toEqual([]);
  expect(warningsOf(stack)).toEqual(['soup/salty']);
});

test('returns the rules that are skipped because of a deploy-time value', () => {
  expect(validated(testStack(), { salt: new DeferredValue(1) }).map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
});

test('an acknowledgement silences only warnings and errors that can be acknowledged', () => {
  const acknowledge = { 'soup/very-salty': 'sea soup', 'soup/salty': 'sea soup' };
  const stack = testStack();
  validated(stack, { salt: 6 }, acknowledge);
  expect(warningsOf(stack)).toEqual([]);
  expect(rejected({ salt: 11 }, acknowledge)).toEqual(['soup/too-salty']);
});

// cdk synth of aws-cdk-lib 2.276 ends a warning with: Acknowledge with 'Annotation::cdk-eks-fsx:lustre/…'
test.each([
  'Annotation::cdk-eks-fsx:', 'annotation::cdk-eks-fsx:', 'Construct-Annotations::cdk-eks-fsx:', 'cdk-eks-fsx:',
])('accepts the id as the CDK prints it, with %s', prefix => {
  const stack = testStack();
  validated(stack, { salt: 6 }, { [`${prefix}soup/salty`]: 'sea soup', [`${prefix}soup/very-salty`]: 'sea soup' });
  expect(warningsOf(stack)).toEqual([]);
  expect(errorOf(() => validated(testStack(), { salt: 0 }, {
    [`${prefix}soup/pepper`]: 'typo',
  }))).toContain(`acknowledge '${prefix}soup/pepper'`);
});

test('states that an error about the impossible cannot be acknowledged', () => {
  expect(errorOf(() => validated(testStack(), { salt: 0 }, { 'soup/too-salty': 'please' })))
    .toContain('this error cannot be acknowledged, because the configuration is impossible by construction or dangerous to data');
});

test.each([
  ['of an error that cannot be acknowledged', { 'soup/too-salty': 'please' }],
  ['of an unknown id', { 'soup/pepper': 'typo' }],
  ['without a reason', { 'soup/salty': '' }],
])('rejects an acknowledgement %s', (_, acknowledge) => {
  expect(rejected({ salt: 0 }, acknowledge)).toEqual(['rules/acknowledgement']);
});
