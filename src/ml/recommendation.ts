import { Candidate, isElastic } from './candidates';
import { Choice, usualPlace } from './choose';
import { undocumentedOf } from './offers';
import { PriceLine, confidenceOf } from './price';
import { PriceRow } from './prices';
import { MlBackend, MlDatasetAccess, MlLifetime } from './requirements';
import { ONTAP_LIMITS, ONTAP_SERVICE } from '../ontap/limits';
import { figure } from '../validation/text';

/** A line of the estimate of a file system. */
export interface StorageCost {
  /** What is billed, for example `storage`. */
  readonly item: string;

  /**
   * Estimate in US dollars per month.
   *
   * @default - not known, because it depends on the use
   */
  readonly monthlyUsd?: number;

  /**
   * Price of a unit in US dollars.
   *
   * @default - not known
   */
  readonly usd?: number;

  /** The unit, for example `GB-month`. */
  readonly unit: string;

  /** Region, date and confidence of the price, or why it is not known. */
  readonly basis: string;
}

/** A file system that meets the requirements, with the reasons. */
export interface StorageRecommendation {
  /** Service. */
  readonly backend: MlBackend;

  /** FSx deployment type. */
  readonly deploymentType: string;

  /**
   * Storage type of Lustre.
   *
   * @default - none for ONTAP
   */
  readonly storageType?: string;

  /** Storage capacity of the file system, in GiB. For Intelligent-Tiering, which is elastic, the size of the data. */
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

  /**
   * Metadata IOPS of Lustre.
   *
   * @default - none without a rate of metadata operations
   */
  readonly metadataIops?: number;

  /**
   * SSD IOPS to provision for ONTAP.
   *
   * @default - none if the IOPS that the storage includes suffice
   */
  readonly diskIops?: number;

  /** What happens to the data when hardware fails. */
  readonly durability: string;

  /** Features that it does not support. */
  readonly cannot: string[];

  /** The reason for the recommendation, in one sentence. */
  readonly reason: string;

  /** Where the recommendation differs from the requirements or from the usual choice, and why. */
  readonly deviations: string[];

  /** Properties of the first recommendation that this one lacks. Empty for the first one. */
  readonly givesUp: string[];

  /**
   * Estimated price in US dollars per month: the sum of the lines of `costs` that do not depend on the use.
   *
   * @default - not known; the option is listed last
   */
  readonly estimatedMonthlyUsd?: number;

  /** The lines of the estimate, and what is billed in addition. */
  readonly costs: StorageCost[];
}

/** The candidates of a choice as recommendations, best first. */
export function recommendations(choice: Choice): StorageRecommendation[] {
  return choice.candidates.map((candidate, index) => recommendation(choice, candidate, index === 0));
}

function recommendation(choice: Choice, candidate: Candidate, best: boolean): StorageRecommendation {
  const { id, offer, monthlyUsd, lines, ...figures } = candidate;
  return JSON.parse(JSON.stringify({
    ...figures,
    backend: offer.backend,
    durability: offer.durability,
    cannot: offer.cannot,
    reason: best ? choice.decision.because : `${offer.name} also meets the requirements`,
    deviations: deviations(choice, candidate, best),
    givesUp: best ? [] : givesUp(candidate, choice.candidates[0]),
    estimatedMonthlyUsd: monthlyUsd === undefined ? undefined : Math.round(monthlyUsd),
    costs: [...(lines ?? []).map(line => billed(choice, line)), ...billedByUse(choice, candidate)],
  }));
}

function givesUp({ offer, deploymentType, throughputMBps, monthlyUsd }: Candidate, best: Candidate): string[] {
  const undocumented = undocumentedOf(deploymentType);
  const features = offer.cannot.filter(feature => !best.offer.cannot.includes(feature)).map(feature => `it cannot ${feature}`);
  return [
    ...features,
    ...throughputMBps < best.throughputMBps ? [`it delivers ${throughputMBps} MB/s instead of ${best.throughputMBps} MB/s`] : [],
    ...undocumented === undefined ? [] : [`AWS does not document ${undocumented}`],
    ...monthlyUsd === undefined ? ['its price is not known'] : [],
  ];
}

const ITEMS: Readonly<Record<PriceRow['item'], string>> = {
  'storage': 'storage',
  'throughput': 'throughput',
  'iops': 'SSD IOPS beyond those included',
  'metadata-iops': 'metadata IOPS beyond those included',
  'backup': 'backups',
  'cross-zone-traffic': 'traffic between Availability Zones',
  's3-get-requests': 'requests that load files from S3, once',
};

function billed({ prices }: Choice, { row, usd }: PriceLine): StorageCost {
  return {
    item: ITEMS[row.item], monthlyUsd: Math.round(usd * 100) / 100, usd: row.usd, unit: row.unit,
    basis: `${prices.region}, ${prices.date}, ${confidenceOf([row])}`,
  };
}

/** Lines that depend on the use of the file system. They are not part of the estimate. */
function billedByUse(choice: Choice, { offer }: Candidate): StorageCost[] {
  const { dataset, fileCount, lifetime } = choice.requirements;
  const line = (item: PriceRow['item'], unit: string, amount?: number): StorageCost => {
    const row = choice.prices.rows.find(each => each.item === item);
    const basis = row ? `${choice.prices.region}, ${choice.prices.date}, ${confidenceOf([row])}` : 'price not known';
    const monthlyUsd = row && amount !== undefined ? Math.round(amount * row.usd * 100) / 100 : undefined;
    return { item: ITEMS[item], usd: row?.usd, unit: row?.unit ?? unit, monthlyUsd, basis };
  };
  return [
    ...lifetime === MlLifetime.LASTING && dataset === undefined ? [line('backup', 'GB-month')] : [],
    ...offer.zones === 1 ? [line('cross-zone-traffic', 'GB')] : [],
    ...dataset !== undefined ? [line('s3-get-requests', '1000 requests', fileCount === undefined ? undefined : fileCount / 1000)] : [],
  ];
}

function deviations(choice: Choice, candidate: Candidate, best: boolean): string[] {
  const { sizeGiB, dataset, lifetime } = choice.requirements;
  const { throughputMBps } = choice.demand;
  const { data, are, usual, deviates } = usualPlace(choice.requirements, candidate);
  const { capacityGiB, throughputMBps: delivered, offer } = candidate;
  const { size, speed } = STEPS[offer.backend];
  return [
    ...deviates
      ? [`${data} ${are} usually on ${usual}${best ? `; not here, because ${choice.decision.because}` : ''}`]
      : [],
    ...offer.passing && dataset === MlDatasetAccess.WRITE_BACK ? [WITH_STACK] : [],
    ...lifetime === MlLifetime.JOB && !offer.passing ? [AFTER_JOB] : [],
    ...capacityGiB > sizeGiB && !isElastic(candidate)
      ? [`the file system has ${capacityGiB} GiB for ${figure(sizeGiB)} GiB of data: ${size}`]
      : [],
    ...throughputMBps > 0 && delivered > throughputMBps
      ? [`it delivers ${delivered} MB/s where ${figure(throughputMBps)} MB/s are required: ${speed}`]
      : [],
  ];
}

const WITH_STACK = 'it is deleted with the stack, not with its claim, because only file systems of the stack export files to S3 automatically';

const AFTER_JOB = 'it is not deleted with its claim, so that it is billed until you delete it';

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
