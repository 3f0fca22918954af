import * as fc from 'fast-check';
import { PathFormat, normalizedPath, pathProblem, pathsOverlap, suggestedPath } from '../../src/validation/paths';

const path = (lengths: number[]) => lengths.map(length => 'd'.repeat(length)).join('/');
const RELATIVE: PathFormat = { absolute: false };
const ABSOLUTE: PathFormat = { absolute: true };

test.each<[string, PathFormat, (string | undefined)?]>([
  ['a', RELATIVE], ['a/b', RELATIVE], ['.a', RELATIVE], ['a..', RELATIVE], ['...', RELATIVE], ['a b', RELATIVE],
  ['größe', RELATIVE],
  [path([255]), RELATIVE], [`${'ü'.repeat(127)}d`, RELATIVE],
  ['', RELATIVE, 'must be a directory below the root of the volume'],
  ['', { ...RELATIVE, root: true }],
  ['/', { ...ABSOLUTE, root: true }],
  ['/', ABSOLUTE, 'must be a directory below the root of the volume'],
  ['/a', RELATIVE, 'must be relative to the root of the volume and must not begin with /'],
  ['a', ABSOLUTE, 'must begin with /'],
  ['a', {}], ['/a', {}],
  ['.', RELATIVE, 'must not contain \'.\''],
  ['./a', RELATIVE, 'must not contain \'.\''],
  ['/.', { ...ABSOLUTE, root: true }, 'must not contain \'.\''],
  ['a/../b', RELATIVE, 'must not contain \'..\''],
  ['a//b', RELATIVE, 'must not contain an empty name between slashes or at the end'],
  ['//a', ABSOLUTE, 'must not contain an empty name between slashes or at the end'],
  ['a/', RELATIVE, 'must not contain an empty name between slashes or at the end'],
  ['a/', { ...RELATIVE, trailingSlash: true }],
  ['a//', { ...RELATIVE, trailingSlash: true }, 'must not contain an empty name between slashes or at the end'],
  [
    '//', { ...ABSOLUTE, root: true, trailingSlash: true },
    'must not contain an empty name between slashes or at the end',
  ],
  ...['\0', '\n', '\t', '\x7f', '\x85', '\u2028'].map((character): [string, PathFormat, string] => [
    `a${character}b`, RELATIVE, 'must not contain control characters',
  ]),
  ['a b', { ...RELATIVE, forbidden: { characters: /\s/, name: 'white space' } }, 'must not contain white space'],
  [path([256]), RELATIVE, 'must not contain a name longer than 255 bytes'],
  ['ü'.repeat(128), RELATIVE, 'must not contain a name longer than 255 bytes'],
  [path(Array(16).fill(255)), RELATIVE], // 4095 bytes
  [`a/${path(Array(16).fill(255))}`, RELATIVE, 'must have at most 4095 bytes'],
  ['/abcd', { ...ABSOLUTE, maxCharacters: 5 }],
  [`/${path(Array(16).fill(255))}`, { ...ABSOLUTE, maxCharacters: 4096 }], // limited by the service
  ['/abcde', { ...ABSOLUTE, maxCharacters: 5 }, 'must have at most 5 characters'],
])('%j as %j', (text, format, problem = undefined) => {
  expect(pathProblem(text, format)).toBe(problem);
});

const ANY = fc.string({ unit: fc.constantFrom(...'aZ./ü \n\0'), maxLength: 30 });
const FORMATS: PathFormat[] = [
  RELATIVE, ABSOLUTE, { ...RELATIVE, forbidden: { characters: /\s/, name: 'white space' } },
  { ...ABSOLUTE, trailingSlash: true },
];

test.each(FORMATS)('a suggestion for %j is legal', format => {
  fc.assert(fc.property(ANY, text => pathProblem(suggestedPath(text, format, 'team-a'), format) === undefined), {
    seed: 15, examples: [['x'.repeat(9000)], ['ü'.repeat(300)]],
  });
});

test('a legal path has one spelling, except for a trailing slash', () => {
  fc.assert(fc.property(ANY, text => pathProblem(text, {
    absolute: false, trailingSlash: true,
  }) !== undefined || normalizedPath(text) === text.replace(/\/$/, '')), { seed: 15 });
});

test.each<[string, string, boolean]>([
  ['a', 'a', true], ['a', './a', true], ['a', 'a/', true], ['a', './a/b', true], ['a//b', 'a/b', true],
  ['a/b', 'a', true], ['/', 'a', true], ['.', 'a', true],
  ['a', 'b', false], ['a', 'ab', false], ['a/b', 'a/c', false], ['a/b', 'b', false], ['ns1/ns2', 'ns10', false],
])('%j and %j overlap: %p', (a, b, expected) => {
  expect(pathsOverlap(a, b)).toBe(expected);
  expect(pathsOverlap(b, a)).toBe(expected);
});
