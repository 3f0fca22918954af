import { Size, Stack } from 'aws-cdk-lib';
import { corpus, mlVolume } from './volumes';
import { FsxOntapStorage, FsxOntapStorageProps, MlBackend, MlProtocol, MlTrainingVolume, MlTrainingVolumeProps, MlWorkload, OntapBackend, TridentDriver } from '../../src';
import { errorOf, managedOn, objectsOf, resourcesOf, testStack } from '../support/fixture';
import { MULTI, ONTAP_FILE_SYSTEM, SINGLE, existingOntap, managedOntap } from '../support/ontap';

const DISK = OntapBackend.san({ name: 'disk' });
const ACKNOWLEDGED = { acknowledge: { 'ontap/nodes-unprepared': 'they are' } };

/** A volume on a storage that is there already. */
function reused(
  props: Partial<MlTrainingVolumeProps> = {}, make: (stack: Stack) => FsxOntapStorage = stack => managedOntap(stack, {}, {}, 'Shared'),
): { readonly stack: Stack; readonly storage: FsxOntapStorage; readonly volume: MlTrainingVolume } {
  const stack = testStack();
  const storage = make(stack);
  const volume = mlVolume(stack, {
    workload: MlWorkload.MODEL_WEIGHTS,
    size: Size.gibibytes(500),
    vpcSubnets: undefined,
    storage,
    ...props,
  });
  return { stack, storage, volume };
}
const managed = (config: object, props: Partial<FsxOntapStorageProps> = {}) => (stack: Stack) => managedOntap(stack, config, props, 'Shared');

test('is a claim of the storage, in a namespace of its own, and no second file system', () => {
  const { stack, storage, volume } = reused({ claim: { namespace: 'serving' } });
  expect(volume.ontap).toBe(storage);
  expect(volume.lustre).toBeUndefined();
  expect([volume.manifests, volume.connections]).toEqual([storage.manifests, storage.connections]);
  expect(resourcesOf(stack, ONTAP_FILE_SYSTEM).length).toBe(1);
  const claim = objectsOf(stack).find(({ metadata }) => metadata.name === volume.claimName)!;
  expect(claim.metadata.namespace).toBe('serving');
  expect(claim.spec).toMatchObject({ storageClassName: storage.storageClassName, resources: { requests: { storage: '500Gi' } } });
});

test('names the class of a storage that is on another service', () => {
  const make = () => reused({ storage: managedOn(testStack()) as never });
  expect(errorOf(make)).toContain('storage: must be an FsxOntapStorage, got an FsxLustreStorage.');
});

test('two volumes share a storage', () => {
  const { stack, storage } = reused();
  const other = mlVolume(stack, { size: Size.gibibytes(10), vpcSubnets: undefined, storage }, 'More');
  const claims = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolumeClaim');
  expect(claims.map(({ metadata }) => metadata.name)).toContain(other.claimName);
  expect(claims.length).toBe(2);
});

test('tells of the storage that is there, not of one that would be chosen', () => {
  const { volume } = reused({}, managed(MULTI));
  expect(volume.recommendation).toMatchObject({
    backend: MlBackend.ONTAP, deploymentType: 'MULTI_AZ_2', capacityGiB: 2048, throughputMBps: 384,
    reason: 'the storage already exists and meets all requirements',
  });
  expect(volume.recommendation.durability).toContain('the failure of an Availability Zone');
  expect(volume.explanation).toMatch(/^Model weights, 500 GiB: Amazon FSx for NetApp ONTAP in two Availability Zones \(MULTI_AZ_2\)\./);
});

test('makes the claim on the backend that fits', () => {
  const backends = [OntapBackend.nasEconomy({ name: 'many' }), OntapBackend.nas(), DISK];
  const className = (props: Partial<MlTrainingVolumeProps>) => {
    const { stack, volume } = reused(props, managed({}, { backends, ...ACKNOWLEDGED }));
    return objectsOf(stack).find(({ metadata }) => metadata.name === volume.claimName)!.spec.storageClassName.replace(/-[0-9a-f]{8}$/, '');
  };
  expect(className({})).toBe('fsx-ontap-shared-many');
  expect(className({ snapshots: true })).toBe('fsx-ontap-shared-nas');
  expect(className({ protocols: [MlProtocol.ISCSI] })).toBe('fsx-ontap-shared-disk');
  expect(className({ protocols: [MlProtocol.ISCSI, MlProtocol.NFS], readers: 4 })).toBe('fsx-ontap-shared-many');
});

test('takes a storage over a file system that already exists, of which less is known', () => {
  const { volume } = reused({ multiAz: true }, stack => existingOntap(stack, {}, {}, 'Shared'));
  expect(volume.recommendation.reason).toContain('already exists');
});

describe('says what the storage does not do', () => {
  test.each<[string, Partial<MlTrainingVolumeProps>, (stack: Stack) => FsxOntapStorage, string]>([
    ['two zones', { multiAz: true }, managed(SINGLE), 'multiAz is set, and the storage is in one Availability Zone'],
    ['more throughput', { throughputMBps: 385 }, managed({}), 'throughput 385 MB/s is required, and the storage has 384'],
    ['throughput of all pairs', { throughputMBps: 3073 }, managed({ haPairs: 2, throughputCapacityPerHaPair: 1536, capacity: Size.tebibytes(4) }), 'and the storage has 3072'],
    ['block devices', { protocols: [MlProtocol.NFS, MlProtocol.ISCSI] }, managed({}), 'protocols ISCSI are required, and the storage has no backend for that'],
    ['files', { protocols: [MlProtocol.NFS] }, managed({}, { backends: [DISK], ...ACKNOWLEDGED }), 'protocols NFS are required'],
    ['many pods', { readers: 3 }, managed({}, { backends: [DISK], ...ACKNOWLEDGED }), 'readers 3 are required, and the storage has block devices only'],
    ['snapshots', { snapshots: true }, managed({}, { snapshots: false }), 'snapshots or clones are required, and the storage has none'],
    ['Lustre', { backend: MlBackend.LUSTRE }, managed({}), 'backend LUSTRE is required, and the storage is on ONTAP'],
  ])('%s', (_, props, make, expected) => {
    const message = errorOf(() => reused(props, make));
    expect(message).toMatch(/^MlTrainingVolume 'Storage\/Data': /);
    expect(message).toContain(expected);
    expect(message).toContain('Fix: use a storage that does, reduce the requirements, or remove storage.');
  });

  test('all at once', () => {
    const message = errorOf(() => reused({ throughputMBps: 9999, multiAz: true, protocols: [MlProtocol.NVME] }));
    expect(['multiAz', 'throughput', 'protocols NVME'].filter(word => !message.includes(word))).toEqual([]);
  });

  test.each([[384], [undefined]])('nothing at %s MB/s, which it has', throughputMBps => {
    expect(reused({ throughputMBps }).volume.recommendation.throughputMBps).toBe(384);
  });
});

test('a data set and scratch contradict a storage on ONTAP, and the error says so', () => {
  const dataset = errorOf(() => {
    const stack = testStack();
    mlVolume(stack, { storage: managedOntap(stack, {}, {}, 'Shared'), dataset: { bucket: corpus(stack) } });
  });
  expect(dataset).toContain('nothing offers a link to S3 (dataset) and ONTAP (backend, or an existing storage) together');
  expect(errorOf(() => reused({ workload: MlWorkload.SCRATCH }))).toContain('(MlWorkload.SCRATCH) and ONTAP (backend, or an existing storage)');
});

test.each(['removalPolicy', 'acknowledge', 'vpcSubnets', 'tridentDriver'])('rejects %s beside a storage, which has its own', name => {
  const stack = testStack();
  const storage = managedOntap(stack, {}, {}, 'Shared');
  const value = { removalPolicy: 'retain', acknowledge: {}, vpcSubnets: { subnets: [] }, tridentDriver: TridentDriver.existing() }[name];
  expect(errorOf(() => mlVolume(stack, { storage, [name]: value }))).toContain(`${name} belongs to the storage, which has it already`);
});
