import { differences, mutantsOf } from './compare';
import { FACTS } from './facts';
import { hashOf, readModels, valueAt } from './models';

const { SITE_PACKAGES = '', GO_MODULES = '{}' } = process.env;
const models = readModels(SITE_PACKAGES, JSON.parse(GO_MODULES));
const compared = FACTS.filter(({ at }) => models[at.split('/')[0]] !== undefined);

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
  const unnoticed = found.length > 0 ? [] : mutants.filter(([fact, mutant]) => differences([fact], mutant).length === 0);
  console.log(found.length > 0 ? 'no mutation test, because there are differences' : `${mutants.length} changed values, ${unnoticed.length} not noticed`);
  unnoticed.forEach(([{ at }]) => console.log(`  not noticed: ${at}`));
  process.exitCode = found.length + unnoticed.length > 0 || compared.length === 0 ? 1 : 0;
}
