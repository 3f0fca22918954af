import { RemovalPolicy, Size, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ClassOptions, FsxLustreStorage, LustreDeploymentType, LustreProvisioning, OntapBackend, ReclaimPolicy } from '../../src';
import { errorOf, idsIn, importedCluster, managedOn, objectOf, objectsOf, storageOn, testApp, testStack, warningsOf } from '../support/fixture';
import { ONTAP_CLAIM, managedOntap, routedCluster } from '../support/ontap';

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

function scratchOn(stack: Stack, storageClass: ClassOptions, more: { [property: string]: any } = {}, id = 'Scratch'): FsxLustreStorage {
  const { cluster = stack.node.tryFindChild('Cluster') ?? importedCluster(stack), ...config } = more;
  const provisioning = LustreProvisioning.dynamic({
    deploymentType: LustreDeploymentType.SCRATCH_2,
    subnet: (cluster as eks.ICluster).vpc.privateSubnets[0],
    storageClass,
    ...config,
  });
  return storageOn(stack, { cluster, provisioning, claim: { name: 'data', size: Size.gibibytes(1200) } }, id);
}

function ontapOn(stack: Stack, storageClass: ClassOptions, more: object = {}, id = 'Data') {
  const cluster = (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ?? routedCluster(stack);
  return managedOntap(
    stack,
    {},
    { cluster, backends: [OntapBackend.nas({ storageClass })], claim: ONTAP_CLAIM, ...more },
    id,
  );
}

describe.each<[string, (stack: Stack, options: ClassOptions, id?: string) => { readonly storageClassName?: string }]>([
  ['lustre', (stack, options, id) => scratchOn(stack, options, {}, id)],
  ['ontap', (stack, options, id) => ontapOn(stack, options, {}, id)],
])('the StorageClass of %s', (service, storageIn) => {
  test('has the fixed name, labels and annotations, which claims name', () => {
    const stack = testStack();
    const storage = storageIn(stack, { fixedName: 'fsx-fast', labels: { team: 'ml' }, annotations: { 'example.com/owner': 'ml' } });
    expect(storage.storageClassName).toBe('fsx-fast');
    expect(objectOf(stack, 'StorageClass').metadata).toEqual({ name: 'fsx-fast', labels: { team: 'ml' }, annotations: { 'example.com/owner': 'ml' } });
    expect(objectOf(stack, 'PersistentVolumeClaim').spec.storageClassName).toBe('fsx-fast');
  });

  test('is the default class on request', () => {
    const stack = testStack();
    storageIn(stack, { isDefault: true, annotations: { 'example.com/owner': 'ml' } });
    expect(objectOf(stack, 'StorageClass').metadata.name).toMatch(/-[0-9a-f]{8}$/);
    expect((objectOf(stack, 'StorageClass').metadata as any).annotations).toEqual({ [DEFAULT]: 'true', 'example.com/owner': 'ml' });
  });

  test('keeps its name when labels, annotations or the default change', () => {
    const [before, after] = [{}, { isDefault: true, labels: { a: 'b' }, annotations: { c: 'd' } }].map(options => storageIn(testStack(), options).storageClassName);
    expect(after).toBe(before);
  });

  test.each(['a'.repeat(253), 'fsx.fast', '0'])('can have the name %p', name => {
    expect(storageIn(testStack(), { fixedName: name }).storageClassName).toBe(name);
  });

  test.each(['a'.repeat(254), 'FSx', 'fsx_fast', '-fsx', 'fsx-', 'fsx/fast'])('cannot have the name %p', name => {
    expect(idsIn(errorOf(() => storageIn(testStack(), { fixedName: name })))).toContain(`${service}/fixed-class-name-format`);
  });

  test('cannot have the name of a class of another construct of the app in the same cluster', () => {
    const stack = testStack();
    storageIn(stack, { fixedName: 'fsx-fast' }, 'First');
    const message = errorOf(() => storageIn(stack, { fixedName: 'fsx-fast' }, 'Second'));
    expect(idsIn(message)).toEqual([`${service}/class-twice`]);
    expect(message).toContain('\'Storage/First\' already creates a class of this name');
  });

  test('can have that name in another cluster', () => {
    const app = testApp();
    storageIn(testStack(app, 'One'), { fixedName: 'fsx-fast' });
    const two = testStack(app, 'Two');
    const cluster = importedCluster(two, { clusterName: 'other' });
    expect(scratchOn(two, { fixedName: 'fsx-fast' }, { cluster }).storageClassName).toBe('fsx-fast');
  });

  test('cannot be a second default class', () => {
    const stack = testStack();
    storageIn(stack, { isDefault: true }, 'First');
    expect(idsIn(errorOf(() => storageIn(stack, { isDefault: true }, 'Second')))).toEqual([`${service}/default-class-twice`]);
  });
});

test('classes of both services share the names of a cluster', () => {
  const stack = testStack();
  routedCluster(stack);
  ontapOn(stack, { fixedName: 'fsx', isDefault: true });
  const message = errorOf(() => scratchOn(stack, { fixedName: 'fsx', isDefault: true }, { cluster: stack.node.findChild('Cluster') }));
  expect(idsIn(message)).toEqual(['lustre/class-twice', 'lustre/default-class-twice']);
});

describe('Lustre', () => {
  test('warns what each claim without a class would create', () => {
    const stack = testStack();
    scratchOn(stack, { isDefault: true });
    expect(warningsOf(stack)).toContain('lustre/default-class-cost');
  });

  test('rejects a prefix together with a fixed name', () => {
    expect(idsIn(errorOf(() => scratchOn(testStack(), { fixedName: 'fsx' }, { storageClassName: 'fsx' })))).toEqual(['lustre/class-name-and-fixed-name']);
  });

  test('keeps the names of a claim when the parameters of a class with a fixed name change, which the API server rejects', () => {
    const names = [ReclaimPolicy.DELETE, ReclaimPolicy.RETAIN].map(reclaimPolicy => {
      return scratchOn(testStack(), { fixedName: 'fsx' }, { reclaimPolicy, removalPolicy: RemovalPolicy.DESTROY }).claimName;
    });
    expect(names[0]).toBe(names[1]);
  });

  test('has labels and annotations of claims and static volumes', () => {
    const stack = testStack();
    const labels = { team: 'ml' };
    managedOn(stack, {}, {
      claim: { name: 'data', labels, annotations: { 'example.com/owner': 'ml' }, volumeLabels: { tier: 'fast' }, volumeAnnotations: { 'example.com/cost': '1' } },
    });
    expect(objectOf(stack, 'PersistentVolumeClaim').metadata).toMatchObject({ labels, annotations: { 'example.com/owner': 'ml' } });
    expect(objectOf(stack, 'PersistentVolume').metadata).toMatchObject({ labels: { tier: 'fast' }, annotations: { 'example.com/cost': '1' } });
  });

  test('rejects labels of a volume that the driver creates', () => {
    const storage = scratchOn(testStack(), {});
    expect(idsIn(errorOf(() => storage.addClaim('More', { size: Size.gibibytes(1200), volumeLabels: { a: 'b' } })))).toEqual(['lustre/volume-metadata-dynamic']);
  });
});

describe('ONTAP', () => {
  const pool = (storageClass: ClassOptions, name = 'hot') => ({ name, storageClass });

  test('has a class with its own options for each pool', () => {
    const stack = testStack();
    const storage = ontapOn(stack, {}, { backends: [OntapBackend.nas({ pools: [pool({ fixedName: 'hot' }), pool({ isDefault: true }, 'cold')] })] });
    expect(storage.storageClassNames[0]).toBe('hot');
    const classes = objectsOf(stack).filter(({ kind }) => kind === 'StorageClass');
    expect(classes.map(({ metadata }) => (metadata as any).annotations)).toEqual([undefined, { [DEFAULT]: 'true' }]);
  });

  test('rejects a class of a backend with pools', () => {
    const backends = [OntapBackend.nas({ pools: [{ name: 'hot' }], storageClass: { fixedName: 'hot' } })];
    expect(idsIn(errorOf(() => ontapOn(testStack(), {}, { backends })))).toEqual(['ontap/class-of-pools']);
  });

  test('rejects two classes of a storage with one name, and two defaults', () => {
    const backends = [OntapBackend.nas({ pools: [pool({ fixedName: 'hot', isDefault: true }), pool({ fixedName: 'hot', isDefault: true }, 'cold')] })];
    const message = errorOf(() => ontapOn(testStack(), {}, { backends }));
    expect(idsIn(message)).toEqual(['ontap/class-twice', 'ontap/default-class-twice']);
    expect(message).toContain('backend \'nas\', pool \'cold\': storageClass.fixedName \'hot\'');
  });

  test('has a VolumeSnapshotClass with a fixed name that is the default', () => {
    const stack = testStack();
    const storage = ontapOn(stack, {}, { snapshotClass: { fixedName: 'fsx-snapshots', isDefault: true, labels: { team: 'ml' } } });
    expect(storage.snapshotClassName).toBe('fsx-snapshots');
    expect(objectOf(stack, 'VolumeSnapshotClass').metadata).toEqual({
      name: 'fsx-snapshots', labels: { team: 'ml' }, annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' },
    });
  });

  test('rejects a second default VolumeSnapshotClass and a second one of a name', () => {
    const stack = testStack();
    const snapshotClass = { fixedName: 'fsx-snapshots', isDefault: true };
    ontapOn(stack, {}, { snapshotClass }, 'First');
    const message = errorOf(() => ontapOn(stack, {}, { snapshotClass }, 'Second'));
    expect(idsIn(message)).toEqual(['ontap/class-twice', 'ontap/default-class-twice']);
    expect(message).toContain('snapshotClass.fixedName');
  });

  test('has annotations of claims beside its own', () => {
    const stack = testStack();
    ontapOn(stack, {}, { claim: { ...ONTAP_CLAIM, snapshotPolicy: 'default', annotations: { 'example.com/owner': 'ml' } } });
    expect((objectOf(stack, 'PersistentVolumeClaim').metadata as any).annotations).toEqual({
      'trident.netapp.io/snapshotPolicy': 'default', 'example.com/owner': 'ml',
    });
  });

  test('rejects an annotation that a property sets', () => {
    const annotations = { 'trident.netapp.io/snapshotPolicy': 'default', 'trident.netapp.io/notManaged': 'true' };
    const message = errorOf(() => ontapOn(testStack(), {}, { claim: { ...ONTAP_CLAIM, annotations } }));
    expect(idsIn(message)).toEqual(['ontap/annotation-reserved']);
    expect(message).toContain('Fix: use snapshotPolicy and importVolume().');
  });
});
