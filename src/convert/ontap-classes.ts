import { Builder, member, metadataOf } from './builder';
import { literal, map, struct } from './code';
import { BackendCode, ClassTraits, Fields, Home, PoolCode, Selectable, mountFields } from './ontap-backends';
import { VolumeBindingMode } from '../kubernetes/enums';
import { findingsOf } from '../lint/finding';
import { kubernetesTargets } from '../lint/kubernetes';
import { BACKEND_PARAMETERS, TRIDENT_ANNOTATION_PREFIX, TRIDENT_PARAMETERS } from '../lint/names';
import { KubernetesObject, ObjectIndex } from '../lint/objects';
import { backendNameOf, defaultsSettings, matches } from '../lint/ontap';
import { forFiles } from '../lint/rules';
import { TRIDENT_DRIVER } from '../lint/targets';
import { GO_BOOLEANS, isMapping, isUnknown, strings, textOf } from '../lint/values';
import { OntapStorageDriver, STORAGE_DRIVERS } from '../ontap/limits';
import { ONTAP_DEFAULTS_RULES } from '../ontap/rules';
import { BACKEND_FIELDS_OF } from '../ontap/schema';
import { DEFAULTS_ROWS } from '../ontap/trident/defaults';
import { check } from '../validation/check';

const DEFAULTS = forFiles<any>(ONTAP_DEFAULTS_RULES);
const UNKNOWN = 'lint/unknown-parameter';
export const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const FS_TYPE = 'csi.storage.k8s.io/fstype';
/** Parameters that select pools. The class of the result names its pool instead. */
const SELECTION = [
  'backendType', 'storagePools', 'additionalStoragePools', 'excludeStoragePools', 'selector', 'labels', 'media', 'provisioningType', 'snapshots', 'clones',
  'encryption', 'replication', 'nasType', 'sanType', 'region', 'zone', 'fsType', FS_TYPE, ...BACKEND_PARAMETERS,
];

type Parameters = { readonly [name: string]: string | undefined };

/** A backend, and its pool if it has pools. */
interface Candidate {
  readonly backend: BackendCode;
  readonly pool?: PoolCode;
}

/** Assigns a StorageClass of Trident to a backend or pool, and creates a backend where none is left for it. */
export function convertClass(
  builder: Builder, storageClass: KubernetesObject, backends: BackendCode[], index: ObjectIndex,
): void {
  const { root } = storageClass;
  const parameters: Parameters = Object.fromEntries(Object.entries(isMapping(root.parameters) ? root.parameters : {})
    .map(([key, value]) => [key.replace(TRIDENT_ANNOTATION_PREFIX, ''), textOf(value)]));
  const type = parameters.backendType ?? parameters.storageDriverName;
  const driver = Object.values(OntapStorageDriver).find(one => one === type);
  if (type !== undefined && driver === undefined) {
    return TRIDENT_PARAMETERS.backendType.values!.includes(type)
      ? builder.leave(storageClass, `the backend type ${type} is not one of FSx for ONTAP`)
      : builder.omit(storageClass, `Trident has no backend type ${type}`, 'input/value');
  }
  if (isUnknown(storageClass.name) || storageClass.name === '') {
    return builder.omit(storageClass, 'the name of a class must be known');
  }
  if (parameters.nasType === 'smb') {
    return builder.omit(storageClass, 'SMB is not supported');
  }
  const originals = backends.filter(
    ({ object }) => object !== undefined && object.document.file === storageClass.document.file,
  );
  const known = originals.length > 0 ? originals : backends.filter(({ object }) => object !== undefined);
  const candidates = candidatesOf(parameters, driver, known);
  const kind =
    driver
    ?? candidates[0]?.backend.driver
    ?? (parameters.storagePools === undefined ? OntapStorageDriver.NAS : undefined);
  if (kind === undefined) {
    return builder.leave(storageClass, `the input lacks the backends of its storagePools ${parameters.storagePools}`);
  }
  const notes: { readonly reason: string; readonly rule?: string }[] = [];
  const traits = traitsOf(storageClass, kind, parameters, reason => notes.push({ reason }));
  const { backend, pool } = slotFor(candidates, kind, traits, parameters, backends, storageClass);
  const slot: Selectable = pool ?? backend;
  const moved = defaultsOfClass(builder, parameters, slot, kind, storageClass.name);
  const others = Object.fromEntries(Object.entries(parameters).filter(([name]) => !moved.includes(name)));
  notes.push(
    ...moved.map(name => ({
      reason: `${name} is now a setting of the backend: Trident ignores a class with a parameter that it does not know`,
      rule: UNKNOWN,
    })),
    ...selectionNotes(others, candidates, slot, kind, errorsOf(storageClass, index), known.length > 0),
    ...overrides(parameters, slot),
  );
  if (backend.object && moved.length > 0) {
    backend.comments.push(builder.change(backend.object, `${moved.join(', ')} of StorageClass '${storageClass.name}' added`, UNKNOWN));
  }
  if (root.provisioner !== TRIDENT_DRIVER) {
    notes.push({ reason: `the provisioner is now ${TRIDENT_DRIVER}, the name of the driver`, rule: 'lint/driver-name' });
  }
  slot.storageClass = storageClass;
  (slot.fields as Fields).storageClass = classOptions(storageClass);
  backend.comments.push(...notes.map(({ reason, rule }) => builder.change(storageClass, reason, rule)));
  builder.convert(storageClass);
}

/** The fixed name and the metadata of a class. */
export function classOptions({ name, root }: KubernetesObject, annotation = DEFAULT_CLASS) {
  const annotations = root.metadata?.annotations ?? {};
  return struct('ClassOptions', {
    fixedName: literal(name), isDefault: annotations[annotation] === 'true' ? literal(true) : undefined,
    labels: map(metadataOf(root.metadata?.labels)), annotations: map(metadataOf(annotations, [annotation])),
  });
}

/** What a class sets that the result has once for each storage or backend. */
function traitsOf(
  storageClass: KubernetesObject, driver: OntapStorageDriver, parameters: Parameters, note: (reason: string) => void,
): ClassTraits {
  const { root } = storageClass;
  const block = STORAGE_DRIVERS[driver].protocol === 'san';
  const fsType = parameters[FS_TYPE] ?? parameters.fsType;
  const types = BACKEND_FIELDS_OF[driver].fileSystemType?.values ?? [];
  if (!block && parameters[FS_TYPE] !== undefined) {
    note(`removed ${FS_TYPE}, with which Kubernetes applies fsGroup to ReadWriteOnce volumes`);
  }
  return {
    reclaimPolicy: textOf(root.reclaimPolicy) ?? 'Delete',
    fields: {
      // without mount options, those of the backend apply
      ...root.mountOptions === undefined && !block ? undefined : mountFields(strings(root.mountOptions), driver, note),
      fileSystemType: block && fsType !== undefined && fsType !== 'ext4' && types.includes(fsType) ? member(types, fsType, 'Ontap') : undefined,
      allowVolumeExpansion: root.allowVolumeExpansion === true ? undefined : literal(false),
      volumeBindingMode: root.volumeBindingMode === VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER
        ? member(Object.values(VolumeBindingMode), VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER)
        : undefined,
    },
  };
}

function candidatesOf(
  parameters: Parameters,
  driver: OntapStorageDriver | undefined,
  backends: readonly BackendCode[],
): Candidate[] {
  const all = backends.flatMap((backend): Candidate[] =>
    backend.pools.length === 0 ? [{ backend }] : backend.pools.map(pool => ({ backend, pool })),
  );
  const hasAttributes = Object.keys(parameters).some(
    key => !['storagePools', 'additionalStoragePools', 'excludeStoragePools', 'fsType', FS_TYPE].includes(key),
  );
  const selected = all.filter(candidate => {
    const inPools = inStoragePools(parameters.storagePools, candidate);
    return parameters.storagePools !== undefined && !hasAttributes
      ? inPools
      : (parameters.storagePools === undefined || inPools) && offers(parameters, driver, candidate);
  });
  const { additionalStoragePools: additional, excludeStoragePools: excluded } = parameters;
  const added = all.filter(candidate => additional !== undefined && inStoragePools(additional, candidate));
  return [...new Set([...selected, ...added])].filter(
    candidate => excluded === undefined || !inStoragePools(excluded, candidate),
  );
}

/** Whether a list such as `backend:pool1,pool2;other:.*` contains a pool. Names of physical pools are not known. */
function inStoragePools(text: string | undefined, { backend, pool }: Candidate): boolean {
  try {
    return (text ?? '').split(';').some(entry => {
      const [name, pools = ''] = entry.trim().split(':');
      const isMatch = (pattern: string, value: string) => new RegExp(`^(?:${pattern.trim()})$`).test(value);
      return isMatch(name, backendNameOf(backend.object!.name, backend.object!.root.spec))
        && (pool === undefined || pools.split(',').some(pattern => isMatch(pattern, pool.tridentName)));
    });
  } catch {
    return false;
  }
}

/** Whether a pool has what the parameters request (Trident, storage_class/storage_class.go). */
function offers(
  parameters: Parameters, driver: OntapStorageDriver | undefined, { backend, pool: virtual }: Candidate,
): boolean {
  const pool: Selectable = virtual ?? backend;
  const { selector, labels, snapshots, clones, replication, sanType, region, zone } = parameters;
  const { snapshots: hasSnapshots, clones: hasClones } = STORAGE_DRIVERS[backend.driver];
  const isTrue = (text: string | undefined) => text !== undefined && GO_BOOLEANS[text] === true;
  return (driver === undefined || backend.driver === driver)
    && [selector, labels].every(one => one === undefined || matches(pool.labels, one))
    && (!isTrue(snapshots) || hasSnapshots) && (!isTrue(clones) || hasClones) && !isTrue(replication)
    && (region === undefined || region === pool.region) && (zone === undefined || zone === pool.zone)
    && (sanType === undefined || sanType === (textOf(backend.object?.root.spec?.sanType) ?? 'iscsi'));
}

/** The backend or pool for a class: a free one, otherwise one of a copy of its backend. */
function slotFor(
  candidates: readonly Candidate[],
  driver: OntapStorageDriver,
  traits: ClassTraits,
  parameters: Parameters,
  backends: BackendCode[],
  storageClass: KubernetesObject,
): Candidate {
  const key = JSON.stringify(traits);
  const fits = (backend: BackendCode) => backend.traits === undefined || JSON.stringify(backend.traits) === key;
  for (const candidate of candidates) {
    const variants = backends.filter(({ object }) => object === candidate.backend.object).filter(fits);
    for (const backend of variants) {
      const pool = candidate.pool && backend.pools.find(({ name }) => name === candidate.pool!.name);
      if (candidate.pool && pool === undefined && backend !== candidate.backend) {
        const added = copyOf(candidate.pool);
        backend.pools.push(added);
        return { backend, pool: added };
      }
      if ((pool ?? backend).storageClass === undefined) {
        adopt(backend, traits);
        return { backend, pool };
      }
    }
  }
  const [first] = candidates;
  const backend =
    first === undefined
      ? ownBackend(driver, parameters, backends, storageClass)
      : copiedBackend(first, storageClass, fits(first.backend));
  adopt(backend, traits);
  backends.push(backend);
  return { backend, pool: backend.pools[0] };
}

function adopt(backend: BackendCode, traits: ClassTraits) {
  if (backend.traits === undefined) {
    backend.traits = traits;
    Object.entries(traits.fields).forEach(([field, code]) => {
      (backend.fields as Fields)[field] = code;
    });
  }
}

const copyOf = (pool: PoolCode): PoolCode => ({
  ...pool,
  fields: { ...pool.fields, storageClass: undefined },
  storageClass: undefined,
});

/** Another backend with the same settings, because a backend or pool has one class. */
function copiedBackend({ backend, pool }: Candidate, { name }: KubernetesObject, fits: boolean): BackendCode {
  const { traits, storageClass, ...rest } = backend;
  const fields: Fields = { ...rest.fields, storageClass: undefined, storagePrefix: undefined };
  Object.keys(traits?.fields ?? {}).forEach(field => fields[field] = undefined);
  const reason = fits ? 'a backend or pool has one class' : 'all classes of a backend have the same reclaim policy, binding mode and mount options';
  const comment = `StorageClass '${name}': the class has a backend of its own, because ${reason}`
    + `${rest.fields.storagePrefix === undefined ? '' : '. Its storagePrefix is generated'}.`;
  return { ...rest, fields, pools: pool ? [copyOf(pool)] : [], comments: [comment] };
}

/** A backend for a class whose backend is not in the input. */
function ownBackend(
  driver: OntapStorageDriver, parameters: Parameters, backends: readonly BackendCode[], { name }: KubernetesObject,
): BackendCode {
  const home: Home = { fileSystemId: parameters.fsxFilesystemID, secret: parameters.credentialsName };
  const stem = driver.replace('ontap-', '');
  const taken = backends.filter(one => one.object === undefined && one.driver === driver).length;
  return {
    driver, name: taken === 0 ? stem : `${stem}-${taken + 1}`, fields: {}, home, pools: [], labels: {}, spaceReserved: false,
    comments: [`StorageClass '${name}': the input has no backend for the class. The storage creates one; its file system, SVM and secret are parameters of the stack.`],
  };
}

/** The rules that the linter reports for a property of an object. */
function errorsOf(
  object: KubernetesObject,
  index: ObjectIndex,
): (...properties: readonly string[]) => string | undefined {
  const errors = kubernetesTargets(object, index)
    .flatMap(findingsOf)
    .filter(({ severity }) => severity === 'error');
  return (...properties) => errors.find(({ subject }) => properties.includes(subject.split(' ')[0]))?.ruleId;
}

function selectionNotes(
  parameters: Parameters, candidates: readonly Candidate[], slot: Selectable, driver: OntapStorageDriver,
  ruleOf: ReturnType<typeof errorsOf>,
  hasBackends: boolean,
) {
  const notes: { readonly reason: string; readonly rule?: string }[] = [];
  const settings = ({ fields: { storageClass: _, labels: _labels, ...fields } }: Selectable) => JSON.stringify(fields);
  const [first] = candidates;
  if (
    first?.pool !== undefined
    && candidates.some(({ pool }) => pool !== undefined && settings(pool) !== settings(first.pool!))
  ) {
    notes.push({
      reason: `the class now uses pool ${(slot as PoolCode).name}: it selected ${candidates.length} pools with different settings, of which Trident uses any`,
    });
  }
  const selector = parameters.selector ?? parameters.labels;
  const mismatch = ruleOf('storagePools', 'backendType', 'selector', 'labels')
    ?? (hasBackends && parameters.storagePools !== undefined ? 'lint/backend-not-found' : undefined);
  if (candidates.length === 0 && (selector !== undefined || mismatch !== undefined)) {
    notes.push({ reason: selector === undefined ? 'no backend of the input matches; the class has one of its own' : `removed selector '${selector}', which no pool of the input matches`, rule: mismatch });
  }
  if (parameters.media !== undefined && parameters.media !== 'ssd') {
    notes.push({ reason: `removed media ${parameters.media}: volumes of FSx are created on SSD storage` });
  }
  if (BACKEND_PARAMETERS.some(name => parameters[name] !== undefined)) {
    notes.push({ reason: `removed ${BACKEND_PARAMETERS.filter(name => parameters[name] !== undefined).join(', ')}: the storage creates the backend instead of the operator of Trident` });
  }
  for (const name of Object.keys(parameters).filter(key => !SELECTION.includes(key))) {
    name in TRIDENT_PARAMETERS || name.startsWith('csi.storage.k8s.io/')
      ? notes.push({ reason: `removed ${name}, which a class of the storage does not set` })
      : notes.push({ reason: `removed ${name}: Trident ignores a class with a parameter that it does not know`, rule: UNKNOWN });
  }
  if (parameters.fsType !== undefined && STORAGE_DRIVERS[driver].protocol === 'san' && !BACKEND_FIELDS_OF[driver].fileSystemType.values!.includes(parameters.fsType)) {
    notes.push({ reason: `removed fsType ${parameters.fsType}, which Trident does not support` });
  }
  return notes;
}

/** Settings of volumes that a class has instead of its backend or pool. They become settings of the latter, unless it has them. */
function defaultsOfClass(
  builder: Builder,
  parameters: Parameters,
  slot: Selectable,
  driver: OntapStorageDriver,
  owner: string,
): string[] {
  const names = Object.values(DEFAULTS_ROWS)
    .map(({ key }) => key)
    .filter(key => key in parameters && !SELECTION.includes(key));
  return names.filter(name => {
    const { configuration, violations } = defaultsSettings({ [name]: parameters[name] }, driver);
    const [[field, value]] = [...Object.entries(configuration), [undefined, undefined]];
    const row = field === undefined ? undefined : BACKEND_FIELDS_OF[driver][field];
    const problems = [...violations, ...check(DEFAULTS, { driver, ...configuration }).violations];
    const isLegal = row !== undefined && problems.every(({ severity }) => severity !== 'error');
    if (isLegal && slot.fields[field!] === undefined) {
      (slot.fields as Fields)[field!] = builder.setting(field!, value, row, owner, 'Ontap');
      return true;
    }
    return false;
  });
}

/** Settings of volumes that a class sets instead of its pool. */
function overrides({ provisioningType, encryption }: Parameters, slot: Selectable) {
  const fields = slot.fields as Fields;
  const notes: { readonly reason: string }[] = [];
  const set = (field: 'spaceReserved' | 'encryption', value: boolean | undefined, present: boolean | undefined) => {
    if (value !== undefined && value !== present) {
      fields[field] = literal(value);
      'name' in slot && notes.push({ reason: `${field} of ${String(slot.name)} is now ${value}, which the class sets` });
    }
  };
  set('spaceReserved', provisioningType === undefined ? undefined : provisioningType === 'thick', slot.spaceReserved);
  set('encryption', encryption === undefined ? undefined : GO_BOOLEANS[encryption], slot.encryption);
  return notes;
}
