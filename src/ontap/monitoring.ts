import { OntapAlarmThresholds } from './alarms';
import { MonitoringOptions } from '../monitoring/options';

/** How a storage on ONTAP is monitored. */
export interface OntapMonitoringOptions extends MonitoringOptions {
  /**
   * Where alarms fire, instead of the defaults.
   *
   * @default - the defaults of OntapAlarmThresholds
   */
  readonly thresholds?: OntapAlarmThresholds;
}
