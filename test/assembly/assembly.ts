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

export interface Type {
  readonly name: string;
  readonly kind: 'interface' | 'class' | 'enum';
  readonly datatype?: true;
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

/** Structs that users write: everything that is not returned by the library. */
export function inputStructs(): Type[] {
  return Object.values(TYPES).filter(({ kind, datatype, name }) => kind === 'interface' && datatype && !RETURNED.includes(name));
}

/** Structs that the library returns. */
const RETURNED = ['LustreSizingChoice', 'OntapSizingChoice', 'StorageRecommendation'];
