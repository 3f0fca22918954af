import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, LegacyStackSynthesizer, RemovalPolicy, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_fsx as fsx } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FsxLustreStorage, LustreCsiDriver, LustreProvisioning, ManifestDelivery } from '../../src';
import { EXISTING } from './support/account';
import { CliResult, Emulator } from './support/emulator';
import { deployment } from './support/engine';
import { ServedAccount } from './support/served-account';
import { ACCOUNT, REGION } from '../conformance/support/values';

const SUBNET = EXISTING.subnets[0];
const FILE_SYSTEM = { DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 250 };

/** docs/moving.md, "Adopt your own CfnFileSystem". */
deployment('a file system that no stack owns, with the real CDK CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  let served: ServedAccount;
  let emulator: Emulator;
  let id: string;

  beforeAll(async () => {
    served = new ServedAccount();
    await served.account.fsx.start();
    emulator = await Emulator.start(served, '/dev/null', served.account.fsx.url);
    id = served.account.fsx.call('CreateFileSystem', {
      FileSystemType: 'LUSTRE', StorageCapacity: 4800, SubnetIds: [SUBNET], SecurityGroupIds: [EXISTING.fileSystemGroup], LustreConfiguration: FILE_SYSTEM, ClientRequestToken: 'a',
    }, { policies: 'everything' }).FileSystem.FileSystemId;
    served.account.fsx.calls.length = 0;
  });
  afterAll(async () => {
    await emulator?.stop();
    await served?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => expect(served.account.unknown).toEqual([]));

  const operations = () => served.account.fsx.calls.map(({ operation }) => operation).filter(operation => !operation.startsWith('Describe'));

  async function cdk(
    { storage, moved }: { readonly storage?: true; readonly moved?: true },
    ...args: string[]
  ): Promise<CliResult> {
    const app = new App({ outdir: mkdtempSync(join(folder, 'app-')), analyticsReporting: false });
    const stack = new Stack(app, 'Corpus', {
      env: { account: ACCOUNT, region: REGION },
      synthesizer: new LegacyStackSynthesizer(),
    });
    const fileSystem = new fsx.CfnFileSystem(moved ? new Construct(stack, 'Data') : stack, 'FileSystem', {
      fileSystemType: 'LUSTRE',
      storageCapacity: 4800,
      subnetIds: [SUBNET],
      securityGroupIds: [EXISTING.fileSystemGroup],
      lustreConfiguration: {
        deploymentType: FILE_SYSTEM.DeploymentType,
        perUnitStorageThroughput: FILE_SYSTEM.PerUnitStorageThroughput,
      },
    });
    fileSystem.applyRemovalPolicy(RemovalPolicy.RETAIN);
    if (storage) {
      addStorage(stack, fileSystem);
    }
    return emulator.cdk(app.synth().directory, ...args);
  }

  function addStorage(stack: Stack, fileSystem: fsx.CfnFileSystem): void {
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: EXISTING.clusterName, clusterSecurityGroupId: EXISTING.clusterSecurityGroup,
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: EXISTING.vpc, availabilityZones: [`${REGION}a`], privateSubnetIds: [SUBNET] }),
    });
    new FsxLustreStorage(stack, 'Storage', {
      cluster, driver: LustreCsiDriver.existing(), delivery: ManifestDelivery.yaml(join(folder, 'manifests'), { outputsFile: join(folder, 'outputs.json') }),
      provisioning: LustreProvisioning.existing({
        fileSystemId: fileSystem.ref, mountName: fileSystem.attrLustreMountName, capacity: Size.gibibytes(4800),
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', EXISTING.fileSystemGroup),
      }),
      claim: { name: 'corpus' },
    });
  }

  test('cdk import adds it to the stack and changes nothing', async () => {
    const { exitCode, output } = await cdk({}, 'import', 'Corpus', '--resource-mapping-inline', JSON.stringify({ FileSystem: { Id: id } }));
    expect([exitCode, output]).toEqual([0, expect.stringContaining('Corpus')]);
    expect(await emulator.stackStatus('Corpus')).toBe('IMPORT_COMPLETE');
    expect(operations()).toEqual([]);
  });

  test('the next deployment adds the storage and neither changes nor replaces the file system', async () => {
    const { exitCode, output } = await cdk({ storage: true }, 'deploy', 'Corpus', '--require-approval=never');
    expect([exitCode, output]).toEqual([0, expect.stringContaining(id)]);
    expect(await emulator.stackStatus('Corpus')).toBe('UPDATE_COMPLETE');
    expect(operations()).toEqual([]);
  });

  test('cdk refactor lists the new logical id of a moved file system, and nothing else', async () => {
    const { exitCode, output } = await cdk({ storage: true, moved: true }, 'refactor', '--unstable=refactor', '--dry-run');
    const rows = output.split('\n').filter(line => line.includes('AWS::'));
    expect([exitCode, rows]).toEqual([0, [expect.stringMatching(/AWS::FSx::FileSystem +│ Corpus\.FileSystem +│ Corpus\.DataFileSystem\w+ /)]]);
  });

  test('cdk destroy retains it', async () => {
    expect((await cdk({ storage: true }, 'destroy', 'Corpus', '--force')).exitCode).toBe(0);
    expect([operations(), served.account.fsx.fileSystems.has(id)]).toEqual([[], true]);
  });
});
