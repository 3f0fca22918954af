import { Size } from 'aws-cdk-lib';
import { VolumeAccessMode, VolumeMode } from './enums';

/** Name, namespace and labels of a PersistentVolumeClaim. */
export interface ClaimOptions {
  /**
   * Name prefix of the claim: lower-case letters, digits, `-` and `.`.
   *
   * A hash of the claim's immutable settings is appended, for example `training-data-1f2e3d4c`. If such a setting
   * changes, a new claim is created instead of a failed update. `claimName` returns the full name.
   *
   * An unsupported value fails with `lustre/claim-name-format` or `ontap/claim-name-format`.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Whether `name` is the exact name of the claim, without a hash.
   *
   * Use it for pods whose manifests are not part of the app. If an immutable setting changes (StorageClass, access
   * mode, file system), you must change the name too; otherwise the deployment fails and rolls back.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * Namespace of the claim and of the pods that mount it.
   *
   * @default 'default'
   */
  readonly namespace?: string;

  /**
   * Whether to create the namespace.
   *
   * It is created once per cluster in a separate manifest, and never deleted.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Labels of the claim.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the claim.
   *
   * For ONTAP, an annotation that another property sets fails with `ontap/annotation-reserved`.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** Options of a PersistentVolumeClaim. */
export interface VolumeClaimOptions extends ClaimOptions {
  /**
   * Storage that the claim requests.
   *
   * Required if the driver creates the volume. The Lustre driver rounds the size up to one that FSx offers; the warning
   * `lustre/claim-size-rounded` contains the billed size. You can increase the size if the claim is Bound and the
   * StorageClass allows expansion. The API server rejects other changes, and the deployment rolls back.
   *
   * A missing size fails with `lustre/claim-size-missing`. A size for a file system whose capacity is set elsewhere
   * fails with `lustre/claim-size-given`, unless the claim names an existing volume with `volumeName`.
   *
   * @default - none; the capacity of the file system
   */
  readonly size?: Size;

  /**
   * Which nodes or pods can mount the volume at the same time.
   *
   * The Lustre driver supports READ_WRITE_MANY and READ_WRITE_ONCE. For read-only access, mount with `readOnly: true`.
   *
   * An unsupported value fails with `lustre/access-mode`.
   *
   * @default VolumeAccessMode.READ_WRITE_MANY
   */
  readonly accessMode?: VolumeAccessMode;

  /**
   * Whether pods get a directory or a raw block device.
   *
   * Lustre does not support block devices. BLOCK fails with `lustre/volume-mode-block`.
   *
   * @default VolumeMode.FILESYSTEM
   */
  readonly volumeMode?: VolumeMode;
}
