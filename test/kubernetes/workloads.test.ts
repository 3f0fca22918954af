import { ApiObject, App, Chart } from 'cdk8s';
import { PodMount, addVolume, mountIntoManifest, mountIntoPods } from '../../src/kubernetes/pod';

const VOLUME = { name: 'data', persistentVolumeClaim: { claimName: 'data-0a1b2c3d' } };
const MOUNT: PodMount = { volume: VOLUME, path: '/data' };
const MOUNTED = [{ name: 'data', mountPath: '/data' }];
const OWNER = { user: 1000, group: 1000, image: 'busybox' };

const mounted = (manifest: object, mount: Partial<PodMount> = {}) =>
  mountIntoManifest(manifest, { ...MOUNT, ...mount });
const specOf = (manifest: object, mount: Partial<PodMount> = {}) => mounted(manifest, mount).manifest.spec;

describe('Argo Workflows', () => {
  const templates = [
    { name: 'main', dag: { tasks: [{ name: 'train', template: 'train' }] } },
    { name: 'train', container: { image: 'training' }, sidecars: [{ name: 'log', image: 'log' }] },
    { name: 'report', script: { image: 'python', source: 'print(1)' } },
    { name: 'pair', containerSet: { containers: [{ name: 'a', image: 'a' }, { name: 'b', image: 'b' }] } },
    { name: 'cleanup', resource: { action: 'delete' } },
  ];
  const expected = [
    templates[0],
    { ...templates[1], container: { image: 'training', volumeMounts: MOUNTED }, sidecars: [{ name: 'log', image: 'log', volumeMounts: MOUNTED }], volumes: [VOLUME] },
    { ...templates[2], script: { image: 'python', source: 'print(1)', volumeMounts: MOUNTED }, volumes: [VOLUME] },
    { ...templates[3], containerSet: { containers: ['a', 'b'].map(name => ({ name, image: name, volumeMounts: MOUNTED })) }, volumes: [VOLUME] },
    templates[4],
  ];

  test.each(['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'])('mounts into the templates with containers of a %s', kind => {
    expect(specOf({ apiVersion: 'argoproj.io/v1alpha1', kind, spec: { entrypoint: 'main', templates } }).templates).toEqual(expected);
  });

  test('mounts into the templates of a CronWorkflow', () => {
    const spec = specOf({ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', spec: { schedule: '0 3 * * *', workflowSpec: { templates } } });
    expect(spec.workflowSpec.templates).toEqual(expected);
  });

  test('knows the main container as main', () => {
    const spec = specOf({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec: { templates: [templates[1]] } }, { container: 'main' });
    expect([spec.templates[0].container.volumeMounts, spec.templates[0].sidecars[0].volumeMounts]).toEqual([
      MOUNTED,
      undefined,
    ]);
  });

  test('sets affinity, group and owner in each template', () => {
    const [train] = specOf({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec: { templates: [templates[1]] } },
      { preferredZone: 'eu-west-1a', fsGroup: 1000, owner: OWNER }).templates;
    expect(train).toMatchObject({ affinity: { nodeAffinity: {} }, securityContext: { fsGroup: 1000 }, initContainers: [{ name: 'own-data' }] });
  });

  test('has no containers where a workflow only refers to a template', () => {
    expect(mounted({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec: { workflowTemplateRef: { name: 'train' } } }).containers).toEqual([]);
  });
});

describe('Spark applications', () => {
  const spec = { type: 'Python', driver: { cores: 1 }, executor: { instances: 4, initContainers: [{ name: 'fetch', image: 'fetch' }] } };
  const expected = {
    type: 'Python', volumes: [VOLUME],
    driver: { cores: 1, volumeMounts: MOUNTED },
    executor: { instances: 4, volumeMounts: MOUNTED, initContainers: [{ name: 'fetch', image: 'fetch', volumeMounts: MOUNTED }] },
  };

  test('have one volume for the driver and the executors', () => {
    expect(specOf({ apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', spec })).toEqual(expected);
    expect(specOf({ apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'ScheduledSparkApplication', spec: { template: spec } }).template).toEqual(expected);
  });

  test('can mount in the executors only', () => {
    const { driver, executor } = specOf({ apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', spec }, { container: 'executor' });
    expect([driver.volumeMounts, executor.volumeMounts]).toEqual([undefined, MOUNTED]);
  });

  test('set the group in the security context of the pod', () => {
    const { driver } = specOf({ apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', spec }, { fsGroup: 1000 });
    expect([driver.podSecurityContext.fsGroup, driver.securityContext]).toEqual([1000, undefined]);
  });
});

describe('InferenceServices', () => {
  const service = (predictor: object, more: object = {}) => ({ apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService', spec: { predictor, ...more } });

  test('mount into the container of the model', () => {
    expect(specOf(service({ model: { modelFormat: { name: 'vLLM' } }, containers: [{ name: 'proxy' }] })).predictor).toEqual({
      model: { modelFormat: { name: 'vLLM' }, volumeMounts: MOUNTED }, containers: [{ name: 'proxy', volumeMounts: MOUNTED }], volumes: [VOLUME],
    });
  });

  test('mount into containers of the user, of all components and of workers', () => {
    const containers = [{ name: 'kserve-container', image: 'vllm' }];
    const spec = specOf(service({ containers }, { transformer: { containers } }));
    expect([spec.predictor, spec.transformer].map(({ volumes }) => volumes)).toEqual([[VOLUME], [VOLUME]]);
    const { predictor } = specOf(service({ model: {}, workerSpec: { containers } }));
    expect([predictor.volumes, predictor.workerSpec.volumes]).toEqual([[VOLUME], [VOLUME]]);
  });

  test('know the container of the model as kserve-container', () => {
    expect(mounted(service({ model: {} }), { container: 'kserve-container' }).containers).toHaveLength(1);
  });
});

describe('TrainJobs', () => {
  const job = (spec: object = {}) => ({ apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', spec: { runtimeRef: { name: 'torch-distributed' }, ...spec } });
  const replicated = (name: string, spec: object) => ({ name, template: { spec: { template: { spec } } } });
  const patchOf = (...replicatedJobs: object[]) => ({ manager: 'cdk-eks-fsx', trainingRuntimeSpec: { template: { spec: { replicatedJobs } } } });
  const POD = { volumes: [VOLUME], containers: [{ name: 'node', volumeMounts: MOUNTED }] };

  test('patch the container of the training runtime that trains', () => {
    expect(specOf(job())).toEqual({ runtimeRef: { name: 'torch-distributed' }, runtimePatches: [patchOf(replicated('node', POD))] });
  });

  test('keep the patches of others and reuse their own', () => {
    const other = { manager: 'kueue.x-k8s.io/manager', trainingRuntimeSpec: {} };
    const once = mounted(job({ runtimePatches: [other] })).manifest;
    expect(once.spec.runtimePatches).toEqual([other, patchOf(replicated('node', POD))]);
    expect(mounted(once).manifest).toEqual(once);
    const twice = mounted(once, { path: '/more', subPath: 'more' }).manifest.spec.runtimePatches[1];
    expect(
      twice.trainingRuntimeSpec.template.spec.replicatedJobs[0].template.spec.template.spec.containers[0].volumeMounts,
    ).toHaveLength(2);
  });

  test('mount in an initializer, and in another container of the trainer', () => {
    const pod = (name: string) => ({ volumes: [VOLUME], containers: [{ name, volumeMounts: MOUNTED }] });
    expect(specOf(job(), { container: 'dataset-initializer' }).runtimePatches)
      .toEqual([patchOf(replicated('dataset-initializer', pod('dataset-initializer')))]);
    expect(specOf(job(), { container: 'logger' }).runtimePatches).toEqual([patchOf(replicated('node', pod('logger')))]);
  });

  test('of Trainer 2.1 and earlier use podTemplateOverrides', () => {
    const first = { targetJobs: [{ name: 'node' }, { name: 'launcher' }], spec: { nodeSelector: { gpu: 'a100' } } };
    expect(specOf(job({ podTemplateOverrides: [first] })).podTemplateOverrides).toEqual([first, { targetJobs: [{ name: 'node' }], spec: POD }]);
    const own = { targetJobs: [{ name: 'node' }], spec: { nodeSelector: { gpu: 'a100' } } };
    expect(specOf(job({ podTemplateOverrides: [own] })).podTemplateOverrides).toEqual([
      { ...own, spec: { ...own.spec, ...POD } },
    ]);
  });

  test('have affinity and group, but no init container', () => {
    const [{ trainingRuntimeSpec }] = specOf(job(), { preferredZone: 'eu-west-1a', fsGroup: 1000 }).runtimePatches;
    expect(trainingRuntimeSpec.template.spec.replicatedJobs[0].template.spec.template.spec)
      .toMatchObject({ affinity: { nodeAffinity: {} }, securityContext: { fsGroup: 1000 } });
    expect(() => mounted(job(), { owner: OWNER })).toThrow('this kind of workload cannot add one: mount a directory that shareTo(…, { user }) creates');
  });

  test('can wait for a claim that no container mounts', () => {
    const object = new ApiObject(new Chart(new App(), 'Chart'), 'Job', job());
    expect(addVolume(object, VOLUME)).toBe(1);
    const [{ trainingRuntimeSpec }] = object.toJson().spec.runtimePatches;
    expect(trainingRuntimeSpec.template.spec.replicatedJobs[0].template.spec.template.spec.volumes).toEqual([VOLUME]);
  });

  test('as objects of cdk8s', () => {
    const object = new ApiObject(new Chart(new App(), 'Chart'), 'Job', job());
    mountIntoPods(object, MOUNT);
    expect(object.toJson().spec).toEqual(specOf(job()));
  });
});

describe('kinds with pod specs', () => {
  const pod = { containers: [{ name: 'main', image: 'main' }] };
  const template = { spec: pod };
  const manifest = (apiVersion: string, kind: string, spec: object) => ({ apiVersion, kind, spec });

  test.each<[string, object, number]>([
    ['StatefulSet', manifest('apps/v1', 'StatefulSet', { template }), 1],
    ['DaemonSet', manifest('apps/v1', 'DaemonSet', { template }), 1],
    ['MPIJob', manifest('kubeflow.org/v2beta1', 'MPIJob', { mpiReplicaSpecs: { Launcher: { template }, Worker: { template } } }), 2],
    ['LeaderWorkerSet', manifest('leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', { leaderWorkerTemplate: { leaderTemplate: template, workerTemplate: template } }), 2],
    ['RayJob', manifest('ray.io/v1', 'RayJob', { rayClusterSpec: { headGroupSpec: { template }, workerGroupSpecs: [{ template }] }, submitterPodTemplate: template }), 3],
    ['RayService', manifest('ray.io/v1', 'RayService', { rayClusterConfig: { headGroupSpec: { template } } }), 1],
    ['Notebook', manifest('kubeflow.org/v1', 'Notebook', { template }), 1],
    ['TrainingRuntime', manifest('trainer.kubeflow.org/v1alpha1', 'TrainingRuntime', { template: { spec: { replicatedJobs: [{ name: 'node', template: { spec: { template } } }] } } }), 1],
  ])('%s', (_, workload, pods) => {
    const { manifest: result, containers } = mounted(workload);
    expect(containers).toHaveLength(pods);
    expect(JSON.stringify(result).split(JSON.stringify([VOLUME]))).toHaveLength(pods + 1);
  });
});

test('a manifest is not changed', () => {
  const manifest = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'main' }] } };
  const before = JSON.stringify(manifest);
  mounted(manifest, { owner: OWNER });
  expect(JSON.stringify(manifest)).toBe(before);
});
