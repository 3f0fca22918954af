import { VolumeClaimOptions } from '../kubernetes/claim-options';

/** A claim that pods mount a Lustre file system by. */
export interface LustreClaimOptions extends VolumeClaimOptions {
  /**
   * A directory of the file system that the claim shows as its root.
   *
   * A path below the root, such as `teams/vision`: no slash at either end, no `.` or `..`, no white space, at most 255 bytes for each name. The directory must exist when a pod mounts it; a
   * pod's `subPath` creates missing ones. Not for dynamic volumes.
   *
   * Otherwise: error lustre/sub-directory-format or lustre/sub-directory-dynamic.
   *
   * @default - the root of the file system
   */
  readonly subDirectory?: string;
}
