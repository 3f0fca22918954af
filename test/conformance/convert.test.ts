import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as ts from 'typescript';
import { convert } from '../../src/convert/convert';
import { SourceFile } from '../../src/lint/documents';
import { EXAMPLES, ratesOf, tableOf } from '../convert/examples';
import { RoundTrip, roundTrip } from '../convert/round-trip';
import { casesOf } from '../lint/corpus';
import { log, proof } from './support/tools';

const CORPUS = [...casesOf('working'), ...casesOf('defective')].map(({ file }) => file);
const ROOT = join(__dirname, '..', '..');

proof('conversion of the examples and of the corpus to code, and back to manifests and resources', () => {
  const results = new Map<SourceFile, RoundTrip>();
  const failures: string[] = [];
  beforeAll(() => {
    for (const file of [...EXAMPLES, ...CORPUS]) {
      try {
        results.set(file, roundTrip(file));
      } catch (error) {
        failures.push(`${file.name}: ${(error as Error).message}`);
      }
    }
  }, 240_000);

  const tableFor = (files: readonly SourceFile[]) => tableOf(files.flatMap(file => results.get(file) ?? []));

  test('all code synthesizes', () => expect(failures).toEqual([]));

  test('every object without a note has all fields of the input, and no others that change it', () => {
    expect([...results.values()].flatMap(({ differences }) => differences)).toEqual([]);
  });

  test('at least 90 % of the objects that FSx and the drivers accept are equal, except for how Trident connects', () => {
    const examples = ['seed', 'lustre', 'trident'].map(name => [name, tableFor(EXAMPLES.filter(file => file.name.startsWith(name)))] as const);
    const tables = {
      ...Object.fromEntries(examples), examples: tableFor(EXAMPLES), working: tableFor(CORPUS.filter(({ name }) => name.startsWith('working'))), corpus: tableFor(CORPUS),
    };
    for (const [name, table] of Object.entries(tables)) {
      const { equal, equalExceptConnection } = ratesOf(table);
      log(`convert ${name}: ${JSON.stringify(table)}; equal ${Math.round(100 * equal)} %, except for the connection ${Math.round(100 * equalExceptConnection)} %`);
    }
    expect(tables).toMatchInlineSnapshot(`
{
  "corpus": {
    "changed": 16,
    "connection": 4,
    "equal": 130,
    "left": 23,
    "notExpressible": 10,
    "objects": 303,
    "rejected": 120,
  },
  "examples": {
    "changed": 2,
    "connection": 12,
    "equal": 26,
    "left": 4,
    "notExpressible": 0,
    "objects": 51,
    "rejected": 7,
  },
  "lustre": {
    "changed": 0,
    "connection": 0,
    "equal": 8,
    "left": 0,
    "notExpressible": 0,
    "objects": 10,
    "rejected": 2,
  },
  "seed": {
    "changed": 0,
    "connection": 0,
    "equal": 5,
    "left": 0,
    "notExpressible": 0,
    "objects": 9,
    "rejected": 4,
  },
  "trident": {
    "changed": 2,
    "connection": 12,
    "equal": 13,
    "left": 4,
    "notExpressible": 0,
    "objects": 32,
    "rejected": 1,
  },
  "working": {
    "changed": 12,
    "connection": 2,
    "equal": 78,
    "left": 12,
    "notExpressible": 0,
    "objects": 104,
    "rejected": 0,
  },
}
`);
    expect(ratesOf(tables.examples).equalExceptConnection).toBeGreaterThanOrEqual(0.9);
  });

  test('all TypeScript code compiles with strict', () => {
    const codes = new Map([...results.values()].flatMap(({ conversion: { code } }, index) => code === '' ? [] : [[join(ROOT, 'test', `converted-${index}.ts`), code] as const]));
    const options: ts.CompilerOptions = {
      strict: true, noUnusedLocals: true, noUnusedParameters: true, noEmit: true, skipLibCheck: true,
      target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS,
      esModuleInterop: true, types: [], baseUrl: ROOT, paths: { 'cdk-eks-fsx': [join(ROOT, 'src', 'index.ts')] },
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    host.fileExists = name => codes.has(name) || fileExists(name);
    host.readFile = name => codes.get(name) ?? readFile(name);
    host.getSourceFile = (name, ...args) => codes.has(name)
      ? ts.createSourceFile(name, codes.get(name)!, ts.ScriptTarget.ES2022)
      : getSourceFile(name, ...args);
    const program = ts.createProgram([...codes.keys()], options, host);
    const messages = [...codes.keys()].flatMap(name => {
      const file = program.getSourceFile(name)!;
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
        .map(({ messageText }) => `${ts.flattenDiagnosticMessageText(messageText, ' ')}: ${codes.get(name)}`);
    });
    expect(messages).toEqual([]);
    log(`convert: ${codes.size} TypeScript programs compile with --strict`);
  }, 240_000);

  test('all Python code compiles', () => {
    const folder = mkdtempSync(join(tmpdir(), 'convert-'));
    try {
      const files = [...results.keys()].flatMap((file, index) => {
        const { code } = convert([file], 'python', { adopt: true });
        const name = join(folder, `stack${index}.py`);
        code !== '' && writeFileSync(name, code);
        return code === '' ? [] : [name];
      });
      execFileSync('python3', ['-m', 'py_compile', ...files], { stdio: 'pipe' });
      log(`convert: ${files.length} Python programs compile`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
