/**
 * The shape of a backend's configuration, and encoding/json's way of reading it: types are strict, names are matched in any case, unknown
 * ones are passed over without a word, null changes nothing (storage_drivers/types.go; storage/factory/factory.go).
 */

type Kind = 'string' | 'int' | 'bool' | 'raw' | 'strings' | 'stringMap' | 'boolMap' | 'stringMaps';
interface Fields { readonly [name: string]: Kind | { readonly object: Fields } | { readonly list: Fields } }

/** types.go CommonStorageDriverConfig: what is read before the driver is known. */
const COMMON: Fields = {
  version: 'int', storageDriverName: 'string', backendName: 'string', debug: 'bool', debugTraceFlags: 'boolMap', disableDelete: 'bool',
  storagePrefix: 'raw', serialNumbers: 'strings', backendPools: 'strings', limitVolumeSize: 'string', credentials: 'stringMap', userState: 'string',
};

/** types.go OntapStorageDriverConfigDefaults: all of them text, numbers and booleans too. */
const DEFAULTS = Object.fromEntries([
  'size', 'nameTemplate', 'spaceAllocation', 'spaceReserve', 'snapshotPolicy', 'snapshotReserve', 'snapshotDir', 'unixPermissions', 'exportPolicy',
  'securityStyle', 'splitOnClone', 'fileSystemType', 'formatOptions', 'encryption', 'LUKSEncryption', 'mirroring', 'tieringPolicy', 'qosPolicy',
  'adaptiveQosPolicy', 'skipRecoveryQueue', 'adAdminUser',
].map(name => [name, 'string' as const]));

/** types.go OntapStorageDriverPool: of the backend as a whole, and of each virtual pool. */
const POOL: Fields = {
  labels: 'stringMap', region: 'string', zone: 'string', supportedTopologies: 'stringMaps', nasType: 'string', sanType: 'string', smbShare: 'string',
  useBalancedPlacement: 'string', defaults: { object: DEFAULTS },
};

/** types.go OntapStorageDriverConfig. */
const ONTAP: Fields = {
  ...COMMON,
  ...POOL,
  ...Object.fromEntries([
    'managementLIF', 'dataLIF', 'igroupName', 'svm', 'username', 'password', 'aggregate', 'usageHeartbeat', 'qtreePruneFlexvolsPeriod',
    'qtreeQuotaResizePeriod', 'qtreesPerFlexvol', 'lunsPerFlexvol', 'emptyFlexvolDeferredDeletePeriod', 'cloneSplitDelay', 'nfsMountOptions',
    'limitAggregateUsage', 'limitVolumePoolSize', 'denyNewVolumePools', 'chapUsername', 'chapInitiatorSecret', 'chapTargetUsername',
    'chapTargetInitiatorSecret', 'clientPrivateKey', 'clientCertificate', 'trustedCACertificate', 'replicationPolicy', 'replicationSchedule',
  ].map(name => [name, 'string' as const])),
  aws: { object: { apiRegion: 'string', fsxFilesystemID: 'string', apiKey: 'string', secretKey: 'string' } },
  autoExportPolicy: 'bool', autoExportCIDRs: 'strings', useCHAP: 'bool', useREST: 'bool', flexgroupAggregateList: 'strings',
  storage: { list: POOL },
};

/** A decoded configuration: names as Trident spells them; what was not set is not there. */
export interface Config { readonly [name: string]: any }

/** Something that encoding/json would not decode. */
export class Undecodable extends Error {}

export function decodeCommon(value: unknown): Config {
  return decoded(COMMON, value, '');
}

export function decodeOntap(value: unknown): Config {
  return decoded(ONTAP, value, '');
}

function decoded(fields: Fields, value: unknown, path: string): Config {
  const names = new Map(Object.keys(fields).map(name => [name.toLowerCase(), name]));
  const config: { [name: string]: any } = {};
  // the YAML library hands the keys over sorted, and of two that differ in case the later one wins
  for (const [key, item] of Object.entries(record(value, path || 'the configuration')).sort(([a], [b]) => a < b ? -1 : 1)) {
    const name = names.get(key.toLowerCase());
    if (name !== undefined && item !== null) {
      config[name] = decodedField(fields[name], item, `${path}${name}`);
    }
  }
  return config;
}

function decodedField(kind: Fields[string], item: unknown, path: string): unknown {
  if (typeof kind === 'object') {
    return 'object' in kind ? decoded(kind.object, item, `${path}.`) : list(item, path).map((one, index) => decoded(kind.list, one ?? {}, `${path}[${index}].`));
  }
  switch (kind) {
    case 'raw': return item;
    case 'string': return typed('string', item, path);
    case 'bool': return typed('boolean', item, path);
    case 'int':
      if (!Number.isInteger(typed('number', item, path))) {
        throw new Undecodable(`${path}: a whole number is needed, not ${item}`);
      }
      return item;
    case 'strings': return list(item, path).map(one => typed('string', one ?? '', path));
    case 'stringMap': return mapped('string', '', item, path);
    case 'boolMap': return mapped('boolean', false, item, path);
    case 'stringMaps': return list(item, path).map(one => mapped('string', '', one ?? {}, path));
  }
}

function mapped(type: 'string' | 'boolean', zero: string | boolean, item: unknown, path: string): Config {
  return Object.fromEntries(Object.entries(record(item, path)).map(([key, one]) => [key, typed(type, one ?? zero, `${path}.${key}`)]));
}

function typed(type: 'string' | 'boolean' | 'number', item: unknown, path: string): unknown {
  if (typeof item !== type) {
    throw new Undecodable(`${path}: a ${type} is needed, not ${JSON.stringify(item)}`);
  }
  return item;
}

function list(item: unknown, path: string): unknown[] {
  if (!Array.isArray(item)) {
    throw new Undecodable(`${path}: a list is needed, not ${JSON.stringify(item)}`);
  }
  return item;
}

function record(item: unknown, path: string): object {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new Undecodable(`${path}: an object is needed, not ${JSON.stringify(item)}`);
  }
  return item;
}
