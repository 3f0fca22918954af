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
  readonly properties?: object;
}

const text = { type: 'string' };

/**
 * The facts of cli/k8s_client/yaml_factory.go about the kinds that a user of this library meets. TridentAutogrowPolicy was written from its Go type and controller
 * (crd/apis/netapp/v1/types.go, trident_autogrow_policy.go, which uses UpdateStatus and a cluster-scoped client): whether its definition has a schema was not seen.
 */
const DEFINITIONS: readonly Definition[] = [
  { kind: 'TridentBackendConfig', plural: 'tridentbackendconfigs', shortNames: ['tbc', 'tbconfig', 'tbackendconfig'], scope: 'Namespaced', statusSubresource: true },
  { kind: 'TridentBackend', plural: 'tridentbackends', shortNames: ['tbe', 'tbackend'], scope: 'Namespaced', statusSubresource: false },
  { kind: 'TridentActionSnapshotRestore', plural: 'tridentactionsnapshotrestores', shortNames: ['tasr'], scope: 'Namespaced', statusSubresource: false },
  { kind: 'TridentAutogrowPolicy', plural: 'tridentautogrowpolicies', shortNames: ['tap'], scope: 'Cluster', statusSubresource: true },
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
export const CRDS: readonly KubernetesObject[] = DEFINITIONS.map(({ kind, plural, shortNames, scope, statusSubresource, properties }) => ({
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
      schema: { openAPIV3Schema: { type: 'object', ...properties ? { properties } : { 'x-kubernetes-preserve-unknown-fields': true } } },
      ...statusSubresource ? { subresources: { status: {} } } : {},
    }],
  },
}));
