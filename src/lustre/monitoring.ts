import { LustreAlarmThresholds } from './alarms';
import { MonitoringOptions } from '../monitoring/options';
import { PrometheusRulesOptions } from '../monitoring/prometheus-options';

/** Monitoring options of a Lustre storage. */
export interface LustreMonitoringOptions extends MonitoringOptions {
  /**
   * Alarm thresholds.
   *
   * @default - the defaults of LustreAlarmThresholds
   */
  readonly thresholds?: LustreAlarmThresholds;
}

/** Options of the alerts of a Lustre storage for Prometheus. */
export interface LustrePrometheusRulesOptions extends PrometheusRulesOptions {
  /**
   * Thresholds of the alerts.
   *
   * @default - the defaults of LustreAlarmThresholds
   */
  readonly thresholds?: LustreAlarmThresholds;
}
