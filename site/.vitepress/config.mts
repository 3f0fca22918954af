import { readFileSync } from 'node:fs';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { flowchartsOnly } from './flowcharts';
import { linkNames } from './names';

interface Navigation {
  readonly repository: string;
  readonly types: readonly string[];
  readonly rules: readonly { readonly title: string; readonly ids: readonly string[] }[];
  readonly areas: readonly { readonly title: string; readonly kinds: readonly { readonly title: string; readonly names: readonly string[] }[] }[];
  readonly titles: { readonly [page: string]: string };
}
type Item = DefaultTheme.SidebarItem;

const { repository, types, rules, areas, titles }: Navigation = JSON.parse(readFileSync(new URL('../content/navigation.json', import.meta.url), 'utf8'));

/** Links to pages by their titles. */
const pages = (...paths: string[]): Item[] => paths.map(path => ({ text: titles[path] ?? path, link: `/${path}` }));
const examples = Object.keys(titles).filter(path => path.startsWith('docs/examples/'));
const decisions = Object.keys(titles).filter(path => path.startsWith('decisions/'));

const GUIDES: Item[] = [
  { text: 'Start', items: [...pages('docs/guide', 'docs/choosing'), { text: 'Advisor', link: '/advisor' }, { text: 'Gallery', link: '/gallery' }] },
  { text: 'Constructs', items: pages('docs/ml-training', 'docs/lustre', 'docs/ontap') },
  { text: 'Platforms', items: pages('docs/clusters', 'docs/gitops', ...examples) },
  { text: 'Operate', items: pages('docs/monitoring', 'docs/benchmark', 'docs/troubleshooting', 'docs/doctor', 'docs/deletion', 'docs/moving', 'docs/migration') },
  { text: 'Check', items: pages('docs/errors', 'docs/without-cdk', 'docs/policies', 'docs/convert', 'docs/security', 'docs/proven', 'docs/versions') },
];
const listed = new Set(GUIDES.flatMap(({ items = [] }) => items.map(({ link }) => link!.slice(1))));
const others = Object.keys(titles).filter(path => /^docs\/./.test(path) && !listed.has(path));
if (others.length > 0) {
  GUIDES.push({ text: 'More', items: pages(...others) });
}

/** As GitHub does, so that links to sections work in both places. */
const slugify = (text: string) => text.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replace(/ /g, '-');

// Items with a link have one control each, for the keyboard and for screen readers.
const API: Item[] = areas.map(({ title, kinds }) => ({
  text: title,
  link: `/api/#${slugify(title)}`,
  collapsed: true,
  items: kinds.map(kind => ({ text: kind.title, link: `/api/#${slugify(title)}-${slugify(kind.title)}`, collapsed: !['Constructs', 'Classes'].includes(kind.title), items: kind.names.map(name => ({ text: name, link: `/api/${name}` })) })),
}));
// Hundreds of rules: the overview lists them, not the navigation of each of their pages.
const REFERENCE: Item[] = [
  { text: 'Rules', link: '/rules/', items: rules.map(({ title }) => ({ text: title, link: `/rules/#${slugify(title)}` })) },
  { text: 'Limits', link: '/limits' },
  { text: 'Alarms', link: '/alarms' },
];
const PROJECT: Item[] = [
  { text: 'Project', items: pages('project/architecture', 'project/contributing', 'project/changelog', 'project/security', 'project/code_of_conduct') },
  { text: 'Decisions', link: '/decisions/', collapsed: true, items: pages(...decisions) },
];

export default defineConfig({
  title: 'cdk-eks-fsx',
  description: 'Amazon FSx volumes for Amazon EKS, as AWS CDK constructs',
  lang: 'en-US',
  base: process.env.SITE_BASE ?? `/${repository.split('/').pop()}/`,
  srcDir: 'content',
  outDir: 'dist',
  head: [['link', { rel: 'icon', href: 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Crect width=%2216%22 height=%2216%22 rx=%223%22 fill=%22%230b5cad%22/%3E%3Cpath d=%22M3 5h10M3 8h10M3 11h6%22 stroke=%22%23fff%22 stroke-width=%221.6%22/%3E%3C/svg%3E' }]],
  cleanUrls: true,
  metaChunk: true,
  // Pages link to each other only; a dead link fails the build.
  ignoreDeadLinks: false,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { py: 'python' },
    anchor: { slugify },
    config: md => linkNames(md, new Map([
      ...types.map((name): [string, string] => [name, `/api/${name}`]),
      ...rules.flatMap(({ ids }) => ids.map((id): [string, string] => [id, `/rules/${id}`])),
    ])),
  },
  // the advisor is that of the library
  vite: { plugins: [flowchartsOnly()], server: { fs: { allow: ['..'] } } },
  themeConfig: {
    search: {
      provider: 'local',
      // Text and names, not blocks of code, which would double the index.
      options: { _render: (text, env, md) => md.render(text.replace(/^(`{3,})[^]*?^\1$/gm, '').replace(/^:::.*$/gm, ''), env) },
    },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Guides', link: '/docs/', activeMatch: '^/docs/' },
      { text: 'Advisor', link: '/advisor' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Rules', link: '/rules/', activeMatch: '^/(rules|limits|alarms)' },
      { text: 'Gallery', link: '/gallery' },
      { text: 'Project', link: '/project/contributing', activeMatch: '^/(project|decisions)/' },
    ],
    sidebar: {
      '/docs/': GUIDES,
      '/gallery': GUIDES,
      '/api/': [{ text: 'API', link: '/api/', items: [] }, ...API],
      '/rules/': REFERENCE,
      '/limits': REFERENCE,
      '/alarms': REFERENCE,
      '/project/': PROJECT,
      '/decisions/': PROJECT,
    },
    socialLinks: [{ icon: 'github', link: repository }],
    footer: { message: 'Licensed under Apache-2.0. The project is not affiliated with AWS or NetApp.' },
    docFooter: { prev: false, next: false },
    editLink: { pattern: ({ frontmatter }) => frontmatter.source, text: 'Edit this page' },
  },
});
