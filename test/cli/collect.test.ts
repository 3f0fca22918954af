import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { FILE_SYSTEM, NOW, world } from './world';
import { ClusterUnreachable, DoctorOptions, collect } from '../../src/cli/doctor/collect';
import { AWS_PERMISSIONS, KUBERNETES_QUERIES } from '../../src/cli/doctor/queries';
import { Program, ProgramResult, RunProgram, isReadOnly, programRunner, runProgram } from '../../src/cli/programs';

const ok = (value: unknown): ProgramResult => ({ status: 0, stdout: typeof value === 'string' ? value : JSON.stringify(value), stderr: '' });
const failed = (stderr: string, status = 1): ProgramResult => ({ status, stdout: '', stderr });

/** Simulated programs that return the facts of `world`; `over` takes precedence. */
function simulated(over: (line: string) => ProgramResult | undefined = () => undefined) {
  const requested: string[] = [];
  const made = world();
  let where: DoctorOptions = {};
  const run: RunProgram = async (program, args) => {
    const line = [program, ...args].join(' ');
    requested.push(line);
    return over(line) ?? answer(line);
  };
  function answer(line: string): ProgramResult {
    const question = KUBERNETES_QUERIES.find(({ args }) => line.startsWith(['kubectl', ...args(where)].join(' ')));
    if (question) {
      return ok({ items: made[question.fact] });
    }
    switch (/^(kubectl config|kubectl logs|aws \S+ \S+)/.exec(line)![0]) {
      case 'kubectl config': return ok('arn:aws:eks:eu-west-1:111122223333:cluster/training');
      case 'aws fsx describe-file-systems': return ok({ FileSystems: made.fileSystems });
      case 'aws fsx describe-data-repository-associations': return ok({ Associations: [...made.associations, { FileSystemId: 'fs-other' }] });
      case 'aws fsx describe-data-repository-tasks': return ok({ DataRepositoryTasks: made.tasks });
      case 'aws fsx describe-storage-virtual-machines': return ok({ StorageVirtualMachines: made.virtualMachines });
      case 'aws fsx describe-backups': return ok({ Backups: [...made.backups, { FileSystem: { FileSystemId: 'fs-other' } }] });
      case 'aws ec2 describe-network-interfaces': return ok({ NetworkInterfaces: line.includes('instance-id') ? made.nodeInterfaces : made.fileSystemInterfaces });
      case 'aws ec2 describe-security-group-rules': return ok({ SecurityGroupRules: made.securityGroupRules });
      case 'aws eks describe-addon': return line.includes('aws-fsx-csi-driver') ? ok({ addon: made.addons[0] }) : failed('An error occurred (ResourceNotFoundException)', 254);
      case 'aws eks list-pod-identity-associations': return ok({ associations: made.podIdentityAssociations });
      default: return ok('the log');
    }
  }
  const look = async (options: DoctorOptions = {}) => {
    where = options;
    return collect(run, options, NOW);
  };
  return { requested, made, look };
}

test('collects all facts, and only those of file systems that the cluster uses', async () => {
  const { look, made } = simulated();
  const { facts, unseen, region } = await look();
  expect({ unseen, region }).toEqual({ unseen: {}, region: 'eu-west-1' });
  expect(facts).toEqual({ ...made, nodeLogs: [] });
});

test('runs only read-only commands', async () => {
  const { look, requested } = simulated();
  await look({ context: 'training', namespace: 'ml' });
  expect(requested.length).toBeGreaterThan(20);
  requested.forEach(line => {
    const [program, ...args] = line.split(' ');
    expect([line, isReadOnly(program as Program, args)]).toEqual([line, true]);
    expect(line.startsWith('aws') ? line : `${line} `).toMatch(/^aws .* --region eu-west-1 --output json$|^kubectl .* --context training /);
  });
});

test.each([
  ['kubectl', ['delete', 'pvc', 'x']], ['kubectl', ['exec', 'x', '--', 'ls']], ['kubectl', ['config', 'set', 'x', 'y']], ['kubectl', ['getx']], ['kubectl', ['apply', 'get']],
  ['aws', ['fsx', 'delete-file-system']], ['aws', ['s3', 'list-buckets']], ['aws', ['fsx', 'update-file-system', 'describe-file-systems']],
] as const)('rejects %s %j', async (program, args) => {
  await expect(runProgram(program, args)).rejects.toThrow(/not a read-only command/);
});

describe('a program that does not end', () => {
  const PATH = process.env.PATH;
  const runSoon = programRunner({ timeoutMs: 300, graceMs: 200 });
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'programs-'));
    process.env.PATH = [folder, PATH].join(delimiter);
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true });
  });

  function kubectl(script: string) {
    writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'kubectl'), 0o755);
  }

  test.each([
    ['ends at SIGTERM', 'exec sleep 20'],
    ['is killed if it ignores SIGTERM', 'trap "" TERM; while :; do sleep 0.1; done'],
    ['is killed although a child keeps its output open', 'trap "" TERM; sleep 20 & wait; wait; sleep 20'],
  ])('%s', async (_, script) => {
    kubectl(script);
    const start = Date.now();
    expect(await runSoon('kubectl', ['get', 'nodes'])).toEqual({ status: 1, stdout: '', stderr: 'kubectl did not finish within 0.3 seconds' });
    expect(Date.now() - start).toBeLessThan(5_000);
  });

  test('is not confused with one that ends in time', async () => {
    kubectl('echo "$AWS_PAGER$*"; exit 3');
    expect(await programRunner({ timeoutMs: 20_000, graceMs: 200 })('kubectl', ['get', 'nodes'])).toEqual({ status: 3, stdout: 'get nodes\n', stderr: '' });
  });
});

test('a cluster that cannot be reached fails after one query', async () => {
  const { look, requested } = simulated(() => failed('Unable to connect to the server: dial tcp: i/o timeout'));
  await expect(look()).rejects.toThrow(new ClusterUnreachable('Unable to connect to the server: dial tcp: i/o timeout'));
  expect(requested).toHaveLength(1);
});

test('requests a single claim by its name', async () => {
  const { requested, look } = simulated(line => line.startsWith('kubectl get persistentvolumeclaims') ? ok(world().claims[1]) : undefined);
  const { facts } = await look({ claim: 'scratch', namespace: 'ml' });
  expect(requested).toContain('kubectl get persistentvolumeclaims scratch --namespace ml --output json --request-timeout 30s');
  expect(facts.claims!.map(({ metadata }) => metadata.name)).toEqual(['scratch']);
});

test('--no-aws runs no aws and is the reason for the missing facts', async () => {
  const { requested, look } = simulated();
  const { facts, unseen } = await look({ noAws: true });
  expect(requested.filter(line => line.startsWith('aws'))).toEqual([]);
  expect(unseen).toMatchObject({ fileSystems: { why: '--no-aws', excluded: true }, securityGroupRules: { excluded: true }, addons: { excluded: true } });
  expect(Object.keys(unseen)).toHaveLength(10);
  expect(facts.claims).toHaveLength(3);
});

test('does not query FSx for a cluster that does not use it', async () => {
  const { requested, look, made } = simulated();
  Object.assign(made, { volumes: [], classes: made.classes.slice(2), backendConfigs: [] });
  const { facts, unseen } = await look();
  expect(requested.filter(line => /aws (fsx|ec2)/.test(line))).toEqual([]);
  expect({ unseen, fileSystems: facts.fileSystems }).toEqual({ unseen: {}, fileSystems: [] });
});

test.each<[string, RegExp, string, string, string]>([
  ['a forbidden list', /get nodes/, 'Error from server (Forbidden): nodes is forbidden: User "x" cannot list resource "nodes"', 'nodes', 'no permission: kubectl get nodes'],
  ['an unreachable cluster', /get nodes/, 'E1 noise\nUnable to connect to the server: dial tcp: i/o timeout', 'nodes', 'Unable to connect to the server: dial tcp: i/o timeout'],
  ['a missing permission', /describe-backups/, 'An error occurred (AccessDeniedException) when calling x', 'backups', 'no permission: fsx:DescribeBackups'],
  ['a missing EC2 permission, which has another message', /security-group-rules/, 'An error occurred (UnauthorizedOperation) when calling x', 'securityGroupRules', 'no permission: ec2:DescribeSecurityGroupRules'],
  ['no credentials', /describe-backups/, 'Unable to locate credentials. You can configure credentials by running "aws configure".', 'backups', 'Unable to locate credentials. You can configure credentials by running "aws configure".'],
])('reports %s', async (_, line, stderr, fact, why) => {
  const { look } = simulated(requested => line.test(requested) ? failed(stderr) : undefined);
  const { facts, unseen } = await look();
  expect(unseen).toMatchObject({ [fact]: { why } });
  expect(facts).not.toHaveProperty(fact);
});

test('a fact that depends on a missing one is missing for the same reason', async () => {
  const { look } = simulated(line => line.includes('get persistentvolumes ') ? failed('Error from server (Forbidden)') : undefined);
  const { unseen } = await look();
  expect(unseen.fileSystems).toEqual(unseen.volumes);
  expect(unseen.securityGroupRules).toEqual(unseen.volumes);
});

test('a cluster without Trident has no backends, and no fact is missing', async () => {
  const { look } = simulated(line => /trident\.netapp\.io|snapshot\.storage/.test(line) ? failed('error: the server doesn\'t have a resource type "tridentbackends"') : undefined);
  const { facts, unseen } = await look();
  expect(unseen).toEqual({});
  expect([facts.backendConfigs, facts.backends, facts.snapshots, facts.virtualMachines]).toEqual([[], [], [], []]);
});

test('without the name of the cluster, EKS is not queried and the Region is that of the nodes', async () => {
  const { look } = simulated(line => line.startsWith('kubectl config') ? ok('kind-local') : undefined);
  const { unseen, region } = await look();
  expect(region).toBe('eu-west-1');
  expect(Object.keys(unseen).sort()).toEqual(['addons', 'podIdentityAssociations']);
  expect(unseen.addons!.why).toContain('--cluster NAME');
});

test('reads the log of the node plugin only on nodes where a pod waits for its mount', async () => {
  const { look, made, requested } = simulated();
  made.pods[0].status.phase = 'Pending';
  made.podEvents.push({ reason: 'FailedMount', involvedObject: { name: 'trainer', namespace: 'ml' } });
  made.systemPods.push({ ...made.systemPods[1], metadata: { name: 'fsx-csi-node-2', labels: { app: 'fsx-csi-node' } }, spec: { nodeName: 'other' } });
  expect((await look()).facts.nodeLogs).toEqual([{ pod: 'fsx-csi-node-1', node: made.nodes[0].metadata.name, text: 'the log' }]);
  expect(requested.filter(line => line.startsWith('kubectl logs'))).toHaveLength(1);
});

test('network interfaces contain the ID of their file system', async () => {
  const { facts } = await simulated().look();
  expect(facts.fileSystemInterfaces![0]).toMatchObject({ NetworkInterfaceId: 'eni-0000000000000000a', FileSystemId: FILE_SYSTEM });
});

test('docs/doctor.md lists all permissions', () => {
  const permissions = [...KUBERNETES_QUERIES.map(({ permission }) => permission), ...Object.values(AWS_PERMISSIONS)];
  const page = jest.requireActual<typeof import('fs')>('fs').readFileSync('docs/doctor.md', 'utf8');
  expect([...new Set(permissions)].filter(permission => !page.includes(permission.split('.')[0]))).toEqual([]);
});
