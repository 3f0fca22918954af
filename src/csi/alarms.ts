import { AlarmRow, GraphRow, Measure } from '../monitoring/rows';

/** Lines for the pods of a driver, where Container Insights runs in the cluster. */
export interface DriverAlarmThresholds {
  /**
   * Pods of the driver's controller that are not available, for half an hour.
   *
   * Needs `containerInsights`: else errors lustre/monitor-threshold-idle, ontap/monitor-threshold-idle.
   *
   * @default 1
   */
  readonly unavailableControllerPods?: number;

  /**
   * Pods of the driver on nodes that are not available, for half an hour.
   *
   * Needs `containerInsights`: else errors lustre/monitor-threshold-idle, ontap/monitor-threshold-idle.
   *
   * @default 1
   */
  readonly unavailableNodePods?: number;
}

/** Whether Container Insights is there. */
export interface DriverMonitored {
  readonly containerInsights: boolean;
}

/** What the driver runs as. */
export interface DriverPods {
  readonly deployment: string;
  readonly daemonSet: string;
}

const METRICS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-enhanced-EKS.html';
const where = 'with `containerInsights`';
const applies = (c: DriverMonitored) => c.containerInsights;
const calm = 'it counts pods that were missing at every minute of half an hour: updates and new nodes take less; without Container Insights there is no data, and no alarm';

/** The alarms of any CSI driver. */
export function driverAlarms(pods: DriverPods): { readonly [K in keyof DriverAlarmThresholds]-?: AlarmRow<DriverMonitored> } {
  return {
    unavailableControllerPods: {
      title: 'Controller pods of the driver missing',
      measure: podsOf('Controller pods missing', 'status_replicas_unavailable', pods.deployment),
      fires: 'above', threshold: 1, unit: 'pods', periods: 6, withoutData: 'unknown', graph: 'driver', applies, appliesTo: where, rationale: calm,
      impact: 'new claims are not provided for, and volumes are not deleted; what is mounted stays mounted.',
      remedy: 'kubectl describe the pods of the Deployment: image pulls, taints without toleration and denied IAM actions are told there.',
      source: METRICS,
    },
    unavailableNodePods: {
      title: 'Node pods of the driver missing',
      measure: podsOf('Node pods missing', 'daemonset_status_number_unavailable', pods.daemonSet),
      fires: 'above', threshold: 1, unit: 'pods', periods: 6, withoutData: 'unknown', graph: 'driver', applies, appliesTo: where, rationale: calm,
      impact: 'on some nodes no volume can be mounted: their pods stay in ContainerCreating.',
      remedy: 'kubectl get the pods of the DaemonSet with -o wide, and look at the node that lacks one.',
      source: METRICS,
    },
  };
}

/** The graph of any CSI driver. */
export const DRIVER_GRAPH: GraphRow<DriverMonitored> = {
  id: 'driver', title: 'Pods of the driver that are missing', unit: 'pods', lines: [], applies,
};

/** The least of five minutes: a pod that comes within them is not missed. */
function podsOf(label: string, metric: string, name: string): Measure {
  return { label, subject: 'driver', period: 300, source: { metric, statistic: 'Minimum', dimensions: { PodName: name } } };
}
