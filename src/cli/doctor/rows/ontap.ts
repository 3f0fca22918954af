import { portRows } from './port-rows';
import { ONTAP_PORTS } from '../../../ontap/limits';
import { Facts, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { ageInMinutes, fileSystemOfBackend, nameOf, oneLine, withReason } from '../shapes';

/** What Trident says of a backend that it refused, and what it means; the first that fits. */
const REJECTIONS: readonly { readonly id: string; readonly text: RegExp; readonly cause: string; readonly todo: string }[] = [
  {
    id: 'backend/no-rights', text: /AccessDenied|not authorized|no EC2 IMDS role|failed to refresh cached credentials|Missing Region/i,
    cause: 'Trident has no identity, or not the rights',
    todo: 'hand its role to TridentDriver.existing({ role }), or grant it yourself; after a change of the association restart the controller',
  },
  {
    id: 'backend/secret', text: /secret|credential|username|password|unauthorized|authenticat/i,
    cause: 'the secret cannot be read, or its content is not what Trident takes',
    todo: 'a full ARN; a JSON object of strings with username and password; the password must be that of the SVM',
  },
  {
    id: 'backend/prefix', text: /storagePrefix|storage prefix/i,
    cause: 'the prefix of a backend cannot change',
    todo: 'make another backend with another name',
  },
  {
    id: 'backend/name-taken', text: /name.*(already|in use|exists)|already.*(backend|bound)/i,
    cause: 'another backend has this name',
    todo: 'delete the leftover, when no claim needs it',
  },
  {
    id: 'backend/svm', text: /svm|storage virtual machine|vserver/i,
    cause: 'the SVM is not there under this name: an id instead of the name, or another file system',
    todo: 'set svmName to the name of the SVM',
  },
  {
    id: 'backend/unreachable', text: /timeout|timed out|deadline|connection refused|no route to host|i\/o/i,
    cause: 'Trident does not reach the management address: TCP 443 from the pod network, or routes in two zones',
    todo: 'open TCP 443 for the security group of the controller\'s node or pod; compare the route tables',
  },
];
/** Trident looks at a new backend within minutes. */
const LOOKED_AT_MINUTES = 10;
const TIERED = /"tieringPolicy":"(all|auto)"/;

const rejected = ({ backendConfigs }: Pick<Facts, 'backendConfigs'>) => backendConfigs
  .filter(({ status }) => status?.lastOperationStatus === 'Failed' || ['Failed', 'Lost', 'Missing', 'Unknown'].includes(status?.phase));
const rejectionOf = (config: KubernetesObject) => REJECTIONS.find(({ text }) => text.test(config.status.message ?? ''));
const findingsOf = (configs: readonly KubernetesObject[]) => configs.map(({ metadata, status }) => {
  return { subject: `backend ${metadata.name}`, seen: oneLine(status.message || `phase ${status.phase}`) };
});
const isSan = ({ spec }: KubernetesObject) => String(spec?.storageDriverName).startsWith('ontap-san');
const fileSystemsOf = (configs: readonly KubernetesObject[]) => [...new Set(configs.map(fileSystemOfBackend).filter(id => id !== undefined))];

export const ontapChecks: readonly Row[] = [
  ...REJECTIONS.map(rejection => row({
    id: rejection.id, cause: rejection.cause, todo: rejection.todo,
    answers: 'backend-failed', severity: 'problem', reads: ['backendConfigs'],
    find: facts => findingsOf(rejected(facts).filter(config => rejectionOf(config) === rejection)),
  })),
  row({
    id: 'backend/refused',
    answers: 'backend-failed', severity: 'problem', reads: ['backendConfigs'],
    find: facts => findingsOf(rejected(facts).filter(config => rejectionOf(config) === undefined)),
    cause: 'Trident refuses the backend, with these words',
    todo: 'change what the words name; Trident tries again by itself after minutes',
  }),
  row({
    id: 'backend/not-looked-at',
    answers: 'backend-failed', severity: 'problem', reads: ['backendConfigs'],
    find: ({ backendConfigs, now }) => backendConfigs
      .filter(config => !config.status?.phase && !config.status?.lastOperationStatus && ageInMinutes(config, now) > LOOKED_AT_MINUTES)
      .map(({ metadata }) => ({ subject: `backend ${metadata.name}`, seen: 'no status' })),
    cause: 'Trident has not looked at it: its controller does not run',
    todo: 'see Driver not running',
  }),
  row({
    id: 'backend/offline',
    answers: 'backend-failed', severity: 'problem', reads: ['backends'],
    find: ({ backends }) => backends.filter(({ state }) => state !== undefined && !['online', 'deleting'].includes(state))
      .map(({ metadata, backendName, state }) => ({ subject: `backend ${backendName ?? metadata.name}`, seen: `state ${state}` })),
    cause: 'Trident had the backend and has lost it: network, credentials, or the SVM is gone',
    todo: 'read the log of trident-controller; it comes back by itself when the reason is gone',
  }),
  row({
    id: 'backend/svm-not-in-service',
    answers: 'backend-failed', severity: 'problem', reads: ['backendConfigs', 'virtualMachines'],
    find: ({ backendConfigs, virtualMachines }) => virtualMachines.filter(({ FileSystemId, Name, Lifecycle }) => !['CREATED', 'CREATING', 'PENDING'].includes(Lifecycle)
      && backendConfigs.some(config => config.spec?.svm === Name && fileSystemOfBackend(config) === FileSystemId))
      .map(({ StorageVirtualMachineId, Name, Lifecycle, LifecycleTransitionReason }) => {
        return { subject: `${StorageVirtualMachineId} (${Name})`, seen: withReason(Lifecycle, LifecycleTransitionReason) };
      }),
    cause: 'the SVM of the backend is not in service',
    todo: 'the message says what FSx lacks; one that is being deleted does not come back',
  }),
  row({
    id: 'backend/svm-unknown',
    answers: 'backend-failed', severity: 'problem', reads: ['backendConfigs', 'virtualMachines', 'fileSystems'],
    find: ({ backendConfigs, virtualMachines, fileSystems }) => backendConfigs.filter(config => config.spec?.svm !== undefined
      && fileSystems.some(({ FileSystemId }) => FileSystemId === fileSystemOfBackend(config))
      && !virtualMachines.some(({ FileSystemId, Name }) => FileSystemId === fileSystemOfBackend(config) && Name === config.spec.svm))
      .map(config => ({ subject: `backend ${config.metadata.name}`, seen: `${fileSystemOfBackend(config)} has no SVM named '${config.spec.svm}'` })),
    cause: 'the file system has no SVM of this name; Trident takes names, not ids',
    todo: 'set svmName to the name of the SVM',
  }),
  ...portRows({
    id: 'backend/management-shut', answers: 'backend-failed', ports: ONTAP_PORTS.management,
    of: ({ backendConfigs }) => fileSystemsOf(backendConfigs),
    todo: 'open TCP 443 from the nodes to the group of the file system: clients opens the ports of the protocols only',
  }),
  ...portRows({
    id: 'nfs/ports-shut', answers: 'nfs-mount-failed', ports: ONTAP_PORTS.nfs4,
    of: ({ backendConfigs }) => fileSystemsOf(backendConfigs.filter(config => !isSan(config))),
    todo: 'name the nodes in clients of the storage; by hand: TCP 2049 from them',
  }),
  ...portRows({
    id: 'nfs/iscsi-ports-shut', answers: 'nfs-mount-failed', ports: ONTAP_PORTS.iscsi,
    of: ({ backendConfigs }) => fileSystemsOf(backendConfigs.filter(config => isSan(config) && config.spec.sanType !== 'nvme')),
    todo: 'name the nodes in clients of the storage; by hand: TCP 3260 from them',
  }),
  row({
    id: 'slow-ontap/tiering',
    answers: 'slow-ontap', severity: 'note', reads: ['backendConfigs'],
    find: ({ backendConfigs }) => backendConfigs.flatMap(({ metadata, spec }) => {
      const [, policy] = TIERED.exec(JSON.stringify(spec)) ?? [];
      return policy === undefined ? [] : [{ subject: `backend ${metadata.name}`, seen: `tieringPolicy ${policy}` }];
    }),
    cause: 'data that is not read for a while (auto), or all of it at once (all), goes to the capacity pool, which is slow',
    todo: 'use a pool with OntapTieringPolicy.NONE for data that is read; the policy of volumes that are there is changed in ONTAP',
  }),
  row({
    id: 'snapshot/not-ready',
    answers: 'snapshot-not-ready', severity: 'problem', reads: ['snapshots'],
    find: ({ snapshots, now }) => snapshots
      .filter(snapshot => snapshot.status?.readyToUse !== true && (snapshot.status?.error || ageInMinutes(snapshot, now) > LOOKED_AT_MINUTES))
      .map(snapshot => ({ subject: `snapshot ${nameOf(snapshot)}`, seen: oneLine(snapshot.status?.error?.message ?? (snapshot.status ? 'readyToUse false' : 'no status')) })),
    cause: 'no snapshot controller looked at it, it came after Trident, or Trident refused',
    todo: 'no status: bring the add-on snapshot-controller, then restart Trident; else the message says why',
  }),
  row({
    id: 'snapshot/claim-not-bound',
    answers: 'snapshot-not-ready', severity: 'problem', reads: ['snapshots', 'claims'],
    find: ({ snapshots, claims }) => snapshots.filter(({ status }) => status?.readyToUse !== true).flatMap(snapshot => {
      const source = snapshot.spec?.source?.persistentVolumeClaimName;
      const claim = claims.find(({ metadata }) => metadata.name === source && metadata.namespace === snapshot.metadata.namespace);
      return claim && claim.status?.phase !== 'Bound' ? [{ subject: `snapshot ${nameOf(snapshot)}`, seen: `claim ${source} is ${claim.status?.phase}` }] : [];
    }),
    cause: 'a snapshot is taken of a claim that is Bound',
    todo: 'see PVC Pending for the claim',
  }),
  row({
    id: 'snapshot/old-group-definitions',
    answers: 'snapshot-not-ready', severity: 'note', reads: ['snapshotDefinitions', 'tridentPods'],
    find: ({ snapshotDefinitions, tridentPods }) => tridentPods.length === 0 ? [] : snapshotDefinitions
      .filter(({ metadata, spec }) => metadata.name.startsWith('volumegroupsnapshots.') && !spec.versions.some(({ name }: any) => ['v1beta2', 'v1'].includes(name)))
      .map(({ metadata, spec }) => ({ subject: metadata.name, seen: `versions ${spec.versions.map(({ name }: any) => name).join(', ')}` })),
    cause: 'Trident 26.02 and newer wait for v1beta2 of group snapshots, and no snapshot becomes ready meanwhile',
    todo: 'install v1beta2, or delete these definitions if nobody uses them',
  }),
  row({
    id: 'snapshot/no-definitions',
    answers: 'snapshot-not-ready', severity: 'note', reads: ['snapshotDefinitions', 'tridentPods', 'backendConfigs'],
    find: ({ snapshotDefinitions, tridentPods, backendConfigs }) => {
      const known = snapshotDefinitions.some(({ metadata }) => metadata.name.startsWith('volumesnapshots.'));
      return tridentPods.length > 0 && backendConfigs.length > 0 && !known ? [{ subject: 'VolumeSnapshot', seen: 'the cluster does not know the kind' }] : [];
    },
    cause: 'no snapshot controller is installed',
    todo: 'nothing, where no snapshots are wanted; else bring the add-on snapshot-controller, then restart Trident',
  }),
];
