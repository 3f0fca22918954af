import { Rejected } from '../../conformance/support/fsx-server';
import { KubernetesObject } from '../../conformance/support/kubernetes';

/** An object in the cluster; a volume and its claim name each other. */
export interface StoredObject {
  object: KubernetesObject;
  /** Counts the objects of the cluster, so that an object made anew is another one. */
  readonly uid: number;
}

/** The Prometheus Operator, which no app of the tests installs. */
export const PROMETHEUS = 'prometheus-operator';

/** Kinds of the API server, and whether they have namespaces. */
const KINDS: { readonly [kind: string]: { readonly namespaced: boolean; readonly definedBy?: string } } = {
  Namespace: { namespaced: false },
  PersistentVolume: { namespaced: false },
  PersistentVolumeClaim: { namespaced: true },
  StorageClass: { namespaced: false },
  Job: { namespaced: true },
  Deployment: { namespaced: true },
  ResourceQuota: { namespaced: true },
  ServiceAccount: { namespaced: true },
  Role: { namespaced: true },
  RoleBinding: { namespaced: true },
  ValidatingAdmissionPolicy: { namespaced: false },
  ValidatingAdmissionPolicyBinding: { namespaced: false },
  PrometheusRule: { namespaced: true, definedBy: PROMETHEUS },
  ServiceMonitor: { namespaced: true, definedBy: PROMETHEUS },
  TridentBackendConfig: { namespaced: true, definedBy: 'netapp_trident-operator' },
  TridentAutogrowPolicy: { namespaced: false, definedBy: 'netapp_trident-operator' },
  VolumeSnapshot: { namespaced: true, definedBy: 'snapshot-controller' },
  VolumeSnapshotClass: { namespaced: false, definedBy: 'snapshot-controller' },
};

/** What the API server refuses to change (ValidatePersistentVolumeUpdate, ValidatePersistentVolumeClaimUpdate, ValidateStorageClassUpdate, ValidateJobUpdate, ValidateRoleBindingUpdate). */
const IMMUTABLE: { readonly [kind: string]: (object: any) => unknown } = {
  PersistentVolume: ({ spec: { csi, hostPath, nodeAffinity, volumeMode } }) =>
    [csi, hostPath, nodeAffinity, volumeMode],
  PersistentVolumeClaim: ({ spec: { accessModes, volumeMode, storageClassName, volumeName, dataSource } }) =>
    [accessModes, volumeMode, storageClassName, volumeName, dataSource],
  StorageClass: ({ parameters, provisioner, reclaimPolicy, volumeBindingMode }) =>
    [parameters, provisioner, reclaimPolicy, volumeBindingMode],
  Job: ({ spec: { template, selector, completions, completionMode } }) =>
    [template, selector, completions, completionMode],
  RoleBinding: ({ roleRef }) => roleRef,
  Deployment: ({ spec: { selector } }) => selector,
  VolumeSnapshot: ({ spec }) => spec,
  VolumeSnapshotClass: ({ driver, deletionPolicy }) => [driver, deletionPolicy],
};

/** Who is asked before an object goes: kubectl waits for a finalizer until its function times out. */
export type Finalizer = (stored: StoredObject) => string | undefined;

/** The objects of a cluster, as kubectl and the API server handle them. */
export class ObjectStore {
  /** Definitions that software brought to the cluster; they stay when it goes. */
  public readonly definitions = new Set<string>();
  private readonly objects = new Map<string, StoredObject>();
  private made = 0;

  constructor(private readonly finalizer: Finalizer) {
    ['default', 'kube-system'].forEach(name => this.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  }

  /** `kubectl create`: tries all, and reports together what was refused; what came before stays. */
  public create(objects: readonly KubernetesObject[]): void {
    this.each(objects, object => {
      if (this.objects.has(this.keyOf(object))) {
        throw rejected(`Error from server (AlreadyExists): ${object.kind} "${object.metadata.name}" already exists`);
      }
      this.put(object);
    });
  }

  /** `kubectl apply`: an object that is there takes the new fields. */
  public apply(objects: readonly KubernetesObject[]): void {
    this.each(objects, object => {
      const stored = this.objects.get(this.keyOf(object));
      if (stored) {
        this.update(stored, object);
      } else {
        this.put(object);
      }
    });
  }

  /** `kubectl delete`: in the order of the file, waiting for each; absent objects are passed over. */
  public remove(objects: readonly KubernetesObject[]): void {
    for (const object of objects) {
      const stored = this.objects.get(this.keyOf(object));
      const waits = stored && this.finalizer(stored);
      if (waits !== undefined) {
        throw rejected(`timed out waiting for ${object.kind} ${object.metadata.name} to be deleted: ${waits}`);
      }
      this.objects.delete(this.keyOf(object));
    }
  }

  public put(object: KubernetesObject): StoredObject {
    const { namespace } = object.metadata;
    const key = this.keyOf(object);
    if (KINDS[object.kind].namespaced && !this.objects.has(`Namespace /${namespace ?? 'default'}`)) {
      throw rejected(`Error from server (NotFound): namespaces "${namespace}" not found`);
    }
    const stored = { object, uid: ++this.made };
    this.objects.set(key, stored);
    return stored;
  }

  public get(kind: string, name: string, namespace?: string): StoredObject | undefined {
    return this.objects.get(`${kind} ${KINDS[kind].namespaced ? namespace ?? 'default' : ''}/${name}`);
  }

  public list(kind: string): StoredObject[] {
    return [...this.objects.values()].filter(({ object }) => object.kind === kind);
  }

  /** All objects, in the order in which they were created. */
  public all(): StoredObject[] {
    return [...this.objects.values()];
  }

  public forget(kind: string, name: string): void {
    this.objects.delete(`${kind} /${name}`);
  }

  /** Where the volume of a claim is: the PersistentVolume that it is bound to. */
  public volumeOf(claim: StoredObject): StoredObject | undefined {
    const { name, namespace = 'default' } = claim.object.metadata;
    return this.list('PersistentVolume').find(
      ({ object: { spec, metadata } }) =>
        spec.claimRef?.name === name
        && spec.claimRef?.namespace === namespace
        && (spec.claimRef.uid === undefined
          ? claim.object.spec.volumeName === metadata.name
          : spec.claimRef.uid === claim.uid),
    );
  }

  /** The claim that a PersistentVolume made by a driver belongs to, if it is there. */
  public claimOf({ object: { spec } }: StoredObject): StoredObject | undefined {
    const claim = this.get('PersistentVolumeClaim', spec.claimRef.name, spec.claimRef.namespace);
    return claim?.uid === spec.claimRef.uid ? claim : undefined;
  }

  private update(stored: StoredObject, object: KubernetesObject): void {
    const { kind, metadata: { name } } = object;
    const fixed = IMMUTABLE[kind];
    if (fixed && JSON.stringify(fixed(stored.object)) !== JSON.stringify(fixed(object))) {
      throw rejected(`The ${kind} "${name}" is invalid: field is immutable`);
    }
    if (kind === 'PersistentVolumeClaim') {
      this.checkSize(stored, object);
    }
    stored.object = object;
  }

  /** A claim grows when it is bound to a volume of a class that allows it, and never shrinks. */
  private checkSize(stored: StoredObject, now: KubernetesObject): void {
    const [before, after] = [stored.object, now].map(({ spec }) => gibibytes(spec.resources.requests.storage));
    const allowed = this.get('StorageClass', now.spec.storageClassName)?.object.allowVolumeExpansion === true && this.volumeOf(stored) !== undefined;
    if (after < before || after > before && !allowed) {
      const why = after < before ? 'can not be less than previous value' : 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
      throw rejected(`persistentvolumeclaims "${now.metadata.name}" is forbidden: ${why}`);
    }
  }

  private each(objects: readonly KubernetesObject[], act: (object: KubernetesObject) => void): void {
    const messages: string[] = [];
    for (const object of objects) {
      try {
        act(object);
      } catch (error) {
        if (!(error instanceof Rejected)) {
          throw error;
        }
        messages.push(error.message);
      }
    }
    if (messages.length > 0) {
      throw rejected(messages.join('\n'));
    }
  }

  private keyOf({ kind, metadata: { name, namespace } }: KubernetesObject): string {
    const known = KINDS[kind];
    if (!known) {
      throw new Error(`the kind ${kind} is not known to the simulated cluster`);
    }
    if (known.definedBy && !this.definitions.has(known.definedBy)) {
      throw rejected(`error: resource mapping not found for "${name}": no matches for kind "${kind}"`);
    }
    return `${kind} ${known.namespaced ? namespace ?? 'default' : ''}/${name}`;
  }
}

function rejected(message: string): Rejected {
  return new Rejected('kubectl', message);
}

const UNITS: { readonly [unit: string]: number } = { Mi: 1 / 1024, Gi: 1, Ti: 1024, Pi: 1024 ** 2 };

/** A Kubernetes quantity in GiB. */
export function gibibytes(quantity: string): number {
  const [, number, unit] = /^(\d+)(\D+)$/.exec(quantity) ?? [];
  if (UNITS[unit] === undefined) {
    throw new Error(`the quantity ${quantity} is not known to the simulated cluster`);
  }
  return Number(number) * UNITS[unit];
}
