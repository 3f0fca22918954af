import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { run } from '../../src/cli/run';
import { priceList } from '../ml/price-lists';

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

const EXPLAIN = 'cdk-eks-fsx explain --workload <name> --size <size> [options]';

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
  ['explain --workload checkpoints --size 1TiB --throughput 20GB', /^error: option '--throughput <rate>' argument '20GB' is invalid\. It must be a throughput such as 500MB\/s or 20GB\/s; a number without a unit is in MB\/s\.$/, EXPLAIN],
  ['explain --workload checkpoints --size 1TiB --throughput-per-reader=-5', /^error: option '--throughput-per-reader <rate>' argument '-5' is invalid\./, EXPLAIN],
  ['explain --workload checkpoints --size 1TiB --checkpoint-pause 1day', /It must be a duration such as 90s, 30min or 2h; a number without a unit is in seconds\.$/, EXPLAIN],
  ['explain --workload checkpoints --size 1TiB --checkpoint-interval 0s', /It must be a duration such as 90s/, EXPLAIN],
  ['explain --workload checkpoints --size 1TiB --checkpoint-size 2TiB', /^error: StorageAdvisor: --checkpoint-size 2048: does not fit into a volume of 1024 GiB$/, EXPLAIN],
  ['explain --workload checkpoints --size 1TiB --checkpoint-interval 1min --checkpoint-pause 2h', /^error: StorageAdvisor: --checkpoint-pause 7200: longer than the interval of 60 s$/, EXPLAIN],
  ['explain --workload model-weights --size 1TiB --model-size big', /It must be a size such as 500GiB or 10TiB/, EXPLAIN],
  ['explain --workload model-weights --size 1TiB --replica-start 0.5s', /It must be a whole number of seconds, such as 90s, 30min or 2h\.$/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --sample-size 110XB', /It must be a size such as 110KB, 64KiB or 4MiB; a number without a unit is in KiB\.$/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --samples-per-second 0', /It must be a number, more than 0\.$/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --samples-per-second 9', /^error: StorageAdvisor: --samples-per-second and --sample-size: one of them is missing/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --files 1.5', /It must be a whole number, 1 or more\.$/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --metadata-operations many', /It must be a number, more than 0\.$/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --max-monthly-cost cheap', /^error: option '--max-monthly-cost <usd>' argument 'cheap' is invalid\. It must be a number, more than 0\.$/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --prices missing.json', /^error: option '--prices <file>' argument 'missing\.json' is invalid\. It must be a file that can be read: ENOENT/, EXPLAIN],
  ['explain --workload training-data --size 1TiB --prices package.json', /the price list has no products and terms\.OnDemand\. Fix: pass a service price list file of AmazonFSx as JSON/, EXPLAIN],
  ['size --capacity 1 --prices README.md', /^error: option '--prices <file>' argument 'README\.md' is invalid\./, 'cdk-eks-fsx size --capacity <size> [options]'],
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

describe('explain', () => {
  const DATA = ['explain', '--workload', 'training-data', '--size', '10TiB'];
  const requiredOf = async (...args: string[]) => JSON.parse((await typed(...DATA, ...args, '--json')).out).requiredThroughputMBps;

  test.each<[string[], number]>([
    [['--throughput', '500'], 500], [['--throughput', '500MB/s'], 500], [['--throughput', '20GB/s'], 20000], [['--throughput', '20GBps'], 20000],
    [['--throughput', '1.5GiB/s'], 1610.61], [['--throughput-per-reader', '250MB/s', '--readers', '64'], 16000],
    [['--samples-per-second', '10000', '--sample-size', '110KB'], 1100], [['--samples-per-second', '1000', '--sample-size', '1MiB'], 1048.576],
    [['--checkpoint-size', '850GiB', '--checkpoint-pause', '60s'], 15211.37], [['--checkpoint-size', '850', '--checkpoint-interval', '1h', '--checkpoint-pause', '1min'], 15211.37],
    [['--model-size', '130GiB', '--readers', '8', '--replica-start', '1.5min'], 12407.68],
  ])('reads the units of %j', async (args, MBps) => {
    expect(await requiredOf(...args)).toBeCloseTo(MBps, 1);
  });

  test('asks whether an implausible throughput is intended, with the option to use', async () => {
    const { status, out } = await typed(...DATA, '--throughput', '20');
    expect(status).toBe(0);
    expect(out).toContain('Question: is a throughput of 20 MB/s intended? Reading 10240 GiB once takes 6 days. 20 GB/s are --throughput 20000.\n');
    expect((await typed(...DATA, '--throughput', '100')).out).not.toContain('Question');
  });

  test('names options in assumptions, and no properties', async () => {
    const { out } = await typed('explain', '--workload', 'checkpoints', '--size', '2TiB');
    expect(out).toMatch(/Assumption: .*\(--checkpoint-size\)\.\n.*Assumption: .*\(--checkpoint-pause\)/);
    expect(out).not.toMatch(/\b[a-z]+[A-Z]\w*(MBps|GiB|Seconds|Usd)\b/);
  });

  test('rejects a budget with the cheapest option, and accepts what that option costs', async () => {
    const { status, err } = await typed(...DATA, '--max-monthly-cost', '100');
    expect(status).toBe(2);
    expect(err).toContain('costs at most 100 US dollars per month (--max-monthly-cost).\n');
    const usd = Number(/The cheapest option costs about (\d+): /.exec(err)![1]);
    expect((await typed(...DATA, '--max-monthly-cost', String(usd + 1))).status).toBe(0);
  });

  test('reads the prices of a price list, with its Region and date', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-'));
    const file = join(folder, 'AmazonFSx.json');
    writeFileSync(file, priceList());
    const { out } = await typed(...DATA, '--prices', file);
    expect(out).toMatch(/Cost: about \d+ US dollars per month \(ap-northeast-1, 2026-07-01, price list\): /);
    expect((await typed('size', '--capacity', '3000', '--prices', file)).out).toContain('from prices of ap-northeast-1, 2026-07-01.');
    rmSync(folder, { recursive: true });
  });
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
