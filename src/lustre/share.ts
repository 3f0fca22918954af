import { createHash } from 'crypto';
import { Size } from 'aws-cdk-lib';
import { LustreClaimOptions } from './claim-options';
import { LustreConfiguration, ShareConfiguration } from './configuration';
import { slug } from '../kubernetes/names';
import { PodToleration } from '../kubernetes/toleration';
import { unwrap } from '../validation/normalize';
import { omitUndefined } from '../validation/settings';

/** Options of a team's share of a Lustre file system. */
export interface LustreShareOptions {
  /**
   * Namespace of the team.
   *
   * @default - the name of the team
   */
  readonly namespace?: string;

  /**
   * Whether to create the namespace.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Name prefix of the claim. A hash of the claim's immutable settings is appended.
   *
   * @default - the id of the storage, which is the same for all teams
   */
  readonly name?: string;

  /**
   * Whether `name` is the exact name of the claim, without a hash.
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
   * Directory that is the root of the team's volume: a path below the root, such as `teams/vision`, or `/` for the
   * whole file system.
   *
   * A Job creates the directory if it is missing. Pods of the team wait until it exists. There is no Job for `/`, so `user`,
   * `group`, `mode`, `stripeCount` and the settings of the Job together with `/` fail with `lustre/share-job-of-root`.
   *
   * An unsupported value fails with `lustre/sub-directory-format`.
   *
   * @default - the name of the team
   */
  readonly subDirectory?: string;

  /**
   * Whether the team has read-only access. The volume has the mount option `ro`, which pods cannot override.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * Hard limit of the storage that the team can use: a Lustre project quota on its directory.
   *
   * It requires Lustre 2.15. If the team already uses more than the limit, no data is lost but writes fail. Quotas do
   * not apply to root, so pods should not run as root. If you remove this setting, the last limit remains: to remove
   * the limit, set it to the capacity of the file system.
   *
   * Another version fails with `lustre/quota-version`; more than the capacity of the file system fails with
   * `lustre/quota-beyond-capacity`. A quota on the whole file system, inside a directory with a quota, or on a
   * read-only share fails with `lustre/quota-of-root`, `lustre/quota-nested` or `lustre/quota-read-only`.
   *
   * @default - none; the team can use the whole capacity
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-quotas.html
   */
  readonly quota?: Size;

  /**
   * Maximum number of files and directories of the team, 1 or more. The restrictions of `quota` apply.
   *
   * An unsupported value fails with `lustre/quota-file-limit`.
   *
   * @default - no limit
   */
  readonly fileLimit?: number;

  /**
   * Lustre project ID of the quota, 1 to 4294967294.
   *
   * An unsupported value fails with `lustre/quota-project-id`; the same ID for two directories of a storage fails with
   * `lustre/quota-project-taken`.
   *
   * @default - derived from the path of the directory
   */
  readonly projectId?: number;

  /**
   * User ID of the owner of the directory, 0 or more.
   *
   * An unsupported value fails with `lustre/share-owner`.
   *
   * @default - root for a new directory; an existing directory keeps its owner
   */
  readonly user?: number;

  /**
   * Group ID of the directory.
   *
   * @default - the same number as `user`
   */
  readonly group?: number;

  /**
   * Octal permissions of the directory, for example `0770`, or `2770` so that new files belong to its group.
   *
   * An unsupported value fails with `lustre/share-mode-format`.
   *
   * @default - 0770 if `user` is set; otherwise 0755 for a new directory, and unchanged for an existing one
   */
  readonly mode?: string;

  /**
   * Number of disks (object storage targets, OSTs) that each new file in the directory is striped over: 1 to 2000, or -1
   * for all disks. Existing files keep their layout.
   *
   * Use 1 for many small files, and -1 for large files that many nodes read or write at the same time.
   *
   * An unsupported value fails with `lustre/share-stripe-count`.
   *
   * @default - the layout of the file system, by default progressive: large files are striped over several disks
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html#striping-data
   */
  readonly stripeCount?: number;

  /**
   * Namespace of the Job that creates the directory, and of the claim for the whole file system that the Job mounts.
   *
   * Teams should not be able to create pods in this namespace. With a quota, it must allow pods with `SYS_ADMIN` and
   * `SYS_RESOURCE`, which the Pod Security Standards baseline and restricted do not allow.
   *
   * @default 'kube-system'
   */
  readonly jobNamespace?: string;

  /**
   * Image of the Job. It needs `bash` and, for a quota, `lfs` or a `dnf` that can install it.
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

/** Derived project IDs are less than this. */
const MAX_DERIVED_ID = 2 ** 31;
const WHOLE_FILE_SYSTEM = '/';
/** What only the Job that creates the directory uses, apart from quotas. */
const JOB_SETTINGS = ['user', 'group', 'mode', 'stripeCount', 'jobNamespace', 'image', 'tolerations'] as const;

/** The claim of a share. */
export function claimOfShare(storage: string, team: string, options: LustreShareOptions): LustreClaimOptions {
  const { namespace = slug(team), createNamespace, fixedName, labels, subDirectory = slug(team) } = options;
  return {
    name: options.name ?? slug(storage), namespace, createNamespace, fixedName, labels,
    subDirectory: subDirectory === WHOLE_FILE_SYSTEM ? undefined : subDirectory,
  };
}

/** The configuration of a share, for its validation and its Job. */
export function configureShare(
  team: string, options: LustreShareOptions, storage: LustreConfiguration,
): Partial<LustreConfiguration> {
  const { readOnly = false, user, subDirectory = slug(team) } = options;
  const directory = subDirectory === WHOLE_FILE_SYSTEM ? '' : unwrap(subDirectory);
  const limited = options.quota !== undefined || options.fileLimit !== undefined;
  const share: ShareConfiguration = omitUndefined({
    shareTeam: team,
    shareDirectory: directory,
    shareReadOnly: readOnly ? true as const : undefined,
    shareLimited: limited ? true as const : undefined,
    shareQuota: unwrap(options.quota, 'GiB'),
    shareFileLimit: unwrap(options.fileLimit),
    shareProjectId: unwrap(options.projectId) ?? (limited ? projectIdOf(String(directory)) : undefined),
    shareOwner: user === undefined && options.group === undefined ? undefined : [user ?? 0, options.group ?? user ?? 0],
    shareJobSettings: JOB_SETTINGS.filter(name => options[name] !== undefined),
    shareStripeCount: options.stripeCount,
    shareMode: options.mode ?? (user === undefined ? undefined : '0770'),
  });
  return { ...share, ...readOnly && { mountOptions: [...storage.mountOptions ?? [], 'ro'] } };
}

/** The project ID of a directory, which must be the same in all stacks and storages that share it. */
export function projectIdOf(directory: string): number {
  return createHash('sha256').update(directory).digest().readUInt32BE(0) % (MAX_DERIVED_ID - 1) + 1;
}
