import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { HSM_MOUNT_PATH, HsmContainerSpec, hsmContainer } from './hsm-container';
import { RESTORE_SCRIPT } from './hsm-scripts';
import { mountIntoPods } from '../../kubernetes/pod';

export interface RestoreJobSpec extends Omit<HsmContainerSpec, 'name'> {
  /** The pod template of a Job is immutable, so the name changes with it: see restoreIdentity. */
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [key: string]: string };
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: { readonly [key: string]: string };
  /** Prefer nodes in this zone. */
  readonly preferredZone?: string;
  /** How many pods may fail before the Job does. */
  readonly backoffLimit: number;
  /** How long the Job is kept when it is over. */
  readonly ttlSecondsAfterFinished: number;
}

const CONTAINER = 'restore';

/**
 * A Job that loads the files of a directory from S3 before somebody waits for them.
 *
 * A pod that fails stays, with its log, and the next one may get another node: restartPolicy Never. It goes on where the last one stopped.
 * Running it again does no harm: what is loaded is not asked for. Namespaces that enforce the Pod Security Standard baseline or restricted refuse the pod, for SYS_ADMIN.
 */
export function restoreJob(scope: Construct, id: string, spec: RestoreJobSpec): ApiObject {
  const { name, namespace, labels, volume, preferredZone } = spec;
  const job = new ApiObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      backoffLimit: spec.backoffLimit,
      ttlSecondsAfterFinished: spec.ttlSecondsAfterFinished,
      template: {
        ...labels && { metadata: { labels } },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          nodeSelector: spec.nodeSelector,
          tolerations: spec.tolerations,
          containers: [hsmContainer(RESTORE_SCRIPT, { ...spec, name: CONTAINER })],
        },
      },
    },
  });
  mountIntoPods(job, { volume, path: HSM_MOUNT_PATH, preferredZone });
  return job;
}

/** What cannot change in a Job that is there: plain data to hash into its name. */
export function restoreIdentity(spec: Omit<RestoreJobSpec, 'name'>): unknown {
  const { labels, tolerations, nodeSelector, preferredZone, volume } = spec;
  return [labels, tolerations, nodeSelector, preferredZone, volume, hsmContainer(RESTORE_SCRIPT, { ...spec, name: CONTAINER })];
}
