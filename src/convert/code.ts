/** A value in generated code, whatever the language. */
export type Code =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** A member of an enum. */
  | { readonly kind: 'member'; readonly owner: string; readonly name: string }
  /** A parameter of the stack. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** A static method; `self` passes the stack as the first argument. */
  | { readonly kind: 'call'; readonly target: string; readonly self?: true; readonly args: readonly Code[]; readonly options?: Struct }
  | { readonly kind: 'list'; readonly items: readonly Code[] }
  | { readonly kind: 'map'; readonly entries: { readonly [key: string]: string } }
  /** A construct of the program, by its id. */
  | { readonly kind: 'reference'; readonly id: string }
  | Struct;

/** The properties of an interface, without those that are undefined. */
export interface Struct {
  readonly kind: 'struct';
  readonly type: string;
  readonly fields: { readonly [property: string]: Code | undefined };
}

/** A value that the input does not contain, as a property of the stack. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly documentation: string;
  /** What the input has in its place, such as `${SUBNET_ID}`. */
  readonly placeholder?: unknown;
}

/** A method of a storage that creates or represents a further object. Its result has the same id. */
export interface MethodCall {
  readonly method: string;
  readonly id: string;
  /** The arguments between the id and the options. */
  readonly args?: readonly Code[];
  readonly options: Struct;
}

/** One construct. */
export interface StorageCode {
  readonly construct: 'FsxLustreStorage' | 'FsxOntapStorage';
  readonly id: string;
  readonly props: Struct;
  /** What differs from the input, and why. */
  readonly comments: readonly string[];
  readonly calls: readonly MethodCall[];
}

/** A stack. */
export interface Program {
  readonly parameters: readonly Parameter[];
  readonly storages: readonly StorageCode[];
}

export const literal = (value: string | number | boolean): Code => ({ kind: 'literal', value });
export const struct = (type: string, fields: Struct['fields']): Struct => ({ kind: 'struct', type, fields });
export const call = (target: string, args: readonly Code[], options?: Struct): Code => ({ kind: 'call', target, args, options });
/** A method that imports something into the scope of the stack. */
export const imported = (target: string, args: readonly Code[], options?: Struct): Code => ({ kind: 'call', target, self: true, args, options });
export const reference = (id: string): Code => ({ kind: 'reference', id });
export const list = (items: readonly Code[]): Code => ({ kind: 'list', items });
export const map = (entries: { readonly [key: string]: string } | undefined): Code | undefined =>
  entries && Object.keys(entries).length > 0 ? { kind: 'map', entries } : undefined;

export function present(fields: Struct['fields']): [string, Code][] {
  return Object.entries(fields).filter((entry): entry is [string, Code] => entry[1] !== undefined);
}

/** What a parameter is, and what the input has in its place. */
export function documentationOf({ documentation, placeholder }: Parameter): string {
  const written = placeholder === undefined ? undefined : typeof placeholder === 'string' ? placeholder : JSON.stringify(placeholder);
  const shown = written === undefined || written.length > 80 ? documentation : `${documentation} The input has ${written}.`;
  return shown.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** The modules of names in a program; every other name is of this library. */
const CDK_NAMES = ['Duration', 'RemovalPolicy', 'Size', 'Stack', 'StackProps'];
export const CDK_MODULES: { readonly [alias: string]: string } = {
  ec2: 'aws_ec2', eks: 'aws_eks_v2', kms: 'aws_kms', logs: 'aws_logs', secretsmanager: 'aws_secretsmanager',
};

interface Imports {
  readonly cdk: string[];
  readonly library: string[];
}

/** The names that a program uses, by the package that exports them. `structs`: whether structs are named. */
export function importsOf({ parameters, storages }: Program, structs: boolean, also: readonly string[]): Imports {
  const names = new Set<string>(also);
  const visit = (code: Code | undefined): void => {
    switch (code?.kind) {
      case 'member':
        names.add(code.owner);
        break;
      case 'call':
        names.add(code.target.split('.')[0]);
        code.args.forEach(visit);
        present(code.options?.fields ?? {}).forEach(([, value]) => visit(value));
        break;
      case 'list':
        code.items.forEach(visit);
        break;
      case 'struct':
        structs && code.type !== '' && names.add(code.type.split('.')[0]);
        present(code.fields).forEach(([, value]) => visit(value));
    }
  };
  for (const { construct, props, calls } of storages) {
    names.add(construct);
    [props, ...calls.map(({ options }) => options)].forEach(({ fields }) =>
      present(fields).forEach(([, value]) => visit(value)),
    );
    calls.forEach(({ args = [] }) => args.forEach(visit));
  }
  parameters.map(({ type }) => type.split('.')[0]).filter(type => !['string', 'number', 'boolean'].includes(type)).forEach(type => names.add(type));
  const sorted = [...names].sort();
  const isModule = (name: string) => name in CDK_MODULES;
  return {
    cdk: [...sorted.filter(name => CDK_NAMES.includes(name)), ...sorted.filter(isModule).map(name => `${CDK_MODULES[name]} as ${name}`)],
    library: sorted.filter(name => !CDK_NAMES.includes(name) && !isModule(name)),
  };
}

/** A comment, in lines of at most 100 characters. */
export function wrapped(text: string, width = 100): string[] {
  const lines: string[] = [];
  for (const word of text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').split(' ')) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + word.length < width) {
      lines[last] += ` ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Names that a variable cannot have in TypeScript or Python, or that the stack uses. */
const RESERVED = new Set([
  ...'as async await break case catch class const continue debugger default def del delete do elif else enum except export extends false finally for from'.split(' '),
  ...'function global if implements import in instanceof interface is lambda let new nonlocal none not null or and assert package pass private'.split(' '),
  ...'protected public raise return static super switch this throw true try typeof undefined var void while with yield'.split(' '),
  ...'scope id props self construct_id kwargs arguments eval'.split(' '), ...Object.keys(CDK_MODULES),
]);

/** The variables of the constructs that the program refers to, by their ids. */
export function variablesOf({ parameters, storages }: Program): ReadonlyMap<string, string> {
  const referenced = new Set<string>();
  const visit = (code: Code | undefined): void => {
    if (code?.kind === 'reference') {
      referenced.add(code.id);
    } else if (code?.kind === 'list') {
      code.items.forEach(visit);
    } else if (code?.kind === 'struct') {
      present(code.fields).forEach(([, value]) => visit(value));
    }
  };
  for (const { id, calls } of storages) {
    calls.length > 0 && referenced.add(id);
    calls.forEach(({ args = [], options }) => [...args, options].forEach(visit));
  }
  const taken = new Set(parameters.map(({ name }) => snake(name)));
  const variables = new Map<string, string>();
  for (const { id, calls } of storages) {
    for (const one of [id, ...calls.map(({ id: name }) => name)].filter(name => referenced.has(name))) {
      const stem = `${one[0].toLowerCase()}${one.slice(1)}`;
      const suffix = one === id ? 'Storage' : 'Source';
      const free = [stem, `${stem}${suffix}`, `${stem}${suffix}2`].find(name => !RESERVED.has(snake(name)) && !taken.has(snake(name)))!;
      taken.add(snake(free));
      variables.set(one, free);
    }
  }
  return variables;
}

/** The name of a property or method in Python, as jsii writes it. */
export function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}
