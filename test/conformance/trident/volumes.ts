import { ValidatedClaim, Sources, validateClaim, showsSnapshots, snapshotProblem } from './claim';
import { Client } from './client';
import { Core, Volume } from './core';
import { Recorder } from './events';
import { ValidatedClass, PREFIX, PROVISIONER, validateStorageClass } from './storage-class';
import { KubernetesObject } from '../support/kubernetes';

const BOUND_PROTECTION = 'snapshot.storage.kubernetes.io/volumesnapshot-bound-protection';

/** A volume on ONTAP that Trident did not make, and may import. */
export interface ForeignVolume { readonly backendName: string; readonly name: string; readonly bytes: number }

/**
 * Trident's CSI side with external-provisioner, external-snapshotter's sidecar and snapshot-controller in one: claims become volumes, snapshots become ready,
 * and both go again. The volumes are in the played core alone; nothing is ever mounted.
 */
export class Volumes {
  /** Why claims and snapshots stay as they are, by `namespace/name`. */
  public readonly rejections = new Map<string, string>();
  /** What claims had in their annotations to no effect, by `namespace/name`. */
  public readonly ignored = new Map<string, readonly string[]>();
  private classes = new Map<string, { readonly object: KubernetesObject; readonly validated: ValidatedClass }>();

  constructor(
    private readonly client: Client,
    private readonly core: Core,
    private readonly recorder: Recorder,
    private readonly foreign: readonly ForeignVolume[],
  ) {}

  public async reconcile(): Promise<void> {
    const objects = await this.client.list('StorageClass');
    this.classes = new Map(
      objects.map(object => [
        object.metadata.name,
        { object, validated: validateStorageClass(object, this.core.online) },
      ]),
    );
    const claims = await this.client.list('PersistentVolumeClaim');
    const snapshots = await this.client.list('VolumeSnapshot');
    const references = await this.client.list('TridentVolumeReference');
    for (const claim of claims.filter(waitsForTrident)) {
      await this.provision(claim, this.sourcesAmong(claims, snapshots, references));
    }
    for (const volume of await this.client.list('PersistentVolume')) {
      await this.reclaim(volume);
    }
    for (const snapshot of snapshots) {
      await (snapshot.metadata.deletionTimestamp ? this.forget(snapshot) : this.take(snapshot, claims));
    }
  }

  /** What Trident thinks of a class now. */
  public validatedClass(name: string): ValidatedClass | undefined {
    return this.classes.get(name)?.validated;
  }

  private async provision(claim: KubernetesObject, sources: Sources): Promise<void> {
    const { name, namespace, uid } = claim.metadata;
    const storageClass = this.classes.get(claim.spec.storageClassName);
    if (!storageClass || this.core.volumes.has(`pvc-${uid}`)) {
      return;
    }
    const verdict = validateClaim(claim, storageClass.validated, storageClass.validated.pools, sources);
    if (!verdict.accepted) {
      return this.reject(claim, verdict.message!, 'ProvisioningFailed');
    }
    const volume: Volume = {
      name: `pvc-${uid}`, backendUUID: this.core.backendOf(verdict.pool!).uuid, pool: verdict.pool!, bytes: verdict.bytes,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem', storageClassName: claim.spec.storageClassName, snapshots: new Set(),
      snapshotDir: showsSnapshots(claim, verdict.pool!),
    };
    try {
      await this.client.create(persistentVolume(claim, storageClass.object, volume, verdict));
    } catch (error) {
      // a class may say what no PersistentVolume can; other claims go on
      return this.reject(claim, (error as Error).message, 'ProvisioningFailed');
    }
    this.core.volumes.set(volume.name, volume);
    this.rejections.delete(`${namespace}/${name}`);
    this.ignored.set(`${namespace}/${name}`, verdict.ignored);
  }

  /** external-provisioner: what is released goes with `Delete`, and the volume with it. */
  private async reclaim({ metadata, spec, status }: KubernetesObject): Promise<void> {
    if (spec.csi?.driver === PROVISIONER && status?.phase === 'Released' && spec.persistentVolumeReclaimPolicy === 'Delete') {
      this.core.deleteVolume(spec.csi.volumeHandle);
      await this.client.remove('PersistentVolume', metadata.name);
    }
  }

  private async take(snapshot: KubernetesObject, claims: readonly KubernetesObject[]): Promise<void> {
    const { name, namespace, uid, finalizers = [] } = snapshot.metadata;
    const snapshotClass = await this.snapshotClass(snapshot.spec.volumeSnapshotClassName);
    const source = snapshot.spec.source.persistentVolumeClaimName;
    if (snapshot.status?.readyToUse || snapshotClass?.driver !== PROVISIONER || !source) {
      return;
    }
    const claim = claims.find(({ metadata }) => metadata.name === source && metadata.namespace === namespace);
    const volume = claim && this.volumeOf(claim);
    const problem = volume ? snapshotProblem(volume.pool, volume.snapshotDir) : `the claim ${source} has no volume of Trident's`;
    if (!volume || problem) {
      return this.reject(snapshot, problem!, 'SnapshotCreationFailed');
    }
    const content = `snapcontent-${uid}`;
    const handle = `${volume.name}/snapshot-${uid}`;
    const creationTime = new Date().toISOString();
    volume.snapshots.add(`snapshot-${uid}`);
    const made = await this.client.get('VolumeSnapshotContent', content) ?? await this.client.create({
      apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotContent', metadata: { name: content },
      spec: {
        deletionPolicy: snapshotClass.deletionPolicy, driver: PROVISIONER, source: { volumeHandle: volume.name },
        volumeSnapshotClassName: snapshotClass.metadata.name, volumeSnapshotRef: { apiVersion: snapshot.apiVersion, kind: 'VolumeSnapshot', name, namespace, uid },
      },
    });
    await this.client.updateStatus({
      ...made,
      kind: 'VolumeSnapshotContent',
      status: {
        readyToUse: true,
        snapshotHandle: handle,
        restoreSize: volume.bytes,
        creationTime: Date.parse(creationTime) * 1e6,
      },
    });
    const protectedOne = await this.client.update({
      ...snapshot,
      metadata: { ...snapshot.metadata, finalizers: [...finalizers, BOUND_PROTECTION] },
    });
    await this.client.updateStatus({ ...protectedOne, status: { readyToUse: true, boundVolumeSnapshotContentName: content, creationTime, restoreSize: `${volume.bytes}` } });
    this.rejections.delete(`${namespace}/${name}`);
  }

  private async forget(snapshot: KubernetesObject): Promise<void> {
    const content = await this.client.get('VolumeSnapshotContent', snapshot.status?.boundVolumeSnapshotContentName ?? '-');
    if (content?.spec.deletionPolicy === 'Delete') {
      this.core.deleteSnapshot(...content.status.snapshotHandle.split('/') as [string, string]);
      await this.client.remove('VolumeSnapshotContent', content.metadata.name);
    }
    const finalizers = (snapshot.metadata.finalizers ?? []).filter((one: string) => one !== BOUND_PROTECTION);
    if (finalizers.length < snapshot.metadata.finalizers?.length) {
      await this.client.update({ ...snapshot, metadata: { ...snapshot.metadata, finalizers } });
    }
  }

  private async snapshotClass(name: string | undefined): Promise<KubernetesObject | undefined> {
    const classes = await this.client.list('VolumeSnapshotClass');
    return classes.find(({ metadata }) => name ? metadata.name === name : metadata.annotations?.['snapshot.storage.kubernetes.io/is-default-class'] === 'true');
  }

  private sourcesAmong(
    claims: readonly KubernetesObject[], snapshots: readonly KubernetesObject[],
    references: readonly KubernetesObject[],
  ): Sources {
    const named = (objects: readonly KubernetesObject[], namespace: string, name: string) =>
      objects.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    const claimOf = (namespace: string, name: string) => {
      const claim = named(claims, namespace, name);
      return claim && this.volumeOf(claim);
    };
    return {
      claim: claimOf,
      snapshot: (namespace, name) => {
        const snapshot = named(snapshots, namespace, name);
        return snapshot?.status?.readyToUse
          ? claimOf(namespace, snapshot.spec.source.persistentVolumeClaimName)
          : undefined;
      },
      referenced: (namespace, owner, name) => {
        const { shareToNamespace = '', cloneToNamespace = '' } = tridentAnnotations(named(claims, owner, name));
        return (
          `${shareToNamespace},${cloneToNamespace}`.split(',').some(one => one === namespace || one === '*')
          && references.some(
            ({ metadata, spec }) =>
              metadata.namespace === namespace && spec.pvcNamespace === owner && spec.pvcName === name,
          )
        );
      },
      importable: (uuid, name) => {
        const backend = this.core.backends.get(uuid);
        return this.foreign.find(
          volume => volume.name === name && volume.backendName === backend?.validated.backendName,
        );
      },
    };
  }

  /** The volume that a claim is Bound to. */
  private volumeOf({ spec, status }: KubernetesObject): Volume | undefined {
    return status?.phase === 'Bound' ? this.core.volumes.get(spec.volumeName) : undefined;
  }

  private async reject(object: KubernetesObject, message: string, reason: string): Promise<void> {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    if (this.rejections.get(key) !== message) {
      this.rejections.set(key, message);
      await this.recorder.record(object, 'Warning', reason, message);
    }
  }
}

/** The volume binder of Kubernetes says so once the class is ours and, with WaitForFirstConsumer, a node was chosen. */
function waitsForTrident({ metadata, spec, status }: KubernetesObject): boolean {
  return status?.phase === 'Pending' && !spec.volumeName && !metadata.deletionTimestamp
    && metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] === PROVISIONER;
}

function tridentAnnotations(object: KubernetesObject | undefined): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries<string>(object?.metadata.annotations ?? {}).map(([key, value]) => [key.replace(PREFIX, ''), value]));
}

function persistentVolume(
  claim: KubernetesObject, storageClass: KubernetesObject, volume: Volume, { bytes, pool }: ValidatedClaim,
): KubernetesObject {
  const { name, namespace, uid } = claim.metadata;
  const fsType = storageClass.parameters?.['csi.storage.k8s.io/fstype'];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume.name, annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER } },
    spec: {
      capacity: { storage: `${bytes}` },
      accessModes: claim.spec.accessModes,
      volumeMode: volume.volumeMode,
      storageClassName: volume.storageClassName,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      mountOptions: storageClass.mountOptions,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      csi: {
        driver: PROVISIONER, volumeHandle: volume.name, ...fsType && volume.volumeMode !== 'Block' ? { fsType } : {},
        // frontend/csi/controller_server.go getCSIVolumeFromTridentVolume
        volumeAttributes: { backendUUID: volume.backendUUID, name: volume.name, internalName: volume.name.replace(/-/g, '_'), protocol: pool!.protocol },
      },
    },
  };
}
