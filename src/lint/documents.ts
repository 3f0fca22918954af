import { Document, Node, Pair, YAMLMap, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** A part of a file. Lines and columns begin at 1; the end is exclusive. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A file that the linter read. */
export interface SourceFile {
  /** The name in messages: as the user wrote it, or relative to the folder that the user named. */
  readonly name: string;
  readonly text: string;
}

/** A document that is not valid YAML or JSON. */
export interface Unreadable extends Region {
  readonly file: string;
  readonly message: string;
}

/** Documents without these words contain nothing that the rules read. Parsing takes most of the time. */
const RELEVANT = /fsx|FSx|trident|netapp|PersistentVolume|persistentVolume|StorageClass|storageClass|VolumeSnapshot|volumeClaimTemplates/;
const SEPARATOR = /^---(?=\s|$)/gm;
/** Templates that a program fills in before anything reads the file. */
const TEMPLATE = /\{\{|\{%/;
/** Short forms of the functions of CloudFormation, such as `!Ref`. */
const SHORT_FORM = /^!([A-Z]\w*)$/;

/** One YAML or JSON document, as plain data whose positions can be looked up. */
export class ParsedDocument {
  /** The content. Functions of CloudFormation have their long form, for example `{ Ref: 'Subnet' }`. */
  public readonly root: unknown;
  private readonly nodes = new WeakMap<object, Node>();

  constructor(
    public readonly file: SourceFile,
    private readonly document: Document,
    private readonly start: number,
    private readonly end: number,
    private readonly lineStarts: number[],
  ) {
    this.root = this.valueOf(document.contents as Node | null, new Map());
  }

  /** The region of a value; without a value, that of its key; without a key, that of the map or list. */
  public region(container: object, key?: string | number): Region {
    const node = this.nodes.get(container);
    if (key !== undefined && isMap(node)) {
      const pair = pairOf(node, String(key));
      return this.regionOf(((isScalar(pair?.value) ? pair.value : pair?.key) as Node | undefined) ?? node);
    }
    if (key !== undefined && isSeq(node)) {
      return this.regionOf((node.items[Number(key)] as Node | undefined) ?? node);
    }
    return this.regionOf(node);
  }

  /** The region of a key. */
  public regionOfKey(container: object, key: string): Region {
    const node = this.nodes.get(container);
    return this.regionOf(((isMap(node) ? pairOf(node, key)?.key : undefined) as Node | undefined) ?? node);
  }

  /** The first and the last line of the document. */
  public get lines(): readonly [number, number] {
    return [this.lineAt(this.start), this.lineAt(Math.max(this.start, this.end - 1))];
  }

  private regionOf(node: Node | undefined): Region {
    const [from, to] = node?.range ?? this.document.range ?? [0, 0];
    const start = this.start + from;
    const line = this.lineAt(start);
    // only the first line of a block
    const lineEnd = this.lineStarts[line] === undefined ? this.file.text.length : this.lineStarts[line] - 1;
    const end = Math.max(start + 1, Math.min(this.start + to, lineEnd));
    const column = start - this.lineStarts[line - 1] + 1;
    return { line, column, endLine: line, endColumn: column + (end - start) };
  }

  private lineAt(offset: number): number {
    return lineOf(this.lineStarts, offset);
  }

  private valueOf(node: Node | null, known: Map<Node, unknown>): unknown {
    if (node === null) {
      return null;
    }
    if (isAlias(node)) {
      const target = node.resolve(this.document) ?? null;
      return target !== null && known.has(target) ? known.get(target) : this.valueOf(target, known);
    }
    if (isScalar(node)) {
      return withTag(node.tag, node.value);
    }
    const value: any = isSeq(node) ? [] : {};
    known.set(node, value);
    if (isSeq(node)) {
      node.items.forEach(item => value.push(this.valueOf(item as Node, known)));
    } else if (isMap(node)) {
      node.items.forEach(({ key, value: item }) => {
        const name = isScalar(key) ? String(key.value) : '';
        if (name === '<<' && isAlias(item)) {
          const merged = this.valueOf(item, known);
          Object.assign(value, { ...(merged as object), ...value });
        } else if (name !== '__proto__') {
          value[name] = this.valueOf(item as Node | null, known);
        }
      });
    }
    this.nodes.set(value, node);
    return withTag(node.tag, value);
  }
}

/** The relevant documents of a file, and what could not be read. */
export function parseFile(file: SourceFile): {
  readonly documents: ParsedDocument[];
  readonly unreadable: Unreadable[];
  readonly templates: number;
} {
  const documents: ParsedDocument[] = [];
  const unreadable: Unreadable[] = [];
  let templates = 0;
  let lineStarts: number[] = [];
  for (const [start, end] of documentsIn(file.text)) {
    const text = file.text.slice(start, end);
    if (!RELEVANT.test(text)) {
      continue;
    }
    if (lineStarts.length === 0) {
      lineStarts = lineStartsOf(file.text);
    }
    const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, prettyErrors: false });
    const [error] = document.errors;
    if (error === undefined) {
      documents.push(new ParsedDocument(file, document, start, end, lineStarts));
    } else if (TEMPLATE.test(text)) {
      templates++;
    } else {
      const line = lineOf(lineStarts, start + error.pos[0]);
      const column = start + error.pos[0] - lineStarts[line - 1] + 1;
      unreadable.push({ file: file.name, line, column, endLine: line, endColumn: column + 1, message: error.message });
    }
  }
  return { documents, unreadable, templates };
}

function documentsIn(text: string): [number, number][] {
  if (/^\s*[[{]/.test(text)) {
    return [[0, text.length]];
  }
  const starts = [0, ...[...text.matchAll(SEPARATOR)].map(({ index }) => index + 3)];
  return starts.map((start, index) => [start, index + 1 < starts.length ? starts[index + 1] - 3 : text.length]);
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** By bisection. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low + 1;
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
}

function withTag(tag: string | undefined, value: unknown): unknown {
  const name = tag && SHORT_FORM.exec(tag)?.[1];
  if (!name) {
    return value;
  }
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}
