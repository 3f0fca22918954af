import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterHandle, typeOf } from './cluster-handle';
import { Partition, partitionOf } from '../validation/common/cluster';
import { isDeferred, referredConstruct } from '../validation/normalize';

/** A literal, so that importing this library does not load `aws-s3`. */
const BUCKET = 'AWS::S3::Bucket';

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

/** The Region of a bucket, if it is known to differ from that of a construct. */
export function bucketElsewhere(bucketRegion: string | undefined, scope: IConstruct): string | undefined {
  const { region } = Stack.of(scope);
  return bucketRegion === undefined || isDeferred(bucketRegion) || isDeferred(region) || bucketRegion === region ? undefined : bucketRegion;
}

/** The Region of the bucket of this app that an S3 path refers to. */
export function bucketRegionOf(path: string | undefined): string | undefined {
  const bucket = referredConstruct(path);
  return bucket && typeOf(bucket) === BUCKET ? Stack.of(bucket).region : undefined;
}
