import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface ResourceQuotaSpec {
  readonly name: string;
  readonly namespace: string;
  readonly storageClassName: string;
  /** A Kubernetes quantity. */
  readonly storage: string;
}

/** Limits the storage that all claims of a StorageClass in a namespace can request together. */
export function resourceQuota(
  scope: Construct, id: string, { name, namespace, storageClassName, storage }: ResourceQuotaSpec,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace },
    spec: { hard: { [`${storageClassName}.storageclass.storage.k8s.io/requests.storage`]: storage } },
  });
}
