import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PlainObject } from './plain-object';

export interface PersistentVolumeSpec {
  readonly name: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly capacity: string;
  readonly accessMode: string;
  readonly mountOptions: readonly string[];
  /** The only claim that can bind the volume. */
  readonly claim: { readonly name: string; readonly namespace: string };
  readonly csi: {
    readonly driver: string;
    readonly volumeHandle: string;
    readonly volumeAttributes: { readonly [key: string]: string };
  };
  /** The only zone in which pods can mount the volume. */
  readonly zone?: string;
}

/**
 * A static PersistentVolume. It and its claim reference each other, and it is not deleted with its claim. Its source
 * and zone are immutable.
 */
export function persistentVolume(scope: Construct, id: string, spec: PersistentVolumeSpec): ApiObject {
  return new PlainObject(scope, id, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: spec.name,
      ...(spec.labels && { labels: spec.labels }),
      ...(spec.annotations && { annotations: spec.annotations }),
    },
    spec: {
      capacity: { storage: spec.capacity },
      accessModes: [spec.accessMode],
      volumeMode: 'Filesystem',
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: spec.claim.name,
        namespace: spec.claim.namespace,
      },
      mountOptions: spec.mountOptions,
      csi: spec.csi,
      ...(spec.zone && {
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [spec.zone] }] },
            ],
          },
        },
      }),
    },
  });
}
