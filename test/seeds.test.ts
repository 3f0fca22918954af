import { Size, Stack, aws_eks_v2 as eks, aws_kms as kms } from 'aws-cdk-lib';
import {
  FsxLustreStorage, LustreAutoImportPolicy, LustreCsiDriver, LustreCsiDriverInstallation, LustreDataCompressionType,
  LustreDeploymentType,
  LustreDynamicConfig, LustreFileSystemTypeVersion, LustreProvisioning, LustreStorageType, MlBackend, MlProtocol,
  MlTrainingVolumeProps, MlWorkload,
  OntapBackend, OntapDataSyncDirection, OntapDeploymentType, OntapTieringPolicy, TridentDriver, TridentInstallation,
} from '../src';
import { corpus, mlVolume } from './ml/volumes';
import {
  MANIFEST, existingOn, idsIn, importedCluster, managedOn, objectsOf, resourcesOf, storageOn, testStack, warningsOf,
} from './support/fixture';
import { ONTAP_CLAIM, existingOntap, managedOntap } from './support/ontap';
import { ROWS } from '../src/cli/doctor/rows';

/**
 * What two public guides to FSx on EKS describe (a skill for agents, and the proposal of aws-fsx-csi-driver): each capability,
 * parameter and troubleshooting entry is expressed, rejected with an alternative, or answered by the doctor.
 */
interface Row {
  /** As the guide names it. */
  readonly entry: string;
  /** Creates it; the objects or resources of the stack contain the expectation. */
  readonly expressed?: [(stack: Stack) => unknown, object];
  /** Fails with the rule, or prints the warning. */
  readonly rejected?: [(stack: Stack) => unknown, string];
  /** Findings of the doctor. */
  readonly answered?: string[];
}

const CLAIM = { name: 'data', size: Size.gibibytes(1200) };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const S3 = { s3ImportPath: 's3://ml-training-data/imagenet' };
const { SCRATCH_1, SCRATCH_2, PERSISTENT_1, PERSISTENT_2 } = LustreDeploymentType;

function dynamic(config: Partial<LustreDynamicConfig>, claim: object = CLAIM) {
  return (stack: Stack): FsxLustreStorage => {
    const cluster = importedCluster(stack);
    const provisioning = LustreProvisioning.dynamic({
      deploymentType: SCRATCH_2,
      subnet: cluster.vpc.privateSubnets[0],
      ...config,
    });
    return storageOn(stack, { cluster, provisioning, claim });
  };
}
function persistent2(config: Partial<LustreDynamicConfig> = {}) {
  return dynamic({ deploymentType: PERSISTENT_2, perUnitStorageThroughput: 250, ...config });
}
const parameter = (entry: string, config: Partial<LustreDynamicConfig>, parameters: object): Row => ({
  entry, expressed: [dynamic(config), { kind: 'StorageClass', parameters }],
});
const ontap = (props: object = {}) => (stack: Stack) => managedOntap(stack, {}, { claim: ONTAP_CLAIM, ...props });
const ontapClaim = (entry: string, settings: object, annotations: object): Row => ({
  entry, expressed: [ontap({ claim: { ...ONTAP_CLAIM, ...settings } }), { kind: 'PersistentVolumeClaim', metadata: { annotations } }],
});
const backend = (entry: string, create: OntapBackend, storageDriverName: string): Row => ({
  entry,
  expressed: [ontap({ backends: [create], driver: TridentDriver.existing({ nodesPreparedForIscsi: true }) }), { kind: 'TridentBackendConfig', spec: { storageDriverName } }],
});

/** What the advisor chooses: an object of the driver of the backend. */
const chosen = (entry: string, backendType: 'LUSTRE' | 'ONTAP', props: (stack: Stack) => Partial<MlTrainingVolumeProps>): Row => ({
  entry,
  expressed: [stack => mlVolume(stack, props(stack)), { Type: 'AWS::FSx::FileSystem', Properties: { FileSystemType: backendType } }],
});

const INSTALLATION: Row[] = [
  { entry: 'Lustre driver as an EKS add-on', expressed: [stack => new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) }), { Type: 'AWS::EKS::Addon', Properties: { AddonName: 'aws-fsx-csi-driver' } }] },
  { entry: 'Lustre driver by Helm', expressed: [stack => new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack), installation: LustreCsiDriverInstallation.HELM, version: '1.17.0' }), { Type: 'Custom::AWSCDK-EKS-HelmChart', Properties: { Chart: 'aws-fsx-csi-driver' } }] },
  { entry: 'Lustre driver that Helm or kubectl has installed', expressed: [dynamic({}), { kind: 'StorageClass', provisioner: 'fsx.csi.aws.com' }] },
  { entry: 'IAM role of the Lustre driver', expressed: [stack => new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) }), { Type: 'AWS::IAM::Role' }] },
  { entry: 'Trident as an add-on of AWS Marketplace', expressed: [stack => new TridentDriver(stack, 'Trident', { cluster: importedCluster(stack) }), { Type: 'AWS::EKS::Addon', Properties: { AddonName: 'netapp_trident-operator' } }] },
  { entry: 'Trident by Helm', expressed: [stack => new TridentDriver(stack, 'Trident', { cluster: importedCluster(stack), installation: TridentInstallation.HELM }), { Type: 'Custom::AWSCDK-EKS-HelmChart', Properties: { Chart: 'trident-operator' } }] },
];

const LUSTRE: Row[] = [
  parameter('subnetId', {}, { subnetId: 'subnet-0aaaaaaaaaaaaaaa0' }),
  { entry: 'securityGroupIds', expressed: [dynamic({}), { Type: 'AWS::EC2::SecurityGroup' }] },
  parameter('deploymentType: SCRATCH_1', { deploymentType: SCRATCH_1 }, { deploymentType: 'SCRATCH_1' }),
  parameter('deploymentType: SCRATCH_2', { deploymentType: SCRATCH_2 }, { deploymentType: 'SCRATCH_2' }),
  parameter('deploymentType: PERSISTENT_1', { deploymentType: PERSISTENT_1, perUnitStorageThroughput: 50 }, { deploymentType: 'PERSISTENT_1' }),
  { entry: 'deploymentType: PERSISTENT_2', expressed: [persistent2(), { kind: 'StorageClass', parameters: { deploymentType: 'PERSISTENT_2' } }] },
  { entry: 'storageType: HDD with PERSISTENT_1', expressed: [dynamic({ deploymentType: PERSISTENT_1, storageType: LustreStorageType.HDD, perUnitStorageThroughput: 12, driveCacheType: 'NONE' as any }, { ...CLAIM, size: Size.gibibytes(6000) }), { kind: 'StorageClass', parameters: { storageType: 'HDD' } }] },
  { entry: 'storageType: HDD with another type', rejected: [dynamic({ storageType: LustreStorageType.HDD }), 'lustre/storage-type-not-offered'] },
  ...[125, 250, 500, 1000].map((value): Row => ({ entry: `perUnitStorageThroughput: ${value}`, expressed: [persistent2({ perUnitStorageThroughput: value }), { kind: 'StorageClass', parameters: { perUnitStorageThroughput: `${value}` } }] })),
  { entry: 'perUnitStorageThroughput: 1000 with PERSISTENT_1', rejected: [dynamic({ deploymentType: PERSISTENT_1, perUnitStorageThroughput: 1000 }), 'lustre/throughput-not-offered'] },
  parameter('dataCompressionType', { dataCompressionType: LustreDataCompressionType.LZ4 }, { dataCompressionType: 'LZ4' }),
  parameter('autoImportPolicy: NEW_CHANGED', { ...S3, autoImportPolicy: LustreAutoImportPolicy.NEW_CHANGED }, { autoImportPolicy: 'NEW_CHANGED' }),
  parameter('autoImportPolicy: NEW_CHANGED_DELETED', { ...S3, autoImportPolicy: LustreAutoImportPolicy.NEW_CHANGED_DELETED }, { autoImportPolicy: 'NEW_CHANGED_DELETED' }),
  parameter('s3ImportPath', S3, S3),
  parameter('s3ExportPath', { ...S3, s3ExportPath: 's3://ml-training-data/exports' }, { s3ExportPath: 's3://ml-training-data/exports' }),
  { entry: 's3ExportPath in another bucket', rejected: [dynamic({ ...S3, s3ExportPath: 's3://other/exports' }), 'lustre/s3-export-bucket'] },
  { entry: 'the StorageClass of the guide: PERSISTENT_2 with s3ImportPath', rejected: [persistent2(S3), 'lustre/s3-path-on-persistent-2'] },
  { entry: 'fileSystemTypeVersion: 2.15', expressed: [dynamic({ fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_15 }), { kind: 'StorageClass', parameters: { fileSystemTypeVersion: '2.15' } }] },
  { entry: 'fileSystemTypeVersion: 2.10', rejected: [dynamic({ fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_10 }), 'lustre/version-2-10'] },
  { entry: 'extraTags', expressed: [dynamic({ tags: { team: 'ml' } }), { kind: 'StorageClass', parameters: { extraTags: expect.stringContaining('team=ml') } }] },
  { entry: 'mountOptions: flock', expressed: [dynamic({}), { kind: 'StorageClass', mountOptions: ['flock'] }] },
  { entry: 'name: fsx-lustre-s3', expressed: [dynamic({ storageClass: { fixedName: 'fsx-lustre-s3' } }), { kind: 'StorageClass', metadata: { name: 'fsx-lustre-s3' } }] },
  { entry: 'capacity steps', rejected: [stack => managedOn(stack, { capacity: Size.gibibytes(1500) }), 'lustre/capacity-step'] },
  { entry: 'static volume: volumeHandle, dnsname, mountname', expressed: [stack => existingOn(stack), { kind: 'PersistentVolume', spec: { csi: { volumeAttributes: { dnsname: expect.stringContaining('fs-0123456789abcdef0.fsx.'), mountname: 'abcdefgh' } } } }] },
  { entry: 'ReadWriteMany', expressed: [dynamic({}), { kind: 'PersistentVolumeClaim', spec: { accessModes: ['ReadWriteMany'] } }] },
  { entry: 'Job that mounts two claims', expressed: [stack => trainingJob(stack), { kind: 'Job', metadata: { name: 'train' } }] },
  { entry: 'inbound TCP 988', expressed: [stack => managedOn(stack), { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { FromPort: 988, ToPort: 988 } }] },
  { entry: 'multi-AZ', rejected: [stack => mlVolume(stack, { backend: 'LUSTRE' as any, multiAz: true }), 'advisor'] },
];

const ONTAP: Row[] = [
  backend('ontap-nas', OntapBackend.nas(), 'ontap-nas'),
  backend('ontap-nas-economy', OntapBackend.nasEconomy(), 'ontap-nas-economy'),
  backend('ontap-san', OntapBackend.san(), 'ontap-san'),
  backend('ontap-san-economy', OntapBackend.sanEconomy(), 'ontap-san-economy'),
  { entry: 'TridentBackendConfig with svm, fsxFilesystemID and credentials', expressed: [stack => existingOntap(stack), { kind: 'TridentBackendConfig', spec: { svm: 'training', aws: { fsxFilesystemID: 'fs-0123456789abcdef0' }, credentials: {} } }] },
  { entry: 'managementLIF: Trident reads it from the file system', expressed: [stack => existingOntap(stack), { kind: 'TridentBackendConfig', spec: expect.not.objectContaining({ managementLIF: expect.anything() }) }] },
  { entry: 'svm: an id instead of a name', rejected: [stack => existingOntap(stack, { svmName: 'svm-0123456789abcdef0' }), 'ontap/svm-name-is-an-id'] },
  { entry: 'backendType and storagePools', expressed: [ontap(), { kind: 'StorageClass', parameters: { backendType: 'ontap-nas', storagePools: expect.stringMatching(/:\.\*$/) } }] },
  { entry: 'name: fsxn-sc', expressed: [ontap({ backends: [OntapBackend.nas({ storageClass: { fixedName: 'fsxn-sc' } })] }), { kind: 'StorageClass', metadata: { name: 'fsxn-sc' } }] },
  ontapClaim('snapshotPolicy', { snapshotPolicy: 'default' }, { 'trident.netapp.io/snapshotPolicy': 'default' }),
  ontapClaim('snapshotReserve: 10', { snapshotReserve: 10 }, { 'trident.netapp.io/snapshotReserve': '10' }),
  { entry: 'snapshotReserve: 91', rejected: [ontap({ claim: { ...ONTAP_CLAIM, snapshotReserve: 91 } }), 'ontap/snapshot-reserve'] },
  ontapClaim('unixPermissions', { unixPermissions: '0777' }, { 'trident.netapp.io/unixPermissions': '0777' }),
  ontapClaim('exportPolicy', { exportPolicy: 'nodes' }, { 'trident.netapp.io/exportPolicy': 'nodes' }),
  { entry: 'encryption: of the file system, with a key', expressed: [stack => managedOntap(stack, { kmsKey: kms.Key.fromKeyArn(stack, 'Key', KEY) }), { Type: 'AWS::FSx::FileSystem', Properties: { KmsKeyId: KEY } }] },
  {
    entry: 'S3 integration through DataSync', expressed: [stack => {
      const storage = managedOntap(stack, { volumes: [{ name: 'corpus', size: Size.tebibytes(1) }] });
      storage.addDataSync('Corpus', { bucket: corpus(stack), direction: OntapDataSyncDirection.FROM_S3, path: '/corpus' });
    }, { Type: 'AWS::DataSync::Task', Properties: { SourceLocationArn: expect.anything() } }],
  },
  { entry: 'tieringPolicy', expressed: [ontap({ backends: [OntapBackend.nas({ tieringPolicy: OntapTieringPolicy.AUTO })] }), { kind: 'TridentBackendConfig', spec: { defaults: { tieringPolicy: 'auto' } } }] },
  { entry: 'allowVolumeExpansion and reclaimPolicy: Retain', expressed: [ontap(), { kind: 'StorageClass', allowVolumeExpansion: true, reclaimPolicy: 'Retain' }] },
  { entry: 'snapshot', expressed: [stack => managedOntap(stack, {}, { claim: ONTAP_CLAIM }).snapshot('Weights'), { kind: 'VolumeSnapshot' }] },
  {
    entry: 'clone of model-weights-snapshot', expressed: [stack => {
      const storage = managedOntap(stack, {}, { claim: ONTAP_CLAIM });
      storage.cloneOf('Branch', storage.existingSnapshot('Snapshot', { snapshotName: 'model-weights-snapshot' }));
    }, { kind: 'PersistentVolumeClaim', spec: { dataSource: { kind: 'VolumeSnapshot', name: 'model-weights-snapshot' } } }],
  },
  { entry: 'multi-AZ', expressed: [stack => managedOntap(stack, { deploymentType: OntapDeploymentType.MULTI_AZ_2 }), { Type: 'AWS::FSx::FileSystem', Properties: { OntapConfiguration: { DeploymentType: 'MULTI_AZ_2' } } }] },
];

/** test/ml compares the choices of the advisor with a table of outside facts. */
const CHOICES: Row[] = [
  chosen('large training data of S3: Lustre', 'LUSTRE', stack => ({ workload: MlWorkload.TRAINING_DATA, dataset: { bucket: corpus(stack) } })),
  chosen('data-intensive preprocessing: Lustre', 'LUSTRE', () => ({ workload: MlWorkload.PREPROCESSING })),
  chosen('checkpoints with snapshots: ONTAP', 'ONTAP', () => ({ workload: MlWorkload.CHECKPOINTS, snapshots: true })),
  chosen('multi-AZ: ONTAP', 'ONTAP', () => ({ workload: MlWorkload.MODEL_WEIGHTS, multiAz: true })),
  chosen('NFS and iSCSI: ONTAP', 'ONTAP', () => ({ workload: MlWorkload.MODEL_WEIGHTS, protocols: [MlProtocol.NFS, MlProtocol.ISCSI] })),
  ...(['LUSTRE', 'ONTAP'] as const).map(backendType =>
    chosen(`shared model weights: either, here ${backendType}`, backendType, () => ({ workload: MlWorkload.MODEL_WEIGHTS, backend: backendType as MlBackend }))),
  { entry: 'short-lived jobs: Lustre SCRATCH', expressed: [stack => mlVolume(stack, { workload: MlWorkload.SCRATCH }), { kind: 'StorageClass', parameters: { deploymentType: 'SCRATCH_2' } }] },
];

const TROUBLESHOOTING: Row[] = [
  { entry: 'PVC stuck in Pending', answered: ['pvc/class-missing', 'pvc/lnet-port', 'pvc/refused-by-fsx', 'pvc/waits-too-long'] },
  { entry: 'mount timeout: port 988', answered: ['mount/ports-shut', 'mount/no-server'] },
  { entry: 'slow first reads from S3', answered: ['fsx/association-not-available', 'fsx/task-failed', 'fsx/task-running'] },
  { entry: 'CSI driver pods not running: permissions', answered: ['driver/pod-not-running', 'driver/no-identity', 'driver/credentials-not-injected', 'pvc/not-authorized'] },
  { entry: 'file system not found on a static volume', answered: ['fsx/volume-without-file-system', 'mount/names-differ'] },
  { entry: 'Trident backend failed: credentials', answered: ['backend/secret', 'backend/unreachable', 'backend/management-shut'] },
  { entry: 'NFS mount failed', answered: ['mount/nfs-timeout', 'nfs/ports-shut'] },
  { entry: 'volume expansion failed', answered: ['expansion/refused', 'expansion/class-forbids', 'expansion/action-failed'] },
  { entry: 'slow performance: tiering policy', answered: ['slow-ontap/tiering'] },
  { entry: 'slow performance: tiering policy, at synthesis', rejected: [ontap({ backends: [OntapBackend.nas({ tieringPolicy: OntapTieringPolicy.ALL })] }), 'ontap/tiering-moves-hot-data'] },
];

function trainingJob(stack: Stack) {
  const dataset = managedOn(stack, {}, {}, 'Dataset');
  const checkpointsOn = managedOn(stack, {}, { cluster: stack.node.findChild('Cluster') as eks.ICluster }, 'Checkpoints');
  const containers = [{ name: 'trainer', image: 'train', volumeMounts: [dataset.volumeMount('/data', { readOnly: true }), checkpointsOn.volumeMount('/checkpoints')] }];
  dataset.addManifest('Train', {
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train', namespace: 'default' },
    spec: { template: { spec: { restartPolicy: 'Never', containers, volumes: [dataset.podVolume, checkpointsOn.podVolume] } } },
  });
}

const ALL = Object.entries({ INSTALLATION, LUSTRE, ONTAP, CHOICES, TROUBLESHOOTING })
  .flatMap(([table, rows]) => rows.map(row => [table, row.entry, row] as const));

test.each(ALL)('%s: %s', (_, __, { expressed, rejected, answered }) => {
  expect([expressed, rejected, answered].filter(Boolean)).toHaveLength(1);
  const stack = testStack();
  if (expressed) {
    const [create, expected] = expressed;
    create(stack);
    const found = 'Type' in expected ? resourcesOf(stack) : resourcesOf(stack, MANIFEST).length > 0 ? objectsOf(stack) : [];
    expect(found).toEqual(expect.arrayContaining([expect.objectContaining(nested(expected))]));
  }
  if (rejected) {
    const [create, id] = rejected;
    const ids = idsOf(create, stack);
    expect(ids).toContain(id);
  }
  expect((answered ?? []).filter(id => !ROWS.some(row => row.id === id))).toEqual([]);
});

/** The rules of an error, or those of the warnings. */
function idsOf(create: (stack: Stack) => unknown, stack: Stack): string[] {
  try {
    create(stack);
  } catch (error) {
    const ids = idsIn((error as Error).message);
    return ids.length > 0 || !/^MlTrainingVolume '/.test((error as Error).message) ? ids : ['advisor'];
  }
  return warningsOf(stack);
}

/** Objects that may have other properties, at any depth. */
function nested(expected: any): any {
  const isPlain = (value: any) => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [
      key,
      isPlain(value) ? expect.objectContaining(nested(value)) : value,
    ]),
  );
}
