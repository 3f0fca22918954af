// Every link and image of every page leads to a page, a section or a file of the site; links elsewhere are https.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BASE, PAGES, fileOf } from './output.mjs';

const ids = new Map();
const html = new Map([...PAGES].map(([page, file]) => [page, readFileSync(file, 'utf8')]));
const idsOf = file => {
  if (!ids.has(file)) {
    ids.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\sid="([^"]+)"/g)].map(([, id]) => decodeURIComponent(id))));
  }
  return ids.get(file);
};

const problems = [];
let internal = 0;
let anchors = 0;
const external = new Set();
for (const [page, text] of html) {
  for (const [, attribute, value] of text.matchAll(/\s(href|src)="([^"]*)"/g)) {
    const target = value.replace(/&amp;/g, '&');
    if (/^(data:|mailto:)/.test(target)) {
      continue;
    }
    if (/^https?:/.test(target)) {
      external.add(target);
      if (!target.startsWith('https:')) {
        problems.push(`${page}: ${target} is not https`);
      }
      continue;
    }
    internal += 1;
    const url = new URL(target, `http://site${BASE}${page}`);
    const file = url.pathname.startsWith(BASE) ? fileOf(decodeURIComponent(url.pathname.slice(BASE.length))) : undefined;
    if (file === undefined) {
      problems.push(`${page}: ${attribute} ${target} does not exist`);
    } else if (url.hash !== '' && url.hash !== '#') {
      anchors += 1;
      if (!idsOf(file).has(decodeURIComponent(url.hash.slice(1)))) {
        problems.push(`${page}: ${target} has no such section`);
      }
    }
  }
}
// messages of the library cite pages and sections that exist, and each rule has its page at the address in messages
const sources = fileURLToPath(new URL('../../src', import.meta.url));
const code = readdirSync(sources, { recursive: true }).filter(file => file.endsWith('.ts')).map(file => readFileSync(join(sources, file), 'utf8'));
const published = new URL(code.join('').match(/DOCUMENTATION_URL = '(.*)'/)[1]);
if (`${published.pathname}/` !== BASE) {
  problems.push(`messages cite ${published}, and the site has the base ${BASE}`);
}
const cited = code.flatMap(text => [...text.matchAll(/pageUrl\('([^']+)'(?:, '([^']+)')?/g)].map(([, page, section]) => [page, section]));
for (const [page, section] of cited) {
  if (!PAGES.has(page) || (section !== undefined && !idsOf(PAGES.get(page)).has(section))) {
    problems.push(`messages cite ${page}#${section ?? ''}, which does not exist`);
  }
}
const rules = [...readFileSync(new URL('../../RULES.md', import.meta.url), 'utf8').matchAll(/^\| \[?`([\w/-]+)`/gm)].map(([, id]) => `rules/${id}`);
const rulePages = [...PAGES.keys()].filter(page => /^rules\/./.test(page));
problems.push(...rules.filter(page => !PAGES.has(page)).map(page => `${page} does not exist`));
problems.push(...rulePages.filter(page => !rules.includes(page)).map(page => `${page} is not the page of a rule`));

// the check sees what there is
if (PAGES.size < 500 || rules.length < 400 || cited.length < 10 || internal < 10_000 || anchors < 500) {
  problems.push(`only ${PAGES.size} pages, ${internal} links, ${anchors} links to sections`);
}
if (problems.length > 0) {
  console.error([...new Set(problems)].slice(0, 60).join('\n'));
  throw new Error(`${problems.length} broken links`);
}
console.log(`${PAGES.size} pages, ${internal} internal links (${anchors} to sections), 0 broken; ${external.size} addresses elsewhere; ${rules.length} rules and ${cited.length} citations in messages have their pages`);
