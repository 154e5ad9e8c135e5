import type { Page } from 'playwright-core';
import { newestRelease } from '../../../src/web/embed/embed-releases.js';
import { elementSnippet, frameSnippet, type SnippetChoice } from '../../../src/web/embed/embed-snippets.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import {
  computed,
  layoutShift,
  openPartnerSite,
  type PartnerPage,
  type PartnerSite,
  witness,
} from './partner-site.js';

const WIDTHS = [320, 375, 768, 1024, 1440];
let site: PartnerSite;
let browser: TestBrowser;
let choice: SnippetChoice;

beforeAll(async () => {
  site = await openPartnerSite();
  browser = await openBrowser({ viewport: { width: 800, height: 900 }, locale: 'zh-CN' });
  choice = {
    publicUrl: site.home,
    slug: site.project.slug,
    name: '红十字博爱送万家（测试）',
    channel: site.channel,
    layout: 'card',
    theme: 'auto',
    lang: 'zh-CN',
  };
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(page: PartnerPage, before: (page: Page) => Promise<unknown> = async () => undefined) {
  const tab = await browser.context.newPage();
  const seen = await witness(tab, site.home);
  await before(tab);
  await tab.goto(site.put(page));
  return { tab, ...seen };
}

const WIDGET = '**/embed/v1/widget/**';
const box = (tab: Page, nth = 0) => tab.locator('boai-project').nth(nth);
const shown = (tab: Page, part: string, nth = 0) => box(tab, nth).locator(`[part=${part}]`);
const background = (tab: Page) => computed(tab, 'boai-project', 'box', 'backgroundColor');

describe('the custom element on another site', () => {
  test('shows the project’s numbers; its button opens our page with the channel; nothing is stored', async () => {
    const { tab, complaints, asked } = await open({ body: elementSnippet(choice) });
    await shown(tab, 'raised').waitFor();
    expect(await shown(tab, 'raised').textContent()).toBe('¥0.00');
    expect(await shown(tab, 'asof').textContent()).toBe('数据截至 2026年11月20日 12:00');
    // The plain link is kept in the page, and hidden while the box says the same.
    expect(await box(tab).locator('a').first().getAttribute('href')).toContain(`?ch=${site.channel}`);
    expect(await box(tab).locator('> a').isVisible()).toBe(false);
    const opened = tab.waitForEvent('popup');
    await shown(tab, 'cta').click();
    const ours = await opened;
    await ours.waitForLoadState();
    expect(ours.url()).toBe(`${site.home}/projects/${site.project.slug}?ch=${site.channel}`);
    expect(await ours.evaluate('window.opener')).toBeNull();
    await ours.close();
    await browser.context.clearCookies();
    await tab.reload();
    await shown(tab, 'raised').waitFor();
    expect(await browser.context.cookies()).toEqual([]);
    expect(await tab.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    expect(asked.filter((path) => !path.startsWith('/embed/'))).toEqual([]);
    expect(complaints).toEqual([]);
    await tab.close();
  });

  test('works under a strict policy that allows our origin alone', async () => {
    const { home } = site;
    const policy = `default-src 'none'; script-src ${home}; connect-src ${home}; img-src ${home}; require-trusted-types-for 'script'`;
    const { tab, complaints } = await open({ body: elementSnippet(choice, { style: false }), policy });
    await shown(tab, 'raised').waitFor();
    const { height } = (await box(tab).boundingBox()) ?? { height: 0 };
    expect(height).toBeGreaterThan(100);
    expect(await background(tab)).toBe('rgb(255, 255, 255)');
    expect(complaints).toEqual([]);
    await tab.close();
  });

  test('with the script blocked the plain link is there and keeps the channel', async () => {
    const { tab } = await open({ body: elementSnippet(choice) }, (page) =>
      page.route('**/boai.js', (route) => route.abort()),
    );
    const link = box(tab).locator('a');
    expect(await link.isVisible()).toBe(true);
    expect(await link.getAttribute('href')).toBe(
      `${site.home}/projects/${site.project.slug}?ch=${site.channel}`,
    );
    await tab.close();
  });

  test('without JavaScript the plain link is there, and the frame is complete', async () => {
    const quiet = await openBrowser({ javaScriptEnabled: false, locale: 'zh-CN' });
    try {
      const tab = await quiet.context.newPage();
      await tab.goto(site.put({ body: elementSnippet(choice) + frameSnippet(choice) }));
      expect(await box(tab).locator('a').isVisible()).toBe(true);
      const frame = tab.frameLocator('iframe');
      expect(await frame.locator('.raised').textContent()).toBe('¥0.00');
      expect(await frame.locator('a.cta').getAttribute('href')).toContain(`?ch=${site.channel}`);
    } finally {
      await quiet.close();
    }
  });

  test('when our API dies it keeps the last numbers with their time and says so; later it is up to date', async () => {
    const { tab, asked } = await open({ body: elementSnippet(choice) }, (page) => page.clock.install());
    await shown(tab, 'raised').waitFor();
    await tab.route(WIDGET, (route) => route.abort());
    await tab.clock.fastForward(20_000);
    await tab.waitForFunction(
      `document.querySelector('boai-project').shadowRoot.querySelector('[part=asof]').textContent.includes('暂时无法更新')`,
    );
    expect(await shown(tab, 'raised').textContent()).toBe('¥0.00');
    expect(await shown(tab, 'asof').textContent()).toBe('暂时无法更新 · 数据截至 2026年11月20日 12:00');
    expect(await shown(tab, 'cta').isVisible()).toBe(true);
    await tab.unroute(WIDGET);
    const before = asked.length;
    await tab.clock.fastForward(80_000);
    await tab.waitForFunction(
      `!document.querySelector('boai-project').shadowRoot.querySelector('[part=asof]').textContent.includes('暂时')`,
    );
    expect(asked.length).toBeGreaterThan(before);
    await tab.close();
  });

  test('when our API is dead from the start, and for an unknown project, the plain link stays', async () => {
    const { tab } = await open({ body: elementSnippet(choice) }, (page) =>
      page.route(WIDGET, (route) => route.fulfill({ status: 503, body: 'down' })),
    );
    await tab.waitForTimeout(500);
    expect(await box(tab).locator('> a').isVisible()).toBe(true);
    await tab.close();
    const unknown = await open({ body: elementSnippet({ ...choice, slug: 'no-such-project' }) });
    await unknown.tab.waitForTimeout(500);
    expect(await box(unknown.tab).locator('> a').isVisible()).toBe(true);
    await unknown.tab.close();
  });

  test('a partner who forgot the link inside still has one', async () => {
    const body = elementSnippet(choice).replace(/<a .*<\/a>/, '');
    const { tab } = await open({ body }, (page) => page.route(WIDGET, (route) => route.abort()));
    await shown(tab, 'link').waitFor();
    expect(await shown(tab, 'link').getAttribute('href')).toContain(`?ch=${site.channel}`);
    await tab.close();
  });

  test('script twice and ten elements are one request and no error; polls are 15 s apart and only while seen', async () => {
    const body = elementSnippet(choice) + elementSnippet({ ...choice, layout: 'bar' }).repeat(9);
    const since = Date.now();
    const { tab, complaints, asked } = await open({ body }, async (page) => {
      // Without the browser's cache: it asks again by itself for an answer that it still shows (stale-while-revalidate).
      await page.route(WIDGET, (route) => route.continue());
      await page.clock.install();
    });
    await shown(tab, 'raised', 9).waitFor();
    const requests = () => asked.filter((path) => path.includes('/widget/')).length;
    await tab.clock.runFor(14_000);
    // The page's clock also goes on by itself, and a busy machine may take longer than a poll to get here.
    const passed = 14_000 + Date.now() - since;
    expect(requests()).toBeGreaterThanOrEqual(1);
    expect(requests()).toBeLessThanOrEqual(1 + Math.floor(passed / 15_000));
    for (let second = 0; second < 60; second += 1) await tab.clock.runFor(1_000);
    expect(requests()).toBeGreaterThanOrEqual(3);
    expect(requests()).toBeLessThanOrEqual(5);
    const so = requests();
    await tab.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })`);
    for (let second = 0; second < 60; second += 5) await tab.clock.runFor(5_000);
    expect(requests()).toBeLessThanOrEqual(so + 1);
    await tab.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'))`);
    await tab.waitForTimeout(300);
    expect(requests()).toBeGreaterThan(so);
    expect(complaints).toEqual([]);
    await tab.close();
  });

  test('asks for nothing before it comes into view', async () => {
    const body = `<div style="height:4000px"></div>${elementSnippet(choice)}`;
    const { tab, asked } = await open({ body });
    await tab.waitForTimeout(400);
    expect(asked.filter((path) => path.includes('/widget/'))).toEqual([]);
    await box(tab).scrollIntoViewIfNeeded();
    await shown(tab, 'raised').waitFor();
    await tab.close();
  });

  test.each(WIDTHS)(
    'at %d pixels nothing jumps with the answer 3 s late, and nothing is cut off',
    async (width) => {
      const layouts = (['card', 'bar', 'button'] as const).map((layout) => ({ ...choice, layout }));
      const body = layouts.map((each) => elementSnippet(each)).join('<p>正文</p>');
      const { tab } = await open({ body }, async (page) => {
        await page.setViewportSize({ width, height: 900 });
        await page.route(WIDGET, async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 3_000));
          await route.continue();
        });
      });
      await shown(tab, 'raised').waitFor();
      expect(await layoutShift(tab)).toBeLessThanOrEqual(0.01);
      expect(await overflow(tab)).toBeLessThanOrEqual(0);
      for (const [nth, height] of [268, 132, 60].entries())
        expect((await box(tab, nth).boundingBox())?.height).toBe(height);
      await tab.close();
    },
  );

  test('the pinned version runs, and one with another hash does not', async () => {
    const { version, files } = newestRelease();
    const integrity = files.get('boai.js')?.integrity ?? '';
    const right = await open({ body: elementSnippet(choice, { pinned: { version, integrity } }) });
    await shown(right.tab, 'raised').waitFor();
    expect(right.complaints).toEqual([]);
    await right.tab.close();
    const other = { version, integrity: `sha384-${'A'.repeat(64)}` };
    const wrong = await open({ body: elementSnippet(choice, { pinned: other }) });
    expect(await box(wrong.tab).locator('> a').isVisible()).toBe(true);
    await wrong.tab.close();
  });
});

describe('its look', () => {
  test.each([
    ['light', 'dark', 'rgb(255, 255, 255)'],
    ['dark', 'light', 'rgb(33, 29, 25)'],
    ['auto', 'light', 'rgb(255, 255, 255)'],
    ['auto', 'dark', 'rgb(33, 29, 25)'],
  ] as const)('theme %s on a %s page is readable (axe)', async (theme, colorScheme, paper) => {
    const layouts = (['card', 'bar', 'button'] as const).map((layout) => ({ ...choice, layout, theme }));
    const { tab } = await open({ body: layouts.map((each) => elementSnippet(each)).join('') }, (page) =>
      page.emulateMedia({ colorScheme }),
    );
    await shown(tab, 'raised').waitFor();
    expect(await background(tab)).toBe(paper);
    expect(await axeViolations(tab)).toEqual([]);
    await tab.close();
  });

  test('colours that a page chose keep their text readable', async () => {
    const style = `<style>
      #a { --boai-accent: #ffe600 } #b { --boai-bg: #777; --boai-fg: #888 }
      #c { --boai-accent: #204080 } #d { --boai-accent: rgb(0 0 0 / 10%) }</style>`;
    const each = (id: string) => elementSnippet(choice).replace('<boai-project', `<boai-project id="${id}"`);
    const { tab } = await open({ body: style + ['a', 'b', 'c', 'd'].map(each).join('') });
    await shown(tab, 'raised', 3).waitFor();
    const look = async (id: string, part: string) => [
      await computed(tab, `#${id}`, part, 'color'),
      await computed(tab, `#${id}`, part, 'backgroundColor'),
    ];
    expect(await look('a', 'cta')).toEqual(['rgb(0, 0, 0)', 'rgb(255, 230, 0)']);
    expect(await look('b', 'box')).toEqual(['rgb(0, 0, 0)', 'rgb(119, 119, 119)']);
    expect(await look('c', 'cta')).toEqual(['rgb(255, 255, 255)', 'rgb(32, 64, 128)']);
    expect(await look('d', 'cta')).toEqual(['rgb(255, 255, 255)', 'rgb(179, 38, 43)']);
    expect(await axeViolations(tab)).toEqual([]);
    await tab.close();
  });

  test('on a right-to-left page, and without motion, it stays as it is', async () => {
    const { tab } = await open({ body: elementSnippet(choice), html: 'dir="rtl"' }, async (page) => {
      await page.setViewportSize({ width: 320, height: 900 });
      await page.emulateMedia({ reducedMotion: 'reduce' });
    });
    await shown(tab, 'raised').waitFor();
    expect(await overflow(tab)).toBeLessThanOrEqual(0);
    expect((await box(tab).boundingBox())?.height).toBe(268);
    await tab.close();
  });

  test('a browser without shared stylesheets takes the same look from a file', async () => {
    const { tab, asked } = await open({ body: elementSnippet(choice) }, (page) =>
      page.addInitScript('delete CSSStyleSheet.prototype.replaceSync'),
    );
    await shown(tab, 'raised').waitFor();
    await tab.waitForFunction(
      `getComputedStyle(document.querySelector('boai-project').shadowRoot.querySelector('[part=box]')).paddingTop === '15px'`,
    );
    expect(asked).toContain('/embed/v1/boai.css');
    await tab.close();
  });

  test('changes with its attributes, also in a page that a framework builds', async () => {
    const { tab } = await open({ body: elementSnippet(choice) });
    await shown(tab, 'raised').waitFor();
    await tab.evaluate(`{ const element = document.querySelector('boai-project'); element.lang = 'en';
      element.setAttribute('layout', 'bar'); element.removeAttribute('channel') }`);
    expect(await shown(tab, 'label').textContent()).toBe(' raised');
    expect((await box(tab).boundingBox())?.height).toBe(268);
    expect(await shown(tab, 'cta').getAttribute('href')).toBe(`${site.home}/projects/${site.project.slug}`);
    await tab.evaluate(`{ const element = document.querySelector('boai-project');
      element.replaceWith(element.cloneNode(true)) }`);
    await shown(tab, 'raised').waitFor();
    await tab.close();
  });
});

describe('the frame on another site', () => {
  test('has the height of its content at 320, 960 and 320 pixels', async () => {
    const { tab, complaints } = await open({ body: frameSnippet(choice) }, (page) =>
      page.setViewportSize({ width: 320, height: 900 }),
    );
    // A text that needs more lines in a narrow frame than the plain height allows.
    const inside = tab.frameLocator('iframe');
    await inside.locator('.raised').waitFor();
    await tab
      .frames()[1]
      ?.evaluate(`document.querySelector('[data-t=asof]').textContent = '数据'.repeat(60)`);
    for (const width of [320, 960, 320]) {
      await tab.setViewportSize({ width, height: 900 });
      await tab.waitForTimeout(300);
      const content = (await inside.locator('[data-frame]').boundingBox())?.height ?? 0;
      const frame = (await tab.locator('iframe').boundingBox())?.height ?? 0;
      expect(Math.abs(frame - content)).toBeLessThanOrEqual(1);
      if (width === 320) expect(content).toBeGreaterThan(268);
    }
    expect(complaints).toEqual([]);
    await tab.close();
  });

  test('messages of other windows and origins change no frame', async () => {
    const { tab } = await open({ body: frameSnippet(choice) });
    await tab.frameLocator('iframe').locator('.raised').waitFor();
    await tab.waitForTimeout(300);
    await tab.evaluate(`postMessage({ boai: { resizeHeight: 900 } }, '*')`);
    await tab.frames()[1]?.evaluate('parent.postMessage({ boai: { resizeHeight: 1e9 } }, "*")');
    await tab.waitForTimeout(200);
    expect((await tab.locator('iframe').boundingBox())?.height).toBe(268);
    await tab.close();
  });

  test('is accessible in every layout and theme', async () => {
    for (const layout of ['card', 'bar', 'button'] as const)
      for (const theme of ['light', 'dark'] as const) {
        const tab = await browser.context.newPage();
        await tab.goto(
          `${site.home}/embed/projects/${site.project.slug}?layout=${layout}&theme=${theme}&lang=en`,
        );
        expect(await axeViolations(tab)).toEqual([]);
        await tab.close();
      }
  });

  test('in the sandbox that oEmbed gives it, it asks for news and its button opens our page', async () => {
    const { html } = (await (
      await fetch(
        `${site.home}/oembed?${new URLSearchParams({ url: `${site.home}/projects/${site.project.slug}?ch=${site.channel}` })}`,
      )
    ).json()) as { html: string };
    const { tab, complaints, asked } = await open({ body: html }, (page) => page.clock.install());
    const inside = tab.frameLocator('iframe');
    await inside.locator('.raised').waitFor();
    for (let second = 0; second < 20; second += 1) await tab.clock.runFor(1_000);
    expect(asked.filter((path) => path.includes('/widget/'))).toHaveLength(1);
    const opened = tab.waitForEvent('popup');
    await inside.locator('a.cta').click();
    const ours = await opened;
    await ours.waitForLoadState();
    expect(ours.url()).toContain(`/projects/${site.project.slug}?ch=${site.channel}`);
    await ours.close();
    expect(complaints).toEqual([]);
    await tab.close();
  });
});
