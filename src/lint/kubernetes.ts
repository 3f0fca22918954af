import { backendTargets } from './backends';
import { claimTargets } from './claims';
import { Target } from './finding';
import { KubernetesObject, ObjectIndex } from './objects';
import { podTargets } from './pods';
import { apiVersionTargets, snapshotTargets } from './snapshots';
import { StorageClass } from './storage-classes';
import { driverTargets } from './targets';
import { volumeTargets } from './volumes';

/** The targets of a Kubernetes object, alone and together with the objects that it refers to. */
export function kubernetesTargets(object: KubernetesObject, index: ObjectIndex): Target[] {
  switch (object.kind) {
    case 'StorageClass':
      return new StorageClass(object, index).targets();
    case 'PersistentVolume':
      return volumeTargets(object, index);
    case 'PersistentVolumeClaim':
      return claimTargets(object, index);
    case 'TridentBackendConfig':
      return backendTargets(object, index);
    case 'VolumeSnapshotClass':
      return [...apiVersionTargets(object), ...driverTargets(object, object.root.driver, object.root, 'driver', 'snapshotDriver')];
    case 'VolumeSnapshot':
      return [...apiVersionTargets(object), ...snapshotTargets(object, index)];
    default:
      return podTargets(object, index);
  }
}
