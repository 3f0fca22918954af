import { DeferredValue, Setting } from '../deferred-value';
import { NAMESPACE_NAME, OBJECT_NAME } from '../formats';
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

/** Rules for every claim. The ids begin with the name of the service. */
export function claimRulesOf(service: string): readonly Rule<ClaimConfiguration>[] {
  return [
    rule({
      id: `${service}/claim-name-format`,
      severity: 'error',
      reads: ['claimName'],
      at: 'claimName',
      isViolated: c => !OBJECT_NAME.test(c.claimName),
      problem: 'must consist of lower-case letters, digits, - and ., and must begin and end with a letter or digit',
      fix: c => `use '${suggestedObjectName(c.claimName)}'`,
      source: NAMES,
      invalidExample: { claimName: 'Training_Data' },
      validExample: { claimName: 'training-data' },
    }),
    rule({
      id: `${service}/name-known-late`,
      severity: 'error',
      reads: [],
      deferredOf: ['claimName', 'claimNamespace', 'storageClassName'],
      at: 'claimName',
      isViolated: c => c.claimName || c.claimNamespace || c.storageClassName,
      problem: 'names of claims, namespaces and StorageClasses must be known at synthesis, because pods and other '
        + 'objects refer to them',
      fix: 'use a literal name, or read it from the context (node.tryGetContext())',
      source: NAMES,
      invalidExample: { claimName: new DeferredValue('${Token[TOKEN.1]}') },
      validExample: { claimName: 'data' },
    }),
    rule({
      id: `${service}/namespace-format`,
      severity: 'error',
      reads: ['claimNamespace'],
      at: 'claimNamespace',
      isViolated: c => !NAMESPACE_NAME.test(c.claimNamespace),
      problem: 'must consist of at most 63 lower-case letters, digits and -, and must begin and end with a letter or '
        + 'digit',
      fix: c => `use '${suggestedNamespace(c.claimNamespace)}'`,
      source: NAMES,
      invalidExample: { claimNamespace: 'ml.team' },
      validExample: { claimNamespace: 'ml-team' },
    }),
    rule({
      id: `${service}/class-name-format`,
      severity: 'error',
      reads: ['storageClassName'],
      at: 'storageClassName',
      isViolated: c => !OBJECT_NAME.test(c.storageClassName),
      problem: 'must consist of lower-case letters, digits, - and ., and must begin and end with a letter or digit',
      fix: 'use a name such as \'fsx-scratch\'',
      source: NAMES,
      invalidExample: { storageClassName: 'FSx' },
      validExample: { storageClassName: 'fsx' },
    }),
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

function suggestedObjectName(name: string): string {
  const legal = name.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/-*\.[-.]*/g, '.').slice(0, 253);
  return legal.replace(/^[-.]+|[-.]+$/g, '') || 'training-data';
}

function suggestedNamespace(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-+|-+$/g, '') || 'ml';
}
