import { CfnParameter, Duration, Fn, Lazy, Size, Stack, Token } from 'aws-cdk-lib';
import { DeferredValue } from '../../src/validation/deferred-value';
import { toToken, joined, unwrap, referredConstruct, text } from '../../src/validation/normalize';
import { Unit } from '../../src/validation/schema';

const stack = new Stack();
const string = new CfnParameter(stack, 'String').valueAsString;
const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;

describe('values that are known at synthesis are unwrapped', () => {
  test.each<[unknown, Unit | undefined, unknown]>([
    [Size.tebibytes(2), 'GiB', 2048],
    [Size.gibibytes(1), 'MiB', 1024],
    [Size.mebibytes(512), 'GiB', 0.5], // validated by a rule, not rounded
    [Duration.hours(36), 'days', 1.5],
    ['flock', undefined, 'flock'],
    [0, undefined, 0],
    [false, undefined, false],
    [undefined, 'GiB', undefined],
  ])('%p', (value, unit, expected) => {
    expect(unwrap(value, unit)).toBe(expected);
  });
});

describe('deploy-time values', () => {
  test.each<[string, unknown, Unit | undefined, unknown]>([
    ['a string', string, undefined, { Ref: 'String' }],
    [
      'a string that holds one', `s3://${string}/in`, undefined,
      { 'Fn::Join': ['', ['s3://', { Ref: 'String' }, '/in']] },
    ],
    ['a number', number, undefined, { Ref: 'Number' }],
    ['a size', Size.gibibytes(number), 'GiB', { Ref: 'Number' }],
    ['a duration', Duration.days(number), 'days', { Ref: 'Number' }],
  ])('%s is wrapped, and converted back to the same token', (_, value, unit, expected) => {
    const wrapped = unwrap(value, unit);
    expect(wrapped).toBeInstanceOf(DeferredValue);
    expect(stack.resolve(toToken(wrapped))).toEqual(expected);
    expect(JSON.stringify({ wrapped })).toBe('{"wrapped":"<known at deployment>"}');
  });

  test.each<[string, unknown, Unit | undefined, string, unknown]>([
    ['a string', string, undefined, '', '{"value":"<Ref:String>"}'],
    ['a number', number, undefined, '', '{"value":"<Ref:Number>"}'],
    ['a size', Size.gibibytes(number), 'GiB', 'Gi', '{"value":"<Ref:Number>Gi"}'],
    [
      'a number of an attribute', Token.asNumber(Fn.getAtt('Thing', 'Number')), undefined, '',
      '{"value":"<Thing.Number>"}',
    ],
  ])('%s is a quoted string in JSON', (_, value, unit, suffix, expected) => {
    const json = stack.resolve(stack.toJsonString({ value: text(unwrap(value, unit), suffix) }));
    const parts = json['Fn::Join'][1].map((part: any) => {
      return part.Ref ? `<Ref:${part.Ref}>` : part['Fn::GetAtt'] ? `<${part['Fn::GetAtt'].join('.')}>` : part;
    });
    expect(parts.join('')).toBe(expected);
  });
});

test('text returns known values unchanged', () => {
  expect([text(50), text(1200, 'Gi'), text(true), text('SSD')]).toEqual(['50', '1200Gi', 'true', 'SSD']);
});

test('joined joins known values at synthesis and deploy-time values at deployment', () => {
  expect(joined(',', ['a', 'b'])).toBe('a,b');
  expect(stack.resolve(joined('::', ['fs-1', string, new DeferredValue(string)]))).toEqual({
    'Fn::Join': ['', ['fs-1::', { Ref: 'String' }, '::', { Ref: 'String' }]],
  });
});

test('referredConstruct returns the construct of the first token of a string', () => {
  const parameter = stack.node.findChild('String');
  expect([string, `${string}-a`].map(referredConstruct)).toEqual([parameter, parameter]);
  expect([undefined, '', 'sg-0123456789abcdef0', Lazy.string({ produce: () => 'a' })].map(referredConstruct)).toEqual([
    undefined, undefined, undefined, undefined,
  ]);
});
