import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { EFA_CHECK_SCRIPT } from '../../../src/lustre/efa/check-script';

/**
 * A network as `lnetctl net show -v` prints it: Lustre manual, "Displaying Networks", and lustre/lnet/utils/lnetconfig/liblnetconfig.c.
 * `@EFA@` and `@TCP@` are the counters.
 */
const interfaceOf = (nid: string, device: string, count: string, status: string) => `        - nid: ${nid}
          status: ${status}
          interfaces:
              0: ${device}
          statistics:
              send_count: ${count}
              recv_count: 7
              drop_count: 0
          tunables:
              peer_timeout: 180
              peer_credits: 32
              peer_buffer_credits: 0
              credits: 256
          dev cpt: -1
          CPT: "[0,1]"
`;
const networksOf = (efa: string[]) => `net:
    - net type: lo
      local NI(s):
        - nid: 0@lo
          status: up
          statistics:
              send_count: 100000
              recv_count: 100000
              drop_count: 0
    - net type: tcp
      local NI(s):
${interfaceOf('10.0.1.61@tcp', 'enp71s0', '@TCP@', 'up')}${efa.length === 0 ? '' : `    - net type: efa
      local NI(s):
${efa.map((status, index) => interfaceOf(`1.61.9${index}.0@efa`, `efa_${index}`, index === 0 ? '@EFA@' : '9', status)).join('')}`}`;
const PEERS = {
  withEfa: 'peer:\n    - primary nid: 10.0.1.203@tcp\n      Multi-Rail: True\n      peer ni:\n        - nid: 10.0.1.203@tcp\n          state: NA\n        - nid: 1.203.71.0@efa\n          state: NA\n',
  withoutEfa: 'peer:\n    - primary nid: 10.0.1.203@tcp\n      Multi-Rail: False\n      peer ni:\n        - nid: 10.0.1.203@tcp\n          state: NA\n',
};
const LNETCTL = `#!/bin/bash
[[ -e $FAKE/broken ]] && { printf 'show:\\n    - net:\\n          errno: -100\\n          descr: "cannot get networks: Network is down"\\n'; exit 156; }
case "$1 $2" in
  'net show') networks=$(< "$FAKE/networks"); networks=\${networks//@EFA@/$(< "$FAKE/efa")}; printf '%s\\n' "\${networks//@TCP@/$(< "$FAKE/tcp")}" ;;
  'peer show') cat "$FAKE/peers" ;;
esac
`;
/** Sends a message for each MiB, by EFA or by TCP, and a few by TCP in any case. */
const DD = `#!/bin/bash
for argument; do case $argument in count=*) count=\${argument#*=} ;; of=/dev/null) reads=1 ;; of=*) file=\${argument#*=} ;; if=/dev/zero) ;; if=*) file=\${argument#*=} ;; esac; done
echo "$*" >> "$FAKE/dd"
[[ -e $FAKE/full ]] && { echo 'dd: No space left on device' >&2; exit 1; }
if [[ -n $reads ]]; then count=$(< "$file"); by=$READ_BY; else echo "$count" > "$file"; by=$WRITE_BY; fi
echo $(( $(< "$FAKE/$by") + count )) > "$FAKE/$by"
echo $(( $(< "$FAKE/tcp") + 10 )) > "$FAKE/tcp"
`;

interface State {
  readonly efa?: string[];
  readonly peers?: string;
  readonly writeBy?: 'efa' | 'tcp';
  readonly readBy?: 'efa' | 'tcp';
  readonly interfaces?: number;
  readonly existing?: string[];
}

function run({ efa = ['up', 'up'], peers = PEERS.withEfa, writeBy = 'efa', readBy = 'efa', interfaces = 2, existing = [] }: State = {}) {
  const home = mkdtempSync(join(tmpdir(), 'efa-'));
  try {
    ['bin', 'volume', 'work'].forEach(name => mkdirSync(join(home, name)));
    writeFileSync(join(home, 'networks'), networksOf(efa));
    writeFileSync(join(home, 'peers'), peers);
    writeFileSync(join(home, 'efa'), '18');
    writeFileSync(join(home, 'tcp'), '82');
    writeFileSync(join(home, 'volume', 'data'), 'precious');
    existing.forEach(name => writeFileSync(join(home, name), ''));
    writeFileSync(join(home, 'bin', 'lnetctl'), LNETCTL, { mode: 0o755 });
    writeFileSync(join(home, 'bin', 'dd'), DD, { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync('bash', ['-c', EFA_CHECK_SCRIPT], {
      env: {
        PATH: `${join(home, 'bin')}:/usr/bin:/bin`, FAKE: home, WRITE_BY: writeBy, READ_BY: readBy,
        ROOT: join(home, 'volume'), WORK: join(home, 'work'), RUN: 'run', MIB: '64', INTERFACES: String(interfaces), NODE: 'ip-10-0-1-61',
      },
      stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8',
    });
    const line = stdout.trim().split('\n').at(-1) ?? '';
    return {
      status, stdout, stderr, json: line.startsWith('{') ? JSON.parse(line) : undefined, left: readdirSync(join(home, 'volume')),
      dd: existsSync(join(home, 'dd')) ? readFileSync(join(home, 'dd'), 'utf8') : '',
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

test('a node that uses EFA: succeeds, with what LNet sent', () => {
  const { status, stderr, json, stdout, dd } = run();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(json).toEqual({
    node: 'ip-10-0-1-61', efa: true, interfacesUp: 2, interfacesDown: 0, mib: 64, write: { efa: 64, tcp: 10 }, read: { efa: 64, tcp: 10 },
  });
  expect(stdout).toContain('write 64 MiB: LNet sent 64 messages by EFA and 10 by TCP\n');
  // Without direct I/O, the cache of the client would answer the reads.
  expect(dd).toMatch(/^if=\/dev\/zero of=\S+ bs=1M count=64 oflag=direct status=none\nif=\S+ of=\/dev\/null bs=1M iflag=direct status=none\n$/);
});

test.each<[string, State, RegExp]>([
  ['without an EFA interface', { efa: [] }, /LNet has no EFA interface, so all traffic uses TCP\. Fix: .*efaUserData/],
  ['with fewer EFA interfaces than it should have', { interfaces: 3 }, /uses only 2 of 3 EFA interfaces\. Fix: /],
  ['with EFA interfaces that are down', { efa: ['up', 'down'] }, /uses only 1 of 2 EFA interfaces/],
  ['with EFA interfaces that are all down', { efa: ['down', 'down'], interfaces: 1 }, /uses only 0 of 1 EFA interfaces/],
  ['whose servers offer no EFA', { writeBy: 'tcp', readBy: 'tcp', peers: PEERS.withoutEfa }, /servers offer no EFA .*Availability Zone/],
  ['whose traffic uses TCP', { writeBy: 'tcp', readBy: 'tcp' }, /servers offer EFA, but traffic uses TCP\. Fix: the security groups/],
  ['that reads by TCP', { readBy: 'tcp' }, /traffic uses TCP/],
  ['that writes by TCP', { writeBy: 'tcp' }, /traffic uses TCP/],
])('a node %s: fails with 3, the reason and a fix', (_, state, reason) => {
  const { status, stderr, json, left } = run(state);
  expect(status).toBe(3);
  expect(stderr).toMatch(/^error: node ip-10-0-1-61: /);
  expect(stderr).toMatch(reason);
  expect(json).toMatchObject({ node: 'ip-10-0-1-61', efa: false });
  expect(left).toEqual(['data']);
});

test.each([
  ['the state of LNet cannot be read', ['broken'], /Network is down[^]*error: not checked: lnetctl cannot read the networks/],
  ['the volume is full', ['full'], /No space left on device\nerror: not checked: cannot write 64 MiB/],
])('if %s: fails with 1, because nothing is known of the node', (_, existing, reason) => {
  const { status, stderr, json, left } = run({ existing });
  expect({ status, json, left }).toEqual({ status: 1, json: undefined, left: ['data'] });
  expect(stderr).toMatch(reason);
});

test('leaves nothing behind', () => {
  expect(run().left).toEqual(['data']);
});

test('contains nothing that Kubernetes would replace', () => {
  expect(EFA_CHECK_SCRIPT).not.toMatch(/\$[$(]/);
});
