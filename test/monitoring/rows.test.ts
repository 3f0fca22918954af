import { measuresOf, metricsIn, undocumented } from './facts';
import { LUSTRE_MONITORING } from '../../src/lustre/alarms';
import { AlarmRow, Measure, MonitoringTables } from '../../src/monitoring/rows';
import { ONTAP_MONITORING } from '../../src/ontap/alarms';
import facts from '../cases/metrics.json';

const SERVICES: [string, MonitoringTables<any>][] = [['lustre', LUSTRE_MONITORING], ['ontap', ONTAP_MONITORING]];
const ALARMS: [string, string, AlarmRow<any>][] = SERVICES.flatMap(([service, { alarms }]) => {
  return Object.entries(alarms).map(([name, row]) => [service, name, row] as [string, string, AlarmRow<any>]);
});

describe.each(SERVICES)('of %s', (service, tables) => {
  test('every metric is documented with these dimensions and this statistic', () => {
    expect(undocumented(service, tables)).toEqual([]);
  });

  test('an invented metric, dimension, value or statistic would be noticed', () => {
    const measure = { label: '', subject: 'fileSystem', period: 60 };
    const lines: Measure[] = [
      { ...measure, source: { metric: 'Freshness', statistic: 'Sum' } },
      { ...measure, source: { metric: 'DataReadBytes', statistic: 'Sum', dimensions: { Publisher: 'AutoImport' } } },
      { ...measure, source: { metric: 'StorageUsed', statistic: 'Average', dimensions: { StorageTier: 'Ssd', DataType: 'All' } } },
      { ...measure, source: { expression: 'a', metrics: { a: { metric: 'StorageCapacityUtilization', statistic: 'Sum' } } } },
      { ...measure, source: { highest: 'Freshness' } },
      { ...measure, source: { highest: 'StorageCapacityUtilization', schema: ['FileSystemId'] } },
    ];
    expect(undocumented(service, { alarms: {}, graphs: [{ id: '', title: '', unit: '', lines, applies: () => true }] })).toHaveLength(lines.length);
  });

  test('every alarm has its line in a graph, and every graph has lines', () => {
    const { alarms, graphs } = tables;
    const ids = graphs.map(({ id }) => id);
    expect(Object.values(alarms).map(({ graph }) => graph).filter(graph => !ids.includes(graph))).toEqual([]);
    expect(
      graphs.filter(({ id, lines }) => lines.length === 0 && !Object.values(alarms).some(({ graph }) => graph === id)),
    ).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('lines of a graph share its unit', () => {
    for (const { id, unit } of tables.graphs) {
      const units = new Set(
        Object.values(tables.alarms)
          .filter(({ graph }) => graph === id)
          .map(row => row.unit as string),
      );
      expect([id, [...units].filter(other => other !== unit)]).toEqual([id, []]);
    }
  });

  test('in a graph an id of an expression stands for one metric', () => {
    for (const { id, lines } of tables.graphs) {
      const measures = [
        ...lines,
        ...Object.values(tables.alarms)
          .filter(({ graph }) => graph === id)
          .map(({ measure }) => measure),
      ];
      const meant = new Map<string, string>();
      for (const { source, period } of measures) {
        for (const [name, metric] of 'metrics' in source ? Object.entries(source.metrics) : []) {
          expect([name, meant.get(name) ?? JSON.stringify([metric, period])]).toEqual([
            name,
            JSON.stringify([metric, period]),
          ]);
          meant.set(name, JSON.stringify([metric, period]));
        }
      }
    }
  });

  test('metrics that FSx sends for each disk are added up, or counted, within a minute alone', () => {
    const disks = ['FreeDataStorageCapacity', 'LogicalDiskUsage', 'PhysicalDiskUsage'];
    const wrong = measuresOf(tables).filter(
      measure => measure.period !== 60 && metricsIn(measure).some(({ metric }) => disks.includes(metric)),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(ALARMS)('%s %s', (_, name, row) => {
  test('says what it means, what to do, and why it keeps quiet', () => {
    for (const text of [row.title, row.impact, row.remedy, row.rationale, row.appliesTo]) {
      expect(text).toMatch(/^\S.{3,}\S$/);
    }
    expect(row.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  test('carries the unit in its name', () => {
    const endings = { percent: /Percent$/, pods: /Pods$/, seconds: /Seconds$/, TiB: /TiB$/ };
    expect(name).toMatch(endings[row.unit]);
    expect(row.unit !== 'percent' || (row.threshold! > 0 && row.threshold! <= 100)).toBe(true);
  });

  test('looks no further back than CloudWatch does', () => {
    const { periods, measure } = row;
    const most = 'highest' in measure.source ? facts.limits.insightsSecondsEvaluated : facts.limits.alarmSecondsEvaluated;
    expect(periods * measure.period).toBeLessThanOrEqual(most);
    expect([60, 300]).toContain(measure.period);
  });

  test('is no search, which no alarm takes, and reads at most ten metrics', () => {
    expect(row.measure.source).not.toHaveProperty('search');
    expect(metricsIn(row.measure).length).toBeLessThanOrEqual(facts.limits.metricsInOneAlarm);
  });

  test('takes a minute or two of trouble for none', () => {
    expect(row.periods * row.measure.period).toBeGreaterThanOrEqual(15 * 60);
  });
});
