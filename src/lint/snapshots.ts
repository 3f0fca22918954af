import { claimedStorage, cloneTargets } from './claimed-storage';
import { Place, Target } from './finding';
import { KubernetesObject, ObjectIndex } from './objects';
import { lintTarget } from './targets';

export function snapshotTargets(object: KubernetesObject, index: ObjectIndex): Target[] {
  const source = object.root.spec?.source ?? {};
  const claim = index.find('PersistentVolumeClaim', source.persistentVolumeClaimName, object);
  if (!claim) {
    return [];
  }
  const { driver, storageClass } = claimedStorage(claim, index);
  const place: Place = { container: source, key: 'persistentVolumeClaimName', name: 'source' };
  return [
    ...(driver === undefined
      ? []
      : [lintTarget(object, { snapshotDriver: driver }, { snapshotDriver: { ...place, hidden: true } })]),
    ...cloneTargets(object, storageClass, 'snapshot', place, index),
  ];
}

export function apiVersionTargets(object: KubernetesObject): Target[] {
  return [lintTarget(object, { snapshotApiVersion: object.root.apiVersion }, {
    snapshotApiVersion: { container: object.root, key: 'apiVersion', name: 'apiVersion' },
  })];
}
