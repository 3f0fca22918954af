import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { ClaimedStorage } from './claimed-storage';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { KubernetesVolumeClaim, KubernetesVolumeClaimProps } from '../kubernetes/kubernetes-volume';

export type ReferencedClaim = Omit<KubernetesVolumeClaimProps, 'manifests' | 'connections'>;

/**
 * A storage that another app or stack created, and its claim. Creates no resources and no Kubernetes objects.
 *
 * Hidden: to users its members are those of the interface of the service.
 *
 * @internal
 */
export abstract class ReferencedStorage extends ClaimedStorage {
  /** Empty: the app that created the storage delivers its objects. */
  public readonly manifests: Chart;

  /** The security group of the file system, if it is known. */
  public readonly connections: ec2.Connections;

  /** @internal */
  protected readonly _claimed: KubernetesVolumeClaim;

  constructor(scope: Construct, id: string, claim: ReferencedClaim, connections: ec2.Connections) {
    super(scope, id);
    this.connections = connections;
    this.manifests = ManifestDelivery.kubectl()._chartFor(this);
    this._claimed = new KubernetesVolumeClaim(this, 'Claim', { ...claim, manifests: this.manifests, connections });
  }
}
