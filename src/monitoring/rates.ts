import { Measure } from './rows';

const FIVE_MINUTES = 300;

/** A byte counter as MB/s. */
export function megabytesPerSecond(label: string, subject: string, metric: string): Measure {
  const id = idOf(metric);
  return counted(label, subject, [metric], `${id} / PERIOD(${id}) / 1000000`);
}

/** A counter as a rate per second. */
export function perSecond(label: string, subject: string, metric: string): Measure {
  const id = idOf(metric);
  return counted(label, subject, [metric], `${id} / PERIOD(${id})`);
}

/** The total time of operations in seconds, as milliseconds per operation. */
export function millisecondsEach(label: string, subject: string, time: string, operations: string): Measure {
  return counted(label, subject, [time, operations], `1000 * ${idOf(time)} / ${idOf(operations)}`);
}

function counted(label: string, subject: string, metrics: string[], expression: string): Measure {
  const sources = metrics.map(metric => [idOf(metric), { metric, statistic: 'Sum' as const }]);
  return { label, subject, period: FIVE_MINUTES, source: { expression, metrics: Object.fromEntries(sources) } };
}

/** An id for a metric in expressions, which must begin with a lower-case letter and be unique in a graph. */
function idOf(metric: string): string {
  return metric.charAt(0).toLowerCase() + metric.slice(1);
}
