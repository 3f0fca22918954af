import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { LustreClient, LustreCsiDriver } from '../../src';
import { EfaSetup, TUNING_COMMANDS, efaCommands } from '../../src/lustre/client-tuning';

const FOLDERS = ['etc/modprobe.d', 'etc/systemd/system', 'usr/local/sbin', 'proc', 'bin', 'parameters', 'opt'];
/** An lctl with one file for each parameter of each mounted file system. */
const LCTL = `#!/bin/bash
case $1 in
  get_param) for file in "$FAKE/parameters/"$2; do [[ -f $file ]] && echo "\${file##*/}=$(cat "$file")"; done; exit 0 ;;
  set_param) echo "\${3#*=}" > "$FAKE/parameters/\${3%%=*}"; echo "$3" >> "$FAKE/set" ;;
esac
`;

const PACKAGE = 'https://mirror.example.com/client.zip';

/** A node: its files below a folder, its programs played. */
class Node {
  readonly home = mkdtempSync(join(tmpdir(), 'tuning-'));

  constructor(cpus: number, memoryGiB: number, private readonly client = true) {
    FOLDERS.forEach(name => mkdirSync(this.at(name), { recursive: true }));
    writeFileSync(this.at('proc/meminfo'), `MemTotal:       ${memoryGiB * 2 ** 20} kB\nMemFree:        1024 kB\n`);
    writeFileSync(this.at('proc/mounts'), 'proc /proc proc rw 0 0\n');
    this.program('nproc', `#!/bin/bash\necho ${cpus}\n`);
    ['dnf', 'systemctl'].forEach(name => this.program(name, `#!/bin/bash\necho "${name} $*" >> "$FAKE/requested"\n`));
    if (client) {
      this.program('lctl', LCTL);
    }
  }

  at(...names: string[]): string {
    return join(this.home, ...names);
  }

  read(...names: string[]): string {
    return existsSync(this.at(...names)) ? readFileSync(this.at(...names), 'utf8') : '';
  }

  /** Cloud-init runs the user data. */
  boot() {
    return this.bash(TUNING_COMMANDS.join('\n'));
  }

  /** The same for a node with EFA. The package contains a setup.sh with this exit code. */
  bootWithEfa(setup: Partial<EfaSetup> = {}, setupStatus = 0) {
    this.program('curl', '#!/bin/bash\necho "curl $*" >> "$FAKE/requested"\necho package > package.zip\n');
    this.program('python3', `#!/bin/bash
echo "python3 $*" >> "$FAKE/requested"
mkdir configure-efa-fsx-lustre-client
printf 'echo "setup.sh $*" >> "$FAKE/requested"\nexit ${setupStatus}\n' > configure-efa-fsx-lustre-client/setup.sh
`);
    return this.bash(efaCommands({ optimizedForGds: false, packageUrl: PACKAGE, ...setup }).join('\n'));
  }

  /** The timer strikes. */
  tick() {
    return spawnSync('bash', [this.at('usr/local/sbin/lustre-tuning')], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  }

  mount(...parameters: string[]) {
    writeFileSync(this.at('proc/mounts'), '10.0.1.50@tcp:/abcdefgh /var/lib/kubelet/pods/x lustre rw 0 0\n');
    parameters.forEach(name => writeFileSync(this.at('parameters', name), '1\n'));
  }

  private get env() {
    return { PATH: this.client ? `${this.at('bin')}:/usr/bin:/bin` : this.at('bin') + ':/usr/bin:/bin', FAKE: this.home };
  }

  private bash(script: string) {
    const here = script.replace(/\/(etc|usr\/local|proc|opt)\//g, `${this.home}/$1/`);
    return spawnSync('bash', ['-euo', 'pipefail', '-c', here], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  }

  private program(name: string, text: string) {
    writeFileSync(this.at('bin', name), text, { mode: 0o755 });
  }
}

const nodes: Node[] = [];
function node(...args: ConstructorParameters<typeof Node>): Node {
  nodes.push(new Node(...args));
  return nodes.at(-1)!;
}
afterEach(() => nodes.splice(0).forEach(({ home }) => rmSync(home, { recursive: true, force: true })));

const MOUNTED = [
  'ldlm.namespaces.a-MDT0000.lru_max_age', 'ldlm.namespaces.a-MDT0000.lru_size', 'osc.a-OST0000-osc-f.max_rpcs_in_flight', 'mdc.a-MDT0000-mdc-f.max_rpcs_in_flight',
  'mdc.a-MDT0000-mdc-f.max_mod_rpcs_in_flight', 'llite.a-f.statahead_max', 'llite.a-f.statahead_agl',
];

test('runs as it is written, starts the timer and installs nothing that is there', () => {
  const made = node(96, 768);
  expect(made.boot()).toMatchObject({ status: 0, stderr: '' });
  expect(made.read('requested').trim().split('\n')).toEqual(['systemctl daemon-reload', 'systemctl enable --now lustre-tuning.timer']);
});

test('installs the client where it is missing', () => {
  const made = node(8, 32, false);
  expect(made.boot().status).toBe(0);
  expect(made.read('requested')).toMatch(/^dnf install -y lustre-client\n/);
});

// https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance-tips.html: "more than 64 vCPU cores", "more than 64 GiB of memory"
test.each([[64, ''], [65, 'options ptlrpc ptlrpcd_per_cpt_max=32\noptions ksocklnd credits=2560\n']])('loads modules for %d CPUs with %j', (cpus, options) => {
  const made = node(cpus, 32);
  made.boot();
  expect(made.read('etc/modprobe.d/lustre-tuning.conf')).toBe(options);
});

test.each<[number, number, string[]]>([
  [64, 64, ['llite.a-f.statahead_max=512', 'llite.a-f.statahead_agl=1']],
  [64, 65, ['ldlm.namespaces.a-MDT0000.lru_max_age=600000', 'ldlm.namespaces.a-MDT0000.lru_size=6400', 'llite.a-f.statahead_max=512', 'llite.a-f.statahead_agl=1']],
  [65, 64, ['osc.a-OST0000-osc-f.max_rpcs_in_flight=32', 'mdc.a-MDT0000-mdc-f.max_rpcs_in_flight=64', 'mdc.a-MDT0000-mdc-f.max_mod_rpcs_in_flight=50', 'llite.a-f.statahead_max=512', 'llite.a-f.statahead_agl=1']],
])('%d CPUs and %d GiB: sets %j, what AWS recommends for them', (cpus, memory, wanted) => {
  const made = node(cpus, memory);
  made.boot();
  made.mount(...MOUNTED);
  const before = MOUNTED.map(name => `${name}=1`);
  expect(made.tick()).toMatchObject({ status: 0, stderr: '' });
  expect(made.read('set').trim().split('\n')).toEqual(wanted.filter(line => !before.includes(line)));
});

test('sets nothing before a mount, nothing twice, and everything again after the next mount', () => {
  const made = node(96, 768);
  made.boot();
  expect(made.tick().status).toBe(0);
  expect(made.read('set')).toBe('');
  made.mount(...MOUNTED);
  made.tick();
  const first = made.read('set');
  expect(first.split('\n').length).toBeGreaterThan(6);
  made.tick();
  expect(made.read('set')).toBe(first);
  made.mount('llite.b-f.statahead_max');
  made.tick();
  expect(made.read('set').slice(first.length)).toBe('llite.b-f.statahead_max=512\n');
});

describe('a node with EFA', () => {
  const [download, extract] = [`curl -fsSL --retry 5 --retry-delay 5 --retry-all-errors -o package.zip ${PACKAGE}`, 'python3 -m zipfile -e package.zip .'];
  const timer = ['systemctl daemon-reload', 'systemctl enable --now lustre-tuning.timer'];
  const requested = (made: Node) => made.read('requested').trim().split('\n');

  test('gets the client, the tuning of mounts, and LNet with EFA from the package of AWS', () => {
    const made = node(192, 2048, false);
    expect(made.bootWithEfa()).toMatchObject({ status: 0, stderr: '' });
    expect(requested(made)).toEqual(['dnf install -y lustre-client', ...timer, download, extract, 'setup.sh']);
  });

  test('leaves the options of modules to the package, which writes them for the instance type', () => {
    const made = node(192, 2048);
    made.bootWithEfa();
    expect(existsSync(made.at('etc/modprobe.d/lustre-tuning.conf'))).toBe(false);
  });

  test('configures all interfaces for GPUDirect Storage if it is set', () => {
    const made = node(192, 2048);
    made.bootWithEfa({ optimizedForGds: true });
    expect(requested(made).at(-1)).toBe('setup.sh --optimized-for-gds');
  });

  test('does not run a package with another digest', () => {
    const [right, wrong] = [node(192, 2048), node(192, 2048)];
    const packageSha256 = createHash('sha256').update('package\n').digest('hex');
    expect(right.bootWithEfa({ packageSha256 }).status).toBe(0);
    expect(requested(right).at(-1)).toBe('setup.sh');
    const { status, stdout, stderr } = wrong.bootWithEfa({ packageSha256: '0'.repeat(64) });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('package.zip: FAILED');
    expect(requested(wrong)).toEqual([...timer, download]);
  });

  test('reports a failed setup in its exit code, for the log of cloud-init', () => {
    expect(node(192, 2048).bootWithEfa({}, 7).status).toBe(7);
  });

  test('uses the address in the documentation of AWS by default, and rejects others that are not addresses of files', () => {
    expect(LustreClient.efaUserData().render()).toContain('https://docs.aws.amazon.com/fsx/latest/LustreGuide/samples/configure-efa-fsx-lustre-client.zip');
    expect(LustreClient.efaUserData({ packageUrl: PACKAGE }).render()).toContain(`package.zip '${PACKAGE}'\n`);
    expect(() => LustreClient.efaUserData({ packageUrl: 'https://example.com/\'; id; \'.zip' })).toThrow(/LustreClient\.efaUserData\(\)[^]*input\/format/);
  });
});

test('is a MIME archive with a shell script in it, as EKS merges it with its own', () => {
  const text = LustreClient.tuningUserData().render();
  expect(text).toMatch(/^Content-Type: multipart\/mixed; boundary="([^"]+)"\nMIME-Version: 1\.0\n\n--\1\nContent-Type: text\/x-shellscript; charset="utf-8"\n/);
  expect(text).toContain('#!/bin/bash\ncommand -v lctl');
});

// removeNotReadyTaint in pkg/driver/node.go of the driver compares the key alone
test('the start-up taint, as EKS and as Kubernetes write it', () => {
  expect(LustreCsiDriver.startupTaint()).toEqual({ key: 'fsx.csi.aws.com/agent-not-ready', effect: 'NO_EXECUTE' });
  expect(LustreCsiDriver.startupTaintObject()).toEqual({ key: 'fsx.csi.aws.com/agent-not-ready', effect: 'NoExecute' });
});
