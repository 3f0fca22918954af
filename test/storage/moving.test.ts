import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnResource, RemovalPolicy, Size, Stack, aws_fsx as fsx } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FsxLustreStorage, LustreProvisioning } from '../../src';
import { importedCluster, managedOn, objectsOf, resourceOf, resourcesOf, storageOn, testApp, testStack } from '../support/fixture';

const GUIDE = readFileSync(join(__dirname, '..', '..', 'docs', 'moving.md'), 'utf8');
const FILE_SYSTEM = 'AWS::FSx::FileSystem';

const volumeOf = (stack: Stack) => objectsOf(stack).find(({ kind }) => kind === 'PersistentVolume')!;
const claimOf = (stack: Stack) => objectsOf(stack).find(({ kind }) => kind === 'PersistentVolumeClaim')!;

describe('another cluster takes over a volume', () => {
  const existing = LustreProvisioning.existing({
    fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', capacity: Size.gibibytes(4800), availabilityZone: 'eu-west-1a',
  });
  const app = testApp();
  const blue = testStack(app, 'Blue');
  const green = testStack(app, 'Green');
  managedOn(blue, { capacity: Size.gibibytes(4800) }, { claim: { name: 'training-data', namespace: 'ml' } }, 'Imagenet');
  storageOn(green, { cluster: importedCluster(green, { clusterName: 'green' }), provisioning: existing, claim: { name: 'training-data', namespace: 'ml' } }, 'Imagenet');

  test('the old stack retains the file system when it is deleted', () => {
    expect(resourceOf(blue, FILE_SYSTEM)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('the new stack creates no file system, and its volume mounts the same one', () => {
    expect(resourcesOf(green, FILE_SYSTEM)).toEqual([]);
    const { spec } = volumeOf(green);
    expect(spec.csi.volumeAttributes).toEqual({ dnsname: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com', mountname: 'abcdefgh' });
    expect(spec.capacity).toEqual(volumeOf(blue).spec.capacity);
    expect(spec.mountOptions).toEqual(volumeOf(blue).spec.mountOptions);
  });

  test('each cluster has a volume of its own, and deleting a claim never deletes the file system', () => {
    const [old, created] = [volumeOf(blue), volumeOf(green)];
    expect(created.spec.csi.volumeHandle).not.toBe(old.spec.csi.volumeHandle);
    expect([old, created].map(({ spec }) => spec.persistentVolumeReclaimPolicy)).toEqual(['Retain', 'Retain']);
  });
});

describe('adopt a CfnFileSystem', () => {
  const fileSystemIn = (scope: Construct) => {
    const fileSystem = new fsx.CfnFileSystem(scope, 'Corpus', {
      fileSystemType: 'LUSTRE', storageCapacity: 4800, subnetIds: ['subnet-0aaaaaaaaaaaaaaa0'], securityGroupIds: ['sg-0123456789abcdef0'],
      lustreConfiguration: { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 250 },
    });
    fileSystem.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return fileSystem;
  };
  const storageOver = (stack: Stack, fileSystem: fsx.CfnFileSystem) => storageOn(stack, {
    provisioning: LustreProvisioning.existing({
      fileSystemId: fileSystem.ref, mountName: fileSystem.attrLustreMountName, capacity: Size.gibibytes(4800),
    }),
    claim: { name: 'corpus' },
  });
  const withoutMetadata = ({ Type, Properties, DeletionPolicy }: any) => ({ Type, Properties, DeletionPolicy });

  test('the storage changes nothing of the file system', () => {
    const [before, after] = [testStack(), testStack()];
    fileSystemIn(before);
    storageOver(after, fileSystemIn(after));
    expect(resourceOf(after, FILE_SYSTEM)).toEqual(resourceOf(before, FILE_SYSTEM));
    expect(volumeOf(after).spec.csi.volumeAttributes.mountname).toEqual(expect.anything());
  });

  test('moving it to another construct changes its logical id only, which cdk refactor renames', () => {
    const [before, after] = [testStack(), testStack()];
    fileSystemIn(before);
    storageOver(after, fileSystemIn(new Construct(after, 'Data2')));
    const [old, moved] = [resourceOf(before, FILE_SYSTEM), resourceOf(after, FILE_SYSTEM)];
    expect(moved.id).not.toBe(old.id);
    expect(withoutMetadata(moved)).toEqual(withoutMetadata(old));
  });

  test('the template of cdk import contains the file system alone, with a deletion policy', () => {
    const stack = testStack();
    fileSystemIn(stack);
    expect(resourcesOf(stack).map(({ Type, DeletionPolicy }) => [Type, DeletionPolicy])).toEqual([[FILE_SYSTEM, 'Retain']]);
  });

  test('a file system of the library has other security groups, so it cannot take its place', () => {
    const stack = testStack();
    const created = managedOn(stack)
      .node.findAll()
      .find(node => (node as CfnResource).cfnResourceType === FILE_SYSTEM) as fsx.CfnFileSystem;
    expect(created.securityGroupIds).toHaveLength(2);
  });
});

describe('swap dataset versions', () => {
  test('with the commands of the guide', () => {
    const data = mkdtempSync(join(tmpdir(), 'moving-'));
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(data, version));
      writeFileSync(join(data, version, 'file'), version);
    }
    execFileSync('ln', ['-s', 'v1', join(data, 'current')]);
    const commands = /```sh\n(ln -sfn [^]*?)```/.exec(GUIDE)![1].replaceAll('/data', data);
    const printed = execFileSync('bash', ['-euc', commands], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(printed.trim()).toBe('v2');
    expect(readlinkSync(join(data, 'current'))).toBe('v2');
    expect(readFileSync(join(data, 'current', 'file'), 'utf8')).toBe('v2');
    expect(readFileSync(join(data, 'v1', 'file'), 'utf8')).toBe('v1');
    rmSync(data, { recursive: true });
  });

  test('with a claim for each version, of which the parameter has the name', () => {
    const nameWith = (version: string) => {
      const stack = testStack();
      const storage: FsxLustreStorage = managedOn(stack, {}, { claim: undefined });
      const claim = storage.addClaim(`Corpus${version}`, { name: 'corpus', subDirectory: `corpus/${version.toLowerCase()}` });
      storage.exportValues({ parameterPrefix: '/ml/corpus', claim });
      const parameter = resourcesOf(stack, 'AWS::SSM::Parameter').find(({ Properties }) => Properties.Name === '/ml/corpus/claim-name')!;
      return { id: parameter.id, value: parameter.Properties.Value, claim: claimOf(stack).metadata.name };
    };
    const [before, after] = [nameWith('V1'), nameWith('V2')];
    expect(after.id).toBe(before.id);
    expect([before.value, after.value]).toEqual([before.claim, after.claim]);
    expect(after.claim).not.toBe(before.claim);
  });
});
