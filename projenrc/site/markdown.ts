import { existsSync, readFileSync, readdirSync } from 'fs';
import { dirname, join, normalize } from 'path';

const { repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly repository: { readonly url: string } };
export const REPOSITORY = repository.url.replace(/\.git$/, '');

/** Files of the repository that are pages of the site, by their path. */
export const PAGES: ReadonlyMap<string, string> = new Map([
  ['README.md', ''],
  ['API.md', 'api/'],
  ['RULES.md', 'rules/'],
  ['LIMITS.md', 'limits'],
  ['ALARMS.md', 'alarms'],
  ['decisions', 'decisions/'],
  ['docs', 'docs/'],
  ...['ARCHITECTURE', 'CONTRIBUTING', 'CHANGELOG', 'SECURITY', 'CODE_OF_CONDUCT'].map((name): [string, string] => [`${name}.md`, `project/${name.toLowerCase()}`]),
  ...['docs', 'decisions'].flatMap(folder => readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map((file): [string, string] => [`${folder}/${file}`, file === 'README.md' ? `${folder}/` : `${folder}/${file.slice(0, -'.md'.length)}`])),
]);

/** A block of code of a page, by its language and the rest of its first line. */
export type Fence = (code: string, language: string, options: string) => string;

/** A page of the repository with the links of the site; `fence` replaces blocks of code. */
export function sitePage(file: string, text: string, fence: Fence): string {
  return outsideFences(text, part => siteLinks(file, part), fence);
}

/** Text with the links of the site. */
export function siteLinks(file: string, text: string): string {
  return text.replace(/\[([^[\]]*)\]\(([^)\s]+)\)/g, (_, label, target) => `[${titleOf(file, label, target)}](${siteLink(file, target)})`)
    .replace(/\]\(([^)\s]+)\)/g, (_, target) => `](${target.startsWith('/') ? target : siteLink(file, target)})`);
}

/** In place of the name of a file, the title of its page. */
function titleOf(file: string, label: string, target: string): string {
  const page = /^[\w./-]+\.md$/.test(label) && !/^https?:/.test(target) ? normalize(join(dirname(file), target.split('#')[0])) : undefined;
  return page && PAGES.has(page) ? readFileSync(page, 'utf8').match(/^# ([^<\n]*)/m)![1].trim() : label;
}

/** Changes the text of a page, and its blocks of code. */
export function outsideFences(text: string, change: (part: string) => string, fence: Fence): string {
  let end = 0;
  const parts: string[] = [];
  for (const { 0: block, 1: indent, 2: language, 3: options, 4: code, index } of text.matchAll(/^( *)```(\w*) ?(.*)\n([^]*?)^ *```$/gm)) {
    parts.push(change(text.slice(end, index)), indent === '' ? fence(code, language, options) : block);
    end = index + block.length;
  }
  return [...parts, change(text.slice(end))].join('');
}

/** Where a link of a page leads on the site: to another page, or to the repository. */
export function siteLink(file: string, target: string): string {
  const own = target.replace(new RegExp(`^${REPOSITORY}/(blob|tree|raw)/main/`), '/');
  if (/^(https?:|mailto:|#)/.test(own)) {
    return target;
  }
  const [path, anchor] = own.split('#') as [string, string?];
  const resolved = normalize(path.startsWith('/') ? path.slice(1) : join(dirname(file), path)).replace(/\/$/, '');
  const ofType = resolved === 'API.md' && anchor?.match(/^cdk-eks-fsx\.(\w+)(?:\..*\.(\w+))?/);
  if (ofType) {
    return `/api/${ofType[1]}${ofType[2] === undefined ? '' : `#${ofType[2]}`}`;
  }
  if (resolved.endsWith('.svg')) {
    return `/images/${resolved.split('/').pop()}`;
  }
  const page = PAGES.get(resolved);
  if (page !== undefined) {
    return `/${page}${anchor === undefined ? '' : `#${anchor}`}`;
  }
  if (!existsSync(resolved)) {
    throw new Error(`${file} links to ${target}, which does not exist`);
  }
  return `${REPOSITORY}/tree/main/${resolved}${anchor === undefined ? '' : `#${anchor}`}`;
}

/** A section of a page, without its heading. */
export function section(page: string, heading: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start < 0) {
    throw new Error(`no section ${heading}`);
  }
  const end = page.indexOf('\n## ', start + 1);
  return page.slice(start, end < 0 ? undefined : end).replace(/^\n## .*\n/, '').trim();
}

/** Text that is neither HTML nor a template, but for its code. */
export function escaped(text: string): string {
  return text.split(/(`[^`]*`)/).map(part => part.startsWith('`') ? part : part.replace(/</g, '&lt;').replace(/\{\{/g, '&#123;&#123;')).join('');
}
