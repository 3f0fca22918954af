import { ApiObject, ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { TRIDENT } from '../driver';

const API_VERSION = 'trident.netapp.io/v1';

export interface TridentBackendConfigSpec {
  readonly name: string;
  /** The API server does not validate it. */
  readonly spec: { readonly [key: string]: unknown };
}

/** A TridentBackendConfig in the namespace of Trident. */
export function tridentBackendConfig(
  scope: Construct, id: string, { name, spec }: TridentBackendConfigSpec,
): ApiObject {
  return new ApiObject(scope, id, backendConfigProps({ name, spec }));
}

export function backendConfigProps({ name, spec }: TridentBackendConfigSpec): ApiObjectProps {
  return {
    apiVersion: API_VERSION, kind: 'TridentBackendConfig', metadata: { name, namespace: TRIDENT.namespace }, spec,
  };
}

export interface SnapshotRestoreSpec {
  readonly name: string;
  readonly namespace: string;
  readonly claimName: string;
  readonly snapshotName: string;
}

/** A TridentActionSnapshotRestore. Trident runs it once, when it is created. */
export function snapshotRestore(
  scope: Construct, id: string, { name, namespace, claimName, snapshotName }: SnapshotRestoreSpec,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: API_VERSION,
    kind: 'TridentActionSnapshotRestore',
    metadata: { name, namespace },
    spec: { pvcName: claimName, volumeSnapshotName: snapshotName },
  });
}

export interface AutogrowPolicySpec {
  readonly name: string;
  readonly usedThreshold: string;
  readonly growthAmount: string;
  readonly maxSize?: string;
}

/** A TridentAutogrowPolicy. It is cluster-scoped, and cannot be deleted while a volume uses it. */
export function autogrowPolicy(scope: Construct, id: string, { name, ...spec }: AutogrowPolicySpec): ApiObject {
  return new ApiObject(scope, id, { apiVersion: API_VERSION, kind: 'TridentAutogrowPolicy', metadata: { name }, spec });
}
