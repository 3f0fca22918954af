import { DeferredValue, Setting } from '../deferred-value';
import { NAMESPACE_NAME, OBJECT_NAME } from '../formats';
import { Rule, ruleFor } from '../rule';

/** What a claim asks for, whichever service it comes from. */
export interface ClaimConfiguration {
  readonly claimName?: Setting<string>;
  readonly claimNamespace?: Setting<string>;
  /** GiB; where the driver makes the volume. */
  readonly claimSize?: Setting<number>;
  readonly accessMode?: string;
  readonly volumeMode?: string;
  readonly storageClassName?: Setting<string>;
  /** Another claim of the app that has the same name in the same namespace of the same cluster. */
  readonly claimTakenBy?: string;
}

const NAMES = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const VOLUMES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/';
const rule = ruleFor<ClaimConfiguration>();

/** What Kubernetes asks of every claim; the rows of a service begin with its name. */
export function claimRulesOf(service: string): readonly Rule<ClaimConfiguration>[] {
  return [
    rule({
      id: `${service}/claim-name-format`,
      severity: 'error',
      reads: ['claimName'],
      at: 'claimName',
      isViolated: c => !OBJECT_NAME.test(c.claimName),
      problem: 'names are lower-case letters, digits, - and ., and begin and end with a letter or digit',
      fix: c => `write it like '${c.claimName.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/-*\.[-.]*/g, '.').slice(0, 253).replace(/^[-.]+|[-.]+$/g, '') || 'training-data'}'`,
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
      problem: 'names of claims, namespaces and classes must be known at synthesis: pods and other objects are written with them',
      fix: 'write the name out, or take it from the context',
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
      problem: 'names of namespaces are up to 63 lower-case letters, digits and -, and begin and end with a letter or digit',
      fix: c => `write it like '${c.claimNamespace.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-+|-+$/g, '') || 'ml'}'`,
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
      problem: 'names are lower-case letters, digits, - and ., and begin and end with a letter or digit',
      fix: 'write it like \'fsx-scratch\'',
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
      problem: c => `'${c.claimTakenBy}' makes the claim of this name in the same namespace of the same cluster`,
      fix: 'give it another name or namespace',
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
      problem: 'a claim asks for more than nothing',
      fix: 'set a size that FSx offers',
      source: VOLUMES,
      invalidExample: { claimSize: 0 },
      validExample: { claimSize: 1 },
    }),
  ];
}
