import { VolumeClaimOptions } from '../kubernetes/claim-options';

/** Options of a claim for a Lustre file system. */
export interface LustreClaimOptions extends VolumeClaimOptions {
  /**
   * Directory of the file system that is the root of the volume.
   *
   * A path below the root, such as `teams/vision`, without leading and trailing slashes, `.`, `..` and white space, and
   * with at most 255 bytes per name. The directory must exist when a pod mounts the volume. The `subPath` of a pod, in
   * contrast, creates missing directories. Dynamic volumes do not support this setting.
   *
   * An unsupported value fails with `lustre/sub-directory-format`; a value for a dynamic volume fails with
   * `lustre/sub-directory-dynamic`.
   *
   * @default - the root of the file system
   */
  readonly subDirectory?: string;

  /**
   * Exact name of the PersistentVolume, without a hash, for a volume that already exists (`adopt`). Only for volumes that
   * the stack creates.
   *
   * A value for a dynamic claim fails with `lustre/volume-metadata-dynamic`.
   *
   * @default - the namespace and the name of the claim, and a hash
   */
  readonly volumeName?: string;

  /**
   * Handle of the PersistentVolume, for a volume that already exists (`adopt`): the API server rejects another handle.
   *
   * Nodes distinguish volumes by their handles, so every volume of a cluster needs its own. A value for a dynamic claim
   * fails with `lustre/volume-metadata-dynamic`.
   *
   * @default - the ID of the file system and the name of the volume
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/151
   */
  readonly volumeHandle?: string;

  /**
   * Labels of the volume. Only for volumes that the stack creates: a value for a dynamic claim, whose volume the driver
   * creates, fails with `lustre/volume-metadata-dynamic`.
   *
   * @default - none
   */
  readonly volumeLabels?: { [key: string]: string };

  /**
   * Annotations of the volume. Only for volumes that the stack creates: a value for a dynamic claim, whose volume the
   * driver creates, fails with `lustre/volume-metadata-dynamic`.
   *
   * @default - none
   */
  readonly volumeAnnotations?: { [key: string]: string };
}
