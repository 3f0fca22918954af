// One measurement in a process of its own: `once.ts <library|by-hand> <volumes>` prints figures as JSON.
import { readFileSync, rmSync } from 'fs';
import { benchApp, ground, Variant } from './app';
import { shapeOf } from './shape';

const [, , variant, count] = process.argv;
const { volumes } = require(`./${variant}`) as { volumes: Variant };

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const app = benchApp();
const there = ground(app);
gc!();
const { heapUsed } = process.memoryUsage();
const began = [performance.now(), cpuMilliseconds()];
volumes(there, Number(count));
const { stacks: [stack], directory } = app.synth();
const ended = [performance.now(), cpuMilliseconds()];
gc!();
const heap = process.memoryUsage().heapUsed - heapUsed;

const text = readFileSync(stack.templateFullPath, 'utf8');
rmSync(directory, { recursive: true });
process.stdout.write(
  JSON.stringify({
    wall: ended[0] - began[0],
    cpu: ended[1] - began[1],
    heap,
    bytes: text.length,
    ...shapeOf(JSON.parse(text)),
  }),
);
