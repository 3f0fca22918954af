import { Candidate } from './candidates';
import { Choice, NoSuchStorage, choose, usualPlace } from './choose';
import { MlBackend, Requirements, StorageRequirements } from './requirements';

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

/**
 * Which file system is right for data, and why: the knowledge behind MlTrainingVolume, without a stack.
 *
 * @example
 * const [best] = StorageAdvisor.recommend({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true });
 * console.log(best.reason);
 */
export class StorageAdvisor {
  /** All that is possible, best first. Requirements that contradict each other, or that nothing meets, are one error with the choices. */
  public static recommend(requirements: StorageRequirements): StorageRecommendation[] {
    const choice = StorageAdvisor._choose('StorageAdvisor', requirements);
    return choice.candidates.map((candidate, index) => recommendation(choice, candidate, index === 0));
  }

  /** The same in words, for a person who does not know FSx. */
  public static explain(requirements: StorageRequirements): string {
    const [best, ...others] = StorageAdvisor.recommend(requirements);
    const choice = choose(requirements);
    const { offer } = choice.candidates[0];
    const perReader = requirements.readers && requirements.readers > 1
      ? `, ${Math.floor(best.throughputMBps / requirements.readers)} MB/s for each of ${requirements.readers} pods when all read at once` : '';
    return [
      `${capital(usualPlace(choice).data)}, ${requirements.sizeGiB} GiB: ${offer.name} (${best.deploymentType}).`,
      `  What it is: ${offer.what}.`,
      `  Why: ${best.reason}.`,
      `  Size and speed: ${best.capacityGiB} GiB, ${best.throughputMBps} MB/s for all pods together${perReader}.`,
      `  When something fails: ${best.durability}.`,
      `  It cannot: ${best.cannot.join('; ')}.`,
      ...best.deviations.map(deviation => `  Note: ${deviation}.`),
      ...others.length === 0 ? ['  Nothing else meets what is asked for.'] : [
        '  Also possible:', ...others.map((other, index) => `    - ${choice.candidates[index + 1].offer.name} (${other.deploymentType}), ${other.capacityGiB} GiB, ${
          other.throughputMBps} MB/s, ${ratio(other, best)}`),
      ],
    ].join('\n');
  }

  /** @internal */
  public static _choose(subject: string, requirements: StorageRequirements): Choice {
    try {
      return choose(requirements);
    } catch (error) {
      throw error instanceof NoSuchStorage ? new Error(`${subject}: ${error.message}`) : error;
    }
  }

  private constructor() {}
}

/** One candidate as it is told. */
export function recommendation(choice: Choice, candidate: Candidate, best: boolean): StorageRecommendation {
  const { offer, deploymentType, capacityGiB, throughputMBps, perUnitStorageThroughput, haPairs, throughputCapacityPerHaPair, monthlyUsd } = candidate;
  return JSON.parse(JSON.stringify({
    backend: offer.backend, deploymentType, capacityGiB, throughputMBps, perUnitStorageThroughput, haPairs, throughputCapacityPerHaPair,
    durability: offer.durability, cannot: offer.cannot,
    reason: best ? choice.decision.because : `${offer.name} meets what is asked for too`,
    deviations: deviations(choice, candidate),
    estimatedMonthlyUsd: Math.round(monthlyUsd),
  }));
}

function deviations(choice: Choice, candidate: Candidate): string[] {
  const { requirements: r } = choice;
  const { data, usual, deviates } = usualPlace({ ...choice, candidates: [candidate] });
  return [
    ...deviates ? [`${data} are usually on ${usual}; here not, because ${choice.decision.because}`.replace('data are', 'data is').replace('preprocessed are', 'preprocessed is')] : [],
    ...candidate.capacityGiB > r.sizeGiB ? [`the file system has ${candidate.capacityGiB} GiB for ${r.sizeGiB} GiB of data: ${sizeReason(candidate)}`] : [],
    ...r.throughputMBps > 0 && candidate.throughputMBps > r.throughputMBps
      ? [`it delivers ${candidate.throughputMBps} MB/s where ${r.throughputMBps} were asked for: ${speedReason(candidate, r)}`] : [],
  ];
}

function sizeReason({ offer }: Candidate): string {
  return offer.backend === MlBackend.LUSTRE
    ? 'FSx sells Lustre in steps, and its throughput comes with its size'
    : 'ONTAP begins at 1024 GiB, and is not filled beyond four fifths';
}

function speedReason({ offer }: Candidate, _r: Requirements): string {
  return offer.backend === MlBackend.LUSTRE ? 'throughput comes with the size' : 'the next smaller throughput is too little';
}

function ratio(other: StorageRecommendation, best: StorageRecommendation): string {
  const factor = other.estimatedMonthlyUsd / best.estimatedMonthlyUsd;
  return factor >= 1.05 ? `about ${factor.toFixed(1)} times the price` : factor <= 0.95 ? `about ${Math.round(factor * 100)} percent of the price` : 'about the same price';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
