import { Choice, usualPlace } from './choose';
import { StorageRecommendation, recommendations } from './recommendation';
import { figure } from '../validation/text';

/** A choice as text, for readers who do not know FSx. */
export function explanation(choice: Choice): string {
  const { requirements, candidates: [candidate, ...more] } = choice;
  const [best, ...others] = recommendations(choice);
  const { data } = usualPlace(requirements, candidate);
  const { name, what } = candidate.offer;
  return [
    `${capital(data)}, ${figure(requirements.sizeGiB)} GiB: ${name} (${best.deploymentType}).`,
    `  Description: ${what}.`,
    `  Reason: ${best.reason}.`,
    `  Capacity and throughput: ${best.capacityGiB} GiB, ${best.throughputMBps} MB/s for all pods together${forEach(requirements.readers, best)}.`,
    `  Durability: ${best.durability}.`,
    `  Limitations: ${best.cannot.map(feature => `cannot ${feature}`).join('; ')}.`,
    ...best.deviations.map(deviation => `  Note: ${deviation}.`),
    others.length === 0 ? '  No other option meets the requirements.' : '  Other options:',
    ...others.map((other, index) =>
      `    - ${more[index].offer.name} (${other.deploymentType}), ${other.capacityGiB} GiB, ${other.throughputMBps} MB/s, ${price(other, best)}`),
  ].join('\n');
}

function forEach(readers: number | undefined, { throughputMBps }: StorageRecommendation): string {
  return readers && readers > 1
    ? `, ${Math.floor(throughputMBps / readers)} MB/s for each of ${readers} pods when all read at once`
    : '';
}

function price(other: StorageRecommendation, best: StorageRecommendation): string {
  const factor = other.estimatedMonthlyUsd / best.estimatedMonthlyUsd;
  if (factor >= 1.05) {
    return `about ${factor.toFixed(1)} times the price`;
  }
  return factor <= 0.95 ? `about ${Math.round(factor * 100)} percent of the price` : 'about the same price';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
