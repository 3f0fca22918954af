import { casesOf, idsIn } from './corpus';
import { FINDING_IDS, lint } from '../../src/lint/lint';

const DEFECTIVE = casesOf('defective');
const WORKING = casesOf('working');

test('the corpus has at least 60 defective and 60 working files, each with a source', () => {
  expect(DEFECTIVE.length).toBeGreaterThanOrEqual(60);
  expect(WORKING.length).toBeGreaterThanOrEqual(60);
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
