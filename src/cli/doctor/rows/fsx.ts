import { volumesHere } from './mounts';
import { pageUrl } from '../../../validation/links';
import { Row, row } from '../row';
import { NO_REASON, fileSystemOf, fileSystemOfBackend, oneLine, withReason } from '../shapes';

const RUNNING = ['PENDING', 'EXECUTING', 'CANCELING'];

/** The state of the file systems, associations, tasks and backups in FSx. */
export const fsxChecks: readonly Row[] = [
  row({
    id: 'fsx/volume-without-file-system',
    section: 'file-system-not-found', severity: 'problem',
    reads: ['volumes', 'fileSystems'],
    find: ({ volumes, fileSystems, region }) => volumesHere(volumes, region).flatMap(volume => {
      const id = fileSystemOf(volume);
      return id === undefined || fileSystems.some(({ FileSystemId }) => FileSystemId === id) ? []
        : [{
          subject: `volume ${volume.metadata.name}`,
          seen: `${id} is not in this account${region === undefined ? '' : ` and ${region}`}`,
        }];
    }),
    cause: 'the file system was deleted or replaced, or belongs to another account; with a wrong --region, every volume is listed here',
    fix: `delete the claim if the file system no longer exists; set dnsName for a file system in another Region; ${pageUrl('limits')} lists the properties whose change replaces a file system and its claim`,
  }),
  row({
    id: 'fsx/backend-without-file-system',
    section: 'file-system-not-found', severity: 'problem',
    reads: ['backendConfigs', 'fileSystems'],
    find: ({ backendConfigs, fileSystems }) => backendConfigs.flatMap(config => {
      const id = fileSystemOfBackend(config);
      return id === undefined || fileSystems.some(({ FileSystemId }) => FileSystemId === id) ? []
        : [{ subject: `backend ${config.metadata.name}`, seen: `${id} is not in this account` }];
    }),
    cause: 'the file system of the backend does not exist, or is in another account or Region',
    fix: 'reference the right file system with OntapProvisioning.existing(), or delete its claims and the backend',
  }),
  row({
    id: 'fsx/association-not-available',
    section: 'slow-first-reads', severity: 'problem',
    reads: ['associations'],
    find: ({ associations }) => associations.filter(({ Lifecycle }) => ['MISCONFIGURED', 'FAILED'].includes(Lifecycle))
      .map(({ AssociationId, FileSystemPath, DataRepositoryPath, Lifecycle, FailureDetails }) => {
        return {
          subject: `${AssociationId} (${FileSystemPath} to ${DataRepositoryPath})`,
          seen: withReason(Lifecycle, FailureDetails),
        };
      }),
    cause: 'the association neither imports nor exports: FSx lacks permissions on the bucket, or its event notifications were changed; FAILED does not recover',
    fix: 'restore permissions and notifications: MISCONFIGURED becomes AVAILABLE within 15 minutes; delete a FAILED association and create it again',
  }),
  row({
    id: 'fsx/task-failed',
    section: 'slow-first-reads', severity: 'problem',
    reads: ['tasks'],
    find: ({ tasks }) => tasks.filter(({ Lifecycle }) => Lifecycle === 'FAILED')
      .map(({ TaskId, Type, FileSystemId, FailureDetails }) => {
        return {
          subject: `${TaskId} of ${FileSystemId}`,
          seen: oneLine(`${Type} failed: ${FailureDetails?.Message ?? NO_REASON}`),
        };
      }),
    cause: 'metadata was not imported, or files were not exported, so directories or the bucket appear empty',
    fix: 'resolve the reason, then start the task again with aws fsx create-data-repository-task',
  }),
  row({
    id: 'fsx/task-running',
    section: 'slow-first-reads', severity: 'note',
    reads: ['tasks'],
    find: ({ tasks }) => tasks.filter(({ Lifecycle }) => RUNNING.includes(Lifecycle))
      .map(({ TaskId, Type, FileSystemId, Lifecycle, Status }) => {
        return {
          subject: `${TaskId} of ${FileSystemId}`,
          seen: `${Type} ${Lifecycle}, ${Status?.SucceededCount ?? 0} of ${Status?.TotalCount ?? '?'}`,
        };
      }),
    cause: 'metadata is being imported, or files are being exported',
    fix: 'wait until it succeeds',
  }),
  row({
    id: 'fsx/backup-failed',
    section: 'backup-failed', severity: 'problem',
    reads: ['backups'],
    find: ({ backups }) => backups.filter(({ Lifecycle }) => Lifecycle === 'FAILED')
      .map(({ BackupId, FileSystem, FailureDetails }) => {
        return {
          subject: `${BackupId} of ${FileSystem?.FileSystemId}`, seen: oneLine(FailureDetails?.Message ?? NO_REASON),
        };
      }),
    cause: 'FSx could not create this backup',
    fix: 'check whether a later one is AVAILABLE; with a disabled key or a missing permission, all fail',
  }),
];
