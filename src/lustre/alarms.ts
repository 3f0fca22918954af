import { LustreConfiguration } from './configuration';
import { LustreStorageType } from './limits';
import { DRIVER_GRAPH, DriverAlarmThresholds, DriverMonitored, driverAlarms } from '../csi/alarms';
import { megabytesPerSecond, perSecond } from '../monitoring/rates';
import { AlarmTable, GraphRow, Measure, MonitoringTables } from '../monitoring/rows';

/**
 * Where alarms of a Lustre file system fire.
 *
 * A percentage that is not above 0 and at most 100, or another threshold that is not above 0: error lustre/monitor-threshold-range. For an alarm that the file
 * system does not have, or that is disabled: error lustre/monitor-threshold-idle.
 */
export interface LustreAlarmThresholds extends DriverAlarmThresholds {
  /**
   * Free storage capacity, in percent of the storage capacity. Not for Intelligent-Tiering, which has none.
   *
   * @default 10
   */
  readonly freeCapacityPercent?: number;

  /**
   * Free storage capacity of the fullest disk (object storage target, OST), in percent of its share. Not for Intelligent-Tiering.
   *
   * @default 5
   */
  readonly fullestDiskFreePercent?: number;

  /**
   * Network throughput of the busiest server, in percent of what it has, for an hour.
   *
   * @default 90
   */
  readonly networkThroughputPercent?: number;

  /**
   * Throughput between the busiest server and its disks, in percent of what it has, for an hour.
   *
   * @default 90
   */
  readonly diskThroughputPercent?: number;

  /**
   * Operations per second of the busiest disk, of data or of metadata, in percent of what it has, for an hour: metadata IOPS too.
   *
   * @default 90
   */
  readonly diskIopsPercent?: number;

  /**
   * CPU of the busiest metadata server, in percent, for an hour.
   *
   * @default 90
   */
  readonly metadataCpuPercent?: number;

  /**
   * Age of the oldest change that waits to be imported from S3 or exported to it, in seconds, for a quarter of an hour.
   *
   * For file systems with links that import or export by themselves, and for existing ones.
   *
   * @default 3600
   */
  readonly queuedChangeSeconds?: number;
}

/** A storage on Lustre, as its alarms see it. */
export type LustreMonitored = LustreConfiguration & DriverMonitored;

const METRICS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/fs-metrics.html';
const HOW_TO = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/how_to_use_metrics.html';

/** The subject of all but the pods of the driver. */
const FS = 'fileSystem';
/** FSx sends one data point for each disk and minute: only in a minute is their sum the whole, and their number that of the disks. */
const MINUTE = 60;
const FIVE_MINUTES = 300;
const AN_HOUR = 12; // of five minutes

const hasFileSystem = (c: LustreMonitored) => c.provisioning !== 'dynamic';
const hasCapacity = (c: LustreMonitored) => hasFileSystem(c) && c.capacity !== undefined && c.storageType !== LustreStorageType.INTELLIGENT_TIERING;
const hasRepository = (c: LustreMonitored) => c.provisioning === 'existing'
  || (c.dataRepositories ?? []).some(({ autoImportPolicy, autoExportPolicy }) => autoImportPolicy.length + autoExportPolicy.length > 0);
const WITH_CAPACITY = 'not Intelligent-Tiering';
const busyFor = 'an idle file system is at 0; epochs and checkpoints are bursts, a healthy training is not at its limit in each five minutes of an hour';

/** The alarms of a Lustre file system, each with its line in a graph. */
export const LUSTRE_ALARMS = {
  freeCapacityPercent: {
    title: 'Free capacity low',
    measure: {
      label: 'Free, all disks together', subject: FS, period: MINUTE,
      source: { expression: '100 * free / {capacityBytes}', metrics: { free: { metric: 'FreeDataStorageCapacity', statistic: 'Sum' } } },
    },
    fires: 'below', threshold: 10, unit: 'percent', periods: 15, withoutData: 'unknown', graph: 'capacity', applies: hasCapacity, appliesTo: WITH_CAPACITY,
    impact: 'when it is full, writes fail with ENOSPC, and files from S3 cannot be loaded.',
    remedy: 'grow the file system (capacity), delete files, or release files that are in S3 (lfs hsm_release, or a release task).',
    rationale: 'a new file system is empty; the overhead of Lustre, a few percent, counts as used',
    source: METRICS,
  },
  fullestDiskFreePercent: {
    title: 'A disk almost full',
    measure: {
      label: 'Free, fullest disk', subject: FS, period: MINUTE,
      source: {
        expression: '100 * fullest * disks / {capacityBytes}',
        metrics: {
          fullest: { metric: 'FreeDataStorageCapacity', statistic: 'Minimum' },
          disks: { metric: 'FreeDataStorageCapacity', statistic: 'SampleCount' },
        },
      },
    },
    fires: 'below', threshold: 5, unit: 'percent', periods: 15, withoutData: 'unknown', graph: 'capacity', applies: hasCapacity, appliesTo: WITH_CAPACITY,
    impact: 'writes to files that lie on this disk fail with ENOSPC, though others have space: files are striped over too few disks, or new disks are empty.',
    remedy: 'see lfs df, stripe large files over more disks (lfs setstripe), and rewrite them (lfs migrate).',
    rationale: 'new disks are empty, and Lustre fills them evenly; disks that were added are emptier, never fuller',
    source: METRICS,
  },
  networkThroughputPercent: {
    title: 'Network throughput at its limit',
    measure: busiest('Network throughput, busiest server', 'NetworkThroughputUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: hasFileSystem, appliesTo: 'every',
    impact: 'pods wait for a file server: GPUs may be idle.',
    remedy: 'raise the throughput (perUnitStorageThroughput or capacity), stripe large files over more servers, or keep hot data on the nodes.',
    rationale: busyFor,
    source: HOW_TO,
  },
  diskThroughputPercent: {
    title: 'Disk throughput at its limit',
    measure: busiest('Disk throughput, busiest server', 'FileServerDiskThroughputUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: hasFileSystem, appliesTo: 'every',
    impact: 'reads that miss the cache of the server, and writes, wait for its disks.',
    remedy: 'raise the throughput (perUnitStorageThroughput or capacity), or stripe large files over more servers.',
    rationale: busyFor,
    source: HOW_TO,
  },
  diskIopsPercent: {
    title: 'Disk or metadata IOPS at their limit',
    measure: busiest('IOPS, busiest disk of data or metadata', 'DiskIopsUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: hasFileSystem, appliesTo: 'every',
    impact: 'small reads and writes wait, or, where it is the disk of a metadata server, opening, listing and creating files.',
    remedy: 'raise metadataConfiguration.iops if it is the metadata target (MDT), capacity if not; pack small files into larger ones.',
    rationale: busyFor,
    source: HOW_TO,
  },
  metadataCpuPercent: {
    title: 'Metadata server busy',
    measure: busiest('CPU, busiest metadata server', 'CPUUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: hasFileSystem, appliesTo: 'every',
    impact: 'opening, listing and creating files is slow for everybody.',
    remedy: 'look for jobs that list or create very many files; raise metadataConfiguration.iops, which brings metadata servers.',
    rationale: busyFor,
    source: HOW_TO,
  },
  queuedChangeSeconds: {
    title: 'Changes wait for S3',
    measure: busiest('Oldest change that waits, import or export', 'AgeOfOldestQueuedMessage'),
    fires: 'above', threshold: 3600, unit: 'seconds', periods: 3, withoutData: 'fine', graph: 's3', applies: hasRepository,
    appliesTo: 'with links that import or export by themselves, and existing file systems',
    impact: 'S3 and the file system differ by more than this: checkpoints are not in the bucket yet, or new objects not in the file system.',
    remedy: 'look at the lifecycle of the data repository associations (MISCONFIGURED: bucket policy, KMS key, event notifications), and write at a lower rate.',
    rationale: 'an idle link has an empty queue; a large checkpoint is exported within the hour',
    source: METRICS,
  },
  ...driverAlarms({ deployment: 'fsx-csi-controller', daemonSet: 'fsx-csi-node' }),
} satisfies AlarmTable<LustreAlarmThresholds, LustreMonitored>;

const LUSTRE_GRAPHS: readonly GraphRow<LustreMonitored>[] = [
  { id: 'capacity', title: 'Free capacity', unit: 'percent', lines: [], applies: hasCapacity },
  {
    id: 'fleet', title: 'Free capacity of every Lustre file system of the account in this Region', unit: 'bytes',
    lines: [{
      label: '', subject: FS, period: MINUTE,
      source: { search: 'SEARCH(\'{AWS/FSx,FileSystemId} MetricName="FreeDataStorageCapacity"\', \'Sum\', 60)' },
    }],
    applies: c => !hasFileSystem(c),
  },
  { id: 'utilization', title: 'Utilization', unit: 'percent', lines: [], applies: hasFileSystem },
  { id: 's3', title: 'Queue to and from S3', unit: 'seconds', lines: [], applies: hasRepository },
  { id: 'throughput', title: 'Throughput', unit: 'MB/s', lines: [megabytesPerSecond('Read', FS, 'DataReadBytes'), megabytesPerSecond('Written', FS, 'DataWriteBytes')], applies: hasFileSystem },
  {
    id: 'operations', title: 'Operations', unit: 'per second',
    lines: [perSecond('Reads', FS, 'DataReadOperations'), perSecond('Writes', FS, 'DataWriteOperations'), perSecond('Metadata', FS, 'MetadataOperations')],
    applies: hasFileSystem,
  },
  {
    id: 'stored', title: 'Stored data', unit: 'bytes',
    lines: [stored('Before compression', 'LogicalDiskUsage'), stored('On disk', 'PhysicalDiskUsage')],
    applies: hasFileSystem,
  },
  DRIVER_GRAPH,
];

/** What is watched of a storage on Lustre. */
export const LUSTRE_MONITORING: MonitoringTables<LustreMonitored> = { alarms: LUSTRE_ALARMS, graphs: LUSTRE_GRAPHS };

/** Servers and disks are numbered by FSx: the alarm sees the highest of them all. */
function busiest(label: string, highest: string): Measure {
  return { label, subject: FS, period: FIVE_MINUTES, source: { highest } };
}

function stored(label: string, metric: string): Measure {
  return { label, subject: FS, period: MINUTE, source: { metric, statistic: 'Sum' } };
}
