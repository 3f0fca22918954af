import { Case, EDITS, GAPS, Gap, PARAMETERS, SUBJECT, WITHOUT_PROMETHEUS, baseOf, isCase } from '../edits';
import { pairwise } from '../pairwise';
import { AppDescription, StorageDescription } from './apps';
import { deployment } from './engine';
import { Simulation, Step, reported } from './play';
import { GROWTH, OBSTACLES, deletionWith, prepareDeletion } from './recoveries';
import { Scenario, ScenarioOptions } from './scenario';

/** What was played, for the table at the end. */
export const COUNTS = { cases: 0, edits: 0, failures: 0, recoveries: 0, sequences: 0, destructions: 0 };

export const CASES = pairwise<Case>(PARAMETERS, isCase);

/** The tests of some cases, one each, and their counts at the end. */
export function simulateCases(wanted: (one: Case) => boolean): void {
  const cases = CASES.filter(wanted);
  const began = Date.now();
  const gapsMet = new Map<Gap, number>();

  afterAll(async () => {
    await Simulation.stop();
    const seconds = Math.round((Date.now() - began) / 1000);
    const { edits, failures, recoveries, destructions } = COUNTS;
    console.info(`${COUNTS.cases} cases: ${edits} edits, ${failures} failures with rollback, ${recoveries} continued rollbacks, ${destructions} destructions in ${seconds} s`);
  });

  deployment('every edit keeps what it must keep', () => {
    const casesOf = EDITS.map(each => [each.name, cases.filter(one => one.edit === each)] as const).filter(
      ([, all]) => all.length > 0,
    );
    describe.each(casesOf)('%s', (_, all) => {
      test.each(all.map(one => [named(one), one] as const))('%s', async (__, one) => {
        const problems = await simulated(one, {
          driverDeletes: one.driverDeletes,
          prometheus: one.edit.name !== WITHOUT_PROMETHEUS,
        });
        const gaps = GAPS.filter(({ meets }) => meets(one));
        const isKnown = (text: string) => gaps.filter(({ problem }) => problem.test(text));
        problems.flatMap(isKnown).forEach(gap => gapsMet.set(gap, (gapsMet.get(gap) ?? 0) + 1));
        expect(problems.filter(text => isKnown(text).length === 0)).toEqual([]);
      });
    });

    test('gaps that are closed leave the list', () => {
      const expected = GAPS.filter(({ meets }) => cases.some(meets));
      expect(expected.filter(gap => !gapsMet.has(gap)).map(({ why }) => why)).toEqual([]);
    });
  });
}

function named({ kind, cluster, stacks, removalPolicy, neighbor, driverDeletes }: Case): string {
  return [
    kind, `removal policy: ${removalPolicy}`, `${stacks} stack(s)`, `cluster: ${cluster}`, `neighbor: ${neighbor}`, `the driver deletes ${driverDeletes}`,
  ].join(', ');
}

/** A resource that an edit creates or changes. */
interface Changed { readonly stack: string; readonly logicalId: string }

/**
 * Plays an edit: it succeeds, and the stacks are destroyed; a failure at each resource that it creates or changes, with its rollback; then the edit again, all set to
 * DESTROY, and the stacks destroyed. What is wrong is returned.
 */
export async function simulated(one: Case, options: ScenarioOptions = {}): Promise<string[]> {
  COUNTS.cases++;
  const base = baseOf(one);
  const edited = one.edit.change(base);
  const declared = one.edit.effect === 'other volume' ? { otherVolumes: claimsOfSubject(edited) } : {};
  const first = await Scenario.of(base, options);
  if (one.edit.effect === 'refused') {
    await rejected(first, edited);
    await ended(first);
    return first.problems;
  }
  const steps = await edit(first, edited, declared);
  const problems = [...otherwiseThanDeclared(one, first), ...untouched(one, steps)];
  await ended(first);
  const second = await Scenario.of(base, options);
  for (const changed of changedIn(steps)) {
    await failed(second, base, edited, changed, one);
  }
  await edit(second, edited, declared);
  await destroyedAsRequested(second, edited);
  return [...new Set([...problems, ...first.problems, ...second.problems])];
}

async function edit(scenario: Scenario, edited: AppDescription, declared: object): Promise<Step[]> {
  COUNTS.edits++;
  return scenario.edit(edited, declared, 'the edit');
}

/** AWS or Kubernetes refuses the edit: it rolls back by itself. */
async function rejected(scenario: Scenario, edited: AppDescription): Promise<void> {
  COUNTS.edits++;
  const steps = await scenario.fail(edited, undefined, 'the edit');
  const { result } = steps[steps.length - 1];
  if (result.status !== 'UPDATE_ROLLBACK_COMPLETE') {
    scenario.complain('theEditIsDeployed', `an edit that AWS refuses ended in ${result.status}`);
  }
}

/** A failure at one resource of the edit; then the app is as it was. */
async function failed(
  scenario: Scenario, base: AppDescription, edited: AppDescription, changed: Changed,
  { edit: { effect }, removalPolicy }: Case,
): Promise<void> {
  COUNTS.failures++;
  const grows = effect === 'grows';
  scenario.recoveries = grows ? [GROWTH] : [];
  await scenario.fail(edited, changed, `a failure at ${changed.logicalId}`);
  scenario.recoveries = [];
  const last = scenario.simulate.steps[scenario.simulate.steps.length - 1];
  if (!/^(UPDATE_ROLLBACK|ROLLBACK|DELETE)_COMPLETE$/.test(last.result.status)) {
    scenario.complain('theEditIsDeployed', `after a failure at ${changed.logicalId}: ${reported(last)}`);
  }
  const continued = scenario.simulate.steps.some(({ what }) => what === 'continue the rollback of');
  COUNTS.recoveries += continued ? 1 : 0;
  if (continued || removalPolicy === 'retain') {
    await scenario.restart(base); // what has grown is grown, and RETAIN keeps what a failure leaves
  } else {
    await scenario.edit(base, {}, `back after a failure at ${changed.logicalId}`);
  }
}

/** The stacks are destroyed; what the templates retain is retained. */
export async function ended(scenario: Scenario): Promise<void> {
  COUNTS.destructions++;
  scenario.recoveries = deletionWith(...Object.values(OBSTACLES));
  prepareDeletion(scenario.simulate);
  await scenario.destroy();
  gone(scenario);
}

/** The other ending: everything is set to DESTROY, deployed, and destroyed; nothing of the stacks is left. */
async function destroyedAsRequested(scenario: Scenario, app: AppDescription): Promise<void> {
  const storages = Object.entries(app.storages).map(([id, one]) => [id, { ...one, ...one.kind.endsWith('existing') ? {} : { removalPolicy: 'destroy' } }] as [string, StorageDescription]);
  await scenario.edit({ ...app, storages: Object.fromEntries(storages) }, {}, 'set to DESTROY');
  const owned = [...scenario.simulate.stacks.values()].flatMap(({ resources }) => resources).filter(({ type }) => type === 'AWS::FSx::FileSystem').map(({ physicalId }) => physicalId);
  await ended(scenario);
  const left = owned.filter(id => scenario.simulate.account.fsx.fileSystems.has(id));
  if (left.length > 0) {
    scenario.complain('noStackIsStuck', `${left.join(', ')} is left although everything was set to DESTROY`);
  }
}

function gone(scenario: Scenario): void {
  if (scenario.simulate.stacks.size > 0) {
    scenario.complain('noStackIsStuck', `${[...scenario.simulate.stacks.keys()].join(', ')} cannot be deleted: ${reported(scenario.simulate.steps[scenario.simulate.steps.length - 1])}`);
  }
}

function claimsOfSubject({ storages }: AppDescription): string[] {
  const subject: any = storages[SUBJECT];
  return ['main', ...Object.keys(subject?.claims ?? {})].map(claim => `${SUBJECT}/${claim}`);
}

/** An edit that is declared to make another volume makes one. */
function otherwiseThanDeclared({ edit: { effect, name } }: Case, { simulate, changes }: Scenario): string[] {
  const kept = Object.keys(simulate.app?.claims ?? {}).some(key => key.startsWith(`${SUBJECT}/`));
  return effect === 'other volume' && kept && !changes.some(key => key.startsWith(`${SUBJECT}/`)) ? [`${name} is declared to make another volume, and does not`] : [];
}

/** An unchanged app has nothing to do. */
function untouched({ edit: { name } }: Case, steps: readonly Step[]): string[] {
  return name === 'nothing' && steps.some(({ result }) => result.events.length > 0) ? ['an unchanged app is deployed anew'] : [];
}

/** What an edit created or changed before anything was deleted. */
function changedIn(steps: readonly Step[]): Changed[] {
  return steps.filter(({ what }) => what === 'deploy').flatMap(({ stack, result: { events } }) => {
    const ids = events.filter(({ status, logicalId }) => logicalId !== stack && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(status)).map(({ logicalId }) => logicalId);
    return [...new Set(ids)].map(logicalId => ({ stack, logicalId }));
  });
}

