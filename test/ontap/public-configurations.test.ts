import { Duration, Size } from 'aws-cdk-lib';
import {
  OntapBackend, OntapDeploymentType, OntapDiskIopsMode, OntapNfsVersion, ReclaimPolicy, TridentDriver, VolumeAccessMode,
} from '../../src';
import { errorOf, idsIn, objectOf, objectsOf, resourceOf, testStack } from '../support/fixture';
import { ONTAP_FILE_SYSTEM, SECRET_ARN, SVM, existingOntap, managedOntap, routedSubnets } from '../support/ontap';

/*
 * Configurations of public repositories, rebuilt with this library: their facts and figures, with the file and its number
 * of lines. The addresses, passwords and names of backends that they write down come from the file system and the library here.
 */

const { MULTI_AZ_1, SINGLE_AZ_1 } = OntapDeploymentType;

// aws-samples/eks-fsx-workshop, static: FSxCFN/FSxONTAP.yaml (319 lines), eks/FSxN/backend-ontap-nas.yaml (14 lines),
// eks/FSxN/storage-class-csi-nas.yaml (10 lines), eks/FSxN/pvc-trident.yaml (11 lines)
test('the EKS and FSx workshop: a file system in two zones with backups of three days, and NFS claims', () => {
  const stack = testStack();
  managedOntap(stack, {
    deploymentType: MULTI_AZ_1, capacity: Size.gibibytes(1024), throughputCapacityPerHaPair: 512, svmName: 'SVM1',
    diskIopsConfiguration: { mode: OntapDiskIopsMode.AUTOMATIC }, automaticBackupRetention: Duration.days(3),
    dailyAutomaticBackupStartTime: '01:00', weeklyMaintenanceStartTime: '7:01:00', preferredSubnet: routedSubnets(stack)[0],
  }, {
    backends: [OntapBackend.nas({ storageClass: { fixedName: 'trident-csi' } })], reclaimPolicy: ReclaimPolicy.RETAIN,
    claim: { name: 'basic', fixedName: true, size: Size.gibibytes(10) },
  });
  expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties).toMatchObject({
    FileSystemType: 'ONTAP', StorageCapacity: 1024, StorageType: 'SSD', SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'],
    OntapConfiguration: {
      AutomaticBackupRetentionDays: 3, DailyAutomaticBackupStartTime: '01:00', DeploymentType: 'MULTI_AZ_1',
      DiskIopsConfiguration: { Mode: 'AUTOMATIC' }, PreferredSubnetId: 'subnet-0aaaaaaaaaaaaaaa0', ThroughputCapacityPerHAPair: 512,
      WeeklyMaintenanceStartTime: '7:01:00',
    },
  });
  expect(resourceOf(stack, SVM).Properties).toMatchObject({ Name: 'SVM1' });
  expect(objectOf(stack, 'TridentBackendConfig').spec).toMatchObject({ version: 1, storageDriverName: 'ontap-nas', svm: 'SVM1' });
  // the repository also sets fsType ext4, which has no meaning for NFS
  expect(objectOf(stack, 'StorageClass')).toMatchObject({
    metadata: { name: 'trident-csi' }, provisioner: 'csi.trident.netapp.io', parameters: { backendType: 'ontap-nas' },
    allowVolumeExpansion: true, reclaimPolicy: 'Retain',
  });
  expect(objectOf(stack, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'basic' },
    spec: { accessModes: ['ReadWriteMany'], storageClassName: 'trident-csi', resources: { requests: { storage: '10Gi' } } },
  });
});

// NetApp/FSx-ONTAP-samples-scripts, EKS/FSxN-as-PVC-for-EKS: terraform/fsx.tf (40 lines), terraform/variables.tf (77 lines),
// manifests/backend-tbc-ontap-nas.tmpl (14 lines), storageclass-fsxn-nas.yaml (8 lines), pvc-fsxn-nas.yaml (11 lines),
// volume-snapshot-class.yaml (6 lines), volume-snapshot-nas.yaml (8 lines), pvc-from-nas-snapshot.yaml (15 lines)
test('NetApp samples: credentials in Secrets Manager, a snapshot of the claim, and its clone', () => {
  const stack = testStack();
  const claim = { name: 'mysql-volume-nas', fixedName: true, accessMode: VolumeAccessMode.READ_WRITE_ONCE, size: Size.gibibytes(50) };
  const storage = managedOntap(stack, {
    deploymentType: MULTI_AZ_1, capacity: Size.gibibytes(1024), throughputCapacityPerHaPair: 128, svmName: 'ekssvm',
  }, {
    backends: [OntapBackend.nas({ storageClass: { fixedName: 'fsx-basic-nas' } })], snapshotClass: { fixedName: 'fsx-snapclass' },
    reclaimPolicy: ReclaimPolicy.DELETE, claim,
  });
  const snapshot = storage.snapshot('Snapshot', { name: 'mysql-volume-nas-snap-01' });
  storage.cloneOf('Clone', snapshot, { name: 'mysql-volume-nas-clone', fixedName: true });

  const { StorageCapacity, OntapConfiguration } = resourceOf(stack, ONTAP_FILE_SYSTEM).Properties;
  expect({ StorageCapacity, ...OntapConfiguration }).toMatchObject({
    StorageCapacity: 1024, DeploymentType: 'MULTI_AZ_1', ThroughputCapacityPerHAPair: 128, PreferredSubnetId: 'subnet-0aaaaaaaaaaaaaaa0',
    RouteTableIds: expect.arrayContaining(['rtb-0aaaaaaaaaaaaaaa0', 'rtb-0bbbbbbbbbbbbbbb0', 'rtb-0ccccccccccccccc0']),
  });
  expect(objectOf(stack, 'TridentBackendConfig').spec).toMatchObject({
    version: 1, storageDriverName: 'ontap-nas', svm: 'ekssvm', aws: { fsxFilesystemID: expect.any(String) }, credentials: { type: 'awsarn' },
  });
  expect(objectOf(stack, 'StorageClass')).toMatchObject({
    metadata: { name: 'fsx-basic-nas' }, parameters: { backendType: 'ontap-nas' }, allowVolumeExpansion: true, reclaimPolicy: 'Delete',
  });
  expect(objectOf(stack, 'VolumeSnapshotClass')).toMatchObject({
    metadata: { name: 'fsx-snapclass' }, driver: 'csi.trident.netapp.io', deletionPolicy: 'Delete',
  });
  expect(snapshot.snapshotName).toMatch(/^mysql-volume-nas-snap-01-/);
  expect(objectOf(stack, 'VolumeSnapshot')).toMatchObject({
    metadata: { name: snapshot.snapshotName },
    spec: { volumeSnapshotClassName: 'fsx-snapclass', source: { persistentVolumeClaimName: 'mysql-volume-nas' } },
  });
  expect(objectsOf(stack).find(({ metadata }) => metadata.name === 'mysql-volume-nas-clone')!.spec).toMatchObject({
    accessModes: ['ReadWriteOnce'], storageClassName: 'fsx-basic-nas', resources: { requests: { storage: '50Gi' } },
    dataSource: { name: snapshot.snapshotName, kind: 'VolumeSnapshot', apiGroup: 'snapshot.storage.k8s.io' },
  });
});

// mickeysh/aws-saas-fsxn-workshop: terraform/fsx.tf (64 lines), labs/lab1/tmplt/backends.yaml.tpl (48 lines),
// labs/lab1/storageclass.yaml (24 lines)
test('the SaaS workshop: one file system for NFS and iSCSI, with a pool per department', () => {
  const stack = testStack();
  const pool = (fixedName: string) => ({ pools: [{ name: 'lab1', labels: { department: 'lab1' }, storageClass: { fixedName } }] });
  managedOntap(stack, {
    deploymentType: SINGLE_AZ_1, capacity: Size.gibibytes(1024), throughputCapacityPerHaPair: 128, svmName: 'ekssvm',
  }, {
    driver: TridentDriver.existing({ nodesPreparedForIscsi: true }), reclaimPolicy: ReclaimPolicy.DELETE,
    backends: [
      OntapBackend.nas({ autoExportPolicy: true, autoExportCidrs: ['10.0.2.0/24'], ...pool('trident-csi-nas-lab1') }),
      OntapBackend.san(pool('trident-csi-san-lab1')),
    ],
  });
  expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties).toMatchObject({
    StorageCapacity: 1024, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'],
    OntapConfiguration: { DeploymentType: 'SINGLE_AZ_1', ThroughputCapacityPerHAPair: 128 },
  });
  const [nas, san] = objectsOf(stack).filter(({ kind }) => kind === 'TridentBackendConfig').map(({ spec }) => spec);
  expect(nas).toMatchObject({
    storageDriverName: 'ontap-nas', svm: 'ekssvm', autoExportPolicy: true, autoExportCIDRs: ['10.0.2.0/24'], credentials: { type: 'awsarn' },
    storage: [{ labels: { department: 'lab1' } }],
  });
  expect(san).toMatchObject({ storageDriverName: 'ontap-san', svm: 'ekssvm', storage: [{ labels: { department: 'lab1' } }] });
  // the repository selects the pools by department, and sets fsType ext4 for NFS as well, where it has no meaning
  expect(objectsOf(stack).filter(({ kind }) => kind === 'StorageClass')).toMatchObject([
    { metadata: { name: 'trident-csi-nas-lab1' }, parameters: { backendType: 'ontap-nas' }, allowVolumeExpansion: true, reclaimPolicy: 'Delete' },
    {
      metadata: { name: 'trident-csi-san-lab1' }, parameters: { 'backendType': 'ontap-san', 'csi.storage.k8s.io/fstype': 'ext4' },
      allowVolumeExpansion: true, reclaimPolicy: 'Delete',
    },
  ]);
});

// NetApp/trident, trident-installer/sample-input/backends-samples/ontap-nas/backend-tbc-ontap-nas-advanced.yaml (35 lines)
test('the advanced NFS sample of Trident: reserved space, a snapshot reserve, and a limit of 50 GiB per volume', () => {
  const nas = OntapBackend.nas({
    limitVolumeSize: Size.gibibytes(50), nfsVersion: OntapNfsVersion.V4_0, spaceReserved: true, exportPolicy: 'myk8scluster',
    snapshotPolicy: 'default', snapshotReserve: 10,
  });
  const storage = (gibibytes: number, stack = testStack()) => {
    existingOntap(stack, { svmName: 'trident_svm' }, { backends: [nas], claim: { name: 'data', size: Size.gibibytes(gibibytes) } });
    return stack;
  };
  const stack = storage(50);
  // the sample also sets limitAggregateUsage, which the users of FSx have no permission for
  expect(objectOf(stack, 'TridentBackendConfig').spec).toMatchObject({
    version: 1, storageDriverName: 'ontap-nas', svm: 'trident_svm', limitVolumeSize: '50Gi',
    aws: { fsxFilesystemID: 'fs-0123456789abcdef0' }, credentials: { name: SECRET_ARN, type: 'awsarn' },
    defaults: { spaceReserve: 'volume', exportPolicy: 'myk8scluster', snapshotPolicy: 'default', snapshotReserve: '10' },
  });
  expect(objectOf(stack, 'StorageClass').mountOptions).toContain('nfsvers=4.0');
  expect(idsIn(errorOf(() => storage(51)))).toEqual(['ontap/claim-size-limit']);
});

// NetApp/trident, trident-installer/sample-input/backends-samples/ontap-nas/backend-tbc-ontap-nas-virtual-pools.yaml (61 lines)
test('the sample of Trident with virtual pools: four pools with labels, zones, permissions and space reserves', () => {
  const stack = testStack();
  const POOLS = [
    ['msoffice', '100', 'us-east-1a', true, '0755'], ['slack', '75', 'us-east-1b', false, '0755'],
    ['wordpress', '50', 'us-east-1c', false, '0775'], ['mysqldb', '25', 'us-east-1d', true, '0775'],
  ] as const;
  existingOntap(stack, { svmName: 'trident_svm' }, {
    backends: [OntapBackend.nas({
      labels: { store: 'nas_economy_store' },
      pools: POOLS.map(([app, cost, zone, spaceReserved, unixPermissions]) => ({
        name: app, labels: { app, cost }, supportedTopologies: [{ region: 'us-east-1', zone }], spaceReserved, unixPermissions,
      })),
    })],
  });
  const { labels, storage } = objectOf(stack, 'TridentBackendConfig').spec;
  expect(labels).toEqual({ store: 'nas_economy_store' });
  // the sample also sets encryption per pool: FSx encrypts every volume with the key of the file system
  expect(storage).toMatchObject(POOLS.map(([app, cost, zone, reserved, unixPermissions]) => ({
    labels: { app, cost }, supportedTopologies: [{ 'topology.kubernetes.io/region': 'us-east-1', 'topology.kubernetes.io/zone': zone }],
    defaults: { spaceReserve: reserved ? 'volume' : 'none', unixPermissions },
  })));
  expect(objectsOf(stack).filter(({ kind }) => kind === 'StorageClass')).toHaveLength(4);
});

// git4example/genai-fsx-netapp-ontap-workshop-on-eks-auto, static/eks/FSxONTAP: trident-backend-config.yaml (13 lines),
// ontap-storage-class.yaml (13 lines), ontap-pvc.yaml (18 lines)
test('the generative AI workshop: a volume with a model, imported into a claim of 100 GiB', () => {
  const stack = testStack();
  const storage = existingOntap(stack, {}, {
    backends: [OntapBackend.nas({ nfsVersion: OntapNfsVersion.V4_1, storageClass: { fixedName: 'ontap-nas-sc' } })], reclaimPolicy: ReclaimPolicy.RETAIN,
  });
  const model = { name: 'ontap-model-claim', fixedName: true, size: Size.gibibytes(100), volumeName: 'model' };
  storage.importVolume('Model', model);
  expect(objectOf(stack, 'StorageClass')).toMatchObject({
    metadata: { name: 'ontap-nas-sc' }, parameters: { backendType: 'ontap-nas' }, reclaimPolicy: 'Retain', allowVolumeExpansion: true,
    mountOptions: expect.arrayContaining(['nfsvers=4.1']),
  });
  // the repository sets importVolume and importBackend, which Trident does not read: it would create an empty volume
  expect(objectOf(stack, 'PersistentVolumeClaim')).toMatchObject({
    metadata: {
      name: 'ontap-model-claim',
      annotations: { 'trident.netapp.io/importOriginalName': 'model', 'trident.netapp.io/importBackendUUID': expect.any(String) },
    },
    spec: { accessModes: ['ReadWriteMany'], storageClassName: 'ontap-nas-sc', resources: { requests: { storage: '100Gi' } } },
  });
  // and Trident would open a managed import to all users
  expect(idsIn(errorOf(() => storage.importVolume('Managed', { ...model, name: 'managed', volumeName: 'other', managed: true })))).toEqual([
    'ontap/import-permissions-unset',
  ]);
});
