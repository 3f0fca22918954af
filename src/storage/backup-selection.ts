import { aws_backup as backup, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acceptManagedPolicy } from '../csi/accepted-findings';

/** Options of `backUp()`. */
export interface StorageBackupOptions {
  /**
   * The role with which AWS Backup creates backups.
   *
   * The AWS managed policy covers all services that AWS Backup supports. [docs/security.md](docs/security.md) lists the
   * part that FSx needs.
   *
   * @default - a role for AWS Backup alone, with AWSBackupServiceRolePolicyForBackup
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
   */
  readonly role?: iam.IRole;
}

const MANAGED_POLICY = 'service-role/AWSBackupServiceRolePolicyForBackup';

/** Adds resources to a plan, in the scope of the storage, because the stack of the plan must not depend on it. */
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
