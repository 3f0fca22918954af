import { LustreConfiguration } from './configuration';
import { capacityRules } from './rules/capacity';
import { claimRules, existingRules } from './rules/claims';
import { dataRepositoryRules } from './rules/data-repositories';
import { clusterRules, placementRules } from './rules/placement';
import { protectionRules } from './rules/protection';
import { s3Rules } from './rules/s3';
import { shareRules } from './rules/share';
import { throughputRules } from './rules/throughput';
import { metadataRules, versionRules } from './rules/version-and-metadata';
import { Rule } from '../validation/rule';

/** All rules for FsxLustreStorage, in the order in which problems are reported. */
export const LUSTRE_RULES: readonly Rule<LustreConfiguration>[] = [
  ...clusterRules,
  ...placementRules,
  ...capacityRules,
  ...throughputRules,
  ...versionRules,
  ...metadataRules,
  ...s3Rules,
  ...dataRepositoryRules,
  ...protectionRules,
  ...existingRules,
  ...claimRules,
  ...shareRules,
];

const REFERENCE_RULES = [
  'lustre/file-system-id-format', 'lustre/mount-name-format', 'lustre/claim-name-format', 'lustre/namespace-format',
  'lustre/class-name-format', 'lustre/name-known-late',
];
/** The rules for the attributes of a storage that another app created. */
export const LUSTRE_REFERENCE_RULES: readonly Rule<any>[] = [...existingRules, ...claimRules]
  .filter(({ id }) => REFERENCE_RULES.includes(id));

/** The rules for backUp(). */
export const LUSTRE_BACKUP_RULES: readonly Rule<LustreConfiguration>[] = LUSTRE_RULES
  .filter(({ reads }) => reads.includes('backupPlan'));

/** The fields of a claim. */
const CLAIM_FIELDS: readonly (keyof LustreConfiguration)[] = [
  'claimName', 'claimNamespace', 'claimSize', 'accessMode', 'volumeMode', 'subDirectory', 'volumeMetadata', 'claimTakenBy',
  'shareTeam', 'shareDirectory', 'shareReadOnly', 'shareLimited', 'shareQuota', 'shareFileLimit', 'shareProjectId',
  'shareOwner', 'shareMode', 'shareStripeCount', 'shareJobSettings',
];

/** The rules for an additional claim, whose storage is already validated. */
export const LUSTRE_CLAIM_RULES: readonly Rule<LustreConfiguration>[] = LUSTRE_RULES.filter(rule => {
  return [
    ...rule.reads, ...rule.mayRead ?? [], ...rule.presenceOf ?? [], ...rule.deferredOf ?? [],
  ].some(field => CLAIM_FIELDS.includes(field));
});
