import { AlarmRow, GraphRow, Measure } from '../monitoring/rows';

/** Alarm thresholds for the pods of a driver. They need Container Insights in the cluster. */
export interface DriverAlarmThresholds {
  /**
   * Number of unavailable controller pods of the driver, for half an hour.
   *
   * Without `containerInsights`, it fails with `lustre/monitor-threshold-idle` or `ontap/monitor-threshold-idle`.
   *
   * @default 1
   */
  readonly unavailableControllerPods?: number;

  /**
   * Number of unavailable node pods of the driver, for half an hour.
   *
   * Without `containerInsights`, it fails with `lustre/monitor-threshold-idle` or `ontap/monitor-threshold-idle`.
   *
   * @default 1
   */
  readonly unavailableNodePods?: number;
}

/** The configuration that determines whether driver alarms exist. */
export interface DriverMonitored {
  readonly containerInsights: boolean;
}

/** The workloads of the driver. */
export interface DriverPods {
  readonly namespace: string;
  readonly deployment: string;
  readonly daemonSet: string;
}

const METRICS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-enhanced-EKS.html';
const WITH_CONTAINER_INSIGHTS = 'with `containerInsights`';
const applies = (c: DriverMonitored) => c.containerInsights;
const RATIONALE = 'only pods that are unavailable for the whole half hour count; updates and new nodes take less time';

/** The alarms of any CSI driver. */
export function driverAlarms(
  pods: DriverPods,
): { readonly [K in keyof DriverAlarmThresholds]-?: AlarmRow<DriverMonitored> } {
  return {
    unavailableControllerPods: {
      title: 'Controller pods of the driver unavailable',
      measure: podsOf('Controller pods unavailable', 'status_replicas_unavailable', pods.deployment),
      prometheus: `kube_deployment_status_replicas_unavailable{namespace="${pods.namespace}",deployment="${pods.deployment}"}`,
      fires: 'above', threshold: 1, unit: 'pods', periods: 6, withoutData: 'unknown', graph: 'driver', applies,
      appliesTo: WITH_CONTAINER_INSIGHTS, rationale: RATIONALE,
      impact: 'volumes are neither created nor deleted; mounted volumes are not affected.',
      remedy: 'run kubectl describe on the pods of the Deployment, which shows image pull errors, untolerated taints and denied IAM actions.',
      source: METRICS,
    },
    unavailableNodePods: {
      title: 'Node pods of the driver unavailable',
      measure: podsOf('Node pods unavailable', 'daemonset_status_number_unavailable', pods.daemonSet),
      prometheus: `kube_daemonset_status_number_unavailable{namespace="${pods.namespace}",daemonset="${pods.daemonSet}"}`,
      fires: 'above', threshold: 1, unit: 'pods', periods: 6, withoutData: 'unknown', graph: 'driver', applies,
      appliesTo: WITH_CONTAINER_INSIGHTS, rationale: RATIONALE,
      impact: 'volumes cannot be mounted on some nodes: their pods remain in ContainerCreating.',
      remedy: 'run kubectl get pods -o wide for the DaemonSet, and check the node without a running pod.',
      source: METRICS,
    },
  };
}

/** The graph of any CSI driver. */
export const DRIVER_GRAPH: GraphRow<DriverMonitored> = {
  id: 'driver', title: 'Unavailable pods of the driver', unit: 'pods', lines: [], applies,
};

/** The minimum of five minutes, so that a pod that starts within them does not count. */
function podsOf(label: string, metric: string, name: string): Measure {
  return {
    label, subject: 'driver', period: 300, source: { metric, statistic: 'Minimum', dimensions: { PodName: name } },
  };
}
