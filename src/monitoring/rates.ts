import { Measure } from './rows';

const FIVE_MINUTES = 300;

/** Bytes that are counted, as MB/s. */
export function megabytesPerSecond(label: string, subject: string, metric: string): Measure {
  const id = idOf(metric);
  return counted(label, subject, [metric], `${id} / PERIOD(${id}) / 1000000`);
}

/** Things that are counted, for each second. */
export function perSecond(label: string, subject: string, metric: string): Measure {
  const id = idOf(metric);
  return counted(label, subject, [metric], `${id} / PERIOD(${id})`);
}

/** Seconds that operations took together, as milliseconds for each operation. */
export function millisecondsEach(label: string, subject: string, time: string, operations: string): Measure {
  return counted(label, subject, [time, operations], `1000 * ${idOf(time)} / ${idOf(operations)}`);
}

function counted(label: string, subject: string, metrics: string[], expression: string): Measure {
  const sources = metrics.map(metric => [idOf(metric), { metric, statistic: 'Sum' as const }]);
  return { label, subject, period: FIVE_MINUTES, source: { expression, metrics: Object.fromEntries(sources) } };
}

/** In one graph an id stands for one metric, and begins with a small letter. */
function idOf(metric: string): string {
  return metric.charAt(0).toLowerCase() + metric.slice(1);
}
