import { KubernetesObject } from '../support/kubernetes';

export const GROUP = 'trident.netapp.io';

interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /** Without it, status is written like any other field. */
  readonly statusSubresource: boolean;
  /** Absent: the API server takes anything (x-kubernetes-preserve-unknown-fields). */
  readonly properties?: { readonly [name: string]: any };
  /** A name that no object may have. */
  readonly reservedName?: string;
}

const text = { type: 'string' };
const QUANTITY = '[0-9]+(\\.[0-9]+)?(E|P|T|G|M|k|Ei|Pi|Ti|Gi|Mi|Ki)';

/**
 * The facts of cli/k8s_client/yaml_factory.go (v26.06.0) about the kinds that a user of this library meets.
 */
const DEFINITIONS: readonly Definition[] = [
  { kind: 'TridentBackendConfig', plural: 'tridentbackendconfigs', shortNames: ['tbc', 'tbconfig', 'tbackendconfig'], scope: 'Namespaced', statusSubresource: true },
  { kind: 'TridentBackend', plural: 'tridentbackends', shortNames: ['tbe', 'tbackend'], scope: 'Namespaced', statusSubresource: false },
  { kind: 'TridentActionSnapshotRestore', plural: 'tridentactionsnapshotrestores', shortNames: ['tasr'], scope: 'Namespaced', statusSubresource: false },
  {
    kind: 'TridentAutogrowPolicy', plural: 'tridentautogrowpolicies', shortNames: ['tap', 'tagp', 'tautogrowpolicy'], scope: 'Cluster', statusSubresource: true,
    properties: {
      spec: {
        type: 'object',
        required: ['usedThreshold'],
        properties: {
          usedThreshold: { type: 'string', pattern: '^([1-9]|[1-9][0-9])(\\.[0-9]+)?%$' },
          growthAmount: { type: 'string', default: '10%', pattern: `^([1-9][0-9]*(\\.[0-9]+)?%|${QUANTITY})$` },
          maxSize: { type: 'string', default: '0', pattern: `^(0|${QUANTITY})$` },
        },
      },
      status: { type: 'object', properties: { state: { type: 'string', enum: ['Success', 'Failed', 'Deleting'] }, message: text } },
    },
    reservedName: 'NONE',
  },
  {
    kind: 'TridentVolumeReference', plural: 'tridentvolumereferences', shortNames: ['tvr', 'tvref'], scope: 'Namespaced', statusSubresource: false,
    properties: { spec: { type: 'object', properties: { pvcName: text, pvcNamespace: text }, required: ['pvcName', 'pvcNamespace'] } },
  },
  {
    kind: 'TridentMirrorRelationship', plural: 'tridentmirrorrelationships', shortNames: ['tmr', 'tmrelationship', 'tmirrorrelationship'],
    scope: 'Namespaced', statusSubresource: true,
    properties: {
      spec: {
        type: 'object',
        required: ['volumeMappings'],
        properties: {
          state: { type: 'string', enum: ['', 'promoted', 'established', 'reestablished'] },
          replicationPolicy: text,
          replicationSchedule: text,
          volumeMappings: {
            type: 'array', minItems: 1, maxItems: 1,
            items: { type: 'object', required: ['localPVCName'], properties: { promotedSnapshotHandle: text, localPVCName: text, remoteVolumeHandle: text } },
          },
        },
      },
      status: {
        type: 'object',
        properties: {
          conditions: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                ...Object.fromEntries([
                  'lastTransitionTime', 'localPVCName', 'localVolumeHandle', 'remoteVolumeHandle', 'message', 'state', 'replicationPolicy', 'replicationSchedule',
                ].map(name => [name, text])),
                observedGeneration: { type: 'integer' },
              },
            },
          },
        },
      },
    },
  },
];

/** The CustomResourceDefinitions that the operator makes minutes after its own installation, as far as proofs need them. */
export const CRDS: readonly KubernetesObject[] = DEFINITIONS.map(({
  kind, plural, shortNames, scope, statusSubresource, properties, reservedName,
}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${GROUP}` },
  spec: {
    group: GROUP,
    scope,
    names: { kind, plural, singular: kind.toLowerCase(), shortNames, categories: ['trident'] },
    versions: [{
      name: 'v1',
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: {
          type: 'object', ...properties ? { properties } : { 'x-kubernetes-preserve-unknown-fields': true },
          ...reservedName && {
            'x-kubernetes-validations': [{ rule: `self.metadata.name != '${reservedName}'`, message: `metadata.name cannot be '${reservedName}'` }],
          },
        },
      },
      ...statusSubresource ? { subresources: { status: {} } } : {},
    }],
  },
}));

/** What the API server has against the texts of a spec: what is missing, or matches no pattern. */
export function schemaProblem(kind: string, spec: { readonly [field: string]: string }): string | undefined {
  const { required = [], properties } = DEFINITIONS.find(definition => definition.kind === kind)!.properties!.spec;
  const missing = (required as string[]).find(field => spec[field] === undefined);
  const wrong = Object.entries(spec).find(
    ([field, value]) => properties[field]?.pattern && !new RegExp(properties[field].pattern).test(value),
  );
  return missing ? `${missing} is required` : wrong && `${wrong[0]} ${wrong[1]} does not match ${properties[wrong[0]].pattern}`;
}
