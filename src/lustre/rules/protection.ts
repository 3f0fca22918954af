import { lustreRule } from './row';
import { DeferredValue } from '../../validation/deferred-value';
import { OWN_TAG_PREFIX, reservedKeys } from '../../validation/tags';
import { DRIVER_TAG, FORMATS, LIMITS, LustreDeploymentType as Type, LustreLogLevel as Level, SERVICE } from '../limits';

const CONFIGURATION = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html';
const BACKUPS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-backups-fsx.html';
const LOGS = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html';
const TAGS = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_Tag.html';
/**
 * Tags that the library adds (cluster and storage, or name, stack and storage) and, for dynamic file systems, the
 * driver.
 */
const OWN_TAGS = { dynamic: 4, managed: 3, existing: 0 };

/** Rules for encryption, backups, maintenance, logs and tags. */
export const protectionRules = [
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
    fix: 'remove automaticBackupRetention and backupId, or use a persistent deployment type',
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
    at: c => (c.automaticBackupRetention ?? 0) > 0 ? 'automaticBackupRetention' : 'copyTagsToBackups',
    // lustre/backups-not-offered reports a scratch type with a retention
    isViolated: c => ((LIMITS[c.deploymentType].backups && (c.automaticBackupRetention ?? 0) > 0)
      || c.copyTagsToBackups === true)
      && (c.s3ImportPath || (c.dataRepositories?.length ?? 0) > 0),
    problem: 'a file system that is linked to S3 does not support backups; the bucket is its durable copy',
    fix: 'remove automaticBackupRetention and copyTagsToBackups and export to S3 (autoExportPolicy), or remove the S3 '
      + 'link',
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
    problem: 'a file system that is linked to S3 does not support backups; the bucket is its durable copy',
    fix: 'export to S3 (autoExportPolicy) and back up the bucket, or remove the S3 link',
    source: BACKUPS,
    invalidExample: { backupPlan: true, provisioning: 'managed', s3ImportPath: 's3://data' },
    validExample: { backupPlan: true, provisioning: 'managed' },
  }),
  lustreRule({
    id: 'lustre/backup-retention',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['automaticBackupRetention'],
    mayRead: ['deploymentType'],
    at: 'automaticBackupRetention',
    isViolated: ({ automaticBackupRetention: days, deploymentType }) => (offersBackups(deploymentType) || days <= 0)
      && !(Number.isInteger(days) && days >= 0 && days <= SERVICE.automaticBackupRetentionDays),
    problem: `must be a whole number of days from 0 (disabled) to ${SERVICE.automaticBackupRetentionDays}`,
    fix: `use Duration.days(${SERVICE.automaticBackupRetentionDays}) or less`,
    source: CONFIGURATION,
    invalidExample: { automaticBackupRetention: 91 },
    validExample: { automaticBackupRetention: 90 },
  }),
  lustreRule({
    id: 'lustre/backup-time-format',
    severity: 'error',
    reads: ['dailyAutomaticBackupStartTime'],
    at: 'dailyAutomaticBackupStartTime',
    isViolated: c => !FORMATS.dailyAutomaticBackupStartTime.test(c.dailyAutomaticBackupStartTime),
    problem: 'must have the form HH:MM (UTC), from 00:00 to 23:59',
    fix: 'use a time such as \'05:30\'',
    source: CONFIGURATION,
    invalidExample: { dailyAutomaticBackupStartTime: '5:30' },
    validExample: { dailyAutomaticBackupStartTime: '05:30' },
  }),
  lustreRule({
    id: 'lustre/backup-time-without-retention',
    severity: 'error',
    reads: ['dailyAutomaticBackupStartTime'],
    mayRead: ['automaticBackupRetention'],
    at: 'dailyAutomaticBackupStartTime',
    isViolated: c => (c.automaticBackupRetention ?? 0) === 0,
    problem: 'has no effect without automatic backups, and the driver ignores it silently',
    fix: 'set automaticBackupRetention to Duration.days(1) or more, or remove dailyAutomaticBackupStartTime',
    source: CONFIGURATION,
    invalidExample: { dailyAutomaticBackupStartTime: '05:30' },
    validExample: { dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention: 1 },
  }),
  lustreRule({
    id: 'lustre/maintenance-time-format',
    severity: 'error',
    reads: ['weeklyMaintenanceStartTime'],
    at: 'weeklyMaintenanceStartTime',
    isViolated: c => !FORMATS.weeklyMaintenanceStartTime.test(c.weeklyMaintenanceStartTime),
    problem: 'must have the form d:HH:MM (UTC), where d is 1 (Monday) to 7 (Sunday)',
    fix: 'use a time such as \'7:03:00\'',
    source: CONFIGURATION,
    invalidExample: { weeklyMaintenanceStartTime: 'sun:03:00' },
    validExample: { weeklyMaintenanceStartTime: '7:03:00' },
  }),
  lustreRule({
    id: 'lustre/backup-id-format',
    severity: 'error',
    reads: ['backupId'],
    mayRead: ['deploymentType'],
    at: 'backupId',
    isViolated: c => offersBackups(c.deploymentType) && !FORMATS.backupId.test(c.backupId),
    problem: 'must have the form backup- followed by at least 8 hexadecimal digits',
    fix: 'use BackupId from `aws fsx describe-backups`',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemFromBackup.html',
    invalidExample: { backupId: 'fs-0123456789abcdef0' },
    validExample: { backupId: 'backup-0123456789abcdef0' },
  }),
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
  lustreRule({
    id: 'lustre/tag-count',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['provisioning', 'tags'],
    at: 'tags',
    isViolated: c => Object.keys(c.tags).length + OWN_TAGS[c.provisioning] > SERVICE.tags,
    problem: c => `a file system has at most ${SERVICE.tags} tags: got ${Object.keys(c.tags).length}, and the library `
      + `and the driver add ${OWN_TAGS[c.provisioning]}`,
    fix: c => `use at most ${SERVICE.tags - OWN_TAGS[c.provisioning]} tags`,
    source: TAGS,
    invalidExample: { provisioning: 'dynamic', tags: tags(47) },
    validExample: { provisioning: 'dynamic', tags: tags(46) },
  }),
  lustreRule({
    id: 'lustre/tag-reserved',
    severity: 'error',
    reads: ['tags'],
    at: 'tags',
    isViolated: c => reservedKeys(c.tags, DRIVER_TAG).length > 0,
    problem: c => `${quotedList(reservedKeys(c.tags, DRIVER_TAG))}: ${DRIVER_TAG} and keys that begin with `
      + `${OWN_TAG_PREFIX} are reserved, because the driver and its permissions depend on them`,
    fix: 'use another key',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/cloud/cloud.go',
    invalidExample: { tags: { CSIVolumeName: 'data' } },
    validExample: { tags: { volume: 'data' } },
  }),
  lustreRule({
    id: 'lustre/tag-format',
    severity: 'error',
    reads: ['provisioning', 'tags'],
    at: 'tags',
    isViolated: c => invalidTags(c.tags, c.provisioning).length > 0,
    problem: c => `${quotedList(invalidTags(c.tags, c.provisioning))}: a key must have 1 to ${SERVICE.tagKeyLength} `
      + `characters and must not begin with aws:, a value must have at most ${SERVICE.tagValueLength} characters, and `
      + 'both must consist of letters, digits, spaces and _ . : / = + - @'
      + (c.provisioning === 'dynamic' ? '; the driver supports neither , nor = in tags' : ''),
    fix: 'use another key or value',
    source: TAGS,
    invalidExample: { provisioning: 'dynamic', tags: { team: 'a,b' } },
    validExample: { provisioning: 'managed', tags: { team: 'a=b' } },
  }),
];

function tags(count: number): { [key: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, '']));
}

function quotedList(keys: readonly string[]): string {
  return keys.map(key => `'${key}'`).join(', ');
}

function invalidTags(all: { readonly [key: string]: string | DeferredValue<string> }, provisioning: string): string[] {
  return Object.entries(all)
    .filter(([key, value]) => key.length < 1 || key.length > SERVICE.tagKeyLength || /^aws:/i.test(key)
    || !FORMATS.tag.test(key)
    || (!(value instanceof DeferredValue) && (value.length > SERVICE.tagValueLength || !FORMATS.tag.test(value)))
    || (provisioning === 'dynamic' && (/[,=]/.test(key) || (!(value instanceof DeferredValue) && /[,=]/.test(value)))),
    ).map(([key]) => key);
}

/** Whether errors about backup settings apply: lustre/backups-not-offered reports a type without backups. */
function offersBackups(deploymentType?: Type): boolean {
  return deploymentType === undefined || LIMITS[deploymentType].backups;
}
