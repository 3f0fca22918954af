import * as fc from 'fast-check';
import { dynamic, managed } from './configurations';
import { DOCUMENTED, VALIDATED_ELSEWHERE } from './documented';
import { roundedUp } from './driver';
import { Verdict, summary, verdictOn } from './verdict';
import { LustreConfiguration } from '../../src/lustre/configuration';
import { LustreDeploymentType, LustreStorageType } from '../../src/lustre/limits';
import { LUSTRE_RULES } from '../../src/lustre/rules';
import { roundedByDriver } from '../../src/lustre/sizing';

const SEED = 8; // each rule rejects something alone within 3,000 cases
const CASES = Number(process.env.ORACLE_CASES ?? 5000); // .ci/proofs samples more

const sampled = (arbitrary: fc.Arbitrary<LustreConfiguration>) =>
  fc.sample(arbitrary, { numRuns: CASES, seed: SEED }).map(verdictOn);
const VERDICTS = { managed: sampled(managed()), dynamic: sampled(dynamic()) };
const OFFERED = ['SCRATCH_1 SSD', 'SCRATCH_2 SSD', 'PERSISTENT_1 SSD', 'PERSISTENT_1 HDD', 'PERSISTENT_2 SSD'];
const kindOf = ({ configuration: c }: Verdict) => `${c.deploymentType as string} ${c.storageType as string}`;
const accepts = ({ errors }: Verdict) => errors.length === 0;
const onlyDocumented = ({ errors }: Verdict) => errors.length > 0 && errors.every(id => id in DOCUMENTED);

describe.each(['managed', 'dynamic'] as const)('of %s configurations', mode => {
  const verdicts = VERDICTS[mode];

  test('what the library accepts, every oracle accepts', () => {
    const disagreements = verdicts.filter(verdict => accepts(verdict) && verdict.rejections.length > 0);
    expect(summary(disagreements, ({ rejections, why }) => `${rejections.join('; ')} [${why().join(', ')}]`)).toEqual([]);
  });

  test('what the library rejects, an oracle rejects, or a document', () => {
    const disagreements = verdicts.filter(
      verdict => !accepts(verdict) && verdict.rejections.length === 0 && !onlyDocumented(verdict),
    );
    expect(summary(disagreements, ({ errors }) => errors.join(' '))).toEqual([]);
  });

  test('both sides are there, for every type', () => {
    const offered = [...OFFERED, ...mode === 'managed' ? ['PERSISTENT_2 INTELLIGENT_TIERING'] : []];
    const legal = verdicts.filter(accepts).map(kindOf);
    expect([...new Set(legal)].sort()).toEqual(offered.sort());
    expect(offered.filter(kind => legal.filter(other => other === kind).length < CASES / 200)).toEqual([]);
    expect(verdicts.length - legal.length).toBeGreaterThan(CASES / 3);
  });
});

describe('of the rules', () => {
  const rejected = [...VERDICTS.managed, ...VERDICTS.dynamic].filter(verdict => !accepts(verdict));
  const ids = LUSTRE_RULES.filter(({ severity }) => severity === 'error').map(({ id }) => id);

  test('each rejects something that no other rule rejects', () => {
    const byService = rejected.map(({ errors }) => errors.filter(id => errors.length === 1 || !(id in DOCUMENTED)));
    const alone = new Set(byService.filter(({ length }) => length === 1).flat());
    expect(ids.filter(id => !alone.has(id) && !(id in VALIDATED_ELSEWHERE))).toEqual([]);
  });

  test('none rests on a document without need', () => {
    const needed = new Set(
      rejected
        .filter(verdict => verdict.rejections.length === 0 && onlyDocumented(verdict))
        .flatMap(({ errors }) => errors),
    );
    expect(Object.keys(DOCUMENTED).filter(id => !needed.has(id))).toEqual([]);
    expect(Object.keys(VALIDATED_ELSEWHERE).filter(id => !ids.includes(id))).toEqual([]);
  });
});

test('every combination of type, storage, throughput and size is validated as the oracles do', () => {
  const throughputs = [undefined, 12, 40, 50, 100, 125, 200, 250, 500, 1000];
  const sizes = [undefined, ...Array.from({ length: 49 }, (_, i) => i * 300), 18000, 36000];
  const types = Object.values(LustreDeploymentType);
  const combinations = types.flatMap(deploymentType => Object.values(LustreStorageType).flatMap(storageType => {
    return throughputs.flatMap(perUnitStorageThroughput => sizes.map(capacity => ({
      provisioning: 'managed', deploymentType, storageType, perUnitStorageThroughput, capacity, fileSystemTypeVersion: '2.15',
      ...storageType === 'HDD' && { driveCacheType: 'NONE' },
      ...storageType === 'INTELLIGENT_TIERING' && {
        throughputCapacity: 4000, readCacheSizingMode: 'NO_CACHE', metadataMode: 'USER_PROVISIONED', metadataIops: 6000,
      },
    } as LustreConfiguration)));
  }));
  const disagreements = combinations
    .map(verdictOn)
    .filter(({ errors, rejections }) => (errors.length === 0) !== (rejections.length === 0));
  expect(summary(disagreements, ({ errors, rejections }) => `${errors.join(' ')} / ${rejections.join('; ')}`)).toEqual([]);
});

test('sizes are rounded as the driver rounds them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(LustreDeploymentType)),
      fc.constantFrom(LustreStorageType.SSD, LustreStorageType.HDD),
      fc.constantFrom(undefined, 12, 40, 125, 200),
      fc.oneof(
        fc.integer({ min: 1, max: 100000 }),
        fc.integer({ min: 1, max: 60 }).map(n => n * 600),
        fc.double({ min: 0.5, max: 20000, noNaN: true }),
      ),
      (type, storage, perUnit, gib) => {
        expect(roundedByDriver(type, storage, perUnit, gib)).toBe(
          roundedUp(BigInt(Math.ceil(gib * 2 ** 30)), type, storage, perUnit ?? 0),
        );
      },
    ),
    { numRuns: 3000, seed: SEED },
  );
});
