import { Place, Target } from './finding';
import { TRIDENT_ANNOTATION_PREFIX } from './names';
import { KubernetesObject, ObjectIndex } from './objects';
import { backendNameOf, backendSettings, driverOf } from './ontap';
import { forFiles } from './rules';
import { TRIDENT_DRIVER, base } from './targets';
import { isMapping, textOf } from './values';
import { OntapClaimConfiguration } from '../ontap/configuration';
import { OntapStorageDriver } from '../ontap/limits';
import { ONTAP_CLAIM_RULES } from '../ontap/rules';

const ONTAP_CLAIMS = forFiles(ONTAP_CLAIM_RULES);

/** The driver behind a claim, if the input shows it. */
export function claimedStorage(
  claim: KubernetesObject,
  index: ObjectIndex,
): { readonly driver?: string; readonly storageClass?: KubernetesObject } {
  const storageClass = index.find('StorageClass', claim.root.spec?.storageClassName, claim);
  const volume = index.find('PersistentVolume', claim.root.spec?.volumeName, claim);
  return { driver: textOf(storageClass?.root.provisioner) ?? textOf(volume?.root.spec?.csi?.driver), storageClass };
}

/** The driver of Trident that the parameters of a class name. */
export function driverOfClass(parameters: unknown): OntapStorageDriver | undefined {
  const { backendType, [`${TRIDENT_ANNOTATION_PREFIX}backendType`]: annotated, storageDriverName }: any = isMapping(parameters) ? parameters : {};
  return Object.values(OntapStorageDriver).find(name => name === (backendType ?? annotated ?? storageDriverName));
}

/** The driver of Trident that serves a class, and the limits of its backend. */
export function backendOfClass(storageClass: KubernetesObject, index: ObjectIndex): Partial<OntapClaimConfiguration> {
  const parameters = isMapping(storageClass.root.parameters) ? storageClass.root.parameters : {};
  const pools = parameters.storagePools ?? parameters[`${TRIDENT_ANNOTATION_PREFIX}storagePools`];
  const selected = selectedBackends(pools, index.near('TridentBackendConfig', storageClass)) ?? [];
  const [backend] = selected;
  const driver = driverOfClass(parameters)
    ?? (selected.length === 1 ? driverOf(backend.root.spec) : undefined);
  if (driver === undefined || selected.length !== 1 || driverOf(backend.root.spec) !== driver) {
    return driver === undefined ? {} : { driver };
  }
  const { configuration } = backendSettings(backend.root.spec, backend.name, driver);
  const limits = [configuration.limitVolumeSize, configuration.limitVolumePoolSize].filter((limit): limit is number => typeof limit === 'number');
  const { autoExportPolicy } = configuration;
  return {
    driver,
    ...(autoExportPolicy && { autoExportPolicy }),
    ...(limits.length > 0 && { limitVolumeSize: Math.min(...limits) }),
  };
}

/** The backends that a list of pools selects; undefined, where that is unknown. */
export function selectedBackends(
  storagePools: unknown,
  backends: readonly KubernetesObject[],
): KubernetesObject[] | undefined {
  if (typeof storagePools !== 'string' || !storagePools.split(';').every(entry => /^[^:]+:[^:]+$/.test(entry.trim()))) {
    return undefined;
  }
  try {
    const patterns = storagePools.split(';').map(entry => new RegExp(`^(?:${entry.trim().split(':')[0]})$`));
    return backends.filter(backend =>
      patterns.some(pattern => pattern.test(backendNameOf(backend.name, backend.root.spec))),
    );
  } catch {
    return undefined;
  }
}

/** A copy of a claim, for which its driver must support snapshots. */
export function cloneTargets(object: KubernetesObject, storageClass: KubernetesObject | undefined, cloneOf: 'snapshot' | 'claim', place: Place, index: ObjectIndex): Target[] {
  const driver =
    storageClass?.root.provisioner === TRIDENT_DRIVER ? backendOfClass(storageClass, index).driver : undefined;
  return driver === undefined
    ? []
    : [
      {
        ...base(object),
        rules: ONTAP_CLAIMS,
        configuration: { driver, cloneOf },
        places: { cloneOf: { ...place, hidden: true } },
      },
    ];
}
