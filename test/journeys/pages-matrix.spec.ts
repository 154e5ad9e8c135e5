import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from '../support/browser.js';
import { buildChapter, buildOrganization, buildProject } from '../support/builders.js';
import { openTestStack, type TestStack } from '../support/stack.js';

jest.setTimeout(240_000);

const WIDTHS = [360, 768, 1440] as const;
const LOCALES = ['zh-CN', 'en'] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Everything that can be pressed and is smaller than 24 × 24 px, links inside a sentence apart (WCAG 2.5.8). */
const SMALL_TARGETS = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, textarea')]
  .filter((e) => {
    const r = e.getBoundingClientRect();
    if (r.width === 0 || r.height === 0 || getComputedStyle(e).display === 'inline') return false;
    const label = e.closest('label');
    const box = label ? label.getBoundingClientRect() : r;
    return box.bottom > 0 && (box.width < 23.5 || box.height < 23.5);
  }).map((e) => e.outerHTML.slice(0, 120))`;
const WIDER_BY = 'document.documentElement.scrollWidth - window.innerWidth';
const AXE = "axe.run(document, { rules: { 'target-size': { enabled: true } } })";

let stack: TestStack;
let paths: Record<string, string>;
let browsers: TestBrowser[] = [];

beforeAll(async () => {
  stack = await openTestStack({ DEMO: '1' });
  const { app } = stack;
  const city = await buildOrganization(app, {
    ...{ slug: 'matrix-city', phone: '0500-88121999', complaintPhone: '0500-88121990' },
    ...{ mailAddress: 'give@example.org', addressZh: '博爱路 12 号', addressEn: '12 Boai Road' },
    ...{ aboutZh: '成立于 1986 年。\n\n从事人道救助。', aboutEn: 'Founded in 1986.\n\nIt brings relief.' },
    people: '会长 | President | 沈知远\n监事长 | 陆文渊',
  });
  await buildChapter(app, city, { slug: 'matrix-county' });
  const open = await buildProject(app, {
    ...{ organizationId: city, slug: 'matrix-open' },
    budget: '棉被 1,200 床，每床 60 元 | 1,200 quilts at 60 yuan | 72,000\n运费 | 28,000',
    ...{ faqZh: '余款怎么办？\n用于下一年度。', faqEn: 'What of the rest?\nIt goes to next year.' },
  });
  await buildProject(app, {
    ...{ organizationId: city, slug: 'matrix-emergency', emergency: true, filingNo: null },
    ...{ nameZh: '暴雨紧急救援', nameEn: 'Flood emergency' },
  });
  await buildProject(app, { organizationId: city, slug: 'matrix-closed', state: 'closed' });
  const project = `/projects/${open.slug}`;
  paths = {
    home: '/',
    projects: '/projects',
    'search without a find': '/projects?q=nothing&state=closed',
    project,
    'emergency project': '/projects/matrix-emergency',
    'closed project': '/projects/matrix-closed',
    donors: `${project}/donors`,
    updates: `${project}/updates`,
    spending: `${project}/spending`,
    society: '/organizations/matrix-city',
    chapter: '/organizations/matrix-county',
    books: '/disclosure/books',
    "a society's books": '/disclosure/books/matrix-city',
    complaints: '/complaints',
    privacy: '/privacy',
    verify: '/receipts/verify',
    'find my gift': '/gifts',
    'unknown page': '/no-such-page',
  };
});

afterEach(async () => {
  for (const browser of browsers) await browser.close();
  browsers = [];
});
afterAll(() => stack.close());

async function openPage(options: BrowserContextOptions): Promise<Page> {
  const browser = await openBrowser(options);
  browsers.push(browser);
  return browser.context.newPage();
}

async function violations(page: Page): Promise<string[]> {
  const found = (await page.evaluate(AXE)) as axe.AxeResults;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.slice(0, 200)}`),
  );
}

/** What is wrong with a page at every width; axe where it is told to, at the ends, where the layouts differ most. */
async function flaws(page: Page, name: string, axeAt: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  if (axeAt.length > 0) await page.evaluate(axe.source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wider = (await page.evaluate(WIDER_BY)) as number;
    if (wider > 0) found.push(`${name} at ${width}: ${wider} px too wide`);
    const small = (await page.evaluate(SMALL_TARGETS)) as string[];
    found.push(...small.map((html) => `${name} at ${width}: small target ${html}`));
    if (axeAt.includes(width))
      found.push(...(await violations(page)).map((each) => `${name} at ${width}: ${each}`));
  }
  return found;
}

describe.each(LOCALES)('every public page in %s', (locale) => {
  test.each(SCHEMES)(
    '%s: axe finds nothing, nothing scrolls sideways, all can be pressed',
    async (colorScheme) => {
      const page = await openPage({ locale, colorScheme, reducedMotion: 'reduce' });
      // Dark and light have one layout: the colours are looked at once more, the structure is not.
      const axeAt = colorScheme === 'light' ? [360, 1440] : [360];
      const found: string[] = [];
      for (const [name, path] of Object.entries(paths)) {
        const answer = await page.goto(stack.url + path, { waitUntil: 'load' });
        expect([name, answer?.status()]).toEqual([name, name === 'unknown page' ? 404 : 200]);
        expect(await page.getAttribute('html', 'lang')).toBe(locale);
        found.push(...(await flaws(page, name, axeAt)));
      }
      expect(found).toEqual([]);
    },
  );

  test('the same without JavaScript: each page has a title, one heading of the first level, and fits', async () => {
    const page = await openPage({ locale, javaScriptEnabled: false });
    const found: string[] = [];
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(stack.url + path, { waitUntil: 'load' });
      expect([name, await page.locator('h1').count()]).toEqual([name, 1]);
      expect(await page.title()).not.toBe('');
      found.push(...(await flaws(page, name, [])));
    }
    expect(found).toEqual([]);
  });
});

test('by keyboard alone every link and field is reached in order, and the focus is seen', async () => {
  const page = await openPage({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  for (const path of [paths.home, paths.project, paths.donors, paths.society]) {
    await page.goto(`${stack.url}${path}`);
    const seen = new Set<string>();
    for (let presses = 0; presses < 150; presses++) {
      await page.keyboard.press('Tab');
      const [key, outlined] = (await page.evaluate(`(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return ['', true];
        const all = [...document.querySelectorAll('*')];
        const styles = [getComputedStyle(e), getComputedStyle(e, '::after')];
        const r = e.getBoundingClientRect();
        const on = r.width > 0 && r.height > 0 && styles.some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
        return [all.indexOf(e) + ' ' + e.outerHTML.slice(0, 90), on];
      })()`)) as [string, boolean];
      if (key === '' || seen.has(key)) break;
      seen.add(key);
      expect([path, key, outlined]).toEqual([path, key, true]);
    }
    const links = await page.locator('main a[href]:visible').count();
    expect(seen.size).toBeGreaterThanOrEqual(links);
  }
});
