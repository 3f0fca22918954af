import { Annotations, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MeasureContext, metricOf } from './measure';
import { MonitoringOptions } from './options';
import { AlarmRow, GraphRow, MonitoringTables } from './rows';
import { isDeferred } from '../validation/normalize';

/** The maximum length of an alarm description. */
const DESCRIPTION_LENGTH = 1024;
/** The columns of a dashboard, for three graphs in a row. */
const COLUMNS = 24;
const GRAPH = { width: 8, height: 6 } as const;

/**
 * A storage to monitor.
 *
 * @internal
 */
export interface Monitored<C> extends MeasureContext {
  /** The name of the service, for example `FSx for Lustre`. */
  readonly kind: string;
  readonly tables: MonitoringTables<C>;
  readonly configuration: C;
  /** Thresholds of the user, by the names of the rows. */
  readonly thresholds: { readonly [name: string]: number | undefined };
  /** Rows whose alarms exist already in another construct. */
  readonly createdElsewhere: readonly string[];
}

/**
 * The alarms, graphs and dashboard of a storage, as returned by `monitor()`.
 *
 * @example
 * declare const storage: FsxLustreStorage;
 * declare const overview: cloudwatch.Dashboard;
 * const monitoring = storage.monitor({ thresholds: { freeCapacityPercent: 20 } });
 * overview.addWidgets(new cloudwatch.Column(monitoring.widgets[0], monitoring.widgets[1]));
 */
export class StorageMonitoring extends Construct {
  /** @internal */
  public static _of<C>(
    scope: Construct, id: string, options: MonitoringOptions, monitored: Monitored<C>,
  ): StorageMonitoring {
    const monitoring = new StorageMonitoring(scope, id);
    monitoring.fill(options, monitored);
    return monitoring;
  }

  private readonly createdAlarms: { [name: string]: cloudwatch.Alarm } = {};
  private readonly createdWidgets: cloudwatch.IWidget[] = [];
  private usedDashboard?: cloudwatch.Dashboard;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
  }

  /** The alarms, by the names of their thresholds. */
  public get alarms(): { [name: string]: cloudwatch.Alarm } {
    return { ...this.createdAlarms };
  }

  /** The title, the alarm states and the graphs in the order of the dashboard, to add to other dashboards. */
  public get widgets(): cloudwatch.IWidget[] {
    return [...this.createdWidgets];
  }

  /** The dashboard with the widgets, if there is one. */
  public get dashboard(): cloudwatch.Dashboard | undefined {
    return this.usedDashboard;
  }

  private fill<C>(options: MonitoringOptions, monitored: Monitored<C>) {
    const { tables, configuration, thresholds, createdElsewhere } = monitored;
    const rows = Object.entries(tables.alarms).filter(([, row]) => row.applies(configuration));
    for (const [name, row] of rows) {
      const threshold = thresholds[name] ?? row.threshold;
      if (threshold !== undefined && !createdElsewhere.includes(name) && !options.disable?.includes(name)) {
        this.createdAlarms[name] = this.alarm(name, row, threshold, monitored);
        options.actions?.forEach(action => this.createdAlarms[name].addAlarmAction(action));
        options.okActions?.forEach(action => this.createdAlarms[name].addOkAction(action));
      }
    }
    const graphs = tables.graphs
      .map(graph => this.graph(graph, rows.filter(([, row]) => row.graph === graph.id), monitored));
    this.createdWidgets.push(this.title(monitored), ...this.states(), ...graphs.filter(graph => graph !== undefined));
    this.usedDashboard = options.dashboard ?? (options.createDashboard ?? true
      ? new cloudwatch.Dashboard(this, 'Dashboard', { dashboardName: options.dashboardName })
      : undefined);
    this.usedDashboard?.addWidgets(...this.createdWidgets);
  }

  private alarm<C>(name: string, row: AlarmRow<C>, threshold: number, context: MeasureContext): cloudwatch.Alarm {
    const { title, measure, fires, periods, withoutData, impact, remedy, source } = row;
    const alarm = new cloudwatch.Alarm(this, name, {
      metric: metricOf(measure, context),
      threshold,
      comparisonOperator: fires === 'above'
        ? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
        : cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: withoutData === 'fine'
        ? cloudwatch.TreatMissingData.NOT_BREACHING
        : cloudwatch.TreatMissingData.MISSING,
      alarmDescription: `${title}: ${impact} What to do: ${remedy} ${source} (${this.node.scope!.node.path})`
        .slice(0, DESCRIPTION_LENGTH),
    });
    if (Object.values(context.values).some(isDeferred)) {
      // the CDK takes the words of a token for metrics that the expression lacks
      Annotations.of(alarm).acknowledgeWarning('CloudWatch:Math:UnknownIdentifier');
    }
    return alarm;
  }

  private graph<C>(
    row: GraphRow<C>, alarms: [string, AlarmRow<C>][], monitored: Monitored<C>,
  ): cloudwatch.IWidget | undefined {
    const ownLines = row.applies(monitored.configuration) ? row.lines : [];
    const lines = [...alarms.map(([, { measure }]) => measure), ...ownLines];
    return lines.length === 0 ? undefined : new cloudwatch.GraphWidget({
      ...GRAPH,
      title: row.title,
      left: lines.map(line => metricOf(line, monitored)),
      leftYAxis: { min: 0, label: row.unit, showUnits: false },
      leftAnnotations: this.thresholdLines(alarms),
    });
  }

  /** One line per threshold, even if several alarms share it. */
  private thresholdLines<C>(alarms: [string, AlarmRow<C>][]): cloudwatch.HorizontalAnnotation[] {
    const titles = new Map<number, string[]>();
    for (const [name, { title }] of alarms) {
      const alarm = this.createdAlarms[name]?.node.defaultChild as cloudwatch.CfnAlarm | undefined;
      if (alarm) {
        titles.set(alarm.threshold!, [...titles.get(alarm.threshold!) ?? [], title]);
      }
    }
    return [...titles].map(([value, of]) =>
      ({ value, label: of.length > 1 ? 'Alarms' : `Alarm: ${of[0]}`, color: cloudwatch.Color.RED }));
  }

  private title({ kind, subjects }: Monitored<any>): cloudwatch.IWidget {
    const [id] = Object.values(subjects.fileSystem?.dimensions ?? {});
    const markdown = `## ${this.node.scope!.node.path}\n${kind}${id ? ` \`${id}\`` : ''}`;
    return new cloudwatch.TextWidget({ width: COLUMNS, height: 2, markdown });
  }

  private states(): cloudwatch.IWidget[] {
    const alarms = Object.values(this.createdAlarms);
    return alarms.length === 0
      ? []
      : [new cloudwatch.AlarmStatusWidget({ width: COLUMNS, height: 3, title: 'Alarms', alarms })];
  }
}
