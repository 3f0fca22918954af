import { monitoringRulesOf } from '../../validation/common/monitoring';

/** Rules for monitor() of FsxOntapStorage. */
export const ontapMonitoringRules = monitoringRulesOf('ontap');
