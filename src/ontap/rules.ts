import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration, OntapDataSyncConfiguration } from './configuration';
import { autogrowRules } from './rules/autogrow';
import { backendRules, defaultsRules } from './rules/backends';
import { capacityRules } from './rules/capacity';
import { claimRules } from './rules/claims';
import { OntapClassConfiguration, classRules } from './rules/classes';
import { dataSyncRules } from './rules/data-sync';
import { importRules } from './rules/imports';
import { clusterRules, nodeRules, placementRules } from './rules/placement';
import { protectionRules, svmRules } from './rules/protection';
import { volumeRules } from './rules/volumes';
import { Rule } from '../validation/rule';

/** The rules for the cluster, the file system and the storage virtual machine of FsxOntapStorage. */
export const ONTAP_RULES: readonly Rule<OntapConfiguration>[] = [
  ...clusterRules, ...placementRules, ...capacityRules, ...protectionRules, ...svmRules,
];

const REFERENCE_RULES = [
  'ontap/file-system-id-format', 'ontap/svm-name-format', 'ontap/svm-name-is-an-id', 'ontap/claim-name-format',
  'ontap/namespace-format', 'ontap/name-known-late',
];
/** The rules for the attributes of a storage that another app created. */
export const ONTAP_REFERENCE_RULES: readonly Rule<any>[] = [...svmRules, ...claimRules]
  .filter(({ id }) => REFERENCE_RULES.includes(id));

/** The rules for the nodes of the cluster, validated when the app is synthesized. */
export const ONTAP_NODE_RULES: readonly Rule<OntapConfiguration>[] = nodeRules;

/** The rules for backUp(). */
export const ONTAP_BACKUP_RULES: readonly Rule<OntapConfiguration>[] = ONTAP_RULES
  .filter(({ reads }) => reads.includes('backupPlan'));

/** The rules for each backend. */
export const ONTAP_BACKEND_RULES: readonly Rule<OntapBackendConfiguration>[] = backendRules;

/** The rules for each class. */
export const ONTAP_CLASS_RULES: readonly Rule<OntapClassConfiguration>[] = classRules;

/** The rules for each claim. */
export const ONTAP_CLAIM_RULES: readonly Rule<OntapClaimConfiguration>[] = [
  ...claimRules,
  ...importRules,
  ...autogrowRules,
];

/** The rules for each transfer with AWS DataSync. */
export const ONTAP_DATA_SYNC_RULES: readonly Rule<OntapDataSyncConfiguration>[] = dataSyncRules;

/** The rules for the volume defaults of backends and pools, and for the volumes that the stack creates. */
export { defaultsRules as ONTAP_DEFAULTS_RULES, volumeRules as ONTAP_VOLUME_RULES };

/** All rules, among which are those that can be acknowledged. */
export const ALL_ONTAP_RULES: readonly Rule<any>[] = [
  ...ONTAP_RULES,
  ...ONTAP_NODE_RULES,
  ...ONTAP_BACKEND_RULES,
  ...defaultsRules,
  ...volumeRules,
  ...ONTAP_CLASS_RULES,
  ...ONTAP_CLAIM_RULES,
  ...ONTAP_DATA_SYNC_RULES,
].filter((rule, index, all) => all.findIndex(({ id }) => id === rule.id) === index);
