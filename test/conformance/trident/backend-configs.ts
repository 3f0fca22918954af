import { isDeepStrictEqual } from 'util';
import { validateSpec } from './backend';
import { ApiError, Client } from './client';
import { Backend, Core, CoreError } from './core';
import { GROUP } from './crds';
import { Recorder } from './events';
import { KubernetesObject } from '../support/kubernetes';

export const FINALIZER = 'trident.netapp.io';

interface Status {
  readonly message: string;
  readonly backendInfo: { readonly backendName: string; readonly backendUUID: string };
  readonly deletionPolicy: string;
  readonly phase: string;
  readonly lastOperationStatus: 'Success' | 'Failed';
}

interface Seen { readonly generation: number; readonly deleting: boolean; failures: number; due?: number }

const NOTHING = { backendName: '', backendUUID: '' };

/** The controller of TridentBackendConfigs: frontend/crd/controller/trident_backend_config.go, and the work queue of crd_controller.go. */
export class BackendConfigs {
  private readonly seen = new Map<string, Seen>();
  /** Names of the TridentBackends that are in the cluster, by UUID. */
  private readonly persisted = new Map<string, string>();

  constructor(
    private readonly client: Client, private readonly core: Core, private readonly recorder: Recorder,
    private readonly namespace: string, private readonly longestWaitMs: number,
  ) {}

  public async reconcile(): Promise<void> {
    for (const config of await this.client.list('TridentBackendConfig', this.namespace)) {
      if (this.isDue(config)) {
        await this.process(config);
      }
    }
    await this.removeBackends();
  }

  /** updateCRHandler: an object that is new, another generation, a deletion, or a failure whose time has come; metadata and status alone are nothing. */
  private isDue({ metadata: { uid, generation, deletionTimestamp } }: KubernetesObject): boolean {
    const seen = this.seen.get(uid);
    if (!seen || seen.generation !== generation || !seen.deleting && deletionTimestamp) {
      this.seen.set(uid, { generation, deleting: deletionTimestamp !== undefined, failures: 0 });
      return true;
    }
    return seen.due !== undefined && Date.now() >= seen.due;
  }

  /** processNextWorkItem: a failure is tried again after 5 ms, 10 ms, 20 ms and so on, unless it is of the spec itself. */
  private async process(config: KubernetesObject): Promise<void> {
    const seen = this.seen.get(config.metadata.uid)!;
    seen.due = undefined;
    let retried = false;
    try {
      retried = await this.handle(config);
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      retried = true; // another client changed the object meanwhile
    }
    if (retried) {
      seen.due = Date.now() + Math.min(5 * 2 ** seen.failures++, this.longestWaitMs);
    } else {
      seen.failures = 0;
    }
  }

  /** handleTridentBackendConfig. Tells whether to come back to it. */
  private async handle(found: KubernetesObject): Promise<boolean> {
    const { metadata, spec } = found;
    const config =
      metadata.deletionTimestamp || metadata.finalizers?.includes(FINALIZER)
        ? found
        : await this.client.update({
          ...found,
          metadata: { ...metadata, finalizers: [...(metadata.finalizers ?? []), FINALIZER] },
        });
    const status: Status | undefined = found.status;
    const phase = metadata.deletionTimestamp ? 'Deleting' : status?.phase ?? '';
    try {
      validateSpec(spec, metadata.name);
    } catch (error) {
      // before anything is deleted: the finalizer of such an object stays
      await this.write(config, { message: `Failed to process backend: ${(error as Error).message}`, phase: status?.phase ?? '', lastOperationStatus: 'Failed' });
      return false;
    }
    const deletionPolicy: string = spec.deletionPolicy ?? 'delete';
    switch (phase) {
      case '': return this.add(config, deletionPolicy);
      case 'Deleting': return this.remove(config, deletionPolicy);
      default: return this.update(config, deletionPolicy, phase);
    }
  }

  private async add(config: KubernetesObject, deletionPolicy: string): Promise<boolean> {
    return this.attempt(async () => {
      const backend = this.core.add(config.spec, config.metadata.name, config.metadata.uid);
      await this.persist(backend);
      await this.write(config, { ...bound(backend, 'created'), deletionPolicy });
    }, async message => this.write(config, { message: `Failed to create backend: ${message}`, backendInfo: NOTHING, phase: '', deletionPolicy, lastOperationStatus: 'Failed' }));
  }

  private async update(config: KubernetesObject, deletionPolicy: string, phase: string): Promise<boolean> {
    const { backendUUID } = config.status.backendInfo;
    const lost = !await this.findBackend(backendUUID);
    return this.attempt(async () => {
      if (lost) {
        throw new CoreError('could not find backend during update', false);
      }
      const backend = this.core.update(backendUUID, config.spec, config.metadata.name, config.metadata.uid);
      await this.persist(backend);
      await this.write(config, { ...bound(backend, 'updated'), deletionPolicy });
    }, async message => this.write(config, { message: `Failed to apply the backend update; ${message}`, phase: lost ? 'Lost' : phase, lastOperationStatus: 'Failed' }));
  }

  /** deleteBackendConfig. `Delete` is legal, but is neither of the two words here: the backend then stays as it is. */
  private async remove(config: KubernetesObject, deletionPolicy: string): Promise<boolean> {
    const backend = this.core.backends.get(config.status?.backendInfo?.backendUUID ?? '');
    if (backend && config.status.phase !== '' && deletionPolicy === 'delete') {
      const already = backend.state === 'deleting';
      if (already || !this.core.delete(backend.uuid)) {
        const message = already ? 'Backend is in a deleting state, cannot proceed with the TridentBackendConfig deletion. ' : 'Backend still present after a deletion attempt';
        await this.persist(backend);
        await this.write(config, { message, phase: 'Deleting', deletionPolicy, lastOperationStatus: 'Success' }, 'Warning');
        return true;
      }
      await this.removeBackends();
    } else if (backend && config.status.phase !== '' && deletionPolicy === 'retain') {
      backend.configRef = '';
      await this.persist(backend);
    }
    const { finalizers = [], ...metadata } = config.metadata;
    await this.client.update({ ...config, metadata: { ...metadata, finalizers: finalizers.filter((one: string) => one !== FINALIZER) } as KubernetesObject['metadata'] });
    return false;
  }

  private async attempt(work: () => Promise<void>, failed: (message: string) => Promise<void>): Promise<boolean> {
    try {
      await work();
      return false;
    } catch (error) {
      if (!(error instanceof CoreError)) {
        throw error;
      }
      await failed(error.message);
      return error.retried;
    }
  }

  /** updateTbcEventAndStatus: the reason of the event is the status of the operation. A repeated warning would only raise a count. */
  private async write(config: KubernetesObject, change: Partial<Status>, type = change.lastOperationStatus === 'Failed' ? 'Warning' : 'Normal'): Promise<void> {
    const status = { message: '', backendInfo: NOTHING, deletionPolicy: '', phase: '', lastOperationStatus: '', ...config.status, ...change };
    if (!isDeepStrictEqual(status, config.status)) {
      await this.client.updateStatus({ ...config, status });
      await this.recorder.record(config, type, status.lastOperationStatus, status.message);
    }
  }

  /** persistent_store/crd/apis/netapp/v1/backend.go Apply: written anew whenever a backend was made or updated, also where nothing differs. */
  private async persist({ uuid, validated, configRef, state }: Backend): Promise<void> {
    const found = await this.findBackend(uuid);
    const content = {
      backendName: validated.backendName, backendUUID: uuid, configRef, state, online: state === 'online', userState: 'normal', version: '1',
      config: { ontap_config: validated.config },
    };
    const kept = found
      ? await this.client.update({ ...found, ...content })
      : await this.client.create({
        apiVersion: `${GROUP}/v1`, kind: 'TridentBackend', metadata: { generateName: 'tbe-', namespace: this.namespace, finalizers: [FINALIZER] }, ...content,
      });
    this.persisted.set(uuid, kept.metadata.name);
  }

  private async findBackend(uuid: string): Promise<KubernetesObject | undefined> {
    return (await this.client.list('TridentBackend', this.namespace)).find(({ backendUUID }) => backendUUID === uuid);
  }

  /** Those that left the core, and at once what waits for them (deleteTridentBackendHandler). */
  private async removeBackends(): Promise<void> {
    for (const [uuid, name] of this.persisted) {
      if (!this.core.backends.has(uuid)) {
        const found = await this.client.get('TridentBackend', name, this.namespace);
        if (found) {
          await this.client.update({ ...found, kind: 'TridentBackend', metadata: { ...found.metadata, finalizers: [] } });
          await this.client.remove('TridentBackend', name, this.namespace);
        }
        this.persisted.delete(uuid);
        for (const seen of this.seen.values()) {
          seen.due = seen.due && Date.now();
        }
      }
    }
  }
}

function bound({ uuid, validated: { backendName } }: Backend, done: string): Omit<Status, 'deletionPolicy'> {
  return { message: `Backend '${backendName}' ${done}`, backendInfo: { backendName, backendUUID: uuid }, phase: 'Bound', lastOperationStatus: 'Success' };
}
