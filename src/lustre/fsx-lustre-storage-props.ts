import { aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { LustreClaimOptions } from './claim-options';
import { ILustreCsiDriver } from './lustre-csi-driver';
import { LustreProvisioning } from './provisioning';
import { ManifestDelivery } from '../delivery/manifest-delivery';

/** What FsxLustreStorage is made of. */
export interface FsxLustreStorageProps {
  /**
   * The cluster whose pods mount the file system.
   *
   * Made in this stack, in another stack of the app, or imported; with a kubectl provider: error lustre/kubectl-missing.
   */
  readonly cluster: eks.ICluster;

  /** Who creates the file system: the driver (`dynamic`) or this stack (`managed`); or it already exists (`existing`). */
  readonly provisioning: LustreProvisioning;

  /**
   * The claim that pods mount the file system by. More with `addClaim`.
   *
   * @default - none
   */
  readonly claim?: LustreClaimOptions;

  /**
   * The CSI driver of the cluster.
   *
   * Missing for an imported cluster: error lustre/driver-unknown.
   *
   * @default - the one driver of a cluster of this app, made with the first storage
   */
  readonly driver?: ILustreCsiDriver;

  /**
   * Clients beside the cluster's nodes: node groups with security groups of their own, other machines.
   *
   * TCP 988 and 1018-1023 are opened in both directions.
   *
   * @default - the nodes that carry the cluster's security group
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * How the Kubernetes objects reach the cluster.
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
