import { RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { LustreDeploymentType, LustreProvisioning, MlLifetime, MlTrainingVolumeProps, MlWorkload, OntapBackend, ReclaimPolicy } from '../../src';
import { corpus, mlVolume } from '../ml/volumes';
import { MANIFEST, managedOn, objectsOf, resourcesOf, storageOn, testStack } from '../support/fixture';
import { ONTAP_CLAIM, managedOntap } from '../support/ontap';

type Make = (stack: Stack, removalPolicy?: RemovalPolicy) => unknown;

const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined };
const lustreDynamic = (reclaimPolicy?: ReclaimPolicy): Make => (stack, removalPolicy) => {
  const size = Size.gibibytes(1200);
  const provisioning = LustreProvisioning.dynamic({
    deploymentType: LustreDeploymentType.SCRATCH_2,
    reclaimPolicy,
    removalPolicy,
  });
  storageOn(stack, { provisioning, claim: { size } }).addClaim('More', { size });
};
const ontap = (reclaimPolicy?: ReclaimPolicy): Make => (stack, removalPolicy) => {
  const storage = managedOntap(stack, { removalPolicy, volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] }, {
    claim: ONTAP_CLAIM, reclaimPolicy, backends: [OntapBackend.nas({ pools: [{ name: 'fast' }, { name: 'cold' }] }), OntapBackend.san()],
  });
  storage.restore('Undo', storage.snapshot('Baseline'));
  storage.cloneOf('Branch', storage);
  storage.addClaim('More', { ...ONTAP_CLAIM, autogrow: { usedThreshold: '80%' } });
  storage.shareTo('vision', { quota: Size.gibibytes(50), namespaceLimit: Size.gibibytes(100) });
  storage.importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'corpus' });
};
const ml = (props: Partial<MlTrainingVolumeProps>, writeBack?: boolean): Make => (stack, removalPolicy) => {
  mlVolume(stack, { ...props, removalPolicy, ...writeBack && { dataset: { bucket: corpus(stack), writeBack } } });
};

/** Every construct with a removal policy, with every way in which its file systems come about. */
const STORAGES: { readonly [name: string]: Make } = {
  'FsxLustreStorage, managed, persistent': (stack, removalPolicy) => managedOn(stack, { removalPolicy }).shareTo('vision', { quota: Size.gibibytes(100) }),
  'FsxLustreStorage, managed, scratch': (stack, removalPolicy) => managedOn(stack, { ...SCRATCH_2, removalPolicy }).addClaim('More'),
  'FsxLustreStorage, dynamic': lustreDynamic(),
  'FsxLustreStorage, dynamic, with ReclaimPolicy.RETAIN': lustreDynamic(ReclaimPolicy.RETAIN),
  'FsxOntapStorage': ontap(),
  'FsxOntapStorage, with ReclaimPolicy.DELETE': ontap(ReclaimPolicy.DELETE),
  'MlTrainingVolume, persistent Lustre': ml({}, true),
  'MlTrainingVolume, scratch Lustre of the stack': ml({ workload: MlWorkload.SCRATCH }, true),
  'MlTrainingVolume, scratch Lustre for each claim': ml({ workload: MlWorkload.SCRATCH }),
  'MlTrainingVolume, for a job': ml({ lifetime: MlLifetime.JOB }),
  'MlTrainingVolume, ONTAP': ml({ workload: MlWorkload.CHECKPOINTS, snapshots: true }),
  'MlTrainingVolume, ONTAP in two zones': ml({ multiAz: true }),
};

/** All that has a name, in Kubernetes and in CloudFormation. Objects are compared whole: each names others. */
function namesIn(make: Make, removalPolicy?: RemovalPolicy) {
  const stack = testStack();
  make(stack, removalPolicy);
  const objects = objectsOf(stack).map(({ spec, ...object }) => {
    const { deletionPolicy, ...others } = spec ?? {};
    return { ...object, spec: object.kind === 'TridentBackendConfig' ? others : spec };
  });
  const resources = resourcesOf(stack).map(({ id, Type, Properties }) => ({
    id,
    Type,
    Properties: Type === MANIFEST ? undefined : Properties,
  }));
  return { objects, resources };
}

describe.each(Object.entries(STORAGES))('another removal policy renames and replaces nothing: %s', (_name, make) => {
  const before = namesIn(make);

  test.each(['DESTROY', 'RETAIN', 'RETAIN_ON_UPDATE_OR_DELETE'] as const)('%s', policy => {
    expect(before.objects.length).toBeGreaterThan(0);
    expect(namesIn(make, RemovalPolicy[policy])).toEqual(before);
  });
});

test('every storage comes to another policy of some resource, so that the comparison means something', () => {
  for (const make of Object.values(STORAGES)) {
    const policies = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN].map(policy => {
      const stack = testStack();
      make(stack, policy);
      return resourcesOf(stack).map(({ DeletionPolicy }) => DeletionPolicy ?? 'Delete').join();
    });
    expect(policies[0]).not.toEqual(policies[1]);
  }
});
