import { Candidate } from './candidates';
import { Choice, usualPlace } from './choose';
import { confidenceOf } from './price';
import { StorageCost, StorageRecommendation, recommendations } from './recommendation';
import { figure } from '../validation/text';

/**
 * A choice as text, for readers who do not know FSx. Without prices for templates, metadata and annotations, because
 * prices change without a change of the app.
 */
export function explanation(choice: Choice, { withPrices }: { readonly withPrices: boolean }): string {
  const { requirements, demand, candidates: [candidate, ...more], alternatives } = choice;
  const changes = withPrices ? choice.changes() : [];
  const [best, ...others] = recommendations(choice);
  const { data } = usualPlace(requirements, candidate);
  const { name, what } = candidate.offer;
  return [
    `${capital(data)}, ${figure(requirements.sizeGiB)} GiB: ${name} (${best.deploymentType}).`,
    `  Description: ${what}.`,
    `  Reason: ${best.reason}.`,
    `  Required throughput: ${figure(demand.throughputMBps)} MB/s (${demand.throughputFrom}).`,
    `  Capacity and throughput: ${best.capacityGiB} GiB, ${best.throughputMBps} MB/s for all pods together${forEach(requirements.readers, best)}.`,
    ...metadata(best),
    ...withPrices ? costs(choice, best) : [],
    `  Durability: ${best.durability}.`,
    `  Limitations: ${best.cannot.map(feature => `cannot ${feature}`).join('; ')}.`,
    ...best.deviations.map(deviation => `  Note: ${deviation}.`),
    ...demand.assumptions.map(assumption => `  Assumption: ${assumption}.`),
    ...demand.questions.map(question => `  Question: ${question}.`),
    ...alternatives.map(other => `  Consider ${other.name}: ${other.because} (${other.link}).`),
    others.length === 0 ? '  No other option meets the requirements.' : '  Other options:',
    ...others.map((other, index) => option(more[index], other, best, withPrices)),
    ...changes.length > 0 ? ['  To pay less, or for more throughput:'] : [],
    ...changes.map(({ what: changed, candidate: other }) => `    - ${changed}: ${other.offer.name} (${other.deploymentType}), `
      + `${other.capacityGiB} GiB, ${other.throughputMBps} MB/s, about ${Math.round(other.monthlyUsd!)} US dollars per month`),
  ].join('\n');
}

function forEach(readers: number | undefined, { throughputMBps }: StorageRecommendation): string {
  return readers && readers > 1
    ? `, ${Math.floor(throughputMBps / readers)} MB/s for each of ${readers} pods when all read at once`
    : '';
}

function metadata({ metadataIops, diskIops }: StorageRecommendation): string[] {
  return [
    ...metadataIops === undefined ? [] : [`  Metadata: ${metadataIops} metadata IOPS.`],
    ...diskIops === undefined ? [] : [`  Metadata: ${figure(diskIops)} SSD IOPS.`],
  ];
}

function costs(
  { prices, candidates: [{ lines = [] }] }: Choice, { estimatedMonthlyUsd, costs: all }: StorageRecommendation,
): string[] {
  const total = estimatedMonthlyUsd === undefined
    ? 'price unknown'
    : `about ${estimatedMonthlyUsd} US dollars per month (${prices.region}, ${prices.date}, ${confidenceOf(lines.map(({ row }) => row))}): `
      + all.slice(0, lines.length).map(({ item, monthlyUsd }) => `${item} ${Math.round(monthlyUsd!)}`).join(', ');
  const byUse = all.slice(lines.length);
  return [`  Cost: ${total}.`, ...byUse.length > 0 ? [`  Billed in addition, by use: ${byUse.map(unitPrice).join('; ')}.`] : []];
}

function unitPrice({ item, usd, unit, monthlyUsd, basis }: StorageCost): string {
  const price = usd === undefined ? basis : `${usd} US dollars per ${unit}, ${basis}`;
  return `${item} (${price})${monthlyUsd === undefined ? '' : `, about ${monthlyUsd} US dollars`}`;
}

function option(
  { offer }: Candidate, other: StorageRecommendation, best: StorageRecommendation, withPrices: boolean,
): string {
  const price = withPrices ? `, ${other.estimatedMonthlyUsd === undefined ? 'price unknown' : `about ${other.estimatedMonthlyUsd} US dollars per month`}` : '';
  const lost = other.givesUp.filter(text => text !== 'its price is not known');
  const storage = other.storageType === undefined || other.storageType === best.storageType ? '' : `, ${other.storageType}`;
  return `    - ${offer.name} (${other.deploymentType}${storage}), ${other.capacityGiB} GiB, ${other.throughputMBps} MB/s${price}`
    + `${lost.length > 0 ? `; ${lost.join('; ')}` : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
