import { Choice, NoSuchStorage, choose } from './choose';
import { explanation } from './explanation';
import { StorageRecommendation, recommendations } from './recommendation';
import { StorageRequirements } from './requirements';
import { ADVISOR_OPTIONS_FIELDS, REQUIREMENTS_FIELDS } from './schema';
import { StoragePrices } from './storage-prices';
import { rejectInvalid } from '../validation/input';

/** Options of StorageAdvisor. */
export interface StorageAdvisorOptions {
  /**
   * Prices for the ranking and the estimates.
   *
   * @default - list prices of us-east-1 of the date that the recommendations state
   */
  readonly prices?: StoragePrices;
}

/** A service other than FSx that suits the requirements better. */
export interface StorageAlternative {
  /** Name of the service. */
  readonly name: string;

  /** Why it suits the requirements better. */
  readonly because: string;

  /** How to use it. */
  readonly link: string;
}

/** Everything that the advisor knows about a set of requirements. */
export interface StorageAdvice {
  /** Throughput of all pods together that the requirements come to, in MB/s. */
  readonly requiredThroughputMBps: number;

  /** The values from which the required throughput is derived. */
  readonly throughputFrom: string;

  /** Metadata operations per second that the requirements come to. */
  readonly requiredMetadataOperationsPerSecond: number;

  /** Values that are not known and were assumed. */
  readonly assumptions: string[];

  /** Values that may be mistakes. */
  readonly questions: string[];

  /** All file systems that meet the requirements, the cheapest first, those without a known price last. */
  readonly recommendations: StorageRecommendation[];

  /** Services other than FSx that suit the requirements better. */
  readonly alternatives: StorageAlternative[];

  /** Region of the prices. */
  readonly priceRegion: string;

  /** Date of the prices. */
  readonly priceDate: string;
}

/**
 * Recommends file systems for data, with reasons, without a stack. MlTrainingVolume uses the same recommendations.
 *
 * @example
 * const best = StorageAdvisor.recommend({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true })[0];
 * const reason = best.reason;
 */
export class StorageAdvisor {
  /**
   * All file systems that meet the requirements, the cheapest first. Those without a known price are last.
   *
   * Contradictory requirements, and requirements that no file system meets, cause one error that lists the
   * alternatives.
   */
  public static recommend(
    requirements: StorageRequirements,
    options: StorageAdvisorOptions = {},
  ): StorageRecommendation[] {
    return recommendations(StorageAdvisor.validChoice('recommend', requirements, options));
  }

  /** The recommendations with the derived requirements, the assumptions, and services other than FSx. */
  public static advise(requirements: StorageRequirements, options: StorageAdvisorOptions = {}): StorageAdvice {
    const choice = StorageAdvisor.validChoice('advise', requirements, options);
    const { demand, prices, alternatives } = choice;
    return {
      requiredThroughputMBps: demand.throughputMBps,
      throughputFrom: demand.throughputFrom,
      requiredMetadataOperationsPerSecond: demand.metadataOperationsPerSecond,
      assumptions: [...demand.assumptions],
      questions: [...demand.questions],
      recommendations: recommendations(choice),
      alternatives: alternatives.map(({ name, because, link }) => ({ name, because, link })),
      priceRegion: prices.region,
      priceDate: prices.date,
    };
  }

  /** The same advice as text, for readers who do not know FSx. */
  public static explain(requirements: StorageRequirements, options: StorageAdvisorOptions = {}): string {
    return explanation(StorageAdvisor.validChoice('explain', requirements, options), { withPrices: true });
  }

  /** @internal */
  public static _choose(subject: string, requirements: StorageRequirements, prices?: StoragePrices): Choice {
    try {
      return choose(requirements, prices?._table);
    } catch (error) {
      throw error instanceof NoSuchStorage ? new Error(`${subject}: ${error.message}`) : error;
    }
  }

  private static validChoice(
    operation: string,
    requirements: StorageRequirements,
    options: StorageAdvisorOptions,
  ): Choice {
    rejectInvalid(`StorageAdvisor.${operation}()`, { fields: REQUIREMENTS_FIELDS, value: requirements });
    rejectInvalid(`StorageAdvisor.${operation}()`, { fields: ADVISOR_OPTIONS_FIELDS, value: options });
    return StorageAdvisor._choose('StorageAdvisor', requirements, options.prices);
  }

  private constructor() {}
}
