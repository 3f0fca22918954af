import { RemovalPolicy } from 'aws-cdk-lib';
import { App, Chart } from 'cdk8s';
import { IDependable } from 'constructs';
import { deliver } from './kubectl-delivery';
import { ClusterHandle } from '../cluster/cluster-handle';
import { oncePerCluster } from '../cluster/cluster-registry';
import { namespace } from '../kubernetes/namespace';

/**
 * A namespace made on request, once per cluster and never deleted: deleting it would delete every claim in it.
 *
 * One that is there already is taken over unchanged.
 */
export function namespaceOf(handle: ClusterHandle, name: string): IDependable {
  return oncePerCluster(handle, `FsxNamespace-${name}`, () => {
    const object = namespace(new Chart(new App(), 'Namespace'), 'Namespace', name);
    return deliver(handle.cluster as any, `FsxNamespace-${name}`, {
      cluster: handle.cluster, objects: [object], removalPolicy: RemovalPolicy.RETAIN, after: [], adopt: true,
    });
  });
}
