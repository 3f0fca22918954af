import type { MlMonitoringOptions } from './monitoring';
import type { MlPrefetchOptions, MlPrefetchProps, MlTransferOptions } from './prefetch';
import type { MlDataset, MlTrainingVolumeProps } from './props';
import { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlVolumeNeeds, MlWorkload, StorageRequirements } from './requirements';
import type { StorageAdvisorOptions } from './storage-advisor';
import { SUBNET_SELECTION } from '../cluster/schema';
import { ReclaimPolicy, ZoneAffinity } from '../kubernetes/enums';
import { CLAIM_NAME_FIELDS, TOLERATIONS } from '../kubernetes/schema';
import { LUSTRE_THRESHOLDS } from '../lustre/schema';
import { MONITORING_FIELDS } from '../monitoring/schema';
import { ONTAP_THRESHOLDS } from '../ontap/schema';
import { FORMATS } from '../validation/formats';
import { ACKNOWLEDGE, KINDS, OBJECT_LABELS, REMOVAL_POLICIES } from '../validation/kinds';
import { Fields, Schema } from '../validation/schema';

/** What MlTrainingVolume passes to the advisor unchanged. */
export const NEEDS_FIELDS = {
  workload: { type: 'string', values: Object.values(MlWorkload), literal: true, required: true },
  multiAz: { type: 'boolean', literal: true },
  snapshots: { type: 'boolean', literal: true },
  clones: { type: 'boolean', literal: true },
  protocols: { type: 'list', items: { type: 'string', values: Object.values(MlProtocol), literal: true } },
  lifetime: { type: 'string', values: Object.values(MlLifetime), literal: true },
  readers: { type: 'number', min: 1, integer: true, literal: true },
  throughputMBps: { type: 'number', min: 0, literal: true },
  throughputPerReaderMBps: { type: 'number', min: 0, literal: true },
  samplesPerSecond: { type: 'number', min: 0, literal: true },
  sampleSizeKiB: { type: 'number', min: 0, literal: true },
  checkpointSizeGiB: { type: 'number', min: 0, literal: true },
  checkpointIntervalMinutes: { type: 'number', min: 0, literal: true },
  checkpointPauseSeconds: { type: 'number', min: 0, literal: true },
  modelSizeGiB: { type: 'number', min: 0, literal: true },
  replicaStartSeconds: { type: 'number', min: 1, integer: true, literal: true },
  fileCount: { type: 'number', min: 0, integer: true, literal: true },
  metadataOperationsPerSecond: { type: 'number', min: 0, literal: true },
  maxMonthlyCostUsd: { type: 'number', min: 0, literal: true },
  backend: { type: 'string', values: Object.values(MlBackend), literal: true },
} as const satisfies Schema<MlVolumeNeeds>;

/** The options of StorageAdvisor. */
export const ADVISOR_OPTIONS_FIELDS = {
  prices: { type: 'object', kind: KINDS.prices },
} as const satisfies Schema<StorageAdvisorOptions>;

export const REQUIREMENTS_FIELDS = {
  ...NEEDS_FIELDS,
  sizeGiB: { type: 'number', min: 0, literal: true, required: true },
  dataset: { type: 'string', values: Object.values(MlDatasetAccess), literal: true },
} as const satisfies Schema<StorageRequirements>;

const DATASET_FIELDS = {
  bucket: { type: 'object', kind: KINDS.bucket, required: true },
  prefix: { type: 'string', mayBeEmpty: true },
  writeBack: { type: 'boolean', literal: true },
} as const satisfies Schema<MlDataset>;

export const ML_VOLUME_FIELDS = {
  ...NEEDS_FIELDS,
  cluster: { type: 'object', kind: KINDS.cluster, required: true },
  size: { type: 'size', literal: true, required: true },
  dataset: { type: 'struct', fields: DATASET_FIELDS },
  storage: { type: 'object', kind: KINDS.ontapStorage },
  claim: { type: 'struct', fields: CLAIM_NAME_FIELDS },
  vpcSubnets: SUBNET_SELECTION,
  zoneAffinity: { type: 'string', values: Object.values(ZoneAffinity), literal: true },
  removalPolicy: { type: 'string', values: REMOVAL_POLICIES, literal: true },
  reclaimPolicy: { type: 'string', values: Object.values(ReclaimPolicy), literal: true },
  lustreDriver: { type: 'object', kind: KINDS.driver },
  tridentDriver: { type: 'object', kind: KINDS.driver },
  delivery: { type: 'object', kind: KINDS.delivery },
  outputReason: { type: 'boolean', literal: true },
  acknowledge: ACKNOWLEDGE,
} as const satisfies Schema<MlTrainingVolumeProps>;

export const TRANSFER_FIELDS = {
  directory: { type: 'string', literal: true, mayBeEmpty: true },
  parallelism: { type: 'number', literal: true },
  image: { type: 'string', format: FORMATS.image },
} as const satisfies Schema<MlTransferOptions>;

/** The arguments of `exportOnCompletion()`. */
export const TRANSFER_INPUT: Fields = {
  workload: { type: 'object', kind: KINDS.workload, required: true },
  options: { type: 'struct', fields: TRANSFER_FIELDS },
};

/** The arguments of `delay()`. */
export const DELAY_INPUT: Fields = {
  workload: { type: 'object', kind: KINDS.workload, required: true },
};

export const PREFETCH_OPTIONS_FIELDS = {
  ...TRANSFER_FIELDS,
  pods: { type: 'number', literal: true },
  tolerations: TOLERATIONS,
  nodeSelector: OBJECT_LABELS,
} as const satisfies Schema<MlPrefetchOptions>;

/** The arguments of `prefetchInto()`. */
export const PREFETCH_INTO_INPUT: Fields = {
  workload: { type: 'object', kind: KINDS.workload, required: true },
  options: { type: 'struct', fields: PREFETCH_OPTIONS_FIELDS },
};

export const PREFETCH_FIELDS = {
  ...PREFETCH_OPTIONS_FIELDS,
  cluster: { type: 'object', kind: KINDS.cluster, required: true },
  claim: { type: 'object', kind: KINDS.claim, required: true },
  delivery: { type: 'object', kind: KINDS.delivery },
  after: { type: 'list', items: { type: 'object', kind: KINDS.dependable } },
} as const satisfies Schema<MlPrefetchProps>;

export const ML_MONITORING_FIELDS = {
  ...MONITORING_FIELDS,
  lustreThresholds: LUSTRE_THRESHOLDS,
  ontapThresholds: ONTAP_THRESHOLDS,
} satisfies Schema<MlMonitoringOptions>;
