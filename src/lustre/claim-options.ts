import { VolumeClaimOptions } from '../kubernetes/claim-options';

/** A claim that pods mount a Lustre file system by. */
export interface LustreClaimOptions extends VolumeClaimOptions {
  /**
   * A directory of the file system that the claim shows as its root.
   *
   * Without a leading slash. It must exist when a pod mounts it; a pod's `subPath` makes missing ones. Not for dynamic volumes.
   *
   * Otherwise: error lustre/sub-directory-format or lustre/sub-directory-dynamic.
   *
   * @default - the root of the file system
   */
  readonly subDirectory?: string;
}
