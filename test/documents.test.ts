import { execFileSync } from 'child_process';
import { existsSync, readFileSync, readdirSync } from 'fs';
import { dirname, join, normalize } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { objectsOf } from './support/fixture';
import { app as demo } from '../examples/lustre-s3-training/app';
import { app as checkpoints } from '../examples/ontap-checkpoints/app';
import { LUSTRE_DRIVER } from '../src/lustre/driver';
import { TRIDENT } from '../src/ontap/driver';
import { pageUrl, ruleUrl } from '../src/validation/links';

const PAGES = ['.', 'docs', 'docs/examples', 'decisions', 'test/conformance']
  .flatMap(folder => readdirSync(folder).filter(file => file.endsWith('.md')).map(file => normalize(join(folder, file))))
  .filter(page => page !== 'API.md'); // its anchors are elements of HTML

test.each(PAGES)('links of %s lead to a file and a heading', page => {
  expect(linksOf(prose(page)).filter(link => !leadsSomewhere(page, link))).toEqual([]);
});

test('README.md has at most 150 lines, and its links work on npm and PyPI', () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  expect(linksOf(prose('README.md'))).toEqual([]); // all are absolute
  const own = [...prose('README.md').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter(link => link.startsWith(repository()))
    .map(link => link.slice(repository().length).replace(/^\/(blob|tree|raw)\/main\//, ''));
  expect(own.length).toBeGreaterThan(15);
  expect(own.filter(link => !leadsSomewhere('README.md', link))).toEqual([]);
});

test('messages cite pages of the published documentation, by address', () => {
  const [, , , owner, name] = repository().split('/');
  expect(pageUrl('docs/lustre')).toBe(`https://${owner}.github.io/${name}/docs/lustre`);
  expect(ruleUrl('lustre/capacity-step')).toBe(`https://${owner}.github.io/${name}/rules/lustre/capacity-step`);
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts')).map(file => join('src', file));
  const cited = sources.flatMap(file => [...readFileSync(file, 'utf8').matchAll(/pageUrl\('([^']+)'(?:, '([^']+)')?/g)].map(([, page, section]) => {
    const source = page === 'rules/' ? 'RULES.md' : page === 'limits' ? 'LIMITS.md' : `${page}.md`;
    return { file, source, link: section === undefined ? source : `${source}#${section}` };
  }));
  expect(cited.length).toBeGreaterThan(5);
  expect(cited.filter(({ link }) => !leadsSomewhere('README.md', link))).toEqual([]);
  expect(PAGES).toEqual(expect.arrayContaining(cited.map(({ source }) => source)));
  const byPath = sources.filter(file => /(?:docs|decisions)\/[\w-]+\.md|\b(?:RULES|LIMITS|ALARMS)\.md/.test(codeOf(file).replace(/pageUrl\([^)]*\)/g, '')));
  expect(byPath).toEqual([]);
});

test('the npm package contains every page that its pages link to', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  const packed: string[] = files.map(({ path }: { path: string }) => path);
  const own = packed.filter(page => page.endsWith('.md') && page !== 'API.md' && !page.startsWith('node_modules/'));
  const dangling = own.flatMap(page => linksOf(prose(page))
    .map(link => normalize(join(dirname(page), link.split('#')[0] || '.')))
    .filter(target => target !== dirname(page) && !packed.some(file => file === target || file.startsWith(`${target}/`)))
    .map(target => `${page}: ${target}`));
  expect(packed).toEqual(expect.arrayContaining(['README.md', 'docs/troubleshooting.md'])); // to which the doctor sends its readers
  expect(dangling).toEqual([]);
});

// CHANGELOG.md has a heading for each release.
const released = readFileSync('CHANGELOG.md', 'utf8').match(/^## \[(\d+)\.\d+\.\d+\]/m)?.[1];
const INSTALLS = ['README.md', ...readdirSync('docs').map(file => join('docs', file)), ...['python', 'java', 'go'].map(language => `examples/${language}/README.md`),
  'examples/python/requirements.txt'].filter(file => /\.(md|txt)$/.test(file));

test.each(INSTALLS)('%s installs nothing from a registry that is not there', file => {
  const text = readFileSync(file, 'utf8');
  const names = [
    /^.*\b(?:npm (?:install|i|add)|pip install|yarn add|go get) [^\n]*(?<![\w./-])cdk-eks-fsx(?:-go)?(?![\w@./-]).*$/gm, /^cdk-eks-fsx==.*$/gm,
    /package from (?:npm|PyPI|Maven Central)/g,
  ];
  expect(released === undefined ? names.flatMap(name => text.match(name) ?? []) : []).toEqual([]);
  expect(/nothing is released yet|until the first release/i.test(text) && released !== undefined).toBe(false);
});

test('nothing claims to be stable before version 1', () => {
  const { stability } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(stability).toBe(Number(released ?? 0) >= 1 ? 'stable' : 'experimental');
});

test('CONTRIBUTING.md shows a rule as it is', () => {
  const [, row] = /^```ts\n(lustreRule[^]*?)\n```$/m.exec(readFileSync('CONTRIBUTING.md', 'utf8'))!;
  expect(readFileSync('src/lustre/rules/protection.ts', 'utf8')).toContain(row.replace(/^(?=.)/gm, '  '));
});

test('every document names the repository of package.json', () => {
  const other = [...PAGES, '.github/ISSUE_TEMPLATE/config.yml'].flatMap(page => readFileSync(page, 'utf8').match(/github\.com\/[\w.-]+\/cdk-eks-fsx/g) ?? [])
    .filter(name => `https://${name}` !== repository());
  expect(other).toEqual([]);
});

test('workflows pin every action to a commit, and publish without installing anything', () => {
  const workflows = readdirSync('.github/workflows').map(file => readFileSync(join('.github/workflows', file), 'utf8'));
  const actions = workflows.flatMap(text => [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action));
  expect(actions.length).toBeGreaterThan(20);
  expect(actions.filter(action => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  const jobs = workflows.flatMap(text => text.split(/^ {2}(?=\w[\w-]*:$)/m));
  const withToken = jobs.filter(job => job.includes('id-token: write'));
  expect(withToken).toHaveLength(3); // npm, PyPI and the pages of the site
  expect(withToken.filter(job => /npm ci|npm install|npx|pip install/.test(job) || !/environment: (release|github-pages)\n/.test(job))).toEqual([]);
});

test('a link to nowhere is noticed', () => {
  expect(leadsSomewhere('docs/choosing.md', 'lustre.md#who-creates-the-file-system')).toBe(true);
  expect(leadsSomewhere('docs/choosing.md', 'lustre.md#who-made-the-file-system')).toBe(false);
  expect(leadsSomewhere('docs/choosing.md', 'luster.md')).toBe(false);
});

test('every page of docs is in its index', () => {
  const links = linksOf(prose('docs/README.md'));
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md') && file !== 'README.md');
  expect(pages.filter(file => !links.includes(file))).toEqual([]);
});

test('every page of an example links to it', () => {
  const pages = readdirSync('docs/examples').map(file => join('docs/examples', file));
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.filter(page => !linksOf(prose(page)).includes(`../../examples/${page.slice(14, -3)}`))).toEqual([]);
});

test('no workflow names a registry', () => {
  const workflows = readdirSync('.github/workflows').map(file => readFileSync(join('.github/workflows', file), 'utf8'));
  expect(workflows.length).toBeGreaterThan(0);
  expect(workflows.filter(text => /registry/i.test(text))).toEqual([]);
});

// What the pictures of docs/ say in numbers, and what the examples deploy.
test('docs/lustre.md counts what the demo deploys', () => {
  const resources = resourcesOf(demo, 'TrainingStorage');
  const page = readFileSync('docs/lustre.md', 'utf8');
  expect(page).toContain(`\`TrainingStorage\` has ${resources.length} resources`);
  for (const { Properties: { StorageCapacity, LustreConfiguration } } of resources.filter(({ Type }) => Type === 'AWS::FSx::FileSystem')) {
    const throughput = Math.floor(StorageCapacity * LustreConfiguration.PerUnitStorageThroughput / 1024);
    expect(page).toContain(`${LustreConfiguration.DeploymentType}<br>${StorageCapacity} GiB, ${throughput} MB/s`);
  }
});

test('docs/lustre.md shows the GPUs that the demo requests', () => {
  const [job] = objectsOf(demo.node.findChild('TrainingStorage') as Stack).filter(({ kind }) => kind === 'Job');
  const gpus = job.spec.template.spec.containers[0].resources.limits['nvidia.com/gpu'];
  expect(readFileSync('docs/lustre.md', 'utf8')).toContain(`Job ${job.metadata.name}<br>${gpus} GPUs`);
});

test('docs/security.md has a row for every statement of the drivers', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const sids = [...LUSTRE_DRIVER.statements, ...TRIDENT.statements].map(({ sid }) => sid);
  expect(sids.length).toBeGreaterThan(5);
  expect(sids.filter(sid => !page.includes(`| ${sid} |`))).toEqual([]);
});

test('docs/migration.md shows how a cluster of another tool gets a kubectl provider', () => {
  const [, section] = readFileSync('docs/migration.md', 'utf8').split(/^## The cluster$/m);
  expect(section.split(/^## /m)[0]).toMatch(/ExistingCluster\.fromAttributes\([^]*kubectlLayer/);
});

// Named like the snapshots, because a newer CDK may make the cluster of other parts.
test('the Platform that docs/lustre.md counts deploys what it deployed before', () => {
  expect(readFileSync('docs/lustre.md', 'utf8')).toContain(`\`Platform\` has ${resourcesOf(demo, 'Platform').length} resources`);
});

test('docs/ontap.md shows what the example deploys', () => {
  const [{ Properties: { StorageCapacity, OntapConfiguration } }] = resourcesOf(checkpoints, 'Checkpoints').filter(({ Type }) => Type === 'AWS::FSx::FileSystem');
  expect(readFileSync('docs/ontap.md', 'utf8'))
    .toContain(`${OntapConfiguration.DeploymentType}<br>${StorageCapacity} GiB, ${OntapConfiguration.ThroughputCapacityPerHAPair} MB/s`);
});

function repository(): string {
  return JSON.parse(readFileSync('package.json', 'utf8')).repository.url.replace(/\.git$/, '');
}

function resourcesOf(app: typeof demo, stack: string): any[] {
  return Object.values(Template.fromStack(app.node.findChild(stack) as Stack).toJSON().Resources);
}

/** A page without its code, whose brackets are no links. */
function prose(page: string): string {
  return readFileSync(page, 'utf8').replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, code => code.replace(/[[\]()]/g, ''));
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter(link => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path, heading] = link.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  return existsSync(file) && (heading === undefined || headingsOf(file).includes(heading));
}

/** Headings as GitHub makes anchors of them. */
function headingsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-'));
}

/** A source file without its comments. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/ .*$/gm, '');
}
