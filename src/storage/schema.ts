import type { StorageBackupOptions } from './backup-selection';
import type { ExportValuesOptions } from './exported-values';
import { KINDS } from '../validation/kinds';
import { FieldNames } from '../validation/report';
import { Fields, Schema } from '../validation/schema';

const BACKUP_OPTIONS_FIELDS = { role: { type: 'object', kind: KINDS.role } } as const satisfies Schema<StorageBackupOptions>;

/** Names of configurations that a method sets as a whole. */
export const METHOD_NAMES: FieldNames = {
  backupPlan: { property: 'backUp()', withoutValue: true },
  restored: { property: 'restore()', withoutValue: true },
  shareTeam: { property: 'shareTo' },
};

/** What `backUp()` takes. */
export const BACKUP_FIELDS: Fields = {
  plan: { type: 'object', kind: KINDS.backupPlan, required: true },
  options: { type: 'struct', fields: BACKUP_OPTIONS_FIELDS },
};

export const EXPORT_VALUES_FIELDS = {
  outputPrefix: { type: 'string', literal: true },
  parameterPrefix: { type: 'string', literal: true },
  claim: { type: 'object', kind: KINDS.claim },
} as const satisfies Schema<ExportValuesOptions>;
