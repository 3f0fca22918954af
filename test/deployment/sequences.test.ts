import * as fc from 'fast-check';
import { KINDS, KIND_NAMES, KindName } from './edits';
import { AppDescription, STORAGE, StorageDescription, synthesize } from './support/apps';
import { ended } from './support/cases';
import { deployment } from './support/engine';
import { Simulation } from './support/play';
import { Scenario } from './support/scenario';

const SEQUENCES = 80;
/** Other sequences than those of every run: `SEED=1 .ci/deployment sequences`. */
const { SEED } = process.env;
const MOST_EDITS = 6;
let edits = 0;
let failures = 0;
const began = Date.now();

afterAll(async () => {
  await Simulation.stop();
  console.info(`${SEQUENCES} sequences, ${edits} edits, ${failures} failures with rollback in ${Math.round((Date.now() - began) / 1000)} s`);
});

type App = AppDescription;
type Storages = App['storages'];

/** One edit of whatever the app is by then. */
interface Move {
  readonly what: string;
  /** Undefined where there is nothing to edit so. */
  readonly apply: (storages: Storages, index: number) => Storages | undefined;
  /** Whether pods of the storages that are edited follow to other volumes. */
  readonly otherVolumes?: true;
}

/** The storage that a number means. */
const pick = (
  storages: Storages,
  index: number,
  fits: (one: StorageDescription) => boolean = () => true,
): [string, any] | undefined => {
  const fitting = Object.entries(storages).filter(([, one]) => fits(one));
  return fitting.length > 0 ? fitting[index % fitting.length] : undefined;
};
const change = (
  storages: Storages,
  found: [string, any] | undefined,
  over: (one: any) => object,
): Storages | undefined => {
  return found && { ...storages, [found[0]]: { ...found[1], ...over(found[1]) } };
};
const withRemovalPolicy = ({ kind }: StorageDescription) => ['lustre managed', 'ontap managed', 'ml'].includes(kind);
/** Renaming the construct of a class with a fixed name is refused, and so is a change of its reclaim policy (edits.ts). */
const hasHashedNames = (one: StorageDescription) => !('fixedClassName' in one);
const fixedClasses = (storages: Storages) => Object.values(storages).filter(one => !hasHashedNames(one)).length;
const withReclaimPolicy = (one: StorageDescription) => ['lustre dynamic', 'ontap managed', 'ontap existing'].includes(one.kind) && hasHashedNames(one);
const withClaims = ({ kind }: StorageDescription) => kind !== 'ml';
const POLICIES = ['destroy', 'retain', 'retain-on-update-or-delete'];

const MOVES: readonly Move[] = [
  { what: 'nothing', apply: storages => storages },
  { what: 'add', apply: (storages, index) => ({ ...storages, [`Added${index}`]: KINDS[KIND_NAMES[index % KIND_NAMES.length]] }), otherVolumes: true },
  {
    what: 'remove',
    apply: (storages, index) => {
      const found = pick(storages, index);
      return found && Object.fromEntries(Object.entries(storages).filter(([id]) => id !== found[0]));
    },
  },
  {
    what: 'rename',
    apply: (storages, index) => {
      const found = pick(storages, index, hasHashedNames);
      return found && Object.fromEntries(Object.entries(storages).map(([id, one]) => [id === found[0] ? `${id}Again` : id, one]));
    },
  },
  {
    what: 'make another kind',
    apply: (storages, index) => {
      const found = pick(storages, index);
      return found && { ...storages, [found[0]]: KINDS[KIND_NAMES[(index * 7) % KIND_NAMES.length]] };
    },
    otherVolumes: true,
  },
  { what: 'removal policy', apply: (storages, index) => change(storages, pick(storages, index, withRemovalPolicy), () => ({ removalPolicy: POLICIES[index % 3] })) },
  {
    what: 'reclaim policy',
    apply: (storages, index) => change(storages, pick(storages, index, withReclaimPolicy), ({ reclaimPolicy }) => ({ reclaimPolicy: reclaimPolicy === 'Delete' ? 'Retain' : 'Delete' })),
    otherVolumes: true,
  },
  {
    what: 'one claim more',
    apply: (storages, index) => change(storages, pick(storages, index, withClaims), ({ claims }) => ({ claims: { ...claims, [`claim${index}`]: { ...claims.main, name: `claim${index}` } } })),
  },
  { what: 'one claim less', apply: (storages, index) => change(storages, pick(storages, index, withClaims), ({ claims: { main } }) => ({ claims: { main } })) },
];

interface Step { readonly move: Move; readonly index: number; readonly failure?: number }

const step: fc.Arbitrary<Step> = fc.record({
  move: fc.constantFrom(...MOVES),
  index: fc.nat({ max: 40 }),
  failure: fc.option(fc.nat({ max: 40 }), { nil: undefined, freq: 2 }),
});
const sequence = fc.record({
  kind: fc.constantFrom(...KIND_NAMES),
  cluster: fc.constantFrom('app' as const, 'app, imported VPC' as const, 'imported' as const),
  stacks: fc.constantFrom('one' as const, 'two' as const),
  steps: fc.array(step, { minLength: 1, maxLength: MOST_EDITS }),
});

/**
 * Resources of the storage stack that an edit creates or changes, as far as the templates show. CloudFormation changes no resource for another deletion
 * policy alone, so it cannot fail there.
 */
function changed(before: App, after: App): string[] {
  const resources = (app: App) => synthesize(app).stacks.find(({ name }) => name === STORAGE)!.template.Resources ?? {};
  const [was, is] = [resources(before), resources(after)];
  const propertiesOf = (resource: any) => JSON.stringify([resource?.Type, resource?.Properties]);
  return Object.keys(is).filter(id => propertiesOf(was[id]) !== propertiesOf(is[id]));
}

/**
 * What the documentation says how to deploy, and no sequence here does. With storages in a stack of their own, an edit that imports less is deployed in that stack first
 * (docs/security.md). An ONTAP storage that is added after the last retained one has left the app needs `TridentDriver.existing({ role })`, which no edit here writes: the Pod Identity
 * association is retained with the volumes (docs/deletion.md, "Drivers after the last storage").
 */
const KNOWN = /Association already exists: trident\/trident-controller|Cannot delete export \S+ as it is in use/;

async function simulated({ kind, steps, ...places }: { readonly kind: KindName; readonly steps: readonly Step[] } & Pick<App, 'cluster' | 'stacks'>): Promise<string[]> {
  let app: App = { ...places, storages: { Data: KINDS[kind] } };
  const scenario = await Scenario.of(app);
  for (const { move, index, failure } of steps) {
    const storages = move.apply(app.storages, index);
    if (places.stacks === 'two' && storages && Object.keys(storages).length === 0) {
      break; // the CLI deletes a stack without resources, which is the end of every sequence
    }
    if (storages && isPossible(places, storages)) {
      const next = { ...app, storages };
      const ids = changed(app, next);
      if (failure !== undefined && ids.length > 0) {
        failures++;
        await scenario.fail(next, { stack: STORAGE, logicalId: ids[failure % ids.length] }, `${move.what} ${index}, a failure at ${ids[failure % ids.length]}`);
        await scenario.edit(app, {}, `back after ${move.what} ${index}`);
      }
      edits++;
      await scenario.edit(next, move.otherVolumes && { otherVolumes: claimsOf(next) }, `${move.what} ${index}`);
      app = next;
      if (scenario.problems.some(problem => KNOWN.test(problem))) {
        return scenario.problems.filter(problem => !KNOWN.test(problem)); // what follows would stand on an edit that was not deployed
      }
    }
  }
  await ended(scenario);
  return scenario.problems;
}

/** A class and a prefix of parameters have one owner, and the app of an imported cluster brings Trident for storages that say ONTAP only. */
function isPossible({ cluster }: Pick<App, 'cluster'>, storages: Storages): boolean {
  const prefixes = Object.values(storages).flatMap(one => 'parameterPrefix' in one ? [one.parameterPrefix] : []);
  return fixedClasses(storages) <= 1 && new Set(prefixes).size === prefixes.length
    && (cluster !== 'imported' || Object.values(storages).every(one => one.kind !== 'ml' || one.workload !== 'CHECKPOINTS'));
}

function claimsOf(app: App): string[] {
  return Object.keys(synthesize(app).claims);
}

deployment('whatever is edited, one after the other', () => {
  test('keeps what it must keep', async () => {
    await fc.assert(fc.asyncProperty(sequence.filter(one => isPossible(one, { Data: KINDS[one.kind] })), async one => {
      expect(await simulated(one)).toEqual([]);
    }), { numRuns: SEQUENCES, ...SEED && { seed: Number(SEED) }, interruptAfterTimeLimit: 240_000, endOnFailure: process.env.CI === 'true' });
  }, 300_000);
});
