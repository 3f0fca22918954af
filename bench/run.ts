// `npx projen bench`: the library against the same volumes written by hand, in one run, and the results in RESULTS.md.
import { execFileSync } from 'child_process';
import { writeFileSync } from 'fs';
import { cpus } from 'os';
import { join } from 'path';
import { measurePython } from './python';
import { Shape } from './shape';

interface Measured extends Shape {
  readonly wall: number;
  readonly cpu: number;
  readonly heap: number;
  readonly bytes: number;
}

const COUNTS = [1, 10, 100, 120];
const PAIRS = Number(process.env.PAIRS ?? 9);
/** What takes little time differs much from one time to the next, so it is measured more often. */
const pairsOf = (count: number) => count <= 10 ? 5 * PAIRS : PAIRS;
const GOALS = { synthesis: 1.05, loadMs: 60, resources: 4, kubectl: 1 };

function run<T>(script: string, ...words: string[]): T {
  const node = ['--expose-gc', '-r', 'ts-node/register/transpile-only', join(__dirname, script), ...words];
  const env = { ...process.env, TS_NODE_PROJECT: join(__dirname, 'tsconfig.json'), CDK_VALIDATION: 'false', JSII_DEPRECATED: 'quiet' };
  return JSON.parse(execFileSync(process.execPath, node, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}

/** Pairs, each in one breath, so that what else the machine does meets both. The second of each three is the first again: what differs there is noise. */
function compare(count: number) {
  const triples = Array.from({ length: pairsOf(count) }, () => {
    const hand = run<Measured>('once.ts', 'by-hand', `${count}`);
    const library = run<Measured>('once.ts', 'library', `${count}`);
    const again = run<Measured>('once.ts', 'by-hand', `${count}`);
    return { hand, library, again };
  });
  const ratio = (of: 'cpu' | 'wall' | 'heap') => triples.map(({ hand, library, again }) => library[of] / ((hand[of] + again[of]) / 2));
  const [{ hand, library }] = triples;
  return {
    count, hand, library,
    cpu: ratio('cpu'), wall: ratio('wall'), heap: ratio('heap'),
    noise: triples.map(one => one.again.cpu / one.hand.cpu),
    ms: median(triples.map(one => one.library.cpu)),
    handMs: median(triples.map(one => one.hand.cpu)),
  };
}

function seconds(milliseconds: readonly number[]): string {
  return `${(median(milliseconds) / 1000).toFixed(1)} (${(Math.min(...milliseconds) / 1000).toFixed(1)} to ${(Math.max(...milliseconds) / 1000).toFixed(1)})`;
}

const compared = COUNTS.map(count => {
  const found = compare(count);
  process.stderr.write(`${count}: ${median(found.cpu).toFixed(3)} (${spread(found.cpu)}), noise ${spread(found.noise)}\n`);
  return found;
});
const loads = Array.from({ length: PAIRS }, () => run<{ cpu: number; wall: number }>('load.ts'));

const python = measurePython(PAIRS);

const [one, ten, , most] = compared;
const further = (of: 'bytes' | 'resources' | 'kubectl', variant: 'hand' | 'library') => (most[variant][of] - one[variant][of]) / (most.count - one.count);
const marginal = (from: typeof one, to: typeof one) => (to.ms - from.ms) / (to.count - from.count);
const goal = (met: boolean) => met ? 'met' : '**missed**';

const lines = [
  '# What the library costs',
  '',
  'Written by `npx projen bench`: volumes of managed Lustre file systems with an S3 link, by this library and [by hand](by-hand.ts) with the CDK alone, the same resources of the same types (a test holds that). Every figure is from a process of its own; ratios are',
  'library / by hand within one breath, the median of ' + `${PAIRS} (of ${pairsOf(1)} up to 10 volumes)` + ' with the least and the most. Time is processor time, because the machine does other things too; noise is by hand / by hand in the same breath.',
  '',
  `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, aws-cdk-lib ${require('aws-cdk-lib/package.json').version}.`,
  '',
  '| volumes | synthesis | noise | ms, library | ms, by hand | wall clock | heap | template bytes | resources | kubectl calls | steps of the deployment |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
  ...compared.map(({ count, cpu, noise, ms, handMs, wall, heap, library, hand }) => `| ${[
    count, `${median(cpu).toFixed(2)} (${spread(cpu)})`, spread(noise), ms.toFixed(0), handMs.toFixed(0), median(wall).toFixed(2), median(heap).toFixed(2),
    `${(library.bytes / hand.bytes).toFixed(2)} (${library.bytes})`, `${library.resources} / ${hand.resources}`, `${library.kubectl} / ${hand.kubectl}`,
    `${library.steps} / ${hand.steps}`,
  ].join(' | ')} |`),
  '',
  '| goal | found | |',
  '|---|---|---|',
  ...compared.map(({ count, cpu }) => `| synthesis of ${count} at most ${GOALS.synthesis} × by hand | ${median(cpu).toFixed(2)} | ${goal(median(cpu) <= GOALS.synthesis)} |`),
  `| loading the package takes at most ${GOALS.loadMs} ms beside the CDK and cdk8s | ${median(loads.map(({ cpu }) => cpu)).toFixed(0)} ms of processor time, ${
    median(loads.map(({ wall }) => wall)).toFixed(0)} ms by the clock (${spread(loads.map(({ wall }) => wall))}) | ${goal(median(loads.map(({ wall }) => wall)) <= GOALS.loadMs)} |`,
  `| a further managed volume has ${GOALS.resources} resources | ${further('resources', 'library')} (by hand ${further('resources', 'hand')}) | ${
    goal(further('resources', 'library') <= GOALS.resources)} |`,
  `| a further managed volume has ${GOALS.kubectl} kubectl call | ${further('kubectl', 'library')} | ${goal(further('kubectl', 'library') <= GOALS.kubectl)} |`,
  `| a stack holds ${most.count} managed volumes | ${most.library.resources} resources of 500 | ${goal(most.library.resources <= 500)} |`,
  `| growth is linear | ${marginal(one, ten).toFixed(1)} ms for each volume from 1 to 10, ${marginal(ten, most).toFixed(1)} from 10 to ${most.count} | ${
    goal(marginal(ten, most) <= 1.25 * marginal(one, ten))} |`,
  '',
  python === undefined
    ? 'Python was not measured: there was no wheel in `dist/python`, which `npx projen package:python` builds.'
    : `The app of [examples/python](../examples/python) takes ${seconds(python.python)} s by the clock, from the start of the interpreter to the last template; the same app in TypeScript ${
      seconds(python.typescript)} s: ${(median(python.python) / median(python.typescript)).toFixed(1)} times as long.`,
  '',
  `A further volume adds ${further('bytes', 'library').toFixed(0)} bytes to the template (by hand ${further('bytes', 'hand').toFixed(0)}).`,
  '',
];
writeFileSync(join(__dirname, 'RESULTS.md'), lines.join('\n'));
process.stdout.write(`${lines.join('\n')}\n`);
