import { Duration, Size, Stack, aws_eks_v2 as eks, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  FsxLustreStorage, LustreAutoImportPolicy, LustreCsiDriver, LustreDataCompressionType, LustreDeploymentType,
  LustreDriveCacheType,
  LustreDynamicConfig, LustreMetadataMode, LustreProvisioning, LustreStorageType, ReclaimPolicy, VolumeAccessMode,
  VolumeBindingMode,
  VolumeClaimOptions,
} from '../../src';
import { SUBNET, templatesFor } from './support/apps';
import { Cloud } from './support/cloud';
import { keysOfDriver, startDriver } from './support/driver';
import { FsxServer, mountNameOf } from './support/fsx-server';
import { objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { driverPolicies } from './support/role';
import { proof, log, until } from './support/tools';

interface Wanted {
  readonly config: LustreDynamicConfig;
  readonly claim: VolumeClaimOptions;
  /** What FSx must be asked for, without what every request holds: written down by hand, from the configuration beside it. */
  readonly request: any;
  /** Tags beside that of the cluster. */
  readonly tags?: { readonly [key: string]: string };
}

/** No legal file system uses all 20 parameters at once; these together do. */
function wanted(key: string, bucket: string): { readonly [id: string]: Wanted } {
  return {
    HardDisks: {
      config: {
        deploymentType: LustreDeploymentType.PERSISTENT_1,
        storageType: LustreStorageType.HDD,
        perUnitStorageThroughput: 40,
        driveCacheType: LustreDriveCacheType.READ,
        dataCompressionType: LustreDataCompressionType.LZ4,
        automaticBackupRetention: Duration.days(30),
        dailyAutomaticBackupStartTime: '05:30',
        copyTagsToBackups: true,
        weeklyMaintenanceStartTime: '7:23:15',
        tags: { 'team': 'vision', 'cost center': '42' },
        reclaimPolicy: ReclaimPolicy.DELETE,
      },
      claim: { size: Size.gibibytes(1800) },
      request: {
        StorageCapacity: 1800,
        StorageType: 'HDD',
        FileSystemTypeVersion: '2.15',
        LustreConfiguration: {
          DeploymentType: 'PERSISTENT_1',
          PerUnitStorageThroughput: 40,
          DriveCacheType: 'READ',
          DataCompressionType: 'LZ4',
          AutomaticBackupRetentionDays: 30,
          DailyAutomaticBackupStartTime: '05:30',
          CopyTagsToBackups: true,
          WeeklyMaintenanceStartTime: '7:23:15',
        },
      },
      tags: { 'team': 'vision', 'cost center': '42' },
    },
    Linked: {
      config: {
        deploymentType: LustreDeploymentType.PERSISTENT_1,
        perUnitStorageThroughput: 200,
        s3ImportPath: 's3://BUCKET/in',
        s3ExportPath: 's3://BUCKET/out',
        autoImportPolicy: LustreAutoImportPolicy.NEW_CHANGED_DELETED,
      },
      claim: { size: Size.gibibytes(2400) },
      request: {
        StorageCapacity: 2400,
        StorageType: 'SSD',
        FileSystemTypeVersion: '2.15',
        LustreConfiguration: {
          DeploymentType: 'PERSISTENT_1',
          PerUnitStorageThroughput: 200,
          ImportPath: `s3://${bucket}/in`,
          ExportPath: `s3://${bucket}/out`,
          AutoImportPolicy: 'NEW_CHANGED_DELETED',
        },
      },
    },
    Fabric: {
      config: {
        deploymentType: LustreDeploymentType.PERSISTENT_2,
        perUnitStorageThroughput: 1000,
        efaEnabled: true,
        metadataConfiguration: { mode: LustreMetadataMode.USER_PROVISIONED, iops: 12000 },
      },
      claim: { size: Size.gibibytes(4800) },
      request: {
        StorageCapacity: 4800,
        StorageType: 'SSD',
        FileSystemTypeVersion: '2.15',
        KmsKeyId: key,
        LustreConfiguration: {
          DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 1000, EfaEnabled: true, MetadataConfiguration: { Mode: 'USER_PROVISIONED', Iops: 12000 },
        },
      },
    },
    Oldest: {
      config: { deploymentType: LustreDeploymentType.SCRATCH_1 },
      claim: { size: Size.gibibytes(3600), accessMode: VolumeAccessMode.READ_WRITE_ONCE },
      request: { StorageCapacity: 3600, StorageType: 'SSD', FileSystemTypeVersion: '2.15', LustreConfiguration: { DeploymentType: 'SCRATCH_1' } },
    },
    FirstPod: {
      config: {
        deploymentType: LustreDeploymentType.SCRATCH_2, volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER,
      },
      claim: { size: Size.gibibytes(1200) },
      request: { StorageCapacity: 1200, StorageType: 'SSD', FileSystemTypeVersion: '2.15', LustreConfiguration: { DeploymentType: 'SCRATCH_2' } },
    },
  };
}

interface Changes {
  /** GiB of the claim of HardDisks. */
  readonly size?: number;
  readonly leftOut?: readonly string[];
}

function storages({ size, leftOut = [] }: Changes = {}) {
  return (stack: Stack, cluster: eks.ICluster) => {
    const driver = new LustreCsiDriver(stack, 'Driver', { cluster });
    const bucket = new s3.Bucket(stack, 'Bucket');
    const kmsKey = new kms.Key(stack, 'Key');
    for (const [id, { config, claim }] of Object.entries(wanted('', '')).filter(([name]) => !leftOut.includes(name))) {
      const here = (path?: string) => path?.replace('BUCKET', bucket.bucketName);
      const { s3ImportPath, s3ExportPath } = config;
      new FsxLustreStorage(stack, id, {
        cluster,
        driver,
        provisioning: LustreProvisioning.dynamic({
          ...config,
          ...s3ImportPath && { s3ImportPath: here(s3ImportPath), s3ExportPath: here(s3ExportPath) },
          ...id === 'Fabric' && { kmsKey },
          subnet: cluster.vpc.privateSubnets[0],
        }),
        claim: { ...claim, ...id === 'HardDisks' && size && { size: Size.gibibytes(size) } },
      });
    }
  };
}

proof('the real driver, provisioner and resizer', () => {
  const cluster = new RealCluster();
  const fsx = new FsxServer();
  let cloud: Cloud;
  let expected: { readonly [id: string]: Wanted };
  const idsOf = (id: string) => {
    const claim = objectsOf(cloud, 'PersistentVolumeClaim').find(({ metadata }) => metadata.name.startsWith(`${id.replace(/(.)([A-Z])/g, '$1-$2').toLowerCase()}-`))!;
    const made = fsx
      .creations()
      .find(({ StorageCapacity }) => StorageCapacity === expected[id].request.StorageCapacity)!;
    return { claim, made, fileSystemId: [...fsx.fileSystems.values()].find(({ request }) => request === made)?.id };
  };

  beforeAll(async () => {
    await fsx.start();
    await startDriver(cluster.plane, fsx);
    cloud = cluster.cloud();
    // from the moment on that the stack made them: a claim that comes before its rights would show
    fsx.policies = () => driverPolicies(cloud);
    await cloud.deploy(templatesFor('Storages', storages()));
    const [bucket] = cloud.resources('AWS::S3::Bucket');
    const [key] = cloud.resources('AWS::KMS::Key');
    expected = wanted(`arn:aws:kms:eu-west-1:111122223333:key/${key.id}`, bucket.id);
  });
  afterAll(async () => fsx.stop());

  test('a class holds no key that the driver does not read, and all of them together every key that it reads', () => {
    const keys = keysOfDriver('volumeParams');
    expect(keys).toHaveLength(20);
    const used = new Set(objectsOf(cloud, 'StorageClass').flatMap(({ parameters }) => Object.keys(parameters)));
    expect([...used].sort()).toEqual([...keys].sort());
  });

  test('a claim that waits for its first pod is Pending until a node is chosen', async () => {
    const { claim } = idsOf('FirstPod');
    expect((await cluster.api.get('PersistentVolumeClaim', claim.metadata.name))!.status.phase).toBe('Pending');
    // what scheduler and kubelet would do
    await cluster.api.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node' } });
    await cluster.api.create({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: 'node' }, spec: { drivers: [] } });
    await cluster.api.patch('PersistentVolumeClaim', claim.metadata.name, 'default', { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'node' } } });
  });

  test('every claim becomes Bound, with the rights of the role in the template', async () => {
    await Promise.all(Object.keys(expected).map(async id => {
      const { claim } = idsOf(id);
      const start = Date.now();
      log(`${id}: claim ${claim.metadata.name} is ${(await cluster.api.get('PersistentVolumeClaim', claim.metadata.name))!.status.phase}`);
      await until(`claim ${claim.metadata.name} Bound`, 90, async () => {
        expect(fsx.rejected()).toEqual([]); // no use in waiting: the driver would ask for ever
        return (await cluster.api.get('PersistentVolumeClaim', claim.metadata.name))!.status.phase === 'Bound';
      });
      log(`${id}: claim ${claim.metadata.name} is Bound after ${((Date.now() - start) / 1000).toFixed(0)} s`);
    }));
  });

  test.each(Object.keys(wanted('', '')))('%s: FSx is requested exactly what the configuration says', async id => {
    const { claim, made } = idsOf(id);
    const { request, tags } = expected[id];
    const { uid } = (await cluster.api.get('PersistentVolumeClaim', claim.metadata.name))!.metadata;
    const [own] = cloud.resources('AWS::EC2::SecurityGroup').filter(({ logicalId }) => logicalId.startsWith(id));
    const { reclaimPolicy } = objectsOf(cloud, 'StorageClass').find(({ metadata }) => metadata.name === claim.spec.storageClassName)!;
    const shared = cloud.resources('AWS::EC2::SecurityGroup')
      .find(({ logicalId }) => logicalId.includes(reclaimPolicy === 'Retain' ? 'FsxLustreClients' : 'FsxLustreDisposableClients'))!;
    const byKey = ({ Key: a }: { Key: string }, { Key: b }: { Key: string }) => a.localeCompare(b);
    expect({ ...made, Tags: [...made.Tags!].sort(byKey) }).toEqual({
      ...request,
      ClientRequestToken: `pvc-${uid}`,
      FileSystemType: 'LUSTRE',
      SubnetIds: [SUBNET],
      SecurityGroupIds: [own.id, shared.id],
      Tags: [
        { Key: 'CSIVolumeName', Value: `pvc-${uid}` },
        { Key: 'cdk-eks-fsx/cluster', Value: 'training' },
        { Key: 'cdk-eks-fsx/storage', Value: `Storages/${id}` },
        { Key: 'cdk-eks-fsx/reclaim-policy', Value: reclaimPolicy },
        ...Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      ].sort(byKey),
    });
  });

  test.each(Object.keys(wanted('', '')))('%s: the volume leads to the file system', async id => {
    const { claim, fileSystemId } = idsOf(id);
    const { config, request } = expected[id];
    const volume = await cluster.volumeOf((await cluster.api.get('PersistentVolumeClaim', claim.metadata.name))!);
    expect(volume.spec).toMatchObject({
      capacity: { storage: `${request.StorageCapacity}Gi` },
      mountOptions: ['flock'],
      persistentVolumeReclaimPolicy: config.reclaimPolicy ?? (config.deploymentType.startsWith('SCRATCH') ? 'Delete' : 'Retain'),
      csi: {
        driver: 'fsx.csi.aws.com',
        volumeHandle: fileSystemId,
        volumeAttributes: { dnsname: `${fileSystemId}.fsx.eu-west-1.amazonaws.com`, mountname: mountNameOf(fileSystemId!, config.deploymentType) },
      },
    });
  });

  test('a larger size in the app lets the file system grow, under the same claim', async () => {
    const { claim, fileSystemId } = idsOf('HardDisks');
    await cloud.deploy(templatesFor('Storages', storages({ size: 3600 })));
    expect(idsOf('HardDisks').claim.metadata.name).toBe(claim.metadata.name);
    await until('claim grown', 60, async () => (await cluster.bound(claim)).status.capacity.storage === '3600Gi');
    expect(fsx.fileSystems.get(fileSystemId!)!.capacity).toBe(3600);
    expect((await cluster.volumeOf(await cluster.bound(claim))).spec.capacity.storage).toBe('3600Gi');
    expect(fsx.calls.filter(({ operation }) => operation === 'UpdateFileSystem')).toEqual([
      { operation: 'UpdateFileSystem', request: expect.objectContaining({ FileSystemId: fileSystemId, StorageCapacity: 3600 }) },
    ]);
    log(`claim ${claim.metadata.name} grew from 1800Gi to 3600Gi`);
  });

  test('a claim that leaves the app: the file system goes where the class says Delete, and stays where it says Retain', async () => {
    const gone = idsOf('Oldest');
    const kept = idsOf('Fabric');
    await cloud.deploy(templatesFor('Storages', storages({ size: 3600, leftOut: ['Oldest', 'Fabric'] })));
    await until('file system deleted', 30, async () => !fsx.fileSystems.has(gone.fileSystemId!));
    expect(await cluster.api.get('PersistentVolumeClaim', gone.claim.metadata.name)).toBeUndefined();
    expect(fsx.fileSystems.has(kept.fileSystemId!)).toBe(true);
    await cluster.bound(kept.claim);
  });

  test('the stack is deleted: what is left are the file systems of persistent classes that say nothing else, with their claims', async () => {
    const kept = idsOf('Linked');
    const keptForGood = [...fsx.fileSystems.values()].filter(({ request }) => request.LustreConfiguration!.DeploymentType.startsWith('PERSISTENT') && request.StorageType === 'SSD');
    // a custom resource waits for the file systems before the permissions are deleted; CloudFormation is simulated here, and calls no functions
    const policies = driverPolicies(cloud);
    fsx.policies = () => policies;
    await cloud.destroy();
    await until('file systems deleted', 30, async () => fsx.fileSystems.size === keptForGood.length);
    expect(keptForGood.every(({ id }) => fsx.fileSystems.has(id))).toBe(true);
    await cluster.bound(kept.claim);
    expect(fsx.rejected()).toEqual([]);
  });
});
