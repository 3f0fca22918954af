import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import * as terms from './glossary.json';

const ROOT = join(__dirname, '..');
const FOLDERS = ['src', 'test', 'examples', 'bench', 'projenrc'];

function sources(): string[] {
  const files = FOLDERS.flatMap(folder => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)));
  return files.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && !/node_modules|cdk\.out/.test(file));
}

/** The words of an identifier: `validateInput` has `validate` and `input`. */
function wordsOf(identifier: string): string[] {
  return identifier.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map(word => word.toLowerCase());
}

function identifiersIn(file: string): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) {
      found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest));
  return [...found];
}

const isOld = (identifier: string) =>
  terms.identifiers.includes(identifier) || wordsOf(identifier).some(word => terms.words.includes(word));

test('no identifier has a term that the glossary replaces', () => {
  expect(sources().flatMap(file => identifiersIn(file).filter(isOld).map(identifier => `${file}: ${identifier}`))).toEqual([]);
});

test('no file name has a term that the glossary replaces', () => {
  expect(sources().filter(file => file.split(/[/.-]/).some(word => terms.words.includes(word)))).toEqual([]);
});

const PROSE = new RegExp(`\\b(${terms.prose.join('|')})\\b`);

test('no document, comment or message has a phrase that the glossary replaces', () => {
  const written = ['.', 'docs', 'decisions', 'src', 'examples'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' }).map(file => join(folder, file)));
  const texts = written.filter(file => /\.(md|ts|py|go|java)$/.test(file) && !/node_modules|cdk\.out|\.d\.ts$/.test(file));
  expect(texts.length).toBeGreaterThan(300);
  expect(texts.flatMap(file => readFileSync(join(ROOT, file), 'utf8').split('\n')
    .flatMap((line, index) => PROSE.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []))).toEqual([]);
});

test('no title of a test has a phrase that the glossary replaces', () => {
  const titles = sources().filter(file => file.startsWith('test')).flatMap(file =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^\s*(?:test|describe|proof|\]\))[^'\n]*\('((?:[^'\\]|\\.)*)'/gm)].map(([, title]) => `${file}: ${title}`));
  expect(titles.length).toBeGreaterThan(1500);
  expect(titles.filter(title => PROSE.test(title) || /\brefuse[sd]?\b/.test(title))).toEqual([]);
});

test('terms are found as words of identifiers', () => {
  expect(['judgeAll', 'JUDGED_HERE', 'isLater', 'takeIn'].map(isOld)).toEqual([true, true, true, true]);
  expect(['collateral', 'validate', 'DeferredValue'].map(isOld)).toEqual([false, false, false]);
});
