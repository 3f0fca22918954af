import { Size, aws_fsx as fsx, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapBackend, OntapProvisioning, OntapTieringPolicy, TridentDriver } from '../../../src';
import { errorOf, idsIn, objectsOf, testStack } from '../../support/fixture';
import { ONTAP_CLAIM, SECRET_ARN, existingOntap, managedOntap, routedCluster } from '../../support/ontap';

const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it' };
const ofKind = (stack: any, kind: string): any[] => objectsOf(stack).filter(object => object.kind === kind);

describe('the configuration of the guide to FSx storage for EKS', () => {
  const storageOfGuide = () => {
    const stack = testStack();
    const storage = existingOntap(stack, {}, {
      backends: [OntapBackend.nas({ name: 'fsxn', snapshotPolicy: 'default', snapshotReserve: 10 })],
      claim: { name: 'model-weights', size: Size.gibibytes(500) },
    });
    return { stack, storage };
  };

  test('its TridentBackendConfig is a backend, with a secret of Secrets Manager instead of a Kubernetes Secret', () => {
    const { stack } = storageOfGuide();
    expect(ofKind(stack, 'TridentBackendConfig')[0].spec).toMatchObject({
      version: 1, storageDriverName: 'ontap-nas', credentials: { name: SECRET_ARN, type: 'awsarn' }, aws: { fsxFilesystemID: expect.any(String) },
    });
  });

  test('its StorageClass is one of the backend; snapshotPolicy and snapshotReserve, which Trident does not know there, are defaults', () => {
    const { stack } = storageOfGuide();
    const [backend] = ofKind(stack, 'TridentBackendConfig');
    const [storageClass] = ofKind(stack, 'StorageClass');
    expect(storageClass).toMatchObject({
      provisioner: 'csi.trident.netapp.io', allowVolumeExpansion: true, reclaimPolicy: 'Retain',
      parameters: { backendType: 'ontap-nas', storagePools: `${backend.metadata.name}:.*` },
    });
    expect(Object.keys(storageClass.parameters)).toEqual(['backendType', 'storagePools']);
    expect(backend.spec.defaults).toMatchObject({ snapshotPolicy: 'default', snapshotReserve: '10' });
  });

  test('its claims are one of the props and a clone of the existing snapshot model-weights-snapshot', () => {
    const { stack, storage } = storageOfGuide();
    storage.cloneOf('ExperimentBranch', storage.existingSnapshot('Baseline', { snapshotName: 'model-weights-snapshot' }));
    const [weights, branch] = ofKind(stack, 'PersistentVolumeClaim');
    expect(weights.spec).toMatchObject({ accessModes: ['ReadWriteMany'], resources: { requests: { storage: '500Gi' } } });
    expect(branch.spec).toEqual({
      ...weights.spec, dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'model-weights-snapshot' },
    });
  });

  test('its SVM id is rejected: svm is the name', () => {
    const message = errorOf(() => existingOntap(testStack(), { svmName: 'svm-0123456789abcdef0' }));
    expect(idsIn(message)).toEqual(['ontap/svm-name-is-an-id']);
  });
});

describe('fields of a backend', () => {
  const backendWith = (backend: OntapBackend) => {
    const stack = testStack();
    managedOntap(stack, {}, { backends: [backend], acknowledge: ACKNOWLEDGE });
    return { spec: ofKind(stack, 'TridentBackendConfig')[0].spec, classes: ofKind(stack, 'StorageClass') };
  };

  test('supportedTopologies of a backend and of a pool', () => {
    const { spec } = backendWith(OntapBackend.nas({
      supportedTopologies: [{ region: 'eu-west-1', zone: 'eu-west-1a' }],
      pools: [{ name: 'a' }, { name: 'b', supportedTopologies: [{ zone: 'eu-west-1b' }] }],
    }));
    expect(spec.supportedTopologies).toEqual([
      { 'topology.kubernetes.io/region': 'eu-west-1', 'topology.kubernetes.io/zone': 'eu-west-1a' },
    ]);
    expect(spec.storage.map((pool: any) => pool.supportedTopologies)).toEqual([undefined, [{ 'topology.kubernetes.io/zone': 'eu-west-1b' }]]);
    expect(idsIn(errorOf(() => backendWith(OntapBackend.nas({ supportedTopologies: [{}] }))))).toEqual(['ontap/topology-empty']);
  });

  test('spaceAllocation of block devices', () => {
    expect(backendWith(OntapBackend.san({ spaceAllocation: false })).spec.defaults).toMatchObject({ spaceAllocation: 'false' });
    expect(idsIn(errorOf(() => backendWith(OntapBackend.nas({ spaceAllocation: true }))))).toEqual(['ontap/space-allocation-on-files']);
  });

  test('several labels of a pool; its class selects it by its name', () => {
    const { spec, classes } = backendWith(OntapBackend.nas({ pools: [{ name: 'hot', labels: { team: 'vision', tier: 'gold' } }] }));
    expect(spec.storage[0].labels).toEqual({ team: 'vision', tier: 'gold', pool: 'hot' });
    expect(classes[0].parameters.selector).toBe('pool=hot');
    expect(idsIn(errorOf(() => backendWith(OntapBackend.nas({ pools: [{ name: 'hot', labels: { pool: 'x' } }] }))))).toEqual(['ontap/label-format']);
    const long = OntapBackend.san({ pools: [{ name: 'hot', labels: { team: 'm'.repeat(250) } }] });
    expect(idsIn(errorOf(() => backendWith(long)))).toEqual(['ontap/labels-too-long']);
  });

  test.each(['region', 'zone', 'luksEncryption', 'storagePools'])('%s is not a property of a backend', field => {
    expect(idsIn(errorOf(() => backendWith(OntapBackend.nas({ [field]: 'x' } as any))))).toEqual(['input/unknown-property']);
  });
});

test('a second SVM on one file system is a storage that refers to the file system', () => {
  const stack = testStack();
  const first = managedOntap(stack, {}, { claim: ONTAP_CLAIM });
  const svm = new fsx.CfnStorageVirtualMachine(stack, 'TeamSvm', { fileSystemId: first.fileSystemId, name: 'team' });
  const second = new FsxOntapStorage(stack, 'Team', {
    cluster: routedCluster(stack),
    driver: TridentDriver.existing(),
    claim: { ...ONTAP_CLAIM, tieringPolicy: OntapTieringPolicy.NONE },
    provisioning: OntapProvisioning.existing({
      fileSystem: first.fileSystem,
      svmName: 'team',
      secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET_ARN),
    }),
  });
  second.node.addDependency(svm);
  const specs = ofKind(stack, 'TridentBackendConfig').map(({ spec }) => spec);
  expect(specs.map(spec => spec.svm)).toEqual(['kubernetes', 'team']);
  expect(specs[0].aws.fsxFilesystemID).toEqual(specs[1].aws.fsxFilesystemID);
  expect(second.storageClassName).not.toBe(first.storageClassName);
});
