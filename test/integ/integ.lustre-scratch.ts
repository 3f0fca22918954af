/**
 * A scratch file system that the driver creates for a claim: created, grown, and deleted with its claim, which leaves the app while the stack stays.
 *
 * Duration: 80 minutes (estimated: cluster 15, file system 10, growth 15, deletion of the claim 10, deletion of the stacks 25).
 * Cost drivers: Lustre SCRATCH_2, 1200 GiB, then 2400 GiB; one cluster, two t3.medium nodes, one NAT gateway.
 */
import { App, CfnWaitConditionHandle, Duration, Size, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from '../..';
import { expectTaggedFileSystems } from './support/assertions';
import { Job } from './support/job';
import { NAMESPACE, Platform, TEST_TAG } from './support/platform';
import { Steps } from './support/steps';

const TEST = 'LustreScratch';
/** In KiB, as df prints it: more than 1200 GiB, less than what is usable of 2400 GiB. */
const GROWN_KIB = 1_600_000_000;

const app = new App();
const platform = new Platform(app, TEST);
const { cluster, subnet } = platform;
const stack = new Stack(app, `CdkEksFsx-${TEST}-Storage`);
stack.addDependency(platform); // destroyed before the platform, also when the last step has left nothing that refers to it
const steps = new Steps(app, TEST, ['create', 'grow', 'remove']);

new CfnWaitConditionHandle(stack, 'Remains'); // costs nothing: the CLI deletes a stack that has no resources instead of updating it

if (steps.current !== 'remove') {
  const storage = new FsxLustreStorage(stack, 'Scratch', {
    cluster,
    provisioning: LustreProvisioning.dynamic(
      { deploymentType: LustreDeploymentType.SCRATCH_2, subnet, tags: { [TEST_TAG]: TEST } },
    ),
    claim: { name: 'scratch', namespace: NAMESPACE, createNamespace: true, size: Size.gibibytes(steps.current === 'create' ? 1200 : 2400) },
  });
  const mounts = [{ volume: storage, options: { path: '/scratch' } }];

  // the driver needs 5 to 10 minutes; the Job has its own 14 after that
  const bound = new eks.KubernetesObjectValue(stack, 'Bound', {
    cluster, objectType: 'pvc', objectName: storage.claimName, objectNamespace: NAMESPACE, jsonPath: '.status.capacity.storage', timeout: Duration.minutes(14),
  });
  bound.node.addDependency(storage);
  const write = new Job(stack, 'Write', { cluster, mounts, after: [bound], script: 'echo kept > /scratch/kept.txt' });

  if (steps.current === 'grow') {
    const isGrown = `df -Pk /scratch | awk 'NR == 2 { exit !($2 > ${GROWN_KIB}) }'`;
    // growth may take longer than one Job can be waited for: this one succeeds after 12 minutes in any case, the next one only if the volume has grown
    const wait = new Job(stack, 'WaitForGrowth', { cluster, mounts, after: [write], script: `for i in $(seq 48); do ${isGrown} && exit 0; sleep 15; done` });
    new Job(stack, 'Grown', { cluster, mounts, after: [wait], script: `until ${isGrown}; do sleep 15; done\ngrep -qx kept /scratch/kept.txt` });
  }
}

// what comes from the cluster is asserted by the Jobs; here, what is billed
expectTaggedFileSystems(steps.add('create', { stacks: [stack] }), TEST_TAG, TEST, 1);
expectTaggedFileSystems(steps.add('grow', { stacks: [stack] }), TEST_TAG, TEST, 1);
expectTaggedFileSystems(steps.add('remove', { stacks: [stack], exclusively: true }), TEST_TAG, TEST, 0);
