import { DEFAULTS_ROWS, DefaultsRow } from './defaults';
import { quantity } from '../../kubernetes/quantity';
import { DeferredValue } from '../../validation/deferred-value';
import { toToken, text } from '../../validation/normalize';
import { OntapBackendConfiguration, OntapDefaultsConfiguration } from '../configuration';
import { OntapTieringPolicy } from '../limits';

/** The label with which a StorageClass selects a virtual pool. */
export const POOL_LABEL = 'pool';

/** Where a backend creates volumes. */
export interface BackendTarget {
  /** The name in the cluster. */
  readonly name: string;
  readonly fileSystemId: string;
  readonly region: string;
  readonly svmName: string;
  readonly secretArn: string;
  readonly deletionPolicy: 'delete' | 'retain';
}

/**
 * The spec of a TridentBackendConfig.
 *
 * Trident looks up the addresses by the file system ID. The Region is always set, because pods without an identity have
 * none (Trident issue 1053).
 */
export function backendSpec(backend: OntapBackendConfiguration, target: BackendTarget): { [key: string]: unknown } {
  return JSON.parse(JSON.stringify({
    version: 1,
    storageDriverName: backend.driver,
    backendName: target.name,
    deletionPolicy: target.deletionPolicy,
    aws: { fsxFilesystemID: target.fileSystemId, apiRegion: target.region },
    svm: target.svmName,
    credentials: { name: target.secretArn, type: 'awsarn' },
    sanType: backend.driver === 'ontap-san' ? backend.sanType : undefined,
    storagePrefix: backend.storagePrefix && toToken(backend.storagePrefix),
    autoExportPolicy: backend.autoExportPolicy || undefined,
    autoExportCIDRs: backend.autoExportCidrs?.map(toToken),
    limitVolumeSize: backend.limitVolumeSize && quantity(backend.limitVolumeSize, 'down'),
    limitVolumePoolSize: backend.limitVolumePoolSize && quantity(backend.limitVolumePoolSize, 'down'),
    qtreesPerFlexvol: backend.qtreesPerFlexvol && text(backend.qtreesPerFlexvol),
    lunsPerFlexvol: backend.lunsPerFlexvol && text(backend.lunsPerFlexvol),
    labels: labelsOf(backend),
    supportedTopologies: topologiesOf(backend),
    defaults: defaults({ tieringPolicy: OntapTieringPolicy.NONE, ...backend }),
    storage: backend.pools.length === 0
      ? undefined
      : backend.pools.map(pool => ({
        labels: { ...labelsOf(pool), [POOL_LABEL]: toToken(pool.poolName) },
        supportedTopologies: topologiesOf(pool),
        defaults: defaults(pool),
      })),
  }));
}

type Places = Pick<OntapBackendConfiguration, 'labels' | 'topologies'>;

function labelsOf({ labels }: Places) {
  return labels && Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, toToken(value)]));
}

/** storage_drivers/ontap/ontap_common.go InitializeStoragePoolsCommon passes them to the pools. */
function topologiesOf({ topologies }: Places) {
  return topologies?.map(({ region, zone }) => ({
    'topology.kubernetes.io/region': region && toToken(region), 'topology.kubernetes.io/zone': zone && toToken(zone),
  }));
}

function defaults(configuration: OntapDefaultsConfiguration): { [key: string]: string } {
  const rows = Object.entries(DEFAULTS_ROWS) as [keyof OntapDefaultsConfiguration, DefaultsRow<any>][];
  const present = rows.filter(([field]) => configuration[field] !== undefined);
  return Object.fromEntries(present.map(([field, row]) => {
    const value = configuration[field];
    return [row.key, value instanceof DeferredValue ? text(value) : row.text(value)];
  }));
}
