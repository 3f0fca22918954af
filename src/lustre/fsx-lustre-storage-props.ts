import { aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { LustreClaimOptions } from './claim-options';
import { ILustreCsiDriver } from './lustre-csi-driver';
import { LustreProvisioning } from './provisioning';
import { ManifestDelivery } from '../delivery/manifest-delivery';

/** Properties of `FsxLustreStorage`. */
export interface FsxLustreStorageProps {
  /**
   * The cluster whose pods mount the file system: created in this stack or in another stack of the app, or imported.
   *
   * A cluster without a kubectl provider fails with `lustre/kubectl-missing`, unless `delivery` does not use kubectl.
   */
  readonly cluster: eks.ICluster;

  /**
   * How the file system is provisioned: created by the driver for each claim (`dynamic`), created by this stack
   * (`managed`), or existing (`existing`).
   */
  readonly provisioning: LustreProvisioning;

  /**
   * The claim that pods mount. `addClaim()` adds further ones.
   *
   * @default - none
   */
  readonly claim?: LustreClaimOptions;

  /**
   * The CSI driver of the cluster.
   *
   * For an imported cluster it is required; a missing value fails with `lustre/driver-unknown`.
   *
   * @default - for a cluster of this app, one driver that is created with the first storage
   */
  readonly driver?: ILustreCsiDriver;

  /**
   * Clients in addition to the cluster's nodes: node groups with their own security groups, or other machines.
   *
   * TCP 988 and 1018-1023 are opened in both directions.
   *
   * @default - only nodes that have the cluster's security group
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * How the Kubernetes objects reach the cluster.
   *
   * If you change it from `kubectl()`, the deployment deletes the objects that the removal policy does not retain.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;

  /**
   * Whether to adopt Kubernetes objects that already exist under the names of this storage, instead of failing with
   * `AlreadyExists`.
   *
   * Only objects with fixed names can exist already: `claim.fixedName`, `storageClass.fixedName`, `claim.volumeName`. The deployment changes
   * them to what the app describes. The API server rejects a change of an immutable field, and the deployment rolls
   * back. While `adopt` is true, every object of the storage is retained, even if its creation is rolled back or the
   * stack is deleted. Remove `adopt` after a successful deployment to apply the removal policy of the storage.
   *
   * Together with `LustreProvisioning.managed()`, it fails with `lustre/adopt-managed`.
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
