import { Duration, RemovalPolicy, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import {
  LustreDataCompressionType, LustreDeploymentType, LustreFileSystemTypeVersion, LustreMetadataMode, LustreProvisioning, LustreStorageType,
} from '../../src';
import { importedVpc, managedOn, objectOf, resourceOf, storageOn, testStack } from '../support/fixture';

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
      subnet: subnetOf(stack), securityGroup: groupOf(stack),
      deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 250, automaticBackupRetention: Duration.days(0),
      copyTagsToBackups: true, dataCompressionType: LustreDataCompressionType.LZ4, fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_15,
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
    deploymentType: LustreDeploymentType.PERSISTENT_2, storageType: LustreStorageType.SSD, capacity: Size.gibibytes(1200),
    perUnitStorageThroughput: 250, dataCompressionType: LustreDataCompressionType.LZ4, fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_15,
    metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC }, removalPolicy: RemovalPolicy.DESTROY,
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
