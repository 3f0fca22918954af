import { Size } from 'aws-cdk-lib';
import { OntapTieringPolicy } from './limits';
import { VolumeClaimOptions } from '../kubernetes/claim-options';

/** What a volume grows by when it fills; Trident 26.02 and newer. */
export interface OntapAutogrow {
  /**
   * How full the volume is when it grows: `1%` to `99%`.
   *
   * Another format: error ontap/autogrow-format.
   */
  readonly usedThreshold: string;

  /**
   * By how much it grows: a percentage (`10%`) or an amount (`50Gi`).
   *
   * Another format: error ontap/autogrow-format.
   *
   * @default '10%'
   */
  readonly growthAmount?: string;

  /**
   * How large it may become.
   *
   * @default - no limit but that of the backend
   */
  readonly maxSize?: Size;
}

/**
 * What is said of a volume by the backend, by its pool, or by the claim.
 *
 * Trident reads it when it makes the volume: a change holds for new claims.
 */
export interface OntapVolumeSettings {
  /**
   * The policy by which ONTAP takes snapshots of the volume: `none`, `default`, `default-1weekly`, or one that was made in ONTAP.
   *
   * Kubernetes snapshots need none. Refused where the driver has no snapshots: error ontap/annotation-not-read.
   *
   * @default - that of the pool or backend, else 'none'
   */
  readonly snapshotPolicy?: string;

  /**
   * How much of the volume is kept for snapshots, in percent, on top of the size.
   *
   * 0 to 90.
   *
   * Another value: error ontap/snapshot-reserve.
   *
   * @default - that of the pool or backend, else 0 without a snapshot policy and 5 with one
   */
  readonly snapshotReserve?: number;

  /**
   * Whether pods see the directory `.snapshot`.
   *
   * @default - that of the pool or backend, else false
   */
  readonly snapshotDirectory?: boolean;

  /**
   * Permissions of the root of the volume: `---rwxr-xr-x` or octal (`0755`).
   *
   * Another format: error ontap/unix-permissions-format. Block devices have none: error ontap/annotation-not-read.
   *
   * @default - those of the pool or backend, else `---rwxrwxrwx`
   */
  readonly unixPermissions?: string;

  /**
   * The export policy of the volume, which must exist in ONTAP.
   *
   * @default - that of the pool or backend, else `default`
   */
  readonly exportPolicy?: string;

  /**
   * Whether a clone is at once separated from what it is a clone of: it takes its full space, and the source can be deleted.
   *
   * @default - that of the pool or backend, else false
   */
  readonly splitOnClone?: boolean;
}

/** Where a claim on an ONTAP storage is made, and what it is like. */
export interface OntapClaimOptions extends VolumeClaimOptions, OntapVolumeSettings {
  /**
   * The name of the backend.
   *
   * Another name: error ontap/backend-unknown.
   *
   * @default - the first backend of the storage
   */
  readonly backend?: string;

  /**
   * The name of the virtual pool of the backend.
   *
   * Another name: error ontap/pool-unknown.
   *
   * @default - the first pool that has the tiering policy, if one is asked for, else the first
   */
  readonly pool?: string;

  /**
   * When data leaves the SSD storage: chooses the virtual pool that has this policy, because Trident reads no such annotation.
   *
   * None has it: error ontap/tiering-policy-unknown.
   *
   * @default - that of the pool or backend
   */
  readonly tieringPolicy?: OntapTieringPolicy;

  /**
   * Whether and how the volume grows by itself.
   *
   * @default - it does not
   */
  readonly autogrow?: OntapAutogrow;
}

/**
 * A claim that is a copy of another one, or of a snapshot: at once, and without taking space until one of them changes.
 *
 * It has the namespace, class, size, access mode and volume mode of its source: Trident refuses a larger clone, Kubernetes a smaller one.
 */
export interface OntapCloneOptions extends OntapVolumeSettings {
  /**
   * The name of the claim, as it begins; a hash of what cannot change follows.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Whether the claim has exactly the name given, without the hash.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * Whether pods can only read the clone: it takes no space, shows the snapshot, and is mounted by many.
   *
   * Of snapshots on NFS, whose volume has its `snapshotDirectory`: else error ontap/read-only-clone.
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
}

/** A claim over an ONTAP volume that exists. */
export interface OntapImportOptions extends OntapClaimOptions {
  /**
   * The name of the volume in ONTAP. It must be mounted at a junction path, and be no claim's, of this or of another backend: Trident does not notice that a volume
   * belongs to another backend already, and would delete it with the claim there.
   *
   * `size` may not exceed that of the volume: Trident refuses the import then, and the claim stays Pending.
   *
   * Another format: error ontap/import-name-format. Twice in one storage: error ontap/import-twice.
   */
  readonly volumeName: string;

  /**
   * Whether Trident takes the volume over: renames it, and deletes it with the claim where the class reclaims so.
   *
   * @default false
   */
  readonly managed?: boolean;

  /**
   * Whether the volume keeps its name in ONTAP though Trident takes it over; Trident 25.10 and newer.
   *
   * @default false
   */
  readonly keepName?: boolean;
}
