import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { packageProblems } from './package-files';

const COMPLETE = [
  '.jsii', '.jsii.gz', 'package.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'ALARMS.md', 'LIMITS.md', 'docs/troubleshooting.md', 'lib/index.js', 'lib/index.d.ts',
  'lib/cli/main.js', 'lib/cli/LICENSES.txt',
  'lib/room/a.js', 'lib/room/a.d.ts', 'docs/dashboard.svg', 'examples/python/app.py', 'examples/gitops/app.ts', 'examples/go/go.mod',
];
const SOURCES = ['index.ts', 'room/a.ts', 'cli/main.ts'];
let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'package-files-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function problems(files: string[], text = ''): string[] {
  files.forEach(file => write(join('package', file), text));
  SOURCES.forEach(file => write(join('src', file), ''));
  return packageProblems(join(folder, 'package'), join(folder, 'src'));
}

function write(file: string, text: string) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

test('a package with what a user needs has no problem', () => {
  expect(problems(COMPLETE)).toEqual([]);
});

test.each(COMPLETE.slice(0, 13))('%s must not be missing', file => {
  expect(problems(COMPLETE.filter(other => other !== file))).toEqual([`${file} is missing`]);
});

test.each([
  'test/a.test.ts', 'examples/python/.venv/bin/python', 'examples/go/go.sum', 'docs/a.html', '.ci/run', 'lib/index.ts', 'lib/index.js.map', 'lib/room/gone.js', 'src/index.ts', 'ARCHITECTURE.md',
  '.jsii.tabl.json', 'tsconfig.json', 'node_modules/typescript/package.json',
])('%s is nothing that a user needs', file => {
  expect(problems([...COMPLETE, file])).toEqual([`${file} is nothing that a user needs`]);
});

test('source maps stay at home', () => {
  expect(problems(COMPLETE, '//# sourceMappingURL=data:application/json;base64,e30=')).toEqual(expect.arrayContaining(['lib/index.js holds a source map']));
});

test('an error is not thrown in a long line', () => {
  expect(problems(COMPLETE, `${' '.repeat(480)}throw new Error();`)).toEqual([]);
  expect(problems(COMPLETE, `${' '.repeat(490)}throw new Error();`)).toContain('lib/index.js throws an error in a long line, which Node prints above it');
});
