import { Size, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import {
  FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreMetadataMode, LustreProvisioning,
  LustreReadCacheSizingMode, LustreStorageType,
  VolumeAccessMode, ZoneAffinity,
} from '../../src';
import { templatesFor } from './support/apps';
import { Cloud } from './support/cloud';
import { keysOfDriver } from './support/driver';
import { KubernetesObject } from './support/kubernetes';
import { objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { proof, sleep, log, until } from './support/tools';

const driver = LustreCsiDriver.existing();

function existing(stack: Stack, cluster: eks.ICluster, id = 'Corpus', namespace = 'research'): FsxLustreStorage {
  return new FsxLustreStorage(stack, id, {
    cluster,
    driver,
    provisioning: LustreProvisioning.existing({
      fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', capacity: Size.gibibytes(12000), availabilityZone: 'eu-west-1a',
    }),
    claim: { name: 'corpus', namespace },
  });
}

function managed(stack: Stack, cluster: eks.ICluster): FsxLustreStorage {
  return new FsxLustreStorage(stack, 'Data', {
    cluster,
    driver,
    provisioning: LustreProvisioning.managed({
      deploymentType: LustreDeploymentType.PERSISTENT_2,
      perUnitStorageThroughput: 250,
      capacity: Size.gibibytes(4800),
      subnet: cluster.vpc.privateSubnets[0],
    }),
    claim: { name: 'data', namespace: 'ml' },
  });
}

/** The volume and the claim as the cluster holds them agree, from both sides. */
function expectBoundToEachOther(volume: KubernetesObject, claim: KubernetesObject) {
  expect(volume.status.phase).toBe('Bound');
  expect(volume.spec.claimRef).toMatchObject({
    uid: claim.metadata.uid,
    name: claim.metadata.name,
    namespace: claim.metadata.namespace,
  });
  expect(claim.spec.volumeName).toBe(volume.metadata.name);
  expect(claim.spec.storageClassName).toBe('');
  expect(claim.status.capacity).toEqual(volume.spec.capacity);
  expect(claim.status.accessModes).toEqual(volume.spec.accessModes);
  expect(volume.spec.persistentVolumeReclaimPolicy).toBe('Retain');
}

proof('static volumes on a real controller-manager', () => {
  const cluster = new RealCluster();
  beforeAll(async () => Promise.all(['research', 'vision', 'ml', 'thieves', 'once', 'own'].map(async name => cluster.namespace(name))));

  test('the claim of a file system of the stack is Bound to a volume of that file system', async () => {
    const cloud = cluster.cloud();
    await cloud.deploy(templatesFor('Managed', managed));
    const [fileSystem] = cloud.resources('AWS::FSx::FileSystem');
    const [wanted] = objectsOf(cloud, 'PersistentVolumeClaim');
    const claim = await cluster.bound(wanted);
    const volume = await cluster.volumeOf(claim);
    expectBoundToEachOther(volume, claim);
    expect(volume.spec).toMatchObject({
      capacity: { storage: '4800Gi' },
      accessModes: ['ReadWriteMany'],
      mountOptions: ['flock'],
      csi: {
        driver: 'fsx.csi.aws.com',
        volumeHandle: expect.stringMatching(new RegExp(`^${fileSystem.id}::`)),
        volumeAttributes: { dnsname: `${fileSystem.id}.fsx.eu-west-1.amazonaws.com`, mountname: expect.stringMatching(/^[0-9a-f]{8}$/) },
      },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-west-1a'] }] }] } },
    });
    expect(Object.keys(volume.spec.csi.volumeAttributes).sort()).toEqual(keysOfDriver('volumeContext').sort());
    log(`claim ml/${claim.metadata.name} is Bound to ${volume.metadata.name} (${fileSystem.id})`);
  });

  test('two claims of one file system in two namespaces are both Bound, to volumes that nodes can tell apart', async () => {
    const cloud = cluster.cloud();
    await cloud.deploy(templatesFor('Shared', (stack, eksCluster) => {
      existing(stack, eksCluster).addClaim('Vision', { namespace: 'vision', subDirectory: 'teams/vision' });
    }));
    const claims = await Promise.all(objectsOf(cloud, 'PersistentVolumeClaim').map(async claim => cluster.bound(claim)));
    const volumes = await Promise.all(claims.map(async claim => cluster.volumeOf(claim)));
    claims.forEach((claim, index) => expectBoundToEachOther(volumes[index], claim));
    expect(claims.map(({ metadata }) => metadata.namespace).sort()).toEqual(['research', 'vision']);
    expect(volumes.map(({ spec }) => spec.csi.volumeHandle)).toEqual(volumes.map(({ metadata }) => `fs-0123456789abcdef0::${metadata.name}`));
    expect(volumes.map(({ spec }) => spec.csi.volumeAttributes.mountname).sort()).toEqual(['abcdefgh', 'abcdefgh/teams/vision']);
    expect(new Set(volumes.map(({ spec }) => spec.csi.volumeAttributes.dnsname))).toEqual(new Set(['fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com']));
  });

  test('a share: the claim of the team and that of the Job are Bound, and the API server takes the Job and its successor', async () => {
    const cloud = cluster.cloud();
    const share = (gib: number) => templatesFor('Share', (stack, eksCluster) => {
      existing(stack, eksCluster, 'Corpus', 'own').shareTo('Vision', { quota: Size.gibibytes(gib), user: 1000 });
    });
    await cloud.deploy(share(100));
    const claims = await Promise.all(objectsOf(cloud, 'PersistentVolumeClaim').map(async claim => cluster.bound(claim)));
    expect(claims.map(({ metadata }) => metadata.namespace).sort()).toEqual(['kube-system', 'own', 'vision']);
    const [{ metadata: first }] = await cluster.api.list('Job', 'kube-system');
    await cloud.deploy(share(200));
    const jobs = await cluster.api.list('Job', 'kube-system');
    const limits = jobs.map(({ metadata, spec }) => [metadata.name === first.name, spec.template.spec.containers[0].env.find(({ name }: any) => name === 'QUOTA_KIB').value]);
    expect(limits.sort()).toEqual([[false, String(200 * 2 ** 20)], [true, String(100 * 2 ** 20)]]);
  });

  test.each<[string, (volume: string) => object]>([
    ['names the volume', volume => ({ volumeName: volume })],
    ['takes any volume that fits', () => ({})],
  ])('a thief who %s and comes first gets nothing, and the claim is Bound', async (how, naming) => {
    const id = how.replace(/ /g, '-');
    const templates = templatesFor(`Thief-${id}`, (stack, eksCluster) => existing(stack, eksCluster, 'Corpus', 'own'));
    const [volume, claim] = await manifestsOf(templates);
    const thief = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: id, namespace: 'thieves' },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: '', resources: { requests: { storage: '1Gi' } }, ...naming(volume.metadata.name) },
    };
    await cluster.api.create(thief);
    await cluster.api.create(volume);
    await sleep(5000); // the controller looks every two seconds
    expect((await cluster.api.get('PersistentVolumeClaim', id, 'thieves'))!.status.phase).toBe('Pending');
    expect((await cluster.volumeOf({ ...thief, spec: { volumeName: volume.metadata.name } })).status.phase).toBe('Available');
    await cluster.api.create(claim);
    const bound = await cluster.bound(claim);
    expectBoundToEachOther(await cluster.volumeOf(bound), bound);
    expect((await cluster.api.get('PersistentVolumeClaim', id, 'thieves'))!.status.phase).toBe('Pending');
    await cluster.api.remove('PersistentVolumeClaim', id, 'thieves');
    await until('thief gone', 20, async () => !await cluster.api.get('PersistentVolumeClaim', id, 'thieves'));
    log(`the thief thieves/${id} stays Pending, the claim own/${claim.metadata.name} is Bound`);
  });

  test('a volume without claimRef is stolen: what the two tests above would miss without it', async () => {
    const [volume, claim] = await manifestsOf(templatesFor('Stolen', (stack, eksCluster) => existing(stack, eksCluster, 'Corpus', 'own')));
    delete volume.spec.claimRef;
    const thief = { ...claim, metadata: { name: 'stealing', namespace: 'thieves' } };
    await cluster.api.create(thief);
    await cluster.api.create(volume);
    expect((await cluster.bound(thief)).spec.volumeName).toBe(volume.metadata.name);
  });

  test.each<[string, (stack: Stack, eksCluster: eks.ICluster) => void, object]>([
    ['for one node', (stack, eksCluster) => {
      existing(stack, eksCluster, 'Corpus', 'once').addClaim('Once', { namespace: 'once', accessMode: VolumeAccessMode.READ_WRITE_ONCE });
    }, { accessModes: ['ReadWriteOnce'] }],
    ['of Intelligent-Tiering, which has no capacity', (stack, eksCluster) => {
      new FsxLustreStorage(stack, 'Tiered', {
        cluster: eksCluster,
        driver,
        provisioning: LustreProvisioning.managed({
          deploymentType: LustreDeploymentType.PERSISTENT_2,
          storageType: LustreStorageType.INTELLIGENT_TIERING,
          throughputCapacity: 4000,
          dataReadCacheConfiguration: { sizingMode: LustreReadCacheSizingMode.NO_CACHE },
          metadataConfiguration: { mode: LustreMetadataMode.USER_PROVISIONED, iops: 6000 },
          subnet: eksCluster.vpc.privateSubnets[0],
          zoneAffinity: ZoneAffinity.OFF,
        }),
        claim: { namespace: 'once' },
      });
    }, { capacity: { storage: '1Pi' } }],
  ])('a claim %s is Bound', async (what, make, spec) => {
    const cloud = cluster.cloud();
    await cloud.deploy(templatesFor(`Also-${what.replace(/\W+/g, '-')}`, make));
    const claim = await cluster.bound(objectsOf(cloud, 'PersistentVolumeClaim').at(-1)!);
    const volume = await cluster.volumeOf(claim);
    expectBoundToEachOther(volume, claim);
    expect(volume.spec).toMatchObject(spec);
  });

  /** The objects of a stack as they would go to the cluster, to be brought there one by one. */
  async function manifestsOf(templates: ReturnType<typeof templatesFor>): Promise<any[]> {
    const nowhere = new Cloud({ call: async () => ({}) });
    await nowhere.deploy(templates);
    return objectsOf(nowhere);
  }
});
