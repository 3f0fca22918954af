import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterHandle, typeOf } from './cluster-handle';
import { EnvironmentMismatch, Partition, partitionOf } from '../validation/common/cluster';
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

/**
 * A stack from which the cluster has values, if the CDK cannot pass them to the stack of a construct because only one of
 * the two environments is known.
 */
export function clusterEnvironment(
  { cluster, vpc, securityGroupId }: ClusterHandle,
  scope: IConstruct,
): EnvironmentMismatch | undefined {
  const own = Stack.of(scope);
  const values = [cluster.clusterName, securityGroupId, vpc?.vpcId, cluster.kubectlProvider?.serviceToken];
  const stacks = values
    .map(referredConstruct)
    .filter(construct => construct !== undefined)
    .map(construct => Stack.of(construct));
  const other = stacks.find(({ environment }) => environment !== own.environment);
  return (
    other && {
      stack: (other.nestedStackParent ?? other).node.path,
      ownStack: own.node.path,
      env: envOf(other),
      ownEnv: envOf(own),
    }
  );
}

/** What the props of a stack contain. */
function envOf({ account, region }: Stack): string | undefined {
  const known = Object.entries({ account, region }).filter(([, value]) => !isDeferred(value)).map(([name, value]) => `${name}: '${value}'`);
  return known.length > 0 ? `{ ${known.join(', ')} }` : undefined;
}

/** The Region of a bucket, if it is known to differ from that of a construct. */
export function bucketElsewhere(bucketRegion: string | undefined, scope: IConstruct): string | undefined {
  const { region } = Stack.of(scope);
  return bucketRegion === undefined || isDeferred(bucketRegion) || isDeferred(region) || bucketRegion === region
    ? undefined
    : bucketRegion;
}

/** The Region of the bucket of this app that an S3 path refers to. */
export function bucketRegionOf(path: string | undefined): string | undefined {
  const bucket = referredConstruct(path);
  return bucket && typeOf(bucket) === BUCKET ? Stack.of(bucket).region : undefined;
}
