import { KubernetesObject } from './kubernetes';

/** A user who is not root. */
export const USER = 1000;

/** The security contexts that the restricted Pod Security Standard requires. */
const securityContext = { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } };
const container = { image: 'example.com/training:1', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } };

const pod = { securityContext, containers: [{ ...container, name: 'main' }] };
const template = { metadata: { labels: { app: 'train' } }, spec: pod };
const withInit = { ...template, spec: { ...pod, initContainers: [{ ...container, name: 'fetch' }] } };
const jobTemplate = { metadata: {}, spec: { ...pod, restartPolicy: 'Never' } };
const selector = { matchLabels: { app: 'train' } };
const ray = (name: string) => ({ metadata: {}, spec: { securityContext, containers: [{ ...container, name }] } });
const rayCluster = {
  headGroupSpec: { rayStartParams: {}, template: ray('ray-head') },
  workerGroupSpecs: [{ groupName: 'gpu', replicas: 2, minReplicas: 0, maxReplicas: 2, rayStartParams: {}, template: ray('ray-worker') }],
};
const workflow = {
  entrypoint: 'main', securityContext,
  templates: [
    { name: 'main', steps: [[{ name: 'train', template: 'train' }], [{ name: 'report', template: 'report' }]] },
    { name: 'train', container, sidecars: [{ ...container, name: 'log' }] },
    { name: 'report', script: { ...container, source: 'print(1)' } },
  ],
};
const sparkRole = { cores: 1, memory: '4g', podSecurityContext: securityContext, securityContext: container.securityContext };
const spark = {
  type: 'Python', mode: 'cluster', image: container.image, mainApplicationFile: 'local:///app/main.py', sparkVersion: '4.0.0',
  restartPolicy: { type: 'Never' },
  driver: sparkRole, executor: { ...sparkRole, instances: 2 },
};

/** A kind of workload: an object of it, and the pods that its controller creates from the object. */
export interface WorkloadKind {
  readonly object: KubernetesObject;
  /** How many pod templates the object has. */
  readonly templates: number;
  /** Objects with which the controller completes the pods. */
  readonly runtime?: KubernetesObject;
  /** Whether no registry serves the CRD. */
  readonly noCrd?: boolean;
}

function kind(
  apiVersion: string,
  name: string,
  spec: object,
  templates: number,
  more: Partial<WorkloadKind> = {},
): WorkloadKind {
  return { object: { apiVersion, kind: name, metadata: { name: 'train' }, spec }, templates, ...more };
}

const RUNTIME: KubernetesObject = {
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'ClusterTrainingRuntime',
  metadata: { name: 'torch-restricted', labels: { 'trainer.kubeflow.org/framework': 'torch' } },
  spec: {
    mlPolicy: { numNodes: 1, torch: {} },
    template: {
      spec: {
        replicatedJobs: [{
          name: 'node',
          template: {
            metadata: { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } },
            spec: { template: { spec: { securityContext, containers: [{ ...container, name: 'node' }] } } },
          },
        }],
      },
    },
  },
};

export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  kind('batch/v1', 'Job', { template: { ...jobTemplate, spec: { ...jobTemplate.spec, ...withInit.spec } } }, 1),
  kind('batch/v1', 'CronJob', { schedule: '0 3 * * *', jobTemplate: { spec: { template: jobTemplate } } }, 1),
  kind('apps/v1', 'Deployment', { selector, template: withInit }, 1),
  kind('apps/v1', 'StatefulSet', { serviceName: 'train', selector, template }, 1),
  kind('apps/v1', 'DaemonSet', { selector, template }, 1),
  kind('kubeflow.org/v1', 'PyTorchJob', { pytorchReplicaSpecs: { Master: { replicas: 1, template }, Worker: { replicas: 3, template } } }, 2),
  kind('kubeflow.org/v2beta1', 'MPIJob', { slotsPerWorker: 1, mpiReplicaSpecs: { Launcher: { replicas: 1, template }, Worker: { replicas: 2, template } } }, 2),
  kind('trainer.kubeflow.org/v1alpha1', 'TrainJob', { runtimeRef: { name: RUNTIME.metadata.name }, trainer: { numNodes: 2 } }, 1, {
    runtime: RUNTIME,
  }),
  kind('jobset.x-k8s.io/v1alpha2', 'JobSet', { replicatedJobs: [{ name: 'workers', replicas: 2, template: { spec: { template: jobTemplate } } }] }, 1),
  kind('leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', { replicas: 2, leaderWorkerTemplate: { size: 4, leaderTemplate: template, workerTemplate: template } }, 2),
  kind('ray.io/v1', 'RayCluster', rayCluster, 2),
  kind('ray.io/v1', 'RayJob', { entrypoint: 'python train.py', rayClusterSpec: rayCluster, submitterPodTemplate: { ...template, spec: { ...pod, restartPolicy: 'Never' } } }, 3),
  kind('ray.io/v1', 'RayService', { serveConfigV2: 'applications: []', rayClusterConfig: rayCluster }, 2),
  kind('argoproj.io/v1alpha1', 'Workflow', workflow, 2),
  kind('argoproj.io/v1alpha1', 'CronWorkflow', { schedules: ['0 3 * * *'], workflowSpec: workflow }, 2),
  kind('sparkoperator.k8s.io/v1beta2', 'SparkApplication', spark, 2),
  kind('serving.kserve.io/v1beta1', 'InferenceService', { predictor: { securityContext, model: { ...container, modelFormat: { name: 'huggingface' } } } }, 1),
  kind('kubeflow.org/v1', 'Notebook', { template: { spec: pod } }, 1, { noCrd: true }),
];

/** The pods that the controller of a workload creates, reduced to what it copies from the object. Shares nothing with the library. */
export function podsFrom({ apiVersion, kind: name, spec }: KubernetesObject, runtime?: KubernetesObject): any[] {
  switch (`${apiVersion.split('/')[0]}/${name}`) {
    case 'argoproj.io/Workflow': return spec.templates.flatMap((one: any) => argoPod(one, spec));
    case 'argoproj.io/CronWorkflow': return spec.workflowSpec.templates.flatMap((one: any) => argoPod(one, spec.workflowSpec));
    case 'sparkoperator.k8s.io/SparkApplication': return ['driver', 'executor'].map(role => ({
      volumes: spec.volumes, securityContext: spec[role].podSecurityContext, initContainers: spec[role].initContainers,
      containers: [{
        name: role, image: spec.image, securityContext: spec[role].securityContext,
        volumeMounts: spec[role].volumeMounts,
      }],
    }));
    case 'serving.kserve.io/InferenceService': {
      const { model: { modelFormat: _, ...model }, ...predictor } = spec.predictor;
      return [{ ...predictor, containers: [{ ...model, name: 'kserve-container' }] }];
    }
    case 'trainer.kubeflow.org/TrainJob': return runtime!.spec.template.spec.replicatedJobs.map((job: any) => trainerPod(job, spec));
    default: return podSpecsIn(spec);
  }
}

/** The pod of a job of a training runtime, with the patches of a TrainJob. */
function trainerPod(
  { name: job, template: { spec: { template: { spec: base } } } }: any, { runtimePatches = [] }: any,
): any {
  const patches = runtimePatches
    .flatMap(({ trainingRuntimeSpec }: any) => trainingRuntimeSpec.template.spec.replicatedJobs)
    .filter((one: any) => one.name === job)
    .map((one: any) => one.template.spec.template.spec);
  return patches.reduce(
    (merged: any, { containers = [], ...patch }: any) => ({
      ...merged,
      ...patch,
      containers: merged.containers.map((one: any) => ({
        ...one,
        ...containers.find((other: any) => other.name === one.name),
      })),
    }),
    base,
  );
}

function argoPod(one: any, { securityContext: ofWorkflow }: any): any[] {
  const main = one.container ?? one.script;
  if (!main) {
    return [];
  }
  const { source: _, ...rest } = main;
  return [
    {
      volumes: one.volumes,
      securityContext: one.securityContext ?? ofWorkflow,
      affinity: one.affinity,
      initContainers: one.initContainers,
      containers: [{ ...rest, name: 'main' }, ...(one.sidecars ?? [])],
    },
  ];
}

function podSpecsIn(node: any): any[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  return Array.isArray(node.containers) ? [node] : Object.values(node).flatMap(podSpecsIn);
}
