import { Size } from 'aws-cdk-lib';
import { VolumeAccessMode, VolumeMode } from './enums';

/** The name of a claim and where it is. */
export interface ClaimOptions {
  /**
   * The name of the claim, as it begins.
   *
   * A short hash of what cannot change in place follows (`training-data-1f2e3d4c`), so that an edit makes a new claim instead of failing halfway;
   * `claimName` has the whole. Lower-case letters, digits, `-` and `.`.
   *
   * Another format: error …/claim-name-format (`lustre` or `ontap`).
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Whether the claim has exactly the name given, without the hash.
   *
   * For pods whose manifests are written elsewhere. A change of what Kubernetes holds immutable (the class, the access mode, the file system)
   * then needs a new name too: with the old one the deployment fails and rolls back.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * The namespace of the claim, which is that of the pods.
   *
   * @default 'default'
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made.
   *
   * It is a manifest of its own, made once per cluster and never deleted.
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
}

/** A claim that pods mount a file system by. */
export interface VolumeClaimOptions extends ClaimOptions {
  /**
   * How much storage the claim asks for.
   *
   * Needed where the driver makes the volume, which rounds it up to what FSx offers: warning lustre/claim-size-rounded names the size that is billed.
   * It can grow when the claim is Bound (not in the minutes while the driver makes the volume) and where the class allows it, and never shrink: otherwise the API server
   * refuses the change, and the deployment rolls back. Refused where the file system's capacity is set elsewhere.
   *
   * Missing: error lustre/claim-size-missing. Refused: error lustre/claim-size-given.
   *
   * @default - none: the capacity of the file system
   */
  readonly size?: Size;

  /**
   * Who may mount the volume at the same time.
   *
   * The Lustre driver mounts ReadWriteMany and ReadWriteOnce. For reading only, mount with `readOnly: true`.
   *
   * Another one: error lustre/access-mode.
   *
   * @default VolumeAccessMode.READ_WRITE_MANY
   */
  readonly accessMode?: VolumeAccessMode;

  /**
   * What a pod gets. Lustre has no block devices: error lustre/volume-mode-block.
   *
   * @default VolumeMode.FILESYSTEM
   */
  readonly volumeMode?: VolumeMode;
}
