import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/** How a storage is monitored, whichever service it is on. */
export interface MonitoringOptions {
  /**
   * What every alarm does when it fires: `new SnsAction(topic)` of aws-cloudwatch-actions, for example.
   *
   * @default - nothing: the alarms show their state
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * What every alarm does when all is well again.
   *
   * @default - nothing
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Alarms that are not wanted, by the names of their thresholds: `['diskIopsPercent']`. Their lines stay in the graphs.
   *
   * Another name: errors lustre/monitor-disable-unknown, ontap/monitor-disable-unknown.
   *
   * @default - none
   */
  readonly disable?: string[];

  /**
   * Whether Container Insights with enhanced observability (the EKS add-on `amazon-cloudwatch-observability`) runs in the cluster: brings the alarms of the
   * driver's pods, once for the cluster, with the first storage that asks.
   *
   * Without it in the cluster, these alarms stay in INSUFFICIENT_DATA.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-enhanced-EKS.html
   */
  readonly containerInsights?: boolean;

  /**
   * A dashboard that the graphs are added to; several storages can share it.
   *
   * @default - one of their own
   */
  readonly dashboard?: cloudwatch.Dashboard;

  /**
   * Whether a dashboard is made, where none is given. CloudWatch bills each beyond the third of an account.
   *
   * Together with `dashboard` or `dashboardName`, false is a contradiction: errors lustre/monitor-dashboard, ontap/monitor-dashboard.
   *
   * @default true
   */
  readonly createDashboard?: boolean;

  /**
   * The name of the dashboard that is made: up to 255 letters, digits, `-` and `_`.
   *
   * Another format: errors lustre/monitor-dashboard-name, ontap/monitor-dashboard-name. With a `dashboard`, which has its name: errors
   * lustre/monitor-dashboard, ontap/monitor-dashboard.
   *
   * @default - made by CloudFormation
   */
  readonly dashboardName?: string;
}
