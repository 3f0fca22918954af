import { validateAnnotations, snapshotReserveProblem } from './annotations';
import { parseBool, quantityInBytes, sizeInBytes } from './go';
import { MINIMUM_VOLUME_BYTES, Pool } from './pools';
import { ValidatedClass, PREFIX } from './storage-class';

/** A volume that Trident made, as far as another can be made from it. */
export interface SourceVolume {
  readonly storageClassName: string;
  readonly bytes: number;
  readonly volumeMode: string;
  readonly pool: Pool;
  /** @default - what its pool says */
  readonly snapshotDir?: boolean;
  /** Imported without management: core cloneVolumeInitial clones it only from a snapshot. */
  readonly unmanaged?: boolean;
}

/** Where a claim can come from, other than from nothing; each answers with nothing where there is no such thing, or it is not ready. */
export interface Sources {
  claim?(namespace: string, name: string): SourceVolume | undefined;
  snapshot?(namespace: string, name: string): SourceVolume | undefined;
  /** A TridentVolumeReference in `namespace` to a claim elsewhere, that lets itself be cloned or shared to `namespace`. */
  referenced?(namespace: string, claimNamespace: string, claim: string): boolean;
  /** The size of a volume on ONTAP that Trident did not make. */
  importable?(backendUUID: string, name: string): { readonly bytes: number; readonly backendName: string } | undefined;
}

export interface ValidatedClaim {
  readonly accepted: boolean;
  readonly message?: string;
  /** Where the volume is made. */
  readonly pool?: Pool;
  /** Its size, which is never less than 20 MiB. */
  readonly bytes: number;
  readonly ignored: readonly string[];
}

/** What becomes of a claim of a class: frontend/csi/controller_server.go CreateVolume, and below it core AddVolume, CloneVolume and ImportVolume. */
export function validateClaim(
  claim: any, storageClass: ValidatedClass, pools: readonly Pool[] = storageClass.pools, sources: Sources = {},
): ValidatedClaim {
  const requested = quantityInBytes(`${claim.spec.resources?.requests?.storage ?? ''}`);
  // ontap_common.go GetVolumeSize: less is made more, without a word
  const bytes = Math.max(requested ?? 0, MINIMUM_VOLUME_BYTES);
  const rejected = (message: string, ignored: readonly string[] = []): ValidatedClaim => ({
    accepted: false,
    message,
    bytes,
    ignored,
  });
  if (requested === undefined) {
    return rejected('the claim asks for no size');
  }
  if (storageClass.ignored) {
    return rejected(`Trident does not know the class: ${storageClass.message}`);
  }
  const protocol = protocolOf(claim);
  if (protocol === 'none') {
    return rejected(`accessModes ${claim.spec.accessModes.join(', ')} with volumeMode ${volumeModeOf(claim)} are of no protocol that the claim allows`);
  }
  const offered = (pool: Pool) =>
    storageClass.pools.some(({ backendName, name }) => backendName === pool.backendName && name === pool.name);
  const fitting = pools.filter(pool => offered(pool) && (protocol === 'any' || pool.protocol === protocol));
  if (fitting.length === 0) {
    return rejected(storageClass.message ?? `no pool of the class holds ${protocol} volumes`);
  }
  const source = sourceOf(claim, sources, storageClass, bytes);
  if (typeof source === 'string') {
    return rejected(source);
  }
  if (fitting.every(({ suspended }) => suspended) && !source) {
    return rejected('every backend of the class is suspended'); // storage/backend.go CanHaveMoreVolumes
  }
  // each pool is tried until one makes the volume; a clone stays where its source is
  const tried = (source ? [source] : fitting).map(pool => ({
    pool,
    ...validateOn(pool, claim, bytes, isClone(claim)),
  }));
  const made = tried.find(({ problems }) => problems.length === 0);
  return made
    ? { accepted: true, pool: made.pool, bytes, ignored: made.ignored }
    : rejected(tried.map(({ pool, problems }) => `${pool.name}: ${problems.join('; ')}`).join(' | '), tried[0].ignored);
}

function volumeModeOf(claim: any): string {
  return claim.spec.volumeMode ?? 'Filesystem';
}

/** controller_server.go getProtocolForCSIAccessMode, core/common.go getProtocol. ReadOnlyMany with a file system on block storage is let through. */
function protocolOf(claim: any): 'file' | 'block' | 'any' | 'none' {
  const said = claim.metadata.annotations?.[`${PREFIX}protocol`] || 'any';
  const needed = volumeModeOf(claim) === 'Block' ? 'block' : claim.spec.accessModes.includes('ReadWriteMany') ? 'file' : 'any';
  return said === 'any' || said === needed ? needed : needed === 'any' && ['file', 'block'].includes(said) ? said : 'none';
}

/** Whether pods see the snapshots of the volume of a claim: the Create methods of the drivers. */
export function showsSnapshots(claim: any, pool: Pool): boolean {
  return parseBool(claim.metadata.annotations?.[`${PREFIX}snapshotDirectory`] || pool.defaults.snapshotDir) === true;
}

function isClone({ spec: { dataSource, dataSourceRef }, metadata: { annotations = {} } }: any): boolean {
  return Boolean(dataSource ?? dataSourceRef ?? annotations[`${PREFIX}cloneFromPVC`] ?? annotations[`${PREFIX}cloneFromSnapshot`]);
}

/** The Create methods of the drivers. */
function validateOn(
  pool: Pool, claim: any, bytes: number, cloned: boolean,
): { readonly problems: readonly string[]; readonly ignored: readonly string[] } {
  const { limits, defaults } = pool;
  const imported = claim.metadata.annotations?.[`${PREFIX}importOriginalName`] !== undefined;
  const {
    problems, ignored,
  } = validateAnnotations(claim.metadata.annotations ?? {}, pool, { cloned, spaceReserve: defaults.spaceReserve });
  const reserve = snapshotReserveProblem(defaults.snapshotReserve);
  const limit = limits.volumeSize ? sizeInBytes(limits.volumeSize) ?? 0 : Infinity; // storage_drivers/common.go CheckVolumeSizeLimits
  const poolLimit = limits.volumePoolSize && pool.driver.endsWith('-economy') ? sizeInBytes(limits.volumePoolSize) ?? 0 : Infinity;
  const flexgroup = pool.driver === 'ontap-nas-flexgroup'; // limits are left out there
  return {
    ignored,
    problems: [
      ...problems,
      ...reserve && !claim.metadata.annotations?.[`${PREFIX}snapshotReserve`] ? [`snapshotReserve ${JSON.stringify(defaults.snapshotReserve)} ${reserve}`] : [],
      ...bytes > limit && !flexgroup ? [`${bytes} bytes are more than limitVolumeSize ${limits.volumeSize}`] : [],
      // ensureFlexvolForQtree, ensureFlexvolForLUN; a clone or an import has its FlexVol
      ...limits.denyNewVolumePools && !cloned && !imported ? ['new Flexvol creation is not permitted'] : [],
      ...bytes > poolLimit ? [`${bytes} bytes are more than limitVolumePoolSize ${limits.volumePoolSize}`] : [],
      // checkAggregateLimits asks for the aggregate's space, which the administrator of an SVM on FSx may not see
      ...limits.aggregateUsage && !flexgroup ? ['limitAggregateUsage: the space of the aggregate cannot be read on FSx'] : [],
    ],
  };
}

/** The pool of the volume that the claim is made from; a text says why it cannot be, nothing that the claim is a new one. */
function sourceOf(
  claim: any, sources: Sources, storageClass: ValidatedClass, bytes: number,
): Pool | string | undefined {
  const { namespace = 'default', annotations = {} } = claim.metadata;
  const said = (name: string): string | undefined => annotations[`${PREFIX}${name}`] || undefined;
  const { dataSourceRef, dataSource = dataSourceRef } = claim.spec;
  const from = said('cloneFromNamespace') ?? namespace;
  // spec.dataSource wins over the annotations (controller_server.go CreateVolume)
  const [kind, name, home] = dataSource ? [dataSource.kind, dataSource.name, namespace]
    : said('cloneFromSnapshot') ? ['VolumeSnapshot', said('cloneFromSnapshot'), from]
      : said('cloneFromPVC') ? ['PersistentVolumeClaim', said('cloneFromPVC'), from] : [];
  if (kind) {
    const source = kind === 'VolumeSnapshot' ? sources.snapshot?.(home, name) : kind === 'PersistentVolumeClaim' ? sources.claim?.(home, name) : undefined;
    return source ? cloneOf(source, { kind, name, home, byAnnotation: !dataSource }, claim, sources, storageClass, bytes) : `there is no ${kind} ${home}/${name} that is ready`;
  }
  if (said('shareFromPVC')) {
    const [owner, shared] = said('shareFromPVC')!.split('/');
    const source = sources.claim?.(owner, shared ?? '');
    return !source ? `there is no claim ${said('shareFromPVC')} that is Bound`
      : !sources.referenced?.(namespace, owner, shared) ? `${said('shareFromPVC')} is not shared with ${namespace}`
        : source.storageClassName !== claim.spec.storageClassName ? 'a shared volume has the class of its source' : source.pool;
  }
  return said('importOriginalName') ? importOf(said('importBackendUUID') ?? '', said('importOriginalName')!, sources, storageClass, bytes) : undefined;
}

interface Origin { readonly kind: string; readonly name: string; readonly home: string; readonly byAnnotation: boolean }

/** core/orchestrator_core.go cloneVolumeInitial; helper.go getCloneSourceInfo and getSnapshotCloneSourceInfo for annotations. */
function cloneOf(
  source: SourceVolume, { kind, name, home, byAnnotation }: Origin, claim: any, sources: Sources,
  storageClass: ValidatedClass, bytes: number,
): Pool | string {
  const { namespace = 'default', annotations = {} } = claim.metadata;
  const { pool } = source;
  if (home !== namespace && !sources.referenced?.(namespace, home, name)) {
    return `${home}/${name} may not be cloned to ${namespace}`;
  }
  if (bytes !== source.bytes) {
    // Trident takes no larger clone, the provisioner no smaller one
    return `a clone has the size of its source, ${source.bytes} bytes, not ${bytes}`;
  }
  if (volumeModeOf(claim) !== source.volumeMode) {
    return `a clone has the volumeMode of its source, ${source.volumeMode}`;
  }
  if (claim.spec.storageClassName !== source.storageClassName) {
    if (byAnnotation && kind === 'PersistentVolumeClaim') {
      return `a clone by annotation has the class of its source, ${source.storageClassName}`;
    }
    if (!storageClass.pools.some(({ backendName }) => backendName === pool.backendName)) {
      return `the class has no pool on the backend of the source, ${pool.backendName}`;
    }
  }
  const readOnly = parseBool(annotations[`${PREFIX}readOnlyClone`] ?? '') === true;
  if (pool.driver === 'ontap-nas-economy' && !readOnly) {
    return 'ontap-nas-economy makes no clones';
  }
  // CreateClone of the drivers looks at the volume itself; the others create an ordinary clone
  return readOnly && ['ontap-nas', 'ontap-nas-economy'].includes(pool.driver) && (source.snapshotDir ?? parseBool(pool.defaults.snapshotDir)) !== true ? 'a read-only clone needs snapshotDir on its source' : pool;
}

/** core ImportVolume; ontap_san_economy.go Import, which names a volume and a LUN. Imports of qtrees are a technology preview. */
function importOf(
  backendUUID: string, name: string, sources: Sources, { pools }: ValidatedClass, bytes: number,
): Pool | string {
  const volume = sources.importable?.(backendUUID, name);
  const pool = volume && pools.find(({ backendName }) => backendName === volume.backendName);
  return !volume ? `the backend ${backendUUID || '(none)'} has no volume ${name}`
    : !pool ? `the class has no pool on the backend ${volume.backendName}`
      : pool.driver === 'ontap-nas-economy' ? 'ontap-nas-economy imports nothing'
        : pool.driver === 'ontap-san-economy' && name.split('/').length < 2 ? `${name} is not a valid import vol/LUN path`
          : volume.bytes < bytes ? `${name} has ${volume.bytes} bytes, less than the claim asks for` : pool;
}

/** Whether a snapshot of a volume can be taken: ontap_nas_qtree.go CanSnapshot; ontap_san_economy.go NewLUNHelper. */
export function snapshotProblem({ driver, defaults, storagePrefix = '' }: Pool, snapshotDir = parseBool(defaults.snapshotDir)): string | undefined {
  return driver === 'ontap-san-economy' && /-|__/.test(storagePrefix) ? 'could not find snapshot: the pattern contains the prefix as written'
    : driver === 'ontap-nas-economy' && snapshotDir !== true ? 'ontap-nas-economy takes no snapshots without snapshotDir' : undefined;
}
