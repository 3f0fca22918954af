import { rmSync, writeFileSync } from 'fs';
import { App, Size, Stack, StackProps, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EXISTING } from './support/account';
import { CliResult, Emulator } from './support/emulator';
import { PlatformStack } from '../../examples/lustre-s3-training/platform-stack';
import { StorageStack } from '../../examples/lustre-s3-training/storage-stack';
import { trainingJob } from '../../examples/lustre-s3-training/training-job';
import { DataRepository, DataRepositoryEvent, FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from '../../src';
import { ServedAccount } from './support/served-account';
import { ControlPlane } from '../conformance/support/control-plane';
import { ADMINISTRATOR } from '../conformance/support/fsx-server';
import { KubernetesObject } from '../conformance/support/kubernetes';
import { proof, log as printLine, until } from '../conformance/support/tools';
import { ACCOUNT, REGION } from '../conformance/support/values';

/** What the app is at a moment of its life; capacities in GiB. */
interface Edit {
  readonly imagenet: number;
  /** The training and what it writes. */
  readonly checkpoints: boolean;
  /** A scratch file system for results. */
  readonly results: boolean;
  /** The claim for which the driver creates a file system. */
  readonly scratch?: number;
}

interface TrainingProps extends StackProps {
  readonly cluster: eks.ICluster;
  readonly subnet: ec2.ISubnet;
  readonly edit: Edit;
}

/** The stack of the example with what edits change. Without an edit it is the example, as the first test shows. */
class EditedStorage extends Stack {
  constructor(scope: Construct, id: string, { cluster, subnet, edit }: TrainingProps) {
    super(scope, id);
    const bucket = new s3.Bucket(this, 'TrainingData', {
      encryption: s3.BucketEncryption.S3_MANAGED, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, enforceSSL: true,
    });
    const managed = (
      name: string,
      gib: number,
      perUnitStorageThroughput: number,
      claim: string,
      repository: DataRepository,
    ) => {
      const capacity = Size.gibibytes(gib);
      return new FsxLustreStorage(this, name, {
        cluster,
        provisioning: LustreProvisioning.managed({
          deploymentType: LustreDeploymentType.PERSISTENT_2,
          capacity,
          perUnitStorageThroughput,
          subnet,
          dataRepositories: [repository],
        }),
        claim: { name: claim, namespace: 'ml', createNamespace: true },
      });
    };
    const dataset = managed('Imagenet', edit.imagenet, 250, 'training-data', DataRepository.fromBucket(bucket, { prefix: 'imagenet/' }));
    if (edit.checkpoints) {
      const checkpoints = managed('Checkpoints', 1200, 125, 'checkpoints', DataRepository.fromBucket(bucket, {
        prefix: 'checkpoints/', autoExportPolicy: [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED],
      }));
      new eks.KubernetesManifest(this, 'Training', { cluster, manifest: trainingJob(dataset, checkpoints) }).node.addDependency(dataset, checkpoints);
    }
    if (edit.results) {
      new FsxLustreStorage(this, 'Results', {
        cluster,
        provisioning: LustreProvisioning.managed({
          deploymentType: LustreDeploymentType.SCRATCH_2,
          capacity: Size.gibibytes(1200),
          subnet,
        }),
        claim: { name: 'results', namespace: 'ml', createNamespace: true },
      });
    }
  }
}

function edited(edit: Edit): App {
  const app = new App();
  const { cluster, trainingSubnet: subnet } = new PlatformStack(app, 'Platform');
  new EditedStorage(app, 'TrainingStorage', { cluster, subnet, edit });
  if (edit.scratch !== undefined) {
    new FsxLustreStorage(new Stack(app, 'Experiment'), 'Scratch', {
      cluster,
      provisioning: LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, subnet }),
      claim: { name: 'scratch', namespace: 'ml', createNamespace: true, size: Size.gibibytes(edit.scratch) },
    });
  }
  return app;
}

function example(): App {
  const app = new App();
  const platform = new PlatformStack(app, 'Platform');
  new StorageStack(app, 'TrainingStorage', { cluster: platform.cluster, subnet: platform.trainingSubnet });
  return app;
}

const AS_IT_IS: Edit = { imagenet: 4800, checkpoints: true, results: false };
/** What the service quota of file systems answers. */
const LIMIT = 'ServiceLimitExceeded: the limit of 100 file systems is reached';
const DEPLOY = ['deploy', '--all', '--require-approval=never'];

proof('one life of the example lustre-s3-training and of a dynamic storage, with the real CDK CLI', () => {
  const log: string[] = [];
  const assemblies: string[] = [];
  /** By stack and logical id. */
  const policies = new Map<string, string | undefined>();
  let plane: ControlPlane;
  let served: ServedAccount;
  let emulator: Emulator;
  let now = AS_IT_IS;

  beforeAll(async () => {
    plane = await ControlPlane.start();
    served = new ServedAccount(plane);
    await served.account.fsx.start();
    emulator = await Emulator.start(served, plane.kubeconfig, served.account.fsx.url);
  });
  afterAll(async () => {
    await emulator?.stop();
    await served?.stop();
    await plane?.stop();
    assemblies.forEach(assembly => rmSync(assembly, { recursive: true, force: true }));
    if (process.env.DEPLOYMENT_LOG) {
      writeFileSync(process.env.DEPLOYMENT_LOG, log.join('\n'));
    }
  });
  afterEach(() => expect(served.account.unknown).toEqual([]));

  async function cdk(app: App, ...args: string[]): Promise<CliResult> {
    const start = Date.now();
    const { directory, stacks } = app.synth();
    assemblies.push(directory);
    stacks.forEach(({ stackName, template }) => Object.entries<any>(template.Resources).forEach(([id, { DeletionPolicy }]) => policies.set(`${stackName}/${id}`, DeletionPolicy)));
    const result = await emulator.cdk(directory, ...args);
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    log.push(`\n$ cdk ${args.join(' ')}    # exit code ${result.exitCode}, ${seconds} s\n`, result.output);
    printLine(`cdk ${args.join(' ')}: exit code ${result.exitCode}, ${seconds} s`);
    return result;
  }

  /** Deploys an edit, and expects it to work. */
  async function deploy(edit: Partial<Edit>): Promise<string> {
    now = { ...now, ...edit };
    const { exitCode, output } = await cdk(edited(now), ...DEPLOY);
    expect([exitCode, output]).toEqual([0, expect.any(String)]);
    return output;
  }

  /** Names of claims end in a hash of what cannot change. */
  const claim = async (name: string) => (await plane.api.list('PersistentVolumeClaim', 'ml')).find(({ metadata }) => metadata.name.startsWith(`${name}-`));
  const bound = async (name: string, seconds = 30): Promise<KubernetesObject> => until(`claim ${name} Bound`, seconds, async () => {
    const found = await claim(name);
    return found?.status.phase === 'Bound' && found;
  });
  const volumeOf = async (name: string) => (await plane.api.get('PersistentVolume', (await bound(name)).spec.volumeName))!;
  const fileSystemOf = async (name: string): Promise<string> => /^fs-[0-9a-f]+/.exec((await volumeOf(name)).spec.csi.volumeHandle)![0];
  const capacityOf = async (name: string) => served.account.fsx.fileSystems.get(await fileSystemOf(name))?.capacity;
  const fileSystems = () =>
    [...served.account.fsx.fileSystems.keys()].filter(id => id !== EXISTING.lustre.id && id !== EXISTING.ontap.id);
  /** Whether a statement of the policies in force names the action; whether each call was allowed, the FSx server decides. */
  const driverMay = (action: string) => served.driverPolicies().some(({ Statement }) => Statement.some(({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes(action)));
  const stackStatus = async () => emulator.stackStatus('TrainingStorage');

  /** Deploys an edit whose file system for results FSx refuses. */
  async function rejected(edit: Partial<Edit>): Promise<CliResult> {
    served.rejects = ({ type, logicalId }) => type === 'AWS::FSx::FileSystem' && logicalId.startsWith('Results') ? LIMIT : undefined;
    const result = await cdk(edited({ ...now, ...edit }), ...DEPLOY);
    served.rejects = undefined;
    return result;
  }

  test('without an edit the app is the example', () => {
    const [one, other] = [example(), edited(AS_IT_IS)].map(app => app.synth().stacks.map(({ template }) => template));
    expect(one).toEqual(other);
  });

  test('bootstrap', async () => {
    expect((await cdk(example(), 'bootstrap', `aws://${ACCOUNT}/${REGION}`)).exitCode).toBe(0);
  });

  test('deploy: the claims are Bound to the file systems of the stack', async () => {
    const { exitCode, output } = await cdk(example(), ...DEPLOY);
    expect([exitCode, output]).toEqual([0, expect.any(String)]);
    expect([await capacityOf('training-data'), await capacityOf('checkpoints')]).toEqual([4800, 1200]);
    expect(await plane.api.get('Job', 'train-resnet-1', 'ml')).toBeDefined();
    expect(driverMay('fsx:CreateFileSystem')).toBe(false); // it mounts what is there
  });

  test('diff: nothing differs', async () => {
    const { exitCode, output } = await cdk(edited(now), 'diff', '--fail');
    expect(output).toContain('Number of stacks with differences: 0');
    expect(exitCode).toBe(0);
  });

  test('a dynamic storage is added: its claim is Bound once the driver has created the file system', async () => {
    await deploy({ scratch: 1200 });
    expect(driverMay('fsx:CreateFileSystem')).toBe(true);
    await bound('scratch', 110);
    expect(await capacityOf('scratch')).toBe(1200);
  });

  test('growth: the diff shows it, and file systems, volumes and claims grow', async () => {
    const { output } = await cdk(edited({ ...now, imagenet: 7200, scratch: 2400 }), 'diff');
    expect(output).toMatch(/StorageCapacity\s+├─ \[-\] 4800\s+└─ \[\+\] 7200/);
    expect(output).not.toContain('requires replacement');
    const before = (await claim('training-data'))!.metadata.uid;
    await deploy({ imagenet: 7200, scratch: 2400 });
    expect([await capacityOf('training-data'), (await volumeOf('training-data')).spec.capacity.storage]).toEqual([7200, '7200Gi']);
    expect((await claim('training-data'))!.metadata.uid).toBe(before);
    await until('the claim scratch grown', 60, async () => (await claim('scratch'))!.status.capacity.storage === '2400Gi');
    expect(await capacityOf('scratch')).toBe(2400);
  });

  test('a storage is added', async () => {
    await deploy({ results: true });
    expect(await capacityOf('results')).toBe(1200);
  });

  test('two storages are removed: the scratch file system is deleted with its claim, the persistent one is retained with its claim', async () => {
    const [results, checkpoints] = [await fileSystemOf('results'), await bound('checkpoints')];
    await deploy({ results: false, checkpoints: false });
    expect(await claim('results')).toBeUndefined();
    expect(served.account.fsx.fileSystems.has(results)).toBe(false);
    expect(await capacityOf('checkpoints')).toBe(1200);
    expect((await bound('checkpoints')).metadata.uid).toBe(checkpoints.metadata.uid);
    expect(await plane.api.get('Job', 'train-resnet-1', 'ml')).toBeUndefined();
  });

  test('a deployment fails because FSx rejects a file system: the stack goes back to what it was', async () => {
    const before = fileSystems();
    const { exitCode, output } = await rejected({ results: true });
    expect(exitCode).toBe(1);
    expect(output).toContain(LIMIT);
    expect(await stackStatus()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(fileSystems()).toEqual(before);
    expect(await claim('results')).toBeUndefined();
    await bound('training-data');
    expect((await cdk(edited(now), 'diff', '--fail')).exitCode).toBe(0);
  });

  test('a deployment fails after a growth, which FSx does not take back: the rollback continues without the file system, and a larger capacity deploys', async () => {
    const { exitCode, output } = await rejected({ results: true, imagenet: 9600 });
    expect(exitCode).toBe(1);
    expect(output).toContain('storage capacity can only grow');
    expect(await stackStatus()).toBe('UPDATE_ROLLBACK_FAILED');
    const [logicalId] = /ImagenetFileSystem\w+/.exec(output)!;
    expect((await cdk(edited(now), 'rollback', 'TrainingStorage', '--orphan', logicalId)).exitCode).toBe(0);
    expect(await stackStatus()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await capacityOf('training-data')).toBe(9600);
    await deploy({ imagenet: 12000 });
    expect([await capacityOf('training-data'), (await volumeOf('training-data')).spec.capacity.storage]).toEqual([12000, '12000Gi']);
  });

  test('destroy of the dynamic storage: the driver deletes the file system of the claim', async () => {
    const scratch = await fileSystemOf('scratch');
    expect((await cdk(edited(now), 'destroy', 'Experiment', '--force')).exitCode).toBe(0);
    await until('the file system of the claim deleted', 60, async () => !served.account.fsx.fileSystems.has(scratch));
  });

  test('destroy of all: retained file systems remain, and keep subnet and VPC', async () => {
    const { exitCode, output } = await cdk(edited(now), 'destroy', '--all', '--force');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/DELETE_FAILED +\| AWS::EC2::Subnet/);
    const remaining = served.remaining().filter(({ stack }) => stack !== 'CDKToolkit');
    const rows = remaining.map(({ type, id, stack, logicalId, rejection }) => [type, id, `${stack}/${logicalId}`, rejection ?? `DeletionPolicy ${policies.get(`${stack}/${logicalId}`)}`]);
    const table = [['type', 'id', 'from', 'why it remains'], ...rows].sort(([one], [other]) => one === 'type' ? -1 : other === 'type' ? 1 : one!.localeCompare(other!));
    log.push('\n# What remains, and why\n', ...table.map(row => row.join(' | ')));
    table.forEach(row => printLine(row.join(' | ')));
    expect(rows.map(([, , , why]) => why)).not.toContain('DeletionPolicy undefined');
    expect(fileSystems()).toEqual(remaining.filter(({ type }) => type === 'AWS::FSx::FileSystem').map(({ id }) => id));
    expect(served.account.addresses.size).toBe(0);
  });

  test('the policies in force allowed every call of the driver', () => {
    expect(served.account.fsx.creations().length).toBeGreaterThan(3);
    expect(served.account.fsx.rejected().filter(({ error }) => error!.startsWith('AccessDenied'))).toEqual([]);
  });

  test('when the file systems and their groups are deleted by hand, the rest can be destroyed', async () => {
    const { fsx, network } = served.account;
    fileSystems().forEach(FileSystemId => fsx.call('DeleteFileSystem', { FileSystemId }, ADMINISTRATOR));
    // with the group of the cluster, which EKS leaves behind where a rule of a retained group names it
    const groups = [...network.groups.values()]
      .filter(({ vpc, isDefault }) => vpc !== EXISTING.vpc && !isDefault)
      .map(({ id }) => id);
    [...network.rules.values()]
      .filter(({ group }) => groups.includes(group))
      .forEach(({ id }) => network.removeRule(id));
    groups.forEach(id => network.removeGroup(id));
    expect((await cdk(edited(now), 'destroy', 'Platform', '--force')).exitCode).toBe(0);
    expect([...network.vpcs.keys()]).toEqual([EXISTING.vpc]);
  });
});
