import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration, OntapDataSyncConfiguration, OntapPoolConfiguration } from './configuration';
import {
  ONTAP_BACKEND_RULES, ONTAP_BACKUP_RULES, ONTAP_CLAIM_RULES, ONTAP_DATA_SYNC_RULES, ONTAP_DEFAULTS_RULES,
  ONTAP_NODE_RULES, ONTAP_RULES,
  ONTAP_VOLUME_RULES,
} from './rules';
import { VolumeConfiguration } from './rules/volumes';
import { ONTAP_FIELD_NAMES, backendFieldNames, volumeFieldNames } from './schema';
import { omitUndefined } from '../validation/settings';
import { ValidationTarget } from '../validation/validate';

/** A storage in its parts, each with its rules and the names of its fields. */
export function storageTargets(
  storage: OntapConfiguration, backends: readonly OntapBackendConfiguration[], volumes: readonly VolumeConfiguration[],
): ValidationTarget<any>[] {
  return [
    { rules: ONTAP_RULES, configuration: storage, names: ONTAP_FIELD_NAMES },
    ...volumes.map(volume => ({
      rules: ONTAP_VOLUME_RULES,
      configuration: volume,
      names: volumeFieldNames(volume.volumeName),
    })),
    ...backends.flatMap(backendTargets),
  ];
}

/** The nodes of the cluster. */
export function nodesTarget(storage: OntapConfiguration): ValidationTarget<any> {
  return { rules: ONTAP_NODE_RULES, configuration: storage, names: ONTAP_FIELD_NAMES };
}

export function claimTarget(claim: OntapClaimConfiguration): ValidationTarget<any> {
  return { rules: ONTAP_CLAIM_RULES, configuration: claim, names: ONTAP_FIELD_NAMES };
}

export function dataSyncTarget(transfer: OntapDataSyncConfiguration): ValidationTarget<any> {
  return { rules: ONTAP_DATA_SYNC_RULES, configuration: transfer, names: ONTAP_FIELD_NAMES };
}

export function backupTarget(storage: OntapConfiguration): ValidationTarget<any> {
  return { rules: ONTAP_BACKUP_RULES, configuration: storage, names: ONTAP_FIELD_NAMES };
}

function backendTargets(backend: OntapBackendConfiguration): ValidationTarget<any>[] {
  const name = String(backend.backendName);
  return [
    {
      rules: [...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES],
      configuration: backend,
      names: backendFieldNames(name),
    },
    ...backend.pools.map(pool => ({
      rules: ONTAP_DEFAULTS_RULES,
      configuration: { ...inherited(backend, pool), ...pool },
      names: backendFieldNames(name, String(pool.poolName)),
    })),
  ];
}

/**
 * Settings of a backend that are validated together with those of its pools, because Trident merges them.
 *
 * A pool without a QoS policy of its own inherits no error: the backend reports it.
 */
function inherited(
  { driver, autoExportPolicy, qosPolicy, adaptiveQosPolicy }: OntapBackendConfiguration,
  pool: OntapPoolConfiguration,
) {
  const hasQos = pool.qosPolicy !== undefined || pool.adaptiveQosPolicy !== undefined;
  return omitUndefined({ driver, autoExportPolicy, ...(hasQos && { qosPolicy, adaptiveQosPolicy }) });
}
