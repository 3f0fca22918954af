import { Size, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { OntapBackend } from './backend';
import { OntapClaimOptions } from './claim-options';
import { IOntapVolumeClaim } from './ontap-volume';
import { OntapProvisioning } from './provisioning';
import { ITridentDriver } from './trident/trident-driver';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ClassOptions } from '../kubernetes/class-options';
import { ReclaimPolicy, VolumeAccessMode, VolumeMode } from '../kubernetes/enums';

/** What FsxOntapStorage is made of. */
export interface FsxOntapStorageProps {
  /**
   * The cluster whose pods mount the volumes.
   *
   * Made in this stack, in another stack of the app, or imported; with a kubectl provider: error ontap/kubectl-missing.
   */
  readonly cluster: eks.ICluster;

  /** Who creates the file system: this stack (`managed`), or it already exists (`existing`). */
  readonly provisioning: OntapProvisioning;

  /**
   * The backends of Trident: ways to make volumes of claims. Several share the file system, NFS and iSCSI for example.
   *
   * @default - [OntapBackend.nas()]
   */
  readonly backends?: OntapBackend[];

  /**
   * The claim that pods mount a volume by. More with `addClaim`.
   *
   * @default - none
   */
  readonly claim?: OntapClaimOptions;

  /**
   * Whether claims can have snapshots: brings the EKS add-on `snapshot-controller` with Trident, and a VolumeSnapshotClass.
   *
   * With `TridentDriver.existing()` the controller and its CustomResourceDefinitions must be there, or the deployment fails: set it to false without them.
   *
   * @default - true where a backend has snapshots
   */
  readonly snapshots?: boolean;

  /**
   * Fixed name, default class, labels and annotations of the VolumeSnapshotClass.
   *
   * @default - a name with a hash, not a default class
   */
  readonly snapshotClass?: ClassOptions;

  /**
   * What happens to a volume when its claim is deleted, and to a snapshot when its object is.
   *
   * Independent of the removal policy of the file system. A change creates new StorageClasses, a new VolumeSnapshotClass, and new claims with new, empty volumes; the old claims
   * keep their names, their class and their volumes. RETAIN together with `RemovalPolicy.DESTROY`, whose deletion the volumes block: warning
   * ontap/volumes-outlive-file-system.
   *
   * @default ReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * The names of the StorageClasses, as they begin; the backend, the pool and a hash of the parameters follow.
   *
   * Another format: error ontap/class-name-format.
   *
   * @default - `fsx-ontap-` and the id of the construct
   */
  readonly storageClassName?: string;

  /**
   * The Trident of the cluster.
   *
   * Missing for an imported cluster: error ontap/driver-unknown.
   *
   * @default - the one Trident of a cluster of this app, made with the first storage
   */
  readonly driver?: ITridentDriver;

  /**
   * Clients beside the cluster's nodes: node groups with security groups of their own, other machines.
   *
   * They get the ports of the protocols in use, and TCP 443 for Trident's controller. For a machine that only mounts, `connections.allowDefaultPortFrom()` leaves
   * 443 shut.
   *
   * @default - the nodes that carry the cluster's security group
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * How the Kubernetes objects reach the cluster.
   *
   * Without kubectl nothing waits for Trident to accept a backend: what it says of a bad one is in the status of the TridentBackendConfig. Importing a volume and
   * restoring a snapshot need that wait: errors ontap/import-by-kubectl-only and ontap/restore-by-kubectl-only.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;

  /**
   * Rules that are broken on purpose: warnings, and errors that say so, by id, each with the reason.
   *
   * An id that acknowledges nothing: error rules/acknowledgement.
   *
   * @default - none
   */
  readonly acknowledge?: { [id: string]: string };
}

/** How a snapshot is taken. */
export interface OntapSnapshotOptions {
  /**
   * The claim that is snapshot.
   *
   * @default - that of the props
   */
  readonly claim?: IOntapVolumeClaim;

  /**
   * The name of the VolumeSnapshot, as it begins; a hash of its claim and construct follows, because it cannot change.
   *
   * @default - the id of the construct
   */
  readonly name?: string;
}

/** A claim that exists in the cluster, on a volume of the storage. */
export interface OntapExistingClaimOptions {
  /** The full name of the claim. Another format: error ontap/claim-name-format. */
  readonly claimName: string;

  /**
   * The namespace of the claim.
   *
   * @default 'default'
   */
  readonly namespace?: string;

  /** The size of the claim. */
  readonly size: Size;

  /**
   * The access mode of the claim.
   *
   * @default - READ_WRITE_MANY for files, READ_WRITE_ONCE for block devices
   */
  readonly accessMode?: VolumeAccessMode;

  /**
   * The volume mode of the claim.
   *
   * @default VolumeMode.FILESYSTEM
   */
  readonly volumeMode?: VolumeMode;

  /**
   * The name of the backend of the claim. Another name: error ontap/backend-unknown.
   *
   * @default - the first backend of the storage
   */
  readonly backend?: string;

  /**
   * The name of the virtual pool of the claim. Another name: error ontap/pool-unknown.
   *
   * @default - the first pool of the backend
   */
  readonly pool?: string;

  /**
   * Whether the volume of the claim shows its directory `.snapshot`, which read-only clones need.
   *
   * @default - that of the pool or backend, else false
   */
  readonly snapshotDirectory?: boolean;
}

/** A VolumeSnapshot that exists in the cluster. */
export interface OntapExistingSnapshotOptions {
  /** The full name of the VolumeSnapshot. Another format: error ontap/claim-name-format. */
  readonly snapshotName: string;

  /**
   * The claim that the snapshot is of. For a claim that this app does not create, use `existingClaim()`.
   *
   * @default - that of the props
   */
  readonly claim?: IOntapVolumeClaim;
}
