import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';

/**
 * Draws the dashboards of a synthesized app as a picture: `ts-node dashboard.ts cdk.out > dashboard.svg`.
 *
 * It reads the templates alone: where each widget is, what its lines are called, and where alarms fire. Values come with the file systems.
 */
const folder = process.argv[2];
const resources: Record<string, any> = Object.assign({}, ...readdirSync(folder).filter(file => file.endsWith('.template.json'))
  .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources));

const COLUMN = 50;
const ROW = 34;
const MARGIN = 6;
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#9467bd', '#8c564b', '#e377c2'];

const widgets = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')
  .flatMap(({ Properties }) => JSON.parse(flat(Properties.DashboardBody)).widgets);
const height = Math.max(...widgets.map(({ y, height: rows }: any) => y + rows)) * ROW;

console.log([
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${24 * COLUMN} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
  `<rect width="${24 * COLUMN}" height="${height}" fill="#f2f3f3"/>`,
  ...widgets.map(drawn),
  '</svg>',
].join('\n'));

function drawn({ type, x, y, width, height: rows, properties }: any): string {
  const [w, h] = [width * COLUMN - MARGIN, rows * ROW - MARGIN];
  const inside = type === 'text' ? heading(properties.markdown) : type === 'alarm' ? states(properties, w) : graph(properties, w, h);
  return [
    `<g transform="translate(${x * COLUMN + MARGIN / 2},${y * ROW + MARGIN / 2})">`,
    `<rect width="${w}" height="${h}" rx="4" fill="#ffffff" stroke="#d5dbdb"/>`, ...inside, '</g>',
  ].join('\n');
}

function heading(markdown: string): string[] {
  const [title, ...rest] = markdown.split('\n');
  return [label(12, 26, title.replace(/^#+ /, ''), 'font-size="18" font-weight="bold"'), label(12, 48, rest.join(' ').replace(/`/g, ''), 'fill="#545b64"')];
}

/** CloudFormation names an alarm after its logical id, which holds the name of the threshold. */
function states({ title, alarms }: any, width: number): string[] {
  const perRow = 6;
  const chip = (width - 20) / perRow;
  const names = alarms.map((arn: string) => /Monitoring(\w+)[0-9A-F]{8}\.Arn/.exec(arn)![1]);
  return [label(12, 20, title, 'font-weight="bold"'), ...names.flatMap((name: string, i: number) => {
    const [x, y] = [12 + (i % perRow) * chip, 28 + Math.floor(i / perRow) * 32];
    return [`<rect x="${x}" y="${y}" width="${chip - 8}" height="26" rx="3" fill="#eaf6ec" stroke="#1d8102"/>`, label(x + 6, y + 17, name, 'font-size="11"')];
  })];
}

function graph({ title, metrics, annotations, yAxis }: any, width: number, h: number): string[] {
  const lines = metrics.map((row: any[]) => row[row.length - 1]).filter((options: any) => typeof options === 'object' && options.visible !== false && options.label);
  const thresholds: { value: number; label: string }[] = annotations?.horizontal ?? [];
  const [left, right, top, bottom] = [40, width - 12, 32, h - 18 - 15 * lines.length];
  const most = Math.max(...thresholds.map(({ value }) => value), 1) * 1.25;
  return [
    label(12, 20, title, 'font-weight="bold"'),
    label(right, 20, yAxis?.left?.label ?? '', 'text-anchor="end" fill="#545b64"'),
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#879596"/>`,
    label(left - 4, bottom, '0', 'text-anchor="end" font-size="10"'),
    ...thresholds.flatMap(({ value, label: name }) => {
      const y = Math.round(bottom - (bottom - top) * value / most);
      return [
        `<path d="M${left} ${y}H${right}" stroke="#d62728" stroke-dasharray="5 3"/>`, label(left - 4, y + 4, `${value}`, 'text-anchor="end" font-size="10" fill="#d62728"'),
        label(right, y - 3, name, 'text-anchor="end" font-size="9" fill="#d62728"'),
      ];
    }),
    ...lines.flatMap(({ label: name }: any, i: number) => {
      const y = bottom + 18 + 15 * i;
      return [`<rect x="${left}" y="${y - 8}" width="10" height="8" fill="${COLOURS[i % COLOURS.length]}"/>`, label(left + 16, y, name, 'font-size="11"')];
    }),
  ];
}

function label(x: number, y: number, text: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
}

/** Intrinsic functions as `${...}`, and file systems by an ID as FSx creates it. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (resources[value.Ref]?.Type === 'AWS::FSx::FileSystem') {
    return 'fs-0123456789abcdef0';
  }
  return value['Fn::Join'] ? value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]) : `\${${value.Ref ?? value['Fn::GetAtt']?.join('.')}}`;
}
