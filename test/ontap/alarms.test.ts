import { AlarmRow } from '../../src/monitoring/rows';
import { ONTAP_ALARMS } from '../../src/ontap/alarms';
import { World, stateIn } from '../monitoring/simulated';

const ROWS: [string, AlarmRow<any>][] = Object.entries(ONTAP_ALARMS);
const UTILIZATION = [
  'NetworkThroughputUtilization', 'FileServerDiskThroughputUtilization', 'FileServerDiskIopsUtilization', 'DiskIopsUtilization', 'CPUUtilization',
];
/** The two metrics of one name: that of the SSD tier is an average, that of the volumes the highest. */
const used = (ssd: number, fullestVolume?: number) => ({
  StorageCapacityUtilization: { Average: ssd, ...fullestVolume !== undefined && { Maximum: fullestVolume } },
});
const utilization = (percent: number) => Object.fromEntries(UTILIZATION.map(metric => [metric, percent]));
const alarmsIn = (world: World, rows = ROWS) => rows.filter(([, row]) => stateIn(world, row) === 'ALARM').map(([name]) => name);

test('no alarm fires on a file system that is new, without volumes, and idle', () => {
  expect(alarmsIn({ ...used(2), ...utilization(1) })).toEqual([]);
});

test('no alarm fires on one that works hard', () => {
  expect(alarmsIn({ ...used(79, 89), ...utilization(79), StorageUsed: 500 * 1024 ** 4 })).toEqual([]);
});

test('no alarm fires without data', () => {
  const states = Object.fromEntries(ROWS.map(([name, row]) => [name, stateIn({}, row)]));
  const unknown = Object.keys(states).filter(name => states[name] !== 'OK');
  expect(unknown).toEqual(['ssdUsedPercent', 'unavailableControllerPods', 'unavailableNodePods']);
  expect(Object.values(states)).not.toContain('ALARM');
});

test.each<[string, World, string[]]>([
  ['the SSD tier is at 80 %', used(80), ['ssdUsedPercent']],
  ['a volume is at 90 %', used(10, 90), ['fullestVolumePercent']],
  ['the network is at 80 %', { NetworkThroughputUtilization: 80 }, ['networkThroughputPercent']],
  ['disks are at 80 %', { FileServerDiskThroughputUtilization: 80 }, ['diskThroughputPercent']],
  ['the server is at 80 % of its IOPS', { FileServerDiskIopsUtilization: 80 }, ['serverIopsPercent']],
  ['SSDs are at 80 % of their IOPS', { DiskIopsUtilization: 80 }, ['ssdIopsPercent']],
  ['a server is at 80 %', { CPUUtilization: 80 }, ['cpuPercent']],
])('when %s', (_, world, fired) => {
  expect(alarmsIn(world)).toEqual(fired);
});

test('the pool has an alarm at the threshold of the user alone', () => {
  const pool: [string, AlarmRow<any>][] = [['capacityPoolTiB', { ...ONTAP_ALARMS.capacityPoolTiB, threshold: 2 }]];
  expect('threshold' in ONTAP_ALARMS.capacityPoolTiB).toBe(false);
  expect(alarmsIn({ StorageUsed: 2 * 1024 ** 4 }, pool)).toEqual(['capacityPoolTiB']);
  expect(alarmsIn({ StorageUsed: 2 * 1024 ** 4 - 1 }, pool)).toEqual([]);
});
