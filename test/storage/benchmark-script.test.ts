import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { BENCHMARK_SCRIPT } from '../../src/storage/benchmark/script';
import { BENCHMARK_TESTS } from '../../src/storage/benchmark/tests';

/**
 * A fio that measures 1000000 KiB/s (1024 MB/s) and 5000 operations per second in the columns of the terse output, and
 * records how it is called.
 */
const FIO = `#!/bin/bash
echo "$*" >> "$FAKE/calls"
[[ $* != *enghelp* ]] || exit 0
[[ ! -e $FAKE/breaks || $* != *randread* ]] || { echo 'fio: no space left' >&2; exit 1; }
fields=()
for (( i = 0; i < 130; i++ )); do fields+=(0); done
fields[0]=3 fields[1]=fio-3.33 fields[6]=1000000 fields[7]=5000 fields[47]=1000000 fields[48]=5000
echo 'a warning of fio'
IFS=';'; echo "\${fields[*]}"
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'benchmark-'));
  ['volume', 'bin'].forEach(name => mkdirSync(join(home, name)));
  writeFileSync(join(home, 'bin', 'fio'), FIO, { mode: 0o755 });
  writeFileSync(join(home, 'volume', 'data'), 'precious');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function run(expected: string, env: { [name: string]: string } = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', BENCHMARK_SCRIPT], {
    env: {
      PATH: `${join(home, 'bin')}:${process.env.PATH}`, FAKE: home, ROOT: join(home, 'volume'), RUN: 'uid', THREADS: '2', FILE_MIB: '1', SECONDS_EACH: '10',
      MINIMUM: '80', EXPECTED: expected, ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8',
  });
  const lines = stdout.trim().split('\n');
  const json = lines.at(-1)!.startsWith('{') ? JSON.parse(lines.at(-1)!) : undefined;
  return { status, lines, json, errors: stderr };
}

const resultsOf = (json: any) =>
  Object.fromEntries(json.results.map(({ test, measured, result }: any) => [test, [measured, result]]));
const expectNothingLeft = () => expect(readdirSync(join(home, 'volume'))).toEqual(['data']);

test('prints a table and a JSON line, and succeeds if everything is adequate', () => {
  const { status, lines, json, errors } = run('1280 1280 - 6250 6250 - 6250');
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(lines).toHaveLength(2 + BENCHMARK_TESTS.length + 1);
  expect(lines[2]).toMatch(/^sequential-write +1024 MB\/s +1280 +adequate$/);
  expect(json).toMatchObject({ pods: 1, threads: 2, fileMiB: 1, secondsEach: 10, minimumPercent: 80, adequate: true });
  expect(resultsOf(json)).toEqual({
    'sequential-write': [1024, 'adequate'], 'sequential-read': [1024, 'adequate'], 'random-write': [5000, 'measured'],
    'random-read': [5000, 'adequate'], 'file-create': [5000, 'adequate'], 'file-stat': [5000, 'measured'], 'file-delete': [5000, 'adequate'],
  });
  expectNothingLeft();
});

test.each([
  ['1281 - - - - - -', 'sequential-write'], ['- 1281 - - - - -', 'sequential-read'], ['- - - 6251 - - -', 'random-read'], ['- - - - 6251 - -', 'file-create'],
])('exits with 3 if a value is below 80 percent: %s', (expected, slow) => {
  const { status, json, errors } = run(expected);
  expect(status).toBe(3);
  expect(errors).toMatch(/use more pods/);
  expect(json.adequate).toBe(false);
  expect(Object.entries(resultsOf(json)).filter(([, [, result]]: any) => result === 'too slow').map(([test]) => test)).toEqual([slow]);
  expectNothingLeft();
});

test('adds up the pods, of which only the first one prints', () => {
  const second = 'JOB_COMPLETION_INDEX=1 bash -c "$SCRIPT" > "$FAKE/second" 2>&1 & bash -c "$SCRIPT"; code=$?; wait; exit $code';
  const { status, stdout } = spawnSync('bash', ['-c', second], {
    env: {
      PATH: `${join(home, 'bin')}:${process.env.PATH}`, FAKE: home, SCRIPT: BENCHMARK_SCRIPT.replace('SECONDS_EACH + 10', '0'), ROOT: join(home, 'volume'), RUN: 'uid',
      THREADS: '2', FILE_MIB: '1', SECONDS_EACH: '10', MINIMUM: '100', EXPECTED: '2048 2048 - - - - -', PODS: '2', SETTLE_SECONDS: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/sequential-read +2048 MB\/s +2048 +adequate/);
  expect(readFileSync(join(home, 'second'), 'utf8')).toBe('');
  expectNothingLeft();
});

test('writes only into a new directory, and rejects one that exists', () => {
  run('- - - - - - -');
  const calls = readFileSync(join(home, 'calls'), 'utf8').split('\n').filter(line => line.includes('--name'));
  expect(calls).toHaveLength(1 + BENCHMARK_TESTS.length);
  expect(calls.filter(line => !line.includes(`--directory=${join(home, 'volume', '.benchmark-uid', 'pod-0')} `))).toEqual([]);
  mkdirSync(join(home, 'volume', '.benchmark-uid', 'pod-0'), { recursive: true });
  writeFileSync(join(home, 'calls'), '');
  expect(run('- - - - - - -').status).toBe(1);
  expect(readFileSync(join(home, 'calls'), 'utf8')).not.toMatch('--name');
});

test.each<[string, { [name: string]: string }, (() => void) | undefined, RegExp]>([
  ['there is too little space', { FILE_MIB: '1000000000' }, undefined, /free, and the files need 2000000000 MiB\. Fix: reduce fileSize/],
  ['fio fails', {}, () => writeFileSync(join(home, 'breaks'), ''), /no space left[^]*fio failed: .*randread/],
  ['another pod does not run', { PODS: '2', WAIT_SECONDS: '0' }, undefined, /pod 1 is not ready after 0 seconds/],
  ['the volume cannot be written', {}, () => {
    rmSync(join(home, 'volume'), { recursive: true });
    writeFileSync(join(home, 'volume'), '');
  }, /cannot create .*Fix: set user/],
])('exits with 1 if %s', (_, env, prepare, message) => {
  prepare?.();
  const { status, errors } = run('- - - - - - -', env);
  expect(status).toBe(1);
  expect(errors).toMatch(message);
  expect(existsSync(join(home, 'volume', '.benchmark-uid'))).toBe(false);
});
