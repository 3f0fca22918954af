import { LUSTRE_ALARMS, LustreAlarmThresholds } from '../lustre/alarms';
import { LustreMonitoringOptions } from '../lustre/monitoring';
import { MonitoringOptions } from '../monitoring/options';
import { ONTAP_ALARMS, OntapAlarmThresholds } from '../ontap/alarms';
import { OntapMonitoringOptions } from '../ontap/monitoring';

/**
 * How an MlTrainingVolume is monitored, wherever it turns out to be.
 *
 * `disable` takes the names of both services; those of the other one mean nothing.
 */
export interface MlMonitoringOptions extends MonitoringOptions {
  /**
   * Where alarms fire if the volume is on Lustre.
   *
   * @default - the defaults of LustreAlarmThresholds
   */
  readonly lustreThresholds?: LustreAlarmThresholds;

  /**
   * Where alarms fire if the volume is on ONTAP.
   *
   * @default - the defaults of OntapAlarmThresholds
   */
  readonly ontapThresholds?: OntapAlarmThresholds;
}

/** What concerns a volume on Lustre. */
export function onLustre({ lustreThresholds, ontapThresholds, ...options }: MlMonitoringOptions): LustreMonitoringOptions {
  return { ...options, disable: withoutThose(options.disable, ONTAP_ALARMS, LUSTRE_ALARMS), thresholds: lustreThresholds };
}

/** What concerns a volume on ONTAP. */
export function onOntap({ lustreThresholds, ontapThresholds, ...options }: MlMonitoringOptions): OntapMonitoringOptions {
  return { ...options, disable: withoutThose(options.disable, LUSTRE_ALARMS, ONTAP_ALARMS), thresholds: ontapThresholds };
}

/** Names that the other service alone knows are left out; unknown ones stay, and are refused. */
function withoutThose(names: string[] | undefined, others: object, own: object): string[] | undefined {
  return names?.filter(name => name in own || !(name in others));
}
