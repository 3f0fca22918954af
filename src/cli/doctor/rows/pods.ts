import { EFA_CHECK_CONTAINER, NOT_EFA } from '../../../lustre/efa/check-script';
import { ourClaims } from '../collect';
import { Facts, KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { DRIVERS, LUSTRE, bytes, driverOf, fileSystemOf, nameOf, oneLine } from '../shapes';

/** An unmount takes seconds. */
const UNMOUNT_MINUTES = 5;
const ZONE = 'topology.kubernetes.io/zone';
const EFA_DEVICES = 'vpc.amazonaws.com/efa';
const NO_IMAGE = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];

type ClaimFacts = Pick<Facts, 'claims' | 'volumes' | 'classes'>;
type PodFacts = ClaimFacts & Pick<Facts, 'pods'>;

/** Pods that mount a claim of an FSx driver, each with these claims. */
function podsWithClaims(facts: PodFacts, driver?: string): { pod: KubernetesObject; claims: KubernetesObject[] }[] {
  const claims = ourClaims(facts).filter(claim => {
    const of = driverOf(claim, facts.volumes, facts.classes);
    return of !== undefined && [undefined, of].includes(driver);
  });
  return facts.pods.map(pod => {
    const names = (pod.spec.volumes ?? []).flatMap((volume: any) => volume.persistentVolumeClaim?.claimName ?? []);
    return {
      pod,
      claims: claims.filter(
        ({ metadata }) => metadata.namespace === pod.metadata.namespace && names.includes(metadata.name),
      ),
    };
  }).filter(one => one.claims.length > 0);
}

/** The file systems of claims. */
function fileSystemsOf(claims: readonly KubernetesObject[], volumes: readonly KubernetesObject[]): string[] {
  const found = claims.flatMap(({ spec }) => volumes.filter(({ metadata }) => metadata.name === spec.volumeName));
  return [...new Set(found.filter(({ spec }) => spec.csi).flatMap(volume => fileSystemOf(volume) ?? []))];
}

const isRunning = ({ status }: KubernetesObject) => status?.phase === 'Running';
const zoneOf = ({ metadata }: KubernetesObject): string | undefined => metadata.labels?.[ZONE];

/** Checks of the pods that use FSx volumes. */
export const podChecks: readonly Row[] = [
  row({
    id: 'pod/unmount-hangs',
    section: 'pod-terminating', severity: 'problem',
    reads: ['pods', 'claims', 'volumes', 'classes'],
    find: facts => podsWithClaims(facts).filter(({ pod: { metadata, spec } }) => {
      // The deletion timestamp includes the grace period. A finalizer of another controller keeps a pod for other reasons.
      const minutes = (facts.now - Date.parse(metadata.deletionTimestamp)) / 60_000;
      return minutes > UNMOUNT_MINUTES && spec.nodeName !== undefined && !metadata.finalizers?.length;
    }).map(({ pod }) => ({
      subject: `pod ${nameOf(pod)}`, seen: `terminating since ${pod.metadata.deletionTimestamp} on node ${pod.spec.nodeName}`,
    })),
    cause: 'the unmount on the node hangs, because the file system does not answer, or the node does not',
    fix: 'check the problems about mounts and the state of the node; forcefulUnmountTimeout of LustreCsiDriver forces unmounts that hang; terminate the node only if nothing else helps',
  }),
  row({
    id: 'pod/image-not-pulled',
    section: 'pod-not-starting', severity: 'problem',
    reads: ['pods', 'claims', 'volumes', 'classes'],
    find: facts => podsWithClaims(facts).flatMap(({ pod }) => {
      const containers: any[] = [...pod.status?.initContainerStatuses ?? [], ...pod.status?.containerStatuses ?? []];
      return containers.filter(({ state }) => NO_IMAGE.includes(state?.waiting?.reason))
        .map(({ name, image, state: { waiting } }) => ({
          subject: `pod ${nameOf(pod)}, container ${name}`, seen: oneLine(`${waiting.reason} ${image}: ${waiting.message ?? ''}`),
        }));
    }),
    cause: 'the node cannot pull the image; the volume is not the reason',
    fix: 'check the name of the image, its permissions and the way to the registry; in a VPC without internet access, set image of shareTo(), addBenchmark() and the prefetch to an image in your registry',
  }),
  row({
    id: 'pod/quota-used-up',
    section: 'pod-not-starting', severity: 'note',
    reads: ['resourceQuotas'],
    find: ({ resourceQuotas }) => resourceQuotas.flatMap(quota => {
      const { hard = {}, used = {} } = quota.status ?? {};
      return Object.keys(hard).filter(name => /(^|\/)(requests\.storage|persistentvolumeclaims)$/.test(name) && bytes(used[name]) >= bytes(hard[name]))
        .map(name => ({ subject: `ResourceQuota ${nameOf(quota)}`, seen: `${name}: ${used[name]} of ${hard[name]} used` }));
    }),
    cause: 'the API server rejects further claims in this namespace; the error is visible only where the claim was created',
    fix: 'increase the quota (namespaceLimit of shareTo() on ONTAP), or delete claims',
  }),
  row({
    id: 'pod/other-zone',
    section: 'slow-lustre', severity: 'note',
    reads: ['pods', 'claims', 'volumes', 'classes', 'nodes', 'fileSystemInterfaces'],
    find: facts => podsWithClaims(facts, LUSTRE).filter(({ pod }) => isRunning(pod)).flatMap(({ pod, claims }) => {
      const node = facts.nodes.find(({ metadata }) => metadata.name === pod.spec.nodeName);
      const zone = node && zoneOf(node);
      return zone === undefined ? [] : fileSystemsOf(claims, facts.volumes).flatMap(id => {
        const zones = facts.fileSystemInterfaces.filter(({ FileSystemId }) => FileSystemId === id)
          .flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []);
        return zones.length === 0 || zones.includes(zone)
          ? []
          : [{ subject: `pod ${nameOf(pod)}`, seen: `runs in ${zone}, and ${id} is in ${zones[0]}` }];
      });
    }),
    cause: 'traffic between Availability Zones is slower and incurs charges',
    fix: 'run the pods in the zone of the file system: ZoneAffinity.REQUIRED, and a node group in that subnet',
  }),
  row({
    id: 'pod/no-node-in-zone',
    section: 'mount-timeout', severity: 'note',
    reads: ['volumes', 'nodes'],
    find: ({ volumes, nodes }) => volumes.filter(({ spec }) => DRIVERS.includes(spec.csi?.driver)).flatMap(volume => {
      const terms: any[] = volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
      const zones: string[] = terms.flatMap(({ matchExpressions = [] }) => matchExpressions)
        .filter(({ key, operator }: any) => key === ZONE && operator === 'In').flatMap(({ values }: any) => values);
      return zones.length === 0 || nodes.some(node => zones.includes(zoneOf(node) ?? ''))
        ? []
        : [{ subject: `volume ${volume.metadata.name}`, seen: `only for nodes in ${zones.join(', ')}, and there is none now` }];
    }),
    cause: 'pods that mount the volume wait until a node in this Availability Zone starts',
    fix: 'nothing if Karpenter or EKS Auto Mode can start nodes there; otherwise, provide a node group in that zone',
  }),
  row({
    id: 'pod/efa-not-on-node',
    section: 'slow-lustre', severity: 'note',
    reads: ['pods', 'claims', 'volumes', 'classes', 'nodes', 'fileSystems'],
    find: facts => podsWithClaims(facts, LUSTRE).filter(({ pod }) => isRunning(pod)).flatMap(({ pod, claims }) => {
      const node = facts.nodes.find(({ metadata }) => metadata.name === pod.spec.nodeName);
      const withEfa = fileSystemsOf(claims, facts.volumes).filter(id => facts.fileSystems
        .some(({ FileSystemId, LustreConfiguration }) => FileSystemId === id && LustreConfiguration?.EfaEnabled));
      return node && Number(node.status?.allocatable?.[EFA_DEVICES] ?? 0) === 0
        ? withEfa.map(id => ({ subject: `pod ${nameOf(pod)}`, seen: `mounts ${id}, which has EFA, on ${node.metadata.name}, which has no ${EFA_DEVICES}` }))
        : [];
    }),
    cause: 'the node offers no EFA devices, so the Lustre client falls back to TCP',
    fix: 'run the pods on instance types with EFA, and set the client up with LustreClient.efaUserData()',
  }),
  row({
    id: 'pod/efa-check-failed',
    section: 'slow-lustre', severity: 'problem',
    reads: ['pods'],
    find: ({ pods }) => pods.flatMap(pod => (pod.status?.containerStatuses ?? [])
      .filter(({ name, state }: any) => name === EFA_CHECK_CONTAINER && state?.terminated?.exitCode === NOT_EFA)
      .map(({ state: { terminated: { message, finishedAt } } }: any) => ({
        subject: `pod ${nameOf(pod)}`,
        seen: oneLine(`${finishedAt}: ${/^error: (.*)$/m.exec(message ?? '')?.[1] ?? `node ${pod.spec.nodeName} does not use EFA`}`),
      }))),
    cause: 'the node sends its Lustre traffic by TCP, or by fewer EFA interfaces than expected; Lustre reports no error',
    fix: 'see the message; afterwards, delete the Job and deploy again, or change an option of addEfaCheck(), which checks again',
  }),
];
