import { Config } from './config';
import { jsonLength, parseBool, sizeInBytes } from './go';
import { templateProblem } from './template';

export type Driver = 'ontap-nas' | 'ontap-nas-economy' | 'ontap-nas-flexgroup' | 'ontap-san' | 'ontap-san-economy';

/** What the driver offers, what it can label, and what its volumes are. */
export const DRIVERS: { readonly [driver in Driver]: { readonly protocol: 'file' | 'block'; readonly snapshots: boolean; readonly clones: boolean; readonly replication: boolean; readonly labelLimit: number } } = {
  // storage_drivers/ontap/ontap_*.go getStoragePoolAttributes and validate; api.MaxNASLabelLength, api.MaxSANLabelLength, 0 is no limit
  'ontap-nas': { protocol: 'file', snapshots: true, clones: true, replication: true, labelLimit: 1023 },
  'ontap-nas-economy': { protocol: 'file', snapshots: false, clones: false, replication: false, labelLimit: 0 },
  'ontap-nas-flexgroup': { protocol: 'file', snapshots: true, clones: true, replication: false, labelLimit: 1023 },
  'ontap-san': { protocol: 'block', snapshots: true, clones: true, replication: true, labelLimit: 254 },
  'ontap-san-economy': { protocol: 'block', snapshots: true, clones: true, replication: false, labelLimit: 0 },
};

export type Offer = boolean | readonly string[];

/** A pool that StorageClasses can choose. */
export interface Pool {
  readonly name: string;
  readonly backendName: string;
  readonly driver: Driver;
  readonly protocol: 'file' | 'block';
  readonly labels: { readonly [name: string]: string };
  /** Attributes that a class may ask for. No `media`: who is no administrator of the cluster cannot read the aggregates. */
  readonly offers: { readonly [attribute: string]: Offer };
  /** What a volume gets where its claim says nothing. */
  readonly defaults: { readonly [name: string]: string };
  readonly limits: {
    readonly volumeSize?: string; readonly aggregateUsage?: string; readonly volumePoolSize?: string;
    /** The economy drivers create no FlexVols, and there are none that they could have created. */
    readonly denyNewVolumePools: boolean;
  };
  readonly autoExportPolicy: boolean;
  readonly storagePrefix?: string;
  /** storage/backend.go: userState suspended takes no new volumes. */
  readonly suspended?: boolean;
}

/** ontap_common.go MinimumVolumeSizeBytes. */
export const MINIMUM_VOLUME_BYTES = 20 * 1024 ** 2;

/** What is wrong with a configuration; the message is of this model. */
export class Rejected extends Error {}

/** ontap_common.go PopulateConfigurationDefaults: values that nobody wrote. */
export function withDefaults(config: Config): Config {
  const { sanType, defaults = {}, autoExportPolicy = false } = config;
  const nasType: string = config.nasType || 'nfs';
  const omitUndefined = Object.fromEntries(Object.entries<string>(defaults).filter(([, value]) => value !== ''));
  const snapshotPolicy = omitUndefined.snapshotPolicy ?? 'none';
  const securityStyle = omitUndefined.securityStyle ?? { smb: 'ntfs', nfs: 'unix' }[nasType] ?? '';
  return {
    ...config,
    nasType,
    sanType: (sanType || 'iscsi').toLowerCase(),
    autoExportCIDRs: config.autoExportCIDRs?.length > 0 ? config.autoExportCIDRs : ['0.0.0.0/0', '::/0'],
    defaults: {
      size: '1G', spaceAllocation: 'true', spaceReserve: 'none', snapshotReserve: snapshotPolicy === 'none' ? '' : '5', splitOnClone: 'false',
      fileSystemType: 'ext4', LUKSEncryption: 'false', mirroring: 'false', tieringPolicy: '', skipRecoveryQueue: 'false', encryption: '', nameTemplate: '',
      snapshotDir: 'false', qosPolicy: '', adaptiveQosPolicy: '', exportPolicy: 'default',
      ...omitUndefined,
      ...autoExportPolicy ? { exportPolicy: '<automatic>' } : {},
      snapshotPolicy, securityStyle,
      unixPermissions: nasType === 'smb' && securityStyle !== 'mixed' ? '' : omitUndefined.unixPermissions ?? (nasType === 'smb' || nasType === 'nfs' ? '---rwxrwxrwx' : ''),
    },
  };
}

/** The pools as they are offered, and all that are checked: with virtual pools the aggregates are checked too, but not offered (getStorageBackendSpecsCommon). */
export function poolsOf(
  config: Config, driver: Driver, backendName: string, aggregates: readonly string[],
): { readonly offered: Pool[]; readonly all: Pool[] } {
  // ontap_common.go initializeManagedPool (26.06)
  const real = driver === 'ontap-nas-flexgroup' ? ['managed_storage_pool'] : config.useBalancedPlacement === 'true' ? ['managed_storage_pool'] : aggregates;
  const physical = real.map(name => poolOf(config, driver, backendName, name, {}));
  // initializeVirtualPools, poolName: dashes go from the pool's own part alone, and there are none
  const virtual = ((config.storage ?? []) as Config[]).map((pool, index) => poolOf(config, driver, backendName, `${backendName}_pool_${index}`, pool));
  return { offered: virtual.length > 0 ? virtual : physical, all: [...physical, ...virtual] };
}

function poolOf(config: Config, driver: Driver, backendName: string, name: string, pool: Config): Pool {
  const { protocol, labelLimit: _limit, ...abilities } = DRIVERS[driver];
  const own = Object.fromEntries(Object.entries<string>(pool.defaults ?? {}).filter(([, value]) => value !== '')); // a pool cannot take a default away
  const defaults = { ...config.defaults, ...own };
  // initializeVirtualPools, on every driver
  if (own.formatOptions?.trim() === '') {
    throw new Rejected(`pool ${name}: formatOptions ${JSON.stringify(own.formatOptions)} is blank`);
  }
  if (pool.defaults && defaults.encryption !== '' && parseBool(defaults.encryption) === undefined) {
    throw new Rejected(`pool ${name}: encryption ${defaults.encryption} is no boolean`);
  }
  const labels = { ...config.labels, ...pool.labels };
  const [region, zone] = [pool.region || config.region, pool.zone || config.zone];
  return {
    name,
    backendName,
    driver,
    protocol,
    labels,
    defaults,
    offers: {
      ...abilities,
      backendType: [driver],
      encryption: parseBool(defaults.encryption) ?? true,
      provisioningType: ['thick', 'thin'],
      // getStoragePoolAttributes: those of the backend, whatever its pools say
      ...(protocol === 'file' ? { nasType: [config.nasType] } : { sanType: [config.sanType] }),
      ...(region ? { region: [region] } : {}),
      ...(zone ? { zone: [zone] } : {}),
    },
    limits: {
      volumeSize: config.limitVolumeSize,
      aggregateUsage: config.limitAggregateUsage,
      volumePoolSize: config.limitVolumePoolSize,
      denyNewVolumePools: driver.endsWith('-economy') && parseBool(config.denyNewVolumePools || 'false') === true,
    },
    autoExportPolicy: config.autoExportPolicy ?? false,
    ...(typeof config.storagePrefix === 'string' ? { storagePrefix: config.storagePrefix } : {}),
    suspended: config.userState?.toLowerCase() === 'suspended',
  };
}

/** ontap_common.go ValidateStoragePools, in its order. What it does not look at (snapshotReserve, mirroring, unixPermissions) fails with the first claim instead. */
export function checkPool({ name, driver, labels, defaults }: Pool, nasType: string): void {
  const reject = (what: string, why: string): never => { throw new Rejected(`pool ${name}: ${what} ${JSON.stringify(defaults[what] ?? '')} ${why}`); };
  const bool = (what: string) => parseBool(defaults[what]) ?? reject(what, 'is no boolean');
  const oneOf = (what: string, values: readonly string[]) => values.includes(defaults[what]) || reject(what, `is none of ${values.join(', ')}`);
  const { protocol, labelLimit } = DRIVERS[driver];

  oneOf('spaceReserve', ['none', 'volume']);
  if (defaults.encryption !== '') {
    bool('encryption');
  }
  bool('snapshotDir');
  const length = Object.keys(labels).length > 0 ? jsonLength({ provisioning: labels }) : 0; // storage/storage_pool.go GetLabelsJSON
  if (labelLimit > 0 && length > labelLimit) {
    throw new Rejected(`pool ${name}: its labels are ${length} characters long, ${labelLimit} are allowed`);
  }
  oneOf('securityStyle', nasType === 'smb' ? ['mixed', 'ntfs'] : ['mixed', 'unix']);
  oneOf('tieringPolicy', ['snapshot-only', 'auto', 'none', 'backup', 'all', '']);
  bool('skipRecoveryQueue');
  if (defaults.qosPolicy !== '' && defaults.adaptiveQosPolicy !== '') {
    reject('adaptiveQosPolicy', 'cannot stand beside a qosPolicy');
  }
  if (driver === 'ontap-nas-economy' && defaults.adaptiveQosPolicy !== '') {
    reject('adaptiveQosPolicy', 'is nothing for qtrees');
  }
  const size = sizeInBytes(defaults.size);
  if (size === undefined || size < MINIMUM_VOLUME_BYTES) {
    reject('size', size === undefined ? 'is no size' : 'is less than 20 MiB');
  }
  for (const text of [defaults.nameTemplate, ...Object.values(labels)]) {
    const problem = templateProblem(text);
    if (problem) {
      throw new Rejected(`pool ${name}: ${JSON.stringify(text)} is no template: ${problem}`);
    }
  }
  if (driver !== 'ontap-nas-flexgroup') {
    bool('splitOnClone');
  }
  if (bool('LUKSEncryption') && protocol === 'file') {
    reject('LUKSEncryption', 'is for block volumes');
  }
  if (protocol === 'block') {
    bool('spaceAllocation');
    if (!['xfs', 'ext3', 'ext4', 'raw'].includes(defaults.fileSystemType.toLowerCase())) {
      reject('fileSystemType', 'is none of xfs, ext3, ext4, raw');
    }
    if (defaults.formatOptions !== undefined && defaults.formatOptions.trim() === '') {
      reject('formatOptions', 'is blank');
    }
  }
}
