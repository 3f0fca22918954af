import { Lazy, Size, Stack } from 'aws-cdk-lib';
import { ApiObject, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FsxLustreStorage, IKubernetesVolume, ZoneAffinity } from '../../../src';
import { errorOf, existingOn, managedOn, storageOn, testStack, warningTextsOf } from '../../support/fixture';

/** A storage with two volumes in one namespace. */
function volumes(zoneAffinity?: ZoneAffinity): { data: FsxLustreStorage; models: IKubernetesVolume } {
  const data = managedOn(testStack(), { zoneAffinity }, { claim: { name: 'data', namespace: 'ml' } });
  return { data, models: data.addClaim('Models', { namespace: 'ml', subDirectory: 'models' }) };
}

function jobOf(chart: Chart) {
  const job = new kplus.Job(chart, 'Job');
  return { job, container: job.addContainer({ name: 'train', image: 'pytorch' }) };
}

const podSpec = (chart: Chart, kind = 'Job') => Testing.synth(chart).find(object => object.kind === kind).spec.template.spec;

/** A workload that cdk8s-plus does not know. */
function pyTorchJob(chart: Chart, containers: object[] = [{ name: 'pytorch' }, { name: 'sidecar' }]): ApiObject {
  const template = (list: object[]) => ({ template: { spec: { containers: list } } });
  return new ApiObject(chart, 'Train', {
    apiVersion: 'kubeflow.org/v1', kind: 'PyTorchJob', metadata: { name: 'train' },
    spec: { pytorchReplicaSpecs: { Master: template(containers), Worker: template(containers) } },
  } as any);
}
const replicas = (chart: Chart) =>
  Object.values<any>(Testing.synth(chart)[0].spec.pytorchReplicaSpecs).map(({ template }) => template.spec);

describe('mountOn', () => {
  test('mounts two volumes in a Job of cdk8s-plus', () => {
    const chart = Testing.chart();
    const { container } = jobOf(chart);
    const { data, models } = volumes();
    data.mountOn(container, '/data', { readOnly: true });
    models.mountOn(container, '/models', { subPath: 'resnet' });
    const { containers, volumes: mounted } = podSpec(chart);
    expect(mounted.map(({ persistentVolumeClaim }: any) => persistentVolumeClaim.claimName)).toEqual([
      data.claimName,
      models.claimName,
    ]);
    expect(containers[0].volumeMounts).toMatchObject([
      { name: mounted[0].name, mountPath: '/data', readOnly: true },
      { name: mounted[1].name, mountPath: '/models', subPath: 'resnet' },
    ]);
  });

  test.each(['/a', '..', 'a/../b', './a', '.', 'a//b', 'd'.repeat(256)])('rejects the subPath %j', subPath => {
    const { container } = jobOf(Testing.chart());
    const { data } = volumes();
    const problem = /subPath '[^]*' of '\/data': [^]*\n {2}Fix: write '/;
    expect(errorOf(() => data.mountOn(container, '/data', { subPath }))).toMatch(problem);
    expect(errorOf(() => data.mountInto(pyTorchJob(Testing.chart()), { path: '/data', subPath }))).toMatch(problem);
    expect(errorOf(() => data.volumeMount('/data', { subPath }))).toMatch(problem);
  });

  test.each(['a', 'a/b', 'a/', ''])('takes the subPath %j', subPath => {
    expect(volumes().data.volumeMount('/data', { subPath })).toMatchObject({ mountPath: '/data', subPath });
  });

  test('mounts one volume twice in a pod as one volume', () => {
    const chart = Testing.chart();
    const { job, container } = jobOf(chart);
    const { data } = volumes();
    data.mountOn(container, '/data');
    data.mountOn(job.addContainer({ name: 'watch', image: 'busybox' }), '/data');
    expect(podSpec(chart).volumes).toHaveLength(1);
  });
});

describe('mountInto', () => {
  test('adds the volume to every pod of a workload, and the mount to every container', () => {
    const chart = Testing.chart();
    const { data, models } = volumes();
    const job = pyTorchJob(chart);
    data.mountInto(job, { path: '/data' });
    models.mountInto(job, { path: '/models' });
    for (const spec of replicas(chart)) {
      expect(spec.volumes).toEqual([data, models].map(volume => volume.podVolume));
      for (const { volumeMounts } of spec.containers) {
        expect(volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(['/data', '/models']);
      }
    }
  });

  test('adds it to one container, read-only, a directory of it', () => {
    const chart = Testing.chart();
    const { data } = volumes();
    data.mountInto(pyTorchJob(chart), { path: '/data', container: 'pytorch', readOnly: true, subPath: 'train' });
    const [{ containers: [pytorch, sidecar] }] = replicas(chart);
    expect(pytorch.volumeMounts).toEqual([{ name: data.podVolume.name, mountPath: '/data', readOnly: true, subPath: 'train' }]);
    expect(sidecar).not.toHaveProperty('volumeMounts');
  });

  test.each([
    [ZoneAffinity.PREFERRED, ['eu-west-1a']],
    [ZoneAffinity.REQUIRED, undefined],
    [ZoneAffinity.OFF, undefined],
  ])('with the zone %s prefers nodes in %s', (zoneAffinity, zones) => {
    const chart = Testing.chart();
    const { data, models } = volumes(zoneAffinity);
    const job = pyTorchJob(chart);
    [data, models].forEach(volume => volume.mountInto(job, { path: `/${volume.claimName}` }));
    for (const spec of replicas(chart)) {
      const terms = spec.affinity?.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution;
      expect(terms?.flatMap(({ preference }: any) => preference.matchExpressions[0].values)).toEqual(zones);
    }
  });

  test('says so when there is nothing to mount in', () => {
    const { data } = volumes();
    expect(errorOf(() => data.mountInto(pyTorchJob(Testing.chart(), []), { path: '/data' }))).toMatch(/PyTorchJob 'train' has no containers/);
    expect(errorOf(() => data.mountInto(pyTorchJob(Testing.chart()), { path: '/data', container: 'main' }))).toMatch(/has no container 'main'/);
  });
});

describe('the namespace of a workload', () => {
  const manifest = (namespace?: string) => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'train', namespace }, spec: { containers: [{ name: 'main' }] },
  });
  const object = (namespace?: string) => new ApiObject(Testing.chart(), 'Pod', manifest(namespace));

  test('must be that of the claim', () => {
    const { data } = volumes();
    const error = /Pod 'train' is in the namespace 'web', and '.*' is in 'ml'[^]*\n {2}Fix: use one namespace for both/;
    expect(errorOf(() => data.mountInto(object('web'), { path: '/data' }))).toMatch(error);
    expect(errorOf(() => data.mountIntoManifest(manifest('web'), { path: '/data' }))).toMatch(error);
  });

  test.each([['the same', 'ml'], ['not set', undefined], ['a token', Lazy.string({ produce: () => 'web' })]])('can be %s', (_, namespace) => {
    const { data } = volumes();
    data.mountInto(object(namespace), { path: '/data' });
    expect(data.mountIntoManifest(manifest(namespace), { path: '/data' }).spec.volumes).toEqual([data.podVolume]);
  });
});

describe('mountIntoManifest', () => {
  test.each([undefined, null, 42, 'pod', []])('rejects %p', value => {
    expect(errorOf(() => volumes().data.mountIntoManifest(value as any, { path: '/data' }))).toMatch(/mountIntoManifest/);
  });

  test('rejects a manifest without containers', () => {
    expect(errorOf(() => volumes().data.mountIntoManifest({ kind: 'ConfigMap', metadata: { name: 'a' } }, { path: '/data' })))
      .toMatch(/ConfigMap 'a' has no containers/);
  });
});

describe('a user who cannot write to the root directory of a new file system', () => {
  const pod = (securityContext?: object, ofContainer?: object) => ({
    kind: 'Pod', metadata: { name: 'train' }, spec: { securityContext, containers: [{ name: 'main', securityContext: ofContainer }] },
  });
  const warnings = (storage: FsxLustreStorage) => warningTextsOf(Stack.of(storage)).filter(text => text.includes('root owns'));

  test.each<[string, object | undefined, object | undefined, string | undefined]>([
    ['of the pod', { runAsUser: 1000 }, undefined, 'user 1000'],
    ['of the container', undefined, { runAsUser: 1000 }, 'user 1000'],
    ['of the image', { runAsNonRoot: true }, undefined, 'runAsNonRoot'],
    ['who is root', { runAsUser: 1000 }, { runAsUser: 0 }, undefined],
    ['who is unknown', undefined, undefined, undefined],
  ])('%s', (_, ofPod, ofContainer, expected) => {
    const { data } = volumes();
    data.mountIntoManifest(pod(ofPod, ofContainer), { path: '/data' });
    expect(warnings(data)).toEqual(expected ? [expect.stringContaining(expected)] : []);
  });

  test('is warned of in containers of cdk8s-plus', () => {
    const { data } = volumes();
    const { job } = jobOf(Testing.chart());
    data.mountOn(job.addContainer({ name: 'reader', image: 'pytorch', securityContext: { user: 1000 } }), '/data', { readOnly: true });
    data.mountOn(job.addContainer({ name: 'writer', image: 'pytorch', securityContext: { user: 1000 } }), '/data');
    expect(warnings(data)).toEqual([expect.stringContaining('container \'writer\' runs as user 1000')]);
  });

  test('can read, can become its owner, or can mount another directory', () => {
    const { data, models } = volumes();
    const user = { runAsUser: 1000 };
    data.mountIntoManifest(pod(user), { path: '/data', readOnly: true });
    data.mountIntoManifest(pod(user), { path: '/data', ownership: { user: 1000 } });
    data.mountIntoManifest(pod(user), { path: '/data' });
    models.mountIntoManifest(pod(user), { path: '/models' });
    data.shareTo('team', { user: 1000 }).mountIntoManifest(pod(user), { path: '/team' });
    const existing = existingOn(testStack());
    existing.mountIntoManifest(pod(user), { path: '/data' });
    expect([...warnings(data), ...warnings(existing)]).toEqual([]);
  });
});

test('rejects the ownership of a volume that is mounted read-only, whose init container would fail', () => {
  const { data } = volumes();
  const pod = { kind: 'Pod', metadata: { name: 'train' }, spec: { containers: [{ name: 'main' }] } };
  const readers = data.shareTo('readers', { readOnly: true });
  expect(errorOf(() => readers.mountIntoManifest(pod, { path: '/data', ownership: { user: 1000 } })))
    .toMatch(/mounted with 'ro'.*cannot change its owner.*\n {2}Fix: leave ownership out/s);
  const [mount] = readers.mountIntoManifest(pod, { path: '/data', readOnly: true }).spec.containers[0].volumeMounts;
  expect(mount).toEqual(readers.volumeMount('/data', { readOnly: true }));
  expect(data.mountIntoManifest(pod, { path: '/data', readOnly: true, ownership: { user: 1000 } }).spec.initContainers).toHaveLength(1);
});

describe('a claim', () => {
  test('serves cdk8s-plus as claim and as volume', () => {
    const chart = Testing.chart();
    const { job, container } = jobOf(chart);
    const { data, models } = volumes();
    const volume = kplus.Volume.fromPersistentVolumeClaim(chart, 'Volume', models.claim);
    job.addVolume(volume);
    container.mount('/models', volume);
    expect(podSpec(chart).volumes[0].persistentVolumeClaim.claimName).toBe(models.claimName);
    expect(data.claim.name).toBe(data.claimName);
    expect(data.claim).toMatchObject({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', apiGroup: '', resourceType: 'persistentvolumeclaims' });
  });

  test('tells its namespace and an entry for a pod that is written elsewhere', () => {
    const { data } = volumes();
    expect(data.claimNamespace).toBe('ml');
    expect(data.podVolume).toEqual({ name: data.claimName, persistentVolumeClaim: { claimName: data.claimName } });
  });

  test('whose name is no DNS label is a volume of one that is, and of no other', () => {
    const stack = testStack();
    const volume = (name: string) =>
      storageOn(stack, { claim: { name, fixedName: true, size: Size.gibibytes(1200) } }, name).podVolume;
    const [dotted, dashed] = ['data.v1', 'data-v1'].map(volume);
    expect(dashed.name).toBe('data-v1');
    expect(dotted).toEqual({ name: expect.stringMatching(/^[a-z0-9-]{1,63}$/), persistentVolumeClaim: { claimName: 'data.v1' } });
    expect(dotted.name).not.toBe(dashed.name);
  });

  test('that is missing is an error with the way out, whatever is asked of it', () => {
    const storage = storageOn(testStack());
    const { container } = jobOf(Testing.chart());
    const requests = [
      () => storage.claim, () => storage.claimName, () => storage.claimNamespace, () => storage.podVolume,
      () => storage.mountOn(container, '/data'), () => storage.mountInto(pyTorchJob(Testing.chart()), { path: '/data' }),
    ];
    requests.forEach(ask => expect(errorOf(ask)).toBe('FsxLustreStorage \'Storage/Data\' has no claim. Fix: set claim, or use what addClaim() returns.'));
  });

  test('of a name that is taken is rejected', () => {
    const stack = testStack();
    const claim = { name: 'data', fixedName: true };
    managedOn(stack, {}, { claim });
    expect(errorOf(() => managedOn(stack, {}, { claim }, 'Other'))).toMatch(/'Storage\/Data' already creates a claim of this name.*\n.*\n.*lustre\/claim-twice/);
    expect(() => managedOn(stack, {}, { claim: { ...claim, namespace: 'ml' } }, 'Elsewhere')).not.toThrow();
  });

  test('of a fixed name that the construct gives is rejected too when it is taken', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: { name: 'models', fixedName: true } });
    expect(errorOf(() => storage.addClaim('Models', { fixedName: true }))).toMatch(/lustre\/claim-twice/);
  });
});
