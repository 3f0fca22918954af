import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
/** Modules whose ids are rules. The ids of the doctor are findings. */
const MODULES = ['cluster', 'csi', 'delivery', 'lustre', 'monitoring', 'network', 'ontap', 'storage', 'validation'];

/** All ids of errors and warnings in the sources. */
function idsInSources(): string[] {
  const files = MODULES.flatMap(module => readdirSync(join(ROOT, 'src', module), {
    recursive: true, encoding: 'utf8',
  }).map(file => join(ROOT, 'src', module, file)));
  const sources = files.filter(file => file.endsWith('.ts')).map(file => readFileSync(file, 'utf8'));
  const id = /(?:\bid: ['`]|'cdk-eks-fsx:)((?:[a-z]+|\$\{service\})\/[a-z0-9-]+)['`]/g;
  return [...new Set(sources.flatMap(source => [...source.matchAll(id)].map(([, found]) => found)))].sort();
}

test('RULES.md lists the id of every error and warning', () => {
  const rules = readFileSync(join(ROOT, 'RULES.md'), 'utf8');
  const ids = idsInSources();
  expect(ids.length).toBeGreaterThan(200);
  // a shared rule may apply to one service only
  const isListed = (id: string) => {
    return ['lustre', 'ontap'].some(service => rules.includes(`\`${id.replace('${service}', service)}\``));
  };
  expect(ids.filter(id => !isListed(id))).toEqual([]);
});
