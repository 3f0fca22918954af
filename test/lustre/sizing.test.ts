import * as fc from 'fast-check';
import { violates, violated } from './violations';
import { LIMITS, LustreDeploymentType, LustreStorageType } from '../../src/lustre/limits';
import { describeCapacities, LustreSizing, LustreSizingChoice, nearestCapacities, smallestCapacity, throughputOf, tierOf } from '../../src/lustre/sizing';
import capacities from '../cases/capacity.json';

const SSD_2400 = { small: [1200], step: 2400 };
const SCRATCH_1 = { small: [1200, 2400], step: 3600 };
const HDD = { small: [], step: 6000 };
const requests = fc.record({ minimumCapacityGiB: fc.nat(2000000), minimumThroughputMBps: fc.nat(1000000) });

/** A choice as the managed file system that a user would make of it. */
function managed({
  deploymentType, storageType, capacityGiB: capacity, perUnitStorageThroughput, throughputCapacity,
}: LustreSizingChoice) {
  return {
    provisioning: 'managed', fileSystemTypeVersion: '2.15', deploymentType, storageType, capacity, perUnitStorageThroughput, throughputCapacity,
    ...(storageType === LustreStorageType.HDD && { driveCacheType: 'NONE' }),
    ...(storageType === LustreStorageType.INTELLIGENT_TIERING && {
      readCacheSizingMode: 'NO_CACHE', metadataMode: 'USER_PROVISIONED', metadataIops: 6000,
    }),
  };
}

describe('choices', () => {
  test('are all legal', () => {
    fc.assert(fc.property(requests, request => {
      const ids = LustreSizing.choices(request).flatMap(choice => violated(managed(choice)));
      expect(ids.filter(id => id !== 'lustre/throughput-capacity-unverified')).toEqual([]);
    }));
  });

  test('meet the request, with what they say they deliver', () => {
    fc.assert(fc.property(requests, request => {
      for (const { capacityGiB, throughputMBps, perUnitStorageThroughput, throughputCapacity } of LustreSizing.choices(
        request,
      )) {
        expect(capacityGiB ?? Infinity).toBeGreaterThanOrEqual(request.minimumCapacityGiB);
        expect(throughputMBps).toBeGreaterThanOrEqual(request.minimumThroughputMBps);
        expect(throughputMBps).toBe(
          throughputCapacity ?? Math.floor(((perUnitStorageThroughput ?? 200) * capacityGiB!) / 1024),
        );
      }
    }));
  });

  test('are the smallest: no legal capacity below would do', () => {
    fc.assert(fc.property(requests, request => {
      for (const choice of LustreSizing.choices(request).filter(({ capacityGiB }) => capacityGiB !== undefined)) {
        const below = [
          1200,
          2400,
          ...[1800, 2400, 3600, 6000].flatMap(step =>
            [1, 2].map(n => Math.ceil(choice.capacityGiB! / step - n) * step),
          ),
        ].filter(
          capacity =>
            capacity > 0 && capacity < choice.capacityGiB! && violated({ ...managed(choice), capacity }).length === 0,
        );
        const enough = below.filter(capacity => capacity >= request.minimumCapacityGiB
          && (choice.perUnitStorageThroughput ?? 200) * capacity / 1024 >= request.minimumThroughputMBps);
        expect(enough).toEqual([]);
      }
    }));
  });

  test('come in order of capacity, then throughput, elastic ones last', () => {
    fc.assert(fc.property(requests, request => {
      const order = LustreSizing.choices(request).map(
        ({ capacityGiB, throughputMBps }) => (capacityGiB ?? 1e8) * 1e7 + throughputMBps,
      );
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }));
  });

  test('offer each storage type at each of its throughputs once', () => {
    const found = LustreSizing.choices({ minimumCapacityGiB: 1, minimumThroughputMBps: 1 })
      .map(choice => `${choice.deploymentType} ${choice.storageType} ${choice.perUnitStorageThroughput ?? ''}`.trim());
    expect(found.sort()).toEqual([
      'PERSISTENT_1 HDD 12', 'PERSISTENT_1 HDD 40', 'PERSISTENT_1 SSD 100', 'PERSISTENT_1 SSD 200', 'PERSISTENT_1 SSD 50',
      'PERSISTENT_2 INTELLIGENT_TIERING', 'PERSISTENT_2 SSD 1000', 'PERSISTENT_2 SSD 125', 'PERSISTENT_2 SSD 250', 'PERSISTENT_2 SSD 500',
      'SCRATCH_1 SSD', 'SCRATCH_2 SSD',
    ]);
  });

  // https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html: throughput is capacity in TiB times the throughput per TiB
  test.each([
    [0, 0, LustreDeploymentType.SCRATCH_2, 1200, 234],
    [1200, 234, LustreDeploymentType.SCRATCH_2, 1200, 234],
    [1200, 235, LustreDeploymentType.SCRATCH_2, 2400, 468],
    [3000, 2000, LustreDeploymentType.SCRATCH_2, 12000, 2343],
    [2401, 0, LustreDeploymentType.SCRATCH_1, 3600, 703],
    [9600, 1875, LustreDeploymentType.SCRATCH_2, 9600, 1875],
  ])('%s GiB and %s MB/s on %s: %s GiB', (minimumCapacityGiB, minimumThroughputMBps, deploymentType, capacityGiB, throughputMBps) => {
    const [only, ...others] = LustreSizing.choices({
      minimumCapacityGiB,
      minimumThroughputMBps,
      deploymentTypes: [deploymentType],
    });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ deploymentType, capacityGiB, throughputMBps });
  });

  test('leave out what was not requested', () => {
    const request = { minimumCapacityGiB: 1, minimumThroughputMBps: 1 };
    const { HDD: hdd, SSD } = LustreStorageType;
    const { PERSISTENT_1, SCRATCH_1: scratch } = LustreDeploymentType;
    const chosen = (filter: object) =>
      LustreSizing.choices({ ...request, ...filter }).map(choice => choice.perUnitStorageThroughput);
    expect(chosen({ storageTypes: [hdd] })).toEqual([40, 12]);
    expect(chosen({ deploymentTypes: [PERSISTENT_1], storageTypes: [SSD] })).toEqual([50, 100, 200]);
    expect(chosen({ deploymentTypes: [scratch], storageTypes: [hdd] })).toEqual([]);
    expect(chosen({ deploymentTypes: [] })).toEqual([]);
  });

  test('leave out Intelligent-Tiering beyond its 2000000 MB/s', () => {
    const elastic = (minimumThroughputMBps: number) => LustreSizing.choices({
      minimumCapacityGiB: 0, minimumThroughputMBps, storageTypes: [LustreStorageType.INTELLIGENT_TIERING],
    }).map(({ throughputCapacity }) => throughputCapacity);
    expect([0, 1000, 1001, 2001, 4000, 4001, 2000000, 2000001].map(elastic))
      .toEqual([[1000], [1000], [2000], [4000], [4000], [8000], [2000000], []]);
  });

  test.each([[-1, 0], [0, -1], [NaN, 0], [0, NaN], [Infinity, 0], [0, Infinity]])('reject %s GiB and %s MB/s', (minimumCapacityGiB, minimumThroughputMBps) => {
    expect(() => LustreSizing.choices({ minimumCapacityGiB, minimumThroughputMBps })).toThrow(/^LustreSizing.*(must be at least 0|must be a finite number)/s);
  });
});

test.each([
  [SSD_2400, -5, [1200]],
  [SSD_2400, 0, [1200]],
  [SSD_2400, 1201, [1200, 2400]],
  [SSD_2400, 2399.5, [1200, 2400]],
  [SSD_2400, 2401, [2400, 4800]],
  [SCRATCH_1, 1300, [1200, 2400]],
  [SCRATCH_1, 3000, [2400, 3600]],
  [SCRATCH_1, 4800, [3600, 7200]],
  [HDD, 100, [6000]],
  [HDD, 7000, [6000, 12000]],
])('in steps of %j nearest to %s are %j', (steps, gib, nearest) => {
  expect(nearestCapacities(steps, gib)).toEqual(nearest);
  expect(smallestCapacity(steps, gib)).toBe(nearest[nearest.length - 1]);
});

test.each([
  [SSD_2400, '1200, 2400 and multiples of 2400 GiB'],
  [SCRATCH_1, '1200, 2400, 3600 and multiples of 3600 GiB'],
  [HDD, '6000 and multiples of 6000 GiB'],
])('says %j in words', (steps, expected) => {
  expect(describeCapacities(steps)).toBe(expected);
});

test('proposes capacities that FSx offers', () => {
  for (const { deploymentType, storageType, perUnitStorageThroughput, legal, illegal } of capacities) {
    const tier = tierOf(
      deploymentType as LustreDeploymentType,
      storageType as LustreStorageType,
      perUnitStorageThroughput,
    )!;
    const row = { deploymentType, storageType, perUnitStorageThroughput };
    const proposed = illegal.flatMap(gib => nearestCapacities(tier.capacity, gib));
    expect(proposed.filter(capacity => violates('lustre/capacity-step', { ...row, capacity }))).toEqual([]);
    expect(legal.map(gib => smallestCapacity(tier.capacity, gib))).toEqual(legal);
  }
});

describe('throughputOf', () => {
  const { PERSISTENT_1, PERSISTENT_2, SCRATCH_2 } = LustreDeploymentType;
  const { SSD, INTELLIGENT_TIERING, HDD: hdd } = LustreStorageType;

  test.each([
    [{ deploymentType: SCRATCH_2, storageType: SSD, capacity: 1200 }, 234],
    [{ deploymentType: PERSISTENT_1, storageType: SSD, capacity: 2400, perUnitStorageThroughput: 50 }, 117],
    [{ deploymentType: PERSISTENT_1, storageType: hdd, capacity: 6000, perUnitStorageThroughput: 12 }, 70],
    [{ deploymentType: PERSISTENT_2, storageType: SSD, capacity: 2400, perUnitStorageThroughput: 1000 }, 2343],
    [{ deploymentType: PERSISTENT_2, storageType: INTELLIGENT_TIERING, throughputCapacity: 8000 }, 8000],
    [{ deploymentType: SCRATCH_2, storageType: SSD }, undefined],
    [{ deploymentType: PERSISTENT_2, storageType: hdd, capacity: 6000 }, undefined],
    [{ deploymentType: PERSISTENT_2, storageType: SSD, capacity: 2400, perUnitStorageThroughput: 200 }, undefined],
  ])('%j delivers %s MB/s', (configuration, expected) => {
    expect(throughputOf(configuration)).toBe(expected);
  });
});

test('tiers of a storage type come slowest first', () => {
  const tiers = Object.values(LIMITS).flatMap(({ storage }) =>
    Object.values(storage).map(row => row.tiers.map(({ baseline }) => baseline)),
  );
  expect(tiers).toEqual(tiers.map(row => [...row].sort((a, b) => a - b)));
});
