import { CfnParameter, Duration, Size, Stack, Tags, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import {
  LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType, LustreDriveCacheType,
  LustreFileSystemTypeVersion, LustreLogLevel,
  LustreManagedConfig, LustreMetadataMode, LustreReadCacheSizingMode, LustreStorageType, VolumeAccessMode, ZoneAffinity,
} from '../../../src';
import { importedCluster, managedOn, objectOf, objectsOf, resourceOf, resourcesOf, testStack } from '../../support/fixture';

const FILE_SYSTEM = 'AWS::FSx::FileSystem';
const PERSISTENT_1 = { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50 };
const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined };
const INTELLIGENT_TIERING: Partial<LustreManagedConfig> = {
  storageType: LustreStorageType.INTELLIGENT_TIERING,
  capacity: undefined,
  perUnitStorageThroughput: undefined,
  throughputCapacity: 8000,
  dataReadCacheConfiguration: { sizingMode: LustreReadCacheSizingMode.USER_PROVISIONED, size: Size.gibibytes(64) },
  metadataConfiguration: { mode: LustreMetadataMode.USER_PROVISIONED, iops: 12000 },
};

const LOG_GROUP = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:log-group:/aws/fsx/data']] };

function fileSystemWith(config: Partial<LustreManagedConfig> | ((stack: Stack) => Partial<LustreManagedConfig>)) {
  const stack = testStack();
  managedOn(stack, typeof config === 'function' ? config(stack) : config);
  return resourceOf(stack, FILE_SYSTEM).Properties;
}

describe('properties of the file system', () => {
  test.each<[string, Partial<LustreManagedConfig> | ((stack: Stack) => Partial<LustreManagedConfig>), object]>([
    ['type, capacity, throughput, version', {}, {
      FileSystemType: 'LUSTRE', FileSystemTypeVersion: '2.15', StorageType: 'SSD', StorageCapacity: 2400, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'],
      LustreConfiguration: { DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 125 },
    }],
    ['another version', { fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_12 }, { FileSystemTypeVersion: '2.12' }],
    ['hard disks', {
      ...PERSISTENT_1, perUnitStorageThroughput: 40, capacity: Size.gibibytes(1800), storageType: LustreStorageType.HDD,
      driveCacheType: LustreDriveCacheType.NONE,
    }, { StorageType: 'HDD', StorageCapacity: 1800, LustreConfiguration: { PerUnitStorageThroughput: 40, DriveCacheType: 'NONE' } }],
    ['backups, maintenance, compression', {
      automaticBackupRetention: Duration.days(30), dailyAutomaticBackupStartTime: '05:30', copyTagsToBackups: true, weeklyMaintenanceStartTime: '7:03:00',
      dataCompressionType: LustreDataCompressionType.LZ4,
    }, {
      LustreConfiguration: {
        AutomaticBackupRetentionDays: 30, DailyAutomaticBackupStartTime: '05:30', CopyTagsToBackups: true, WeeklyMaintenanceStartTime: '7:03:00',
        DataCompressionType: 'LZ4',
      },
    }],
    ['backup to start from', { backupId: 'backup-0123456789abcdef0' }, { BackupId: 'backup-0123456789abcdef0' }],
    ['metadata and EFA', {
      perUnitStorageThroughput: 1000, capacity: Size.gibibytes(4800), efaEnabled: true,
      metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
    }, { LustreConfiguration: { EfaEnabled: true, MetadataConfiguration: { Mode: 'AUTOMATIC' } } }],
    ['S3 paths', {
      ...SCRATCH_2, s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out', autoImportPolicy: LustreAutoImportPolicy.NEW,
      importedFileChunkSize: Size.gibibytes(2),
    }, { LustreConfiguration: { ImportPath: 's3://data/in', ExportPath: 's3://data/out', AutoImportPolicy: 'NEW', ImportedFileChunkSize: 2048 } }],
    ['logs', stack => ({ logConfiguration: { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/fsx/data') } }), {
      LustreConfiguration: {
        DeploymentType: 'PERSISTENT_2', // the override leaves the rest alone
        LogConfiguration: { Level: 'WARN_ERROR', Destination: LOG_GROUP },
      },
    }],
    ['no logs', { logConfiguration: { level: LustreLogLevel.DISABLED } }, { LustreConfiguration: { LogConfiguration: { Level: 'DISABLED' } } }],
    ['Intelligent-Tiering', INTELLIGENT_TIERING, {
      StorageType: 'INTELLIGENT_TIERING',
      LustreConfiguration: {
        ThroughputCapacity: 8000, DataReadCacheConfiguration: { SizingMode: 'USER_PROVISIONED', SizeGiB: 64 },
        MetadataConfiguration: { Mode: 'USER_PROVISIONED', Iops: 12000 },
      },
    }],
  ])('%s', (_, config, expected) => {
    expect(fileSystemWith(config)).toMatchObject(expected);
  });

  test('are nothing but what was requested', () => {
    expect(Object.keys(fileSystemWith(INTELLIGENT_TIERING))).not.toContain('StorageCapacity');
    expect(Object.keys(fileSystemWith({})).sort()).toEqual([
      'FileSystemType', 'FileSystemTypeVersion', 'LustreConfiguration', 'SecurityGroupIds', 'StorageCapacity', 'StorageType', 'SubnetIds', 'Tags',
    ]);
  });

  test('the key is that of the stack', () => {
    const stack = testStack();
    managedOn(stack, { kmsKey: new kms.Key(stack, 'Key') });
    expect(resourceOf(stack, FILE_SYSTEM).Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [resourceOf(stack, 'AWS::KMS::Key').id, 'Arn'] });
  });

  test('numbers known at deployment stay numbers', () => {
    const properties = fileSystemWith(stack => ({
      capacity: Size.gibibytes(new CfnParameter(stack, 'Capacity', { type: 'Number' }).valueAsNumber),
      perUnitStorageThroughput: new CfnParameter(stack, 'Throughput', { type: 'Number' }).valueAsNumber,
    }));
    expect(properties).toMatchObject({ StorageCapacity: { Ref: 'Capacity' }, LustreConfiguration: { PerUnitStorageThroughput: { Ref: 'Throughput' } } });
  });

  test.each(Object.values(LustreDeploymentType))('%s synthesizes with the capacity that all have', deploymentType => {
    const perUnitStorageThroughput = {
      PERSISTENT_1: 50,
      PERSISTENT_2: 125,
      SCRATCH_1: undefined,
      SCRATCH_2: undefined,
    }[deploymentType];
    expect(fileSystemWith({ deploymentType, perUnitStorageThroughput })).toMatchObject({
      LustreConfiguration: { DeploymentType: deploymentType },
    });
  });
});

describe('tags', () => {
  const tagsOf = (configure: (stack: Stack) => Partial<LustreManagedConfig> | void) => {
    return Object.fromEntries(
      fileSystemWith(stack => configure(stack) ?? {}).Tags.map(({ Key, Value }: any) => [Key, Value]),
    );
  };

  test('name the file system after its path, unless the user names it', () => {
    const own = { 'cdk-eks-fsx/stack': { Ref: 'AWS::StackName' }, 'cdk-eks-fsx/storage': 'Storage/Data' };
    expect(tagsOf(() => {})).toEqual({ ...own, Name: 'Storage/Data' });
    expect(tagsOf(() => ({ tags: { Name: 'imagenet', team: 'vision' } }))).toEqual({ ...own, Name: 'imagenet', team: 'vision' });
    expect(tagsOf(stack => Tags.of(stack).add('Name', 'everything'))).toEqual({ ...own, Name: 'everything' });
  });

  test('of the stack are kept beside those of the file system', () => {
    expect(tagsOf(stack => {
      Tags.of(stack).add('owner', 'platform');
      return { tags: { team: 'vision' } };
    })).toMatchObject({ owner: 'platform', team: 'vision' });
  });
});

describe('volume and claim', () => {
  test('are bound to each other and to the file system', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: { name: 'training', namespace: 'ml' } });
    const [volume, claim] = objectsOf(stack);
    const { id } = resourceOf(stack, FILE_SYSTEM);
    expect(volume).toMatchObject({
      kind: 'PersistentVolume',
      spec: {
        capacity: { storage: '2400Gi' },
        accessModes: ['ReadWriteMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { name: storage.claimName, namespace: 'ml' },
        mountOptions: ['flock'],
        csi: {
          driver: 'fsx.csi.aws.com',
          volumeHandle: expect.stringMatching(new RegExp(`^\\$\\{${id}\\}::ml-training-[0-9a-f]{8}$`)),
          volumeAttributes: { mountname: `\${${id}.LustreMountName}` },
        },
      },
    });
    expect(volume.spec.csi.volumeAttributes.dnsname).toBe(`\${${id}}.fsx.eu-west-1.amazonaws.com`);
    expect(claim).toMatchObject({
      kind: 'PersistentVolumeClaim',
      metadata: { name: storage.claimName, namespace: 'ml' },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName: volume.metadata.name, resources: { requests: { storage: '1Gi' } } },
    });
  });

  test('take access mode and mount options', () => {
    const stack = testStack();
    managedOn(stack, { mountOptions: ['flock', 'noatime'] }, { claim: { accessMode: VolumeAccessMode.READ_WRITE_ONCE } });
    expect(objectOf(stack, 'PersistentVolume').spec).toMatchObject({ accessModes: ['ReadWriteOnce'], mountOptions: ['flock', 'noatime'] });
    expect(objectOf(stack, 'PersistentVolumeClaim').spec.accessModes).toEqual(['ReadWriteOnce']);
  });

  test('an elastic file system shows a capacity too, and one known at deployment comes as a quantity', () => {
    const stack = testStack();
    managedOn(stack, INTELLIGENT_TIERING);
    expect(objectOf(stack, 'PersistentVolume').spec.capacity.storage).toBe('1Pi');
    const other = testStack();
    managedOn(other, { capacity: Size.gibibytes(new CfnParameter(other, 'Capacity', { type: 'Number' }).valueAsNumber) });
    expect(objectOf(other, 'PersistentVolume').spec.capacity.storage).toBe('${Capacity}Gi');
  });

  test('a volume without claim is not made', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: undefined });
    expect(objectsOf(stack)).toEqual([]);
    expect(stack.resolve(storage.fileSystem!.fileSystemId)).toEqual({ Ref: resourceOf(stack, FILE_SYSTEM).id });
  });

  test('further claims, also in other namespaces and of directories, have handles of their own', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.addClaim('Vision', { namespace: 'vision' });
    storage.addClaim('Speech', { namespace: 'speech', subDirectory: 'teams/speech' });
    const { id } = resourceOf(stack, FILE_SYSTEM);
    const volumes = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolume');
    expect(volumes.map(({ spec }) => [spec.claimRef.namespace, spec.csi.volumeAttributes.mountname])).toEqual([
      ['default', `\${${id}.LustreMountName}`], ['vision', `\${${id}.LustreMountName}`], ['speech', `\${${id}.LustreMountName}/teams/speech`],
    ]);
    expect(volumes.map(({ spec }) => spec.csi.volumeHandle)).toEqual(volumes.map(({ metadata }) => `\${${id}}::${metadata.name}`));
    expect(new Set(volumes.map(({ metadata }) => metadata.name)).size).toBe(3);
    expect(resourcesOf(stack, FILE_SYSTEM)).toHaveLength(1);
  });
});

describe('zone', () => {
  const volumeWith = (config: Partial<LustreManagedConfig>) => {
    const stack = testStack();
    managedOn(stack, config);
    return objectOf(stack, 'PersistentVolume').spec;
  };

  test('of the subnet is required of nodes by default', () => {
    expect(volumeWith({}).nodeAffinity.required.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-west-1a'] }] },
    ]);
  });

  test.each([ZoneAffinity.PREFERRED, ZoneAffinity.OFF])('is not on the volume when it is %s', zoneAffinity => {
    expect(volumeWith({ zoneAffinity })).not.toHaveProperty('nodeAffinity');
  });

  test('must be known of a given subnet', () => {
    const stack = testStack();
    const subnet = ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0ccccccccccccccc0');
    expect(() => managedOn(stack, { subnet, zoneAffinity: ZoneAffinity.REQUIRED }, { cluster: importedCluster(stack) })).toThrow(/lustre\/zone-unknown/);
  });
});
