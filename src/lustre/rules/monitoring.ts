import { dynamicMonitoringRulesOf, monitoringRulesOf } from '../../validation/common/monitoring';

/** Rules for monitor() of FsxLustreStorage. */
export const lustreMonitoringRules = [...dynamicMonitoringRulesOf('lustre'), ...monitoringRulesOf('lustre')];
