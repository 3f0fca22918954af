import { DeferredValue, Setting } from '../deferred-value';
import { Rule, ruleFor } from '../rule';
import { andList, orList } from '../text';

/** The monitoring options that both services have in common. */
export interface MonitoringConfiguration {
  readonly provisioning?: 'dynamic' | 'managed' | 'existing';
  readonly containerInsights?: boolean;
  readonly thresholds?: { readonly [name: string]: Setting<number> };
  readonly disable?: readonly string[];
  /** The alarms of the service, each with its unit. */
  readonly known?: { readonly [name: string]: string };
  /** The alarms of this storage. */
  readonly offered?: readonly string[];
  readonly dashboardName?: Setting<string>;
  readonly dashboardGiven?: true;
  readonly createDashboard?: boolean;
}

const ALARMS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html';
const DASHBOARDS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html';
const CSI = 'https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/';
const DASHBOARD_NAME = /^[A-Za-z0-9_-]{1,255}$/;
const rule = ruleFor<MonitoringConfiguration>();

/** Rules for monitor(). The ids begin with the name of the service. */
export function monitoringRulesOf(service: string): readonly Rule<MonitoringConfiguration>[] {
  return [
    rule({
      id: `${service}/monitor-threshold-range`,
      severity: 'error',
      reads: ['thresholds', 'known'],
      at: 'thresholds',
      isViolated: c => outOfRange(c.thresholds, c.known).length > 0,
      problem: c => `${andList(outOfRange(c.thresholds, c.known).map(name => `${name} ${c.thresholds[name]}`))}: `
        + 'percentages must be greater than 0 and at most 100, other thresholds greater than 0',
      fix: 'use a value that the metric can reach, or disable the alarm',
      source: ALARMS,
      invalidExample: { thresholds: { freeCapacityPercent: 101 }, known: { freeCapacityPercent: 'percent' } },
      validExample: { thresholds: { freeCapacityPercent: 100 }, known: { freeCapacityPercent: 'percent' } },
    }),
    rule({
      id: `${service}/monitor-threshold-idle`,
      severity: 'error',
      reads: ['thresholds', 'known', 'offered'],
      mayRead: ['disable'],
      at: 'thresholds',
      isViolated: c => idle(c).length > 0,
      problem: c => `${andList(idle(c))}: this storage has no such alarm, the alarm is disabled, or another storage of `
        + 'the cluster already created it',
      fix: c => `remove it; the alarms of this storage are ${andList(c.offered)}`,
      source: ALARMS,
      invalidExample: {
        thresholds: { queuedChangeSeconds: 60 }, known: { queuedChangeSeconds: 'seconds' },
        offered: ['diskIopsPercent'],
      },
      validExample: {
        thresholds: { queuedChangeSeconds: 60 }, known: { queuedChangeSeconds: 'seconds' },
        offered: ['queuedChangeSeconds'],
      },
    }),
    rule({
      id: `${service}/monitor-disable-unknown`,
      severity: 'error',
      reads: ['disable', 'known'],
      at: 'disable',
      isViolated: c => unknown(c.disable, c.known).length > 0,
      problem: c => `no alarm is named ${orList(unknown(c.disable, c.known).map(name => `'${name}'`))}`,
      fix: c => `use names of thresholds: ${andList(Object.keys(c.known))}`,
      source: ALARMS,
      invalidExample: { disable: ['iops'], known: { diskIopsPercent: 'percent' } },
      validExample: { disable: ['diskIopsPercent'], known: { diskIopsPercent: 'percent' } },
    }),
    rule({
      id: `${service}/monitor-dashboard-name`,
      severity: 'error',
      reads: ['dashboardName'],
      at: 'dashboardName',
      isViolated: c => !DASHBOARD_NAME.test(c.dashboardName),
      problem: 'must consist of at most 255 letters, digits, - and _',
      fix: c => `use '${suggestedDashboardName(c.dashboardName)}'`,
      source: DASHBOARDS,
      invalidExample: { dashboardName: 'Training data' },
      validExample: { dashboardName: 'Training_data-1' },
    }),
    rule({
      id: `${service}/monitor-dashboard`,
      severity: 'error',
      reads: [],
      mayRead: ['createDashboard'],
      presenceOf: ['dashboardName', 'dashboardGiven'],
      at: 'dashboardName',
      isViolated: c => (c.dashboardGiven && (c.dashboardName || c.createDashboard !== undefined))
        || (c.createDashboard === false && c.dashboardName),
      problem: 'dashboard, dashboardName and createDashboard contradict each other: an existing dashboard already has '
        + 'a name, and createDashboard: false needs none',
      fix: 'set only one of dashboard, dashboardName and createDashboard: false',
      source: DASHBOARDS,
      invalidExample: { dashboardGiven: true, dashboardName: 'Training' },
      validExample: { dashboardGiven: true },
    }),
  ];
}

/** Rules for storage with a separate file system for each claim. */
export function dynamicMonitoringRulesOf(service: string): readonly Rule<MonitoringConfiguration>[] {
  return [
    rule({
      id: `${service}/monitor-dynamic`,
      severity: 'error',
      reads: ['provisioning', 'containerInsights'],
      at: 'provisioning',
      isViolated: c => c.provisioning === 'dynamic' && !c.containerInsights,
      problem: 'the driver creates a file system for each claim, so its id is not known at synthesis and no alarm can '
        + 'refer to it',
      fix: 'use LustreProvisioning.managed(); or set containerInsights: true for the alarms of the driver and a graph '
        + 'of all Lustre file systems of the Region; or import a file system with LustreProvisioning.existing() and '
        + 'monitor that',
      source: CSI,
      invalidExample: { provisioning: 'dynamic', containerInsights: false },
      validExample: { provisioning: 'dynamic', containerInsights: true },
    }),
  ];
}

function suggestedDashboardName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 255).replace(/^-+|-+$/g, '') || 'storage';
}

function outOfRange(thresholds: {
  readonly [name: string]: Setting<number>;
}, known: { readonly [name: string]: string }): string[] {
  return Object.entries(thresholds)
    .filter(([name, value]) => {
      return !(value instanceof DeferredValue) && !(value > 0 && (known[name] !== 'percent' || value <= 100));
    })
    .map(([name]) => name);
}

function idle({ thresholds, offered, disable = [] }: {
  readonly thresholds: object; readonly offered: readonly string[]; readonly disable?: readonly string[];
}): string[] {
  return Object.keys(thresholds).filter(name => !offered.includes(name) || disable.includes(name));
}

function unknown(disable: readonly string[], known: object): string[] {
  return disable.filter(name => !(name in known));
}
