import { Candidate, candidatesOf } from './candidates';
import { NEEDS, Need } from './needs';
import { OFFERS, OfferId } from './offers';
import { Requirements, StorageRequirements, complete } from './requirements';
import { DECISIONS, Decision, USUAL } from './workloads';
import { andList, figure } from '../validation/text';

/** What is possible, best first, and the row that decided. */
export interface Choice {
  readonly requirements: Requirements;
  readonly decision: Decision;
  readonly candidates: readonly Candidate[];
}

/** Requirements that nothing meets. */
export class NoSuchStorage extends Error {}

const ALL = Object.keys(OFFERS) as OfferId[];

/** All kinds that meet every need, in the order of the decision; of each kind the cheapest that is large and fast enough. */
export function choose(isRequested: StorageRequirements): Choice {
  const requirements = complete(isRequested);
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
  const decision = DECISIONS.find(row => row.applies(requirements) && isTrueOf(row, candidates))!;
  return { requirements, decision, candidates: ranked(candidates, decision) };
}

/** Where a workload usually is, and whether a candidate is somewhere else. */
export function usualPlace({ workload }: Requirements, { offer }: Candidate) {
  const { data, are, decision } = USUAL[workload];
  const row = DECISIONS.find(({ id }) => id === decision)!;
  const usual = OFFERS[row.offers[0]];
  return { data, are, usual: usual.name, deviates: !row.cheapest && offer.backend !== usual.backend };
}

/** A reason is given only where it is true: for a kind that is possible. */
function isTrueOf({ offers, cheapest: byPrice }: Decision, candidates: readonly Candidate[]): boolean {
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
    ...sizeGiB > 0 && Number.isFinite(sizeGiB) ? [] : [`size ${sizeGiB} GiB: there is something to keep`],
    ...throughputMBps >= 0 && Number.isFinite(throughputMBps) ? [] : [`throughput ${throughputMBps} MB/s: it is 0 or more`],
    ...Number.isInteger(readers) && readers > 0 ? [] : [`readers ${readers}: there is at least one`],
  ];
  if (wrong.length > 0) {
    throw new NoSuchStorage(wrong.join('; '));
  }
}

/** Which needs exclude each other, and what is possible when one of them is given up. */
function contradiction(needs: readonly Need[], r: Requirements): string {
  const withoutOne = needs.map(need => ({
    need, offers: ALL.filter(id => needs.every(other => other === need || other.met(OFFERS[id], r))),
  }));
  const choices = withoutOne.filter(({ offers }) => offers.length > 0);
  const core = coreOf(needs, r);
  const conflicting = choices.length === 0 ? needs : needs.filter(need => core.includes(need) || choices.some(choice => choice.need === need));
  return [
    `nothing offers ${andList(conflicting.map(need => need.words(r)))}${conflicting.length > 1 ? ' together' : ''}.`,
    choices.length > 0 ? '  Choose:' : '  More than one of them has to be given up.',
    ...choices.map(({ need, offers }) => `  - without ${need.words(r)}: ${offers.map(id => OFFERS[id].name).join(', or ')}; ${need.instead}`),
  ].join('\n');
}

/** Needs that exclude each other, and no more: each of them is needed for that. */
function coreOf(needs: readonly Need[], r: Requirements): readonly Need[] {
  const isPossible = (isRequested: readonly Need[]) => ALL.some(id => isRequested.every(need => need.met(OFFERS[id], r)));
  return needs.reduce((core, need) => {
    const without = core.filter(other => other !== need);
    return isPossible(without) ? core : without;
  }, needs);
}

function tooLarge(possible: readonly OfferId[], { sizeGiB, throughputMBps }: Requirements): string {
  return `no ${possible.map(id => OFFERS[id].name).join(', and no ')} has ${figure(sizeGiB)} GiB at ${figure(throughputMBps)} MB/s.\n`
    + '  Split the data over several volumes, or ask for less.';
}
