import { Measure, MetricSource, MonitoringTables } from '../../src/monitoring/rows';
import facts from '../cases/metrics.json';

/** A metric as rows name it, and as CloudWatch knows it. */
interface Named {
  readonly service: string;
  readonly metric: string;
  readonly dimensions: readonly string[];
  readonly statistic: string;
}

const OF_SUBJECT: { readonly [subject: string]: readonly string[] } = { fileSystem: ['FileSystemId'], driver: ['ClusterName', 'Namespace'] };

export function measuresOf(tables: MonitoringTables<any>): Measure[] {
  return [
    ...Object.values(tables.alarms).map(({ measure }) => measure),
    ...tables.graphs.flatMap(({ lines }) => lines),
  ];
}

/** Plain metrics of a measure, inside expressions too. */
export function metricsIn({ source }: Measure): MetricSource[] {
  return 'metric' in source ? [source] : 'metrics' in source ? Object.values(source.metrics) : [];
}

/** What tables name that is documented nowhere. */
export function undocumented(service: string, tables: MonitoringTables<any>): string[] {
  return measuresOf(tables).flatMap(measure => {
    const of = measure.subject === 'driver' ? 'driver' : service;
    const plain = metricsIn(measure).map(({ metric, statistic, dimensions }) => {
      const named = {
        service: of,
        metric,
        statistic,
        dimensions: [...OF_SUBJECT[measure.subject], ...Object.keys(dimensions ?? {})],
      };
      return isDocumented(named) && valuesAreDocumented(dimensions) ? [] : [`${of} ${metric} ${statistic} ${named.dimensions.join()}`];
    });
    const { source } = measure;
    return [...plain.flat(), ...'highest' in source && !isQueryDocumented(of, source.highest, source.schema) ? [`${of} ${source.highest}`] : []];
  });
}

function isDocumented({ service, metric, statistic, dimensions }: Named): boolean {
  return facts.metrics.some(
    fact =>
      fact.service === service
      && fact.metric === metric
      && fact.statistics.includes(statistic)
      && fact.dimensions.join() === [...dimensions].sort().join(),
  );
}

function valuesAreDocumented(dimensions: { readonly [name: string]: string } = {}): boolean {
  const legal: { readonly [name: string]: string[] } = {
    ...facts.dimensionValues.values,
    PodName: facts.driverPods.flatMap(({ deployment, daemonSet }) => [deployment, daemonSet]),
  };
  return Object.entries(dimensions).every(([name, value]) => legal[name]?.includes(value));
}

/** The highest over parts: every series of the metric that carries the file system's id means the same, or a schema tells them apart. */
function isQueryDocumented(service: string, metric: string, schema?: readonly string[]): boolean {
  const series = facts.metrics.filter(fact => fact.service === service && fact.metric === metric);
  return schema
    ? series.some(({ dimensions }) => dimensions.join() === [...schema].sort().join())
    : series.length === 1 && series[0].dimensions.includes('FileSystemId');
}
