import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { BackendReadiness, revisionedBackend, unrevisionedBackend } from './backend-readiness';
import { OntapBackendConfiguration, OntapConfiguration } from '../configuration';
import { classOf } from '../manifests';
import { OntapResources } from '../resources';
import { ONTAP_SETTING_ROWS } from '../schema';
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

/** One class of the storage, and what it is the class of. */
export interface ClassInCluster {
  readonly backend: string;
  readonly pool?: string;
  /** Of the backend, once it is in force; where nobody asks, it is not known. */
  readonly uuid?: string;
  readonly object: ApiObject;
}

/** The backends of a storage as the cluster has them. */
export interface BackendsInCluster {
  /** Of the first backend first; not yet delivered. */
  readonly classes: readonly ClassInCluster[];
  readonly readiness: BackendReadiness[];
}

/** Brings the backends to the cluster, with a gate for each where kubectl can ask, and makes a class for each of their pools. */
export function backendsInCluster(storage: Construct, props: BackendsInClusterProps): BackendsInCluster {
  const { scope, handle, delivery, configuration, backends, after, removalPolicy } = props;
  const named = backends.map(backend => ({ backend, name: nameOf(props, backend) }));
  const make = delivery._kubectl ? revisionedBackend : unrevisionedBackend;
  const made = named.map(({ backend, name }) => make(scope.chart, name, specOf(props, backend, name), scope.resolve));
  const delivered = delivery._deliver(storage, 'Backends', { owner: storage, handle, objects: made.flatMap(({ objects }) => objects), removalPolicy, after });
  const gates = !delivery._kubectl ? [] : named.map(({ backend }, index) => {
    const readiness = new BackendReadiness(storage, `Gate-${toToken(backend.backendName)}`, handle.cluster, made[index].revision);
    readiness.node.addDependency(delivered);
    return readiness;
  });
  const classes = named.flatMap(({ backend, name }, index) => {
    const uuid = gates[index]?.backendUuid;
    const pools = backend.pools.length === 0 ? [undefined] : backend.pools.map(({ poolName }) => toToken(poolName));
    return pools.map(pool => ({
      backend: toToken(backend.backendName),
      pool,
      uuid,
      object: classOf(scope, {
        backend, backendName: name, pool, reclaimPolicy: configuration.reclaimPolicy!,
        stem: configuration.storageClassName && toToken(configuration.storageClassName),
      }),
    }));
  });
  return { classes, readiness: gates };
}

/** Another file system, SVM or prefix is another backend: what Trident made on the old one stays with the old one. */
function nameOf({ scope, configuration, resources }: BackendsInClusterProps, backend: OntapBackendConfiguration): string {
  const subnets = configuration.subnetIds?.map(toToken) ?? null;
  const home = [resources.fileSystemId, resources.svmName, subnets, ...replacingSettings(ONTAP_SETTING_ROWS, configuration)];
  const identity = [scope.stackName, scope.path, home, backend.driver, backend.sanType ?? null, toToken(backend.storagePrefix!)];
  return nameWithIdentity(`${slug(lastOf(scope.path))}-${toToken(backend.backendName)}`, scope.resolve(identity));
}

function specOf({ resources, region, configuration }: BackendsInClusterProps, backend: OntapBackendConfiguration, name: string) {
  return backendSpec(backend, {
    name, region,
    fileSystemId: resources.fileSystemId,
    svmName: resources.svmName,
    secretArn: resources.secret.secretArn,
    // deletion then waits until the volumes of the claims are gone, without which FSx deletes no SVM; where the file system stays, so does the backend
    deletionPolicy: configuration.removalPolicy === RemovalPolicy.DESTROY ? 'delete' : 'retain',
  });
}
