import { Place, Target } from './finding';
import { KubernetesObject } from './objects';
import { LINT_RULES } from './rules';
import { LintConfiguration } from './rules/row';
import { isUnknown, strings } from './values';
import { LUSTRE_DRIVER } from '../lustre/driver';
import { TRIDENT } from '../ontap/driver';
import { Violation } from '../validation/check';

export const LUSTRE = LUSTRE_DRIVER.driverName;
export const TRIDENT_DRIVER = TRIDENT.driverName;
export const ATTRIBUTES = 'https://github.com/NetApp/trident/blob/master/storage_attribute/common_attributes.go';
export const BACKEND_TYPES = 'https://github.com/NetApp/trident/blob/master/storage_drivers/types.go';
/** Names that are meant for one of the drivers, but not those of other drivers such as fsx.openzfs.csi.aws.com. */
const MEANT = /^(?!fsx\.openzfs\.)(.*\bfsx\b.*|.*trident.*)$/i;

/** A target of the rules for files. */
export function lintTarget(
  object: KubernetesObject,
  configuration: LintConfiguration,
  places: { readonly [field: string]: Place },
  violations: readonly Violation[] = [],
): Target {
  return { ...base(object), rules: LINT_RULES, configuration, places, violations };
}

export function base(object: KubernetesObject): Pick<Target, 'document' | 'object' | 'place' | 'dialect'> {
  return {
    document: object.document, object: `${object.kind} '${object.name}'`, dialect: 'kubernetes',
    place: { container: object.root, key: 'kind', name: object.kind },
  };
}

/** The name of a driver, and for snapshots whether it supports them. */
export function driverTargets(object: KubernetesObject, name: unknown, container: object, key: string, use: 'snapshotDriver' | undefined): Target[] {
  if (typeof name !== 'string' || isUnknown(name)) {
    return [];
  }
  const place = { container, key, name: key };
  return [
    ...MEANT.test(name) ? [lintTarget(object, { driverName: name }, { driverName: place })] : [],
    ...use ? [lintTarget(object, { [use]: name }, { [use]: place })] : [],
  ];
}

export function unknownNames(
  object: KubernetesObject, map: object, names: readonly string[], known: readonly string[], effect: string,
  source?: string,
): Target[] {
  return names.map(name => lintTarget(object, { unknownName: name, knownNames: known, effect }, {
    unknownName: { container: map, key: name, name, atKey: true, hidden: true, legalValues: known, source },
  }));
}

export function missingName(object: KubernetesObject, place: Place, name: string, because: string): Target {
  return lintTarget(
    object,
    { missingName: name, missingBecause: because },
    { missingName: { ...place, name, atKey: true, hidden: true } },
  );
}

/** The access modes, each with its place; one without a mode, so that other rules run. */
export function accessModes(spec: any): { readonly mode?: string; readonly place: Place }[] {
  const modes = strings(spec.accessModes).filter(mode => !isUnknown(mode));
  return modes.length === 0
    ? [{ place: { container: spec, key: 'accessModes', name: 'accessModes' } }]
    : modes.map((mode, key) => ({ mode, place: { container: Array.isArray(spec.accessModes) ? spec.accessModes : spec, key: Array.isArray(spec.accessModes) ? key : 'accessModes', name: 'accessModes' } }));
}
