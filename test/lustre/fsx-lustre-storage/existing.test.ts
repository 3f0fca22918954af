import { CfnParameter, Size, Stack, aws_backup as backup, aws_ec2 as ec2, aws_fsx as fsx, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepository, LustreProvisioning, ZoneAffinity } from '../../../src';
import {
  EXISTING, MANIFEST, beforeOf, errorOf, existingOn, idsIn, importedCluster, objectOf, objectsOf, resourcesOf,
  storageOn, testApp, testStack,
} from '../../support/fixture';

const RULES = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'];

describe('volume', () => {
  test('has the attributes handed in, and a DNS name made of them', () => {
    const stack = testStack();
    existingOn(stack);
    expect(objectOf(stack, 'PersistentVolume').spec).toMatchObject({
      capacity: { storage: '4800Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
      csi: {
        volumeHandle: expect.stringMatching(/^fs-0123456789abcdef0::default-data-[0-9a-f]{8}$/),
        volumeAttributes: { dnsname: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com', mountname: 'abcdefgh' },
      },
    });
  });

  test('is bound to its claim, and the claim to it', () => {
    const stack = testStack();
    const storage = existingOn(stack, {}, { claim: { name: 'data', namespace: 'ml' } });
    expect(objectOf(stack, 'PersistentVolume').spec.claimRef).toMatchObject({ name: storage.claimName, namespace: 'ml' });
    expect(objectOf(stack, 'PersistentVolumeClaim').spec.volumeName).toBe(objectOf(stack, 'PersistentVolume').metadata.name);
  });

  test('takes a DNS name and mount options that are given', () => {
    const stack = testStack();
    existingOn(stack, { dnsName: 'lustre.example.com', mountOptions: ['flock', 'noatime'] });
    const { csi, mountOptions } = objectOf(stack, 'PersistentVolume').spec;
    expect(csi.volumeAttributes.dnsname).toBe('lustre.example.com');
    expect(mountOptions).toEqual(['flock', 'noatime']);
  });

  test('carries the zone when there is one', () => {
    const volumeWith = (attributes: Parameters<typeof existingOn>[1]) => {
      const stack = testStack();
      existingOn(stack, attributes);
      return JSON.stringify(objectOf(stack, 'PersistentVolume').spec.nodeAffinity ?? null);
    };
    expect(volumeWith({})).toBe('null');
    expect(volumeWith({ availabilityZone: 'eu-west-1b' })).toContain('"values":["eu-west-1b"]');
    expect(volumeWith({ availabilityZone: 'eu-west-1b', zoneAffinity: ZoneAffinity.OFF })).toBe('null');
  });

  test('passes values known at deployment through', () => {
    const stack = testStack();
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    existingOn(stack, {
      fileSystemId: parameter('Id'), mountName: parameter('Mount'), capacity: Size.gibibytes(new CfnParameter(stack, 'Capacity', { type: 'Number' }).valueAsNumber),
    });
    expect(objectOf(stack, 'PersistentVolume').spec).toMatchObject({
      capacity: { storage: '${Capacity}Gi' },
      csi: { volumeHandle: expect.stringMatching(/^\$\{Id\}::default-data-/), volumeAttributes: { dnsname: '${Id}.fsx.eu-west-1.amazonaws.com', mountname: '${Mount}' } },
    });
  });

  test('every volume has a handle of its own, the id of the file system and the name of the volume', () => {
    const stack = testStack();
    existingOn(stack).addClaim('Vision', { namespace: 'vision', subDirectory: 'vision' });
    const volumes = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolume');
    expect(volumes.map(({ spec }) => spec.csi.volumeHandle)).toEqual(volumes.map(({ metadata }) => `fs-0123456789abcdef0::${metadata.name}`));
    expect(volumes.map(({ spec }) => spec.csi.volumeAttributes.mountname)).toEqual(['abcdefgh', 'abcdefgh/vision']);
  });
});

describe('security group', () => {
  test('that is handed in lets nodes and file system reach each other on the Lustre ports', () => {
    const stack = testStack();
    existingOn(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fffffffffffffff0') });
    const rules = RULES.flatMap(type => resourcesOf(stack, type)).map(({ Properties: p }) => {
      const [peer, sign] = p.SourceSecurityGroupId ? [p.SourceSecurityGroupId, '<-'] : [p.DestinationSecurityGroupId, '->'];
      return `${p.GroupId} ${sign} ${peer} ${p.IpProtocol} ${p.FromPort}-${p.ToPort}`;
    });
    const [file, nodes] = ['sg-0fffffffffffffff0', 'sg-0123456789abcdef0'];
    expect(rules.sort()).toEqual(['988-988', '1018-1023'].flatMap(ports => [
      `${file} <- ${nodes} tcp ${ports}`, `${file} -> ${nodes} tcp ${ports}`, `${nodes} <- ${file} tcp ${ports}`,
    ]).sort());
  });

  test('that is not handed in stays as it is', () => {
    const stack = testStack();
    existingOn(stack);
    expect(RULES.flatMap(type => resourcesOf(stack, type))).toEqual([]);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup')).toEqual([]);
  });

  test('of two file systems of one cluster gets its rules once', () => {
    const stack = testStack();
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fffffffffffffff0');
    existingOn(stack, { securityGroup });
    existingOn(stack, { securityGroup, fileSystemId: 'fs-0fedcba9876543210' }, {}, 'Other');
    const rules = RULES.flatMap(type => resourcesOf(stack, type)).map(({ Type, Properties }) =>
      JSON.stringify([Type, Properties]),
    );
    expect(new Set(rules).size).toBe(rules.length); // EC2 refuses a rule that is there
  });
});

describe('one file system', () => {
  test('is shared by two constructs, whose volumes have handles of their own', () => {
    const app = testApp();
    const stacks = ['A', 'B'].map(id => testStack(app, id));
    stacks.forEach(stack => existingOn(stack));
    const handles = stacks.map(stack => objectOf(stack, 'PersistentVolume').spec.csi.volumeHandle);
    expect(handles[0]).not.toBe(handles[1]);
  });

  test('is shared by two clusters', () => {
    const stack = testStack();
    existingOn(stack, {}, { cluster: importedCluster(stack) });
    existingOn(stack, {}, { cluster: importedCluster(stack, { clusterName: 'inference' }, 'Inference') }, 'Other');
    expect(objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolume')).toHaveLength(2);
  });
});

describe('a file system that is given as a construct', () => {
  const fileSystemOf = (stack: Stack) => fsx.LustreFileSystem.fromLustreFileSystemAttributes(stack, 'Theirs', {
    fileSystemId: 'fs-0fedcba9876543210', dnsName: 'lustre.example.com', securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fffffffffffffff0'),
  });
  const omitUndefined = (stack: Stack, attributes: object) =>
    existingOn(stack, { fileSystemId: undefined, mountName: undefined, ...attributes });

  test('has its id, and its security group is opened', () => {
    const stack = testStack();
    const storage = omitUndefined(stack, { fileSystem: fileSystemOf(stack), mountName: 'abcdefgh' });
    expect([storage.fileSystemId, storage.mountName]).toEqual(['fs-0fedcba9876543210', 'abcdefgh']);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties.GroupId)).toContain('sg-0fffffffffffffff0');
  });

  test('has its DNS name and mount name, if the construct has them', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const fileSystem = new fsx.LustreFileSystem(stack, 'Theirs', {
      vpc,
      vpcSubnet: vpc.privateSubnets[0],
      storageCapacityGiB: 1200,
      lustreConfiguration: { deploymentType: fsx.LustreDeploymentType.SCRATCH_2 },
    });
    const storage = omitUndefined(stack, { fileSystem });
    expect([storage.dnsName, storage.mountName, storage.fileSystemId]).toEqual([
      fileSystem.dnsName,
      fileSystem.mountName,
      fileSystem.fileSystemId,
    ]);
  });

  test.each<[string, (stack: Stack) => object, string[]]>([
    ['both it and an id', stack => ({ fileSystem: fileSystemOf(stack), fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh' }), ['lustre/file-system-or-id']],
    ['neither it nor an id', () => ({ mountName: 'abcdefgh' }), ['lustre/file-system-or-id']],
    ['no mount name', () => ({ fileSystemId: 'fs-0123456789abcdef0' }), ['lustre/mount-name-missing']],
    ['a string', () => ({ fileSystem: 'fs-0123456789abcdef0', mountName: 'abcdefgh' }), ['input/type']],
  ])('rejects %s', (_, attributes, ids) => {
    const stack = testStack();
    expect(idsIn(errorOf(() => omitUndefined(stack, attributes(stack))))).toEqual(ids);
  });
});

test('wrong ids and names are rejected', () => {
  const stack = testStack();
  const provisioning = LustreProvisioning.existing({ ...EXISTING, fileSystemId: 'fsx-1', mountName: 'abcdefgh/data' });
  expect(idsIn(errorOf(() => storageOn(stack, { provisioning })))).toEqual(['lustre/file-system-id-format', 'lustre/mount-name-format']);
});

describe('data repositories of an existing file system', () => {
  const ASSOCIATION = 'AWS::FSx::DataRepositoryAssociation';

  test('are associations of the file system, created before its volumes, and deleted with the stack', () => {
    const stack = testStack();
    existingOn(stack, { dataRepositories: [DataRepository.fromPath('s3://corpus/imagenet', { fileSystemPath: '/imagenet' })] });
    const [association] = resourcesOf(stack, ASSOCIATION);
    expect(association.Properties).toEqual({
      FileSystemId: 'fs-0123456789abcdef0', FileSystemPath: '/imagenet', DataRepositoryPath: 's3://corpus/imagenet',
      BatchImportMetaDataOnCreate: true, S3: { AutoImportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] } },
    });
    expect(association.DeletionPolicy).toBe('Delete');
    expect(resourcesOf(stack, MANIFEST).map(({ id }) => beforeOf(stack, id).has(association.id))).toEqual([true]);
    expect(resourcesOf(stack, 'AWS::FSx::FileSystem')).toEqual([]);
  });

  test('are validated like those of a managed file system', () => {
    const linked = (path: string) => DataRepository.fromPath('s3://corpus', { fileSystemPath: path });
    expect(idsIn(errorOf(() => existingOn(testStack(), { dataRepositories: [linked('data')] })))).toEqual(['lustre/repository-path-format']);
    const nine = Array.from({ length: 9 }, (_, i) => DataRepository.fromPath(`s3://corpus/${i}`, { fileSystemPath: `/d${i}` }));
    expect(idsIn(errorOf(() => existingOn(testStack(), { dataRepositories: nine })))).toEqual(['lustre/repository-count']);
    expect(() => existingOn(testStack(), { dataRepositories: nine.slice(1) })).not.toThrow();
    expect(idsIn(errorOf(() => existingOn(testStack(), { dataRepositories: ['s3://corpus'] as any })))).toEqual(['input/type']);
  });

  test('do not allow a backup plan, which FSx rejects for linked file systems', () => {
    const stack = testStack();
    const plan = backup.BackupPlan.fromBackupPlanId(stack, 'Plan', 'plan');
    const storage = existingOn(stack, { dataRepositories: [DataRepository.fromPath('s3://corpus')] });
    expect(idsIn(errorOf(() => storage.backUp('Daily', plan)))).toEqual(['lustre/backup-plan-with-s3']);
  });

  test('the key of an encrypted bucket allows FSx', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Corpus', { encryptionKey: new kms.Key(stack, 'Key') });
    existingOn(stack, { dataRepositories: [DataRepository.fromBucket(bucket)] });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::KMS::Key')[0].Properties.KeyPolicy)).toContain('AWSServiceRoleForFSxS3Access');
  });
});
