import type { ClaimOptions, VolumeClaimOptions } from './claim-options';
import type { ClassOptions } from './class-options';
import { VolumeAccessMode, VolumeMode } from './enums';
import type { VolumeMountOptions, VolumeOwnership, WorkloadMountOptions } from './kubernetes-volume';
import { PodToleration, TolerationEffect, TolerationOperator } from './toleration';
import { FORMATS } from '../validation/formats';
import { OBJECT_ANNOTATIONS, OBJECT_LABELS } from '../validation/kinds';
import { Conflict, Field, Schema } from '../validation/schema';

/** Names in the cluster, which rules of both services validate. */
export const CLAIM_NAME = { type: 'string', format: FORMATS.objectName, formatRule: 'claim-name-format' } as const satisfies Field;
export const NAMESPACE = { type: 'string', format: FORMATS.namespace, formatRule: 'namespace-format' } as const satisfies Field;
export const CLASS_NAME = { type: 'string', format: FORMATS.objectName, formatRule: 'class-name-format' } as const satisfies Field;

export const CLAIM_NAME_FIELDS = {
  name: { ...CLAIM_NAME, configuration: 'claimName' },
  fixedName: { type: 'boolean', literal: true },
  namespace: { ...NAMESPACE, configuration: 'claimNamespace' },
  createNamespace: { type: 'boolean', literal: true },
  labels: OBJECT_LABELS,
  annotations: { ...OBJECT_ANNOTATIONS, derived: ['claimAnnotations'] },
} as const satisfies Schema<ClaimOptions>;

const CLASS_FIELDS = {
  fixedName: { type: 'string', literal: true, format: FORMATS.objectName, formatRule: 'fixed-class-name-format', configuration: 'fixedClassName' },
  isDefault: { type: 'boolean', literal: true, configuration: 'isDefaultClass' },
  labels: OBJECT_LABELS,
  annotations: OBJECT_ANNOTATIONS,
} as const satisfies Schema<ClassOptions>;

export const CLASS_OPTIONS = { type: 'struct', fields: CLASS_FIELDS } as const satisfies Field;

export const CLAIM_FIELDS = {
  ...CLAIM_NAME_FIELDS,
  size: { type: 'size', configuration: 'claimSize' },
  accessMode: { type: 'string', values: Object.values(VolumeAccessMode), literal: true },
  volumeMode: { type: 'string', values: Object.values(VolumeMode), literal: true },
} as const satisfies Schema<VolumeClaimOptions>;

/** A user or group of a pod: Kubernetes accepts 0 to 2^31 - 1 (IsValidUserID in k8s.io/apimachinery). */
export const POD_ID = { type: 'number', min: 0, max: 2 ** 31 - 1, integer: true, literal: true } as const satisfies Field;

const TOLERATION_FIELDS = {
  key: { type: 'string', mayBeEmpty: true, format: FORMATS.labelKey },
  operator: { type: 'string', values: Object.values(TolerationOperator), literal: true },
  value: { type: 'string', mayBeEmpty: true, format: FORMATS.labelValue },
  effect: { type: 'string', values: Object.values(TolerationEffect), literal: true },
  tolerationSeconds: { type: 'number', integer: true },
} as const satisfies Schema<PodToleration>;

/** What the API server checks: ValidateTolerations in k8s.io/kubernetes, pkg/apis/core/validation. */
function tolerationConflict({ key, operator, value, effect, tolerationSeconds }: PodToleration): Conflict | undefined {
  if (!key && operator !== TolerationOperator.EXISTS) {
    return { property: 'key', problem: 'must be set unless operator is Exists', fix: 'name the key, or use TolerationOperator.EXISTS' };
  }
  if (value && operator === TolerationOperator.EXISTS) {
    return { property: 'value', problem: 'must be empty if operator is Exists', fix: 'remove value, or use TolerationOperator.EQUAL' };
  }
  return tolerationSeconds !== undefined && effect !== TolerationEffect.NO_EXECUTE
    ? { property: 'tolerationSeconds', problem: 'requires the effect NoExecute', fix: 'set effect: TolerationEffect.NO_EXECUTE, or remove it' }
    : undefined;
}

export const TOLERATIONS = {
  type: 'list', items: { type: 'struct', fields: TOLERATION_FIELDS, conflict: tolerationConflict },
} as const satisfies Field;

export const MOUNT_FIELDS = {
  readOnly: { type: 'boolean', literal: true },
  subPath: { type: 'string', literal: true, mayBeEmpty: true },
} as const satisfies Schema<VolumeMountOptions>;

const OWNERSHIP_FIELDS = {
  user: { ...POD_ID, required: true },
  group: POD_ID,
  image: { type: 'string', format: FORMATS.image },
} as const satisfies Schema<VolumeOwnership>;

export const WORKLOAD_MOUNT_FIELDS = {
  ...MOUNT_FIELDS,
  path: { type: 'string', literal: true, required: true },
  container: { type: 'string', literal: true, format: FORMATS.namespace },
  fsGroup: POD_ID,
  ownership: { type: 'struct', fields: OWNERSHIP_FIELDS },
} as const satisfies Schema<WorkloadMountOptions>;
