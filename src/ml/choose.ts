import { Alternative, alternativesFor } from './alternatives';
import { Candidate, candidatesOf } from './candidates';
import { Demand, contradictions, demandOf } from './demand';
import { NEEDS, Need } from './needs';
import { OFFERS, OfferId, undocumentedOf } from './offers';
import { PRICES, PriceTable } from './prices';
import { Requirements, StorageRequirements, complete } from './requirements';
import { DECISIONS, Decision, SERVICE_NAMES, USUAL } from './workloads';
import { andList, figure } from '../validation/text';

/** The possible file systems, the cheapest first and those without a known price last. */
export interface Choice {
  readonly requirements: Requirements;
  readonly demand: Demand;
  /** The reason for the first candidate. */
  readonly decision: Decision;
  readonly candidates: readonly Candidate[];
  readonly prices: PriceTable;
  /** What a team could change to pay less or to read faster. */
  readonly changes: () => readonly Change[];
  readonly alternatives: readonly Alternative[];
}

/** A changed requirement, and the cheapest file system that would result. */
export interface Change {
  readonly what: string;
  readonly candidate: Candidate;
}

/** No file system meets the requirements. */
export class NoSuchStorage extends Error {}

const ALL = Object.keys(OFFERS) as OfferId[];
/** A change is worth mentioning if it saves this share of the price. */
const WORTHWHILE = 0.05;

/**
 * All kinds that meet all requirements, each deployment type with its cheapest sufficient file system.
 */
export function choose(requested: StorageRequirements, prices: PriceTable = PRICES): Choice {
  const { requirements, demand } = completed(requested);
  const candidates = withinBudget(candidatesFor(requirements, demand, prices), requirements);
  const [best] = candidates;
  const decision = DECISIONS.find(row => row.applies(requirements) && row.offers.includes(best.id))!;
  return {
    requirements, demand, decision, candidates, prices,
    changes: () => changesOf(requested, best, prices),
    alternatives: alternativesFor(requirements, demand),
  };
}

/** The usual service of a workload, and whether a candidate deviates from it. */
export function usualPlace({ workload }: Requirements, { offer }: Candidate) {
  const { data, are, backend } = USUAL[workload];
  return {
    data,
    are,
    usual: backend && SERVICE_NAMES[backend],
    deviates: backend !== undefined && offer.backend !== backend,
  };
}

function completed(requested: StorageRequirements): { readonly requirements: Requirements; readonly demand: Demand } {
  const requirements = complete(requested);
  rejectImplausible(requirements);
  const demand = demandOf(requirements);
  const { metadataOperationsPerSecond } = demand;
  return { requirements: { ...requirements, metadataOperationsPerSecond }, demand };
}

function candidatesFor(requirements: Requirements, demand: Demand, prices: PriceTable): Candidate[] {
  const needs = NEEDS.filter(need => need.isRequested(requirements));
  const possible = ALL.filter(id => needs.every(need => need.met(OFFERS[id], requirements)));
  if (possible.length === 0) {
    throw new NoSuchStorage(contradiction(needs, requirements));
  }
  const candidates = cheapestOfEachType(possible.flatMap(id => candidatesOf(id, requirements, demand, prices)));
  // Nothing is chosen of whose limits nothing is documented; such types are listed beside others.
  if (!candidates.some(({ deploymentType }) => undocumentedOf(deploymentType) === undefined)) {
    throw new NoSuchStorage(tooLarge(possible, requirements, demand));
  }
  return candidates;
}

function cheapestOfEachType(candidates: readonly Candidate[]): Candidate[] {
  const ranked = [...candidates].sort(
    (a, b) => priceOf(a) - priceOf(b) || a.capacityGiB - b.capacityGiB || a.throughputMBps - b.throughputMBps,
  );
  const typeOf = ({ deploymentType, storageType }: Candidate) => `${deploymentType} ${storageType}`;
  return ranked.filter((candidate, index) => ranked.findIndex(other => typeOf(other) === typeOf(candidate)) === index);
}

/** Options without a known price are last. */
function priceOf({ monthlyUsd }: Candidate): number {
  return monthlyUsd ?? Number.MAX_VALUE;
}

function withinBudget(candidates: readonly Candidate[], { maxMonthlyCostUsd }: Requirements): readonly Candidate[] {
  const affordable = candidates.filter(candidate => priceOf(candidate) <= (maxMonthlyCostUsd ?? Infinity));
  if (affordable.length > 0) {
    return affordable;
  }
  const [cheapest] = candidates;
  throw new NoSuchStorage(cheapest.monthlyUsd === undefined
    ? `no option with a known price meets the requirements, so that maxMonthlyCostUsd ${figure(maxMonthlyCostUsd!)} cannot be checked.\n`
      + '  Fix: remove maxMonthlyCostUsd, or pass a price list that contains the option.'
    : `nothing that meets the other requirements costs at most ${figure(maxMonthlyCostUsd!)} US dollars per month (maxMonthlyCostUsd).\n`
      + `  The cheapest option costs about ${Math.round(cheapest.monthlyUsd)}: ${cheapest.offer.name} (${cheapest.deploymentType}), `
      + `${cheapest.capacityGiB} GiB, ${cheapest.throughputMBps} MB/s.\n`
      + '  Fix: increase maxMonthlyCostUsd, or require less throughput, capacity or features.');
}

function rejectImplausible(requirements: Requirements) {
  const { sizeGiB, throughputMBps = 0, readers = 1 } = requirements;
  const wrong = [
    ...sizeGiB > 0 && Number.isFinite(sizeGiB) ? [] : [`size ${sizeGiB} GiB: must be more than 0`],
    ...throughputMBps >= 0 && Number.isFinite(throughputMBps)
      ? []
      : [`throughput ${throughputMBps} MB/s: must be 0 or more`],
    ...Number.isInteger(readers) && readers > 0 ? [] : [`readers ${readers}: must be a whole number of at least 1`],
    ...contradictions(requirements),
  ];
  if (wrong.length > 0) {
    throw new NoSuchStorage(wrong.join('; '));
  }
}

/** The requirements that exclude each other, and the alternatives without one of them. */
function contradiction(needs: readonly Need[], r: Requirements): string {
  const withoutOne = needs.map(need => ({
    need, offers: ALL.filter(id => needs.every(other => other === need || other.met(OFFERS[id], r))),
  }));
  const choices = withoutOne.filter(({ offers }) => offers.length > 0);
  const core = coreOf(needs, r);
  const conflicting = choices.length === 0
    ? needs
    : needs.filter(need => core.includes(need) || choices.some(choice => choice.need === need));
  return [
    `nothing offers ${andList(conflicting.map(need => need.words(r)))}${conflicting.length > 1 ? ' together' : ''}.`,
    choices.length > 0 ? '  Alternatives:' : '  Remove more than one of them.',
    ...choices.map(({ need, offers }) =>
      `  - without ${need.words(r)}: ${offers.map(id => OFFERS[id].name).join(', or ')}; ${need.instead}`),
  ].join('\n');
}

/** A minimal set of requirements that exclude each other. */
function coreOf(needs: readonly Need[], r: Requirements): readonly Need[] {
  const isPossible = (requested: readonly Need[]) => ALL.some(id => requested.every(need => need.met(OFFERS[id], r)));
  return needs.reduce((core, need) => {
    const without = core.filter(other => other !== need);
    return isPossible(without) ? core : without;
  }, needs);
}

function tooLarge(possible: readonly OfferId[], { sizeGiB }: Requirements, { throughputMBps }: Demand): string {
  return `no ${possible.map(id => OFFERS[id].name).join(', and no ')} has ${figure(sizeGiB)} GiB at ${figure(throughputMBps)} MB/s.\n`
    + '  Distribute the data over several volumes, or reduce the requirements.';
}

/** A requirement that can be given up, and how messages call that. */
const RELAXED: readonly {
  readonly what: string;
  readonly change: (r: StorageRequirements) => Partial<StorageRequirements> | undefined;
}[] = [
  { what: 'without multiAz', change: r => r.multiAz ? { multiAz: false } : undefined },
  { what: 'without snapshots and clones', change: r => r.snapshots || r.clones ? { snapshots: false, clones: false } : undefined },
  { what: 'without protocols', change: r => r.protocols?.length ? { protocols: [] } : undefined },
  { what: 'without a backend', change: r => r.backend ? { backend: undefined } : undefined },
  { what: 'without metadataOperationsPerSecond', change: r => r.metadataOperationsPerSecond ? { metadataOperationsPerSecond: undefined } : undefined },
  {
    what: 'with twice the checkpointPauseSeconds',
    change: r => r.checkpointPauseSeconds ? { checkpointPauseSeconds: 2 * r.checkpointPauseSeconds } : undefined,
  },
  {
    what: 'with twice the replicaStartSeconds',
    change: r => r.replicaStartSeconds ? { replicaStartSeconds: 2 * r.replicaStartSeconds } : undefined,
  },
  { what: 'with half the throughputMBps', change: r => r.throughputMBps ? { throughputMBps: r.throughputMBps / 2 } : undefined },
  {
    what: 'with half the throughputPerReaderMBps',
    change: r => r.throughputPerReaderMBps ? { throughputPerReaderMBps: r.throughputPerReaderMBps / 2 } : undefined,
  },
];

function changesOf(requested: StorageRequirements, best: Candidate, prices: PriceTable): Change[] {
  const cheaper = RELAXED.flatMap(({ what, change }) => {
    const changed = change(requested);
    const candidate = changed && tryBest({ ...requested, ...changed }, prices);
    return candidate && priceOf(candidate) < priceOf(best) * (1 - WORTHWHILE) ? [{ what, candidate }] : [];
  });
  const faster = tryBest(
    { ...requested, throughputMBps: 2 * best.throughputMBps, maxMonthlyCostUsd: undefined },
    prices,
  );
  return [...cheaper, ...faster?.monthlyUsd === undefined ? [] : [{ what: 'for twice the throughput', candidate: faster }]];
}

function tryBest(requested: StorageRequirements, prices: PriceTable): Candidate | undefined {
  try {
    const { requirements, demand } = completed(requested);
    return candidatesFor(requirements, demand, prices)[0];
  } catch (error) {
    if (error instanceof NoSuchStorage) {
      return undefined;
    }
    throw error;
  }
}
