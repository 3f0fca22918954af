import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { MonitoredService, measureContextOf, monitoringConfigurationOf } from './monitored-storage';
import { clusterRegistry } from '../cluster/cluster-registry';
import { DriverAlarmThresholds } from '../csi/alarms';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { alertOf, alertOfRow, prometheusRule, serviceMonitor } from '../monitoring/prometheus';
import { PrometheusRulesOptions } from '../monitoring/prometheus-options';
import { PrometheusRow } from '../monitoring/rows';
import { omitUndefined } from '../validation/settings';
import { validate } from '../validation/validate';

/**
 * What a service adds to its alarms for Prometheus.
 *
 * @internal
 */
export interface PrometheusService {
  /** Begins the names of alerts. */
  readonly prefix: string;
  /** Alerts on the metrics of the driver. */
  readonly rows: readonly PrometheusRow[];
  /** Labels of the Service with the metrics of the driver; none if the driver brings its own ServiceMonitor. */
  readonly service?: { readonly [label: string]: string };
  /** Creates the default namespace. */
  readonly after?: readonly IDependable[];
}

type AnyOptions = PrometheusRulesOptions & { readonly thresholds?: DriverAlarmThresholds };

const GROUP = 'Prometheus';
/** Name of the port of the Service. */
const PORT = 'metrics';

/** Delivers the alarms of a storage as alerts for Prometheus. Those of the driver are created once for a cluster. */
export function addPrometheusRules<C>(
  owner: Construct, delivery: ManifestDelivery, options: AnyOptions, service: MonitoredService<C>,
  { prefix, rows, service: labelsOfService, after = [] }: PrometheusService,
): Construct {
  const { subject, tables, driver, handle, configuration } = service;
  if (owner.node.tryFindChild(GROUP)) {
    throw new Error(`${subject} '${owner.node.path}' already has alerts for Prometheus.\n  Fix: call addPrometheusRules() once, with all options.`);
  }
  const { monitored } = clusterRegistry(handle);
  const key = `prometheus/${driver.driverName}`;
  const withDriver = !monitored.has(key);
  const thresholds: { [name: string]: number } = omitUndefined({ ...options.thresholds });
  const alarms = Object.entries(tables.alarms).filter(
    ([, row]) =>
      row.applies({ ...configuration, containerInsights: true })
      && (row.prometheus ? withDriver : options.cloudWatchExporter),
  );
  validate(owner, {
    subject, rules: service.rules.filter(({ id }) => !id.endsWith('/monitor-dynamic')), names: {}, operation: { name: 'addPrometheusRules' },
    configuration: monitoringConfigurationOf(service, thresholds, options.disable, alarms.map(([name]) => name)),
  });
  const context = { ...measureContextOf(service), prefix, storage: owner.node.path };
  const alerts = [
    ...alarms
      .filter(([name, row]) => !options.disable?.includes(name) && (thresholds[name] ?? row.threshold) !== undefined)
      .map(([name, row]) => alertOf(name, row, { ...context, threshold: thresholds[name] })),
    ...(withDriver ? rows.map(row => alertOfRow(row, context)) : []),
  ];
  monitored.add(key);
  const scope = new Construct(owner, GROUP);
  const chart = delivery._chartFor(scope);
  const identity = [Stack.of(owner).stackName, owner.node.path];
  const spec = {
    name: nameWithIdentity(`fsx-${slug(owner.node.id)}`, identity), namespace: options.namespace ?? driver.namespace, labels: options.labels,
  };
  const objects = [
    ...alerts.length > 0 ? [prometheusRule(chart, `PrometheusRule-${owner.node.path}`, { ...spec, alerts })] : [],
    ...withDriver && labelsOfService ? [serviceMonitor(chart, `ServiceMonitor-${owner.node.path}`, {
      ...spec, service: { namespace: driver.namespace, selector: labelsOfService, port: PORT },
    })] : [],
  ];
  if (objects.length > 0) {
    delivery._deliver(scope, 'Manifest', { owner: scope, handle, objects, removalPolicy: RemovalPolicy.DESTROY, after });
  }
  return scope;
}
