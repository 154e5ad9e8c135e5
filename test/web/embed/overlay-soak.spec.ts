import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { CDPSession } from 'playwright-core';
import { createWebApp } from '../../../src/web-app.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { openBrowser, type TestBrowser } from '../../support/browser.js';
import { type OverlayKit, overlayKit } from './overlay-kit.js';

// An overlay on air for as long as one wants: SOAK_MINUTES=30 npx jest test/web/embed/overlay-soak.spec.ts prints a line
// each half minute. Gifts come all the time and the web process is restarted again and again.
const MINUTES = Number(process.env.SOAK_MINUTES ?? '0.4');
const GIFT_MS = 1_500;
const RESTART_MS = Math.min(60_000, MINUTES * 20_000);
const LOOK_MS = Math.min(30_000, MINUTES * 12_000);
/** Chromium's own heap moves by so much without anything being kept. */
const HEAP_GROWTH_MAX = 10 * 1024 * 1024;
jest.setTimeout(MINUTES * 60_000 + 120_000);

interface Look {
  readonly seconds: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly heap: number;
}

let app: TestApp;
let kit: OverlayKit;
let browser: TestBrowser;
let port: number;
let web: Awaited<ReturnType<typeof createWebApp>>;

beforeAll(async () => {
  app = await openTestApp();
  kit = await overlayKit(app, { goal: 10_000_000n });
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ({ port } = server.address() as AddressInfo);
  await new Promise((resolve) => server.close(resolve));
  await start();
  browser = await openBrowser({ viewport: { width: 1280, height: 400 } });
});
afterAll(async () => {
  await browser.close();
  await web.app.close();
  await app.close();
});

async function start(): Promise<void> {
  web = await createWebApp({ config: app.config, clock: app.clock }, pino({ level: 'silent' }));
  await web.app.listen(port, '127.0.0.1');
}

async function look(devtools: CDPSession, seconds: number): Promise<Look> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  return {
    seconds: Math.round(seconds),
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
    heap: value('JSHeapUsedSize'),
  };
}

test(`an overlay on air for ${MINUTES} minutes does not grow and is right at the end`, async () => {
  const { token } = await kit.overlay({ showNames: true });
  const page = await browser.context.newPage();
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await page.goto(`http://127.0.0.1:${port}/overlay/${token}`);
  // The test's own way of looking adds listeners of its own once.
  expect(await page.locator('#overlay').isVisible()).toBe(true);
  const begun = Date.now();
  const since = () => Date.now() - begun;
  const looks: Look[] = [];
  let [gifts, restarts, nextLook, nextRestart] = [0, 0, 0, RESTART_MS];
  while (since() < MINUTES * 60_000) {
    const turn = Date.now();
    await kit.gift(100n);
    gifts += 1;
    if (since() >= nextRestart) {
      await web.app.close();
      await kit.gift(100n);
      gifts += 1;
      await page.waitForTimeout(2_000);
      expect(await page.locator('#overlay').isVisible()).toBe(true);
      await start();
      restarts += 1;
      nextRestart = since() + RESTART_MS;
    }
    // The first look comes when names have begun to turn.
    if (gifts > 3 && since() >= nextLook) {
      const seen = await look(devtools, since() / 1000);
      looks.push(seen);
      process.stderr.write(`${JSON.stringify({ ...seen, gifts, restarts })}\n`);
      nextLook = since() + LOOK_MS;
    }
    await page.waitForTimeout(Math.max(0, GIFT_MS - (Date.now() - turn)));
  }
  const total = `¥${gifts}.00`.replace(/\B(?=(\d{3})+\.)/g, ',');
  await page.locator('[data-text=raised]', { hasText: total }).waitFor({ timeout: 10_000 });
  const last = await look(devtools, since() / 1000);
  const [first = last] = looks;
  expect(restarts).toBeGreaterThan(0);
  expect(looks.length).toBeGreaterThan(1);
  // A text that is just being exchanged may still be counted beside its successor.
  expect(Math.abs(last.nodes - first.nodes)).toBeLessThanOrEqual(4);
  expect(last.listeners).toBeLessThanOrEqual(first.listeners + 2);
  expect(last.heap - first.heap).toBeLessThan(HEAP_GROWTH_MAX);
});
