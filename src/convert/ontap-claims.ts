import { Builder, member, metadataOf } from './builder';
import { Code, Struct, literal, map, struct } from './code';
import { legalize } from './legal';
import { BackendCode } from './ontap-backends';
import { VolumeAccessMode, VolumeMode } from '../kubernetes/enums';
import { TRIDENT_ANNOTATIONS, TRIDENT_ANNOTATION_PREFIX } from '../lint/names';
import { KubernetesObject } from '../lint/objects';
import { backendSettings } from '../lint/ontap';
import { forFiles } from '../lint/rules';
import { ATTRIBUTES } from '../lint/targets';
import { isUnknown, readQuantity, readValue, strings } from '../lint/values';
import { CLAIM_ANNOTATIONS, STORAGE_DRIVERS } from '../ontap/limits';
import { ONTAP_CLAIM_RULES } from '../ontap/rules';
import { ONTAP_CLAIM_FIELDS } from '../ontap/schema';
import { DeferredValue } from '../validation/deferred-value';

const CLAIM_RULES = forFiles<any>(ONTAP_CLAIM_RULES);
const FIELDS = {
  ...ONTAP_CLAIM_FIELDS, claimSize: { type: 'size', required: true }, accessMode: { type: 'string', values: Object.values(VolumeAccessMode) },
  volumeMode: { type: 'string', values: Object.values(VolumeMode) },
} as const;
type ClaimAnnotation = keyof typeof CLAIM_ANNOTATIONS;
/** Annotations that the methods of a storage set, or that Trident sets. */
const OTHER_ANNOTATIONS = ['importOriginalName', 'importBackendUUID', 'notManaged', 'importNoRename', 'protocol', 'cloneFromPVC', 'cloneFromSnapshot', 'readOnlyClone'];

type Note = (object: KubernetesObject, reason: string, rule?: string) => void;

/** The backend or pool of a claim. Names that the storage uses by default are absent. */
export interface ClaimSlot {
  readonly backend: BackendCode;
  readonly className: string;
  readonly backendName?: string;
  readonly pool?: string;
}

/** A converted claim, and what its clones have from it. */
export interface ClaimCode {
  readonly method: 'addClaim' | 'importVolume' | 'existingClaim' | 'cloneOf';
  readonly options: Struct;
  readonly className: string;
  readonly size?: number;
  readonly accessMode: string;
  readonly volumeMode: string;
  readonly driver: string;
  readonly showsSnapshots: boolean;
}

/** The claim or snapshot of which a claim is a clone. */
export function sourceOf({ root }: KubernetesObject): { readonly kind: string; readonly name: string } | undefined {
  const annotations = root.metadata?.annotations ?? {};
  const { kind, name } = root.spec?.dataSourceRef ?? root.spec?.dataSource ?? {};
  const [snapshot, claim] = ['cloneFromSnapshot', 'cloneFromPVC'].map(key => annotations[`${TRIDENT_ANNOTATION_PREFIX}${key}`]);
  if (typeof name === 'string') {
    return { kind: String(kind), name };
  }
  return snapshot !== undefined
    ? { kind: 'VolumeSnapshot', name: String(snapshot) }
    : claim === undefined ? undefined : { kind: 'PersistentVolumeClaim', name: String(claim) };
}

/** Converts a claim, or describes the claim with this name that exists in the cluster. */
export function claimOf(
  builder: Builder, claim: KubernetesObject, slot: ClaimSlot, note: Note, existing?: { readonly claimName: Code },
): ClaimCode | undefined {
  const spec = claim.root.spec ?? {};
  const annotations = claim.root.metadata?.annotations ?? {};
  if (isUnknown(claim.name) || isUnknown(claim.namespace) || claim.root.metadata?.name === undefined) {
    existing || builder.omit(claim, 'the name and the namespace of a claim must be known');
    return undefined;
  }
  const { driver } = slot.backend;
  const settings: { [field: string]: unknown } = {};
  for (const [field, key] of Object.entries(CLAIM_ANNOTATIONS)) {
    const reading = readValue(annotations[key], ONTAP_CLAIM_FIELDS[field as ClaimAnnotation], field, ATTRIBUTES);
    reading.violation ? note(claim, `removed ${field}: ${reading.violation.problem}`, reading.violation.id) : reading.value !== undefined && (settings[field] = reading.value);
  }
  const original = existing ? undefined : annotations[`${TRIDENT_ANNOTATION_PREFIX}importOriginalName`];
  const isImport = typeof original === 'string';
  const fallback = defaultMode(slot);
  const [accessMode = fallback, ...otherModes] = strings(spec.accessModes);
  const size = readQuantity(spec.resources?.requests?.storage, 'claimSize');
  otherModes.length > 0 && note(claim, `only ${accessMode}: a claim of the storage has one access mode`);
  size.violation && note(claim, `the size ${size.violation.problem}; it is a parameter of the stack`, size.violation.id);
  const isMissing = size.value === undefined && !existing;
  isMissing && note(claim, 'the claim lacks a size, which is a parameter of the stack', 'ontap/claim-size-missing');
  const legal = legalize(CLAIM_RULES, {
    ...settings, ...limitOf(slot.backend), claimName: claim.name, driver, accessMode,
    volumeMode: spec.volumeMode ?? VolumeMode.FILESYSTEM,
    claimSize: size.value ?? new DeferredValue(undefined), ...isImport && { importedVolume: original, managedImport: annotations[`${TRIDENT_ANNOTATION_PREFIX}notManaged`] !== 'true' },
  }, FIELDS);
  for (const { fields: [field], violation } of legal.changes) {
    note(claim, `${field} is now ${(legal.configuration as any)[field] ?? (field === 'accessMode' ? fallback : 'not set')}, because ${violation.at}: ${violation.problem}`, violation.id);
  }
  if (legal.left.length > 0) {
    existing || legal.left.forEach(({ at, problem, id }) => builder.omit(claim, `${at}: ${problem}`, id));
    return undefined;
  }
  const final: any = { ...legal.configuration, accessMode: legal.configuration.accessMode ?? fallback };
  const common = {
    namespace: claim.namespace === 'default' ? undefined : literal(claim.namespace),
    size: typeof final.claimSize === 'number' ? builder.setting('claimSize', final.claimSize, { type: 'size' }, claim.name) : builder.parameter('claimSize', 'Size', `Size of the claim ${claim.name}.`, spec.resources?.requests?.storage),
    backend: slot.backendName === undefined ? undefined : literal(slot.backendName),
    pool: slot.pool === undefined ? undefined : literal(slot.pool),
    accessMode: final.accessMode === fallback ? undefined : member(Object.values(VolumeAccessMode), final.accessMode),
    volumeMode: final.volumeMode === VolumeMode.BLOCK ? member(Object.values(VolumeMode), VolumeMode.BLOCK) : undefined,
  };
  const result = {
    className: slot.className, size: typeof final.claimSize === 'number' ? final.claimSize : undefined, accessMode: final.accessMode,
    volumeMode: final.volumeMode, driver, showsSnapshots: final.snapshotDirectory ?? showsSnapshots(slot),
  };
  if (existing) {
    return { ...result, method: 'existingClaim', options: struct('OntapExistingClaimOptions', { ...existing, ...common }) };
  }
  removedAnnotations(claim, note);
  builder.convert(claim);
  return {
    ...result,
    method: isImport ? 'importVolume' : 'addClaim',
    options: struct(isImport ? 'OntapImportOptions' : 'OntapClaimOptions', {
      ...isImport && { volumeName: literal(original), managed: final.managedImport ? literal(true) : undefined, keepName: annotations[`${TRIDENT_ANNOTATION_PREFIX}importNoRename`] === 'true' ? literal(true) : undefined },
      ...namesOf(claim), ...common,
      ...Object.fromEntries(Object.keys(CLAIM_ANNOTATIONS).filter(field => final[field] !== undefined).map(field => [field, builder.setting(field, final[field], ONTAP_CLAIM_FIELDS[field as ClaimAnnotation], claim.name, 'Ontap')])),
      ...metadataFields(claim),
    }),
  };
}

/** Whether a clone is the directory `.snapshot` of its source. */
export const isReadOnlyClone = ({ root }: KubernetesObject) => root.metadata?.annotations?.[`${TRIDENT_ANNOTATION_PREFIX}readOnlyClone`] === 'true';

/** Converts a claim that is a clone of a claim or of one of its snapshots. */
export function cloneOf(
  builder: Builder, clone: KubernetesObject, slot: ClaimSlot, source: ClaimCode, note: Note,
): ClaimCode | undefined {
  const spec = clone.root.spec ?? {};
  const annotation = (key: string) => clone.root.metadata?.annotations?.[`${TRIDENT_ANNOTATION_PREFIX}${key}`];
  if (isUnknown(clone.name) || isUnknown(clone.namespace) || clone.root.metadata?.name === undefined) {
    builder.omit(clone, 'the name and the namespace of a claim must be known');
    return undefined;
  }
  const readOnly = isReadOnlyClone(clone);
  const size = readQuantity(spec.resources?.requests?.storage, 'claimSize').value;
  const [accessMode = defaultMode(slot)] = strings(spec.accessModes);
  if (typeof size === 'number' && source.size !== undefined && size !== source.size) {
    size < source.size
      ? note(clone, `the size is now ${source.size} GiB, that of its source`, 'lint/clone-smaller-than-source')
      : note(clone, `the size is now ${source.size} GiB, that of its source; increase it after the claim is Bound`);
  }
  if (!readOnly && accessMode !== source.accessMode) {
    note(clone, `accessModes is now ${source.accessMode}, that of its source`);
  }
  if ((spec.volumeMode ?? VolumeMode.FILESYSTEM) !== source.volumeMode) {
    note(clone, `volumeMode is now ${source.volumeMode}, that of its source`);
  }
  if (slot.className !== source.className) {
    note(clone, `storageClassName is now ${source.className}, that of its source`);
  }
  for (const field of Object.keys(CLAIM_ANNOTATIONS).filter(one => one !== 'splitOnClone' && annotation(one) !== undefined)) {
    note(clone, `removed ${field}: a clone has that of its source`);
  }
  removedAnnotations(clone, note);
  builder.convert(clone);
  return {
    ...source,
    method: 'cloneOf',
    options: struct('OntapCloneOptions', {
      ...namesOf(clone), readOnly: readOnly ? literal(true) : undefined,
      splitOnClone: ['true', 'false'].includes(annotation('splitOnClone')) ? literal(annotation('splitOnClone') === 'true') : undefined,
      ...metadataFields(clone),
    }),
  };
}

const defaultMode = ({ backend }: ClaimSlot) => STORAGE_DRIVERS[backend.driver].protocol === 'san' ? VolumeAccessMode.READ_WRITE_ONCE : VolumeAccessMode.READ_WRITE_MANY;
const namesOf = ({ name }: KubernetesObject) => ({ name: literal(name), fixedName: literal(true) });
const metadataFields = ({ root }: KubernetesObject) => ({
  labels: map(metadataOf(root.metadata?.labels)), annotations: map(metadataOf(root.metadata?.annotations)),
});

/** Whether volumes of a pool or backend show the directory `.snapshot`. */
function showsSnapshots({ backend: { fields, pools }, pool }: ClaimSlot): boolean {
  const code =
    (pools.find(({ name }) => name === pool) ?? pools[0])?.fields.snapshotDirectory ?? fields.snapshotDirectory;
  return code?.kind === 'literal' && code.value === true;
}

/** The largest volume of a backend. */
function limitOf({ object, driver, name }: BackendCode): object {
  const {
    limitVolumeSize, limitVolumePoolSize,
  } = object ? backendSettings(object.root.spec, name, driver).configuration : {};
  const limits = [limitVolumeSize, limitVolumePoolSize].filter((limit): limit is number => typeof limit === 'number');
  return limits.length > 0 ? { limitVolumeSize: Math.min(...limits) } : {};
}

function removedAnnotations(claim: KubernetesObject, note: Note): void {
  const known = [...Object.values<string>(CLAIM_ANNOTATIONS), ...OTHER_ANNOTATIONS.map(key => `${TRIDENT_ANNOTATION_PREFIX}${key}`)];
  const written = Object.keys(claim.root.metadata?.annotations ?? {}).filter(key =>
    key.startsWith(TRIDENT_ANNOTATION_PREFIX),
  );
  for (const key of written.filter(one => !known.includes(one))) {
    TRIDENT_ANNOTATIONS.includes(key.slice(TRIDENT_ANNOTATION_PREFIX.length))
      ? note(claim, `removed ${key}, which a claim of the storage does not set`)
      : note(claim, `removed ${key}, which Trident ignores`, 'lint/unknown-annotation');
  }
}
