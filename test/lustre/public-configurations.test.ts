import { Duration, RemovalPolicy, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import {
  DataRepository, DataRepositoryEvent, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType,
  LustreFileSystemTypeVersion,
  LustreLogLevel, LustreMetadataMode, LustreProvisioning, LustreStorageType,
} from '../../src';
import { errorOf, idsIn, importedVpc, managedOn, objectOf, resourceOf, storageOn, testStack } from '../support/fixture';

/*
 * Configurations of public repositories, rebuilt with this library: their facts and figures, with the file and its number
 * of lines. The claims and tags that this library adds are not compared.
 */

const FILE_SYSTEM = 'AWS::FSx::FileSystem';
const subnetOf = (stack: Stack) => importedVpc(stack, 'Theirs').privateSubnets[0];
const groupOf = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Lustre', 'sg-0fffffffffffffff0');

// aws-samples/awsome-distributed-training, 1.architectures/7.sagemaker-hyperpod-eks/slinky-slurm:
// lustre-storageclass.yaml (16 lines), lustre-pvc-slurm.yaml (12 lines)
test('Slurm on HyperPod: a file system of 250 MB/s per TiB for a claim of 1200 GiB', () => {
  const stack = testStack();
  storageOn(stack, {
    provisioning: LustreProvisioning.dynamic({
      subnet: subnetOf(stack),
      securityGroup: groupOf(stack),
      deploymentType: LustreDeploymentType.PERSISTENT_2,
      perUnitStorageThroughput: 250,
      automaticBackupRetention: Duration.days(0),
      copyTagsToBackups: true,
      dataCompressionType: LustreDataCompressionType.LZ4,
      fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_15,
      storageClass: { fixedName: 'fsx-sc' },
    }),
    claim: { name: 'fsx-claim', fixedName: true, namespace: 'slurm', size: Size.gibibytes(1200) },
  });
  expect(objectOf(stack, 'StorageClass')).toMatchObject({
    metadata: { name: 'fsx-sc' },
    provisioner: 'fsx.csi.aws.com',
    parameters: {
      subnetId: 'subnet-0aaaaaaaaaaaaaaa0', securityGroupIds: expect.stringContaining('sg-0fffffffffffffff0'), deploymentType: 'PERSISTENT_2',
      automaticBackupRetentionDays: '0', copyTagsToBackups: 'true', perUnitStorageThroughput: '250', dataCompressionType: 'LZ4',
      fileSystemTypeVersion: '2.15',
    },
    mountOptions: ['flock'],
  });
  expect(objectOf(stack, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'fsx-claim', namespace: 'slurm' },
    spec: { accessModes: ['ReadWriteMany'], storageClassName: 'fsx-sc', resources: { requests: { storage: '1200Gi' } } },
  });
});

// aws-samples/awsome-distributed-training, 1.architectures/7.sagemaker-hyperpod-eks/fsx-lustre-stack.yaml (69 lines)
test('HyperPod: a file system of the stack, with the metadata configuration inside the Lustre configuration', () => {
  const stack = testStack();
  managedOn(stack, {
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    storageType: LustreStorageType.SSD,
    capacity: Size.gibibytes(1200),
    perUnitStorageThroughput: 250,
    dataCompressionType: LustreDataCompressionType.LZ4,
    fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_15,
    metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  expect(resourceOf(stack, FILE_SYSTEM)).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: {
      FileSystemType: 'LUSTRE', StorageType: 'SSD', FileSystemTypeVersion: '2.15', StorageCapacity: 1200,
      // the template has MetadataConfiguration outside LustreConfiguration, where CloudFormation rejects it
      LustreConfiguration: {
        DataCompressionType: 'LZ4', DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 250, MetadataConfiguration: { Mode: 'AUTOMATIC' },
      },
    },
  });
});

// kubernetes-sigs/aws-fsx-csi-driver, examples/kubernetes/dynamic_provisioning_s3/specs/storageclass.yaml (10 lines)
test('the driver\'s example with S3: import and export paths of a scratch file system', () => {
  const stack = testStack();
  storageOn(stack, {
    provisioning: LustreProvisioning.dynamic({
      subnet: subnetOf(stack), securityGroup: groupOf(stack), deploymentType: LustreDeploymentType.SCRATCH_1,
      s3ImportPath: 's3://ml-training-data-000', s3ExportPath: 's3://ml-training-data-000/export',
    }),
    claim: { size: Size.gibibytes(1200) },
  });
  expect(objectOf(stack, 'StorageClass').parameters).toMatchObject({
    subnetId: 'subnet-0aaaaaaaaaaaaaaa0', securityGroupIds: expect.stringContaining('sg-0fffffffffffffff0'),
    s3ImportPath: 's3://ml-training-data-000', s3ExportPath: 's3://ml-training-data-000/export',
  });
});

// kubernetes-sigs/aws-fsx-csi-driver, examples/kubernetes/static_provisioning/specs/pv.yaml (25 lines)
test('the driver\'s example of an existing file system of 1200 GiB', () => {
  const stack = testStack();
  storageOn(stack, {
    provisioning: LustreProvisioning.existing({
      fileSystemId: 'fs-0199e5a63bd90f796', dnsName: 'fs-0199e5a63bd90f796.fsx.us-east-1.amazonaws.com', mountName: 'fsx', capacity: Size.gibibytes(1200),
    }),
    claim: { name: 'fsx-claim' },
  });
  expect(objectOf(stack, 'PersistentVolume').spec).toMatchObject({
    capacity: { storage: '1200Gi' }, volumeMode: 'Filesystem', accessModes: ['ReadWriteMany'], mountOptions: ['flock'],
    persistentVolumeReclaimPolicy: 'Retain',
    csi: {
      driver: 'fsx.csi.aws.com', volumeHandle: expect.stringMatching(/^fs-0199e5a63bd90f796/),
      volumeAttributes: { dnsname: 'fs-0199e5a63bd90f796.fsx.us-east-1.amazonaws.com', mountname: 'fsx' },
    },
  });
});

// kubernetes-sigs/aws-fsx-csi-driver, examples/kubernetes/dynamic_provisioning/specs/storageclass.yaml (19 lines)
test('the driver\'s example of a dynamic file system: 200 MB/s per TiB, daily backups, a maintenance window and tags', () => {
  const stack = testStack();
  storageOn(stack, {
    provisioning: LustreProvisioning.dynamic({
      subnet: subnetOf(stack),
      securityGroup: groupOf(stack),
      deploymentType: LustreDeploymentType.PERSISTENT_1,
      perUnitStorageThroughput: 200,
      automaticBackupRetention: Duration.days(1),
      dailyAutomaticBackupStartTime: '00:00',
      copyTagsToBackups: true,
      dataCompressionType: LustreDataCompressionType.NONE,
      weeklyMaintenanceStartTime: '7:09:00',
      fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_12,
      tags: { Tag1: 'Value1', Tag2: 'Value2' },
      storageClass: { fixedName: 'fsx-sc' },
    }),
    claim: { size: Size.gibibytes(1200) },
  });
  expect(objectOf(stack, 'StorageClass')).toMatchObject({
    metadata: { name: 'fsx-sc' },
    parameters: {
      deploymentType: 'PERSISTENT_1', automaticBackupRetentionDays: '1', dailyAutomaticBackupStartTime: '00:00', copyTagsToBackups: 'true',
      perUnitStorageThroughput: '200', dataCompressionType: 'NONE', weeklyMaintenanceStartTime: '7:09:00', fileSystemTypeVersion: '2.12',
      extraTags: expect.stringContaining('Tag1=Value1,Tag2=Value2'),
    },
    mountOptions: ['flock'],
  });
});

// kubernetes-sigs/aws-fsx-csi-driver, examples/kubernetes/dynamic_provisioning_s3_association/specs/storageclass.yaml (92 lines,
// most of them comments): no throughput, and the same directory and bucket twice
test('the driver\'s example with data repository associations is rejected: without a throughput, with a directory and a bucket twice', () => {
  const events = [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED, DataRepositoryEvent.DELETED];
  const repository = (bucket: string, fileSystemPath: string) => DataRepository.fromPath(`s3://${bucket}`, {
    fileSystemPath, batchImportMetaDataOnCreate: true, autoExportPolicy: events, autoImportPolicy: events,
  });
  const theirs = repository('ml-training-data-000', '/ml-training-data-000');
  expect(
    idsIn(
      errorOf(() =>
        managedOn(testStack(), { perUnitStorageThroughput: undefined, dataRepositories: [theirs, theirs] }),
      ),
    ),
  ).toEqual(['lustre/throughput-missing', 'lustre/repository-path-overlap', 'lustre/repository-s3-overlap']);
  const stack = testStack();
  managedOn(stack, { perUnitStorageThroughput: 125, dataRepositories: [theirs] });
  expect(resourceOf(stack, 'AWS::FSx::DataRepositoryAssociation').Properties).toMatchObject({
    DataRepositoryPath: 's3://ml-training-data-000', FileSystemPath: '/ml-training-data-000', BatchImportMetaDataOnCreate: true,
    S3: { AutoExportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] }, AutoImportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] } },
  });
});

// aws-samples/eks-fsx-workshop, static/eks/FSxL: fsxL-storage-class.yaml (16 lines), claim.yaml (11 lines)
test('the EKS and FSx workshop: 50 MB/s per TiB, linked to a bucket in both directions', () => {
  const stack = testStack();
  storageOn(stack, {
    provisioning: LustreProvisioning.dynamic({
      subnet: subnetOf(stack),
      securityGroup: groupOf(stack),
      deploymentType: LustreDeploymentType.PERSISTENT_1,
      perUnitStorageThroughput: 50,
      s3ImportPath: 's3://workshop-data',
      s3ExportPath: 's3://workshop-data/export',
      autoImportPolicy: LustreAutoImportPolicy.NEW_CHANGED_DELETED,
      storageClass: { fixedName: 'fsx-lustre-sc' },
    }),
    claim: { name: 'fsx-lustre-claim', fixedName: true, size: Size.gibibytes(1200) },
  });
  expect(objectOf(stack, 'StorageClass')).toMatchObject({
    metadata: { name: 'fsx-lustre-sc' },
    parameters: {
      s3ImportPath: 's3://workshop-data', s3ExportPath: 's3://workshop-data/export', autoImportPolicy: 'NEW_CHANGED_DELETED',
      deploymentType: 'PERSISTENT_1', perUnitStorageThroughput: '50',
    },
    mountOptions: ['flock'],
  });
  expect(objectOf(stack, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'fsx-lustre-claim' },
    spec: { accessModes: ['ReadWriteMany'], storageClassName: 'fsx-lustre-sc', resources: { requests: { storage: '1200Gi' } } },
  });
});

// awslabs/data-on-eks, ai-ml/infrastructure/terraform: fsx-for-lustre.tf (138 lines), fsx-for-lustre/fsxlustre-static-pv.yaml (21 lines)
test('Data on EKS: a file system of 2400 GiB with logs and a bucket under /data, and a volume of it', () => {
  const stack = testStack();
  const events = [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED, DataRepositoryEvent.DELETED];
  managedOn(stack, {
    deploymentType: LustreDeploymentType.PERSISTENT_2, storageType: LustreStorageType.SSD,
    perUnitStorageThroughput: 500,
    capacity: Size.gibibytes(2400), logConfiguration: { level: LustreLogLevel.WARN_ERROR },
    dataRepositories: [DataRepository.fromPath('s3://spark-fsx', { fileSystemPath: '/data', autoExportPolicy: events, autoImportPolicy: events })],
  });
  expect(resourceOf(stack, FILE_SYSTEM).Properties).toMatchObject({
    StorageType: 'SSD', StorageCapacity: 2400,
    LustreConfiguration: { DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 500 },
  });
  expect(resourceOf(stack, 'AWS::FSx::DataRepositoryAssociation').Properties).toMatchObject({
    DataRepositoryPath: 's3://spark-fsx', FileSystemPath: '/data',
    S3: { AutoExportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] }, AutoImportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] } },
  });
  // the volume of the repository has 1000Gi and the reclaim policy Recycle, which CSI volumes do not support
  expect(objectOf(stack, 'PersistentVolume').spec).toMatchObject({
    capacity: { storage: '2400Gi' }, volumeMode: 'Filesystem', accessModes: ['ReadWriteMany'], mountOptions: ['flock'],
    persistentVolumeReclaimPolicy: 'Retain', csi: { driver: 'fsx.csi.aws.com' },
  });
});
