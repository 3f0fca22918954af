import { Construct, IConstruct } from 'constructs';
import { OntapClaimConfiguration } from './configuration';
import { IKubernetesVolume, KubernetesVolumeClaim, KubernetesVolumeClaimProps } from '../kubernetes/kubernetes-volume';

/** What a clone can copy: a claim of an ONTAP storage, the storage itself (its claim), or a snapshot. */
export interface IOntapCloneSource {
  /** @internal */
  readonly _source: OntapSource;
}

/** A claim of an ONTAP storage. The storage creates it: `addClaim()`, `shareTo()`, `cloneOf()`, `importVolume()`, `existingClaim()`. */
export interface IOntapVolumeClaim extends IKubernetesVolume, IOntapCloneSource {
  /** The name of the StorageClass of the claim. */
  readonly storageClassName: string;
}

/** A snapshot of a claim of an ONTAP storage. The storage creates it: `snapshot()`, `existingSnapshot()`. */
export interface IOntapVolumeSnapshot extends IConstruct, IOntapCloneSource {
  /** The name of the VolumeSnapshot. */
  readonly snapshotName: string;

  /** The namespace of the VolumeSnapshot, which is that of the claim. */
  readonly snapshotNamespace: string;
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
  /** What a clone depends on. Absent if the source exists already. */
  readonly construct?: Construct;
  /** The storage that the source belongs to. */
  readonly storage: Construct;
  /** The claim, or the one that the snapshot is of. */
  readonly claim: OntapClaimConfiguration;
  readonly className: string;
}

/** A claim that the storage created or refers to. */
export class OntapVolumeClaim extends KubernetesVolumeClaim implements IOntapVolumeClaim {
  public readonly storageClassName: string;

  constructor(scope: Construct, id: string, props: KubernetesVolumeClaimProps, public readonly _source: OntapSource) {
    super(scope, id, props);
    this.storageClassName = _source.className;
  }
}

/** A snapshot that the storage created or refers to. */
export class OntapVolumeSnapshot extends Construct implements IOntapVolumeSnapshot {
  public readonly snapshotName: string;
  public readonly snapshotNamespace: string;

  constructor(scope: Construct, id: string, public readonly _source: OntapSource) {
    super(scope, id);
    this.snapshotName = _source.name;
    this.snapshotNamespace = _source.claim.claimNamespace as string;
  }
}
