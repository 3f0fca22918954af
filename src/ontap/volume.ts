import { Duration, Size } from 'aws-cdk-lib';
import { OntapTieringPolicy, OntapVolumeStyle } from './limits';

/**
 * Options of an ONTAP volume that the stack creates, in addition to the volumes that Trident creates for claims.
 *
 * Use it for data that exists before pods do, or that other systems write. `importVolume()` creates a claim for it.
 */
export interface OntapVolumeOptions {
  /**
   * Name of the volume: up to 203 letters, digits and `_`, not beginning with a digit.
   *
   * An unsupported value fails with `ontap/volume-name-format`; a duplicate name on a file system fails with
   * `ontap/volume-twice`.
   */
  readonly name: string;

  /**
   * Size of the volume. The space is not reserved.
   *
   * A FlexVol has 20 MiB to 300 TiB. You can change the size later.
   *
   * An unsupported value fails with `ontap/volume-size`.
   */
  readonly size: Size;

  /**
   * Junction path of the volume in the storage virtual machine.
   *
   * It begins with `/` and has at most 255 characters, without white space, `.`, `..` and the characters `* # " > < | ?
   * \`. It is not case-sensitive.
   *
   * An unsupported value fails with `ontap/junction-path-format`.
   *
   * @default - `/` and the name of the volume
   */
  readonly junctionPath?: string;

  /**
   * Volume style: a FlexVol on one HA pair, or a FlexGroup on all HA pairs. Changing it replaces the volume.
   *
   * @default OntapVolumeStyle.FLEXVOL
   */
  readonly style?: OntapVolumeStyle;

  /**
   * Tiering policy, which determines when data moves from SSD to the capacity pool.
   *
   * @default OntapTieringPolicy.NONE
   */
  readonly tieringPolicy?: OntapTieringPolicy;

  /**
   * Time without access after which data moves to the capacity pool, 2 to 183 days. Requires the tiering policy AUTO or
   * SNAPSHOT_ONLY.
   *
   * An unsupported value or policy fails with `ontap/cooling-period`.
   *
   * @default - 31 days with AUTO, 2 with SNAPSHOT_ONLY
   */
  readonly coolingPeriod?: Duration;

  /**
   * Snapshot policy: `none`, `default`, `default-1weekly`, or a policy that exists in ONTAP.
   *
   * @default 'none'
   */
  readonly snapshotPolicy?: string;

  /**
   * Whether data is deduplicated, compressed and compacted.
   *
   * @default true
   */
  readonly storageEfficiencyEnabled?: boolean;

  /**
   * Whether to copy the tags of the volume to its backups.
   *
   * @default false
   */
  readonly copyTagsToBackups?: boolean;

  /**
   * ID of the backup to restore the volume from: `backup-` and hexadecimal digits.
   *
   * The backup can be of any volume, including one that Trident created; `importVolume()` then creates a claim for it.
   * Set `size` to the size of the backed-up volume. Changing this setting replaces the volume.
   *
   * An unsupported value fails with `ontap/backup-id-format`.
   *
   * @default - an empty volume
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolumeFromBackup.html
   */
  readonly backupId?: string;
}
