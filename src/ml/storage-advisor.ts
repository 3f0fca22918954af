import { Choice, NoSuchStorage, choose } from './choose';
import { explanation } from './explanation';
import { StorageRecommendation, recommendations } from './recommendation';
import { StorageRequirements } from './requirements';
import { REQUIREMENTS_FIELDS } from './schema';
import { rejectInvalid } from '../validation/input';

/**
 * Which file system is right for data, and why: the knowledge behind MlTrainingVolume, without a stack.
 *
 * @example
 * const best = StorageAdvisor.recommend({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true })[0];
 * const reason = best.reason;
 */
export class StorageAdvisor {
  /** All that is possible, best first. Requirements that contradict each other, or that nothing meets, are one error with the choices. */
  public static recommend(requirements: StorageRequirements): StorageRecommendation[] {
    rejectInvalid('StorageAdvisor.recommend()', { fields: REQUIREMENTS_FIELDS, value: requirements });
    return recommendations(StorageAdvisor._choose('StorageAdvisor', requirements));
  }

  /** The same in words, for a person who does not know FSx. */
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
