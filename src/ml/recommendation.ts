import { Candidate } from './candidates';
import { Choice, usualPlace } from './choose';
import { MlBackend, MlDatasetAccess } from './requirements';
import { ONTAP_LIMITS, ONTAP_SERVICE } from '../ontap/limits';
import { figure } from '../validation/text';

/** A file system that meets the requirements, with the reasons. */
export interface StorageRecommendation {
  /** Service. */
  readonly backend: MlBackend;

  /** FSx deployment type. */
  readonly deploymentType: string;

  /** Storage capacity of the file system, in GiB. */
  readonly capacityGiB: number;

  /** Throughput of the file system, in MB/s. */
  readonly throughputMBps: number;

  /**
   * Value for `perUnitStorageThroughput` of Lustre, in MB/s per TiB.
   *
   * @default - none for ONTAP and for deployment types with a fixed throughput
   */
  readonly perUnitStorageThroughput?: number;

  /**
   * Number of HA pairs of ONTAP.
   *
   * @default - none for Lustre
   */
  readonly haPairs?: number;

  /**
   * Value for `throughputCapacityPerHaPair` of ONTAP, in MB/s.
   *
   * @default - none for Lustre
   */
  readonly throughputCapacityPerHaPair?: number;

  /** What happens to the data when hardware fails. */
  readonly durability: string;

  /** Features that it does not support. */
  readonly cannot: string[];

  /** The reason for the recommendation, in one sentence. */
  readonly reason: string;

  /** Where the recommendation differs from the requirements or from the usual choice, and why. */
  readonly deviations: string[];

  /**
   * Estimated price in US dollars per month, from list prices of one Region. Use it only to compare recommendations.
   */
  readonly estimatedMonthlyUsd: number;
}

/** The candidates of a choice as recommendations, best first. */
export function recommendations(choice: Choice): StorageRecommendation[] {
  return choice.candidates.map((candidate, index) => recommendation(choice, candidate, index === 0));
}

function recommendation(choice: Choice, candidate: Candidate, best: boolean): StorageRecommendation {
  const { id, offer, monthlyUsd, ...figures } = candidate;
  return JSON.parse(JSON.stringify({
    ...figures,
    backend: offer.backend,
    durability: offer.durability,
    cannot: offer.cannot,
    reason: best ? choice.decision.because : `${offer.name} also meets the requirements`,
    deviations: deviations(choice, candidate, best),
    estimatedMonthlyUsd: Math.round(monthlyUsd),
  }));
}

function deviations(choice: Choice, candidate: Candidate, best: boolean): string[] {
  const { sizeGiB, throughputMBps, dataset } = choice.requirements;
  const { data, are, usual, deviates } = usualPlace(choice.requirements, candidate);
  const { capacityGiB, throughputMBps: delivered, offer } = candidate;
  const { size, speed } = STEPS[offer.backend];
  return [
    ...deviates
      ? [`${data} ${are} usually on ${usual}${best ? `; not here, because ${choice.decision.because}` : ''}`]
      : [],
    ...offer.passing && dataset === MlDatasetAccess.WRITE_BACK ? [WITH_STACK] : [],
    ...capacityGiB > sizeGiB
      ? [`the file system has ${capacityGiB} GiB for ${figure(sizeGiB)} GiB of data: ${size}`]
      : [],
    ...throughputMBps > 0 && delivered > throughputMBps
      ? [`it delivers ${delivered} MB/s where ${figure(throughputMBps)} MB/s are required: ${speed}`]
      : [],
  ];
}

const WITH_STACK = 'it is deleted with the stack, not with its claim, because only file systems of the stack export files to S3 automatically';

/** In GiB. */
const MIN_PER_PAIR = Math.min(...Object.values(ONTAP_LIMITS).map(({ capacity }) => capacity.minPerPair));

/** Why a file system is larger or faster than required. */
const STEPS: Readonly<Record<MlBackend, { readonly size: string; readonly speed: string }>> = {
  [MlBackend.LUSTRE]: {
    size: 'Lustre has capacity steps, and its throughput grows with its capacity',
    speed: 'throughput grows with the capacity',
  },
  [MlBackend.ONTAP]: {
    size: `ONTAP starts at ${MIN_PER_PAIR} GiB per HA pair, and at most ${ONTAP_SERVICE.fillUpTo * 100} percent are planned for data`,
    speed: 'throughput has steps',
  },
};
