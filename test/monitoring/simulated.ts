import { AlarmRow, MetricSource } from '../../src/monitoring/rows';

/** What CloudWatch has of a file system in a period: metric by metric, the value of each statistic. */
export type World = { readonly [metric: string]: number | { readonly [statistic: string]: number } };

/** The state of an alarm when every period is like this. */
export function stateIn(world: World, row: AlarmRow<any>, capacityBytes = 1): 'ALARM' | 'INSUFFICIENT_DATA' | 'OK' {
  const value = valueOf(world, row, capacityBytes);
  if (value === undefined) {
    return row.withoutData === 'fine' ? 'OK' : 'INSUFFICIENT_DATA';
  }
  return (row.fires === 'above' ? value >= row.threshold! : value <= row.threshold!) ? 'ALARM' : 'OK';
}

function valueOf(world: World, { measure: { source } }: AlarmRow<any>, capacityBytes: number): number | undefined {
  if ('highest' in source) {
    return statisticOf(world, { metric: source.highest, statistic: 'Maximum' });
  }
  if ('metric' in source) {
    return statisticOf(world, source);
  }
  if (!('metrics' in source)) {
    throw new Error('an alarm takes no search');
  }
  const ids = Object.keys(source.metrics);
  const values = ids.map(id => statisticOf(world, source.metrics[id]));
  const expression = source.expression.replace('{capacityBytes}', `${capacityBytes}`);
  return values.includes(undefined) ? undefined : new Function(...ids, `return ${expression}`)(...values);
}

function statisticOf(world: World, { metric, statistic }: MetricSource): number | undefined {
  const values = world[metric];
  return typeof values === 'object' ? values[statistic] : values;
}
