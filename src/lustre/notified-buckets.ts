import { aws_s3 as s3 } from 'aws-cdk-lib';
import { LustreConfiguration } from './configuration';
import { Inventory } from '../cluster/at-synthesis';
import { referredConstruct, toToken } from '../validation/normalize';

/** Of `addEventNotification()` and EventBridge. Literals, so that importing this library does not load `aws-s3`. */
const NOTIFICATIONS = 'Custom::S3BucketNotifications';
const BUCKET = 'AWS::S3::Bucket';

/** The buckets with automatic import whose event notifications the app writes. */
export function notifiedBuckets({ dataRepositories = [] }: LustreConfiguration, inventory: Inventory): string[] {
  const notified = new Set([
    ...inventory.of(NOTIFICATIONS).map(({ node }) => node.scope?.node.scope?.node.defaultChild),
    ...inventory.of(BUCKET).filter(bucket => (bucket as s3.CfnBucket).notificationConfiguration !== undefined),
  ]);
  const buckets = dataRepositories
    .filter(({ autoImportPolicy }) => autoImportPolicy.length > 0)
    .map(({ dataRepositoryPath }) => referredConstruct(toToken(dataRepositoryPath)))
    .filter(bucket => bucket !== undefined && notified.has(bucket));
  return [...new Set(buckets.map(bucket => bucket!.node.scope!.node.path))];
}
