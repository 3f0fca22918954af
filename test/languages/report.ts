import { existsSync, readFileSync, readdirSync } from 'fs';
import { basename, join } from 'path';
import { differences, errorIn, reports } from './differences';
import { Manifests, metadataProblems } from './metadata';
import { packageProblems } from './package-files';

/**
 * Compares what .ci/languages has left in a folder, and prints one table of it: `ts-node report.ts folder language...`.
 * Fails if anything failed.
 */
const [work, ...LANGUAGES] = process.argv.slice(2);
const others = LANGUAGES.filter(language => language !== 'typescript');
const TEMPLATES = readdirIf('templates/typescript').filter(file => file.endsWith('.template.json'));
const PACKAGES: { [language: string]: RegExp } = { typescript: /\.tgz$/, python: /\.whl$/, java: /\.jar$/, go: /cdkeksfsx$/ };
const REPOSITORY = JSON.parse(readFileSync('package.json', 'utf8'));
const NPM_PACKAGE = join(work, 'typescript/clone/examples/lustre-s3-training/node_modules/cdk-eks-fsx');
const sizes = textOf('sizes').split('\n').filter(row => row).map(row => row.split('\t'));

const works = (language: string) => !existsSync(join(work, 'failed', language)) && !skipped(language);
const checks: { readonly what: string; readonly problems: string[] }[] = [
  { what: 'the npm package contains what a user needs', problems: packageProblems(NPM_PACKAGE, 'src') },
  { what: 'the packages describe themselves', problems: metadataProblems(manifests()) },
  ...LANGUAGES.filter(language => !skipped(language)).map(language => ({
    what: `${language}: packaged, installed and synthesized with the commands of its README; invalid values rejected`,
    problems: works(language) ? [] : ['see its log above'],
  })),
  ...others.filter(works).flatMap(language => [
    ...TEMPLATES.map(file => ({
      what: `${language}: ${file} equals that of TypeScript`,
      problems: differences(jsonOf(`templates/typescript/${file}`), jsonOf(`templates/${language}/${file}`)),
    })),
    { what: `${language}: as many stacks as in TypeScript`, problems: differences(TEMPLATES, readdirIf(`templates/${language}`).filter(file => file.endsWith('.template.json'))) },
    { what: `${language}: an invalid value causes the error of TypeScript`, problems: errorProblems(language) },
  ]),
];

const WIDTHS = [12, 44, 9, 10, 10, 8, 12, 11, 7];
console.log('');
line('language', 'package', 'kB', 'package s', 'install s', 'synth s', 'first app s', 'resources', 'equal');
for (const language of LANGUAGES) {
  const [size, file] = sizes.find(([, path]) => PACKAGES[language].test(path)) ?? ['0', '-'];
  const seconds = ['package', 'install', 'synth', 'first'].map(what => textOf(`seconds/${language}.${what}`).trim() || '-');
  const resources = TEMPLATES.map(template => Object.keys(jsonOf(`templates/${language}/${template}`)?.Resources ?? {}).length);
  const equal = skipped(language) ? 'skipped' : checks.filter(({ what }) => what.startsWith(`${language}:`)).every(({ problems }) => problems.length === 0) ? 'yes' : 'NO';
  line(language, basename(file), `${Math.round(Number(size) / 1000)}`, ...seconds, resources.join(' + ') || '-', equal);
}
console.log(`${textOf('seconds/all').trim()} s in all; the languages run side by side`);
for (const language of others) {
  const made = textOf(`made/${language}`).split('\n').filter(name => name);
  if (made.length > 0) {
    console.log(`\n${language}: created here from the npm package, because the registry has none that fits: ${made.join(', ')}`);
  }
}
console.log('\nThe error for the invalid values, in every language:\n');
console.log(errorIn(textOf('errors/typescript')) ?? 'none');

console.log('');
for (const { what, problems } of checks) {
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  problems.slice(0, 40).forEach(problem => console.log(`         ${problem}`));
}
const failed = checks.filter(({ problems }) => problems.length > 0).length;
console.log(`\n${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function manifests(): Manifests {
  const { groupId, artifactId } = REPOSITORY.jsii.targets.java.maven;
  const { version } = REPOSITORY;
  const environment = join(work, 'python/clone/examples/python/.venv/lib');
  const site = existsSync(environment) ? join(environment, readdirSync(environment)[0], 'site-packages') : '';
  return {
    repository: REPOSITORY,
    npm: JSON.parse(readFileSync(join(NPM_PACKAGE, 'package.json'), 'utf8')),
    wheel: fileIf(join(site, `cdk_eks_fsx-${version}.dist-info`, 'METADATA')),
    pom: fileIf(join('dist/java', groupId.replaceAll('.', '/'), artifactId, version, `${artifactId}-${version}.pom`)),
    goMod: fileIf('dist/go/cdkeksfsx/go.mod'),
  };
}

function fileIf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function errorProblems(language: string): string[] {
  const error = errorIn(textOf('errors/typescript'));
  return error === undefined ? ['TypeScript reports no error'] : reports(textOf(`errors/${language}`), error) ? [] : textOf(`errors/${language}`).split('\n');
}

function skipped(language: string): boolean {
  return existsSync(join(work, 'skipped', language));
}

function line(...cells: string[]) {
  console.log(cells.map((cell, i) => i < 2 ? cell.padEnd(WIDTHS[i]) : cell.padStart(WIDTHS[i])).join(' '));
}

function readdirIf(path: string): string[] {
  return existsSync(join(work, path)) ? readdirSync(join(work, path)).sort() : [];
}

function textOf(path: string): string {
  return existsSync(join(work, path)) ? readFileSync(join(work, path), 'utf8') : '';
}

function jsonOf(path: string): any {
  const text = textOf(path);
  return text === '' ? undefined : JSON.parse(text);
}
