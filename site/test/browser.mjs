// The pages in a real browser: layout, console, requests, accessibility, and the advisor with the keyboard only. Prints what a page weighs.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PAGES, serve } from './output.mjs';

const WIDTHS = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const SHOWN = ['', 'docs/', 'docs/lustre', 'docs/choosing', 'docs/ml-training', 'gallery', 'api/', 'api/FsxLustreStorage', 'rules/', 'rules/lustre/capacity-step', 'limits', 'alarms', 'advisor'];
const ACCESSIBLE = ["", "docs/lustre", "api/FsxLustreStorage", "rules/lustre/capacity-step", "advisor"];
const SCREENSHOTS = process.env.SCREENSHOTS; // a folder

const site = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const problems = [];
let requests = 0;

/** A page that records errors and requests to other hosts. */
async function open(options) {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', message => message.type() === 'error' && problems.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', error => problems.push(`${page.url()}: ${error.message}`));
  await context.route('**/*', route => {
    requests += 1;
    const url = route.request().url();
    if (!url.startsWith(site.address) && !url.startsWith('data:')) {
      problems.push(`${page.url()} requests ${url}`);
      return route.abort();
    }
    return route.continue();
  });
  return page;
}

async function show(page, path) {
  await page.goto(site.address + path, { waitUntil: 'networkidle' });
  await page.waitForFunction(() => document.querySelector('#app')?.__vue_app__ !== undefined); // mounted: listens to keys
  await page.locator('#VPContent:is([role=main], :has(main))').waitFor();
  if (await page.locator('.diagram').count() > 0) {
    await page.locator('.diagram svg').first().waitFor();
  }
}

/** Layout at each width and in each color scheme, and axe on one page of each kind. */
async function look() {
  const found = [];
  let overflowing = 0;
  for (const [device, viewport] of Object.entries(WIDTHS)) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open({ viewport, colorScheme });
      for (const path of colorScheme === 'light' ? SHOWN : ACCESSIBLE) {
        await show(page, path);
        assert.ok(PAGES.has(path), path);
        const { width, name } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth - innerWidth, name: document.title }));
        assert.notEqual(name, '', path);
        if (width > 0) {
          overflowing += 1;
          problems.push(`${path} is ${width} px wider than a ${device}`);
        }
        if (ACCESSIBLE.includes(path)) {
          const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
          found.push(...violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target }) => `${path || 'home'} (${device}, ${colorScheme}): ${id} (${impact}) ${target.join(' ')}`)));
        }
        if (SCREENSHOTS) {
          mkdirSync(SCREENSHOTS, { recursive: true });
          await page.screenshot({ path: `${SCREENSHOTS}/${path.replace(/\W/g, '-') || 'home'}-${device}-${colorScheme}.png` });
        }
      }
      await page.context().close();
    }
  }
  problems.push(...found);
  console.log(`layout: ${SHOWN.length} pages at ${Object.values(WIDTHS).map(({ width }) => `${width} px`).join(' and ')}, ${overflowing} overflow`);
  console.log(`axe: ${ACCESSIBLE.length} pages, 2 widths, light and dark: ${found.length} violations`);
}

/** Answers a question with the keyboard. */
async function enter(page, label, text) {
  await page.getByLabel(label, { exact: true }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** The advisor, without a mouse. */
async function advise() {
  const page = await open({ viewport: WIDTHS.desktop });
  await show(page, 'advisor');
  const status = page.getByRole('status');
  assert.match(await status.innerText(), /The first is PERSISTENT_2 SSD/);
  const code = page.locator('.code pre');

  // every control of the form can be reached with Tab, in the order of the page
  await page.getByLabel('Workload', { exact: true }).focus();
  const reached = [];
  for (let step = 0; step < 14; step += 1) {
    reached.push(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName));
    await page.keyboard.press('Tab');
  }
  assert.deepEqual(reached.slice(0, 5), ['workload', 'sizeGiB', 'dataset', 'throughputMBps', 'readers'].map(name => `advisor-${name}`));
  assert.ok(reached.includes('SUMMARY'), reached.join());

  // a wrong value has the message of the library, next to its question
  await enter(page, 'Pods at the same time', '1.5');
  assert.match(await page.locator('#advisor-readers-problem').innerText(), /must be a whole number, got 1.5/);
  assert.equal(await page.getByLabel('Pods at the same time', { exact: true }).getAttribute('aria-invalid'), 'true');
  assert.match(await page.getByLabel('Pods at the same time', { exact: true }).getAttribute('aria-describedby'), /advisor-readers-problem/);
  await enter(page, 'Pods at the same time', '8');
  assert.equal(await page.locator('.question .message').count(), 0);

  // another requirement has another answer
  await page.getByLabel('Snapshots', { exact: true }).focus();
  await page.keyboard.press('Space');
  assert.match(await page.getByRole('alert').innerText(), /nothing offers/); // data in S3 together with snapshots
  await page.getByLabel('Data in S3', { exact: true }).focus();
  await page.keyboard.press('Home');
  assert.match(await status.innerText(), /The first is (SINGLE|MULTI)_AZ/);

  // the arrows select an answer and a language, and Enter copies the code
  const answers = page.locator('.answers input');
  assert.ok(await answers.count() > 1);
  await answers.first().focus();
  await page.keyboard.press('ArrowDown');
  assert.ok(await answers.nth(1).isChecked());
  await page.keyboard.press('ArrowUp');
  assert.match(await code.innerText(), /new MlTrainingVolume/);
  await page.getByLabel('TypeScript', { exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await code.innerText(), /from cdk_eks_fsx import MlTrainingVolume/);
  assert.match(await code.innerText(), /snapshots=True/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await code.innerText());

  // the chart has been drawn, in the colors of both schemes
  const painted = () => page.locator('canvas').evaluate(canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  assert.ok(await painted() > 10);
  await page.context().close();
  console.log('advisor: operated with the keyboard: values, messages, answers, languages, copy');
}

/** Search finds a rule and a property; a chosen language remains. */
async function use() {
  const page = await open({ viewport: WIDTHS.desktop });
  await show(page, 'api/FsxLustreStorage');
  await page.keyboard.press('Control+k');
  await page.locator('#localsearch-input').fill('capacity-step');
  await page.locator('.VPLocalSearchBox .result').first().waitFor();
  assert.match(await page.locator('.VPLocalSearchBox .result').allInnerTexts().then(texts => texts.join('\n')), /lustre\/capacity-step/);
  await page.keyboard.press('Escape');
  await page.locator('.vp-code-group .tabs label', { hasText: 'Python' }).first().click();
  await show(page, 'api/DataRepository');
  await page.locator('.vp-code-group input:checked + label', { hasText: 'Python' }).first().waitFor();
  await page.locator('.vp-code-group .language-python.active').first().waitFor();
  await page.context().close();
  console.log('search finds a rule; the chosen language remains on other pages');
}

/** What a first visit of a page transfers, before compression. */
async function weigh() {
  for (const path of ACCESSIBLE) {
    const page = await open({ viewport: WIDTHS.desktop });
    const sizes = [];
    page.on('response', response => sizes.push(response.body().then(({ length }) => length, () => 0)));
    await show(page, path);
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`weight of ${path || 'home'}: ${Math.round(bytes / 1000)} kB`);
    await page.context().close();
  }
}

try {
  for (const step of [advise, use, look, weigh]) {
    const started = Date.now();
    await step().catch(error => problems.push(`${step.name}: ${error.message}`));
    console.log(`  ${step.name}: ${Math.round((Date.now() - started) / 1000)} s`);
  }
} finally {
  await browser.close();
  site.close();
}
if (problems.length > 0) {
  console.error([...new Set(problems)].join('\n'));
  throw new Error(`${problems.length} problems`);
}
console.log(`${requests} requests, all to the site`);
