import { backendOfClass, claimedStorage, cloneTargets } from './claimed-storage';
import { Place, Target } from './finding';
import { classSettings } from './lustre';
import { TRIDENT_ANNOTATIONS, TRIDENT_ANNOTATION_PREFIX } from './names';
import { KubernetesObject, ObjectIndex, isTypo } from './objects';
import { forFiles } from './rules';
import { LUSTRE, TRIDENT_DRIVER, accessModes, base, lintTarget } from './targets';
import { isMapping, isUnknown, readQuantity, readValue, strings, textOf } from './values';
import { LUSTRE_CLAIM_RULES } from '../lustre/rules';
import { CLAIM_ANNOTATIONS, ClaimAnnotation } from '../ontap/limits';
import { ONTAP_CLAIM_RULES } from '../ontap/rules';
import { ONTAP_CLAIM_FIELDS } from '../ontap/schema';
import { Violation } from '../validation/check';
import { Rule } from '../validation/rule';

const LUSTRE_CLAIMS = forFiles(LUSTRE_CLAIM_RULES);
const ONTAP_CLAIMS = forFiles(ONTAP_CLAIM_RULES);
const ANNOTATIONS = 'https://github.com/NetApp/trident/blob/master/frontend/csi/controller_helpers/kubernetes/helper.go';

/** A claim, also one of a StatefulSet. */
export function claimTargets(object: KubernetesObject, index: ObjectIndex): Target[] {
  const spec = isMapping(object.root.spec) ? object.root.spec as any : {};
  const size = readQuantity(spec.resources?.requests?.storage, 'claimSize');
  const sizePlace: Place = { container: spec.resources?.requests ?? spec, key: 'storage', name: 'storage', unit: 'GiB' };
  const storageClass = index.find('StorageClass', spec.storageClassName, object);
  const volume = index.find('PersistentVolume', spec.volumeName, object);
  const { driver } = claimedStorage(object, index);
  const claim = {
    claimName: object.name === '' || isUnknown(object.name) ? undefined : object.name, claimNamespace: isUnknown(object.namespace) ? undefined : object.namespace,
    claimSize: size.value as number, volumeMode: textOf(spec.volumeMode) ?? 'Filesystem',
  };
  const places = {
    claimName: { container: object.root.metadata ?? object.root, key: 'name', name: 'metadata.name' },
    claimNamespace: { container: object.root.metadata ?? object.root, key: 'namespace', name: 'metadata.namespace' },
    claimSize: sizePlace, volumeMode: { container: spec, key: 'volumeMode', name: 'volumeMode' },
  };
  const violations = size.violation ? [size.violation] : [];
  const perMode = (
    rules: readonly Rule<any>[],
    configuration: object,
    more: { readonly [field: string]: Place } = {},
    further: readonly Violation[] = [],
  ) =>
    accessModes(spec).map(({ mode, place: accessMode }): Target => ({
      ...base(object),
      rules,
      configuration: { ...configuration, accessMode: mode },
      places: { ...places, ...more, accessMode },
      violations: [...violations, ...further],
    }));
  const targets: Target[] = [
    ...annotationTargets(object), ...bindingTargets(object, spec, volume, size.value, sizePlace),
    ...sourceTargets(object, spec, size.value, sizePlace, index),
  ];
  if (driver === LUSTRE && storageClass) {
    targets.push(
      ...perMode(LUSTRE_CLAIMS, { ...classSettings(storageClass.root).configuration, tags: undefined, ...claim }),
    );
  } else if (driver === LUSTRE && volume) {
    const { claimSize, ...others } = claim;
    targets.push(...perMode(LUSTRE_CLAIMS, { provisioning: 'existing', ...others }));
  } else if (driver === TRIDENT_DRIVER || tridentAnnotations(object).length > 0) {
    const annotations = claimAnnotations(object);
    const backend = storageClass && backendOfClass(storageClass, index);
    targets.push(
      ...perMode(
        ONTAP_CLAIMS,
        { ...claim, ...annotations.configuration, ...backend },
        annotations.places,
        annotations.violations,
      ),
    );
  } else if (violations.length > 0 && (driver !== undefined)) {
    targets.push(lintTarget(object, {}, { claimSize: sizePlace }, violations));
  }
  if (typeof spec.storageClassName === 'string' && !storageClass && !index.has('StorageClass', spec.storageClassName, '')) {
    const similarNames = index.near('StorageClass', object).map(({ name }) => name).filter(name => isTypo(spec.storageClassName, name));
    targets.push(lintTarget(object, { reference: spec.storageClassName, similarNames, effect: 'class' }, {
      reference: { container: spec, key: 'storageClassName', name: 'storageClassName' },
    }));
  }
  return targets;
}

function claimAnnotations(object: KubernetesObject) {
  const annotations = object.root.metadata?.annotations ?? {};
  const configuration: { [field: string]: unknown } = {};
  const places: { [field: string]: Place } = { driver: { container: object.root.metadata ?? object.root, key: 'annotations', name: 'annotations', atKey: true, hidden: true } };
  const violations: Violation[] = [];
  for (const [field, name] of Object.entries(CLAIM_ANNOTATIONS) as [ClaimAnnotation, string][]) {
    const reading = readValue(annotations[name], ONTAP_CLAIM_FIELDS[field], field, ANNOTATIONS);
    if (reading.value !== undefined) {
      configuration[field] = reading.value;
      places[field] = { container: annotations, key: name, name };
    }
    violations.push(...reading.violation ? [reading.violation] : []);
  }
  const original = textOf(annotations[`${TRIDENT_ANNOTATION_PREFIX}importOriginalName`]);
  if (original !== undefined && !isUnknown(original) && !original.includes('/')) { // a qtree has a path
    configuration.importedVolume = original;
    places.importedVolume = { container: annotations, key: `${TRIDENT_ANNOTATION_PREFIX}importOriginalName`, name: 'importOriginalName' };
  }
  return { configuration, places, violations };
}

/** The names of the annotations that are meant for Trident. */
function tridentAnnotations({ root }: KubernetesObject): string[] {
  return Object.keys(root.metadata?.annotations ?? {}).filter(name => name.startsWith(TRIDENT_ANNOTATION_PREFIX));
}

function annotationTargets(object: KubernetesObject): Target[] {
  const annotations = object.root.metadata?.annotations;
  const names = tridentAnnotations(object);
  return names.map(name => lintTarget(object, {
    annotation: name.slice(TRIDENT_ANNOTATION_PREFIX.length), knownAnnotations: TRIDENT_ANNOTATIONS,
  }, {
    annotation: {
      container: annotations, key: name, name, atKey: true, hidden: true, legalValues: TRIDENT_ANNOTATIONS,
    },
  }));
}

/** A claim and the volume that it names. */
function bindingTargets(
  object: KubernetesObject, spec: any, volume: KubernetesObject | undefined, size: unknown, sizePlace: Place,
): Target[] {
  if (volume?.root.spec?.csi?.driver !== LUSTRE) {
    return [];
  }
  const other = volume.root.spec;
  const capacity = readQuantity(other.capacity?.storage, 'capacity').value;
  const reference = other.claimRef;
  const at = (key: string): Place => ({ container: spec, key, name: key });
  return [lintTarget(object, {
    boundVolume: volume.name,
    claimName: `${object.namespace}/${object.name}`,
    ...reference?.name && { reservedFor: `${reference.namespace ?? 'default'}/${reference.name}` },
    ...typeof size === 'number' && { claimGiB: size },
    ...typeof capacity === 'number' && { volumeGiB: capacity },
    claimModes: strings(spec.accessModes), volumeModes: strings(other.accessModes),
    ...spec.storageClassName !== undefined && { claimClass: spec.storageClassName ?? '' },
    volumeClass: other.storageClassName ?? '',
    claimVolumeMode: spec.volumeMode ?? 'Filesystem', volumeVolumeMode: other.volumeMode ?? 'Filesystem',
  }, {
    boundVolume: at('volumeName'), claimGiB: sizePlace, claimModes: at('accessModes'), claimClass: at('storageClassName'), claimVolumeMode: at('volumeMode'),
  })];
}

/** A claim and the claim or snapshot that it is a copy of. */
function sourceTargets(
  object: KubernetesObject, spec: any, size: unknown, sizePlace: Place, index: ObjectIndex,
): Target[] {
  const source = spec.dataSourceRef ?? spec.dataSource;
  if (!isMapping(source) || (source.kind !== 'PersistentVolumeClaim' && source.kind !== 'VolumeSnapshot')) {
    return [];
  }
  const { driver, storageClass } = claimedStorage(object, index);
  const snapshot = source.kind === 'VolumeSnapshot' ? index.find('VolumeSnapshot', source.name, object) : undefined;
  const claim = index.find('PersistentVolumeClaim', snapshot ? snapshot.root.spec?.source?.persistentVolumeClaimName : source.name, object);
  const sourceSize = claim && readQuantity(claim.root.spec?.resources?.requests?.storage, 'sourceGiB').value;
  const place: Place = { container: spec, key: spec.dataSourceRef ? 'dataSourceRef' : 'dataSource', name: 'dataSource', atKey: true, hidden: true };
  return [
    lintTarget(object, {
      ...typeof size === 'number' && typeof sourceSize === 'number' && { claimGiB: size, sourceGiB: sourceSize },
      ...driver !== undefined && { snapshotDriver: driver },
    }, { claimGiB: sizePlace, snapshotDriver: place }),
    ...cloneTargets(object, storageClass, source.kind === 'VolumeSnapshot' ? 'snapshot' : 'claim', place, index),
  ];
}
