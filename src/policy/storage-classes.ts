import { PolicyStorageClass } from './validations';
import { driverOfClass } from '../lint/claimed-storage';
import { classSettings } from '../lint/lustre';
import { LUSTRE, TRIDENT_DRIVER } from '../lint/targets';
import { textOf } from '../lint/values';

/** What a policy needs to know about a StorageClass; undefined for other objects and other drivers. */
export function policyStorageClass(object: any): PolicyStorageClass | undefined {
  const name = textOf(object?.metadata?.name);
  if (object?.kind !== 'StorageClass' || name === undefined) {
    return undefined;
  }
  const reclaimPolicy = textOf(object.reclaimPolicy) ?? 'Delete';
  switch (object.provisioner) {
    case LUSTRE: {
      const { configuration, lint } = classSettings(object);
      return { name, reclaimPolicy, durable: lint.durable === true, lustre: configuration };
    }
    case TRIDENT_DRIVER:
      return { name, reclaimPolicy, durable: true, ontap: driverOfClass(object.parameters) };
    default:
      return undefined;
  }
}
