import { RemovalPolicy, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TRIDENT } from './driver';
import { OntapProvisioning } from './provisioning';
import { OntapResources } from './resources';
import { ITridentDriver, TridentDriver } from './trident/trident-driver';
import { driverPolicy } from '../csi/driver-policies';
import { StatementRow } from '../csi/driver-spec';
import { statementContext } from '../csi/statements';

/**
 * Allows Trident to read the secret of a storage and to delete volumes of its storage virtual machine.
 *
 * The policies are in the stack of the storage, because the stack of the driver must not depend on it. An existing role
 * also gets the general permissions there. They are retained with the volumes, because Trident needs them to attach
 * volumes.
 */
export function grantTrident(
  storage: Construct, driver: ITridentDriver, resources: OntapResources, provisioning: OntapProvisioning,
  clusterName: string, removalPolicy: RemovalPolicy,
): iam.Policy[] {
  if (driver.role === undefined) {
    return [];
  }
  const shared = { role: driver.role, context: statementContext(storage, clusterName), removalPolicy };
  return [
    ...driver instanceof TridentDriver
      ? []
      : [driverPolicy(storage, { ...shared, purpose: 'Trident', rows: TRIDENT.statements })],
    driverPolicy(storage, {
      ...shared, purpose: 'TridentStorage', subject: subjectOf(storage, resources, provisioning),
      rows: statementsOf(storage, resources, provisioning),
    }),
  ];
}

/**
 * An existing file system has a policy of its own. If a storage changes from one that the stack creates to an existing
 * one, or to another existing one, Trident still needs the credentials of the old one, whose volumes are retained.
 */
function subjectOf(
  storage: Construct, { fileSystemId, secret }: OntapResources, { _mode }: OntapProvisioning,
): unknown {
  return _mode === 'managed' ? storage.node.path : [storage.node.path, fileSystemId, secret.secretArn];
}

function statementsOf(
  storage: Construct, { fileSystemId, svmId, secret }: OntapResources, provisioning: OntapProvisioning,
): StatementRow<never>[] {
  const { region, urlSuffix } = Stack.of(storage);
  const key = provisioning._mode === 'managed' ? provisioning._options.secretEncryptionKey : secret.encryptionKey;
  return [
    {
      sid: 'DeleteVolumes',
      actions: ['fsx:DeleteVolume'],
      resources: c => [`arn:${c.partition}:fsx:${c.region}:${c.account}:volume/${fileSystemId}/*`],
      conditions: svmId === undefined ? undefined : () => ({ StringEquals: { 'fsx:StorageVirtualMachineId': svmId } }),
      reason: 'volumes with backups are deleted through FSx (Trident 24.02); their IDs are not known yet, so the storage virtual machine is required',
    },
    {
      sid: 'ReadCredentials',
      actions: ['secretsmanager:GetSecretValue'],
      resources: () => [secret.secretArn],
      reason: 'Trident logs in to the storage virtual machine',
    },
    ...key === undefined ? [] : [{
      sid: 'DecryptCredentials',
      actions: ['kms:Decrypt'],
      resources: () => [key.keyArn],
      conditions: () => ({ StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` } }),
      reason: 'the secret is encrypted with a customer managed key',
    }],
  ];
}
