import { OntapConfiguration } from './configuration';
import { DRIVER_GRAPH, DriverAlarmThresholds, DriverMonitored, driverAlarms } from '../csi/alarms';
import { megabytesPerSecond, millisecondsEach, perSecond } from '../monitoring/rates';
import { AlarmTable, GraphRow, Measure, MonitoringTables } from '../monitoring/rows';

/**
 * Where alarms of an ONTAP file system fire.
 *
 * A percentage that is not above 0 and at most 100, or another threshold that is not above 0: error ontap/monitor-threshold-range. For an alarm that there is
 * not, or that is disabled: error ontap/monitor-threshold-idle.
 */
export interface OntapAlarmThresholds extends DriverAlarmThresholds {
  /**
   * Used storage of the SSD tier, in percent of the storage capacity.
   *
   * @default 80
   */
  readonly ssdUsedPercent?: number;

  /**
   * Stored in the capacity pool tier, in TiB. The tier grows without an end, and so does its bill.
   *
   * @default - no alarm
   */
  readonly capacityPoolTiB?: number;

  /**
   * Used storage of the fullest volume of the file system, in percent of the size of the volume: claims, and volumes of others.
   *
   * @default 90
   */
  readonly fullestVolumePercent?: number;

  /**
   * Network throughput of the busiest server, in percent of what it has, for an hour.
   *
   * @default 80
   */
  readonly networkThroughputPercent?: number;

  /**
   * Throughput between the busiest server and its disks, in percent of what it has, for an hour.
   *
   * @default 80
   */
  readonly diskThroughputPercent?: number;

  /**
   * Operations per second on disk of the busiest server, in percent of what the server can do, for an hour.
   *
   * @default 80
   */
  readonly serverIopsPercent?: number;

  /**
   * SSD IOPS of the busiest aggregate, in percent of what is provisioned, for an hour.
   *
   * @default 80
   */
  readonly ssdIopsPercent?: number;

  /**
   * CPU of the busiest server, in percent, for an hour.
   *
   * @default 80
   */
  readonly cpuPercent?: number;
}

/** A storage on ONTAP, as its alarms see it. */
export type OntapMonitored = OntapConfiguration & DriverMonitored;

const METRICS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/file-system-metrics.html';
const VOLUMES = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/volume-metrics.html';
const HOW_TO = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/monitor-throughput-cloudwatch.html';

/** The subject of all but the pods of the driver. */
const FS = 'fileSystem';
const FIVE_MINUTES = 300;
const AN_HOUR = 12; // of five minutes
const BYTES_PER_TIB = 1024 ** 4;

const SSD = { StorageTier: 'SSD', DataType: 'All' };
const CAPACITY_POOL = { StorageTier: 'StandardCapacityPool', DataType: 'All' };

const always = () => true;
const busyFor = 'an idle file system is near 0; bursts are shorter than each five minutes of an hour; FSx recommends to stay below 50 on average';

/** The alarms of an ONTAP file system, each with its line in a graph. */
export const ONTAP_ALARMS = {
  ssdUsedPercent: {
    title: 'SSD tier filling up',
    measure: {
      label: 'Used, SSD tier', subject: FS, period: FIVE_MINUTES,
      source: { metric: 'StorageCapacityUtilization', statistic: 'Average', dimensions: SSD },
    },
    fires: 'above', threshold: 80, unit: 'percent', periods: 3, withoutData: 'unknown', graph: 'ssd', applies: always, appliesTo: 'every',
    impact: 'new data, metadata and what is read back from the capacity pool need room there; when it is full, writes fail in all volumes.',
    remedy: 'raise the capacity, delete data and snapshots, or let volumes tier cold data (tieringPolicy).',
    rationale: 'a new file system uses a few percent',
    source: METRICS,
  },
  capacityPoolTiB: {
    title: 'Capacity pool tier larger than planned',
    measure: tebibytes('Stored, capacity pool tier', 'pool', CAPACITY_POOL),
    fires: 'above', unit: 'TiB', periods: 3, withoutData: 'fine', graph: 'tiers', applies: always, appliesTo: 'every, if a threshold is set',
    impact: 'more data was moved to the capacity pool than you planned to pay for.',
    remedy: 'see which volumes tier (tieringPolicy), delete old snapshots and clones, or plan more.',
    rationale: 'it is made for those who name a threshold',
    source: METRICS,
  },
  fullestVolumePercent: {
    title: 'A volume almost full',
    measure: {
      label: 'Used, fullest volume', subject: FS, period: FIVE_MINUTES,
      source: { highest: 'StorageCapacityUtilization', schema: ['FileSystemId', 'VolumeId'] },
    },
    fires: 'above', threshold: 90, unit: 'percent', periods: 3, withoutData: 'fine', graph: 'volumes', applies: always, appliesTo: 'every',
    impact: 'when a volume is full, writes of its pods fail with ENOSPC, though the file system has space.',
    remedy: 'find the volume (StorageCapacityUtilization by VolumeId), and give its claim more storage, or autogrow; delete snapshots that hold space.',
    rationale: 'new volumes are empty; volumes of others on the same file system count too',
    source: VOLUMES,
  },
  networkThroughputPercent: {
    title: 'Network throughput at its limit',
    measure: highest('Network throughput', 'NetworkThroughputUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: always, appliesTo: 'every',
    impact: 'pods wait for the file server, and backups, tiering and replication have no room.',
    remedy: 'raise throughputCapacityPerHaPair, or spread the load over time.',
    rationale: busyFor,
    source: HOW_TO,
  },
  diskThroughputPercent: {
    title: 'Disk throughput at its limit',
    measure: highest('Disk throughput', 'FileServerDiskThroughputUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: always, appliesTo: 'every',
    impact: 'reads that miss the caches of the server, and writes, wait.',
    remedy: 'raise throughputCapacityPerHaPair.',
    rationale: busyFor,
    source: HOW_TO,
  },
  serverIopsPercent: {
    title: 'IOPS of the server at their limit',
    measure: highest('IOPS of the server', 'FileServerDiskIopsUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: always, appliesTo: 'every',
    impact: 'small reads and writes wait for the server, however many SSD IOPS are provisioned.',
    remedy: 'raise throughputCapacityPerHaPair: more SSD IOPS alone do not help.',
    rationale: busyFor,
    source: HOW_TO,
  },
  ssdIopsPercent: {
    title: 'SSD IOPS at their limit',
    measure: highest('IOPS of the SSDs', 'DiskIopsUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: always, appliesTo: 'every',
    impact: 'small reads and writes wait for the disks.',
    remedy: 'provision more (diskIopsConfiguration), or raise the capacity, which brings 3 for each GiB.',
    rationale: busyFor,
    source: HOW_TO,
  },
  cpuPercent: {
    title: 'File server busy',
    measure: highest('CPU', 'CPUUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization', applies: always, appliesTo: 'every',
    impact: 'every operation takes longer, metadata first.',
    remedy: 'raise throughputCapacityPerHaPair; look for jobs that list or create very many files.',
    rationale: busyFor,
    source: HOW_TO,
  },
  ...driverAlarms({ deployment: 'trident-controller', daemonSet: 'trident-node-linux' }),
} satisfies AlarmTable<OntapAlarmThresholds, OntapMonitored>;

const ONTAP_GRAPHS: readonly GraphRow<OntapMonitored>[] = [
  { id: 'ssd', title: 'SSD tier', unit: 'percent', lines: [], applies: always },
  { id: 'tiers', title: 'Stored data', unit: 'TiB', lines: [tebibytes('Stored, SSD tier', 'ssd', SSD)], applies: always },
  { id: 'volumes', title: 'Fullest volume', unit: 'percent', lines: [], applies: always },
  { id: 'utilization', title: 'Utilization, busiest server', unit: 'percent', lines: [], applies: always },
  {
    id: 'throughput', title: 'Throughput', unit: 'MB/s', applies: always,
    lines: [megabytesPerSecond('Read', FS, 'DataReadBytes'), megabytesPerSecond('Written', FS, 'DataWriteBytes')],
  },
  {
    id: 'operations', title: 'Operations', unit: 'per second', applies: always,
    lines: [perSecond('Reads', FS, 'DataReadOperations'), perSecond('Writes', FS, 'DataWriteOperations'), perSecond('Metadata', FS, 'MetadataOperations')],
  },
  {
    id: 'latency', title: 'Latency', unit: 'ms for each operation', applies: always,
    lines: [
      millisecondsEach('Reads', FS, 'DataReadOperationTime', 'DataReadOperations'),
      millisecondsEach('Writes', FS, 'DataWriteOperationTime', 'DataWriteOperations'),
      millisecondsEach('Metadata', FS, 'MetadataOperationTime', 'MetadataOperations'),
    ],
  },
  DRIVER_GRAPH,
];

/** What is watched of a storage on ONTAP. */
export const ONTAP_MONITORING: MonitoringTables<OntapMonitored> = { alarms: ONTAP_ALARMS, graphs: ONTAP_GRAPHS };

/** FSx sends one data point for each server or aggregate. */
function highest(label: string, metric: string): Measure {
  return { label, subject: FS, period: FIVE_MINUTES, source: { metric, statistic: 'Maximum' } };
}

function tebibytes(label: string, id: string, dimensions: { readonly [name: string]: string }): Measure {
  return {
    label, subject: FS, period: FIVE_MINUTES,
    source: { expression: `${id} / ${BYTES_PER_TIB}`, metrics: { [id]: { metric: 'StorageUsed', statistic: 'Average', dimensions } } },
  };
}
