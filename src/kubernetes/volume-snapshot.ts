import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ClassOptions, classMetadata } from './class-options';

export interface VolumeSnapshotClassSpec {
  readonly name: string;
  readonly driver: string;
  /** What happens to a snapshot when its object is deleted. */
  readonly deletionPolicy: 'Delete' | 'Retain';
  readonly options?: ClassOptions;
}

const API_VERSION = 'snapshot.storage.k8s.io/v1';

/** A VolumeSnapshotClass. It is cluster-scoped and immutable. */
export function volumeSnapshotClass(
  scope: Construct, id: string, { name, driver, deletionPolicy, options }: VolumeSnapshotClassSpec,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: API_VERSION, kind: 'VolumeSnapshotClass', metadata: classMetadata('VolumeSnapshotClass', name, options), driver, deletionPolicy,
  });
}

export interface VolumeSnapshotSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [key: string]: string };
  readonly className: string;
  /** In the same namespace. */
  readonly claimName: string;
}

/** A VolumeSnapshot of a claim. Its source is immutable. */
export function volumeSnapshot(
  scope: Construct, id: string, { name, namespace, labels, className, claimName }: VolumeSnapshotSpec,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: API_VERSION,
    kind: 'VolumeSnapshot',
    metadata: { name, namespace, labels },
    spec: { volumeSnapshotClassName: className, source: { persistentVolumeClaimName: claimName } },
  });
}
