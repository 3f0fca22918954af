import type { StorageBackupOptions } from './backup-selection';
import type { StorageBenchmarkOptions } from './benchmark/options';
import type { ExportValuesOptions } from './exported-values';
import { POD_ID, TOLERATIONS } from '../kubernetes/schema';
import { FORMATS } from '../validation/formats';
import { KINDS, OBJECT_LABELS } from '../validation/kinds';
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

export const BENCHMARK_FIELDS = {
  claim: { type: 'object', kind: KINDS.claim },
  pods: { type: 'number', literal: true },
  threads: { type: 'number', literal: true },
  fileSize: { type: 'size', literal: true },
  duration: { type: 'duration', literal: true },
  expectedThroughputMBps: { type: 'number', literal: true },
  minimumPercent: { type: 'number', literal: true },
  user: POD_ID,
  image: { type: 'string', format: FORMATS.image },
  nodeSelector: OBJECT_LABELS,
  tolerations: TOLERATIONS,
} as const satisfies Schema<StorageBenchmarkOptions>;

export const EXPORT_VALUES_FIELDS = {
  outputPrefix: { type: 'string', literal: true },
  parameterPrefix: { type: 'string', literal: true },
  claim: { type: 'object', kind: KINDS.claim },
} as const satisfies Schema<ExportValuesOptions>;
