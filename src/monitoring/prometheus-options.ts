/** Options of alerts for Prometheus on both services. */
export interface PrometheusRulesOptions {
  /**
   * Namespace of the PrometheusRule, which must exist.
   *
   * @default - the namespace of the driver: kube-system for Lustre, trident for ONTAP
   */
  readonly namespace?: string;

  /**
   * Labels of the PrometheusRule and of the ServiceMonitor, by which Prometheus selects them, for example
   * `{ release: 'kube-prometheus-stack' }`.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };

  /**
   * Whether yet-another-cloudwatch-exporter exports the metrics of FSx (`AWS/FSx`) to Prometheus, with the statistics
   * Average, Maximum, Minimum, SampleCount and Sum. If true, the alarms of the file system become alerts too.
   *
   * @default false; only alerts on the driver
   * @see https://github.com/prometheus-community/yet-another-cloudwatch-exporter
   */
  readonly cloudWatchExporter?: boolean;

  /**
   * Alerts to omit, by the names of their thresholds.
   *
   * An unknown name fails with `lustre/monitor-disable-unknown` or `ontap/monitor-disable-unknown`.
   *
   * @default - none
   */
  readonly disable?: string[];
}
