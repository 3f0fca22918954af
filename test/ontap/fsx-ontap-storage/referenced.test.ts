import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { App, ApiObject, Chart } from 'cdk8s';
import { FsxOntapStorage, FsxOntapStorageAttributes, OntapBackend, VolumeMode } from '../../../src';
import { errorOf, idsIn, resourcesOf, testStack } from '../../support/fixture';
import { existingOntap, managedOntap, ONTAP_CLAIM } from '../../support/ontap';

const REQUIRED = { claimName: 'weights-1f2e3d4c', fileSystemId: 'fs-0123456789abcdef0', svmName: 'kubernetes' };
const referenced = (attributes: Partial<FsxOntapStorageAttributes> = {}, stack = testStack()) => {
  return FsxOntapStorage.fromFsxOntapStorageAttributes(stack, 'Weights', { ...REQUIRED, ...attributes });
};

describe('a storage of another app', () => {
  test('creates no resources and no Kubernetes objects', () => {
    const stack = testStack();
    const storage = referenced({ securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0') }, stack);
    expect(resourcesOf(stack)).toEqual([]);
    expect(storage.manifests.toJson()).toEqual([]);
  });

  test('has the attributes given', () => {
    expect(referenced()).toMatchObject({ ...REQUIRED, claimNamespace: 'default', svmId: undefined, storageClassNames: [], snapshotClassName: undefined });
    const known = { claimNamespace: 'ml', svmId: 'svm-0123456789abcdef0', storageClassNames: ['fast', 'slow'], snapshotClassName: 'daily' };
    expect(referenced(known)).toMatchObject(known);
  });

  test('is mounted by a workload object, unless it is a raw device', () => {
    const workload = new ApiObject(new Chart(new App(), 'jobs'), 'Job', {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train' }, spec: { template: { spec: { containers: [{ name: 'train', image: 'train' }] } } },
    });
    referenced().mountInto(workload, { path: '/weights' });
    expect(workload.toJson().spec.template.spec.volumes).toEqual([{ name: 'weights-1f2e3d4c', persistentVolumeClaim: { claimName: 'weights-1f2e3d4c' } }]);
    expect(errorOf(() => referenced({ volumeMode: VolumeMode.BLOCK }).mountInto(workload, { path: '/device' }))).toContain('is a raw device');
  });

  test.each<[string, OntapBackend[] | undefined, number]>([
    ['NFS unless it knows its backends', undefined, 2049],
    ['the protocols of its backends', [OntapBackend.san()], 3260],
  ])('opens its security group to %s', (_, backends, port) => {
    const stack = testStack();
    const storage = referenced({ backends, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0') }, stack);
    storage.connections.allowDefaultPortFrom(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-2'));
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => [Properties.GroupId, Properties.FromPort])).toEqual([['sg-0123456789abcdef0', port]]);
  });

  test('rejects names and ids of another format, and missing ones of an untyped caller', () => {
    expect(idsIn(errorOf(() => referenced({ claimName: 'Weights', claimNamespace: 'ml.team', fileSystemId: 'fsx-1', svmName: '1st' }))).sort()).toEqual([
      'ontap/claim-name-format', 'ontap/file-system-id-format', 'ontap/namespace-format', 'ontap/svm-name-format',
    ]);
    expect(idsIn(errorOf(() => FsxOntapStorage.fromFsxOntapStorageAttributes(testStack(), 'Weights', {} as any)))).toEqual(Array(3).fill('input/required'));
  });
});

describe('the attributes of a storage', () => {
  test('are those of its file system, storage virtual machine and classes', () => {
    const stack = testStack();
    const storage = managedOntap(stack, {}, { claim: ONTAP_CLAIM, backends: [OntapBackend.nas(), OntapBackend.san()] });
    expect(stack.resolve([storage.svmName, storage.svmId])).toEqual(['kubernetes', { 'Fn::GetAtt': [expect.stringContaining('Svm'), 'StorageVirtualMachineId'] }]);
    expect(storage.storageClassNames).toEqual([storage.storageClassName, expect.stringContaining('-san-')]);
    expect(storage.defaultClaim?.claimName).toBe(storage.claimName);
  });

  test('are undefined where they are unknown', () => {
    const { svmId, svmName, fileSystemId, defaultClaim } = existingOntap(testStack(), {}, { claim: undefined });
    expect([svmId, svmName, fileSystemId, defaultClaim]).toEqual([undefined, 'training', 'fs-0123456789abcdef0', undefined]);
  });
});
