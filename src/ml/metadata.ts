import { LIMITS, LustreDeploymentType, LustreStorageType } from '../lustre/limits';

/**
 * Metadata IOPS of PERSISTENT_2 SSD that the price of the storage includes, and that FSx sets in the mode AUTOMATIC.
 *
 * https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html#dne-metadata-performance
 */
const INCLUDED: readonly { readonly fromGiB: number; readonly iops: number }[] = [
  { fromGiB: 1200, iops: 1500 },
  { fromGiB: 2400, iops: 3000 },
  { fromGiB: 4800, iops: 6000 },
  { fromGiB: 12000, iops: 12000 },
];
const LARGE = { stepGiB: 24000, iopsPerStep: 12000 };
const { metadataIops: OFFERED } = LIMITS[LustreDeploymentType.PERSISTENT_2].storage[LustreStorageType.SSD]!;

export function automaticMetadataIops(capacityGiB: number): number {
  const steps = Math.floor(capacityGiB / LARGE.stepGiB) * LARGE.iopsPerStep;
  const included = INCLUDED.filter(({ fromGiB }) => capacityGiB >= fromGiB).map(({ iops }) => iops);
  return Math.min(Math.max(0, ...included, steps), OFFERED!.max);
}

/** The lowest metadata IOPS that FSx offers for a rate; undefined if there are none. */
export function metadataIopsFor(operationsPerSecond: number, capacityGiB: number): number | undefined {
  const { values, step, max } = OFFERED!;
  const least = Math.max(operationsPerSecond, automaticMetadataIops(capacityGiB));
  const offered = [...values, Math.max(1, Math.ceil(least / step)) * step].find(iops => iops >= least);
  return offered !== undefined && offered <= max ? offered : undefined;
}

/** Capacities from which the price of the storage includes more metadata IOPS, up to the rate that is required. */
export function capacitiesForMetadata(operationsPerSecond: number): number[] {
  const steps = Math.ceil(Math.min(operationsPerSecond, OFFERED!.max) / LARGE.iopsPerStep);
  return [
    ...INCLUDED.map(({ fromGiB }) => fromGiB),
    ...Array.from({ length: steps }, (_, index) => (index + 1) * LARGE.stepGiB),
  ];
}
