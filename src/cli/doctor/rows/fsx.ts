import { volumesHere } from './mounts';
import { Row, row } from '../row';
import { NO_REASON, fileSystemOf, fileSystemOfBackend, oneLine, withReason } from '../shapes';

const RUNNING = ['PENDING', 'EXECUTING', 'CANCELING'];

/** What FSx says of what is behind the volumes. */
export const fsxChecks: readonly Row[] = [
  row({
    id: 'fsx/volume-without-file-system',
    answers: 'file-system-not-found', severity: 'problem',
    reads: ['volumes', 'fileSystems'],
    find: ({ volumes, fileSystems, region }) => volumesHere(volumes, region).flatMap(volume => {
      const id = fileSystemOf(volume);
      return id === undefined || fileSystems.some(({ FileSystemId }) => FileSystemId === id) ? []
        : [{ subject: `volume ${volume.metadata.name}`, seen: `${id} is not in this account${region === undefined ? '' : ` and ${region}`}` }];
    }),
    cause: 'the file system was deleted or replaced, or it belongs to another account; with a wrong --region every volume is shown here',
    todo: 'delete the claim if it is gone; for a file system elsewhere set dnsName; what LIMITS.md lists as replacing makes a new file system with a new claim',
  }),
  row({
    id: 'fsx/backend-without-file-system',
    answers: 'file-system-not-found', severity: 'problem',
    reads: ['backendConfigs', 'fileSystems'],
    find: ({ backendConfigs, fileSystems }) => backendConfigs.flatMap(config => {
      const id = fileSystemOfBackend(config);
      return id === undefined || fileSystems.some(({ FileSystemId }) => FileSystemId === id) ? []
        : [{ subject: `backend ${config.metadata.name}`, seen: `${id} is not in this account` }];
    }),
    cause: 'the backend names a file system that is gone, or elsewhere',
    todo: 'reference the file system again with OntapProvisioning.existing(), or delete its claims and the backend',
  }),
  row({
    id: 'fsx/association-not-available',
    answers: 'slow-first-reads', severity: 'problem',
    reads: ['associations'],
    find: ({ associations }) => associations.filter(({ Lifecycle }) => ['MISCONFIGURED', 'FAILED'].includes(Lifecycle))
      .map(({ AssociationId, FileSystemPath, DataRepositoryPath, Lifecycle, FailureDetails }) => {
        return { subject: `${AssociationId} (${FileSystemPath} to ${DataRepositoryPath})`, seen: withReason(Lifecycle, FailureDetails) };
      }),
    cause: 'the link to S3 neither imports nor exports: FSx lacks rights on the bucket, or somebody changed the event notifications of the bucket; FAILED does not recover',
    todo: 'put rights and notifications back: MISCONFIGURED becomes AVAILABLE within 15 minutes; a FAILED one is deleted and made again',
  }),
  row({
    id: 'fsx/task-failed',
    answers: 'slow-first-reads', severity: 'problem',
    reads: ['tasks'],
    find: ({ tasks }) => tasks.filter(({ Lifecycle }) => Lifecycle === 'FAILED').map(({ TaskId, Type, FileSystemId, FailureDetails }) => {
      return { subject: `${TaskId} of ${FileSystemId}`, seen: oneLine(`${Type} failed: ${FailureDetails?.Message ?? NO_REASON}`) };
    }),
    cause: 'a listing was not imported, or files were not exported: directories look empty, or S3 does',
    todo: 'remove the reason, then start the task again with aws fsx create-data-repository-task',
  }),
  row({
    id: 'fsx/task-running',
    answers: 'slow-first-reads', severity: 'note',
    reads: ['tasks'],
    find: ({ tasks }) => tasks.filter(({ Lifecycle }) => RUNNING.includes(Lifecycle)).map(({ TaskId, Type, FileSystemId, Lifecycle, Status }) => {
      return { subject: `${TaskId} of ${FileSystemId}`, seen: `${Type} ${Lifecycle}, ${Status?.SucceededCount ?? 0} of ${Status?.TotalCount ?? '?'}` };
    }),
    cause: 'a listing is being imported, or files are being exported',
    todo: 'wait until it has succeeded',
  }),
  row({
    id: 'fsx/backup-failed',
    answers: 'backup-failed', severity: 'problem',
    reads: ['backups'],
    find: ({ backups }) => backups.filter(({ Lifecycle }) => Lifecycle === 'FAILED').map(({ BackupId, FileSystem, FailureDetails }) => {
      return { subject: `${BackupId} of ${FileSystem?.FileSystemId}`, seen: oneLine(FailureDetails?.Message ?? NO_REASON) };
    }),
    cause: 'FSx could not take this backup',
    todo: 'look whether a later one is AVAILABLE; a key that is disabled or a right that is missing makes all fail',
  }),
];
