import { spawn } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { text } from 'stream/consumers';
import { log, sleep } from './support/tools';
import { RESTORE_SCRIPT } from '../../src/lustre/jobs/hsm-scripts';

/** A million: `PREFETCH_FILES=1000000 .ci/conformance prefetch-scale`, which takes some minutes and 1 GB of memory or disk. */
const FILES = Number(process.env.PREFETCH_FILES ?? 20000);
const FILES_PER_DIRECTORY = 1000;
const BATCH = 50;

/**
 * An lfs that starts few processes, so that the script is measured and not the lfs: a loaded file is executable, and each
 * call adds a line with its command and number of files.
 */
const LFS = `#!/bin/sh
command=$1; shift
printf '%s %d\\n' "$command" "$#" >> "$RECORD.$SLOT"
case $command in
  hsm_state)
    for file; do
      if [ -x "$file" ]; then printf '%s: (0x00000009) exists archived, archive_id:1\\n' "$file"
      else printf '%s: (0x0000000d) released exists archived, archive_id:1\\n' "$file"; fi
    done ;;
  hsm_action) printf '%s: NOOP\\n' "$@" ;;
  hsm_restore) chmod +x "$@" ;;
esac
`;

/** Creates the tree with few processes: three levels, as many datasets have. */
const TREE = `
for (( directory = 0; directory * PER < FILES; directory++ )); do
  path=$ROOT/train/class$(( directory % 100 ))/part$directory
  mkdir -p "$path"
  (cd "$path" && seq -f 'image_%06.0f.jpeg' 1 "$(( FILES - directory * PER < PER ? FILES - directory * PER : PER ))" | xargs touch)
done`;

const home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'prefetch-'));
const root = join(home, 'data');
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Run {
  readonly status: number | null;
  readonly files: number;
  /** Files that the calls of each command name. */
  readonly named: { readonly [command: string]: number };
  readonly calls: number;
  /** Processor seconds of the script and all that it starts, the lfs included. */
  readonly seconds: number;
}

let runs = 0;
const shell = (script: string, env: object, options = {}) => spawn('bash', ['-c', script], {
  env: { PATH: `${join(home, 'bin')}:${process.env.PATH}`, ROOT: root, FILES: String(FILES), PER: String(FILES_PER_DIRECTORY), ...env },
  stdio: ['ignore', 'pipe', 'pipe'], ...options,
});

async function load(env: object = {}, kill?: (calls: number) => boolean): Promise<Run> {
  const record = join(home, `calls.${runs++}`);
  const timed = 'TIMEFORMAT="%U %S"; time bash -c "$SCRIPT"';
  const child = shell(timed, { SCRIPT: RESTORE_SCRIPT, RECORD: record, INTERVAL: '1', TMPDIR: home, ...env }, { detached: true });
  const calls = () => [...Array(8).keys()].flatMap(slot => existsSync(`${record}.${slot}`) ? readFileSync(`${record}.${slot}`, 'utf8').trim().split('\n') : []);
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  const output = Promise.all([text(child.stdout!), text(child.stderr!)]);
  while (kill) {
    await sleep(50);
    if (kill(calls().length)) {
      process.kill(-child.pid!, 'SIGKILL');
      break;
    }
  }
  const status = await ended;
  const [stdout, stderr] = await output;
  const named: { [command: string]: number } = {};
  for (const [command, count] of calls().map(line => line.split(' '))) {
    named[command] = (named[command] ?? 0) + Number(count);
  }
  const seconds = (stderr.trim().split('\n').at(-1) ?? '').split(' ').reduce((sum, part) => sum + Number(part), 0);
  return { status, files: Number(/of (\d+) files\n$/.exec(stdout)?.[1]), named, calls: calls().length, seconds };
}

const everythingIsWaiting = async () => new Promise(resolve => shell('find "$ROOT" -type f -print0 | xargs -0 chmod -x', {}).once('close', resolve));

beforeAll(async () => {
  [root, join(home, 'bin')].forEach(path => mkdirSync(path));
  writeFileSync(join(home, 'bin', 'lfs'), LFS, { mode: 0o755 });
  await new Promise(resolve => shell(TREE, {}).once('close', resolve));
}, 600_000);

const figures = ({ calls, seconds, files }: Run) => `${files} files: ${calls} calls of lfs (${(calls / files).toFixed(3)} for each file), `
  + `${seconds.toFixed(1)} s of processor time (${(seconds / files * 1e6).toFixed(0)} microseconds for each file)`;

test('loads every file with four fiftieths of a call', async () => {
  const run = await load();
  log(`first run, ${figures(run)}`);
  expect(run).toMatchObject({
    status: 0,
    files: FILES,
    named: { hsm_state: 2 * FILES, hsm_action: FILES, hsm_restore: FILES },
  });
  expect(run.calls).toBe(4 * Math.ceil(FILES / BATCH));
  const again = await load();
  log(`second run, ${figures(again)}`);
  expect(again).toMatchObject({ status: 0, files: FILES, named: { hsm_state: FILES } });
  expect(again.calls).toBe(Math.ceil(FILES / BATCH));
}, 3_600_000);

test('loses nothing and repeats nothing after SIGKILL in the middle', async () => {
  await everythingIsWaiting();
  const killed = await load({}, calls => calls > FILES / BATCH);
  const { status, named, files } = await load();
  log(`killed after ${killed.named.hsm_restore} of ${FILES} requests; the next run requested ${named.hsm_restore}`);
  expect({ status, files }).toEqual({ status: 0, files: FILES });
  // a call that is killed may have loaded a part of its files, or have loaded them without a line
  expect(Math.abs(killed.named.hsm_restore + named.hsm_restore - FILES)).toBeLessThanOrEqual(8 * BATCH);
  expect(named.hsm_restore).toBeLessThan(FILES);
}, 3_600_000);

test('four pods divide the tree: no file is missing, none belongs to two', async () => {
  await everythingIsWaiting();
  const pods = await Promise.all([0, 1, 2, 3].map(async index => load({ SHARDS: '4', JOB_COMPLETION_INDEX: String(index) })));
  pods.forEach((pod, index) => log(`pod ${index}, ${figures(pod)}`));
  expect(pods.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  expect(pods.map(({ named }) => named.hsm_restore).reduce((a, b) => a + b)).toBe(FILES);
}, 3_600_000);
