import { ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType, OntapVolumeStyle } from './limits';
import { ONTAP_SIZING_FIELDS } from './schema';
import { rejectInvalid } from '../validation/input';

/** Requirements for an ONTAP file system. */
export interface OntapSizingRequest {
  /**
   * Minimum SSD storage, in GiB.
   */
  readonly minimumCapacityGiB: number;

  /**
   * Minimum throughput of the whole file system, in MB/s.
   */
  readonly minimumThroughputMBps: number;

  /**
   * The deployment types to choose from.
   *
   * @default - all of them
   */
  readonly deploymentTypes?: OntapDeploymentType[];

  /**
   * Whether pods use block devices, which file systems with more than six HA pairs do not support.
   *
   * @default false
   */
  readonly blockDevices?: boolean;
}

/** A legal file system that meets the requirements. */
export interface OntapSizingChoice {
  /** The deployment type. The third generation causes the warning `ontap/deployment-type-unverified`. */
  readonly deploymentType: OntapDeploymentType;

  /** SSD storage, in GiB. */
  readonly capacityGiB: number;

  /** Number of HA pairs. */
  readonly haPairs: number;

  /** Throughput to set for each HA pair, in MB/s. */
  readonly throughputCapacityPerHaPair: number;

  /** Throughput of the whole file system, in MB/s. */
  readonly throughputMBps: number;
}

/**
 * Finds ONTAP file systems that meet your requirements.
 *
 * @example
 * const smallest = OntapSizing.choices({ minimumCapacityGiB: 3000, minimumThroughputMBps: 2000 })[0];
 */
export class OntapSizing {
  /**
   * Returns the legal choices for a request, with the lowest sufficient throughput for each type and number of HA
   * pairs. Types whose maximum storage is not documented are offered up to the largest documented one.
   *
   * The choices are sorted by capacity, then by throughput.
   */
  public static choices(request: OntapSizingRequest): OntapSizingChoice[] {
    rejectInvalid('OntapSizing.choices()', { fields: ONTAP_SIZING_FIELDS, value: request });
    const { deploymentTypes = Object.values(OntapDeploymentType) } = request;
    return deploymentTypes
      .flatMap(type => pairsOf(type, request).flatMap(haPairs => choiceOf(type, haPairs, request)))
      .sort((a, b) => a.capacityGiB - b.capacityGiB || a.throughputMBps - b.throughputMBps);
  }

  private constructor() {}
}

/** A range in GiB or IOPS, including both ends. The maximum is Infinity if AWS documents none. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Whether a deployment type offers a number of HA pairs. */
export function offersPairs(type: OntapDeploymentType, haPairs: number): boolean {
  return Number.isInteger(haPairs) && haPairs >= 1 && haPairs <= ONTAP_LIMITS[type].maxHaPairs;
}

/** Throughputs that are offered for each HA pair, in MB/s. */
export function throughputsOf(type: OntapDeploymentType, haPairs: number): readonly number[] {
  const { throughputs, onePairThroughputs } = ONTAP_LIMITS[type];
  return haPairs === 1 ? [...onePairThroughputs, ...throughputs] : throughputs;
}

/** SSD storage of the whole file system, in GiB. */
export function capacityRange(type: OntapDeploymentType, haPairs: number): Range {
  const { minPerPair, maxPerPair = Infinity, max = Infinity } = ONTAP_LIMITS[type].capacity;
  return { min: minPerPair * haPairs, max: Math.min(maxPerPair * haPairs, max) };
}

/** The largest volume, in GiB; of a FlexGroup on any file system if the number of HA pairs is unknown. */
export function largestVolumeGiB(style: OntapVolumeStyle, haPairs = Infinity): number {
  return style === OntapVolumeStyle.FLEXGROUP
    ? Math.min(ONTAP_SERVICE.maxFlexGroupGiB * haPairs, ONTAP_SERVICE.maxVolumeGiB)
    : ONTAP_SERVICE.maxFlexVolGiB;
}

/** SSD IOPS of the whole file system. */
export function iopsRange(type: OntapDeploymentType, haPairs: number, capacityGiB: number): Range {
  const { maxIopsPerPair = Infinity } = ONTAP_LIMITS[type];
  const max = maxIopsPerPair * haPairs;
  // 3 IOPS for each GiB of a large first-generation file system would exceed the maximum
  return { min: Math.min(Math.ceil(ONTAP_SERVICE.iopsPerGiB * capacityGiB), max), max };
}

/** The largest SSD storage that AWS documents for a number of HA pairs, in GiB. It bounds the choices of types without a documented maximum. */
function largestDocumented(haPairs: number): number {
  const maxima = Object.values(OntapDeploymentType).filter(type => offersPairs(type, haPairs))
    .map(type => capacityRange(type, haPairs).max);
  return Math.max(...maxima.filter(Number.isFinite));
}

function pairsOf(type: OntapDeploymentType, { blockDevices }: OntapSizingRequest): number[] {
  const { maxHaPairs } = ONTAP_LIMITS[type];
  const most = blockDevices ? Math.min(maxHaPairs, ONTAP_SERVICE.blockHaPairs) : maxHaPairs;
  return Array.from({ length: most }, (_, index) => index + 1);
}

function choiceOf(
  deploymentType: OntapDeploymentType, haPairs: number, request: OntapSizingRequest,
): OntapSizingChoice[] {
  const { min, max: documented } = capacityRange(deploymentType, haPairs);
  const max = Number.isFinite(documented) ? documented : largestDocumented(haPairs);
  const capacityGiB = Math.max(Math.ceil(request.minimumCapacityGiB), min);
  const perPair = throughputsOf(deploymentType, haPairs)
    .find(throughput => throughput * haPairs >= request.minimumThroughputMBps);
  return capacityGiB > max || perPair === undefined
    ? []
    : [
      { deploymentType, capacityGiB, haPairs, throughputCapacityPerHaPair: perPair, throughputMBps: perPair * haPairs },
    ];
}
