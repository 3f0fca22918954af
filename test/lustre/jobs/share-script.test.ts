import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { SHARE_SCRIPT } from '../../../src/lustre/jobs/share-script';

/** An lfs that remembers projects and limits in files; what it was asked stands in $FAKE/requested. */
const LFS = `#!/bin/bash
echo "lfs $*" >> "$FAKE/requested"
case "$1 $2" in
  'project -d') printf '%5s %s %s\\n' "$(cat "$FAKE/project" 2> /dev/null || echo 0)" - "$3" ;;
  'project -p') [[ ! -e $FAKE/refuses ]] || { echo 'Operation not permitted' >&2; exit 1; }; echo "$3" > "$FAKE/project" ;;
  'setstripe -c') [[ ! -e $FAKE/refuses ]] || exit 1 ;;
  'setquota -p') echo "$*" > "$FAKE/limits" ;;
  *) exit 1 ;;
esac
`;
/** Tests do not run as root. */
const CHOWN = '#!/bin/bash\necho "chown $*" >> "$FAKE/requested"\n';

class Fake {
  readonly home = mkdtempSync(join(tmpdir(), 'share-'));
  readonly root = join(this.home, 'volume');

  constructor() {
    ['volume', 'bin'].forEach(name => mkdirSync(join(this.home, name)));
    this.program('lfs', LFS);
    this.program('chown', CHOWN);
  }

  program(name: string, text: string) {
    writeFileSync(join(this.home, 'bin', name), text, { mode: 0o755 });
  }

  at(...names: string[]): string {
    return join(this.home, ...names);
  }

  /** The permissions of a directory. */
  mode(name: string): number {
    return statSync(this.at(name)).mode % 0o10000;
  }

  run(env: { [name: string]: string }) {
    rmSync(this.at('requested'), { force: true });
    const { status, stdout, stderr } = spawnSync('bash', ['-c', SHARE_SCRIPT], {
      env: { PATH: `${this.at('bin')}:${process.env.PATH}`, FAKE: this.home, ROOT: this.root, ...env },
      stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8',
    });
    const requested = existsSync(this.at('requested')) ? readFileSync(this.at('requested'), 'utf8').trim().split('\n') : [];
    return { status, lines: stdout.trim().split('\n'), errors: stderr, requested: requested.map(line => line.replaceAll(this.root, '<root>')) };
  }
}

let fake: Fake;
beforeEach(() => fake = new Fake());
afterEach(() => rmSync(fake.home, { recursive: true, force: true }));

const QUOTA = { DIRECTORY: 'teams/vision', PROJECT: '1001', QUOTA_KIB: '2097152', FILES: '0' };

test('makes a directory and the ones above it, and asks lfs for nothing', () => {
  expect(fake.run({ DIRECTORY: 'teams/vision' })).toMatchObject({ status: 0, errors: '', requested: [], lines: [expect.stringMatching(/^ready: .*teams\/vision$/)] });
  expect(fake.mode('volume/teams/vision')).toBe(0o755);
});

test('gives owner and permissions to the directory alone', () => {
  expect(fake.run({ DIRECTORY: 'teams/vision', OWNER: '1000:2000', MODE: '2770' })).toMatchObject({ status: 0, errors: '', requested: ['chown -- 1000:2000 <root>/teams/vision'] });
  expect(fake.mode('volume/teams/vision')).toBe(0o2770);
  expect(fake.mode('volume/teams')).toBe(0o755);
});

test('leaves a directory that is there as it is, unless configured otherwise', () => {
  mkdirSync(fake.at('volume/vision'), { mode: 0o700 });
  writeFileSync(fake.at('volume/vision/file'), 'data');
  expect(fake.run({ DIRECTORY: 'vision' }).status).toBe(0);
  expect(fake.mode('volume/vision')).toBe(0o700);
  expect(readFileSync(fake.at('volume/vision/file'), 'utf8')).toBe('data');
});

test('sets the stripe count of a directory, and of no other', () => {
  expect(fake.run({ DIRECTORY: 'teams/vision', STRIPES: '-1' })).toMatchObject({
    status: 0, errors: '', requested: ['lfs setstripe -c -1 <root>/teams/vision'],
  });
});

test('fails if the stripe count cannot be set', () => {
  writeFileSync(fake.at('refuses'), '');
  expect(fake.run({ DIRECTORY: 'vision', STRIPES: '4' })).toMatchObject({ status: 1, errors: expect.stringMatching(/cannot set the stripe count of .* to 4/) });
});

// https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-quotas.html
test('sets the limit, then counts the directory and all in it', () => {
  const { status, errors, requested, lines } = fake.run(QUOTA);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(requested).toEqual(['lfs project -d <root>/teams/vision', 'lfs setquota -p 1001 -b 0 -B 2097152 -i 0 -I 0 <root>', 'lfs project -p 1001 -s -r <root>/teams/vision']);
  expect(lines[0]).toBe('project 1001: 2097152 KiB, 0 files (0 is no limit)');
});

test('sets another limit when it runs again', () => {
  fake.run(QUOTA);
  expect(fake.run({ ...QUOTA, QUOTA_KIB: '4194304', FILES: '100' })).toMatchObject({ status: 0, errors: '' });
  expect(readFileSync(fake.at('limits'), 'utf8')).toContain('-B 4194304 -i 0 -I 100');
});

test('does not take a directory that counts for another project', () => {
  fake.run(QUOTA);
  const { status, errors, requested } = fake.run({ ...QUOTA, PROJECT: '1002' });
  expect({ status, requested: requested.length }).toEqual({ status: 1, requested: 1 });
  expect(errors).toMatch(/^error: '.*teams\/vision' counts for the project 1001 already\. Fix: set projectId/);
});

test.each(['teams', 'teams/vision'])('follows no link at %s', link => {
  mkdirSync(fake.at('volume/other/vision'), { recursive: true });
  if (link !== 'teams') {
    mkdirSync(fake.at('volume/teams'));
  }
  symlinkSync(fake.at('volume/other'), fake.at('volume', link));
  expect(fake.run(QUOTA)).toMatchObject({ status: 1, requested: [], errors: expect.stringMatching(/is a symbolic link\. Fix: /) });
});

test('a refusal is a failure', () => {
  writeFileSync(fake.at('refuses'), '');
  expect(fake.run(QUOTA)).toMatchObject({ status: 1, errors: expect.stringContaining('cannot count') });
});

test('installs lfs where it is missing, and only for a quota', () => {
  rmSync(fake.at('bin/lfs'));
  fake.program('lfs.later', LFS);
  fake.program('dnf', '#!/bin/bash\necho "dnf $*" >> "$FAKE/requested"\nmv "$FAKE/bin/lfs.later" "$FAKE/bin/lfs"\n');
  expect(fake.run({ DIRECTORY: 'vision' }).requested).toEqual([]);
  const { status, requested } = fake.run(QUOTA);
  expect({ status, first: requested[0] }).toEqual({ status: 0, first: 'dnf install -y -q lustre-client' });
});

test.each(['with space', '-n', '$(touch x)', '*', 'ü'])('a directory may be called %j', name => {
  expect(fake.run({ ...QUOTA, DIRECTORY: name })).toMatchObject({ status: 0, errors: '' });
  expect(statSync(fake.at('volume', name)).isDirectory()).toBe(true);
});

test('is read by Kubernetes as it is written', () => {
  expect(SHARE_SCRIPT.match(/\$\$|\$\((ROOT|DIRECTORY|OWNER|MODE|PROJECT|QUOTA_KIB|FILES)\)/)).toBeNull();
});
