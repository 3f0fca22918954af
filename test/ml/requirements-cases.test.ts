import { data, answerOf, understood } from './requirements-cases';

/** Requirements of public trainings and services. `before` records the answers of the advisor that knew fewer terms. */
describe('public trainings and services', () => {
  test('are at least 40, each with a known source and a reason', () => {
    expect(data.cases.length).toBeGreaterThanOrEqual(40);
    expect(data.cases.flatMap(({ source }) => source).filter(id => !(id in data.sources))).toEqual([]);
    expect(data.cases.filter(({ why }) => why.length < 5)).toEqual([]);
  });

  test.each(data.cases.map(one => [one.name, one] as const))('%s: the answer is the recorded one', (_, one) => {
    expect(answerOf(understood(one.requirements))).toBe(one.before);
  });
});
