import { Size, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { corpus, mlVolume } from './volumes';
import { MlBackend, MlWorkload } from '../../src';
import { errorOf, idsIn, resourcesOf, testStack } from '../support/fixture';
import { managedOntap } from '../support/ontap';

const ALARM = 'AWS::CloudWatch::Alarm';

test('on Lustre, takes the thresholds for Lustre, and leaves those for ONTAP alone', () => {
  const stack = testStack();
  const volume = mlVolume(stack, { dataset: { bucket: corpus(stack) } });
  const monitoring = volume.monitor({
    lustreThresholds: { freeCapacityPercent: 30 },
    ontapThresholds: { ssdUsedPercent: 70 },
  });
  expect(volume.lustre!.monitoring).toBe(monitoring);
  expect(volume.monitoring).toBe(monitoring);
  const alarm = (name: string) => (monitoring.alarms[name].node.defaultChild as cloudwatch.CfnAlarm);
  expect(alarm('freeCapacityPercent').threshold).toBe(30);
  expect(Object.keys(monitoring.alarms)).toContain('queuedChangeSeconds');
  expect(Object.keys(monitoring.alarms)).not.toContain('ssdUsedPercent');
});

test('on ONTAP, takes those for ONTAP', () => {
  const volume = mlVolume(testStack(), { workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP });
  const { alarms } = volume.monitor({
    lustreThresholds: { freeCapacityPercent: 30 },
    ontapThresholds: { ssdUsedPercent: 70 },
  });
  expect((alarms.ssdUsedPercent.node.defaultChild as cloudwatch.CfnAlarm).threshold).toBe(70);
});

test('names of the other service mean nothing, those of none are rejected', () => {
  const disable = ['freeCapacityPercent', 'ssdUsedPercent', 'diskThroughputPercent'];
  const stack = testStack();
  const ontap = mlVolume(stack, { workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP }).monitor({ disable });
  expect(Object.keys(ontap.alarms).filter(name => disable.includes(name))).toEqual([]);
  const other = testStack();
  const lustre = mlVolume(other, { dataset: { bucket: corpus(other) } }).monitor({ disable });
  expect(Object.keys(lustre.alarms).filter(name => disable.includes(name))).toEqual([]);
  const third = mlVolume(testStack(), { workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP });
  expect(idsIn(errorOf(() => third.monitor({ disable: ['full'] })))).toEqual(['ontap/monitor-disable-unknown']);
});

test('a storage that several volumes share is monitored once', () => {
  const stack = testStack();
  const storage = managedOntap(stack, {}, {}, 'Shared');
  const volumes = ['A', 'B'].map(id => mlVolume(stack, { size: Size.gibibytes(100), storage }, id));
  const options = { ontapThresholds: { ssdUsedPercent: 60 }, disable: ['cpuPercent'] };
  const [one, other] = volumes.map(volume => volume.monitor({ ...options }));
  expect(one).toBe(other);
  expect(resourcesOf(stack, ALARM)).toHaveLength(Object.keys(one.alarms).length);
  expect(errorOf(() => volumes[0].monitor())).toContain('FsxOntapStorage \'Storage/Shared\' is already monitored');
});

test('scratch of a claim has no alarms of its own, and says so', () => {
  const volume = mlVolume(testStack(), { workload: MlWorkload.SCRATCH });
  expect(idsIn(errorOf(() => volume.monitor()))).toEqual(['lustre/monitor-dynamic']);
  expect(Object.keys(volume.monitor({ containerInsights: true }).alarms)).toEqual(['unavailableControllerPods', 'unavailableNodePods']);
  expect(errorOf(() => volume.metricDataReadBytes())).toContain('each claim has its own file system');
});

test('metrics and events are those of the storage behind it', () => {
  const stack = testStack();
  const volume = mlVolume(stack, { workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP });
  expect(stack.resolve(volume.metricDataReadBytes().dimensions)).toEqual(
    stack.resolve(volume.ontap!.metricDataReadBytes().dimensions),
  );
  expect(JSON.stringify(stack.resolve(volume.onBackupJobFailed('Failed').ruleArn))).toContain('Failed');
  expect(JSON.stringify(resourcesOf(stack, 'AWS::Events::Rule'))).toContain(':volume/');
});
