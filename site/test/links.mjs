// Every link and image of every page leads to a page, a section or a file of the site; links elsewhere are https.
import { readFileSync } from 'node:fs';
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
// the check sees what there is
if (PAGES.size < 500 || internal < 10_000 || anchors < 500) {
  problems.push(`only ${PAGES.size} pages, ${internal} links, ${anchors} links to sections`);
}
if (problems.length > 0) {
  console.error([...new Set(problems)].slice(0, 60).join('\n'));
  throw new Error(`${problems.length} broken links`);
}
console.log(`${PAGES.size} pages, ${internal} internal links (${anchors} to sections), 0 broken; ${external.size} addresses elsewhere`);
