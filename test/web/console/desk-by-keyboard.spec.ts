import type { Page } from 'playwright-core';
import { OfflineApprovals } from '../../../src/donations/offline-approvals.service.js';
import { OfflineGifts } from '../../../src/donations/offline-gifts.service.js';
import { dayIn } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { ReconciliationQueries } from '../../../src/reconciliation/reconciliation.queries.js';
import { Reconciliation } from '../../../src/reconciliation/reconciliation.service.js';
import { openBank } from '../../reconciliation/bank-kit.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import { buildProject } from '../../support/builders.js';
import { openConsole, type Person, type TestConsole } from './console.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(180_000);

const LINES = 20;

describe('the desk of matches in a browser', () => {
  let desk: TestConsole;
  let browser: TestBrowser;
  let page: Page;
  let url: string;
  let clerk: Person;
  let approver: Person;
  let bank: Awaited<ReturnType<typeof openBank>>;
  let projectId: string;
  let day: string;

  /** A bank transfer of whole yuan that two people have entered. */
  async function transfer(yuan: number, reference: string): Promise<void> {
    const { app, society } = desk;
    const id = await app.get(OfflineGifts).request({ staffId: clerk.staffId }, society.id, {
      ...{ projectId, way: 'bank_transfer', amountText: String(yuan), receivedOn: day },
      ...{ name: '张三丰', bankReference: reference, payer: '张三丰', formKey: `form-${newId()}` },
    });
    const [approval] = await app.get(ApprovalsQueries).ofSubject(society.id, id);
    await app
      .get(OfflineApprovals)
      .approve(
        { staffId: approver.staffId, organizationId: society.id },
        approval?.id ?? '',
        approval?.payloadSha256 ?? '',
      );
  }

  const open = () => desk.app.get(ReconciliationQueries).openBankLines(desk.society.id, day);
  const run = () =>
    desk.app.get(Reconciliation).runBank({ organizationId: desk.society.id, day, startedBy: null });
  /** Presses a key that leads to another page, waits for that, and says its address. */
  const press = async (key: string): Promise<string> => {
    await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
    return page.url();
  };
  const address = () => `${url}/console/${desk.society.slug}/reconciliation/${day}`;

  beforeAll(async () => {
    desk = await openConsole();
    day = dayIn(desk.app.clock.now(), 'Asia/Shanghai');
    url = await desk.app.listen();
    browser = await openBrowser();
    clerk = await desk.signIn(desk.society, 'clerk');
    approver = await desk.signIn(desk.society, 'approver');
    projectId = (await buildProject(desk.app, { organizationId: desk.society.id })).id;
    bank = await openBank(desk.app, desk.society.id);
    for (let n = 1; n <= LINES; n++) {
      await transfer(100 + n, `TRANSFER-${n}`);
      await bank.line(day, BigInt(100 + n) * 100n, `other words ${n}`);
    }
    await bank.line(day, 4_321n, 'of nobody');
    await run();
    while ((await desk.app.get(Numberer).numberOnce()) > 0);
    const [name = '', value = ''] = clerk.cookie.split('=');
    await browser.context.addCookies([{ name, value, url }]);
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await desk.app.close();
  });

  test.each([
    [360, 'zh-CN'],
    [1440, 'en'],
  ])('fits a window of %i pixels in %s, and axe finds nothing', async (width, lang) => {
    await page.setViewportSize({ width, height: 900 });
    const [line] = await open();
    for (const path of ['', `/many?line=${line?.id}`]) {
      await page.goto(`${address()}${path}${path === '' ? '?' : '&'}lang=${lang}`);
      expect([path, await overflow(page), await axeViolations(page)]).toEqual([path, 0, []]);
    }
  });

  test('decides twenty lines with the keyboard alone, and takes the last one back', async () => {
    await page.goto(`${address()}?lang=en`);
    for (let left = LINES; left > 0; left--) {
      expect(await press('Enter')).toMatch(/matched=bank/);
      expect(await page.textContent('[role=status]')).toContain('Matched.');
    }
    expect((await open()).map(({ reference }) => reference)).toEqual(['of nobody']);
    expect(await press('u')).toMatch(/done=matchUndone/);
    expect(await open()).toHaveLength(2);
  });

  test('accepts all exact ones at once', async () => {
    await transfer(900, 'EXACT-1');
    await bank.line(day, 90_000n, 'EXACT-1');
    while ((await desk.app.get(Numberer).numberOnce()) > 0);
    await page.goto(`${address()}?lang=en`);
    expect(await press('Control+Enter')).toMatch(/done=exactAccepted/);
    expect((await open()).map(({ reference }) => reference)).not.toContain('EXACT-1');
  });

  test('writes a note, finds, explains its keys, and leads to matching several', async () => {
    await page.goto(`${address()}?lang=en`);
    await page.keyboard.press('?');
    expect(await page.getAttribute('[data-keys]', 'open')).not.toBeNull();
    await page.keyboard.press('/');
    await page.keyboard.type('of nobody');
    expect(await page.locator('[data-row]:visible').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('n');
    await page.keyboard.type('Asked the bank');
    await page.keyboard.press('Tab');
    expect(await press('Enter')).toMatch(/done=noted/);
    const [note] = await desk.app.database.rows('SELECT body FROM case_note WHERE organization_id = ?', [
      desk.society.id,
    ]);
    expect(note).toEqual({ body: 'Asked the bank' });
    expect(await press('s')).toMatch(/\/many\?line=/);
    await page.keyboard.press('Escape');
    await page.goto(address());
  });
});
