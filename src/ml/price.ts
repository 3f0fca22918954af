import { automaticMetadataIops, metadataOf } from './metadata';
import { PriceConfidence, PriceItem, PriceRow, PriceTable } from './prices';
import { LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { ONTAP_SERVICE, OntapDeploymentType } from '../ontap/limits';

/** The values that determine the price of a file system. */
export interface Priced {
  readonly deploymentType: LustreDeploymentType | OntapDeploymentType;
  /** Undefined for ONTAP. */
  readonly storageType?: LustreStorageType;
  readonly capacityGiB: number;
  readonly throughputMBps: number;
  readonly perUnitStorageThroughput?: number;
  /** Provisioned metadata IOPS of Lustre. */
  readonly metadataIops?: number;
  /** Provisioned SSD IOPS of ONTAP. */
  readonly diskIops?: number;
}

/** A line of an estimate. */
export interface PriceLine {
  readonly item: PriceItem;
  readonly amount: number;
  readonly row: PriceRow;
  readonly usd: number;
}

/**
 * The lines of a file system. Undefined if a price is not known. FSx bills GB; the advisor multiplies GiB by the same
 * price, as the pricing examples of FSx do.
 */
export function priceLines(file: Priced, { rows }: PriceTable): PriceLine[] | undefined {
  const amounts = Object.entries(amountsOf(file)).filter(([, amount]) => amount > 0) as [PriceItem, number][];
  const lines = amounts.map(([item, amount]) => {
    const row = rows.find(each => each.item === item && each.deploymentType === file.deploymentType
      && each.storageType === file.storageType && (item !== 'storage' || each.perUnit === file.perUnitStorageThroughput));
    return row && { item, amount, row, usd: amount * row.usd };
  });
  return lines.every(line => line !== undefined) ? lines as PriceLine[] : undefined;
}

/** The estimate in US dollars per month. */
export function totalOf(lines: readonly PriceLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** The lowest confidence of several prices. */
export function confidenceOf(rows: readonly PriceRow[]): PriceConfidence {
  const order: readonly PriceConfidence[] = ['one source', 'two sources', 'price list'];
  return order.find(confidence => rows.some(row => row.confidence === confidence)) ?? 'one source';
}

function amountsOf(
  { deploymentType, storageType, capacityGiB, throughputMBps, metadataIops = 0, diskIops = 0 }: Priced,
): { [item in PriceItem]?: number } {
  if (storageType === undefined) {
    return {
      storage: capacityGiB,
      throughput: throughputMBps,
      iops: diskIops - ONTAP_SERVICE.iopsPerGiB * capacityGiB,
    };
  }
  const metadata = metadataOf(deploymentType as LustreDeploymentType, storageType);
  return {
    'storage': capacityGiB,
    'metadata-iops': metadata ? metadataIops - automaticMetadataIops(metadata, capacityGiB) : 0,
    ...storageType === LustreStorageType.INTELLIGENT_TIERING && { throughput: throughputMBps },
  };
}
