import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { Api } from './api';
import { Translations } from './examples';
import { Fence, PAGES, REPOSITORY, section, sitePage } from './markdown';
import { RULE_LINES, rulePage, rulesIndex } from './rules';

/**
 * Writes the pages of the site to `site/content`: those of the repository with the links of the site, a page for each public type from the
 * jsii assembly, and a page for each rule.
 */
const CONTENT = 'site/content';
const TABLET = '.jsii.tabl.json';

for (const file of ['.jsii', TABLET]) {
  if (!existsSync(file)) {
    throw new Error(`${file} is missing: run npx projen compile && npx projen rosetta`);
  }
}

const translations = new Translations();
const fence: Fence = (code, language, options) => {
  if (language === 'mermaid') {
    return `<Diagram code="${encodeURIComponent(code)}" />`;
  }
  return language === 'ts' ? translations.tabs(code) : `\`\`\`${language}${options ? ` ${options}` : ''}\n${code}\`\`\``;
};

rmSync(CONTENT, { recursive: true, force: true });
for (const image of readdirSync('docs').filter(file => file.endsWith('.svg'))) {
  mkdirSync(join(CONTENT, 'public', 'images'), { recursive: true });
  cpSync(join('docs', image), join(CONTENT, 'public', 'images', image));
}

// Pages of the repository. The API, the rules and the README have pages of their own.
const titles = new Map<string, string>();
for (const [file, page] of PAGES) {
  const own = ['README.md', 'API.md', 'RULES.md'].includes(file) || !file.endsWith('.md');
  if (!own) {
    const text = readFileSync(file, 'utf8');
    titles.set(file, text.match(/^# (.*)$/m)![1]);
    write(page, sitePage(file, text, fence), file);
  }
}
write('decisions/', [
  '# Decisions',
  'Decisions that may be questioned in a year, with their reasons.',
  [...PAGES].filter(([file]) => /^decisions\/\d/.test(file)).map(([file, page]) => `- ${file.slice('decisions/'.length, 'decisions/'.length + 4)} [${titles.get(file)}](/${page})`).join('\n'),
].join('\n\n'));

// Pages of the site, with sections of the README.
const readme = readFileSync('README.md', 'utf8');
for (const file of readdirSync('site/pages')) {
  const text = readFileSync(join('site/pages', file), 'utf8')
    .replace(/^<!-- README: (.*) -->$/gm, (_, heading) => sitePage('README.md', section(readme, heading), fence))
    .replace(/^<!-- diagram: (\S+) (\d+) -->$/gm, (_, page, index) => diagramOf(page, Number(index)));
  write(file.replace(/\.md$/, '').replace(/^index$/, ''), text, `site/pages/${file}`);
}

// The API.
const api = new Api(translations);
const areas = api.areas();
for (const name of api.names) {
  write(`api/${name}`, api.page(name));
}
write('api/', [
  '# API',
  `${api.names.length} public types. The names are those of TypeScript and Java; Python writes properties and methods in \`snake_case\`, Go begins them with a capital letter.`,
  ...areas.flatMap(({ title, kinds }) => [
    `## ${title}`,
    ...kinds.flatMap(kind => [
      `### ${kind.title} {#${slug(title)}-${slug(kind.title)}}`,
      ['| type | description |', '|---|---|', ...kind.names.map(name => `| [\`${name}\`](/api/${name}) | ${api.summary(name).replace(/\|/g, '\\|')} |`)].join('\n'),
    ]),
  ]),
].join('\n\n'));

// The rules.
const described = [...titles].filter(([file]) => file.startsWith('docs/')).map(([file, title]) => {
  return { title, path: `/${PAGES.get(file)}`, text: readFileSync(file, 'utf8') };
});
for (const rule of RULE_LINES) {
  write(`rules/${rule.id}`, rulePage(rule, described.filter(({ text }) => text.includes(`\`${rule.id}\``))));
}
write('rules/', rulesIndex());

writeFileSync(join(CONTENT, 'navigation.json'), JSON.stringify({
  repository: REPOSITORY,
  types: api.names,
  rules: [...new Set(RULE_LINES.map(line => line.section))].map(title => {
    return { title, ids: RULE_LINES.filter(line => line.section === title).map(({ id }) => id) };
  }),
  areas,
  titles: Object.fromEntries([...titles].map(([file, title]) => [PAGES.get(file), title])),
}));

/** A diagram of a page. */
function diagramOf(page: string, index: number): string {
  const diagrams = [...readFileSync(page, 'utf8').matchAll(/^```mermaid\n([^]*?)^```$/gm)];
  return fence(diagrams[index][1], 'mermaid', '');
}

writeFileSync(join(CONTENT, 'requirements.json'), JSON.stringify({
  hints: api.hints('StorageRequirements'),
  choices: Object.fromEntries(['MlWorkload', 'MlDatasetAccess', 'MlLifetime', 'MlProtocol', 'MlBackend'].flatMap(name => Object.entries(api.choices(name)))),
}));

console.log(`${api.names.length} types, ${RULE_LINES.length} rules, ${titles.size} documents; ${translations.count}`);

/** A page; `source` is the file in which it can be edited. */
function write(page: string, text: string, source?: string) {
  const file = join(CONTENT, page === '' || page.endsWith('/') ? `${page}index.md` : `${page}.md`);
  mkdirSync(dirname(file), { recursive: true });
  const matter = text.startsWith('---') ? [] : [
    '---',
    `description: ${JSON.stringify(descriptionOf(text))}`,
    source === undefined ? 'editLink: false' : `source: ${REPOSITORY}/edit/main/${source}`,
    '---',
    '',
  ];
  writeFileSync(file, matter.join('\n') + text);
}

/** For search engines: the message of a rule, or the first paragraph of a page, without markup. */
function descriptionOf(text: string): string {
  const message = text.match(/^## Message\n\n```text\n(.*)$/m)?.[1];
  const paragraph = text.split(/\n{2,}/).find(part => /^[A-Z`\d*[]/.test(part)) ?? '';
  const plain = message ?? paragraph.replace(/<[^>]*>/g, '').replace(/\]\([^)]*\)/g, '').replace(/[[*`]/g, '');
  const sentence = plain.replace(/\s+/g, ' ').trim();
  return sentence.length <= 200 ? sentence : `${sentence.slice(0, 200).replace(/\s\S*$/, '')} …`;
}

function slug(text: string): string {
  return text.toLowerCase().replace(/\W+/g, '-');
}
