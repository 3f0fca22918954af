import { ClaimsSeen, Declared, INVARIANTS, Memory, claimsSeen, podsKeepTheirVolumes } from '../invariants';
import { AccountOptions } from './account';
import { AppDescription, PLATFORM, STORAGE, synthesize } from './apps';
import { DeployOptions, Simulation, Step, isComplete, reported } from './play';
import { CONFLICTS, EXPORT, LEFTOVERS, Recovery, deleteCreated, documentedSections, objectsIn } from './recoveries';

export type InvariantName = keyof typeof INVARIANTS | 'podsKeepTheirVolumes' | 'theEditIsDeployed';

export interface Violation {
  readonly invariant: InvariantName;
  readonly after: string;
  readonly problem: string;
}

export interface ScenarioOptions extends AccountOptions {
  readonly transform?: DeployOptions['transform'];
  readonly orderSeed?: number;
}

/** An app that lives in a fresh account; every invariant is checked after every step. */
export class Scenario {
  public static async of(base: AppDescription, options: ScenarioOptions = {}): Promise<Scenario> {
    const scenario = new Scenario(options);
    await scenario.restart(base);
    return scenario;
  }

  public simulate!: Simulation;
  public readonly violations: Violation[] = [];
  /** The claims that were other volumes after the last edit. */
  public changes: readonly string[] = [];
  /** The recoveries that steps from now on may need. */
  public recoveries: readonly Recovery[] = [];
  private memory = new Memory();
  private description!: AppDescription;
  private seen: ClaimsSeen = {};
  private rounds = '';

  private constructor(private readonly options: ScenarioOptions) {}

  /** Begins anew with an app in a fresh account; what was found stays found. */
  public async restart(base: AppDescription): Promise<void> {
    this.simulate = await Simulation.start(this.options);
    this.simulate.watch = step => this.check(step);
    this.memory = new Memory();
    this.seen = {};
    await this.edit(base, {}, 'the app before the edit');
  }

  public of(invariant: InvariantName): string[] {
    return this.violations.filter(one => one.invariant === invariant).map(({ after, problem }) => `${after}: ${problem}`);
  }

  public get problems(): string[] {
    return this.violations.map(({ invariant, after, problem }) => `[${invariant}] ${after}: ${problem}`);
  }

  /** Deploys an app, which must succeed. */
  public async edit(description: AppDescription, declared: Declared = {}, name = ''): Promise<Step[]> {
    this.rounds = name;
    this.description = synthesize(description).description; // the one object for all equal descriptions
    const steps = await this.simulate.deploy(description, this.options);
    const last = steps[steps.length - 1];
    let end = last;
    for (let attempt = 0; attempt < 2 && end && !isComplete(end.result); attempt++) { // one recovery may end at what another is for
      end = await this.recover(end, [EXPORT, CONFLICTS, LEFTOVERS]) ?? end;
    }
    if (end && !isComplete(end.result)) {
      this.note('theEditIsDeployed', last, reported(end));
    } else {
      this.compare(declared, end);
    }
    return steps;
  }

  /** Deploys an app of which one resource fails, or which AWS refuses: it rolls back, and everything is as it was. */
  public async fail(description: AppDescription, failAt?: DeployOptions['failAt'], name = ''): Promise<Step[]> {
    this.rounds = name;
    const deployed = this.description;
    const objects = objectsIn(this.simulate);
    this.description = synthesize(description).description;
    const steps = await this.simulate.deploy(description, { ...this.options, failAt });
    const last = steps[steps.length - 1];
    if (!isComplete(last.result)) {
      await this.recover(last);
      this.description = deployed;
      deleteCreated(this.simulate, objects);
      this.compare({}, last);
    }
    return steps;
  }

  /** Destroys the stacks, that of the storages first. */
  public async destroy(stacks: readonly string[] = [STORAGE, PLATFORM]): Promise<Step[]> {
    this.rounds = '';
    const steps: Step[] = [];
    for (const stack of stacks.filter(one => this.simulate.stacks.has(one))) {
      const step = await this.simulate.destroy(stack, { orderSeed: this.options.orderSeed });
      steps.push(step);
      await this.recover(step);
      if (this.simulate.stacks.has(stack)) {
        break; // what it imports cannot be deleted
      }
    }
    return steps;
  }

  /** Carries out a documented recovery, if one fits; the step that it ended with. */
  private async recover(step: Step, further: readonly Recovery[] = []): Promise<Step | undefined> {
    const recovery = [...further, ...this.recoveries].find(({ fits }) => fits(step));
    if (recovery && !documentedSections().includes(recovery.section)) {
      this.note('noStackIsStuck', step, `${reported(step)}; docs/deletion.md has no section #${recovery.section}`);
    }
    return recovery?.carryOut(this.simulate, step, synthesize(this.description));
  }

  private check(step: Step): void {
    const moment = { simulate: this.simulate, step, description: this.description, memory: this.memory };
    for (const [invariant, find] of Object.entries(INVARIANTS)) {
      const recoverable = invariant === 'noStackIsStuck' && this.recoveries.some(({ fits }) => fits(step));
      if (!recoverable) {
        find(moment).forEach(problem => this.note(invariant as InvariantName, step, problem));
      }
    }
  }

  private compare(declared: Declared, step?: Step): void {
    const now = this.simulate.app?.description === this.description ? claimsSeen(this.simulate) : this.seen;
    podsKeepTheirVolumes(this.seen, now, declared).forEach(problem => this.note('podsKeepTheirVolumes', step, problem));
    this.changes = Object.keys(now).filter(key => JSON.stringify(now[key]) !== JSON.stringify(this.seen[key]));
    this.seen = now;
  }

  /** What a case finds by itself. */
  public complain(invariant: InvariantName, problem: string): void {
    this.note(invariant, this.simulate.steps[this.simulate.steps.length - 1], problem);
  }

  private note(invariant: InvariantName, step: Step | undefined, problem: string): void {
    const after = [this.rounds, step ? `${step.what} ${step.stack}` : 'nothing to do'].filter(text => text !== '').join(', ');
    this.violations.push({ invariant, after, problem });
  }
}
