import { ApiObject, JsonPatch } from 'cdk8s';
import { HSM_MOUNT_PATH, HsmContainerSpec, hsmContainer } from './hsm-container';
import { EXPORT_SCRIPT } from './hsm-scripts';
import { mountIntoPods } from '../../kubernetes/pod';

export interface ExportStepSpec extends Omit<HsmContainerSpec, 'name'> {
  /** @default 'export-to-s3' */
  readonly name?: string;
}

const POD = '/spec/template/spec';

/** Container fields that init containers do not support. */
const NOT_IN_INIT_CONTAINERS = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe', 'resizePolicy'];

/**
 * Adds an export to S3 to a Job. The export runs after the work has succeeded, and the Job succeeds only if the export
 * does.
 *
 * The container of the Job becomes the last init container, and the export container replaces it. Kubernetes starts the
 * export when the work has ended with 0. This needs neither a service account with permissions on Jobs nor a second Job
 * that starts after the first. The disadvantage is that the pod keeps its resources, including GPUs, during the export.
 *
 * With restartPolicy OnFailure, only a failed export is repeated; with Never, the Job starts a pod that repeats the
 * work. If a Job has several pods, each exports when its own work is done, so each should use its own directory.
 */
export function addExportStep(job: ApiObject, spec: ExportStepSpec) {
  const { volume, name = 'export-to-s3' } = spec;
  const pod = podOf(job, name);
  job.addJsonPatch(
    JsonPatch.add(`${POD}/initContainers`, [...pod.initContainers ?? [], ...pod.containers]),
    JsonPatch.replace(`${POD}/containers`, [hsmContainer(EXPORT_SCRIPT, { ...spec, name })]),
  );
  mountIntoPods(job, { volume, path: HSM_MOUNT_PATH, container: name });
}

/** The pod spec of the Job. Throws if the step cannot be added. */
function podOf(job: ApiObject, name: string): any {
  const reject = (problem: string, fix: string): never => {
    throw new Error(`${job.kind} '${job.name}': ${problem}. Fix: ${fix}.`);
  };
  const pod = job.toJson().spec?.template?.spec;
  if (!Array.isArray(pod?.containers) || pod.containers.length === 0) {
    return reject(
      'it has no spec.template.spec.containers to run before the export',
      'use a Job (batch/v1), and add its container first',
    );
  }
  const { containers, initContainers = [], restartPolicy = 'Always' } = pod;
  const names: string[] = [...initContainers, ...containers].map((container: any) => container.name);
  if (names.includes(name)) {
    return reject(`it already has a container '${name}'`, 'add only one export step, or rename the container');
  }
  if (containers.length > 1) {
    const listed = containers.map((container: any) => `'${container.name}'`).join(', ');
    return reject(`its containers ${listed} would run one after the other instead of together before the export`,
      'use one container, and make the others init containers with restartPolicy Always (sidecars)');
  }
  if (restartPolicy === 'Always') {
    return reject(
      'its pods have restartPolicy Always, so they never end and nothing would be exported',
      'use restartPolicy OnFailure',
    );
  }
  const [container] = containers;
  const unfit = NOT_IN_INIT_CONTAINERS.filter(key => container[key] !== undefined);
  if (unfit.length > 0) {
    return reject(
      `container '${container.name}' has ${unfit.join(', ')}, which Kubernetes does not allow in an init container`,
      `remove ${unfit.join(', ')}`,
    );
  }
  return pod;
}
