import { createHash } from 'crypto';
import { Size } from 'aws-cdk-lib';
import { LustreClaimOptions } from './claim-options';
import { LustreConfiguration, ShareConfiguration } from './configuration';
import { slug } from '../kubernetes/names';
import { PodToleration } from '../kubernetes/toleration';
import { unwrap } from '../validation/normalize';
import { omitUndefined } from '../validation/settings';

/** What a team gets of a Lustre file system. */
export interface LustreShareOptions {
  /**
   * The namespace of the team.
   *
   * @default - the name of the team
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * The name of the claim, as it begins; a hash of what cannot change follows.
   *
   * @default - the id of the storage, so that every team finds it under the same name
   */
  readonly name?: string;

  /**
   * Whether the claim has exactly the name given, without the hash.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * Labels of the claim.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * The directory that the team sees as its root. It is made if it is missing, by a Job; pods of the team wait until it is there. `/` is the whole file system.
   *
   * Otherwise a path below the root, such as `teams/vision`, as `subDirectory` of a claim: else error lustre/sub-directory-format.
   *
   * @default - the name of the team
   */
  readonly subDirectory?: string;

  /**
   * Whether the team can only read: its volume has the mount option `ro`, whatever its pods say.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * How much the team can store: a hard limit on its directory (a project quota of Lustre), set anew when this changes.
   *
   * Of file systems of Lustre 2.15. Less than what is stored already: nothing is lost, and nothing more can be written. AWS holds root to no quota, so pods
   * should not run as root. Left out later, the last limit stays: to lift it, set the capacity of the file system.
   *
   * Another version: error lustre/quota-version. More than the file system has: error lustre/quota-beyond-capacity. Of the whole file system, of a directory
   * in another one with a quota, or of one that is read only: error lustre/quota-of-root, lustre/quota-nested or lustre/quota-read-only.
   *
   * @default - none: the team can fill the file system
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-quotas.html
   */
  readonly quota?: Size;

  /**
   * How many files and directories the team can have. The rules are those of `quota`.
   *
   * A whole number of 1 or more: else error lustre/quota-file-limit.
   *
   * @default - no limit
   */
  readonly fileLimit?: number;

  /**
   * The number by which Lustre counts what belongs to the quota.
   *
   * 1 to 4294967294: else error lustre/quota-project-id. Twice in a storage for two directories: error lustre/quota-project-taken.
   *
   * @default - a number made of the path of the directory
   */
  readonly projectId?: number;

  /**
   * The user, by number, that the directory belongs to.
   *
   * Not a whole number of 0 or more: error lustre/share-owner.
   *
   * @default - root for a new directory; one that is there keeps its owner
   */
  readonly user?: number;

  /**
   * The group, by number, that the directory belongs to.
   *
   * @default - the number of `user`
   */
  readonly group?: number;

  /**
   * The permissions of the directory, in octal: `0770`, or `2770` for files that belong to its group.
   *
   * Another format: error lustre/share-mode-format.
   *
   * @default - 0770 with a `user`, else 0755 for a new directory, and what it has for one that is there
   */
  readonly mode?: string;

  /**
   * The namespace of the Job that makes the directory, and of the claim of the whole file system that it mounts.
   *
   * Teams should have no pods there. With a quota it must admit pods with `SYS_ADMIN` and `SYS_RESOURCE`, which the Pod Security Standards baseline and restricted refuse.
   *
   * @default 'kube-system'
   */
  readonly jobNamespace?: string;

  /**
   * The image of the Job: with `bash`, and for a quota with `lfs` or a `dnf` that installs it.
   *
   * @default 'public.ecr.aws/amazonlinux/amazonlinux:2023'
   */
  readonly image?: string;

  /**
   * Taints that the Job tolerates.
   *
   * @default - none
   */
  readonly tolerations?: PodToleration[];
}

/** Of user, group and project numbers; the last one means none. */
const NUMBERS = 2 ** 31;
const WHOLE = '/';

/** The claim of a share. */
export function claimOfShare(storage: string, team: string, options: LustreShareOptions): LustreClaimOptions {
  const { namespace = slug(team), createNamespace, fixedName, labels, subDirectory = slug(team) } = options;
  return {
    name: options.name ?? slug(storage), namespace, createNamespace, fixedName, labels,
    subDirectory: subDirectory === WHOLE ? undefined : subDirectory,
  };
}

/** What the rules judge of a share, and the Job is made from. */
export function configureShare(team: string, options: LustreShareOptions, storage: LustreConfiguration): Partial<LustreConfiguration> {
  const { readOnly = false, user, subDirectory = slug(team) } = options;
  const directory = subDirectory === WHOLE ? '' : unwrap(subDirectory);
  const limited = options.quota !== undefined || options.fileLimit !== undefined;
  const share: ShareConfiguration = omitUndefined({
    shareTeam: team,
    shareDirectory: directory,
    shareReadOnly: readOnly ? true as const : undefined,
    shareLimited: limited ? true as const : undefined,
    shareQuota: unwrap(options.quota, 'GiB'),
    shareFileLimit: unwrap(options.fileLimit),
    shareProjectId: limited ? unwrap(options.projectId) ?? projectIdOf(String(directory)) : undefined,
    shareOwner: user === undefined && options.group === undefined ? undefined : [user ?? 0, options.group ?? user ?? 0],
    shareMode: options.mode ?? (user === undefined ? undefined : '0770'),
  });
  return { ...share, ...readOnly && { mountOptions: [...storage.mountOptions ?? [], 'ro'] } };
}

/** The same for a directory whoever shares it: another stack, or another storage, must not count it under another number. */
export function projectIdOf(directory: string): number {
  return createHash('sha256').update(directory).digest().readUInt32BE(0) % (NUMBERS - 1) + 1;
}
