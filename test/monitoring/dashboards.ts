import { Stack } from 'aws-cdk-lib';
import facts from '../cases/metrics.json';
import { flattened, resourcesOf } from '../support/fixture';

/** A widget of a dashboard, as CloudWatch reads it. */
export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: any;
}

/** The dashboards of a stack, intrinsic functions written `${...}`. */
export function dashboardsOf(stack: Stack): Widget[][] {
  return resourcesOf(stack, 'AWS::CloudWatch::Dashboard').map(({ Properties }) => JSON.parse(flattened(Properties.DashboardBody)).widgets);
}

export function graphsOf(widgets: readonly Widget[]): Widget[] {
  return widgets.filter(({ type }) => type === 'metric');
}

export function titlesOf(widgets: readonly Widget[]): string[] {
  return graphsOf(widgets).map(({ properties }) => properties.title);
}

/** What CloudWatch would have against the widgets, by the documented structure of a dashboard's body. */
export function objectionsTo(widgets: readonly Widget[]): string[] {
  return [...widgets.flatMap(outOfGrid), ...overlaps(widgets), ...graphsOf(widgets).flatMap(({ properties }) => {
    return [...properties.region ? [] : ['no region'], ...metricObjections(properties.metrics)].map(text => `${properties.title}: ${text}`);
  })];
}

function outOfGrid({ x, y, width, height, type }: Widget): string[] {
  const whole = [x, y, width, height].every(Number.isInteger);
  const inside =
    x >= 0
    && y >= 0
    && width > 0
    && height > 0
    && x + width <= facts.limits.dashboardColumns
    && height <= facts.limits.widgetHeight;
  return whole && inside ? [] : [`${type} at ${x},${y} is ${width}x${height}`];
}

function overlaps(widgets: readonly Widget[]): string[] {
  const apart = (a: Widget, b: Widget) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  return widgets.flatMap((a, index) => widgets.slice(index + 1).filter(b => !apart(a, b)).map(b => `${a.x},${a.y} overlaps ${b.x},${b.y}`));
}

/** Rows are `[namespace, name, dimension, value, …, options]` or `[{ expression }]`; `.` repeats what stands above. */
function metricObjections(rows: any[][]): string[] {
  const options = rows.map(row => typeof row[row.length - 1] === 'object' ? row[row.length - 1] : {});
  const ids = options.map(({ id }) => id).filter(id => id !== undefined);
  const expressions = options.map(({ expression }) => expression).filter(expression => expression !== undefined && !/^(SELECT|SEARCH)\b/.test(expression));
  const referenced = new Set(expressions.flatMap(expression => expression.match(/\b[a-z][A-Za-z0-9]*\b/g) ?? []));
  return [
    ...rows.length === 0 || rows.length > facts.limits.metricsInOneWidget ? [`${rows.length} metrics`] : [],
    ...new Set(ids).size === ids.length ? [] : ['an id twice'],
    ...ids.filter(id => !/^[a-z][A-Za-z0-9_]*$/.test(id)).map(id => `id ${id}`),
    ...[...referenced].filter(id => !ids.includes(id)).map(id => `no metric ${id}`),
    ...rows.filter((row, index) => {
      const plain = row.filter(part => typeof part === 'string');
      return options[index].expression === undefined
        ? plain.length < 2 || plain.length % 2 === 1 || plain.length > 62
        : row.length !== 1;
    }).map(row => JSON.stringify(row)),
    ...rows.filter((_, index) => referenced.has(options[index].id) && options[index].visible !== false).map(row => `${row} is drawn beside what is made of it`),
  ];
}
