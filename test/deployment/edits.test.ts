import { Case, EDITS, GAPS, KIND_NAMES, PROPERTIES } from './edits';
import { CASES } from './support/cases';

test('every edit and every storage is played, and every property has an edit', () => {
  expect(EDITS.filter(edit => !CASES.some(one => one.edit === edit)).map(({ name }) => name)).toEqual([]);
  expect(KIND_NAMES.filter(kind => !CASES.some(one => one.kind === kind))).toEqual([]);
  const names = Object.values(PROPERTIES).filter(Array.isArray).flat();
  expect(names.filter(name => !EDITS.some(edit => edit.name === name))).toEqual([]);
});

test('every value of every parameter occurs with every other, wherever a case can have both', () => {
  const names = Object.keys(CASES[0]) as (keyof Case)[];
  const seen = new Set(CASES.flatMap(one => names.map(name => `${name}: ${valueOf(one, name)}`)));
  expect(seen.size).toBe(EDITS.length + KIND_NAMES.length + 3 + 2 + 3 + 3 + 2);
});

test('a gap is met by some case', () => {
  expect(GAPS.filter(({ meets }) => !CASES.some(meets))).toEqual([]);
});

function valueOf(one: Case, name: keyof Case): string {
  return name === 'edit' ? one.edit.name : one[name];
}
