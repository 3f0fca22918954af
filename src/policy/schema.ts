import type { FsxAdmissionPolicyProps } from './fsx-admission-policy-props';
import type { FsxValidationPluginProps } from './fsx-validation-plugin';
import { FsxPolicyMode } from './mode';
import { FORMATS } from '../validation/formats';
import { ACKNOWLEDGE, KINDS, STRINGS } from '../validation/kinds';
import { Schema } from '../validation/schema';

const MODE = { type: 'string', values: Object.values(FsxPolicyMode), literal: true } as const;

export const ADMISSION_POLICY_FIELDS = {
  cluster: { type: 'object', kind: KINDS.cluster, required: true },
  mode: MODE,
  warningMode: MODE,
  storageClassesOf: { type: 'list', items: { type: 'object', kind: KINDS.chart } },
  exemptRoles: { type: 'list', items: { type: 'object', kind: KINDS.role } },
  exemptUsers: STRINGS,
  policyName: { type: 'string', literal: true, format: FORMATS.objectName, formatRule: 'name-format' },
  delivery: { type: 'object', kind: KINDS.delivery },
} as const satisfies Schema<FsxAdmissionPolicyProps>;

export const VALIDATION_PLUGIN_FIELDS = {
  acknowledge: ACKNOWLEDGE,
  failOnWarnings: { type: 'boolean', literal: true },
} as const satisfies Schema<FsxValidationPluginProps>;
