import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { Overlays } from '../../../src/partners/overlays.service.js';
import { createWebApp } from '../../../src/web-app.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import { type OverlayKit, overlayKit } from './overlay-kit.js';

// An overlay in a real browser, while web processes go and come back.
jest.setTimeout(120_000);

let app: TestApp;
let kit: OverlayKit;
let port: number;
let web: Awaited<ReturnType<typeof createWebApp>>;
let browser: TestBrowser;

beforeAll(async () => {
  app = await openTestApp();
  kit = await overlayKit(app, { goal: 100_000n });
  port = await freePort();
  await start();
  browser = await openBrowser({ viewport: { width: 1920, height: 1080 } });
});
afterAll(async () => {
  await browser.close();
  await web.app.close();
  await app.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

async function start(): Promise<void> {
  web = await createWebApp({ config: app.config, clock: app.clock }, pino({ level: 'silent' }));
  await web.app.listen(port, '127.0.0.1');
}

async function open(token: string, query = ''): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`http://127.0.0.1:${port}/overlay/${token}${query}`);
  return page;
}

const raised = (page: Page, amount: string, timeout: number) =>
  page.locator('[data-text=raised]', { hasText: new RegExp(`^${amount}$`) }).waitFor({ timeout });
const elements = (page: Page) => page.evaluate('document.querySelectorAll("*").length');

test('an overlay outlives a restart: it keeps its numbers, and is right within 10 s of the return', async () => {
  const { token } = await kit.overlay();
  const page = await open(token);
  const violations: string[] = [];
  page.on('pageerror', ({ message }) => violations.push(message));
  await kit.gift(12_300n);
  await raised(page, '¥123.00', 3_000);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgba(0, 0, 0, 0)');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await axeViolations(page)).toEqual([]);
  const before = await elements(page);
  await web.app.close();
  await kit.gift(100n);
  await page.waitForTimeout(6_000);
  // On air it goes on with what it knows.
  expect(await page.locator('#overlay').isVisible()).toBe(true);
  expect(await page.locator('[data-text=raised]').textContent()).toBe('¥123.00');
  await start();
  await raised(page, '¥124.00', 10_000);
  await kit.gift(100n);
  await raised(page, '¥125.00', 3_000);
  expect(await elements(page)).toBe(before);
  expect(await page.locator('progress').getAttribute('value')).toBe('12');
  expect(violations).toEqual([]);
  expect(await browser.context.cookies()).toEqual([]);
  await page.close();
});

test('a revoked overlay shows nothing more within 5 s; before its script runs, and without it, too', async () => {
  const { id, token } = await kit.overlay();
  const page = await open(token, '?layout=ticker&lang=en');
  await page.locator('#overlay').waitFor({ state: 'visible' });
  await app.get(Overlays).revoke({ personId: kit.ownerId }, kit.partnerId, id);
  await page.locator('#overlay').waitFor({ state: 'hidden', timeout: 5_000 });
  await page.reload();
  expect(
    await page.evaluate(
      'document.body.innerText.trim() === "" || getComputedStyle(document.querySelector(".unseen")).width',
    ),
  ).toBe('1px');
  expect(await page.title()).toBe('Overlay revoked');
  await page.close();
});

test('fits a small source and a whole picture, dark and light', async () => {
  const { token } = await kit.overlay({ title: '云川新传媒 暖冬专场直播' });
  const page = await open(token, '?theme=light');
  for (const [width, height] of [
    [360, 200],
    [800, 240],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const box = await page.locator('#overlay').boundingBox();
    expect(box && box.y >= 0 && box.x >= 0 && box.x + box.width <= width).toBe(true);
  }
  await page.close();
});
