import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface ResourceQuotaSpec {
  readonly name: string;
  readonly namespace: string;
  readonly storageClassName: string;
  /** A quantity. */
  readonly storage: string;
}

/** What all claims of a class may ask for together in a namespace. */
export function resourceQuota(scope: Construct, id: string, { name, namespace, storageClassName, storage }: ResourceQuotaSpec): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace },
    spec: { hard: { [`${storageClassName}.storageclass.storage.k8s.io/requests.storage`]: storage } },
  });
}
