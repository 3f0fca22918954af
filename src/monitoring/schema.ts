import type { MonitoringOptions } from './options';
import type { PrometheusRulesOptions } from './prometheus-options';
import { FORMATS } from '../validation/formats';
import { KINDS, OBJECT_LABELS, STRINGS } from '../validation/kinds';
import { Fields, Schema } from '../validation/schema';

const ACTIONS = { type: 'list', items: { type: 'object', kind: KINDS.alarmAction } } as const;

export const MONITORING_FIELDS = {
  actions: ACTIONS,
  okActions: ACTIONS,
  disable: STRINGS,
  containerInsights: { type: 'boolean', literal: true },
  dashboard: { type: 'object', kind: KINDS.dashboard },
  createDashboard: { type: 'boolean', literal: true },
  dashboardName: { type: 'string' },
} as const satisfies Schema<MonitoringOptions>;

export const PROMETHEUS_FIELDS = {
  namespace: { type: 'string', format: FORMATS.namespace },
  labels: OBJECT_LABELS,
  cloudWatchExporter: { type: 'boolean', literal: true },
  disable: STRINGS,
} as const satisfies Schema<PrometheusRulesOptions>;

/** A threshold for each alarm of a table. */
export function thresholdFields(alarms: object): Fields {
  return Object.fromEntries(Object.keys(alarms).map(name => [name, { type: 'number' as const }]));
}
