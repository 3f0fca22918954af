import { vpcRule } from '../../validation/common/vpc-rule';
import { pathProblem, suggestedPath } from '../../validation/paths';
import { ruleFor } from '../../validation/rule';
import { OntapDataSyncConfiguration } from '../configuration';
import { DATA_SYNC_PATH } from '../limits';

const LOCATION = 'https://docs.aws.amazon.com/datasync/latest/userguide/create-ontap-location.html';
const S3_LOCATION = 'https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html';
const SCHEDULE = 'https://docs.aws.amazon.com/datasync/latest/userguide/task-scheduling.html';
/** Characters that have a meaning in the resources of IAM policies. */
const IN_POLICIES = /[*?$]/g;

const dataSyncRule = ruleFor<OntapDataSyncConfiguration>();

/** Rules for transfers with AWS DataSync. */
export const dataSyncRules = [
  dataSyncRule({
    id: 'ontap/data-sync-path-format',
    severity: 'error',
    reads: ['syncPath'],
    at: 'syncPath',
    isViolated: c => pathProblem(c.syncPath, DATA_SYNC_PATH) !== undefined,
    problem: c => c.syncPath === '/'
      ? 'must be the junction path of a volume or a directory below it; DataSync does not support the root volume of an SVM'
      : pathProblem(c.syncPath, DATA_SYNC_PATH)!,
    fix: c => `use '${suggestedPath(c.syncPath, DATA_SYNC_PATH, 'corpus')}'`,
    source: LOCATION,
    invalidExample: { syncPath: '/' },
    validExample: { syncPath: '/corpus' },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-volume-unknown',
    severity: 'warning',
    reads: ['syncPath', 'syncVolumeKnown'],
    at: 'syncPath',
    isViolated: c => !c.syncVolumeKnown,
    problem: 'neither a volume of volumes nor a volume with the storagePrefix of a backend has this path, so the transfer '
      + 'fails unless the volume exists already',
    fix: 'use the junctionPath of a volume of volumes; for a claim, use / and internalName of its PersistentVolume; or '
      + 'acknowledge this warning if the volume exists',
    source: LOCATION,
    invalidExample: { syncPath: '/corpus', syncVolumeKnown: false },
    validExample: { syncPath: '/corpus', syncVolumeKnown: true },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-block-device',
    severity: 'error',
    reads: ['syncBlockDevices'],
    mayRead: ['syncBackend', 'syncVolumeKnown'],
    at: 'syncPath',
    isViolated: c => c.syncBlockDevices && (c.syncBackend !== undefined || !c.syncVolumeKnown),
    problem: c => `${c.syncBackend ? `backend '${c.syncBackend}' creates` : 'all backends of the storage create'} block `
      + 'devices, whose files DataSync cannot read or write',
    fix: 'add OntapBackend.nas() and use a claim of that backend, or copy the files in a pod that mounts the claim',
    source: LOCATION,
    invalidExample: { syncBlockDevices: true, syncVolumeKnown: false, syncPath: '/k8s_pvc_1' },
    validExample: { syncBlockDevices: false, syncVolumeKnown: false, syncPath: '/k8s_pvc_1' },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-export-policy',
    severity: 'error',
    acknowledgeable: 'not-verifiable',
    reads: ['syncAutoExport', 'syncBackend'],
    at: 'syncPath',
    isViolated: c => c.syncAutoExport,
    problem: c => `the export policies of backend '${c.syncBackend}' (autoExportPolicy) list only the nodes of the cluster, `
      + 'so ONTAP rejects the network interfaces of DataSync',
    fix: 'remove autoExportPolicy from the backend, or use a volume of volumes and import it',
    source: LOCATION,
    invalidExample: { syncAutoExport: true, syncBackend: 'nas', syncPath: '/k8s_pvc_1' },
    validExample: { syncAutoExport: false, syncBackend: 'nas', syncPath: '/k8s_pvc_1' },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-prefix',
    severity: 'error',
    reads: ['syncPrefix'],
    at: 'syncPrefix',
    isViolated: c => prefixProblem(c.syncPrefix) !== undefined,
    problem: c => prefixProblem(c.syncPrefix)!,
    fix: c => `use '${suggestedPath(c.syncPrefix.replace(IN_POLICIES, ''), {}, 'corpus')}'`,
    source: S3_LOCATION,
    invalidExample: { syncPrefix: '/corpus' },
    validExample: { syncPrefix: 'corpus/' },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-schedule',
    severity: 'error',
    reads: ['syncSchedule'],
    at: 'syncSchedule',
    isViolated: c => !isAtMostHourly(c.syncSchedule),
    problem: 'runs more often than once per hour, which DataSync does not support',
    fix: 'use events.Schedule.rate(Duration.hours(1)), or events.Schedule.cron() with a single minute',
    source: SCHEDULE,
    invalidExample: { syncSchedule: 'rate(59 minutes)' },
    validExample: { syncSchedule: 'rate(1 hour)' },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-svm',
    severity: 'error',
    reads: ['syncProvisioning'],
    presenceOf: ['syncSvmId'],
    at: 'syncSvmId',
    isViolated: c => (c.syncProvisioning === 'existing') !== c.syncSvmId,
    problem: c => c.syncSvmId
      ? 'the stack creates the storage virtual machine, so its ID is known'
      : 'the ID of the existing storage virtual machine is required, because DataSync addresses it by ARN',
    fix: c => c.syncSvmId
      ? 'remove svmId'
      : 'set svmId to StorageVirtualMachineId from `aws fsx describe-storage-virtual-machines`',
    source: LOCATION,
    invalidExample: { syncProvisioning: 'existing' },
    validExample: { syncProvisioning: 'existing', syncSvmId: 'svm-0123456789abcdef0' },
  }),
  dataSyncRule({
    id: 'ontap/data-sync-network',
    severity: 'error',
    reads: ['syncNetworkKnown'],
    at: 'syncNetworkKnown',
    isViolated: c => !c.syncNetworkKnown,
    problem: 'the security group of the existing file system or the VPC is unknown, so DataSync cannot be given access',
    fix: 'set securityGroup of OntapProvisioning.existing(), or pass a securityGroup that the file system already allows on '
      + 'TCP 111, 635 and 2049',
    source: LOCATION,
    invalidExample: { syncNetworkKnown: false },
    validExample: { syncNetworkKnown: true },
  }),
  vpcRule('ontap/data-sync-group-in-other-vpc', 'securityGroupsInOtherVpc', {
    fix: 'use a security group of the VPC of the file system, or remove securityGroup',
    source: LOCATION,
  }),
  dataSyncRule({
    id: 'ontap/data-sync-bucket-elsewhere',
    severity: 'warning',
    reads: ['bucketElsewhere'],
    at: 'bucketElsewhere',
    isViolated: () => true,
    problem: c => `the bucket is in ${c.bucketElsewhere}; a transfer between Regions incurs charges and fails if DataSync `
      + 'does not support the pair, and a bucket of another account must allow the role of the transfer',
    fix: 'use a bucket of this account and Region; or allow the role in the bucket policy and acknowledge this warning',
    source: S3_LOCATION,
    invalidExample: { bucketElsewhere: 'us-east-1' },
    validExample: {},
  }),
];

function prefixProblem(prefix: string): string | undefined {
  if (prefix.startsWith('/')) {
    return 'must not begin with a slash, which would become part of every key';
  }
  return prefix === '' ? undefined : pathProblem(prefix, {
    trailingSlash: true, forbidden: { characters: /[*?$]/, name: 'one of * ? $, which IAM policies would interpret' },
  });
}

/** A rate of at least an hour, or a cron expression with one minute. */
function isAtMostHourly(schedule: string): boolean {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  return unit === undefined ? /^cron\(\d+ /.test(schedule) : unit !== 'minute' || Number(value) >= 60;
}
