import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface PersistentVolumeClaimSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [key: string]: string };
  readonly accessMode: string;
  readonly size: string;
  /** The class that makes the volume; `''` for a volume made beforehand. */
  readonly storageClassName: string;
  readonly volumeName?: string;
}

/** A PersistentVolumeClaim. Only the size can grow, and only where its class allows it; all else is immutable. */
export function persistentVolumeClaim(scope: Construct, id: string, spec: PersistentVolumeClaimSpec): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: spec.name, namespace: spec.namespace, labels: spec.labels },
    spec: {
      accessModes: [spec.accessMode],
      volumeMode: 'Filesystem',
      resources: { requests: { storage: spec.size } },
      storageClassName: spec.storageClassName,
      volumeName: spec.volumeName,
    },
  });
}
