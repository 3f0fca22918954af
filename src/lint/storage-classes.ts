import { selectedBackends } from './claimed-storage';
import { Place, Target } from './finding';
import { classSettings } from './lustre';
import { BACKEND_PARAMETERS, LUSTRE_PARAMETERS, TRIDENT_ANNOTATION_PREFIX, TRIDENT_PARAMETERS } from './names';
import { KubernetesObject, ObjectIndex, isTypo } from './objects';
import { backendNameOf, matches, poolLabelsOf, valueOf } from './ontap';
import { forFiles } from './rules';
import { ATTRIBUTES, LUSTRE, TRIDENT_DRIVER, base, driverTargets, lintTarget, missingName, unknownNames } from './targets';
import { isMapping, isUnknown, readValue, textOf } from './values';
import { LUSTRE_RULES } from '../lustre/rules';
import { Violation } from '../validation/check';

const LUSTRE_CLASS_RULES = forFiles(LUSTRE_RULES);

/** A StorageClass of one of the drivers, alone and together with the backends of the input. */
export class StorageClass {
  private readonly parameters: { readonly [name: string]: unknown };
  private readonly place: Place;

  constructor(private readonly object: KubernetesObject, private readonly index: ObjectIndex) {
    this.parameters = isMapping(object.root.parameters) ? object.root.parameters : {};
    this.place = isMapping(object.root.parameters)
      ? { container: object.root, key: 'parameters', name: 'parameters', atKey: true }
      : base(object).place;
  }

  public targets(): Target[] {
    const { root } = this.object;
    const types = Object.entries(this.parameters)
      .filter(([, value]) => ['number', 'boolean'].includes(typeof value))
      .map(([name, value]) =>
        lintTarget(
          this.object,
          { parameterType: typeof value },
          { parameterType: { container: this.parameters, key: name, name, hidden: true } },
        ),
      );
    switch (root.provisioner) {
      case LUSTRE:
        return [...types, ...this.lustre()];
      case TRIDENT_DRIVER:
        return [...types, ...this.trident()];
      default:
        return driverTargets(this.object, root.provisioner, root, 'provisioner', undefined);
    }
  }

  private lustre(): Target[] {
    const { object, parameters } = this;
    const { configuration, places, violations, lint } = classSettings(object.root);
    const unknown = Object.keys(parameters).filter(name => !LUSTRE_PARAMETERS.includes(name) && !name.startsWith('csi.storage.k8s.io/'));
    const at = (name: string): Place => ({ container: parameters, key: name, name });
    const text = (name: string) => typeof parameters[name] === 'string' && !isUnknown(parameters[name]) ? parameters[name] as string : undefined;
    const missing = ['subnetId', 'securityGroupIds'].filter(name => !(name in parameters) || parameters[name] === '' || parameters[name] === null);
    return [
      { ...base(object), place: this.place, rules: LUSTRE_CLASS_RULES, configuration, places, violations },
      ...unknownNames(object, parameters, unknown, LUSTRE_PARAMETERS, 'the driver ignores it, and the setting has no effect'),
      ...missing.map(name => missingName(object, this.place, name, name === 'subnetId'
        ? 'the driver creates file systems in this subnet' : 'without it, the driver sends an empty ID, which FSx rejects')),
      lintTarget(object, {
        ...lint, subnetId: text('subnetId'), securityGroupIds: text('securityGroupIds'), extraTags: text('extraTags') || undefined,
        ...Array.isArray(object.root.allowedTopologies) && { allowedTopologies: true },
      }, {
        subnetId: at('subnetId'), securityGroupIds: at('securityGroupIds'), extraTags: at('extraTags'), ignoredMetadataIops: at('metadataIops'),
        reclaimPolicy: { container: object.root, key: 'reclaimPolicy', name: 'reclaimPolicy' },
        allowedTopologies: { container: object.root, key: 'allowedTopologies', name: 'allowedTopologies', atKey: true, hidden: true },
      }),
    ];
  }

  private trident(): Target[] {
    const { object, parameters } = this;
    const automatic = BACKEND_PARAMETERS.every(name => parameters[name] !== undefined && parameters[name] !== '');
    const known = Object.keys(TRIDENT_PARAMETERS);
    const names = Object.keys(parameters).map(written => ({ written, name: written.replace(TRIDENT_ANNOTATION_PREFIX, '') }));
    const unknown = automatic ? [] : names.filter(({ name }) => !known.includes(name) && !name.startsWith('csi.storage.k8s.io/'));
    const places: { [field: string]: Place } = {};
    const values: { [field: string]: any } = {};
    const violations: Violation[] = [];
    for (const { written, name } of names.filter(each => known.includes(each.name))) {
      const reading = readValue(parameters[written], TRIDENT_PARAMETERS[name], name, ATTRIBUTES);
      const legalValues = TRIDENT_PARAMETERS[name].values;
      places[name] = { container: parameters, key: written, name: written, ...legalValues && { legalValues } };
      values[name] = reading.value;
      violations.push(...reading.violation ? [reading.violation] : []);
    }
    const { storagePools, selector, backendType } = values;
    return [
      ...unknownNames(object, parameters, unknown.map(({ written }) => written), known, 'Trident ignores the whole StorageClass, and its claims remain Pending', ATTRIBUTES),
      lintTarget(object, { storagePools, selector }, places, violations),
      ...automatic ? [] : this.withBackends(storagePools, selector, backendType, places),
    ];
  }

  /** The class together with the backends of the input. */
  private withBackends(
    storagePools: unknown, selector: unknown, backendType: unknown, places: { readonly [field: string]: Place },
  ): Target[] {
    const backends = this.index.near('TridentBackendConfig', this.object);
    const selected = selectedBackends(storagePools, backends);
    if (backends.length === 0 || selected === undefined) {
      return [];
    }
    if (selected.length === 0) {
      const name = String(storagePools).split(':')[0];
      const similarNames = backends
        .map(backend => backendNameOf(backend.name, backend.root.spec))
        .filter(other => isTypo(name, other));
      return [lintTarget(this.object, { reference: name, similarNames, effect: 'backend' }, { reference: places.storagePools })];
    }
    const drivers = selected.map(({ root }) => textOf(valueOf(root.spec, 'storageDriverName')));
    const [first] = selected;
    const matchingBackend = backendNameOf(first.name, first.root.spec);
    const hasDriver = typeof backendType !== 'string' || drivers.includes(backendType) || drivers.includes(undefined);
    const labels = selected.flatMap(({ root }) => poolLabelsOf(root.spec));
    const isMatched = typeof selector !== 'string' || labels.some(pool => matches(pool, selector));
    return [lintTarget(this.object, {
      matchingBackend,
      ...!hasDriver && { classBackendType: backendType as string, backendDriver: drivers[0] },
      ...!isMatched && { selectorText: selector as string, poolLabels: labels.map(labelText) },
    }, { classBackendType: places.backendType, selectorText: places.selector })];
  }
}

function labelText(labels: { readonly [key: string]: string }): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ') || 'no labels';
}
