import { ONTAP_FIELD_NAMES, ONTAP_VOCABULARY, backendFieldNames, volumeFieldNames } from './allowed-values';
import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from './configuration';
import {
  ONTAP_BACKEND_RULES, ONTAP_BACKUP_RULES, ONTAP_CLAIM_RULES, ONTAP_DEFAULTS_RULES, ONTAP_NODE_RULES, ONTAP_RULES, ONTAP_VOLUME_RULES,
} from './rules';
import { JudgedVolume } from './rules/volumes';
import { clean } from '../validation/schema';
import { Judged } from '../validation/validate';

const WORDS = { vocabulary: ONTAP_VOCABULARY, vocabularyId: 'ontap/value-unknown' };

/** A storage in its parts, each with its rules and the names of its fields. */
export function judgedStorage(
  storage: OntapConfiguration, backends: readonly OntapBackendConfiguration[], volumes: readonly JudgedVolume[],
): Judged<any>[] {
  return [
    { rules: ONTAP_RULES, configuration: storage, names: ONTAP_FIELD_NAMES, ...WORDS },
    ...volumes.map(volume => ({ rules: ONTAP_VOLUME_RULES, configuration: volume, names: volumeFieldNames(volume.volumeName), ...WORDS })),
    ...backends.flatMap(judgedBackend),
  ];
}

/** The nodes of the cluster. */
export function judgedNodes(storage: OntapConfiguration): Judged<any> {
  return { rules: ONTAP_NODE_RULES, configuration: storage, names: ONTAP_FIELD_NAMES };
}

export function judgedClaim(claim: OntapClaimConfiguration): Judged<any> {
  return { rules: ONTAP_CLAIM_RULES, configuration: claim, names: ONTAP_FIELD_NAMES, ...WORDS };
}

export function judgedBackup(storage: OntapConfiguration): Judged<any> {
  return { rules: ONTAP_BACKUP_RULES, configuration: storage, names: ONTAP_FIELD_NAMES, ...WORDS };
}

function judgedBackend(backend: OntapBackendConfiguration): Judged<any>[] {
  const name = String(backend.backendName);
  return [
    { rules: [...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES], configuration: backend, names: backendFieldNames(name), ...WORDS },
    ...backend.pools.map(pool => ({
      rules: ONTAP_DEFAULTS_RULES, configuration: { ...inherited(backend), ...pool },
      names: backendFieldNames(name, String(pool.poolName)), ...WORDS,
    })),
  ];
}

/** What of a backend is judged together with what its pool says: Trident merges them, and a pool cannot take a setting back. */
function inherited({ driver, autoExportPolicy, qosPolicy, adaptiveQosPolicy }: OntapBackendConfiguration) {
  return clean({ driver, autoExportPolicy, qosPolicy, adaptiveQosPolicy });
}
