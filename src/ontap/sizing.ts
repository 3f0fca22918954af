import { ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType } from './limits';

/** GiB or operations per second, both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** MB/s that a pair of servers can have. */
export function throughputsOf(type: OntapDeploymentType, haPairs: number): readonly number[] {
  const { throughputs, onePairThroughputs } = ONTAP_LIMITS[type];
  return haPairs === 1 ? [...onePairThroughputs, ...throughputs] : throughputs;
}

/** GiB of SSD storage of the whole file system. */
export function capacityRange(type: OntapDeploymentType, haPairs: number): Range {
  const { minPerPair, maxPerPair, max } = ONTAP_LIMITS[type].capacity;
  return { min: minPerPair * haPairs, max: Math.min(maxPerPair * haPairs, max) };
}

/** Operations per second of the SSD storage of the whole file system. */
export function iopsRange(type: OntapDeploymentType, haPairs: number, capacityGiB: number): Range {
  return { min: ONTAP_SERVICE.iopsPerGiB * capacityGiB, max: ONTAP_LIMITS[type].maxIopsPerPair * haPairs };
}
