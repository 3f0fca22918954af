import { OntapClaimOptions, OntapCloneOptions, OntapImportOptions, OntapVolumeSettings } from './claim-options';
import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from './configuration';
import { offeredPairs } from './configure';
import { CLAIM_ANNOTATIONS, ClaimAnnotation, OntapTieringPolicy, STORAGE_DRIVERS } from './limits';
import { VolumeAccessMode, VolumeMode } from '../kubernetes/enums';
import { Setting } from '../validation/deferred-value';
import { unwrap } from '../validation/normalize';
import { omitUndefined } from '../validation/settings';

/** The configuration of a claim with that of its backend. `name` is a prefix. */
export function claimConfigurationOf(
  options: OntapClaimOptions, name: string, storage: OntapConfiguration, backends: readonly OntapBackendConfiguration[],
): OntapClaimConfiguration {
  const backend = backends.find(({ backendName }) => backendName === options.backend) ?? backends[0];
  const pool = poolOf(options, backend);
  const policies = policiesOf(options, backend);
  const block = STORAGE_DRIVERS[backend.driver]?.protocol === 'san';
  const { autogrow } = options;
  return omitUndefined<OntapClaimConfiguration>({
    claimName: unwrap(options.name ?? name),
    claimNamespace: unwrap(options.namespace ?? 'default'),
    claimSize: unwrap(options.size, 'GiB'),
    accessMode: options.accessMode ?? (block ? VolumeAccessMode.READ_WRITE_ONCE : VolumeAccessMode.READ_WRITE_MANY),
    volumeMode: options.volumeMode ?? VolumeMode.FILESYSTEM,
    storageClassName: storage.storageClassName,
    claimBackend: options.backend ?? String(backend.backendName),
    claimPool: options.pool ?? (pool && String(pool.poolName)),
    claimTieringPolicy: options.tieringPolicy,
    backends: backends.map(({ backendName }) => String(backendName)),
    pools: backend.pools.map(({ poolName }) => String(poolName)),
    poolPolicies: policies,
    driver: backend.driver,
    snapshotsOn: storage.snapshots,
    limitVolumeSize: smallestOf(backend.limitVolumeSize, backend.limitVolumePoolSize),
    autoExportPolicy: backend.autoExportPolicy || undefined,
    capacity: storage.capacity,
    haPairs: offeredPairs(storage),
    ...settingsOf(options),
    claimAnnotations: options.annotations && Object.keys(options.annotations),
    autogrow: autogrow && omitUndefined({
      usedThreshold: autogrow.usedThreshold, growthAmount: autogrow.growthAmount ?? '10%', maxSize: unwrap(autogrow.maxSize, 'GiB'),
    }),
    spaceReserved: pool?.spaceReserved ?? backend.spaceReserved,
    storagePrefix: backend.storagePrefix,
    sourceShowsSnapshots: options.snapshotDirectory ?? pool?.snapshotDirectory ?? backend.snapshotDirectory ?? false,
  });
}

/** The configuration of a clone: that of its source, except for the options of the clone. */
export function cloneConfigurationOf(
  source: OntapClaimConfiguration, options: OntapCloneOptions, name: string,
): OntapClaimConfiguration {
  const {
    snapshotPolicy, snapshotReserve, snapshotDirectory, unixPermissions, exportPolicy, splitOnClone, autogrow,
    namespaceLimit,
    importedVolume, managedImport, keepName, claimAnnotations, ...kept
  } = source;
  return omitUndefined<OntapClaimConfiguration>({
    ...kept,
    claimName: unwrap(options.name ?? name),
    claimAnnotations: options.annotations && Object.keys(options.annotations),
    accessMode: options.readOnly ? VolumeAccessMode.READ_ONLY_MANY : source.accessMode,
    cloned: true,
    splitOnClone: options.splitOnClone,
    readOnlyClone: options.readOnly || undefined,
  });
}

/** The fields of a claim for an existing volume. */
export function importConfigurationOf({
  volumeName,
  managed,
  keepName,
}: OntapImportOptions): Partial<OntapClaimConfiguration> {
  return { importedVolume: unwrap(volumeName), managedImport: managed ?? false, ...(keepName && { keepName }) };
}

/** A claim must fit into the volume that it shares, too. */
function smallestOf(...limits: (Setting<number> | undefined)[]): Setting<number> | undefined {
  const known = limits.filter((limit): limit is number => typeof limit === 'number');
  return known.length > 0 ? Math.min(...known) : limits.find(limit => limit !== undefined);
}

function settingsOf(options: OntapVolumeSettings): Partial<OntapClaimConfiguration> {
  const fields = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
  return Object.fromEntries(fields.map(field => [field, unwrap(options[field])]));
}

function poolOf({ pool, tieringPolicy }: OntapClaimOptions, backend: OntapBackendConfiguration) {
  const { pools } = backend;
  return (
    pools.find(({ poolName }) => poolName === pool)
    ?? pools.find(
      candidate => tieringPolicy !== undefined && policyOf(candidate.tieringPolicy, backend) === tieringPolicy,
    )
    ?? pools[0]
  );
}

/** The tiering policies among which the claim can choose: that of the pool it names, else those of all pools. */
function policiesOf({ pool }: OntapClaimOptions, backend: OntapBackendConfiguration): OntapTieringPolicy[] {
  const candidates = backend.pools.filter(({ poolName }) => pool === undefined || poolName === pool);
  const policies =
    candidates.length === 0
      ? [policyOf(undefined, backend)]
      : candidates.map(({ tieringPolicy }) => policyOf(tieringPolicy, backend));
  return [...new Set(policies)];
}

function policyOf(own: OntapTieringPolicy | undefined, backend: OntapBackendConfiguration): OntapTieringPolicy {
  return own ?? backend.tieringPolicy ?? OntapTieringPolicy.NONE;
}
