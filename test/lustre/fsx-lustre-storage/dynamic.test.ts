import { CfnParameter, Duration, Size, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType, LustreDynamicConfig,
  LustreMetadataMode,
  LustreProvisioning, LustreStorageType, ReclaimPolicy, VolumeBindingMode,
} from '../../../src';
import { MANIFEST, importedCluster, objectOf, objectsOf, resourcesOf, storageOn, testStack } from '../../support/fixture';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-1111-2222-3333-444444444444';
const SUBNET = 'subnet-0aaaaaaaaaaaaaaa0';

/** The class that a configuration comes to, on a subnet that is pinned. */
function classWith(config: LustreDynamicConfig) {
  const stack = testStack();
  const cluster = importedCluster(stack);
  storageOn(stack, {
    cluster,
    provisioning: LustreProvisioning.dynamic({ subnet: cluster.vpc.privateSubnets[0], ...config }),
  });
  return objectOf(stack, 'StorageClass');
}

const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2 };
const PERSISTENT_1 = { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50 };
const PERSISTENT_2 = { deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 1000 };

describe('parameters of the class', () => {
  const key = (stack = testStack()) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);

  test.each<[string, LustreDynamicConfig, { [key: string]: string }]>([
    ['type', SCRATCH_2, { deploymentType: 'SCRATCH_2', storageType: 'SSD', subnetId: SUBNET }],
    ['version', SCRATCH_2, { fileSystemTypeVersion: '2.15' }],
    ['throughput', PERSISTENT_1, { perUnitStorageThroughput: '50' }],
    ['hard disks', {
      ...PERSISTENT_1, perUnitStorageThroughput: 12, storageType: LustreStorageType.HDD,
      driveCacheType: LustreDriveCacheType.READ,
    }, { storageType: 'HDD', driveCacheType: 'READ', perUnitStorageThroughput: '12' }],
    ['key', { ...PERSISTENT_1, kmsKey: key() }, { kmsKeyId: KEY_ARN }],
    ['backups', {
      ...PERSISTENT_1, automaticBackupRetention: Duration.days(7), dailyAutomaticBackupStartTime: '05:30', copyTagsToBackups: true,
    }, { automaticBackupRetentionDays: '7', dailyAutomaticBackupStartTime: '05:30', copyTagsToBackups: 'true' }],
    ['compression', { ...SCRATCH_2, dataCompressionType: LustreDataCompressionType.LZ4 }, { dataCompressionType: 'LZ4' }],
    ['maintenance', { ...SCRATCH_2, weeklyMaintenanceStartTime: '7:03:00' }, { weeklyMaintenanceStartTime: '7:03:00' }],
    ['S3', {
      ...SCRATCH_2, s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out', autoImportPolicy: LustreAutoImportPolicy.NEW_CHANGED_DELETED,
    }, { s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out', autoImportPolicy: 'NEW_CHANGED_DELETED' }],
    ['metadata and EFA', {
      ...PERSISTENT_2, efaEnabled: true,
      metadataConfiguration: { mode: LustreMetadataMode.USER_PROVISIONED, iops: 12000 },
    }, { efaEnabled: 'true', metadataConfigurationMode: 'USER_PROVISIONED', metadataIops: '12000' }],
    ['tags', { ...SCRATCH_2, tags: { team: 'vision', empty: '', ark: 'a' } }, { extraTags: 'cdk-eks-fsx/cluster=training,cdk-eks-fsx/storage=Storage/Data,cdk-eks-fsx/reclaim-policy=Delete,ark=a,empty=,team=vision' }],
  ])('%s: keys and string values as the driver reads them', (_, config, expected) => {
    expect(classWith(config).parameters).toMatchObject(expected);
  });

  test('are nothing but what was requested', () => {
    expect(Object.keys(classWith(SCRATCH_2).parameters).sort()).toEqual([
      'deploymentType', 'extraTags', 'fileSystemTypeVersion', 'securityGroupIds', 'storageType', 'subnetId',
    ]);
  });

  test('name the file system\'s own security group and the shared one, joined without a blank', () => {
    const stack = testStack();
    storageOn(stack);
    const groups = resourcesOf(stack, 'AWS::EC2::SecurityGroup').map(({ id }) => `\${${id}.GroupId}`);
    const { securityGroupIds } = objectOf(stack, 'StorageClass').parameters;
    expect(securityGroupIds.split(',').sort()).toEqual(groups.sort());
    expect(groups).toHaveLength(2);
  });
});

describe('class and claims', () => {
  test('a class alone when no claim is requested', () => {
    const stack = testStack();
    const storage = storageOn(stack);
    expect(objectsOf(stack).map(({ kind }) => kind)).toEqual(['StorageClass']);
    expect(objectOf(stack, 'StorageClass')).toMatchObject({ provisioner: 'fsx.csi.aws.com', metadata: { name: storage.storageClassName } });
  });

  test('class and claim in one manifest', () => {
    const stack = testStack();
    const storage = storageOn(stack, { claim: { name: 'scratch', namespace: 'ml', size: Size.gibibytes(1200), labels: { team: 'vision' } } });
    expect(resourcesOf(stack, MANIFEST)).toHaveLength(1);
    expect(objectOf(stack, 'PersistentVolumeClaim')).toMatchObject({
      metadata: { name: storage.claimName, namespace: 'ml', labels: { team: 'vision' } },
      spec: {
        accessModes: ['ReadWriteMany'],
        volumeMode: 'Filesystem',
        resources: { requests: { storage: '1200Gi' } },
        storageClassName: storage.storageClassName,
      },
    });
    expect(storage.claimName).toMatch(/^scratch-[0-9a-f]{8}$/);
  });

  test('several claims on one class, each a manifest of its own', () => {
    const stack = testStack();
    const storage = storageOn(stack);
    const claims = [1200, 2400].map(size => storage.addClaim(`Run${size}`, { size: Size.gibibytes(size) }));
    expect(resourcesOf(stack, MANIFEST)).toHaveLength(3);
    const found = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(found.map(({ metadata }) => metadata.name).sort()).toEqual(claims.map(({ claimName }) => claimName).sort());
    expect(new Set(found.map(({ spec }) => spec.storageClassName))).toEqual(new Set([storage.storageClassName]));
    expect(claims[0].claimName).toMatch(/^run1200-/);
  });

  test('no volume and no file system of the stack', () => {
    const stack = testStack();
    const storage = storageOn(stack, { claim: { size: Size.gibibytes(1200) } });
    expect(resourcesOf(stack, 'AWS::FSx::FileSystem')).toEqual([]);
    expect(objectsOf(stack).some(({ kind }) => kind === 'PersistentVolume')).toBe(false);
    expect(storage.fileSystem).toBeUndefined();
  });

  test('a fixed name is exactly the name given', () => {
    const stack = testStack();
    const storage = storageOn(stack, { claim: { name: 'scratch', fixedName: true, size: Size.gibibytes(1200) } });
    expect(storage.claimName).toBe('scratch');
  });
});

describe('behaviour of the class', () => {
  test.each([
    ['SCRATCH_1 does not grow and goes with its claim', { deploymentType: LustreDeploymentType.SCRATCH_1 }, false, 'Delete'],
    ['SCRATCH_2 grows and goes with its claim', SCRATCH_2, true, 'Delete'],
    ['PERSISTENT_1 grows and stays', PERSISTENT_1, true, 'Retain'],
    ['PERSISTENT_2 grows and stays', PERSISTENT_2, true, 'Retain'],
  ])('by default %s', (_, config, allowVolumeExpansion, reclaimPolicy) => {
    expect(classWith(config)).toMatchObject({
      allowVolumeExpansion, reclaimPolicy, volumeBindingMode: 'Immediate', mountOptions: ['flock'],
    });
  });

  test('takes what the user says instead', () => {
    const said = {
      allowVolumeExpansion: false,
      reclaimPolicy: ReclaimPolicy.RETAIN,
      volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER,
      mountOptions: ['flock', 'noatime'],
    };
    expect(classWith({ ...SCRATCH_2, ...said })).toMatchObject(said);
    expect(classWith({ ...SCRATCH_2, storageClassName: 'fast' }).metadata.name).toMatch(/^fast-[0-9a-f]{8}$/);
    expect(classWith({ ...SCRATCH_2, mountOptions: [] }).mountOptions ?? []).toEqual([]);
  });
});

describe('values that are known at deployment', () => {
  test('come out of a class as strings, one by one', () => {
    const stack = testStack();
    const number = new CfnParameter(stack, 'Throughput', { type: 'Number' }).valueAsNumber;
    const text = new CfnParameter(stack, 'Window').valueAsString;
    const bucket = new s3.Bucket(stack, 'Bucket');
    storageOn(stack, {
      provisioning: LustreProvisioning.dynamic({
        deploymentType: LustreDeploymentType.SCRATCH_2,
        perUnitStorageThroughput: number,
        weeklyMaintenanceStartTime: text,
        s3ImportPath: bucket.s3UrlForObject('in'),
        tags: { team: new CfnParameter(stack, 'Team').valueAsString },
      }),
    });
    const [{ id }] = resourcesOf(stack, 'AWS::S3::Bucket');
    expect(objectOf(stack, 'StorageClass').parameters).toMatchObject({
      perUnitStorageThroughput: '${Throughput}',
      weeklyMaintenanceStartTime: '${Window}',
      s3ImportPath: `s3://\${${id}}/in`,
      extraTags: 'cdk-eks-fsx/cluster=training,cdk-eks-fsx/storage=Storage/Data,cdk-eks-fsx/reclaim-policy=Delete,team=${Team}',
    });
  });

  test('come out of a claim as a quantity', () => {
    const stack = testStack();
    const size = Size.gibibytes(new CfnParameter(stack, 'Capacity', { type: 'Number' }).valueAsNumber);
    const storage = storageOn(stack, { claim: { size } });
    expect(objectOf(stack, 'PersistentVolumeClaim').spec.resources.requests.storage).toBe('${Capacity}Gi');
    expect(storage.skippedRules).toContain('lustre/claim-size-rounded');
    expect(storage._configuration.claimSize).toBe('<known at deployment>');
  });

  test('keep their names from one synthesis to the next', () => {
    const name = () => {
      const stack = testStack(); // whose tokens have other numbers than those of the stack before
      const perUnitStorageThroughput = new CfnParameter(stack, 'Throughput', { type: 'Number' }).valueAsNumber;
      return storageOn(stack, { provisioning: LustreProvisioning.dynamic({ ...SCRATCH_2, perUnitStorageThroughput }) })
        .storageClassName;
    };
    expect(name()).toBe(name());
  });
});
