import { readFileSync } from 'fs';
import { join } from 'path';
import { differences, mutantsOf } from './compare';
import { FACTS } from './facts';
import { hashOf, readModels, valueAt } from './models';

const { SITE_PACKAGES = '', GO_MODULES = '{}' } = process.env;
const models = readModels(SITE_PACKAGES, JSON.parse(GO_MODULES));
const compared = FACTS.filter(({ at }) => models[at.split('/')[0]] !== undefined);

function misstated(numbers: readonly string[]): string[] {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'proven.md'), 'utf8').replace(/\s+/g, ' ');
  return numbers.filter(number => !text.includes(` ${number} `));
}

if (process.argv.includes('--hashes')) {
  compared.filter(({ sentences }) => sentences !== undefined).forEach(({ at }) => console.log(at, hashOf(valueAt(models, at) ?? '')));
} else {
  const found = differences(FACTS, models);
  const exceptions = compared.flatMap(({ at, exception, omitted = {} }) => [
    ...exception ? [`${at}: ${exception.because}`] : [], ...Object.entries(omitted).map(([value, because]) => `${at} ${value}: ${because}`),
  ]);
  const pinned = compared.filter(({ sentences }) => sentences !== undefined).length;
  console.log(`${compared.length} facts: ${compared.length - pinned} values and sets, ${pinned} texts; ${FACTS.length - compared.length} skipped`);
  console.log(`${exceptions.length} exceptions:\n${exceptions.map(line => `  ${line}`).join('\n')}`);
  console.log(`${found.length} differences${found.map(line => `\n  ${line}`).join('')}`);
  const mutants = compared.flatMap(fact => mutantsOf(fact, models).map(mutant => [fact, mutant] as const));
  // on other versions, a fact that already differs cannot show that it notices a change
  const unnoticed =
    found.length > 0 ? [] : mutants.filter(([fact, mutant]) => differences([fact], mutant).length === 0);
  console.log(found.length > 0 ? 'no mutation test, because there are differences' : `${mutants.length} changed values, ${unnoticed.length} not noticed`);
  unnoticed.forEach(([{ at }]) => console.log(`  not noticed: ${at}`));
  // with other versions, or without the models of Go, there are other numbers
  const stated = process.env.PINNED && compared.length === FACTS.length ? misstated([`${compared.length} values and sentences`, `${mutants.length} changes`]) : [];
  stated.forEach(text => console.log(`docs/proven.md does not state: ${text}`));
  process.exitCode = found.length + unnoticed.length + stated.length > 0 || compared.length === 0 ? 1 : 0;
}
