import { ApiObject } from 'cdk8s';
import { HSM_MOUNT_PATH, HsmContainerSpec, hsmContainer } from './hsm-container';
import { RESTORE_SCRIPT } from './hsm-scripts';
import { prependInitContainer } from '../../kubernetes/pod';

const CONTAINER = 'load-from-s3';

/**
 * Makes all pods of a workload load the files of a directory from S3 and wait until they are loaded.
 *
 * Pods share the work, because each requests only the files that are still missing.
 */
export function addPrefetchStep(workload: ApiObject, spec: Omit<HsmContainerSpec, 'name'>): number {
  const container = hsmContainer(RESTORE_SCRIPT, { ...spec, name: CONTAINER });
  return prependInitContainer(
    workload, { ...container, volumeMounts: [{ name: spec.volume.name, mountPath: HSM_MOUNT_PATH }] }, spec.volume,
  );
}
