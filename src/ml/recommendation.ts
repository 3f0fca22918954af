import { Candidate } from './candidates';
import { Choice, usualPlace } from './choose';
import { MlBackend, MlDatasetAccess } from './requirements';
import { ONTAP_LIMITS, ONTAP_SERVICE } from '../ontap/limits';
import { figure } from '../validation/text';

/** A file system that serves the requirements, and why. */
export interface StorageRecommendation {
  /** The service. */
  readonly backend: MlBackend;

  /** The deployment type, as FSx names it. */
  readonly deploymentType: string;

  /** The storage capacity of the file system, in GiB. */
  readonly capacityGiB: number;

  /** What the file system delivers, in MB/s. */
  readonly throughputMBps: number;

  /**
   * Lustre: the throughput to set, in MB/s per TiB.
   *
   * @default - none: the type has one throughput only, or it is ONTAP
   */
  readonly perUnitStorageThroughput?: number;

  /**
   * ONTAP: pairs of servers.
   *
   * @default - none: it is Lustre
   */
  readonly haPairs?: number;

  /**
   * ONTAP: the throughput to set, in MB/s for each pair of servers.
   *
   * @default - none: it is Lustre
   */
  readonly throughputCapacityPerHaPair?: number;

  /** What becomes of the data when something fails. */
  readonly durability: string;

  /** What it cannot do. */
  readonly cannot: string[];

  /** Why this one, in one sentence. */
  readonly reason: string;

  /** Where the recommendation departs from what was asked for or is usual, and why. */
  readonly deviations: string[];

  /** By list prices of one Region, in US dollars a month: to compare options, not an offer. */
  readonly estimatedMonthlyUsd: number;
}

/** The candidates of a choice as they are told, best first. */
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
    reason: best ? choice.decision.because : `${offer.name} meets what is asked for too`,
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
    ...deviates ? [`${data} ${are} usually on ${usual}${best ? `; here not, because ${choice.decision.because}` : ''}`] : [],
    ...offer.passing && dataset === MlDatasetAccess.WRITE_BACK ? [WITH_STACK] : [],
    ...capacityGiB > sizeGiB ? [`the file system has ${capacityGiB} GiB for ${figure(sizeGiB)} GiB of data: ${size}`] : [],
    ...throughputMBps > 0 && delivered > throughputMBps ? [`it delivers ${delivered} MB/s where ${figure(throughputMBps)} were asked for: ${speed}`] : [],
  ];
}

const WITH_STACK = 'it goes with the stack, not with its claim: only what the stack makes writes files back to S3 by itself';

/** GiB. */
const LEAST = Math.min(...Object.values(ONTAP_LIMITS).map(({ capacity }) => capacity.minPerPair));

/** Why a file system is larger or faster than what was asked for. */
const STEPS: Readonly<Record<MlBackend, { readonly size: string; readonly speed: string }>> = {
  [MlBackend.LUSTRE]: { size: 'FSx sells Lustre in steps, and its throughput comes with its size', speed: 'throughput comes with the size' },
  [MlBackend.ONTAP]: {
    size: `ONTAP begins at ${LEAST} GiB for each pair of servers, and is not filled beyond ${ONTAP_SERVICE.fillUpTo * 100} percent`,
    speed: 'throughput comes in steps',
  },
};
