import { PRICES } from './prices';
import { LustreDeploymentType } from '../lustre/limits';
import { OntapDeploymentType } from '../ontap/limits';

/** The values that determine the price of a file system. */
export interface Priced {
  readonly deploymentType: LustreDeploymentType | OntapDeploymentType;
  readonly capacityGiB: number;
  readonly throughputMBps: number;
  readonly perUnitStorageThroughput?: number;
}

/** An estimate in US dollars per month from list prices of one Region, for comparison only. */
export function monthlyUsd({ deploymentType, capacityGiB, throughputMBps, perUnitStorageThroughput }: Priced): number {
  const ontap = PRICES.ontap[deploymentType as keyof typeof PRICES.ontap];
  if (ontap !== undefined) {
    return ontap.storage * capacityGiB + ontap.throughput * throughputMBps;
  }
  const { storage }: { readonly storage: { readonly [perUnit: number]: number } } =
    PRICES.lustre[deploymentType as keyof typeof PRICES.lustre];
  const price = perUnitStorageThroughput === undefined ? Object.values(storage)[0] : storage[perUnitStorageThroughput];
  return price * capacityGiB;
}
