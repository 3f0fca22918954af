import { Message } from './messages';
import { portRows } from './port-rows';
import { ONTAP_PORTS } from '../../../ontap/limits';
import { pageUrl } from '../../../validation/links';
import { Facts, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { ageInMinutes, fileSystemOfBackend, nameOf, oneLine, withReason } from '../shapes';

/** Messages of Trident about rejected backends. The first match applies. */
const REJECTIONS: readonly Pick<Message, 'id' | 'text' | 'cause' | 'fix'>[] = [
  {
    id: 'backend/no-rights',
    text: /AccessDenied|not authorized|no EC2 IMDS role|failed to refresh cached credentials|Missing Region/i,
    cause: 'Trident has no identity, or lacks permissions',
    fix: 'pass its role to TridentDriver.existing({ role }), or grant the permissions yourself; restart the controller after you change the association',
  },
  {
    id: 'backend/secret', text: /secret|credential|username|password|unauthorized|authenticat/i,
    cause: 'Trident cannot read the secret, or its content is invalid',
    fix: 'use the full ARN of a secret that contains a JSON object with the strings username and password, and the password of the SVM',
  },
  {
    id: 'backend/prefix', text: /storagePrefix|storage prefix/i,
    cause: 'the storage prefix of a backend cannot change',
    fix: 'create a backend with another name',
  },
  {
    id: 'backend/name-taken', text: /name.*(already|in use|exists)|already.*(backend|bound)/i,
    cause: 'another backend has this name',
    fix: 'delete the other backend if no claim needs it',
  },
  {
    id: 'backend/svm', text: /svm|storage virtual machine|vserver/i,
    cause: 'the file system has no SVM of this name: the value is an ID instead of a name, or the file system is another one',
    fix: 'set svmName to the name of the SVM',
  },
  {
    id: 'backend/unreachable', text: /timeout|timed out|deadline|connection refused|no route to host|i\/o/i,
    cause: 'Trident cannot reach the management address: check TCP 443 from the pod network, and the routes of a Multi-AZ file system',
    fix: 'open TCP 443 to the security group of the node or pod of the controller; compare the route tables',
  },
];
/** How long Trident may take to process a new object. */
const PROCESSING_MINUTES = 10;
const TIERED = /"tieringPolicy":"(all|auto)"/;

const rejected = ({ backendConfigs }: Pick<Facts, 'backendConfigs'>) => backendConfigs
  .filter(({ status }) => status?.lastOperationStatus === 'Failed'
    || ['Failed', 'Lost', 'Missing', 'Unknown'].includes(status?.phase));
const rejectionOf = (config: KubernetesObject) => REJECTIONS.find(({ text }) => text.test(config.status.message ?? ''));
const findingsOf = (configs: readonly KubernetesObject[]) => configs.map(({ metadata, status }) => {
  return { subject: `backend ${metadata.name}`, seen: oneLine(status.message || `phase ${status.phase}`) };
});
const isSan = ({ spec }: KubernetesObject) => String(spec?.storageDriverName).startsWith('ontap-san');
const fileSystemsOf = (configs: readonly KubernetesObject[]) =>
  [...new Set(configs.map(fileSystemOfBackend).filter(id => id !== undefined))];

export const ontapChecks: readonly Row[] = [
  ...REJECTIONS.map(rejection => row({
    id: rejection.id, cause: rejection.cause, fix: rejection.fix,
    section: 'backend-failed', severity: 'problem', reads: ['backendConfigs'],
    find: facts => findingsOf(rejected(facts).filter(config => rejectionOf(config) === rejection)),
  })),
  row({
    id: 'backend/refused',
    section: 'backend-failed', severity: 'problem', reads: ['backendConfigs'],
    find: facts => findingsOf(rejected(facts).filter(config => rejectionOf(config) === undefined)),
    cause: 'Trident rejects the backend with this message',
    fix: 'change the setting in the message; Trident retries within minutes',
  }),
  row({
    id: 'backend/not-looked-at',
    section: 'backend-failed', severity: 'problem', reads: ['backendConfigs'],
    find: ({ backendConfigs, now }) => backendConfigs
      .filter(config => !config.status?.phase && !config.status?.lastOperationStatus
        && ageInMinutes(config, now) > PROCESSING_MINUTES)
      .map(({ metadata }) => ({ subject: `backend ${metadata.name}`, seen: 'no status' })),
    cause: 'Trident has not processed the backend, because its controller does not run',
    fix: `see ${pageUrl('docs/troubleshooting', 'driver-not-running')}`,
  }),
  row({
    id: 'backend/offline',
    section: 'backend-failed', severity: 'problem', reads: ['backends'],
    find: ({ backends }) => backends
      .filter(({ state }) => state !== undefined && !['online', 'deleting'].includes(state))
      .map(({ metadata, backendName, state }) =>
        ({ subject: `backend ${backendName ?? metadata.name}`, seen: `state ${state}` })),
    cause: 'Trident lost the connection to the backend: check the network, the credentials and the SVM',
    fix: 'read the log of trident-controller; the backend recovers when the reason is resolved',
  }),
  row({
    id: 'backend/svm-not-in-service',
    section: 'backend-failed', severity: 'problem', reads: ['backendConfigs', 'virtualMachines'],
    find: ({ backendConfigs, virtualMachines }) => virtualMachines
      .filter(({ FileSystemId, Name, Lifecycle }) => !['CREATED', 'CREATING', 'PENDING'].includes(Lifecycle)
      && backendConfigs.some(config => config.spec?.svm === Name && fileSystemOfBackend(config) === FileSystemId))
      .map(({ StorageVirtualMachineId, Name, Lifecycle, LifecycleTransitionReason }) => {
        return {
          subject: `${StorageVirtualMachineId} (${Name})`, seen: withReason(Lifecycle, LifecycleTransitionReason),
        };
      }),
    cause: 'the SVM of the backend is not available',
    fix: 'resolve the reason in the message; an SVM that is being deleted cannot be recovered',
  }),
  row({
    id: 'backend/svm-unknown',
    section: 'backend-failed', severity: 'problem', reads: ['backendConfigs', 'virtualMachines', 'fileSystems'],
    find: ({ backendConfigs, virtualMachines, fileSystems }) => backendConfigs
      .filter(config => config.spec?.svm !== undefined
      && fileSystems.some(({ FileSystemId }) => FileSystemId === fileSystemOfBackend(config))
      && !virtualMachines.some(({ FileSystemId, Name }) => FileSystemId === fileSystemOfBackend(config)
        && Name === config.spec.svm))
      .map(config => ({
        subject: `backend ${config.metadata.name}`,
        seen: `${fileSystemOfBackend(config)} has no SVM named '${config.spec.svm}'`,
      })),
    cause: 'the file system has no SVM of this name; Trident needs the name, not the ID',
    fix: 'set svmName to the name of the SVM',
  }),
  ...portRows({
    id: 'backend/management-shut', section: 'backend-failed', ports: ONTAP_PORTS.management,
    of: ({ backendConfigs }) => fileSystemsOf(backendConfigs),
    fix: 'open TCP 443 from the nodes to the security group of the file system; clients opens only the ports of the protocols',
  }),
  ...portRows({
    id: 'nfs/ports-shut', section: 'nfs-mount-failed', ports: ONTAP_PORTS.nfs4,
    of: ({ backendConfigs }) => fileSystemsOf(backendConfigs.filter(config => !isSan(config))),
    fix: 'add the nodes to clients of the storage; by hand: open TCP 2049 from the nodes',
  }),
  ...portRows({
    id: 'nfs/iscsi-ports-shut', section: 'nfs-mount-failed', ports: ONTAP_PORTS.iscsi,
    of: ({ backendConfigs }) =>
      fileSystemsOf(backendConfigs.filter(config => isSan(config) && config.spec.sanType !== 'nvme')),
    fix: 'add the nodes to clients of the storage; by hand: open TCP 3260 from the nodes',
  }),
  row({
    id: 'slow-ontap/tiering',
    section: 'slow-ontap', severity: 'note', reads: ['backendConfigs'],
    find: ({ backendConfigs }) => backendConfigs.flatMap(({ metadata, spec }) => {
      const [, policy] = TIERED.exec(JSON.stringify(spec)) ?? [];
      return policy === undefined ? [] : [{ subject: `backend ${metadata.name}`, seen: `tieringPolicy ${policy}` }];
    }),
    cause: 'data that is not read for some time (auto), or all data immediately (all), moves to the capacity pool, which is slower',
    fix: 'use a pool with OntapTieringPolicy.NONE for data that is read often; change the policy of existing volumes in ONTAP',
  }),
  row({
    id: 'snapshot/not-ready',
    section: 'snapshot-not-ready', severity: 'problem', reads: ['snapshots'],
    find: ({ snapshots, now }) => snapshots
      .filter(snapshot => snapshot.status?.readyToUse !== true
        && (snapshot.status?.error || ageInMinutes(snapshot, now) > PROCESSING_MINUTES))
      .map(snapshot => ({
        subject: `snapshot ${nameOf(snapshot)}`,
        seen: oneLine(snapshot.status?.error?.message ?? (snapshot.status ? 'readyToUse false' : 'no status')),
      })),
    cause: 'no snapshot controller is installed, it was installed after Trident, or Trident rejected the snapshot',
    fix: 'no status: install the add-on snapshot-controller, then restart Trident; otherwise resolve the reason in the message',
  }),
  row({
    id: 'snapshot/claim-not-bound',
    section: 'snapshot-not-ready', severity: 'problem', reads: ['snapshots', 'claims'],
    find: ({ snapshots, claims }) => snapshots.filter(({ status }) => status?.readyToUse !== true).flatMap(snapshot => {
      const source = snapshot.spec?.source?.persistentVolumeClaimName;
      const claim = claims.find(({ metadata }) => metadata.name === source
        && metadata.namespace === snapshot.metadata.namespace);
      return claim && claim.status?.phase !== 'Bound'
        ? [{ subject: `snapshot ${nameOf(snapshot)}`, seen: `claim ${source} is ${claim.status?.phase}` }]
        : [];
    }),
    cause: 'only a Bound claim can have a snapshot',
    fix: `for the claim, see ${pageUrl('docs/troubleshooting', 'pvc-pending')}`,
  }),
  row({
    id: 'snapshot/old-group-definitions',
    section: 'snapshot-not-ready', severity: 'note', reads: ['snapshotDefinitions', 'tridentPods'],
    find: ({ snapshotDefinitions, tridentPods }) => tridentPods.length === 0 ? [] : snapshotDefinitions
      .filter(({ metadata, spec }) => metadata.name.startsWith('volumegroupsnapshots.')
        && !spec.versions.some(({ name }: any) => ['v1beta2', 'v1'].includes(name)))
      .map(({ metadata, spec }) =>
        ({ subject: metadata.name, seen: `versions ${spec.versions.map(({ name }: any) => name).join(', ')}` })),
    cause: 'Trident 26.02 and later wait for v1beta2 of group snapshots; until then, no snapshot becomes ready',
    fix: 'install v1beta2, or delete these CRDs if they are not in use',
  }),
  row({
    id: 'snapshot/no-definitions',
    section: 'snapshot-not-ready', severity: 'note', reads: ['snapshotDefinitions', 'tridentPods', 'backendConfigs'],
    find: ({ snapshotDefinitions, tridentPods, backendConfigs }) => {
      const known = snapshotDefinitions.some(({ metadata }) => metadata.name.startsWith('volumesnapshots.'));
      return tridentPods.length > 0 && backendConfigs.length > 0 && !known
        ? [{ subject: 'VolumeSnapshot', seen: 'the cluster has no such resource type' }]
        : [];
    },
    cause: 'no snapshot controller is installed',
    fix: 'none if you do not need snapshots; otherwise install the add-on snapshot-controller, then restart Trident',
  }),
];
