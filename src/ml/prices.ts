import { LustreDeploymentType } from '../lustre/limits';
import { OntapDeploymentType } from '../ontap/limits';

/** USD per month. */
export interface LustrePrices {
  /** For each GB of SSD storage, by MB/s per TiB, which the price includes. */
  readonly storage: { readonly [perUnit: number]: number };
}

/** USD per month. */
export interface OntapPrices {
  /** For each GB of SSD storage. */
  readonly storage: number;
  /** For each MB/s of throughput capacity, of all pairs of servers together. */
  readonly throughput: number;
  /** For each SSD operation per second beyond the 3 for each GB that come with the storage. */
  readonly iops: number;
}

/**
 * List prices of us-east-1 as found on 2026-11-21, per GB and month, to tell which of two choices is the cheaper.
 * Only their ratios matter: other Regions differ, prices change, and neither backups nor the capacity pool, requests or traffic are in them.
 * They are no offer: never show one as what a user will pay. What each rests on stands in test/cases/prices.json.
 */
export const PRICES = {
  /** Deployment types that are weighed against each other, SSD only. SCRATCH_2 has one throughput, its baseline. */
  lustre: {
    [LustreDeploymentType.SCRATCH_2]: { storage: { 200: 0.14 } },
    [LustreDeploymentType.PERSISTENT_2]: { storage: { 125: 0.145, 250: 0.21, 500: 0.34, 1000: 0.6 } },
  },
  /** The second generation costs more for throughput only. */
  ontap: {
    [OntapDeploymentType.SINGLE_AZ_1]: { storage: 0.125, throughput: 0.72, iops: 0.017 },
    [OntapDeploymentType.SINGLE_AZ_2]: { storage: 0.125, throughput: 1.6, iops: 0.017 },
    [OntapDeploymentType.MULTI_AZ_1]: { storage: 0.25, throughput: 1.2, iops: 0.034 },
    [OntapDeploymentType.MULTI_AZ_2]: { storage: 0.25, throughput: 2.5, iops: 0.034 },
  },
} as const satisfies {
  readonly lustre: { readonly [type in LustreDeploymentType]?: LustrePrices };
  readonly ontap: Record<OntapDeploymentType, OntapPrices>;
};
