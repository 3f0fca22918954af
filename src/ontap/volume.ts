import { Duration, Size } from 'aws-cdk-lib';
import { OntapTieringPolicy, OntapVolumeStyle } from './limits';

/**
 * An ONTAP volume that the stack makes beside those that Trident makes of claims.
 *
 * For data that exists before any pod, or that others write. `importVolume()` makes a claim of it.
 */
export interface OntapVolumeOptions {
  /**
   * The name of the volume.
   *
   * Up to 203 letters, digits and `_`, not beginning with a digit.
   *
   * Another format: error ontap/volume-name-format. Twice on one file system: error ontap/volume-twice.
   */
  readonly name: string;

  /**
   * The logical size of the volume: what it shows, not what is set aside.
   *
   * A FlexVol has 20 MiB to 300 TiB. It can be changed later.
   *
   * Outside: error ontap/volume-size.
   */
  readonly size: Size;

  /**
   * Where the volume is in the name space of the storage virtual machine.
   *
   * Begins with `/`, at most 255 characters, without white space, `.`, `..` or any of `* # " > < | ? \`. Upper and lower case are the same.
   *
   * Another format: error ontap/junction-path-format.
   *
   * @default - `/` and the name
   */
  readonly junctionPath?: string;

  /**
   * Whether the volume lies on one pair of servers or on all. A change replaces the volume.
   *
   * @default OntapVolumeStyle.FLEXVOL
   */
  readonly style?: OntapVolumeStyle;

  /**
   * When data leaves the SSD storage.
   *
   * @default OntapTieringPolicy.NONE
   */
  readonly tieringPolicy?: OntapTieringPolicy;

  /**
   * How long data is not read before it leaves the SSD storage.
   *
   * 2 to 183 days, with AUTO and SNAPSHOT_ONLY.
   *
   * Otherwise: error ontap/cooling-period.
   *
   * @default - 31 days with AUTO, 2 with SNAPSHOT_ONLY
   */
  readonly coolingPeriod?: Duration;

  /**
   * The policy by which ONTAP takes snapshots: `none`, `default`, `default-1weekly`, or one that was made in ONTAP.
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
   * Whether backups of the volume get its tags.
   *
   * @default false
   */
  readonly copyTagsToBackups?: boolean;

  /**
   * The backup that the volume is made from: of any volume, also of one that Trident made, whose claim `importVolume()` brings back.
   *
   * `backup-` and hexadecimal digits; give it the size of the volume that was backed up. A change replaces the volume.
   *
   * Another format: error ontap/backup-id-format.
   *
   * @default - an empty volume
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolumeFromBackup.html
   */
  readonly backupId?: string;
}
