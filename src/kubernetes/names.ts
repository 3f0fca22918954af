import { createHash } from 'crypto';

const HASH_LENGTH = 8;
const NAME_LENGTH = 63;

/** A short hash over plain, ordered data. */
export function hashOf(identity: unknown): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, HASH_LENGTH);
}

/**
 * A name that changes exactly when the identity does.
 *
 * Parameters of a class, the source of a volume and the spec of a claim are immutable: an object whose identity changes must be another object.
 */
export function nameWithIdentity(stem: string, identity: unknown): string {
  const kept = stem.slice(0, NAME_LENGTH - HASH_LENGTH - 1).replace(/^[.-]+|[.-]+$/g, '');
  return `${kept || 'fsx'}-${hashOf(identity)}`; // an id may have no letter that a name can have
}

/** What can be kept of any text in a Kubernetes name. */
export function slug(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, NAME_LENGTH)
    .replace(/-+$/, '');
}
