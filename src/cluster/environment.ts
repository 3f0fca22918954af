import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterHandle } from './cluster-handle';
import { Partition, partitionOf } from '../validation/common/cluster';
import { isDeferred } from '../validation/normalize';

/** The partition that a construct is deployed to, where its stack says its Region. */
export function partitionAt(scope: IConstruct): Partition | undefined {
  const { region } = Stack.of(scope);
  return isDeferred(region) ? undefined : partitionOf(region);
}

/** The account and the Region of a cluster, where they are known to be others than those of a construct. */
export function clusterElsewhere({ cluster }: ClusterHandle, scope: IConstruct): string | undefined {
  const { account, region } = Stack.of(scope);
  const other = (a: string, b: string) => !isDeferred(a) && !isDeferred(b) && a !== b;
  return other(cluster.env.account, account) || other(cluster.env.region, region) ? `${cluster.env.account}/${cluster.env.region}` : undefined;
}
