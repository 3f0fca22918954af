import { fileSystemRule } from './row';
import { existingRulesOf } from '../../validation/common/existing';
import { Later } from '../../validation/deferred-value';
import { Rule } from '../../validation/rule';
import { OWN_TAG_PREFIX, STACK_TAG, reservedKeys } from '../../validation/tags';
import { OntapConfiguration } from '../configuration';
import { ONTAP_FORMATS, ONTAP_SERVICE, OntapDeploymentType as Type } from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html';
const BACKUPS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/using-backups.html';
const SVM = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateStorageVirtualMachine.html';

/** Backups, maintenance, and what stays. */
export const protectionRules = [
  fileSystemRule({
    id: 'ontap/backup-retention',
    severity: 'error',
    reads: ['automaticBackupRetention'],
    at: 'automaticBackupRetention',
    broken: c => !Number.isInteger(c.automaticBackupRetention) || c.automaticBackupRetention < 0
      || c.automaticBackupRetention > ONTAP_SERVICE.automaticBackupRetentionDays,
    problem: `backups are kept for 0 (none) to ${ONTAP_SERVICE.automaticBackupRetentionDays} whole days`,
    fix: c => `use Duration.days(${Math.min(Math.max(Math.round(c.automaticBackupRetention), 0), ONTAP_SERVICE.automaticBackupRetentionDays)})`,
    source: CREATE,
    examples: { bad: { automaticBackupRetention: 91 }, good: { automaticBackupRetention: 90 } },
  }),
  fileSystemRule({
    id: 'ontap/backup-time-format',
    severity: 'error',
    reads: ['dailyAutomaticBackupStartTime'],
    at: 'dailyAutomaticBackupStartTime',
    broken: c => !ONTAP_FORMATS.dailyAutomaticBackupStartTime.test(c.dailyAutomaticBackupStartTime),
    problem: 'it is a time HH:MM in UTC',
    fix: 'write it like \'05:00\'',
    source: CREATE,
    examples: { bad: { dailyAutomaticBackupStartTime: '5:00' }, good: { dailyAutomaticBackupStartTime: '05:00' } },
  }),
  fileSystemRule({
    id: 'ontap/backup-time-without-backups',
    severity: 'error',
    reads: ['dailyAutomaticBackupStartTime', 'automaticBackupRetention'],
    at: 'dailyAutomaticBackupStartTime',
    broken: c => c.automaticBackupRetention === 0,
    problem: 'there are no daily backups that could begin then',
    fix: 'leave it out, or set automaticBackupRetention',
    source: BACKUPS,
    examples: {
      bad: { dailyAutomaticBackupStartTime: '05:00', automaticBackupRetention: 0 },
      good: { dailyAutomaticBackupStartTime: '05:00', automaticBackupRetention: 1 },
    },
  }),
  fileSystemRule({
    id: 'ontap/backup-plan-without-volumes',
    severity: 'error',
    reads: ['backupPlan', 'provisioning', 'volumeCount'],
    at: 'backupPlan',
    broken: c => c.provisioning === 'managed' && c.volumeCount === 0,
    problem: 'AWS Backup protects volumes, and this stack makes none; those that Trident makes of claims have neither ids that are known now nor tags',
    fix: 'give the file system volumes; those of claims have the daily backups of FSx (automaticBackupRetention)',
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
    examples: { bad: { backupPlan: true, provisioning: 'managed', volumeCount: 0 }, good: { backupPlan: true, provisioning: 'managed', volumeCount: 1 } },
  }),
  fileSystemRule({
    id: 'ontap/backup-plan-on-existing',
    severity: 'error',
    reads: ['backupPlan', 'provisioning'],
    at: 'backupPlan',
    broken: c => c.provisioning === 'existing',
    problem: 'AWS Backup protects volumes, and those of a file system that somebody made are not known here',
    fix: 'let the plan select them where they are made: backup.BackupResource.fromArn(), or by tags of the volumes',
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
    examples: { bad: { backupPlan: true, provisioning: 'existing' }, good: { backupPlan: true, provisioning: 'managed' } },
  }),
  fileSystemRule({
    id: 'ontap/maintenance-time-format',
    severity: 'error',
    reads: ['weeklyMaintenanceStartTime'],
    at: 'weeklyMaintenanceStartTime',
    broken: c => !ONTAP_FORMATS.weeklyMaintenanceStartTime.test(c.weeklyMaintenanceStartTime),
    problem: 'it is a day and a time d:HH:MM in UTC, 1 being Monday',
    fix: 'write it like \'7:03:00\'',
    source: CREATE,
    examples: { bad: { weeklyMaintenanceStartTime: '0:03:00' }, good: { weeklyMaintenanceStartTime: '7:03:00' } },
  }),
  fileSystemRule({
    id: 'ontap/volumes-outlive-file-system',
    severity: 'warning',
    reads: ['provisioning', 'removalPolicy', 'reclaimPolicy'],
    at: 'reclaimPolicy',
    broken: c => c.provisioning === 'managed' && c.removalPolicy === 'destroy' && c.reclaimPolicy === 'Retain',
    problem: 'the file system is deleted with the stack, but the volumes of its claims are retained: they block the deletion of their backend and storage virtual machine, '
      + 'so deleting the stack fails until they are deleted',
    fix: 'use ReclaimPolicy.DELETE from the start where the data may be deleted with its claims; or retain the file system too: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE; '
      + 'or acknowledge this, and before you delete the stack let its volumes be deleted with their claims (docs/deletion.md, "Deleting an ONTAP file system whose volumes are retained")',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteStorageVirtualMachine.html',
    examples: {
      bad: { provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Retain' },
      good: { provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Delete' },
    },
  }),
];

/** The storage virtual machine, its backends, and file systems that somebody made. */
export const svmRules: readonly Rule<OntapConfiguration>[] = [
  ...existingRulesOf('ontap', 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/limit-access-security-groups.html'),
  fileSystemRule({
    id: 'ontap/backends-missing',
    severity: 'error',
    reads: ['backendCount'],
    at: 'backendCount',
    broken: c => c.backendCount === 0,
    problem: 'without a backend, Trident makes no volumes',
    fix: 'give one, for example OntapBackend.nas(), or leave backends out for that',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/backends.html',
    examples: { bad: { backendCount: 0 }, good: { backendCount: 1 } },
  }),
  fileSystemRule({
    id: 'ontap/snapshots-without-backend',
    severity: 'error',
    reads: ['snapshots', 'snapshotsOffered'],
    at: 'snapshots',
    broken: c => c.snapshots && !c.snapshotsOffered,
    problem: 'no backend of the storage has snapshots: claims of the economy drivers share volumes',
    fix: 'leave snapshots out, or add OntapBackend.nas() or OntapBackend.san()',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html',
    examples: { bad: { snapshots: true, snapshotsOffered: false }, good: { snapshots: true, snapshotsOffered: true } },
  }),
  fileSystemRule({
    id: 'ontap/existing-incomplete',
    severity: 'error',
    reads: ['provisioning'],
    presenceOf: ['fileSystemId', 'svmName', 'secretArn'],
    at: 'fileSystemId',
    broken: c => c.provisioning === 'existing' && !(c.fileSystemId && c.svmName && c.secretArn),
    problem: 'a file system that somebody made has an id, an SVM with a name, and a secret',
    fix: 'give fileSystemId, svmName and secret',
    source: SVM,
    examples: {
      bad: { provisioning: 'existing', fileSystemId: 'fs-0123456789abcdef0' },
      good: {
        provisioning: 'existing', fileSystemId: 'fs-0123456789abcdef0', svmName: 'training',
        secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin-AbCd12',
      },
    },
  }),
  fileSystemRule({
    id: 'ontap/deployment-type-known-late',
    severity: 'error',
    reads: ['provisioning'],
    laterOf: ['deploymentType'],
    at: 'deploymentType',
    broken: c => c.deploymentType,
    problem: 'subnets, route tables and backends depend on the deployment type, so it must be known at synthesis',
    fix: 'write it out, or take it from the context',
    source: CREATE,
    examples: {
      bad: { provisioning: 'managed', deploymentType: new Later<any>('${Token[TOKEN.1]}') }, good: { provisioning: 'managed', deploymentType: Type.MULTI_AZ_2 },
    },
  }),
  fileSystemRule({
    id: 'ontap/tag-reserved',
    severity: 'error',
    reads: ['tags'],
    at: 'tags',
    broken: c => reservedKeys(c.tags).length > 0,
    problem: c => `${reservedKeys(c.tags).map(tag => `'${tag}'`).join(', ')}: keys that begin with ${OWN_TAG_PREFIX} are reserved, because permissions depend on them`,
    fix: 'choose another key',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_Tag.html',
    examples: { bad: { tags: { [STACK_TAG]: 'mine' } }, good: { tags: { stack: 'mine' } } },
  }),
  fileSystemRule({
    id: 'ontap/svm-name-is-an-id',
    severity: 'error',
    reads: ['svmName'],
    at: 'svmName',
    broken: c => ONTAP_FORMATS.svmId.test(c.svmName),
    problem: 'this is the id of a storage virtual machine; Trident looks for its name, and finds none',
    fix: 'take Name from `aws fsx describe-storage-virtual-machines`',
    source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/aws_common.go',
    examples: { bad: { svmName: 'svm-0123456789abcdef0' }, good: { svmName: 'training' } },
  }),
  fileSystemRule({
    id: 'ontap/svm-name-format',
    severity: 'error',
    reads: ['svmName'],
    at: 'svmName',
    broken: c => !ONTAP_FORMATS.svmName.test(c.svmName),
    problem: `names are up to ${ONTAP_SERVICE.svmNameLength} letters, digits, _ and -, and begin with a letter`,
    fix: 'write it like \'training\'',
    source: SVM,
    examples: { bad: { svmName: '1st' }, good: { svmName: 'first' } },
  }),
  fileSystemRule({
    id: 'ontap/secret-arn-partial',
    severity: 'error',
    reads: ['secretArn'],
    at: 'secretArn',
    broken: c => !ONTAP_FORMATS.secretArn.test(c.secretArn),
    problem: 'Trident reads secrets by their full ARN, which ends in a hyphen and six characters',
    fix: 'import it by Secret.fromSecretCompleteArn()',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html',
    examples: {
      bad: { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin' },
      good: { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin-AbCd12' },
    },
  }),
];
