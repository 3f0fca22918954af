import { formatRule } from './format-rule';
import { knownAtSynthesis } from './known-late';
import { DeferredValue, Setting } from '../deferred-value';
import { FORMATS } from '../formats';
import { Rule, ruleFor } from '../rule';

/** The settings of a claim that both services have in common. */
export interface ClaimConfiguration {
  readonly claimName?: Setting<string>;
  readonly claimNamespace?: Setting<string>;
  /** In GiB; for claims whose volume the driver creates. */
  readonly claimSize?: Setting<number>;
  readonly accessMode?: string;
  readonly volumeMode?: string;
  readonly storageClassName?: Setting<string>;
  /** The path of another claim of the app with the same name in the same namespace of the same cluster. */
  readonly claimTakenBy?: string;
}

const NAMES = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const VOLUMES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/';
const rule = ruleFor<ClaimConfiguration>();

/** The rule for the name of a StorageClass, which a storage without claims can have, too. */
export function classNameRule(service: string): Rule<Pick<ClaimConfiguration, 'storageClassName'>> {
  return formatRule(`${service}/class-name-format`, 'storageClassName', FORMATS.objectName, { invalid: 'FSx', valid: 'fsx' });
}

/** Rules for every claim. The ids begin with the name of the service. */
export function claimRulesOf(service: string): readonly Rule<ClaimConfiguration>[] {
  return [
    formatRule(`${service}/claim-name-format`, 'claimName', FORMATS.objectName, { invalid: 'Training_Data', valid: 'training-data' }),
    rule({
      id: `${service}/name-known-late`,
      ...knownAtSynthesis('claimName', 'claimNamespace', 'storageClassName'),
      reads: [],
      problem: 'names of claims, namespaces and StorageClasses must be known at synthesis, because pods and other '
        + 'objects refer to them',
      source: NAMES,
      invalidExample: { claimName: new DeferredValue('${Token[TOKEN.1]}') },
      validExample: { claimName: 'data' },
    }),
    formatRule(`${service}/namespace-format`, 'claimNamespace', FORMATS.namespace, { invalid: 'ml.team', valid: 'ml-team' }),
    classNameRule(service),
    rule({
      id: `${service}/claim-twice`,
      severity: 'error',
      reads: ['claimName', 'claimTakenBy'],
      at: 'claimName',
      isViolated: () => true,
      problem: c => `'${c.claimTakenBy}' already creates a claim of this name in the same namespace of the same `
        + 'cluster',
      fix: 'use another name or another namespace',
      source: VOLUMES,
      invalidExample: { claimName: 'data', claimTakenBy: 'Storage/A' },
      validExample: { claimName: 'data' },
    }),
    rule({
      id: `${service}/claim-size-positive`,
      severity: 'error',
      reads: ['claimSize'],
      at: 'claimSize',
      isViolated: c => !(c.claimSize > 0),
      problem: 'must be greater than 0',
      fix: 'use a size that FSx offers, for example Size.gibibytes(1200)',
      source: VOLUMES,
      invalidExample: { claimSize: 0 },
      validExample: { claimSize: 1 },
    }),
  ];
}
