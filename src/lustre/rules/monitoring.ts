import { dynamicMonitoringRulesOf, monitoringRulesOf } from '../../validation/common/monitoring';

/** What is asked of monitor() of a storage on Lustre. */
export const lustreMonitoringRules = [...dynamicMonitoringRulesOf('lustre'), ...monitoringRulesOf('lustre')];
