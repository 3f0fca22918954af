import { pairwise } from './pairwise';

const PARAMETERS = { a: [1, 2, 3, 4], b: ['x', 'y', 'z'], c: [true, false], d: [10, 20, 30] };
type Row = { a: number; b: string; c: boolean; d: number };
const pairs = (row: Row) => Object.entries(row).flatMap(([name, value], index, all) => all.slice(index + 1).map(([other, second]) => `${name}=${value} ${other}=${second}`));

test('covers every pair of values with far fewer rows than the product', () => {
  const rows = pairwise<Row>(PARAMETERS, () => true);
  const every = new Set(PARAMETERS.a.flatMap(a => PARAMETERS.b.flatMap(b => PARAMETERS.c.flatMap(c =>
    PARAMETERS.d.flatMap(d => pairs({ a, b, c, d }))))));
  expect(new Set(rows.flatMap(row => pairs({ a: row.a, b: row.b, c: row.c, d: row.d })))).toEqual(every);
  expect(rows.length).toBeLessThan(18);
});

test('covers every pair that a valid row can have, and no row is invalid', () => {
  const isValid = ({ a, b, c }: Row) => !(a === 1 && b === 'x') && !(b === 'y' && c);
  const rows = pairwise<Row>(PARAMETERS, isValid);
  expect(rows.filter(row => !isValid(row))).toEqual([]);
  const every = new Set(PARAMETERS.a.flatMap(a => PARAMETERS.b.flatMap(b => PARAMETERS.c.flatMap(c =>
    PARAMETERS.d.map(d => ({ a, b, c, d })).filter(isValid).flatMap(pairs)))));
  expect(new Set(rows.flatMap(row => pairs({ a: row.a, b: row.b, c: row.c, d: row.d })))).toEqual(every);
});
