import { LustreAlarmThresholds } from './alarms';
import { MonitoringOptions } from '../monitoring/options';

/** How a storage on Lustre is monitored. */
export interface LustreMonitoringOptions extends MonitoringOptions {
  /**
   * Where alarms fire, instead of the defaults.
   *
   * @default - the defaults of LustreAlarmThresholds
   */
  readonly thresholds?: LustreAlarmThresholds;
}
