import { lustreRule } from './row';
import { andList, orList } from '../../validation/text';
import {
  ELASTIC_STORAGE_TYPES, LIMITS, LustreDeploymentType as Type, LustreDriveCacheType as Cache,
  LustreMetadataMode as Mode, LustreReadCacheSizingMode as Sizing, LustreStorageType as Storage, SERVICE,
  storageTypesWith,
} from '../limits';
import { isLegalThroughput, smallestThroughput } from '../sizing';

const CONFIGURATION = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html';
const READ_CACHE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreReadCacheConfiguration.html';

interface Types {
  readonly deploymentType: Type;
  readonly storageType: Storage;
}

const tiersOf = (c: Types) => LIMITS[c.deploymentType].storage[c.storageType]?.tiers ?? [];
const throughputsOf = (c: Types) => tiersOf(c).flatMap(({ perUnit }) => perUnit ?? []);
const isElastic = (c: Types) => {
  return LIMITS[c.deploymentType].storage[c.storageType]?.throughputCapacity !== undefined;
};
const throughputCapacityOf = (c: Types) => {
  return LIMITS[c.deploymentType].storage[c.storageType]!.throughputCapacity!;
};
const ELASTIC = {
  provisioning: 'managed', deploymentType: Type.PERSISTENT_2, storageType: Storage.INTELLIGENT_TIERING,
} as const;
const ELASTIC_COMPLETE = {
  ...ELASTIC, throughputCapacity: 4000, readCacheSizingMode: Sizing.NO_CACHE, metadataMode: Mode.AUTOMATIC,
};

/** Rules for throughput, drive cache and Intelligent-Tiering. */
export const throughputRules = [
  lustreRule({
    id: 'lustre/throughput-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'perUnitStorageThroughput'],
    at: 'perUnitStorageThroughput',
    isViolated: c => LIMITS[c.deploymentType].storage[c.storageType] !== undefined
      && !throughputsOf(c).includes(c.perUnitStorageThroughput),
    problem: c => throughputsOf(c).length > 0
      ? `${c.deploymentType} ${c.storageType} offers ${orList(throughputsOf(c))} MB/s per TiB`
      : `${c.deploymentType} ${c.storageType} does not support a throughput per TiB`,
    fix: c => throughputsOf(c).length > 0
      ? `use ${orList(nearestTwo(throughputsOf(c), c.perUnitStorageThroughput))}`
      : isElastic(c)
        ? 'set throughputCapacity instead'
        : `remove it: ${c.deploymentType} delivers ${tiersOf(c)[0].baseline} MB/s per TiB`,
    source: CONFIGURATION,
    invalidExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.SSD, perUnitStorageThroughput: 250 },
    validExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, perUnitStorageThroughput: 250 },
  }),
  lustreRule({
    id: 'lustre/throughput-missing',
    severity: 'error',
    reads: ['deploymentType', 'storageType'],
    presenceOf: ['perUnitStorageThroughput'],
    at: 'perUnitStorageThroughput',
    isViolated: c => !c.perUnitStorageThroughput && throughputsOf(c).length > 0,
    problem: c => `${c.deploymentType} ${c.storageType} requires a throughput per TiB`,
    fix: c => `set perUnitStorageThroughput to ${orList(throughputsOf(c))} MB/s per TiB`,
    source: CONFIGURATION,
    invalidExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD },
    validExample: { deploymentType: Type.SCRATCH_2, storageType: Storage.SSD },
  }),
  lustreRule({
    id: 'lustre/drive-cache-missing',
    severity: 'error',
    reads: ['deploymentType', 'storageType'],
    presenceOf: ['driveCacheType'],
    at: 'driveCacheType',
    isViolated: c => !c.driveCacheType && LIMITS[c.deploymentType].storage[c.storageType]?.driveCache === true,
    problem: c => `${c.storageType} requires a drive cache type`,
    fix: 'set driveCacheType to LustreDriveCacheType.READ or LustreDriveCacheType.NONE',
    source: CONFIGURATION,
    invalidExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.HDD },
    validExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.HDD, driveCacheType: Cache.NONE },
  }),
  lustreRule({
    id: 'lustre/drive-cache-without-hdd',
    severity: 'error',
    reads: ['deploymentType', 'storageType'],
    presenceOf: ['driveCacheType'],
    at: 'driveCacheType',
    isViolated: c => c.driveCacheType && LIMITS[c.deploymentType].storage[c.storageType]?.driveCache === false,
    problem: `only ${orList(storageTypesWith(({ driveCache }) => driveCache))} storage supports a drive cache`,
    fix: ({ deploymentType }) => orList([
      'remove driveCacheType',
      ...storageTypesWith(({ driveCache }) => driveCache).filter(type => LIMITS[deploymentType].storage[type])
        .map(type => `use storageType: LustreStorageType.${type}`),
    ]),
    source: CONFIGURATION,
    invalidExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.SSD, driveCacheType: Cache.READ },
    validExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.HDD, driveCacheType: Cache.READ },
  }),
  lustreRule({
    id: 'lustre/intelligent-tiering-dynamic',
    severity: 'error',
    reads: ['provisioning', 'storageType'],
    at: 'storageType',
    isViolated: c => c.provisioning === 'dynamic' && ELASTIC_STORAGE_TYPES.includes(c.storageType),
    problem: 'the driver cannot create such file systems: it always sends a storage capacity and never a throughput '
      + 'capacity',
    fix: 'use LustreProvisioning.managed()',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/459',
    invalidExample: { provisioning: 'dynamic', storageType: Storage.INTELLIGENT_TIERING },
    validExample: { provisioning: 'managed', storageType: Storage.INTELLIGENT_TIERING },
  }),
  lustreRule({
    id: 'lustre/intelligent-tiering-needs',
    severity: 'error',
    reads: ['provisioning', 'deploymentType', 'storageType'],
    presenceOf: ['throughputCapacity', 'readCacheSizingMode', 'metadataMode'],
    at: 'storageType',
    isViolated: c => c.provisioning === 'managed' && isElastic(c)
      && !(c.throughputCapacity && c.readCacheSizingMode && c.metadataMode),
    problem: c => `${c.storageType} requires ${andList([
      ...c.throughputCapacity ? [] : ['throughputCapacity'],
      ...c.readCacheSizingMode ? [] : ['dataReadCacheConfiguration'],
      ...c.metadataMode ? [] : ['metadataConfiguration'],
    ])}`,
    fix: 'set throughputCapacity, for example to 4000 MB/s, dataReadCacheConfiguration, and metadataConfiguration: '
      + '{ mode: LustreMetadataMode.AUTOMATIC }',
    source: CONFIGURATION,
    invalidExample: ELASTIC,
    validExample: ELASTIC_COMPLETE,
  }),
  lustreRule({
    id: 'lustre/intelligent-tiering-capacity',
    severity: 'error',
    reads: ['deploymentType', 'storageType'],
    presenceOf: ['capacity'],
    at: 'capacity',
    isViolated: c => isElastic(c) && c.capacity,
    problem: c => `${c.storageType} does not support a capacity; the file system grows and shrinks with the data`,
    fix: 'remove capacity',
    source: CONFIGURATION,
    invalidExample: { ...ELASTIC_COMPLETE, capacity: 1200 },
    validExample: ELASTIC_COMPLETE,
  }),
  lustreRule({
    id: 'lustre/only-intelligent-tiering',
    severity: 'error',
    reads: ['deploymentType', 'storageType'],
    presenceOf: ['throughputCapacity', 'readCacheSizingMode'],
    at: 'storageType',
    isViolated: c => LIMITS[c.deploymentType].storage[c.storageType] !== undefined && !isElastic(c)
      && (c.throughputCapacity || c.readCacheSizingMode),
    problem: `throughputCapacity and dataReadCacheConfiguration require ${orList(ELASTIC_STORAGE_TYPES)}`,
    fix: c => throughputsOf(c).length > 0 ? 'set perUnitStorageThroughput instead' : 'remove them',
    source: CONFIGURATION,
    invalidExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, throughputCapacity: 4000 },
    validExample: ELASTIC_COMPLETE,
  }),
  lustreRule({
    id: 'lustre/throughput-capacity',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'throughputCapacity'],
    at: 'throughputCapacity',
    isViolated: c => {
      const limits = LIMITS[c.deploymentType].storage[c.storageType]?.throughputCapacity;
      return limits !== undefined && !isLegalThroughput(limits, c.throughputCapacity);
    },
    problem: c => {
      const { small, step, max } = throughputCapacityOf(c);
      return `${c.storageType} offers ${small.join(', ')} and multiples of ${step} MB/s up to ${max} MB/s`;
    },
    fix: c => `use ${smallestThroughput(throughputCapacityOf(c), c.throughputCapacity) ?? throughputCapacityOf(c).max}`,
    source: CONFIGURATION,
    invalidExample: { ...ELASTIC_COMPLETE, throughputCapacity: 5000 },
    validExample: { ...ELASTIC_COMPLETE, throughputCapacity: 8000 },
  }),
  lustreRule({
    id: 'lustre/throughput-capacity-unverified',
    severity: 'warning',
    reads: ['deploymentType', 'storageType', 'throughputCapacity'],
    at: 'throughputCapacity',
    isViolated: c => isElastic(c) && throughputCapacityOf(c).small.includes(c.throughputCapacity),
    problem: c => `the API reference offers ${c.throughputCapacity} MB/s since November 2026, but the formal minimum of `
      + `the API is still ${throughputCapacityOf(c).step} MB/s; whether CloudFormation accepts the value, and how many `
      + 'IP addresses the file system requires, is not documented',
    fix: c => `acknowledge this warning once a deployment has succeeded, or use ${throughputCapacityOf(c).step}`,
    source: CONFIGURATION,
    invalidExample: { ...ELASTIC_COMPLETE, throughputCapacity: 2000 },
    validExample: { ...ELASTIC_COMPLETE, throughputCapacity: 4000 },
  }),
  lustreRule({
    id: 'lustre/efa-throughput-capacity',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'efaEnabled', 'throughputCapacity'],
    at: 'throughputCapacity',
    isViolated: c => c.efaEnabled && isElastic(c)
      && throughputCapacityOf(c).small.includes(c.throughputCapacity),
    problem: c => `EFA requires a multiple of ${throughputCapacityOf(c).step} MB/s`,
    fix: c => `use ${throughputCapacityOf(c).step}, or remove efaEnabled`,
    source: CONFIGURATION,
    invalidExample: { ...ELASTIC_COMPLETE, efaEnabled: true, throughputCapacity: 2000 },
    validExample: { ...ELASTIC_COMPLETE, efaEnabled: true, throughputCapacity: 4000 },
  }),
  lustreRule({
    id: 'lustre/read-cache-size-mode',
    severity: 'error',
    reads: ['readCacheSizingMode'],
    presenceOf: ['readCacheSize'],
    at: 'readCacheSize',
    isViolated: c => (c.readCacheSizingMode === Sizing.USER_PROVISIONED) !== c.readCacheSize,
    problem: c => c.readCacheSize
      ? `${c.readCacheSizingMode} does not support a size`
      : 'USER_PROVISIONED requires a size',
    fix: c => c.readCacheSize
      ? 'remove size, or use LustreReadCacheSizingMode.USER_PROVISIONED'
      : 'set size, or use another sizingMode',
    source: READ_CACHE,
    invalidExample: { readCacheSizingMode: Sizing.USER_PROVISIONED },
    validExample: { readCacheSizingMode: Sizing.USER_PROVISIONED, readCacheSize: 64 },
  }),
  lustreRule({
    id: 'lustre/read-cache-size',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['readCacheSize', 'throughputCapacity'],
    at: 'readCacheSize',
    isViolated: c => {
      const [min, max] = readCacheBounds(c.throughputCapacity);
      return !(Number.isInteger(c.readCacheSize) && c.readCacheSize >= min && c.readCacheSize <= max);
    },
    problem: c => `with ${c.throughputCapacity} MB/s, the cache must have `
      + `${readCacheBounds(c.throughputCapacity).join(' to ')} GiB, in whole GiB`,
    fix: c => `use ${readCacheBounds(c.throughputCapacity).map(gib => `Size.gibibytes(${gib})`).join(' to ')}`,
    source: READ_CACHE,
    invalidExample: { readCacheSize: 7, throughputCapacity: 1000 },
    validExample: { readCacheSize: 8, throughputCapacity: 1000 },
  }),
];

function readCacheBounds(throughputCapacity: number): [number, number] {
  const { min, max, throughputStep } = SERVICE.readCache;
  return [min * throughputCapacity / throughputStep, max * throughputCapacity / throughputStep];
}

function nearestTwo(values: number[], wanted: number): number[] {
  const near = [...values].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted)).slice(0, 2);
  return near.sort((a, b) => a - b);
}
