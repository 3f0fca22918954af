import { Account, AccountOptions } from './account';
import { AppDescription, SynthesizedApp, synthesize } from './apps';
import { Engine, StackResource, StackResult, StackTemplate } from './engine';

/** A stack as it is. */
export interface DeployedStack {
  readonly template: any;
  readonly resources: readonly StackResource[];
  readonly outputs: { readonly [key: string]: string };
}

/** One operation on one stack. */
export interface Step {
  readonly what: 'deploy' | 'destroy' | 'continue the rollback of';
  readonly stack: string;
  readonly result: StackResult;
  /** The stack before; absent when it did not exist. */
  readonly before?: DeployedStack;
}

export interface DeployOptions {
  /** Fails one resource of one stack. */
  readonly failAt?: { readonly stack: string; readonly logicalId: string; readonly on?: 'update' | 'rollback' | 'delete' };
  readonly orderSeed?: number;
  /** Changes the templates on their way: a mutant, or an aspect that the description cannot express. */
  readonly transform?: (stack: StackTemplate) => StackTemplate;
}

/** One account with one CloudFormation, and an app that is deployed there, edited and destroyed. */
export class Simulation {
  /** A fresh account. The engine is started once for each test file, and forgets what it knew. */
  public static async start(options: AccountOptions = {}): Promise<Simulation> {
    Simulation.account = new Account(options);
    const engine = await (Simulation.engine ??= Engine.start({
      create: request => Simulation.account.create(request),
      update: request => Simulation.account.update(request),
      delete: request => Simulation.account.delete(request),
    }));
    await engine.reset();
    return new Simulation(engine, Simulation.account);
  }

  public static async stop(): Promise<void> {
    await (await Simulation.engine)?.stop();
    Simulation.engine = undefined;
  }

  private static engine?: Promise<Engine>;
  private static account: Account;

  /** The stacks that exist. */
  public readonly stacks = new Map<string, DeployedStack>();
  public readonly steps: Step[] = [];
  /** The app that was deployed last, completely. */
  public app?: SynthesizedApp;

  private constructor(private readonly engine: Engine, public readonly account: Account) {}

  /** Is called after every step, when the controllers in the cluster have acted. */
  public watch: (step: Step) => void = () => undefined;

  /** Deploys an app as the CDK CLI does: stack by stack, and not the next one after a failure. A stack without resources is deleted. */
  public async deploy(description: AppDescription, options: DeployOptions = {}): Promise<Step[]> {
    const app = synthesize(description);
    const steps: Step[] = [];
    for (const stack of app.stacks) {
      const step = await this.deployStack(stack, options);
      if (step) {
        steps.push(step);
        if (!isComplete(step.result)) {
          return steps;
        }
      }
    }
    this.app = app;
    return steps;
  }

  /** The same as `deploy`; its last step. */
  public async deployAgain(app: SynthesizedApp): Promise<Step> {
    const steps = await this.deploy(app.description);
    return steps[steps.length - 1];
  }

  public async deployStack(
    stack: StackTemplate, { failAt, orderSeed, transform = one => one }: DeployOptions = {},
  ): Promise<Step | undefined> {
    const { name, template } = transform(stack);
    if (Object.keys(template.Resources ?? {}).length === 0) {
      return this.stacks.has(name) ? this.destroy(name) : undefined;
    }
    return this.step('deploy', name, template, async () => this.engine.deploy({ name, template }, { failAt: failAt?.stack === name ? failAt : undefined, orderSeed }));
  }

  public async destroy(
    stack: string, options: { readonly retainResources?: readonly string[]; readonly orderSeed?: number } = {},
  ): Promise<Step> {
    return this.step('destroy', stack, undefined, async () => this.engine.destroy(stack, options));
  }

  public async continueUpdateRollback(stack: string, resourcesToSkip: readonly string[]): Promise<Step> {
    return this.step('continue the rollback of', stack, undefined, async () => this.engine.continueUpdateRollback(stack, resourcesToSkip));
  }

  private async step(what: Step['what'], stack: string, template: any, act: () => Promise<StackResult>): Promise<Step> {
    const before = this.stacks.get(stack);
    const result = await act();
    this.account.settle();
    if (this.account.unknown.length > 0) {
      throw new Error(`the simulated account met what it does not know:\n${this.account.unknown.join('\n')}`);
    }
    const step: Step = { what, stack, result, before };
    this.steps.push(step);
    if (/^(DELETE|ROLLBACK)_COMPLETE$/.test(result.status)) {
      this.stacks.delete(stack);
    } else {
      const now = isComplete(result) ? template ?? before?.template : before?.template;
      this.stacks.set(stack, { template: now, resources: await this.engine.resources(stack), outputs: result.outputs });
    }
    this.watch(step);
    return step;
  }
}

/** Whether an operation came to what was asked for; without events there was nothing to do. */
export function isComplete({ status, events }: StackResult): boolean {
  return /^(CREATE|UPDATE|DELETE)_COMPLETE$/.test(status) || events.length === 0;
}

/** What a step came to, for messages. */
export function reported({ what, stack, result }: Step): string {
  return `${what} ${stack}: ${result.status}${result.reason ? ` (${result.reason})` : ''}`;
}
