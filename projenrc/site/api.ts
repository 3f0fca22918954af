import { readFileSync } from 'fs';
import { gunzipSync } from 'zlib';
import { Translations } from './examples';
import { escaped, siteLinks } from './markdown';

interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly see?: string;
  readonly example?: string;
  readonly returns?: string;
  readonly deprecated?: string;
}
interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}
interface Parameter {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly docs?: Docs;
}
interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly type?: TypeReference;
  readonly optional?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeReference; readonly optional?: boolean };
}
interface ApiType {
  readonly fqn: string;
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly docs?: Docs;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Parameter[] };
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly { readonly name: string; readonly docs?: Docs }[];
  readonly locationInModule?: { readonly filename: string };
}
interface Assembly {
  readonly name: string;
  readonly types: { readonly [fqn: string]: ApiType };
  readonly targets: {
    readonly java: { readonly package: string };
    readonly python: { readonly module: string };
    readonly go: { readonly moduleName: string; readonly packageName: string };
  };
}

/** Groups of the reference, by the first folder of the sources. */
const AREAS: readonly (readonly [title: string, folders: readonly string[]])[] = [
  ['Machine learning and advisor', ['ml']],
  ['FSx for Lustre', ['lustre']],
  ['FSx for ONTAP', ['ontap']],
  ['Clusters and drivers', ['cluster', 'csi']],
  ['Kubernetes', ['kubernetes', 'delivery']],
  ['Storage and monitoring', ['storage', 'monitoring']],
  ['Policies', ['policy']],
];
const KINDS = { construct: 'Constructs', class: 'Classes', interface: 'Interfaces', struct: 'Structs', enum: 'Enums' } as const;
type Kind = keyof typeof KINDS;
const PRIMITIVES: { readonly [name: string]: string } = { any: 'any', date: 'Date', json: 'object' };

/** The reference of the public API: a page for each type. */
export class Api {
  private readonly assembly: Assembly;
  private readonly types: readonly ApiType[];

  constructor(private readonly translations: Translations) {
    const redirect = JSON.parse(readFileSync('.jsii', 'utf8'));
    this.assembly = redirect.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(redirect.filename)).toString()) : redirect;
    this.types = Object.values(this.assembly.types);
  }

  public get names(): string[] {
    return this.types.map(({ name }) => name);
  }

  /** For the navigation: areas, and in each of them the types by kind. */
  public areas(): { readonly title: string; readonly kinds: { readonly title: string; readonly names: string[] }[] }[] {
    const areas = AREAS.map(([title, folders]) => {
      const types = this.types.filter(type => folders.includes(folderOf(type)));
      return {
        title,
        kinds: Object.entries(KINDS)
          .map(([kind, heading]) => ({
            title: heading,
            names: types
              .filter(type => this.kindOf(type) === kind)
              .map(({ name }) => name)
              .sort(),
          }))
          .filter(({ names }) => names.length > 0),
      };
    });
    const missing = this.types.filter(type => !AREAS.some(([, folders]) => folders.includes(folderOf(type))));
    if (missing.length > 0) {
      throw new Error(`no area of the reference has ${missing.map(({ name }) => name).join(', ')}`);
    }
    return areas;
  }

  public summary(name: string): string {
    return escaped(this.types.find(type => type.name === name)?.docs?.summary ?? '');
  }

  /** The first sentences of the properties of a struct, and their defaults. */
  public hints(name: string): { readonly [property: string]: string } {
    const type = this.types.find(each => each.name === name)!;
    return Object.fromEntries(
      this.inherited(type, each => each.properties ?? []).map(({ name: property, docs = {} }) => {
        return [
          property,
          [docs.summary, ...(docs.default === undefined ? [] : [`Default: ${docs.default.replace(/^- /, '')}.`])]
            .join(' ')
            .replace(/`/g, ''),
        ];
      }),
    );
  }

  /** The first sentence of each member of an enum. */
  public choices(name: string): { readonly [member: string]: string } {
    return Object.fromEntries((this.types.find(each => each.name === name)!.members ?? []).map(member => [member.name, member.docs?.summary ?? '']));
  }

  public page(name: string): string {
    const type = this.types.find(each => each.name === name)!;
    return [
      `# ${name} <Badge type="info" text="${this.kindOf(type)}" />`,
      ...description(type.docs),
      ...this.imports(type),
      ...this.example(type.docs, '## Example'),
      ...this.kindOf(type) === 'enum' ? this.members(type) : this.declared(type),
    ].join('\n\n') + '\n';
  }

  private declared(type: ApiType): string[] {
    const { initializer, kind, datatype } = type;
    const properties = this.inherited(type, each => each.properties ?? []);
    const methods = this.inherited(type, each => each.methods ?? []).filter(method => !method.protected);
    const isStatic = (member: Member) => member.static === true;
    return [
      ...initializer ? [
        '## Initializer',
        `\`\`\`ts\nnew ${type.name}(${signature(initializer.parameters)})\n\`\`\``,
        ...this.parameters(initializer.parameters),
        ...this.propsTable(initializer.parameters),
      ] : [],
      ...this.group('Static methods', methods.filter(isStatic), method => this.method(type, method)),
      ...this.group('Static properties', properties.filter(isStatic), property => this.property(property, false)),
      ...this.group('Properties', properties.filter(property => !isStatic(property) && !property.protected), property => this.property(property, kind === 'interface' && datatype === true)),
      ...this.group('Methods', methods.filter(method => !isStatic(method)), method => this.method(type, method)),
      ...this.implementers(type),
    ];
  }

  private group(title: string, members: readonly Member[], text: (member: Member) => string[]): string[] {
    const sorted = [...members].sort(
      (a, b) => Number(a.optional ?? false) - Number(b.optional ?? false) || a.name.localeCompare(b.name),
    );
    return members.length === 0 ? [] : [`## ${title}`, ...sorted.flatMap(text)];
  }

  private property({ name, type, optional, docs }: Member, isStruct: boolean): string[] {
    const facts = [
      `Type: ${this.reference(type!)}`,
      ...isStruct ? [optional ? 'optional' : '**required**'] : optional ? ['may be undefined'] : [],
      ...docs?.default === undefined ? [] : [`default: ${defaultOf(docs.default)}`],
    ];
    return [`### ${name} {#${name}}`, facts.join(' · '), ...description(docs), ...this.example(docs)];
  }

  private method(type: ApiType, { name, docs, parameters, returns, static: isStatic }: Member): string[] {
    return [
      `### ${name}() {#${name}}`,
      `\`\`\`ts\n${isStatic ? `${type.name}.` : ''}${name}(${signature(parameters)})${returns ? `: ${plain(returns.type)}` : ''}\n\`\`\``,
      ...description(docs),
      ...this.parameters(parameters),
      ...returns ? [`Returns ${this.reference(returns.type)}${returns.optional ? ' or undefined' : ''}${docs?.returns ? `: ${escaped(docs.returns)}` : ''}.`] : [],
      ...this.example(docs),
    ];
  }

  private parameters(parameters: readonly Parameter[] = []): string[] {
    const rows = parameters.map(({ name, type, optional, docs }) => {
      const text = [docs?.summary ? `: ${escaped(docs.summary)}` : '', optional ? ' (optional)' : ''].join('');
      return `- \`${name}\`: ${this.reference(type)}${text}`;
    });
    return rows.length === 0 ? [] : [rows.join('\n')];
  }

  /** The properties of a construct at a glance; their page has the details. */
  private propsTable(parameters: readonly Parameter[] = []): string[] {
    const props = parameters.map(({ type }) => this.assembly.types[type.fqn ?? '']).find(type => type?.datatype);
    if (props === undefined) {
      return [];
    }
    const rows = [...this.inherited(props, each => each.properties ?? [])]
      .sort((a, b) => Number(a.optional ?? false) - Number(b.optional ?? false) || a.name.localeCompare(b.name))
      .map(({ name, type, optional, docs }) => {
        return `| [\`${name}\`](/api/${props.name}#${name}) | ${cell(this.reference(type!))} | ${cell(escaped(docs?.summary ?? ''))} | ${optional ? cell(defaultOf(docs?.default ?? '')) : '**required**'} |`;
      });
    return ['### Props', ['| property | type | description | default |', '|---|---|---|---|', ...rows].join('\n')];
  }

  private members({ members = [] }: ApiType): string[] {
    return ['## Members', ...members.flatMap(({ name, docs }) => [`### ${name} {#${name}}`, ...description(docs)])];
  }

  private imports({ name, kind, datatype }: ApiType): string[] {
    const { python, java, go } = this.assembly.targets;
    return kind === 'interface' && !datatype ? [] : [
      [
        '::: code-group',
        `\`\`\`ts [TypeScript]\nimport { ${name} } from '${this.assembly.name}';\n\`\`\``,
        `\`\`\`python [Python]\nfrom ${python.module} import ${name}\n\`\`\``,
        `\`\`\`java [Java]\nimport ${java.package}.${name};\n\`\`\``,
        `\`\`\`go [Go]\nimport "${go.moduleName}/${go.packageName}" // ${go.packageName}.${name}\n\`\`\``,
        ':::',
      ].join('\n'),
    ];
  }

  private implementers(type: ApiType): string[] {
    const users = type.datatype
      ? this.types.filter(other =>
        [
          ...(other.methods ?? []),
          ...(other.initializer ? [other.initializer] : []),
          ...(other.properties ?? []),
        ].some(member => JSON.stringify(member).includes(`"${type.fqn}"`)),
      )
      : type.kind === 'interface'
        ? this.types.filter(({ interfaces = [] }) => interfaces.includes(type.fqn))
        : [];
    const links = users.map(({ name }) => `[\`${name}\`](/api/${name})`).sort();
    return links.length === 0 ? [] : [`## ${type.datatype ? 'Used by' : 'Implemented by'}`, links.join(', ')];
  }

  private example(docs: Docs | undefined, heading?: string): string[] {
    return docs?.example === undefined ? [] : [...heading ? [heading] : [], this.translations.tabs(docs.example)];
  }

  /** Members of a type and of what it extends in this library. */
  private inherited(type: ApiType, members: (type: ApiType) => readonly Member[], known = new Set<string>()): Member[] {
    const own = members(type).filter(({ name }) => !known.has(name));
    own.forEach(({ name }) => known.add(name));
    const parents = [type.base, ...type.kind === 'interface' ? type.interfaces ?? [] : []].flatMap(fqn => fqn && this.assembly.types[fqn] ? [this.assembly.types[fqn]] : []);
    return [...own, ...parents.flatMap(parent => this.inherited(parent, members, known))];
  }

  private kindOf({ kind, datatype, initializer, base }: ApiType): Kind {
    if (kind === 'class') {
      return initializer?.parameters?.[0]?.type.fqn === 'constructs.Construct' || base === 'constructs.Construct' ? 'construct' : 'class';
    }
    return kind === 'interface' && datatype ? 'struct' : kind;
  }

  /** A type with links to its pages. */
  private reference(type: TypeReference): string {
    const { fqn, primitive, collection, union } = type;
    if (collection) {
      const item = this.reference(collection.elementtype);
      return collection.kind === 'array' ? `list of ${item}` : `map of ${item}`;
    }
    if (union) {
      return union.types.map(each => this.reference(each)).join(' or ');
    }
    if (fqn === undefined) {
      return `\`${PRIMITIVES[primitive!] ?? primitive}\``;
    }
    const text = `\`${plain(type)}\``;
    if (this.assembly.types[fqn]) {
      return `[${text}](/api/${plain(type)})`;
    }
    return /^(aws-cdk-lib|constructs)\./.test(fqn) ? `[${text}](https://docs.aws.amazon.com/cdk/api/v2/docs/${fqn}.html)` : text;
  }
}

function folderOf({ locationInModule }: ApiType): string {
  return locationInModule!.filename.split('/')[1];
}

function description(docs: Docs = {}): string[] {
  const see = docs.see?.replace(/^\{@link (.*)\}$/, '$1');
  return [
    ...docs.deprecated ? [`::: warning Deprecated\n${escaped(docs.deprecated)}\n:::`] : [],
    ...docs.summary ? [siteLinks('README.md', escaped(docs.summary))] : [],
    ...docs.remarks ? [siteLinks('README.md', escaped(docs.remarks))] : [],
    ...see ? [/^https?:/.test(see) ? `[Source](${see})` : `See ${escaped(see)}`] : [],
  ];
}

/** `- none` is a sentence, everything else a value. */
function defaultOf(text: string): string {
  return text.startsWith('- ') ? escaped(text.slice(2)) : text === '' ? '' : /^[\w.'"[\]]+$/.test(text) ? `\`${text}\`` : escaped(text);
}

function cell(text: string): string {
  return text.replace(/\n/g, ' ').replace(/\|/g, '\\|');
}

function signature(parameters: readonly Parameter[] = []): string {
  return parameters.map(({ name, type, optional, variadic }) => `${variadic ? '...' : ''}${name}${optional ? '?' : ''}: ${plain(type)}${variadic ? '[]' : ''}`).join(', ');
}

/** A type as TypeScript writes it. */
function plain({ fqn, primitive, collection, union }: TypeReference): string {
  if (collection) {
    const item = plain(collection.elementtype);
    return collection.kind === 'array' ? `${item.includes('|') ? `(${item})` : item}[]` : `{ [key: string]: ${item} }`;
  }
  if (union) {
    return union.types.map(plain).join(' | ');
  }
  return fqn?.replace(/^[\w-]+\./, '').replace(/^aws_/, '') ?? PRIMITIVES[primitive!] ?? primitive!;
}
