import { ourClaims } from '../collect';
import { Described, Facts, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { DRIVERS, NO_REASON, ageInMinutes, bytes, claimName, eventsOf, messageOf, nameOf, oneLine } from '../shapes';

const DELETION_MINUTES = 5;
const ENDED = ['Succeeded', 'Failed'];
const REFUSED = /VolumeResizeFailed|resize failed|UpdateFileSystem/i;

type ClaimFacts = Pick<Facts, 'claims' | 'volumes' | 'classes'>;
const growing = (facts: ClaimFacts) => ourClaims(facts).filter(({ spec, status }) => status?.phase === 'Bound' && spec.storageClassName !== ''
  && bytes(spec.resources?.requests?.storage) > bytes(status.capacity?.storage));
const sizes = ({ spec, status }: KubernetesObject) => `asks for ${spec.resources.requests.storage}, has ${status.capacity.storage}`;

const isGoingLong = ({ deletionTimestamp }: KubernetesObject['metadata'], now: number) => deletionTimestamp !== undefined
  && now - Date.parse(deletionTimestamp) > DELETION_MINUTES * 60_000;

/** Growing and going. */
export const changeChecks: readonly Row[] = [
  row({
    id: 'expansion/class-forbids',
    answers: 'expansion-failed', severity: 'problem', reads: ['claims', 'volumes', 'classes'],
    find: facts => growing(facts)
      .filter(({ spec }) => facts.classes.some(one => one.metadata.name === spec.storageClassName && !one.allowVolumeExpansion))
      .map(claim => ({ subject: claimName(claim), seen: sizes(claim) })),
    cause: 'the class does not allow expansion',
    todo: 'leave allowVolumeExpansion true; a static volume follows capacity of its file system',
  }),
  row({
    id: 'expansion/not-authorized',
    answers: 'expansion-failed', severity: 'problem', reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => growing(facts).flatMap(claim => eventsOf(claim, facts.claimEvents).map(messageOf).filter(text => /not authorized|AccessDenied/.test(text)).slice(-1)
      .map(seen => ({ subject: claimName(claim), seen: oneLine(seen) }))),
    cause: 'the role lacks fsx:UpdateFileSystem, or the file system lacks the tag of this cluster',
    todo: 'allowVolumeExpansion grants it; file systems of another driver: see docs/migration.md',
  }),
  row({
    id: 'expansion/refused',
    answers: 'expansion-failed', severity: 'problem', reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => growing(facts).flatMap(claim => eventsOf(claim, facts.claimEvents)
      .filter(event => event.type === 'Warning' && REFUSED.test(`${event.reason} ${messageOf(event)}`) && !/not authorized|AccessDenied/.test(messageOf(event))).slice(-1)
      .map(event => ({ subject: claimName(claim), seen: oneLine(messageOf(event)) }))),
    cause: 'six hours since the last change are not over, an update is running, or ONTAP has a limit or no space',
    todo: 'wait where FSx says so: the controller tries again by itself',
  }),
  row({
    id: 'expansion/running',
    answers: 'expansion-failed', severity: 'note', reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => growing(facts).filter(claim => !eventsOf(claim, facts.claimEvents).some(({ type }) => type === 'Warning')
      && facts.classes.some(({ metadata, allowVolumeExpansion }) => metadata.name === claim.spec.storageClassName && allowVolumeExpansion))
      .map(claim => ({ subject: claimName(claim), seen: sizes(claim) })),
    cause: 'the volume is growing',
    todo: 'wait',
  }),
  row({
    id: 'expansion/action-failed',
    answers: 'expansion-failed', severity: 'problem', reads: ['fileSystems'],
    find: ({ fileSystems }) => fileSystems.flatMap(({ FileSystemId, AdministrativeActions = [] }) => {
      const failed: readonly Described[] = AdministrativeActions.filter(({ Status }: Described) => Status === 'FAILED');
      return failed.map(({ AdministrativeActionType, FailureDetails }) => {
        return { subject: FileSystemId, seen: oneLine(`${AdministrativeActionType}: ${FailureDetails?.Message ?? NO_REASON}`) };
      });
    }),
    cause: 'FSx could not carry out a change of the file system',
    todo: 'the message says why; deploy again when it is removed',
  }),
  row({
    id: 'deletion/claim-in-use',
    answers: 'stack-deletion-hangs', severity: 'problem', reads: ['claims', 'volumes', 'classes', 'pods'],
    find: facts => ourClaims(facts).filter(({ metadata }) => metadata.deletionTimestamp !== undefined).flatMap(claim => {
      const { name, namespace } = claim.metadata;
      const users = facts.pods.filter(({ metadata, spec, status }) => metadata.namespace === namespace && !ENDED.includes(status?.phase)
        && spec.volumes?.some(({ persistentVolumeClaim: mounted }: any) => mounted?.claimName === name));
      const names = users.map(({ metadata }) => metadata.name).join(', ');
      return users.length > 0 ? [{ subject: claimName(claim), seen: oneLine(`is being deleted, and pods use it: ${names}`) }] : [];
    }),
    cause: 'Kubernetes deletes no claim that a pod uses',
    todo: 'stop the pods; workloads of the same app: job.node.addDependency(storage)',
  }),
  row({
    id: 'deletion/volume-stays',
    answers: 'stack-deletion-hangs', severity: 'problem', reads: ['volumes'],
    find: ({ volumes, now }) => volumes.filter(({ metadata, spec, status }) => DRIVERS.includes(spec.csi?.driver)
      && (status?.phase === 'Failed' || isGoingLong(metadata, now)))
      .map(({ metadata, status }) => ({ subject: `volume ${metadata.name}`, seen: oneLine(status?.message ?? 'is being deleted') })),
    cause: 'the driver cannot delete what is behind the volume: it has gone, lacks the right, or FSx refuses while something else is on it',
    todo: 'bring the driver back, or look at its log; remove a finalizer by hand only when FSx shows that the storage is gone',
  }),
  row({
    id: 'deletion/backend-has-volumes',
    answers: 'stack-deletion-hangs', severity: 'problem', reads: ['backendConfigs'],
    find: ({ backendConfigs, now }) => backendConfigs.filter(({ metadata }) => isGoingLong(metadata, now))
      .map(({ metadata, status }) => ({ subject: `backend ${metadata.name}`, seen: oneLine(status?.message || 'is being deleted') })),
    cause: 'a backend goes when no volume is on it any more, and Trident must be there to let it go',
    todo: 'delete claims of old names and of other apps; after Trident has gone: install it again and delete in order',
  }),
  row({
    id: 'deletion/svm-stays',
    answers: 'stack-deletion-hangs', severity: 'problem', reads: ['virtualMachines'],
    find: ({ virtualMachines }) => virtualMachines
      .filter(({ Lifecycle, LifecycleTransitionReason }) => Lifecycle === 'FAILED' && /delet/i.test(LifecycleTransitionReason?.Message ?? ''))
      .map(({ StorageVirtualMachineId, LifecycleTransitionReason: { Message } }) => ({ subject: StorageVirtualMachineId, seen: oneLine(Message) })),
    cause: 'FSx deletes no SVM with volumes',
    todo: 'delete the volumes that others made: aws fsx describe-volumes lists them',
  }),
  row({
    id: 'deletion/released-volumes',
    answers: 'stack-deletion-hangs', severity: 'note', reads: ['volumes'],
    find: ({ volumes, now }) => volumes.filter(volume => DRIVERS.includes(volume.spec.csi?.driver) && volume.status?.phase === 'Released'
      && volume.metadata.deletionTimestamp === undefined && ageInMinutes(volume, now) > DELETION_MINUTES)
      .map(({ metadata, spec }) => ({ subject: `volume ${nameOf({ metadata })}`, seen: `Released, reclaim policy ${spec.persistentVolumeReclaimPolicy}` })),
    cause: 'the claim has gone and the storage behind it stays, as its reclaim policy says; it is billed',
    todo: 'nothing, where the data is wanted; else delete the storage in FSx, then the volume',
  }),
];
