import { randomUUID } from 'crypto';
import { AcceptedBackend, validateBackend } from './backend';
import { Pool } from './pools';
import { World } from './world';

export interface Backend {
  readonly uuid: string;
  validated: AcceptedBackend;
  /** The UID of the TridentBackendConfig that it belongs to. */
  configRef: string;
  state: 'online' | 'deleting';
}

export interface Volume {
  readonly name: string;
  readonly backendUUID: string;
  readonly pool: Pool;
  readonly bytes: number;
  readonly volumeMode: string;
  readonly storageClassName: string;
  readonly snapshots: Set<string>;
  readonly snapshotDir?: boolean;
  /** Deleted, but snapshots hold it. */
  deleting?: boolean;
}

/** An operation that Trident's core refused. */
export class CoreError extends Error {
  constructor(message: string, public readonly retried: boolean) {
    super(message);
  }
}

/** What Trident's core keeps in memory, and its rules for changing it (core/orchestrator_core.go). */
export class Core {
  public readonly backends = new Map<string, Backend>();
  public readonly volumes = new Map<string, Volume>();

  constructor(private readonly world: World) {}

  public get online(): AcceptedBackend[] {
    return [...this.backends.values()].filter(({ state }) => state === 'online').map(({ validated }) => validated);
  }

  public backendOf(pool: Pool): Backend {
    return [...this.backends.values()].find(({ validated }) => validated.backendName === pool.backendName)!;
  }

  /** addBackend: one of that name, or of that TridentBackendConfig, is updated instead. */
  public add(spec: unknown, name: string, configRef: string): Backend {
    const validated = this.validated(spec, name);
    const { backendName } = validated;
    const same = [...this.backends.values()].find(
      backend => backend.validated.backendName === backendName || backend.configRef === configRef,
    );
    if (same) {
      return this.update(same.uuid, spec, name, configRef);
    }
    const backend: Backend = { uuid: randomUUID(), validated, configRef, state: 'online' };
    this.backends.set(backend.uuid, backend);
    return backend;
  }

  /** updateBackendByBackendUUID, validateBackendUpdate, and GetUpdateType of the drivers. */
  public update(uuid: string, spec: unknown, name: string, configRef: string): Backend {
    const backend = this.backends.get(uuid);
    if (!backend) {
      throw new CoreError(`backend ${uuid} is not known`, true);
    }
    if (backend.configRef !== '' && backend.configRef !== configRef) {
      throw new CoreError(`the backend ${backend.validated.backendName} belongs to another TridentBackendConfig`, false);
    }
    const validated = this.validated(spec, name);
    if (validated.driver !== backend.validated.driver) {
      throw new CoreError(`a backend of ${backend.validated.driver} cannot become one of ${validated.driver}`, true);
    }
    if (validated.storagePrefix !== backend.validated.storagePrefix) {
      throw new CoreError('the storage prefix of a backend cannot be changed', false);
    }
    if (
      [...this.backends.values()].some(
        other => other !== backend && other.validated.backendName === validated.backendName,
      )
    ) {
      throw new CoreError(`there is another backend of the name ${validated.backendName}`, true);
    }
    backend.validated = validated;
    backend.configRef = configRef;
    return backend;
  }

  /** deleteBackendByBackendUUID: with volumes it goes when the last of them does. Tells whether it is gone. */
  public delete(uuid: string): boolean {
    const backend = this.backends.get(uuid);
    if (backend) {
      backend.state = 'deleting';
      this.sweep();
    }
    return !this.backends.has(uuid);
  }

  /** DeleteVolume: snapshots hold a volume, and volumes hold their backend. */
  public deleteVolume(name: string): void {
    const volume = this.volumes.get(name);
    if (volume) {
      volume.deleting = true;
      this.sweep();
    }
  }

  public deleteSnapshot(volumeName: string, snapshot: string): void {
    this.volumes.get(volumeName)?.snapshots.delete(snapshot);
    this.sweep();
  }

  private sweep(): void {
    for (const { name, deleting, snapshots } of this.volumes.values()) {
      if (deleting && snapshots.size === 0) {
        this.volumes.delete(name);
      }
    }
    for (const { uuid, state } of this.backends.values()) {
      if (state === 'deleting' && ![...this.volumes.values()].some(({ backendUUID }) => backendUUID === uuid)) {
        this.backends.delete(uuid);
      }
    }
  }

  private validated(spec: unknown, name: string): AcceptedBackend {
    const fault = this.world.fault?.();
    if (fault !== undefined) {
      throw new CoreError(fault, true);
    }
    const validated = validateBackend(spec, this.world, name);
    if (!validated.accepted) {
      throw new CoreError(validated.message, validated.retried);
    }
    return validated;
  }
}
