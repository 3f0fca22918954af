import { execFileSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';
import { gzipSync } from 'zlib';
import { Plugin, build, transformSync } from 'esbuild';

/**
 * Writes the npm package: the files that `npm pack` would pack, without what users do not need.
 *
 * The command line and its dependencies become one file. Comments stay in the declarations, which editors show, and not in the
 * code. Declarations that no public declaration refers to are left out.
 */
const REPOSITORY = JSON.parse(readFileSync('package.json', 'utf8')).repository.url.replace(/\.git$/, '');
const STAGE = join('.cache', 'package');
/** The examples of all documents in all languages, by jsii-rosetta. */
const TRANSLATIONS = '.jsii.tabl.json';
const CLI = 'lib/cli/main.js';
/** Modules of the command line only. */
const BUNDLED = /^lib\/(cli\/.*|convert\/.*|lint\/(documents|lint|suppressions))\.(js|d\.ts)$/;
/** The table of docs/policies.md, which no other module reads. */
const GENERATOR = 'lib/policy/coverage.js';
const DEPENDENCIES = ['commander', 'yaml'];
/** Pages of the repository that the package links to. The references are as large as all code; doc comments and messages have the same text. */
const NOT_PACKED = /^((API|RULES)\.md$|decisions\/)/;
/** Length of the lines of code that throws: Node prints such a line above its error. */
const LINE = 160;
/** The largest sizes of the package, and of the library without command line and documents, in bytes. */
const LIMITS = { package: 700_000, library: 440_000 };

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

async function main() {
  rmSync(STAGE, { recursive: true, force: true });
  const files = pack('.', '--dry-run').files.map(({ path }) => path).filter(path => !path.startsWith('node_modules/'));
  const needed = declarationsOf('lib/index.d.ts');
  for (const file of files) {
    if (file === GENERATOR || NOT_PACKED.test(file) || BUNDLED.test(file) || (file.startsWith('lib/') && !/\.(js|d\.ts)$/.test(file)) || (file.endsWith('.d.ts') && !needed.has(file))) {
      continue;
    }
    mkdirSync(dirname(join(STAGE, file)), { recursive: true });
    if (/^lib\/.*\.js$/.test(file)) {
      writeFileSync(join(STAGE, file), withoutComments(readFileSync(file, 'utf8')));
    } else if (file.endsWith('.md')) {
      writeFileSync(join(STAGE, file), withAddress(readFileSync(file, 'utf8')));
    } else {
      cpSync(file, join(STAGE, file));
    }
  }
  await bundle();
  const {
    dependencies, bundledDependencies, devDependencies, scripts, jest, overrides, devEngines, allowScripts, '//': marker, ...manifest
  } = JSON.parse(readFileSync('package.json', 'utf8'));
  writeFileSync(join(STAGE, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const out = resolve('dist', 'js');
  mkdirSync(out, { recursive: true });
  const { filename, size, files: packed } = pack(STAGE, '--pack-destination', out);
  const target = join(out, `${manifest.name}@${manifest.version}.jsii.tgz`); // the name that jsii-pacmak uses
  cpSync(join(out, filename), target);
  rmSync(join(out, filename));
  if (existsSync(TRANSLATIONS)) {
    cpSync(TRANSLATIONS, join('dist', 'examples.tabl.json')); // for the job that packs the other languages
  }
  const library = gzipSync(execFileSync('tar', [
    'cf', '-', '--exclude=lib/cli', 'lib', '.jsii', '.jsii.gz', 'package.json', 'LICENSE',
  ], { cwd: STAGE, maxBuffer: 1e9 }), { level: 9 }).length;
  console.log(`${relative('.', target)}: ${Math.round(size / 1000)} kB, ${packed.length} files; the library alone: ${Math.round(library / 1000)} kB`);
  if (size > LIMITS.package || library > LIMITS.library) {
    throw new Error(`The package may have ${LIMITS.package} bytes, and the library without command line and documents ${LIMITS.library}.`);
  }
}

/** Links to pages that the package does not contain, with their addresses in the repository. */
function withAddress(page: string): string {
  return page.replace(/\]\((?:\.\.\/)*((?:API|RULES)\.md|decisions(?:\/[^)#]*)?)(#[^)]*)?\)/g, (_, file, anchor = '') => `](${REPOSITORY}/blob/main/${file}${anchor})`);
}

/** The command line as one file, which loads the rules from the library. */
async function bundle() {
  const rules: Plugin = {
    name: 'rules',
    setup: ({ onResolve }) => onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const module = join(resolveDir, path);
      const file = relative('.', existsSync(`${module}.js`) ? `${module}.js` : existsSync(module) && statSync(module).isFile() ? module : join(module, 'index.js'));
      return file.startsWith('node_modules') || BUNDLED.test(file) ? undefined : { path: relative(dirname(CLI), file), external: true };
    }),
  };
  await build({
    entryPoints: [CLI], outfile: join(STAGE, CLI), bundle: true, platform: 'node', target: 'node20', plugins: [rules], external: ['aws-cdk-lib'],
    minify: true, keepNames: true, legalComments: 'none', logLevel: 'warning',
  });
  const licenses = DEPENDENCIES.map(name => `${name}\n\n${readFileSync(join('node_modules', name, 'LICENSE'), 'utf8').trim()}\n`);
  writeFileSync(join(STAGE, dirname(CLI), 'LICENSES.txt'), `main.js contains:\n\n${licenses.join('\n')}`);
}

function withoutComments(source: string): string {
  const lineLimit = source.includes('throw ') ? LINE : undefined;
  return transformSync(source, { minifyWhitespace: true, lineLimit, legalComments: 'none', charset: 'utf8', target: 'node20' }).code;
}

/** The declarations that a declaration refers to, directly or indirectly. */
function declarationsOf(entry: string, known = new Set<string>()): ReadonlySet<string> {
  if (!known.has(entry)) {
    known.add(entry);
    for (const [, path] of readFileSync(entry, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      const module = join(dirname(entry), path);
      declarationsOf(existsSync(`${module}.d.ts`) ? `${module}.d.ts` : join(module, 'index.d.ts'), known);
    }
  }
  return known;
}

function pack(folder: string, ...options: string[]): Packed {
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(output.toString())[0];
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
