import { CfnParameter, Size, Stack } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  FsxOntapStorage, FsxOntapStorageProps, OntapBackend, OntapClaimOptions, OntapImportOptions, OntapTieringPolicy,
  ReclaimPolicy, VolumeAccessMode,
  VolumeMode,
} from '../../../src';
import { MANIFEST, beforeOf, errorOf, idsIn, objectsOf, resourceOf, resourcesOf, testStack, warningsOf } from '../../support/fixture';
import { ONTAP_CLAIM, VOLUME, existingOntap, readinessOf, managedOntap, manifestsWith } from '../../support/ontap';

const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it' };
const POOLS = OntapBackend.nas({
  pools: [{ name: 'hot' }, { name: 'cool', tieringPolicy: OntapTieringPolicy.AUTO }, { name: 'cooler', tieringPolicy: OntapTieringPolicy.AUTO }],
});
const BACKENDS = [OntapBackend.nas(), OntapBackend.san(), OntapBackend.nasEconomy(), OntapBackend.sanEconomy()];

interface Made {
  readonly stack: Stack;
  readonly storage: FsxOntapStorage;
  readonly claim: any;
}

function made(claim: Partial<OntapClaimOptions> = {}, props: Partial<FsxOntapStorageProps> = {}, id = 'Data'): Made {
  const stack = testStack();
  const storage = managedOntap(
    stack,
    {},
    { claim: { ...ONTAP_CLAIM, ...claim }, acknowledge: ACKNOWLEDGE, ...props },
    id,
  );
  return { stack, storage, get claim() { return claimsOf(stack)[0]; } }; // a stack that was looked at takes no more
}

const claimsOf = (stack: Stack): any[] => objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolumeClaim');
const rejectedWith = (claim: Partial<OntapClaimOptions>, props: Partial<FsxOntapStorageProps> = {}) =>
  idsIn(errorOf(() => made(claim, props)));

describe('a claim', () => {
  test('requests its size of the class of the first backend', () => {
    const { claim, storage } = made({ size: Size.gibibytes(500), namespace: 'ml' });
    expect(claim).toMatchObject({
      apiVersion: 'v1', metadata: { name: storage.claimName, namespace: 'ml' },
      spec: {
        accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', storageClassName: storage.storageClassName, resources: { requests: { storage: '500Gi' } },
      },
    });
    expect(claim.spec).not.toHaveProperty('dataSource');
    expect(claim.metadata).not.toHaveProperty('labels');
    expect([storage.claimName, storage.claimNamespace]).toEqual([claim.metadata.name, 'ml']);
  });

  test.each<[Size, string]>([
    [Size.tebibytes(1), '1024Gi'], [Size.mebibytes(20), '20Mi'], [Size.mebibytes(1536), '1536Mi'], [Size.kibibytes(20481), '21Mi'],
  ])('asks in whole units: %#', (size, expected) => {
    expect(made({ size }).claim.spec.resources.requests.storage).toBe(expected);
  });

  test('requests a size that is known at deployment', () => {
    const stack = testStack();
    const size = Size.gibibytes(new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber);
    const storage = managedOntap(stack, {}, { claim: { size } });
    expect(claimsOf(stack)[0].spec.resources.requests.storage).toBe('${Size}Gi');
    expect(storage.skippedRules).toEqual(expect.arrayContaining(['ontap/claim-size-smallest', 'ontap/claim-larger-than-file-system']));
  });

  test.each<[string, OntapBackend, Partial<OntapClaimOptions>, string]>([
    ['many nodes, by NFS', OntapBackend.nas(), {}, 'ReadWriteMany'],
    ['one node, as a block device', OntapBackend.san(), {}, 'ReadWriteOnce'],
    ['many nodes, as a raw device whose users agree among themselves', OntapBackend.san(), {
      volumeMode: VolumeMode.BLOCK, accessMode: VolumeAccessMode.READ_WRITE_MANY,
    }, 'ReadWriteMany'],
    ['one pod', OntapBackend.nas(), { accessMode: VolumeAccessMode.READ_WRITE_ONCE_POD }, 'ReadWriteOncePod'],
  ])('is mounted by %s', (_, backend, claim, expected) => {
    expect(made(claim, { backends: [backend] }).claim.spec.accessModes).toEqual([expected]);
  });

  test('chooses backend and pool by name', () => {
    const { stack } = made({ backend: 'san' }, { backends: BACKENDS });
    expect(classOfClaim(stack).parameters.backendType).toBe('ontap-san');
    expect(classOfClaim(made({ pool: 'cooler' }, { backends: [POOLS] }).stack).parameters.selector).toBe('pool=cooler');
  });

  test('chooses the first pool that has the tiering policy', () => {
    const chosen = (claim: Partial<OntapClaimOptions>) =>
      classOfClaim(made(claim, { backends: [POOLS] }).stack).parameters.selector;
    expect(chosen({})).toBe('pool=hot');
    expect(chosen({ tieringPolicy: OntapTieringPolicy.NONE })).toBe('pool=hot');
    expect(chosen({ tieringPolicy: OntapTieringPolicy.AUTO })).toBe('pool=cool');
    expect(chosen({ tieringPolicy: OntapTieringPolicy.AUTO, pool: 'cooler' })).toBe('pool=cooler');
  });

  test('can be in a namespace that is made for it', () => {
    const { stack } = made({ namespace: 'ml', createNamespace: true });
    const [namespace] = manifestsWith(stack, 'Namespace');
    expect(manifestsWith(stack, 'PersistentVolumeClaim')[0].DependsOn).toContain(namespace.id);
  });

  test('has the labels of the user', () => {
    expect(made({ labels: { team: 'vision' } }).claim.metadata.labels).toEqual({ team: 'vision' });
  });
});

function classOfClaim(stack: Stack): any {
  const [{ spec }] = claimsOf(stack);
  return objectsOf(stack).find(({ kind, metadata }) => kind === 'StorageClass' && metadata.name === spec.storageClassName)!;
}

describe('annotations', () => {
  test('say what the claim says, and nothing else', () => {
    expect(made().claim.metadata.annotations ?? {}).toEqual({});
    const { claim } = made({
      snapshotPolicy: 'default', snapshotReserve: 10, snapshotDirectory: true, unixPermissions: '---rwxr-x---', exportPolicy: 'nodes', splitOnClone: false,
    });
    expect(claim.metadata.annotations).toEqual({
      'trident.netapp.io/snapshotPolicy': 'default', 'trident.netapp.io/snapshotReserve': '10', 'trident.netapp.io/snapshotDirectory': 'true',
      'trident.netapp.io/unixPermissions': '---rwxr-x---', 'trident.netapp.io/exportPolicy': 'nodes', 'trident.netapp.io/splitOnClone': 'false',
    });
  });

  test('take values that are known at deployment', () => {
    const stack = testStack();
    const [reserve, policy] = ['Reserve', 'Policy'].map(id => new CfnParameter(stack, id, id === 'Reserve' ? { type: 'Number' } : {}));
    const claim = { ...ONTAP_CLAIM, snapshotReserve: reserve.valueAsNumber, snapshotPolicy: policy.valueAsString };
    const storage = managedOntap(stack, {}, { claim });
    expect(claimsOf(stack)[0].metadata.annotations).toEqual({
      'trident.netapp.io/snapshotReserve': '${Reserve}', 'trident.netapp.io/snapshotPolicy': '${Policy}',
    });
    expect(storage.skippedRules).toContain('ontap/snapshot-reserve');
  });

  test.each<[string, Partial<OntapClaimOptions>, boolean]>([
    ['nas', { unixPermissions: '0755', exportPolicy: 'nodes' }, true],
    ['nas-economy', { unixPermissions: '0755', exportPolicy: 'nodes', snapshotDirectory: true }, true],
    ['nas-economy', { snapshotPolicy: 'default' }, true], ['nas-economy', { snapshotReserve: 5 }, false],
    ['san', { snapshotPolicy: 'default', snapshotReserve: 5, splitOnClone: true }, true],
    ['san', { unixPermissions: '0755' }, false],
    ['san-economy', { splitOnClone: true }, false],
  ])('are those that the driver reads: %s %j', (backend, claim, read) => {
    const make = () => made({ backend, ...claim }, { backends: BACKENDS });
    if (read) {
      expect(make).not.toThrow();
    } else {
      const message = errorOf(make);
      expect(idsIn(message)).toEqual(['ontap/annotation-not-read']);
      expect(message).toContain(Object.keys(claim)[0]);
    }
  });
});

describe('growth', () => {
  test('is a policy of its own that the claim names', () => {
    const { stack, claim } = made({ autogrow: { usedThreshold: '80%', growthAmount: '50Gi', maxSize: Size.tebibytes(1) } });
    const [policy] = objectsOf(stack).filter(({ kind }) => kind === 'TridentAutogrowPolicy');
    expect(policy).toMatchObject({ apiVersion: 'trident.netapp.io/v1', spec: { usedThreshold: '80%', growthAmount: '50Gi', maxSize: '1024Gi' } });
    expect(claim.metadata.annotations).toEqual({ 'trident.netapp.io/autogrowPolicy': policy.metadata.name });
  });

  test('is by a tenth unless said otherwise, without end', () => {
    const { stack } = made({ autogrow: { usedThreshold: '80%' } });
    expect(objectsOf(stack).find(({ kind }) => kind === 'TridentAutogrowPolicy')!.spec).toEqual({ usedThreshold: '80%', growthAmount: '10%' });
  });

  test.each([['50Gi', '10%'], ['100%', '10%'], ['0%', '10%'], ['80', '10%'], ['80%', '0%'], ['80%', 'much']])('of %s by %s is rejected', (usedThreshold, growthAmount) => {
    expect(rejectedWith({ autogrow: { usedThreshold, growthAmount } })).toEqual(['ontap/autogrow-format']);
  });

  test('of two claims is two policies', () => {
    const { stack, storage } = made({ autogrow: { usedThreshold: '80%' } });
    storage.addClaim('More', { ...ONTAP_CLAIM, autogrow: { usedThreshold: '90%' } });
    const names = objectsOf(stack).filter(({ kind }) => kind === 'TridentAutogrowPolicy').map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(2);
  });
});

describe('a claim is rejected', () => {
  test.each<[string, Partial<OntapClaimOptions>, Partial<FsxOntapStorageProps>]>([
    ['ontap/claim-size-missing', { size: undefined }, {}],
    ['ontap/claim-size-smallest', { size: Size.mebibytes(19) }, {}],
    ['ontap/claim-size-largest', { size: Size.tebibytes(301) }, {}],
    ['ontap/claim-size-limit', { size: Size.gibibytes(101) }, { backends: [OntapBackend.nas({ limitVolumeSize: Size.gibibytes(100) })] }],
    ['ontap/claim-name-format', { name: 'Data_1' }, {}],
    ['ontap/namespace-format', { namespace: 'ml.team' }, {}],
    ['ontap/class-name-format', {}, { storageClassName: 'Fast' }],
    ['ontap/backend-unknown', { backend: 'sand' }, {}],
    ['ontap/pool-unknown', { pool: 'hot' }, {}],
    ['ontap/pool-unknown', { pool: 'warm' }, { backends: [POOLS] }],
    ['ontap/tiering-policy-unknown', { tieringPolicy: OntapTieringPolicy.ALL }, { backends: [POOLS] }],
    ['ontap/tiering-policy-unknown', { tieringPolicy: OntapTieringPolicy.AUTO, pool: 'hot' }, { backends: [POOLS] }],
    ['ontap/access-mode', { accessMode: VolumeAccessMode.READ_WRITE_MANY }, { backends: [OntapBackend.san()] }],
    ['ontap/volume-mode-block', { volumeMode: VolumeMode.BLOCK }, {}],
    ['ontap/snapshot-reserve', { snapshotReserve: 91 }, {}],
    ['ontap/unix-permissions-format', { unixPermissions: 'rwx' }, {}],
    ['ontap/policy-name', { snapshotPolicy: 'every hour' }, {}],
  ])('%s %j', (id, claim, props) => {
    expect(rejectedWith(claim, props)).toEqual([id]);
  });

  test('beside the problems of the storage, in one error', () => {
    const message = errorOf(() => managedOntap(testStack(), { capacity: Size.gibibytes(100) }, { claim: { name: 'Data' } }));
    expect(idsIn(message).sort()).toEqual(['ontap/capacity-range', 'ontap/claim-name-format', 'ontap/claim-size-missing']);
  });

  test('when added later too, and before anything is made', () => {
    const { stack, storage } = made();
    const before = resourcesOf(stack).length;
    expect(idsIn(errorOf(() => storage.addClaim('More', { name: 'more' })))).toEqual(['ontap/claim-size-missing']);
    expect(resourcesOf(stack)).toHaveLength(before);
  });

  test('above the capacity of the file system it is a warning, because volumes are thin', () => {
    expect(warningsOf(made({ size: Size.gibibytes(2049) }).stack)).toEqual(['ontap/claim-larger-than-file-system']);
    const acknowledge = { ...ACKNOWLEDGE, 'ontap/claim-larger-than-file-system': 'it tiers' };
    expect(warningsOf(made({ size: Size.gibibytes(2049) }, { acknowledge }).stack)).toEqual([]);
  });
});

describe('names', () => {
  const nameWith = (claim: Partial<OntapClaimOptions> = {}, props: Partial<FsxOntapStorageProps> = {}, id = 'Data') => made(claim, props, id).claim.metadata.name;

  test('begin as the user says or as the construct is called, and end with a hash of what cannot change', () => {
    expect(nameWith()).toMatch(/^data-[0-9a-f]{8}$/);
    expect(nameWith({ name: undefined }, {}, 'ModelWeights')).toMatch(/^model-weights-[0-9a-f]{8}$/);
  });

  test.each<[string, Partial<OntapClaimOptions>, Partial<FsxOntapStorageProps>]>([
    ['the access mode', { accessMode: VolumeAccessMode.READ_WRITE_ONCE }, {}],
    ['the class', {}, { reclaimPolicy: ReclaimPolicy.DELETE }],
    ['the backend', {}, { backends: [OntapBackend.nasFlexgroup()] }],
  ])('are others when %s is another', (_, claim, props) => {
    expect(nameWith(claim, props)).not.toBe(nameWith());
  });

  test.each<[string, Partial<OntapClaimOptions>]>([
    ['a larger size', { size: Size.gibibytes(200) }], ['labels', { labels: { team: 'vision' } }], ['a snapshot policy', { snapshotPolicy: 'default' }],
    ['growth', { autogrow: { usedThreshold: '80%' } }],
  ])('stay with %s', (_, claim) => {
    expect(nameWith(claim)).toBe(nameWith());
  });

  test('are exactly as requested when they are fixed, and then once per namespace and cluster', () => {
    const { storage } = made({ fixedName: true });
    expect(storage.claimName).toBe('data');
    const message = errorOf(() => storage.addClaim('Again', { ...ONTAP_CLAIM, fixedName: true }));
    expect(idsIn(message)).toEqual(['ontap/claim-twice']);
    expect(message).toContain('\'Storage/Data\'');
    expect(storage.addClaim('Elsewhere', { ...ONTAP_CLAIM, fixedName: true, namespace: 'ml' }).claimName).toBe('data');
  });

  test('of a storage with a claim of a fixed name are known to another storage', () => {
    const { stack } = made({ fixedName: true });
    expect(idsIn(errorOf(() => managedOntap(stack, {}, { claim: { ...ONTAP_CLAIM, fixedName: true } }, 'Other')))).toEqual(['ontap/claim-twice']);
  });

  test('do not depend on the order in which claims are added', () => {
    const manifests = (ids: string[]) => {
      const { stack, storage } = made();
      ids.forEach(id => storage.addClaim(id, ONTAP_CLAIM));
      return Object.fromEntries(resourcesOf(stack, MANIFEST).map(({ id, Properties }) => [id, Properties.Manifest]));
    };
    expect(manifests(['A', 'B', 'C'])).toEqual(manifests(['C', 'B', 'A']));
  });

  test('that are known at deployment only are rejected', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(idsIn(errorOf(() => managedOntap(stack, {}, { claim: { ...ONTAP_CLAIM, name } })))).toContain('ontap/name-known-late');
  });
});

describe('an import', () => {
  const VOLUMES = [{ name: 'corpus', size: Size.gibibytes(100) }];
  const imported = (options: Partial<OntapImportOptions> = {}) => {
    const stack = testStack();
    const claim = managedOntap(stack, { volumes: VOLUMES }).importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'corpus', ...options });
    return { stack, claim, annotations: claimsOf(stack)[0].metadata.annotations };
  };

  test('names the volume and the id of the backend, which the gate knows', () => {
    const { stack, annotations } = imported();
    expect(annotations).toEqual({
      'trident.netapp.io/importOriginalName': 'corpus', 'trident.netapp.io/notManaged': 'true',
      'trident.netapp.io/importBackendUUID': `\${${readinessOf(stack).accepted.id}.Value}`,
    });
  });

  test.each<[Partial<OntapImportOptions>, string[]]>([
    [{ managed: true, unixPermissions: '0750' }, ['trident.netapp.io/unixPermissions']],
    [{ managed: true, unixPermissions: '0750', keepName: true }, ['trident.netapp.io/importNoRename', 'trident.netapp.io/unixPermissions']],
    [{ managed: false }, ['trident.netapp.io/notManaged']],
  ])('with %j', (options, expected) => {
    const { annotations } = imported(options);
    expect(Object.keys(annotations).filter(key => !/import(OriginalName|BackendUUID)$/.test(key))).toEqual(expected);
  });

  test('of a volume of the stack waits for it, and takes what claims take', () => {
    const { stack, claim } = imported({ namespace: 'ml', name: 'text', labels: { team: 'vision' } });
    const manifest = resourcesOf(stack, MANIFEST).find(({ id }) => id.includes('Imports'))!;
    expect(manifest.DependsOn).toContain(resourceOf(stack, VOLUME).id);
    expect([claim.claimName, claim.claimNamespace]).toEqual([expect.stringMatching(/^text-/), 'ml']);
    expect(claimsOf(stack)[0].metadata.labels).toEqual({ team: 'vision' });
  });

  test('of another volume is another claim', () => {
    const { stack } = imported();
    const other = managedOntap(testStack()).importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'text' });
    expect(other.claimName).not.toBe(claimsOf(stack)[0].metadata.name);
  });

  test('of a volume that already exists waits for the backend alone', () => {
    const stack = testStack();
    existingOntap(stack).importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'corpus' });
    const [manifest] = manifestsWith(stack, 'PersistentVolumeClaim');
    expect(beforeOf(stack, manifest.id)).toContain(readinessOf(stack).accepted.id);
  });

  test.each<[string, string | undefined, string]>([
    ['a name that ONTAP has not', 'web-text', 'ontap/import-name-format'], ['no name', '', 'input/empty'],
    ['no name at all', undefined, 'input/required'],
  ])('of %s is rejected', (_, volumeName, id) => {
    expect(idsIn(errorOf(() => imported({ volumeName })))).toEqual([id]);
  });

  test('of a volume that is called like something of JavaScript is one as well', () => {
    expect(() => managedOntap(testStack()).importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'constructor' })).not.toThrow();
  });

  test('by a driver whose claims share volumes is rejected', () => {
    const stack = testStack();
    const storage = managedOntap(stack, {}, { backends: BACKENDS, acknowledge: ACKNOWLEDGE });
    const backend = 'nas-economy';
    expect(idsIn(errorOf(() => storage.importVolume(backend, { ...ONTAP_CLAIM, backend, volumeName: 'corpus' })))).toEqual(['ontap/import-not-offered']);
  });

  test('of one volume by two claims is rejected', () => {
    const stack = testStack();
    const storage = managedOntap(stack, { volumes: VOLUMES });
    storage.importVolume('A', { ...ONTAP_CLAIM, volumeName: 'corpus' });
    expect(() => storage.importVolume('B', { ...ONTAP_CLAIM, volumeName: 'corpus' })).toThrow(/ontap\//);
  });
});

describe('mounting', () => {
  const chart = () => new Chart(new App(), 'workload');
  const pod = (scope: Chart) => new ApiObject(scope, 'Pod', {
    apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'main', image: 'busybox' }] },
  } as any);

  test('on a container of cdk8s-plus', () => {
    const { storage } = made();
    const workload = new kplus.Pod(chart(), 'Pod');
    storage.mountOn(workload.addContainer({ image: 'busybox' }), '/weights', { readOnly: true });
    const { spec } = (workload.node.root.node.children[0] as Chart).toJson()[0];
    expect(spec.volumes).toMatchObject([storage.podVolume]);
    expect(spec.containers[0].volumeMounts).toMatchObject([{ mountPath: '/weights', readOnly: true }]);
  });

  test('into any object that has containers', () => {
    const { storage } = made();
    const workload = pod(chart());
    storage.mountInto(workload, { path: '/weights' });
    expect(workload.toJson().spec).toMatchObject({
      volumes: [{ persistentVolumeClaim: { claimName: storage.claimName } }], containers: [{ volumeMounts: [{ mountPath: '/weights' }] }],
    });
  });

  test('further claims, imports and clones the same way', () => {
    const { storage } = made();
    const workload = pod(chart());
    [storage.addClaim('More', ONTAP_CLAIM), storage.cloneOf('Clone', storage)].forEach((claim, index) => claim.mountInto(workload, { path: `/data${index}` }));
    expect(workload.toJson().spec.volumes).toHaveLength(2);
  });

  test('a raw device is rejected, because it is no directory', () => {
    const { storage } = made({ volumeMode: VolumeMode.BLOCK }, { backends: [OntapBackend.san()] });
    expect(() => storage.mountInto(pod(chart()), { path: '/dev/xvda' })).toThrow(/volumeDevices/);
    expect(() => storage.mountOn(new kplus.Pod(chart(), 'Pod').addContainer({ image: 'busybox' }), '/dev/xvda')).toThrow(/volumeDevices/);
    expect(storage.podVolume.persistentVolumeClaim).toEqual({ claimName: storage.claimName });
  });

  test('a clone of a raw device is rejected too', () => {
    const { storage } = made({ volumeMode: VolumeMode.BLOCK }, { backends: [OntapBackend.san()] });
    expect(() => storage.cloneOf('Clone', storage).mountInto(pod(chart()), { path: '/dev/xvda' })).toThrow(/volumeDevices/);
  });

  test('a storage without a claim says so', () => {
    const storage = managedOntap(testStack());
    expect(storage.defaultClaim).toBeUndefined();
    expect(() => storage.claimName).toThrow('FsxOntapStorage \'Storage/Data\' has no claim. Fix: set claim, or use what addClaim() returns.');
  });
});
