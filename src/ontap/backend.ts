import { Size } from 'aws-cdk-lib';
import { OntapVolumeSettings } from './claim-options';
import { OntapBlockFileSystem, OntapNfsVersion, OntapSanType, OntapSecurityStyle, OntapStorageDriver, OntapTieringPolicy } from './limits';

/** What new volumes of a backend, or of one of its pools, are like. */
export interface OntapVolumeDefaults extends OntapVolumeSettings {
  /**
   * When data leaves the SSD storage.
   *
   * With ALL: warning ontap/tiering-moves-hot-data.
   *
   * @default OntapTieringPolicy.NONE
   */
  readonly tieringPolicy?: OntapTieringPolicy;

  /**
   * Whether the whole size of a volume is set aside when it is made.
   *
   * @default false
   */
  readonly spaceReserved?: boolean;

  /**
   * How permissions of files are kept. Block devices have none: error ontap/security-style-on-block.
   *
   * @default OntapSecurityStyle.UNIX
   */
  readonly securityStyle?: OntapSecurityStyle;

  /**
   * The QoS policy group of each volume, which must exist in ONTAP. Not together with `adaptiveQosPolicy`: error ontap/qos-policies.
   *
   * @default - none
   */
  readonly qosPolicy?: string;

  /**
   * The adaptive QoS policy group of each volume, which must exist in ONTAP. Not on ontap-nas-economy: error ontap/qos-policies.
   *
   * @default - none
   */
  readonly adaptiveQosPolicy?: string;

  /**
   * Whether a deleted volume is gone at once, instead of being kept for twelve hours.
   *
   * @default false
   */
  readonly skipRecoveryQueue?: boolean;
}

/** A virtual pool: a part of a backend whose volumes are alike, with a StorageClass of its own. */
export interface OntapPoolOptions extends OntapVolumeDefaults {
  /** The name of the pool: up to 32 lower-case letters, digits and `-`. Another format, or twice: error ontap/pool-name. */
  readonly name: string;
}

/** What every backend has. */
export interface OntapBackendOptions extends OntapVolumeDefaults {
  /**
   * The name of the backend within the storage.
   *
   * Up to 32 lower-case letters, digits and `-`. In the cluster it goes by this name and a hash of what cannot change.
   *
   * Another format: error ontap/backend-name-format. Twice: error ontap/backend-twice.
   *
   * @default - the driver without `ontap-`, for example `nas`
   */
  readonly name?: string;

  /**
   * Virtual pools: each has a StorageClass, so that claims can choose a tiering policy, a snapshot policy and the like. Where there are pools, all claims are
   * made in one of them; what a pool does not say, the backend says.
   *
   * @default - none: all claims are alike
   */
  readonly pools?: OntapPoolOptions[];

  /**
   * How the volumes' names begin in ONTAP. It cannot be changed later.
   *
   * Letters, digits, `_`, `-` and `.`, not beginning with a digit.
   *
   * Another format: error ontap/storage-prefix-format.
   *
   * @default - made of the names of the cluster and the storage, so that two clusters on one SVM keep apart
   */
  readonly storagePrefix?: string;

  /**
   * The largest volume that Trident makes here.
   *
   * @default - no limit
   */
  readonly limitVolumeSize?: Size;

  /**
   * Labels of the backend, which Trident shows and writes into the comments of volumes.
   *
   * Letters, digits, `_` and `-`. `pool` is kept for the pools.
   *
   * Another format: error ontap/label-format.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Options of the mount on the nodes, beside those of the NFS version.
   *
   * @default - `hard` for NFS, none for block devices
   */
  readonly mountOptions?: string[];
}

/** A backend whose volumes are mounted by NFS. */
export interface OntapNasBackendOptions extends OntapBackendOptions {
  /**
   * The version of NFS. The ports of the others stay shut.
   *
   * @default OntapNfsVersion.V4_1
   */
  readonly nfsVersion?: OntapNfsVersion;

  /**
   * Connections of a node to a volume, 1 to 16: more throughput for a single node. With NFS 3, 4.1 and 4.2.
   *
   * Otherwise: error ontap/nconnect.
   *
   * @default 1
   */
  readonly nconnect?: number;

  /**
   * Whether Trident keeps an export policy with the addresses of the nodes.
   *
   * Security groups keep others out anyway; some versions of Trident lock new nodes out (issues 1181 and 965).
   *
   * @default false
   */
  readonly autoExportPolicy?: boolean;

  /**
   * The ranges of addresses that the automatic export policy may hold, in CIDR notation.
   *
   * Another format, or without `autoExportPolicy`: error ontap/auto-export-cidrs.
   *
   * @default - all
   */
  readonly autoExportCidrs?: string[];
}

/** A backend whose claims are qtrees that share volumes. */
export interface OntapNasEconomyBackendOptions extends OntapNasBackendOptions {
  /**
   * Claims that share a volume: 50 to 300.
   *
   * Another value: error ontap/claims-per-volume.
   *
   * @default 200
   */
  readonly qtreesPerFlexvol?: number;

  /**
   * The largest volume that claims share.
   *
   * @default - no limit
   */
  readonly limitVolumePoolSize?: Size;
}

/** A backend whose volumes are block devices. */
export interface OntapSanBackendOptions extends OntapBackendOptions {
  /**
   * How the devices are attached.
   *
   * NVMe needs a deployment type of the second generation: error ontap/nvme-not-offered. Either is off with more than 6 pairs of servers:
   * error ontap/block-not-offered.
   *
   * @default OntapSanType.ISCSI
   */
  readonly sanType?: OntapSanType;

  /**
   * The file system that a node makes on a new device.
   *
   * @default OntapBlockFileSystem.EXT4
   */
  readonly fileSystemType?: OntapBlockFileSystem;
}

/** A backend whose claims are LUNs that share volumes. */
export interface OntapSanEconomyBackendOptions extends OntapBackendOptions {
  /**
   * The file system that a node makes on a new device.
   *
   * @default OntapBlockFileSystem.EXT4
   */
  readonly fileSystemType?: OntapBlockFileSystem;

  /**
   * Claims that share a volume: 50 to 200.
   *
   * Another value: error ontap/claims-per-volume.
   *
   * @default 100
   */
  readonly lunsPerFlexvol?: number;

  /**
   * The largest volume that claims share.
   *
   * @default - no limit
   */
  readonly limitVolumePoolSize?: Size;
}

/** The properties of any backend, as far as code asks for them by name. */
export type AnyBackendOptions =
  OntapNasBackendOptions & OntapNasEconomyBackendOptions & OntapSanBackendOptions & OntapSanEconomyBackendOptions;

/**
 * A backend of Trident: one way to make volumes of claims on a storage virtual machine.
 *
 * @example
 * OntapBackend.nas({ pools: [{ name: 'hot' }, { name: 'archive', tieringPolicy: OntapTieringPolicy.AUTO }] });
 */
export abstract class OntapBackend {
  /** One volume for each claim, mounted by NFS (ontap-nas): read and written by many pods, with snapshots and clones. */
  public static nas(options: OntapNasBackendOptions = {}): OntapBackend {
    return new Described(OntapStorageDriver.NAS, options);
  }

  /** Claims that share volumes, mounted by NFS (ontap-nas-economy): for thousands of small claims, without snapshots and clones. */
  public static nasEconomy(options: OntapNasEconomyBackendOptions = {}): OntapBackend {
    return new Described(OntapStorageDriver.NAS_ECONOMY, options);
  }

  /** One FlexGroup for each claim, mounted by NFS (ontap-nas-flexgroup): large claims over all pairs of servers. */
  public static nasFlexgroup(options: OntapNasBackendOptions = {}): OntapBackend {
    return new Described(OntapStorageDriver.NAS_FLEXGROUP, options);
  }

  /** One block device for each claim (ontap-san): of one node at a time. */
  public static san(options: OntapSanBackendOptions = {}): OntapBackend {
    return new Described(OntapStorageDriver.SAN, options);
  }

  /** Block devices that share volumes, attached by iSCSI (ontap-san-economy). */
  public static sanEconomy(options: OntapSanEconomyBackendOptions = {}): OntapBackend {
    return new Described(OntapStorageDriver.SAN_ECONOMY, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract get _driver(): OntapStorageDriver;

  /** @internal */
  public abstract get _options(): AnyBackendOptions;
}

class Described extends OntapBackend {
  constructor(public readonly _driver: OntapStorageDriver, public readonly _options: AnyBackendOptions) {
    super();
  }
}
