import { volumeRules as settingRules } from './defaults';
import { Later, Setting } from '../../validation/deferred-value';
import { pathProblem, suggestedPath } from '../../validation/paths';
import { ruleFor } from '../../validation/rule';
import { OntapVolumeConfiguration } from '../configuration';
import { JUNCTION_PATH, ONTAP_FORMATS, ONTAP_SERVICE, OntapTieringPolicy as Tiering, OntapVolumeStyle as Style, TIERING_POLICIES } from '../limits';

/** A volume, and what is known of its file system. */
export type JudgedVolume = OntapVolumeConfiguration & { readonly volumeTaken?: boolean; readonly haPairs?: Setting<number> };

const rule = ruleFor<JudgedVolume>();
const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateOntapVolumeConfiguration.html';
const TIERING = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_TieringPolicy.html';

/** Volumes that the stack makes. */
export const volumeRules = [
  ...settingRules<JudgedVolume>(),
  rule({
    id: 'ontap/volume-name-format',
    severity: 'error',
    reads: ['volumeName'],
    at: 'volumeName',
    broken: c => !ONTAP_FORMATS.volumeName.test(c.volumeName),
    problem: `names of volumes are up to ${ONTAP_SERVICE.volumeNameLength} letters, digits and _, and begin with a letter or _`,
    fix: c => `write it like '${c.volumeName.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^\d/, '_$&').slice(0, ONTAP_SERVICE.volumeNameLength) || 'corpus'}'`,
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolume.html',
    examples: { bad: { volumeName: 'web-text' }, good: { volumeName: 'web_text' } },
  }),
  rule({
    id: 'ontap/volume-twice',
    severity: 'error',
    reads: ['volumeName', 'volumeTaken'],
    at: 'volumeName',
    broken: c => c.volumeTaken,
    problem: 'another volume has this name or this junction path',
    fix: 'give one of them another',
    source: CREATE,
    examples: { bad: { volumeName: 'corpus', volumeTaken: true }, good: { volumeName: 'corpus', volumeTaken: false } },
  }),
  rule({
    id: 'ontap/junction-path-format',
    severity: 'error',
    reads: ['junctionPath'],
    mayRead: ['volumeName'],
    at: 'junctionPath',
    // the rule about names reports the default
    broken: c => c.junctionPath !== `/${c.volumeName}` && pathProblem(c.junctionPath, JUNCTION_PATH) !== undefined,
    problem: c => pathProblem(c.junctionPath, JUNCTION_PATH)!,
    fix: c => `write it like '${suggestedPath(c.junctionPath, JUNCTION_PATH, 'corpus')}'`,
    source: CREATE,
    examples: { bad: { junctionPath: 'corpus' }, good: { junctionPath: '/corpus' } },
  }),
  rule({
    id: 'ontap/volume-size',
    severity: 'error',
    reads: ['volumeSize', 'volumeStyle', 'haPairs'],
    at: 'volumeSize',
    broken: c => c.volumeSize < smallest(c) || c.volumeSize > largest(c),
    problem: c => c.volumeStyle === Style.FLEXVOL
      ? `a FlexVol has ${ONTAP_SERVICE.minVolumeMiB} MiB to ${ONTAP_SERVICE.maxFlexVolGiB} GiB`
      : `a FlexGroup over ${c.haPairs} pair${c.haPairs > 1 ? 's' : ''} of servers has ${smallest(c)} to ${largest(c)} GiB`,
    fix: c => c.volumeStyle === Style.FLEXVOL
      ? 'use a size in between, or OntapVolumeStyle.FLEXGROUP' : `use a size in between, from Size.gibibytes(${smallest(c)}) on, or OntapVolumeStyle.FLEXVOL`,
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-volumes.html',
    examples: {
      bad: { volumeSize: 800, volumeStyle: Style.FLEXGROUP, haPairs: 2 }, good: { volumeSize: 800, volumeStyle: Style.FLEXGROUP, haPairs: 1 },
    },
  }),
  rule({
    id: 'ontap/volume-known-late',
    severity: 'error',
    reads: ['volumeStyle'],
    laterOf: ['volumeName', 'volumeSize'],
    at: 'volumeName',
    broken: c => c.volumeName || c.volumeSize,
    problem: 'the name and the size of a volume must be known at synthesis: claims are made with the one, and the other is counted in bytes',
    fix: 'write them out, or take them from the context',
    source: CREATE,
    examples: {
      bad: { volumeStyle: Style.FLEXVOL, volumeName: new Later('${Token[TOKEN.1]}') }, good: { volumeStyle: Style.FLEXVOL, volumeName: 'corpus' },
    },
  }),
  rule({
    id: 'ontap/backup-id-format',
    severity: 'error',
    reads: ['backupId'],
    at: 'backupId',
    broken: c => !ONTAP_FORMATS.backupId.test(c.backupId),
    problem: 'ids of backups read backup- and at least 8 hexadecimal digits',
    fix: 'take it from `aws fsx describe-backups`',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolumeFromBackup.html',
    examples: { bad: { backupId: 'fsvol-0123456789abcdef0' }, good: { backupId: 'backup-0123456789abcdef0' } },
  }),
  rule({
    id: 'ontap/cooling-period',
    severity: 'error',
    reads: ['coolingPeriod', 'tieringPolicy'],
    at: 'coolingPeriod',
    broken: c => TIERING_POLICIES[c.tieringPolicy].coolingDays === undefined || !Number.isInteger(c.coolingPeriod)
      || c.coolingPeriod < ONTAP_SERVICE.coolingDays.min || c.coolingPeriod > ONTAP_SERVICE.coolingDays.max,
    problem: `data cools down in ${ONTAP_SERVICE.coolingDays.min} to ${ONTAP_SERVICE.coolingDays.max} whole days, with AUTO and SNAPSHOT_ONLY`,
    fix: 'use Duration.days() in between with one of them, or leave it out',
    source: TIERING,
    examples: { bad: { coolingPeriod: 31, tieringPolicy: Tiering.ALL }, good: { coolingPeriod: 31, tieringPolicy: Tiering.AUTO } },
  }),
];

/** GiB. */
function smallest({ volumeStyle, haPairs }: { readonly volumeStyle: Style; readonly haPairs: number }): number {
  return volumeStyle === Style.FLEXGROUP ? ONTAP_SERVICE.minFlexGroupGiB * haPairs : ONTAP_SERVICE.minVolumeMiB / 1024;
}

/** GiB. */
function largest({ volumeStyle, haPairs }: { readonly volumeStyle: Style; readonly haPairs: number }): number {
  return volumeStyle === Style.FLEXGROUP
    ? Math.min(ONTAP_SERVICE.maxFlexGroupGiB * haPairs, ONTAP_SERVICE.maxVolumeGiB)
    : ONTAP_SERVICE.maxFlexVolGiB;
}
