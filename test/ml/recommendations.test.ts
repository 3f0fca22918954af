import * as fc from 'fast-check';
import {
  MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageAdvisor, StorageRecommendation, StorageRequirements,
} from '../../src';
import { LIMITS, LustreDeploymentType } from '../../src/lustre/limits';
import { LUSTRE_RULES } from '../../src/lustre/rules';
import { OFFERS } from '../../src/ml/offers';
import { PRICES } from '../../src/ml/prices';
import { ONTAP_BACKEND_RULES, ONTAP_CLAIM_RULES, ONTAP_RULES } from '../../src/ontap/rules';
import { check } from '../../src/validation/check';
import prices from '../cases/prices.json';
import { errorOf } from '../support/fixture';

const enumOf = <T extends string>(values: { [key: string]: T }) => fc.constantFrom(...Object.values(values));
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

/** All that can be asked for; sizes and throughputs of every order of magnitude. */
const REQUIREMENTS: fc.Arbitrary<StorageRequirements> = fc.record({
  workload: enumOf(MlWorkload),
  sizeGiB: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 2000000 }), fc.double({ min: 0.02, max: 10000, noNaN: true })),
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

/** What FSx sells, written down again: types, what they deliver, what they cost. */
const LUSTRE_TYPES = ['SCRATCH_2', 'PERSISTENT_2'];
const ONTAP_TYPES = [
  { type: 'SINGLE_AZ_1', pairs: 1, each: [128, 256, 512, 1024, 2048, 4096], max: 196608, largest: 196608 },
  { type: 'SINGLE_AZ_2', pairs: 12, each: [384, 768, 1536, 3072, 6144], max: 524288, largest: 1048576 },
  { type: 'MULTI_AZ_1', pairs: 1, each: [128, 256, 512, 1024, 2048, 4096], max: 196608, largest: 196608 },
  { type: 'MULTI_AZ_2', pairs: 1, each: [384, 768, 1536, 3072, 6144], max: 524288, largest: 524288 },
];
const BLOCK = ['ISCSI', 'NVME'];
const isBlock = (r: StorageRequirements) => (r.protocols ?? []).some(protocol => BLOCK.includes(protocol));
const lasts = (r: StorageRequirements) => (r.lifetime ?? (r.workload === 'SCRATCH' ? 'JOB' : 'LASTING')) === 'LASTING';

/** Whether a deployment type does what is asked for, apart from size and speed. */
function does(type: string, r: StorageRequirements): boolean {
  const lustre = LUSTRE_TYPES.includes(type);
  const protocols = r.protocols ?? [];
  const oneNode = protocols.length > 0 && protocols.every(protocol => BLOCK.includes(protocol));
  return !(r.dataset && !lustre) && !(r.multiAz && !type.startsWith('MULTI')) && !((r.snapshots || r.clones) && lustre)
    && !(lustre && protocols.some(protocol => protocol !== 'FILES')) && !(protocols.includes(MlProtocol.NVME) && !type.endsWith('AZ_2'))
    && !(oneNode && (r.readers ?? 1) > 1) && !(r.workload === 'SCRATCH' && type !== 'SCRATCH_2') && !(lasts(r) && type === 'SCRATCH_2')
    && !(r.backend && (r.backend === 'LUSTRE') !== lustre);
}

/** Dollars a month of the cheapest file system of a type that is large and fast enough; nothing where there is none. */
function cheapestOf(type: string, r: StorageRequirements): number[] {
  if (!does(type, r)) {
    return [];
  }
  const { throughputMBps = 0, sizeGiB } = r;
  if (LUSTRE_TYPES.includes(type)) {
    return least(prices.lustre.filter(row => row.deploymentType === type).map(({ perUnit, storage }) => {
      const isEnough = (gib: number) => gib >= sizeGiB && Math.floor(perUnit * gib / 1024) >= throughputMBps;
      const steps = Math.max(1, Math.floor(Math.max(sizeGiB, throughputMBps * 1024 / perUnit) / 2400) - 1);
      return storage * [1200, ...[0, 1, 2, 3].map(more => (steps + more) * 2400)].find(isEnough)!;
    }));
  }
  const { pairs, each, max, largest } = ONTAP_TYPES.find(row => row.type === type)!;
  const priceOf = (item: string) => prices.ontap.find(row => row.deploymentType === type && row.item === item)!.price;
  const most = isBlock(r) ? 1 : pairs;
  return least(Array.from({ length: most }, (_, index) => index + 1).flatMap(count => each
    .filter(throughput => throughput * count >= throughputMBps && !(count > 1 && throughput < 1536))
    .map(throughput => ({ throughput: throughput * count, gib: Math.max(Math.ceil(sizeGiB / 0.8), 1024 * count) }))
    .filter(({ gib }) => gib <= Math.min(max * count, largest) && !(isBlock(r) && sizeGiB > 307200))
    .map(({ throughput, gib }) => priceOf('storage') * gib + priceOf('throughput') * throughput)));
}

const least = (values: number[]) => values.length > 0 ? [Math.min(...values)] : [];

/** The least price of each kind that does what is asked for. */
function kindsOf(r: StorageRequirements): { [kind: string]: number[] } {
  return Object.fromEntries(Object.entries({
    scratch: ['SCRATCH_2'], persistent: ['PERSISTENT_2'], single: ['SINGLE_AZ_1', 'SINGLE_AZ_2'], multi: ['MULTI_AZ_1', 'MULTI_AZ_2'],
  }).map(([kind, types]) => [kind, least(types.flatMap(type => cheapestOf(type, r)))]));
}
const kindOf = (type: string) => type.startsWith('SINGLE') ? 'single' : type.startsWith('MULTI') ? 'multi' : type === 'SCRATCH_2' ? 'scratch' : 'persistent';

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
  const { deploymentType, capacityGiB: capacity, perUnitStorageThroughput, haPairs, throughputCapacityPerHaPair } = option;
  const idsOf = (rules: readonly any[], configuration: object) => check(rules, configuration).violations.map(({ id }) => id);
  if (option.backend === MlBackend.LUSTRE) {
    const dynamic = deploymentType === 'SCRATCH_2' && r.dataset !== MlDatasetAccess.WRITE_BACK;
    const shared = { ...claimed, deploymentType, storageType: 'SSD', fileSystemTypeVersion: '2.15', accessMode: 'ReadWriteMany' };
    const repository = {
      fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [], autoExportPolicy: [], batchImportMetaDataOnCreate: true,
    };
    return idsOf(LUSTRE_RULES, dynamic
      ? { ...shared, provisioning: 'dynamic', claimSize: capacity, s3ImportPath: r.dataset && 's3://data' }
      : { ...shared, provisioning: 'managed', capacity, perUnitStorageThroughput, dataRepositories: r.dataset && [repository] });
  }
  const kinds = (r.protocols?.length ? r.protocols : [MlProtocol.FILES]).map(protocol => BLOCK.includes(protocol)
    ? { driver: 'ontap-san', sanType: protocol.toLowerCase(), accessMode: 'ReadWriteOnce' }
    : { driver: haPairs! > 1 ? 'ontap-nas-flexgroup' : 'ontap-nas', accessMode: 'ReadWriteMany' });
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
function forEachOption(predicate: (option: StorageRecommendation, r: StorageRequirements, options: StorageRecommendation[]) => void, numRuns = 2000) {
  let seen = 0;
  fc.assert(fc.property(REQUIREMENTS, r => {
    const key = JSON.stringify(r);
    const options = RANKINGS.get(key) ?? ranking(r);
    RANKINGS.set(key, options);
    options.forEach(option => predicate(option, r, options));
    seen += options.length;
  }), { numRuns });
  expect(seen).toBeGreaterThan(numRuns / 5);
}

describe('every option', () => {
  test('breaks no rule of its service', () => {
    forEachOption((option, r) => expect(against(option, r)).toEqual([]));
  });

  test('holds the data, and is as fast as was asked for', () => {
    forEachOption((option, { sizeGiB, throughputMBps = 0 }) => {
      expect(option.capacityGiB).toBeGreaterThanOrEqual(option.backend === MlBackend.ONTAP ? sizeGiB / 0.8 : sizeGiB);
      expect(option.throughputMBps).toBeGreaterThanOrEqual(throughputMBps);
    });
  });

  test('delivers what its settings come to', () => {
    forEachOption(({ backend, capacityGiB, throughputMBps, perUnitStorageThroughput = 200, haPairs, throughputCapacityPerHaPair }) => {
      const lustre = Math.floor(perUnitStorageThroughput * capacityGiB / 1024);
      const delivered = backend === MlBackend.LUSTRE ? lustre : haPairs! * throughputCapacityPerHaPair!;
      expect(throughputMBps).toBe(delivered);
    });
  });

  test('does all that was asked for', () => {
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

  test('explains a capacity or throughput that is more than was asked for', () => {
    forEachOption(({ capacityGiB, throughputMBps, deviations }, { sizeGiB, throughputMBps: requested = 0 }) => {
      expect(deviations.some(text => text.includes(`${capacityGiB} GiB for `))).toBe(capacityGiB > sizeGiB);
      expect(deviations.some(text => text.includes(`delivers ${throughputMBps} MB/s where ${requested} MB/s `))).toBe(requested > 0 && throughputMBps > requested);
    });
  });

  test('costs what the cheapest of its kind costs', () => {
    forEachOption(({ deploymentType, estimatedMonthlyUsd }, r) => {
      expect(Math.abs(estimatedMonthlyUsd - kindsOf(r)[kindOf(deploymentType)][0])).toBeLessThan(0.501);
    });
  });
});

describe('a ranking', () => {
  test('has each kind that does what is asked for, once; it is refused where there is none', () => {
    fc.assert(fc.property(REQUIREMENTS, r => {
      const possible = Object.entries(kindsOf(r)).filter(([, price]) => price.length > 0).map(([kind]) => kind);
      expect(ranking(r).map(({ deploymentType }) => kindOf(deploymentType)).sort()).toEqual(possible.sort());
    }), { numRuns: 2000 });
  });

  test('is the same a second time, and leaves the requirements as they were', () => {
    fc.assert(fc.property(REQUIREMENTS, r => {
      const before = JSON.stringify(r);
      expect(ranking(Object.freeze({ ...r, protocols: r.protocols && Object.freeze([...r.protocols]) as any }))).toEqual(ranking(r));
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

  test('puts the cheaper of the two services first for model weights', () => {
    const requested = fc.record({ sizeGiB: fc.integer({ min: 1, max: 100000 }), throughputMBps: fc.integer({ min: 0, max: 20000 }) });
    let ontap = 0;
    fc.assert(fc.property(requested, part => {
      const r = { ...part, workload: MlWorkload.MODEL_WEIGHTS };
      const [best] = StorageAdvisor.recommend(r);
      const { persistent: [lustrePrice], single: [ontapPrice = Infinity] } = kindsOf(r);
      expect(Math.abs(best.estimatedMonthlyUsd - Math.min(lustrePrice, ontapPrice))).toBeLessThan(0.501);
      expect(best.reason.includes('cheaper')).toBe(ontapPrice < Infinity);
      ontap += best.backend === MlBackend.ONTAP ? 1 : 0;
    }), { numRuns: 1000 });
    expect(ontap).toBeGreaterThan(0);
  });

  test('names behind the best what does the same, of each service the cheapest first', () => {
    forEachOption((option, _, [, ...others]) => {
      const usd = others.filter(({ backend }) => backend === option.backend).map(({ estimatedMonthlyUsd }) => estimatedMonthlyUsd);
      expect(usd).toEqual([...usd].sort((a, b) => a - b));
    });
  });
});

test('a reason that names a service is the reason of an option of that service', () => {
  forEachOption((option, _, [best]) => {
    const about = /\b(Lustre|ONTAP)\b/.exec(best.reason)?.[1] ?? best.backend;
    expect(about.toUpperCase()).toBe(best.backend);
    expect(option === best || option.reason.endsWith(' also meets the requirements')).toBe(true);
  });
});

test('every refusal of a contradiction names what was asked for, and only that', () => {
  fc.assert(fc.property(REQUIREMENTS, r => {
    fc.pre(['SCRATCH_2', 'PERSISTENT_2', ...ONTAP_TYPES.map(({ type }) => type)].every(type => !does(type, r)));
    const message = errorOf(() => StorageAdvisor.recommend(r));
    const expected: [RegExp, boolean][] = [
      [/\(dataset\)/, r.dataset !== undefined], [/\(multiAz\)/, r.multiAz === true], [/snapshots|clones/, Boolean(r.snapshots || r.clones)],
      [/\(protocols\)/, (r.protocols ?? []).some(protocol => protocol !== 'FILES')], [/\(MlWorkload\.SCRATCH\)/, r.workload === 'SCRATCH'],
      [/durable data/, lasts(r)], [/\(backend/, r.backend !== undefined], [/\(readers\)/, (r.readers ?? 1) > 1],
    ];
    const [first] = message.split('\n');
    expect(expected.filter(([word, requested]) => word.test(first) && !requested)).toEqual([]);
    expect(message.split('\n').length).toBeGreaterThan(1);
  }), { numRuns: 500 });
});

test('compares only deployment types that have prices, and every throughput of theirs has one', () => {
  const types = Object.values(OFFERS).flatMap(({ lustreTypes, ontapTypes }) => [...lustreTypes, ...ontapTypes]);
  expect(types.sort()).toEqual([...Object.keys(PRICES.lustre), ...Object.keys(PRICES.ontap)].sort());
  const unpriced = Object.entries(PRICES.lustre).flatMap(([type, { storage }]) => LIMITS[type as LustreDeploymentType]
    .storage.SSD!.tiers.filter(({ baseline }) => !(baseline in storage)));
  expect(unpriced).toEqual([]);
});
