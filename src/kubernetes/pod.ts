import { ApiObject, JsonPatch } from 'cdk8s';
import { nameWithIdentity } from './names';

/** A volume mount for the containers of a workload. */
export interface PodMount {
  readonly volume: { readonly name: string; readonly persistentVolumeClaim: { readonly claimName: string } };
  readonly path: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  /** The container to mount into. @default - all containers */
  readonly container?: string;
  /** Prefer nodes in this zone. */
  readonly preferredZone?: string;
  /** The group that the kubelet sets as the owner of the volume, if the driver supports it. */
  readonly fsGroup?: number;
  /** The owner of the volume root, which an init container sets. */
  readonly owner?: VolumeOwner;
}

/** The owner of the volume root. */
export interface VolumeOwner {
  readonly user: number;
  readonly group: number;
  readonly image: string;
}

/**
 * Adds a mount to all pod specs of a workload object of any kind. Every object with a list of containers is a pod spec.
 *
 * Returns the number of containers with the mount.
 */
export function mountIntoPods(workload: ApiObject, mount: PodMount): number {
  const found = podSpecs(workload.toJson(), '').map(({ path, spec }) => patchesOf(path, spec, mount));
  workload.addJsonPatch(...found.flatMap(({ patches }) => patches));
  return found.reduce((sum, { containers }) => sum + containers, 0);
}

/**
 * Adds an init container that runs first to all pod specs of a workload object. An init container with this name is not
 * changed.
 *
 * Returns the number of pod specs.
 */
export function prependInitContainer(
  workload: ApiObject, container: { readonly name: string; readonly [key: string]: any }, volume: PodMount['volume'],
): number {
  const found = podSpecs(workload.toJson(), '');
  const patches = found.filter(({ spec }) => !hasInitContainer(spec, container.name))
    .flatMap(({ path, spec }) => [...volumePatches(path, spec, volume), prepended(path, spec, container)]);
  workload.addJsonPatch(...patches);
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

function patchesOf(
  path: string, spec: any, mount: PodMount,
): { readonly patches: JsonPatch[]; readonly containers: number } {
  const all = (['initContainers', 'containers'] as const)
    .flatMap(list => (spec[list] ?? []).map((container: any, index: number) => ({
      container, path: `${path}/${list}/${index}`,
    })));
  const chosen = all.filter(({ container }) => mount.container === undefined
    ? !isOwnerStep(container)
    : container.name === mount.container);
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

/** Adds the volume unless the pod has it already. Rejects another volume with the same name. */
function volumePatches(path: string, spec: any, volume: PodMount['volume']): JsonPatch[] {
  const existing = (spec.volumes ?? []).find(({ name }: any) => name === volume.name);
  if (existing && existing.persistentVolumeClaim?.claimName !== volume.persistentVolumeClaim.claimName) {
    throw new Error(`the pod already has another volume named '${volume.name}': rename that volume.`);
  }
  return existing ? [] : appended(`${path}/volumes`, spec.volumes, volume);
}

/** Adds the mount unless the container has it already. Kubernetes rejects two mounts at one path. */
function mountPatches(
  path: string, container: any, { volume, path: mountPath, readOnly, subPath }: PodMount,
): JsonPatch[] {
  const requested = JSON.parse(JSON.stringify({ name: volume.name, mountPath, readOnly, subPath }));
  const existing = (container.volumeMounts ?? []).find((other: any) => other.mountPath === mountPath);
  if (existing && (existing.name !== requested.name || existing.subPath !== subPath
    || (existing.readOnly ?? false) !== (readOnly ?? false))) {
    throw new Error(`container '${container.name}' already has another mount at '${mountPath}': use another path.`);
  }
  return existing ? [] : appended(`${path}/volumeMounts`, container.volumeMounts, requested);
}

/** A JSON patch can append only to an existing list. */
function appended(path: string, list: unknown, item: unknown): JsonPatch[] {
  return [list === undefined ? JsonPatch.add(path, [item]) : JsonPatch.add(`${path}/-`, item)];
}

/** OnRootMismatch skips a volume whose root already belongs to the group, because changing many files takes long. */
function groupPatches(path: string, spec: any, fsGroup: number): JsonPatch[] {
  const existing = spec.securityContext?.fsGroup;
  if (existing !== undefined && existing !== fsGroup) {
    throw new Error(`the pod already has another fsGroup (${existing}): all volumes of a pod share one fsGroup.`);
  }
  const context = { fsGroupChangePolicy: 'OnRootMismatch', ...spec.securityContext, fsGroup };
  return [JsonPatch.add(`${path}/securityContext`, context)];
}

/**
 * Adds a first init container that runs as root and changes the owner of the volume root.
 *
 * The kubelet does this only for block devices (fsGroup), not for shared file systems.
 */
function ownerPatches(
  path: string, spec: any, { volume, subPath }: PodMount, { user, group, image }: VolumeOwner,
): JsonPatch[] {
  const name = ownerStepName(volume.name, subPath);
  const container = {
    name,
    image,
    command: ['chown', `${user}:${group}`, OWNER_MOUNT_PATH],
    securityContext: {
      runAsUser: 0, runAsNonRoot: false, allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    },
    // The kubelet creates the subPath directory, owned by root.
    volumeMounts: [{ name: volume.name, mountPath: OWNER_MOUNT_PATH, ...subPath !== undefined && { subPath } }],
  };
  const existing = (spec.initContainers ?? []).find((other: any) => other.name === name);
  if (existing && JSON.stringify(existing.command) !== JSON.stringify(container.command)) {
    throw new Error(
      `the pod already sets another owner of '${volume.name}' (${existing.command?.[1]}): a volume has one owner.`,
    );
  }
  return existing ? [] : [prepended(path, spec, container)];
}

function ownerStepName(volume: string, subPath?: string): string {
  const name = `${OWNER_PREFIX}${volume}`;
  return subPath === undefined ? name.slice(0, 63).replace(/-+$/, '') : nameWithIdentity(name, subPath);
}

/** Whether a container is an init container that sets the owner of a volume. */
function isOwnerStep({ name, volumeMounts }: any): boolean {
  return String(name).startsWith(OWNER_PREFIX) && volumeMounts?.length === 1
    && volumeMounts[0].mountPath === OWNER_MOUNT_PATH;
}

function hasInitContainer(spec: any, name: string): boolean {
  return (spec.initContainers ?? []).some((container: any) => container.name === name);
}

function prepended(path: string, spec: any, container: object): JsonPatch {
  return spec.initContainers === undefined
    ? JsonPatch.add(`${path}/initContainers`, [container])
    : JsonPatch.add(`${path}/initContainers/0`, container);
}

function zonePreference(path: string, spec: any, zone: string): JsonPatch[] {
  const term = zonePreferenceTerm(zone);
  const nodeAffinity = spec.affinity?.nodeAffinity;
  const list = nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (list !== undefined) {
    const existing = JSON.stringify(list).includes(JSON.stringify(term));
    return existing
      ? []
      : [JsonPatch.add(`${path}/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution/-`, term)];
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

/** Escapes a key for a JSON pointer (RFC 6901). */
function escape(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
