import type { StorageBackupOptions } from './backup-selection';
import type { StorageBenchmarkOptions } from './benchmark/options';
import type { ExportValuesOptions } from './exported-values';
import { POD_ID, TOLERATIONS } from '../kubernetes/schema';
import { fieldNames } from '../validation/field-names';
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
  claim: { type: 'object', kind: KINDS.claim, derived: ['benchmarkClaim'] },
  pods: { type: 'number', literal: true, configuration: 'benchmarkPods' },
  threads: { type: 'number', literal: true, configuration: 'benchmarkThreads' },
  fileSize: { type: 'size', literal: true, unit: 'MiB', configuration: 'benchmarkFileMiB' },
  duration: { type: 'duration', literal: true, unit: 'seconds', configuration: 'benchmarkSeconds' },
  expectedThroughputMBps: { type: 'number', literal: true, shownUnit: 'MB/s', configuration: 'benchmarkThroughput' },
  minimumPercent: { type: 'number', literal: true, configuration: 'benchmarkMinimum' },
  user: { ...POD_ID, configuration: 'benchmarkUser' },
  image: { type: 'string', format: FORMATS.image },
  nodeSelector: OBJECT_LABELS,
  tolerations: TOLERATIONS,
} as const satisfies Schema<StorageBenchmarkOptions>;

export const BENCHMARK_FIELD_NAMES = fieldNames(BENCHMARK_FIELDS);

export const EXPORT_VALUES_FIELDS = {
  outputPrefix: { type: 'string', literal: true },
  parameterPrefix: { type: 'string', literal: true },
  claim: { type: 'object', kind: KINDS.claim },
} as const satisfies Schema<ExportValuesOptions>;
