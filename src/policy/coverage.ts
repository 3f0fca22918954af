import { lustreClassValidations } from './decisions';
import { PolicyStorageClass, backendValidations, claimValidations, topologyValidation, tridentClassValidations, unknownLustreParameters, volumeValidations } from './validations';
import { FILE_RULES } from '../lint/file-rules';
import { LustreConfiguration } from '../lustre/configuration';
import { DEFAULT_VERSION, LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { OntapStorageDriver } from '../ontap/limits';

/** A StorageClass to whose claims all rules apply. */
const EFA_CLASS: PolicyStorageClass = {
  name: 'fsx', reclaimPolicy: 'Retain', durable: true,
  lustre: {
    provisioning: 'dynamic', deploymentType: LustreDeploymentType.PERSISTENT_2, storageType: LustreStorageType.SSD, perUnitStorageThroughput: 1000, efaEnabled: true,
    fileSystemTypeVersion: DEFAULT_VERSION,
  } satisfies Partial<LustreConfiguration>,
};

/** StorageClasses to whose claims all rules apply. */
const ONTAP_CLASSES = Object.values(OntapStorageDriver).map((ontap): PolicyStorageClass => ({ name: ontap, reclaimPolicy: 'Retain', durable: true, ontap }));

/** The objects that policies validate, and the ids of the rules. */
export function rulesInPolicies(): { readonly [objects: string]: readonly string[] } {
  const ids = (validations: readonly { readonly ruleId: string }[]) =>
    [...new Set(validations.map(({ ruleId }) => ruleId))].sort();
  return {
    'StorageClasses of the Lustre driver': ids([unknownLustreParameters(), topologyValidation(), ...lustreClassValidations()]),
    'StorageClasses of Trident': ids(tridentClassValidations()),
    'claims of named StorageClasses of the Lustre driver': ids(claimValidations([EFA_CLASS])),
    'claims of named StorageClasses of Trident with backendType': ids(claimValidations(ONTAP_CLASSES)),
    'PersistentVolumes of the Lustre driver that no driver created': ids(volumeValidations()),
    'TridentBackendConfigs': ids(backendValidations()),
  };
}

/** Why a rule is not in the policies; the first reason whose pattern matches the id applies. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^lint\/(claim-(exceeds|access|class|default|volume|ref)|volume-handle-twice|class-backend-type|selector-matches|pod-|clone-smaller|snapshots-of)/, 'compares objects; a policy sees only the object that is admitted'],
  [/^lint\/(class|claim|backend)-not-found$/, 'looks up another object; a policy sees only the object that is admitted'],
  [/^lint\/(unknown-property|plain-text-password|lustre-subnet-count|security-group-ports)$/, 'concerns CloudFormation templates'],
  [/^lint\/(driver-name|snapshot-api-version|inline-volume)$/, 'needs a policy that evaluates the objects of all drivers'],
  [/^lint\/parameter-type$/, 'the API server rejects such an object'],
  [/\/(cluster|kubectl|driver|subnet|security-group|ipv6|zone|fargate|preferred|only-multi-az|multi-az|endpoint|route-table|vpc|not-in-partition|delete-races|nodes|clients)/, 'concerns the cluster, the network or IAM, which Kubernetes objects do not contain'],
  [/^lustre\/(capacity|efa-capacity|efa-throughput|throughput-capacity|intelligent-tiering-(needs|capacity)|only-intelligent|read-cache|repository|log-group|backup-(id|plan)|chunk-size|auto-import-region|removal-policy|file-system|mount-name)/, 'concerns file systems that CloudFormation creates, or that exist'],
  [/^lustre\/(share|quota)/, 'concerns directories of teams, which a StorageClass does not contain'],
  [/\/adopt-/, 'concerns the adoption of existing objects by the constructs'],
  [/^lustre\/(claim|namespace|class|access-mode|volume-mode|sub-directory|fixed|default-class|volume-metadata)/, 'concerns names and choices of the constructs; the API server validates names'],
  [/^(lustre|ontap)\/tag-/, 'parses a list in a text, whose keys and characters FSx validates at once'],
  [/^ontap\/(claim|namespace|class|access|volume-mode|block-size|clone|import|snapshot|autogrow|annotation|tiering|cooling|unix|export|policy|fixed|default-class|read-|team|share|size|imported|luks|split|file)/, 'depends on the driver of the backend, which neither claim nor StorageClass need name'],
  [/^ontap\//, 'depends on the file system or on defaults of the backend, which Trident validates when it connects'],
];

/** The two tables of docs/policies.md, by their headers. */
export function coverageTables(): { readonly [header: string]: readonly string[] } {
  const ids = (list: readonly string[]) => list.map(id => `\`${id}\``).join(', ');
  const reasons = new Map<string, string[]>();
  Object.entries(rulesOutsidePolicies()).forEach(([id, reason]) =>
    reasons.set(reason, [...(reasons.get(reason) ?? []), id]),
  );
  return {
    '| objects | rules |': Object.entries(rulesInPolicies()).map(([objects, list]) => `| ${objects} | ${ids(list)} |`),
    '| why | rules |': [...reasons].map(([reason, list]) => `| ${reason} | ${ids(list)} |`),
  };
}

/** The rules for files that no policy contains, each with the reason. */
export function rulesOutsidePolicies(): { readonly [id: string]: string } {
  const known = new Set(Object.values(rulesInPolicies()).flat());
  return Object.fromEntries(FILE_RULES.filter(({ id }) => !known.has(id)).map(({ id }) => [id, REASONS.find(([pattern]) => pattern.test(id))?.[1] ?? '']));
}
