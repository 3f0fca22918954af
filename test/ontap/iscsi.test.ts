import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ISCSI_COMMANDS } from '../../src/ontap/iscsi';

const script = ISCSI_COMMANDS.join('\n');

/** The commands as a node would run them, on files below a directory and with its programs written down instead of run. */
function run() {
  const root = mkdtempSync(join(tmpdir(), 'iscsi-'));
  const at = (name: string) => join(root, name);
  execFileSync('mkdir', ['-p', at('etc/iscsi'), at('sbin')]);
  writeFileSync(at('etc/iscsi/iscsid.conf'), 'node.startup = automatic\nnode.session.scan = auto\n#node.session.scan = manual\n');
  writeFileSync(at('sbin/iscsi-iname'), '#!/bin/sh\necho "iqn.2026-01.test:$$"\n', { mode: 0o755 });
  const programs = 'dnf() { echo "dnf $*"; }; systemctl() { echo "systemctl $*"; };\n';
  const commands = programs + script.replace(/\/(etc|sbin)\//g, `${root}/$1/`);
  // a bash whose standard input is a socket takes it for a login from afar, and reads the profile of the machine
  const ran = spawnSync('bash', ['-euo', 'pipefail', '-c', commands], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return { ...ran, file: (name: string) => readFileSync(at(name), 'utf8') };
}

test('runs as it is written', () => {
  expect(run()).toMatchObject({ status: 0, stderr: '' });
});

// https://docs.netapp.com/us-en/trident/trident-use/worker-node-prep.html
test('brings the packages, then the services', () => {
  expect(run().stdout.split('\n').filter(Boolean)).toEqual([
    'dnf install -y iscsi-initiator-utils device-mapper-multipath lsscsi sg3_utils', 'systemctl enable --now iscsid multipathd iscsi',
  ]);
});

test('sessions are not scanned by themselves', () => {
  expect(run().file('etc/iscsi/iscsid.conf').split('\n')).toEqual(['node.startup = automatic', 'node.session.scan = manual', '#node.session.scan = manual', '']);
});

test('each node has a name of its own', () => {
  const [first, second] = [run(), run()].map(({ file }) => file('etc/iscsi/initiatorname.iscsi'));
  expect(first).toMatch(/^InitiatorName=iqn\.2026-01\.test:\d+\n$/);
  expect(second).not.toBe(first);
});

// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/issues/1417
test('multipath leaves EBS volumes alone', () => {
  const conf = run().file('etc/multipath.conf').replace(/\s+/g, ' ');
  expect(conf).toContain('defaults { find_multipaths no }');
  expect(conf).toContain('blacklist { device { vendor "NVME" product "Amazon Elastic Block Store" } }');
});
