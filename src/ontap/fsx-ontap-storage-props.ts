import { Size, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { OntapBackend } from './backend';
import { OntapClaimOptions } from './claim-options';
import { IOntapVolumeClaim } from './ontap-volume';
import { OntapProvisioning } from './provisioning';
import { ITridentDriver } from './trident/trident-driver';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ClassOptions } from '../kubernetes/class-options';
import { ReclaimPolicy, VolumeAccessMode, VolumeMode } from '../kubernetes/enums';

/** Properties of `FsxOntapStorage`. */
export interface FsxOntapStorageProps {
  /**
   * The cluster whose pods mount the volumes: created in this stack or in another stack of the app, or imported.
   *
   * A cluster without a kubectl provider fails with `ontap/kubectl-missing`, unless `delivery` does not use kubectl.
   */
  readonly cluster: eks.ICluster;

  /** How the file system is provisioned: created by this stack (`managed`), or existing (`existing`). */
  readonly provisioning: OntapProvisioning;

  /**
   * The backends of Trident, which create the volumes of claims. Several backends, for example for NFS and iSCSI, share
   * the file system.
   *
   * @default - [OntapBackend.nas()]
   */
  readonly backends?: OntapBackend[];

  /**
   * The claim that pods mount. `addClaim()` adds further ones.
   *
   * @default - none
   */
  readonly claim?: OntapClaimOptions;

  /**
   * Whether claims can have snapshots. If true, the stack adds the EKS add-on `snapshot-controller` with Trident, and a
   * VolumeSnapshotClass.
   *
   * With `TridentDriver.existing()`, the snapshot controller and its CustomResourceDefinitions must already exist;
   * otherwise the deployment fails. Set it to false if they do not exist.
   *
   * @default - true if a backend supports snapshots
   */
  readonly snapshots?: boolean;

  /**
   * Fixed name, default class, labels and annotations of the VolumeSnapshotClass.
   *
   * @default - a name with a hash, not a default class
   */
  readonly snapshotClass?: ClassOptions;

  /**
   * What happens to a volume when its claim is deleted, and to a snapshot when its VolumeSnapshot is deleted.
   *
   * It is independent of the removal policy of the file system. A change creates new StorageClasses, a new
   * VolumeSnapshotClass, and new claims with new, empty volumes. The old claims keep their names, their class and their
   * volumes.
   *
   * RETAIN together with `RemovalPolicy.DESTROY` causes the warning `ontap/volumes-outlive-file-system`, because the
   * volumes block the deletion of the file system.
   *
   * @default ReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * Name prefix of the StorageClasses. The backend, the pool and a hash of the parameters are appended.
   *
   * An unsupported value fails with `ontap/class-name-format`.
   *
   * @default - `fsx-ontap-` and the id of the construct
   */
  readonly storageClassName?: string;

  /**
   * The Trident driver of the cluster.
   *
   * For an imported cluster it is required; a missing value fails with `ontap/driver-unknown`.
   *
   * @default - for a cluster of this app, one driver that is created with the first storage
   */
  readonly driver?: ITridentDriver;

  /**
   * Clients in addition to the cluster's nodes: node groups with their own security groups, or other machines.
   *
   * They can use the ports of the protocols in use, and TCP 443 for Trident's controller. For a machine that only
   * mounts volumes, use `connections.allowDefaultPortFrom()`, which does not open 443.
   *
   * @default - only nodes that have the cluster's security group
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * How the Kubernetes objects reach the cluster.
   *
   * If you change it from `kubectl()`, the deployment deletes the objects that the removal policy does not retain.
   *
   * Without kubectl, the deployment does not wait for Trident to accept a backend: errors appear in the status of the
   * TridentBackendConfig. Importing a volume and restoring a snapshot need that wait and fail with
   * `ontap/import-by-kubectl-only` and `ontap/restore-by-kubectl-only`.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;

  /**
   * Whether to adopt claims, StorageClasses and VolumeSnapshotClasses that already exist under the names of this storage, instead of failing with
   * `AlreadyExists`.
   *
   * Only objects with fixed names can exist already: `claim.fixedName`, `storageClass.fixedName`. The deployment changes
   * them to what the app describes. The API server rejects a change of an immutable field, and the deployment rolls
   * back. While `adopt` is true, every claim and class of the storage is retained, even if its creation is rolled back or the
   * stack is deleted. Remove `adopt` after a successful deployment to apply the removal policy of the storage.
   *
   * Together with `OntapProvisioning.managed()`, it fails with `ontap/adopt-managed`.
   *
   * @default false
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
   */
  readonly adopt?: boolean;

  /**
   * Warnings to silence and errors to accept, by rule id, each with the reason. Only errors that offer it can be
   * accepted.
   *
   * An id that matches no finding fails with `rules/acknowledgement`.
   *
   * @default - none
   */
  readonly acknowledge?: { [id: string]: string };
}

/** Options of `snapshot()`. */
export interface OntapSnapshotOptions {
  /**
   * The claim to take a snapshot of.
   *
   * @default - the claim of the props
   */
  readonly claim?: IOntapVolumeClaim;

  /**
   * Name prefix of the VolumeSnapshot. A hash of its claim and construct is appended, because a snapshot cannot change.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Whether `name` is the exact name of the VolumeSnapshot, without a hash.
   *
   * The source of a snapshot cannot change: to take a snapshot of another claim, change the name too.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * Labels of the VolumeSnapshot.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/** A claim that exists in the cluster, with a volume of this storage. */
export interface OntapExistingClaimOptions {
  /** The full name of the claim. An unsupported value fails with `ontap/claim-name-format`. */
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
   * The name of the backend of the claim. An unknown name fails with `ontap/backend-unknown`.
   *
   * @default - the first backend of the storage
   */
  readonly backend?: string;

  /**
   * The name of the virtual pool of the claim. An unknown name fails with `ontap/pool-unknown`.
   *
   * @default - the first pool of the backend
   */
  readonly pool?: string;

  /**
   * Whether the volume of the claim shows its directory `.snapshot`, which read-only clones need.
   *
   * @default - the setting of the pool or backend, otherwise false
   */
  readonly snapshotDirectory?: boolean;
}

/** A VolumeSnapshot that exists in the cluster. */
export interface OntapExistingSnapshotOptions {
  /** The full name of the VolumeSnapshot. An unsupported value fails with `ontap/claim-name-format`. */
  readonly snapshotName: string;

  /**
   * The claim of which the snapshot was taken. For a claim that this app does not create, use `existingClaim()`.
   *
   * @default - the claim of the props
   */
  readonly claim?: IOntapVolumeClaim;
}
