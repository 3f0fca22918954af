import { readFileSync, readdirSync } from 'fs';
import { join, relative } from 'path';

/** What a user of the package needs: the API, its documents and what they link to, and the compiled sources with their types. */
const NEEDED = new RegExp(`^(${[
  '\\.jsii(\\.gz)?|package\\.json|LICENSE|NOTICE|(README|CHANGELOG|ALARMS|LIMITS|SECURITY)\\.md', 'docs/(examples/)?[\\w-]+\\.(md|svg)',
  'examples/.*\\.(ts|py|java|go|md|json|xml|txt|yaml|mod)', 'lib/cli/LICENSES\\.txt', // of what the command line contains
].join('|')})$`);
const REQUIRED = ['.jsii', '.jsii.gz', 'package.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'ALARMS.md', 'LIMITS.md', 'docs/troubleshooting.md', 'lib/index.js', 'lib/index.d.ts', 'lib/cli/main.js', 'lib/cli/LICENSES.txt'];

/** What is wrong with the files of an unpacked npm package, given the sources that it was compiled from. */
export function packageProblems(folder: string, sources: string): string[] {
  const files = filesIn(folder);
  const compiled = filesIn(sources).map(file => file.replace(/\.ts$/, ''));
  return [
    ...REQUIRED.filter(file => !files.includes(file)).map(file => `${file} is missing`),
    ...files.filter(file => !NEEDED.test(file) && !isCompiled(file, compiled)).map(file => `${file} is nothing that a user needs`),
    ...files.filter(file => file.endsWith('.js') && readFileSync(join(folder, file), 'utf8').includes('sourceMappingURL=data:'))
      .map(file => `${file} holds a source map`),
    ...files.filter(file => /^lib\/(?!cli\/).*\.js$/.test(file) && readFileSync(join(folder, file), 'utf8').split('\n').some(isLongThrow))
      .map(file => `${file} throws an error in a long line, which Node prints above it`),
  ];
}

function isLongThrow(line: string): boolean {
  return line.length > 500 && line.includes('throw ');
}

/** Whether a file is compiled from a source that there still is. */
function isCompiled(file: string, sources: string[]): boolean {
  const [, name] = /^lib\/(.*?)(?:\.js|\.d\.ts)$/.exec(file) ?? [];
  return name !== undefined && sources.includes(name);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)));
}
