import { claimedStorage, backendOfClass } from './claimed-storage';
import { claimTargets } from './claims';
import { Place, Target } from './finding';
import { KubernetesObject, ObjectIndex, isTypo } from './objects';
import { LUSTRE, TRIDENT_DRIVER, lintTarget } from './targets';
import { isMapping, strings, textOf } from './values';
import { OntapStorageDriver, STORAGE_DRIVERS } from '../ontap/limits';

/** Whether a driver serves claims with a device of one node. */
const isSan = (driver: OntapStorageDriver | undefined) => driver !== undefined && STORAGE_DRIVERS[driver].protocol === 'san';
/** How deep the pod of a workload is. */
const DEPTH = 10;

export function podTargets(object: KubernetesObject, index: ObjectIndex): Target[] {
  const templates = Array.isArray(object.root.spec?.volumeClaimTemplates)
    ? object.root.spec.volumeClaimTemplates.filter(isMapping)
    : [];
  return [
    ...templates.flatMap((template: any) =>
      claimTargets({ ...object, root: template, name: textOf(template.metadata?.name) ?? '' }, index),
    ),
    ...podsIn(object.root, DEPTH).flatMap(pod =>
      pod.volumes.filter(isMapping).flatMap((volume: any) => volumeOfPod(object, pod, volume, index)),
    ),
  ];
}

/** The pods of a workload of any kind. */
function podsIn(
  value: unknown,
  depth: number,
): { readonly containers: any[]; readonly volumes: any[]; readonly [key: string]: unknown }[] {
  if (depth === 0 || !isMapping(value)) {
    return [];
  }
  return Array.isArray(value.containers) && Array.isArray(value.volumes)
    ? [value as any]
    : Object.values(value).flatMap(item =>
      Array.isArray(item) ? item.flatMap(each => podsIn(each, depth - 1)) : podsIn(item, depth - 1),
    );
}

function volumeOfPod(object: KubernetesObject, pod: any, volume: any, index: ObjectIndex): Target[] {
  if (isMapping(volume.csi)) {
    return [lintTarget(object, { inlineDriver: textOf(volume.csi.driver) }, { inlineDriver: { container: volume.csi, key: 'driver', name: 'csi.driver' } })];
  }
  const claimName = volume.persistentVolumeClaim?.claimName;
  const claim = index.find('PersistentVolumeClaim', claimName, object);
  const place: Place = { container: volume.persistentVolumeClaim ?? volume, key: 'claimName', name: 'claimName' };
  if (typeof claimName === 'string' && !claim && !index.has('PersistentVolumeClaim', claimName, object.namespace)) {
    const similarNames = index
      .near('PersistentVolumeClaim', object)
      .filter(other => other.namespace === object.namespace)
      .map(({ name }) => name)
      .filter(name => isTypo(claimName, name));
    return [lintTarget(object, { reference: claimName, similarNames, effect: 'claim' }, { reference: place })];
  }
  const { driver, storageClass } = claim ? claimedStorage(claim, index) : {};
  if (!claim || (driver !== LUSTRE && driver !== TRIDENT_DRIVER)) {
    return [];
  }
  const spec = claim.root.spec ?? {};
  const containers = [...pod.containers, ...Array.isArray(pod.initContainers) ? pod.initContainers : []];
  const uses = (field: string) =>
    containers
      .flatMap(container => (Array.isArray(container?.[field]) ? container[field] : []))
      .some(mount => mount?.name === volume.name);
  const mountedAs = uses('volumeDevices') ? 'device' : uses('volumeMounts') ? 'directory' : undefined;
  const modes = strings(spec.accessModes);
  const { replicas, parallelism } = object.root.spec ?? {};
  const count = object.kind === 'Job' ? parallelism : replicas;
  const isSingle = storageClass !== undefined && isSan(backendOfClass(storageClass, index).driver) && modes.length > 0 && modes.every(mode => /^ReadWriteOnce/.test(mode));
  return [lintTarget(object, {
    mountedAs, mountedVolumeMode: spec.volumeMode ?? 'Filesystem', ...typeof count === 'number' && { replicas: count }, singleNodeClaim: isSingle,
  }, { mountedAs: { ...place, hidden: true }, replicas: { container: object.root.spec ?? object.root, key: object.kind === 'Job' ? 'parallelism' : 'replicas', name: 'replicas' } })];
}
