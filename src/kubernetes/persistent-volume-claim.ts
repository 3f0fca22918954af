import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PlainObject } from './plain-object';

/** What a new volume begins with. */
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
  /** The class that makes the volume; `''` for a volume made beforehand. */
  readonly storageClassName: string;
  readonly volumeName?: string;
  readonly dataSource?: DataSource;
}

const API_GROUPS = { PersistentVolumeClaim: undefined, VolumeSnapshot: 'snapshot.storage.k8s.io' };

/** A PersistentVolumeClaim. Only the size can grow, and only where its class allows it; all else is immutable. */
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
