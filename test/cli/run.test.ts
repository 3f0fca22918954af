import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { run } from '../../src/cli/run';

async function typed(...args: string[]) {
  let out = '';
  let err = '';
  const status = await run(args, text => out += text, text => err += text);
  return { status, out, err };
}

test.each([[], ['--help'], ['help']])('%j prints the commands', async (...args) => {
  const { status, out, err } = await typed(...args);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/Usage: cdk-eks-fsx .*\n {2}doctor .*\n {2}size .*\n {2}explain .*/s);
});

test.each([['size', '--help'], ['help', 'size']])('%s %s prints the options of a command', async (...args) => {
  const { status, out } = await typed(...args);
  expect(status).toBe(0);
  expect(out).toMatch(/^Usage: cdk-eks-fsx size --capacity <size> \[options\]/);
  expect(out).not.toContain('--workload');
});

test.each(['--version', '-V'])('%s prints the version of the package', async option => {
  const { version } = jest.requireActual<{ version: string }>('../../package.json');
  expect(await typed(option)).toEqual({ status: 0, out: `${version}\n`, err: '' });
});

test.each([
  ['check', /^error: unknown command 'check'$/, 'cdk-eks-fsx [options] [command]'],
  ['siz', /^error: unknown command 'siz' \(Did you mean size\?\)$/, 'cdk-eks-fsx [options] [command]'],
  ['doctor --namespaces x', /^error: unknown option '--namespaces' \(Did you mean --namespace\?\)$/, 'cdk-eks-fsx doctor [options]'],
  ['doctor extra', /^error: too many arguments/, 'cdk-eks-fsx doctor [options]'],
  ['size', /^error: required option '--capacity <size>' not specified$/, 'cdk-eks-fsx size --capacity <size> [options]'],
  ['size --capacity x', /'x' is invalid\. It must be a size such as 500GiB or 10TiB/, 'cdk-eks-fsx size --capacity <size> [options]'],
  ['size --capacity=-1', /'-1' is invalid\./, 'cdk-eks-fsx size --capacity <size> [options]'],
  ['size --capacity 1 --throughput fast', /It must be a throughput such as 500MB\/s or 20GB\/s/, 'cdk-eks-fsx size --capacity <size> [options]'],
  ['size --capacity 1 --service nfs', /It must be one of lustre, ontap\.$/, 'cdk-eks-fsx size --capacity <size> [options]'],
  ['explain --size 1', /'--workload <name>' not specified$/, 'cdk-eks-fsx explain --workload <name> --size <size> [options]'],
  ['explain --workload checkpoint --size 1', /It must be one of training-data, checkpoints/, 'cdk-eks-fsx explain --workload <name> --size <size> [options]'],
  ['explain --workload checkpoints --size 1 --readers 1.5', /It must be a whole number, 1 or more\.$/, 'cdk-eks-fsx explain --workload <name> --size <size> [options]'],
  ['explain --workload checkpoints --size 0', /^error: StorageAdvisor: size 0 GiB: must be more than 0$/, 'cdk-eks-fsx explain --workload <name> --size <size> [options]'],
])('"%s" prints one line and the usage of this command', async (line, problem, usage) => {
  const { status, out, err } = await typed(...line.split(' '));
  expect({ status, out }).toEqual({ status: 2, out: '' });
  const [message, ...rest] = err.trimEnd().split('\n');
  expect(message).toMatch(problem);
  expect(rest).toEqual([`Usage: ${usage}`]);
});

test('rejects a name that kubectl would read as an option', async () => {
  expect(await typed('doctor', '--namespace=--token=x')).toMatchObject({ status: 2, err: expect.stringContaining('must begin with a letter or digit') });
});

test('size lists what FSx offers, with an estimated price', async () => {
  const { status, out } = await typed('size', '--capacity', '3000', '--throughput', '2000', '--service', 'lustre');
  expect(status).toBe(0);
  expect(out.split('\n')[1]).toMatch(/^PERSISTENT_2 +SSD +4800 +500 +2343 +1632$/);
  expect(out).toMatch(/^PERSISTENT_1 .* -$/m);
  expect(out).not.toContain('ONTAP');
});

test.each([['10TiB', 10240], ['10 tib', 10240], ['10Ti', 10240], ['1.5TiB', 1536], ['500', 500], ['500GiB', 500], ['512MiB', 0.5], ['1TB', 931.33], ['1PiB', 1048576]])(
  'reads the size %s', async (size, gib) => {
    const { out } = await typed('explain', '--workload', 'training-data', '--size', size);
    expect(out).toContain(`, ${gib} GiB:`);
  });

test('size prints JSON', async () => {
  const { lustre, ontap } = JSON.parse((await typed('size', '--capacity', '1000', '--json')).out);
  expect(lustre[0]).toMatchObject({ capacityGiB: 1200 });
  expect(ontap[0]).toMatchObject({ capacityGiB: 1024, estimatedMonthlyUsd: expect.any(Number) });
});

test('size lists deployment types without a published price', async () => {
  const { status, out } = await typed('size', '--capacity', '600000', '--service', 'ontap');
  expect(status).toBe(0);
  expect(out).toMatch(/_3 .* -$/m);
});

test('size exits with 1 if FSx offers nothing', async () => {
  expect((await typed('size', '--capacity', '9000000', '--service', 'ontap')).status).toBe(1);
});

test('explain describes the choice, and prints all recommendations as JSON', async () => {
  const args = ['explain', '--workload', 'checkpoints', '--size', '500', '--snapshots'];
  expect((await typed(...args)).out).toMatch(/^Checkpoints, 500 GiB: Amazon FSx for NetApp ONTAP/);
  expect(JSON.parse((await typed(...args, '--json')).out).recommendations[0]).toMatchObject({ backend: 'ONTAP' });
  expect((await typed('explain', '--workload', 'training-data', '--size', '500', '--dataset', 'write-back')).out).toContain('Lustre');
});

test('explain rejects contradictory requirements with the alternatives', async () => {
  const { status, out, err } = await typed('explain', '--workload', 'scratch', '--size', '500', '--dataset', 'read-only', '--multi-az');
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/^error: StorageAdvisor: .*\nUsage: cdk-eks-fsx explain/s);
});

describe('with a fake kubectl', () => {
  const PATH = process.env.PATH;
  let folder: string;

  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cli-')); });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true });
  });

  function kubectl(script: string) {
    writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env.PATH = [folder, PATH].join(delimiter);
  }

  test('the doctor prints one line if it cannot reach the cluster', async () => {
    kubectl('echo "E1126 memcache.go:265 noise" >&2; echo "The connection to the server localhost:8080 was refused" >&2; exit 1');
    expect(await typed('doctor', '--no-aws')).toEqual({
      status: 2, out: '', err: 'error: cannot reach the cluster: The connection to the server localhost:8080 was refused\nUsage: cdk-eks-fsx doctor [options]\n',
    });
  });

  test.each([['text', []], ['JSON', ['--json']]])('the doctor prints no control characters of events, as %s', async (_, options) => {
    const message = 'not authorized to perform \u001b]0;owned\u0007\u001b[2J\u009b31m\u202eetadpU';
    kubectl(`case "$*" in
      "get persistentvolumeclaims"*) echo '${JSON.stringify({ items: [{ metadata: { name: 'data', namespace: 'ml', uid: 'u' }, spec: { storageClassName: 'x' }, status: { phase: 'Pending' } }] })}';;
      "get events"*Claim*) echo '${JSON.stringify({ items: [{ message, type: 'Warning', involvedObject: { name: 'data', namespace: 'ml', uid: 'u' } }] })}';;
      *) echo '{"items":[]}';;
    esac`);
    const { status, out } = await typed('doctor', '--no-aws', ...options);
    expect(status).toBe(1);
    expect(out).toContain('\\u001b[2J\\u009b31m\\u202eetadpU');
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/); // eslint-disable-line no-control-regex
    expect(options.length === 0 || JSON.parse(out).answers[0].findings[0].seen).toBe(options.length === 0 || `${message}`);
  });
});
