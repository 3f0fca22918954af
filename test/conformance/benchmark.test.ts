import { spawnSync } from 'child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { debianProgram } from './support/debian';
import { log, temporaryFolder } from './support/tools';
import { BENCHMARK_SCRIPT } from '../../src/storage/benchmark/script';
import { BENCHMARK_TESTS } from '../../src/storage/benchmark/tests';

const FIO = debianProgram('fio', 'fio');
const real = FIO ? describe : describe.skip;
/** Less than any disk does. */
const SLOWER = '1 1 - 1 1 - 1';

/** The script of the Job on a local disk, with short measurements. */
real('the benchmark with a real fio', () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'data'), 'precious');
  afterEach(() => expect(readdirSync(root)).toEqual(['data']));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function environment(expected: string, env: { [name: string]: string } = {}) {
    return {
      PATH: `${dirname(FIO)}:${process.env.PATH}`, ROOT: root, RUN: 'proof', THREADS: '2', FILE_MIB: '32', SECONDS_EACH: '1', MINIMUM: '80', EXPECTED: expected, ...env,
    };
  }

  function run(expected: string, env: { [name: string]: string } = {}) {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', BENCHMARK_SCRIPT], { env: environment(expected, env), stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
    const line = stdout.trim().split('\n').at(-1)!;
    return { status, stdout, stderr, json: line.startsWith('{') ? JSON.parse(line) : undefined };
  }

  let measured: { readonly [test: string]: number };

  test('measures all tests, and calls a file system adequate that does more than it promises', () => {
    const { status, stdout, stderr, json } = run(SLOWER);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(json.adequate).toBe(true);
    measured = Object.fromEntries(json.results.map((result: any) => [result.test, result.measured]));
    expect(Object.keys(measured)).toEqual(BENCHMARK_TESTS.map(({ name }) => name));
    expect(Object.entries(measured).filter(([, value]) => value <= 0)).toEqual([]);
    stdout.trim().split('\n').slice(1, -1).forEach(log);
  });

  test('calls a file system too slow that does a tenth of what it promises', () => {
    const { status, stdout, stderr, json } = run(`- ${measured['sequential-read'] * 10} - - - - -`);
    expect(status).toBe(3);
    expect(json.adequate).toBe(false);
    expect(json.results[1]).toMatchObject({ test: 'sequential-read', result: 'too slow' });
    expect(stderr).toMatch(/too slow/);
    log(stdout.split('\n').find(line => line.startsWith('sequential-read'))!);
  });

  test('calls a file system of 20 MB/s too slow for 50 MB/s, and adequate for 20 MB/s', () => {
    // A program of this name in front of the real one limits the rate, as a slow file system does.
    const bin = join(temporaryFolder(), 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'fio'), `#!/bin/bash\ncase $* in *time_based*bs=1M*) exec "${FIO}" --rate=10000k "$@" ;; *) exec "${FIO}" "$@" ;; esac\n`, { mode: 0o755 });
    const slow = { PATH: `${bin}:${process.env.PATH}`, SECONDS_EACH: '3' };
    const verdict = (expected: string) => {
      const { status, json } = run(expected, slow);
      return { status, read: json.results[1].measured, result: json.results[1].result };
    };
    const tooSlow = verdict('- 50 - - - - -');
    const adequate = verdict('- 20 - - - - -');
    log(`50 MB/s promised: ${JSON.stringify(tooSlow)}; 20 MB/s promised: ${JSON.stringify(adequate)}`);
    expect(tooSlow).toMatchObject({ status: 3, result: 'too slow' });
    expect(adequate).toMatchObject({ status: 0, result: 'adequate' });
    expect(Math.abs(adequate.read - 20)).toBeLessThanOrEqual(3);
    rmSync(dirname(bin), { recursive: true });
  });

  test('adds up two pods that measure at the same time', () => {
    const both = 'JOB_COMPLETION_INDEX=1 bash -c "$SCRIPT" >&2 & JOB_COMPLETION_INDEX=0 bash -c "$SCRIPT"; code=$?; wait; exit $code';
    const { status, stdout, stderr } = spawnSync('bash', ['-c', both], {
      env: environment(SLOWER, { SCRIPT: BENCHMARK_SCRIPT.replace('SECONDS_EACH + 10', 'SECONDS_EACH + 1'), PODS: '2', SETTLE_SECONDS: '1' }), stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ pods: 2, adequate: true });
  });

  test('deletes its files if the pod is stopped', () => {
    const stopped = 'bash -c "$SCRIPT" & pid=$!; sleep 2; kill -TERM "$pid"; wait "$pid"';
    const { status } = spawnSync('bash', ['-c', stopped], { env: environment(SLOWER, { SCRIPT: BENCHMARK_SCRIPT, SECONDS_EACH: '30' }) });
    expect(status).toBe(1);
  });
});
