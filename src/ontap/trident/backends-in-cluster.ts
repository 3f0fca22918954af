import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { BackendReadiness, revisionedBackend, unrevisionedBackend } from './backend-readiness';
import { OntapBackendConfiguration, OntapConfiguration } from '../configuration';
import { classOf } from '../manifests';
import { OntapResources } from '../resources';
import { ONTAP_SETTING_ROWS } from '../setting-rows';
import { backendSpec } from './trident-backend';
import { ClusterHandle } from '../../cluster/cluster-handle';
import { ManifestDelivery } from '../../delivery/manifest-delivery';
import { ManifestScope, lastOf } from '../../kubernetes/manifest-scope';
import { nameWithIdentity, slug } from '../../kubernetes/names';
import { toToken } from '../../validation/normalize';
import { replacingSettings } from '../../validation/settings';

export interface BackendsInClusterProps {
  readonly scope: ManifestScope;
  readonly handle: ClusterHandle;
  readonly delivery: ManifestDelivery;
  readonly configuration: OntapConfiguration;
  readonly backends: readonly OntapBackendConfiguration[];
  readonly resources: OntapResources;
  readonly removalPolicy: RemovalPolicy;
  readonly region: string;
  readonly after: readonly IDependable[];
}

/** A StorageClass of the storage, with its backend and pool. */
export interface ClassInCluster {
  readonly backend: string;
  readonly pool?: string;
  /** The UUID of the backend. Undefined if the delivery cannot query it. */
  readonly uuid?: string;
  readonly object: ApiObject;
}

/** The delivered backends of a storage. */
export interface BackendsInCluster {
  /** The StorageClasses in the order of the backends. They are not delivered yet. */
  readonly classes: readonly ClassInCluster[];
  readonly readiness: BackendReadiness[];
}

/**
 * Delivers the backends, waits for each if the delivery uses kubectl, and creates a StorageClass for each of their
 * pools.
 */
export function backendsInCluster(storage: Construct, props: BackendsInClusterProps): BackendsInCluster {
  const { scope, handle, delivery, configuration, backends, after, removalPolicy } = props;
  const named = backends.map(backend => ({ backend, name: nameOf(props, backend) }));
  const create = delivery._kubectl ? revisionedBackend : unrevisionedBackend;
  const created = named
    .map(({ backend, name }) => create(scope.chart, name, specOf(props, backend, name), scope.resolve));
  const delivered = delivery._deliver(storage, 'Backends', {
    owner: storage, handle, objects: created.flatMap(({ objects }) => objects), removalPolicy, after,
  });
  const readiness = !delivery._kubectl ? [] : named.map(({ backend }, index) => {
    const one = new BackendReadiness(
      storage, `Gate-${toToken(backend.backendName)}`, handle.cluster, created[index].revision,
    );
    one.node.addDependency(delivered);
    return one;
  });
  const classes = named.flatMap(({ backend, name }, index) => {
    const uuid = readiness[index]?.backendUuid;
    const pools = backend.pools.length === 0
      ? [{ pool: undefined, options: backend.storageClass }]
      : backend.pools.map(({ poolName, storageClass }) => ({ pool: toToken(poolName), options: storageClass }));
    return pools.map(({ pool, options }) => ({
      backend: toToken(backend.backendName),
      pool,
      uuid,
      object: classOf(scope, {
        backend, backendName: name, pool, options, reclaimPolicy: configuration.reclaimPolicy!,
        stem: configuration.storageClassName && toToken(configuration.storageClassName),
      }),
    }));
  });
  return { classes, readiness };
}

/** A change of the file system, SVM or prefix creates another backend, and existing volumes remain with the old one. */
function nameOf(
  { scope, configuration, resources }: BackendsInClusterProps, backend: OntapBackendConfiguration,
): string {
  const subnets = configuration.subnetIds?.map(toToken) ?? null;
  const home = [
    resources.fileSystemId, resources.svmName, subnets, ...replacingSettings(ONTAP_SETTING_ROWS, configuration),
  ];
  const identity = [
    scope.stackName, scope.path, home, backend.driver, backend.sanType ?? null, toToken(backend.storagePrefix!),
  ];
  return nameWithIdentity(`${slug(lastOf(scope.path))}-${toToken(backend.backendName)}`, scope.resolve(identity));
}

function specOf(
  { resources, region, configuration }: BackendsInClusterProps, backend: OntapBackendConfiguration, name: string,
) {
  return backendSpec(backend, {
    name, region,
    fileSystemId: resources.fileSystemId,
    svmName: resources.svmName,
    secretArn: resources.secret.secretArn,
    // With 'delete', the deletion waits until the volumes of claims are deleted, because FSx does not delete an SVM
    // with volumes. A retained file system retains its backends.
    deletionPolicy: configuration.removalPolicy === RemovalPolicy.DESTROY ? 'delete' : 'retain',
  });
}
