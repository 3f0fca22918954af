import { existsSync, readFileSync, readdirSync } from 'fs';
import { dirname, join, relative } from 'path';
import { transformSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..', 'src');

/** The modules that a file loads when it runs: not those of which it uses only types. */
function importsOf(file: string): string[] {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs' });
  return [...code.matchAll(/require\("([^"]+)"\)|require\('([^']+)'\)/g)].map(([, a, b]) => a ?? b);
}

function loadedBy(file: string, loaded = new Map<string, string>(), by = ''): Map<string, string> {
  if (!loaded.has(file)) {
    loaded.set(file, by);
    for (const name of importsOf(file)) {
      const target = name.startsWith('.') ? [`${join(dirname(file), name)}.ts`, join(dirname(file), name, 'index.ts')].find(existsSync) : undefined;
      if (target) {
        loadedBy(target, loaded, file);
      } else {
        loaded.set(name, file);
      }
    }
  }
  return loaded;
}

test('the linter and the command line do not load the CDK', () => {
  const loaded = loadedBy(join(ROOT, 'cli', 'main.ts'));
  expect(loaded.has(join(ROOT, 'lint', 'lint.ts'))).toBe(true);
  expect([...loaded].filter(([name]) => /^(aws-cdk-lib|cdk8s|constructs)/.test(name))).toEqual([]);
});

/** The files that a file imports, apart from those of which it imports only types. */
function filesImportedBy(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+)';$/gm);
  return [...imports].flatMap(([, name]) =>
    [`${join(dirname(file), name)}.ts`, join(dirname(file), name, 'index.ts')].filter(existsSync));
}

test('no file imports itself through other files', () => {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].map(each => relative(ROOT, each)));
    } else if (!done.has(file)) {
      filesImportedBy(file).forEach(each => visit(each, [...path, file]));
      done.add(file);
    }
  };
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  files.forEach(file => visit(join(ROOT, file), []));
  expect(done.size).toBeGreaterThan(300);
  expect(cycles).toEqual([]);
});
