import { LustreConfiguration } from './configuration';
import { LUSTRE_DRIVER } from './driver';
import { ELASTIC_STORAGE_TYPES, LustreStorageType } from './limits';
import { DRIVER_GRAPH, DriverAlarmThresholds, DriverMonitored, driverAlarms } from '../csi/alarms';
import { megabytesPerSecond, perSecond } from '../monitoring/rates';
import { AlarmTable, GraphRow, Measure, MonitoringTables, PrometheusRow } from '../monitoring/rows';
import { andList } from '../validation/text';

/**
 * Alarm thresholds of a Lustre file system.
 *
 * A threshold must be above 0, and a percentage at most 100. Other values fail with `lustre/monitor-threshold-range`. A
 * threshold for an alarm that is disabled or that the file system does not have fails with
 * `lustre/monitor-threshold-idle`.
 */
export interface LustreAlarmThresholds extends DriverAlarmThresholds {
  /**
   * Free storage capacity, in percent of the storage capacity. Not for Intelligent-Tiering, whose capacity is elastic.
   *
   * @default 10
   */
  readonly freeCapacityPercent?: number;

  /**
   * Free storage capacity of the fullest disk (object storage target, OST), in percent of its share. Not for
   * Intelligent-Tiering.
   *
   * @default 5
   */
  readonly fullestDiskFreePercent?: number;

  /**
   * Network throughput of the busiest server, in percent of its limit, for an hour.
   *
   * @default 90
   */
  readonly networkThroughputPercent?: number;

  /**
   * Throughput between the busiest server and its disks, in percent of its limit, for an hour.
   *
   * @default 90
   */
  readonly diskThroughputPercent?: number;

  /**
   * IOPS of the busiest data or metadata disk, in percent of its limit, for an hour.
   *
   * @default 90
   */
  readonly diskIopsPercent?: number;

  /**
   * CPU utilization of the busiest metadata server, in percent, for an hour.
   *
   * @default 90
   */
  readonly metadataCpuPercent?: number;

  /**
   * Age of the oldest change that waits for import from S3 or export to S3, in seconds, for 15 minutes.
   *
   * For file systems with data repository associations that import or export automatically, and for existing file
   * systems.
   *
   * @default 3600
   */
  readonly queuedChangeSeconds?: number;
}

/** The configuration of a Lustre storage and its monitoring. */
export type LustreMonitored = LustreConfiguration & DriverMonitored;

const METRICS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/fs-metrics.html';
const HOW_TO = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/how_to_use_metrics.html';

/** The subject of all alarms except those of the driver pods. */
const FS = 'fileSystem';
/**
 * FSx sends one data point per disk and minute, so only over one minute are their sum the total and their number that
 * of the disks.
 */
const MINUTE = 60;
const FIVE_MINUTES = 300;
const AN_HOUR = 12; // of five minutes

const hasFileSystem = (c: LustreMonitored) => c.provisioning !== 'dynamic';
const hasCapacity = (c: LustreMonitored) => hasFileSystem(c) && c.capacity !== undefined
  && !ELASTIC_STORAGE_TYPES.includes(c.storageType as LustreStorageType);
const hasRepository = (c: LustreMonitored) => c.provisioning === 'existing'
  || (c.dataRepositories ?? [])
    .some(({ autoImportPolicy, autoExportPolicy }) => autoImportPolicy.length + autoExportPolicy.length > 0);
const WITH_CAPACITY = `not ${andList(ELASTIC_STORAGE_TYPES)}`;
const busyFor = 'an idle file system is at 0; epochs and checkpoints are bursts, so a healthy training is not at its limit in every five minutes of an hour';

/** The alarms of a Lustre file system, each with its line in a graph. */
export const LUSTRE_ALARMS = {
  freeCapacityPercent: {
    title: 'Free capacity low',
    measure: {
      label: 'Free, all disks', subject: FS, period: MINUTE,
      source: {
        expression: '100 * free / {capacityBytes}',
        metrics: { free: { metric: 'FreeDataStorageCapacity', statistic: 'Sum' } },
      },
    },
    fires: 'below', threshold: 10, unit: 'percent', periods: 15, withoutData: 'unknown', graph: 'capacity',
    applies: hasCapacity, appliesTo: WITH_CAPACITY,
    impact: 'when the file system is full, writes fail with ENOSPC, and files cannot be loaded from S3.',
    remedy: 'increase the capacity, delete files, or release files that are in S3 (lfs hsm_release, or a release task).',
    rationale: 'a new file system is empty except for the overhead of Lustre, a few percent',
    source: METRICS,
  },
  fullestDiskFreePercent: {
    title: 'Disk almost full',
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
    fires: 'below', threshold: 5, unit: 'percent', periods: 15, withoutData: 'unknown', graph: 'capacity',
    applies: hasCapacity, appliesTo: WITH_CAPACITY,
    impact: 'writes to files on this disk fail with ENOSPC although other disks have space: files are striped over too few disks, or new disks are empty.',
    remedy: 'run lfs df, stripe large files over more disks (lfs setstripe), and rewrite them (lfs migrate).',
    rationale: 'Lustre fills disks evenly, and added disks are emptier than the others',
    source: METRICS,
  },
  networkThroughputPercent: {
    title: 'Network throughput at its limit',
    measure: busiest('Network throughput, busiest server', 'NetworkThroughputUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: hasFileSystem, appliesTo: 'every',
    impact: 'pods wait for a file server, so GPUs may be idle.',
    remedy: 'increase perUnitStorageThroughput or the capacity, stripe large files over more servers, or cache frequently read data on the nodes.',
    rationale: busyFor,
    source: HOW_TO,
  },
  diskThroughputPercent: {
    title: 'Disk throughput at its limit',
    measure: busiest('Disk throughput, busiest server', 'FileServerDiskThroughputUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: hasFileSystem, appliesTo: 'every',
    impact: 'writes, and reads that miss the cache of the server, wait for its disks.',
    remedy: 'increase perUnitStorageThroughput or the capacity, or stripe large files over more servers.',
    rationale: busyFor,
    source: HOW_TO,
  },
  diskIopsPercent: {
    title: 'Disk or metadata IOPS at their limit',
    measure: busiest('IOPS, busiest data or metadata disk', 'DiskIopsUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: hasFileSystem, appliesTo: 'every',
    impact: 'small reads and writes wait; for a metadata disk, opening, listing and creating files.',
    remedy: 'increase metadataConfiguration.iops for a metadata target (MDT), otherwise the capacity; pack small files into larger ones.',
    rationale: busyFor,
    source: HOW_TO,
  },
  metadataCpuPercent: {
    title: 'Metadata server busy',
    measure: busiest('CPU, busiest metadata server', 'CPUUtilization'),
    fires: 'above', threshold: 90, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: hasFileSystem, appliesTo: 'every',
    impact: 'opening, listing and creating files is slow for all clients.',
    remedy: 'look for jobs that list or create very many files; increase metadataConfiguration.iops, which adds metadata servers.',
    rationale: busyFor,
    source: HOW_TO,
  },
  queuedChangeSeconds: {
    title: 'Changes wait for S3',
    measure: busiest('Oldest waiting change, import or export', 'AgeOfOldestQueuedMessage'),
    fires: 'above', threshold: 3600, unit: 'seconds', periods: 3, withoutData: 'fine', graph: 's3',
    applies: hasRepository,
    appliesTo: 'with associations that import or export automatically, and existing file systems',
    impact: 'changes of this age are missing: checkpoints in the bucket, or new objects in the file system.',
    remedy: 'check the lifecycle of the data repository associations (MISCONFIGURED: bucket policy, KMS key, event notifications), and write at a lower rate.',
    rationale: 'an idle association has an empty queue, and a large checkpoint is exported within an hour',
    source: METRICS,
  },
  ...driverAlarms({ namespace: LUSTRE_DRIVER.namespace, deployment: 'fsx-csi-controller', daemonSet: 'fsx-csi-node' }),
} satisfies AlarmTable<LustreAlarmThresholds, LustreMonitored>;

const DRIVER_METRICS = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/pull/497';

/** Alerts on the metrics of driver 1.10, which `enableMetrics` of LustreCsiDriver turns on. */
export const LUSTRE_PROMETHEUS: readonly PrometheusRow[] = [
  {
    name: 'driverRequestErrors', title: 'Requests of the driver to FSx fail',
    expression: 'sum(rate(aws_fsx_csi_api_request_errors_total[15m])) > 0', forSeconds: 1800,
    impact: 'volumes may be neither created, expanded nor deleted.',
    remedy: 'read the log of fsx-csi-controller, or run cdk-eks-fsx doctor: a permission is missing, or FSx rejects the request.',
    source: DRIVER_METRICS,
  },
  {
    name: 'driverRequestsThrottled', title: 'Requests of the driver to FSx are throttled',
    expression: 'sum(rate(aws_fsx_csi_api_request_throttles_total[15m])) > 0', forSeconds: 1800,
    impact: 'volumes are created, expanded and deleted more slowly.',
    remedy: 'look for other clients that call FSx in the account, or create fewer claims at the same time.',
    source: DRIVER_METRICS,
  },
];

const LUSTRE_GRAPHS: readonly GraphRow<LustreMonitored>[] = [
  { id: 'capacity', title: 'Free capacity', unit: 'percent', lines: [], applies: hasCapacity },
  {
    id: 'fleet', title: 'Free capacity of all Lustre file systems of the account in this Region', unit: 'bytes',
    lines: [{
      label: '', subject: FS, period: MINUTE,
      source: { search: 'SEARCH(\'{AWS/FSx,FileSystemId} MetricName="FreeDataStorageCapacity"\', \'Sum\', 60)' },
    }],
    applies: c => !hasFileSystem(c),
  },
  { id: 'utilization', title: 'Utilization', unit: 'percent', lines: [], applies: hasFileSystem },
  { id: 's3', title: 'Queue to and from S3', unit: 'seconds', lines: [], applies: hasRepository },
  {
    id: 'throughput', title: 'Throughput', unit: 'MB/s',
    lines: [megabytesPerSecond('Read', FS, 'DataReadBytes'), megabytesPerSecond('Written', FS, 'DataWriteBytes')],
    applies: hasFileSystem,
  },
  {
    id: 'operations', title: 'Operations', unit: 'per second',
    lines: [
      perSecond('Reads', FS, 'DataReadOperations'), perSecond('Writes', FS, 'DataWriteOperations'),
      perSecond('Metadata', FS, 'MetadataOperations'),
    ],
    applies: hasFileSystem,
  },
  {
    id: 'stored', title: 'Stored data', unit: 'bytes',
    lines: [stored('Before compression', 'LogicalDiskUsage'), stored('On disk', 'PhysicalDiskUsage')],
    applies: hasFileSystem,
  },
  DRIVER_GRAPH,
];

/** The alarms and graphs of a Lustre storage. */
export const LUSTRE_MONITORING: MonitoringTables<LustreMonitored> = { alarms: LUSTRE_ALARMS, graphs: LUSTRE_GRAPHS };

/** FSx numbers servers and disks, so the alarm uses the highest value of all. */
function busiest(label: string, highest: string): Measure {
  return { label, subject: FS, period: FIVE_MINUTES, source: { highest } };
}

function stored(label: string, metric: string): Measure {
  return { label, subject: FS, period: MINUTE, source: { metric, statistic: 'Sum' } };
}
