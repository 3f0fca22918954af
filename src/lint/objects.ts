import { ParsedDocument, Region, SourceFile } from './documents';
import { isMapping, textOf } from './values';

/** Content with positions: a document, or a manifest inside a CloudFormation template. */
export interface Located {
  readonly file: SourceFile;
  readonly root: unknown;
  region(container: object, key?: string | number): Region;
  regionOfKey(container: object, key: string): Region;
}

/** A Kubernetes object. */
export interface KubernetesObject {
  readonly document: Located;
  readonly root: any;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** A CloudFormation template. */
export interface Template {
  readonly document: Located;
  readonly resources: { readonly [id: string]: any };
}

export interface Input {
  readonly objects: readonly KubernetesObject[];
  readonly templates: readonly Template[];
}

/** The type of Kubernetes objects that the CDK applies with kubectl. */
const KUBECTL_RESOURCE = 'Custom::AWSCDK-EKS-KubernetesResource';

/** Sorts the content of documents. Everything else, such as values of a chart, is ignored. */
export function sort(documents: readonly ParsedDocument[]): Input {
  const objects: KubernetesObject[] = [];
  const templates: Template[] = [];
  for (const document of documents) {
    const { root } = document;
    if (isMapping(root) && isMapping(root.Resources)) {
      const resources: Template['resources'] = Object.fromEntries(Object.entries(root.Resources).filter(([, resource]) => isMapping(resource)));
      templates.push({ document, resources });
      for (const resource of Object.values(resources)) {
        if (resource.Type === KUBECTL_RESOURCE) {
          objects.push(
            ...manifestsIn(document, resource.Properties).flatMap(embedded => objectsIn(embedded, embedded.root)),
          );
        }
      }
    } else {
      objects.push(...objectsIn(document, root));
    }
  }
  return { objects, templates };
}

/** The objects of a document, of a List, or of a JSON array. */
function objectsIn(document: Located, root: unknown): KubernetesObject[] {
  if (Array.isArray(root)) {
    return root.flatMap(item => objectsIn(document, item));
  }
  if (!isMapping(root) || typeof root.kind !== 'string' || typeof root.apiVersion !== 'string') {
    return [];
  }
  if (root.kind.endsWith('List') && Array.isArray(root.items)) {
    return root.items.flatMap(item => objectsIn(document, item));
  }
  const metadata = isMapping(root.metadata) ? root.metadata : {};
  return [{
    document, root, kind: root.kind, name: textOf(metadata.name) ?? textOf(metadata.generateName) ?? '', namespace: textOf(metadata.namespace) ?? 'default',
  }];
}

/** The manifests of a resource of the CDK. References to other resources become placeholders. */
function manifestsIn(document: Located, properties: any): Located[] {
  const text = typeof properties?.Manifest === 'string' ? properties.Manifest : joined(properties?.Manifest);
  try {
    const root = JSON.parse(text);
    const region = document.region(properties, 'Manifest');
    return [{ file: document.file, root, region: () => region, regionOfKey: () => region }];
  } catch {
    return [];
  }
}

function joined(value: any): string {
  const [separator, parts] = value?.['Fn::Join'] ?? ['', []];
  return Array.isArray(parts) ? parts.map(part => typeof part === 'string' ? part : '${known at deployment}').join(separator) : '';
}

/** Finds objects that others refer to. */
export class ObjectIndex {
  private readonly byName = new Map<string, KubernetesObject[]>();
  private readonly byKind = new Map<string, KubernetesObject[]>();
  private readonly byFile = new Map<string, KubernetesObject[]>();
  private readonly byText = new Map<string, Map<string, KubernetesObject[]>>();

  constructor(objects: readonly KubernetesObject[]) {
    for (const object of objects) {
      append(this.byName, keyOf(object.kind, object.name, object.namespace), object);
      append(this.byKind, object.kind, object);
      append(this.byFile, `${object.kind}/${object.document.file.name}`, object);
    }
  }

  /** The object that a reference means: that of the same file, or the only one of the input. Overlays define an object several times. */
  public find(
    kind: string, name: unknown, from: KubernetesObject, namespace = from.namespace,
  ): KubernetesObject | undefined {
    const candidates = typeof name === 'string' ? this.byName.get(keyOf(kind, name, namespace)) ?? [] : [];
    return (
      candidates.find(({ document }) => document.file === from.document.file)
      ?? (candidates.length === 1 ? candidates[0] : undefined)
    );
  }

  public has(kind: string, name: string, namespace: string): boolean {
    return this.byName.has(keyOf(kind, name, namespace));
  }

  /** The objects of a kind in the same file. */
  public inFile(kind: string, { document }: KubernetesObject): readonly KubernetesObject[] {
    return this.byFile.get(`${kind}/${document.file.name}`) ?? [];
  }

  /** The objects of a kind: those of the same file, or without any, all of an input that is not too large to compare them. */
  public near(kind: string, from: KubernetesObject): readonly KubernetesObject[] {
    const own = this.inFile(kind, from);
    const all = this.byKind.get(kind) ?? [];
    return own.length > 0 ? own : all.length > MANY ? [] : all;
  }

  /** The objects of a kind that have the same text, such as the handle of a volume. */
  public sharing(
    kind: string, text: string, textOfObject: (object: KubernetesObject) => string | undefined,
  ): readonly KubernetesObject[] {
    const known = this.byText.get(kind) ?? new Map<string, KubernetesObject[]>();
    if (!this.byText.has(kind)) {
      this.byText.set(kind, known);
      for (const object of this.byKind.get(kind) ?? []) {
        append(known, textOfObject(object) ?? '', object);
      }
    }
    return known.get(text) ?? [];
  }
}

/** In a larger input, objects are not compared one by one. */
const MANY = 1000;
const CLUSTER_SCOPED = ['StorageClass', 'PersistentVolume', 'VolumeSnapshotClass'];

function keyOf(kind: string, name: string, namespace: string): string {
  return CLUSTER_SCOPED.includes(kind) ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function append<T>(map: Map<string, T[]>, key: string, item: T) {
  const known = map.get(key);
  if (known) {
    known.push(item);
  } else {
    map.set(key, [item]);
  }
}

/** Whether a name is another one with a typing error: a character that is missing, added or exchanged. Numbers and plurals are intended. */
export function isTypo(name: string, other: string): boolean {
  const [short, long] = name.length <= other.length ? [name, other] : [other, name];
  if (short.length < 5) {
    return false;
  }
  if (long.length === short.length + 1) {
    const at = [...short].findIndex((character, index) => character !== long[index]);
    const index = at < 0 ? short.length : at;
    // a character more at the end is a typing error only if it is doubled
    const isInside = index < short.length || long[index] === short[index - 1];
    return isInside && short.slice(index) === long.slice(index + 1) && /[a-z]/.test(long[index]);
  }
  const differences =
    short.length === long.length
      ? [...short].flatMap((character, index) => (character === long[index] ? [] : [index]))
      : [];
  const [a, b] = differences;
  return differences.length === 2 && b === a + 1 && short[a] === long[b] && short[b] === long[a] && /^[a-z]{2}$/.test(short.slice(a, b + 1));
}
