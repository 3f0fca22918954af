import { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Measure, MetricSource } from './rows';

/** The namespace and dimensions of the metrics of a subject. */
export interface Subject {
  readonly namespace: string;
  readonly dimensions: { readonly [name: string]: string };
}

/** The values of one file system for the placeholders of rows. */
export interface MeasureContext {
  readonly subjects: { readonly [name: string]: Subject };
  /** Values of `{name}` in expressions. */
  readonly values: { readonly [name: string]: string };
}

/** A measure as a CloudWatch metric, for graphs and, unless it is a search, for alarms. */
export function metricOf(
  { label, subject, period: seconds, source }: Measure, context: MeasureContext,
): cloudwatch.IMetric {
  const period = Duration.seconds(seconds);
  const of = context.subjects[subject];
  if ('metric' in source) {
    return simpleMetric(source, of, { label, period });
  }
  if ('search' in source) {
    return new cloudwatch.SearchExpression({ expression: source.search, label, period });
  }
  if ('highest' in source) {
    const from = source.schema ? `SCHEMA("${of.namespace}", ${source.schema.join(', ')})` : `"${of.namespace}"`;
    const where = Object.entries(of.dimensions).map(([name, value]) => `${name} = '${value}'`).join(' AND ');
    const expression = `SELECT MAX(${source.highest}) FROM ${from} WHERE ${where}`;
    return new cloudwatch.MathExpression({ expression, usingMetrics: {}, label, period });
  }
  return new cloudwatch.MathExpression({
    expression: source.expression.replace(/\{(\w+)\}/g, (_, name: string) => context.values[name]),
    usingMetrics: Object.fromEntries(Object.entries(source.metrics)
      .map(([id, metric]) => [id, simpleMetric(metric, of, { period })])),
    label,
    period,
  });
}

function simpleMetric(
  { metric, statistic, dimensions }: MetricSource, subject: Subject,
  options: { readonly label?: string; readonly period: Duration },
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: subject.namespace,
    metricName: metric,
    statistic,
    dimensionsMap: { ...subject.dimensions, ...dimensions },
    ...options,
  });
}
