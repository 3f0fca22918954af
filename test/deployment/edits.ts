import {
  AppDescription, ClaimDescriptions, LustreDynamic, LustreExisting, LustreManaged, LustreSettings, MlVolume,
  OntapExisting, OntapManaged, OntapSettings, RemovalPolicyName, StorageDescription,
} from './support/apps';
import { LustreFileSystemSettings } from '../../src/lustre/configuration';
import { LustreDynamicConfig, LustreExistingAttributes, LustreManagedConfig } from '../../src/lustre/provisioning';
import { OntapDefaultsConfiguration, OntapFileSystemSettings } from '../../src/ontap/configuration';
import { OntapManagedConfig } from '../../src/ontap/provisioning';

// --- what is edited ---

const CLAIMS: ClaimDescriptions = { main: {}, more: { name: 'more' } };
const SIZED: ClaimDescriptions = { main: { sizeGiB: 1200 }, more: { name: 'more', sizeGiB: 1200 } };
const USED = { workload: 'python:3.12', parameterPrefix: '/training/data', benchmark: { pods: 1, fileMiB: 256 }, alerts: 'monitoring' };
const PERSISTENT_2 = { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 125, capacity: 2400 };

const lustre = (settings: LustreSettings, more: Partial<LustreManaged> = {}): LustreManaged => ({ kind: 'lustre managed', settings, claims: CLAIMS, ...more });
const dynamic = (settings: LustreSettings, more: Partial<LustreDynamic> = {}): LustreDynamic => ({ kind: 'lustre dynamic', settings, claims: SIZED, ...more });
const ontap = (settings: OntapSettings, more: Partial<OntapManaged> = {}): OntapManaged => ({
  kind: 'ontap managed', settings, backends: [{ driver: 'nas' }], claims: { main: { sizeGiB: 100 }, more: { name: 'more', sizeGiB: 100 } }, ...more,
});
const ml = (workload: MlVolume['workload'], more: Partial<MlVolume> = {}): MlVolume => ({ kind: 'ml', workload, sizeGiB: 2000, ...more });

/** The storages that are edited: each way in which a file system comes about. */
export const KINDS = {
  'Lustre PERSISTENT_2': lustre(PERSISTENT_2),
  'Lustre PERSISTENT_2 with metadata': lustre({ deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 1000, capacity: 4800, metadataMode: 'USER_PROVISIONED', metadataIops: 6000 }),
  'Lustre PERSISTENT_2 with S3': lustre(PERSISTENT_2, { repositories: [{ path: '/data', prefix: 'data/' }] }),
  'Lustre INTELLIGENT_TIERING': lustre({
    deploymentType: 'PERSISTENT_2', storageType: 'INTELLIGENT_TIERING', throughputCapacity: 4000, readCacheSizingMode: 'USER_PROVISIONED', readCacheSize: 64,
    metadataMode: 'USER_PROVISIONED', metadataIops: 6000,
  }),
  'Lustre PERSISTENT_1 on HDD': lustre({ deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: 12, driveCacheType: 'NONE', capacity: 6000 }),
  'Lustre SCRATCH_2': lustre({ deploymentType: 'SCRATCH_2', capacity: 2400 }),
  'Lustre SCRATCH_2 with an import path': lustre({ deploymentType: 'SCRATCH_2', capacity: 2400, s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out', autoImportPolicy: 'NEW' }),
  'dynamic SCRATCH_2': dynamic({ deploymentType: 'SCRATCH_2' }),
  'dynamic SCRATCH_2, Retain': dynamic({ deploymentType: 'SCRATCH_2' }, { reclaimPolicy: 'Retain' }),
  'dynamic PERSISTENT_2': dynamic({ deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 125 }),
  'dynamic SCRATCH_2, workload': dynamic({ deploymentType: 'SCRATCH_2' }, { ...USED, fixedClassName: 'scratch' }),
  'Lustre existing': { kind: 'lustre existing', capacityGiB: 4800, claims: CLAIMS } as LustreExisting,
  'Lustre PERSISTENT_2, workload': lustre(PERSISTENT_2, USED),
  'ONTAP SINGLE_AZ_1': ontap({ deploymentType: 'SINGLE_AZ_1', capacity: 1024, throughputCapacityPerHaPair: 128 }),
  'ONTAP SINGLE_AZ_2': ontap({ deploymentType: 'SINGLE_AZ_2', capacity: 2048, throughputCapacityPerHaPair: 1536 }, { volumes: { corpus: 100 } }),
  'ONTAP MULTI_AZ_2': ontap({ deploymentType: 'MULTI_AZ_2', capacity: 1024, throughputCapacityPerHaPair: 384 }, { reclaimPolicy: 'Delete' }),
  'ONTAP SINGLE_AZ_2, workload and DataSync': ontap(
    { deploymentType: 'SINGLE_AZ_2', capacity: 2048, throughputCapacityPerHaPair: 1536 }, { ...USED, volumes: { corpus: 100 }, dataSync: '/corpus/images' },
  ),
  'ONTAP existing': { kind: 'ontap existing', backends: [{ driver: 'nas' }], claims: { main: { sizeGiB: 100 } } } as OntapExisting,
  'MlTrainingVolume, training data': ml('TRAINING_DATA', { writeBack: true }),
  'MlTrainingVolume, prefetch': ml('TRAINING_DATA', { writeBack: false, train: 'python:3.12', prefetch: { pods: 2 } }),
  'MlTrainingVolume, scratch': ml('SCRATCH'),
  'MlTrainingVolume, checkpoints': ml('CHECKPOINTS', { sizeGiB: 500 }),
} as const satisfies { readonly [name: string]: StorageDescription };

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** The storage that is edited, and its neighbor. */
export const SUBJECT = 'Data';
const NEIGHBOR = 'Neighbor';

// --- edits ---

/** What an edit does to a file system, by what AWS documents of the properties that it changes. */
type Effect =
  /** Volumes and claims stay what they are. */
  | 'in place'
  /** As `in place`, and FSx or Kubernetes cannot take it back. */
  | 'grows'
  /** Pods follow to another volume. */
  | 'other volume'
  /** AWS or Kubernetes refuses it, so the deployment rolls back. */
  | 'refused';

export interface Edit {
  readonly name: string;
  readonly effect: Effect;
  /** The storages that it can be made on. */
  readonly on: (kind: KindName) => boolean;
  readonly change: (app: AppDescription) => AppDescription;
}

const storageOf = (app: AppDescription): any => app.storages[SUBJECT];
const withStorage = (app: AppDescription, storage: StorageDescription): AppDescription => ({
  ...app, storages: { ...app.storages, [SUBJECT]: storage },
});
const without = (app: AppDescription): AppDescription => ({
  ...app, storages: Object.fromEntries(Object.entries(app.storages).filter(([id]) => id !== SUBJECT)),
});

const renamed = (app: AppDescription): AppDescription => ({
  ...without(app),
  storages: { ...without(app).storages, Renamed: storageOf(app) },
});

/** An edit of the storage. */
function edit(name: string, effect: Effect, on: Edit['on'], change: (storage: any, app: AppDescription) => object): Edit {
  return { name, effect, on, change: app => withStorage(app, { ...storageOf(app), ...change(storageOf(app), app) }) };
}

const managed = (kind: KindName) => KINDS[kind].kind === 'lustre managed';
const isDynamic = (kind: KindName) => KINDS[kind].kind === 'lustre dynamic';
/** Dynamic storages whose class has a hash in its name: an edit of its parameters creates another class. */
const hasHashedClass = (kind: KindName) => isDynamic(kind) && kind !== FIXED_CLASS;
const ofOntapStack = (kind: KindName) => KINDS[kind].kind === 'ontap managed';
const isOntap = (kind: KindName) => KINDS[kind].kind.startsWith('ontap');
const isLustre = (kind: KindName) => KINDS[kind].kind.startsWith('lustre');
const isMl = (kind: KindName) => KINDS[kind].kind === 'ml';
const any = () => true;
const only = (...kinds: KindName[]): Edit['on'] => kind => kinds.includes(kind);

/** Whether a removal policy is a property of the storage. */
export const hasRemovalPolicy = (kind: KindName) => managed(kind) || ofOntapStack(kind) || isMl(kind);

/** A change of one setting: the storages that it is legal on, what is set, and what that does. */
interface SettingEdit {
  readonly on: readonly KindName[];
  readonly to: { readonly [field: string]: string | number | boolean | undefined };
  readonly effect: Effect;
  /** Tells several edits of one setting apart. */
  readonly name?: string;
}

const P2: KindName = 'Lustre PERSISTENT_2';
const P2_METADATA: KindName = 'Lustre PERSISTENT_2 with metadata';
const TIERING: KindName = 'Lustre INTELLIGENT_TIERING';
const HDD: KindName = 'Lustre PERSISTENT_1 on HDD';
const S2: KindName = 'Lustre SCRATCH_2';
const IMPORT: KindName = 'Lustre SCRATCH_2 with an import path';
const DYNAMIC: KindName = 'dynamic SCRATCH_2';
const DYNAMIC_P2: KindName = 'dynamic PERSISTENT_2';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
const BACKUP = 'backup-0123456789abcdef0';
const ONTAP_1: KindName = 'ONTAP SINGLE_AZ_1';
const ONTAP_2: KindName = 'ONTAP SINGLE_AZ_2';
const ONTAP_MULTI: KindName = 'ONTAP MULTI_AZ_2';
const FIXED_CLASS: KindName = 'dynamic SCRATCH_2, workload';
const DATA_SYNC: KindName = 'ONTAP SINGLE_AZ_2, workload and DataSync';
const PREFETCH: KindName = 'MlTrainingVolume, prefetch';
const WITH_WORKLOAD: readonly KindName[] = ['Lustre PERSISTENT_2, workload', FIXED_CLASS, DATA_SYNC];

/** A setting without an edit does not compile. */
export const LUSTRE_SETTING_EDITS: {
  readonly [field in keyof Required<LustreFileSystemSettings>]: readonly SettingEdit[];
} = {
  deploymentType: [
    { name: 'PERSISTENT_2 to SCRATCH_2', on: [P2], to: { deploymentType: 'SCRATCH_2', perUnitStorageThroughput: undefined }, effect: 'other volume' },
    { name: 'SCRATCH_2 to PERSISTENT_2', on: [S2], to: PERSISTENT_2, effect: 'other volume' },
    { name: 'PERSISTENT_2 to PERSISTENT_1', on: [P2, 'Lustre PERSISTENT_2 with S3'], to: { deploymentType: 'PERSISTENT_1', perUnitStorageThroughput: 50 }, effect: 'other volume' },
    { name: 'SCRATCH_2 to PERSISTENT_2, dynamic', on: [DYNAMIC, 'dynamic SCRATCH_2, Retain'], to: { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 125 }, effect: 'other volume' },
    { name: 'PERSISTENT_2 to SCRATCH_2, dynamic', on: [DYNAMIC_P2], to: { deploymentType: 'SCRATCH_2', perUnitStorageThroughput: undefined }, effect: 'other volume' },
  ],
  storageType: [{ on: [HDD], to: { storageType: 'SSD', perUnitStorageThroughput: 50, driveCacheType: undefined, capacity: 7200 }, effect: 'other volume' }],
  capacity: [
    { name: 'grows', on: [P2, P2_METADATA, 'Lustre PERSISTENT_2 with S3', S2], to: { capacity: 9600 }, effect: 'grows' },
    { name: 'grows', on: [HDD], to: { capacity: 12000 }, effect: 'grows' },
    { name: 'shrinks', on: [P2, S2], to: { capacity: 1200 }, effect: 'refused' },
  ],
  perUnitStorageThroughput: [{ on: [P2, DYNAMIC_P2], to: { perUnitStorageThroughput: 250 }, effect: 'other volume' }],
  throughputCapacity: [{ on: [TIERING], to: { throughputCapacity: 8000 }, effect: 'grows' }],
  readCacheSizingMode: [{ on: [TIERING], to: { readCacheSizingMode: 'NO_CACHE', readCacheSize: undefined }, effect: 'in place' }],
  readCacheSize: [{ on: [TIERING], to: { readCacheSize: 128 }, effect: 'in place' }],
  driveCacheType: [{ on: [HDD], to: { driveCacheType: 'READ' }, effect: 'other volume' }],
  dataCompressionType: [
    { on: [P2, S2], to: { dataCompressionType: 'LZ4' }, effect: 'in place' },
    { name: 'dynamic', on: [DYNAMIC, DYNAMIC_P2], to: { dataCompressionType: 'LZ4' }, effect: 'other volume' },
  ],
  fileSystemTypeVersion: [{ on: [P2, S2, DYNAMIC], to: { fileSystemTypeVersion: '2.12' }, effect: 'other volume' }],
  metadataMode: [{ on: [P2_METADATA], to: { metadataMode: 'AUTOMATIC', metadataIops: undefined }, effect: 'in place' }],
  metadataIops: [{ on: [P2_METADATA, TIERING], to: { metadataIops: 12000 }, effect: 'grows' }],
  efaEnabled: [{ on: [P2_METADATA], to: { efaEnabled: true }, effect: 'refused' }],
  kmsKeyId: [{ on: [P2, DYNAMIC_P2], to: { kmsKeyId: KEY }, effect: 'other volume' }],
  automaticBackupRetention: [
    { on: [P2], to: { automaticBackupRetention: 7 }, effect: 'in place' },
    { name: 'dynamic', on: [DYNAMIC_P2], to: { automaticBackupRetention: 7 }, effect: 'other volume' },
  ],
  dailyAutomaticBackupStartTime: [{ on: [P2], to: { automaticBackupRetention: 7, dailyAutomaticBackupStartTime: '05:00' }, effect: 'in place' }],
  copyTagsToBackups: [{ on: [P2], to: { copyTagsToBackups: true }, effect: 'other volume' }],
  weeklyMaintenanceStartTime: [
    { on: [P2, S2, HDD], to: { weeklyMaintenanceStartTime: '1:05:00' }, effect: 'in place' },
    { name: 'dynamic', on: [DYNAMIC], to: { weeklyMaintenanceStartTime: '1:05:00' }, effect: 'other volume' },
  ],
  backupId: [{ on: [P2], to: { backupId: BACKUP }, effect: 'other volume' }],
  s3ImportPath: [
    { on: [IMPORT], to: { s3ImportPath: 's3://data/other' }, effect: 'other volume' },
    { name: 'dynamic', on: [DYNAMIC], to: { s3ImportPath: 's3://data/in' }, effect: 'other volume' },
  ],
  s3ExportPath: [{ on: [IMPORT], to: { s3ExportPath: 's3://data/elsewhere' }, effect: 'other volume' }],
  autoImportPolicy: [{ on: [IMPORT], to: { autoImportPolicy: 'NEW_CHANGED' }, effect: 'in place' }],
  importedFileChunkSize: [{ on: [IMPORT], to: { importedFileChunkSize: 2048 }, effect: 'other volume' }],
  logLevel: [{ on: [P2], to: { logLevel: 'ERROR_ONLY' }, effect: 'in place' }],
  logGroupName: [{ on: [P2], to: { logLevel: 'WARN_ONLY', logGroupName: '/aws/fsx/training' }, effect: 'in place' }],
  logGroupArn: [{ on: [P2], to: { logLevel: 'WARN_ONLY', logGroupArn: '/aws/fsx/others' }, effect: 'in place' }],
};

export const ONTAP_SETTING_EDITS: {
  readonly [field in keyof Required<OntapFileSystemSettings>]: readonly SettingEdit[];
} = {
  deploymentType: [
    { name: 'SINGLE_AZ_1 to SINGLE_AZ_2', on: [ONTAP_1], to: { deploymentType: 'SINGLE_AZ_2', throughputCapacityPerHaPair: 384 }, effect: 'other volume' },
    { name: 'MULTI_AZ_2 to SINGLE_AZ_2', on: [ONTAP_MULTI], to: { deploymentType: 'SINGLE_AZ_2' }, effect: 'other volume' },
  ],
  capacity: [
    { name: 'grows', on: [ONTAP_1], to: { capacity: 2048 }, effect: 'grows' },
    { name: 'grows and can shrink', on: [ONTAP_2, ONTAP_MULTI], to: { capacity: 4096 }, effect: 'in place' },
    { name: 'shrinks, second generation', on: [ONTAP_2], to: { capacity: 1024 }, effect: 'in place' },
  ],
  throughputCapacityPerHaPair: [
    { on: [ONTAP_1], to: { throughputCapacityPerHaPair: 256 }, effect: 'in place' },
    { on: [ONTAP_2], to: { throughputCapacityPerHaPair: 3072 }, effect: 'in place' },
  ],
  haPairs: [{ on: [ONTAP_2], to: { haPairs: 2 }, effect: 'grows' }],
  diskIopsMode: [{ on: [ONTAP_2], to: { diskIopsMode: 'USER_PROVISIONED', diskIops: 40000 }, effect: 'in place' }],
  diskIops: [{ on: [ONTAP_1], to: { diskIopsMode: 'USER_PROVISIONED', diskIops: 20000 }, effect: 'in place' }],
  kmsKeyId: [{ on: [ONTAP_1, ONTAP_2], to: { kmsKeyId: KEY }, effect: 'other volume' }],
  automaticBackupRetention: [{ on: [ONTAP_1], to: { automaticBackupRetention: 7 }, effect: 'in place' }],
  dailyAutomaticBackupStartTime: [{ on: [ONTAP_1], to: { dailyAutomaticBackupStartTime: '05:00' }, effect: 'in place' }],
  weeklyMaintenanceStartTime: [{ on: [ONTAP_1, ONTAP_MULTI], to: { weeklyMaintenanceStartTime: '1:05:00' }, effect: 'in place' }],
  endpointIpAddressRange: [{ on: [ONTAP_MULTI], to: { endpointIpAddressRange: '198.19.255.0/24' }, effect: 'other volume' }],
};

/** Settings of new volumes of a backend: Trident takes them for the volumes to come. */
export const BACKEND_SETTING_EDITS: { readonly [field in keyof Required<Omit<OntapDefaultsConfiguration, 'spaceAllocation' | 'encryption'>>]: string | number | boolean } = {
  tieringPolicy: 'AUTO', snapshotPolicy: 'default', snapshotReserve: 10, snapshotDirectory: true, unixPermissions: '0755', exportPolicy: 'apps', securityStyle: 'mixed',
  spaceReserved: true, splitOnClone: true, qosPolicy: 'gold', adaptiveQosPolicy: 'silver', skipRecoveryQueue: true,
};

const settingEdits = (
  table: { readonly [field: string]: readonly SettingEdit[] }, service: string,
): Edit[] => Object.entries(table).flatMap(([field, rows]) => {
  const byName = new Map<string, SettingEdit[]>();
  rows.forEach(row => byName.set(row.name ?? '', [...byName.get(row.name ?? '') ?? [], row]));
  return [...byName].map(([name, edits]) => {
    const [{ effect }] = edits;
    return edit(`${service} ${field}${name && `: ${name}`}`, effect, kind => edits.some(({ on }) => on.includes(kind)), (storage, app) => {
      const row = edits.find(({ on }) =>
        on.some(kind => JSON.stringify(KINDS[kind].kind) === JSON.stringify(storage.kind) && isLikely(kind, app)),
      )!;
      return { settings: { ...storage.settings, ...row.to } };
    });
  });
});

/** Whether the storage of an app was made from this kind, whatever its policy is. */
function isLikely(kind: KindName, app: AppDescription): boolean {
  const made: any = KINDS[kind];
  return (
    JSON.stringify(made.settings) === JSON.stringify(storageOf(app).settings)
    && made.reclaimPolicy === storageOf(app).reclaimPolicy
  );
}

const TWO_MORE_GIB = (claims: ClaimDescriptions, sizeGiB: number): ClaimDescriptions => ({
  ...claims,
  main: { ...claims.main, sizeGiB },
});
const CHANGED_MAIN = (claims: ClaimDescriptions, change: object): ClaimDescriptions => ({
  ...claims,
  main: { ...claims.main, ...change },
});

/** The cluster has no CRDs of the Prometheus Operator. */
export const WITHOUT_PROMETHEUS = 'alerts for Prometheus: added, without its operator';

/** Edits of properties that are more than a value. */
const PROPERTY_EDITS: readonly Edit[] = [
  edit('tags', 'in place', kind => managed(kind) || ofOntapStack(kind), () => ({ tags: { team: 'vision' } })),
  edit('tags, dynamic', 'other volume', hasHashedClass, () => ({ tags: { team: 'vision' } })),
  edit('mountOptions', 'in place', isLustre, () => ({ mountOptions: ['flock', 'noatime'] })),
  edit('subnet', 'other volume', kind => managed(kind) || hasHashedClass(kind), () => ({ subnet: 1 })),
  edit('zoneAffinity', 'other volume', managed, () => ({ zoneAffinity: 'off' })),
  edit('dataRepositories: one more', 'in place', only('Lustre PERSISTENT_2 with S3'), ({ repositories }) => ({ repositories: [...repositories, { path: '/models', prefix: 'models/' }] })),
  edit('dataRepositories: the first', 'in place', only(P2, S2), () => ({ repositories: [{ path: '/data', prefix: 'data/' }] })),
  edit('dataRepositories: none any more', 'in place', only('Lustre PERSISTENT_2 with S3'), () => ({ repositories: undefined })),
  edit('dataRepositories: export', 'in place', only('Lustre PERSISTENT_2 with S3'), () => ({ repositories: [{ path: '/data', prefix: 'data/', export: true }] })),
  edit('allowVolumeExpansion', 'in place', isDynamic, () => ({ allowVolumeExpansion: false })),
  edit('volumeBindingMode', 'other volume', hasHashedClass, () => ({ volumeBindingMode: 'WaitForFirstConsumer' })),
  edit('storageClassName', 'other volume', kind => hasHashedClass(kind) || isOntap(kind), () => ({ storageClassName: 'renamed' })),
  edit('securityGroup', 'other volume', only(DYNAMIC), () => ({ existingSecurityGroup: true })),
  edit('capacity of an existing file system', 'in place', only('Lustre existing'), () => ({ capacityGiB: 7200 })),
  edit('removalPolicy: destroy', 'in place', hasRemovalPolicy, () => ({ removalPolicy: 'destroy' })),
  edit('removalPolicy: retain', 'in place', hasRemovalPolicy, () => ({ removalPolicy: 'retain' })),
  edit('reclaimPolicy: Retain', 'other volume', kind => kind === DYNAMIC || kind === ONTAP_MULTI, () => ({ reclaimPolicy: 'Retain' })),
  edit('reclaimPolicy: Delete', 'other volume', only('dynamic SCRATCH_2, Retain', DYNAMIC_P2, ONTAP_1, ONTAP_2, 'ONTAP existing'), () => ({ reclaimPolicy: 'Delete' })),
  edit('claim: name', 'other volume', kind => !isMl(kind), ({ claims }) => ({ claims: CHANGED_MAIN(claims, { name: 'renamed' }) })),
  edit('claim: labels', 'in place', kind => !isMl(kind), ({ claims }) => ({ claims: CHANGED_MAIN(claims, { labels: { team: 'vision' } }) })),
  edit('claim: accessMode', 'other volume', kind => !isMl(kind), ({ claims }) => ({ claims: CHANGED_MAIN(claims, { accessMode: 'ReadWriteOnce' }) })),
  edit('claim: subDirectory', 'other volume', kind => managed(kind) || kind === 'Lustre existing', ({ claims }) => ({ claims: CHANGED_MAIN(claims, { subDirectory: 'teams/vision' }) })),
  edit('claim: grows', 'grows', kind => isDynamic(kind) || isOntap(kind), ({ claims }) => ({ claims: TWO_MORE_GIB(claims, claims.main.sizeGiB * 2) })),
  edit('claim: shrinks', 'refused', kind => isOntap(kind), ({ claims }) => ({ claims: TWO_MORE_GIB(claims, claims.main.sizeGiB / 2) })),
  edit('claims: one more', 'in place', kind => !isMl(kind), ({ claims }) => ({ claims: { ...claims, third: { ...claims.main, name: 'third' } } })),
  edit('claims: one less', 'in place', kind => !isMl(kind) && kind !== 'ONTAP existing', ({ claims: { main } }) => ({ claims: { main } })),
  edit('svmName', 'other volume', ofOntapStack, () => ({ svmName: 'renamed' })),
  edit('volumes: one more', 'in place', ofOntapStack, ({ volumes }) => ({ volumes: { ...volumes, models: 200 } })),
  edit('volumes: larger', 'in place', only(ONTAP_2), () => ({ volumes: { corpus: 200 } })),
  edit('volumes: none any more', 'in place', only(ONTAP_2), () => ({ volumes: undefined })),
  edit('backends: one more', 'in place', isOntap, ({ backends }) => ({ backends: [...backends, { driver: 'san' }] })),
  edit('snapshots', 'in place', isOntap, () => ({ snapshots: false })),
  edit('dataRepositories: the first of an existing file system', 'in place', only('Lustre existing'), () => ({ repositories: [{ path: '/data', prefix: 'data/' }] })),
  edit('workload: added', 'in place', kind => !isMl(kind), () => ({ workload: 'python:3.13' })),
  edit('workload: removed', 'in place', only(...WITH_WORKLOAD), () => ({ workload: undefined })),
  edit('exported values: added', 'in place', kind => !isMl(kind), () => ({ parameterPrefix: '/training/other' })),
  edit('exported values: removed', 'in place', only(...WITH_WORKLOAD), () => ({ parameterPrefix: undefined })),
  edit('benchmark: added', 'in place', only(P2, DYNAMIC_P2, ONTAP_1), () => ({ benchmark: { pods: 1, fileMiB: 256 } })),
  edit('benchmark: other sizes', 'in place', only(...WITH_WORKLOAD), () => ({ benchmark: { pods: 2, fileMiB: 512 } })),
  edit('benchmark: removed', 'in place', only(...WITH_WORKLOAD), () => ({ benchmark: undefined })),
  edit('alerts for Prometheus: added', 'in place', only(P2, ONTAP_1), () => ({ alerts: 'monitoring' })),
  edit('alerts for Prometheus: another label', 'in place', only('Lustre PERSISTENT_2, workload', DATA_SYNC), () => ({ alerts: 'prometheus' })),
  edit('alerts for Prometheus: removed', 'in place', only('Lustre PERSISTENT_2, workload', DATA_SYNC), () => ({ alerts: undefined })),
  edit(WITHOUT_PROMETHEUS, 'refused', only(P2, ONTAP_1), () => ({ alerts: 'monitoring' })),
  edit('prefetch: added', 'in place', only('MlTrainingVolume, training data'), () => ({ train: 'python:3.12', prefetch: {} })),
  edit('prefetch: more pods', 'in place', only(PREFETCH), () => ({ prefetch: { pods: 4 } })),
  edit('prefetch: a directory', 'in place', only(PREFETCH), () => ({ prefetch: { pods: 2, directory: 'train' } })),
  edit('prefetch: removed', 'in place', only(PREFETCH), () => ({ prefetch: undefined })),
  edit('prefetch and its workload: removed', 'in place', only(PREFETCH), () => ({ prefetch: undefined, train: undefined })),
  edit('DataSync: added', 'in place', only(ONTAP_2), () => ({ dataSync: '/corpus/images' })),
  edit('DataSync: another path', 'in place', only(DATA_SYNC), () => ({ dataSync: '/corpus/labels' })),
  edit('DataSync: removed', 'in place', only(DATA_SYNC), () => ({ dataSync: undefined })),
  edit('DataSync and its volume: removed', 'in place', only(DATA_SYNC), () => ({ dataSync: undefined, volumes: undefined })),
  edit('storageClass: fixed name', 'other volume', only(DYNAMIC, DYNAMIC_P2), () => ({ fixedClassName: 'scratch' })),
  edit('storageClass: another fixed name', 'other volume', only(FIXED_CLASS), () => ({ fixedClassName: 'fast' })),
  edit('parameters of a class with a fixed name', 'refused', only(FIXED_CLASS), () => ({ tags: { team: 'vision' } })),
  ...Object.entries(BACKEND_SETTING_EDITS).map(([field, value]) => edit(`backend ${field}`, 'in place', only(ONTAP_2, 'ONTAP existing'), ({ backends: [first, ...others] }) => ({
    backends: [{ ...first, [field]: value }, ...others],
  }))),
];

const STRUCTURE_EDITS: readonly Edit[] = [
  { name: 'nothing', effect: 'in place', on: any, change: app => app },
  { name: 'the construct is renamed', effect: 'other volume', on: kind => kind !== FIXED_CLASS, change: renamed },
  // both constructs would own one class (docs/troubleshooting.md, AlreadyExists)
  { name: 'the construct of a class with a fixed name is renamed', effect: 'refused', on: only(FIXED_CLASS), change: renamed },
  { name: 'the storage is removed', effect: 'other volume', on: any, change: without },
  { name: 'a storage is added', effect: 'in place', on: any, change: app => ({ ...app, storages: { ...app.storages, Added: lustre(PERSISTENT_2) } }) },
  { name: 'a dynamic storage is added', effect: 'in place', on: any, change: app => ({ ...app, storages: { ...app.storages, Added: dynamic({ deploymentType: 'SCRATCH_2' }) } }) },
  { name: 'provisioning: managed to dynamic', effect: 'other volume', on: only(P2, S2), change: app => withStorage(app, dynamic({ deploymentType: 'SCRATCH_2' })) },
  { name: 'provisioning: dynamic to managed', effect: 'other volume', on: isDynamic, change: app => withStorage(app, lustre(PERSISTENT_2)) },
  { name: 'provisioning: managed to existing', effect: 'other volume', on: only(P2, S2), change: app => withStorage(app, KINDS['Lustre existing']) },
  { name: 'provisioning: managed to existing, ONTAP', effect: 'other volume', on: ofOntapStack, change: app => withStorage(app, KINDS['ONTAP existing']) },
  { name: 'provisioning: existing to managed, ONTAP', effect: 'other volume', on: only('ONTAP existing'), change: app => withStorage(app, KINDS[ONTAP_1]) },
  { name: 'provisioning: existing to managed', effect: 'other volume', on: only('Lustre existing'), change: app => withStorage(app, lustre(PERSISTENT_2)) },
  { name: 'provisioning: dynamic to existing', effect: 'other volume', on: isDynamic, change: app => withStorage(app, KINDS['Lustre existing']) },
  { name: 'workload: TRAINING_DATA to SCRATCH', effect: 'other volume', on: only('MlTrainingVolume, training data'), change: app => withStorage(app, { ...storageOf(app), workload: 'SCRATCH' }) },
  { name: 'workload: SCRATCH to TRAINING_DATA', effect: 'other volume', on: only('MlTrainingVolume, scratch'), change: app => withStorage(app, { ...storageOf(app), workload: 'TRAINING_DATA' }) },
  { name: 'workload: CHECKPOINTS to SCRATCH', effect: 'other volume', on: only('MlTrainingVolume, checkpoints'), change: app => withStorage(app, { ...storageOf(app), workload: 'SCRATCH' }) },
  { name: 'lifetime: JOB', effect: 'other volume', on: only('MlTrainingVolume, training data'), change: app => withStorage(app, { ...storageOf(app), lifetime: 'JOB' }) },
  { name: 'size of an MlTrainingVolume', effect: 'grows', on: only('MlTrainingVolume, training data', 'MlTrainingVolume, scratch'), change: app => withStorage(app, { ...storageOf(app), sizeGiB: 4000 }) },
  { name: 'writeBack of an MlTrainingVolume', effect: 'in place', on: only('MlTrainingVolume, training data'), change: app => withStorage(app, { ...storageOf(app), writeBack: false }) },
];

/** A newer version of what runs in a cluster: the base names the older one. */
const VERSION_EDITS: readonly Edit[] = [
  { name: 'version of the Lustre driver', effect: 'in place', on: kind => isLustre(kind), change: app => ({ ...app, lustreDriver: { ...app.lustreDriver, version: 'v1.10.0-eksbuild.2' } }) },
  { name: 'configuration of the Lustre driver', effect: 'in place', on: kind => isLustre(kind), change: app => ({ ...app, lustreDriver: { ...app.lustreDriver, configurationValues: { controller: { logLevel: 5 } } } }) },
  // Helm does not take over objects of the add-on, which remain when it is deleted (docs/clusters.md)
  { name: 'the Lustre driver from the add-on to Helm', effect: 'refused', on: only(P2, DYNAMIC_P2), change: app => ({ ...app, lustreDriver: { version: '1.16.0', installation: 'HELM' } }) },
  { name: 'version of Trident', effect: 'in place', on: isOntap, change: app => ({ ...app, trident: { ...app.trident, version: 'v25.6.2-eksbuild.1' } }) },
  { name: 'version of the cluster', effect: 'in place', on: any, change: app => ({ ...app, kubernetesVersion: '1.34' }) },
];

const POLICY = 'admission policy';
const withPolicy = only(P2, DYNAMIC, ONTAP_1);
/** The base of those that do not add one has one. */
const POLICY_EDITS: readonly Edit[] = [
  { name: `${POLICY}: added`, effect: 'in place', on: withPolicy, change: app => ({ ...app, policy: 'DENY' }) },
  { name: `${POLICY}: another mode`, effect: 'in place', on: withPolicy, change: app => ({ ...app, policy: 'WARN' }) },
  { name: `${POLICY}: removed`, effect: 'in place', on: withPolicy, change: app => ({ ...app, policy: undefined }) },
  { name: `${POLICY}: of a storage that is removed`, effect: 'other volume', on: withPolicy, change: without },
  { name: `${POLICY}: a second one in the stack of the cluster`, effect: 'in place', on: only(P2), change: app => ({ ...app, platformPolicy: 'AUDIT' }) },
  { name: `${POLICY}: from auditing to rejecting`, effect: 'in place', on: withPolicy, change: app => ({ ...app, policy: 'DENY' }) },
  { name: `${POLICY}: another name and id`, effect: 'in place', on: withPolicy, change: app => ({ ...app, policyName: 'fsx', policyId: 'Renamed' }) },
];

const SINGLE_EDITS: readonly Edit[] = [
  ...STRUCTURE_EDITS, ...VERSION_EDITS, ...POLICY_EDITS, ...PROPERTY_EDITS, ...settingEdits(LUSTRE_SETTING_EDITS, 'Lustre'), ...settingEdits(ONTAP_SETTING_EDITS, 'ONTAP'),
];

function named(name: string): Edit {
  const found = SINGLE_EDITS.find(one => one.name === name);
  if (!found) {
    throw new Error(`there is no edit ${name}`);
  }
  return found;
}

const ORDER: readonly Effect[] = ['in place', 'grows', 'other volume', 'refused'];

/** Two edits in one deployment; the effect is the graver one. */
function both(one: string, other: string): Edit {
  const [a, b] = [named(one), named(other)];
  const effect = ORDER[Math.max(ORDER.indexOf(a.effect), ORDER.indexOf(b.effect))];
  return { name: `${one}, and ${other}`, effect, on: kind => a.on(kind) && b.on(kind), change: app => b.change(a.change(app)) };
}

const DOUBLE_EDITS: readonly Edit[] = [
  both('removalPolicy: destroy', 'Lustre perUnitStorageThroughput'),
  both('removalPolicy: destroy', 'Lustre deploymentType: PERSISTENT_2 to SCRATCH_2'),
  both('removalPolicy: destroy', 'Lustre capacity: grows'),
  both('removalPolicy: destroy', 'ONTAP kmsKeyId'),
  both('removalPolicy: destroy', 'claim: name'),
  both('removalPolicy: retain', 'Lustre deploymentType: SCRATCH_2 to PERSISTENT_2'),
  both('reclaimPolicy: Retain', 'claim: grows'),
  both('reclaimPolicy: Delete', 'claim: labels'),
  both('a storage is added', 'the storage is removed'),
  both('a dynamic storage is added', 'the storage is removed'),
  both('a storage is added', 'version of the Lustre driver'),
  both('claims: one more', 'Lustre perUnitStorageThroughput'),
  both('claims: one less', 'mountOptions'),
  both('Lustre capacity: grows', 'mountOptions'),
];

export const EDITS: readonly Edit[] = [...SINGLE_EDITS, ...DOUBLE_EDITS];

// --- every property has an edit, or a reason why not ---

/** Names of edits; or, in words, why there is none. */
type Covered = readonly string[] | string;
type RootOf<P extends string> = P extends `${infer Root}.${string}` ? Root : P;
type SettingProperty = RootOf<'metadataConfiguration' | 'dataReadCacheConfiguration' | 'logConfiguration' | 'kmsKey' | 'diskIopsConfiguration'> | keyof LustreFileSystemSettings | keyof OntapFileSystemSettings;

/** A property that is not a setting of the tables; a new one without a line does not compile. */
export const PROPERTIES: {
  readonly [property in Exclude<
    keyof LustreManagedConfig | keyof LustreDynamicConfig | keyof LustreExistingAttributes | keyof OntapManagedConfig,
    SettingProperty
  >]: Covered
} = {
  subnet: ['subnet'],
  vpcSubnets: 'part of ONTAP deploymentType: MULTI_AZ_2 to SINGLE_AZ_2',
  preferredSubnet: 'part of ONTAP deploymentType: MULTI_AZ_2 to SINGLE_AZ_2',
  routeTableIds: 'part of ONTAP deploymentType: MULTI_AZ_2 to SINGLE_AZ_2',
  tags: ['tags', 'tags, dynamic'],
  mountOptions: ['mountOptions'],
  dataRepositories: ['dataRepositories: one more', 'dataRepositories: the first', 'dataRepositories: none any more', 'dataRepositories: export'],
  zoneAffinity: ['zoneAffinity'],
  removalPolicy: ['removalPolicy: destroy', 'removalPolicy: retain'],
  allowVolumeExpansion: ['allowVolumeExpansion'],
  reclaimPolicy: ['reclaimPolicy: Retain', 'reclaimPolicy: Delete'],
  volumeBindingMode: ['volumeBindingMode'],
  securityGroup: ['securityGroup'],
  storageClassName: ['storageClassName'],
  storageClass: 'labels and annotations change in place; the API server rejects a change of a class with a fixed name, and the deployment rolls back',
  fileSystemId: 'an existing file system is not ours, and another one is another storage',
  fileSystem: 'as fileSystemId',
  mountName: 'as fileSystemId',
  dnsName: 'as fileSystemId',
  availabilityZone: 'as fileSystemId',
  svmName: ['svmName'],
  secretEncryptionKey: 'changes the key of a secret in place, which the account has no state of',
  volumes: ['volumes: one more', 'volumes: larger', 'volumes: none any more'],
};

// --- bases ---

/** What of an app is crossed with the edits. */
export interface Case {
  readonly edit: Edit;
  readonly kind: KindName;
  readonly cluster: AppDescription['cluster'];
  readonly stacks: AppDescription['stacks'];
  readonly removalPolicy: RemovalPolicyName | 'default';
  readonly neighbor: 'none' | 'retained' | 'disposable';
  /** When a driver deletes what belonged to a deleted claim. */
  readonly driverDeletes: 'at once' | 'late';
}

export const PARAMETERS = {
  edit: EDITS,
  kind: KIND_NAMES,
  cluster: ['app', 'app, imported VPC', 'imported'],
  stacks: ['one', 'two'],
  removalPolicy: ['default', 'destroy', 'retain'],
  neighbor: ['none', 'retained', 'disposable'],
  driverDeletes: ['at once', 'late'],
} as const;

export function isCase({ edit: { on, name }, kind, removalPolicy, cluster }: Case): boolean {
  return on(kind) && (removalPolicy === 'default' || hasRemovalPolicy(kind)) && !(name.includes('version of the cluster') && cluster === 'imported')
    && !(isMl(kind) && MlOnImported(kind, cluster));
}

/** The app of an imported cluster brings Trident for storages that say ONTAP. */
function MlOnImported(kind: KindName, cluster: Case['cluster']): boolean {
  return kind === 'MlTrainingVolume, checkpoints' && cluster === 'imported';
}

/** The app before the edit. */
export function baseOf({ kind, cluster, stacks, removalPolicy, neighbor, edit: { name } }: Case): AppDescription {
  const storage: StorageDescription = { ...KINDS[kind], ...removalPolicy !== 'default' && { removalPolicy } };
  const neighbors = { none: {}, retained: { [NEIGHBOR]: lustre(PERSISTENT_2, { claims: { main: {} } }) }, disposable: { [NEIGHBOR]: dynamic({ deploymentType: 'SCRATCH_2' }, { claims: { main: { sizeGiB: 1200 } } }) } };
  return {
    cluster, stacks, storages: { [SUBJECT]: storage, ...neighbors[neighbor] },
    // a driver whose version is to change is named from the start
    ...name.includes('Lustre driver') && { lustreDriver: { version: 'v1.9.0-eksbuild.1' } },
    ...name.includes('Trident') && { trident: { version: 'v25.6.1-eksbuild.1' } },
    ...name.startsWith(POLICY) && !name.endsWith(': added') && { policy: name.endsWith('to rejecting') ? 'AUDIT' : 'DENY' },
  };
}

/** What the library does not keep yet: a case that meets it is expected to, so that the line goes with the gap. */
export interface Gap {
  readonly why: string;
  readonly meets: (one: Case) => boolean;
  readonly problem: RegExp;
}

export const GAPS: readonly Gap[] = [
  {
    why: 'the shared client security group of disposable file systems follows the storages that are left, also in a VPC that is not of the app: a scratch file system that was '
      + 'retained on request is cut off when they are deleted',
    meets: ({ kind, cluster, removalPolicy }) => removalPolicy === 'retain' && cluster !== 'app' && `${(KINDS[kind] as any).settings?.deploymentType}` === 'SCRATCH_2',
    problem: /SCRATCH_2 file system \S+: TCP .* is closed/,
  },
  {
    why: 'Trident may delete the volumes of the present storage virtual machine only: claims with reclaim policy Delete on one that an edit has replaced leave their volumes',
    meets: ({ edit: { name }, kind }) => name === 'svmName' && KINDS[kind].kind === 'ontap managed',
    problem: /netapp_trident-operator, deletion of \S+: .* not authorized to perform: fsx:DeleteVolume/,
  },
];
