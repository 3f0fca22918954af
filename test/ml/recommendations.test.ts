import * as fc from 'fast-check';
import {
  MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageAdvisor, StorageRecommendation,
  StorageRequirements,
} from '../../src';
import { LUSTRE_RULES } from '../../src/lustre/rules';
import { ONTAP_BACKEND_RULES, ONTAP_CLAIM_RULES, ONTAP_RULES } from '../../src/ontap/rules';
import { check } from '../../src/validation/check';
import { does, isBlock, lasts, neededMBps } from '../oracle/advisor';
import { errorOf } from '../support/fixture';

const enumOf = <T extends string>(values: { [key: string]: T }) => fc.constantFrom(...Object.values(values));
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** All that can be asked for; sizes and throughputs of every order of magnitude. */
const REQUIREMENTS: fc.Arbitrary<StorageRequirements> = fc.record({
  workload: enumOf(MlWorkload),
  sizeGiB: fc.oneof(
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: 2000000 }),
    fc.double({ min: 0.02, max: 10000, noNaN: true }),
  ),
  throughputMBps: sometimes(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 100000 }))),
  dataset: fc.constantFrom(undefined, undefined, ...Object.values(MlDatasetAccess)),
  multiAz: fc.constantFrom(undefined, false, false, true),
  snapshots: fc.constantFrom(undefined, false, false, true),
  clones: fc.constantFrom(undefined, false, false, true),
  protocols: sometimes(fc.uniqueArray(enumOf(MlProtocol), { maxLength: 2 })),
  lifetime: sometimes(enumOf(MlLifetime)),
  readers: sometimes(fc.integer({ min: 1, max: 500 })),
  backend: fc.constantFrom(undefined, undefined, ...Object.values(MlBackend)),
});

/** The ranking, or nothing where it is refused. */
function ranking(r: StorageRequirements): StorageRecommendation[] {
  try {
    return StorageAdvisor.recommend(r);
  } catch (error) {
    expect((error as Error).message).toMatch(/^StorageAdvisor: (nothing offers|no Amazon FSx) /);
    return [];
  }
}

const claimed = { claimName: 'data', claimNamespace: 'ml', volumeMode: 'Filesystem' };

/** An option as the plain configuration that MlTrainingVolume comes to, and what the rules have against it. */
function against(option: StorageRecommendation, r: StorageRequirements): string[] {
  const {
    deploymentType, capacityGiB: capacity, perUnitStorageThroughput, haPairs, throughputCapacityPerHaPair,
  } = option;
  const idsOf = (rules: readonly any[], configuration: object) =>
    check(rules, configuration)
      .violations.map(({ id }) => id)
      .filter(id => !id.endsWith('-unverified')); // notes about what AWS does not document
  if (option.backend === MlBackend.LUSTRE) {
    const elastic = option.storageType === 'INTELLIGENT_TIERING';
    const dynamic = deploymentType === 'SCRATCH_2' && r.dataset !== MlDatasetAccess.WRITE_BACK;
    const shared = { ...claimed, deploymentType, storageType: option.storageType, fileSystemTypeVersion: '2.15', accessMode: 'ReadWriteMany' };
    const repository = {
      fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [], autoExportPolicy: [], batchImportMetaDataOnCreate: true,
    };
    return idsOf(LUSTRE_RULES, dynamic
      ? { ...shared, provisioning: 'dynamic', claimSize: capacity, s3ImportPath: r.dataset && 's3://data' }
      : {
        ...shared, provisioning: 'managed', perUnitStorageThroughput, dataRepositories: r.dataset && [repository],
        ...elastic
          ? { throughputCapacity: option.throughputMBps, readCacheSizingMode: 'PROPORTIONAL_TO_THROUGHPUT_CAPACITY', metadataMode: 'AUTOMATIC' }
          : { capacity },
        ...option.storageType === 'HDD' && { driveCacheType: 'NONE' },
      });
  }
  const kinds = (r.protocols?.length ? r.protocols : [MlProtocol.FILES]).map(protocol => ['ISCSI', 'NVME'].includes(protocol)
    ? { driver: 'ontap-san', sanType: protocol.toLowerCase(), accessMode: 'ReadWriteOnce' }
    : { driver: haPairs! > 1 || r.sizeGiB > 307_200 ? 'ontap-nas-flexgroup' : 'ontap-nas', accessMode: 'ReadWriteMany' });
  return [
    ...idsOf(ONTAP_RULES, { provisioning: 'managed', deploymentType, capacity, haPairs, throughputCapacityPerHaPair, snapshots: true, snapshotsOffered: true }),
    ...kinds.flatMap(kind => [
      ...idsOf(ONTAP_BACKEND_RULES, { ...kind, backendName: 'way', pools: [], nodesPrepared: true, deploymentType, haPairs }),
      ...idsOf(ONTAP_CLAIM_RULES, { ...claimed, ...kind, claimSize: r.sizeGiB, capacity, snapshotsOn: true }),
    ]),
  ];
}

/** Rankings of generated requirements, which are the same for each property. */
const RANKINGS = new Map<string, StorageRecommendation[]>();

/** Each ranking of generated requirements, options and all. */
function forEachOption(
  predicate: (option: StorageRecommendation, r: StorageRequirements, options: StorageRecommendation[]) => void,
  numRuns = 300,
) {
  let seen = 0;
  fc.assert(
    fc.property(REQUIREMENTS, r => {
      const key = JSON.stringify(r);
      const options = RANKINGS.get(key) ?? ranking(r);
      RANKINGS.set(key, options);
      options.forEach(option => predicate(option, r, options));
      seen += options.length;
    }),
    { numRuns },
  );
  expect(seen).toBeGreaterThan(numRuns / 5);
}

describe('every option', () => {
  test('breaks no rule of its service', () => {
    forEachOption((option, r) => expect(against(option, r)).toEqual([]));
  });

  test('holds the data, and is as fast as was requested', () => {
    forEachOption((option, r) => {
      const { sizeGiB } = r;
      const throughputMBps = neededMBps(r);
      expect(option.capacityGiB).toBeGreaterThanOrEqual(option.backend === MlBackend.ONTAP ? sizeGiB / 0.8 : sizeGiB);
      expect(option.throughputMBps).toBeGreaterThanOrEqual(throughputMBps);
    });
  });

  test('delivers what its settings come to', () => {
    forEachOption(({
      backend, capacityGiB, storageType, throughputMBps, perUnitStorageThroughput = 200, haPairs,
      throughputCapacityPerHaPair,
    }) => {
      if (storageType === 'INTELLIGENT_TIERING') {
        return; // its throughput is the setting
      }
      const lustre = Math.floor(perUnitStorageThroughput * capacityGiB / 1024);
      const delivered = backend === MlBackend.LUSTRE ? lustre : haPairs! * throughputCapacityPerHaPair!;
      expect(throughputMBps).toBe(delivered);
    });
  });

  test('does all that was requested', () => {
    forEachOption(({ deploymentType }, r) => expect(does(deploymentType, r)).toBe(true));
  });

  test('is as fast for one block device: that lies on one pair of servers', () => {
    forEachOption(({ haPairs = 1 }, r) => expect(isBlock(r) ? haPairs : 1).toBe(1));
  });

  test('says what becomes of the data, what it cannot do, and why, each in one sentence of plain words', () => {
    forEachOption(({ durability, cannot, reason, deviations }) => {
      expect(cannot.length).toBeGreaterThan(0);
      for (const sentence of [durability, reason, ...cannot, ...deviations]) {
        expect(sentence).toMatch(/^[A-Za-z][^\n]{10,}[^.\s]$/);
        expect(sentence).not.toMatch(/\. |undefined|NaN|null|\[object|lustre-|ontap-|_AZ_|SCRATCH_|PERSISTENT_|\d\.\d{4}/);
      }
    });
  });

  test('explains a capacity or throughput that is more than was requested', () => {
    forEachOption(({ capacityGiB, storageType, throughputMBps, deviations }, r) => {
      expect(deviations.some(text => text.includes(`${capacityGiB} GiB for `))).toBe(capacityGiB > r.sizeGiB && storageType !== 'INTELLIGENT_TIERING');
      expect(deviations.some(text => text.includes(`delivers ${throughputMBps} MB/s where `))).toBe(throughputMBps > neededMBps(r));
    });
  });

});

describe('a ranking', () => {
  test('is the same a second time, and leaves the requirements as they were', () => {
    fc.assert(fc.property(REQUIREMENTS, r => {
      const before = JSON.stringify(r);
      expect(
        ranking(Object.freeze({ ...r, protocols: r.protocols && (Object.freeze([...r.protocols]) as any) })),
      ).toEqual(ranking(r));
      expect(JSON.stringify(r)).toBe(before);
    }));
  });

  test('cannot be changed for the next who asks', () => {
    const ask = () => StorageAdvisor.recommend({ workload: MlWorkload.TRAINING_DATA, sizeGiB: 1 })[0];
    const before = JSON.stringify(ask());
    ask().cannot.push('fly');
    expect(JSON.stringify(ask())).toBe(before);
  });

  test('is plain data', () => {
    forEachOption(option => expect(JSON.parse(JSON.stringify(option))).toStrictEqual(option), 200);
  });

});

test('a reason that names a service is the reason of an option of that service', () => {
  forEachOption((option, _, [best]) => {
    const about = /\b(Lustre|ONTAP)\b/.exec(best.reason)?.[1] ?? best.backend;
    expect(about.toUpperCase()).toBe(best.backend);
    expect(option === best || option.reason.endsWith(' also meets the requirements')).toBe(true);
  });
});

test('every rejection of a contradiction names what was requested, and only that', () => {
  fc.assert(fc.property(REQUIREMENTS, r => {
    fc.pre(['SCRATCH_2', 'PERSISTENT_2', 'SINGLE_AZ_1', 'SINGLE_AZ_2', 'MULTI_AZ_1', 'MULTI_AZ_2'].every(type => !does(type, r)));
    const message = errorOf(() => StorageAdvisor.recommend(r));
    const expected: [RegExp, boolean][] = [
      [/\(dataset\)/, r.dataset !== undefined], [/\(multiAz\)/, r.multiAz === true], [/snapshots|clones/, Boolean(r.snapshots || r.clones)],
      [/\(protocols\)/, (r.protocols ?? []).some(protocol => protocol !== 'FILES')], [/\(MlWorkload\.SCRATCH\)/, r.workload === 'SCRATCH'],
      [/durable data/, lasts(r)], [/HOME_DIRECTORIES/, r.workload === 'HOME_DIRECTORIES'], [/\(backend/, r.backend !== undefined], [/\(readers\)/, (r.readers ?? 1) > 1],
    ];
    const [first] = message.split('\n');
    expect(expected.filter(([word, requested]) => word.test(first) && !requested)).toEqual([]);
    expect(message.split('\n').length).toBeGreaterThan(1);
  }), { numRuns: 500 });
});
