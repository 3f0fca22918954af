import { readFileSync, readdirSync, statSync } from 'fs';
import { join, relative, resolve, sep } from 'path';
import { SourceFile } from '../../lint/documents';

/** A path that the user named and that cannot be read. */
export class UnreadablePath extends Error {}

const EXTENSIONS = /\.(ya?ml|json|template)$/i;
/** Folders whose files belong to others. `cdk.out` is read. */
const SKIPPED = new Set(['node_modules', '.git', '.terraform', '.venv']);
/** Files of the CDK that are neither templates nor manifests. */
const SKIPPED_FILES = /(^|[/\\])(manifest|tree|cdk|[^/\\]*\.assets|package-lock|package|tsconfig[^/\\]*)\.json$/i;
const MAX_BYTES = 64 * 1024 * 1024;
export const STANDARD_INPUT = '-';

/** The files that the user named: a folder means the YAML and JSON files below it, `-` the standard input. */
export function filesOf(paths: readonly string[], isExcluded: (file: string) => boolean): string[] {
  const files = paths.flatMap(path =>
    path === STANDARD_INPUT ? [path] : isFolder(path) ? below(path).filter(file => !isExcluded(file)) : [path],
  );
  return [...new Set(files)];
}

/** Reads files one by one. */
export function* read(files: readonly string[], standardInput: () => string): Generator<SourceFile> {
  for (const file of files) {
    yield file === STANDARD_INPUT
      ? { name: '<stdin>', text: standardInput() }
      : { name: nameOf(file), text: attempt(file, () => textOf(readFileSync(file))) };
  }
}

/** Relative to the working directory, with slashes, as GitHub and SARIF expect. */
export function nameOf(file: string): string {
  const name = relative(process.cwd(), resolve(file));
  return (name.startsWith('..') ? file : name).split(sep).join('/');
}

function below(folder: string): string[] {
  return attempt(folder, () => readdirSync(folder, { withFileTypes: true }))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return SKIPPED.has(entry.name) ? [] : below(path);
      }
      return (entry.isFile() || entry.isSymbolicLink())
        && EXTENSIONS.test(entry.name)
        && !SKIPPED_FILES.test(path)
        && isReadableFile(path)
        ? [path]
        : [];
    });
}

/** A link may lead to a file, a folder, itself or nothing. */
function isReadableFile(path: string): boolean {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MAX_BYTES;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return attempt(path, () => statSync(path)).isDirectory();
}

/** Some editors write a byte order mark, and Windows PowerShell writes UTF-16. */
function textOf(content: Buffer): string {
  const isUtf16 = content[0] === 0xff && content[1] === 0xfe;
  return content.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new UnreadablePath(`cannot read '${path}': ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}
