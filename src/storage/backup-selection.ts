import { aws_backup as backup, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acceptManagedPolicy } from '../csi/accepted-findings';

/** How AWS Backup backs a storage up. */
export interface StorageBackupOptions {
  /**
   * The role that AWS Backup makes backups with.
   *
   * The policy that AWS manages covers every service that AWS Backup knows; [docs/security.md](docs/security.md) has the part of it that FSx needs.
   *
   * @default - a role for AWS Backup alone, with AWSBackupServiceRolePolicyForBackup
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
   */
  readonly role?: iam.IRole;
}

const MANAGED_POLICY = 'service-role/AWSBackupServiceRolePolicyForBackup';

/** Adds resources to a plan, in the scope of the storage: the stack of the plan must not refer back to it. */
export function selectForBackup(
  scope: Construct, id: string, plan: backup.IBackupPlan, arns: readonly string[], { role }: StorageBackupOptions,
): backup.BackupSelection {
  const selection = new backup.BackupSelection(scope, id, {
    backupPlan: plan,
    resources: arns.map(arn => backup.BackupResource.fromArn(arn)),
    role,
    disableDefaultBackupPolicy: role !== undefined, // a role that the user passes is complete
  });
  if (!role) {
    acceptManagedPolicy(selection.node.findChild('Role'), MANAGED_POLICY, 'the policy of AWS Backup: a right that a later version of it needs would be missing in ours, and backups would stop');
  }
  return selection;
}
