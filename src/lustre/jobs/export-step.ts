import { ApiObject, JsonPatch } from 'cdk8s';
import { HSM_MOUNT_PATH, HsmContainerSpec, hsmContainer } from './hsm-container';
import { EXPORT_SCRIPT } from './hsm-scripts';
import { mountIntoPods } from '../../kubernetes/pod';

export interface ExportStepSpec extends Omit<HsmContainerSpec, 'name'> {
  /** @default 'export-to-s3' */
  readonly name?: string;
}

const POD = '/spec/template/spec';

/** What Kubernetes allows in a container, but not in one that runs before others. */
const NOT_IN_INIT_CONTAINERS = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe', 'resizePolicy'];

/**
 * Lets a Job export a directory to S3 when its work has succeeded, and makes the export a part of its success.
 *
 * The container of the Job becomes the last init container, and the one that exports takes its place: Kubernetes starts it when the work has ended with 0.
 * So nothing watches the Job, which would need a service account with rights on Jobs, and there is no second Job to put in order behind the first.
 * The price: the pod keeps what it has, GPUs too, while it exports.
 *
 * With restartPolicy OnFailure an export that fails is repeated alone; with Never the Job starts a pod that does the work again.
 * Of several pods of a Job each exports when its own work is done, so each should have a directory of its own.
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

/** The pod of the Job, if it can have the step. */
function podOf(job: ApiObject, name: string): any {
  const reject = (problem: string, fix: string): never => {
    throw new Error(`${job.kind} '${job.name}': ${problem}. Fix: ${fix}.`);
  };
  const pod = job.toJson().spec?.template?.spec;
  if (!Array.isArray(pod?.containers) || pod.containers.length === 0) {
    return reject('it has no spec.template.spec.containers that an export could follow', 'a Job (batch/v1); add its container first');
  }
  const { containers, initContainers = [], restartPolicy = 'Always' } = pod;
  const names: string[] = [...initContainers, ...containers].map((container: any) => container.name);
  if (names.includes(name)) {
    return reject(`it has a container '${name}' already`, 'add one export step, or rename the container');
  }
  if (containers.length > 1) {
    const listed = containers.map((container: any) => `'${container.name}'`).join(', ');
    return reject(`its containers ${listed} would run one after the other, not together, before the export`,
      'one container; make the others init containers with restartPolicy Always (sidecars)');
  }
  if (restartPolicy === 'Always') {
    return reject('its pods have restartPolicy Always, so they never end and nothing would be exported', 'restartPolicy OnFailure');
  }
  const [container] = containers;
  const unfit = NOT_IN_INIT_CONTAINERS.filter(key => container[key] !== undefined);
  if (unfit.length > 0) {
    return reject(`container '${container.name}' has ${unfit.join(', ')}, which Kubernetes refuses in a container that runs before another`, `remove ${unfit.join(', ')}`);
  }
  return pod;
}
