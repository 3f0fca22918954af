import { JsonPatch } from 'cdk8s';

/** The fields of a pod in a workload object. */
export interface PodLocation {
  /** JSON pointer of the object with the fields of the pod, such as `affinity`. */
  readonly path: string;
  /** The value at the pointer. */
  readonly spec: any;
  /** JSON pointer of the object whose `volumes` the pod has, if it is another one. */
  readonly volumesPath?: string;
  /** The value at that pointer. */
  readonly volumesSpec?: any;
  /** The key of the security context of the pod. @default 'securityContext' */
  readonly securityContext?: string;
  /** Whether the object can only patch containers that exist elsewhere, so that it cannot add an init container. */
  readonly patchesOnly?: boolean;
  readonly containers: readonly ContainerLocation[];
}

/** A container, or what the controller of the workload creates a container from. */
export interface ContainerLocation {
  readonly path: string;
  readonly name?: string;
  readonly container: any;
}

/** The pods of a workload, and the patches without which the paths of its pods do not exist. */
export interface Pods {
  readonly pods: readonly PodLocation[];
  readonly preparation: readonly JsonPatch[];
}

/** The main container of Argo Workflows: the field `container` or `script` of a template has no name. */
const ARGO_MAIN = 'main';

/** The container that KServe creates from `model`. */
const KSERVE_MAIN = 'kserve-container';

/**
 * Kinds that do not describe pods by pod specs, with the paths below which each describes them.
 *
 * Sources: argoproj/argo-workflows pkg/apis/workflow/v1alpha1/workflow_types.go; kubeflow/spark-operator
 * api/v1beta2/sparkapplication_types.go; kserve/kserve pkg/apis/serving/v1beta1/predictor.go; kubeflow/trainer
 * pkg/apis/trainer/v1alpha1/trainjob_types.go.
 */
const FINDERS: { readonly [kind: string]: ((workload: any) => PodLocation[]) | undefined } = {
  'argoproj.io/Workflow': argoPods,
  'argoproj.io/WorkflowTemplate': argoPods,
  'argoproj.io/ClusterWorkflowTemplate': argoPods,
  'argoproj.io/CronWorkflow': argoPods,
  'sparkoperator.k8s.io/SparkApplication': sparkPods,
  'sparkoperator.k8s.io/ScheduledSparkApplication': sparkPods,
  'serving.kserve.io/InferenceService': servingPods,
};

const TRAIN_JOB = 'trainer.kubeflow.org/TrainJob';

/**
 * All pods that a workload object describes. Of kinds without a finder, every object with a list of containers.
 *
 * @param container the container that a TrainJob patches
 */
export function podsOf(workload: any, container?: string): Pods {
  const kind = `${String(workload.apiVersion ?? '').split('/')[0]}/${workload.kind}`;
  if (kind === TRAIN_JOB) {
    const { workload: patched, field, pods } = trainJobPods(workload, container);
    return { pods, preparation: [JsonPatch.add(`/spec/${field}`, patched.spec[field])] };
  }
  const find = FINDERS[kind] ?? ((node: any) => plainPods(node, ''));
  return { pods: find(workload), preparation: [] };
}

/** Every object with a list of containers. */
function plainPods(node: any, path: string): PodLocation[] {
  if (!isObject(node)) {
    return [];
  }
  if (Array.isArray(node.containers)) {
    return [{ path, spec: node, containers: [...listed(node, path, 'initContainers'), ...listed(node, path, 'containers')] }];
  }
  return Object.entries(node).flatMap(([key, child]) => plainPods(child, `${path}/${escaped(key)}`));
}

/** A template of Argo Workflows with a container is a pod. Steps, DAGs and resources are not. */
function argoPods(workload: any): PodLocation[] {
  const base = workload.kind === 'CronWorkflow' ? '/spec/workflowSpec' : '/spec';
  const templates = valueAt(workload, base)?.templates;
  return (Array.isArray(templates) ? templates : []).flatMap((spec: any, index: number) => {
    const path = `${base}/templates/${index}`;
    const main = ['container', 'script'].filter(key => isObject(spec?.[key]))
      .map(key => ({ path: `${path}/${key}`, name: spec[key].name ?? ARGO_MAIN, container: spec[key] }));
    const set = listed(spec?.containerSet, `${path}/containerSet`, 'containers');
    return main.length + set.length === 0 ? [] : [{
      path, spec, containers: [...listed(spec, path, 'initContainers'), ...main, ...set, ...listed(spec, path, 'sidecars')],
    }];
  });
}

/** The driver and the executors share the volumes of the application. */
function sparkPods(workload: any): PodLocation[] {
  const base = workload.kind === 'ScheduledSparkApplication' ? '/spec/template' : '/spec';
  const application = valueAt(workload, base);
  return ['driver', 'executor'].filter(role => isObject(application?.[role])).map(role => {
    const path = `${base}/${role}`;
    const spec = application[role];
    return {
      path, spec, volumesPath: base, volumesSpec: application, securityContext: 'podSecurityContext',
      containers: [
        ...listed(spec, path, 'initContainers'), { path, name: role, container: spec }, ...listed(spec, path, 'sidecars'),
      ],
    };
  });
}

/** A component of an InferenceService is a pod spec, whose main container can be the field `model`. */
function servingPods(workload: any): PodLocation[] {
  return ['predictor', 'transformer', 'explainer'].filter(name => isObject(workload.spec?.[name])).flatMap(name => {
    const path = `/spec/${name}`;
    const { model, ...spec } = workload.spec[name];
    if (!isObject(model)) {
      return plainPods(spec, path);
    }
    const { containers: _, ...others } = spec;
    return [{
      path, spec, containers: [
        ...listed(spec, path, 'initContainers'),
        { path: `${path}/model`, name: model.name ?? KSERVE_MAIN, container: model },
        ...listed(spec, path, 'containers'),
      ],
    }, ...plainPods(others, path)];
  });
}

/** The job of a training runtime that trains, and the name of its container. */
const TRAINER = 'node';
/** Jobs of a training runtime whose container has the name of the job. */
const INITIALIZERS = ['dataset-initializer', 'model-initializer'];
/** The owner of the patches that this library adds to a TrainJob. */
const PATCH_MANAGER = 'cdk-eks-fsx';

/**
 * A TrainJob has no pods. It patches those of a training runtime, which is another object.
 *
 * Returns the TrainJob with an entry for the container, and the location of the pod in it. Trainer 2.2 replaced
 * `podTemplateOverrides` by `runtimePatches`; the older field is used where the TrainJob has it.
 */
function trainJobPods(
  workload: any,
  container: string = TRAINER,
): { workload: any; field: string; pods: PodLocation[] } {
  const copy = JSON.parse(JSON.stringify(workload));
  const job = INITIALIZERS.includes(container) ? container : TRAINER;
  const field = copy.spec?.podTemplateOverrides ? 'podTemplateOverrides' : 'runtimePatches';
  copy.spec ??= {};
  const entries: any[] = (copy.spec[field] ??= []);
  const own =
    field === 'runtimePatches'
      ? entryOf(entries, ({ manager }) => manager === PATCH_MANAGER, { manager: PATCH_MANAGER })
      : entryOf(entries, ({ targetJobs }) => targetJobs?.length === 1 && targetJobs[0].name === job, {
        targetJobs: [{ name: job }],
      });
  let path = `/spec/${field}/${own.index}`;
  let pod = own.entry;
  if (field === 'runtimePatches') {
    const jobs: any[] = (nested(pod, ['trainingRuntimeSpec', 'template', 'spec']).replicatedJobs ??= []);
    const replicated = entryOf(jobs, ({ name }) => name === job, { name: job });
    path += `/trainingRuntimeSpec/template/spec/replicatedJobs/${replicated.index}/template/spec/template`;
    pod = nested(replicated.entry, ['template', 'spec', 'template']);
  }
  const spec = nested(pod, ['spec']);
  const chosen = entryOf((spec.containers ??= []), ({ name }) => name === container, { name: container });
  path += '/spec';
  const location = { path: `${path}/containers/${chosen.index}`, name: container, container: chosen.entry };
  return { workload: copy, field, pods: [{ path, spec, patchesOnly: true, containers: [location] }] };
}

/** The entry of a list that fits, or a new one at its end. */
function entryOf(list: any[], fits: (entry: any) => boolean, entry: any): { entry: any; index: number } {
  const index = list.findIndex(fits);
  return index < 0 ? { entry, index: list.push(entry) - 1 } : { entry: list[index], index };
}

/** The object at a path of keys, created where it is missing. */
function nested(node: any, keys: readonly string[]): any {
  return keys.reduce((parent, key) => parent[key] ??= {}, node);
}

function listed(node: any, path: string, key: string): ContainerLocation[] {
  const list = node?.[key];
  return Array.isArray(list)
    ? list.map((container, index) => ({ path: `${path}/${key}/${index}`, name: container?.name, container }))
    : [];
}

function isObject(value: any): boolean {
  return typeof value === 'object' && value !== null;
}

function valueAt(node: any, path: string): any {
  return path.split('/').slice(1).reduce((parent, key) => parent?.[key], node);
}

/** Escapes a key for a JSON pointer (RFC 6901). */
function escaped(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
