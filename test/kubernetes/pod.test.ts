import { ApiObject, App, Chart } from 'cdk8s';
import { mountIntoPods, PodMount } from '../../src/kubernetes/pod';

const VOLUME = { name: 'data', persistentVolumeClaim: { claimName: 'data-0a1b2c3d' } };
const MOUNT: PodMount = { volume: VOLUME, path: '/data' };
const container = (name: string, rest: object = {}) => ({ name, image: 'training', ...rest });
const template = (spec: object) => ({ template: { spec } });
const ONE = { containers: [container('main')] };

/** Kinds that describe pods, by the path at which each keeps them. */
const KINDS: [string, string, (pod: object) => object, string[]][] = [
  ['v1', 'Pod', pod => ({ spec: pod }), ['spec']],
  ['apps/v1', 'Deployment', pod => ({ spec: { replicas: 2, ...template(pod) } }), ['spec.template.spec']],
  ['batch/v1', 'Job', pod => ({ spec: template(pod) }), ['spec.template.spec']],
  ['batch/v1', 'CronJob', pod => ({ spec: { jobTemplate: { spec: template(pod) } } }), ['spec.jobTemplate.spec.template.spec']],
  ['kubeflow.org/v1', 'PyTorchJob', pod => ({ spec: { pytorchReplicaSpecs: { Master: template(pod), Worker: { replicas: 3, ...template(pod) } } } }),
    ['spec.pytorchReplicaSpecs.Master.template.spec', 'spec.pytorchReplicaSpecs.Worker.template.spec']],
  ['ray.io/v1', 'RayCluster', pod => ({ spec: { headGroupSpec: template(pod), workerGroupSpecs: [template(pod), template(pod)] } }),
    ['spec.headGroupSpec.template.spec', 'spec.workerGroupSpecs.0.template.spec', 'spec.workerGroupSpecs.1.template.spec']],
  ['jobset.x-k8s.io/v1alpha2', 'JobSet', pod => ({ spec: { replicatedJobs: [{ name: 'workers', template: { spec: template(pod) } }] } }),
    ['spec.replicatedJobs.0.template.spec.template.spec']],
  ['example.com/v1', 'Odd', pod => ({ spec: { 'roles/a~b': template(pod) } }), ['spec.roles/a~b.template.spec']],
];

function workload(body: object, apiVersion = 'v1', kind = 'Pod'): ApiObject {
  return new ApiObject(new Chart(new App(), 'Chart'), 'Workload', { apiVersion, kind, ...body });
}

const at = (object: ApiObject, path: string) => path.split('.').reduce((node, key) => node[key], object.toJson());

/** The spec of a pod after mounts. */
function mounted(spec: object, first: Partial<PodMount> = {}, ...others: Partial<PodMount>[]): any {
  const pod = workload({ spec });
  [first, ...others].forEach(mount => mountIntoPods(pod, { ...MOUNT, ...mount }));
  return pod.toJson().spec;
}

test.each(KINDS)('mounts into every pod of %s %s', (apiVersion, kind, body, paths) => {
  const object = workload(body(ONE), apiVersion, kind);
  expect(mountIntoPods(object, MOUNT)).toHaveLength(paths.length);
  for (const path of paths) {
    expect(at(object, path)).toEqual({
      containers: [container('main', { volumeMounts: [{ name: 'data', mountPath: '/data' }] })], volumes: [VOLUME],
    });
  }
});

test('mounts into every container, init containers included', () => {
  const spec = mounted({ initContainers: [container('fetch')], containers: [container('main'), container('log')] });
  const mounts = [...spec.initContainers, ...spec.containers].map(({ name, volumeMounts }) => [name, volumeMounts]);
  expect(mounts).toEqual(['fetch', 'main', 'log'].map(name => [name, [{ name: 'data', mountPath: '/data' }]]));
  expect(spec.volumes).toEqual([VOLUME]);
});

test('keeps the volumes and mounts that are there', () => {
  const scratch = { name: 'scratch', emptyDir: {} };
  const spec = mounted({ volumes: [scratch], containers: [container('main', { volumeMounts: [{ name: 'scratch', mountPath: '/tmp' }] })] });
  expect(spec.volumes).toEqual([scratch, VOLUME]);
  expect(spec.containers[0].volumeMounts).toEqual([{ name: 'scratch', mountPath: '/tmp' }, { name: 'data', mountPath: '/data' }]);
});

test('fills lists that are there and empty', () => {
  const spec = mounted({ volumes: [], containers: [container('main', { volumeMounts: [] })] });
  expect([spec.volumes, spec.containers[0].volumeMounts]).toEqual([[VOLUME], [{ name: 'data', mountPath: '/data' }]]);
});

test('says readOnly and subPath where they were requested', () => {
  expect(mounted(ONE, { readOnly: true, subPath: 'team-a' }).containers[0].volumeMounts)
    .toEqual([{ name: 'data', mountPath: '/data', readOnly: true, subPath: 'team-a' }]);
});

test('mounts into the named container only, and gives the volume only to pods that have it', () => {
  const worker = { containers: [container('worker'), container('log')] };
  const object = workload({ spec: { headGroupSpec: template(ONE), workerGroupSpecs: [template(worker)] } }, 'ray.io/v1', 'RayCluster');
  expect(mountIntoPods(object, { ...MOUNT, container: 'worker' })).toHaveLength(1);
  expect(at(object, 'spec.headGroupSpec.template.spec')).toEqual(ONE);
  expect(at(object, 'spec.workerGroupSpecs.0.template.spec')).toEqual({
    containers: [container('worker', { volumeMounts: [{ name: 'data', mountPath: '/data' }] }), container('log')], volumes: [VOLUME],
  });
});

test('mounts into a named init container', () => {
  const spec = mounted({ initContainers: [container('fetch')], containers: [container('main')] }, { container: 'fetch' });
  expect([spec.initContainers[0].volumeMounts, spec.containers[0].volumeMounts]).toEqual([[{ name: 'data', mountPath: '/data' }], undefined]);
});

test.each<[string, object, Partial<PodMount>]>([
  ['no such container', { spec: ONE }, { container: 'other' }],
  ['no containers yet', { spec: { containers: [] } }, {}],
  ['no pods', { data: { 'config.yaml': 'containers: []' } }, { preferredZone: 'eu-west-1a' }],
])('changes nothing where there is %s, and says so', (_, body, mount) => {
  const object = workload(body);
  const before = object.toJson();
  expect(mountIntoPods(object, { ...MOUNT, ...mount })).toEqual([]);
  expect(object.toJson()).toEqual(before);
});

test('mounts one volume at two paths, and adds it to the pod once', () => {
  const spec = mounted(ONE, { path: '/data' }, { path: '/models', subPath: 'models' });
  expect(spec.volumes).toEqual([VOLUME]);
  expect(spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }, { name: 'data', mountPath: '/models', subPath: 'models' }]);
});

test('mounts once what is mounted twice in the same way', () => {
  expect(mounted(ONE, { subPath: 'a' }, { subPath: 'a' })).toEqual(mounted(ONE, { subPath: 'a' }));
});

test.each<[string, Partial<PodMount>]>([
  ['of another directory', { subPath: 'b' }],
  ['for reading only', { readOnly: true }],
  ['of another volume', { volume: { name: 'models', persistentVolumeClaim: { claimName: 'models' } } }],
])('rejects a mount %s at a path that is taken', (_, second) => {
  expect(() => mounted(ONE, {}, second)).toThrow('container \'main\' already has another mount at \'/data\': use another path.');
});

test('rejects a pod with another volume of the name, which it would mount instead', () => {
  const volumes = [{ name: 'data', emptyDir: {} }];
  expect(() => mounted({ ...ONE, volumes })).toThrow('the pod already has another volume named \'data\': rename that volume.');
});

test('mounts two volumes into one pod', () => {
  const models = { name: 'models', persistentVolumeClaim: { claimName: 'models' } };
  const spec = mounted(ONE, {}, { volume: models, path: '/models' });
  expect(spec.volumes).toEqual([VOLUME, models]);
  expect(spec.containers[0].volumeMounts.map((mount: any) => mount.name)).toEqual(['data', 'models']);
});

describe('prefers the zone of the file system', () => {
  const term = (zone: string) => ({
    weight: 100, preference: { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] },
  });
  const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
  const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'gpu', operator: 'Exists' }] }] };
  const other = { weight: 1, preference: { matchExpressions: [{ key: 'spot', operator: 'DoesNotExist' }] } };
  const podAntiAffinity = { [PREFERRED]: [] };
  const zone = { preferredZone: 'eu-west-1a' };

  test.each<[string, object | undefined, object]>([
    ['without affinity', undefined, { nodeAffinity: { [PREFERRED]: [term('eu-west-1a')] } }],
    ['beside other affinity', { podAntiAffinity }, { podAntiAffinity, nodeAffinity: { [PREFERRED]: [term('eu-west-1a')] } }],
    ['beside what is required', { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
      { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required, [PREFERRED]: [term('eu-west-1a')] } }],
    ['beside other preferences', { nodeAffinity: { [PREFERRED]: [other] } }, { nodeAffinity: { [PREFERRED]: [other, term('eu-west-1a')] } }],
  ])('%s', (_, affinity, expected) => {
    expect(mounted({ ...ONE, affinity }, zone).affinity).toEqual(expected);
  });

  test('once for two volumes of a zone, once for each of two zones', () => {
    const models = { volume: { name: 'models', persistentVolumeClaim: { claimName: 'models' } }, path: '/models' };
    const termsOf = (preferredZone: string) =>
      mounted(ONE, zone, { ...models, preferredZone }).affinity.nodeAffinity[PREFERRED];
    expect(termsOf('eu-west-1a')).toEqual([term('eu-west-1a')]);
    expect(termsOf('eu-west-1b')).toEqual([term('eu-west-1a'), term('eu-west-1b')]);
  });

  test('not where it was not requested', () => {
    expect(mounted(ONE).affinity).toBeUndefined();
  });
});

describe('gives the volume to an owner', () => {
  const owner = { user: 1000, group: 2000, image: 'busybox' };
  const step = (name: string, volume: string, rest: object = {}) => ({
    name,
    image: 'busybox',
    command: ['chown', '1000:2000', '/volume'],
    securityContext: { runAsUser: 0, runAsNonRoot: false, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['CHOWN'] } },
    volumeMounts: [{ name: volume, mountPath: '/volume', ...rest }],
  });
  const MODELS = { volume: { name: 'models', persistentVolumeClaim: { claimName: 'models' } }, path: '/models' };

  test('before all other init containers', () => {
    const spec = mounted({ initContainers: [container('fetch')], containers: [container('main')] }, { owner });
    expect(spec.initContainers[0]).toEqual(step('own-data', 'data'));
    expect(spec.initContainers.map(({ name }: any) => name)).toEqual(['own-data', 'fetch']);
  });

  test.each<[string, object]>([['no list', {}], ['an empty list', { initContainers: [] }]])('where there is %s of init containers', (_, rest) => {
    expect(mounted({ ...ONE, ...rest }, { owner }).initContainers).toEqual([step('own-data', 'data')]);
  });

  test('whatever user the pod has, whose security context stays', () => {
    const securityContext = { runAsUser: 1000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    const spec = mounted({ ...ONE, securityContext }, { owner });
    expect(spec.securityContext).toEqual(securityContext);
    expect(spec.initContainers[0].securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
  });

  test('once, and with nothing else in the step, when it is mounted twice or at two paths', () => {
    for (const second of [{ owner }, { path: '/more', owner }, { path: '/more' }]) {
      expect(mounted(ONE, { owner }, second).initContainers).toEqual([step('own-data', 'data')]);
    }
  });

  test('each of two volumes by a step that sees that volume alone', () => {
    const { initContainers } = mounted(ONE, { owner }, { ...MODELS, owner });
    expect(initContainers).toEqual([step('own-models', 'models'), step('own-data', 'data')]);
  });

  test('also where containers see it at the path of the step', () => {
    const spec = mounted(ONE, { owner }, { ...MODELS, path: '/volume' });
    expect(spec.initContainers).toEqual([step('own-data', 'data')]);
    expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'models', mountPath: '/volume' });
  });

  test('of the directory that is mounted, which the kubelet makes for root', () => {
    const { initContainers } = mounted(ONE, { subPath: 'team-a', owner });
    expect(initContainers).toEqual([step(initContainers[0].name, 'data', { subPath: 'team-a' })]);
    expect(initContainers[0].name).toMatch(/^own-data-[0-9a-f]{8}$/);
  });

  test('of each of two directories', () => {
    const { initContainers } = mounted(ONE, { subPath: 'a', owner }, { path: '/b', subPath: 'b', owner: { ...owner, user: 3000 } });
    expect(initContainers.map(({ command, volumeMounts }: any) => [command[1], volumeMounts[0].subPath])).toEqual([['3000:2000', 'b'], ['1000:2000', 'a']]);
    expect(new Set(initContainers.map(({ name }: any) => name)).size).toBe(2);
  });

  test('also if containers may only read', () => {
    const spec = mounted(ONE, { readOnly: true, owner });
    expect([spec.initContainers[0].volumeMounts[0].readOnly, spec.containers[0].volumeMounts[0].readOnly]).toEqual([
      undefined,
      true,
    ]);
  });

  test('in a name that is not too long', () => {
    const volume = { name: 'x'.repeat(63), persistentVolumeClaim: { claimName: 'x' } };
    for (const subPath of [undefined, 'team-a']) {
      expect(mounted(ONE, { volume, subPath, owner }).initContainers[0].name).toMatch(/^own-[a-z0-9-]{0,58}[a-z0-9]$/);
    }
  });

  test('of pods that see it, and of no others', () => {
    const object = workload({ spec: { headGroupSpec: template(ONE), workerGroupSpecs: [template({ containers: [container('worker')] })] } }, 'ray.io/v1', 'RayCluster');
    mountIntoPods(object, { ...MOUNT, container: 'worker', owner });
    expect(at(object, 'spec.headGroupSpec.template.spec').initContainers).toBeUndefined();
    expect(at(object, 'spec.workerGroupSpecs.0.template.spec').initContainers).toEqual([step('own-data', 'data')]);
  });

  test.each([[{ ...owner, user: 1 }], [{ ...owner, group: 1 }]])('and not to another one too', second => {
    expect(() => mounted(ONE, { owner }, { path: '/more', owner: second })).toThrow('the pod already sets another owner of \'data\' (1000:2000): a volume has one owner.');
  });
});

describe('sets the group of the volumes', () => {
  test('of every pod', () => {
    const object = workload({ spec: { headGroupSpec: template(ONE), workerGroupSpecs: [template(ONE)] } }, 'ray.io/v1', 'RayCluster');
    mountIntoPods(object, { ...MOUNT, fsGroup: 2000 });
    for (const path of ['spec.headGroupSpec', 'spec.workerGroupSpecs.0']) {
      expect(at(object, `${path}.template.spec`).securityContext).toEqual({ fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch' });
    }
  });

  test('beside what the pod says of its users, and with the policy that it has', () => {
    expect(mounted({ ...ONE, securityContext: { runAsUser: 1 } }, { fsGroup: 0 }).securityContext)
      .toEqual({ runAsUser: 1, fsGroup: 0, fsGroupChangePolicy: 'OnRootMismatch' });
    expect(mounted({ ...ONE, securityContext: { fsGroupChangePolicy: 'Always' } }, { fsGroup: 2000 }).securityContext)
      .toEqual({ fsGroup: 2000, fsGroupChangePolicy: 'Always' });
  });

  test('to one: another is rejected', () => {
    expect(mounted(ONE, { fsGroup: 2000 }, { path: '/more', fsGroup: 2000 }).securityContext.fsGroup).toBe(2000);
    expect(() => mounted(ONE, { fsGroup: 2000 }, { path: '/more', fsGroup: 0 })).toThrow('the pod already has another fsGroup (2000): all volumes of a pod share one fsGroup.');
  });

  test('not where it was not requested', () => {
    expect(mounted(ONE).securityContext).toBeUndefined();
  });
});

test('a rejected mount leaves the workload as it was', () => {
  const pod = workload({ spec: { ...ONE, securityContext: { fsGroup: 1 } } });
  const before = pod.toJson();
  expect(() => mountIntoPods(pod, { ...MOUNT, fsGroup: 2, owner: { user: 1, group: 1, image: 'busybox' } })).toThrow('another fsGroup');
  expect(pod.toJson()).toEqual(before);
});
