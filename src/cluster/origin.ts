import { aws_eks_v2 as eks } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterLibrary } from '../validation/common/cluster-library';

const ORIGINS = new WeakMap<IConstruct, IConstruct>();

/** Records the construct that a cluster was imported from, which exposes more properties than the import. */
export function setOrigin(cluster: eks.ICluster, origin: IConstruct) {
  ORIGINS.set(cluster, origin);
}

/** The construct that a cluster was imported from, or the cluster itself. */
export function originOf(cluster: eks.ICluster): IConstruct {
  return ORIGINS.get(cluster) ?? cluster;
}

/**
 * Detects the library by properties that only its clusters have. `instanceof` would load the packages, and imported
 * clusters have no public class.
 */
export function libraryOf(cluster: unknown): ClusterLibrary {
  if (typeof cluster !== 'object' || cluster === null || !('clusterName' in cluster)) {
    return 'none';
  }
  if ('kubectlRole' in cluster) {
    return 'aws-eks';
  }
  return 'clusterRef' in cluster ? 'aws-eks-v2' : 'aws-eks-v2-alpha';
}
