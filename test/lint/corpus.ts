import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { SourceFile } from '../../src/lint/documents';
import { lint } from '../../src/lint/lint';

const FOLDER = join(__dirname, 'corpus');

/** A manifest or template of the corpus, and the ids that the linter must find in it. */
export interface Case {
  readonly name: string;
  readonly file: SourceFile;
  readonly expected: readonly string[];
  readonly source: string;
}

export function casesOf(kind: 'defective' | 'working'): Case[] {
  return readdirSync(join(FOLDER, kind)).sort().map(name => {
    const text = readFileSync(join(FOLDER, kind, name), 'utf8');
    const header = (field: string) => new RegExp(`(?:^# ${field}: (.*)$|"${field}": "([^"]*)")`, 'm').exec(text)?.slice(1).find(Boolean) ?? '';
    const expected = header('expect');
    return { name, file: { name: `${kind}/${name}`, text }, expected: expected === 'nothing' ? [] : expected.split(', '), source: header('source') };
  });
}

/** The distinct ids that the linter finds in a file alone. */
export function idsIn(file: SourceFile): string[] {
  return [...new Set(lint([file]).findings.map(({ ruleId }) => ruleId))].sort();
}
