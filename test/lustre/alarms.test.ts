import { LUSTRE_ALARMS } from '../../src/lustre/alarms';
import { AlarmRow } from '../../src/monitoring/rows';
import { World, stateIn } from '../monitoring/simulated';

const ROWS: [string, AlarmRow<any>][] = Object.entries(LUSTRE_ALARMS);
const CAPACITY = 2400 * 1024 ** 3;
const DISKS = 2;
const UTILIZATION = ['NetworkThroughputUtilization', 'FileServerDiskThroughputUtilization', 'DiskIopsUtilization', 'CPUUtilization'];

/** Two disks, of which one has half the free space of an even share. */
function free(share: number, fullestShare = share): World[string] {
  return { Sum: share * CAPACITY, Minimum: fullestShare * CAPACITY / DISKS, SampleCount: DISKS };
}
const utilization = (percent: number) => Object.fromEntries(UTILIZATION.map(metric => [metric, percent]));
const states = (world: World) => Object.fromEntries(ROWS.map(([name, row]) => [name, stateIn(world, row, CAPACITY)]));
const alarmsIn = (world: World) => Object.entries(states(world)).filter(([, state]) => state === 'ALARM').map(([name]) => name);

describe('no alarm fires', () => {
  test('on a file system that is new and idle', () => {
    expect(alarmsIn({ FreeDataStorageCapacity: free(0.95), ...utilization(0) })).toEqual([]);
  });

  test('in a training that uses most of it', () => {
    const queued = { AgeOfOldestQueuedMessage: 1800, status_replicas_unavailable: 0 };
    expect(alarmsIn({ FreeDataStorageCapacity: free(0.15, 0.08), ...utilization(89), ...queued })).toEqual([]);
  });

  test('without data: of what may be absent all is well, of what should be there nobody knows', () => {
    expect(states({})).toEqual({
      freeCapacityPercent: 'INSUFFICIENT_DATA', fullestDiskFreePercent: 'INSUFFICIENT_DATA', networkThroughputPercent: 'OK', diskThroughputPercent: 'OK',
      diskIopsPercent: 'OK', metadataCpuPercent: 'OK', queuedChangeSeconds: 'OK',
      unavailableControllerPods: 'INSUFFICIENT_DATA', unavailableNodePods: 'INSUFFICIENT_DATA',
    });
  });
});

test.each<[string, World, string[]]>([
  ['a tenth is free', { FreeDataStorageCapacity: free(0.1) }, ['freeCapacityPercent']],
  ['a little more is free', { FreeDataStorageCapacity: free(0.101) }, []],
  ['a disk has a twentieth of its share', { FreeDataStorageCapacity: free(0.5, 0.05) }, ['fullestDiskFreePercent']],
  ['a disk has a little more', { FreeDataStorageCapacity: free(0.5, 0.051) }, []],
  ['nothing is free', { FreeDataStorageCapacity: free(0) }, ['freeCapacityPercent', 'fullestDiskFreePercent']],
  ['the network is at 90 %', { NetworkThroughputUtilization: 90 }, ['networkThroughputPercent']],
  ['disks are at 90 %', { FileServerDiskThroughputUtilization: 90 }, ['diskThroughputPercent']],
  ['a disk of data or metadata is at 90 % of its IOPS', { DiskIopsUtilization: 90 }, ['diskIopsPercent']],
  ['a metadata server is at 90 %', { CPUUtilization: 90 }, ['metadataCpuPercent']],
  ['changes wait for an hour', { AgeOfOldestQueuedMessage: 3600 }, ['queuedChangeSeconds']],
  ['changes wait for less', { AgeOfOldestQueuedMessage: 3599 }, []],
  ['a pod is missing', { daemonset_status_number_unavailable: 1 }, ['unavailableNodePods']],
  ['half of the controllers are missing', { status_replicas_unavailable: 1 }, ['unavailableControllerPods']],
])('when %s', (_, world, fired) => {
  expect(alarmsIn(world)).toEqual(fired);
});
