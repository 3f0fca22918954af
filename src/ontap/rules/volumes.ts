import { volumeRules as settingRules } from './defaults';
import { DeferredValue, Setting } from '../../validation/deferred-value';
import { pathProblem, suggestedPath } from '../../validation/paths';
import { ruleFor } from '../../validation/rule';
import { OntapVolumeConfiguration } from '../configuration';
import { JUNCTION_PATH, ONTAP_FORMATS, ONTAP_SERVICE, OntapTieringPolicy as Tiering, OntapVolumeStyle as Style, TIERING_POLICIES } from '../limits';

/** A volume, and what is known of its file system. */
export type VolumeConfiguration = OntapVolumeConfiguration & { readonly volumeTaken?: boolean; readonly haPairs?: Setting<number> };

const rule = ruleFor<VolumeConfiguration>();
const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateOntapVolumeConfiguration.html';
const TIERING = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_TieringPolicy.html';

/** Volumes that the stack makes. */
export const volumeRules = [
  ...settingRules<VolumeConfiguration>(),
  rule({
    id: 'ontap/volume-name-format',
    severity: 'error',
    reads: ['volumeName'],
    at: 'volumeName',
    isViolated: c => !ONTAP_FORMATS.volumeName.test(c.volumeName),
    problem: `names of volumes are up to ${ONTAP_SERVICE.volumeNameLength} letters, digits and _, and begin with a letter or _`,
    fix: c => `write it like '${c.volumeName.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^\d/, '_$&').slice(0, ONTAP_SERVICE.volumeNameLength) || 'corpus'}'`,
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolume.html',
    invalidExample: { volumeName: 'web-text' },
    validExample: { volumeName: 'web_text' },
  }),
  rule({
    id: 'ontap/volume-twice',
    severity: 'error',
    reads: ['volumeName', 'volumeTaken'],
    at: 'volumeName',
    isViolated: c => c.volumeTaken,
    problem: 'another volume has this name or this junction path',
    fix: 'give one of them another',
    source: CREATE,
    invalidExample: { volumeName: 'corpus', volumeTaken: true },
    validExample: { volumeName: 'corpus', volumeTaken: false },
  }),
  rule({
    id: 'ontap/junction-path-format',
    severity: 'error',
    reads: ['junctionPath'],
    mayRead: ['volumeName'],
    at: 'junctionPath',
    // the rule about names reports the default
    isViolated: c => c.junctionPath !== `/${c.volumeName}` && pathProblem(c.junctionPath, JUNCTION_PATH) !== undefined,
    problem: c => pathProblem(c.junctionPath, JUNCTION_PATH)!,
    fix: c => `write it like '${suggestedPath(c.junctionPath, JUNCTION_PATH, 'corpus')}'`,
    source: CREATE,
    invalidExample: { junctionPath: 'corpus' },
    validExample: { junctionPath: '/corpus' },
  }),
  rule({
    id: 'ontap/volume-size',
    severity: 'error',
    reads: ['volumeSize', 'volumeStyle', 'haPairs'],
    at: 'volumeSize',
    isViolated: c => c.volumeSize < smallest(c) || c.volumeSize > largest(c),
    problem: c => c.volumeStyle === Style.FLEXVOL
      ? `a FlexVol has ${ONTAP_SERVICE.minVolumeMiB} MiB to ${ONTAP_SERVICE.maxFlexVolGiB} GiB`
      : `a FlexGroup over ${c.haPairs} pair${c.haPairs > 1 ? 's' : ''} of servers has ${smallest(c)} to ${largest(c)} GiB`,
    fix: c => c.volumeStyle === Style.FLEXVOL
      ? 'use a size in between, or OntapVolumeStyle.FLEXGROUP' : `use a size in between, from Size.gibibytes(${smallest(c)}) on, or OntapVolumeStyle.FLEXVOL`,
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-volumes.html',
    invalidExample: { volumeSize: 800, volumeStyle: Style.FLEXGROUP, haPairs: 2 },
    validExample: { volumeSize: 800, volumeStyle: Style.FLEXGROUP, haPairs: 1 },
  }),
  rule({
    id: 'ontap/volume-known-late',
    severity: 'error',
    reads: ['volumeStyle'],
    deferredOf: ['volumeName', 'volumeSize'],
    at: 'volumeName',
    isViolated: c => c.volumeName || c.volumeSize,
    problem: 'the name and the size of a volume must be known at synthesis: claims are made with the one, and the other is counted in bytes',
    fix: 'write them out, or take them from the context',
    source: CREATE,
    invalidExample: { volumeStyle: Style.FLEXVOL, volumeName: new DeferredValue('${Token[TOKEN.1]}') },
    validExample: { volumeStyle: Style.FLEXVOL, volumeName: 'corpus' },
  }),
  rule({
    id: 'ontap/backup-id-format',
    severity: 'error',
    reads: ['backupId'],
    at: 'backupId',
    isViolated: c => !ONTAP_FORMATS.backupId.test(c.backupId),
    problem: 'ids of backups read backup- and at least 8 hexadecimal digits',
    fix: 'take it from `aws fsx describe-backups`',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolumeFromBackup.html',
    invalidExample: { backupId: 'fsvol-0123456789abcdef0' },
    validExample: { backupId: 'backup-0123456789abcdef0' },
  }),
  rule({
    id: 'ontap/cooling-period',
    severity: 'error',
    reads: ['coolingPeriod', 'tieringPolicy'],
    at: 'coolingPeriod',
    isViolated: c => TIERING_POLICIES[c.tieringPolicy].coolingDays === undefined || !Number.isInteger(c.coolingPeriod)
      || c.coolingPeriod < ONTAP_SERVICE.coolingDays.min || c.coolingPeriod > ONTAP_SERVICE.coolingDays.max,
    problem: `data cools down in ${ONTAP_SERVICE.coolingDays.min} to ${ONTAP_SERVICE.coolingDays.max} whole days, with AUTO and SNAPSHOT_ONLY`,
    fix: 'use Duration.days() in between with one of them, or leave it out',
    source: TIERING,
    invalidExample: { coolingPeriod: 31, tieringPolicy: Tiering.ALL },
    validExample: { coolingPeriod: 31, tieringPolicy: Tiering.AUTO },
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
