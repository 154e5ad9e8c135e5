import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { DayClosing } from '../../../src/reconciliation/day-closing.service.js';
import { DayReopening } from '../../../src/reconciliation/day-reopening.service.js';
import { type DayKit, openDayKit } from '../../reconciliation/day-kit.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import { pdfPages } from '../../support/pdf-pages.js';
import { buildPerson } from '../../support/two-people.js';
import { as, consoleOf, type Person } from './console.js';

let kit: DayKit;
let slug: string;
let clerk: Person;
let browser: TestBrowser;
let page: Page;
let pictures: string;

beforeAll(async () => {
  kit = await openDayKit();
  const [organization] = await kit.app.database.rows<{ slug: string }>(
    'SELECT slug FROM organization WHERE id = ?',
    [kit.organizationId],
  );
  slug = organization?.slug ?? '';
  const gift = await kit.pay('158.88');
  await kit.pay('50');
  await kit.control('/refund', { session: gift.sessionId, amount: 5_000 });
  kit.clock.advance(60_000);
  await kit.hear();
  await kit.control('/payout', { early: true });
  pictures = process.env.PICTURES ?? (await mkdtemp(join(tmpdir(), 'boai-pictures-')));
  browser = await openBrowser();
  page = await browser.context.newPage();
  site = await kit.app.listen();
  base = `${site}/console/${slug}`;
  await signIn();
}, 60_000);
afterAll(async () => {
  await browser.close();
  if (!process.env.PICTURES) await rm(pictures, { recursive: true, force: true });
  await kit.end();
});

let base = '';
let site = '';
let sheets = 0;
/** The night ends every session. */
async function signIn(): Promise<void> {
  clerk = await consoleOf(kit.app).signIn({ id: kit.organizationId, slug }, 'clerk');
  const [name = '', value = ''] = clerk.cookie.split('=');
  await browser.context.addCookies([{ name, value, url: site }]);
}
const read = (path: string) => kit.app.inject(as(clerk, { url: `/console/${slug}${path}` }));

/** The day sheet as it comes out of the printer: the text of each page. */
async function printed(path: string): Promise<string[]> {
  await page.goto(`${base}${path}`);
  const file = join(pictures, `sheet-${sheets++}.pdf`);
  await page.pdf({ preferCSSPageSize: true, path: file });
  return pdfPages(file);
}

const has = (text: string | undefined, part: string): [string, boolean] => [
  part,
  (text ?? '').includes(part.normalize('NFKC')),
];

it('an open day: the equation waits for the statement, the sheet is a draft on one page', async () => {
  const { body } = await read(`/days/${kit.day}?lang=en`);
  expect(body).toContain('waits for the statement');
  expect(body).toContain('needs the statement');
  const pages = await printed(`/days/${kit.day}/sheet?lang=zh-CN`);
  expect(pages).toHaveLength(1);
  for (const part of ['草稿（未日结）', '等待对账单', '制表：', '1/1'])
    expect(has(pages[0], part)).toEqual([part, true]);
  expect((await read(`/days/${kit.day}/sheet?revision=1`)).statusCode).toBe(404);
  expect((await read('/days/2026-02-30/sheet')).statusCode).toBe(404);
});

it('a long day takes several pages: each has its head and its number, and the last the lines to sign on', async () => {
  for (let n = 0; n < 30; n++) {
    const project = await kit.project({ nameZh: `第${n + 1}个项目：给山区孩子的冬衣` });
    const gift = await kit.give(project, { amountText: '20' });
    await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  }
  kit.clock.advance(60_000);
  await kit.hear();
  kit.tomorrow();
  await kit.importLines();
  await kit.hear();
  await kit.explain('REFUND_BY_PROVIDER');
  await kit.close();
  await signIn();
  const pages = await printed(`/days/${kit.day}/sheet?lang=zh-CN`);
  const [seal] = await kit.app.database.rows<{ root: string }>('SELECT root FROM day_seal');
  expect(pages.length).toBeGreaterThan(1);
  for (const [at, text] of pages.entries())
    for (const part of [`日结单${kit.day}`, '第1版', `${at + 1}/${pages.length}`])
      expect(has(text, part)).toEqual([part, true]);
  const whole = pages.join('');
  for (const part of [
    '三方核对',
    '相等',
    'C10',
    '¥808.88',
    '−¥50.00',
    'D10',
    '已与支付机构核实',
    '签名公钥指纹',
    seal?.root ?? '?',
  ])
    expect(has(whole, part)).toEqual([part, true]);
  for (const part of ['制表：周静', '复核：', '审批：周静'])
    expect(has(pages.at(-1), part)).toEqual([part, true]);
}, 120_000);

it('what was signed stays on its sheet when the day is opened again; the draft is the day as it is now', async () => {
  const second = await buildPerson(kit.app, kit.organizationId, 'approver');
  const { organizationId } = kit;
  const id = await kit.app.get(DayReopening).request({ staffId: kit.clerk, organizationId }, kit.day, '补记');
  const asked = await kit.app.get(ApprovalsQueries).byId(organizationId, id);
  for (const staffId of [kit.approver, second])
    await kit.app.get(DayReopening).approve({ staffId, organizationId }, id, asked?.payloadSha256 ?? '');
  expect((await read(`/days/${kit.day}/sheet`)).body).toContain('草稿（未日结）');
  const old = await read(`/days/${kit.day}/sheet?revision=1`);
  expect(old.body).toContain('第 1 版');
  expect(old.body).toContain('¥808.88');
  await kit.close();
  expect((await read(`/days/${kit.day}/sheet`)).body).toContain('第 2 版');
  expect(await kit.app.get(DayClosing).obstaclesOf({ organizationId }, kit.day)).toMatchObject([
    { code: 'day_is_closed' },
  ]);
});

it.each([
  [360, 'zh-CN'],
  [390, 'zh-CN'],
  [1440, 'en'],
] as const)(
  'the pages fit %d px, can be gone through with the keyboard, and axe finds nothing',
  async (width, lang) => {
    await page.setViewportSize({ width, height: 900 });
    for (const [name, path] of [
      ['day', `/days/${kit.day}`],
      ['sheet', `/days/${kit.day}/sheet`],
    ]) {
      await page.goto(`${base}${path}?lang=${lang}`);
      await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
      expect([name, await overflow(page)]).toEqual([name, 0]);
      if (width !== 360) expect(await axeViolations(page)).toEqual([]);
    }
    const seen = new Set<string>();
    for (let n = 0; n < 80; n++) {
      await page.keyboard.press('Tab');
      seen.add(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''));
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([lang === 'en' ? 'Controls C1–C10' : '日结核对 C1–C10']),
    );
  },
  60_000,
);

it('nobody else sees it', async () => {
  const { signIn } = consoleOf(kit.app);
  const editor = await signIn({ id: kit.organizationId, slug }, 'editor');
  const url = `/console/${slug}/days/${kit.day}/sheet`;
  expect((await kit.app.inject(as(editor, { url }))).statusCode).toBe(404);
  expect((await kit.app.inject({ method: 'GET', url })).statusCode).not.toBe(200);
});
