/** Keys of tags that begin like this are the library's own. */
export const OWN_TAG_PREFIX = 'cdk-eks-fsx/';

/** The cluster whose driver created a file system. The driver's permissions depend on it. */
export const CLUSTER_TAG = `${OWN_TAG_PREFIX}cluster`;

/** The stack that created a resource. The driver is denied every change of a file system that carries it. */
export const STACK_TAG = `${OWN_TAG_PREFIX}stack`;

/** The storage that a resource belongs to: the name of its stack, and the path of the construct below the stack. */
export const STORAGE_TAG = `${OWN_TAG_PREFIX}storage`;

/** The reclaim policy of the StorageClass that a file system was created by. The driver may delete those of Delete only. */
export const RECLAIM_POLICY_TAG = `${OWN_TAG_PREFIX}reclaim-policy`;

/** The keys of a user's tags that are not the user's: those of the library, and further ones. */
export function reservedKeys(tags: object, ...further: readonly string[]): string[] {
  const reserved = further.map(key => key.toLowerCase());
  return Object.keys(tags).filter(key => key.toLowerCase().startsWith(OWN_TAG_PREFIX) || reserved.includes(key.toLowerCase()));
}

/** What FSx and EC2 accept in keys and values. */
export const TAG_FORMAT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
export const TAG_VALUE_LENGTH = 256;
