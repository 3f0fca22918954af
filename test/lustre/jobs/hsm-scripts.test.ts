import { spawn, spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { text as textOf } from 'stream/consumers';
import { EXPORT_SCRIPT, RESTORE_SCRIPT } from '../../../src/lustre/jobs/hsm-scripts';

/**
 * An lfs that behaves as lustre/utils/lfs.c and the metadata server do: it stops at the first file that is not there, drops what is behind a refused one, and
 * answers at once while the data move later. A request for a file that has moved in the meantime counts for nothing. $FAKE/states has "flags [due]" for each file; names decide what goes wrong.
 */
const LFS = `#!/bin/bash
export LC_ALL=C
command=$1; shift
: > "$FAKE/running/$BASHPID"
trap 'rm -f "$FAKE/running/$BASHPID"' EXIT
at_once=("$FAKE"/running/*)
printf '%s %d %d\\n' "$command" "$#" "\${#at_once[@]}" >> "$FAKE/calls"
[[ -z \${CALL_SECONDS:-} ]] || sleep "$CALL_SECONDS"
now=\${EPOCHREALTIME/./}
load() {
  flags=0 due= times=0
  [[ ! -f $FAKE/states$1 ]] || read -r flags due times < "$FAKE/states$1"
  if [[ -n $due ]] && (( due <= now )); then flags=9 due=; fi
}
there() {
  [[ -e $1 ]] || { printf "%s %s: No such file or directory\\n" "$2" "$1" >&2; exit 2; }
}
case $command in
  hsm_state | hsm_action)
    for file; do
      [[ $file != */vanishing* ]] || rm -f "$file"
      there "$file" "can't get hsm state for"
      [[ $file != */foreign* ]] || { echo "can't get hsm state for $file: Inappropriate ioctl for device" >&2; exit 25; }
      load "$file"
      if [[ $command == hsm_action ]]; then
        if [[ -z $due ]]; then echo "$file: NOOP"
        elif [[ $file == */queued* ]]; then echo "$file: RESTORE waiting (from 0 to EOF)"
        else echo "$file: RESTORE running (4096 bytes moved)"; fi
        continue
      fi
      [[ $file != */mute* || ( $file == */once* && -e $FAKE/once$file ) ]] || {
        mkdir -p "$FAKE/once$file"
        printf '%s: (0x%s' "$file" "$MUTE"
        [[ $MUTE != *$'\\n' ]] || continue
        exit 0
      }
      printf '%s: (0x%08x)' "$file" "$flags"
      ! (( flags & 4 )) || printf ' released'
      ! (( flags & 1 )) || printf ' exists'
      ! (( flags & 2 )) || printf ' dirty'
      ! (( flags & 8 )) || printf ' archived'
      ! (( flags & 32 )) || printf ' never_archive'
      printf ', archive_id:1\\n'
    done ;;
  hsm_restore | hsm_archive)
    (( $# <= 52 )) || { echo 'Cannot send HSM request: Argument list too long' >&2; exit 7; }
    for file; do
      [[ $file != */leaving* ]] || rm -f "$file"
      there "$file" 'Cannot stat'
    done
    for file; do
      [[ $file != */refused* ]] || { echo "Cannot send HSM request (use of $file): Operation not permitted" >&2; exit 1; }
      printf '%s\\0' "$file" >> "\${REQUESTED:-$FAKE/requested}" # bash writes a name with a line break in two parts
      load "$file"
      if [[ $command == hsm_restore ]]; then (( flags & 6 )) || continue # mdt_hsm_cdt_client.c, hsm_action_is_needed: else the server accepts no request
      else (( !(flags & 8) || flags & 2 )) || continue; fi
      [[ $file != */forgotten* || -e $FAKE/once$file ]] || { mkdir -p "$FAKE/once$file"; continue; }
      [[ $file != */lost* ]] || continue
      seconds=\${MOVE_MILLISECONDS:-0}
      [[ $file != */slow* ]] || seconds=1500
      [[ $file != */queued* ]] || seconds=999999
      state="$flags $(( now + seconds * 1000 )) $(( times + 1 ))" # "times" counts the requests that the server accepts
      [[ -n \${KILLED:-} ]] || { echo "$state" > "$FAKE/states$file"; continue; }
      echo "$state" > "$FAKE/states$file.$BASHPID" # a client that is killed leaves either a request or none
      mv "$FAKE/states$file.$BASHPID" "$FAKE/states$file"
    done ;;
  *) exit 1 ;;
esac
`;

const RELEASED = 0xd;
const NEW = 0x0;
const DIRTY = 0xb;
const DONE = 0x9;
const NEVER = 0x20;

const KINDS = [
  { script: RESTORE_SCRIPT, command: 'hsm_restore', done: 'restored', waiting: RELEASED },
  { script: EXPORT_SCRIPT, command: 'hsm_archive', done: 'exported', waiting: NEW },
];

/** A directory with files in states, and an lfs that knows them. */
class Fake {
  readonly home = mkdtempSync(join(tmpdir(), 'hsm-'));
  readonly root = join(this.home, 'data');
  readonly bin = join(this.home, 'bin');

  constructor(files: { [name: string]: number } = {}) {
    for (const directory of [this.root, this.bin, join(this.home, 'running')]) {
      mkdirSync(directory);
    }
    this.program(join(this.bin, 'lfs'), LFS);
    this.add(files);
  }

  add(files: { [name: string]: number }) {
    for (const [name, flags] of Object.entries(files)) {
      for (const [path, text] of [[join(this.root, name), 'data'], [this.stateOf(name), `${flags}\n`]]) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    }
  }

  stateOf(name: string): string {
    return join(this.home, 'states', this.root, name);
  }

  program(path: string, text: string) {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }

  /** Only these programs are found. */
  only(...names: string[]) {
    rmSync(join(this.bin, 'lfs'));
    const which = (name: string) => spawnSync('bash', ['-c', 'command -v "$0"', name]).stdout.toString().trim();
    names.forEach(name => symlinkSync(which(name), join(this.bin, name)));
    return this.bin;
  }

  env(over: { [name: string]: string } = {}): { [name: string]: string } {
    return { PATH: `${this.bin}:${process.env.PATH}`, FAKE: this.home, TMPDIR: this.home, ROOT: this.root, PARALLELISM: '4', INTERVAL: '0.1', IDLE_ROUNDS: '3', ...over };
  }

  async run(script: string, over?: { [name: string]: string }) {
    const child = spawn('bash', ['-c', script], { env: this.env(over), stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, status] = await Promise.all([textOf(child.stdout), textOf(child.stderr), new Promise<number>(resolve => child.once('close', resolve))]);
    return { status, lines: stdout.trim().split('\n'), errors: stderr };
  }

  /** The calls of a command of lfs: how many files it had, and how many calls ran at that moment. */
  calls(command: string): { files: number; atOnce: number }[] {
    return this.recorded('calls').split('\n').map(line => line.split(' ')).filter(([name]) => name === command)
      .map(([, files, atOnce]) => ({ files: Number(files), atOnce: Number(atOnce) }));
  }

  /** The files that were asked for, in order. */
  requested(record = 'requested'): string[] {
    return this.recorded(record).split('\0').filter(Boolean).map(path => path.slice(this.root.length + 1));
  }

  /** How often the server has accepted a request for a file. */
  timesRequested(name: string): number {
    return Number(readFileSync(this.stateOf(name)).toString().split(' ')[2] ?? 0);
  }

  forget() {
    ['requested', 'calls'].forEach(name => rmSync(join(this.home, name), { force: true }));
  }

  private recorded(name: string): string {
    const path = join(this.home, name);
    return existsSync(path) ? readFileSync(path).toString() : '';
  }
}

const fakes: Fake[] = [];
function fake(files?: { [name: string]: number }): Fake {
  const made = new Fake(files);
  fakes.push(made);
  return made;
}
afterAll(() => fakes.splice(0).forEach(({ home }) => rmSync(home, { recursive: true, force: true })));

const many = (count: number, state: number, stem = 'file') => Object.fromEntries(Array.from({ length: count }, (_, index) => [`d${index % 7}/${stem} ${index}`, state]));

// They mostly wait, so they run beside each other.
describe.each(KINDS)('$command', ({ script, command, done, waiting }) => {
  test.concurrent('moves 500 files in batches, with as many calls at once as it may, and says how far it is', async () => {
    const data = fake(many(500, waiting));
    const { status, lines, errors } = await data.run(script, { PARALLELISM: '3', CALL_SECONDS: '0.05', MOVE_MILLISECONDS: '300' });
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(lines[0]).toBe(`${done} 0 of 500 files`);
    expect(lines.at(-1)).toBe(`${done} 500 of 500 files`);
    expect(data.requested().sort()).toEqual(Object.keys(many(500, waiting)).sort());
    expect(data.calls(command)).toHaveLength(10);
    const atOnce = [...data.calls('hsm_state'), ...data.calls(command)].map(call => call.atOnce);
    expect(Math.max(...atOnce)).toBe(3);
    expect(Math.max(...data.calls(command).map(({ files }) => files))).toBe(50);
  });

  test.concurrent('requests nothing when it runs again', async () => {
    const data = fake(many(120, waiting));
    expect((await data.run(script)).status).toBe(0);
    data.forget();
    const { status, lines } = await data.run(script);
    expect({ status, lines, requested: data.requested() }).toEqual({ status: 0, lines: [`${done} 120 of 120 files`], requested: [] });
    expect(data.calls(command)).toEqual([]);
  });

  test.concurrent('asks only for what an interrupted run has left', async () => {
    const data = fake({ ...many(60, DONE), ...many(5, waiting, 'rest') });
    expect((await data.run(script)).lines).toEqual([`${done} 60 of 65 files`, `${done} 65 of 65 files`]);
    expect(data.requested()).toHaveLength(5);
  });

  test.concurrent('takes any file name', async () => {
    const names = ['with space', 'line\nbreak', 'line: (0x00000009) exists archived, archive_id:1\nbreak: (0x0000000d) released', '-n', '--help', "it's", '"double"', '$(touch x)', '`x`',
      '$HOME', '*', '[a]', '?', 'back\\slash', 'tab\there', ' leading', 'trailing ', 'trailing\n', '.hidden', 'ü', 'a: b', 'a', '%s', '!', '~', '{a,b}', '& ; |', '-d/-f', '\n/\n'];
    const files = Object.fromEntries(names.map(name => [name, waiting]));
    const data = fake({ ...files, 'vanishing\n1': waiting });
    const { status, lines, errors } = await data.run(script);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(data.requested().sort()).toEqual([...names].sort());
    expect(lines.at(-1)).toBe(`${done} ${names.length} of ${names.length} files`);
  });

  test.concurrent('does not stumble over files that vanish before they are looked at or requested', async () => {
    const data = fake({ ...many(70, waiting), ...many(5, waiting, 'vanishing'), ...many(5, waiting, 'leaving') });
    const { status, lines } = await data.run(script);
    expect({ status, last: lines.at(-1) }).toEqual({ status: 0, last: `${done} 70 of 70 files` });
    expect(new Set(data.requested())).toEqual(new Set(Object.keys(many(70, waiting))));
  });

  test.concurrent('ends when there is no file', async () => {
    expect(await fake().run(script)).toEqual({ status: 0, lines: [`${done} 0 of 0 files`], errors: '' });
  });

  test.concurrent('names a directory that is missing', async () => {
    const { status, errors } = await fake().run(script, { ROOT: '/no such/directory' });
    expect(status).toBe(1);
    expect(errors).toMatch(/^error: there is no directory '\/no such\/directory' in the volume\. Fix: /);
  });

  test.concurrent.each(['-dir', ' sp ace'])('starts in a directory named %p', async name => {
    const data = fake({ [`${name}/file`]: waiting, 'other/file': waiting });
    expect((await data.run(script, { ROOT: join(data.root, name) })).status).toBe(0);
    expect(data.requested()).toEqual([`${name}/file`]);
  });

  test.concurrent('asks again for what the server has forgotten', async () => {
    const data = fake({ ...many(10, waiting), forgotten: waiting });
    expect((await data.run(script)).status).toBe(0);
    expect(data.requested().filter(name => name === 'forgotten')).toHaveLength(2);
    expect(data.requested()).toHaveLength(12);
  });

  test.concurrent('waits for a file that takes longer than all rounds together, and does not ask again and again', async () => {
    const data = fake({ slow: waiting });
    expect(await data.run(script, { INTERVAL: '0.05', IDLE_ROUNDS: '2' })).toMatchObject({ status: 0, errors: '' });
    expect(data.calls('hsm_state').length).toBeGreaterThan(4); // IDLE_ROUNDS, the round that notices, and the one at the start
    expect(data.requested().length).toBeLessThan(3); // one more if it is done between the question and the request
  });

  test.concurrent('moves all others, and says which files are rejected and why', async () => {
    const data = fake({ ...many(20, waiting), ...many(7, waiting, 'refused \n') });
    const { status, lines, errors } = await data.run(script);
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe(`${done} 20 of 27 files`);
    expect(errors).toMatch(/^error: 7 of 27 files .* nothing has moved for 4 rounds of 0\.1 seconds/);
    expect(errors.split('\n').filter(line => line.startsWith(`  $'${data.root}/d`))).toHaveLength(5);
    expect(errors).toContain('Operation not permitted');
  });

  test.concurrent.each(['lost', 'queued'])('gives up on a file that stays %s', async name => {
    const data = fake({ [name]: waiting, ok: waiting });
    expect(await data.run(script)).toMatchObject({ status: 1, errors: expect.stringContaining(`/${name}\n`) });
  });

  test.concurrent('says at once that a directory is not on Lustre', async () => {
    const data = fake({ foreign1: waiting, foreign2: waiting });
    const { status, errors } = await data.run(script, { INTERVAL: '600' });
    expect(status).toBe(1);
    expect(errors).toMatch(/^error: lfs prints the state of no file below .*Inappropriate ioctl for device\. Fix: /);
  });

  // a call that is killed while it prints, or another lfs
  test.concurrent.each([')\n', ', archive_id:1\n', 'zz)\n', ''])('asks again for the state of a file when lfs prints "(0x%s"', async MUTE => {
    const data = fake({ ...many(20, waiting), 'once/mute': waiting });
    const { status, lines, errors } = await data.run(script, { MUTE });
    expect({ status, errors, last: lines.at(-1) }).toEqual({ status: 0, errors: '', last: `${done} 21 of 21 files` });
  });

  test.concurrent.each([')\n', ', archive_id:1\n', 'zz)\n'])('gives up on a file whose state stays "(0x%s", and names it', async MUTE => {
    const data = fake({ ...many(20, DONE), mute: waiting });
    const { status, lines, errors } = await data.run(script, { MUTE });
    expect({ status, last: lines.at(-1) }).toEqual({ status: 1, last: `${done} 20 of 21 files` });
    expect(errors).toMatch(/^error: 1 of 21 files .*\n {2}.*\/mute\nerror: the last message of lfs: '.*\/mute: no state in '\(0x/);
  });

  test.concurrent('says at once that lfs prints no state at all', async () => {
    const { status, errors } = await fake({ mute: waiting }).run(script, { MUTE: ')\n', INTERVAL: '600' });
    expect(status).toBe(1);
    expect(errors).toMatch(/^error: lfs prints the state of no file below .*: .*\/mute: no state in '\(0x\)'\. Fix: /);
  });

  test.concurrent('leaves nothing behind, and ends at once on SIGTERM', async () => {
    const data = fake({ slow: waiting });
    const child = spawn('bash', ['-c', script], { env: data.env({ INTERVAL: '600' }), stdio: ['ignore', 'pipe', 'inherit'] });
    const pause = () => new Promise(resolve => setTimeout(resolve, 100));
    while (data.requested().length === 0) {
      await pause();
    }
    await pause();
    const ended = new Promise(resolve => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(143); // also by what it has started
    expect(readdirSync(data.home).sort()).toEqual(['bin', 'calls', 'data', 'requested', 'running', 'states']);
  });

  test.concurrent.each([['No such file or directory', 0, ''], ['Permission denied', 1, /^error: cannot list '.*data': find: '.*d': Permission denied/]])(
    'lists around a directory only if it has vanished: %s', async (reason, status, errors) => {
      const data = fake({ file: waiting });
      data.program(join(data.bin, 'find'), `#!/bin/bash\nprintf '%s/file\\0' "$1"\necho "find: '$1/d': ${reason}" >&2\nexit 1\n`);
      const run = await data.run(script);
      expect({ status: run.status, requested: data.requested() }).toEqual({ status, requested: status === 0 ? ['file'] : [] });
      expect(run.errors).toMatch(errors);
    });

  test.concurrent('installs what is missing, and nothing else', async () => {
    const data = fake({ file: waiting });
    const bin = data.only('bash', 'find', 'xargs', 'tr', 'wc', 'cat', 'rm', 'mktemp', 'tail', 'sleep', 'chmod', 'mkdir');
    const PATH = bin;
    expect(await data.run(script, { PATH })).toMatchObject({
      status: 1, errors: expect.stringMatching(/^error: the image has neither lustre-client nor dnf to install it\. Fix: use Amazon Linux 2023/),
    });
    data.program(join(data.home, 'lfs'), LFS);
    data.program(join(bin, 'dnf'), '#!/bin/bash\necho "$@" >> "$FAKE/installed"\n(( $# > 3 )) && cat "$FAKE/lfs" > "${0%/*}/lfs" && chmod +x "${0%/*}/lfs"\n');
    expect(await data.run(script, { PATH })).toMatchObject({ status: 0, errors: '' });
    expect(await data.run(script, { PATH })).toMatchObject({ status: 0, errors: '' });
    expect(readFileSync(join(data.home, 'installed')).toString()).toBe('install -y -q lustre-client\n');
  });

  test('is read by Kubernetes as it is written', () => {
    expect(expanded(script, ['ROOT', 'PARALLELISM', 'INTERVAL', 'IDLE_ROUNDS'])).toBe(script);
  });
});

test.concurrent('requests every file once, although the first run is killed in the middle', async () => {
  const files = many(200, RELEASED);
  const data = fake(files);
  const first = spawn('bash', ['-c', RESTORE_SCRIPT], { env: data.env({ MOVE_MILLISECONDS: '800', KILLED: 'yes' }), stdio: 'ignore', detached: true });
  while (data.requested().length < 50) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  process.kill(-first.pid!, 'SIGKILL'); // and all that it has started
  const before = data.requested().length;
  const { status, lines } = await data.run(RESTORE_SCRIPT, { MOVE_MILLISECONDS: '100', CALL_SECONDS: '0.5' });
  expect({ status, last: lines.at(-1) }).toEqual({ status: 0, last: 'restored 200 of 200 files' });
  expect(before).toBeLessThan(200);
  expect(new Set(Object.keys(files).map(name => data.timesRequested(name)))).toEqual(new Set([1]));
});

describe('several pods', () => {
  const TREE = [
    ...Array.from({ length: 40 }, (_, index) => `top ${index}`),
    ...Array.from({ length: 40 }, (_, index) => `a/second ${index}`),
    ...Array.from({ length: 120 }, (_, index) => `train/class\n${index % 30}/deep/${index}`),
    ...['-n/-d/-f', '\n/\n/\n', 'ü/\\/*'],
  ];

  const shard = async (data: Fake, index: number) => data.run(RESTORE_SCRIPT, {
    SHARDS: '3', JOB_COMPLETION_INDEX: String(index), REQUESTED: join(data.home, `requested.${index}`),
  });

  test.concurrent('divide the files: each file belongs to one pod, and each pod has its share', async () => {
    const data = fake(Object.fromEntries(TREE.map(name => [name, RELEASED])));
    const runs = await Promise.all([0, 1, 2].map(index => shard(data, index)));
    expect(runs.map(({ status, errors }) => ({ status, errors }))).toEqual(Array(3).fill({ status: 0, errors: '' }));
    expect([0, 1, 2].flatMap(index => data.requested(`requested.${index}`)).sort()).toEqual([...TREE].sort());
    const counts = runs.map(({ lines }) => Number(/of (\d+) files/.exec(lines.at(-1)!)![1]));
    expect(counts.reduce((a, b) => a + b)).toBe(TREE.length);
    expect(Math.min(...counts)).toBeGreaterThan(TREE.length / 3 / 2);
  });

  test.concurrent('do not list the directories of one another', async () => {
    const data = fake(Object.fromEntries(TREE.map(name => [name, DONE])));
    data.program(join(data.bin, 'find'), '#!/bin/bash\nprintf "%s\\0" "$@" >> "$FAKE/listed.$JOB_COMPLETION_INDEX"\nexec /usr/bin/find "$@"\n');
    await Promise.all([0, 1, 2].map(index => shard(data, index)));
    const listed = [0, 1, 2].flatMap(index => readFileSync(join(data.home, `listed.${index}`)).toString().split('\0').filter(path => path.includes('/train/')));
    expect(listed).toHaveLength(30);
    expect(new Set(listed).size).toBe(30);
  });

  test.concurrent('agree on the owner of a file when others appear', async () => {
    const owners = async (names: string[]) => {
      const data = fake(Object.fromEntries(names.map(name => [name, RELEASED])));
      await shard(data, 1);
      return data.requested('requested.1');
    };
    const [few, more] = await Promise.all([owners(TREE), owners([...TREE, ...TREE.map(name => `0${name}`)])]);
    expect(few.length).toBeGreaterThan(0);
    expect(more.filter(name => TREE.includes(name)).sort()).toEqual(few.sort());
  });
});

test.concurrent('restores what is released, and leaves new and changed files alone', async () => {
  const data = fake({ released: RELEASED, fresh: NEW, changed: DIRTY, here: DONE });
  expect((await data.run(RESTORE_SCRIPT)).status).toBe(0);
  expect(data.requested()).toEqual(['released']);
});

test.concurrent('exports new and changed files, and neither those of S3 nor those that nobody may archive', async () => {
  const data = fake({ released: RELEASED, fresh: NEW, changed: DIRTY, here: DONE, never: NEVER });
  rmSync(data.stateOf('fresh'));
  expect(await data.run(EXPORT_SCRIPT)).toMatchObject({ status: 0, errors: '' });
  expect(data.requested().sort()).toEqual(['changed', 'fresh']);
});

/** What Kubernetes makes of a command or a value: third_party/forked/golang/expansion/expand.go. */
function expanded(text: string, variables: string[]): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name) => name === undefined ? '$' : variables.includes(name) ? '<value>' : found);
}
