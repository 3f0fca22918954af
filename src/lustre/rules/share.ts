import { lustreRule } from './row';
import { Later } from '../../rules/later';
import { DEFAULT_VERSION, LustreFileSystemTypeVersion as Version } from '../limits';

const QUOTAS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-quotas.html';
const LUSTRE = 'https://doc.lustre.org/lustre_manual.xhtml#configuringquotas';
const MODE = /^[0-7]{3,4}$/;
/** Numbers have 32 bits, and the last one means none. */
const LAST = 2 ** 32 - 2;
const isNumber = (value: number, least: number) => Number.isInteger(value) && value >= least && value <= LAST;
const contains = (outer: string, inner: string) => `${inner}/`.startsWith(`${outer}/`);
const overlap = (a: string, b: string) => contains(a, b) || contains(b, a);

/** What a team gets of a file system that it shares with others. */
export const shareRules = [
  lustreRule({
    id: 'lustre/share-dynamic',
    severity: 'error',
    reads: ['provisioning', 'shareTeam'],
    at: 'shareTeam',
    broken: c => c.provisioning === 'dynamic',
    problem: 'every dynamic claim has a file system of its own, so there is none to share',
    fix: 'use addClaim() for a file system of its own, or LustreProvisioning.managed()',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/controller.go',
    examples: { bad: { provisioning: 'dynamic', shareTeam: 'vision' }, good: { provisioning: 'managed', shareTeam: 'vision' } },
  }),
  lustreRule({
    id: 'lustre/quota-version',
    severity: 'error',
    reads: ['shareLimited', 'fileSystemTypeVersion'],
    at: 'fileSystemTypeVersion',
    broken: c => c.fileSystemTypeVersion !== Version.V_2_15,
    problem: 'FSx has quotas of directories on file systems of Lustre 2.15 only',
    fix: `set fileSystemTypeVersion to ${DEFAULT_VERSION}, which makes a new file system, or leave quota and fileLimit out`,
    source: QUOTAS,
    examples: {
      bad: { shareLimited: true, fileSystemTypeVersion: Version.V_2_12 },
      good: { shareLimited: true, fileSystemTypeVersion: Version.V_2_15 },
    },
  }),
  lustreRule({
    id: 'lustre/share-known-late',
    severity: 'error',
    reads: ['shareTeam'],
    laterOf: ['shareDirectory', 'shareQuota', 'shareFileLimit', 'shareProjectId'],
    at: 'shareTeam',
    broken: c => c.shareDirectory || c.shareQuota || c.shareFileLimit || c.shareProjectId,
    problem: 'directory, quota and project must be known at synthesis: the project is a number made of the directory, and the limit is in KiB',
    fix: 'write them out, or take them from the context',
    source: QUOTAS,
    examples: { bad: { shareTeam: 'vision', shareDirectory: new Later('${Token[TOKEN.1]}') }, good: { shareTeam: 'vision', shareDirectory: 'vision' } },
  }),
  lustreRule({
    id: 'lustre/quota-positive',
    severity: 'error',
    reads: ['shareQuota'],
    at: 'shareQuota',
    broken: c => !(c.shareQuota > 0),
    problem: 'a team that may store nothing can only read, and to Lustre 0 is no limit at all',
    fix: 'set readOnly: true, or a size',
    source: QUOTAS,
    examples: { bad: { shareQuota: 0 }, good: { shareQuota: 1 } },
  }),
  lustreRule({
    id: 'lustre/quota-beyond-capacity',
    severity: 'error',
    reads: ['shareQuota', 'capacity'],
    at: 'shareQuota',
    broken: c => c.shareQuota > c.capacity,
    problem: c => `the file system has ${c.capacity} GiB, so this limits nothing`,
    fix: c => `set ${c.capacity} GiB or less; the quotas of all teams together may be more`,
    source: QUOTAS,
    examples: { bad: { shareQuota: 1201, capacity: 1200 }, good: { shareQuota: 1200, capacity: 1200 } },
  }),
  lustreRule({
    id: 'lustre/quota-file-limit',
    severity: 'error',
    reads: ['shareFileLimit'],
    at: 'shareFileLimit',
    broken: c => !Number.isInteger(c.shareFileLimit) || c.shareFileLimit < 1,
    problem: 'it is a whole number of files and directories, 1 or more',
    fix: 'set such a number, or leave it out',
    source: QUOTAS,
    examples: { bad: { shareFileLimit: 0 }, good: { shareFileLimit: 1 } },
  }),
  lustreRule({
    id: 'lustre/quota-of-root',
    severity: 'error',
    reads: ['shareLimited', 'shareDirectory'],
    at: 'shareDirectory',
    broken: c => c.shareDirectory === '',
    problem: 'a quota counts a directory, and this is the whole file system, with the directories of all teams in it',
    fix: 'give the team a subDirectory',
    source: QUOTAS,
    examples: { bad: { shareLimited: true, shareDirectory: '' }, good: { shareLimited: true, shareDirectory: 'vision' } },
  }),
  lustreRule({
    id: 'lustre/quota-read-only',
    severity: 'error',
    reads: ['shareLimited', 'shareReadOnly'],
    at: 'shareReadOnly',
    broken: () => true,
    problem: 'who can only read stores nothing',
    fix: 'leave quota and fileLimit out, and set them where the directory is shared for writing',
    source: QUOTAS,
    examples: { bad: { shareLimited: true, shareReadOnly: true }, good: { shareLimited: true } },
  }),
  lustreRule({
    id: 'lustre/quota-nested',
    severity: 'error',
    reads: ['shareLimited', 'shareDirectory', 'quotaDirectories'],
    at: 'shareDirectory',
    broken: c => c.quotaDirectories.some(({ directory }) => overlap(directory, c.shareDirectory)),
    problem: c => {
      const { team, directory } = c.quotaDirectories.find(one => overlap(one.directory, c.shareDirectory))!;
      return `'${directory}' of '${team}' has a quota too, and a file counts for one only`;
    },
    fix: 'give the teams directories beside each other, or one of them no quota',
    source: LUSTRE,
    examples: {
      bad: { shareLimited: true, shareDirectory: 'teams/vision', quotaDirectories: [{ team: 'all', directory: 'teams', projectId: 1 }] },
      good: { shareLimited: true, shareDirectory: 'teams/vision', quotaDirectories: [{ team: 'speech', directory: 'teams/speech', projectId: 1 }] },
    },
  }),
  lustreRule({
    id: 'lustre/quota-project-id',
    severity: 'error',
    reads: ['shareProjectId'],
    at: 'shareProjectId',
    broken: c => !isNumber(c.shareProjectId, 1),
    problem: `projects are numbers from 1 to ${LAST}; 0 counts what belongs to none`,
    fix: 'leave it out, or set such a number',
    source: LUSTRE,
    examples: { bad: { shareProjectId: 0 }, good: { shareProjectId: 1 } },
  }),
  lustreRule({
    id: 'lustre/quota-project-taken',
    severity: 'error',
    reads: ['shareLimited', 'shareProjectId', 'quotaDirectories'],
    at: 'shareProjectId',
    broken: c => c.quotaDirectories.some(({ projectId }) => projectId === c.shareProjectId),
    problem: c => `'${c.quotaDirectories.find(({ projectId }) => projectId === c.shareProjectId)!.team}' has this number, and both would count together, up to the limit that was set last`,
    fix: 'set another projectId',
    source: LUSTRE,
    examples: {
      bad: { shareLimited: true, shareProjectId: 7, quotaDirectories: [{ team: 'speech', directory: 'speech', projectId: 7 }] },
      good: { shareLimited: true, shareProjectId: 8, quotaDirectories: [{ team: 'speech', directory: 'speech', projectId: 7 }] },
    },
  }),
  lustreRule({
    id: 'lustre/share-owner',
    severity: 'error',
    reads: ['shareOwner'],
    at: 'shareOwner',
    broken: c => !c.shareOwner.every(number => isNumber(number, 0)),
    problem: `users and groups are numbers from 0 to ${LAST}`,
    fix: 'set the numbers that the pods run as: runAsUser, runAsGroup',
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    examples: { bad: { shareOwner: [-1, 0] }, good: { shareOwner: [1000, 1000] } },
  }),
  lustreRule({
    id: 'lustre/share-mode-format',
    severity: 'error',
    reads: ['shareMode'],
    at: 'shareMode',
    broken: c => !MODE.test(c.shareMode),
    problem: 'permissions are three or four octal digits',
    fix: 'write it like \'0770\'',
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/chmod.html',
    examples: { bad: { shareMode: 'rwxrwx---' }, good: { shareMode: '2770' } },
  }),
  lustreRule({
    id: 'lustre/share-owner-read-only',
    severity: 'error',
    reads: ['shareReadOnly'],
    presenceOf: ['shareOwner', 'shareMode'],
    at: 'shareReadOnly',
    broken: c => c.shareOwner || c.shareMode,
    problem: 'a team that only reads does not decide whose the directory is',
    fix: 'set user, group and mode where the directory is shared for writing',
    source: QUOTAS,
    examples: { bad: { shareReadOnly: true, shareOwner: [1000, 1000] }, good: { shareReadOnly: true } },
  }),
];
