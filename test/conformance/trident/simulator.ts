import { restoreSnapshots, syncAutogrowPolicies } from './actions';
import { BackendConfigs } from './backend-configs';
import { ApiError, Client } from './client';
import { Core } from './core';
import { CRDS } from './crds';
import { Recorder } from './events';
import { ForeignVolume, Volumes } from './volumes';
import { FileSystem, World } from './world';
import { ControlPlane } from '../support/control-plane';
import { sleep } from '../support/tools';

/** What a played Trident meets outside the cluster; a proof changes it while Trident runs. */
export interface SimulatedWorld {
  readonly fileSystems: FileSystem[];
  /** ARNs of secrets that the controller may not read. */
  readonly unreadable: Set<string>;
  /** What ONTAP answers instead of working, word for word. */
  fault?: string;
  /** Volumes that were there before Trident. */
  readonly foreign: ForeignVolume[];
}

export interface TridentOptions {
  /** Where Trident is installed. @default - trident */
  readonly namespace?: string;
  /** A bound to the back-off of Trident's queue, which doubles from 5 ms to 1000 s. @default 2000 */
  readonly longestWaitMs?: number;
}

/** A played Trident on a real API server. It does nothing until `start`, and never installs its kinds by itself: that the operator does, later. */
export class Trident {
  public readonly world: SimulatedWorld = { fileSystems: [], unreadable: new Set(), foreign: [] };
  public readonly core: Core;
  public readonly volumes: Volumes;
  public readonly client: Client;
  private readonly configs: BackendConfigs;
  private readonly namespace: string;
  private secrets = new Map<string, { readonly [key: string]: string }>();
  private running?: Promise<void>;
  private stopped = false;
  private paused = false;
  private busy = false;

  constructor(plane: ControlPlane, { namespace = 'trident', longestWaitMs = 2000 }: TridentOptions = {}) {
    this.namespace = namespace;
    this.client = new Client(plane.kubeconfig);
    const { world } = this;
    const seen: World = {
      get fileSystems() { return world.fileSystems; },
      fault: () => world.fault,
      secretReadable: arn => !world.unreadable.has(arn),
      secret: name => this.secrets.get(name),
    };
    this.core = new Core(seen);
    const recorder = new Recorder(this.client);
    this.configs = new BackendConfigs(this.client, this.core, recorder, namespace, longestWaitMs);
    this.volumes = new Volumes(this.client, this.core, recorder, world.foreign);
  }

  /** What the operator does minutes after the add-on or the chart is there; resolves when the API server serves the kinds. */
  public async installKinds(): Promise<void> {
    for (const crd of CRDS) {
      await this.client.create(crd);
    }
    for (const { metadata: { name } } of CRDS) {
      for (;;) {
        const found = await this.client.get('CustomResourceDefinition', name);
        if (found?.status?.conditions?.some(({ type, status }: any) => type === 'Established' && status === 'True')) {
          break;
        }
        await sleep(100);
      }
    }
  }

  public start(): void {
    this.running ??= this.run();
    this.running.catch(() => undefined); // until `stop` awaits it
  }

  /** Stops the controller; throws what went wrong in it that is no answer of the API server. */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** A controller that is slow: nothing is looked at until `resume`. Resolves when it has laid down what it was at. */
  public async pause(): Promise<void> {
    this.paused = true;
    while (this.busy) {
      await sleep(20);
    }
  }

  public resume(): void {
    this.paused = false;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.busy = !this.paused;
      try {
        await (this.busy ? this.round() : undefined);
      } catch (error) {
        // a conflict, or a kind that is not served yet; the next round sees what there is
        if (!(error instanceof ApiError)) {
          throw error;
        }
      } finally {
        this.busy = false;
      }
      await sleep(150);
    }
  }

  private async round(): Promise<void> {
    const secrets = await this.client.list('Secret', this.namespace);
    const decoded = (data: object) => Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
    this.secrets = new Map(secrets.map(({ metadata, data = {} }) => [metadata.name, decoded(data)]));
    await this.configs.reconcile();
    await this.volumes.reconcile();
    await syncAutogrowPolicies(this.client);
    await restoreSnapshots(this.client);
  }
}
