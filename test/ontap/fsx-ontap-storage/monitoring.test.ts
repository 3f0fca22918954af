import { CfnParameter, Stack, aws_cloudwatch as cloudwatch, aws_events_targets as targets, aws_sns as sns } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapMonitoringOptions } from '../../../src';
import facts from '../../cases/metrics.json';
import { dashboardsOf, graphsOf, objectionsTo, titlesOf } from '../../monitoring/dashboards';
import { TemplateResource, errorOf, flattened, idsIn, resourceOf, resourcesOf, testStack } from '../../support/fixture';
import { MULTI, OF_EACH_TYPE, ONTAP_FILE_SYSTEM, existingOntap, managedOntap } from '../../support/ontap';

const ALARM = 'AWS::CloudWatch::Alarm';
const BY_DEFAULT = [
  'cpuPercent', 'diskThroughputPercent', 'fullestVolumePercent', 'networkThroughputPercent', 'serverIopsPercent', 'ssdIopsPercent', 'ssdUsedPercent',
];
const ID = 'fs-0123456789abcdef0';

function alarmNamed(stack: Stack, storage: FsxOntapStorage, name: string): TemplateResource {
  const id = stack.resolve((storage.monitoring!.alarms[name].node.defaultChild as cloudwatch.CfnAlarm).logicalId);
  return resourcesOf(stack, ALARM).find(alarm => alarm.id === id)!;
}

test.each(Object.entries(OF_EACH_TYPE))('%s has all alarms but that of the pool, which has no end', (_, config) => {
  const stack = testStack();
  const { alarms } = managedOntap(stack, config).monitor();
  expect(Object.keys(alarms).sort()).toEqual(BY_DEFAULT);
  expect(objectionsTo(dashboardsOf(stack)[0])).toEqual([]);
});

test('the SSD tier is watched by the percentage that FSx sends', () => {
  const stack = testStack();
  const storage = managedOntap(stack);
  storage.monitor();
  const { Metrics, ...alarm } = alarmNamed(stack, storage, 'ssdUsedPercent').Properties;
  expect(alarm).toMatchObject({ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 80, EvaluationPeriods: 3, TreatMissingData: 'missing' });
  expect(Metrics.map(({ MetricStat }: any) => MetricStat)).toEqual([{
    Period: 300, Stat: 'Average', Metric: {
      Namespace: 'AWS/FSx', MetricName: 'StorageCapacityUtilization',
      Dimensions: [
        { Name: 'DataType', Value: 'All' }, { Name: 'FileSystemId', Value: { Ref: resourceOf(stack, ONTAP_FILE_SYSTEM).id } }, { Name: 'StorageTier', Value: 'SSD' },
      ],
    },
  }]);
});

test('the capacity pool is watched for those who name a threshold, in TiB', () => {
  const stack = testStack();
  const storage = existingOntap(stack);
  storage.monitor({ thresholds: { capacityPoolTiB: 2.5 } });
  const { Metrics, Threshold } = alarmNamed(stack, storage, 'capacityPoolTiB').Properties;
  expect([Threshold, Metrics[0].Expression]).toEqual([2.5, 'pool / 1099511627776']);
  expect(Metrics[1].MetricStat.Metric).toMatchObject({
    MetricName: 'StorageUsed', Dimensions: [
      { Name: 'DataType', Value: 'All' }, { Name: 'FileSystemId', Value: ID }, { Name: 'StorageTier', Value: 'StandardCapacityPool' },
    ],
  });
});

test('the fullest volume is found among all, whichever Trident makes', () => {
  const stack = testStack();
  const storage = existingOntap(stack);
  storage.monitor();
  const { Metrics } = alarmNamed(stack, storage, 'fullestVolumePercent').Properties;
  expect(Metrics[0].Expression).toBe(`SELECT MAX(StorageCapacityUtilization) FROM SCHEMA("AWS/FSx", FileSystemId, VolumeId) WHERE FileSystemId = '${ID}'`);
});

test('servers are watched by the busiest', () => {
  const stack = testStack();
  const storage = existingOntap(stack);
  storage.monitor();
  for (const name of ['cpuPercent', 'diskThroughputPercent', 'networkThroughputPercent', 'serverIopsPercent', 'ssdIopsPercent']) {
    const { Metrics, ...alarm } = alarmNamed(stack, storage, name).Properties;
    expect(alarm).toMatchObject({ Threshold: 80, EvaluationPeriods: 12, TreatMissingData: 'notBreaching' });
    expect(Metrics[0].MetricStat).toMatchObject({ Stat: 'Maximum', Metric: { Dimensions: [{ Name: 'FileSystemId', Value: ID }] } });
  }
});

test('the pods of Trident are watched where Container Insights sees them', () => {
  const stack = testStack();
  const storage = existingOntap(stack);
  storage.monitor({ containerInsights: true });
  const trident = facts.driverPods[1];
  const dimensions = (name: string) =>
    Object.fromEntries(
      alarmNamed(stack, storage, name).Properties.Metrics[0].MetricStat.Metric.Dimensions.map(
        ({ Name, Value }: any) => [Name, Value],
      ),
    );
  expect(dimensions('unavailableControllerPods')).toEqual({ ClusterName: 'training', Namespace: trident.namespace, PodName: trident.deployment });
  expect(dimensions('unavailableNodePods')).toEqual({ ClusterName: 'training', Namespace: trident.namespace, PodName: trident.daemonSet });
});

test('thresholds and ids may be known at deployment only', () => {
  const stack = testStack();
  const percent = new CfnParameter(stack, 'Percent', { type: 'Number' });
  const id = new CfnParameter(stack, 'FileSystemId');
  const storage = existingOntap(stack, { fileSystemId: id.valueAsString });
  storage.monitor({ thresholds: { ssdUsedPercent: percent.valueAsNumber } });
  expect(alarmNamed(stack, storage, 'ssdUsedPercent').Properties.Threshold).toEqual({ Ref: 'Percent' });
  expect(flattened(alarmNamed(stack, storage, 'fullestVolumePercent').Properties.Metrics[0].Expression)).toContain('FileSystemId = \'${FileSystemId}\'');
  expect(flattened(resourceOf(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody)).toContain('"value":${Percent}');
});

test.each<[OntapMonitoringOptions, string[]]>([
  [{ thresholds: { ssdUsedPercent: 101 } }, ['ontap/monitor-threshold-range']],
  [{ thresholds: { capacityPoolTiB: 0 } }, ['ontap/monitor-threshold-range']],
  [{ thresholds: { unavailableNodePods: 1 } }, ['ontap/monitor-threshold-idle']],
  [{ disable: ['freeCapacityPercent'] }, ['ontap/monitor-disable-unknown']],
  [{ dashboardName: 'ä' }, ['ontap/monitor-dashboard-name']],
])('rejects %j', (options, ids) => {
  expect(idsIn(errorOf(() => existingOntap(testStack()).monitor(options)))).toEqual(ids);
});

test('a capacity pool of more than 100 TiB is no percentage', () => {
  expect(Object.keys(existingOntap(testStack()).monitor({ thresholds: { capacityPoolTiB: 400 } }).alarms)).toContain('capacityPoolTiB');
});

test('two storages share one dashboard', () => {
  const stack = testStack();
  const dashboard = new cloudwatch.Dashboard(stack, 'Shared');
  managedOntap(stack, MULTI).monitor({ dashboard });
  existingOntap(stack, {}, { cluster: stack.node.findChild('Cluster') as any, claim: undefined }, 'Other').monitor({ dashboard });
  const [widgets] = dashboardsOf(stack);
  expect(objectionsTo(widgets)).toEqual([]);
  expect(titlesOf(widgets)).toEqual([...Array(2)].flatMap(() => [
    'SSD tier', 'Stored data', 'Fullest volume', 'Utilization, busiest server', 'Throughput', 'Operations', 'Latency',
  ]));
  const latency = graphsOf(widgets).find(({ properties }) => properties.title === 'Latency')!.properties.metrics;
  expect(latency[0][0].expression).toBe('1000 * dataReadOperationTime / dataReadOperations');
});

describe('metrics', () => {
  test.each<[string, (storage: FsxOntapStorage) => cloudwatch.Metric, string]>([
    ['StorageCapacityUtilization', storage => storage.metricSsdCapacityUtilization(), 'Average'],
    ['StorageUsed', storage => storage.metricSsdStorageUsed(), 'Average'],
    ['StorageUsed', storage => storage.metricCapacityPoolStorageUsed(), 'Average'],
    ['NetworkThroughputUtilization', storage => storage.metricNetworkThroughputUtilization(), 'Maximum'],
    ['DiskIopsUtilization', storage => storage.metricDiskIopsUtilization(), 'Maximum'],
    ['CPUUtilization', storage => storage.metricCpuUtilization(), 'Maximum'],
    ['DataReadBytes', storage => storage.metricDataReadBytes(), 'Sum'],
  ])('%s', (name, of, statistic) => {
    const metric = of(existingOntap(testStack()));
    expect(metric).toMatchObject({ namespace: 'AWS/FSx', metricName: name, statistic, dimensions: { FileSystemId: ID } });
    const documented = facts.metrics.filter(fact => fact.service === 'ontap' && fact.metric === name && fact.statistics.includes(statistic));
    expect(documented.map(({ dimensions }) => dimensions.join())).toContain(
      Object.keys(metric.dimensions!).sort().join(),
    );
  });

  test('tell the tiers apart', () => {
    const storage = existingOntap(testStack());
    const tiers = [storage.metricSsdStorageUsed(), storage.metricCapacityPoolStorageUsed()].map(
      ({ dimensions }) => dimensions!.StorageTier,
    );
    expect(tiers).toEqual(facts.dimensionValues.values.StorageTier);
  });
});

test('backups of the volumes of this file system that AWS Backup did not make are an event', () => {
  const stack = testStack();
  const topic = new sns.Topic(stack, 'OnCall');
  existingOntap(stack).onBackupJobFailed('BackupFailed', { target: new targets.SnsTopic(topic) });
  const { EventPattern, Targets } = resourceOf(stack, 'AWS::Events::Rule').Properties;
  expect(EventPattern.detail.state).toEqual(facts.backupEvent.failed);
  expect(EventPattern.detail.resourceArn.map(({ prefix }: any) => flattened(prefix))).toEqual([`arn:\${AWS::Partition}:fsx:eu-west-1:111122223333:volume/${ID}/`]);
  expect(Targets).toHaveLength(1);
});
