import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { HSM_MOUNT_PATH, HsmContainerSpec, hsmContainer } from './hsm-container';
import { RESTORE_SCRIPT } from './hsm-scripts';
import { mountIntoPods } from '../../kubernetes/pod';

export interface RestoreJobSpec extends Omit<HsmContainerSpec, 'name'> {
  /** The pod template of a Job is immutable, so the name must contain a hash of it: see restoreIdentity. */
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [key: string]: string };
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: { readonly [key: string]: string };
  /** Prefer nodes in this zone. */
  readonly preferredZone?: string;
  /** The number of failed pods after which the Job fails. */
  readonly backoffLimit: number;
  /** How long the Job is retained after it has finished. */
  readonly ttlSecondsAfterFinished: number;
}

const CONTAINER = 'restore';

/**
 * A Job that loads the files of a directory from S3 in advance.
 *
 * With several shards, it is an Indexed Job whose pods divide the files (see hsm-scripts.ts).
 *
 * With restartPolicy Never, a failed pod remains with its log, and the next pod can run on another node. It requests
 * only missing files, so that running the Job again is safe. Namespaces that enforce the Pod Security Standards
 * baseline or restricted reject the pod because of SYS_ADMIN.
 */
export function restoreJob(scope: Construct, id: string, spec: RestoreJobSpec): ApiObject {
  const { name, namespace, labels, volume, preferredZone, shards = 1 } = spec;
  const job = new ApiObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      backoffLimit: spec.backoffLimit * shards,
      ...shards > 1 && { completionMode: 'Indexed', completions: shards, parallelism: shards },
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

/** The immutable part of the Job, for the hash in its name. */
export function restoreIdentity(spec: Omit<RestoreJobSpec, 'name'>): unknown {
  const { labels, tolerations, nodeSelector, preferredZone, volume } = spec;
  const container = hsmContainer(RESTORE_SCRIPT, { ...spec, name: CONTAINER });
  return [labels, tolerations, nodeSelector, preferredZone, volume, container];
}
