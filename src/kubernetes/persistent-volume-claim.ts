import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PlainObject } from './plain-object';

/** The source of the initial content of a volume. */
export interface DataSource {
  readonly kind: 'PersistentVolumeClaim' | 'VolumeSnapshot';
  /** In the namespace of the claim. */
  readonly name: string;
}

export interface PersistentVolumeClaimSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly accessMode: string;
  /** @default 'Filesystem' */
  readonly volumeMode?: string;
  readonly size: string;
  /** The StorageClass; `''` for a static volume. */
  readonly storageClassName: string;
  readonly volumeName?: string;
  readonly dataSource?: DataSource;
}

const API_GROUPS = { PersistentVolumeClaim: undefined, VolumeSnapshot: 'snapshot.storage.k8s.io' };

/**
 * A PersistentVolumeClaim. Its spec is immutable, except that the size can increase if the StorageClass allows
 * expansion.
 */
export function persistentVolumeClaim(scope: Construct, id: string, spec: PersistentVolumeClaimSpec): ApiObject {
  const { dataSource } = spec;
  return new PlainObject(scope, id, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: spec.name, namespace: spec.namespace, labels: spec.labels, annotations: spec.annotations },
    spec: {
      accessModes: [spec.accessMode],
      volumeMode: spec.volumeMode ?? 'Filesystem',
      resources: { requests: { storage: spec.size } },
      storageClassName: spec.storageClassName,
      volumeName: spec.volumeName,
      dataSource: dataSource && { apiGroup: API_GROUPS[dataSource.kind], ...dataSource },
    },
  });
}
