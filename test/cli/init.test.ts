import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import * as ts from 'typescript';
import { VERSIONS } from '../../src/cli/init';
import { run } from '../../src/cli/run';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  file = join(folder, 'packed.tgz');
  writeFileSync(file, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function init(...args: string[]) {
  let out = '';
  let err = '';
  const status = await run(['init', ...args], text => out += text, text => err += text);
  return { status, out, err };
}

const read = (name: string) => readFileSync(join(folder, 'my App', name), 'utf8');

test('creates a TypeScript app whose versions are those of the package', async () => {
  const { status, out, err } = await init(join(folder, 'my App'), '--package', file);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/^Created .*app\.ts in .*\. Next:\n {2}cd .*\n {2}npm install\n {2}npx cdk synth/);
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const created = JSON.parse(read('package.json'));
  expect(created).toMatchObject({ name: 'my-app', private: true, dependencies: { ...peerDependencies, 'cdk-eks-fsx': `file:${file}` } });
  expect(Object.values({ ...created.dependencies, ...created.devDependencies })).not.toContain(undefined);
  expect(readdirSync(join(folder, 'my App')).sort()).toEqual(['.gitignore', 'app.ts', 'cdk.json', 'package.json', 'tsconfig.json']);
});

test.each(['typescript', 'python'])('configures the feature flags that the CDK recommends (%s)', async language => {
  await init(join(folder, 'my App'), '--package', file, '--language', language);
  expect(JSON.parse(read('cdk.json')).context).toEqual({
    ...JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8')),
    '@aws-cdk/core:defaultCrossStackReferences': 'weak', // the newest CDK warns without it
  });
});

test('installs what this library is developed with', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8')).devDependencies).toMatchObject(VERSIONS);
});

test('the TypeScript app synthesizes without a warning', async () => {
  await init(join(folder, 'my App'), '--package', file);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(read('app.ts'), { compilerOptions });
  const explained = jest.fn();
  process.env.CDK_CONTEXT_JSON = JSON.stringify(JSON.parse(read('cdk.json')).context); // as the CDK CLI does
  // eslint-disable-next-line no-new-func
  new Function('require', 'console', 'exports', `${outputText}; this.stack = app.synth().getStackByName('Storage');`)
    .call({
      set stack({ template, messages }: any) {
        explained(Object.values<any>(template.Resources).map(({ Type }) => Type));
        expect(messages.filter(({ level }: any) => level !== 'info')).toEqual([]);
      },
    }, require, { error: explained }, {});
  expect(explained).toHaveBeenCalledWith(expect.stringContaining('PERSISTENT_2'));
  expect(explained).toHaveBeenCalledWith(expect.arrayContaining(['AWS::FSx::FileSystem', 'AWS::FSx::DataRepositoryAssociation']));
});

test('creates a Python app', async () => {
  const { out } = await init(join(folder, 'my App'), '--language', 'python', '--package', file);
  expect(out).toMatch(/\.venv\/bin\/pip install -r requirements\.txt\n {2}npx aws-cdk@2\.\d+\.\d+ synth/);
  expect(read('requirements.txt')).toMatch(new RegExp(`^${file}\naws-cdk-lib>=2\\.240\\.0,<3\n(?:[\\w.-]+>=[\\d.]+,<\\d+\n)+$`));
  expect(read('app.py')).toContain('from cdk_eks_fsx import');
});

test('the help names the default language as it is typed', async () => {
  expect((await init('--help')).out).toMatch(/typescript or python \(default:\s+typescript\)/);
});

test.each([
  ['typescript', /\n {2}npx (cdk-eks-fsx [^#]*?) +#.*\nTo create .*: npx cdk deploy --all\n$/],
  ['python', /\n {2}\.venv\/bin\/(cdk-eks-fsx [^#]*?) +#.*\nTo create .*: npx aws-cdk@[\d.]+ deploy --all\n$/],
])('ends with a command that explains the price of the app, and how to deploy it (%s)', async (language, end) => {
  const { out } = await init(join(folder, 'my App'), '--language', language, '--package', file);
  const [, command] = end.exec(out)!;
  let explained = '';
  expect(await run(command.split(' ').slice(1), text => explained += text, () => {})).toBe(0);
  expect(explained).toMatch(/PERSISTENT_2[^]*4800 GiB, 1171 MB\/s[^]*US dollars per month/); // of the test above
});

test.each<[string, (path: string) => string[], RegExp]>([
  ['no folder', () => [], /missing required argument 'folder'/],
  ['a folder with files', path => [path, '--package', join(path, 'packed.tgz')], /the folder .* is not empty/],
  ['a file', path => [join(path, 'packed.tgz'), '--package', join(path, 'packed.tgz')], /cannot write '.*packed\.tgz': EEXIST/],
  ['a folder in a file', path => [join(path, 'packed.tgz', 'a'), '--package', join(path, 'packed.tgz')], /cannot write '.*a': ENOTDIR/],
  ['an unknown language', path => [join(path, 'a'), '--language', 'java'], /It must be one of typescript, python\./],
  ['no package before the first release', path => [join(path, 'a')], /this version is not published: set --package/],
  ['a package that does not exist', path => [join(path, 'a'), '--package', join(path, 'b.tgz')], /the file .*b\.tgz does not exist/],
])('rejects %s with one line and the usage', async (_what, args, problem) => {
  const { status, out, err } = await init(...args(folder));
  expect({ status, out }).toEqual({ status: 2, out: '' });
  const [message, ...rest] = err.trimEnd().split('\n');
  expect(message).toMatch(problem);
  expect(rest).toEqual(['Usage: cdk-eks-fsx init <folder> [options]']);
  expect(readdirSync(folder)).toEqual(['packed.tgz']);
});
