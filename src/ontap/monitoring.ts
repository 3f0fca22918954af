import { OntapAlarmThresholds } from './alarms';
import { MonitoringOptions } from '../monitoring/options';
import { PrometheusRulesOptions } from '../monitoring/prometheus-options';

/** Monitoring options of an ONTAP storage. */
export interface OntapMonitoringOptions extends MonitoringOptions {
  /**
   * Alarm thresholds.
   *
   * @default - the defaults of OntapAlarmThresholds
   */
  readonly thresholds?: OntapAlarmThresholds;
}

/** Options of the alerts of an ONTAP storage for Prometheus. */
export interface OntapPrometheusRulesOptions extends PrometheusRulesOptions {
  /**
   * Thresholds of the alerts.
   *
   * @default - the defaults of OntapAlarmThresholds
   */
  readonly thresholds?: OntapAlarmThresholds;
}
