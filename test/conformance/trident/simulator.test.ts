import { execFileSync } from 'child_process';
import { join } from 'path';
import { SECRET, spec } from './cases';
import { Client, Kind } from './client';
import { Trident } from './simulator';
import { KubernetesObject } from '../support/kubernetes';
import { RealCluster } from '../support/real-cluster';
import { TOOLS, proof, sleep, until } from '../support/tools';

const NAMESPACE = 'trident';

proof('a played Trident on a real API server', () => {
  const cluster = new RealCluster();
  let trident: Trident;
  let client: Client;
  beforeAll(async () => {
    await cluster.namespace(NAMESPACE);
    await cluster.namespace('apps');
    execFileSync(join(TOOLS, 'kubectl'), ['create', `--kubeconfig=${cluster.plane.kubeconfig}`, '-f', join(TOOLS, 'crds')]);
    trident = new Trident(cluster.plane);
    trident.world.fileSystems.push({ id: 'fs-0123456789abcdef0', svms: ['trident'] });
    client = trident.client;
    trident.start();
  });
  cluster.beforeEnd(async () => trident?.stop());

  const config = (name: string, over: object = {}) => ({
    apiVersion: 'trident.netapp.io/v1', kind: 'TridentBackendConfig', metadata: { name, namespace: NAMESPACE }, spec: spec(over),
  });
  const storageClass = (name: string, over: object = {}) => client.create({
    apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner: 'csi.trident.netapp.io', volumeBindingMode: 'Immediate', ...over,
  });
  const claim = (name: string, storageClassName: string, over: object = {}, annotations = {}) => client.create({
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'apps', annotations },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } }, ...over },
  });
  const status = async (name: string) => (await client.get('TridentBackendConfig', name, NAMESPACE))?.status;
  const reaches = async (name: string, wanted: object) =>
    until(`${name}: ${JSON.stringify(wanted)}`, 20, async () => {
      const found = await status(name);
      return (
        Object.entries(wanted).every(([key, value]) =>
          value instanceof RegExp ? value.test(found?.[key]) : found?.[key] === value,
        ) && found
      );
    });
  const bound = async (name: string) => reaches(name, { phase: 'Bound', lastOperationStatus: 'Success' });
  const gone = async (kind: Kind, name: string, namespace?: string) => until(`${kind} ${name} gone`, 20, async () => !await client.get(kind, name, namespace));
  const backendOf = async (uuid: string) => (await client.list('TridentBackend', NAMESPACE)).find(({ backendUUID }) => backendUUID === uuid);
  const backendBecomes = async (uuid: string, wanted: object) => until(`backend ${uuid}: ${JSON.stringify(wanted)}`, 20, async () => {
    const found = await backendOf(uuid);
    return Object.entries(wanted).every(([key, value]) => found?.[key] === value);
  });
  const edit = async (
    kind: Kind,
    name: string,
    namespace: string,
    change: (object: any) => void,
  ): Promise<KubernetesObject> =>
    until(`${name} edited`, 10, async () => {
      const object = (await client.get(kind, name, namespace))!;
      change(object);
      return client.update({ ...object, kind }).catch(() => undefined); // the controller was there first
    });
  const pending = async (name: string, word: RegExp) => {
    await until(`${name} refused`, 20, async () => word.test(trident.volumes.rejections.get(`apps/${name}`) ?? ''));
    expect((await client.get('PersistentVolumeClaim', name, 'apps'))!.status.phase).toBe('Pending');
  };
  const rejects = async (object: any, word: RegExp) => expect(client.create(object)).rejects.toThrow(word);

  test('its kinds are not there before the operator makes them', async () => {
    await rejects(config('early'), /could not find|not found/);
    await trident.installKinds();
    expect(await client.list('TridentBackendConfig', NAMESPACE)).toEqual([]);
  });

  test('the API server takes anything for a backend, and checks what has a schema', async () => {
    await client.create({ ...config('nonsense'), spec: { version: 'one' } });
    await reaches('nonsense', { phase: '', lastOperationStatus: 'Failed' });
    await client.remove('TridentBackendConfig', 'nonsense', NAMESPACE);
    await gone('TridentBackendConfig', 'nonsense', NAMESPACE);
    const reference = { apiVersion: 'trident.netapp.io/v1', kind: 'TridentVolumeReference', metadata: { name: 'data', namespace: 'apps' }, spec: { pvcName: 'data' } };
    await rejects(reference, /spec\.pvcNamespace: Required/);
  });

  test('a good backend becomes Bound, with a finalizer, an UUID and a TridentBackend', async () => {
    await client.create(config('good', { debugTraceFlags: { 'rev-1': false } }));
    const { backendInfo, deletionPolicy, message } = await bound('good');
    expect({ backendName: backendInfo.backendName, deletionPolicy, message }).toEqual({ backendName: 'good', deletionPolicy: 'delete', message: "Backend 'good' created" });
    const found = await client.get('TridentBackendConfig', 'good', NAMESPACE);
    expect(found!.metadata.finalizers).toEqual(['trident.netapp.io']);
    expect(await backendOf(backendInfo.backendUUID)).toMatchObject({
      backendName: 'good', configRef: found!.metadata.uid, state: 'online', online: true,
      config: { ontap_config: { svm: 'trident', debugTraceFlags: { 'rev-1': false } } }, metadata: { finalizers: ['trident.netapp.io'] },
    });
    // what a waiter in a stack asks
    const arguments_ = ['get', 'tbc', 'good', `--kubeconfig=${cluster.plane.kubeconfig}`, '-n', NAMESPACE, '-o', 'jsonpath={.status.phase}'];
    expect(execFileSync(join(TOOLS, 'kubectl'), arguments_, { encoding: 'utf8' })).toBe('Bound');
  });

  test('a bad one has the reason in its status and in an event, and is tried again when its spec changes', async () => {
    await client.create(config('bad', { credentials: undefined }));
    const failed = await reaches('bad', { phase: '', lastOperationStatus: 'Failed', message: /^Failed to create backend: credentials are missing/ });
    expect(failed.backendInfo).toEqual({ backendName: '', backendUUID: '' });
    expect(await cluster.api.events('bad', NAMESPACE)).toContain(`Failed: ${failed.message}`);
    await edit('TridentBackendConfig', 'bad', NAMESPACE, object => { object.metadata.annotations = { note: 'metadata alone is no reason' }; });
    await sleep(600);
    expect(await status('bad')).toEqual(failed);
    await edit('TridentBackendConfig', 'bad', NAMESPACE, object => { object.spec = spec(); });
    await bound('bad');
  });

  test('one that waits for the world is tried again by itself', async () => {
    trident.world.unreadable.add(SECRET.replace('AbCdEf', 'Rights'));
    await client.create(config('waiting', { svm: 'later', credentials: { type: 'awsarn', name: SECRET.replace('AbCdEf', 'Rights') } }));
    await reaches('waiting', { lastOperationStatus: 'Failed', message: /cannot be read/ });
    trident.world.unreadable.clear();
    await reaches('waiting', { lastOperationStatus: 'Failed', message: /no SVM/ });
    trident.world.fileSystems[0] = { id: 'fs-0123456789abcdef0', svms: ['trident', 'later'] };
    await bound('waiting');
  });

  test('a Kubernetes Secret serves as well', async () => {
    await client.create(config('by-secret', { credentials: { name: 'svm' } }));
    await reaches('by-secret', { lastOperationStatus: 'Failed', message: /no Secret svm/ });
    await client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'svm', namespace: NAMESPACE }, stringData: { Username: 'vsadmin', Password: 'x' } });
    await bound('by-secret');
  });

  test('an update that is rejected leaves the backend as it was, one that is taken is written down', async () => {
    const { backendInfo } = await status('good');
    await edit('TridentBackendConfig', 'good', NAMESPACE, object => { object.spec = spec({ storagePrefix: 'other_', debugTraceFlags: { 'rev-2': false } }); });
    await reaches('good', { phase: 'Bound', lastOperationStatus: 'Failed', message: /^Failed to apply the backend update; the storage prefix/ });
    expect((await backendOf(backendInfo.backendUUID))!.config.ontap_config.debugTraceFlags).toEqual({ 'rev-1': false });
    await edit('TridentBackendConfig', 'good', NAMESPACE, object => { object.spec = spec({ debugTraceFlags: { 'rev-3': false }, storage: [{ labels: { pool: 'hot' } }] }); });
    await reaches('good', { phase: 'Bound', lastOperationStatus: 'Success', message: "Backend 'good' updated" });
    expect((await backendOf(backendInfo.backendUUID))!.config.ontap_config.debugTraceFlags).toEqual({ 'rev-3': false });
    expect((await status('good')).backendInfo).toEqual(backendInfo);
  });

  test('two objects cannot have one backend', async () => {
    await client.create(config('thief', { backendName: 'good' }));
    await reaches('thief', { phase: '', lastOperationStatus: 'Failed', message: /belongs to another/ });
    await client.remove('TridentBackendConfig', 'thief', NAMESPACE);
    await gone('TridentBackendConfig', 'thief', NAMESPACE);
    await bound('good');
  });

  test('claims of a class that fits become Bound, others stay Pending with the reason', async () => {
    await storageClass('hot', { parameters: { storagePools: 'good:.*', selector: 'pool=hot' }, mountOptions: ['nfsvers=4.1', 'hard'] });
    await storageClass('cold', { parameters: { selector: 'pool=cold' } });
    await storageClass('unknown', { parameters: { snapshotPolicy: 'daily' } });
    await claim('data', 'hot', { accessModes: ['ReadWriteMany'] }, { 'trident.netapp.io/tieringPolicy': 'auto' });
    const volume = await cluster.volumeOf(await cluster.bound({ metadata: { name: 'data', namespace: 'apps' } }));
    expect(volume.spec).toMatchObject({
      csi: { driver: 'csi.trident.netapp.io', volumeAttributes: { backendUUID: (await status('good')).backendInfo.backendUUID, protocol: 'file' } },
      mountOptions: ['nfsvers=4.1', 'hard'], persistentVolumeReclaimPolicy: 'Delete', claimRef: { name: 'data', namespace: 'apps' },
    });
    expect(trident.volumes.ignored.get('apps/data')).toEqual([expect.stringMatching(/tieringPolicy/)]);
    await claim('nowhere', 'cold');
    await claim('never', 'unknown');
    await claim('raw', 'hot', { volumeMode: 'Block' });
    await pending('nowhere', /no pool of any backend/);
    await pending('never', /snapshotPolicy is not known/);
    await pending('raw', /no pool of the class holds block/);
    expect(trident.volumes.validatedClass('unknown')).toMatchObject({ ignored: true });
    // a pool that comes later serves the claim that waits
    await edit('TridentBackendConfig', 'bad', NAMESPACE, object => { object.spec.storage = [{ labels: { pool: 'cold' } }]; });
    await cluster.bound({ metadata: { name: 'nowhere', namespace: 'apps' } });
  });

  test('a claim that waits for its first consumer is served when a node was chosen', async () => {
    await storageClass('late', { parameters: { storagePools: 'good:.*' }, volumeBindingMode: 'WaitForFirstConsumer' });
    await claim('late', 'late');
    await sleep(1000);
    expect((await client.get('PersistentVolumeClaim', 'late', 'apps'))!.status.phase).toBe('Pending');
    await edit('PersistentVolumeClaim', 'late', 'apps', object => { object.metadata.annotations = { ...object.metadata.annotations, 'volume.kubernetes.io/selected-node': 'node-1' }; });
    await cluster.bound({ metadata: { name: 'late', namespace: 'apps' } });
  });

  test('snapshots become ready, claims come out of them and of claims, restores run once', async () => {
    await client.create({ apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotClass', metadata: { name: 'trident' }, driver: 'csi.trident.netapp.io', deletionPolicy: 'Delete' });
    const take = async (name: string) => {
      await client.create({
        apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name, namespace: 'apps' },
        spec: { volumeSnapshotClassName: 'trident', source: { persistentVolumeClaimName: 'data' } },
      });
      return until(`${name} ready`, 20, async () => {
        const found = await client.get('VolumeSnapshot', name, 'apps');
        return found?.status?.readyToUse && found;
      });
    };
    expect((await take('before')).status).toMatchObject({ restoreSize: String(1024 ** 3), boundVolumeSnapshotContentName: expect.any(String) });
    const apiGroup = 'snapshot.storage.k8s.io';
    await claim('again', 'hot', { dataSource: { apiGroup, kind: 'VolumeSnapshot', name: 'before' } });
    await claim('twin', 'hot', { dataSource: { kind: 'PersistentVolumeClaim', name: 'data' } });
    await claim('larger', 'hot', { dataSource: { kind: 'PersistentVolumeClaim', name: 'data' }, resources: { requests: { storage: '2Gi' } } });
    await cluster.bound({ metadata: { name: 'again', namespace: 'apps' } });
    await cluster.bound({ metadata: { name: 'twin', namespace: 'apps' } });
    await pending('larger', /size of its source/);

    const restore = async (name: string, volumeSnapshotName: string) => {
      await client.create({ apiVersion: 'trident.netapp.io/v1', kind: 'TridentActionSnapshotRestore', metadata: { name, namespace: 'apps' }, spec: { pvcName: 'data', volumeSnapshotName } });
      return until(`${name} done`, 20, async () => (await client.get('TridentActionSnapshotRestore', name, 'apps'))?.status?.state);
    };
    expect(await restore('back', 'before')).toBe('Succeeded');
    await sleep(1100); // creation times have whole seconds
    await take('after');
    expect(await restore('too-far-back', 'before')).toBe('Failed');
  });

  test('autogrow policies say whether they are good', async () => {
    const policy = async (name: string, usedThreshold: string) => {
      await client.create({ apiVersion: 'trident.netapp.io/v1', kind: 'TridentAutogrowPolicy', metadata: { name }, spec: { usedThreshold } });
      return until(`${name} judged`, 20, async () => (await client.get('TridentAutogrowPolicy', name))?.status?.state);
    };
    expect(await policy('good', '80%')).toBe('Success');
    // the schema accepts it, the controller does not
    expect(await policy('bad', '99.5%')).toBe('Failed');
    await expect(policy('worse', '50Gi')).rejects.toThrow(/usedThreshold/);
    await expect(policy('NONE', '80%')).rejects.toThrow(/NONE/);
  });

  test('a backend with volumes stays Deleting until they are gone', async () => {
    const { backendInfo } = await status('good');
    await client.remove('TridentBackendConfig', 'good', NAMESPACE);
    await reaches('good', { phase: 'Deleting', lastOperationStatus: 'Success' });
    await backendBecomes(backendInfo.backendUUID, { state: 'deleting', online: false });
    await claim('orphan', 'hot');
    await pending('orphan', /no pool/);
    for (const name of ['again', 'twin', 'late', 'data']) {
      await client.remove('PersistentVolumeClaim', name, 'apps');
    }
    // its two snapshots hold the volume of `data`, after Kubernetes let go of it
    await until('the other volumes deleted', 20, async () => (await client.list('PersistentVolume')).length === 1
      && [...trident.core.volumes.values()].some(({ deleting, snapshots }) => deleting && snapshots.size === 2));
    expect((await status('good')).phase).toBe('Deleting');
    for (const name of ['before', 'after']) {
      await client.remove('VolumeSnapshot', name, 'apps');
    }
    await gone('TridentBackendConfig', 'good', NAMESPACE);
    await until('backend gone', 20, async () => !await backendOf(backendInfo.backendUUID));
    await until('snapshots gone', 20, async () => (await client.list('VolumeSnapshotContent')).length === 0);
  });

  test('a retained volume holds its backend, too', async () => {
    await storageClass('kept', { parameters: { storagePools: 'by-secret:.*' }, reclaimPolicy: 'Retain' });
    await claim('kept', 'kept');
    const { spec: { volumeName } } = await cluster.bound({ metadata: { name: 'kept', namespace: 'apps' } });
    await client.remove('PersistentVolumeClaim', 'kept', 'apps');
    await gone('PersistentVolumeClaim', 'kept', 'apps');
    await client.remove('TridentBackendConfig', 'by-secret', NAMESPACE);
    await reaches('by-secret', { phase: 'Deleting' });
    trident.core.deleteVolume(volumeName); // a user deletes it manually
    await gone('TridentBackendConfig', 'by-secret', NAMESPACE);
  });

  test('a backend that is retained stays, and another object can take it over', async () => {
    const { backendInfo } = await status('bad');
    await edit('TridentBackendConfig', 'bad', NAMESPACE, object => { object.spec.deletionPolicy = 'retain'; });
    await reaches('bad', { deletionPolicy: 'retain' });
    await client.remove('TridentBackendConfig', 'bad', NAMESPACE);
    await gone('TridentBackendConfig', 'bad', NAMESPACE);
    await backendBecomes(backendInfo.backendUUID, { state: 'online', configRef: '' });
    await client.create(config('heir', { backendName: 'bad' }));
    expect((await bound('heir')).backendInfo).toEqual(backendInfo);
  });

  test('one that never was Bound goes at once, one with a wrong policy not at all', async () => {
    await client.create(config('unbound', { svm: 'gone' }));
    await reaches('unbound', { lastOperationStatus: 'Failed' });
    await client.remove('TridentBackendConfig', 'unbound', NAMESPACE);
    await gone('TridentBackendConfig', 'unbound', NAMESPACE);

    await client.create(config('stuck', { deletionPolicy: 'keep' }));
    await reaches('stuck', { phase: '', message: /^Failed to process backend: deletionPolicy/ });
    await client.remove('TridentBackendConfig', 'stuck', NAMESPACE);
    await sleep(1000);
    expect(await client.get('TridentBackendConfig', 'stuck', NAMESPACE)).toBeDefined();
    await edit('TridentBackendConfig', 'stuck', NAMESPACE, object => { object.spec.deletionPolicy = 'delete'; });
    await gone('TridentBackendConfig', 'stuck', NAMESPACE);
  });
});
