import { resolve } from 'path';
import * as ts from 'typescript';
import { documentExamples } from './document-examples';

/** Compiles every example of the pages of docs inside its fixture. */
const samples = new Map(documentExamples().map(example => {
  // Beside the sources, so that names of packages resolve as they do for a user.
  return [resolve(`${example.document.replace(/\W/g, '-')}-${example.line}.ts`), example];
}));

const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, '.');
const host = ts.createCompilerHost({ ...options, noEmit: true });
const { fileExists, readFile } = host;
host.fileExists = file => samples.has(resolve(file)) || fileExists(file);
host.readFile = file => samples.get(resolve(file))?.complete ?? readFile(file);
const program = ts.createProgram([...samples.keys()], { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false, rootDir: '.' }, host);

const problems = ts.getPreEmitDiagnostics(program);
for (const { file, messageText } of problems) {
  const sample = file && samples.get(resolve(file.fileName));
  console.error(`${sample ? `${sample.document}:${sample.line}` : file?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
console.log(`${samples.size} examples in docs, ${problems.length} problems`);
process.exitCode = samples.size === 0 || problems.length > 0 ? 1 : 0;
