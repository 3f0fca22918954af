import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ClassOptions, classMetadata } from './class-options';
import { PlainObject } from './plain-object';

export interface StorageClassSpec {
  readonly name: string;
  readonly provisioner: string;
  readonly parameters: { readonly [key: string]: string };
  readonly reclaimPolicy: string;
  readonly volumeBindingMode: string;
  readonly allowVolumeExpansion: boolean;
  readonly mountOptions: readonly string[];
  readonly options?: ClassOptions;
}

/** A StorageClass. It is cluster-scoped. Parameters, provisioner, reclaim policy and binding mode are immutable. */
export function storageClass(scope: Construct, id: string, spec: StorageClassSpec): ApiObject {
  const { name, options, ...rest } = spec;
  return new PlainObject(scope, id, {
    apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: classMetadata('StorageClass', name, options), ...rest,
  });
}
