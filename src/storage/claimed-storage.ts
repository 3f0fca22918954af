import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { IKubernetesVolume, VolumeMountOptions, WorkloadMountOptions } from '../kubernetes/kubernetes-volume';

/**
 * A storage that is itself the volume of one claim, that of its props.
 *
 * Hidden: to users its members are those of the storages.
 *
 * @internal
 */
export abstract class ClaimedStorage extends Construct implements IKubernetesVolume {
  /** The Kubernetes objects of this storage. */
  public abstract readonly manifests: Chart;

  /** The security group of the file system alone; `connections.allowDefaultPortFrom(client)` opens all that the mounts need. */
  public abstract get connections(): ec2.Connections;

  /** @internal */
  protected abstract readonly _claimed?: IKubernetesVolume;

  /** The claim of the props, as cdk8s-plus knows it. Without a claim, it fails; `defaultClaim` is then undefined. */
  public get claim(): kplus.IPersistentVolumeClaim {
    return this._claim.claim;
  }

  /** The name of the claim of the props. Without a claim, it fails; `defaultClaim` is then undefined. */
  public get claimName(): string {
    return this._claim.claimName;
  }

  /** The namespace of the claim of the props. Without a claim, it fails; `defaultClaim` is then undefined. */
  public get claimNamespace(): string {
    return this._claim.claimNamespace;
  }

  /** The claim of the props as an entry of a pod's `volumes`. Without a claim, it fails; `defaultClaim` is then undefined. */
  public get podVolume(): { [key: string]: any } {
    return this._claim.podVolume;
  }

  /** Where a container sees the claim of the props, as an entry of its `volumeMounts`. */
  public volumeMount(path: string, options?: VolumeMountOptions): { [key: string]: any } {
    return this._claim.volumeMount(path, options);
  }

  /** Mounts the claim of the props in a container of cdk8s-plus-28. */
  public mountOn(container: kplus.Container, path: string, options?: VolumeMountOptions) {
    this._claim.mountOn(container, path, options);
  }

  /** Mounts the claim of the props in every pod that a workload object describes. */
  public mountInto(workload: ApiObject, options: WorkloadMountOptions) {
    this._claim.mountInto(workload, options);
  }

  /** Mounts the claim of the props in every pod that a manifest describes, and returns the manifest with the mount. */
  public mountIntoManifest(manifest: { [key: string]: any }, options: WorkloadMountOptions): { [key: string]: any } {
    return this._claim.mountIntoManifest(manifest, options);
  }

  /** @internal */
  public get _claim(): IKubernetesVolume {
    if (!this._claimed) {
      throw new Error(`${this.constructor.name} '${this.node.path}' has no claim. Fix: set claim, or use what addClaim() returns.`);
    }
    return this._claimed;
  }
}
