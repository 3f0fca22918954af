import { Choice, NoSuchStorage, choose } from './choose';
import { explanation } from './explanation';
import { StorageRecommendation, recommendations } from './recommendation';
import { StorageRequirements } from './requirements';
import { REQUIREMENTS_FIELDS } from './schema';
import { rejectInvalid } from '../validation/input';

/**
 * Recommends file systems for data, with reasons, without a stack. MlTrainingVolume uses the same recommendations.
 *
 * @example
 * const best = StorageAdvisor.recommend({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true })[0];
 * const reason = best.reason;
 */
export class StorageAdvisor {
  /**
   * All file systems that meet the requirements, best first.
   *
   * Contradictory requirements, and requirements that no file system meets, cause one error that lists the
   * alternatives.
   */
  public static recommend(requirements: StorageRequirements): StorageRecommendation[] {
    rejectInvalid('StorageAdvisor.recommend()', { fields: REQUIREMENTS_FIELDS, value: requirements });
    return recommendations(StorageAdvisor._choose('StorageAdvisor', requirements));
  }

  /** The same recommendations as text, for readers who do not know FSx. */
  public static explain(requirements: StorageRequirements): string {
    rejectInvalid('StorageAdvisor.explain()', { fields: REQUIREMENTS_FIELDS, value: requirements });
    return explanation(StorageAdvisor._choose('StorageAdvisor', requirements));
  }

  /** @internal */
  public static _choose(subject: string, requirements: StorageRequirements): Choice {
    try {
      return choose(requirements);
    } catch (error) {
      throw error instanceof NoSuchStorage ? new Error(`${subject}: ${error.message}`) : error;
    }
  }

  private constructor() {}
}
