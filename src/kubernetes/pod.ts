import { ApiObject, JsonPatch } from 'cdk8s';
import { nameWithIdentity } from './names';

/** A volume and where the containers of a workload see it. */
export interface PodMount {
  readonly volume: { readonly name: string; readonly persistentVolumeClaim: { readonly claimName: string } };
  readonly path: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  /** Only this container; all of them if absent. */
  readonly container?: string;
  /** Prefer nodes in this zone. */
  readonly preferredZone?: string;
  /** The group that the kubelet gives the volume to, where the driver lets it. */
  readonly fsGroup?: number;
  /** Who owns the root of the volume: an init container sees to it. */
  readonly owner?: VolumeOwner;
}

/** The owner of a volume's root. */
export interface VolumeOwner {
  readonly user: number;
  readonly group: number;
  readonly image: string;
}

/**
 * Adds a mount to every pod that a workload object describes, whatever its kind: a pod spec is what has a list of containers.
 *
 * Returns how many containers see the volume now.
 */
export function mountIntoPods(workload: ApiObject, mount: PodMount): number {
  const found = podSpecs(workload.toJson(), '').map(({ path, spec }) => patchesOf(path, spec, mount));
  workload.addJsonPatch(...found.flatMap(({ patches }) => patches));
  return found.reduce((sum, { containers }) => sum + containers, 0);
}

/**
 * Lets a container run before all others in every pod that a workload object describes; a container of its name is left as it is.
 *
 * Returns how many pods have it now.
 */
export function prependInitContainer(workload: ApiObject, container: { readonly name: string; readonly [key: string]: any }, volume: PodMount['volume']): number {
  const found = podSpecs(workload.toJson(), '');
  workload.addJsonPatch(...found.filter(({ spec }) => !hasInitContainer(spec, container.name)).flatMap(({ path, spec }) => [
    ...volumePatches(path, spec, volume), prepended(path, spec, container),
  ]));
  return found.length;
}

const OWNER_PREFIX = 'own-';
const OWNER_MOUNT_PATH = '/volume';

interface Found {
  readonly path: string;
  readonly spec: any;
}

function podSpecs(node: any, path: string): Found[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  if (Array.isArray(node.containers)) {
    return [{ path, spec: node }];
  }
  return Object.entries(node).flatMap(([key, child]) => podSpecs(child, `${path}/${escape(key)}`));
}

function patchesOf(path: string, spec: any, mount: PodMount): { readonly patches: JsonPatch[]; readonly containers: number } {
  const all = (['initContainers', 'containers'] as const).flatMap(list => (spec[list] ?? []).map((container: any, index: number) => ({
    container, path: `${path}/${list}/${index}`,
  })));
  const chosen = all.filter(({ container }) => mount.container === undefined ? !isOwnerStep(container) : container.name === mount.container);
  if (chosen.length === 0) {
    return { patches: [], containers: 0 };
  }
  const patches = [
    ...volumePatches(path, spec, mount.volume),
    ...chosen.flatMap(({ container, path: containerPath }) => mountPatches(containerPath, container, mount)),
    ...mount.preferredZone === undefined ? [] : zonePreference(path, spec, mount.preferredZone),
    ...mount.fsGroup === undefined ? [] : groupPatches(path, spec, mount.fsGroup),
    ...mount.owner === undefined ? [] : ownerPatches(path, spec, mount, mount.owner),
  ];
  return { patches, containers: chosen.length };
}

/** The volume, unless it is there; another volume of its name would be mounted in its place. */
function volumePatches(path: string, spec: any, volume: PodMount['volume']): JsonPatch[] {
  const there = (spec.volumes ?? []).find(({ name }: any) => name === volume.name);
  if (there && there.persistentVolumeClaim?.claimName !== volume.persistentVolumeClaim.claimName) {
    throw new Error(`the pod has another volume named '${volume.name}': rename it.`);
  }
  return there ? [] : appended(`${path}/volumes`, spec.volumes, volume);
}

/** The mount, unless it is there; Kubernetes refuses two mounts at one path. */
function mountPatches(path: string, container: any, { volume, path: mountPath, readOnly, subPath }: PodMount): JsonPatch[] {
  const wanted = JSON.parse(JSON.stringify({ name: volume.name, mountPath, readOnly, subPath }));
  const there = (container.volumeMounts ?? []).find((other: any) => other.mountPath === mountPath);
  if (there && (there.name !== wanted.name || there.subPath !== subPath || (there.readOnly ?? false) !== (readOnly ?? false))) {
    throw new Error(`container '${container.name}' has another mount at '${mountPath}': choose another path.`);
  }
  return there ? [] : appended(`${path}/volumeMounts`, container.volumeMounts, wanted);
}

/** A JSON patch can only append to a list that is there. */
function appended(path: string, list: unknown, item: unknown): JsonPatch[] {
  return [list === undefined ? JsonPatch.add(path, [item]) : JsonPatch.add(`${path}/-`, item)];
}

/** Only once: a volume whose root belongs to the group already is left alone, however many files it has. */
function groupPatches(path: string, spec: any, fsGroup: number): JsonPatch[] {
  const there = spec.securityContext?.fsGroup;
  if (there !== undefined && there !== fsGroup) {
    throw new Error(`the pod has another fsGroup (${there}): a pod has one for all of its volumes.`);
  }
  const context = { fsGroupChangePolicy: 'OnRootMismatch', ...spec.securityContext, fsGroup };
  return [JsonPatch.add(`${path}/securityContext`, context)];
}

/**
 * The first of the init containers, as root, gives the root of the volume to the owner.
 *
 * The kubelet does so for block devices only (fsGroup); on a shared file system nobody does.
 */
function ownerPatches(path: string, spec: any, { volume, subPath }: PodMount, { user, group, image }: VolumeOwner): JsonPatch[] {
  const name = ownerStepName(volume.name, subPath);
  const container = {
    name,
    image,
    command: ['chown', `${user}:${group}`, OWNER_MOUNT_PATH],
    securityContext: {
      runAsUser: 0, runAsNonRoot: false, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    },
    // the kubelet makes the directory, and makes it root's
    volumeMounts: [{ name: volume.name, mountPath: OWNER_MOUNT_PATH, ...subPath !== undefined && { subPath } }],
  };
  const there = (spec.initContainers ?? []).find((other: any) => other.name === name);
  if (there && JSON.stringify(there.command) !== JSON.stringify(container.command)) {
    throw new Error(`the pod gives '${volume.name}' to another owner (${there.command?.[1]}): a volume has one.`);
  }
  return there ? [] : [prepended(path, spec, container)];
}

function ownerStepName(volume: string, subPath?: string): string {
  const name = `${OWNER_PREFIX}${volume}`;
  return subPath === undefined ? name.slice(0, 63).replace(/-+$/, '') : nameWithIdentity(name, subPath);
}

/** It sees the one volume that it is for. */
function isOwnerStep({ name, volumeMounts }: any): boolean {
  return String(name).startsWith(OWNER_PREFIX) && volumeMounts?.length === 1 && volumeMounts[0].mountPath === OWNER_MOUNT_PATH;
}

function hasInitContainer(spec: any, name: string): boolean {
  return (spec.initContainers ?? []).some((container: any) => container.name === name);
}

function prepended(path: string, spec: any, container: object): JsonPatch {
  return spec.initContainers === undefined ? JsonPatch.add(`${path}/initContainers`, [container]) : JsonPatch.add(`${path}/initContainers/0`, container);
}

function zonePreference(path: string, spec: any, zone: string): JsonPatch[] {
  const term = zonePreferenceTerm(zone);
  const nodeAffinity = spec.affinity?.nodeAffinity;
  const list = nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (list !== undefined) {
    const there = JSON.stringify(list).includes(JSON.stringify(term));
    return there ? [] : [JsonPatch.add(`${path}/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution/-`, term)];
  }
  const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [term] };
  if (nodeAffinity !== undefined) {
    return [JsonPatch.add(`${path}/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution`, [term])];
  }
  return [spec.affinity === undefined
    ? JsonPatch.add(`${path}/affinity`, { nodeAffinity: preferred })
    : JsonPatch.add(`${path}/affinity/nodeAffinity`, preferred)];
}

function zonePreferenceTerm(zone: string) {
  return {
    weight: 100,
    preference: { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] },
  };
}

/** JSON pointer (RFC 6901). */
function escape(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
