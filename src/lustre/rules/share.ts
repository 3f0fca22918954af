import { lustreRule } from './row';
import { knownAtSynthesis } from '../../validation/common/known-late';
import { DeferredValue } from '../../validation/deferred-value';
import { pathsOverlap } from '../../validation/paths';
import { andList } from '../../validation/text';
import { LustreFileSystemTypeVersion as Version } from '../limits';

const QUOTAS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-quotas.html';
const LUSTRE = 'https://doc.lustre.org/lustre_manual.xhtml#configuringquotas';
const MODE = /^[0-7]{3,4}$/;
/** Ids have 32 bits, and the last one means no id. */
const LAST = 2 ** 32 - 2;
const isNumber = (value: number, least: number) => Number.isInteger(value) && value >= least && value <= LAST;

const STRIPES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html#striping-data';
/** LOV_MAX_STRIPE_COUNT of Lustre. */
const MAX_STRIPES = 2000;
const isNumberUpTo = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;

const OWNER = ['user', 'group', 'mode'];
/** The settings without a Job; `lustre/share-owner-read-only` reports those of the owner for read-only access. */
const unusedOf = ({
  shareJobSettings,
  shareReadOnly,
}: {
  readonly shareJobSettings: readonly string[];
  readonly shareReadOnly?: true;
}) => {
  return shareJobSettings.filter(name => !(shareReadOnly && OWNER.includes(name)));
};

/** Rules for shareTo(): the directory, quota and owner of a team. */
export const shareRules = [
  lustreRule({
    id: 'lustre/share-dynamic',
    severity: 'error',
    reads: ['provisioning', 'shareTeam'],
    at: 'shareTeam',
    isViolated: c => c.provisioning === 'dynamic',
    problem: 'each dynamic claim has its own file system, so there is no file system to share',
    fix: 'use addClaim() for a separate file system, or LustreProvisioning.managed()',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/controller.go',
    invalidExample: { provisioning: 'dynamic', shareTeam: 'vision' },
    validExample: { provisioning: 'managed', shareTeam: 'vision' },
  }),
  lustreRule({
    id: 'lustre/quota-version',
    severity: 'error',
    reads: ['shareLimited', 'fileSystemTypeVersion'],
    at: 'fileSystemTypeVersion',
    isViolated: c => c.fileSystemTypeVersion !== Version.V_2_15,
    problem: 'FSx supports directory quotas on Lustre 2.15 only',
    fix: 'use LustreFileSystemTypeVersion.V_2_15, which replaces the file system, or remove quota and fileLimit',
    source: QUOTAS,
    invalidExample: { shareLimited: true, fileSystemTypeVersion: Version.V_2_12 },
    validExample: { shareLimited: true, fileSystemTypeVersion: Version.V_2_15 },
  }),
  lustreRule({
    id: 'lustre/share-known-late',
    ...knownAtSynthesis('shareDirectory', 'shareQuota', 'shareFileLimit', 'shareProjectId'),
    reads: ['shareTeam'],
    problem: 'subDirectory, quota, fileLimit and projectId must be known at synthesis, because the project id is '
      + 'derived from the directory and the limit is set in KiB',
    source: QUOTAS,
    invalidExample: { shareTeam: 'vision', shareDirectory: new DeferredValue('${Token[TOKEN.1]}') },
    validExample: { shareTeam: 'vision', shareDirectory: 'vision' },
  }),
  lustreRule({
    id: 'lustre/quota-positive',
    severity: 'error',
    reads: ['shareQuota'],
    at: 'shareQuota',
    isViolated: c => !(c.shareQuota > 0),
    problem: 'must be greater than 0, because Lustre treats 0 as no limit',
    fix: 'set readOnly: true if the team must not write, or use a size such as Size.gibibytes(100)',
    source: QUOTAS,
    invalidExample: { shareQuota: 0 },
    validExample: { shareQuota: 1 },
  }),
  lustreRule({
    id: 'lustre/quota-beyond-capacity',
    severity: 'error',
    reads: ['shareQuota', 'capacity'],
    at: 'shareQuota',
    isViolated: c => c.shareQuota > c.capacity,
    problem: c => `exceeds the capacity of the file system, ${c.capacity} GiB, and therefore has no effect`,
    fix: c => `use Size.gibibytes(${c.capacity}) or less; the quotas of all teams together may exceed the capacity`,
    source: QUOTAS,
    invalidExample: { shareQuota: 1201, capacity: 1200 },
    validExample: { shareQuota: 1200, capacity: 1200 },
  }),
  lustreRule({
    id: 'lustre/quota-file-limit',
    severity: 'error',
    reads: ['shareFileLimit'],
    at: 'shareFileLimit',
    isViolated: c => !Number.isInteger(c.shareFileLimit) || c.shareFileLimit < 1,
    problem: 'must be a whole number of files and directories, at least 1',
    fix: 'use a number such as 1000000, or remove fileLimit',
    source: QUOTAS,
    invalidExample: { shareFileLimit: 0 },
    validExample: { shareFileLimit: 1 },
  }),
  lustreRule({
    id: 'lustre/quota-of-root',
    severity: 'error',
    reads: ['shareLimited', 'shareDirectory'],
    presenceOf: ['subDirectory'],
    at: 'shareDirectory',
    isViolated: c => c.shareDirectory === '' && !c.subDirectory,
    problem: 'a quota applies to a directory, but this is the root of the file system, which contains the directories '
      + 'of all teams',
    fix: 'set subDirectory',
    source: QUOTAS,
    invalidExample: { shareLimited: true, shareDirectory: '' },
    validExample: { shareLimited: true, shareDirectory: 'vision' },
  }),
  lustreRule({
    id: 'lustre/share-job-of-root',
    severity: 'error',
    reads: ['shareDirectory', 'shareJobSettings'],
    mayRead: ['shareReadOnly'],
    at: 'shareDirectory',
    isViolated: c => c.shareDirectory === '' && unusedOf(c).length > 0,
    problem: c => `${andList(unusedOf(c))} ${unusedOf(c).length > 1 ? 'have' : 'has'} no effect, because no Job prepares the root `
      + 'of the file system, which contains the directories of all teams',
    fix: c => `set subDirectory, or remove ${andList(unusedOf(c))}`,
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    invalidExample: { shareDirectory: '', shareJobSettings: ['user', 'mode'] },
    validExample: { shareDirectory: 'vision', shareJobSettings: ['user', 'mode'] },
  }),
  lustreRule({
    id: 'lustre/quota-read-only',
    severity: 'error',
    reads: ['shareLimited', 'shareReadOnly'],
    at: 'shareReadOnly',
    isViolated: () => true,
    problem: 'a quota has no effect for a team with read-only access',
    fix: 'remove quota and fileLimit, and set them where the directory is shared with write access',
    source: QUOTAS,
    invalidExample: { shareLimited: true, shareReadOnly: true },
    validExample: { shareLimited: true },
  }),
  lustreRule({
    id: 'lustre/quota-nested',
    severity: 'error',
    reads: ['shareLimited', 'shareDirectory', 'quotaDirectories'],
    at: 'shareDirectory',
    isViolated: c => c.quotaDirectories.some(({ directory }) => pathsOverlap(directory, c.shareDirectory)),
    problem: c => {
      const { team, directory } = c.quotaDirectories.find(one => pathsOverlap(one.directory, c.shareDirectory))!;
      return `'${directory}' of '${team}' also has a quota, and a file counts toward only one quota`;
    },
    fix: 'use directories that do not contain each other, or remove one of the quotas',
    source: LUSTRE,
    invalidExample: {
      shareLimited: true, shareDirectory: 'teams/vision',
      quotaDirectories: [{ team: 'all', directory: 'teams', projectId: 1 }],
    },
    validExample: {
      shareLimited: true, shareDirectory: 'teams/vision',
      quotaDirectories: [{ team: 'speech', directory: 'teams/speech', projectId: 1 }],
    },
  }),
  lustreRule({
    id: 'lustre/quota-project-id',
    severity: 'error',
    reads: ['shareProjectId'],
    at: 'shareProjectId',
    isViolated: c => !isNumber(c.shareProjectId, 1),
    problem: `must be a whole number from 1 to ${LAST}; Lustre uses 0 for files without a project`,
    fix: 'use a number in this range, or remove projectId',
    source: LUSTRE,
    invalidExample: { shareProjectId: 0 },
    validExample: { shareProjectId: 1 },
  }),
  lustreRule({
    id: 'lustre/quota-project-taken',
    severity: 'error',
    reads: ['shareLimited', 'shareProjectId', 'quotaDirectories'],
    at: 'shareProjectId',
    isViolated: c => c.quotaDirectories.some(({ projectId }) => projectId === c.shareProjectId),
    problem: c => {
      const { team } = c.quotaDirectories.find(({ projectId }) => projectId === c.shareProjectId)!;
      return `'${team}' uses the same project, so both teams would share the limit that is set last`;
    },
    fix: 'use another projectId',
    source: LUSTRE,
    invalidExample: {
      shareLimited: true, shareProjectId: 7, quotaDirectories: [{ team: 'speech', directory: 'speech', projectId: 7 }],
    },
    validExample: {
      shareLimited: true, shareProjectId: 8, quotaDirectories: [{ team: 'speech', directory: 'speech', projectId: 7 }],
    },
  }),
  lustreRule({
    id: 'lustre/share-owner',
    severity: 'error',
    reads: ['shareOwner'],
    at: 'shareOwner',
    isViolated: c => !c.shareOwner.every(number => isNumber(number, 0)),
    problem: `user and group must be whole numbers from 0 to ${LAST}`,
    fix: 'use the ids that the pods run as (runAsUser, runAsGroup)',
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    invalidExample: { shareOwner: [-1, 0] },
    validExample: { shareOwner: [1000, 1000] },
  }),
  lustreRule({
    id: 'lustre/share-stripe-count',
    severity: 'error',
    reads: ['shareStripeCount'],
    at: 'shareStripeCount',
    isViolated: c => c.shareStripeCount !== -1 && !isNumberUpTo(c.shareStripeCount, MAX_STRIPES),
    problem: `must be a whole number from 1 to ${MAX_STRIPES}, or -1 for all disks`,
    fix: 'use 1 for small files, -1 for large files that many nodes use at the same time, or remove it',
    source: STRIPES,
    invalidExample: { shareStripeCount: 0 },
    validExample: { shareStripeCount: -1 },
  }),
  lustreRule({
    id: 'lustre/share-mode-format',
    severity: 'error',
    reads: ['shareMode'],
    at: 'shareMode',
    isViolated: c => !MODE.test(c.shareMode),
    problem: 'must consist of three or four octal digits',
    fix: 'use a mode such as \'0770\'',
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/chmod.html',
    invalidExample: { shareMode: 'rwxrwx---' },
    validExample: { shareMode: '2770' },
  }),
  lustreRule({
    id: 'lustre/share-owner-read-only',
    severity: 'error',
    reads: ['shareReadOnly'],
    presenceOf: ['shareOwner', 'shareMode'],
    at: 'shareReadOnly',
    isViolated: c => c.shareOwner || c.shareMode,
    problem: 'a team with read-only access cannot set the owner or the mode of the directory',
    fix: 'set user, group and mode where the directory is shared with write access',
    source: QUOTAS,
    invalidExample: { shareReadOnly: true, shareOwner: [1000, 1000] },
    validExample: { shareReadOnly: true },
  }),
];
