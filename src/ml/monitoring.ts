import { LUSTRE_ALARMS, LustreAlarmThresholds } from '../lustre/alarms';
import { LustreMonitoringOptions } from '../lustre/monitoring';
import { MonitoringOptions } from '../monitoring/options';
import { ONTAP_ALARMS, OntapAlarmThresholds } from '../ontap/alarms';
import { OntapMonitoringOptions } from '../ontap/monitoring';

/**
 * Monitoring options of an MlTrainingVolume on either service.
 *
 * `disable` accepts the alarm names of both services. Names of the other service have no effect.
 */
export interface MlMonitoringOptions extends MonitoringOptions {
  /**
   * Alarm thresholds for a volume on Lustre.
   *
   * @default - the defaults of LustreAlarmThresholds
   */
  readonly lustreThresholds?: LustreAlarmThresholds;

  /**
   * Alarm thresholds for a volume on ONTAP.
   *
   * @default - the defaults of OntapAlarmThresholds
   */
  readonly ontapThresholds?: OntapAlarmThresholds;
}

/** The options for a volume on Lustre. */
export function onLustre(
  { lustreThresholds, ontapThresholds, ...options }: MlMonitoringOptions,
): LustreMonitoringOptions {
  const disable = withoutOthers(options.disable, ONTAP_ALARMS, LUSTRE_ALARMS);
  return { ...options, disable, thresholds: lustreThresholds };
}

/** The options for a volume on ONTAP. */
export function onOntap(
  { lustreThresholds, ontapThresholds, ...options }: MlMonitoringOptions,
): OntapMonitoringOptions {
  const disable = withoutOthers(options.disable, LUSTRE_ALARMS, ONTAP_ALARMS);
  return { ...options, disable, thresholds: ontapThresholds };
}

/** Removes names that only the other service has. Unknown names remain, so that validation rejects them. */
function withoutOthers(names: string[] | undefined, others: object, own: object): string[] | undefined {
  return names?.filter(name => name in own || !(name in others));
}
