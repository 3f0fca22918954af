import { lustreRule } from './row';
import { backupIdRule, backupRulesOf } from '../../validation/common/backups';
import { tagRulesOf } from '../../validation/common/tags';
import { Rule } from '../../validation/rule';
import { andList } from '../../validation/text';
import { LustreConfiguration } from '../configuration';
import { DRIVER_TAG, LIMITS, LustreDeploymentType as Type, LustreLogLevel as Level, SERVICE } from '../limits';

const CONFIGURATION = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html';
const BACKUPS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-backups-fsx.html';
const LOGS = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html';

const S3_WITHOUT_BACKUPS = 'a file system that is linked to S3 does not support backups; the bucket is its durable copy';

/** Rules for encryption, backups, maintenance, logs and tags. */
export const protectionRules: readonly Rule<LustreConfiguration>[] = [
  lustreRule({
    id: 'lustre/kms-key-on-scratch',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType'],
    presenceOf: ['kmsKeyId'],
    at: 'kmsKeyId',
    isViolated: c => c.kmsKeyId && !LIMITS[c.deploymentType].kmsKey,
    problem: c => `${c.deploymentType} is encrypted with a service-owned key and does not support another key`,
    fix: 'remove kmsKey, or use a persistent deployment type',
    source: 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html',
    invalidExample: { deploymentType: Type.SCRATCH_2, kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
    validExample: { deploymentType: Type.PERSISTENT_1, kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
  }),
  lustreRule({
    id: 'lustre/backups-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType'],
    mayRead: ['automaticBackupRetention'],
    presenceOf: ['backupId'],
    at: c => (c.automaticBackupRetention ?? 0) > 0 ? 'automaticBackupRetention' : 'backupId',
    isViolated: c => !LIMITS[c.deploymentType].backups && ((c.automaticBackupRetention ?? 0) > 0 || c.backupId),
    problem: c => `${c.deploymentType} does not support backups`,
    fix: c => `remove ${andList(backupSettings(c))}, or use a persistent deployment type`,
    source: BACKUPS,
    invalidExample: { deploymentType: Type.SCRATCH_2, automaticBackupRetention: 7 },
    validExample: { deploymentType: Type.PERSISTENT_1, automaticBackupRetention: 7 },
  }),
  lustreRule({
    id: 'lustre/backups-with-s3',
    severity: 'error',
    reads: ['deploymentType'],
    mayRead: ['automaticBackupRetention', 'copyTagsToBackups', 'dataRepositories'],
    presenceOf: ['s3ImportPath'],
    at: c => LIMITS[c.deploymentType].backups && (c.automaticBackupRetention ?? 0) > 0 ? 'automaticBackupRetention' : 'copyTagsToBackups',
    // lustre/backups-not-offered reports a scratch type with a retention
    isViolated: c => ((LIMITS[c.deploymentType].backups && (c.automaticBackupRetention ?? 0) > 0)
      || c.copyTagsToBackups === true)
      && (c.s3ImportPath || (c.dataRepositories?.length ?? 0) > 0),
    problem: S3_WITHOUT_BACKUPS,
    fix: c => `remove ${andList(backupSettings(c))} and export to S3 (autoExportPolicy), or remove the S3 link`,
    source: BACKUPS,
    invalidExample: { deploymentType: Type.PERSISTENT_1, automaticBackupRetention: 7, s3ImportPath: 's3://data' },
    validExample: { deploymentType: Type.PERSISTENT_1, automaticBackupRetention: 0, s3ImportPath: 's3://data' },
  }),
  lustreRule({
    id: 'lustre/backup-plan-on-dynamic',
    severity: 'error',
    reads: ['backupPlan', 'provisioning'],
    at: 'backupPlan',
    isViolated: c => c.provisioning === 'dynamic',
    problem: 'the driver creates a file system for each claim, so a backup plan cannot refer to the file systems at '
      + 'synthesis',
    fix: 'set automaticBackupRetention on a persistent deployment type, or set tags and let the plan select by tags',
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
    invalidExample: { backupPlan: true, provisioning: 'dynamic' },
    validExample: { backupPlan: true, provisioning: 'existing' },
  }),
  lustreRule({
    id: 'lustre/backup-plan-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['backupPlan', 'provisioning', 'deploymentType'],
    at: 'backupPlan',
    isViolated: c => c.provisioning === 'managed' && !LIMITS[c.deploymentType].backups,
    problem: c => `${c.deploymentType} does not support backups`,
    fix: 'use a persistent deployment type, or keep durable data in S3',
    source: BACKUPS,
    invalidExample: { backupPlan: true, provisioning: 'managed', deploymentType: Type.SCRATCH_2 },
    validExample: { backupPlan: true, provisioning: 'managed', deploymentType: Type.PERSISTENT_1 },
  }),
  lustreRule({
    id: 'lustre/backup-plan-with-s3',
    severity: 'error',
    reads: ['backupPlan', 'provisioning'],
    mayRead: ['dataRepositories'],
    presenceOf: ['s3ImportPath'],
    at: 'backupPlan',
    isViolated: c => c.provisioning !== 'dynamic' && (c.s3ImportPath || (c.dataRepositories?.length ?? 0) > 0),
    problem: S3_WITHOUT_BACKUPS,
    fix: 'export to S3 (autoExportPolicy) and back up the bucket, or remove the S3 link',
    source: BACKUPS,
    invalidExample: { backupPlan: true, provisioning: 'managed', s3ImportPath: 's3://data' },
    validExample: { backupPlan: true, provisioning: 'managed' },
  }),
  ...backupRulesOf({ service: 'lustre', defaultRetention: 0, source: CONFIGURATION }),
  backupIdRule('lustre', 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemFromBackup.html'),
  lustreRule({
    id: 'lustre/removal-policy-snapshot',
    severity: 'error',
    reads: ['removalPolicy'],
    at: 'removalPolicy',
    isViolated: c => c.removalPolicy === 'snapshot',
    problem: 'CloudFormation cannot create snapshots of FSx file systems, and FSx takes no final backup',
    fix: 'use RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
    invalidExample: { removalPolicy: 'snapshot' },
    validExample: { removalPolicy: 'retain' },
  }),
  lustreRule({
    id: 'lustre/log-group',
    severity: 'error',
    reads: ['logLevel'],
    presenceOf: ['logGroupArn'],
    at: 'logLevel',
    isViolated: c => c.logLevel === Level.DISABLED && c.logGroupArn,
    problem: 'DISABLED cannot be combined with a log group',
    fix: 'remove logGroup, or use another level',
    source: LOGS,
    invalidExample: {
      logLevel: Level.DISABLED, logGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/fsx/training',
    },
    validExample: { logLevel: Level.WARN_ERROR },
  }),
  lustreRule({
    id: 'lustre/log-group-name',
    severity: 'error',
    reads: ['logGroupName'],
    at: 'logGroupName',
    isViolated: c => !c.logGroupName.startsWith(SERVICE.logGroupPrefix),
    problem: `must begin with ${SERVICE.logGroupPrefix}, because FSx writes to no other log groups`,
    fix: c => `use '${SERVICE.logGroupPrefix}/${c.logGroupName.replace(/^\/+/, '')}'`,
    source: LOGS,
    invalidExample: { logGroupName: 'training' },
    validExample: { logGroupName: '/aws/fsx/training' },
  }),
  ...tagRulesOf('lustre', DRIVER_TAG),
];

/** The settings of backups that the user wrote. */
function backupSettings(c: {
  readonly automaticBackupRetention?: number; readonly copyTagsToBackups?: boolean; readonly backupId?: boolean;
}): string[] {
  return [
    ...(c.automaticBackupRetention ?? 0) > 0 ? ['automaticBackupRetention'] : [],
    ...c.copyTagsToBackups ? ['copyTagsToBackups'] : [],
    ...c.backupId ? ['backupId'] : [],
  ];
}
