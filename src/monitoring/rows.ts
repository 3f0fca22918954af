/** How the data points of a period become one value. */
export type Statistic = 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum';

/** A metric whose dimensions are known when the app is synthesized; those of its subject come first. */
export interface MetricSource {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly dimensions?: { readonly [name: string]: string };
}

/**
 * The highest value of a metric over parts of the subject that are known to nobody when the app is synthesized: servers, disks, volumes.
 *
 * A Metrics Insights query: an alarm takes no search expression, and a metric is found by its exact dimensions only.
 */
export interface QuerySource {
  readonly highest: string;
  /** The exact dimensions of the metric, where it has others beside these that mean something else. */
  readonly schema?: readonly string[];
}

/** An expression over metrics; `{name}` in it is a value of the context. */
export interface MathSource {
  readonly expression: string;
  readonly metrics: { readonly [id: string]: MetricSource };
}

/** Every time series that a search finds; on dashboards only. */
export interface SearchSource {
  readonly search: string;
}

/** What is measured: a line of a graph, and what an alarm watches. */
export interface Measure {
  readonly label: string;
  /** Whose metric it is: a subject of the context. */
  readonly subject: string;
  /** Seconds. */
  readonly period: number;
  readonly source: MetricSource | QuerySource | MathSource | SearchSource;
}

/** The unit of a threshold, as it is told to people. */
export type ThresholdUnit = 'percent' | 'pods' | 'seconds' | 'TiB';

/** One alarm, and its line in a graph of the dashboard. */
export interface AlarmRow<C> {
  readonly title: string;
  readonly measure: Measure;
  /** Whether it fires at or above the threshold, or at or below it. */
  readonly fires: 'above' | 'below';
  /** The threshold by default; without one, the alarm is made for those who name one. */
  readonly threshold?: number;
  readonly unit: ThresholdUnit;
  /** How many periods in a row must be over the line. */
  readonly periods: number;
  /** What no data means: nothing happens that could be wrong, or nobody knows. */
  readonly withoutData: 'fine' | 'unknown';
  /** The id of its graph. */
  readonly graph: string;
  /** The configurations that have it. */
  readonly applies: (configuration: C) => boolean;
  /** The same, in words. */
  readonly appliesTo: string;
  readonly impact: string;
  readonly remedy: string;
  /** Why it keeps quiet on a healthy file system, busy or idle. */
  readonly rationale: string;
  readonly source: string;
}

/** A row for each threshold that a user can set. */
export type AlarmTable<T, C> = { readonly [K in keyof T]-?: AlarmRow<C> };

/** One graph: its own lines, and those of its alarms with their thresholds. It is left out where it would be empty. */
export interface GraphRow<C> {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Measure[];
  /** The configurations that have its own lines. */
  readonly applies: (configuration: C) => boolean;
}

/** What is monitored, and by which rows. */
export interface MonitoringTables<C> {
  readonly alarms: { readonly [name: string]: AlarmRow<C> };
  readonly graphs: readonly GraphRow<C>[];
}
