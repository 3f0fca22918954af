import { LIMITS, LustreDeploymentType, LustreStorageType, MetadataIops } from '../lustre/limits';

/** Metadata IOPS of a Lustre file system; undefined if its capacity does not determine those that its price includes. */
export function metadataOf(type: LustreDeploymentType, storageType: LustreStorageType): MetadataIops | undefined {
  const limits = LIMITS[type].storage[storageType]?.metadataIops;
  return limits?.included && limits;
}

/** What the price of the storage includes, and FSx sets in the mode AUTOMATIC. */
export function automaticMetadataIops({ included, max }: MetadataIops, capacityGiB: number): number {
  const { small, stepGiB, iopsPerStep } = included!;
  const steps = Math.floor(capacityGiB / stepGiB) * iopsPerStep;
  const ofSmall = small.filter(({ fromGiB }) => capacityGiB >= fromGiB).map(({ iops }) => iops);
  return Math.min(Math.max(0, ...ofSmall, steps), max);
}

/** The lowest metadata IOPS that FSx offers for a rate; undefined if there are none. */
export function metadataIopsFor(
  limits: MetadataIops, operationsPerSecond: number, capacityGiB: number,
): number | undefined {
  const { values, step, max } = limits;
  const least = Math.max(operationsPerSecond, automaticMetadataIops(limits, capacityGiB));
  const offered = [...values, Math.max(1, Math.ceil(least / step)) * step].find(iops => iops >= least);
  return offered !== undefined && offered <= max ? offered : undefined;
}

/** Capacities from which the price of the storage includes more metadata IOPS, up to the rate that is required. */
export function capacitiesForMetadata({ included, max }: MetadataIops, operationsPerSecond: number): number[] {
  const { small, stepGiB, iopsPerStep } = included!;
  const steps = Math.ceil(Math.min(operationsPerSecond, max) / iopsPerStep);
  const large = Array.from({ length: steps }, (_, index) => (index + 1) * stepGiB);
  return [...small.map(({ fromGiB }) => fromGiB), ...large];
}
