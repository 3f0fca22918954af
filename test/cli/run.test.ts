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
  expect(out).toMatch(/doctor {3}looks.*\n {2}size {5}lists.*\n {2}explain {2}says/);
});

test('an unknown command is an error with the commands', async () => {
  expect(await typed('check')).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/^there is no command 'check'\.\n\n.*doctor/s) });
});

test.each([
  ['doctor --names x', /Unknown option '--names'/], ['size', /--capacity \(missing\): a number/], ['size --capacity x', /--capacity x: a number/], ['size --capacity -1', /capacity/],
  ['size --capacity 1 --service nfs', /one of LUSTRE, ONTAP/], ['explain --size 1', /--workload is missing/], ['explain --workload checkpoint --size 1', /one of TRAINING_DATA/],
  ['explain --workload checkpoints --size 0', /sizeGiB|size/], ['doctor extra', /positional/],
])('%s is an error, with the options', async (line, problem) => {
  const { status, out, err } = await typed(...line.split(' '));
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(problem);
  expect(err).toMatch(/\n\n(cdk-eks-fsx \w+: .*\n\n {2}--)/);
});

test('a name cannot be an option of kubectl', async () => {
  expect(await typed('doctor', '--namespace=--token=x')).toMatchObject({ status: 2, err: expect.stringContaining('begin with a letter or digit') });
});

test('size lists what FSx offers', async () => {
  const { status, out } = await typed('size', '--capacity', '3000', '--throughput', '2000', '--service', 'lustre');
  expect(status).toBe(0);
  expect(out.split('\n')[1]).toMatch(/^PERSISTENT_2 +SSD +4800 +500 +2343$/);
  expect(out).not.toContain('ONTAP');
});

test('size as JSON', async () => {
  const { lustre, ontap } = JSON.parse((await typed('size', '--capacity', '1000', '--json')).out);
  expect(lustre[0]).toMatchObject({ capacityGiB: 1200 });
  expect(ontap[0]).toMatchObject({ capacityGiB: 1024 });
});

test('size beyond what there is exits with 1', async () => {
  expect((await typed('size', '--capacity', '9000000', '--service', 'ontap')).status).toBe(1);
});

test('explain tells the choice, and as JSON all of them', async () => {
  const args = ['explain', '--workload', 'checkpoints', '--size', '500', '--snapshots'];
  expect((await typed(...args)).out).toMatch(/^Checkpoints, 500 GiB: Amazon FSx for NetApp ONTAP/);
  expect(JSON.parse((await typed(...args, '--json')).out)[0]).toMatchObject({ backend: 'ONTAP' });
  expect((await typed('explain', '--workload', 'training-data', '--size', '500', '--dataset', 'write-back')).out).toContain('Lustre');
});

test('what contradicts itself is an error', async () => {
  expect(await typed('explain', '--workload', 'scratch', '--size', '500', '--dataset', 'read-only', '--multi-az')).toMatchObject({ status: 2, out: '' });
});
