import { aws_eks_v2 as eks } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const ORIGINS = new WeakMap<IConstruct, IConstruct>();

/** Notes what a cluster stands for: one of another library, which knows more of itself than its import does. */
export function standsFor(cluster: eks.ICluster, origin: IConstruct) {
  ORIGINS.set(cluster, origin);
}

/** What a cluster stands for; itself, where it is no adapted one. */
export function originOf(cluster: eks.ICluster): IConstruct {
  return ORIGINS.get(cluster) ?? cluster;
}
