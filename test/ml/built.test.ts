import { RemovalPolicy, Size } from 'aws-cdk-lib';
import { corpus, mlVolume } from './volumes';
import { MlBackend, MlLifetime, MlProtocol, MlTrainingVolumeProps, MlWorkload, OntapDeploymentType, ReclaimPolicy, ZoneAffinity } from '../../src';
import { MANIFEST, TemplateResource, objectOf, objectsOf, resourceOf, resourcesOf, testStack, warningsOf } from '../support/fixture';
import { ONTAP_FILE_SYSTEM, SVM } from '../support/ontap';

const FILE_SYSTEM = 'AWS::FSx::FileSystem';
const ASSOCIATION = 'AWS::FSx::DataRepositoryAssociation';

/** A stack with one volume, and that volume. */
function built(
  props: Partial<MlTrainingVolumeProps> = {}, withDataset?: { readonly prefix?: string; readonly writeBack?: boolean },
) {
  const stack = testStack();
  const volume = mlVolume(stack, {
    ...props,
    ...(withDataset && { dataset: { bucket: corpus(stack), ...withDataset } }),
  });
  return { stack, volume, kinds: () => objectsOf(stack).map(({ kind }) => kind).sort() };
}

describe('data in S3', () => {
  test('is a persistent Lustre of the stack, linked to the prefix, whose bucket is never written to', () => {
    const { stack, volume, kinds } = built({ size: Size.gibibytes(1000), throughputMBps: 200 }, { prefix: 'imagenet/' });
    expect(resourceOf(stack, FILE_SYSTEM).Properties).toMatchObject({
      FileSystemType: 'LUSTRE', StorageCapacity: 1200, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'],
      LustreConfiguration: { DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 250 },
    });
    const { DataRepositoryPath, FileSystemPath, S3 } = resourceOf(stack, ASSOCIATION).Properties;
    expect([DataRepositoryPath, FileSystemPath, S3.AutoExportPolicy]).toEqual(['s3://corpus/imagenet/', '/', undefined]);
    expect(kinds()).toEqual(['PersistentVolume', 'PersistentVolumeClaim']);
    expect([volume.lustre !== undefined, volume.ontap]).toEqual([true, undefined]);
  });

  test('goes back to S3, whatever happens to a file, with writeBack', () => {
    const { stack } = built({}, { writeBack: true });
    expect(resourceOf(stack, ASSOCIATION).Properties).toMatchObject({
      DataRepositoryPath: 's3://corpus', S3: { AutoExportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] } },
    });
  });

  test('stays when the stack goes, and its volume is bound to the zone of its subnet', () => {
    const { stack } = built({}, {});
    expect([resourceOf(stack, FILE_SYSTEM), resourceOf(stack, ASSOCIATION)].map(({ DeletionPolicy }) => DeletionPolicy))
      .toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate']);
    expect(objectOf(stack, 'PersistentVolume').spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values).toEqual(['eu-west-1a']);
  });

  test.each([ZoneAffinity.PREFERRED, ZoneAffinity.OFF])('its volume is bound to no zone with ZoneAffinity %s', zoneAffinity => {
    expect(objectOf(built({ zoneAffinity }, {}).stack, 'PersistentVolume').spec.nodeAffinity).toBeUndefined();
  });
});

describe('scratch', () => {
  test('is a file system for the claim, which goes with it', () => {
    const { stack, volume } = built({ workload: MlWorkload.SCRATCH, size: Size.gibibytes(1300) });
    expect(resourcesOf(stack, FILE_SYSTEM)).toEqual([]);
    expect(objectOf(stack, 'StorageClass')).toMatchObject({
      reclaimPolicy: 'Delete', provisioner: 'fsx.csi.aws.com', parameters: { deploymentType: 'SCRATCH_2', subnetId: 'subnet-0aaaaaaaaaaaaaaa0' },
    });
    const claim = objectOf(stack, 'PersistentVolumeClaim');
    expect(claim.spec.resources.requests.storage).toBe('2400Gi');
    expect([claim.metadata.name, claim.metadata.namespace]).toEqual([volume.claimName, 'default']);
    expect(warningsOf(stack)).toEqual([]); // what is chosen is never rounded by the driver
  });

  test.each([[undefined, 's3://corpus'], ['2026/', 's3://corpus/2026'], ['2026', 's3://corpus/2026'], ['a/b/', 's3://corpus/a/b']])(
    'is filled from the prefix %s as it is read', (prefix, path) => {
      const { stack } = built({ workload: MlWorkload.SCRATCH }, { prefix });
      const { s3ImportPath, s3ExportPath } = objectOf(stack, 'StorageClass').parameters;
      expect([s3ImportPath, s3ExportPath]).toEqual([path, undefined]);
    });

  test('with writeBack is a file system of the stack, for only that exports by itself, and goes with the stack', () => {
    const { stack } = built({ workload: MlWorkload.SCRATCH }, { prefix: 'out/', writeBack: true });
    const { Properties, DeletionPolicy } = resourceOf(stack, FILE_SYSTEM);
    expect([Properties.LustreConfiguration.DeploymentType, Properties.StorageCapacity, DeletionPolicy]).toEqual(['SCRATCH_2', 1200, 'Delete']);
    expect(resourceOf(stack, ASSOCIATION).Properties.S3.AutoExportPolicy.Events).toEqual(['NEW', 'CHANGED', 'DELETED']);
  });

  test.each<[RemovalPolicy | undefined, ReclaimPolicy | undefined, string, string]>([
    [undefined, undefined, 'Delete', 'Delete'], [RemovalPolicy.DESTROY, undefined, 'Delete', 'Delete'], [RemovalPolicy.RETAIN, undefined, 'Delete', 'Retain'],
    [undefined, ReclaimPolicy.RETAIN, 'Retain', 'RetainExceptOnCreate'], [RemovalPolicy.DESTROY, ReclaimPolicy.RETAIN, 'Retain', 'Delete'],
  ])('of a claim, with removal policy %s and reclaim policy %s, is reclaimed by %s and removed by %s', (removalPolicy, reclaimPolicy, reclaimed, removed) => {
    const { stack } = built({ workload: MlWorkload.SCRATCH, removalPolicy, reclaimPolicy });
    expect(objectOf(stack, 'StorageClass').reclaimPolicy).toBe(reclaimed);
    expect(resourceOf(stack, MANIFEST).DeletionPolicy).toBe(removed);
  });

  test.each([[undefined, 'Delete'], [RemovalPolicy.RETAIN, 'Retain']])('of the stack, with removal policy %s, has the deletion policy %s', (removalPolicy, policy) => {
    expect(
      resourceOf(built({ workload: MlWorkload.SCRATCH, removalPolicy }, { writeBack: true }).stack, FILE_SYSTEM)
        .DeletionPolicy,
    ).toBe(policy);
  });

  test('is what any workload has for a job', () => {
    const { volume } = built({ workload: MlWorkload.PREPROCESSING, lifetime: MlLifetime.JOB });
    expect([volume.recommendation.deploymentType, volume.lustre?.fileSystem]).toEqual(['SCRATCH_2', undefined]);
  });
});

describe('snapshots, clones and checkpoints', () => {
  test('are on ONTAP in one subnet, a claim of the requested size on a file system a fifth larger', () => {
    const { stack, volume, kinds } = built({
      workload: MlWorkload.CHECKPOINTS,
      backend: MlBackend.ONTAP,
      size: Size.gibibytes(2000),
      throughputMBps: 300,
      snapshots: true,
    });
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties).toMatchObject({
      FileSystemType: 'ONTAP', StorageCapacity: 2500, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'],
      OntapConfiguration: { DeploymentType: 'SINGLE_AZ_1', HAPairs: 1, ThroughputCapacityPerHAPair: 512 },
    });
    expect(objectOf(stack, 'PersistentVolumeClaim').spec).toMatchObject({ accessModes: ['ReadWriteMany'], resources: { requests: { storage: '2000Gi' } } });
    expect(kinds().filter(kind => kind !== 'Job')).toEqual(['PersistentVolumeClaim', 'StorageClass', 'TridentBackendConfig', 'VolumeSnapshotClass']);
    expect([volume.lustre, volume.ontap !== undefined]).toEqual([undefined, true]);
  });

  test.each<[boolean | undefined, string | undefined]>([[true, 'default'], [false, undefined], [undefined, undefined]])(
    'snapshots %s means the snapshot policy %s of the volume', (snapshots, policy) => {
      const { stack } = built({ workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP, snapshots });
      const { annotations = {} } = objectOf(stack, 'PersistentVolumeClaim').metadata as any;
      expect(annotations['trident.netapp.io/snapshotPolicy']).toBe(policy);
    });

  test('are taken and made with `ontap`', () => {
    const { stack, volume } = built({ workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP });
    const clone = volume.ontap!.cloneOf('Branch', volume.ontap!.snapshot('Baseline'));
    const claim = objectsOf(stack).find(({ metadata }) => metadata.name === clone.claimName)!;
    expect(claim.spec.dataSource.kind).toBe('VolumeSnapshot');
    expect(objectOf(stack, 'VolumeSnapshot').spec.source.persistentVolumeClaimName).toBe(volume.claimName);
  });

  test('stay when the stack goes, unless they shall not', () => {
    const policies = (removalPolicy?: RemovalPolicy, reclaimPolicy?: ReclaimPolicy) => {
      const { stack } = built({
        workload: MlWorkload.CHECKPOINTS,
        backend: MlBackend.ONTAP,
        removalPolicy,
        reclaimPolicy,
      });
      return [...[ONTAP_FILE_SYSTEM, SVM].map(type => resourceOf(stack, type).DeletionPolicy), objectOf(stack, 'StorageClass').reclaimPolicy];
    };
    expect(policies()).toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate', 'Retain']);
    expect(policies(RemovalPolicy.DESTROY)).toEqual(['Delete', 'Delete', 'Retain']);
    expect(policies(RemovalPolicy.DESTROY, ReclaimPolicy.DELETE)).toEqual(['Delete', 'Delete', 'Delete']);
  });

  test('are warned about where their volumes would block the deletion of the file system', () => {
    const props = { workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP, removalPolicy: RemovalPolicy.DESTROY };
    const warned = (reclaimPolicy?: ReclaimPolicy) => warningsOf(built({ ...props, reclaimPolicy }).stack);
    expect([warned(), warned(ReclaimPolicy.DELETE)]).toEqual([['ontap/volumes-outlive-file-system'], []]);
  });
});

test('two zones are two subnets, the first preferred', () => {
  const { stack } = built({ multiAz: true });
  const { SubnetIds, OntapConfiguration } = resourceOf(stack, ONTAP_FILE_SYSTEM).Properties;
  expect(SubnetIds).toEqual(['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0']);
  expect(OntapConfiguration).toMatchObject({ DeploymentType: 'MULTI_AZ_1', PreferredSubnetId: 'subnet-0aaaaaaaaaaaaaaa0' });
});

describe('protocols', () => {
  const ways = (protocols: MlProtocol[], readers?: number) => {
    const { stack } = built({
      protocols, readers, acknowledge: protocols.some(protocol => /ISCSI|NVME/.test(protocol)) ? { 'ontap/nodes-unprepared': 'they are' } : {},
    });
    const claim = objectOf(stack, 'PersistentVolumeClaim').spec;
    const backends = objectsOf(stack).filter(({ kind }) => kind === 'TridentBackendConfig')
      .map(({ spec }) => [spec.storageDriverName, ...spec.sanType ? [spec.sanType] : []].join(' '));
    return { backends, claim: [claim.storageClassName.replace(/-[0-9a-f]{8}$/, ''), ...claim.accessModes] };
  };

  test.each<[MlProtocol[], string[], string]>([
    [[MlProtocol.NFS], ['ontap-nas'], 'ReadWriteMany'],
    [[MlProtocol.FILES, MlProtocol.NFS], ['ontap-nas'], 'ReadWriteMany'],
    [[MlProtocol.ISCSI], ['ontap-san iscsi'], 'ReadWriteOnce'],
    [[MlProtocol.NVME], ['ontap-san nvme'], 'ReadWriteOnce'],
    [[MlProtocol.FILES, MlProtocol.ISCSI], ['ontap-nas', 'ontap-san iscsi'], 'ReadWriteMany'],
    [[MlProtocol.ISCSI, MlProtocol.NFS], ['ontap-san iscsi', 'ontap-nas'], 'ReadWriteOnce'],
  ])('%s are the backends %s, the claim on the first: %s', (protocols, backends, accessMode) => {
    const found = ways(protocols);
    expect(found.backends).toEqual(backends);
    expect(found.claim[1]).toBe(accessMode);
  });

  test('of pods that share the volume, the claim is on files', () => {
    expect(ways([MlProtocol.ISCSI, MlProtocol.NFS], 5).claim).toEqual(['fsx-ontap-data-nas', 'ReadWriteMany']);
  });

  test('several kinds of block devices have a backend each', () => {
    expect(ways([MlProtocol.ISCSI, MlProtocol.NVME]).backends).toEqual(['ontap-san iscsi', 'ontap-san nvme']);
  });

  test('NVMe is of the second generation', () => {
    const { stack } = built({ protocols: [MlProtocol.NVME], acknowledge: { 'ontap/nodes-unprepared': 'they are' } });
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.OntapConfiguration.DeploymentType).toBe(
      OntapDeploymentType.SINGLE_AZ_2,
    );
  });
});

describe('a volume that is too large or too fast for one pair of servers', () => {
  const driverAndSize = (props: Partial<MlTrainingVolumeProps>) => {
    const { stack } = built({ workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP, ...props });
    return [objectOf(stack, 'TridentBackendConfig').spec.storageDriverName, objectOf(stack, 'PersistentVolumeClaim').spec.resources.requests.storage];
  };

  test.each<[string, Partial<MlTrainingVolumeProps>, string, string]>([
    ['4096 MB/s are of one pair', { throughputMBps: 4096 }, 'ontap-nas', '1000Gi'],
    ['4097 MB/s are of three pairs, which a FlexGroup uses all; it has at least 800 GiB on each', { throughputMBps: 4097 }, 'ontap-nas-flexgroup', '2400Gi'],
    ['a larger one has its size', { throughputMBps: 4097, size: Size.gibibytes(2401) }, 'ontap-nas-flexgroup', '2401Gi'],
    ['300 TiB are a FlexVol', { size: Size.tebibytes(300) }, 'ontap-nas', '307200Gi'],
    ['more is a FlexGroup', { size: Size.tebibytes(301) }, 'ontap-nas-flexgroup', '308224Gi'],
  ])('%s', (_, props, driver, size) => {
    expect(driverAndSize(props)).toEqual([driver, size]);
  });
});

describe('an edit that makes durable data disposable leaves the resources of the data under their old policy', () => {
  const durable = built({}, { writeBack: true }).stack;
  const isOfData = ({ Type }: TemplateResource) => /^AWS::(FSx|EC2)::/.test(Type);

  test.each<[string, Partial<MlTrainingVolumeProps>]>([
    ['workload SCRATCH', { workload: MlWorkload.SCRATCH }], ['lifetime JOB', { lifetime: MlLifetime.JOB }],
  ])('%s, with writeBack', (_, props) => {
    const before = resourcesOf(durable).filter(isOfData);
    const after = resourcesOf(built(props, { writeBack: true }).stack).map(({ id }) => id);
    expect(before.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(before.map(() => 'RetainExceptOnCreate'));
    expect(before.length).toBeGreaterThan(10);
    expect(before.filter(({ id }) => after.includes(id))).toEqual([]);
  });
});

test('every kind is validated without a problem or a warning', () => {
  const kinds: Partial<MlTrainingVolumeProps>[] = [
    ...Object.values(MlWorkload).map(workload => ({ workload })),
    { snapshots: true }, { clones: true }, { lifetime: MlLifetime.JOB }, { throughputMBps: 30000 },
  ];
  expect(kinds.flatMap(props => warningsOf(built(props).stack))).toEqual([]);
});
