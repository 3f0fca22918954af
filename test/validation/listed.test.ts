import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
/** Modules whose ids are rules. The ids of the doctor are answers. */
const MODULES = ['cluster', 'csi', 'delivery', 'lustre', 'monitoring', 'network', 'ontap', 'storage', 'validation'];

/** Every id that an error or a warning can carry, as the sources write it. */
function idsInSources(): string[] {
  const files = MODULES.flatMap(module => readdirSync(join(ROOT, 'src', module), { recursive: true, encoding: 'utf8' }).map(file => join(ROOT, 'src', module, file)));
  const sources = files.filter(file => file.endsWith('.ts')).map(file => readFileSync(file, 'utf8'));
  const id = /(?:\bid: ['`]|'cdk-eks-fsx:)((?:[a-z]+|\$\{service\})\/[a-z0-9-]+)['`]/g;
  return [...new Set(sources.flatMap(source => [...source.matchAll(id)].map(([, found]) => found)))].sort();
}

test('RULES.md has a line for every id that an error or a warning can carry', () => {
  const rules = readFileSync(join(ROOT, 'RULES.md'), 'utf8');
  const ids = idsInSources();
  expect(ids.length).toBeGreaterThan(200);
  // a shared row may be of one service only
  const isListed = (id: string) => ['lustre', 'ontap'].some(service => rules.includes(`\`${id.replace('${service}', service)}\``));
  expect(ids.filter(id => !isListed(id))).toEqual([]);
});
