import { RemovalPolicy } from 'aws-cdk-lib';
import { App, Chart } from 'cdk8s';
import { IDependable } from 'constructs';
import { deliver } from './kubectl-delivery';
import { ClusterHandle } from '../cluster/cluster-handle';
import { oncePerCluster } from '../cluster/cluster-registry';
import { namespace } from '../kubernetes/namespace';

/**
 * Creates a namespace once per cluster. It is never deleted, because that would delete all claims in it.
 *
 * A namespace that already exists is adopted unchanged.
 */
export function namespaceOf(handle: ClusterHandle, name: string): IDependable {
  return oncePerCluster(handle, `FsxNamespace-${name}`, () => {
    const object = namespace(new Chart(new App(), 'Namespace'), 'Namespace', name);
    return deliver(handle.cluster as any, `FsxNamespace-${name}`, {
      cluster: handle.cluster, objects: [object], removalPolicy: RemovalPolicy.RETAIN, after: [], adopt: true,
    });
  });
}
