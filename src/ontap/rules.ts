import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from './configuration';
import { autogrowRules } from './rules/autogrow';
import { backendRules, defaultsRules } from './rules/backends';
import { capacityRules } from './rules/capacity';
import { claimRules } from './rules/claims';
import { clusterRules, nodeRules, placementRules } from './rules/placement';
import { protectionRules, svmRules } from './rules/protection';
import { volumeRules } from './rules/volumes';
import { Rule } from '../validation/rule';

/** What a storage is held against: its cluster, its file system, its storage virtual machine. */
export const ONTAP_RULES: readonly Rule<OntapConfiguration>[] = [
  ...clusterRules, ...placementRules, ...capacityRules, ...protectionRules, ...svmRules,
];

/** For a storage that another app created: the names and ids of its attributes. */
export const ONTAP_REFERENCE_RULES: readonly Rule<any>[] = [...svmRules, ...claimRules].filter(({ id }) => [
  'ontap/file-system-id-format', 'ontap/svm-name-format', 'ontap/svm-name-is-an-id', 'ontap/claim-name-format', 'ontap/namespace-format',
  'ontap/name-known-late',
].includes(id));

/** What the nodes of the cluster are held against, when the app is synthesized. */
export const ONTAP_NODE_RULES: readonly Rule<OntapConfiguration>[] = nodeRules;

/** What a storage is held against when a backup plan is to protect it. */
export const ONTAP_BACKUP_RULES: readonly Rule<OntapConfiguration>[] = ONTAP_RULES.filter(({ reads }) => reads.includes('backupPlan'));

/** What each backend is held against. */
export const ONTAP_BACKEND_RULES: readonly Rule<OntapBackendConfiguration>[] = backendRules;

/** What each claim is held against. */
export const ONTAP_CLAIM_RULES: readonly Rule<OntapClaimConfiguration>[] = [...claimRules, ...autogrowRules];

/** What new volumes of backends and pools, and the volumes of the stack, are held against. */
export { defaultsRules as ONTAP_DEFAULTS_RULES, volumeRules as ONTAP_VOLUME_RULES };

/** All of them: what can be acknowledged. */
export const ALL_ONTAP_RULES: readonly Rule<any>[] = [
  ...ONTAP_RULES, ...ONTAP_NODE_RULES, ...ONTAP_BACKEND_RULES, ...defaultsRules, ...volumeRules, ...ONTAP_CLAIM_RULES,
].filter((rule, index, all) => all.findIndex(({ id }) => id === rule.id) === index);
