import { DeferredValue, Setting } from '../deferred-value';
import { Rule, ruleFor } from '../rule';
import { andList } from '../text';

/** How a storage is to be monitored, whichever service it is on. */
export interface MonitoringConfiguration {
  readonly provisioning?: 'dynamic' | 'managed' | 'existing';
  readonly containerInsights?: boolean;
  readonly thresholds?: { readonly [name: string]: Setting<number> };
  readonly disable?: readonly string[];
  /** The alarms that the service knows, each with its unit. */
  readonly known?: { readonly [name: string]: string };
  /** Those that this storage has. */
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

/** What is asked of monitor(); the rows of a service begin with its name. */
export function monitoringRulesOf(service: string): readonly Rule<MonitoringConfiguration>[] {
  return [
    rule({
      id: `${service}/monitor-threshold-range`,
      severity: 'error',
      reads: ['thresholds', 'known'],
      at: 'thresholds',
      isViolated: c => outOfRange(c.thresholds, c.known).length > 0,
      problem: c => `${andList(outOfRange(c.thresholds, c.known).map(name => `${name} ${c.thresholds[name]}`))}: percentages are above 0 and at most 100, others above 0`,
      fix: 'set a value that the metric can reach, or disable the alarm',
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
      problem: c => `${andList(idle(c))}: there is no such alarm here, or it is disabled, or another storage of the cluster has made it`,
      fix: c => `leave it out; the alarms of this storage are ${andList(c.offered)}`,
      source: ALARMS,
      invalidExample: { thresholds: { queuedChangeSeconds: 60 }, known: { queuedChangeSeconds: 'seconds' }, offered: ['diskIopsPercent'] },
      validExample: { thresholds: { queuedChangeSeconds: 60 }, known: { queuedChangeSeconds: 'seconds' }, offered: ['queuedChangeSeconds'] },
    }),
    rule({
      id: `${service}/monitor-disable-unknown`,
      severity: 'error',
      reads: ['disable', 'known'],
      at: 'disable',
      isViolated: c => unknown(c.disable, c.known).length > 0,
      problem: c => `no alarm is called ${andList(unknown(c.disable, c.known).map(name => `'${name}'`))}`,
      fix: c => `use the names of thresholds: ${andList(Object.keys(c.known))}`,
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
      problem: 'names of dashboards are up to 255 letters, digits, - and _',
      fix: c => `write it like '${c.dashboardName.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 255).replace(/^-+|-+$/g, '') || 'storage'}'`,
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
      isViolated: c => (c.dashboardGiven && (c.dashboardName || c.createDashboard !== undefined)) || (c.createDashboard === false && c.dashboardName),
      problem: 'dashboard, dashboardName and createDashboard contradict each other: a dashboard that is given has its name, and one that is not made needs none',
      fix: 'give a dashboard, or a dashboardName, or createDashboard: false',
      source: DASHBOARDS,
      invalidExample: { dashboardGiven: true, dashboardName: 'Training' },
      validExample: { dashboardGiven: true },
    }),
  ];
}

/** Where each claim has a file system of its own. */
export function dynamicMonitoringRulesOf(service: string): readonly Rule<MonitoringConfiguration>[] {
  return [
    rule({
      id: `${service}/monitor-dynamic`,
      severity: 'error',
      reads: ['provisioning', 'containerInsights'],
      at: 'provisioning',
      isViolated: c => c.provisioning === 'dynamic' && !c.containerInsights,
      problem: 'the driver makes a file system for each claim, whose id is known in the cluster only: no alarm can be made for it here',
      fix: 'use LustreProvisioning.managed(), or containerInsights: true for the alarms of the driver and a graph of all Lustre file systems of the Region; '
        + 'a file system that is there can be taken in with LustreProvisioning.existing(), and monitored',
      source: CSI,
      invalidExample: { provisioning: 'dynamic', containerInsights: false },
      validExample: { provisioning: 'dynamic', containerInsights: true },
    }),
  ];
}

function outOfRange(thresholds: { readonly [name: string]: Setting<number> }, known: { readonly [name: string]: string }): string[] {
  return Object.entries(thresholds)
    .filter(([name, value]) => !(value instanceof DeferredValue) && !(value > 0 && (known[name] !== 'percent' || value <= 100)))
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
