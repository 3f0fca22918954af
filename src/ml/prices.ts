import { LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { OntapDeploymentType } from '../ontap/limits';

/** What a price is for. */
export type PriceItem = 'storage' | 'throughput' | 'iops' | 'metadata-iops' | 'backup' | 'cross-zone-traffic' | 's3-get-requests';

/** How sure a price is. */
export type PriceConfidence = 'price list' | 'two sources' | 'one source';

/** One price in US dollars. */
export interface PriceRow {
  /** Undefined for prices that do not depend on the file system. */
  readonly deploymentType?: LustreDeploymentType | OntapDeploymentType;
  readonly storageType?: LustreStorageType;
  /** MB/s per TiB of Lustre; undefined if the type offers only one. */
  readonly perUnit?: number;
  readonly item: PriceItem;
  readonly usd: number;
  readonly unit: string;
  readonly confidence: PriceConfidence;
  readonly source: string;
}

/** Prices of one Region. */
export interface PriceTable {
  readonly region: string;
  /** ISO date on which the prices were found or published. */
  readonly date: string;
  readonly rows: readonly PriceRow[];
}

const GB_MONTH = 'GB-month';
const MBPS_MONTH = 'MB/s-month';
const IOPS_MONTH = 'IOPS-month';
const TWO = 'two sources';
const ONE = 'one source';
const { SSD } = LustreStorageType;

function lustre(
  deploymentType: LustreDeploymentType,
  perUnit: number | undefined,
  usd: number,
  confidence: PriceConfidence,
  source: string,
): PriceRow {
  return { deploymentType, storageType: SSD, perUnit, item: 'storage', usd, unit: GB_MONTH, confidence, source };
}

/** Storage per GB, throughput per MB/s of all HA pairs, and SSD IOPS beyond the 3 per GB that are included. */
function ontap(
  deploymentType: OntapDeploymentType, [storage, throughput, iops]: readonly [number, number, number],
  confidence: readonly [PriceConfidence, PriceConfidence, PriceConfidence], source: string,
): PriceRow[] {
  return [
    { deploymentType, item: 'storage', usd: storage, unit: GB_MONTH, confidence: confidence[0], source },
    { deploymentType, item: 'throughput', usd: throughput, unit: MBPS_MONTH, confidence: confidence[1], source },
    { deploymentType, item: 'iops', usd: iops, unit: IOPS_MONTH, confidence: confidence[2], source },
  ];
}

/**
 * List prices, to compare options and to estimate a bill. Prices change and differ by Region.
 *
 * The names of the sources are those of test/cases/prices.json. Types without a row have no known price.
 */
export const PRICES: PriceTable = {
  region: 'us-east-1',
  date: '2026-11-21',
  rows: [
    lustre(LustreDeploymentType.SCRATCH_2, undefined, 0.14, TWO, 'exercise, learning-aws, price-list-oregon, notes'),
    lustre(LustreDeploymentType.PERSISTENT_2, 125, 0.145, TWO, 'exercise, c3x, notes'),
    lustre(LustreDeploymentType.PERSISTENT_2, 250, 0.21, TWO, 'price-list-oregon, notes'),
    lustre(LustreDeploymentType.PERSISTENT_2, 500, 0.34, ONE, 'notes'),
    lustre(LustreDeploymentType.PERSISTENT_2, 1000, 0.6, TWO, 'exercise, notes'),
    {
      deploymentType: LustreDeploymentType.PERSISTENT_2, storageType: SSD, item: 'metadata-iops', usd: 0.055, unit: IOPS_MONTH,
      confidence: ONE, source: 'inference-notes',
    },
    ...ontap(OntapDeploymentType.SINGLE_AZ_1, [0.125, 0.72, 0.017], [TWO, TWO, TWO], 'vendor-comparison, cost-guide, rates-ohio'),
    ...ontap(OntapDeploymentType.MULTI_AZ_1, [0.25, 1.2, 0.034], [TWO, TWO, ONE], 'cost-guide, efs-article, rates-ohio'),
    ...ontap(OntapDeploymentType.SINGLE_AZ_2, [0.125, 1.6, 0.017], [ONE, ONE, ONE], 'rates-ohio, price-list-tokyo'),
    ...ontap(OntapDeploymentType.MULTI_AZ_2, [0.25, 2.5, 0.034], [ONE, ONE, ONE], 'rates-ohio, price-list-tokyo'),
    { item: 'backup', usd: 0.05, unit: GB_MONTH, confidence: ONE, source: 'inference-notes' },
    { item: 's3-get-requests', usd: 0.0004, unit: '1000 requests', confidence: ONE, source: 'inference-notes' },
  ],
};
