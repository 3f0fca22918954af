import { readFileSync, readdirSync } from 'fs';
import { join, resolve } from 'path';
import * as ts from 'typescript';

/** Compiles every example of the pages of docs inside its fixture, as jsii-rosetta does for the README and the doc comments. */
const samples = new Map<string, { text: string; document: string; line: number }>();
for (const document of readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md')).map(file => join('docs', file))) {
  for (const { index, 1: fixture = 'default', 2: source } of readFileSync(document, 'utf8').matchAll(/^```ts(?: fixture=(\S+))?\n([^]*?)^```/gm)) {
    const line = readFileSync(document, 'utf8').slice(0, index).split('\n').length;
    // Beside the sources, so that names of packages resolve as they do for a user.
    samples.set(resolve(`${document.replace(/\W/g, '-')}-${line}.ts`), { text: inFixture(source, fixture), document, line });
  }
}

const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, '.');
const host = ts.createCompilerHost({ ...options, noEmit: true });
const { fileExists, readFile } = host;
host.fileExists = file => samples.has(resolve(file)) || fileExists(file);
host.readFile = file => samples.get(resolve(file))?.text ?? readFile(file);
const program = ts.createProgram([...samples.keys()], { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false, rootDir: '.' }, host);

const problems = ts.getPreEmitDiagnostics(program);
for (const { file, messageText } of problems) {
  const sample = file && samples.get(resolve(file.fileName));
  console.error(`${sample ? `${sample.document}:${sample.line}` : file?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
console.log(`${samples.size} examples in docs, ${problems.length} problems`);
process.exitCode = samples.size === 0 || problems.length > 0 ? 1 : 0;

/** Imports and declarations go to the top, the rest to where the fixture has its mark. */
function inFixture(source: string, fixture: string): string {
  const parsed = ts.createSourceFile('sample.ts', source, ts.ScriptTarget.Latest, true);
  const [top, here] = [true, false].map(onTop => parsed.statements.filter(statement => goesToTop(statement) === onTop).map(statement => statement.getFullText()).join(''));
  return `${top}\n${readFileSync(`rosetta/${fixture}.ts-fixture`, 'utf8').replace(/^\s*\/\/\/ here$/m, () => here)}\nexport {};\n`;
}

function goesToTop(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement)
    || (ts.isVariableStatement(statement)
      && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true)
  );
}
