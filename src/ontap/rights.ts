import { RemovalPolicy, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { TRIDENT } from './driver';
import { OntapFileSystem } from './file-system';
import { OntapResources } from './resources';
import { ITridentDriver, TridentDriver } from './trident-driver';
import { acceptWildcards } from '../csi/accepted-findings';
import { StatementRow } from '../csi/driver-spec';
import { policyStatement, statementContext } from '../csi/statements';

/**
 * Lets Trident read the one secret and delete the volumes of the one storage virtual machine.
 *
 * A policy in the storage's own stack, because the driver's stack must not refer back to it; a role of somebody else gets the rest there too. It is retained with the volumes:
 * Trident needs it to attach them.
 */
export function grantTrident(
  storage: Construct, driver: ITridentDriver, resources: OntapResources, fileSystem: OntapFileSystem, clusterName: string,
  removalPolicy: RemovalPolicy,
): IDependable[] {
  if (driver.role === undefined) {
    return [];
  }
  const context = statementContext(storage, clusterName);
  const rows = [...driver instanceof TridentDriver ? [] : TRIDENT.statements, ...statementsOf(storage, resources, fileSystem)];
  const policy = new iam.Policy(storage, 'TridentPolicy', { statements: rows.map(row => policyStatement(row, context)) });
  driver.role.attachInlinePolicy(policy); // leaves a role alone that may not be changed
  if (removalPolicy !== RemovalPolicy.DESTROY) {
    policy.applyRemovalPolicy(removalPolicy);
  }
  acceptWildcards(policy, rows, context);
  return [policy];
}

function statementsOf(storage: Construct, { fileSystemId, svmId, secret }: OntapResources, fileSystem: OntapFileSystem): StatementRow<never>[] {
  const { region, urlSuffix } = Stack.of(storage);
  const key = fileSystem._mode === 'managed' ? fileSystem._options.secretEncryptionKey : secret.encryptionKey;
  return [
    {
      sid: 'DeleteVolumes',
      actions: ['fsx:DeleteVolume'],
      resources: c => [`arn:${c.partition}:fsx:${c.region}:${c.account}:volume/${fileSystemId}/*`],
      conditions: svmId === undefined ? undefined : () => ({ StringEquals: { 'fsx:StorageVirtualMachineId': svmId } }),
      reason: 'volumes with backups are deleted through FSx (Trident 24.02); their ids are not known yet, but they are of this storage virtual machine',
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
      reason: 'the secret has a key of its own',
    }],
  ];
}
