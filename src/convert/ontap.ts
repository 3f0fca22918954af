import { Builder, member, metadataOf } from './builder';
import { Code, MethodCall, StorageCode, Struct, call, imported, list, literal, map, reference, struct } from './code';
import { CLUSTER, ConvertOptions } from './lustre';
import { BackendCode, PoolCode, backendOf } from './ontap-backends';
import { ClaimCode, ClaimSlot, claimOf, cloneOf, isReadOnlyClone, sourceOf } from './ontap-claims';
import { DEFAULT_CLASS, classOptions, convertClass } from './ontap-classes';
import { ReclaimPolicy } from '../kubernetes/enums';
import { KubernetesObject, ObjectIndex } from '../lint/objects';
import { TRIDENT_DRIVER } from '../lint/targets';
import { isMapping, isUnknown } from '../lint/values';
import { OntapStorageDriver, STORAGE_DRIVERS } from '../ontap/limits';
import { ONTAP_CLAIM_RULES } from '../ontap/rules';
import { check } from '../validation/check';
import { Rule } from '../validation/rule';

const FACTORIES: Record<OntapStorageDriver, string> = {
  [OntapStorageDriver.NAS]: 'nas', [OntapStorageDriver.NAS_ECONOMY]: 'nasEconomy', [OntapStorageDriver.NAS_FLEXGROUP]: 'nasFlexgroup',
  [OntapStorageDriver.SAN]: 'san', [OntapStorageDriver.SAN_ECONOMY]: 'sanEconomy',
};
const OPTIONS: Record<OntapStorageDriver, string> = {
  [OntapStorageDriver.NAS]: 'OntapNasBackendOptions', [OntapStorageDriver.NAS_ECONOMY]: 'OntapNasEconomyBackendOptions',
  [OntapStorageDriver.NAS_FLEXGROUP]: 'OntapNasBackendOptions', [OntapStorageDriver.SAN]: 'OntapSanBackendOptions',
  [OntapStorageDriver.SAN_ECONOMY]: 'OntapSanEconomyBackendOptions',
};
/** What the driver of a claim supports. */
const COPY_RULES: readonly Rule<any>[] = ONTAP_CLAIM_RULES.filter(({ id }) => ['ontap/snapshots-not-offered', 'ontap/read-only-clone'].includes(id));
const SNAPSHOT_DEFAULT = 'snapshot.storage.kubernetes.io/is-default-class';
/** The driver of Trident, or a name that is meant for it. */
const isTrident = (driver: unknown) => /trident/i.test(String(driver));
export const isTridentClass = ({ root }: KubernetesObject) => isTrident(root.provisioner);

/** A claim or snapshot that can be cloned, and the claim that it belongs to. */
interface CloneSource {
  readonly code: Code;
  readonly claim: ClaimCode;
}

/** The objects of Trident in the input. */
interface TridentObjects {
  readonly claims: readonly KubernetesObject[];
  readonly snapshots: readonly KubernetesObject[];
  readonly snapshotClasses: readonly KubernetesObject[];
  /** The class of claims that name none. */
  readonly defaultClass?: string;
}

/** Converts the backends, StorageClasses, claims and snapshots of Trident. */
export function ontapStorages(
  builder: Builder, objects: readonly KubernetesObject[], index: ObjectIndex, options: ConvertOptions,
): StorageCode[] {
  const ofKind = (kind: string) => objects.filter(object => object.kind === kind);
  const backends = ofKind('TridentBackendConfig').flatMap(object => backendOf(builder, object) ?? []);
  ofKind('StorageClass').filter(isTridentClass).forEach(storageClass => convertClass(builder, storageClass, backends, index));
  backends.forEach(backend => removeMovedPools(backend, backends));
  const groups = new Map<string, BackendCode[]>();
  for (const backend of backends) {
    const key = JSON.stringify([backend.home, policyOf(backend)]);
    groups.set(key, [...groups.get(key) ?? [], backend]);
  }
  const [defaultClass] = ofKind('StorageClass').filter(({ root }) => root.metadata?.annotations?.[DEFAULT_CLASS] === 'true');
  const trident: TridentObjects = {
    claims: ofKind('PersistentVolumeClaim'), snapshots: ofKind('VolumeSnapshot'),
    snapshotClasses: ofKind('VolumeSnapshotClass').filter(({ root }) => isTrident(root.driver)), defaultClass: defaultClass?.name,
  };
  const usedClasses = new Set<KubernetesObject>();
  return [...groups.values()].map((group, position) =>
    new OntapStorageConverter(builder, group, trident, usedClasses, position === groups.size - 1, options).storage());
}

const policyOf = ({ traits }: BackendCode) => traits?.reclaimPolicy ?? 'Retain';

/** One storage: its backends, which have one home and one reclaim policy, and what uses them. */
class OntapStorageConverter {
  private readonly id: string;
  private readonly comments: string[];
  private readonly calls: MethodCall[] = [];
  /** Converted claims and snapshots, with the code that refers to them and the claim that they belong to. */
  private readonly sources = new Map<KubernetesObject, CloneSource>();

  constructor(
    private readonly builder: Builder, private readonly group: readonly BackendCode[],
    private readonly trident: TridentObjects,
    private readonly usedClasses: Set<KubernetesObject>, private readonly isLast: boolean,
    private readonly options: ConvertOptions,
  ) {
    this.id = builder.id(group[0].name);
    this.comments = group.flatMap(({ comments }) => comments);
  }

  private readonly note = (object: KubernetesObject, reason: string, rule?: string) => {
    this.comments.push(this.builder.change(object, reason, rule));
  };

  public storage(): StorageCode {
    const { builder, group, id } = this;
    const [{ home }] = group;
    const names = backendNames(group);
    const slots = slotsOf(group, names);
    const claim = this.convertClaims(slots);
    const snapshotClass = this.snapshotClass();
    this.convertCopies(slots, snapshotClass);
    const policy = policyOf(group[0]);
    return {
      construct: 'FsxOntapStorage', id, comments: this.comments, calls: this.calls,
      props: struct('', {
        cluster: builder.parameter('cluster', 'eks.ICluster', CLUSTER),
        driver: builder.parameter('tridentDriver', 'ITridentDriver', 'Trident of the cluster, for example TridentDriver.existing().'),
        provisioning: call('OntapProvisioning.existing', [], struct('', {
          fileSystemId: builder.text(home.fileSystemId, 'fileSystemId', 'ID of the ONTAP file system.'),
          svmName: builder.text(home.svm, 'svmName', 'Name of the storage virtual machine.'),
          secret: typeof home.secret !== 'string' || isUnknown(home.secret)
            ? builder.parameter('svmSecret', 'secretsmanager.ISecret', 'Secret of the SVM administrator: username and password.')
            : imported('secretsmanager.Secret.fromSecretCompleteArn', [literal(`${id}Secret`), literal(home.secret)]),
        })),
        backends: list(group.map((backend, index) => backendCode(backend, names[index]))),
        claim: claim?.options,
        snapshotClass: snapshotClass && classOptions(snapshotClass, SNAPSHOT_DEFAULT),
        reclaimPolicy: policy === 'Retain' ? undefined : member(Object.values(ReclaimPolicy), policy),
        adopt: this.options.adopt ? literal(true) : undefined,
      }),
    };
  }

  private claimsOf({ className }: ClaimSlot): readonly KubernetesObject[] {
    return this.trident.claims.filter(
      ({ root }) => (root.spec?.storageClassName ?? this.trident.defaultClass) === className,
    );
  }

  /** The claims of the classes, without clones. The first one is the claim of the storage. */
  private convertClaims(slots: readonly ClaimSlot[]): ClaimCode | undefined {
    let first: ClaimCode | undefined;
    for (const slot of slots) {
      for (const object of this.claimsOf(slot).filter(claim => sourceOf(claim) === undefined)) {
        const claim = claimOf(this.builder, object, slot, this.note);
        if (claim && first === undefined && claim.method === 'addClaim') {
          first = claim;
          this.sources.set(object, { code: reference(this.id), claim });
        } else if (claim) {
          this.sources.set(object, { code: this.call(object.name, claim.method, claim.options), claim });
        }
      }
    }
    return first;
  }

  /** Snapshots and clones, each after what it is a copy of. */
  private convertCopies(slots: readonly ClaimSlot[], snapshotClass: KubernetesObject | undefined): void {
    const { builder, sources } = this;
    const clones = slots.flatMap(slot =>
      this.claimsOf(slot)
        .filter(claim => sourceOf(claim) !== undefined)
        .map(object => ({ object, slot })),
    );
    const waiting = new Set<KubernetesObject>([...this.trident.snapshots, ...clones.map(({ object }) => object)]);
    for (let before = -1; before !== waiting.size;) {
      before = waiting.size;
      for (const object of this.trident.snapshots.filter(one => waiting.has(one))) {
        const source = sources.get(this.find('claims', object.root.spec?.source?.persistentVolumeClaimName, object)!);
        if (source) {
          waiting.delete(object);
          this.isOffered(object, source, { cloneOf: 'snapshot' }) && this.snapshot(object, source, snapshotClass);
        }
      }
      for (const { object, slot } of clones.filter(one => waiting.has(one.object))) {
        const { kind, name } = sourceOf(object)!;
        const original = this.find(kind === 'VolumeSnapshot' ? 'snapshots' : 'claims', name, object);
        const source = original ? sources.get(original) : this.existing(object, slot, kind, name);
        if (source) {
          waiting.delete(object);
          const copy = { cloneOf: kind === 'VolumeSnapshot' ? 'snapshot' : 'claim', cloned: true, readOnlyClone: isReadOnlyClone(object) };
          const clone = !this.isOffered(object, source, copy)
            ? undefined
            : cloneOf(builder, object, slot, source.claim, this.note);
          clone && sources.set(object, { code: this.call(object.name, 'cloneOf', clone.options, [source.code]), claim: clone });
        }
      }
    }
    clones.filter(({ object }) => waiting.has(object))
      .forEach(({ object }) => builder.omit(object, `its source '${sourceOf(object)!.name}' is not part of this storage`, 'ontap/source-of-other-storage'));
  }

  /** Whether the driver of the source supports a snapshot or clone; otherwise it is reported. */
  private isOffered(object: KubernetesObject, { claim }: CloneSource, copy: object): boolean {
    const [violation] = check(COPY_RULES, {
      driver: claim.driver,
      sourceShowsSnapshots: claim.showsSnapshots,
      ...copy,
    }).violations;
    violation && this.builder.omit(object, violation.problem, violation.id);
    return violation === undefined;
  }

  private snapshot(
    object: KubernetesObject, { code, claim }: CloneSource, snapshotClass: KubernetesObject | undefined,
  ): void {
    if (isUnknown(object.name) || object.root.metadata?.name === undefined) {
      return this.builder.omit(object, 'the name of a snapshot must be known');
    }
    const className = object.root.spec?.volumeSnapshotClassName;
    if (className !== undefined && className !== snapshotClass?.name) {
      this.note(object, `volumeSnapshotClassName ${className} is now that of the storage`);
    }
    const isDefault = code.kind === 'reference' && code.id === this.id;
    const options = struct('OntapSnapshotOptions', {
      claim: isDefault ? undefined : code, name: literal(object.name), fixedName: literal(true),
      labels: map(metadataOf(object.root.metadata?.labels)),
    });
    this.builder.convert(object);
    this.sources.set(object, { code: this.call(object.name, 'snapshot', options), claim });
  }

  /** The source of a clone that the input does not contain. */
  private existing(clone: KubernetesObject, slot: ClaimSlot, kind: string, name: string): CloneSource | undefined {
    const { builder } = this;
    const isSnapshot = kind === 'VolumeSnapshot';
    const claimName = isSnapshot ? builder.parameter(`claimOf${builder.stem(name)}`, 'string', `Claim of which the snapshot ${name} was taken.`) : literal(name);
    const claim = claimOf(builder, clone, slot, () => undefined, { claimName });
    if (claim === undefined) {
      return undefined;
    }
    const code = this.call(isSnapshot ? `${name}-claim` : name, 'existingClaim', claim.options);
    return {
      claim,
      code: isSnapshot ? this.call(name, 'existingSnapshot', struct('OntapExistingSnapshotOptions', { snapshotName: literal(name), claim: code })) : code,
    };
  }

  private call(name: string, method: string, options: Struct, args: readonly Code[] = []): Code {
    const id = this.builder.id(name);
    this.calls.push({ method, id, args, options });
    return reference(id);
  }

  private find(kind: 'claims' | 'snapshots', name: unknown, { namespace, document }: KubernetesObject): KubernetesObject | undefined {
    const named = this.trident[kind].filter(one => one.name === name && one.namespace === namespace);
    return named.find(one => one.document.file === document.file) ?? named[0];
  }

  /** The VolumeSnapshotClass of the storage: that of its snapshots, or a free one. */
  private snapshotClass(): KubernetesObject | undefined {
    const { builder, usedClasses, trident, sources } = this;
    const policy = policyOf(this.group[0]);
    const hasSnapshots = this.group.some(({ driver }) => STORAGE_DRIVERS[driver].snapshots);
    const free = trident.snapshotClasses.filter(one => hasSnapshots && !usedClasses.has(one));
    const named = trident.snapshots.filter(one => sources.has(this.find('claims', one.root.spec?.source?.persistentVolumeClaimName, one)!))
      .map(({ root }) => root.spec?.volumeSnapshotClassName);
    const chosen =
      free.find(({ name }) => named.includes(name))
      ?? free.find(({ root }) => root.deletionPolicy === policy)
      ?? (this.isLast ? free[0] : undefined);
    if (chosen === undefined || isUnknown(chosen.name) || chosen.name === '') {
      return undefined;
    }
    usedClasses.add(chosen);
    builder.convert(chosen);
    if (chosen.root.driver !== TRIDENT_DRIVER) {
      this.note(chosen, `the driver is now ${TRIDENT_DRIVER}`, 'lint/driver-name');
    }
    if (chosen.root.deletionPolicy !== policy) {
      this.note(chosen, `deletionPolicy is now ${policy}: a storage has one policy for volumes and snapshots`);
    }
    for (const name of Object.keys(isMapping(chosen.root.parameters) ? chosen.root.parameters : {})) {
      this.note(chosen, `removed ${name}, which Trident does not read`);
    }
    return chosen;
  }
}

/** A pool whose class is in a copy of the backend needs no class here. */
function removeMovedPools({ object, pools }: BackendCode, backends: readonly BackendCode[]): void {
  const copies = backends.filter(other => other.object === object && other.pools !== pools);
  const isMoved = ({ name, storageClass }: PoolCode) => storageClass === undefined
    && copies.some(copy => copy.pools.some(pool => pool.name === name && pool.storageClass !== undefined));
  pools.splice(0, pools.length, ...pools.filter(pool => !isMoved(pool)));
}

/** Names of the backends in their storage. */
function backendNames(group: readonly BackendCode[]): string[] {
  const names: string[] = [];
  for (const { name } of group) {
    const stem = name.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30) || 'backend';
    let unique = stem;
    for (let count = 2; names.includes(unique); count++) {
      unique = `${stem.slice(0, 28)}-${count}`;
    }
    names.push(unique);
  }
  return names;
}

function slotsOf(group: readonly BackendCode[], names: readonly string[]): ClaimSlot[] {
  return group.flatMap((backend, index) => [undefined, ...backend.pools].flatMap((pool): ClaimSlot[] => {
    const storageClass = (pool ?? backend).storageClass;
    return storageClass === undefined ? [] : [{
      backend, className: storageClass.name, backendName: index > 0 ? names[index] : undefined,
      pool: pool === backend.pools[0] ? undefined : pool?.name,
    }];
  }));
}

function backendCode({ driver, fields, pools }: BackendCode, name: string): Code {
  return call(`OntapBackend.${FACTORIES[driver]}`, [], struct(OPTIONS[driver], {
    name: literal(name), ...fields,
    pools: pools.length > 0 ? list(pools.map(pool => struct('OntapPoolOptions', { name: literal(pool.name), ...pool.fields }))) : undefined,
  }));
}
