import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import '../rosetta-memory';
import { TargetLanguage, Translator } from 'jsii-rosetta';
import * as ts from 'typescript';
import { documentExamples } from '../document-examples';

const LANGUAGES = {
  python: ['python', 'Python'],
  java: ['java', 'Java'],
  go: ['go', 'Go'],
} as const;
type Language = keyof typeof LANGUAGES;
const LANGUAGE_NAMES = Object.keys(LANGUAGES) as Language[];

const TABLET = '.jsii.tabl.json';
const CACHE = '.cache/site-examples.json';

interface Example {
  readonly code: string;
  readonly complete: string;
}
interface Tablet {
  readonly snippets: {
    readonly [key: string]: {
      readonly translations: { readonly $: { readonly source: string } };
      readonly fullSource: string;
    };
  };
}
/** The languages into which an example translates well. */
type Tabs = { readonly [language in Language]?: string };

/**
 * The examples of the README, of doc comments and of docs in the other languages, by jsii-rosetta. A language in which
 * the translation of an example would be wrong has no tab.
 */
export class Translations {
  private readonly byCode: ReadonlyMap<string, Tabs>;

  constructor() {
    const tablet: Tablet = JSON.parse(readFileSync(TABLET, 'utf8'));
    const examples = [
      ...Object.values(tablet.snippets).map(({ translations, fullSource }) => {
        return { code: translations.$.source, complete: fullSource };
      }),
      ...documentExamples(),
    ];
    this.byCode = new Map(translate(examples).map((tabs, index) => [key(examples[index].code), tabs]));
  }

  /** A block of code with a tab for each language. */
  public tabs(code: string): string {
    const tabs = this.byCode.get(key(code)) ?? {}; // code of this repository is no example
    const others = LANGUAGE_NAMES.flatMap(name => {
      const [language, title] = LANGUAGES[name];
      return tabs[name] === undefined ? [] : [`\`\`\`${language} [${title}]\n${tabs[name]}\n\`\`\``];
    });
    return others.length === 0
      ? `\`\`\`ts\n${code.trimEnd()}\n\`\`\``
      : ['::: code-group', `\`\`\`ts [TypeScript]\n${code.trimEnd()}\n\`\`\``, ...others, ':::'].join('\n');
  }

  /** The examples by language, and the number that has no other language than TypeScript. */
  public get count(): string {
    const all = [...this.byCode.values()];
    const only = all.filter(tabs => Object.keys(tabs).length === 0).length;
    return [
      `${all.length} examples`,
      ...LANGUAGE_NAMES.map(name => `${all.filter(tabs => tabs[name] !== undefined).length} in ${LANGUAGES[name][1]}`),
      `${only} in TypeScript only`,
    ].join(', ');
  }
}

/** Repeated only if an example, a public type or a rule of this file has changed. */
function translate(examples: readonly Example[]): readonly Tabs[] {
  const hash = createHash('sha256').update(JSON.stringify(examples.map(({ complete }) => complete)));
  ['.jsii.gz', '.jsii', __filename].filter(file => existsSync(file)).forEach(file => hash.update(readFileSync(file)));
  const fingerprint = hash.digest('hex');
  const cache = existsSync(CACHE) ? JSON.parse(readFileSync(CACHE, 'utf8')) : {};
  if (cache.fingerprint === fingerprint) {
    return cache.all;
  }
  const { PYTHON, JAVA, GO } = TargetLanguage;
  const all = new Translator(false).translateSnippets(examples.map(({ code, complete }, index) => {
    return {
      visibleSource: code,
      completeSource: explicit(complete),
      location: { api: { api: 'file', fileName: `example-${index}` } },
    };
  }), [PYTHON, JAVA, GO]).map((snippet, index): Tabs => {
    const source = (language: TargetLanguage) => snippet.get(language)!.source.trim().replace(/\n{3,}/g, '\n\n');
    const texts = {
      python: python(source(PYTHON), examples[index].code),
      java: source(JAVA),
      go: go(source(GO), examples[index].code),
    };
    const right = LANGUAGE_NAMES.filter(name => !isWrong(texts[name], name));
    return Object.fromEntries(right.map(name => [name, texts[name]]));
  });
  mkdirSync(dirname(CACHE), { recursive: true });
  writeFileSync(CACHE, JSON.stringify({ fingerprint, all }));
  return all;
}

/** An example in forms that jsii-rosetta translates: modules of the CDK by their path, properties with their name. */
function explicit(code: string): string {
  const parsed = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) {
      edits.push({ start: node.getStart(), end: node.end, text: `${node.name.text}: ${node.name.text}` });
    } else if (ts.isImportDeclaration(node) && node.moduleSpecifier.getText() === '\'aws-cdk-lib\'') {
      const names = (node.importClause!.namedBindings as ts.NamedImports).elements;
      const modules = names.filter(({ propertyName }) => propertyName !== undefined).map(({ name, propertyName }) => {
        return `import * as ${name.text} from 'aws-cdk-lib/${propertyName!.text.replace(/_/g, '-')}';`;
      });
      const others = names.filter(({ propertyName }) => propertyName === undefined).map(({ name }) => name.text);
      const first = others.length === 0 ? [] : [`import { ${others.join(', ')} } from 'aws-cdk-lib';`];
      edits.push({ start: node.getStart(), end: node.end, text: [...first, ...modules].join('\n') });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return edits.reverse().reduce((all, { start, end, text }) => all.slice(0, start) + text + all.slice(end), code);
}

/** Keys of maps as the example spells them, and imports as Python developers write them. */
function python(text: string, original: string): string {
  const keys = new Map([...original.matchAll(/\b([a-z]+(?:[A-Z][a-z0-9]*)+):/g)].map(([, name]) => {
    return [name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`), name];
  }));
  return text
    .replace(/"([a-z0-9_]+)":/g, (all, name) => keys.has(name) ? `"${keys.get(name)}":` : all)
    .replace(/^import aws_cdk\.(\w+) as (\w+)$/gm, 'from aws_cdk import $1 as $2')
    .replace(/^(from \S+ import )(.*, .*)$/gm, (_, from, names) => from + [...new Set(names.split(', '))].join(', '));
}

/** Members of base classes that are not public, getters, and modules of the CDK, as Go writes them. */
function go(text: string, original: string): string {
  const modules = new Map([...original.matchAll(/\baws_(\w+) as (\w+)/g)].map(([, name, alias]) => [alias, name]));
  const variables = [...text.matchAll(/^(?:var )?(\w+) (?::=|\w)/gm)].map(([, name]) => name);
  const getter = new RegExp(`\\b(${variables.join('|')})\\.([A-Za-z]\\w*)(?![\\w([])`, 'g');
  return text
    .replace(/([._])\*(?=[A-Z])/g, '$1') // a pointer to a package or a class
    .replace(/([\w)\]]\.|\b[A-Z]\w*_)([a-z]\w*)(?=\()/g, (_, before, name) => before + capitalized(name))
    .replace(getter, (all, name, member) => name === '' ? all : `${name}.${capitalized(member)}()`)
    .replace(/^import (?:(\w+) )?"github\.com\/aws\/aws-cdk-go\/awscdk"$/gm, (_, alias) => {
      const folder = alias === undefined ? '' : `/aws${modules.get(alias)!.replace(/_/g, '')}`;
      return `import ${alias === undefined ? '' : `${alias} `}"github.com/aws/aws-cdk-go/awscdk/v2${folder}"`;
    });
}

function capitalized(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}

/** What jsii-rosetta writes where it has no translation, and where it has a wrong one. */
const WRONG: { readonly [language in Language | 'any']: readonly RegExp[] } = {
  any: [
    /\((?:\w+(?:Assignment|Element|Pattern|Expression|Statement|Declaration|Keyword)) /, // the name of a kind of syntax
    /^\s*(?:Object )?[[{][\w, ]+[\]}] :?= /m, // takes a value apart
  ],
  python: [/(?<![\w.])[a-z]+[A-Z]\w*/], // a name that is not converted
  java: [],
  go: [
    /[\w)\]]\.[a-z]/, // a member that is not exported
    /\[jsii\./, // a pointer as an index
  ],
};

function isWrong(text: string, language: Language): boolean {
  const code = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(language === 'python' ? /#.*$/gm : /\/\/.*$/gm, '');
  return [...WRONG.any, ...WRONG[language]].some(pattern => pattern.test(code));
}

function key(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}
