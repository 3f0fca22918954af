import { DeferredValue } from '../../validation/deferred-value';
import { OntapDefaultsConfiguration } from '../configuration';
import { TIERING_POLICIES } from '../limits';

/** Maps a setting of new volumes to Trident, which accepts only strings. */
export interface DefaultsRow<V> {
  readonly key: string;
  readonly text: (value: V) => string;
}

const same = (value: unknown) => `${value}`;

type Known<T> = Exclude<T, undefined | DeferredValue<any>>;

type DefaultsRows = {
  readonly [field in keyof Required<OntapDefaultsConfiguration>]: DefaultsRow<Known<OntapDefaultsConfiguration[field]>>
};

/**
 * One row per setting (Trident, storage_drivers/types.go OntapStorageDriverConfigDefaults). A missing row is a
 * compilation error.
 */
export const DEFAULTS_ROWS: DefaultsRows = {
  tieringPolicy: { key: 'tieringPolicy', text: policy => TIERING_POLICIES[policy].trident },
  snapshotPolicy: { key: 'snapshotPolicy', text: same },
  snapshotReserve: { key: 'snapshotReserve', text: same },
  snapshotDirectory: { key: 'snapshotDir', text: same },
  unixPermissions: { key: 'unixPermissions', text: same },
  exportPolicy: { key: 'exportPolicy', text: same },
  spaceAllocation: { key: 'spaceAllocation', text: same },
  securityStyle: { key: 'securityStyle', text: same },
  spaceReserved: { key: 'spaceReserve', text: reserved => reserved ? 'volume' : 'none' },
  splitOnClone: { key: 'splitOnClone', text: same },
  qosPolicy: { key: 'qosPolicy', text: same },
  adaptiveQosPolicy: { key: 'adaptiveQosPolicy', text: same },
  skipRecoveryQueue: { key: 'skipRecoveryQueue', text: same },
  encryption: { key: 'encryption', text: same },
};
