import { ApiObject, JsonPatch } from 'cdk8s';

/** A volume and where the containers of a workload see it. */
export interface PodMount {
  readonly volume: { readonly name: string };
  readonly path: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  /** Only this container; all of them if absent. */
  readonly container?: string;
  /** Prefer nodes in this zone. */
  readonly preferredZone?: string;
}

/** Adds a mount to every pod that a workload object describes, whatever its kind: a pod spec is what has a list of containers. */
export function mountIntoPods(workload: ApiObject, mount: PodMount): number {
  const specs = podSpecs(workload.toJson(), '');
  const patches = specs.flatMap(({ path, spec }) => patchesOf(path, spec, mount));
  workload.addJsonPatch(...patches);
  return patches.length;
}

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

function patchesOf(path: string, spec: any, mount: PodMount): JsonPatch[] {
  const patches: JsonPatch[] = [];
  const mounted = (['initContainers', 'containers'] as const).flatMap(list => (spec[list] ?? []).map((container: any, index: number) => ({
    container, path: `${path}/${list}/${index}`,
  })));
  const chosen = mounted.filter(({ container }) => mount.container === undefined || container.name === mount.container);
  if (chosen.length === 0) {
    return [];
  }
  if (!(spec.volumes ?? []).some((volume: any) => volume.name === mount.volume.name)) {
    patches.push(...appended(`${path}/volumes`, spec.volumes, mount.volume));
  }
  for (const { container, path: containerPath } of chosen) {
    const volumeMount = { name: mount.volume.name, mountPath: mount.path, readOnly: mount.readOnly, subPath: mount.subPath };
    patches.push(...appended(`${containerPath}/volumeMounts`, container.volumeMounts, JSON.parse(JSON.stringify(volumeMount))));
  }
  return mount.preferredZone === undefined ? patches : [...patches, ...zonePreference(path, spec, mount.preferredZone)];
}

/** A JSON patch can only append to a list that is there. */
function appended(path: string, list: unknown, item: unknown): JsonPatch[] {
  return [list === undefined ? JsonPatch.add(path, [item]) : JsonPatch.add(`${path}/-`, item)];
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
