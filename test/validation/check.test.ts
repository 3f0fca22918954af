import { check } from '../../src/validation/check';
import { KNOWN_AT_DEPLOYMENT, DeferredValue, Setting } from '../../src/validation/deferred-value';
import { Rule, RuleRow, ruleFor } from '../../src/validation/rule';
import { andList, orList } from '../../src/validation/text';

interface Cake {
  readonly layers?: Setting<number>;
  readonly icing?: Setting<string>;
  readonly candles?: Setting<number>;
  readonly kind?: string;
}

const rule = (over: Partial<RuleRow<Cake, any, any, any>> = {}): Rule<Cake> => ruleFor<Cake>()({
  id: 'cake/too-high', severity: 'error', reads: ['layers'], at: 'layers', isViolated: () => true, problem: 'too high',
  fix: 'take one off',
  source: 'https://example.com', invalidExample: {},
  validExample: {}, ...over,
});
const deferred = new DeferredValue<any>('${Token[TOKEN.1]}');

/** The view of a cake that a predicate gets. */
function seenOf(cake: Cake, over: Partial<RuleRow<Cake, any, any, any>>): unknown {
  let seen: unknown;
  check([rule({ ...over, isViolated: c => (seen = c) !== undefined })], cake);
  return seen;
}

describe('check', () => {
  test('reports the violated rule, the field and its value', () => {
    expect(check([rule()], { layers: 9 })).toEqual({
      violations: [{
        id: 'cake/too-high', severity: 'error', acknowledgeable: false, at: 'layers', value: 9, problem: 'too high',
        fix: 'take one off',
        source: 'https://example.com',
      }],
      skipped: [],
    });
  });

  test('does not report a rule that is satisfied', () => {
    expect(check([rule({ isViolated: () => false })], { layers: 9 })).toEqual({ violations: [], skipped: [] });
  });

  test('ignores a rule that reads an absent field', () => {
    expect(check([rule({ reads: ['layers', 'icing'] })], { layers: 9 })).toEqual({ violations: [], skipped: [] });
    expect(check([rule({ reads: ['layers', 'icing'] })], { layers: deferred })).toEqual({ violations: [], skipped: [] });
  });

  test('skips a rule that reads a deploy-time value, and lists the fields', () => {
    const violated = jest.fn();
    expect(check([
      rule({ reads: ['layers', 'icing'], mayRead: ['candles'], isViolated: violated }),
    ], { layers: 9, icing: deferred, candles: deferred }))
      .toEqual({ violations: [], skipped: [{ id: 'cake/too-high', fields: ['icing', 'candles'] }] });
    expect(violated).not.toHaveBeenCalled();
  });

  test('validates a rule whose optional fields are absent', () => {
    expect(check([rule({ mayRead: ['candles'] })], { layers: 9 }).violations).toHaveLength(1);
  });

  test('validates a rule that reads only the presence of a deploy-time value', () => {
    expect(check([rule({ reads: [], presenceOf: ['icing'] })], { icing: deferred }).violations).toHaveLength(1);
  });

  test('validates every rule, in the order of the table', () => {
    const rules = ['b', 'a', 'c'].map(id => rule({ id }));
    expect(check(rules, { layers: 9 }).violations.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });

  test('validates a rule if all fields that it reads are set', () => {
    const rules = [rule({ reads: ['layers', 'icing'] })];
    const cakes: Cake[] = [
      { layers: 1 }, { layers: 1, icing: 'lemon' }, { layers: 1, icing: undefined }, { icing: 'lemon', layers: 2 },
      { icing: 'lemon' },
    ];
    expect(cakes.map(cake => check(rules, cake).violations.length)).toEqual([0, 1, 0, 1, 0]);
  });

  test('reports a violated rule each time', () => {
    const rules = [rule({ isViolated: ({ layers }) => layers === 9 })];
    const found = [9, 9, 1, 9].map(layers => check(rules, { layers }).violations.length);
    expect(found).toEqual([1, 1, 0, 1]);
  });

  test('passes only the declared fields to a predicate', () => {
    expect(seenOf({ layers: 9, icing: 'lemon', candles: 3, kind: 'pie' }, { mayRead: ['candles'] })).toEqual({
      layers: 9, candles: 3,
    });
  });

  test('passes the presence of fields to a predicate as a boolean', () => {
    const omitUndefined = { reads: [], presenceOf: ['layers', 'icing', 'candles'] };
    expect(seenOf({ layers: 0, icing: deferred }, omitUndefined)).toEqual({
      layers: true,
      icing: true,
      candles: false,
    });
  });

  test('passes to a predicate which values are known only at deployment', () => {
    const known = { reads: [], deferredOf: ['layers', 'icing', 'candles'] };
    expect(seenOf({ layers: 9, icing: deferred }, known)).toEqual({ layers: false, icing: true, candles: false });
  });

  test('passes the same view to messages that depend on the configuration', () => {
    const { violations: [found] } = check([
      rule({ problem: c => `${c.layers} layers, ${c.icing}`, fix: c => `take ${c.layers - 1} off` }),
    ], {
      layers: 9, icing: 'lemon',
    });
    expect(found).toMatchObject({ problem: '9 layers, undefined', fix: 'take 8 off' });
  });

  test.each([
    ['error', undefined, false],
    ['error', 'service-limit', true],
    ['error', 'not-verifiable', true],
    ['warning', undefined, true],
  ] as const)('%s with acknowledgeable %s can be acknowledged: %s', (severity, acknowledgeable, expected) => {
    expect(check([rule({ severity, acknowledgeable })], { layers: 9 }).violations[0]).toMatchObject({
      severity, acknowledgeable: expected,
    });
  });
});

describe('lists', () => {
  test.each([
    [[], '', ''],
    [[1], '1', '1'],
    [[1, 'b'], '1 or b', '1 and b'],
    [['a', 'b', 'c'], 'a, b or c', 'a, b and c'],
  ])('lists %j', (values: (string | number)[], or, and) => {
    expect([orList(values), andList(values)]).toEqual([or, and]);
  });
});

test('a deploy-time value never shows its token', () => {
  expect([`${deferred}`, JSON.stringify({ deferred })]).toEqual([KNOWN_AT_DEPLOYMENT, `{"deferred":"${KNOWN_AT_DEPLOYMENT}"}`]);
});
