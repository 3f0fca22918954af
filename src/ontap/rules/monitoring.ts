import { monitoringRulesOf } from '../../rules/common/monitoring';

/** What is asked of monitor() of a storage on ONTAP. */
export const ontapMonitoringRules = monitoringRulesOf('ontap');
