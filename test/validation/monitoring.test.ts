import { readFileSync } from 'fs';
import { lustreMonitoringRules } from '../../src/lustre/rules/monitoring';
import { ontapMonitoringRules } from '../../src/ontap/rules/monitoring';
import { check } from '../../src/validation/check';
import { MonitoringConfiguration } from '../../src/validation/common/monitoring';
import { DeferredValue } from '../../src/validation/deferred-value';
import { entry, report } from '../../src/validation/report';

const ROWS = [...lustreMonitoringRules, ...ontapMonitoringRules].map(rule => [rule.id, rule] as const);
const known = { freeCapacityPercent: 'percent', queuedChangeSeconds: 'seconds' };

/** The ids, without the service, of the rules that a configuration violates. */
function violated(configuration: MonitoringConfiguration): string[] {
  return check(lustreMonitoringRules, configuration).violations.map(({ id }) => id.replace(/^lustre\/monitor-/, ''));
}

test.each(ROWS)('%s reports its invalid example with a message, and accepts its valid example', (id, rule) => {
  const { violations } = check([rule], rule.invalidExample);
  expect(violations.map(violation => violation.id)).toEqual([id]);
  expect(check([rule], rule.validExample).violations).toEqual([]);
  const text = report('X', violations.map(violation => entry(violation, {})));
  expect(text).not.toMatch(/undefined|NaN|\[object/);
  expect(text).toMatch(new RegExp(`^X: 1 problem\n  .+: .+\\.\n    Fix: .+\\.\n    ${id}  https://\\S+$`));
});

test('ids are unique and listed in RULES.md', () => {
  const ids = ROWS.map(([id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const documented = readFileSync('RULES.md', 'utf8');
  expect(ids.filter(id => !documented.includes(`\`${id}\``))).toEqual([]);
});

test.each<[string, number, boolean]>([
  ['freeCapacityPercent', 0, false], ['freeCapacityPercent', 0.1, true], ['freeCapacityPercent', 100, true],
  ['freeCapacityPercent', 100.1, false],
  ['freeCapacityPercent', NaN, false], ['queuedChangeSeconds', 0, false], ['queuedChangeSeconds', 1, true],
  ['queuedChangeSeconds', 101, true],
])('%s %d is legal: %p', (name, value, legal) => {
  expect(violated({ thresholds: { [name]: value }, known })).toEqual(legal ? [] : ['threshold-range']);
});

test('accepts a deploy-time threshold, and validates the others', () => {
  const deferred = new DeferredValue<number>(1);
  expect(violated({ thresholds: { freeCapacityPercent: deferred }, known })).toEqual([]);
  expect(violated({
    thresholds: { freeCapacityPercent: deferred, queuedChangeSeconds: 0 }, known,
  })).toEqual(['threshold-range']);
});

test('accepts only one of an existing dashboard, a name, and no dashboard', () => {
  const legal: MonitoringConfiguration[] = [
    {}, { dashboardName: 'a' }, { dashboardGiven: true }, { createDashboard: false }, { createDashboard: true },
    { createDashboard: true, dashboardName: 'a' },
  ];
  const illegal: MonitoringConfiguration[] = [
    { dashboardGiven: true, dashboardName: 'a' }, { dashboardGiven: true, createDashboard: false },
    { dashboardGiven: true, createDashboard: true },
    { createDashboard: false, dashboardName: 'a' },
  ];
  expect(legal.map(violated)).toEqual(legal.map(() => []));
  expect(illegal.map(violated)).toEqual(illegal.map(() => ['dashboard']));
});

test.each([
  ['a'.repeat(255), true], ['a'.repeat(256), false], ['', false], ['A_b-1', true], ['a.b', false],
])('dashboard name %s is legal: %p', (dashboardName, legal) => {
  expect(violated({ dashboardName })).toEqual(legal ? [] : ['dashboard-name']);
});
