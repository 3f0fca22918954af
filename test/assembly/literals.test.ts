import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { LustreDeploymentType, LustreStorageType } from '../../src/lustre/limits';
import { OntapDeploymentType } from '../../src/ontap/limits';

const SRC = join(__dirname, '..', '..', 'src');

/** The tables: a deployment type or a storage type is a row of them, and nowhere else in code. */
const TABLES = ['lustre/limits.ts', 'ontap/limits.ts', 'ml/prices.ts'];

/** Every code outside the tables that names one, by file, with the reason. Comments and examples of rules do not count. */
const EXCEPTIONS: { readonly [reason: string]: readonly string[] } = {
  'examples that several rules share': [
    'lustre/rules/capacity.ts: Type.PERSISTENT_2',
    'lustre/rules/throughput.ts: Type.PERSISTENT_2',
    'lustre/rules/throughput.ts: Storage.INTELLIGENT_TIERING',
    'lustre/rules/version-and-metadata.ts: Type.PERSISTENT_2',
    'ontap/rules/capacity.ts: Type.SINGLE_AZ_2',
    'ontap/rules/placement.ts: Type.MULTI_AZ_1',
    'ontap/rules/placement.ts: Type.MULTI_AZ_2',
    'lustre/rules/placement.ts: Type.PERSISTENT_1',
    'lustre/rules/placement.ts: Type.SCRATCH_2',
    'policy/coverage.ts: LustreDeploymentType.PERSISTENT_2',
  ],
  'file systems that other tools created, as manifests and templates name them': [
    'lint/lustre.ts: LustreDeploymentType.SCRATCH_1',
    'lint/names.ts: hdd',
    'lint/rules/volumes.ts: only SCRATCH_1 file systems have the mount name fsx; others have a random one of 8 characters',
  ],
  'options of the advisor, each with a name of its own: a storage type is an option of its own, a deployment type is not': [
    'ml/builders.ts: LustreStorageType.HDD',
    'ml/builders.ts: LustreStorageType.INTELLIGENT_TIERING',
    'ml/builders.ts: lustre-hdd',
    'ml/builders.ts: lustre-intelligent-tiering',
    'ml/offers.ts: Amazon FSx for Lustre, Intelligent-Tiering',
    'ml/offers.ts: LustreStorageType.HDD',
    'ml/offers.ts: LustreStorageType.INTELLIGENT_TIERING',
    'ml/offers.ts: lustre-hdd',
    'ml/offers.ts: lustre-intelligent-tiering',
    'ml/price.ts: LustreStorageType.INTELLIGENT_TIERING',
    'ml/workloads.ts: lustre-hdd',
    'ml/workloads.ts: lustre-intelligent-tiering',
  ],
  'the vocabulary of the AWS Price List': [
    'ml/price-list.ts: HDD',
    'ml/price-list.ts: Lustre.SCRATCH_2',
  ],
  'rule ids are public, and keep the name of the first type that had the property': [
    'cli/doctor/rows/claims.ts: pvc/persistent-2-path',
    'lustre/rules/s3.ts: lustre/s3-path-on-persistent-2',
    'lustre/rules/throughput.ts: lustre/drive-cache-without-hdd',
    'lustre/rules/throughput.ts: lustre/intelligent-tiering-capacity',
    'lustre/rules/throughput.ts: lustre/intelligent-tiering-dynamic',
    'lustre/rules/throughput.ts: lustre/intelligent-tiering-needs',
    'lustre/rules/throughput.ts: lustre/only-intelligent-tiering',
  ],
};

const NAMES = [
  ...Object.values(LustreDeploymentType), ...Object.values(OntapDeploymentType),
  // SSD is the default storage type
  ...Object.values(LustreStorageType).filter(type => type !== LustreStorageType.SSD),
];
/** As prose and as FSx write them, too: `Persistent 2`, `Intelligent-Tiering`. */
const NAMED = new RegExp(`\\b(${NAMES.map(name => name.replace(/_/g, '[-_ ]')).join('|')})\\b`, 'i');

function literalsIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isPropertyAssignment(node) && /^(in)?validExample$/.test(node.name.getText(source))) {
      return;
    }
    if (ts.isPropertyAccessExpression(node) && NAMED.test(node.name.text)) {
      found.push(`${file}: ${node.getText(source)}`);
    }
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      && NAMED.test(node.text)) {
      found.push(`${file}: ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('code outside the tables names no deployment type and no storage type, except as reviewed', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && !TABLES.includes(file))
    .map(file => ({ file, text: readFileSync(join(SRC, file), 'utf8') }))
    .filter(({ text }) => NAMED.test(text));
  const found = new Set(files.flatMap(({ file, text }) => literalsIn(file, text)));
  expect([...found].sort()).toEqual(Object.values(EXCEPTIONS).flat().sort());
});

test.each([
  ['Type.PERSISTENT_1', 'const a = Type.PERSISTENT_1;'],
  ['a Persistent 2 file system', 'const a = "a Persistent 2 file system";'],
  ['only Intelligent-Tiering of ', 'const a = `only Intelligent-Tiering of ${b}`;'],
  [' has HDD', 'const a = `${b} has HDD`;'],
])('finds %s', (literal, text) => {
  expect(literalsIn('a.ts', text)).toEqual([`a.ts: ${literal}`]);
});

test('ignores examples of rules and comments', () => {
  const text = '/** PERSISTENT_2 */ const a = { invalidExample: { b: Type.PERSISTENT_2 }, validExample: { c: "HDD" } };';
  expect(literalsIn('a.ts', text)).toEqual([]);
});
