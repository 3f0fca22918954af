import { createHash } from 'crypto';

const HASH_LENGTH = 8;
const NAME_LENGTH = 63;

/** A short hash of plain, ordered data. */
export function hashOf(identity: unknown): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, HASH_LENGTH);
}

/**
 * A name that changes if and only if the identity changes.
 *
 * StorageClass parameters, volume sources and claim specs are immutable, so a change to them must create another
 * object.
 */
export function nameWithIdentity(stem: string, identity: unknown): string {
  const kept = stem.slice(0, NAME_LENGTH - HASH_LENGTH - 1).replace(/^[.-]+|[.-]+$/g, '');
  return `${kept || 'fsx'}-${hashOf(identity)}`; // an id may contain no character that names allow
}

/** Converts a text to a valid part of a Kubernetes name. */
export function slug(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, NAME_LENGTH)
    .replace(/-+$/, '');
}
