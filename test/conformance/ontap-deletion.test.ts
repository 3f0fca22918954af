import { RemovalPolicy, Size, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import {
  FsxOntapStorage, FsxOntapStorageProps, OntapBackend, OntapDeploymentType, OntapProvisioning, OntapManagedConfig,
  ReclaimPolicy, TridentDriver,
  VolumeAccessMode,
} from '../../src';
import { templatesFor } from './support/apps';
import { Cloud, StackTemplate, Watcher } from './support/cloud';
import { KubernetesObject } from './support/kubernetes';
import { objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { proof, sleep, log, until } from './support/tools';

proof('what goes and what is retained of an ONTAP storage', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  beforeAll(async () => ontap.installed());
  let serial = 0;

  /** What was left in ONTAP when CloudFormation came to a resource: FSx refuses to delete an SVM with volumes. */
  const left: { [type: string]: { readonly volumes: number; readonly backends: number } } = {};
  const watcher: Watcher = {
    made: async resource => ontap.made(resource),
    goes: ({ type, id, properties }) => {
      const fileSystemId = properties.FileSystemId ?? id;
      const backends = [...ontap.trident.core.backends.values()].filter(
        ({ validated }) => validated.fileSystemId === fileSystemId,
      );
      const volumes = [...ontap.trident.core.volumes.values()].filter(({ backendUUID }) =>
        backends.some(({ uuid }) => uuid === backendUUID),
      );
      left[type] = { volumes: volumes.length, backends: backends.length };
    },
  };

  type More = (storage: FsxOntapStorage) => void;
  type Config = Partial<OntapManagedConfig>;
  const template = (
    id: string, config: Config = {}, more: More = () => undefined, props: Partial<FsxOntapStorageProps> = {},
  ): StackTemplate[] =>
    templatesFor(id, (stack: Stack, eksCluster: eks.ICluster) => more(new FsxOntapStorage(stack, 'Data', {
      cluster: eksCluster,
      driver: TridentDriver.existing(),
      provisioning: OntapProvisioning.managed({
        deploymentType: OntapDeploymentType.SINGLE_AZ_2, capacity: Size.gibibytes(1024),
        throughputCapacityPerHaPair: 384,
        vpcSubnets: { subnets: [eksCluster.vpc.privateSubnets[0]] }, ...config,
      }),
      claim: { name: 'data', size: Size.gibibytes(10) },
      // volumes that are retained would block the deletion
      reclaimPolicy: config.removalPolicy === RemovalPolicy.DESTROY ? ReclaimPolicy.DELETE : undefined,
      ...props,
    })));
  const newId = () => `Case${++serial}`;
  const everything: More = storage => {
    storage.addClaim('More', { size: Size.gibibytes(20) });
    storage.cloneOf('Branch', storage.snapshot('Baseline'));
    storage.cloneOf('Twin', storage);
  };
  const stored = async ({ kind, metadata: { name, namespace } }: KubernetesObject) =>
    cluster.api.get(kind, name, namespace);
  const claimsOf = async (cloud: Cloud) => Promise.all(objectsOf(cloud, 'PersistentVolumeClaim').map(async claim => cluster.bound(claim)));
  const steps = ({ story }: Cloud, since = 0) => story.slice(since).map(step => step.replace(/Case\d+\/Data|[0-9A-F]{8}$/g, ''));
  const DESTROY = { removalPolicy: RemovalPolicy.DESTROY };

  /** All snapshots are there: what is deleted was whole. */
  async function ready(cloud: Cloud): Promise<void> {
    for (const { metadata: { name, namespace } } of objectsOf(cloud, 'VolumeSnapshot')) {
      await until(`${name} ready`, 20, async () => (await cluster.api.get('VolumeSnapshot', name, namespace))?.status?.readyToUse);
    }
  }

  test('DESTROY: clones, snapshots and claims go first, then the backend, and nothing is left when the SVM goes', async () => {
    const cloud = cluster.cloud(watcher);
    await cloud.deploy(template(newId(), DESTROY, everything));
    expect(await claimsOf(cloud)).toHaveLength(4);
    await ready(cloud);
    expect(ontap.trident.core.volumes.size).toBe(4);
    const objects = objectsOf(cloud);
    const since = cloud.story.length;
    const destroying = cloud.destroy();
    // Trident is slow: claims are gone before it has deleted a volume
    await sleep(300);
    await ontap.trident.pause();
    setTimeout(() => ontap.trident.resume(), 3000);
    const start = Date.now();
    await destroying;
    const seconds = (Date.now() - start) / 1000;
    expect(seconds).toBeGreaterThan(2.5); // it was waited for
    expect(left['AWS::FSx::StorageVirtualMachine']).toEqual({ volumes: 0, backends: 0 });
    expect(left['AWS::FSx::FileSystem']).toEqual({ volumes: 0, backends: 0 });
    expect(steps(cloud, since).at(-1)).toBe('Delete Backends');
    expect(steps(cloud, since).indexOf('Delete SnapshotsBaselineManifest')).toBeGreaterThan(steps(cloud, since).indexOf('Delete ClonesBranchManifest'));
    for (const object of objects) {
      expect([object.kind, object.metadata.name, await stored(object)]).toEqual([
        object.kind,
        object.metadata.name,
        undefined,
      ]);
    }
    expect((await cluster.api.list('PersistentVolume')).filter(({ spec }) => spec.csi?.driver === 'csi.trident.netapp.io')).toEqual([]);
    log(`gone in ${seconds.toFixed(1)} s, of which Trident slept 3: ${steps(cloud, since).join(', ')}`);
  });

  test('DESTROY: the backend waits while a manually created volume is on it', async () => {
    const cloud = cluster.cloud(watcher);
    await cloud.deploy(template(newId(), DESTROY));
    const [claim] = await claimsOf(cloud);
    await cluster.api.create({
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'by-hand', namespace: 'default' },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: claim.spec.storageClassName, resources: { requests: { storage: '1Gi' } } },
    });
    await cluster.bound({ metadata: { name: 'by-hand', namespace: 'default' } });
    delete left['AWS::FSx::StorageVirtualMachine'];
    const destroying = cloud.destroy();
    await until('the backend to be deleting', 20, async () => {
      return (await stored(objectsOf(cloud, 'TridentBackendConfig')[0]))?.status.phase === 'Deleting';
    });
    await until('the volume of the storage to be gone', 20, async () => ontap.trident.core.volumes.size === 1);
    await sleep(1000);
    expect((await stored(objectsOf(cloud, 'TridentBackendConfig')[0]))?.status.phase).toBe('Deleting');
    expect(left['AWS::FSx::StorageVirtualMachine']).toBeUndefined();
    await cluster.api.remove('PersistentVolumeClaim', 'by-hand');
    await destroying;
    expect(left['AWS::FSx::StorageVirtualMachine']).toEqual({ volumes: 0, backends: 0 });
  });

  describe('DESTROY with volumes that are retained', () => {
    const RETAINED = { reclaimPolicy: ReclaimPolicy.RETAIN };
    /** `kubectl patch`, as docs/deletion.md says. */
    const letVolumesBeDeleted = async () => {
      for (const { metadata: { name }, spec } of await cluster.api.list('PersistentVolume')) {
        if (spec.csi?.driver === 'csi.trident.netapp.io') {
          await cluster.api.patch('PersistentVolume', name, '', { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
        }
      }
      for (const { metadata: { name } } of await cluster.api.list('VolumeSnapshotContent')) {
        await cluster.api.patch('VolumeSnapshotContent', name, '', { spec: { deletionPolicy: 'Delete' } });
      }
    };
    const deleting = async (cloud: Cloud) => (await stored(objectsOf(cloud, 'TridentBackendConfig')[0]))?.status.phase === 'Deleting';

    test('nothing is left when the SVM goes, where volumes and snapshots were let go before', async () => {
      const cloud = cluster.cloud(watcher);
      await cloud.deploy(template(newId(), DESTROY, everything, RETAINED));
      await claimsOf(cloud);
      await ready(cloud);
      await letVolumesBeDeleted();
      await cloud.destroy();
      expect(left['AWS::FSx::StorageVirtualMachine']).toEqual({ volumes: 0, backends: 0 });
    });

    test('the backend waits for them, until they are let go', async () => {
      const cloud = cluster.cloud(watcher);
      await cloud.deploy(template(newId(), DESTROY, undefined, RETAINED));
      await claimsOf(cloud);
      delete left['AWS::FSx::StorageVirtualMachine'];
      const destroying = cloud.destroy();
      await until('the backend to be deleting', 20, async () => deleting(cloud));
      await sleep(2000);
      expect([await deleting(cloud), ontap.trident.core.volumes.size, left['AWS::FSx::StorageVirtualMachine']]).toEqual([true, 1, undefined]);
      await letVolumesBeDeleted();
      await destroying;
      expect(left['AWS::FSx::StorageVirtualMachine']).toEqual({ volumes: 0, backends: 0 });
    });
  });

  test('without a word all stays: claims Bound, snapshots ready, the backend in force', async () => {
    const cloud = cluster.cloud(watcher);
    await cloud.deploy(template(newId(), {}, everything));
    const claims = await claimsOf(cloud);
    await ready(cloud);
    const objects = objectsOf(cloud);
    const before = await Promise.all(objects.map(stored));
    const since = cloud.story.length;
    await cloud.destroy();
    await sleep(1000);
    expect(steps(cloud, since).filter(step => !step.startsWith('Keep'))).toEqual([]);
    for (const [index, object] of objects.entries()) {
      expect([object.metadata.name, (await stored(object))?.metadata.uid]).toEqual([
        object.metadata.name,
        before[index]!.metadata.uid,
      ]);
    }
    for (const claim of claims) {
      expect((await cluster.bound(claim)).spec.volumeName).toBe(claim.spec.volumeName);
    }
    expect((await stored(objects.find(({ kind }) => kind === 'TridentBackendConfig')!))!.status.phase).toBe('Bound');
    log(`${objects.length} objects stay: ${[...new Set(objects.map(({ kind }) => kind))].join(', ')}`);
  });

  test.each<[string, Partial<OntapManagedConfig>, boolean]>([
    ['stays Bound', {}, true],
    ['goes with DESTROY', DESTROY, false],
  ])('a claim that leaves the app %s; the others are not touched', async (_what, config, retained) => {
    const cloud = cluster.cloud(watcher);
    const id = newId();
    await cloud.deploy(template(id, config, storage => storage.addClaim('More', { size: Size.gibibytes(20) })));
    const [first, more] = await claimsOf(cloud);
    expect(more.metadata.name).toMatch(/^more-/);
    const since = cloud.story.length;
    await cloud.deploy(template(id, config));
    expect(steps(cloud, since)).toEqual([`${retained ? 'Keep' : 'Delete'} ClaimsMoreManifest`]);
    expect((await cluster.bound(first)).metadata.uid).toBe(first.metadata.uid);
    expect((await stored(more))?.status.phase).toBe(retained ? 'Bound' : undefined);
    await cloud.destroy();
  });

  test.each<[string, Partial<OntapManagedConfig>, boolean]>([
    ['with its claims', {}, true],
    ['without them where DESTROY is said', DESTROY, false],
  ])('a backend that leaves the app stays %s', async (_what, config, retained) => {
    const cloud = cluster.cloud(watcher);
    const id = newId();
    const of = (...backends: OntapBackend[]) => ({ backends });
    const large: More = storage => storage.addClaim('Large', { size: Size.gibibytes(100), backend: 'nas-flexgroup' });
    await cloud.deploy(template(id, config, large, of(OntapBackend.nas(), OntapBackend.nasFlexgroup())));
    const [, claim] = await claimsOf(cloud);
    const [, flexgroup] = objectsOf(cloud, 'TridentBackendConfig');
    await cloud.deploy(template(id, config, () => undefined, of(OntapBackend.nas())));
    expect((await stored(claim))?.status.phase).toBe(retained ? 'Bound' : undefined);
    expect((await stored(flexgroup))?.status.phase).toBe('Bound'); // nothing is pruned from a manifest that stays
    await cloud.destroy();
    const kept = (await stored(flexgroup))?.status.phase;
    log(`and when the storage goes, the backend that left is ${kept ?? 'gone'}; FSx found ${JSON.stringify(left['AWS::FSx::StorageVirtualMachine'])}`);
  });

  test.failing('not yet: DESTROY after an edit that made another claim: nothing is left when the SVM goes', async () => {
    const cloud = cluster.cloud(watcher);
    const id = newId();
    await cloud.deploy(template(id, DESTROY));
    await claimsOf(cloud);
    await cloud.deploy(template(id, DESTROY, () => undefined, { claim: { name: 'data', size: Size.gibibytes(10), accessMode: VolumeAccessMode.READ_WRITE_ONCE } }));
    await claimsOf(cloud);
    // CloudFormation deletes the new claim and waits for the backend, which waits for the volume of the old one: here it is waited for some seconds
    const destroying = cloud.destroy();
    const end = await Promise.race([destroying.then(() => 'gone'), sleep(6000).then(() => 'waits for ever')]);
    for (const { metadata: { name, namespace } } of await cluster.api.list('PersistentVolumeClaim', 'default')) {
      if (/^data-/.test(name) && end !== 'gone') {
        await cluster.api.remove('PersistentVolumeClaim', name, namespace); // by hand
      }
    }
    await destroying;
    log(`not yet: DESTROY after an edit that made another claim: ${end}`);
    expect(end).toBe('gone');
  });

  test('a restore is carried out, once, and says so', async () => {
    const cloud = cluster.cloud(watcher);
    const id = newId();
    const taken: More = storage => { storage.snapshot('Before'); };
    await cloud.deploy(template(id, DESTROY, taken));
    await claimsOf(cloud);
    await ready(cloud);
    await cloud.deploy(template(id, DESTROY, storage => storage.restore('Back', storage.snapshot('Before'))));
    const [restore] = objectsOf(cloud, 'TridentActionSnapshotRestore');
    const done = await until('restored', 20, async () => {
      const found = await stored(restore);
      return found?.status?.state && found;
    });
    expect(done.status).toMatchObject({ state: 'Succeeded', message: '' });
    await cloud.destroy();
    expect(left['AWS::FSx::StorageVirtualMachine']).toEqual({ volumes: 0, backends: 0 });
  });

  test('a volume of the stack becomes a claim, by the id that the gate read', async () => {
    const cloud = cluster.cloud(watcher);
    const id = newId();
    const config = { volumes: [{ name: 'corpus', size: Size.gibibytes(50) }] };
    await cloud.deploy(template(id, config));
    const [{ metadata: { name: backendName } }] = objectsOf(cloud, 'TridentBackendConfig');
    const [volume] = cloud.resources('AWS::FSx::Volume');
    ontap.trident.world.foreign.push({
      backendName,
      name: volume.properties.Name,
      bytes: Number(volume.properties.OntapConfiguration.SizeInBytes),
    });
    await cloud.deploy(template(id, config, storage => storage.importVolume('Corpus', { volumeName: 'corpus', size: Size.gibibytes(50) })));
    const [, imported] = await claimsOf(cloud);
    expect(imported.metadata.annotations).toMatchObject({
      'trident.netapp.io/importOriginalName': 'corpus', 'trident.netapp.io/notManaged': 'true',
      'trident.netapp.io/importBackendUUID': [...ontap.trident.core.backends.values()].find(({ validated }) => validated.backendName === backendName)!.uuid,
    });
    expect(ontap.trident.volumes.ignored.get(`default/${imported.metadata.name}`)).toEqual([]);
    log(`claim ${imported.metadata.name} is Bound over the volume corpus`);
  });
});
