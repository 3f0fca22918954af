/** Prefix of the keys of the library's own tags. */
export const OWN_TAG_PREFIX = 'cdk-eks-fsx/';

/** The cluster whose driver created a file system. The driver's permissions depend on this tag. */
export const CLUSTER_TAG = `${OWN_TAG_PREFIX}cluster`;

/** The stack that created a resource. The driver cannot change a file system with this tag. */
export const STACK_TAG = `${OWN_TAG_PREFIX}stack`;

/** The storage that a resource belongs to: the name of its stack and the path of the construct in the stack. */
export const STORAGE_TAG = `${OWN_TAG_PREFIX}storage`;

/** The reclaim policy of the StorageClass of a file system. The driver can only delete file systems with Delete. */
export const RECLAIM_POLICY_TAG = `${OWN_TAG_PREFIX}reclaim-policy`;

/** The reserved keys among a user's tags: those of the library, and further ones. */
export function reservedKeys(tags: object, ...further: readonly string[]): string[] {
  const reserved = further.map(key => key.toLowerCase());
  return Object.keys(tags)
    .filter(key => key.toLowerCase().startsWith(OWN_TAG_PREFIX) || reserved.includes(key.toLowerCase()));
}

/** Characters that FSx and EC2 accept in keys and values. */
export const TAG_FORMAT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
export const TAG_KEY_LENGTH = 128;
export const TAG_VALUE_LENGTH = 256;
/** Tags of one file system, storage virtual machine or volume. */
export const MAX_TAGS = 50;
