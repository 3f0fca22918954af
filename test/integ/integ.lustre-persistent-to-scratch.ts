/**
 * A PERSISTENT_2 file system becomes SCRATCH_2 under the same construct id: CloudFormation creates another file system, and the old one stays, mounted by its old claim, with its data.
 *
 * Duration: 90 minutes (estimated: cluster 15, two file systems 20, Jobs 5, deletion of the old file system 10, of the stacks 35).
 * Cost drivers: Lustre PERSISTENT_2, 1200 GiB at 125 MB/s per TiB, and SCRATCH_2, 1200 GiB; one cluster, two t3.medium nodes, one NAT gateway.
 */
import { App, Size, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from '../..';
import { expectOfFileSystem, expectTaggedFileSystems, taggedFileSystemId } from './support/assertions';
import { Job } from './support/job';
import { NAMESPACE, Platform, TEST_TAG } from './support/platform';
import { Steps } from './support/steps';
import { Sweeper } from './support/sweeper';

const TEST = 'PersistentToScratch';
const TYPE_TAG = 'cdk-eks-fsx-integ-type';

const app = new App();
const platform = new Platform(app, TEST);
const stack = new Stack(app, `CdkEksFsx-${TEST}-Storage`);
const steps = new Steps(app, TEST, ['persistent', 'scratch']);

function storageOf(scope: Construct, { cluster, subnet }: Platform, durable: boolean): FsxLustreStorage {
  const deploymentType = durable ? LustreDeploymentType.PERSISTENT_2 : LustreDeploymentType.SCRATCH_2;
  return new FsxLustreStorage(scope, 'Data', {
    cluster,
    provisioning: LustreProvisioning.managed({
      deploymentType,
      capacity: Size.gibibytes(1200),
      perUnitStorageThroughput: durable ? 125 : undefined,
      subnet,
      tags: { [TYPE_TAG]: deploymentType },
    }),
    claim: { name: 'data', namespace: NAMESPACE, createNamespace: true },
  });
}

const { cluster } = platform;
const storage = storageOf(stack, platform, steps.current === 'persistent');
if (steps.current === 'persistent') {
  new Job(stack, 'Write', { cluster, mounts: [{ volume: storage, options: { path: '/data' } }], after: [storage], script: 'echo kept > /data/kept.txt' });
} else {
  // the claim of the first step has left the app, so its name comes from the same app as it was then
  const before = new App({ autoSynth: false });
  const old = storageOf(new Stack(before, stack.node.id), new Platform(before, TEST), true);
  new Job(stack, 'ReadOldWriteNew', {
    cluster,
    mounts: [{ volume: old, options: { path: '/old' } }, { volume: storage, options: { path: '/new' } }],
    after: [storage],
    script: 'grep -qx kept /old/kept.txt\ntest ! -e /new/kept.txt\necho new > /new/new.txt',
  });
}

// destroyed before the storage, whose security group the old file system may still use
const cleanup = new Stack(app, `CdkEksFsx-${TEST}-Cleanup`);
cleanup.addDependency(stack);
new Sweeper(cleanup, 'Sweeper', { vpc: platform.vpc, tags: { [TEST_TAG]: TEST, [TYPE_TAG]: LustreDeploymentType.PERSISTENT_2 } });

const first = steps.add('persistent', { stacks: [stack, cleanup] });
expectTaggedFileSystems(first, TYPE_TAG, LustreDeploymentType.PERSISTENT_2, 1);

const second = steps.add('scratch', { stacks: [stack, cleanup] });
const persistent = taggedFileSystemId(second, TYPE_TAG, LustreDeploymentType.PERSISTENT_2);
expectTaggedFileSystems(second, TYPE_TAG, LustreDeploymentType.SCRATCH_2, 1)
  .next(persistent.call)
  .next(expectOfFileSystem(second, persistent.id, 'Lifecycle', 'AVAILABLE'))
  .next(expectOfFileSystem(second, persistent.id, 'LustreConfiguration.DeploymentType', 'PERSISTENT_2'));
