import { Construct } from 'constructs';
import { OntapClaimConfiguration } from './configuration';
import { KubernetesVolumeClaim, KubernetesVolumeClaimProps } from '../kubernetes/kubernetes-volume';

/** What a clone can be made of: a claim of an ONTAP storage, the storage itself (its claim), or a snapshot. */
export interface IOntapCloneSource {
  /** @internal */
  readonly _source: OntapSource;
}

/**
 * What a clone must know of its source.
 *
 * @internal
 */
export interface OntapSource {
  readonly kind: 'claim' | 'snapshot';
  /** Of the object in the cluster. */
  readonly name: string;
  /** Of the claim, or of the one that the snapshot is of. */
  readonly claimName: string;
  /** The construct that must be there before. */
  readonly construct: Construct;
  /** The storage that made it. */
  readonly storage: Construct;
  /** The claim, or the one that the snapshot is of. */
  readonly claim: OntapClaimConfiguration;
  readonly className: string;
}

/** A claim of an ONTAP storage. */
export class OntapVolumeClaim extends KubernetesVolumeClaim implements IOntapCloneSource {
  /** @internal */
  public static _of(scope: Construct, id: string, props: KubernetesVolumeClaimProps, source: OntapSource): OntapVolumeClaim {
    const claim = new OntapVolumeClaim(scope, id, props);
    claim._source = source;
    return claim;
  }

  /** @internal */
  public _source!: OntapSource;

  /** The StorageClass of the claim. */
  public get storageClassName(): string {
    return this._source.className;
  }
}

/** What a snapshot is made of. */
export interface OntapVolumeSnapshotProps {
  readonly name: string;
  readonly namespace: string;
}

/** A snapshot of a claim, taken when it is deployed. */
export class OntapVolumeSnapshot extends Construct implements IOntapCloneSource {
  /** @internal */
  public static _of(scope: Construct, id: string, source: OntapSource): OntapVolumeSnapshot {
    const snapshot = new OntapVolumeSnapshot(scope, id, { name: source.name, namespace: source.claim.claimNamespace as string });
    snapshot._source = source;
    return snapshot;
  }

  /** The name of the VolumeSnapshot. */
  public readonly snapshotName: string;

  /** Its namespace, which is that of the claim. */
  public readonly snapshotNamespace: string;

  /** @internal */
  public _source!: OntapSource;

  constructor(scope: Construct, id: string, props: OntapVolumeSnapshotProps) {
    super(scope, id);
    this.snapshotName = props.name;
    this.snapshotNamespace = props.namespace;
  }
}
