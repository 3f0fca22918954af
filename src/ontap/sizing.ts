import { ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType } from './limits';
import { ONTAP_SIZING_FIELDS } from './schema';
import { rejectInvalid } from '../validation/input';

/** What an ONTAP file system is wanted for. */
export interface OntapSizingRequest {
  /**
   * The least SSD storage.
   *
   * In GiB.
   */
  readonly minimumCapacityGiB: number;

  /**
   * The least throughput of the whole file system.
   *
   * In MB/s.
   */
  readonly minimumThroughputMBps: number;

  /**
   * The deployment types to choose from.
   *
   * @default - all of them
   */
  readonly deploymentTypes?: OntapDeploymentType[];

  /**
   * Whether pods take block devices, which file systems with more than six pairs of servers do not have.
   *
   * @default false
   */
  readonly blockDevices?: boolean;
}

/** A legal file system that meets a request. */
export interface OntapSizingChoice {
  /** The deployment type. */
  readonly deploymentType: OntapDeploymentType;

  /** The SSD storage, in GiB. */
  readonly capacityGiB: number;

  /** Pairs of servers. */
  readonly haPairs: number;

  /** The throughput to set, in MB/s for each pair of servers. */
  readonly throughputCapacityPerHaPair: number;

  /** What the file system then delivers, in MB/s. */
  readonly throughputMBps: number;
}

/**
 * From what is wanted to what FSx offers.
 *
 * @example
 * const smallest = OntapSizing.choices({ minimumCapacityGiB: 3000, minimumThroughputMBps: 2000 })[0];
 */
export class OntapSizing {
  /** The legal choices for a request, the smallest throughput that is enough for each type and number of pairs: smallest capacity first, then lowest throughput. */
  public static choices(request: OntapSizingRequest): OntapSizingChoice[] {
    rejectInvalid('OntapSizing.choices()', { fields: ONTAP_SIZING_FIELDS, value: request });
    const { deploymentTypes = Object.values(OntapDeploymentType) } = request;
    return deploymentTypes
      .flatMap(type => pairsOf(type, request).flatMap(haPairs => choiceOf(type, haPairs, request)))
      .sort((a, b) => a.capacityGiB - b.capacityGiB || a.throughputMBps - b.throughputMBps);
  }

  private constructor() {}
}

/** GiB or operations per second, both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Whether a deployment type has so many pairs of servers. */
export function offersPairs(type: OntapDeploymentType, haPairs: number): boolean {
  return Number.isInteger(haPairs) && haPairs >= 1 && haPairs <= ONTAP_LIMITS[type].maxHaPairs;
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
  const max = ONTAP_LIMITS[type].maxIopsPerPair * haPairs;
  // large file systems of the first generation would have more: they have the most there is
  return { min: Math.min(Math.ceil(ONTAP_SERVICE.iopsPerGiB * capacityGiB), max), max };
}

function pairsOf(type: OntapDeploymentType, { blockDevices }: OntapSizingRequest): number[] {
  const { maxHaPairs } = ONTAP_LIMITS[type];
  const most = blockDevices ? Math.min(maxHaPairs, ONTAP_SERVICE.blockHaPairs) : maxHaPairs;
  return Array.from({ length: most }, (_, index) => index + 1);
}

function choiceOf(deploymentType: OntapDeploymentType, haPairs: number, request: OntapSizingRequest): OntapSizingChoice[] {
  const { min, max } = capacityRange(deploymentType, haPairs);
  const capacityGiB = Math.max(Math.ceil(request.minimumCapacityGiB), min);
  const perPair = throughputsOf(deploymentType, haPairs).find(throughput => throughput * haPairs >= request.minimumThroughputMBps);
  return capacityGiB > max || perPair === undefined
    ? []
    : [{ deploymentType, capacityGiB, haPairs, throughputCapacityPerHaPair: perPair, throughputMBps: perPair * haPairs }];
}
