import { fileSystemRule } from './row';
import { adoptRulesOf } from '../../validation/common/adopt';
import { backupRulesOf } from '../../validation/common/backups';
import { classNameRule } from '../../validation/common/claim';
import { existingRulesOf } from '../../validation/common/existing';
import { knownAtSynthesis } from '../../validation/common/known-late';
import { tagRulesOf } from '../../validation/common/tags';
import { DeferredValue } from '../../validation/deferred-value';
import { FORMATS } from '../../validation/formats';
import { pageUrl } from '../../validation/links';
import { Rule } from '../../validation/rule';
import { OntapConfiguration } from '../configuration';
import { ONTAP_FORMATS, ONTAP_SERVICE, OntapDeploymentType as Type } from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html';
const SVM = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateStorageVirtualMachine.html';

/** Rules for backups, maintenance and retained volumes. */
export const protectionRules: readonly Rule<OntapConfiguration>[] = [
  ...backupRulesOf({ service: 'ontap', defaultRetention: 30, source: CREATE }),
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
      + pageUrl('docs/deletion', 'deleting-an-ontap-file-system-whose-volumes-are-retained'),
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteStorageVirtualMachine.html',
    invalidExample: { provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Retain' },
    validExample: { provisioning: 'managed', removalPolicy: 'destroy', reclaimPolicy: 'Delete' },
  }),
];

/** Rules for the storage virtual machine, its backends, and existing file systems. */
export const svmRules: readonly Rule<OntapConfiguration>[] = [
  ...adoptRulesOf('ontap', 'OntapProvisioning'),
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
    id: 'ontap/deployment-type-known-late',
    ...knownAtSynthesis('deploymentType'),
    reads: ['provisioning'],
    problem: 'must be known at synthesis, because subnets, route tables and backends depend on it',
    source: CREATE,
    invalidExample: { provisioning: 'managed', deploymentType: new DeferredValue<any>('${Token[TOKEN.1]}') },
    validExample: { provisioning: 'managed', deploymentType: Type.MULTI_AZ_2 },
  }),
  ...tagRulesOf('ontap'),
  classNameRule('ontap'),
  fileSystemRule({
    id: 'ontap/svm-name-is-an-id',
    severity: 'error',
    reads: ['svmName'],
    at: 'svmName',
    isViolated: c => FORMATS.svmId.problemOf(c.svmName) === undefined,
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
