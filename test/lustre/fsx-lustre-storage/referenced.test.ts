import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { App, ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FsxLustreStorage, FsxLustreStorageAttributes } from '../../../src';
import { errorOf, existingOn, idsIn, resourcesOf, storageOn, testStack } from '../../support/fixture';

const CLAIM = { claimName: 'corpus-1f2e3d4c', claimNamespace: 'ml' };
const LOCATION = { fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh' };
const referenced = (attributes: FsxLustreStorageAttributes, stack = testStack()) => FsxLustreStorage.fromFsxLustreStorageAttributes(stack, 'Corpus', attributes);
const job = (template: object = { spec: { containers: [{ name: 'train', image: 'train' }] } }) => new ApiObject(new Chart(new App(), 'jobs'), 'Job', {
  apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train', namespace: 'ml' }, spec: { template },
});

describe('a storage of another app', () => {
  test('creates no resources and no Kubernetes objects', () => {
    const stack = testStack();
    const storage = referenced({ ...CLAIM, ...LOCATION, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0') }, stack);
    expect(resourcesOf(stack)).toEqual([]);
    expect(storage.manifests.toJson()).toEqual([]);
  });

  test('has the attributes given, and derives the DNS name', () => {
    expect(referenced({ ...CLAIM, ...LOCATION })).toMatchObject({
      ...CLAIM, ...LOCATION, dnsName: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com', storageClassName: undefined,
    });
    expect(referenced({ ...CLAIM, ...LOCATION, dnsName: 'lustre.example.com' }).dnsName).toBe('lustre.example.com');
  });

  test('has no attributes that are unknown', () => {
    const storage = referenced({ claimName: 'corpus', storageClassName: 'fsx-lustre-corpus' });
    expect(storage).toMatchObject({
      claimNamespace: 'default', fileSystemId: undefined, dnsName: undefined, mountName: undefined, storageClassName: 'fsx-lustre-corpus',
    });
  });

  test('is mounted by a workload object and by a container', () => {
    const storage = referenced({ ...CLAIM, preferredZone: 'eu-west-1a' });
    const workload = job();
    storage.mountInto(workload, { path: '/data' });
    const { containers, volumes, affinity } = workload.toJson().spec.template.spec;
    expect(volumes).toEqual([{ name: 'corpus-1f2e3d4c', persistentVolumeClaim: { claimName: 'corpus-1f2e3d4c' } }]);
    expect(containers[0].volumeMounts).toEqual([{ name: 'corpus-1f2e3d4c', mountPath: '/data' }]);
    expect(JSON.stringify(affinity)).toContain('eu-west-1a');
    const chart = new Chart(new App(), 'pods');
    const pod = new kplus.Pod(chart, 'Pod');
    storage.mountOn(pod.addContainer({ image: 'train' }), '/data');
    expect(JSON.stringify(chart.toJson())).toContain('"persistentVolumeClaim":{"claimName":"corpus-1f2e3d4c"');
  });

  test('opens its security group in both directions', () => {
    const stack = testStack();
    const storage = referenced({ ...CLAIM, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0') }, stack);
    storage.connections.allowDefaultPortFrom(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-2'));
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties.GroupId).sort()).toEqual(['sg-0123456789abcdef0', 'sg-0123456789abcdef0', 'sg-2', 'sg-2']);
  });

  test('rejects names and ids of another format, all at once, by the names of the attributes', () => {
    const message = errorOf(() => referenced({
      claimName: 'Corpus', claimNamespace: 'ml.team', fileSystemId: 'fsx-1', mountName: 'abc/def', storageClassName: 'Fast',
    }));
    expect(idsIn(message).sort()).toEqual([
      'lustre/claim-name-format', 'lustre/class-name-format', 'lustre/file-system-id-format', 'lustre/mount-name-format', 'lustre/namespace-format',
    ]);
    expect(message).toContain('claimName \'Corpus\':');
    expect(message).toContain('claimNamespace \'ml.team\':');
  });

  test('rejects a missing claim name of an untyped caller', () => {
    expect(idsIn(errorOf(() => referenced({} as any)))).toEqual(['input/required']);
  });
});

describe('the attributes of a storage', () => {
  test('are those of its file system', () => {
    const stack = testStack();
    const storage = existingOn(stack);
    expect(storage).toMatchObject({ ...LOCATION, dnsName: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com', storageClassName: undefined });
    expect(storage.defaultClaim?.claimName).toBe(storage.claimName);
  });

  test('are undefined where each claim has a file system', () => {
    const {
      fileSystemId, dnsName, mountName, defaultClaim, storageClassName,
    } = storageOn(testStack(), { claim: undefined });
    expect([fileSystemId, dnsName, mountName, defaultClaim]).toEqual([undefined, undefined, undefined, undefined]);
    expect(storageClassName).toMatch(/^fsx-lustre-/);
  });
});
