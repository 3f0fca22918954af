import { aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Chart } from 'cdk8s';
import { FsxPolicyMode } from './mode';
import { ManifestDelivery } from '../delivery/manifest-delivery';

/** Properties of FsxAdmissionPolicy. */
export interface FsxAdmissionPolicyProps {
  /** The cluster. It needs Kubernetes 1.30 or newer. */
  readonly cluster: eks.ICluster;

  /**
   * What happens to an object that the drivers or FSx would reject or ignore.
   *
   * An unsupported value fails with `input/value`.
   *
   * @default FsxPolicyMode.DENY
   */
  readonly mode?: FsxPolicyMode;

  /**
   * What happens to an object that is valid and dangerous or costly, for example a StorageClass that deletes persistent
   * file systems, and to the deletion of claims and volumes whose data is retained.
   *
   * With DENY, such a claim can be deleted only by an exempt user, or with its label.
   *
   * An unsupported value fails with `input/value`.
   *
   * @default FsxPolicyMode.WARN, or FsxPolicyMode.AUDIT if `mode` is AUDIT
   */
  readonly warningMode?: FsxPolicyMode;

  /**
   * Charts whose StorageClasses have their claims validated, for example `manifests` of a storage.
   *
   * The policy contains the names of the StorageClasses that the charts contain when the policy is created, because a
   * policy cannot look up the StorageClass of a claim. StorageClasses of other drivers are ignored.
   *
   * @default - none; claims are not validated
   */
  readonly storageClassesOf?: Chart[];

  /**
   * IAM roles whose sessions are exempt, for example that of a pipeline. EKS must not map them to other user names.
   *
   * The role of the kubectl provider of the cluster is exempt with `ManifestDelivery.kubectl()`, because the constructs have
   * already validated what they apply.
   *
   * @default - none
   */
  readonly exemptRoles?: iam.IRole[];

  /**
   * Names of Kubernetes users that are exempt, for example `system:serviceaccount:argocd:argocd-application-controller`.
   *
   * @default - none
   */
  readonly exemptUsers?: string[];

  /**
   * Prefix of the names of the policies and their bindings.
   *
   * If you change it, change the id of the construct in the same edit. Otherwise, the policies of the old name remain in
   * the cluster and in force.
   *
   * An unsupported value fails with `policy/name-format`, a name of another FsxAdmissionPolicy of the app in the same
   * cluster with `policy/name-twice`.
   *
   * @default - derived from the id and the path of the construct
   */
  readonly policyName?: string;

  /**
   * How the policies are delivered to the cluster.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;
}
