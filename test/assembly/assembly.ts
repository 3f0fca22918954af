import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';

const ROOT = join(__dirname, '..', '..');

/** The type of a property in the assembly. */
export interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

export interface Property {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: true;
}

export interface Callable {
  readonly parameters?: readonly { readonly type: TypeReference }[];
}

export interface Type {
  readonly name: string;
  readonly kind: 'interface' | 'class' | 'enum';
  readonly fqn: string;
  readonly datatype?: true;
  readonly initializer?: Callable;
  readonly methods?: readonly Callable[];
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Property[];
}

/** The types of the library, as jsii compiled it: what every language sees. */
export const TYPES: { readonly [fqn: string]: Type } = load();

function load() {
  const compressed = join(ROOT, '.jsii.gz');
  if (!existsSync(compressed)) {
    throw new Error('There is no assembly. Run `npx projen compile` first.');
  }
  return JSON.parse(gunzipSync(readFileSync(compressed)).toString()).types;
}

/** All properties of a struct, inherited ones included. */
export function propertiesOf({ interfaces = [], properties = [] }: Type): Property[] {
  const own = new Set(properties.map(({ name }) => name));
  return [...properties, ...interfaces.flatMap(fqn => propertiesOf(TYPES[fqn])).filter(({ name }) => !own.has(name))];
}

/** Structs that users write: those that a property or a parameter takes. */
export function inputStructs(): Type[] {
  const taken = new Set(Object.values(TYPES).flatMap(({ properties = [], methods = [], initializer }) => [
    ...properties.map(({ type }) => fqnOf(type)),
    ...[initializer, ...methods].flatMap(callable => (callable?.parameters ?? []).map(({ type }) => fqnOf(type))),
  ]));
  return Object.values(TYPES).filter(({ kind, datatype, name, fqn }) => kind === 'interface' && datatype && taken.has(fqn) && !RETURNED.includes(name));
}

/** Structs that the library returns. */
const RETURNED = ['StorageRecommendation', 'StorageAdvice', 'StorageAlternative', 'StorageCost'];

function fqnOf({ fqn, collection }: TypeReference): string | undefined {
  return collection ? fqnOf(collection.elementtype) : fqn;
}
