import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { MeasureContext, Subject } from './measure';
import { AlarmRow, Measure, MetricSource, PrometheusRow } from './rows';

/** One alert of a PrometheusRule. */
export interface PrometheusAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
}

export interface AlertContext extends MeasureContext {
  /** Begins the names of alerts, for example `FsxLustre`. */
  readonly prefix: string;
  /** The path of the storage. */
  readonly storage: string;
  readonly threshold?: number;
}

/**
 * The alert of an alarm.
 *
 * Metrics of CloudWatch have the names of yet-another-cloudwatch-exporter. Missing data never fires.
 *
 * @see https://github.com/prometheus-community/yet-another-cloudwatch-exporter
 */
export function alertOf<C>(name: string, row: AlarmRow<C>, context: AlertContext): PrometheusAlert {
  const { measure, fires, threshold, periods } = row;
  return alert(context, {
    ...row, name, forSeconds: periods * measure.period,
    expression: `${promQl(row, context)} ${fires === 'above' ? '>=' : '<='} ${context.threshold ?? threshold}`,
  });
}

/** The alert of a row that only Prometheus has. */
export function alertOfRow(row: PrometheusRow, context: AlertContext): PrometheusAlert {
  return alert(context, row);
}

function alert({ prefix, storage }: AlertContext, row: PrometheusRow): PrometheusAlert {
  const { name, title, expression, forSeconds, impact, remedy, source } = row;
  return {
    alert: `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    expr: expression,
    for: `${forSeconds}s`,
    labels: { severity: 'warning', storage },
    annotations: { summary: title, description: `${impact} What to do: ${remedy}`, runbook_url: source },
  };
}

function promQl<C>({ prometheus, measure }: AlarmRow<C>, context: MeasureContext): string {
  return prometheus ?? ofCloudWatch(measure, context);
}

function ofCloudWatch({ subject, source }: Measure, context: MeasureContext): string {
  const of = context.subjects[subject];
  if ('metric' in source) {
    return series(source, of);
  }
  if ('highest' in source) {
    return `max(${series({ metric: source.highest, statistic: 'Maximum' }, of)})`;
  }
  if ('search' in source) {
    throw new Error('a search has no equivalent in Prometheus');
  }
  return source.expression
    .replace(/\{(\w+)\}/g, (_, name: string) => context.values[name])
    .replace(/\b[a-zA-Z]\w*\b/g, id => id in source.metrics ? series(source.metrics[id], of) : id);
}

/** A series as yet-another-cloudwatch-exporter names it. */
function series({ metric, statistic, dimensions }: MetricSource, { namespace, dimensions: own }: Subject): string {
  const name = [namespace.toLowerCase().replace('/', '_'), snakeCase(metric), snakeCase(statistic)].join('_');
  const labels = Object.entries({ ...own, ...dimensions }).map(([key, value]) => `dimension_${key}="${value}"`);
  return `${name}{${labels.join(',')}}`;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

export interface PrometheusObjectSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { readonly [name: string]: string };
}

/** The alerts as an object of the Prometheus Operator. */
export function prometheusRule(
  scope: Construct,
  id: string,
  { name, namespace, labels, alerts }: PrometheusObjectSpec & { readonly alerts: readonly PrometheusAlert[] },
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace, labels },
    spec: { groups: [{ name, rules: alerts }] },
  });
}

/** A Service whose metrics the Prometheus Operator collects. */
export interface MetricsService {
  readonly namespace: string;
  readonly selector: { readonly [label: string]: string };
  readonly port: string;
}

export function serviceMonitor(
  scope: Construct,
  id: string,
  { name, namespace, labels, service }: PrometheusObjectSpec & { readonly service: MetricsService },
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name, namespace, labels },
    spec: {
      namespaceSelector: { matchNames: [service.namespace] },
      selector: { matchLabels: service.selector },
      endpoints: [{ port: service.port }],
    },
  });
}
