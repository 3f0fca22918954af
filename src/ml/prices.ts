import { LustreDeploymentType } from '../lustre/limits';
import { OntapDeploymentType } from '../ontap/limits';

/** Prices of Lustre in USD per month. */
export interface LustrePrices {
  /** Per GB of SSD storage including throughput, by MB/s per TiB. */
  readonly storage: { readonly [perUnit: number]: number };
}

/** Prices of ONTAP in USD per month. */
export interface OntapPrices {
  /** Per GB of SSD storage. */
  readonly storage: number;
  /** Per MB/s of throughput capacity of all HA pairs together. */
  readonly throughput: number;
  /** Per SSD IOPS beyond the 3 IOPS per GB that are included in the storage. */
  readonly iops: number;
}

/**
 * List prices of us-east-1 on 2026-11-21, to compare two choices.
 *
 * Only their ratios matter: prices change and differ by Region, and do not include backups, the capacity pool, requests
 * and traffic. Never present one as the price that a user will pay. test/cases/prices.json contains the sources.
 */
export const PRICES = {
  /** The deployment types that the advisor compares, SSD only. SCRATCH_2 has a fixed throughput. */
  lustre: {
    [LustreDeploymentType.SCRATCH_2]: { storage: { 200: 0.14 } },
    [LustreDeploymentType.PERSISTENT_2]: { storage: { 125: 0.145, 250: 0.21, 500: 0.34, 1000: 0.6 } },
  },
  /** The second generation differs only in the price of throughput. The prices of the third are not published. */
  ontap: {
    [OntapDeploymentType.SINGLE_AZ_1]: { storage: 0.125, throughput: 0.72, iops: 0.017 },
    [OntapDeploymentType.SINGLE_AZ_2]: { storage: 0.125, throughput: 1.6, iops: 0.017 },
    [OntapDeploymentType.MULTI_AZ_1]: { storage: 0.25, throughput: 1.2, iops: 0.034 },
    [OntapDeploymentType.MULTI_AZ_2]: { storage: 0.25, throughput: 2.5, iops: 0.034 },
  },
} as const satisfies {
  readonly lustre: { readonly [type in LustreDeploymentType]?: LustrePrices };
  readonly ontap: { readonly [type in OntapDeploymentType]?: OntapPrices };
};
