import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';

/** A `ts` block of a page in docs. */
export interface DocumentExample {
  readonly document: string;
  readonly line: number;
  readonly code: string;
  /** The code inside its fixture, which jsii-rosetta hides. */
  readonly complete: string;
}

/** Every example of the pages of docs inside its fixture, as jsii-rosetta does for the README and the doc comments. */
export function documentExamples(): DocumentExample[] {
  const documents = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md'));
  return documents.map(file => join('docs', file)).flatMap(document => {
    const text = readFileSync(document, 'utf8');
    const blocks = text.matchAll(/^```ts(?: fixture=(\S+))?\n([^]*?)^```/gm);
    return [...blocks].map(({ index, 1: fixture = 'default', 2: code }) => {
      return { document, line: text.slice(0, index).split('\n').length, code, complete: inFixture(code, fixture) };
    });
  });
}

/** Imports and declarations go to the top, the rest to where the fixture has its mark. */
function inFixture(code: string, fixture: string): string {
  const parsed = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const [top, here] = [true, false].map(onTop => {
    return parsed.statements.filter(statement => goesToTop(statement) === onTop)
      .map(statement => statement.getFullText()).join('');
  });
  const [before, after] = readFileSync(`rosetta/${fixture}.ts-fixture`, 'utf8').split(/^\s*\/\/\/ here$/m);
  return `${top}\n/// !hide\n${before}\n/// !show\n${here}\n/// !hide\n${after}\nexport {};\n`;
}

function goesToTop(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement)
    || (ts.isVariableStatement(statement)
      && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true)
  );
}
