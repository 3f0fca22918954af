/**
 * What a legal Lustre file system is, written from the documents of the service and from nothing of this library.
 *
 * It enumerates what exists (a kind, with one way to be linked to S3, one metadata configuration, one way to log) instead of what is broken.
 * Sources: API = FSx API reference 2018-03-01, LG = FSx for Lustre User Guide, GH = issues of kubernetes-sigs/aws-fsx-csi-driver.
 */

import { Association, areAssociations, areTags, isChunkSize, isS3Path } from './links';

/** What arrives at FSx, in its own words, flat. Absent members are absent. */
export interface Request {
  readonly DeploymentType?: unknown;
  readonly StorageType?: unknown;
  readonly StorageCapacity?: unknown;
  readonly PerUnitStorageThroughput?: unknown;
  readonly ThroughputCapacity?: unknown;
  readonly CacheSizingMode?: unknown;
  readonly CacheSizeGiB?: unknown;
  readonly DriveCacheType?: unknown;
  readonly DataCompressionType?: unknown;
  readonly FileSystemTypeVersion?: unknown;
  readonly MetadataMode?: unknown;
  readonly MetadataIops?: unknown;
  readonly EfaEnabled?: unknown;
  readonly KmsKeyId?: unknown;
  readonly AutomaticBackupRetentionDays?: unknown;
  readonly DailyAutomaticBackupStartTime?: unknown;
  readonly CopyTagsToBackups?: unknown;
  readonly WeeklyMaintenanceStartTime?: unknown;
  readonly BackupId?: unknown;
  readonly ImportPath?: unknown;
  readonly ExportPath?: unknown;
  readonly AutoImportPolicy?: unknown;
  readonly ImportedFileChunkSize?: unknown;
  readonly LogLevel?: unknown;
  readonly LogDestination?: unknown;
  readonly Tags?: readonly (readonly [string, string])[];
  readonly Associations?: readonly Association[];
  /** Of the subnet's network: FSx takes an address for each server. */
  readonly SubnetPrefixLength?: unknown;
}

/** Whether a member may have a value; what else was asked for is at hand where it matters. */
type May = (value: any, request: Request) => boolean;
/** The members that a file system has, or may have; any other must be absent. */
type Shape = { readonly [member in keyof Request]?: May };

const absent: May = value => value === undefined;
const oneOf = (...legal: unknown[]): May => value => legal.includes(value);
const optional = (may: May): May => (value, request) => value === undefined || may(value, request);
const whole = (from: number, to: number): May => value => Number.isInteger(value) && value >= from && value <= to;
const text =
  (pattern: RegExp, from = 0, to = Infinity): May =>
    value =>
      pattern.test(value) && value.length >= from && value.length <= to;
const upTo = (max: number, may: May): May => (value, request) => value <= max && may(value, request);
/** Some small values, then n times a step. */
const steps =
  (step: number, ...small: number[]): May =>
    value =>
      small.includes(value) || (value >= step && value % step === 0);

const ANY_VERSION = oneOf('2.10', '2.12', '2.15');
const NO_TIER: Shape = { PerUnitStorageThroughput: absent, StorageCapacity: absent };

/** One row for each kind, storage and throughput that FSx sells (API CreateFileSystem, LustreConfiguration). */
interface Kind {
  readonly shape: Shape;
  readonly durable: boolean;
  readonly importPath: boolean;
  readonly associations: boolean;
  readonly metadata?: readonly Shape[];
  readonly withoutMetadata: boolean;
  readonly efa?: Shape;
  /** What is behind one storage server (LG using-fsx-lustre). */
  readonly server: (request: Request) => number;
}

const gib = (size: number) => (request: Request) => (request.StorageCapacity as number) / size;
const SCRATCH = { durable: false, importPath: true, withoutMetadata: true };
const PERSISTENT_1 = { durable: true, importPath: true, associations: true, withoutMetadata: true };
const TWO_FIFTEEN: Shape = { FileSystemTypeVersion: oneOf('2.15') }; // with a metadata mode 2.12 is not legal

const KINDS: readonly Kind[] = [
  {
    ...SCRATCH,
    associations: false,
    server: gib(3600),
    shape: {
      DeploymentType: oneOf('SCRATCH_1'), StorageType: oneOf('SSD'), StorageCapacity: steps(3600, 1200, 2400), FileSystemTypeVersion: ANY_VERSION,
    },
  },
  {
    ...SCRATCH,
    associations: true,
    server: gib(2400),
    shape: {
      DeploymentType: oneOf('SCRATCH_2'), StorageType: oneOf('SSD'), StorageCapacity: steps(2400, 1200), FileSystemTypeVersion: ANY_VERSION,
    },
  },
  {
    ...PERSISTENT_1,
    server: gib(2400),
    shape: {
      DeploymentType: oneOf('PERSISTENT_1'), StorageType: oneOf('SSD'), PerUnitStorageThroughput: oneOf(50, 100, 200),
      StorageCapacity: steps(2400, 1200), FileSystemTypeVersion: ANY_VERSION,
    },
  },
  ...[[12, 6000], [40, 1800]].map(([throughput, step]): Kind => ({
    ...PERSISTENT_1,
    server: gib(step),
    shape: {
      DeploymentType: oneOf('PERSISTENT_1'), StorageType: oneOf('HDD'), DriveCacheType: oneOf('NONE', 'READ'),
      PerUnitStorageThroughput: oneOf(throughput), StorageCapacity: steps(step), FileSystemTypeVersion: ANY_VERSION,
    },
  })),
  ...[[125, 38400], [250, 19200], [500, 9600], [1000, 4800]].map(([throughput, efaStep]): Kind => ({
    durable: true,
    importPath: false, // GH 412: "not supported" says FSx
    associations: true,
    withoutMetadata: true,
    metadata: [
      { ...TWO_FIFTEEN, MetadataMode: oneOf('AUTOMATIC') },
      { ...TWO_FIFTEEN, MetadataMode: oneOf('USER_PROVISIONED'), MetadataIops: upTo(192000, steps(12000, 1500, 3000, 6000)) },
    ],
    efa: { StorageCapacity: steps(efaStep) }, // LG efa-file-systems
    server: request => gib(request.EfaEnabled === true ? efaStep : 2400)(request),
    shape: {
      DeploymentType: oneOf('PERSISTENT_2'), StorageType: oneOf('SSD'), PerUnitStorageThroughput: oneOf(throughput),
      StorageCapacity: steps(2400, 1200), FileSystemTypeVersion: oneOf('2.12', '2.15'),
    },
  })),
  {
    durable: true,
    importPath: false,
    associations: false, // API CreateDataRepositoryAssociation: not on Intelligent-Tiering
    withoutMetadata: false,
    metadata: [
      { ...TWO_FIFTEEN, MetadataMode: oneOf('AUTOMATIC') },
      { ...TWO_FIFTEEN, MetadataMode: oneOf('USER_PROVISIONED'), MetadataIops: upTo(192000, steps(12000, 1500, 3000, 6000)) },
    ],
    efa: { ThroughputCapacity: upTo(2000000, steps(4000)) },
    server: request => (request.ThroughputCapacity as number) / 4000,
    shape: {
      ...NO_TIER, DeploymentType: oneOf('PERSISTENT_2'), StorageType: oneOf('INTELLIGENT_TIERING'),
      ThroughputCapacity: upTo(2000000, steps(4000, 1000, 2000)),
      CacheSizingMode: oneOf('NO_CACHE', 'PROPORTIONAL_TO_THROUGHPUT_CAPACITY', 'USER_PROVISIONED'),
      CacheSizeGiB: (value, { CacheSizingMode, ThroughputCapacity }) => {
        const thousands = (ThroughputCapacity as number) / 1000;
        return CacheSizingMode === 'USER_PROVISIONED' ? whole(8 * thousands, 32768 * thousands)(value, {}) : value === undefined;
      },
    },
  },
];

/** What every file system may have. */
const COMMON: Shape = {
  DataCompressionType: optional(oneOf('NONE', 'LZ4')),
  EfaEnabled: optional(oneOf(false)),
  WeeklyMaintenanceStartTime: optional(text(/^[1-7]:([01]\d|2[0-3]):?([0-5]\d)$/, 7, 7)),
  AutomaticBackupRetentionDays: optional(oneOf(0)),
  CopyTagsToBackups: optional(oneOf(false, true)),
  Tags: optional(areTags),
  SubnetPrefixLength: optional(oneOf(...Array.from({ length: 13 }, (_, i) => 16 + i))), // VPC guide: /16 to /28
};

/** What FSx keeps for replicated file systems. */
const KEY: Shape = { KmsKeyId: optional(() => true) };
const BACKUPS: Shape = {
  AutomaticBackupRetentionDays: optional(whole(0, 90)),
  DailyAutomaticBackupStartTime: optional(text(/^([01]\d|2[0-3]):?([0-5]\d)$/, 5, 5)),
  BackupId: optional(text(/^backup-[0-9a-f]{8,}$/, 12, 128)),
};

/** The ways to be linked to S3 beside not at all: no automatic backups, no tags for backups (API; LG using-backups). */
const LINKED: Shape = { CopyTagsToBackups: optional(oneOf(false)), AutomaticBackupRetentionDays: optional(oneOf(0)) };
const PATHS: Shape = {
  ...LINKED,
  ImportPath: isS3Path,
  ExportPath: optional((value, request) => isS3Path(value) && value.split('/')[2] === String(request.ImportPath).split('/')[2]),
  AutoImportPolicy: optional(oneOf('NONE', 'NEW', 'NEW_CHANGED', 'NEW_CHANGED_DELETED')),
  ImportedFileChunkSize: optional(isChunkSize),
};
const ASSOCIATED: Shape = {
  ...LINKED,
  Associations: areAssociations,
  FileSystemTypeVersion: oneOf('2.12', '2.15'),
};

/** The ways to log (API LustreLogCreateConfiguration): without a destination FSx makes /aws/fsx/lustre. */
const LOGS: readonly Shape[] = [
  {},
  { LogLevel: oneOf('DISABLED') },
  { LogLevel: oneOf('WARN_ONLY', 'ERROR_ONLY', 'WARN_ERROR'), LogDestination: optional(text(/^arn:[^:]+:logs:[^:]*:\d{12}:log-group:\/aws\/fsx/)) },
];

/** Every legal file system, as shapes. */
function legalShapes(): Shape[] {
  return KINDS.flatMap(kind => {
    const base = {
      ...kind.shape,
      ...COMMON,
      ...(kind.durable ? { ...KEY, ...BACKUPS } : {}),
      ...kind.shape,
      SubnetPrefixLength: spaceFor(kind),
    };
    const metadata = [...kind.withoutMetadata ? [{}] : [], ...kind.metadata ?? []];
    const network = [{}, ...kind.efa ? [{ EfaEnabled: oneOf(true), ...kind.efa }] : []];
    const links = [
      {},
      ...kind.importPath ? [PATHS] : [],
      ...kind.associations ? [ASSOCIATED] : [],
    ];
    return links.flatMap(link => metadata.flatMap(mode => network.flatMap(efa => {
      const needsMetadata = 'EfaEnabled' in efa && !('MetadataMode' in mode); // LG efa-file-systems
      return needsMetadata ? [] : LOGS.map(logs => ({ ...base, ...link, ...mode, ...efa, ...logs }));
    })));
  });
}

/** One address for each storage server and each metadata server (LG using-fsx-lustre); five of a subnet are AWS's own (VPC guide). */
function spaceFor(kind: Kind): May {
  return (prefixLength, request) => {
    const metadataServers = Math.max(1, Math.ceil(((request.MetadataIops as number | undefined) ?? 0) / 12000));
    const storageServers = Math.max(1, Math.ceil(kind.server(request)));
    return prefixLength === undefined || metadataServers + storageServers <= 2 ** (32 - prefixLength) - 5;
  };
}

const SHAPES = legalShapes();

/** Whether FSx makes the file system. */
export function isLegal(request: Request): boolean {
  return SHAPES.some(shape => fits(shape, request));
}

function fits(shape: Shape, request: Request): boolean {
  return membersOf(shape).every(member => shape[member]!(request[member], request))
    && membersOf(request).every(member => member in shape || request[member] === undefined);
}

/** What keeps a request from the nearest legal file system: for the reader of a failing test. */
export function whyNot(request: Request): string[] {
  return SHAPES.map(shape => misfits(shape, request)).reduce((best, other) =>
    other.length < best.length ? other : best,
  );
}

function misfits(shape: Shape, request: Request): string[] {
  const strangers = membersOf(request).filter(member => !(member in shape) && request[member] !== undefined);
  return [...strangers, ...membersOf(shape).filter(member => !shape[member]!(request[member], request))];
}

function membersOf(object: Shape | Request) {
  return Object.keys(object) as (keyof Request)[];
}
