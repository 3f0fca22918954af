import { ApiObject, JsonPatch } from 'cdk8s';
import { nameWithIdentity } from './names';
import { ContainerLocation, PodLocation, podsOf } from './workloads';

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
 * Adds a mount to all pods of a workload object of any kind (see workloads.ts).
 *
 * Returns the containers with the mount.
 */
export function mountIntoPods(workload: ApiObject, mount: PodMount): MountedContainer[] {
  const { patches, containers } = mountPatchesOf(workload.toJson(), mount);
  workload.addJsonPatch(...patches);
  return containers;
}

/** As mountIntoPods, for a plain object: the manifest with the mount. */
export function mountIntoManifest(
  manifest: any, mount: PodMount,
): { readonly manifest: any; readonly containers: MountedContainer[] } {
  const { patches, containers } = mountPatchesOf(manifest, mount);
  return { manifest: JsonPatch.apply(JSON.parse(JSON.stringify(manifest)), ...patches), containers };
}

/** A container with the mount, and its pod. */
export interface MountedContainer {
  readonly name?: string;
  /** The security context of the pod with that of the container. */
  readonly securityContext: { readonly runAsUser?: number; readonly runAsNonRoot?: boolean };
}

function mountPatchesOf(workload: any, mount: PodMount): { patches: JsonPatch[]; containers: MountedContainer[] } {
  const { pods, preparation } = podsOf(workload, mount.container);
  const volumes = new Set<string>();
  const patches = [...preparation];
  const containers: MountedContainer[] = [];
  for (const pod of pods) {
    const chosen = pod.containers.filter(({ name, container }) => mount.container === undefined
      ? !isOwnerStep(container)
      : name === mount.container);
    if (chosen.length > 0) {
      patches.push(...patchesOf(pod, chosen, mount, volumes));
      const context = pod.spec[pod.securityContext ?? 'securityContext'];
      containers.push(...chosen.map(({ name, container }) => (
        { name, securityContext: { ...context, ...container.securityContext } })));
    }
  }
  return { patches: containers.length === 0 ? [] : patches, containers };
}

/**
 * Adds a volume that no container mounts to all pods of a workload object: Kubernetes schedules them only when its claim
 * is bound.
 *
 * Returns the number of pods.
 */
export function addVolume(workload: ApiObject, volume: PodMount['volume']): number {
  const { pods, preparation } = podsOf(workload.toJson());
  const volumes = new Set<string>();
  const patches = pods.flatMap(pod => volumePatches(pod, volume, volumes));
  workload.addJsonPatch(...pods.length > 0 ? preparation : [], ...patches);
  return pods.length;
}

const OWNER_PREFIX = 'own-';
const OWNER_MOUNT_PATH = '/volume';

function patchesOf(
  pod: PodLocation, containers: readonly ContainerLocation[], mount: PodMount, volumes: Set<string>,
): JsonPatch[] {
  return [
    ...volumePatches(pod, mount.volume, volumes),
    ...containers.flatMap(({ path, container }) => mountPatches(path, container, mount)),
    ...mount.preferredZone === undefined ? [] : zonePreference(pod.path, pod.spec, mount.preferredZone),
    ...mount.fsGroup === undefined ? [] : groupPatches(pod, mount.fsGroup),
    ...mount.owner === undefined ? [] : ownerPatches(pod, mount, mount.owner),
  ];
}

/**
 * Adds the volume unless the pod has it already. Rejects another volume with the same name.
 *
 * Several pods of a workload can share one list of volumes: `added` contains the lists that have the volume.
 */
function volumePatches(pod: PodLocation, volume: PodMount['volume'], added: Set<string>): JsonPatch[] {
  const { volumesPath: path = pod.path, volumesSpec: spec = pod.spec } = pod;
  const existing = (spec.volumes ?? []).find(({ name }: any) => name === volume.name);
  if (existing && existing.persistentVolumeClaim?.claimName !== volume.persistentVolumeClaim.claimName) {
    throw new Error(`the pod already has another volume named '${volume.name}': rename that volume.`);
  }
  if (existing || added.has(path)) {
    return [];
  }
  added.add(path);
  return appended(`${path}/volumes`, spec.volumes, volume);
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
function groupPatches({ path, spec, securityContext = 'securityContext' }: PodLocation, fsGroup: number): JsonPatch[] {
  const existing = spec[securityContext]?.fsGroup;
  if (existing !== undefined && existing !== fsGroup) {
    throw new Error(`the pod already has another fsGroup (${existing}): all volumes of a pod share one fsGroup.`);
  }
  const context = { fsGroupChangePolicy: 'OnRootMismatch', ...spec[securityContext], fsGroup };
  return [JsonPatch.add(`${path}/${securityContext}`, context)];
}

/**
 * Adds a first init container that runs as root and changes the owner of the volume root.
 *
 * The kubelet does this only for block devices (fsGroup), not for shared file systems.
 */
function ownerPatches(
  pod: PodLocation, { volume, subPath }: PodMount, { user, group, image }: VolumeOwner,
): JsonPatch[] {
  if (pod.patchesOnly) {
    throw new Error(
      'ownership adds an init container, and this kind of workload cannot add one: mount a directory that '
      + 'shareTo(…, { user }) creates for the user, or set the owner in the object that describes the pods.',
    );
  }
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
  const existing = (pod.spec.initContainers ?? []).find((other: any) => other.name === name);
  if (existing && JSON.stringify(existing.command) !== JSON.stringify(container.command)) {
    throw new Error(
      `the pod already sets another owner of '${volume.name}' (${existing.command?.[1]}): a volume has one owner.`,
    );
  }
  return existing ? [] : [prepended(pod, container)];
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

function prepended({ path, spec }: PodLocation, container: object): JsonPatch {
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
