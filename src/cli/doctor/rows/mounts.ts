import { Message, podRows, saidOfWaitingPods } from './messages';
import { portRows } from './port-rows';
import { LUSTRE_PORTS } from '../../../lustre/limits';
import { Described, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { LUSTRE, ONTAP, eventsOf, fileSystemOf, messageOf, nameOf, oneLine, regionOf, volumesOf, withReason } from '../shapes';

/** Texts of the kubelet and of the driver's node plugin. */
const MESSAGES: readonly Message[] = [
  {
    id: 'mount/no-server', driver: LUSTRE, text: /Is the MGS running|Input\/output error/i,
    cause: 'TCP 988 or 1018-1023 is shut between node and file system, or NAT changes the source port towards a peered VPC',
    todo: 'nodes with a security group of their own: name them in clients; peered VPC: AWS_VPC_K8S_CNI_EXTERNALSNAT=true on the aws-node DaemonSet',
  },
  {
    id: 'mount/invalid-argument', driver: LUSTRE, text: /exit status 22|mount\.lustre.*Invalid argument/i,
    cause: 'a file system of Lustre 2.10 on Amazon Linux 2023, or a wrong mount name',
    todo: 'compare mountname of the volume with what FSx says; a file system of 2.10 needs another node image, or a new file system of 2.15',
  },
  {
    id: 'mount/no-client', driver: LUSTRE, text: /exit status 19|No such device|Are the lustre modules loaded/i,
    cause: 'the kernel of the node has no Lustre client',
    todo: 'use nodes of Amazon Linux 2023, or a Bottlerocket that has it',
  },
  {
    id: 'mount/driver-not-registered', text: /not found in the list of registered CSI drivers/i,
    cause: 'the pod was faster than the driver on a new node, or the driver does not run there',
    todo: 'it passes when the driver has started; start nodes with LustreCsiDriver.startupTaint(), so that pods wait',
  },
  {
    id: 'mount/no-directory', driver: LUSTRE, text: /mount.*No such file or directory/i,
    cause: 'the subDirectory of the claim is not there',
    todo: 'use shareTo(), which makes it, or make it from a pod that mounts the root',
  },
  {
    id: 'mount/ownership', text: /Setting volume ownership/i, severity: 'note',
    cause: 'fsGroup makes the kubelet walk over all files',
    todo: 'set fsGroupChangePolicy: OnRootMismatch, as fsGroup of mountInto does',
  },
  {
    id: 'mount/other-zone', text: /volume node affinity conflict/i,
    cause: 'no node is in the zone of the file system',
    todo: 'give the pods a node group in that subnet, or use ZoneAffinity.PREFERRED or OFF',
  },
  {
    id: 'mount/nfs-timeout', answers: 'nfs-mount-failed', driver: ONTAP, text: /mounting NFS volume|mount\.nfs.*(timed out|refused|denied)/is,
    cause: 'the node does not reach the file system, or the server refuses it: route tables, TCP 2049, export policy',
    todo: 'a time-out: compare the route tables of the nodes\' subnets with those of the file system; access denied: the export policy lacks the node',
  },
  {
    id: 'mount/block-device', answers: 'nfs-mount-failed', text: /iscsid|multipathd?|iscsiadm|NodeStageVolume.*(LUN|device)/i, driver: ONTAP,
    cause: 'the node is not ready for block devices: no iscsid or no multipathd',
    todo: 'start nodes with TridentDriver.iscsiUserData(), or let Trident prepare them',
  },
];

/** What the kubelet calls a mount that does not work. */
const MOUNT_EVENTS = ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'];
/** Lifecycles in which a file system is mounted. */
const MOUNTABLE = ['AVAILABLE', 'UPDATING', 'MISCONFIGURED'];
/** Amazon Linux 2023, and whatever has its kernel, mounts 2.12 and newer. */
const WITHOUT_2_10 = /Amazon Linux 2023|Bottlerocket/;

export const mountChecks: readonly Row[] = [
  ...podRows(MESSAGES, 'mount-timeout'),
  row({
    id: 'mount/not-recognised',
    answers: 'mount-timeout', severity: 'problem',
    reads: ['pods', 'claims', 'volumes', 'classes', 'podEvents', 'nodeLogs'],
    find: facts => saidOfWaitingPods(facts).filter(({ said }) => !said.some(isKnown)).flatMap(({ object }) => {
      const events = eventsOf(object, facts.podEvents).filter(({ reason }) => MOUNT_EVENTS.includes(reason)).map(messageOf);
      return events.slice(-1).map(seen => ({ subject: `pod ${nameOf(object)}`, seen: oneLine(seen) }));
    }),
    cause: 'none of the known reasons stands in the events, nor in the log of the node plugin as far as it could be read',
    todo: 'read that log: the commands stand in the section',
  }),
  row({
    id: 'mount/one-handle-twice',
    answers: 'mount-timeout', severity: 'problem',
    reads: ['volumes'],
    find: ({ volumes }) => {
      const ours = volumesOf(LUSTRE, volumes);
      const handles = new Set(ours.map(({ spec }) => spec.csi.volumeHandle));
      return [...handles].flatMap(handle => {
        const names = ours.filter(({ spec }) => spec.csi.volumeHandle === handle).map(({ metadata }) => metadata.name);
        return names.length > 1 ? [{ subject: `volumes ${names.join(', ')}`, seen: `volumeHandle ${handle}` }] : [];
      });
    },
    cause: 'a node takes volumes of one handle for one volume',
    todo: 'make the volumes with addClaim() or shareTo(), which give each a handle of its own',
  }),
  ...portRows({
    id: 'mount/ports-shut', answers: 'mount-timeout', ports: LUSTRE_PORTS, callsBack: true,
    of: ({ volumes, fileSystems }) => lustreFileSystems(volumes, fileSystems).map(({ FileSystemId }) => FileSystemId),
    todo: 'name the nodes in clients of the storage; by hand: TCP 988 and 1018-1023 in both directions, because servers call clients back',
  }),
  row({
    id: 'mount/version-and-image',
    answers: 'mount-timeout', severity: 'problem',
    reads: ['volumes', 'fileSystems', 'nodes'],
    find: ({ volumes, fileSystems, nodes }) => {
      const images = [...new Set(nodes.map(({ status }) => status?.nodeInfo?.osImage as string).filter(image => WITHOUT_2_10.test(image)))];
      return lustreFileSystems(volumes, fileSystems).filter(({ FileSystemTypeVersion }) => FileSystemTypeVersion === '2.10' && images.length > 0)
        .map(({ FileSystemId }) => ({ subject: FileSystemId, seen: `Lustre 2.10, and nodes of ${images.join(', ')}` }));
    },
    cause: 'these nodes have a client of Lustre 2.15, which mounts no 2.10',
    todo: 'make a new file system of 2.15: the version of one that is there can be raised where no client mounts it, see the guide of FSx',
  }),
  row({
    id: 'mount/names-differ',
    answers: 'mount-timeout', severity: 'problem',
    reads: ['volumes', 'fileSystems'],
    find: ({ volumes, fileSystems }) => volumesOf(LUSTRE, volumes).flatMap(volume => {
      const fileSystem = fileSystems.find(({ FileSystemId }) => FileSystemId === fileSystemOf(volume));
      const said = volume.spec.csi.volumeAttributes?.mountname?.split('/')[0] ?? 'fsx';
      const right = fileSystem?.LustreConfiguration?.MountName;
      return right !== undefined && said !== right ? [{ subject: `volume ${volume.metadata.name}`, seen: `mountname ${said}; ${fileSystem!.FileSystemId} has ${right}` }] : [];
    }),
    cause: 'the volume names another mount name than FSx',
    todo: 'make the volume again with the mount name that FSx says',
  }),
  row({
    id: 'mount/file-system-not-available',
    answers: 'mount-timeout', severity: 'problem',
    reads: ['volumes', 'fileSystems'],
    find: ({ volumes, fileSystems }) => lustreFileSystems(volumes, fileSystems).filter(({ Lifecycle }) => !MOUNTABLE.includes(Lifecycle))
      .map(({ FileSystemId, Lifecycle, FailureDetails }) => ({ subject: FileSystemId, seen: withReason(Lifecycle, FailureDetails) })),
    cause: 'the file system is not in service',
    todo: 'CREATING: wait; FAILED or MISCONFIGURED_UNAVAILABLE: the message says what FSx lacks; DELETING: it is lost, see File system not found',
  }),
];

function isKnown(said: string): boolean {
  return MESSAGES.some(({ text }) => text.test(said));
}

/** The Lustre file systems that volumes of the cluster name, as far as FSx knows them. */
export function lustreFileSystems(volumes: readonly KubernetesObject[], fileSystems: readonly Described[]): Described[] {
  const ids = volumesOf(LUSTRE, volumes).map(fileSystemOf);
  return fileSystems.filter(({ FileSystemId }) => ids.includes(FileSystemId));
}

/** Volumes whose file systems are in the Region that was asked. */
export function volumesHere(volumes: readonly KubernetesObject[], region: string | undefined): KubernetesObject[] {
  return volumesOf(LUSTRE, volumes).filter(volume => [undefined, region].includes(regionOf(volume)));
}
