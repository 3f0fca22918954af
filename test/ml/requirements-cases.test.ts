import cases from './requirements-cases.json';
import { StorageAdvisor, StorageRequirements } from '../../src';
import { alternativesFor } from '../../src/ml/alternatives';
import { demandOf } from '../../src/ml/demand';
import { complete } from '../../src/ml/requirements';
import { errorOf } from '../support/fixture';

/** A requirement in a team's terms, and the answer that a storage engineer expects. */
interface RequirementsCase {
  readonly name: string;
  readonly source: string[];
  readonly requirements: StorageRequirements;
  readonly expected: {
    readonly backend?: string;
    readonly types?: string[];
    readonly throughputMBps?: number;
    readonly alternative?: string;
    readonly question?: boolean;
    readonly rejected?: string;
  };
  readonly why: string;
  /** Why the advisor answers with another service; the expectation was recorded before the advisor was changed. */
  readonly disagreement?: string;
  /** The answer of the advisor before it knew readers, checkpoints, weights, metadata and budgets. */
  readonly before: string;
  /** The answer of today. */
  readonly answer: string;
}

const data = cases as unknown as { readonly sources: object; readonly cases: readonly RequirementsCase[] };

describe('public trainings and services', () => {
  test('are at least 40, each with a known source and a reason', () => {
    expect(data.cases.length).toBeGreaterThanOrEqual(40);
    expect(data.cases.flatMap(({ source }) => source).filter(id => !(id in data.sources))).toEqual([]);
    expect(data.cases.filter(({ why }) => why.length < 5)).toEqual([]);
  });

  test.each(data.cases.map(one => [one.name, one] as const))('%s: the answer is the one that a storage engineer expects', (_, one) => {
    const { requirements, expected } = one;
    if (expected.rejected) {
      expect(errorOf(() => StorageAdvisor.recommend(requirements))).toContain(expected.rejected);
      return;
    }
    const { recommendations: [best], requiredThroughputMBps, questions } = StorageAdvisor.advise(requirements);
    expect(`${best.deploymentType}, ${best.capacityGiB} GiB, ${best.throughputMBps} MB/s`).toBe(one.answer);
    expect(best.backend === (expected.backend ?? best.backend)).toBe(one.disagreement === undefined);
    expect(expected.types ?? [best.deploymentType]).toContain(best.deploymentType);
    const throughput = expected.throughputMBps ?? requiredThroughputMBps;
    expect(Math.abs(requiredThroughputMBps - throughput)).toBeLessThan(0.01 * throughput);
    expect(best.throughputMBps).toBeGreaterThanOrEqual(requiredThroughputMBps);
    expect(questions.length > 0).toBe(expected.question ?? false);
    const completed = complete(requirements);
    const [alternative] = alternativesFor(completed, demandOf(completed));
    expect(alternative ? [alternative.id] : []).toEqual(expected.alternative ? [expected.alternative] : []);
  });
});
