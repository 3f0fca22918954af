import { Message, podRows, messagesOfWaitingPods } from './messages';
import { portRows } from './port-rows';
import { LUSTRE_PORTS } from '../../../lustre/limits';
import { pageUrl } from '../../../validation/links';
import { Described, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import {
  LUSTRE, ONTAP, eventsOf, fileSystemOf, messageOf, nameOf, oneLine, regionOf, volumesOf, withReason,
} from '../shapes';

/** Messages of the kubelet and of the driver's node plugin. */
const MESSAGES: readonly Message[] = [
  {
    id: 'mount/no-server', driver: LUSTRE, text: /Is the MGS running|Input\/output error/i,
    cause: 'TCP 988 or 1018-1023 is closed between the node and the file system, or NAT changes the source port towards a peered VPC',
    fix: 'nodes with another security group: add it to clients; peered VPC: set AWS_VPC_K8S_CNI_EXTERNALSNAT=true on the aws-node DaemonSet',
  },
  {
    id: 'mount/invalid-argument', driver: LUSTRE, text: /exit status 22|mount\.lustre.*Invalid argument/i,
    cause: 'a Lustre 2.10 file system on Amazon Linux 2023, or a wrong mount name',
    fix: 'compare mountname of the volume with the mount name in FSx; for Lustre 2.10, use another node image or create a 2.15 file system',
  },
  {
    id: 'mount/no-client', driver: LUSTRE, text: /exit status 19|No such device|Are the lustre modules loaded/i,
    cause: 'the kernel of the node has no Lustre client',
    fix: 'use Amazon Linux 2023, or a Bottlerocket version that has the client',
  },
  {
    id: 'mount/driver-not-registered', text: /not found in the list of registered CSI drivers/i,
    cause: 'the pod started before the driver on a new node, or the driver does not run there',
    fix: 'wait until the driver has started; start nodes with LustreCsiDriver.startupTaint(), so that pods wait',
  },
  {
    id: 'mount/no-directory', driver: LUSTRE, text: /mount.*No such file or directory/i,
    cause: 'the subDirectory of the claim does not exist',
    fix: 'use shareTo(), which creates it, or create it from a pod that mounts the root',
  },
  {
    id: 'mount/ownership', text: /Setting volume ownership/i, severity: 'note',
    cause: 'with fsGroup, the kubelet changes the ownership of all files',
    fix: 'set fsGroupChangePolicy: OnRootMismatch, as mountInto does with fsGroup',
  },
  {
    id: 'mount/other-zone', text: /volume node affinity conflict/i,
    cause: 'no node is in the Availability Zone of the file system',
    fix: 'provide a node group in that subnet, or use ZoneAffinity.PREFERRED or OFF',
  },
  {
    id: 'mount/nfs-timeout', section: 'nfs-mount-failed', driver: ONTAP,
    text: /mounting NFS volume|mount\.nfs.*(timed out|refused|denied)/is,
    cause: 'the node cannot reach the file system, or the server denies access: route tables, TCP 2049, or the export policy',
    fix: 'timeout: compare the route tables of the node subnets with those of the file system; access denied: add the node to the export policy',
  },
  {
    id: 'mount/block-device', section: 'nfs-mount-failed',
    text: /iscsid|multipathd?|iscsiadm|NodeStageVolume.*(LUN|device)/i, driver: ONTAP,
    cause: 'the node is not prepared for block devices: iscsid or multipathd is missing',
    fix: 'start nodes with TridentDriver.iscsiUserData(), or let Trident prepare them',
  },
];

/** Reasons of kubelet events about failed mounts. */
const MOUNT_EVENTS = ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'];
/** Lifecycles in which a file system can be mounted. */
const MOUNTABLE = ['AVAILABLE', 'UPDATING', 'MISCONFIGURED'];
/** Images whose Lustre client mounts only 2.12 and later. */
const WITHOUT_2_10 = /Amazon Linux 2023|Bottlerocket/;

export const mountChecks: readonly Row[] = [
  ...podRows(MESSAGES, 'mount-timeout'),
  row({
    id: 'mount/not-recognised',
    section: 'mount-timeout', severity: 'problem',
    reads: ['pods', 'claims', 'volumes', 'classes', 'podEvents', 'nodeLogs'],
    find: facts => messagesOfWaitingPods(facts).filter(({ messages }) => !messages.some(isKnown))
      .flatMap(({ object }) => {
        const events = eventsOf(object, facts.podEvents).filter(({ reason }) => MOUNT_EVENTS.includes(reason))
          .map(messageOf);
        return events.slice(-1).map(seen => ({ subject: `pod ${nameOf(object)}`, seen: oneLine(seen) }));
      }),
    cause: 'unknown: neither the events nor the log of the node plugin, if it is readable, contain a known reason',
    fix: 'read that log; the section contains the commands',
  }),
  row({
    id: 'mount/one-handle-twice',
    section: 'mount-timeout', severity: 'problem',
    reads: ['volumes'],
    find: ({ volumes }) => {
      const lustreVolumes = volumesOf(LUSTRE, volumes);
      const handles = new Set(lustreVolumes.map(({ spec }) => spec.csi.volumeHandle));
      return [...handles].flatMap(handle => {
        const names = lustreVolumes.filter(({ spec }) => spec.csi.volumeHandle === handle)
          .map(({ metadata }) => metadata.name);
        return names.length > 1 ? [{ subject: `volumes ${names.join(', ')}`, seen: `volumeHandle ${handle}` }] : [];
      });
    },
    cause: 'a node treats volumes with the same handle as one volume',
    fix: 'create the volumes with addClaim() or shareTo(), which set a unique handle',
  }),
  ...portRows({
    id: 'mount/ports-shut', section: 'mount-timeout', ports: LUSTRE_PORTS, callsBack: true,
    of: ({ volumes, fileSystems }) => lustreFileSystems(volumes, fileSystems).map(({ FileSystemId }) => FileSystemId),
    fix: 'add the nodes to clients of the storage; by hand: open TCP 988 and 1018-1023 in both directions',
  }),
  row({
    id: 'mount/version-and-image',
    section: 'mount-timeout', severity: 'problem',
    reads: ['volumes', 'fileSystems', 'nodes'],
    find: ({ volumes, fileSystems, nodes }) => {
      const images = [...new Set(nodes.map(({ status }) => status?.nodeInfo?.osImage as string)
        .filter(image => WITHOUT_2_10.test(image)))];
      return lustreFileSystems(volumes, fileSystems)
        .filter(({ FileSystemTypeVersion }) => FileSystemTypeVersion === '2.10' && images.length > 0)
        .map(({ FileSystemId }) =>
          ({ subject: FileSystemId, seen: `Lustre 2.10, and nodes with ${images.join(', ')}` }));
    },
    cause: 'these nodes have a Lustre 2.15 client, which cannot mount 2.10',
    fix: 'create a 2.15 file system, or upgrade this one while no client mounts it: see the FSx for Lustre User Guide',
  }),
  row({
    id: 'mount/names-differ',
    section: 'mount-timeout', severity: 'problem',
    reads: ['volumes', 'fileSystems'],
    find: ({ volumes, fileSystems }) => volumesOf(LUSTRE, volumes).flatMap(volume => {
      const fileSystem = fileSystems.find(({ FileSystemId }) => FileSystemId === fileSystemOf(volume));
      const used = volume.spec.csi.volumeAttributes?.mountname?.split('/')[0] ?? 'fsx';
      const expected = fileSystem?.LustreConfiguration?.MountName;
      return expected !== undefined && used !== expected

        ? [
          {
            subject: `volume ${volume.metadata.name}`,
            seen: `mountname ${used}; ${fileSystem!.FileSystemId} has ${expected}`,
          },
        ]
        : [];
    }),
    cause: 'the mount name of the volume differs from that in FSx',
    fix: 'create the volume again with the mount name from FSx',
  }),
  row({
    id: 'mount/file-system-not-available',
    section: 'mount-timeout', severity: 'problem',
    reads: ['volumes', 'fileSystems'],
    find: ({ volumes, fileSystems }) => lustreFileSystems(volumes, fileSystems)
      .filter(({ Lifecycle }) => !MOUNTABLE.includes(Lifecycle))
      .map(({ FileSystemId, Lifecycle, FailureDetails }) =>
        ({ subject: FileSystemId, seen: withReason(Lifecycle, FailureDetails) })),
    cause: 'the file system is not available',
    fix: `CREATING: wait; FAILED or MISCONFIGURED_UNAVAILABLE: resolve the reason in the message; DELETING: see ${pageUrl('docs/troubleshooting', 'file-system-not-found')}`,
  }),
];

function isKnown(message: string): boolean {
  return MESSAGES.some(({ text }) => text.test(message));
}

/** The Lustre file systems that volumes of the cluster use and that exist in FSx. */
export function lustreFileSystems(
  volumes: readonly KubernetesObject[], fileSystems: readonly Described[],
): Described[] {
  const ids = volumesOf(LUSTRE, volumes).map(fileSystemOf);
  return fileSystems.filter(({ FileSystemId }) => ids.includes(FileSystemId));
}

/** Volumes whose file systems are in the queried Region. */
export function volumesHere(volumes: readonly KubernetesObject[], region: string | undefined): KubernetesObject[] {
  return volumesOf(LUSTRE, volumes).filter(volume => [undefined, region].includes(regionOf(volume)));
}
