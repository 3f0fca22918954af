import { volumeRules as settingRules } from './defaults';
import { backupIdRule } from '../../validation/common/backups';
import { knownAtSynthesis } from '../../validation/common/known-late';
import { DeferredValue, Setting } from '../../validation/deferred-value';
import { pathProblem, suggestedPath } from '../../validation/paths';
import { Rule, ruleFor } from '../../validation/rule';
import { OntapVolumeConfiguration } from '../configuration';
import {
  JUNCTION_PATH, ONTAP_FORMATS, ONTAP_SERVICE, OntapTieringPolicy as Tiering, OntapVolumeStyle as Style,
  TIERING_POLICIES,
} from '../limits';
import { largestVolumeGiB } from '../sizing';

/** A volume and the settings of its file system that its rules read. */
export type VolumeConfiguration = OntapVolumeConfiguration & {
  /** What another volume has, too. */
  readonly volumeTaken?: 'volumeName' | 'junctionPath';
  readonly haPairs?: Setting<number>;
};

const rule = ruleFor<VolumeConfiguration>();
const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateOntapVolumeConfiguration.html';
const TIERING = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_TieringPolicy.html';

/** Rules for volumes that the stack creates. */
export const volumeRules: readonly Rule<VolumeConfiguration>[] = [
  ...settingRules<VolumeConfiguration>(),
  rule({
    id: 'ontap/volume-name-format',
    severity: 'error',
    reads: ['volumeName'],
    at: 'volumeName',
    isViolated: c => !ONTAP_FORMATS.volumeName.test(c.volumeName),
    problem: `must consist of at most ${ONTAP_SERVICE.volumeNameLength} letters, digits and _, and must begin with a `
      + 'letter or _',
    fix: c => `use '${suggestedName(c.volumeName)}'`,
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolume.html',
    invalidExample: { volumeName: 'web-text' },
    validExample: { volumeName: 'web_text' },
  }),
  rule({
    id: 'ontap/volume-twice',
    severity: 'error',
    reads: ['volumeName', 'volumeTaken'],
    at: c => c.volumeTaken,
    isViolated: () => true,
    problem: c => `another volume has this ${c.volumeTaken === 'volumeName' ? 'name' : 'junction path'}`,
    fix: c => `use another ${c.volumeTaken === 'volumeName' ? 'name' : 'junctionPath'}`,
    source: CREATE,
    invalidExample: { volumeName: 'corpus', volumeTaken: 'volumeName' },
    validExample: { volumeName: 'corpus' },
  }),
  rule({
    id: 'ontap/junction-path-format',
    severity: 'error',
    reads: ['junctionPath'],
    mayRead: ['volumeName'],
    at: 'junctionPath',
    // ontap/volume-name-format reports the default path
    isViolated: c => c.junctionPath !== `/${c.volumeName}` && pathProblem(c.junctionPath, JUNCTION_PATH) !== undefined,
    problem: c => pathProblem(c.junctionPath, JUNCTION_PATH)!,
    fix: c => `use '${suggestedPath(c.junctionPath, JUNCTION_PATH, 'corpus')}'`,
    source: CREATE,
    invalidExample: { junctionPath: 'corpus' },
    validExample: { junctionPath: '/corpus' },
  }),
  rule({
    id: 'ontap/volume-size',
    severity: 'error',
    reads: ['volumeSize', 'volumeStyle', 'haPairs'],
    at: 'volumeSize',
    isViolated: c => c.volumeSize < smallest(c) || c.volumeSize > largestVolumeGiB(c.volumeStyle, c.haPairs),
    problem: c => c.volumeStyle === Style.FLEXVOL
      ? `a FlexVol must have ${ONTAP_SERVICE.minVolumeMiB} MiB to ${ONTAP_SERVICE.maxFlexVolGiB} GiB`
      : `a FlexGroup on ${c.haPairs} HA pair${c.haPairs > 1 ? 's' : ''} must have ${smallest(c)} to ${largestVolumeGiB(c.volumeStyle, c.haPairs)} GiB`,
    fix: c => c.volumeStyle === Style.FLEXVOL
      ? 'use a size in this range, or OntapVolumeStyle.FLEXGROUP'
      : `use a size in this range, at least Size.gibibytes(${smallest(c)}), or OntapVolumeStyle.FLEXVOL`,
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-volumes.html',
    invalidExample: { volumeSize: 800, volumeStyle: Style.FLEXGROUP, haPairs: 2 },
    validExample: { volumeSize: 800, volumeStyle: Style.FLEXGROUP, haPairs: 1 },
  }),
  rule({
    id: 'ontap/volume-known-late',
    ...knownAtSynthesis('volumeName', 'volumeSize'),
    reads: ['volumeStyle'],
    problem: 'the name and the size of a volume must be known at synthesis, because claims refer to the name and the '
      + 'size is converted to bytes',
    source: CREATE,
    invalidExample: { volumeStyle: Style.FLEXVOL, volumeName: new DeferredValue('${Token[TOKEN.1]}') },
    validExample: { volumeStyle: Style.FLEXVOL, volumeName: 'corpus' },
  }),
  backupIdRule('ontap', 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateVolumeFromBackup.html'),
  rule({
    id: 'ontap/cooling-period',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['coolingPeriod', 'tieringPolicy'],
    at: 'coolingPeriod',
    isViolated: c => TIERING_POLICIES[c.tieringPolicy].coolingDays === undefined || !Number.isInteger(c.coolingPeriod)
      || c.coolingPeriod < ONTAP_SERVICE.coolingDays.min || c.coolingPeriod > ONTAP_SERVICE.coolingDays.max,
    problem: `must be a whole number of days from ${ONTAP_SERVICE.coolingDays.min} to `
      + `${ONTAP_SERVICE.coolingDays.max}, and `
      + 'requires the tiering policy AUTO or SNAPSHOT_ONLY',
    fix: 'use Duration.days() in this range with OntapTieringPolicy.AUTO or SNAPSHOT_ONLY, or remove coolingPeriod',
    source: TIERING,
    invalidExample: { coolingPeriod: 31, tieringPolicy: Tiering.ALL },
    validExample: { coolingPeriod: 31, tieringPolicy: Tiering.AUTO },
  }),
];

function suggestedName(name: string): string {
  const legal = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^\d/, '_$&');
  return legal.slice(0, ONTAP_SERVICE.volumeNameLength) || 'corpus';
}

/** In GiB. */
function smallest({ volumeStyle, haPairs }: { readonly volumeStyle: Style; readonly haPairs: number }): number {
  return volumeStyle === Style.FLEXGROUP ? ONTAP_SERVICE.minFlexGroupGiB * haPairs : ONTAP_SERVICE.minVolumeMiB / 1024;
}
