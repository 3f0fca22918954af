import { readdirSync } from 'fs';
import { join } from 'path';
import { INVARIANTS } from './invariants';
import { Mutant, transformOf } from './mutants/mutant';
import { deployment } from './support/engine';
import { Simulation } from './support/play';
import { InvariantName, Scenario } from './support/scenario';

const FOLDER = join(__dirname, 'mutants');
const MUTANTS = readdirSync(FOLDER).filter(file => !/^(mutant|apps)\.ts$/.test(file))
  .map(file => [file.replace('.ts', '').replace(/-/g, ' '), jest.requireActual<{ mutant: Mutant }>(join(FOLDER, file)).mutant] as const);
/** CloudFormation works in parallel: what is ordered by luck alone must go wrong in one of these orders. */
const ORDERS = [undefined, 1, 2, 3, 4, 5];

afterAll(async () => Simulation.stop());

test('each invariant has a mutant', () => {
  const names: InvariantName[] = [...Object.keys(INVARIANTS) as InvariantName[], 'podsKeepTheirVolumes'];
  expect(MUTANTS.map(([, { invariant }]) => invariant).sort()).toEqual(names.sort());
});

deployment('the suite turns red when', () => {
  test.each(MUTANTS)('%s', async (_, mutant) => {
    const failing = async (transform?: ReturnType<typeof transformOf>, orderSeed?: number) => {
      const scenario = await Scenario.of(mutant.base, { transform, orderSeed });
      await mutant.simulate(scenario);
      return scenario.of(mutant.invariant);
    };
    for (const order of ORDERS) {
      expect([order, await failing(undefined, order)]).toEqual([order, []]);
    }
    const found = [];
    for (const order of ORDERS) {
      found.push(...await failing(transformOf(mutant), order));
    }
    expect(found).not.toEqual([]);
  });
});
