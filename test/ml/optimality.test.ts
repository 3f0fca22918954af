import * as fc from 'fast-check';
import {
  MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageAdvisor, StorageRecommendation,
  StorageRequirements,
} from '../../src';
import { choose } from '../../src/ml/choose';
import { PRICES } from '../../src/ml/prices';
import { NEEDS_FIELDS } from '../../src/ml/schema';
import { cheapest, neededMBps, neededMetadata } from '../oracle/advisor';

const enumOf = <T extends string>(values: { [key: string]: T }) => fc.constantFrom(...Object.values(values));
/** Half of the time; freq is the inverse of the share of undefined values, so that 1 means never. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Sizes and rates of every order of magnitude, each property alone and together with others. */
const REQUIREMENTS: fc.Arbitrary<StorageRequirements> = fc.record({
  workload: enumOf(MlWorkload),
  sizeGiB: fc.oneof(
    fc.integer({ min: 100, max: 5000 }),
    fc.integer({ min: 100, max: 900000 }),
    fc.double({ min: 100.5, max: 10000, noNaN: true }),
  ),
  throughputMBps: sometimes(fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 100000 }))),
  readers: sometimes(fc.integer({ min: 1, max: 600 })),
  throughputPerReaderMBps: rarely(fc.double({ min: 1, max: 500, noNaN: true })),
  samplesPerSecond: fc.constant(undefined),
  sampleSizeKiB: fc.constant(undefined),
  checkpointSizeGiB: rarely(fc.integer({ min: 1, max: 100 })),
  checkpointIntervalMinutes: rarely(fc.integer({ min: 10, max: 240 })),
  checkpointPauseSeconds: rarely(fc.integer({ min: 5, max: 500 })),
  modelSizeGiB: rarely(fc.integer({ min: 1, max: 100 })),
  replicaStartSeconds: rarely(fc.integer({ min: 10, max: 900 })),
  metadataOperationsPerSecond: rarely(fc.integer({ min: 1, max: 200000 })),
  dataset: rarely(enumOf(MlDatasetAccess)),
  multiAz: rarely(fc.constant(true)),
  snapshots: rarely(fc.constant(true)),
  clones: rarely(fc.constant(true)),
  protocols: rarely(fc.uniqueArray(enumOf(MlProtocol), { maxLength: 2 })),
  lifetime: sometimes(enumOf(MlLifetime)),
  backend: rarely(enumOf(MlBackend)),
});

const WITH_SAMPLES = fc
  .record({
    base: REQUIREMENTS,
    samplesPerSecond: fc.integer({ min: 1, max: 40000 }),
    sampleSizeKiB: fc.integer({ min: 4, max: 500 }),
    fileCount: sometimes(fc.integer({ min: 1000, max: 100000000 })),
  })
  .map(({ base, ...samples }) => ({ ...base, ...samples }));

function recommended(r: StorageRequirements): StorageRecommendation[] {
  try {
    return StorageAdvisor.recommend(r);
  } catch (error) {
    expect((error as Error).message).toMatch(/^StorageAdvisor: (nothing offers|no Amazon FSx|checkpointPauseSeconds .*longer)/);
    return [];
  }
}

/** Each line of an estimate is rounded to a cent. */
const ROUNDING_USD = 0.02;
const exact = ({ costs }: StorageRecommendation) => costs.filter(({ item }) => !/^(backups|traffic|requests)/.test(item))
  .reduce((sum, { monthlyUsd = 0 }) => sum + monthlyUsd, 0);

/** 1000 requirements; `OPTIMALITY_SCALE=20 npx jest test/ml/optimality` generates 20,000 and prints the worst ratio. */
const SCALE = Number(process.env.OPTIMALITY_SCALE ?? 1);

describe('against an oracle that evaluates requirements and enumerates configurations on its own', () => {
  test.each([['rates', REQUIREMENTS, 700 * SCALE], ['samples', WITH_SAMPLES, 300 * SCALE]] as const)(
    'the first option is the cheapest that meets %s: the worst ratio is 1.00', (what, requirements, numRuns) => {
      let worst = 1;
      let answers = 0;
      fc.assert(fc.property(requirements, r => {
        fc.pre(
          !(
            r.checkpointPauseSeconds
            && r.checkpointIntervalMinutes
            && r.checkpointPauseSeconds > 60 * r.checkpointIntervalMinutes
          ),
        );
        const priced = recommended(r).filter(({ estimatedMonthlyUsd }) => estimatedMonthlyUsd !== undefined);
        const oracle = cheapest(r);
        expect(priced.map(({ deploymentType }) => deploymentType).sort()).toEqual(
          oracle.map(({ type }) => type).sort(),
        );
        priced.forEach(option => {
          const { usd } = oracle.find(({ type }) => type === option.deploymentType)!;
          expect(Math.abs(exact(option) - usd)).toBeLessThan(ROUNDING_USD);
          expect(option.throughputMBps).toBeGreaterThanOrEqual(neededMBps(r));
          expect(option.metadataIops ?? Infinity).toBeGreaterThanOrEqual(neededMetadata(r));
        });
        if (priced.length > 0) {
          worst = Math.max(worst, (exact(priced[0]) - ROUNDING_USD) / oracle[0].usd);
          answers += 1;
        }
      }), { numRuns, seed: 20261127 });
      if (SCALE > 1) {
        process.stdout.write(`${numRuns} requirements with ${what}: ${answers} answers, worst ratio ${worst.toFixed(4)}\n`);
      }
      expect(worst).toBeLessThanOrEqual(1);
      expect(answers).toBeGreaterThan(numRuns / 4);
    });

  test('options are in the order of their prices, those without a price last', () => {
    fc.assert(fc.property(REQUIREMENTS, r => {
      const usd = recommended(r).map(({ estimatedMonthlyUsd = Infinity }) => estimatedMonthlyUsd);
      expect(usd).toEqual([...usd].sort((a, b) => a === b ? 0 : a - b));
    }), { numRuns: 150, seed: 20261127 });
  });

  test('every property of requirements is generated, alone and with others', () => {
    const generated = [
      ...fc.sample(REQUIREMENTS, { numRuns: 500, seed: 20261127 }),
      ...fc.sample(WITH_SAMPLES, { numRuns: 200, seed: 20261127 }),
    ];
    const properties = Object.keys(NEEDS_FIELDS).filter(name => name !== 'maxMonthlyCostUsd') as (keyof StorageRequirements)[]; // it only rejects
    for (const property of [...properties, 'dataset' as const]) {
      const defined = generated.filter(r => r[property] !== undefined).length;
      expect([property, defined > 50]).toEqual([property, true]);
    }
  });

  // At the prices of this library, metadata IOPS always cost less than the capacity that includes them.
  test.each([[1, 1200, 6000], [2000, 4800, 6000]])('metadata IOPS for %d times their price: %d GiB with %d metadata IOPS', (factor, capacityGiB, metadataIops) => {
    const rows = PRICES.rows.map(row => row.item === 'metadata-iops' ? { ...row, usd: factor * row.usd } : row);
    const {
      candidates: [best],
    } = choose(
      {
        workload: MlWorkload.TRAINING_DATA,
        sizeGiB: 1000,
        metadataOperationsPerSecond: 5000,
        backend: MlBackend.LUSTRE,
      },
      { ...PRICES, rows },
    );
    expect(best).toMatchObject({ capacityGiB, metadataIops });
  });
});
