import { Later, Setting } from '../deferred-value';
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
      broken: c => !OBJECT_NAME.test(c.claimName),
      problem: 'names are lower-case letters, digits, - and ., and begin and end with a letter or digit',
      fix: c => `write it like '${c.claimName.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/-*\.[-.]*/g, '.').slice(0, 253).replace(/^[-.]+|[-.]+$/g, '') || 'training-data'}'`,
      source: NAMES,
      examples: { bad: { claimName: 'Training_Data' }, good: { claimName: 'training-data' } },
    }),
    rule({
      id: `${service}/name-known-late`,
      severity: 'error',
      reads: [],
      laterOf: ['claimName', 'claimNamespace', 'storageClassName'],
      at: 'claimName',
      broken: c => c.claimName || c.claimNamespace || c.storageClassName,
      problem: 'names of claims, namespaces and classes must be known at synthesis: pods and other objects are written with them',
      fix: 'write the name out, or take it from the context',
      source: NAMES,
      examples: { bad: { claimName: new Later('${Token[TOKEN.1]}') }, good: { claimName: 'data' } },
    }),
    rule({
      id: `${service}/namespace-format`,
      severity: 'error',
      reads: ['claimNamespace'],
      at: 'claimNamespace',
      broken: c => !NAMESPACE_NAME.test(c.claimNamespace),
      problem: 'names of namespaces are up to 63 lower-case letters, digits and -, and begin and end with a letter or digit',
      fix: c => `write it like '${c.claimNamespace.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-+|-+$/g, '') || 'ml'}'`,
      source: NAMES,
      examples: { bad: { claimNamespace: 'ml.team' }, good: { claimNamespace: 'ml-team' } },
    }),
    rule({
      id: `${service}/class-name-format`,
      severity: 'error',
      reads: ['storageClassName'],
      at: 'storageClassName',
      broken: c => !OBJECT_NAME.test(c.storageClassName),
      problem: 'names are lower-case letters, digits, - and ., and begin and end with a letter or digit',
      fix: 'write it like \'fsx-scratch\'',
      source: NAMES,
      examples: { bad: { storageClassName: 'FSx' }, good: { storageClassName: 'fsx' } },
    }),
    rule({
      id: `${service}/claim-twice`,
      severity: 'error',
      reads: ['claimName', 'claimTakenBy'],
      at: 'claimName',
      broken: () => true,
      problem: c => `'${c.claimTakenBy}' makes the claim of this name in the same namespace of the same cluster`,
      fix: 'give it another name or namespace',
      source: VOLUMES,
      examples: { bad: { claimName: 'data', claimTakenBy: 'Storage/A' }, good: { claimName: 'data' } },
    }),
    rule({
      id: `${service}/claim-size-positive`,
      severity: 'error',
      reads: ['claimSize'],
      at: 'claimSize',
      broken: c => !(c.claimSize > 0),
      problem: 'a claim asks for more than nothing',
      fix: 'set a size that FSx offers',
      source: VOLUMES,
      examples: { bad: { claimSize: 0 }, good: { claimSize: 1 } },
    }),
  ];
}
