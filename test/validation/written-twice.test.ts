import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';

/** A rule as its source text defines it. */
interface Row {
  readonly id: string;
  /** The first folder below src. */
  readonly module: string;
  readonly reads: string;
  readonly isViolated: string;
  /** The strings of problem and fix. A string that both rows take from one constant is written once. */
  readonly text: string;
}

/** Rules that look alike and are not the same rule, each with the reason. */
const DIFFERENT: { readonly [ids: string]: string } = {
  'lustre/access-mode = ontap/access-mode': 'one driver has two modes for every claim; for the other, they depend on the storage driver and the volume mode',
  'lustre/claim-size-missing = ontap/claim-size-missing': 'only dynamic claims of Lustre have a size, and its message lists the capacities of the deployment type',
  'lustre/quota-project-id = ontap/claims-per-volume': 'two ranges of numbers, one of which explains its lowest value',
  'lustre/throughput-not-offered = ontap/throughput-not-offered': 'throughput per TiB by storage type, and throughput per HA pair by generation',
  'lustre/volume-mode-block = ontap/volume-mode-block': 'Lustre has no block devices; for ONTAP, they depend on the storage driver',
  'policy/name-twice = ${service}/claim-twice': 'claims have a namespace, policies do not',
  'ontap/volume-name-format = ${service}/monitor-dashboard-name': 'two formats of names, by ONTAP and by CloudWatch',
};

/** The share of common words in problem and fix that makes two rules the same, and the fewest words that are compared. */
const LIMIT = { acrossModules: 0.55, inOneModule: 0.8, words: 8 };

const ROWS = filesBelow('src').flatMap(file => rowsOf(readFileSync(file, 'utf8'), file.split('/')[1]));

const found = writtenTwice(ROWS);

test('no rule is written twice', () => {
  const unexplained = found.filter(pair => !(pair in DIFFERENT));
  process.stdout.write(`rules in source: ${ROWS.length}; written twice: ${unexplained.length}; reviewed as different: ${found.length - unexplained.length}\n`);
  expect(unexplained).toEqual([]);
});

test('every reviewed pair still exists', () => {
  expect(Object.keys(DIFFERENT).sort()).toEqual(found.filter(pair => pair in DIFFERENT).sort());
});

describe('finds a copy', () => {
  const original = ROWS.find(({ id }) => id === 'lustre/backup-plan-not-offered')!;
  const copyOf = (over: Partial<Row>) => writtenTwice([original, { ...original, id: 'ontap/plan-impossible', module: 'ontap', ...over }]);
  const pair = ['lustre/backup-plan-not-offered = ontap/plan-impossible'];

  test('with another id', () => expect(copyOf({})).toEqual(pair));

  test('with another text and the same condition', () => expect(copyOf({ text: 'is impossible, so stop' })).toEqual(pair));

  test('with the tables and names of the other backend', () => {
    expect(copyOf({
      isViolated: 'c => !ONTAP_LIMITS[c.deploymentType].backups', reads: '', text: `${original.text} of ONTAP`,
    })).toEqual(pair);
  });

  test('with the same id and nothing else in common', () => {
    const other = { module: 'ontap', reads: '', isViolated: 'c => false', text: 'other words' };
    expect(writtenTwice([original, { ...other, id: 'ontap/backup-plan-not-offered' }])).toHaveLength(1);
    expect(writtenTwice([original, { ...other, id: 'ontap/other' }])).toEqual([]);
  });
});

/** Pairs of rules with the same name, the same condition or almost the same text. */
function writtenTwice(rows: readonly Row[]): string[] {
  const all = rows.map(row => ({ ...row, condition: neutral(row.reads + row.isViolated), words: wordsOf(row.text) }));
  return all.flatMap((one, index) => all.slice(index + 1).filter(other => isSame(one, other)).map(other => `${one.id} = ${other.id}`));
}

interface PreparedRow extends Row {
  readonly condition: string;
  readonly words: Set<string>;
}

function isSame(one: PreparedRow, other: PreparedRow): boolean {
  const across = one.module !== other.module;
  const isBackend = (row: Row) => ['lustre', 'ontap'].includes(row.module);
  return (across && isBackend(one) && isBackend(other) && nameOf(one) === nameOf(other))
    || (across && one.isViolated !== '() => true' && one.condition === other.condition)
    || commonWords(one.words, other.words) >= (across ? LIMIT.acrossModules : LIMIT.inOneModule);
}

function nameOf({ id }: Row): string {
  return id.slice(id.indexOf('/') + 1);
}

/** Words in common, of all words of both. */
function commonWords(a: Set<string>, b: Set<string>): number {
  const common = [...a].filter(word => b.has(word)).length;
  const all = a.size + b.size - common;
  return all < LIMIT.words ? 0 : common / all;
}

function wordsOf(text: string): Set<string> {
  return new Set(neutral(text).toLowerCase().match(/[a-z]+/g));
}

/** Without names of a backend and line breaks. */
function neutral(source: string): string {
  return source.replace(/ONTAP_|LUSTRE_/g, '').replace(/ontap|lustre|trident/gi, 'backend').replace(/\s+/g, ' ');
}

function rowsOf(text: string, module: string): Row[] {
  const source = ts.createSourceFile('rules.ts', text, ts.ScriptTarget.Latest, true);
  const rows: Row[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isObjectLiteralExpression(node)) {
      const { id, reads, isViolated, problem, fix } = Object.fromEntries(node.properties.filter(ts.isPropertyAssignment)
        .map(property => [property.name.getText(source), property.initializer]));
      if (id && (isViolated || problem)) {
        rows.push({
          id: id.getText(source).slice(1, -1), module,
          reads: reads?.getText(source) ?? '', isViolated: isViolated?.getText(source) ?? '() => true',
          text: [problem, fix].flatMap(stringsIn).join(' '),
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return rows;
}

function stringsIn(node: ts.Node | undefined): string[] {
  const strings: string[] = [];
  const visit = (part: ts.Node) => {
    if (ts.isStringLiteralLike(part) || ts.isTemplateHead(part) || ts.isTemplateMiddleOrTemplateTail(part)) {
      strings.push(part.text);
    }
    ts.forEachChild(part, visit);
  };
  if (node) {
    visit(node);
  }
  return strings;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}
