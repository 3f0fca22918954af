import { Fn, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { LustreConfiguration } from './configuration';
import { DataRepository } from './data-repository';
import { LUSTRE_DRIVER, LustreFeature } from './driver';
import { ILustreCsiDriver, LustreCsiDriver } from './lustre-csi-driver';
import { deployable } from '../configuration/normalise';
import { acceptWildcards } from '../csi/accepted-findings';
import { policyStatement, statementContext } from '../csi/statements';

/**
 * Lets the driver do what a storage asks for: nothing for a static one, whose driver only looks.
 *
 * Rights that name things of the storage are a policy in its own stack, because the driver's stack must not refer back to it; a role of somebody else gets
 * everything there. Returns what volumes must wait for.
 */
export function grantDriver(storage: Construct, driver: ILustreCsiDriver, configuration: LustreConfiguration, clusterName: string): IDependable[] {
  if (configuration.provisioning !== 'dynamic') {
    return [];
  }
  const features = featuresOf(configuration);
  const ours = driver instanceof LustreCsiDriver ? driver : undefined;
  ours?._grant(features);
  if (driver.role === undefined) {
    return [];
  }
  const context = statementContext(storage, clusterName);
  const rows = ours ? [] : LUSTRE_DRIVER.statements.filter(({ when }) => when === undefined || features.includes(when));
  const statements = [...rows.map(row => policyStatement(row, context)), ...ownStatements(storage, configuration)];
  if (statements.length === 0) {
    return [];
  }
  const policy = new iam.Policy(storage, 'DriverPolicy', { statements });
  driver.role.attachInlinePolicy(policy); // leaves a role alone that may not be changed
  acceptWildcards(policy, rows, context);
  return [policy];
}

/**
 * Lets FSx read and write what is encrypted in linked buckets: without this an association is made, and stays empty.
 *
 * FSx acts with a role for each file system, whose id the key must not wait for. The bucket is not named, because it refers to the key already.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/s3-server-side-encryption-support.html
 */
export function admitToKeys(storage: Construct, repositories: readonly DataRepository[] = []) {
  const { partition, account, region, urlSuffix } = Stack.of(storage);
  for (const key of new Set(repositories.map(({ _encryptionKey }) => _encryptionKey))) {
    key?.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'LinkFsxForLustre',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      principals: [new iam.AnyPrincipal()],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `s3.${region}.${urlSuffix}` },
        ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/AWSServiceRoleForFSxS3Access_fs-*` },
      },
    }));
  }
}

function featuresOf({ allowVolumeExpansion, reclaimPolicy, s3ImportPath }: LustreConfiguration): LustreFeature[] {
  const inUse: Record<LustreFeature, boolean> = {
    dynamic: true,
    expansion: allowVolumeExpansion === true,
    deletion: reclaimPolicy === 'Delete',
    s3: s3ImportPath !== undefined,
  };
  return (Object.keys(inUse) as LustreFeature[]).filter(feature => inUse[feature]);
}

function ownStatements(storage: Construct, { s3ImportPath, kmsKeyId }: LustreConfiguration): iam.PolicyStatement[] {
  const { partition, region, urlSuffix } = Stack.of(storage);
  const statements: iam.PolicyStatement[] = [];
  if (s3ImportPath !== undefined) {
    // s3://bucket/prefix, which may hold a token: taken apart at deployment then
    const bucket = Fn.select(2, Fn.split('/', deployable(s3ImportPath)));
    statements.push(new iam.PolicyStatement({ sid: 'ListLinkedBucket', actions: ['s3:ListBucket'], resources: [`arn:${partition}:s3:::${bucket}`] }));
  }
  if (kmsKeyId !== undefined) {
    // the required ones of https://docs.aws.amazon.com/fsx/latest/LustreGuide/FSXKMS.html
    statements.push(new iam.PolicyStatement({
      sid: 'EncryptFileSystems',
      actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      resources: [deployable(kmsKeyId)],
      conditions: { StringEquals: { 'kms:ViaService': `fsx.${region}.${urlSuffix}` } },
    }));
  }
  return statements;
}
