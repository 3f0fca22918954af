import { IConstruct } from 'constructs';
import { ClusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { ClassKind, ClassOptions } from '../kubernetes/class-options';
import { ClassConfiguration } from '../validation/common/class';
import { omitUndefined } from '../validation/settings';

/** What rules need to know about a class, with the constructs of the app that have its name or are the default. */
export function classConfigurationOf(
  handle: ClusterHandle,
  kind: ClassKind,
  { fixedName, isDefault }: ClassOptions = {},
): ClassConfiguration {
  const { classes } = clusterRegistry(handle);
  return omitUndefined<ClassConfiguration>({
    fixedClassName: fixedName,
    classTakenBy: fixedName === undefined ? undefined : classes.get(`${kind}/${fixedName}`)?.node.path,
    isDefaultClass: isDefault || undefined,
    defaultClassTakenBy: isDefault ? classes.get(defaultOf(kind))?.node.path : undefined,
  });
}

/** Records who creates a class, so that no other construct uses its name or is the default, too. */
export function registerClass(
  handle: ClusterHandle,
  kind: ClassKind,
  owner: IConstruct,
  { fixedName, isDefault }: ClassOptions = {},
) {
  const { classes } = clusterRegistry(handle);
  if (fixedName !== undefined) {
    classes.set(`${kind}/${fixedName}`, owner);
  }
  if (isDefault) {
    classes.set(defaultOf(kind), owner);
  }
}

/** Not the name of a class, which has no second slash. */
function defaultOf(kind: ClassKind): string {
  return `${kind}/default/`;
}
