import { LustreAlarmThresholds } from './alarms';
import { MonitoringOptions } from '../monitoring/options';

/** Monitoring options of a Lustre storage. */
export interface LustreMonitoringOptions extends MonitoringOptions {
  /**
   * Alarm thresholds.
   *
   * @default - the defaults of LustreAlarmThresholds
   */
  readonly thresholds?: LustreAlarmThresholds;
}
