import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterHandle } from './cluster-handle';
import { Partition, partitionOf } from '../validation/common/cluster';
import { isDeferred } from '../validation/normalize';

/** The partition of a construct; undefined if the Region of its stack is not known. */
export function partitionAt(scope: IConstruct): Partition | undefined {
  const { region } = Stack.of(scope);
  return isDeferred(region) ? undefined : partitionOf(region);
}

/** The account and Region of a cluster, if they are known to differ from those of a construct. */
export function clusterElsewhere({ cluster }: ClusterHandle, scope: IConstruct): string | undefined {
  const { account, region } = Stack.of(scope);
  const other = (a: string, b: string) => !isDeferred(a) && !isDeferred(b) && a !== b;
  return other(cluster.env.account, account) || other(cluster.env.region, region)
    ? `${cluster.env.account}/${cluster.env.region}`
    : undefined;
}
