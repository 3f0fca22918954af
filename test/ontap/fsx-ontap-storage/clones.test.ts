import { Size, Stack } from 'aws-cdk-lib';
import { FsxOntapStorage, FsxOntapStorageProps, OntapBackend, OntapClaimOptions, OntapTieringPolicy, ReclaimPolicy, VolumeMode } from '../../../src';
import { MANIFEST, errorOf, idsIn, inOrder, objectsOf, resourcesOf, testApp, testStack } from '../../support/fixture';
import { ONTAP_CLAIM, managedOntap } from '../../support/ontap';

const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it' };

interface Made {
  readonly stack: Stack;
  readonly storage: FsxOntapStorage;
}

function storageWith(claim: Partial<OntapClaimOptions> = {}, props: Partial<FsxOntapStorageProps> = {}): Made {
  const stack = testStack();
  return { stack, storage: managedOntap(stack, {}, { claim: { ...ONTAP_CLAIM, namespace: 'ml', ...claim }, ...props }) };
}

const ofKind = (stack: Stack, kind: string) => objectsOf(stack).filter(object => object.kind === kind);
const claimCalled = (stack: Stack, name: string): any => ofKind(stack, 'PersistentVolumeClaim').find(({ metadata }) => metadata.name === name)!;
const manifestOf = (stack: Stack, pattern: RegExp) =>
  resourcesOf(stack, MANIFEST).find(({ id }) => pattern.test(id))!.id;

describe('a snapshot', () => {
  test('is of the claim of the props, of the class of the storage', () => {
    const { stack, storage } = storageWith();
    const snapshot = storage.snapshot('Baseline');
    expect(ofKind(stack, 'VolumeSnapshot')).toEqual([
      {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: { name: snapshot.snapshotName, namespace: 'ml' },
        spec: {
          volumeSnapshotClassName: storage.snapshotClassName,
          source: { persistentVolumeClaimName: storage.claimName },
        },
      },
    ]);
    expect(snapshot.snapshotName).toMatch(/^baseline-[0-9a-f]{8}$/);
    expect(snapshot.snapshotNamespace).toBe('ml');
  });

  test('can be of another claim, and have another name', () => {
    const { stack, storage } = storageWith();
    const claim = storage.addClaim('More', { ...ONTAP_CLAIM, namespace: 'speech' });
    const snapshot = storage.snapshot('Baseline', { claim, name: 'v1' });
    expect(snapshot.snapshotName).toMatch(/^v1-/);
    expect(ofKind(stack, 'VolumeSnapshot')[0]).toMatchObject({
      metadata: { namespace: 'speech' }, spec: { source: { persistentVolumeClaimName: claim.claimName } },
    });
  });

  test('can have a fixed name and labels', () => {
    const { stack, storage } = storageWith();
    expect(storage.snapshot('Baseline', { name: 'v1', fixedName: true, labels: { team: 'vision' } }).snapshotName).toBe('v1');
    expect(ofKind(stack, 'VolumeSnapshot')[0].metadata).toEqual({ name: 'v1', namespace: 'ml', labels: { team: 'vision' } });
  });

  test('is another one of another claim: a snapshot cannot change its source', () => {
    const names = [{}, { accessMode: 'ReadWriteOnce' as any }].map(claim => storageWith(claim).storage.snapshot('Baseline').snapshotName);
    expect(names[0]).not.toBe(names[1]);
  });

  test.each<[ReclaimPolicy | undefined, string]>([
    [undefined, 'Retain'], [ReclaimPolicy.DELETE, 'Delete'],
  ])('of a storage that reclaims %s has a class that says %s', (reclaimPolicy, expected) => {
    const { stack } = storageWith({}, { reclaimPolicy });
    expect(ofKind(stack, 'VolumeSnapshotClass')).toEqual([expect.objectContaining({ driver: 'csi.trident.netapp.io', deletionPolicy: expected })]);
  });

  test.each(['数据', '---'])('called %s is rejected, or has a name that Kubernetes takes', id => {
    const { stack, storage } = storageWith();
    expect(idsIn(errorOf(() => storage.snapshot(id)))).toEqual(['ontap/claim-name-format']);
    expect(storage.snapshot(id, { name: 'baseline' }).snapshotName).toMatch(/^baseline-/);
    expect(ofKind(stack, 'VolumeSnapshot')).toHaveLength(1);
  });
});

describe('a clone', () => {
  test('can have annotations, but none that another property sets', () => {
    const { stack, storage } = storageWith();
    const clone = storage.cloneOf('Branch', storage, { annotations: { 'example.com/owner': 'vision' } });
    expect(claimCalled(stack, clone.claimName).metadata.annotations).toEqual({ 'example.com/owner': 'vision' });
    expect(idsIn(errorOf(() => storage.cloneOf('Split', storage, { annotations: { 'trident.netapp.io/splitOnClone': 'true' } })))).toEqual(['ontap/annotation-reserved']);
  });

  test('of the storage is of its claim: same class, size, modes and namespace', () => {
    const { stack, storage } = storageWith({ size: Size.gibibytes(500) });
    const clone = storage.cloneOf('Branch', storage);
    const source = claimCalled(stack, storage.claimName);
    expect(claimCalled(stack, clone.claimName)).toEqual({
      ...source,
      metadata: { ...source.metadata, name: clone.claimName },
      spec: { ...source.spec, dataSource: { kind: 'PersistentVolumeClaim', name: storage.claimName } },
    });
    expect([clone.claimNamespace, clone.storageClassName]).toEqual(['ml', storage.storageClassName]);
  });

  test('of a snapshot says so, with the group of snapshots', () => {
    const { stack, storage } = storageWith();
    const snapshot = storage.snapshot('Baseline');
    const clone = storage.cloneOf('Branch', snapshot);
    expect(claimCalled(stack, clone.claimName).spec.dataSource).toEqual({
      apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshot.snapshotName,
    });
  });

  test('of a further claim, of an import and of another clone has their class', () => {
    const pools = OntapBackend.nas({ pools: [{ name: 'hot' }, { name: 'cool', tieringPolicy: OntapTieringPolicy.AUTO }] });
    const { stack, storage } = storageWith({}, { backends: [pools] });
    const claim = storage.addClaim('Cool', { ...ONTAP_CLAIM, pool: 'cool' });
    const sources = [claim, storage.importVolume('Corpus', { ...ONTAP_CLAIM, pool: 'cool', volumeName: 'corpus' }), storage.cloneOf('First', claim)];
    const clones = sources.map((source, index) => storage.cloneOf(`Clone${index}`, source));
    for (const clone of clones) {
      expect(clone.storageClassName).toBe(claim.storageClassName);
      expect(claimCalled(stack, clone.claimName).metadata.annotations ?? {}).toEqual({});
    }
  });

  test('says what it is asked to, and nothing that its source said', () => {
    const { stack, storage } = storageWith({ snapshotReserve: 10, unixPermissions: '0755', autogrow: { usedThreshold: '80%' } });
    const clone = storage.cloneOf('Branch', storage, { splitOnClone: true, labels: { run: '1' }, name: 'branch', fixedName: true });
    expect(claimCalled(stack, 'branch').metadata).toEqual({
      name: 'branch', namespace: 'ml', labels: { run: '1' }, annotations: { 'trident.netapp.io/splitOnClone': 'true' },
    });
    expect(clone.claimName).toBe('branch');
  });

  test('with a fixed name that is taken is rejected', () => {
    const { storage } = storageWith({ fixedName: true });
    expect(idsIn(errorOf(() => storage.cloneOf('Branch', storage, { name: 'data', fixedName: true })))).toEqual(['ontap/claim-twice']);
  });

  test('of a claim with a fixed name has a name of its own', () => {
    const { storage } = storageWith({ fixedName: true });
    expect(storage.cloneOf('Branch', storage).claimName).toMatch(/^branch-[0-9a-f]{8}$/);
  });

  test('of a raw device is one', () => {
    const {
      stack, storage,
    } = storageWith({ volumeMode: VolumeMode.BLOCK }, { backends: [OntapBackend.san()], acknowledge: ACKNOWLEDGE });
    expect(claimCalled(stack, storage.cloneOf('Branch', storage).claimName).spec.volumeMode).toBe('Block');
  });
});

describe('a read-only clone', () => {
  test('shows the snapshot to many, where the source shows its snapshots', () => {
    const { stack, storage } = storageWith({ snapshotDirectory: true });
    const clone = storage.cloneOf('View', storage.snapshot('Baseline'), { readOnly: true });
    expect(claimCalled(stack, clone.claimName)).toMatchObject({
      metadata: { annotations: { 'trident.netapp.io/readOnlyClone': 'true' } }, spec: { accessModes: ['ReadOnlyMany'] },
    });
  });

  test('knows of the directory of the pool or the backend too', () => {
    for (const options of [{ snapshotDirectory: true }, { pools: [{ name: 'hot', snapshotDirectory: true }] }]) {
      const { storage } = storageWith({}, { backends: [OntapBackend.nas(options)] });
      expect(() => storage.cloneOf('View', storage.snapshot('Baseline'), { readOnly: true })).not.toThrow();
    }
  });

  test.each<[string, Partial<OntapClaimOptions>, Partial<FsxOntapStorageProps>, boolean]>([
    ['a claim whose directory is hidden', {}, {}, false],
    ['a FlexGroup', { snapshotDirectory: true }, { backends: [OntapBackend.nasFlexgroup()] }, true],
    ['a snapshot whose directory nobody sees', {}, {}, true],
    ['a block device', {}, { backends: [OntapBackend.san()], acknowledge: ACKNOWLEDGE }, true],
  ])('of %s is rejected', (_, claim, props, ofSnapshot) => {
    const { storage } = storageWith(claim, props);
    const source = ofSnapshot ? storage.snapshot('Baseline') : storage;
    expect(idsIn(errorOf(() => storage.cloneOf('View', source, { readOnly: true })))).toContain('ontap/read-only-clone');
  });
});

describe('a restore', () => {
  test('puts the claim of the snapshot back, in its namespace', () => {
    const { stack, storage } = storageWith();
    const snapshot = storage.snapshot('Baseline');
    storage.restore('Undo', snapshot);
    expect(ofKind(stack, 'TridentActionSnapshotRestore')).toEqual([{
      apiVersion: 'trident.netapp.io/v1', kind: 'TridentActionSnapshotRestore', metadata: { name: expect.stringMatching(/^undo-[0-9a-f]{8}$/), namespace: 'ml' },
      spec: { pvcName: storage.claimName, volumeSnapshotName: snapshot.snapshotName },
    }]);
  });

  test('of another id is another one, because Trident acts on each once', () => {
    const { stack, storage } = storageWith();
    const snapshot = storage.snapshot('Baseline');
    ['A', 'B'].forEach(id => storage.restore(id, snapshot));
    expect(new Set(ofKind(stack, 'TridentActionSnapshotRestore').map(({ metadata }) => metadata.name)).size).toBe(2);
  });

  test.each(['恢复', '---'])('called %s has a name that Kubernetes takes', id => {
    const { stack, storage } = storageWith();
    storage.restore(id, storage.snapshot('Baseline'));
    expect(ofKind(stack, 'TridentActionSnapshotRestore')[0].metadata.name).toMatch(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/);
  });
});

describe('order', () => {
  test('claim, snapshot, clone, clone of the clone; a restore after its snapshot', () => {
    const { stack, storage } = storageWith();
    const snapshot = storage.snapshot('Baseline');
    storage.cloneOf('Second', storage.cloneOf('First', snapshot));
    storage.restore('Undo', snapshot);
    const [main, taken, first, second, restore] = [/^DataManifest/, /Snapshots/, /ClonesFirst/, /ClonesSecond/, /Restores/].map(pattern => manifestOf(stack, pattern));
    expect(inOrder(stack, main, taken, first, second)).toBe(true);
    expect(inOrder(stack, main, taken, restore)).toBe(true);
  });

  test('a snapshot of a further claim comes after it, and its clone too', () => {
    const { stack, storage } = storageWith();
    storage.cloneOf('Branch', storage.snapshot('Baseline', { claim: storage.addClaim('More', ONTAP_CLAIM) }));
    expect(inOrder(stack, manifestOf(stack, /Claims/), manifestOf(stack, /Snapshots/), manifestOf(stack, /Clones/))).toBe(true);
  });
});

describe('what cannot be copied is rejected', () => {
  test.each([[OntapBackend.nasEconomy()], [OntapBackend.nas(), OntapBackend.nasEconomy()]])('claims that share volumes: %#', (...backends) => {
    const { storage } = storageWith({ backend: 'nas-economy' }, { backends });
    expect(idsIn(errorOf(() => storage.snapshot('Baseline')))[0]).toBe('ontap/snapshots-not-offered');
    expect(idsIn(errorOf(() => storage.cloneOf('Branch', storage)))).toEqual(['ontap/snapshots-not-offered']);
  });

  test('snapshots where they are off; claims can still be cloned', () => {
    const { stack, storage } = storageWith({}, { snapshots: false });
    expect(idsIn(errorOf(() => storage.snapshot('Baseline')))).toEqual(['ontap/snapshots-off']);
    expect(storage.snapshotClassName).toBeUndefined();
    expect(ofKind(stack, 'VolumeSnapshotClass')).toEqual([]);
    expect(() => storage.cloneOf('Branch', storage)).not.toThrow();
  });

  test('snapshots that are requested where no backend has any', () => {
    expect(idsIn(errorOf(() => storageWith({}, { snapshots: true, backends: [OntapBackend.nasEconomy()] })))).toEqual(['ontap/snapshots-without-backend']);
  });

  test('what belongs to another storage, also one of another stack', () => {
    const app = testApp();
    const [stack, elsewhere] = ['A', 'B'].map(id => testStack(app, id));
    const storage = managedOntap(stack, {}, { claim: ONTAP_CLAIM });
    for (const other of [managedOntap(stack, {}, { claim: ONTAP_CLAIM }, 'Other'), managedOntap(elsewhere, {}, { claim: ONTAP_CLAIM })]) {
      const snapshot = other.snapshot('Baseline');
      for (const make of [
        () => storage.cloneOf('Branch', other), () => storage.cloneOf('Branch', snapshot), () => storage.restore('Undo', snapshot),
        () => storage.snapshot('Theirs', { claim: other.addClaim(`Claim${Math.random()}`, ONTAP_CLAIM) }),
      ]) {
        expect(idsIn(errorOf(make))).toEqual(['ontap/source-of-other-storage']);
      }
    }
    app.synth();
    expect(stack.dependencies).toEqual([]);
  });

  test('a storage without a claim, in words', () => {
    const storage = managedOntap(testStack());
    expect(() => storage.snapshot('Baseline')).toThrow('has no claim. Fix: set claim, or use what addClaim() returns.');
    expect(() => storage.cloneOf('Branch', storage)).toThrow('has no claim. Fix: set claim, or use what addClaim() returns.');
  });
});

describe('a snapshot that exists in the cluster', () => {
  const existing = { snapshotName: 'before-run-7' };

  test('creates nothing, and has the namespace of its claim', () => {
    const { stack, storage } = storageWith();
    const snapshot = storage.existingSnapshot('Before', existing);
    expect([snapshot.snapshotName, snapshot.snapshotNamespace]).toEqual(['before-run-7', 'ml']);
    expect(objectsOf(stack)).toEqual(objectsOf(storageWith().stack));
  });

  test('is cloned as a claim like that which it is of', () => {
    const { stack, storage } = storageWith({ size: Size.gibibytes(500) });
    const { claimName } = storage.cloneOf('Again', storage.existingSnapshot('Before', existing));
    const source = claimCalled(stack, storage.claimName);
    expect(claimCalled(stack, claimName)).toMatchObject({
      metadata: { namespace: 'ml' },
      spec: { ...source.spec, dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before-run-7' } },
    });
  });

  test('restores its claim', () => {
    const { stack, storage } = storageWith();
    storage.restore('Back', storage.existingSnapshot('Before', existing));
    expect(ofKind(stack, 'TridentActionSnapshotRestore')).toEqual([expect.objectContaining({
      spec: { pvcName: storage.claimName, volumeSnapshotName: 'before-run-7' },
    })]);
  });

  test.each<[string | undefined, string]>([
    ['Before Run', 'ontap/claim-name-format'], [undefined, 'input/required'],
  ])('rejects the name %s', (snapshotName, id) => {
    const { storage } = storageWith();
    const message = errorOf(() => storage.existingSnapshot('Before', { snapshotName } as any));
    expect(idsIn(message)).toEqual([id]);
    expect(message).toContain('existingSnapshot \'Before\'');
    expect(message).toContain('snapshotName');
  });

  test('needs a claim', () => {
    const storage = managedOntap(testStack());
    expect(errorOf(() => storage.existingSnapshot('Before', existing))).toContain('has no claim');
  });
});

describe('a claim that exists in the cluster', () => {
  const existing = { claimName: 'notebooks', namespace: 'vision', size: Size.gibibytes(50) };

  test('creates nothing, and is mounted under its name', () => {
    const { stack, storage } = storageWith();
    const claim = storage.existingClaim('Notebooks', existing);
    expect(objectsOf(stack)).toEqual(objectsOf(storageWith().stack));
    expect([claim.claimName, claim.claimNamespace, claim.storageClassName]).toEqual(['notebooks', 'vision', storage.storageClassName]);
    expect(claim.podVolume).toEqual({ name: 'notebooks', persistentVolumeClaim: { claimName: 'notebooks' } });
  });

  test('is cloned, and has snapshots', () => {
    const { stack, storage } = storageWith();
    const claim = storage.existingClaim('Notebooks', existing);
    const { claimName } = storage.cloneOf('Copy', claim);
    storage.snapshot('Now', { claim });
    expect(claimCalled(stack, claimName)).toMatchObject({
      metadata: { namespace: 'vision' },
      spec: { resources: { requests: { storage: '50Gi' } }, dataSource: { kind: 'PersistentVolumeClaim', name: 'notebooks' } },
    });
    expect(ofKind(stack, 'VolumeSnapshot')[0]).toMatchObject({ metadata: { namespace: 'vision' }, spec: { source: { persistentVolumeClaimName: 'notebooks' } } });
    expect(storage.existingSnapshot('Before', { snapshotName: 'before', claim }).snapshotNamespace).toBe('vision');
  });

  test('rejects an unknown backend, a malformed name and a missing name', () => {
    const { storage } = storageWith();
    const idsOf = (options: object) => idsIn(errorOf(() => storage.existingClaim('Notebooks', { ...existing, ...options })));
    expect(idsOf({ backend: 'san', claimName: 'Notebooks' }).sort()).toEqual(['ontap/backend-unknown', 'ontap/claim-name-format']);
    expect(idsOf({ claimName: undefined })).toEqual(['input/required']);
  });

  test('cannot be the source of a clone of another storage', () => {
    const { stack, storage } = storageWith();
    const claim = storage.existingClaim('Notebooks', existing);
    expect(idsIn(errorOf(() => managedOntap(stack, {}, { claim: ONTAP_CLAIM }, 'Other').cloneOf('Copy', claim)))).toEqual(['ontap/source-of-other-storage']);
  });
});

test.each<[string, (storage: FsxOntapStorage, source: any) => void]>([
  ['cloneOf', (storage, source) => storage.cloneOf('Copy', source)],
  ['snapshot', (storage, claim) => storage.snapshot('Now', { claim })],
  ['restore', (storage, source) => storage.restore('Back', source)],
])('%s rejects a source that is not a claim or snapshot', (method, call) => {
  const message = errorOf(() => call(storageWith().storage, 'before-run-7'));
  expect(message).toContain(`, ${method} '`);
  expect(message).toMatch(/must be a.* (claim|snapshot|IOntapVolumeSnapshot)/i);
});
