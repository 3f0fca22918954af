import { aws_cloudwatch as cloudwatch, aws_events as events } from 'aws-cdk-lib';
import { ClaimedStorage } from './claimed-storage';
import { ClusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { DriverAlarmThresholds } from '../csi/alarms';
import { DriverSpec } from '../csi/driver-spec';
import { MeasureContext } from '../monitoring/measure';
import { MonitoringOptions } from '../monitoring/options';
import { MonitoringTables } from '../monitoring/rows';
import { StorageMonitoring } from '../monitoring/storage-monitoring';
import { MonitoringConfiguration } from '../validation/common/monitoring';
import { unwrap } from '../validation/normalize';
import { Rule } from '../validation/rule';
import { omitUndefined } from '../validation/settings';
import { validate, validateArguments, validateId } from '../validation/validate';

const FSX = 'AWS/FSx';
const CONTAINER_INSIGHTS = 'ContainerInsights';
/** States of a job that created no backup. */
const NO_BACKUP = ['ABORTED', 'EXPIRED', 'FAILED'];
const GIB = 1024 ** 3;

/**
 * What a service brings to its monitoring.
 *
 * @internal
 */
export interface MonitoredService<C> {
  /** The construct, in the user's words. */
  readonly subject: string;
  /** The service, in people's words. */
  readonly kind: string;
  readonly tables: MonitoringTables<any>;
  readonly rules: readonly Rule<MonitoringConfiguration>[];
  readonly driver: DriverSpec<any>;
  readonly handle: ClusterHandle;
  readonly configuration: C & { readonly provisioning: string };
  /** GiB, as text. */
  readonly capacity?: string;
  /** Absent where each claim has one. */
  readonly fileSystemId?: string;
}

/** The options of any service. */
type AnyMonitoringOptions = MonitoringOptions & { readonly thresholds?: DriverAlarmThresholds };

/**
 * A storage that can be monitored.
 *
 * Hidden: to users its members are those of the storages.
 *
 * @internal
 */
export abstract class MonitoredStorage extends ClaimedStorage {
  private monitored?: { readonly monitoring: StorageMonitoring; readonly options: AnyMonitoringOptions };

  /**
   * The id of the file system in metrics and backups. Throws if each claim has its own file system.
   *
   * @internal
   */
  public abstract get _fileSystemId(): string;

  /**
   * The ARNs of the resources that AWS Backup backs up, as patterns of events.
   *
   * @internal
   */
  public abstract get _backedUp(): any[];

  /** The result of `monitor()`, if it was called. */
  public get monitoring(): StorageMonitoring | undefined {
    return this.monitored?.monitoring;
  }

  /**
   * A metric of the file system in the namespace `AWS/FSx`. By default, the average over five minutes.
   *
   * It fails for a `dynamic` Lustre storage, because each claim has its own file system.
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const dimensionsMap = { FileSystemId: this._fileSystemId, ...props?.dimensionsMap };
    return new cloudwatch.Metric({ namespace: FSX, metricName, ...props, dimensionsMap }).attachTo(this);
  }

  /** Bytes that clients read in five minutes. */
  public metricDataReadBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DataReadBytes', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** Bytes that clients write in five minutes. */
  public metricDataWriteBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DataWriteBytes', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** Read operations of clients in five minutes. */
  public metricDataReadOperations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DataReadOperations', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** Write operations of clients in five minutes. */
  public metricDataWriteOperations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DataWriteOperations', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** Metadata operations of clients, such as opening, listing and creating files, in five minutes. */
  public metricMetadataOperations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MetadataOperations', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /**
   * Adds an EventBridge rule for jobs of AWS Backup that created no backup of this storage: they failed, were aborted, or
   * did not start in time.
   *
   * The automatic backups of FSx send no events and have no metric.
   *
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
   */
  public onBackupJobFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    validateId(this, this.constructor.name, 'onBackupJobFailed', id);
    validateArguments(`${this.constructor.name} '${this.node.path}', onBackupJobFailed()`, { fields: { options: { type: 'any' } }, value: { options } });
    const rule = new events.Rule(this, id, options);
    rule.addTarget(options.target);
    rule.addEventPattern({
      source: ['aws.backup'],
      detailType: ['Backup Job State Change'],
      detail: { state: NO_BACKUP, resourceArn: this._backedUp },
    });
    return rule;
  }

  /**
   * A second call with the same options returns the same object; other options fail.
   *
   * @internal
   */
  protected _monitor<C>(options: AnyMonitoringOptions, service: MonitoredService<C>): StorageMonitoring {
    if (this.monitored && !same(options, this.monitored.options)) {
      throw new Error(`${service.subject} '${this.node.path}' is already monitored with other options.\n`
        + '  Fix: set all options in the first call, and read its result from the property monitoring.');
    }
    this.monitored ??= { monitoring: this.monitoringOf(options, service), options };
    return this.monitored.monitoring;
  }

  private monitoringOf<C>(options: AnyMonitoringOptions, service: MonitoredService<C>): StorageMonitoring {
    const { subject, kind, tables, rules, driver, handle } = service;
    const configuration = { ...service.configuration, containerInsights: options.containerInsights ?? false };
    const thresholds: { [name: string]: number } = omitUndefined({ ...options.thresholds });
    const rows = Object.entries(tables.alarms);
    const { monitored } = clusterRegistry(handle);
    const createdElsewhere = rows.map(([name]) => name).filter(name => monitored.has(`${driver.driverName}/${name}`));
    const offered = rows
      .filter(([name, row]) => row.applies(configuration) && !createdElsewhere.includes(name))
      .map(([name]) => name);
    validate<MonitoringConfiguration>(this, {
      subject, rules, names: {}, operation: { name: 'monitor' },
      configuration: omitUndefined<MonitoringConfiguration>({
        ...monitoringConfigurationOf(service, thresholds, options.disable, offered),
        containerInsights: configuration.containerInsights,
        dashboardName: unwrap(options.dashboardName),
        dashboardGiven: options.dashboard && true,
        createDashboard: options.createDashboard,
      }),
    });
    const monitoring = StorageMonitoring._of(this, 'Monitoring', options, {
      kind, tables, configuration, thresholds, createdElsewhere,
      ...measureContextOf(service),
    });
    for (const [name] of rows.filter(([made, { measure }]) => measure.subject === 'driver' && made in monitoring.alarms)) {
      monitored.add(`${driver.driverName}/${name}`);
    }
    return monitoring;
  }
}

/**
 * The options that the rules of both kinds of monitoring validate.
 *
 * @internal
 */
export function monitoringConfigurationOf<C>(
  service: MonitoredService<C>,
  thresholds: { readonly [name: string]: number },
  disable: string[] | undefined,
  offered: readonly string[],
): MonitoringConfiguration {
  return omitUndefined<MonitoringConfiguration>({
    provisioning: service.configuration.provisioning as MonitoringConfiguration['provisioning'],
    thresholds: Object.fromEntries(Object.entries(thresholds).map(([name, value]) => [name, unwrap(value)])),
    disable,
    known: Object.fromEntries(Object.entries(service.tables.alarms).map(([name, { unit }]) => [name, unit])),
    offered,
  });
}

/**
 * The values that rows leave open.
 *
 * @internal
 */
export function measureContextOf<C>({ handle, driver, capacity, fileSystemId }: MonitoredService<C>): MeasureContext {
  return {
    subjects: {
      fileSystem: { namespace: FSX, dimensions: omitUndefined({ FileSystemId: fileSystemId! }) },
      driver: {
        namespace: CONTAINER_INSIGHTS,
        dimensions: { ClusterName: handle.cluster.clusterName, Namespace: driver.namespace },
      },
    },
    values: capacity === undefined ? {} : { capacityBytes: `(${capacity} * ${GIB})` },
  };
}

/** The same plain values; constructs and actions are the same when they are one. */
function same(a: any, b: any): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b;
  }
  const [one, other] = [omitUndefined(a), omitUndefined(b)] as any[];
  const isPlainValue = [a, b].every(
    object => Array.isArray(object) || Object.getPrototypeOf(object) === Object.prototype,
  );
  return (
    isPlainValue
    && Object.keys(one).length === Object.keys(other).length
    && Object.keys(one).every(key => same(one[key], other[key]))
  );
}
