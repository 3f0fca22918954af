import { OntapBackendConfiguration } from './configuration';
import { ONTAP_CLASS_RULES } from './rules';
import { OntapClassConfiguration } from './rules/classes';
import { ClusterHandle } from '../cluster/cluster-handle';
import { ClassKind, ClassOptions } from '../kubernetes/class-options';
import { classConfigurationOf } from '../storage/classes';
import { ClassConfiguration } from '../validation/common/class';
import { ValidationTarget } from '../validation/validate';

/** A class of a storage, and the property that describes it. */
export interface OntapClass {
  readonly kind: ClassKind;
  readonly options: ClassOptions;
  readonly property: string;
  readonly classesOfPools?: true;
}

/** The classes of a storage that the user has given options. */
export function classesOf(backends: readonly OntapBackendConfiguration[], snapshotClass?: ClassOptions): OntapClass[] {
  return [
    ...backends.flatMap(backend => [
      ...of('StorageClass', `backend '${String(backend.backendName)}': storageClass`, backend.storageClass, backend.pools.length > 0 || undefined),
      ...backend.pools.flatMap(({ poolName, storageClass }) => {
        return of('StorageClass', `backend '${String(backend.backendName)}', pool '${String(poolName)}': storageClass`, storageClass);
      }),
    ]),
    ...of('VolumeSnapshotClass', 'snapshotClass', snapshotClass),
  ];
}

/** The classes, each compared with those of other storages and with those before it. */
export function classTargets(handle: ClusterHandle, classes: readonly OntapClass[]): ValidationTarget<any>[] {
  return classes.map(({ kind, options, property, classesOfPools }, index) => {
    const before = classes.slice(0, index).filter(other => other.kind === kind);
    const configuration: OntapClassConfiguration = {
      ...takenBy(before, options),
      ...classConfigurationOf(handle, kind, options),
      ...classesOfPools && { classesOfPools },
    };
    const names = {
      fixedClassName: { property: `${property}.fixedName` }, isDefaultClass: { property: `${property}.isDefault` }, classesOfPools: { property, withoutValue: true },
    };
    return { rules: ONTAP_CLASS_RULES, configuration, names };
  });
}

function of(kind: ClassKind, property: string, options?: ClassOptions, classesOfPools?: true): OntapClass[] {
  return options ? [{ kind, options, property, classesOfPools }] : [];
}

function takenBy(before: readonly OntapClass[], { fixedName, isDefault }: ClassOptions): ClassConfiguration {
  const same = before.find(({ options }) => fixedName !== undefined && options.fixedName === fixedName);
  const otherDefault = before.find(({ options }) => isDefault && options.isDefault);
  return {
    ...(same && { classTakenBy: same.property }),
    ...(otherDefault && { defaultClassTakenBy: otherDefault.property }),
  };
}
