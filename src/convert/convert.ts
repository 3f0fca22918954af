import { Builder, Note } from './builder';
import { Parameter, Program, StorageCode } from './code';
import { ConvertOptions, isLustreClass, isLustreVolume, lustreClass, lustreVolume } from './lustre';
import { ontapStorages } from './ontap';
import { python } from './python';
import { templateStorages } from './templates';
import { typescript } from './typescript';
import { SourceFile, Unreadable, parseFile } from '../lint/documents';
import { KubernetesObject, ObjectIndex, sort } from '../lint/objects';

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
  readonly unreadable: readonly Unreadable[];
}

const STACK = 'StorageStack';
/** Kinds that describe storage; others, such as pods, remain what they are. */
const STORAGE_KINDS = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig', 'VolumeSnapshotClass', 'VolumeSnapshot'];

/** Converts manifests and templates to code that uses the constructs. */
export function convert(files: Iterable<SourceFile>, language: Language, options: ConvertOptions): Conversion {
  const parsed = [...files].map(parseFile);
  const { objects, templates } = sort(parsed.flatMap(({ documents }) => documents));
  const builder = new Builder();
  const index = new ObjectIndex(objects);
  const storages: StorageCode[] = [
    ...lustreStorages(builder, objects, index, options), ...ontapStorages(builder, objects, options),
    ...templates.flatMap(template => templateStorages(builder, template, options)),
  ];
  const seen = new Set([...builder.converted, ...builder.notExpressible].map(({ object, file }) => `${file} ${object}`));
  for (const object of objects.filter(({ kind }) => STORAGE_KINDS.includes(kind))) {
    seen.has(`${object.document.file.name} ${object.kind} '${object.name}'`) || builder.omit(object, reasonFor(object));
  }
  const program: Program = { parameters: builder.parameters, storages };
  const { converted, changed, notExpressible, parameters } = builder;
  return {
    code: storages.length === 0 ? '' : language === 'python' ? python(program, STACK) : typescript(program, STACK),
    parameters, converted, changed, notExpressible, unreadable: parsed.flatMap(({ unreadable }) => unreadable),
  };
}

function lustreStorages(builder: Builder, objects: readonly KubernetesObject[], index: ObjectIndex, options: ConvertOptions): StorageCode[] {
  const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const handles = new Set<string>();
  return objects.flatMap(object => {
    if (isLustreClass(object)) {
      const own = claims.filter(claim => claim.root.spec?.storageClassName === object.name && index.find('StorageClass', object.name, claim) === object);
      const converted = lustreClass(builder, object, own, options);
      return converted ? [converted] : [];
    }
    if (!isLustreVolume(object)) {
      return [];
    }
    const claim = claims.find(({ root, name }) => root.spec?.volumeName === object.name
      || (root.spec?.volumeName === undefined && object.root.spec?.claimRef?.name === name));
    const storage = lustreVolume(builder, object, claim, index, options, handles);
    return storage ? [storage] : [];
  });
}

function reasonFor({ kind, root }: KubernetesObject): string {
  switch (kind) {
    case 'PersistentVolumeClaim':
      return `its StorageClass '${root.spec?.storageClassName ?? ''}' or its volume is not one of FSx in the input`;
    case 'VolumeSnapshot':
      return 'a snapshot is taken once; existingSnapshot() represents it';
    case 'VolumeSnapshotClass':
      return 'the input has no Trident backend or StorageClass for it';
    default:
      return `its driver '${root.provisioner ?? root.spec?.csi?.driver ?? root.driver ?? ''}' is not one of FSx for Lustre or ONTAP`;
  }
}
