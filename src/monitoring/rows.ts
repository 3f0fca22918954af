/** How CloudWatch aggregates the data points of a period. */
export type Statistic = 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum';

/** A metric whose dimensions are known at synthesis, in addition to those of its subject. */
export interface MetricSource {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly dimensions?: { readonly [name: string]: string };
}

/**
 * The highest value of a metric over parts of the subject that are not known at synthesis, such as servers, disks or
 * volumes.
 *
 * This is a Metrics Insights query, because alarms do not support search expressions and a metric needs its exact
 * dimensions.
 */
export interface QuerySource {
  readonly highest: string;
  /** The exact dimensions of the metric, if variants with other dimensions have another meaning. */
  readonly schema?: readonly string[];
}

/** An expression over metrics, in which `{name}` is a value of the context. */
export interface MathSource {
  readonly expression: string;
  readonly metrics: { readonly [id: string]: MetricSource };
}

/** All time series that a search returns. Only dashboards support it. */
export interface SearchSource {
  readonly search: string;
}

/** A line of a graph, which an alarm can monitor. */
export interface Measure {
  readonly label: string;
  /** The subject of the metric in the context. */
  readonly subject: string;
  /** In seconds. */
  readonly period: number;
  readonly source: MetricSource | QuerySource | MathSource | SearchSource;
}

/** The unit of a threshold in messages. */
export type ThresholdUnit = 'percent' | 'pods' | 'seconds' | 'TiB';

/** One alarm, and its line in a graph of the dashboard. */
export interface AlarmRow<C> {
  readonly title: string;
  readonly measure: Measure;
  /** Whether the alarm fires at or above the threshold, or at or below it. */
  readonly fires: 'above' | 'below';
  /** The default threshold. Without one, the alarm is created only if the user sets a threshold. */
  readonly threshold?: number;
  readonly unit: ThresholdUnit;
  /** Number of consecutive periods that must breach the threshold. */
  readonly periods: number;
  /** What missing data means: no load, or an unknown state. */
  readonly withoutData: 'fine' | 'unknown';
  /** The measure in PromQL, if it has a metric in the cluster. */
  readonly prometheus?: string;
  /** The id of the graph that contains the line. */
  readonly graph: string;
  /** Whether a configuration has the alarm. */
  readonly applies: (configuration: C) => boolean;
  /** The same condition as text. */
  readonly appliesTo: string;
  readonly impact: string;
  readonly remedy: string;
  /** Why it does not fire on a healthy file system, busy or idle. */
  readonly rationale: string;
  readonly source: string;
}

/** A row for each threshold property. */
export type AlarmTable<T, C> = { readonly [K in keyof T]-?: AlarmRow<C> };

/** A graph with its own lines and those of its alarms. It is omitted if it has no lines. */
export interface GraphRow<C> {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Measure[];
  /** Whether a configuration has the graph's own lines. */
  readonly applies: (configuration: C) => boolean;
}

/** The alarms and graphs of a service. */
export interface MonitoringTables<C> {
  readonly alarms: { readonly [name: string]: AlarmRow<C> };
  readonly graphs: readonly GraphRow<C>[];
}

/** An alert that only Prometheus has, because its metric is in the cluster. */
export interface PrometheusRow {
  readonly name: string;
  readonly title: string;
  readonly expression: string;
  readonly forSeconds: number;
  readonly impact: string;
  readonly remedy: string;
  readonly source: string;
}
