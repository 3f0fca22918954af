/** Limits that clients on Linux have: NAME_MAX, and PATH_MAX without the byte that ends a path. */
const NAME_BYTES = 255;
const PATH_BYTES = 4095;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** What a path inside a file system may look like. */
export interface PathFormat {
  /** Whether it begins with a slash; not given: either way. */
  readonly absolute?: boolean;
  /** Whether it may be the root itself: `/`, or an empty path where it need not begin with a slash. */
  readonly root?: boolean;
  /** Whether a slash at the end, which means nothing, is legal. */
  readonly trailingSlash?: boolean;
  /** Characters that it must not contain, and how a message calls them. */
  readonly forbidden?: { readonly characters: RegExp; readonly name: string };
  /** How many characters it may have, where the service has a limit of its own. */
  readonly maxCharacters?: number;
}

/**
 * What is wrong with a path inside a file system, or undefined.
 *
 * A directory has one legal spelling: `a`, never `./a`, `a//b` or `b/../a`. Claims, quotas and owners depend on the directory, so no second
 * spelling may pass for another directory, and `.` may not pass for a directory below the root.
 */
export function pathProblem(path: string, format: PathFormat): string | undefined {
  const { absolute, root = false, trailingSlash = false, forbidden, maxCharacters } = format;
  if (absolute !== undefined && path.startsWith('/') !== absolute) {
    return absolute ? 'a path here begins with /' : 'a path here is relative to the root of the volume and does not begin with /';
  }
  if (path === '' || path === '/') {
    return root ? undefined : 'it is the root of the volume, not a directory below it';
  }
  const names = path.slice(path.startsWith('/') ? 1 : 0, trailingSlash && path.endsWith('/') ? -1 : undefined).split('/');
  const special = names.find(name => ['', '.', '..'].includes(name));
  if (special !== undefined) {
    return special === ''
      ? 'it contains an empty name between slashes or at its end'
      : `it contains '${special}': write the directory that it leads to`;
  }
  if (CONTROL.test(path)) {
    return 'it contains a control character';
  }
  if (forbidden?.characters.test(path)) {
    return `it contains ${forbidden.name}`;
  }
  if (names.some(name => Buffer.byteLength(name) > NAME_BYTES)) {
    return `a name in it is longer than ${NAME_BYTES} bytes`;
  }
  const [length, longest, unit] = maxCharacters === undefined
    ? [Buffer.byteLength(path), PATH_BYTES, 'bytes']
    : [path.length, maxCharacters, 'characters'];
  return length > longest ? `it is longer than ${longest} ${unit}` : undefined;
}

/** A legal path near to an illegal one, short enough to be read in a message. */
export function suggestedPath(path: string, { absolute = false, forbidden }: PathFormat, example: string): string {
  const names = namesIn(path)
    .map(name => Array.from(name).filter(character => !CONTROL.test(character)).slice(0, 60))
    .map(characters => characters.map(character => forbidden?.characters.test(character) ? '-' : character).join(''))
    .filter(name => !['', '.', '..'].includes(name));
  return `${absolute ? '/' : ''}${names.slice(0, 3).join('/') || example}`;
}

/** The path without what means nothing: `.` and superfluous slashes. */
export function normalizedPath(path: string): string {
  return namesIn(path).join('/');
}

/** Whether one of two directories is the other, or contains it; the root contains all. */
export function pathsOverlap(a: string, b: string): boolean {
  const [shorter, longer] = [namesIn(a), namesIn(b)].sort((one, other) => one.length - other.length);
  return shorter.every((name, index) => name === longer[index]);
}

function namesIn(path: string): string[] {
  return path.split('/').filter(name => name !== '' && name !== '.');
}
