import { Case, EDITS, KIND_NAMES, PARAMETERS, PROPERTIES, isCase } from './edits';
import { pairwise } from './pairwise';
import { COUNTS, played } from './support/cases';
import { deployment } from './support/engine';
import { Play } from './support/play';

const CASES = pairwise<Case>(PARAMETERS, isCase);
const began = Date.now();

afterAll(async () => {
  await Play.stop();
  const { cases, edits, failures, recoveries, destructions } = COUNTS;
  console.info(`${cases} cases, ${edits} edits, ${failures} failures with rollback, ${recoveries} recoveries, ${destructions} destructions in ${Math.round((Date.now() - began) / 1000)} s`);
});

const named = ({ kind, cluster, stacks, removalPolicy, neighbor, driverDeletes }: Case) => [
  kind, `removal policy: ${removalPolicy}`, `${stacks} stack(s)`, `cluster: ${cluster}`, `neighbor: ${neighbor}`, `the driver deletes ${driverDeletes}`,
].join(', ');

test('every edit and every storage is played, and every property has an edit', () => {
  expect(EDITS.filter(edit => !CASES.some(one => one.edit === edit)).map(({ name }) => name)).toEqual([]);
  expect(KIND_NAMES.filter(kind => !CASES.some(one => one.kind === kind))).toEqual([]);
  const names = Object.values(PROPERTIES).filter(Array.isArray).flat();
  expect(names.filter(name => !EDITS.some(edit => edit.name === name))).toEqual([]);
});

deployment('every edit keeps what it must keep', () => {
  describe.each(EDITS.map(edit => [edit.name, CASES.filter(one => one.edit === edit)] as const))('%s', (_, cases) => {
    test.each(cases.map(one => [named(one), one] as const))('%s', async (__, one) => {
      expect(await played(one, { driverDeletes: one.driverDeletes })).toEqual([]);
    });
  });
});
