import { readFileSync } from 'fs';
import { join } from 'path';
import { casesOf, idsIn } from './corpus';
import { FINDING_IDS, lint } from '../../src/lint/lint';

const DEFECTIVE = casesOf('defective');
const WORKING = casesOf('working');

test('the corpus has the numbers of defective and working files that docs/proven.md states, each with a source', () => {
  const stated = /(\d+) defective and (\d+) working files/.exec(readFileSync(join(__dirname, '../../docs/proven.md'), 'utf8'))!;
  expect([DEFECTIVE.length, WORKING.length]).toEqual(stated.slice(1).map(Number));
  expect([...DEFECTIVE, ...WORKING].filter(({ source }) => source === '')).toEqual([]);
});

test.each(DEFECTIVE)('finds the defects of $name, and nothing else', ({ file, expected }) => {
  expect(idsIn(file)).toEqual(expected);
});

test.each(WORKING)('finds nothing unexpected in $name', ({ file, expected }) => {
  expect(idsIn(file)).toEqual(expected);
});

test('reports no error for working files', () => {
  expect(WORKING.flatMap(({ file }) => lint([file]).findings).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('expects only ids that exist', () => {
  expect(DEFECTIVE.flatMap(({ expected }) => expected).filter(id => !FINDING_IDS.has(id))).toEqual([]);
});

test('every rule for files has a defective file', () => {
  const covered = new Set(DEFECTIVE.flatMap(({ expected }) => expected));
  expect([...FINDING_IDS].filter(id => id.startsWith('lint/') && !covered.has(id)).sort()).toEqual(['lint/claim-volume-mode', 'lint/suppression']);
});
