import { CfnParameter, Size, Stack, Token, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns } from 'aws-cdk-lib';
import {
  DataRepository, DataRepositoryEvent, FsxLustreStorage, LustreDeploymentType, LustreMetadataMode,
  LustreMonitoringOptions, LustreReadCacheSizingMode,
  LustreStorageType,
} from '../../../src';
import facts from '../../cases/metrics.json';
import { dashboardsOf, graphsOf, objectionsTo, titlesOf } from '../../monitoring/dashboards';
import {
  TemplateResource, errorOf, existingOn, flattened, idsIn, importedCluster, managedOn, resourceOf, resourcesOf,
  storageOn, testApp, testStack,
} from '../../support/fixture';

const ALARM = 'AWS::CloudWatch::Alarm';
const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const OF_A_FILE_SYSTEM = [
  'diskIopsPercent', 'diskThroughputPercent', 'freeCapacityPercent', 'fullestDiskFreePercent', 'metadataCpuPercent', 'networkThroughputPercent',
];
const ELASTIC = {
  capacity: undefined,
  perUnitStorageThroughput: undefined,
  storageType: LustreStorageType.INTELLIGENT_TIERING,
  throughputCapacity: 4000,
  dataReadCacheConfiguration: { sizingMode: LustreReadCacheSizingMode.NO_CACHE },
  metadataConfiguration: { mode: LustreMetadataMode.USER_PROVISIONED, iops: 6000 },
};

function linked(
  stack: Stack,
  autoExportPolicy?: DataRepositoryEvent[],
  autoImportPolicy?: DataRepositoryEvent[],
): FsxLustreStorage {
  return managedOn(stack, {
    dataRepositories: [
      DataRepository.fromPath('s3://data/imagenet', { fileSystemPath: '/data', autoExportPolicy, autoImportPolicy }),
    ],
  });
}

function alarmNamed(stack: Stack, storage: FsxLustreStorage, name: string): TemplateResource {
  const id = stack.resolve((storage.monitoring!.alarms[name].node.defaultChild as cloudwatch.CfnAlarm).logicalId);
  return resourcesOf(stack, ALARM).find(alarm => alarm.id === id)!;
}

describe('the alarms of a file system of the stack', () => {
  test('are those of its capacity and its servers; none of S3 or of pods', () => {
    const stack = testStack();
    const { alarms } = managedOn(stack).monitor();
    expect(Object.keys(alarms).sort()).toEqual(OF_A_FILE_SYSTEM);
    expect(resourcesOf(stack, ALARM)).toHaveLength(OF_A_FILE_SYSTEM.length);
  });

  test.each([
    ['exports', [DataRepositoryEvent.NEW], [], true],
    ['imports', [], [DataRepositoryEvent.NEW], true],
    ['does neither by itself', [], [], false],
  ])('watch the queue of a link that %s', (_, exported, imported, watched) => {
    expect('queuedChangeSeconds' in linked(testStack(), exported, imported).monitor().alarms).toBe(watched);
  });

  test('leave capacity out where it is elastic', () => {
    const { alarms } = managedOn(testStack(), ELASTIC).monitor();
    expect(Object.keys(alarms).sort()).toEqual(OF_A_FILE_SYSTEM.filter(name => !/Free|free/.test(name)));
  });

  test('measure free capacity in percent of the capacity, each minute', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.monitor();
    const { Metrics, ...alarm } = alarmNamed(stack, storage, 'freeCapacityPercent').Properties;
    expect(alarm).toMatchObject({ ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 10, EvaluationPeriods: 15, TreatMissingData: 'missing' });
    expect(Metrics[0].Expression).toBe('100 * free / (2400 * 1073741824)');
    expect(Metrics[1]).toMatchObject({ Id: 'free', MetricStat: { Metric: { Namespace: 'AWS/FSx', MetricName: 'FreeDataStorageCapacity' }, Period: 60, Stat: 'Sum' } });
    expect(Metrics[1].MetricStat.Metric.Dimensions).toEqual([{ Name: 'FileSystemId', Value: { Ref: resourceOf(stack, 'AWS::FSx::FileSystem').id } }]);
  });

  test('see the busiest server, whose name nobody knows yet, and are quiet without data', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.monitor();
    const { Metrics, ...alarm } = alarmNamed(stack, storage, 'networkThroughputPercent').Properties;
    const fileSystem = resourceOf(stack, 'AWS::FSx::FileSystem').id;
    expect(alarm).toMatchObject({ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 90, EvaluationPeriods: 12, TreatMissingData: 'notBreaching' });
    expect(Metrics).toHaveLength(1);
    expect(Metrics[0].Period).toBe(300);
    expect(flattened(Metrics[0].Expression)).toBe(`SELECT MAX(NetworkThroughputUtilization) FROM "AWS/FSx" WHERE FileSystemId = '\${${fileSystem}}'`);
  });

  test('explain themselves within what CloudWatch takes, wherever they are', () => {
    const stack = testStack();
    managedOn(stack, {}, {}, 'A'.repeat(240)).monitor({ containerInsights: true });
    for (const { Properties: { AlarmDescription } } of resourcesOf(stack, ALARM)) {
      expect(AlarmDescription).toMatch(/^.+: .+\. What to do: .+\. https:\/\/docs\.aws\.amazon\.com\/\S+ \(Storage\/A{240}\)$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(facts.limits.alarmDescription);
    }
  });

  test('work for a capacity and a threshold that are known at deployment only', () => {
    const stack = testStack();
    const capacity = new CfnParameter(stack, 'Capacity', { type: 'Number' });
    const percent = new CfnParameter(stack, 'Percent', { type: 'Number' });
    const storage = managedOn(stack, { capacity: Size.gibibytes(capacity.valueAsNumber) });
    storage.monitor({ thresholds: { freeCapacityPercent: percent.valueAsNumber } });
    const { Metrics, Threshold } = alarmNamed(stack, storage, 'freeCapacityPercent').Properties;
    expect(flattened(Metrics[0].Expression)).toBe('100 * free / (${Capacity} * 1073741824)');
    expect(Threshold).toEqual({ Ref: 'Percent' });
    const body = flattened(resourceOf(stack, DASHBOARD).Properties.DashboardBody);
    expect(body).toContain('"value":${Percent}');
    expect(body).toContain('100 * free / (${Capacity} * 1073741824)');
    expect(body).not.toMatch(/-1\.8\d+e\+?\d+/); // a number token that was written out
  });

  test('cause no warning of the CDK for a capacity that is known at deployment only', () => {
    const stack = testStack();
    const capacity = new CfnParameter(stack, 'Capacity', { type: 'Number' });
    const { alarms } = managedOn(stack, { capacity: Size.gibibytes(capacity.valueAsNumber) }).monitor();
    expect(alarms.freeCapacityPercent.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')).toEqual([]);
  });
});

describe('of a file system that already exists', () => {
  test('has all alarms: whether it is linked to S3 is not known', () => {
    const stack = testStack();
    const { alarms } = existingOn(stack).monitor();
    expect(Object.keys(alarms).sort()).toEqual([...OF_A_FILE_SYSTEM, 'queuedChangeSeconds'].sort());
    expect(JSON.stringify(resourcesOf(stack, ALARM))).toContain('WHERE FileSystemId = \'fs-0123456789abcdef0\'');
  });

  test('whose id is known at deployment only', () => {
    const stack = testStack();
    const id = new CfnParameter(stack, 'FileSystemId');
    existingOn(stack, { fileSystemId: id.valueAsString }).monitor();
    expect(JSON.stringify(resourcesOf(stack, ALARM))).toContain('{"Name":"FileSystemId","Value":{"Ref":"FileSystemId"}}');
    expect(objectionsTo(dashboardsOf(stack)[0])).toEqual([]);
  });
});

describe('where each claim has a file system', () => {
  test('says in one error why there are no alarms, and what there is', () => {
    const message = errorOf(() => storageOn(testStack()).monitor());
    expect(idsIn(message)).toEqual(['lustre/monitor-dynamic']);
    expect(message).toContain('FsxLustreStorage \'Storage/Data\', monitor: 1 problem');
    expect(message).toContain('use LustreProvisioning.managed(); or set containerInsights: true');
  });

  test('watches the driver, and draws every Lustre file system of the Region', () => {
    const stack = testStack();
    const { alarms } = storageOn(stack).monitor({ containerInsights: true });
    expect(Object.keys(alarms).sort()).toEqual(['unavailableControllerPods', 'unavailableNodePods']);
    const [widgets] = dashboardsOf(stack);
    expect(objectionsTo(widgets)).toEqual([]);
    expect(JSON.stringify(graphsOf(widgets)[0].properties.metrics)).toContain('SEARCH(\'{AWS/FSx,FileSystemId} MetricName=\\"FreeDataStorageCapacity\\"\'');
  });

  test('names no metric', () => {
    expect(errorOf(() => storageOn(testStack()).metricDataReadBytes())).toContain('each claim has its own file system');
  });
});

describe('the pods of the driver', () => {
  test('are watched where Container Insights sees them', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.monitor({ containerInsights: true });
    const [pods] = facts.driverPods;
    const { Metrics, ...alarm } = alarmNamed(stack, storage, 'unavailableControllerPods').Properties;
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 6, TreatMissingData: 'missing' });
    expect(Metrics[0].MetricStat).toEqual({
      Period: 300, Stat: 'Minimum', Metric: {
        Namespace: 'ContainerInsights', MetricName: 'status_replicas_unavailable',
        Dimensions: [{ Name: 'ClusterName', Value: 'training' }, { Name: 'Namespace', Value: pods.namespace }, { Name: 'PodName', Value: pods.deployment }],
      },
    });
    const onNodes = alarmNamed(stack, storage, 'unavailableNodePods').Properties.Metrics[0].MetricStat.Metric;
    expect(onNodes).toMatchObject({ MetricName: 'daemonset_status_number_unavailable' });
    expect(onNodes.Dimensions[2]).toEqual({ Name: 'PodName', Value: pods.daemonSet });
  });

  test('have one alarm each in a cluster, and their graph on every dashboard', () => {
    const stack = testStack();
    const cluster = importedCluster(stack);
    const [one, other] = ['One', 'Other'].map(id => managedOn(stack, {}, { cluster, claim: { name: id.toLowerCase() } }, id))
      .map(storage => storage.monitor({ containerInsights: true }));
    expect([one, other].map(({ alarms }) => 'unavailableNodePods' in alarms)).toEqual([true, false]);
    expect(dashboardsOf(stack).map(widgets => titlesOf(widgets).includes('Unavailable pods of the driver'))).toEqual([true, true]);
  });

  test('have theirs with the next storage where the first does not want one', () => {
    const stack = testStack();
    const cluster = importedCluster(stack);
    const storages = ['One', 'Other', 'Third'].map(id => managedOn(stack, {}, { cluster, claim: { name: id.toLowerCase() } }, id));
    storages[0].monitor({ containerInsights: true, disable: ['unavailableNodePods'] });
    const made = Object.keys(storages[1].monitor({ containerInsights: true }).alarms);
    expect(['unavailableControllerPods', 'unavailableNodePods'].map(name => made.includes(name))).toEqual([false, true]);
    const rejected = errorOf(() =>
      storages[2].monitor({ containerInsights: true, thresholds: { unavailableNodePods: 2 } }),
    );
    expect(idsIn(rejected)).toEqual(['lustre/monitor-threshold-idle']);
  });

  test('of another cluster have theirs', () => {
    const stack = testStack();
    const clusters = ['A', 'B'].map(id => importedCluster(stack, { clusterName: id }, id));
    const all = clusters.map(cluster => managedOn(stack, {}, { cluster }, `On${cluster.node.id}`).monitor({ containerInsights: true }));
    expect(all.map(({ alarms }) => 'unavailableNodePods' in alarms)).toEqual([true, true]);
  });
});

describe('what a user says', () => {
  test('moves thresholds, and the lines in the graphs with them', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.monitor({ thresholds: { freeCapacityPercent: 25, networkThroughputPercent: 70 } });
    expect(alarmNamed(stack, storage, 'freeCapacityPercent').Properties.Threshold).toBe(25);
    const graphs = graphsOf(dashboardsOf(stack)[0]).map(({ properties }) => properties);
    const lines = Object.fromEntries(
      graphs.map(({ title, annotations }) => [title, annotations?.horizontal.map(({ value }: any) => value)]),
    );
    expect(lines).toMatchObject({ 'Free capacity': [25, 5], 'Utilization': [70, 90], 'Throughput': undefined });
  });

  test('keeps alarms away, whose lines stay', () => {
    const stack = testStack();
    const { alarms } = managedOn(stack).monitor({ disable: ['fullestDiskFreePercent'] });
    expect(Object.keys(alarms)).not.toContain('fullestDiskFreePercent');
    const { metrics, annotations } = graphsOf(dashboardsOf(stack)[0])[0].properties;
    expect(metrics.flat().map(({ label }: any) => label)).toContain('Free, fullest disk');
    expect(annotations.horizontal.map(({ value }: any) => value)).toEqual([10]);
  });

  test('happens when alarms fire, and when all is well again', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'OnCall');
    managedOn(stack).monitor({ actions: [new actions.SnsAction(topic)] });
    const refs = [{ Ref: stack.resolve((topic.node.defaultChild as sns.CfnTopic).logicalId) }];
    const said = resourcesOf(stack, ALARM).map(({ Properties: { AlarmActions, OKActions } }) => [
      AlarmActions,
      OKActions,
    ]);
    expect(said).toEqual(OF_A_FILE_SYSTEM.map(() => [refs, undefined]));
    const other = testStack(testApp());
    managedOn(other).monitor({ okActions: [new actions.SnsAction(new sns.Topic(other, 'Calm'))] });
    expect(
      resourcesOf(other, ALARM).every(
        ({ Properties }) => Properties.OKActions.length === 1 && !Properties.AlarmActions,
      ),
    ).toBe(true);
  });

  test.each<[string, LustreMonitoringOptions, string[]]>([
    ['percentages end at 100', { thresholds: { freeCapacityPercent: 100.5 } }, ['lustre/monitor-threshold-range']],
    ['and begin above 0', { thresholds: { diskIopsPercent: 0 } }, ['lustre/monitor-threshold-range']],
    ['a link is missing', { thresholds: { queuedChangeSeconds: 60 } }, ['lustre/monitor-threshold-idle']],
    ['Container Insights is missing', { thresholds: { unavailableNodePods: 2 } }, ['lustre/monitor-threshold-idle']],
    ['disabled, and with a threshold', { thresholds: { diskIopsPercent: 50 }, disable: ['diskIopsPercent'] }, ['lustre/monitor-threshold-idle']],
    ['no such alarm', { disable: ['iops'] }, ['lustre/monitor-disable-unknown']],
    ['a dashboard is not called like this', { dashboardName: 'a b' }, ['lustre/monitor-dashboard-name']],
    ['a name for nothing', { dashboardName: 'a', createDashboard: false }, ['lustre/monitor-dashboard']],
    ['all at once', { thresholds: { freeCapacityPercent: -1 }, disable: ['x'], dashboardName: 'a b' },
      ['lustre/monitor-threshold-range', 'lustre/monitor-disable-unknown', 'lustre/monitor-dashboard-name']],
  ])('is rejected where it cannot be: %s', (_, options, ids) => {
    const stack = testStack();
    const storage = managedOn(stack);
    expect(idsIn(errorOf(() => storage.monitor(options)))).toEqual(ids);
    expect(resourcesOf(stack, ALARM)).toEqual([]);
    expect(storage.monitoring).toBeUndefined();
  });

  test('lists the thresholds that are wrong, with what was given', () => {
    const thresholds = { freeCapacityPercent: 101, diskIopsPercent: -1, metadataCpuPercent: 100 };
    expect(errorOf(() => managedOn(testStack()).monitor({ thresholds })))
      .toContain('thresholds: freeCapacityPercent 101 and diskIopsPercent -1: percentages must be greater than 0 and at most 100, other thresholds greater than 0.');
  });
});

describe('the dashboard', () => {
  test('begins with the file system and the states of its alarms, and has a graph for each question', () => {
    const stack = testStack();
    linked(stack, [DataRepositoryEvent.NEW]).monitor({ containerInsights: true, dashboardName: 'training' });
    const [widgets] = dashboardsOf(stack);
    expect(objectionsTo(widgets)).toEqual([]);
    expect(widgets[0].properties.markdown).toMatch(/^## Storage\/Data\nFSx for Lustre `\$\{DataFileSystem\w+\}`$/);
    expect(widgets[1].properties.alarms).toHaveLength(resourcesOf(stack, ALARM).length);
    expect(titlesOf(widgets)).toEqual([
      'Free capacity', 'Utilization', 'Queue to and from S3', 'Throughput', 'Operations', 'Stored data', 'Unavailable pods of the driver',
    ]);
    expect(resourceOf(stack, DASHBOARD).Properties.DashboardName).toBe('training');
  });

  test('is checked for what CloudWatch would reject', () => {
    const metrics = [['N', 'M', 'D', 'v', { id: 'm', visible: false }], [{ expression: 'm * 2' }]];
    const graph = { type: 'metric', x: 0, y: 0, width: 8, height: 6, properties: { title: 't', region: 'r', metrics } };
    const having = (properties: object, place: object = {}) => {
      return objectionsTo([{ ...graph, ...place, properties: { ...graph.properties, ...properties } }]);
    };
    expect(having({})).toEqual([]);
    expect(having({ metrics: [] })).toHaveLength(1);
    expect(having({ metrics: [['N', 'M', 'D']] })).toHaveLength(1);
    expect(having({ metrics: [[{ expression: 'm * 2' }]] })).toHaveLength(1);
    expect(having({ metrics: [['N', 'M', { id: 'm' }], [{ expression: 'm * 2' }]] })).toHaveLength(1);
    expect(having({ region: undefined })).toHaveLength(1);
    expect(having({}, { x: 17 })).toHaveLength(1);
    expect(objectionsTo([graph, { ...graph, x: 7 }])).toHaveLength(1);
  });

  test('can be one that is there, also in another stack, or none', () => {
    const app = testApp();
    const [stack, other] = [testStack(app), testStack(app, 'Dashboards')];
    const shared = new cloudwatch.Dashboard(other, 'Shared');
    const monitoring = managedOn(stack).monitor({ dashboard: shared });
    expect(monitoring.dashboard).toBe(shared);
    expect(resourcesOf(stack, DASHBOARD)).toEqual([]);
    expect(objectionsTo(dashboardsOf(other)[0])).toEqual([]);
    const none = managedOn(testStack(testApp())).monitor({ createDashboard: false });
    expect(none.dashboard).toBeUndefined();
    expect(none.widgets.length).toBeGreaterThan(5);
  });

  test('is not the only place for the widgets and metrics: they are those of aws-cloudwatch', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    const { widgets } = storage.monitor({ createDashboard: false });
    const mine = new cloudwatch.Dashboard(stack, 'Mine');
    mine.addWidgets(...widgets);
    mine.addWidgets(new cloudwatch.GraphWidget({ left: [storage.metricDataReadBytes(), storage.metric('ClientConnections', { statistic: 'Sum' })] }));
    expect(objectionsTo(dashboardsOf(stack)[0])).toEqual([]);
  });
});

describe('a second time', () => {
  test('with the same options it is the same monitoring', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    const first = storage.monitor({ thresholds: { freeCapacityPercent: 20 }, disable: ['diskIopsPercent'] });
    expect(storage.monitor({ disable: ['diskIopsPercent'], thresholds: { freeCapacityPercent: 20, diskIopsPercent: undefined } })).toBe(first);
    expect(storage.monitoring).toBe(first);
  });

  test.each<[string, LustreMonitoringOptions]>([
    ['another threshold', { thresholds: { freeCapacityPercent: 21 } }],
    ['one more', { thresholds: { freeCapacityPercent: 20, diskIopsPercent: 80 } }],
    ['none', {}],
    ['no dashboard', { thresholds: { freeCapacityPercent: 20 }, createDashboard: false }],
  ])('with %s it is an error', (_, options) => {
    const storage = managedOn(testStack());
    storage.monitor({ thresholds: { freeCapacityPercent: 20 } });
    expect(errorOf(() => storage.monitor(options))).toContain('\'Storage/Data\' is already monitored with other options');
  });
});

describe('metrics', () => {
  test.each<[string, (storage: FsxLustreStorage) => cloudwatch.Metric, string, number]>([
    ['FreeDataStorageCapacity', storage => storage.metricFreeDataStorageCapacity(), 'Sum', 1],
    ['LogicalDiskUsage', storage => storage.metricLogicalDiskUsage(), 'Sum', 1],
    ['PhysicalDiskUsage', storage => storage.metricPhysicalDiskUsage(), 'Sum', 1],
    ['DataReadBytes', storage => storage.metricDataReadBytes(), 'Sum', 5],
    ['DataWriteBytes', storage => storage.metricDataWriteBytes(), 'Sum', 5],
    ['DataReadOperations', storage => storage.metricDataReadOperations(), 'Sum', 5],
    ['DataWriteOperations', storage => storage.metricDataWriteOperations(), 'Sum', 5],
    ['MetadataOperations', storage => storage.metricMetadataOperations(), 'Sum', 5],
  ])('%s', (name, of, statistic, minutes) => {
    const metric = of(existingOn(testStack()));
    expect(metric).toMatchObject({ namespace: 'AWS/FSx', metricName: name, statistic, dimensions: { FileSystemId: 'fs-0123456789abcdef0' } });
    expect(metric.period.toMinutes()).toBe(minutes);
    expect(facts.metrics.find(fact => fact.service === 'lustre' && fact.metric === name)).toMatchObject({ dimensions: ['FileSystemId'] });
  });

  test('take what the metrics of other constructs take', () => {
    const metric = existingOn(testStack()).metricDataReadBytes({ label: 'Read', statistic: 'Maximum', color: '#00ff00' });
    expect(metric).toMatchObject({ label: 'Read', statistic: 'Maximum', color: '#00ff00' });
  });

  test('any other by its name and further dimensions', () => {
    const metric = existingOn(testStack()).metric('AgeOfOldestQueuedMessage', { dimensionsMap: { Publisher: 'AutoImport' } });
    expect(metric).toMatchObject({ statistic: 'Average', dimensions: { FileSystemId: 'fs-0123456789abcdef0', Publisher: 'AutoImport' } });
  });
});

test('backups that AWS Backup did not make are an event of this file system alone', () => {
  const stack = testStack();
  const storage = existingOn(stack);
  storage.onBackupJobFailed('BackupFailed', { description: 'no backup' });
  const { EventPattern, Description } = resourceOf(stack, 'AWS::Events::Rule').Properties;
  const { source, detailType, failed } = facts.backupEvent;
  expect(Description).toBe('no backup');
  expect(EventPattern).toMatchObject({ 'source': [source], 'detail-type': [detailType], 'detail': { state: failed } });
  expect(EventPattern.detail.resourceArn.map(flattened)).toEqual(['arn:${AWS::Partition}:fsx:eu-west-1:111122223333:file-system/fs-0123456789abcdef0']);
});

test('every deployment type keeps what its alarms read', () => {
  for (const deploymentType of [LustreDeploymentType.SCRATCH_1, LustreDeploymentType.SCRATCH_2]) {
    const stack = testStack();
    const { alarms } = managedOn(stack, { deploymentType, perUnitStorageThroughput: undefined }).monitor();
    expect(Object.keys(alarms).sort()).toEqual(OF_A_FILE_SYSTEM);
    expect(Object.values(alarms).some(alarm => Token.isUnresolved(alarm.alarmArn))).toBe(true);
  }
});
