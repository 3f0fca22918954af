import { ApiObject } from 'cdk8s';
import { OntapBackendConfiguration, OntapClaimConfiguration } from './configuration';
import { TRIDENT } from './driver';
import { CLAIM_ANNOTATIONS, ClaimAnnotation, OntapNfsVersion, STORAGE_DRIVERS } from './limits';
import { POOL_LABEL } from './trident/trident-backend';
import { autogrowPolicy } from './trident/trident-objects';
import { ClassOptions } from '../kubernetes/class-options';
import { VolumeBindingMode } from '../kubernetes/enums';
import { ManifestScope, lastOf } from '../kubernetes/manifest-scope';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { DataSource, persistentVolumeClaim } from '../kubernetes/persistent-volume-claim';
import { quantity } from '../kubernetes/quantity';
import { resourceQuota } from '../kubernetes/resource-quota';
import { storageClass } from '../kubernetes/storage-class';
import { volumeSnapshotClass } from '../kubernetes/volume-snapshot';
import { toToken, joined, text } from '../validation/normalize';

/** A claim with the objects that it needs, and its name. */
export interface ClaimObjects {
  readonly name: string;
  readonly objects: ApiObject[];
}

export interface ClassSpec {
  readonly backend: OntapBackendConfiguration;
  /** The name in the cluster. */
  readonly backendName: string;
  readonly pool?: string;
  readonly reclaimPolicy: string;
  readonly stem?: string;
  readonly options?: ClassOptions;
}

/**
 * The StorageClass of a backend or a pool. It contains only parameters that Trident knows, because Trident ignores a
 * class with any other parameter.
 */
export function classOf(
  scope: ManifestScope, { backend, backendName, pool, reclaimPolicy, stem, options }: ClassSpec,
): ApiObject {
  const block = STORAGE_DRIVERS[backend.driver].protocol === 'san';
  const parameters = {
    backendType: backend.driver,
    storagePools: `${backendName}:.*`,
    ...pool !== undefined && { selector: `${POOL_LABEL}=${pool}` },
    ...block && { 'csi.storage.k8s.io/fstype': backend.fileSystemType! },
  };
  const mode = backend.volumeBindingMode ?? VolumeBindingMode.IMMEDIATE;
  const kind = [toToken(backend.backendName), ...pool === undefined ? [] : [pool]].join('-');
  return storageClass(scope.chart, `StorageClass-${kind}`, {
    name: nameWithIdentity(`${stem ?? `fsx-ontap-${slug(lastOf(scope.path))}`}-${kind}`, scope.resolve([
      scope.stackName, scope.path, parameters, reclaimPolicy, ...mode === VolumeBindingMode.IMMEDIATE ? [] : [mode],
    ])),
    provisioner: TRIDENT.driverName,
    parameters,
    reclaimPolicy,
    volumeBindingMode: mode,
    allowVolumeExpansion: backend.allowVolumeExpansion ?? true,
    mountOptions: mountOptionsOf(backend),
    options,
  });
}

export function snapshotClassOf(
  scope: ManifestScope, deletionPolicy: 'Delete' | 'Retain', options?: ClassOptions,
): ApiObject {
  return volumeSnapshotClass(scope.chart, 'VolumeSnapshotClass', {
    name: nameWithIdentity(`fsx-ontap-${slug(lastOf(scope.path))}`, [scope.stackName, scope.path, deletionPolicy]),
    driver: TRIDENT.driverName,
    deletionPolicy,
    options,
  });
}

export interface ClaimSpec {
  readonly className: string;
  readonly fixedName: boolean;
  readonly labels?: { readonly [key: string]: string };
  readonly dataSource?: DataSource;
  /** In addition to those of the configuration. */
  readonly annotations?: { readonly [key: string]: string };
}

/** A claim for which Trident creates a volume, with its autogrow policy and namespace limit. */
export function claimOf(scope: ManifestScope, configuration: OntapClaimConfiguration, spec: ClaimSpec): ClaimObjects {
  const { accessMode, volumeMode, readOnlyClone } = configuration;
  const stem = toToken(configuration.claimName!);
  const importedVolume = configuration.importedVolume === undefined ? null : toToken(configuration.importedVolume);
  const source = [spec.dataSource ?? null, importedVolume];
  const identity = scope.resolve([
    scope.stackName, scope.path, spec.className, accessMode, volumeMode, source, readOnlyClone ?? false,
  ]);
  const name = spec.fixedName ? stem : nameWithIdentity(stem, identity);
  const policy = configuration.autogrow && growthOf(scope, configuration);
  const claim = persistentVolumeClaim(scope.chart, `Claim-${scope.path}`, {
    name,
    namespace: toToken(configuration.claimNamespace!),
    labels: spec.labels,
    annotations: emptyIsAbsent({
      ...annotationsOf(configuration),
      ...readOnlyClone && { 'trident.netapp.io/readOnlyClone': 'true' },
      ...policy && { 'trident.netapp.io/autogrowPolicy': policy.name },
      ...spec.annotations,
    }),
    accessMode: accessMode!,
    volumeMode,
    size: quantity(configuration.claimSize!),
    storageClassName: spec.className,
    dataSource: spec.dataSource,
  });
  // After the claim, because a ResourceQuota whose usage has not been calculated yet rejects all claims.
  const limit = configuration.namespaceLimit === undefined ? [] : [limitOf(scope, configuration, spec.className)];
  return { name, objects: [...policy ? [policy] : [], claim, ...limit] };
}

function limitOf(
  scope: ManifestScope, { claimName, claimNamespace, namespaceLimit }: OntapClaimConfiguration,
  storageClassName: string,
): ApiObject {
  return resourceQuota(scope.chart, `Limit-${scope.path}`, {
    name: nameWithIdentity(toToken(claimName!), [scope.stackName, scope.path, 'limit']),
    namespace: toToken(claimNamespace!), storageClassName, storage: quantity(namespaceLimit!, 'down'),
  });
}

/** The annotations of a claim for an existing volume. */
export function importAnnotations(
  volumeName: string, backendUuid: string, managed: boolean, keepName: boolean,
): { readonly [key: string]: string } {
  return {
    'trident.netapp.io/importOriginalName': volumeName,
    'trident.netapp.io/importBackendUUID': backendUuid,
    ...managed ? {} : { 'trident.netapp.io/notManaged': 'true' },
    ...managed && keepName ? { 'trident.netapp.io/importNoRename': 'true' } : {},
  };
}

function growthOf(scope: ManifestScope, { autogrow, claimName }: OntapClaimConfiguration): ApiObject {
  const { usedThreshold, growthAmount, maxSize } = autogrow!;
  const size = maxSize === undefined ? undefined : quantity(maxSize, 'down');
  return autogrowPolicy(scope.chart, `Autogrow-${scope.path}`, {
    name: nameWithIdentity(`grow-${toToken(claimName!)}`, [scope.stackName, scope.path]),
    usedThreshold, growthAmount, maxSize: size,
  });
}

function emptyIsAbsent<T extends object>(object: T): T | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}

function annotationsOf(configuration: OntapClaimConfiguration): { [key: string]: string } {
  const present = (Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[])
    .filter(field => configuration[field] !== undefined);
  return Object.fromEntries(present.map(field => [CLAIM_ANNOTATIONS[field], text(configuration[field]!)]));
}

function mountOptionsOf({ driver, nfsVersion, nconnect, mountOptions = [] }: OntapBackendConfiguration): string[] {
  return STORAGE_DRIVERS[driver].protocol === 'san'
    ? [...mountOptions]
    : [
      `nfsvers=${nfsVersion as OntapNfsVersion}`,
      ...nconnect === undefined ? [] : [joined('=', ['nconnect', text(nconnect)])],
      ...mountOptions,
    ];
}
