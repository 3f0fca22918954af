import { Code, Parameter, Struct, call, imported, literal, struct } from './code';
import * as kubernetes from '../kubernetes/enums';
import { KubernetesObject } from '../lint/objects';
import { isUnknown } from '../lint/values';
import * as lustre from '../lustre/limits';
import * as ontap from '../ontap/limits';
import { DeferredValue } from '../validation/deferred-value';
import { Field, SettingRow } from '../validation/schema';

/** Something that the result does not contain, or contains in another form. */
export interface Note {
  readonly object: string;
  readonly file: string;
  readonly reason: string;
  readonly ruleId?: string;
}

/** Collects the parameters and notes of a program. */
export class Builder {
  public readonly parameters: Parameter[] = [];
  public readonly changed: Note[] = [];
  public readonly notExpressible: Note[] = [];
  /** Objects that the program has nothing to do with, such as those of other drivers. */
  public readonly left: Note[] = [];
  /** Objects of the input that the program creates. */
  public readonly converted: { readonly object: string; readonly file: string }[] = [];
  private readonly ids = new Set<string>();

  /** A construct id, unique in the stack. */
  public id(name: string): string {
    const stem = this.stem(name);
    let id = stem;
    for (let count = 2; this.ids.has(id); count++) {
      id = `${stem}${count}`;
    }
    this.ids.add(id);
    return id;
  }

  /** A name in Pascal case. */
  public stem(name: string): string {
    const words = name.split(/[^A-Za-z0-9]+/).filter(word => word !== '').map(word => word[0].toUpperCase() + word.slice(1));
    return words.join('').replace(/^\d+/, '').replace(/^[a-z]/, first => first.toUpperCase()) || 'Storage';
  }

  /** A property of the stack. The same placeholder is the same parameter. */
  public parameter(name: string, type: string, documentation: string, placeholder?: unknown): Code {
    const same = this.parameters.find(one => one.type === type && (placeholder === undefined
      ? one.name === name
      : JSON.stringify(one.placeholder) === JSON.stringify(placeholder)));
    if (same) {
      return { kind: 'parameter', name: same.name };
    }
    const taken = this.parameters.filter(one => one.name.replace(/\d+$/, '') === name).length;
    const parameter = { name: taken === 0 ? name : `${name}${taken + 1}`, type, documentation, placeholder };
    this.parameters.push(parameter);
    return { kind: 'parameter', name: parameter.name };
  }

  public text(value: unknown, name: string, documentation: string): Code {
    return typeof value === 'string' && value !== '' && !isUnknown(value)
      ? literal(value)
      : this.parameter(name, 'string', documentation, value instanceof DeferredValue ? tokenOf(value) : value);
  }

  /** A setting that a row of the schema describes. */
  public setting(field: string, value: unknown, row: Field & Partial<SettingRow>, id: string, service = 'Lustre'): Code {
    const name = (row.property ?? field).split('.').pop()!;
    const owner = row.values && enumOf(row.values, service)?.[0];
    if (value instanceof DeferredValue) {
      const type = owner ?? (row.type === 'number' || row.type === 'boolean' ? row.type : row.type === 'size' ? 'Size' : row.type === 'duration' ? 'Duration' : 'string');
      const parameter = this.parameter(field, type, `${field} of ${id}.`, tokenOf(value));
      return row.pick === undefined ? parameter : picked(row.pick, parameter, `${id}${name[0].toUpperCase()}${name.slice(1)}`);
    }
    if (owner !== undefined) {
      return member(row.values!, String(value), service);
    }
    switch (row.type) {
      case 'size':
        return row.unit === 'MiB' ? call('Size.mebibytes', [literal(value as number)]) : sizeOf(value as number);
      case 'duration':
        return call('Duration.days', [literal(value as number)]);
      case 'object':
        return picked(row.pick ?? '', literal(String(value)), `${id}${name[0].toUpperCase()}${name.slice(1)}`);
      default:
        return literal(value as string | number | boolean);
    }
  }

  public change(
    object: KubernetesObject | { readonly object: string; readonly file: string }, reason: string, ruleId?: string,
  ): string {
    this.changed.push({ ...this.placeOf(object), reason, ...ruleId && { ruleId } });
    return `${this.placeOf(object).object}: ${reason}${ruleId ? ` (${ruleId})` : ''}`;
  }

  public omit(
    object: KubernetesObject | { readonly object: string; readonly file: string }, reason: string, ruleId?: string,
  ): void {
    this.notExpressible.push({ ...this.placeOf(object), reason, ...ruleId && { ruleId } });
  }

  public leave(object: KubernetesObject | { readonly object: string; readonly file: string }, reason: string): void {
    this.left.push({ ...this.placeOf(object), reason });
  }

  public convert(object: KubernetesObject | { readonly object: string; readonly file: string }): void {
    this.converted.push(this.placeOf(object));
  }

  private placeOf(object: KubernetesObject | { readonly object: string; readonly file: string }) {
    return 'document' in object ? { object: titleOf(object), file: object.document.file.name } : { object: object.object, file: object.file };
  }
}

/** An object in notes. */
export function titleOf({ kind, name, namespace }: KubernetesObject): string {
  return `${kind} '${namespace === 'default' ? '' : `${namespace}/`}${name}'`;
}

/** A size in the largest unit of which it is a whole number. */
export function sizeOf(gibibytes: number): Code {
  return gibibytes >= 1024 && gibibytes % 1024 === 0 ? call('Size.tebibytes', [literal(gibibytes / 1024)])
    : Number.isInteger(gibibytes) ? call('Size.gibibytes', [literal(gibibytes)]) : call('Size.mebibytes', [literal(Math.ceil(gibibytes * 1024))]);
}

/** The value that is known only at deployment, as the input has it. */
export function tokenOf(value: DeferredValue<any>): unknown {
  return value.token;
}

function picked(pick: string, value: Code, id: string): Code {
  switch (pick) {
    case 'keyArn':
      return imported('kms.Key.fromKeyArn', [literal(id), value]);
    case 'logGroupArn':
    case 'logGroupName':
      return imported('logs.LogGroup.fromLogGroupName', [literal(id), value]);
    default:
      return value;
  }
}

/** Settings as properties, nested as the rows say. */
export function nested(
  settings: readonly (readonly [SettingRow, Code])[],
  prefix: string,
): { [property: string]: Code } {
  const fields: { [property: string]: Code } = {};
  for (const [row, code] of settings) {
    const [property, inner] = row.property.split('.');
    if (inner === undefined) {
      fields[property] = code;
    } else {
      const type = `${prefix}${property[0].toUpperCase()}${property.slice(1)}`;
      fields[property] = struct(type, { ...(fields[property] as Struct | undefined)?.fields, [inner]: code });
    }
  }
  return fields;
}

const ENUMS = Object.entries({ ...lustre, ...ontap, ...kubernetes }).filter(([name, value]) => /^[A-Z][a-z]/.test(name) && typeof value === 'object') as [string, { readonly [key: string]: string }][];

/** The enum with these values; two services have enums that are equal. */
function enumOf(values: readonly string[], service: string) {
  const equal = ENUMS.filter(([, members]) => Object.values(members).join() === values.join());
  return equal.find(([name]) => name.startsWith(service)) ?? equal[0];
}

export function member(values: readonly string[], value: string, service = 'Lustre'): Code {
  const [owner, members] = enumOf(values, service);
  return { kind: 'member', owner, name: Object.keys(members).find(key => members[key] === value)! };
}

/** Metadata that Kubernetes, drivers, and tools such as Helm set for themselves. */
const OWN = /^(kubectl\.kubernetes\.io|(pv|volume)\.(beta\.)?kubernetes\.io|snapshot\.storage\.kubernetes\.io|trident\.netapp\.io|(meta\.)?helm\.sh|argocd\.argoproj\.io)\/|^app\.kubernetes\.io\/managed-by$/;

/** Labels or annotations of an object that belong to its user. */
export function metadataOf(entries: unknown, except: readonly string[] = []): { [key: string]: string } | undefined {
  const own = Object.entries((entries ?? {}) as { [key: string]: unknown }).filter(([key, value]) => !OWN.test(key) && !except.includes(key) && typeof value === 'string');
  return own.length > 0 ? Object.fromEntries(own) as { [key: string]: string } : undefined;
}
