import { fileSystemRule } from './row';
import { existingRulesOf } from '../../validation/common/existing';
import { DeferredValue } from '../../validation/deferred-value';
import { pageUrl } from '../../validation/links';
import { Rule } from '../../validation/rule';
import { OWN_TAG_PREFIX, STACK_TAG, reservedKeys } from '../../validation/tags';
import { OntapConfiguration } from '../configuration';
import { ONTAP_FORMATS, ONTAP_SERVICE, OntapDeploymentType as Type } from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html';
const BACKUPS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/using-backups.html';
const SVM = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateStorageVirtualMachine.html';

/** Rules for backups, maintenance and retained volumes. */
export const protectionRules = [
  fileSystemRule({
    id: 'ontap/backup-retention',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['automaticBackupRetention'],
    at: 'automaticBackupRetention',
    isViolated: c => !Number.isInteger(c.automaticBackupRetention) || c.automaticBackupRetention < 0
      || c.automaticBackupRetention > ONTAP_SERVICE.automaticBackupRetentionDays,
    problem: `must be a whole number of days from 0 (disabled) to ${ONTAP_SERVICE.automaticBackupRetentionDays}`,
    fix: c => {
      const days = Math.min(
        Math.max(Math.round(c.automaticBackupRetention), 0), ONTAP_SERVICE.automaticBackupRetentionDays,
      );
      return `use Duration.days(${days})`;
    },
    source: CREATE,
    invalidExample: { automaticBackupRetention: 91 },
    validExample: { automaticBackupRetention: 90 },
  }),
  fileSystemRule({
    id: 'ontap/backup-time-format',
    severity: 'error',
    reads: ['dailyAutomaticBackupStartTime'],
    at: 'dailyAutomaticBackupStartTime',
    isViolated: c => !ONTAP_FORMATS.dailyAutomaticBackupStartTime.test(c.dailyAutomaticBackupStartTime),
    problem: 'must have the form HH:MM (UTC), from 00:00 to 23:59',
    fix: 'use a time such as \'05:00\'',
    source: CREATE,
    invalidExample: { dailyAutomaticBackupStartTime: '5:00' },
    validExample: { dailyAutomaticBackupStartTime: '05:00' },
  }),
  fileSystemRule({
    id: 'ontap/backup-time-without-backups',
    severity: 'error',
    reads: ['dailyAutomaticBackupStartTime', 'automaticBackupRetention'],
    at: 'dailyAutomaticBackupStartTime',
    isViolated: c => c.automaticBackupRetention === 0,
    problem: 'has no effect, because automaticBackupRetention disables daily backups',
    fix: 'remove dailyAutomaticBackupStartTime, or set automaticBackupRetention',
    source: BACKUPS,
    invalidExample: { dailyAutomaticBackupStartTime: '05:00', automaticBackupRetention: 0 },
    validExample: { dailyAutomaticBackupStartTime: '05:00', automaticBackupRetention: 1 },
  }),
  fileSystemRule({
    id: 'ontap/backup-plan-without-volumes',
    severity: 'error',
    reads: ['backupPlan', 'provisioning', 'volumeCount'],
    at: 'backupPlan',
    isViolated: c => c.provisioning === 'managed' && c.volumeCount === 0,
    problem: 'AWS Backup protects volumes, and this stack creates none; the volumes that Trident creates for claims '
      + 'have neither tags nor ids that are known at synthesis',
    fix: 'add volumes to the file system; the daily backups of FSx (automaticBackupRetention) cover the volumes of '
      + 'claims',
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
    invalidExample: { backupPlan: true, provisioning: 'managed', volumeCount: 0 },
    validExample: { backupPlan: true, provisioning: 'managed', volumeCount: 1 },
  }),
  fileSystemRule({
    id: 'ontap/backup-plan-on-existing',
    severity: 'error',
    reads: ['backupPlan', 'provisioning'],
    at: 'backupPlan',
    isViolated: c => c.provisioning === 'existing',
    problem: 'AWS Backup protects volumes, and the volumes of an existing file system are not known at synthesis',
    fix: 'add the volumes to the plan where they are created: backup.BackupResource.fromArn(), or by their tags',
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
    invalidExample: { backupPlan: true, provisioning: 'existing' },
    validExample: { backupPlan: true, provisioning: 'managed' },
  }),
  fileSystemRule({
    id: 'ontap/maintenance-time-format',
    severity: 'error',
    reads: ['weeklyMaintenanceStartTime'],
    at: 'weeklyMaintenanceStartTime',
    isViolated: c => !ONTAP_FORMATS.weeklyMaintenanceStartTime.test(c.weeklyMaintenanceStartTime),
    problem: 'must have the form d:HH:MM (UTC), where d is 1 (Monday) to 7 (Sunday)',
    fix: 'use a time such as \'7:03:00\'',
    source: CREATE,
    invalidExample: { weeklyMaintenanceStartTime: '0:03:00' },
    validExample: { weeklyMaintenanceStartTime: '7:03:00' },
  }),
  fileSystemRule({
    id: 'ontap/volumes-outlive-file-system',
    severity: 'warning',
    reads: ['provisioning', 'removalPolicy', 'reclaimPolicy'],
    at: 'reclaimPolicy',
    isViolated: c => c.provisioning === 'managed' && c.removalPolicy === 'destroy' && c.reclaimPolicy === 'Retain',
    problem: 'the file system is deleted with the stack, but the volumes of its claims are retained: they block the '
      + 'deletion of their backend and storage virtual machine, so deleting the stack fails until they are deleted',
    fix: 'use ReclaimPolicy.DELETE from the start if the data may be deleted with its claims; or retain the file '
      + 'system too, with RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE; or acknowledge this warning, and before you '
      + 'delete the stack delete the volumes with their claims: '
      + pageUrl('docs/deletion.md', 'deleting-an-ontap-file-system-whose-volumes-are-retained'),
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteStorageVirtualMachine.html',
    invalidExample: { provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Retain' },
    validExample: { provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Delete' },
  }),
];

/** Rules for the storage virtual machine, its backends, and existing file systems. */
export const svmRules: readonly Rule<OntapConfiguration>[] = [
  ...existingRulesOf('ontap', 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/limit-access-security-groups.html'),
  fileSystemRule({
    id: 'ontap/backends-missing',
    severity: 'error',
    reads: ['backendCount'],
    at: 'backendCount',
    isViolated: c => c.backendCount === 0,
    problem: 'Trident requires a backend to create volumes',
    fix: 'add a backend such as OntapBackend.nas(), or remove backends to use that one by default',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/backends.html',
    invalidExample: { backendCount: 0 },
    validExample: { backendCount: 1 },
  }),
  fileSystemRule({
    id: 'ontap/snapshots-without-backend',
    severity: 'error',
    reads: ['snapshots', 'snapshotsOffered'],
    at: 'snapshots',
    isViolated: c => c.snapshots && !c.snapshotsOffered,
    problem: 'no backend of this storage supports snapshots: claims of ontap-nas-economy share volumes, and have snapshots '
      + 'only with snapshotDirectory: true',
    fix: 'remove snapshots, add OntapBackend.nas() or OntapBackend.san(), or set snapshotDirectory: true on the backend, '
      + 'a pool or the claim',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas.html',
    invalidExample: { snapshots: true, snapshotsOffered: false },
    validExample: { snapshots: true, snapshotsOffered: true },
  }),
  fileSystemRule({
    id: 'ontap/existing-incomplete',
    severity: 'error',
    reads: ['provisioning'],
    presenceOf: ['svmName', 'secretArn'],
    at: 'svmName',
    isViolated: c => c.provisioning === 'existing' && !(c.svmName && c.secretArn),
    problem: 'an existing file system requires svmName and secret',
    fix: 'set svmName and secret',
    source: SVM,
    invalidExample: { provisioning: 'existing', fileSystemId: 'fs-0123456789abcdef0' },
    validExample: {
      provisioning: 'existing', fileSystemId: 'fs-0123456789abcdef0', svmName: 'training',
      secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin-AbCd12',
    },
  }),
  fileSystemRule({
    id: 'ontap/deployment-type-known-late',
    severity: 'error',
    reads: ['provisioning'],
    deferredOf: ['deploymentType'],
    at: 'deploymentType',
    isViolated: c => c.deploymentType,
    problem: 'must be known at synthesis, because subnets, route tables and backends depend on it',
    fix: 'use a literal value, or read it from the context (node.tryGetContext())',
    source: CREATE,
    invalidExample: { provisioning: 'managed', deploymentType: new DeferredValue<any>('${Token[TOKEN.1]}') },
    validExample: { provisioning: 'managed', deploymentType: Type.MULTI_AZ_2 },
  }),
  fileSystemRule({
    id: 'ontap/tag-reserved',
    severity: 'error',
    reads: ['tags'],
    at: 'tags',
    isViolated: c => reservedKeys(c.tags).length > 0,
    problem: c => `${reservedKeys(c.tags).map(tag => `'${tag}'`).join(', ')}: keys that begin with ${OWN_TAG_PREFIX} `
      + 'are reserved, because permissions depend on them',
    fix: 'use another key',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_Tag.html',
    invalidExample: { tags: { [STACK_TAG]: 'mine' } },
    validExample: { tags: { stack: 'mine' } },
  }),
  fileSystemRule({
    id: 'ontap/svm-name-is-an-id',
    severity: 'error',
    reads: ['svmName'],
    at: 'svmName',
    isViolated: c => ONTAP_FORMATS.svmId.test(c.svmName),
    problem: 'must be the name of a storage virtual machine, not its id, because Trident finds it by name',
    fix: 'use Name from `aws fsx describe-storage-virtual-machines`',
    source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/aws_common.go',
    invalidExample: { svmName: 'svm-0123456789abcdef0' },
    validExample: { svmName: 'training' },
  }),
  fileSystemRule({
    id: 'ontap/svm-name-format',
    severity: 'error',
    reads: ['svmName'],
    at: 'svmName',
    isViolated: c => !ONTAP_FORMATS.svmName.test(c.svmName),
    problem: `must consist of at most ${ONTAP_SERVICE.svmNameLength} letters, digits, _ and -, and must begin with a `
      + 'letter',
    fix: 'use a name such as \'training\'',
    source: SVM,
    invalidExample: { svmName: '1st' },
    validExample: { svmName: 'first' },
  }),
  fileSystemRule({
    id: 'ontap/secret-arn-partial',
    severity: 'error',
    reads: ['secretArn'],
    at: 'secretArn',
    isViolated: c => !ONTAP_FORMATS.secretArn.test(c.secretArn),
    problem: 'must be a full ARN, which ends in a hyphen and six characters, because Trident reads secrets by their '
      + 'full ARN',
    fix: 'import the secret with Secret.fromSecretCompleteArn()',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html',
    invalidExample: { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin' },
    validExample: { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin-AbCd12' },
  }),
];
