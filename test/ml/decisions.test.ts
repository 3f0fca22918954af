import { MlWorkload, StorageAdvisor, StorageRequirements } from '../../src';
import cases from '../cases/advisor.json';
import { errorOf } from '../support/fixture';

/** Requirements as they stand in a case; a size that says nothing where the case has none. */
const requested = (part: object) =>
  ({ workload: MlWorkload.TRAINING_DATA, sizeGiB: 800, ...part }) as StorageRequirements;
const bestOf = (part: object) => StorageAdvisor.recommend(requested(part))[0];
const rejection = (part: object) => errorOf(() => StorageAdvisor.recommend(requested(part)));

describe('the table of the issue', () => {
  test.each(cases.rows.map(row => [`${row.sentence} (${JSON.stringify(row.requested)})`, row] as const))('%s', (_, row) => {
    const { deploymentType, reason, deviations } = bestOf(row.requested);
    expect(row.types).toContain(deploymentType);
    expect(reason).toContain(row.says);
    expect(deviations.filter(deviation => deviation.includes('usually')).length).toBe(row.unusual ? 1 : 0);
  });

  test('a reason is that of the first option, and the others say that they would do', () => {
    const [best, ...others] = StorageAdvisor.recommend(requested({}));
    expect(others.map(({ deploymentType, storageType }) => [deploymentType, storageType].filter(Boolean).join(' '))).toEqual([
      'SINGLE_AZ_1', 'MULTI_AZ_1', 'SINGLE_AZ_2', 'MULTI_AZ_2', 'PERSISTENT_2 INTELLIGENT_TIERING', 'MULTI_AZ_3', 'SINGLE_AZ_3', 'PERSISTENT_1 SSD', 'PERSISTENT_1 HDD',
    ]);
    expect(others.map(({ reason }) => reason).slice(0, 2)).toEqual([
      'Amazon FSx for NetApp ONTAP in one Availability Zone also meets the requirements',
      'Amazon FSx for NetApp ONTAP in two Availability Zones also meets the requirements',
    ]);
    expect(others.flatMap(({ deviations }) => deviations).join()).not.toContain(best.reason);
  });

  test('a deviation from what is usual names both places and the reason', () => {
    const { deviations, reason } = bestOf({ multiAz: true });
    expect(deviations[0]).toBe(`training data is usually on Amazon FSx for Lustre; not here, because ${reason}`);
  });

  test('scratch that writes back goes with the stack, and says so', () => {
    const goes = (dataset?: string) => bestOf({ workload: 'SCRATCH', dataset }).deviations.some(text => text.includes('deleted with the stack'));
    expect([goes(), goes('READ_ONLY'), goes('WRITE_BACK')]).toEqual([false, false, true]);
  });
});

describe('contradictions', () => {
  test.each(cases.contradictions.map(row => [JSON.stringify(row.requested), row] as const))('%s', (_, { requested: part, conflict, choices }) => {
    const [first, second, ...listed] = rejection(part).split('\n');
    expect(first).toMatch(conflict.length > 1 ? /^StorageAdvisor: nothing offers .* together\.$/ : /^StorageAdvisor: nothing offers .*\.$/);
    expect(conflict.filter(expected => !first.includes(expected))).toEqual([]);
    expect(second).toBe(choices.length > 0 ? '  Alternatives:' : '  Remove more than one of them.');
    expect(listed.length).toBe(choices.length);
    choices.forEach(([without, offered], index) => {
      const [omitUndefined, rest] = listed[index].split(': ');
      expect(omitUndefined).toMatch(/^ {2}- without /);
      expect(omitUndefined).toContain(without);
      expect(rest).toContain(offered);
      expect(rest).toMatch(/; \S.+/); // and what to do instead
    });
  });

  test('each choice that is listed leads to what it promises', () => {
    expect(bestOf({ multiAz: true }).deploymentType).toMatch(/^MULTI_AZ/);
    expect(bestOf({ dataset: 'READ_ONLY' }).deploymentType).toBe('PERSISTENT_2');
  });
});

describe('borders', () => {
  test.each(cases.borders.map(row => [`${row.why}: ${JSON.stringify(row.requested)}`, row] as const))('%s', (_, row) => {
    const { deploymentType, capacityGiB, throughputMBps, perUnitStorageThroughput, haPairs } = bestOf(row.requested);
    expect({ deploymentType, capacityGiB, throughputMBps })
      .toEqual({ deploymentType: row.type, capacityGiB: row.capacityGiB, throughputMBps: row.throughputMBps });
    expect(row.perUnit ?? perUnitStorageThroughput).toBe(perUnitStorageThroughput);
    expect(row.haPairs ?? haPairs).toBe(haPairs);
  });

  test.each(cases.tooMuch.map(row => [row.why, row] as const))('rejects what no file system has: %s', (_, { requested: part, just }) => {
    expect(rejection(part)).toMatch(/no Amazon FSx for .* has [\d.]+ GiB at [\d.]+ MB\/s\.\n {2}Distribute the data over several volumes, or reduce the requirements\.$/);
    expect(bestOf({ ...part, ...just }).backend).toBe('ONTAP');
  });

  // a month of Lustre costs 0.145 for each of 1200, 2400 … GiB, one of ONTAP 0.125 for each GiB, a fifth of which stays empty, and 92.16 for 128 MB/s
  test.each([
    [1200, 'PERSISTENT_2', 174, 280], [1201, 'SINGLE_AZ_1', 348, 280], [1636, 'SINGLE_AZ_1', 348, 348], [1637, 'PERSISTENT_2', 348, 348],
    [2400, 'PERSISTENT_2', 348, 467], [2401, 'SINGLE_AZ_1', 696, 467], [3864, 'SINGLE_AZ_1', 696, 696], [3865, 'PERSISTENT_2', 696, 696],
  ])('model weights of %i GiB are cheaper on %s', (sizeGiB, cheaper, lustreUsd, ontapUsd) => {
    const options = StorageAdvisor.recommend(requested({ workload: 'MODEL_WEIGHTS', sizeGiB }));
    expect(options[0].deploymentType).toBe(cheaper);
    const usdOf = (type: string) => options.find(({ deploymentType }) => deploymentType === type)?.estimatedMonthlyUsd;
    expect([usdOf('PERSISTENT_2'), usdOf('SINGLE_AZ_1')]).toEqual([lustreUsd, ontapUsd]);
  });

  test('how often weights are read moves the border', () => {
    const types = [100, 200, 400, 4000].map(throughputMBps => bestOf({ workload: 'MODEL_WEIGHTS', sizeGiB: 1500, throughputMBps }).deploymentType);
    expect(types).toEqual(['SINGLE_AZ_1', 'PERSISTENT_2', 'PERSISTENT_2', 'PERSISTENT_2']);
  });
});

describe('nonsense', () => {
  test.each(cases.nonsense.map(row => [row.says, row] as const))('%s', (_, { requested: part, says }) => {
    expect(rejection(part)).toMatch(/^StorageAdvisor/);
    expect(rejection(part)).toContain(says);
  });

  test.each([NaN, Infinity, -Infinity])('%d is no size and no throughput', value => {
    expect(rejection({ sizeGiB: value })).toContain(`sizeGiB: must be a finite number, got ${value}`);
    expect(rejection({ throughputMBps: value })).toContain(`throughputMBps: must be a finite number, got ${value}`);
  });

  test('is reported at once', () => {
    expect(rejection({ sizeGiB: -1, readers: 0 }).match(/must be at least/g)?.length).toBe(2);
    expect(rejection({ workload: 'X', lifetime: 'Y', backend: 'EFS' }).match(/must be/g)?.length).toBe(3);
  });
});
