import { OntapAlarmThresholds } from './alarms';
import { MonitoringOptions } from '../monitoring/options';

/** Monitoring options of an ONTAP storage. */
export interface OntapMonitoringOptions extends MonitoringOptions {
  /**
   * Alarm thresholds.
   *
   * @default - the defaults of OntapAlarmThresholds
   */
  readonly thresholds?: OntapAlarmThresholds;
}
