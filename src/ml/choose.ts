import { Candidate, candidatesOf } from './candidates';
import { NEEDS, Need } from './needs';
import { OFFERS, OfferId } from './offers';
import { Requirements, StorageRequirements, complete } from './requirements';
import { DECISIONS, Decision, USUAL } from './workloads';
import { andList, figure } from '../validation/text';

/** The possible file systems, best first, and the row that determined the order. */
export interface Choice {
  readonly requirements: Requirements;
  readonly decision: Decision;
  readonly candidates: readonly Candidate[];
}

/** No file system meets the requirements. */
export class NoSuchStorage extends Error {}

const ALL = Object.keys(OFFERS) as OfferId[];

/**
 * All kinds that meet all requirements, in the order of the decision, each with its cheapest sufficient file system.
 */
export function choose(requested: StorageRequirements): Choice {
  const requirements = complete(requested);
  rejectImplausible(requirements);
  const needs = NEEDS.filter(need => need.isRequested(requirements));
  const possible = ALL.filter(id => needs.every(need => need.met(OFFERS[id], requirements)));
  if (possible.length === 0) {
    throw new NoSuchStorage(contradiction(needs, requirements));
  }
  const candidates = possible.flatMap(id => cheapest(candidatesOf(id, requirements)));
  if (candidates.length === 0) {
    throw new NoSuchStorage(tooLarge(possible, requirements));
  }
  const decision = DECISIONS.find(row => row.applies(requirements) && isValidFor(row, candidates))!;
  return { requirements, decision, candidates: ranked(candidates, decision) };
}

/** The usual file system of a workload, and whether a candidate deviates from it. */
export function usualPlace({ workload }: Requirements, { offer }: Candidate) {
  const { data, are, decision } = USUAL[workload];
  const row = DECISIONS.find(({ id }) => id === decision)!;
  const usual = OFFERS[row.offers[0]];
  return { data, are, usual: usual.name, deviates: !row.cheapest && offer.backend !== usual.backend };
}

/** A reason is valid only if it applies to a possible kind. */
function isValidFor({ offers, cheapest: byPrice }: Decision, candidates: readonly Candidate[]): boolean {
  const isPossible = (id: OfferId) => candidates.some(candidate => candidate.id === id);
  return byPrice ? offers.every(isPossible) : offers.some(isPossible);
}

function ranked(candidates: readonly Candidate[], { offers, cheapest: byPrice }: Decision): Candidate[] {
  const place = ({ id }: Candidate) => {
    const index = offers.indexOf(id);
    return index < 0 ? offers.length : byPrice ? 0 : index;
  };
  return [...candidates].sort((a, b) => place(a) - place(b) || a.monthlyUsd - b.monthlyUsd);
}

function cheapest(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates]
    .sort((a, b) => a.monthlyUsd - b.monthlyUsd || a.capacityGiB - b.capacityGiB || a.throughputMBps - b.throughputMBps)
    .slice(0, 1);
}

function rejectImplausible({ sizeGiB, throughputMBps, readers = 1 }: Requirements) {
  const wrong = [
    ...sizeGiB > 0 && Number.isFinite(sizeGiB) ? [] : [`size ${sizeGiB} GiB: must be more than 0`],
    ...throughputMBps >= 0 && Number.isFinite(throughputMBps)
      ? []
      : [`throughput ${throughputMBps} MB/s: must be 0 or more`],
    ...Number.isInteger(readers) && readers > 0 ? [] : [`readers ${readers}: must be a whole number of at least 1`],
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

function tooLarge(possible: readonly OfferId[], { sizeGiB, throughputMBps }: Requirements): string {
  return `no ${possible.map(id => OFFERS[id].name).join(', and no ')} has ${figure(sizeGiB)} GiB at ${figure(throughputMBps)} MB/s.\n`
    + '  Distribute the data over several volumes, or reduce the requirements.';
}
