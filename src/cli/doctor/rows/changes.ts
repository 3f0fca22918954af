import { pageUrl } from '../../../validation/links';
import { ourClaims } from '../collect';
import { Described, Facts, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { DRIVERS, NO_REASON, ageInMinutes, bytes, claimName, eventsOf, messageOf, nameOf, oneLine } from '../shapes';

const DELETION_MINUTES = 5;
const ENDED = ['Succeeded', 'Failed'];
const RESIZE_FAILED = /VolumeResizeFailed|resize failed|UpdateFileSystem/i;

type ClaimFacts = Pick<Facts, 'claims' | 'volumes' | 'classes'>;
const expanding = (facts: ClaimFacts) => ourClaims(facts)
  .filter(({ spec, status }) => status?.phase === 'Bound' && spec.storageClassName !== ''
  && bytes(spec.resources?.requests?.storage) > bytes(status.capacity?.storage));
const sizes = ({ spec, status }: KubernetesObject) =>
  `requests ${spec.resources.requests.storage}, has ${status.capacity.storage}`;

const isDeletingForLong = ({ deletionTimestamp }: KubernetesObject['metadata'], now: number) =>
  deletionTimestamp !== undefined
  && now - Date.parse(deletionTimestamp) > DELETION_MINUTES * 60_000;

/** Expansions and deletions. */
export const changeChecks: readonly Row[] = [
  row({
    id: 'expansion/class-forbids',
    section: 'expansion-failed', severity: 'problem', reads: ['claims', 'volumes', 'classes'],
    find: facts => expanding(facts)
      .filter(({ spec }) => facts.classes
        .some(one => one.metadata.name === spec.storageClassName && !one.allowVolumeExpansion))
      .map(claim => ({ subject: claimName(claim), seen: sizes(claim) })),
    cause: 'the StorageClass does not allow expansion',
    fix: 'set allowVolumeExpansion to true; for a static volume, change the capacity of its file system',
  }),
  row({
    id: 'expansion/not-authorized',
    section: 'expansion-failed', severity: 'problem', reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => expanding(facts)
      .flatMap(claim => eventsOf(claim, facts.claimEvents).map(messageOf)
        .filter(text => /not authorized|AccessDenied/.test(text)).slice(-1)
        .map(seen => ({ subject: claimName(claim), seen: oneLine(seen) }))),
    cause: 'the role lacks fsx:UpdateFileSystem, or the file system lacks the tag of this cluster',
    fix: `set allowVolumeExpansion, which grants it; for file systems of another driver installation, see ${pageUrl('docs/migration')}`,
  }),
  row({
    id: 'expansion/refused',
    section: 'expansion-failed', severity: 'problem', reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => expanding(facts).flatMap(claim => eventsOf(claim, facts.claimEvents)
      .filter(event => event.type === 'Warning' && RESIZE_FAILED.test(`${event.reason} ${messageOf(event)}`)
        && !/not authorized|AccessDenied/.test(messageOf(event))).slice(-1)
      .map(event => ({ subject: claimName(claim), seen: oneLine(messageOf(event)) }))),
    cause: 'the last change was less than six hours ago, an update is in progress, or ONTAP has reached a limit or has no space',
    fix: 'if FSx reports an update or a waiting time, wait: the controller retries',
  }),
  row({
    id: 'expansion/running',
    section: 'expansion-failed', severity: 'note', reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => expanding(facts)
      .filter(claim => !eventsOf(claim, facts.claimEvents).some(({ type }) => type === 'Warning')
      && facts.classes.some(({ metadata, allowVolumeExpansion }) => metadata.name === claim.spec.storageClassName
        && allowVolumeExpansion))
      .map(claim => ({ subject: claimName(claim), seen: sizes(claim) })),
    cause: 'the expansion is in progress',
    fix: 'wait',
  }),
  row({
    id: 'expansion/action-failed',
    section: 'expansion-failed', severity: 'problem', reads: ['fileSystems'],
    find: ({ fileSystems }) => fileSystems.flatMap(({ FileSystemId, AdministrativeActions = [] }) => {
      const failed: readonly Described[] = AdministrativeActions.filter(({ Status }: Described) => Status === 'FAILED');
      return failed.map(({ AdministrativeActionType, FailureDetails }) => {
        return {
          subject: FileSystemId, seen: oneLine(`${AdministrativeActionType}: ${FailureDetails?.Message ?? NO_REASON}`),
        };
      });
    }),
    cause: 'FSx could not apply a change to the file system',
    fix: 'resolve the reason in the message, then deploy again',
  }),
  row({
    id: 'deletion/claim-in-use',
    section: 'stack-deletion-hangs', severity: 'problem', reads: ['claims', 'volumes', 'classes', 'pods'],
    find: facts => ourClaims(facts).filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      .flatMap(claim => {
        const { name, namespace } = claim.metadata;
        const users = facts.pods
          .filter(({ metadata, spec, status }) => metadata.namespace === namespace && !ENDED.includes(status?.phase)
            && spec.volumes?.some(({ persistentVolumeClaim: mounted }: any) => mounted?.claimName === name));
        const names = users.map(({ metadata }) => metadata.name).join(', ');
        return users.length > 0
          ? [{ subject: claimName(claim), seen: oneLine(`is being deleted while pods use it: ${names}`) }]
          : [];
      }),
    cause: 'Kubernetes does not delete a claim while a pod uses it',
    fix: 'stop the pods; for workloads of the same app, use job.node.addDependency(storage)',
  }),
  row({
    id: 'deletion/volume-stays',
    section: 'stack-deletion-hangs', severity: 'problem', reads: ['volumes'],
    find: ({ volumes, now }) => volumes.filter(({ metadata, spec, status }) => DRIVERS.includes(spec.csi?.driver)
      && (status?.phase === 'Failed' || isDeletingForLong(metadata, now)))
      .map(({ metadata, status }) =>
        ({ subject: `volume ${metadata.name}`, seen: oneLine(status?.message ?? 'is being deleted') })),
    cause: 'the driver cannot delete the storage of the volume: it is not installed, lacks a permission, or FSx rejects the deletion while the storage is in use',
    fix: 'reinstall the driver, or read its log; remove a finalizer by hand only if FSx shows that the storage no longer exists',
  }),
  row({
    id: 'deletion/backend-has-volumes',
    section: 'stack-deletion-hangs', severity: 'problem', reads: ['backendConfigs'],
    find: ({ backendConfigs, now }) => backendConfigs.filter(({ metadata }) => isDeletingForLong(metadata, now))
      .map(({ metadata, status }) =>
        ({ subject: `backend ${metadata.name}`, seen: oneLine(status?.message || 'is being deleted') })),
    cause: 'a backend is deleted only when it has no volumes, and only while Trident runs',
    fix: 'delete claims with old names and claims of other apps; if Trident was uninstalled, install it again and delete claims first',
  }),
  row({
    id: 'deletion/svm-stays',
    section: 'stack-deletion-hangs', severity: 'problem', reads: ['virtualMachines'],
    find: ({ virtualMachines }) => virtualMachines
      .filter(({ Lifecycle, LifecycleTransitionReason }) => Lifecycle === 'FAILED'
        && /delet/i.test(LifecycleTransitionReason?.Message ?? ''))
      .map(({ StorageVirtualMachineId, LifecycleTransitionReason: { Message } }) =>
        ({ subject: StorageVirtualMachineId, seen: oneLine(Message) })),
    cause: 'FSx does not delete an SVM that has volumes',
    fix: 'delete the remaining volumes, which aws fsx describe-volumes lists',
  }),
  row({
    id: 'deletion/released-volumes',
    section: 'stack-deletion-hangs', severity: 'note', reads: ['volumes'],
    find: ({ volumes, now }) => volumes
      .filter(volume => DRIVERS.includes(volume.spec.csi?.driver) && volume.status?.phase === 'Released'
      && volume.metadata.deletionTimestamp === undefined && ageInMinutes(volume, now) > DELETION_MINUTES)
      .map(({ metadata, spec }) =>
        ({ subject: `volume ${nameOf({ metadata })}`, seen: `Released, reclaim policy ${spec.persistentVolumeReclaimPolicy}` })),
    cause: 'the claim was deleted, and its reclaim policy retains the storage, which continues to incur charges',
    fix: 'none if you need the data; otherwise delete the storage in FSx, then the volume',
  }),
];
