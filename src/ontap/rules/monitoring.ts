import { monitoringRulesOf } from '../../validation/common/monitoring';

/** What is asked of monitor() of a storage on ONTAP. */
export const ontapMonitoringRules = monitoringRulesOf('ontap');
