import { lustreRule } from './row';
import { DeferredValue } from '../../validation/deferred-value';
import { OWN_TAG_PREFIX, reservedKeys } from '../../validation/tags';
import { DRIVER_TAG, FORMATS, LIMITS, LustreDeploymentType as Type, LustreLogLevel as Level, SERVICE } from '../limits';

const CONFIGURATION = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html';
const BACKUPS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-backups-fsx.html';
const LOGS = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreLogCreateConfiguration.html';
const TAGS = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_Tag.html';
/** The library adds cluster and storage, or a name, stack and storage; the driver adds one of its own. */
const OWN_TAGS = { dynamic: 4, managed: 3, existing: 0 };

/** Encryption, backups, windows, logs and tags. */
export const protectionRules = [
  lustreRule({
    id: 'lustre/kms-key-on-scratch',
    severity: 'error',
    reads: ['deploymentType'],
    presenceOf: ['kmsKeyId'],
    at: 'kmsKeyId',
    isViolated: c => c.kmsKeyId && !LIMITS[c.deploymentType].kmsKey,
    problem: c => `${c.deploymentType} is encrypted with a key of the service and takes no other`,
    fix: 'leave it out, or use a persistent type',
    source: 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html',
    invalidExample: { deploymentType: Type.SCRATCH_2, kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
    validExample: { deploymentType: Type.PERSISTENT_1, kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
  }),
  lustreRule({
    id: 'lustre/backups-not-offered',
    severity: 'error',
    reads: ['deploymentType'],
    mayRead: ['automaticBackupRetention'],
    presenceOf: ['backupId'],
    at: c => (c.automaticBackupRetention ?? 0) > 0 ? 'automaticBackupRetention' : 'backupId',
    isViolated: c => !LIMITS[c.deploymentType].backups && ((c.automaticBackupRetention ?? 0) > 0 || c.backupId),
    problem: c => `${c.deploymentType} has no backups`,
    fix: 'leave automaticBackupRetention and backupId out, or use a persistent type',
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
    // a scratch type with a retention is told that it has no backups at all
    isViolated: c => ((LIMITS[c.deploymentType].backups && (c.automaticBackupRetention ?? 0) > 0) || c.copyTagsToBackups === true)
      && (c.s3ImportPath || (c.dataRepositories?.length ?? 0) > 0),
    problem: 'a file system with a link to S3 has no backups: the bucket is its durable copy',
    fix: 'leave automaticBackupRetention and copyTagsToBackups out and export to S3 (autoExportPolicy), or leave the link out',
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
    problem: 'the driver makes a file system for each claim when the stack is deployed, so a plan cannot name them',
    fix: 'set automaticBackupRetention on a persistent type, or give tags and let the plan select by them',
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
    invalidExample: { backupPlan: true, provisioning: 'dynamic' },
    validExample: { backupPlan: true, provisioning: 'existing' },
  }),
  lustreRule({
    id: 'lustre/backup-plan-not-offered',
    severity: 'error',
    reads: ['backupPlan', 'provisioning', 'deploymentType'],
    at: 'backupPlan',
    isViolated: c => c.provisioning === 'managed' && !LIMITS[c.deploymentType].backups,
    problem: c => `${c.deploymentType} has no backups`,
    fix: 'use a persistent type, or keep what must last in S3',
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
    isViolated: c => c.provisioning === 'managed' && (c.s3ImportPath || (c.dataRepositories?.length ?? 0) > 0),
    problem: 'a file system with a link to S3 has no backups: the bucket is its durable copy',
    fix: 'export to S3 (autoExportPolicy) and protect the bucket, or leave the link out',
    source: BACKUPS,
    invalidExample: { backupPlan: true, provisioning: 'managed', s3ImportPath: 's3://data' },
    validExample: { backupPlan: true, provisioning: 'managed' },
  }),
  lustreRule({
    id: 'lustre/backup-retention',
    severity: 'error',
    reads: ['automaticBackupRetention'],
    mayRead: ['deploymentType'],
    at: 'automaticBackupRetention',
    isViolated: ({ automaticBackupRetention: days, deploymentType }) => (offersBackups(deploymentType) || days <= 0)
      && !(Number.isInteger(days) && days >= 0 && days <= SERVICE.automaticBackupRetentionDays),
    problem: `backups are kept for whole days, 0 to ${SERVICE.automaticBackupRetentionDays}`,
    fix: `use Duration.days(${SERVICE.automaticBackupRetentionDays}) at most`,
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
    problem: 'times read HH:MM, from 00:00 to 23:59, UTC',
    fix: 'write it like 05:30',
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
    problem: 'there are no automatic backups that could begin then, and the driver drops it silently',
    fix: 'set automaticBackupRetention to a day or more, or leave it out',
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
    problem: 'times read d:HH:MM, d from 1 (Monday) to 7 (Sunday), UTC',
    fix: 'write it like 7:03:00',
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
    problem: 'ids of backups read backup- and at least 8 hexadecimal digits',
    fix: 'take it from `aws fsx describe-backups`',
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
    problem: 'CloudFormation takes no snapshot of FSx file systems, and FSx takes no final backup',
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
    problem: 'DISABLED takes no log group',
    fix: 'leave logGroup out, or choose another level',
    source: LOGS,
    invalidExample: { logLevel: Level.DISABLED, logGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/fsx/training' },
    validExample: { logLevel: Level.WARN_ERROR },
  }),
  lustreRule({
    id: 'lustre/log-group-name',
    severity: 'error',
    reads: ['logGroupName'],
    at: 'logGroupName',
    isViolated: c => !c.logGroupName.startsWith(SERVICE.logGroupPrefix),
    problem: `FSx writes to log groups whose names begin with ${SERVICE.logGroupPrefix}`,
    fix: c => `name it ${SERVICE.logGroupPrefix}/${c.logGroupName.replace(/^\/+/, '')}`,
    source: LOGS,
    invalidExample: { logGroupName: 'training' },
    validExample: { logGroupName: '/aws/fsx/training' },
  }),
  lustreRule({
    id: 'lustre/tag-count',
    severity: 'error',
    reads: ['provisioning', 'tags'],
    at: 'tags',
    isViolated: c => Object.keys(c.tags).length + OWN_TAGS[c.provisioning] > SERVICE.tags,
    problem: c => `${Object.keys(c.tags).length} tags; a file system has at most ${SERVICE.tags}, the library and the driver add ${OWN_TAGS[c.provisioning]}`,
    fix: c => `use at most ${SERVICE.tags - OWN_TAGS[c.provisioning]}`,
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
    problem: c => `${reservedKeys(c.tags, DRIVER_TAG).map(tag => `'${tag}'`).join(', ')}: keys that begin with ${OWN_TAG_PREFIX} and ${
      DRIVER_TAG} are reserved, because the driver and its permissions depend on them`,
    fix: 'choose another key',
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
    problem: c => `${invalidTags(c.tags, c.provisioning).map(tag => `'${tag}'`).join(', ')}: keys have 1 to ${SERVICE.tagKeyLength} characters and do not begin with aws:, values at most ${
      SERVICE.tagValueLength}, both made of letters, digits, spaces and _ . : / = + - @${c.provisioning === 'dynamic' ? ', and the driver passes on no , and no =' : ''}`,
    fix: 'change the tag',
    source: TAGS,
    invalidExample: { provisioning: 'dynamic', tags: { team: 'a,b' } },
    validExample: { provisioning: 'managed', tags: { team: 'a=b' } },
  }),
];

function tags(count: number): { [key: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, '']));
}

function invalidTags(all: { readonly [key: string]: string | DeferredValue<string> }, provisioning: string): string[] {
  return Object.entries(all).filter(([key, value]) => key.length < 1 || key.length > SERVICE.tagKeyLength || /^aws:/i.test(key)
    || !FORMATS.tag.test(key)
    || (!(value instanceof DeferredValue) && (value.length > SERVICE.tagValueLength || !FORMATS.tag.test(value)))
    || (provisioning === 'dynamic' && (/[,=]/.test(key) || (!(value instanceof DeferredValue) && /[,=]/.test(value)))),
  ).map(([key]) => key);
}

/** Whether errors about backup settings apply: a type without backups has an error of its own. */
function offersBackups(deploymentType?: Type): boolean {
  return deploymentType === undefined || LIMITS[deploymentType].backups;
}
