import { Size, Stack } from 'aws-cdk-lib';
import { LUSTRE_ALARMS, LUSTRE_PROMETHEUS } from '../../src/lustre/alarms';
import { ONTAP_ALARMS, ONTAP_PROMETHEUS } from '../../src/ontap/alarms';
import { errorOf, existingOn, idsIn, managedOn, objectsOf, resourcesOf, storageOn, testStack } from '../support/fixture';
import { existingOntap, managedOntap, manifestWith, ownOntap } from '../support/ontap';

const rulesIn = (stack: Stack) => objectsOf(stack).filter(({ kind }) => kind === 'PrometheusRule');
const alertsIn = (stack: Stack): { [name: string]: any } =>
  Object.fromEntries(rulesIn(stack).flatMap(({ spec }) => spec.groups[0].rules).map((rule: any) => [rule.alert, rule]));
const alertName = (prefix: string) => (name: string) => `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const OF_DRIVER = ['UnavailableControllerPods', 'UnavailableNodePods'];

test('alerts of the driver are those of the alarm table, with the same thresholds and durations', () => {
  const stack = testStack();
  existingOn(stack).addPrometheusRules();
  const alerts = alertsIn(stack);
  expect(Object.keys(alerts).sort()).toEqual([...OF_DRIVER, 'DriverRequestErrors', 'DriverRequestsThrottled'].map(name => `FsxLustre${name}`).sort());
  expect(alerts.FsxLustreUnavailableNodePods).toEqual({
    alert: 'FsxLustreUnavailableNodePods',
    expr: 'kube_daemonset_status_number_unavailable{namespace="kube-system",daemonset="fsx-csi-node"} >= 1',
    for: '1800s',
    labels: { severity: 'warning', storage: 'Storage/Data' },
    annotations: {
      summary: LUSTRE_ALARMS.unavailableNodePods.title,
      description: `${LUSTRE_ALARMS.unavailableNodePods.impact} What to do: ${LUSTRE_ALARMS.unavailableNodePods.remedy}`,
      runbook_url: LUSTRE_ALARMS.unavailableNodePods.source,
    },
  });
  expect(rulesIn(stack)[0].metadata).toMatchObject({ namespace: 'kube-system', name: expect.stringMatching(/^fsx-data-[0-9a-f]{8}$/) });
});

test('with the exporter, every alarm is an alert on the metrics of CloudWatch', () => {
  const stack = testStack();
  existingOn(stack).addPrometheusRules({ cloudWatchExporter: true });
  const alerts = alertsIn(stack);
  expect(Object.keys(alerts).sort()).toEqual([...Object.keys(LUSTRE_ALARMS), ...LUSTRE_PROMETHEUS.map(({ name }) => name)].map(alertName('FsxLustre')).sort());
  const of = '{dimension_FileSystemId="fs-0123456789abcdef0"}';
  expect(alerts.FsxLustreFreeCapacityPercent.expr).toBe(`100 * aws_fsx_free_data_storage_capacity_sum${of} / (4800 * 1073741824) <= 10`);
  expect(alerts.FsxLustreFullestDiskFreePercent.expr).toBe(
    `100 * aws_fsx_free_data_storage_capacity_minimum${of} * aws_fsx_free_data_storage_capacity_sample_count${of} / (4800 * 1073741824) <= 5`,
  );
  expect(alerts.FsxLustreMetadataCpuPercent).toMatchObject({ expr: `max(aws_fsx_cpuutilization_maximum${of}) >= 90`, for: '3600s' });
});

test('alerts of ONTAP come with a ServiceMonitor for Trident', () => {
  const stack = testStack();
  existingOntap(stack).addPrometheusRules({ cloudWatchExporter: true, labels: { release: 'kube-prometheus-stack' }, namespace: 'monitoring' });
  // an alarm without a default threshold needs one
  const names = Object.keys(ONTAP_ALARMS).filter(name => name !== 'capacityPoolTiB');
  expect(Object.keys(alertsIn(stack)).sort()).toEqual([...names, ...ONTAP_PROMETHEUS.map(({ name }) => name)].map(alertName('FsxOntap')).sort());
  expect(alertsIn(stack).FsxOntapSsdUsedPercent.expr).toMatch(/^aws_fsx_storage_capacity_utilization_average\{dimension_FileSystemId="fs-\w+",dimension_StorageTier="SSD",dimension_DataType="All"\} >= 80$/);
  const [monitor] = objectsOf(stack).filter(({ kind }) => kind === 'ServiceMonitor');
  expect(monitor).toMatchObject({
    apiVersion: 'monitoring.coreos.com/v1', metadata: { namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } },
    spec: { namespaceSelector: { matchNames: ['trident'] }, selector: { matchLabels: { app: 'controller.csi.trident.netapp.io' } }, endpoints: [{ port: 'metrics' }] },
  });
});

test('alerts of ONTAP are applied after Trident, which brings their namespace', () => {
  const stack = testStack();
  ownOntap(stack).addPrometheusRules();
  const definitions = resourcesOf(stack, 'Custom::AWSCDK-EKS-KubernetesObjectValue').map(({ id }) => id).filter(id => /Trident/.test(id));
  expect(definitions).toHaveLength(1);
  expect(manifestWith(stack, 'PrometheusRule').DependsOn).toContain(definitions[0]);
});

test('thresholds and disable change them', () => {
  const stack = testStack();
  managedOntap(stack).addPrometheusRules({ cloudWatchExporter: true, thresholds: { capacityPoolTiB: 3, cpuPercent: 50 }, disable: ['ssdIopsPercent'] });
  const alerts = alertsIn(stack);
  expect(alerts.FsxOntapCapacityPoolTiB.expr).toMatch(/ \/ 1099511627776 >= 3$/);
  expect(alerts.FsxOntapCpuPercent.expr).toMatch(/ >= 50$/);
  expect(alerts).not.toHaveProperty('FsxOntapSsdIopsPercent');
});

test('the first storage of a cluster creates the alerts on the driver', () => {
  const stack = testStack();
  managedOn(stack).addPrometheusRules();
  managedOn(stack, {}, { claim: { name: 'more' } }, 'More').addPrometheusRules();
  expect(rulesIn(stack)).toHaveLength(1);
});

test('a second call for a storage fails with the fix', () => {
  const storage = managedOn(testStack());
  storage.addPrometheusRules();
  expect(() => storage.addPrometheusRules()).toThrow(/already has alerts.*\n {2}Fix: call addPrometheusRules\(\) once/);
});

test('a dynamic storage has the alerts on the driver only', () => {
  const stack = testStack();
  storageOn(stack, { claim: { name: 'data', size: Size.gibibytes(1200) } }).addPrometheusRules({ cloudWatchExporter: true });
  expect(Object.keys(alertsIn(stack)).filter(name => !/Driver|Pods/.test(name))).toEqual([]);
});

test.each([
  [{ disable: ['iops'] }, 'lustre/monitor-disable-unknown'],
  [{ cloudWatchExporter: true, thresholds: { diskIopsPercent: 101 } }, 'lustre/monitor-threshold-range'],
  [{ thresholds: { diskIopsPercent: 50 } }, 'lustre/monitor-threshold-idle'],
])('%j fails with %s', (options, id) => {
  expect(idsIn(errorOf(() => managedOn(testStack()).addPrometheusRules(options)))).toEqual([id]);
});
