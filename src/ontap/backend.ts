import { Size } from 'aws-cdk-lib';
import { OntapVolumeSettings } from './claim-options';
import {
  OntapBlockFileSystem, OntapNfsVersion, OntapSanType, OntapSecurityStyle, OntapStorageDriver, OntapTieringPolicy,
} from './limits';
import { ClassOptions } from '../kubernetes/class-options';
import { VolumeBindingMode } from '../kubernetes/enums';

/** Settings of new volumes of a backend or a pool. */
export interface OntapVolumeDefaults extends OntapVolumeSettings {
  /**
   * Tiering policy, which determines when data moves from SSD to the capacity pool.
   *
   * ALL causes the warning `ontap/tiering-moves-hot-data`.
   *
   * @default OntapTieringPolicy.NONE
   */
  readonly tieringPolicy?: OntapTieringPolicy;

  /**
   * Whether the full size of a volume is reserved when it is created.
   *
   * @default false
   */
  readonly spaceReserved?: boolean;

  /**
   * Whether ONTAP reports freed blocks and full volumes to the nodes of block devices (SCSI thin provisioning).
   *
   * With NFS, it fails with `ontap/space-allocation-on-files`.
   *
   * @default - true, the default of Trident
   * @see https://docs.netapp.com/us-en/trident/trident-use/ontap-san-examples.html
   */
  readonly spaceAllocation?: boolean;

  /**
   * Security style of file permissions.
   *
   * A value for block devices fails with `ontap/security-style-on-block`.
   *
   * @default OntapSecurityStyle.UNIX
   */
  readonly securityStyle?: OntapSecurityStyle;

  /**
   * QoS policy group of each volume, which must exist in ONTAP.
   *
   * Together with `adaptiveQosPolicy`, it fails with `ontap/qos-policies`.
   *
   * @default - none
   */
  readonly qosPolicy?: string;

  /**
   * Adaptive QoS policy group of each volume, which must exist in ONTAP.
   *
   * With ontap-nas-economy, it fails with `ontap/qos-policies`.
   *
   * @default - none
   */
  readonly adaptiveQosPolicy?: string;

  /**
   * Whether deleted volumes are removed immediately instead of being kept in the recovery queue for twelve hours.
   *
   * True with an economy storage driver fails with `ontap/skip-recovery-queue-ignored`.
   *
   * @default false
   */
  readonly skipRecoveryQueue?: boolean;

  /**
   * Whether ONTAP encrypts the volumes with NetApp Volume Encryption, in addition to the encryption at rest of FSx.
   *
   * True requires a key manager in ONTAP; otherwise ONTAP rejects new volumes, and their claims remain Pending.
   *
   * @default - the default of ONTAP
   * @see https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html
   */
  readonly encryption?: boolean;
}

/** Where nodes can mount the volumes of a backend or a pool. */
export interface OntapTopology {
  /**
   * Region of the nodes (label `topology.kubernetes.io/region`).
   *
   * @default - any
   */
  readonly region?: string;

  /**
   * Availability Zone of the nodes (label `topology.kubernetes.io/zone`), for example `eu-west-1a`.
   *
   * @default - any
   */
  readonly zone?: string;
}

/** Options of a virtual pool, which is a set of volume settings of a backend with its own StorageClass. */
export interface OntapPoolOptions extends OntapVolumeDefaults {
  /**
   * Labels of the pool in addition to those of the backend, with the same rules.
   *
   * An unsupported label fails with `ontap/label-format`.
   *
   * @default - those of the backend
   */
  readonly labels?: { [key: string]: string };

  /**
   * Topologies whose nodes can mount the volumes of the pool.
   *
   * An empty topology fails with `ontap/topology-empty`.
   *
   * @default - those of the backend
   */
  readonly supportedTopologies?: OntapTopology[];

  /**
   * Name of the pool: up to 32 lower-case letters, digits and `-`.
   *
   * An unsupported or duplicate name fails with `ontap/pool-name`.
   */
  readonly name: string;

  /**
   * Fixed name, default class, labels and annotations of the StorageClass of the pool.
   *
   * @default - a name with a hash, not a default class
   */
  readonly storageClass?: ClassOptions;
}

/** Options of all backends. */
export interface OntapBackendOptions extends OntapVolumeDefaults {
  /**
   * Name of the backend in the storage: up to 32 lower-case letters, digits and `-`.
   *
   * In the cluster, a hash of its immutable settings is appended.
   *
   * An unsupported value fails with `ontap/backend-name-format`; a duplicate name fails with `ontap/backend-twice`.
   *
   * @default - the storage driver without `ontap-`, for example `nas`
   */
  readonly name?: string;

  /**
   * Virtual pools of the backend.
   *
   * Each pool has a StorageClass, so that claims can select settings such as a tiering or snapshot policy. If there are
   * pools, every claim uses one of them. A pool inherits the settings that it does not set from the backend.
   *
   * @default - none
   */
  readonly pools?: OntapPoolOptions[];

  /**
   * Fixed name, default class, labels and annotations of the StorageClass of the backend.
   *
   * With `pools`, it fails with `ontap/class-of-pools`: the pools have the classes.
   *
   * @default - a name with a hash, not a default class
   */
  readonly storageClass?: ClassOptions;

  /**
   * Whether claims of the StorageClasses of this backend can grow.
   *
   * @default true
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * When Trident creates the volume of a claim: at once, or when a pod uses the claim.
   *
   * With WAIT_FOR_FIRST_CONSUMER, Trident selects a pool whose `supportedTopologies` match the node of the pod. A snapshot
   * or clone of such a claim waits for that pod, too. A change creates other StorageClasses; see `storageClass`.
   *
   * @default VolumeBindingMode.IMMEDIATE
   */
  readonly volumeBindingMode?: VolumeBindingMode;

  /**
   * Prefix of volume names in ONTAP: letters, digits, `_`, `-` and `.`, not beginning with a digit. With
   * ontap-san-economy neither `-` nor `__`.
   *
   * Trident cannot change the prefix of a backend. A change creates another backend.
   *
   * An unsupported value fails with `ontap/storage-prefix-format`, and a value that another backend of the app has on the
   * same storage virtual machine with `ontap/storage-prefix-shared`.
   *
   * @default - derived from the names of the cluster and the storage, so that two clusters can share an SVM
   */
  readonly storagePrefix?: string;

  /**
   * Maximum size of volumes that Trident creates in this backend.
   *
   * @default - no limit
   */
  readonly limitVolumeSize?: Size;

  /**
   * Labels of the backend, which Trident displays and writes to the comments of volumes.
   *
   * Letters, digits, `_` and `-`. The key `pool` is reserved.
   *
   * An unsupported label fails with `ontap/label-format`.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Topologies whose nodes can mount the volumes. Kubernetes schedules pods of a volume only to these nodes.
   *
   * Nodes of every Availability Zone can mount a volume of FSx for ONTAP. Limit the topologies to avoid traffic between
   * zones. A change applies to new volumes.
   *
   * An empty topology fails with `ontap/topology-empty`.
   *
   * @default - all nodes
   * @see https://docs.netapp.com/us-en/trident/trident-use/csi-topology.html
   */
  readonly supportedTopologies?: OntapTopology[];

  /**
   * Mount options on the nodes, in addition to those of the NFS version.
   *
   * @default - `hard` for NFS, none for block devices
   */
  readonly mountOptions?: string[];
}

/** Options of a backend with NFS volumes. */
export interface OntapNasBackendOptions extends OntapBackendOptions {
  /**
   * NFS version. Only the ports of this version are opened.
   *
   * @default OntapNfsVersion.V4_1
   */
  readonly nfsVersion?: OntapNfsVersion;

  /**
   * Number of connections per node and volume, 1 to 16. More connections increase the throughput of a single node.
   * Requires NFS 3, 4.1 or 4.2.
   *
   * An unsupported value or NFS version fails with `ontap/nconnect`.
   *
   * @default 1
   */
  readonly nconnect?: number;

  /**
   * Whether Trident maintains an export policy with the addresses of the nodes.
   *
   * Security groups already restrict access, and some versions of Trident deny access to new nodes (issues 1181 and
   * 965).
   *
   * @default false
   */
  readonly autoExportPolicy?: boolean;

  /**
   * IPv4 and IPv6 address ranges that the automatic export policy can contain, in CIDR notation. File systems of
   * `OntapProvisioning.managed()` have IPv4 addresses only, and require an IPv4 range.
   *
   * An unsupported value, or a value without `autoExportPolicy`, fails with `ontap/auto-export-cidrs`.
   *
   * @default - all
   */
  readonly autoExportCidrs?: string[];
}

/** Options of a backend whose claims are qtrees that share volumes. */
export interface OntapNasEconomyBackendOptions extends OntapNasBackendOptions {
  /**
   * Maximum number of claims per volume, 50 to 300.
   *
   * An unsupported value fails with `ontap/claims-per-volume`.
   *
   * @default 200
   */
  readonly qtreesPerFlexvol?: number;

  /**
   * Maximum size of a volume that claims share.
   *
   * @default - no limit
   */
  readonly limitVolumePoolSize?: Size;
}

/** Options of a backend with block devices. */
export interface OntapSanBackendOptions extends OntapBackendOptions {
  /**
   * Protocol of the block devices.
   *
   * NVMe on a first-generation deployment type fails with `ontap/nvme-not-offered`; on a third-generation type, it
   * causes the warning `ontap/nvme-unverified`. Any protocol with more than 6 HA
   * pairs fails with `ontap/block-not-offered`.
   *
   * @default OntapSanType.ISCSI
   */
  readonly sanType?: OntapSanType;

  /**
   * File system that a node creates on a new device.
   *
   * @default OntapBlockFileSystem.EXT4
   */
  readonly fileSystemType?: OntapBlockFileSystem;
}

/** Options of a backend whose claims are LUNs that share volumes. */
export interface OntapSanEconomyBackendOptions extends OntapBackendOptions {
  /**
   * File system that a node creates on a new device.
   *
   * @default OntapBlockFileSystem.EXT4
   */
  readonly fileSystemType?: OntapBlockFileSystem;

  /**
   * Maximum number of claims per volume, 50 to 200.
   *
   * An unsupported value fails with `ontap/claims-per-volume`.
   *
   * @default 100
   */
  readonly lunsPerFlexvol?: number;

  /**
   * Maximum size of a volume that claims share.
   *
   * @default - no limit
   */
  readonly limitVolumePoolSize?: Size;
}

/** The options of all kinds of backends. */
export type AnyBackendOptions =
  OntapNasBackendOptions & OntapNasEconomyBackendOptions & OntapSanBackendOptions & OntapSanEconomyBackendOptions;

/**
 * A Trident backend, which determines how Trident creates the volumes of claims on a storage virtual machine.
 *
 * @example
 * OntapBackend.nas({ pools: [{ name: 'hot' }, { name: 'archive', tieringPolicy: OntapTieringPolicy.AUTO }] });
 */
export class OntapBackend {
  /** One NFS volume per claim (ontap-nas), with snapshots and clones. Many pods can read and write it. */
  public static nas(options: OntapNasBackendOptions = {}): OntapBackend {
    return new OntapBackend(OntapStorageDriver.NAS, options);
  }

  /**
   * NFS claims that share volumes (ontap-nas-economy), for thousands of small claims. With `snapshotDirectory`, they have
   * snapshots and read-only clones, but neither restores nor other clones.
   */
  public static nasEconomy(options: OntapNasEconomyBackendOptions = {}): OntapBackend {
    return new OntapBackend(OntapStorageDriver.NAS_ECONOMY, options);
  }

  /** One NFS FlexGroup per claim (ontap-nas-flexgroup), for large claims that span all HA pairs. */
  public static nasFlexgroup(options: OntapNasBackendOptions = {}): OntapBackend {
    return new OntapBackend(OntapStorageDriver.NAS_FLEXGROUP, options);
  }

  /** One block device per claim (ontap-san), for one node at a time. */
  public static san(options: OntapSanBackendOptions = {}): OntapBackend {
    return new OntapBackend(OntapStorageDriver.SAN, options);
  }

  /** iSCSI block devices that share volumes (ontap-san-economy). */
  public static sanEconomy(options: OntapSanEconomyBackendOptions = {}): OntapBackend {
    return new OntapBackend(OntapStorageDriver.SAN_ECONOMY, options);
  }

  private constructor(
    /** @internal */
    public readonly _driver: OntapStorageDriver,
    /** @internal */
    public readonly _options: AnyBackendOptions,
  ) {}
}
