import { OntapConfiguration } from './configuration';
import { TRIDENT } from './driver';
import { DRIVER_GRAPH, DriverAlarmThresholds, DriverMonitored, driverAlarms } from '../csi/alarms';
import { megabytesPerSecond, millisecondsEach, perSecond } from '../monitoring/rates';
import { AlarmTable, GraphRow, Measure, MonitoringTables, PrometheusRow } from '../monitoring/rows';

/**
 * Alarm thresholds of an ONTAP file system.
 *
 * A threshold must be above 0, and a percentage at most 100. Other values fail with `ontap/monitor-threshold-range`. A
 * threshold for an alarm that is disabled or that the file system does not have fails with
 * `ontap/monitor-threshold-idle`.
 */
export interface OntapAlarmThresholds extends DriverAlarmThresholds {
  /**
   * Used storage of the SSD tier, in percent of the storage capacity.
   *
   * @default 80
   */
  readonly ssdUsedPercent?: number;

  /**
   * Data in the capacity pool tier, in TiB. The tier has no size limit, and its cost grows with its data.
   *
   * @default - no alarm
   */
  readonly capacityPoolTiB?: number;

  /**
   * Used storage of the fullest volume of the file system, in percent of the volume size. Volumes from other sources
   * count too.
   *
   * @default 90
   */
  readonly fullestVolumePercent?: number;

  /**
   * Network throughput of the busiest server, in percent of its limit, for an hour.
   *
   * @default 80
   */
  readonly networkThroughputPercent?: number;

  /**
   * Throughput between the busiest server and its disks, in percent of its limit, for an hour.
   *
   * @default 80
   */
  readonly diskThroughputPercent?: number;

  /**
   * Disk IOPS of the busiest server, in percent of the server limit, for an hour.
   *
   * @default 80
   */
  readonly serverIopsPercent?: number;

  /**
   * SSD IOPS of the busiest aggregate, in percent of the provisioned IOPS, for an hour.
   *
   * @default 80
   */
  readonly ssdIopsPercent?: number;

  /**
   * CPU utilization of the busiest server, in percent, for an hour.
   *
   * @default 80
   */
  readonly cpuPercent?: number;
}

/** The configuration of an ONTAP storage and its monitoring. */
export type OntapMonitored = OntapConfiguration & DriverMonitored;

const METRICS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/file-system-metrics.html';
const VOLUMES = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/volume-metrics.html';
const HOW_TO = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/monitor-throughput-cloudwatch.html';

/** The subject of all alarms except those of the driver pods. */
const FS = 'fileSystem';
const FIVE_MINUTES = 300;
const AN_HOUR = 12; // of five minutes
const BYTES_PER_TIB = 1024 ** 4;

const SSD = { StorageTier: 'SSD', DataType: 'All' };
const CAPACITY_POOL = { StorageTier: 'StandardCapacityPool', DataType: 'All' };

const always = () => true;
const busyFor = 'an idle file system is near 0, and bursts do not fill every five minutes of an hour; FSx recommends less than 50 percent on average';

/** The alarms of an ONTAP file system, each with its line in a graph. */
export const ONTAP_ALARMS = {
  ssdUsedPercent: {
    title: 'SSD tier filling up',
    measure: {
      label: 'Used, SSD tier', subject: FS, period: FIVE_MINUTES,
      source: { metric: 'StorageCapacityUtilization', statistic: 'Average', dimensions: SSD },
    },
    fires: 'above', threshold: 80, unit: 'percent', periods: 3, withoutData: 'unknown', graph: 'ssd', applies: always,
    appliesTo: 'every',
    impact: 'new data, metadata and data from the capacity pool need space in this tier; when it is full, writes fail in all volumes.',
    remedy: 'increase the capacity, delete data and snapshots, or let volumes tier cold data (tieringPolicy).',
    rationale: 'a new file system uses a few percent',
    source: METRICS,
  },
  capacityPoolTiB: {
    title: 'Capacity pool tier larger than planned',
    measure: tebibytes('Stored, capacity pool tier', 'pool', CAPACITY_POOL),
    fires: 'above', unit: 'TiB', periods: 3, withoutData: 'fine', graph: 'tiers', applies: always,
    appliesTo: 'every, if a threshold is set',
    impact: 'more data was moved to the capacity pool than you planned to pay for.',
    remedy: 'check which volumes tier data (tieringPolicy), delete old snapshots and clones, or raise the threshold.',
    rationale: 'it exists only if you set a threshold',
    source: METRICS,
  },
  fullestVolumePercent: {
    title: 'Volume almost full',
    measure: {
      label: 'Used, fullest volume', subject: FS, period: FIVE_MINUTES,
      source: { highest: 'StorageCapacityUtilization', schema: ['FileSystemId', 'VolumeId'] },
    },
    fires: 'above', threshold: 90, unit: 'percent', periods: 3, withoutData: 'fine', graph: 'volumes', applies: always,
    appliesTo: 'every',
    impact: 'when a volume is full, writes of its pods fail with ENOSPC although the file system has space.',
    remedy: 'find the volume (StorageCapacityUtilization by VolumeId), and increase the size of its claim or use autogrow; delete snapshots that use space.',
    rationale: 'new volumes are empty; volumes from other sources on the same file system count too',
    source: VOLUMES,
  },
  networkThroughputPercent: {
    title: 'Network throughput at its limit',
    measure: highest('Network throughput', 'NetworkThroughputUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: always, appliesTo: 'every',
    impact: 'pods wait for the file server; backups, tiering and replication are slow.',
    remedy: 'increase throughputCapacityPerHaPair, or distribute the load over time.',
    rationale: busyFor,
    source: HOW_TO,
  },
  diskThroughputPercent: {
    title: 'Disk throughput at its limit',
    measure: highest('Disk throughput', 'FileServerDiskThroughputUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: always, appliesTo: 'every',
    impact: 'writes, and reads that miss the caches of the server, wait.',
    remedy: 'increase throughputCapacityPerHaPair.',
    rationale: busyFor,
    source: HOW_TO,
  },
  serverIopsPercent: {
    title: 'IOPS of the server at their limit',
    measure: highest('IOPS of the server', 'FileServerDiskIopsUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: always, appliesTo: 'every',
    impact: 'small reads and writes wait for the server, independent of the provisioned SSD IOPS.',
    remedy: 'increase throughputCapacityPerHaPair; more SSD IOPS alone do not help.',
    rationale: busyFor,
    source: HOW_TO,
  },
  ssdIopsPercent: {
    title: 'SSD IOPS at their limit',
    measure: highest('IOPS of the SSDs', 'DiskIopsUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: always, appliesTo: 'every',
    impact: 'small reads and writes wait for the disks.',
    remedy: 'provision more IOPS (diskIopsConfiguration), or increase the capacity, which adds 3 IOPS per GiB.',
    rationale: busyFor,
    source: HOW_TO,
  },
  cpuPercent: {
    title: 'File server busy',
    measure: highest('CPU', 'CPUUtilization'),
    fires: 'above', threshold: 80, unit: 'percent', periods: AN_HOUR, withoutData: 'fine', graph: 'utilization',
    applies: always, appliesTo: 'every',
    impact: 'all operations take longer, metadata operations first.',
    remedy: 'increase throughputCapacityPerHaPair; look for jobs that list or create very many files.',
    rationale: busyFor,
    source: HOW_TO,
  },
  ...driverAlarms({ namespace: TRIDENT.namespace, deployment: 'trident-controller', daemonSet: 'trident-node-linux' }),
} satisfies AlarmTable<OntapAlarmThresholds, OntapMonitored>;

const TRIDENT_METRICS = 'https://docs.netapp.com/us-en/trident/trident-use/monitor-trident.html';

/** Alerts on the metrics of Trident. */
export const ONTAP_PROMETHEUS: readonly PrometheusRow[] = [
  {
    name: 'backendsNotOnline', title: 'Trident backend not online',
    expression: 'sum(trident_backend_count{backend_state!="online"}) > 0', forSeconds: 900,
    impact: 'Trident creates, expands and deletes no volumes on the backend; mounted volumes are not affected.',
    remedy: 'run kubectl -n trident get tridentbackends, and cdk-eks-fsx doctor.',
    source: TRIDENT_METRICS,
  },
  {
    name: 'tridentOperationsFail', title: 'Operations of Trident fail',
    expression: 'sum(rate(trident_operation_duration_milliseconds_count{success="false"}[15m])) > 0', forSeconds: 1800,
    impact: 'volumes may be neither created, expanded, mounted nor deleted.',
    remedy: 'read the log of trident-controller, or run cdk-eks-fsx doctor.',
    source: TRIDENT_METRICS,
  },
];

const ONTAP_GRAPHS: readonly GraphRow<OntapMonitored>[] = [
  { id: 'ssd', title: 'SSD tier', unit: 'percent', lines: [], applies: always },
  {
    id: 'tiers', title: 'Stored data', unit: 'TiB', lines: [tebibytes('Stored, SSD tier', 'ssd', SSD)], applies: always,
  },
  { id: 'volumes', title: 'Fullest volume', unit: 'percent', lines: [], applies: always },
  { id: 'utilization', title: 'Utilization, busiest server', unit: 'percent', lines: [], applies: always },
  {
    id: 'throughput', title: 'Throughput', unit: 'MB/s', applies: always,
    lines: [megabytesPerSecond('Read', FS, 'DataReadBytes'), megabytesPerSecond('Written', FS, 'DataWriteBytes')],
  },
  {
    id: 'operations', title: 'Operations', unit: 'per second', applies: always,
    lines: [
      perSecond('Reads', FS, 'DataReadOperations'), perSecond('Writes', FS, 'DataWriteOperations'),
      perSecond('Metadata', FS, 'MetadataOperations'),
    ],
  },
  {
    id: 'latency', title: 'Latency', unit: 'ms per operation', applies: always,
    lines: [
      millisecondsEach('Reads', FS, 'DataReadOperationTime', 'DataReadOperations'),
      millisecondsEach('Writes', FS, 'DataWriteOperationTime', 'DataWriteOperations'),
      millisecondsEach('Metadata', FS, 'MetadataOperationTime', 'MetadataOperations'),
    ],
  },
  DRIVER_GRAPH,
];

/** The alarms and graphs of an ONTAP storage. */
export const ONTAP_MONITORING: MonitoringTables<OntapMonitored> = { alarms: ONTAP_ALARMS, graphs: ONTAP_GRAPHS };

/** FSx sends one data point per server or aggregate. */
function highest(label: string, metric: string): Measure {
  return { label, subject: FS, period: FIVE_MINUTES, source: { metric, statistic: 'Maximum' } };
}

function tebibytes(label: string, id: string, dimensions: { readonly [name: string]: string }): Measure {
  return {
    label, subject: FS, period: FIVE_MINUTES,
    source: {
      expression: `${id} / ${BYTES_PER_TIB}`,
      metrics: { [id]: { metric: 'StorageUsed', statistic: 'Average', dimensions } },
    },
  };
}
