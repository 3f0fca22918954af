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
  id: 'cake/too-high', severity: 'error', reads: ['layers'], at: 'layers', isViolated: () => true, problem: 'too high', fix: 'take one off',
  source: 'https://example.com', invalidExample: {},
  validExample: {}, ...over,
});
const later = new DeferredValue<any>('${Token[TOKEN.1]}');

/** What a predicate gets to see of a cake. */
function seenOf(cake: Cake, over: Partial<RuleRow<Cake, any, any, any>>): unknown {
  let seen: unknown;
  check([rule({ ...over, isViolated: c => (seen = c) !== undefined })], cake);
  return seen;
}

describe('check', () => {
  test('tells what is broken, where, and with which value', () => {
    expect(check([rule()], { layers: 9 })).toEqual({
      violations: [{
        id: 'cake/too-high', severity: 'error', acknowledgeable: false, at: 'layers', value: 9, problem: 'too high', fix: 'take one off',
        source: 'https://example.com',
      }],
      skipped: [],
    });
  });

  test('says nothing of a rule that is kept', () => {
    expect(check([rule({ isViolated: () => false })], { layers: 9 })).toEqual({ violations: [], skipped: [] });
  });

  test('passes over a rule that reads what is absent, without a word', () => {
    expect(check([rule({ reads: ['layers', 'icing'] })], { layers: 9 })).toEqual({ violations: [], skipped: [] });
    expect(check([rule({ reads: ['layers', 'icing'] })], { layers: later })).toEqual({ violations: [], skipped: [] });
  });

  test('skips a rule that reads what is known only at deployment, and says which fields', () => {
    const violated = jest.fn();
    expect(check([rule({ reads: ['layers', 'icing'], mayRead: ['candles'], isViolated: violated })], { layers: 9, icing: later, candles: later }))
      .toEqual({ violations: [], skipped: [{ id: 'cake/too-high', fields: ['icing', 'candles'] }] });
    expect(violated).not.toHaveBeenCalled();
  });

  test('judges a rule whose optional fields are absent', () => {
    expect(check([rule({ mayRead: ['candles'] })], { layers: 9 }).violations).toHaveLength(1);
  });

  test('judges a rule that only asks whether a deploy-time value was given', () => {
    expect(check([rule({ reads: [], presenceOf: ['icing'] })], { icing: later }).violations).toHaveLength(1);
  });

  test('judges every rule, in the order of the table', () => {
    const rules = ['b', 'a', 'c'].map(id => rule({ id }));
    expect(check(rules, { layers: 9 }).violations.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });

  test('judges a rule as soon as the fields that it reads are there', () => {
    const rules = [rule({ reads: ['layers', 'icing'] })];
    const cakes: Cake[] = [{ layers: 1 }, { layers: 1, icing: 'lemon' }, { layers: 1, icing: undefined }, { icing: 'lemon', layers: 2 }, { icing: 'lemon' }];
    expect(cakes.map(cake => check(rules, cake).violations.length)).toEqual([0, 1, 0, 1, 0]);
  });

  test('tells every time of a rule that is broken', () => {
    const rules = [rule({ isViolated: ({ layers }) => layers === 9 })];
    const found = [9, 9, 1, 9].map(layers => check(rules, { layers }).violations.length);
    expect(found).toEqual([1, 1, 0, 1]);
  });

  test('shows a predicate nothing but the declared fields', () => {
    expect(seenOf({ layers: 9, icing: 'lemon', candles: 3, kind: 'pie' }, { mayRead: ['candles'] })).toEqual({ layers: 9, candles: 3 });
  });

  test('shows a predicate true and false where only presence matters', () => {
    const given = { reads: [], presenceOf: ['layers', 'icing', 'candles'] };
    expect(seenOf({ layers: 0, icing: later }, given)).toEqual({ layers: true, icing: true, candles: false });
  });

  test('shows a predicate which values are known only at deployment', () => {
    const known = { reads: [], deferredOf: ['layers', 'icing', 'candles'] };
    expect(seenOf({ layers: 9, icing: later }, known)).toEqual({ layers: false, icing: true, candles: false });
  });

  test('gives words that depend on the configuration the same view', () => {
    const { violations: [found] } = check([rule({ problem: c => `${c.layers} layers, ${c.icing}`, fix: c => `take ${c.layers - 1} off` })], {
      layers: 9, icing: 'lemon',
    });
    expect(found).toMatchObject({ problem: '9 layers, undefined', fix: 'take 8 off' });
  });

  test.each([
    ['error', undefined, false],
    ['error', true, true],
    ['warning', undefined, true],
  ] as const)('%s with acknowledgeable %s can be acknowledged: %s', (severity, acknowledgeable, expected) => {
    expect(check([rule({ severity, acknowledgeable })], { layers: 9 }).violations[0]).toMatchObject({ severity, acknowledgeable: expected });
  });
});

describe('words', () => {
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
  expect([`${later}`, JSON.stringify({ later })]).toEqual([KNOWN_AT_DEPLOYMENT, `{"later":"${KNOWN_AT_DEPLOYMENT}"}`]);
});
