import { aws_eks_v2 as eks } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterLibrary } from '../validation/common/cluster-library';

const ORIGINS = new WeakMap<IConstruct, IConstruct>();

/** Notes what a cluster stands for: one of another library, which knows more of itself than its import does. */
export function standsFor(cluster: eks.ICluster, origin: IConstruct) {
  ORIGINS.set(cluster, origin);
}

/** What a cluster stands for; itself, where it is no adapted one. */
export function originOf(cluster: eks.ICluster): IConstruct {
  return ORIGINS.get(cluster) ?? cluster;
}

/** Told apart by what only one of them has: classes would need the packages, and imported clusters have none that is public. */
export function libraryOf(cluster: unknown): ClusterLibrary {
  if (typeof cluster !== 'object' || cluster === null || !('clusterName' in cluster)) {
    return 'none';
  }
  if ('kubectlRole' in cluster) {
    return 'aws-eks';
  }
  return 'clusterRef' in cluster ? 'aws-eks-v2' : 'aws-eks-v2-alpha';
}
