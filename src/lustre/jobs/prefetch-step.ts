import { ApiObject } from 'cdk8s';
import { HSM_MOUNT_PATH, HsmContainerSpec, hsmContainer } from './hsm-container';
import { RESTORE_SCRIPT } from './hsm-scripts';
import { prependInitContainer } from '../../kubernetes/pod';

const CONTAINER = 'load-from-s3';

/**
 * Lets every pod that a workload describes wait until the files of a directory are loaded from S3, and load what is missing.
 *
 * Several pods do each other's work: who comes second asks for nothing that is there already.
 */
export function addPrefetchStep(workload: ApiObject, spec: Omit<HsmContainerSpec, 'name'>): number {
  const container = hsmContainer(RESTORE_SCRIPT, { ...spec, name: CONTAINER });
  return prependInitContainer(workload, { ...container, volumeMounts: [{ name: spec.volume.name, mountPath: HSM_MOUNT_PATH }] }, spec.volume);
}
