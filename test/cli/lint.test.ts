import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import Ajv from 'ajv';
import { Command } from 'commander';
import { matches } from '../../src/cli/lint/configuration';
import { lintCommand } from '../../src/cli/lint-command';
import { run } from '../../src/cli/run';
import { ruleUrl } from '../../src/validation/links';

const BAD = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fsx}
provisioner: fsx.csi.aws.com
parameters:
  subnetId: subnet-0123456789abcdef0
  securityGroupIds: sg-0123456789abcdef0
  deploymentType: SCRATCH_2
`;
const GOOD = `${BAD}  fileSystemTypeVersion: "2.15"\n`;
const WARNING = `${BAD}  fileSystemTypeVersion: "2.12"\n`;

let folder: string;
const before = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

async function typed(...args: string[]) {
  let out = '';
  let err = '';
  const status = await run(['lint', ...args], text => out += text, text => err += text);
  return { status, out, err };
}

test.each([
  [GOOD, [], 0], [BAD, [], 1], [WARNING, [], 0], [WARNING, ['--fail-on', 'warning'], 1], [BAD, ['--fail-on', 'never'], 0],
  ['kind: StorageClass\n  a: [', [], 2],
])('the exit status shows whether there are findings', async (text, options, status) => {
  file('a.yaml', text);
  expect((await typed('a.yaml', ...options)).status).toBe(status);
});

test.each([
  [['absent.yaml'], /^error: cannot read 'absent.yaml': ENOENT/],
  [['--format', 'xml'], /Allowed choices are text, json, sarif, github/],
  [['--fail-on', 'all'], /Allowed choices are error, warning, never/],
  [['--config', 'absent.yaml'], /^error: cannot read 'absent.yaml'/],
])('%j is an invalid command line', async (args, problem) => {
  const { status, out, err } = await typed(...args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(problem);
});

test.each<[string, BufferEncoding]>([['\ufeff', 'utf8'], ['\ufeff', 'utf16le']])('reads a file with a byte order mark: %j, %s', async (mark, encoding) => {
  writeFileSync(join(folder, 'a.yaml'), mark + BAD, encoding);
  expect((await typed('a.yaml')).out).toMatch(/^a\.yaml:5:1 error lustre\/version-2-10/);
});

test('reads linked files of a folder once, and no folder behind a link', async () => {
  file('content/a.txt', BAD);
  symlinkSync(join(folder, 'content/a.txt'), join(folder, 'a.yaml'));
  symlinkSync('absent', join(folder, 'broken.yaml'));
  symlinkSync('.', join(folder, 'loop.yaml'));
  expect(await typed()).toMatchObject({ status: 1, err: '', out: expect.stringContaining('1 error, 0 warnings in 1 object of 1 file') });
});

test('prints the line of a finding and a summary', async () => {
  file('a.yaml', BAD);
  expect((await typed('a.yaml')).out).toBe(`a.yaml:5:1 error lustre/version-2-10
  5 | parameters:
    | ^^^^^^^^^^
  StorageClass 'fsx', fileSystemTypeVersion (not set, so it is '2.10'): nodes with Amazon Linux 2023, Ubuntu 24 or RHEL 9 cannot mount Lustre 2.10 ("Invalid argument").
  Fix: use 2.15, which every supported node can mount; suppress this finding if all nodes run Amazon Linux 2.
  ${ruleUrl('lustre/version-2-10')}

1 error, 0 warnings in 1 object of 1 file
`);
});

test('reads folders, without those of other tools, and the templates of cdk.out', async () => {
  file('a/b.yml', BAD);
  file('a/node_modules/c.yaml', BAD);
  file('a/d.txt', BAD);
  file('cdk.out/Stack.template.json', JSON.stringify({ Resources: { FileSystem: { Type: 'AWS::FSx::FileSystem', Properties: { FileSystemType: 'LUSTRE', StorageCapacity: 1300, SubnetIds: ['subnet-0'], FileSystemTypeVersion: '2.15' } } } }));
  file('cdk.out/manifest.json', '{"a": "fsx"');
  const { findings, files } = JSON.parse((await typed('.', '--format', 'json')).out);
  expect(files).toBe(2);
  expect(findings.map((each: any) => [each.file, each.ruleId])).toEqual([['a/b.yml', 'lustre/version-2-10'], ['cdk.out/Stack.template.json', 'lustre/capacity-step']]);
});

test('reads the standard input', async () => {
  let out = '';
  let status = -1;
  const command = lintCommand(text => out += text, code => status = code, '0.0.0', { standardInput: () => BAD });
  await new Command().addCommand(command).parseAsync(['lint', '-'], { from: 'user' });
  expect(status).toBe(1);
  expect(out).toContain('<stdin>:5:1 error lustre/version-2-10');
});

test('shows progress only on a terminal', async () => {
  Array.from({ length: 200 }, (_, i) => file(`${i}.yaml`, 'a: 1\n'));
  let progress = '';
  const command = lintCommand(() => undefined, () => undefined, '0.0.0', { progress: text => progress += text });
  await new Command().addCommand(command).parseAsync(['lint', '.'], { from: 'user' });
  expect(progress).toBe('\rreading 100 of 200 files\rreading 200 of 200 files\r\u001b[K');
  expect((await typed('.')).err).toBe('');
});

test('annotations of GitHub escape what has a meaning there', async () => {
  file('a,b.yaml', BAD);
  const { out } = await typed('a,b.yaml', '--format', 'github');
  expect(out).toMatch(/^::error file=a%2Cb\.yaml,line=5,endLine=5,col=1,endColumn=11,title=lustre\/version-2-10::StorageClass 'fsx', .*\n$/);
});

test('SARIF is valid and has a result for each finding', async () => {
  file('a b.yaml', `${BAD}---\n${WARNING}`);
  file('c.yaml', 'kind: StorageClass\n  a: [');
  const log = JSON.parse((await typed('.', '--format', 'sarif')).out);
  const schema = JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
  const ajv = new Ajv({ schemaId: 'id', meta: false, unknownFormats: 'ignore', allErrors: true });
  ajv.addMetaSchema(JSON.parse(readFileSync(require.resolve('ajv/lib/refs/json-schema-draft-04.json'), 'utf8')));
  expect(ajv.validate(schema, log) || ajv.errors).toBe(true);
  const [{ results, tool, invocations }] = log.runs;
  expect(results.map(({ ruleId, level, ruleIndex }: any) => [ruleId, level, tool.driver.rules[ruleIndex].id])).toEqual([
    ['lustre/version-2-10', 'error', 'lustre/version-2-10'], ['lustre/version-2-12', 'warning', 'lustre/version-2-12'],
  ]);
  expect(results[0].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'a%20b.yaml' }, region: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 11 } });
  expect(invocations).toEqual([{ executionSuccessful: false, toolExecutionNotifications: [expect.objectContaining({ level: 'error' })] }]);
});

test('the configuration file ignores rules with a reason, excludes files and sets the severity', async () => {
  file('.cdk-eks-fsx.yaml', 'failOn: warning\nexclude: [old]\nignore:\n  - rule: lustre/version-2-10\n    reason: nodes run Amazon Linux 2\n    paths: ["legacy/**"]\n');
  file('legacy/a.yaml', BAD);
  file('old/b.yaml', BAD);
  expect(await typed('.')).toMatchObject({ status: 0, out: '0 errors, 0 warnings in 1 object of 2 files; 1 finding suppressed\n' });
  file('new.yaml', WARNING);
  expect((await typed('.')).status).toBe(1);
});

test.each([
  ['ignores: []', /unknown key 'ignores'; use ignore/], ['ignore: [{rule: lustre/version-2-10}]', /must have a rule and a reason/],
  ['ignore: [{rule: lustre/none, reason: x}]', /no rule has the ID 'lustre\/none'/], ['failOn: all', /failOn must be error, warning or never/],
  ['a: [', /cannot read/],
])('rejects the configuration file %s', async (text, problem) => {
  file('.cdk-eks-fsx.yaml', text);
  const { status, err } = await typed('.');
  expect(status).toBe(2);
  expect(err).toMatch(problem);
});

test.each([
  ['a/b/c.yaml', 'a/**', true], ['a/b/c.yaml', 'a', true], ['ab/c.yaml', 'a', false], ['a/b.yaml', '*.yaml', false], ['b.yaml', '*.yaml', true],
  ['a/b.yaml', '**/*.yaml', true], ['a.yaml', '**/*.yaml', true], ['a+b.yaml', 'a+b.yaml', true], ['./a.yaml', 'a.yaml', true],
])('%s matches %s: %s', (path, pattern, expected) => {
  expect(matches(path, pattern)).toBe(expected);
});
