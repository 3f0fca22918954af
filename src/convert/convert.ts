import { Builder, Note, titleOf } from './builder';
import { Parameter, Program, StorageCode } from './code';
import { ConvertOptions, isLustreClass, isLustreVolume, lustreClass, lustreVolume } from './lustre';
import { isTridentClass, ontapStorages } from './ontap';
import { python } from './python';
import { templateStorages } from './templates';
import { typescript } from './typescript';
import { SourceFile, Unreadable, parseFile } from '../lint/documents';
import { KubernetesObject, ObjectIndex, sort } from '../lint/objects';
import { TRIDENT_DRIVER } from '../lint/targets';
import { textOf } from '../lint/values';

export type Language = 'typescript' | 'python';

/** The result of a conversion. */
export interface Conversion {
  /** Empty if nothing of the input can be expressed. */
  readonly code: string;
  readonly parameters: readonly Parameter[];
  /** Objects of the input that the code creates. */
  readonly converted: readonly { readonly object: string; readonly file: string }[];
  readonly changed: readonly Note[];
  readonly notExpressible: readonly Note[];
  /** Objects that the code has nothing to do with: those of other drivers, and volumes that a driver created. */
  readonly left: readonly Note[];
  readonly unreadable: readonly Unreadable[];
}

const STACK = 'StorageStack';
/** Kinds that describe storage; others, such as pods, remain what they are. */
const STORAGE_KINDS = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig', 'VolumeSnapshotClass', 'VolumeSnapshot'];

/** Converts manifests and templates to code that uses the constructs. */
export function convert(files: Iterable<SourceFile>, language: Language, options: ConvertOptions): Conversion {
  const parsed = [...files].map(parseFile);
  const { objects: all, templates } = sort(parsed.flatMap(({ documents }) => documents));
  const builder = new Builder();
  const objects = distinct(builder, all);
  const index = new ObjectIndex(objects);
  const storages: StorageCode[] = [
    ...lustreStorages(builder, objects, index, options), ...ontapStorages(builder, objects, index, options),
    ...templates.flatMap(template => templateStorages(builder, template, options)),
  ];
  const seen = new Set([...builder.converted, ...builder.notExpressible, ...builder.left].map(({ object, file }) => `${file} ${object}`));
  for (const object of objects.filter(({ kind }) => STORAGE_KINDS.includes(kind))) {
    seen.has(`${object.document.file.name} ${titleOf(object)}`) || explain(builder, object, index);
  }
  const { converted, changed, notExpressible, left } = builder;
  const isConstruct = ({ type }: Parameter) => /^(eks\.)?I[A-Z]/.test(type);
  const parameters = [...builder.parameters].sort((a, b) => Number(isConstruct(b)) - Number(isConstruct(a)));
  const program: Program = { parameters, storages };
  return {
    code: storages.length === 0 ? '' : language === 'python' ? python(program, STACK) : typescript(program, STACK),
    parameters, converted, changed, notExpressible, left, unreadable: parsed.flatMap(({ unreadable }) => unreadable),
  };
}

function lustreStorages(
  builder: Builder, objects: readonly KubernetesObject[], index: ObjectIndex, options: ConvertOptions,
): StorageCode[] {
  const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const handles = new Set<string>();
  return objects.flatMap(object => {
    if (isLustreClass(object)) {
      const own = claims.filter(claim => claim.root.spec?.storageClassName === object.name && index.find('StorageClass', object.name, claim) === object);
      const converted = lustreClass(builder, object, own, options);
      return converted ? [converted] : [];
    }
    if (!isLustreVolume(object) || isProvisioned(object)) {
      return [];
    }
    const claim = claims.find(({ root, name }) => root.spec?.volumeName === object.name
      || (root.spec?.volumeName === undefined && object.root.spec?.claimRef?.name === name));
    const storage = lustreVolume(builder, object, claim, index, options, handles);
    return storage ? [storage] : [];
  });
}

/** Overlays define an object several times. Equal definitions are one object; others need a run each. */
function distinct(builder: Builder, objects: readonly KubernetesObject[]): KubernetesObject[] {
  const first = new Map<string, KubernetesObject>();
  return objects.filter(object => {
    const { kind, name, namespace, document, root } = object;
    const key = JSON.stringify([kind, kind.endsWith('Class') || kind === 'PersistentVolume' ? '' : namespace, name]);
    const other = first.get(key);
    if (other === undefined || !STORAGE_KINDS.includes(kind) || name === '') {
      first.set(key, object);
      return true;
    }
    if (JSON.stringify(other.root) !== JSON.stringify(root)) {
      builder.omit(object, `${other.document.file.name === document.file.name ? 'the file' : other.document.file.name} defines another object of this name: convert each overlay in a run of its own`);
    }
    return false;
  });
}

/** A volume that a driver created for a claim. */
const isProvisioned = ({ root }: KubernetesObject) => root.metadata?.annotations?.['pv.kubernetes.io/provisioned-by'] !== undefined;

/** Reports an object that no storage of the code creates. */
function explain(builder: Builder, object: KubernetesObject, index: ObjectIndex): void {
  const { kind, root } = object;
  const driver = textOf(root.provisioner ?? root.spec?.csi?.driver ?? root.driver) ?? '';
  switch (kind) {
    case 'PersistentVolumeClaim': {
      const name = root.spec?.storageClassName;
      const volume = index.find('PersistentVolume', root.spec?.volumeName, object);
      const storageClass = index.find('StorageClass', name, object);
      return storageClass && (isLustreClass(storageClass) || isTridentClass(storageClass))
        ? builder.omit(object, `its StorageClass '${name}' is not converted`)
        : builder.leave(object, storageClass || volume ? 'its volume is not one of FSx for Lustre or ONTAP' : `the input lacks its StorageClass '${name ?? ''}' or its volume`);
    }
    case 'PersistentVolume':
      return isProvisioned(object)
        ? builder.leave(object, 'its driver created it for a claim')
        : driver === TRIDENT_DRIVER ? builder.omit(object, 'only Trident creates its volumes; use importVolume() for a volume that exists in ONTAP') : builder.leave(object, otherDriver(driver));
    case 'VolumeSnapshot':
      return root.spec?.source?.persistentVolumeClaimName === undefined
        ? builder.omit(object, 'existingSnapshot() represents a snapshot that is bound to a VolumeSnapshotContent')
        : builder.leave(object, `the input lacks its claim '${root.spec.source.persistentVolumeClaimName}', or its volume is not one of FSx for ONTAP`);
    case 'VolumeSnapshotClass':
      return driver === TRIDENT_DRIVER
        ? builder.omit(object, 'the input has no storage for it: a storage has one VolumeSnapshotClass')
        : builder.leave(object, otherDriver(driver));
    default:
      return builder.leave(object, otherDriver(driver));
  }
}

const otherDriver = (driver: string) => `its driver '${driver}' is not one of FSx for Lustre or ONTAP`;
