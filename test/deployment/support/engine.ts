import { spawn } from 'child_process';
import { join } from 'path';
import { createInterface } from 'readline';
import { ACCOUNT, REGION } from '../../conformance/support/values';

/** The Python of the engine's virtual environment; empty where the machine lacks something. */
export const PYTHON = process.env.DEPLOYMENT_ENGINE ?? '';

/** A suite that needs the engine. */
export const deployment = PYTHON ? describe : describe.skip;

/** The physical id of a custom resource whose creation failed: the handlers of the CDK answer it, and do nothing when they are to delete it. */
export const CREATE_FAILED = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

export interface StackTemplate {
  readonly name: string;
  readonly template: any;
}

export interface ResourceRequest {
  readonly type: string;
  readonly logicalId: string;
  readonly stack: string;
  /** What the engine does at the moment; `update` is also the creation of a stack. */
  readonly phase: 'update' | 'cleanup' | 'rollback' | 'delete';
  readonly properties: any;
}

export interface CreatedResource {
  readonly physicalId: string;
  readonly attributes: { readonly [name: string]: any };
}

/** Decides every resource operation. Throwing an Error fails the operation with its message. */
export interface ResourceProvider {
  create(resource: ResourceRequest): CreatedResource | Promise<CreatedResource>;
  /** A custom resource may answer another physical id: then the engine deletes the old one in its cleanup. */
  update(
    resource: ResourceRequest & { readonly physicalId: string; readonly oldProperties: any },
  ): CreatedResource | Promise<CreatedResource>;
  delete(resource: ResourceRequest & { readonly physicalId: string }): void | Promise<void>;
}

export interface OperationOptions {
  /**
   * Fails one resource: its creation or update in the update phase (the default), its way back in a rollback, or every attempt to delete it.
   * A resource that the operation does not touch does not fail.
   */
  readonly failAt?: { readonly logicalId: string; readonly on?: 'update' | 'rollback' | 'delete' };
  /** Seed of the order among resources that the template leaves open; CloudFormation works in parallel, so any topological order is possible. */
  readonly orderSeed?: number;
}

export interface DeployOptions extends OperationOptions {
  /** After a failure the stack stays as it is, until `rollBack`. */
  readonly disableRollback?: boolean;
}

export interface StackEvent {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

export interface StackResult {
  /** CREATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, DELETE_FAILED …; without changes the status that the stack has, and no events. */
  readonly status: string;
  /** Why the first resource or the stack failed. */
  readonly reason?: string;
  readonly events: readonly StackEvent[];
  readonly outputs: { readonly [key: string]: string };
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: any;
  readonly status: string;
}

/** A request that CloudFormation refused before anything happened: an invalid template, a stack in a status that does not allow the operation. */
export class RejectedRequest extends Error {}

/** Says which physical id a custom resource answers although its creation failed. */
export class FailedCreation extends Error {
  constructor(message: string, public readonly physicalId: string) {
    super(message);
  }
}

/** The engine in a child process: requests run one after the other, and each asks the provider of its world. */
class EngineProcess {
  private readonly child = spawn(PYTHON, [join(__dirname, '..', 'engine', 'play.py')], {
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', MINISTACK_ACCOUNT_ID: ACCOUNT, MINISTACK_REGION: REGION },
  });
  private readonly providers: ResourceProvider[] = [];
  private readonly exited: Promise<void>;
  private errors = '';
  private ended = false;
  private last: Promise<unknown> = Promise.resolve();
  private operation?: { readonly resolve: (answer: any) => void; readonly reject: (error: Error) => void };

  constructor() {
    this.child.stderr.on('data', data => this.errors += data);
    this.exited = new Promise(resolve => this.child.once('close', () => {
      this.ended = true;
      this.operation?.reject(this.end());
      resolve();
    }));
    createInterface({ input: this.child.stdout }).on('line', line => void this.receive(JSON.parse(line)));
  }

  /** Another world, by its number. */
  public add(provider: ResourceProvider): number {
    return this.providers.push(provider) - 1;
  }

  public async request(
    request: { readonly op: string; readonly world: number; readonly [name: string]: any },
  ): Promise<any> {
    const turn = this.last.catch(() => undefined).then(async () => new Promise<any>((resolve, reject) => {
      if (this.ended) {
        return reject(this.end());
      }
      this.operation = { resolve, reject };
      this.send(request);
    }));
    this.last = turn;
    const { result: answer, error } = await turn;
    if (error !== undefined) {
      throw new RejectedRequest(error);
    }
    return answer;
  }

  public async stop(): Promise<void> {
    this.child.stdin.end();
    await this.exited;
  }

  private async receive(message: any): Promise<void> {
    if (message.call) {
      this.send(await this.ask(message));
    } else {
      this.operation!.resolve(message);
      this.operation = undefined;
    }
  }

  private async ask({ call, world, ...resource }: any): Promise<object> {
    try {
      return await this.providers[world]![call as 'create' | 'update' | 'delete'](resource) ?? {};
    } catch (error: any) {
      return { error: error.message, physicalId: error instanceof FailedCreation ? error.physicalId : undefined };
    }
  }

  private end(): Error {
    return new Error(`the engine ended: ${this.errors}`);
  }

  private send(message: object): void {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}

/** CloudFormation without HTTP: the engine of ministack in a child process, which asks for every resource. Operations run one after the other. */
export class Engine {
  public static async start(provider: ResourceProvider): Promise<Engine> {
    const engine = new Engine(new EngineProcess(), provider);
    await engine.reset();
    return engine;
  }

  private readonly world: number;

  private constructor(
    private readonly process: EngineProcess,
    provider: ResourceProvider,
  ) {
    this.world = process.add(provider);
  }

  /** Another CloudFormation in the same process, which knows nothing of the stacks of this one. */
  public sibling(provider: ResourceProvider): Engine {
    return new Engine(this.process, provider);
  }

  /** Creates or updates a stack. */
  public async deploy({ name, template }: StackTemplate, options: DeployOptions = {}): Promise<StackResult> {
    return result(await this.request('deploy', { stack: name, template, options }));
  }

  public async destroy(
    stackName: string,
    destroyOptions: OperationOptions & { retainResources?: readonly string[] } = {},
  ): Promise<StackResult> {
    const { retainResources, ...options } = destroyOptions;
    return result(await this.request('destroy', { stack: stackName, retainResources, options }));
  }

  public async continueUpdateRollback(stackName: string, resourcesToSkip?: readonly string[]): Promise<StackResult> {
    return result(await this.request('continueUpdateRollback', { stack: stackName, resourcesToSkip }));
  }

  /** Rolls back a stack that failed with `disableRollback`. */
  public async rollBack(stackName: string): Promise<StackResult> {
    return result(await this.request('rollBack', { stack: stackName }));
  }

  public async resources(stackName: string): Promise<readonly StackResource[]> {
    return this.request('resources', { stack: stackName });
  }

  /** Forgets every stack (a fresh account) without deleting anything through the provider. */
  public async reset(): Promise<void> {
    await this.request('reset');
  }

  /** Ends the process, for siblings too. */
  public async stop(): Promise<void> {
    await this.process.stop();
  }

  private async request(op: string, request: object = {}): Promise<any> {
    return this.process.request({ op, world: this.world, ...request });
  }
}

function result(answer: Omit<StackResult, 'reason'>): StackResult {
  return { ...answer, reason: answer.events.find(({ status, reason }) => status.endsWith('_FAILED') || /ROLLBACK_IN_PROGRESS$/.test(status) && reason !== '')?.reason };
}
