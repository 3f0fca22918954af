import { Fn, RemovalPolicy, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LustreConfiguration } from './configuration';
import { DataRepository } from './data-repository';
import { LUSTRE_DRIVER, LustreFeature } from './driver';
import { ILustreCsiDriver, LustreCsiDriver } from './lustre-csi-driver';
import { driverPolicy } from '../csi/driver-policies';
import { StatementRow } from '../csi/driver-spec';
import { statementContext } from '../csi/statements';
import { toToken } from '../validation/normalize';

/**
 * Grants the driver the permissions that a dynamic storage needs. A static storage needs none.
 *
 * The permissions are policies in the stack of the storage, on which its claims depend, so that the driver has them
 * until the claims are deleted, independent of other storages. Storages with different reclaim policies share no
 * policies, because claims survive the deletion of the stack with only one of them. Returns the policies on which the
 * claims must depend.
 */
export function grantDriver(
  storage: Construct, driver: ILustreCsiDriver, configuration: LustreConfiguration, clusterName: string,
  removalPolicy: RemovalPolicy,
): iam.Policy[] {
  const { role } = driver;
  const { provisioning, reclaimPolicy } = configuration;
  if (provisioning !== 'dynamic' || role === undefined) {
    return [];
  }
  const context = statementContext(storage, clusterName);
  const policyOf = (purpose: string, rows: readonly StatementRow<any>[], subject?: unknown) => driverPolicy(storage, {
    role, context, removalPolicy, purpose, rows, subject: [reclaimPolicy, subject ?? rows.map(({ sid }) => sid)],
  });
  const rowsOf = (...features: (LustreFeature | undefined)[]) => LUSTRE_DRIVER.statements
    .filter(({ when }) => features.includes(when));
  const always = driver instanceof LustreCsiDriver ? [] : [policyOf('Lustre', rowsOf(undefined))];
  const features = featuresOf(configuration);
  const policies = [
    policyOf('LustreDynamic', rowsOf(...features.filter(feature => feature !== 's3'))),
    ...features.includes('s3') ? [policyOf('LustreS3', rowsOf('s3'))] : [],
    ...ownStatements(storage, configuration).map(({ purpose, subject, row }) => policyOf(purpose, [row], subject)),
  ];
  // The deny statements must exist as long as the allow statements.
  policies.forEach(policy => policy.node.addDependency(...always));
  return [...always, ...policies];
}

/**
 * Allows FSx to use the KMS keys of linked buckets. Without this, an association is created but remains empty.
 *
 * FSx uses one role per file system. The key must not depend on the file system, so the condition uses a wildcard. The
 * policy does not reference the bucket, because the bucket references the key.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/s3-server-side-encryption-support.html
 */
export function grantKeyUse(storage: Construct, repositories: readonly DataRepository[] = []) {
  const { partition, account, urlSuffix } = Stack.of(storage);
  const keys = repositories.map(({ _encryptionKey }) => _encryptionKey).filter(key => key !== undefined);
  for (const key of new Set(keys)) {
    const { region } = Stack.of(key); // S3 uses a key in the Region of the bucket
    key.addToResourcePolicy(new iam.PolicyStatement({ // without a Sid, because storages of several accounts may add one
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      principals: [new iam.AnyPrincipal()],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `s3.${region}.${urlSuffix}` },
        ArnLike: {
          'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/AWSServiceRoleForFSxS3Access_fs-*`,
        },
      },
    }));
  }
}

function featuresOf({ allowVolumeExpansion, s3ImportPath }: LustreConfiguration): LustreFeature[] {
  const inUse: Record<LustreFeature, boolean> = {
    dynamic: true,
    expansion: allowVolumeExpansion === true,
    s3: s3ImportPath !== undefined,
  };
  return (Object.keys(inUse) as LustreFeature[]).filter(feature => inUse[feature]);
}

/** A statement about a bucket or a key of the storage. */
interface OwnStatement {
  readonly purpose: string;
  readonly subject: string;
  readonly row: StatementRow<LustreFeature>;
}

function ownStatements(storage: Construct, { s3ImportPath, kmsKeyId }: LustreConfiguration): OwnStatement[] {
  const { urlSuffix } = Stack.of(storage);
  const statements: OwnStatement[] = [];
  if (s3ImportPath !== undefined) {
    // s3://bucket/prefix may be a token, so it is split with intrinsic functions.
    const bucket = Fn.select(2, Fn.split('/', toToken(s3ImportPath)));
    statements.push({
      purpose: 'LustreBucket', subject: bucket,
      row: {
        sid: 'ListLinkedBucket', actions: ['s3:ListBucket'], resources: c => [`arn:${c.partition}:s3:::${bucket}`],
        reason: 'FSx lists the bucket with the permissions of the caller',
      },
    });
  }
  if (kmsKeyId !== undefined) {
    const key = toToken(kmsKeyId);
    statements.push({
      purpose: 'LustreKey', subject: key,
      row: {
        sid: 'EncryptFileSystems',
        // the required permissions of https://docs.aws.amazon.com/fsx/latest/LustreGuide/FSXKMS.html
        actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
        resources: () => [key],
        conditions: c => ({ StringEquals: { 'kms:ViaService': `fsx.${c.region}.${urlSuffix}` } }),
        reason: 'FSx uses the key with the permissions of the caller',
      },
    });
  }
  return statements;
}
