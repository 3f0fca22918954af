import { Size } from 'aws-cdk-lib';
import { OntapTieringPolicy } from './limits';
import { VolumeClaimOptions } from '../kubernetes/claim-options';

/** Automatic growth of a volume. Requires Trident 26.02 or later. */
export interface OntapAutogrow {
  /**
   * Used percentage at which the volume grows: `1%` to `99%`.
   *
   * An unsupported value fails with `ontap/autogrow-format`.
   */
  readonly usedThreshold: string;

  /**
   * Amount of growth: a percentage (`10%`) or a quantity with a suffix (`50Gi`).
   *
   * An unsupported value fails with `ontap/autogrow-format`.
   *
   * @default '10%'
   */
  readonly growthAmount?: string;

  /**
   * Maximum size of the volume.
   *
   * A size that is not larger than the claim and `growthAmount` fails with `ontap/autogrow-max-size`.
   *
   * @default - the limit of the backend
   */
  readonly maxSize?: Size;
}

/**
 * Volume settings that a backend, a pool or a claim can set.
 *
 * Trident applies them when it creates a volume. A change applies only to new claims.
 */
export interface OntapVolumeSettings {
  /**
   * Snapshot policy of the volume: `none`, `default`, `default-1weekly`, or a policy that exists in ONTAP.
   *
   * Kubernetes snapshots do not need a policy. With an economy storage driver, the policy is that of the volume that
   * claims share, and Trident selects a volume with this policy.
   *
   * @default - the value of the pool or backend, otherwise 'none'
   */
  readonly snapshotPolicy?: string;

  /**
   * Snapshot reserve of the volume in addition to its size, in percent, 0 to 90.
   *
   * A FlexGroup reports its size including the reserve: pods see a larger volume than the claim.
   *
   * An unsupported value fails with `ontap/snapshot-reserve`.
   *
   * @default - the value of the pool or backend, otherwise 0 without a snapshot policy and 5 with one
   */
  readonly snapshotReserve?: number;

  /**
   * Whether the directory `.snapshot` is visible to pods.
   *
   * @default - the value of the pool or backend, otherwise false
   */
  readonly snapshotDirectory?: boolean;

  /**
   * Permissions of the root of the volume, such as `---rwxr-xr-x` or octal `0755`.
   *
   * An unsupported value fails with `ontap/unix-permissions-format`; a value for a block device fails with
   * `ontap/annotation-not-read`.
   *
   * @default - the value of the pool or backend, otherwise `---rwxrwxrwx`
   */
  readonly unixPermissions?: string;

  /**
   * Export policy of the volume, which must exist in ONTAP.
   *
   * @default - the value of the pool or backend, otherwise `default`
   */
  readonly exportPolicy?: string;

  /**
   * Whether a clone is split from its source immediately. A split clone uses its full space, and its source can be
   * deleted.
   *
   * @default - the value of the pool or backend, otherwise false
   */
  readonly splitOnClone?: boolean;
}

/** Options of a claim on an ONTAP storage. */
export interface OntapClaimOptions extends VolumeClaimOptions, OntapVolumeSettings {
  /**
   * Name of the backend.
   *
   * An unknown name fails with `ontap/backend-unknown`.
   *
   * @default - the first backend of the storage
   */
  readonly backend?: string;

  /**
   * Name of the virtual pool of the backend.
   *
   * An unknown name fails with `ontap/pool-unknown`.
   *
   * @default - the first pool, or the first pool with `tieringPolicy` if it is set
   */
  readonly pool?: string;

  /**
   * Tiering policy, which determines when data moves from SSD to the capacity pool.
   *
   * It selects the virtual pool with this policy, because Trident does not support it per claim. If no pool has the
   * policy, it fails with `ontap/tiering-policy-unknown`.
   *
   * @default - the policy of the pool or backend
   */
  readonly tieringPolicy?: OntapTieringPolicy;

  /**
   * Automatic growth of the volume.
   *
   * Trident never grows block devices with reserved space and unmanaged imports: `ontap/autogrow-never-acts`.
   *
   * @default - none
   */
  readonly autogrow?: OntapAutogrow;
}

/**
 * Options of a clone of a claim or a snapshot. A clone is created immediately and shares the space of its source until
 * one of them changes.
 *
 * It has the namespace, StorageClass, size, access mode and volume mode of its source: Trident rejects a larger clone,
 * and Kubernetes a smaller one. Its snapshot policy, snapshot reserve, permissions and export policy are also those of
 * its source, because Trident copies them.
 */
export interface OntapCloneOptions {
  /**
   * Name prefix of the claim. A hash of the claim's immutable settings is appended.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Whether `name` is the exact name of the claim, without a hash.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * Whether the clone is split from its source immediately. A split clone uses its full space, and its source can be
   * deleted.
   *
   * On ontap-san-economy, it fails with `ontap/annotation-not-read`; with `readOnly`, it fails with
   * `ontap/read-only-clone-split`.
   *
   * @default - the value of the source
   */
  readonly splitOnClone?: boolean;

  /**
   * Whether the clone is read-only. It uses no space, and many pods can mount it.
   *
   * A read-only clone of a snapshot shows the data of the snapshot. A read-only clone of a claim shows the directory
   * `.snapshot` of the claim, which has one subdirectory per snapshot.
   *
   * It requires a source with `snapshotDirectory` on ontap-nas or ontap-nas-economy. Otherwise it fails with
   * `ontap/read-only-clone`.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * Labels of the claim.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the claim. An annotation that another property sets fails with `ontap/annotation-reserved`.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * Options of a claim for an existing ONTAP volume.
 *
 * Trident changes nothing of an unmanaged volume. Of a managed volume, it applies only `unixPermissions` (NFS) and
 * `snapshotDirectory` (ontap-nas). Another volume setting fails with `ontap/import-setting-ignored`; `splitOnClone`
 * applies to clones of the claim.
 */
export interface OntapImportOptions extends OntapClaimOptions {
  /**
   * Name of the volume in ONTAP; with ontap-san-economy, the volume and the LUN, such as `corpus/lun0`.
   *
   * The volume must have a junction path, and must not belong to a claim of this or another backend: Trident does not
   * detect that a volume already belongs to another backend, and would delete it with the claim there. `size` must not
   * exceed the size of the volume; otherwise Trident rejects the import and the claim remains Pending.
   *
   * An unsupported value fails with `ontap/import-name-format`; the same volume twice in a storage fails with
   * `ontap/import-twice`. On ontap-san-economy, an unmanaged LUN or a LUN that keeps its name, in a volume without the
   * names of Trident, fails with `ontap/import-of-foreign-volume`.
   */
  readonly volumeName: string;

  /**
   * Whether Trident manages the volume. Trident then renames the volume, and deletes it with the claim if the reclaim
   * policy is Delete.
   *
   * Trident sets the permissions of the root of a managed NFS volume: without `unixPermissions`, it would open existing
   * data to all users. A managed NFS import without `unixPermissions` fails with `ontap/import-permissions-unset`.
   *
   * @default false
   */
  readonly managed?: boolean;

  /**
   * Whether a managed volume keeps its name in ONTAP. Requires Trident 25.10 or later.
   *
   * An unmanaged volume always keeps its name; there, it fails with `ontap/import-setting-ignored`.
   *
   * @default false
   */
  readonly keepName?: boolean;
}
