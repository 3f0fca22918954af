/** Limits of Linux clients: NAME_MAX, and PATH_MAX without the terminating byte. */
const NAME_BYTES = 255;
const PATH_BYTES = 4095;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** The format of a path inside a file system. */
export interface PathFormat {
  /** Whether the path must begin with a slash; if undefined, both forms are legal. */
  readonly absolute?: boolean;
  /** Whether the path can be the root: `/`, or an empty path if it need not begin with a slash. */
  readonly root?: boolean;
  /** Whether a trailing slash, which has no effect, is legal. */
  readonly trailingSlash?: boolean;
  /** Characters that the path must not contain, and their name in messages. */
  readonly forbidden?: { readonly characters: RegExp; readonly name: string };
  /** Maximum number of characters, if the service has its own limit. */
  readonly maxCharacters?: number;
}

/**
 * The problem with a path inside a file system, or undefined.
 *
 * A directory has one legal spelling: `a`, never `./a`, `a//b` or `b/../a`. Claims, quotas and owners depend on the
 * directory, so two spellings must not look like two directories, and `.` must not look like a directory below the
 * root.
 */
export function pathProblem(path: string, format: PathFormat): string | undefined {
  const { absolute, root = false, trailingSlash = false, forbidden, maxCharacters } = format;
  if (absolute !== undefined && path.startsWith('/') !== absolute) {
    return absolute ? 'must begin with /' : 'must be relative to the root of the volume and must not begin with /';
  }
  if (path === '' || path === '/') {
    return root ? undefined : 'must be a directory below the root of the volume';
  }
  const names = path.slice(path.startsWith('/')
    ? 1
    : 0, trailingSlash && path.endsWith('/') ? -1 : undefined).split('/');
  const special = names.find(name => ['', '.', '..'].includes(name));
  if (special !== undefined) {
    return special === ''
      ? 'must not contain an empty name between slashes or at the end'
      : `must not contain '${special}'`;
  }
  if (CONTROL.test(path)) {
    return 'must not contain control characters';
  }
  if (forbidden?.characters.test(path)) {
    return `must not contain ${forbidden.name}`;
  }
  if (names.some(name => Buffer.byteLength(name) > NAME_BYTES)) {
    return `must not contain a name longer than ${NAME_BYTES} bytes`;
  }
  const [length, longest, unit] = maxCharacters === undefined
    ? [Buffer.byteLength(path), PATH_BYTES, 'bytes']
    : [path.length, maxCharacters, 'characters'];
  return length > longest ? `must have at most ${longest} ${unit}` : undefined;
}

/** A legal path similar to an illegal one, short enough for a message. */
export function suggestedPath(path: string, { absolute = false, forbidden }: PathFormat, example: string): string {
  const names = namesIn(path)
    .map(name => Array.from(name).filter(character => !CONTROL.test(character)).slice(0, 60))
    .map(characters => characters.map(character => forbidden?.characters.test(character) ? '-' : character).join(''))
    .filter(name => !['', '.', '..'].includes(name));
  return `${absolute ? '/' : ''}${names.slice(0, 3).join('/') || example}`;
}

/** The path without `.` and superfluous slashes. */
export function normalizedPath(path: string): string {
  return namesIn(path).join('/');
}

/** Whether two directories are equal or one contains the other; the root contains all directories. */
export function pathsOverlap(a: string, b: string): boolean {
  const [shorter, longer] = [namesIn(a), namesIn(b)].sort((one, other) => one.length - other.length);
  return shorter.every((name, index) => name === longer[index]);
}

function namesIn(path: string): string[] {
  return path.split('/').filter(name => name !== '' && name !== '.');
}
