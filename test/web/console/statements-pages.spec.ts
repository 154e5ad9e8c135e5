import type { Page } from 'playwright-core';
import { newId } from '../../../src/kernel/ids.js';
import { StatementFiles } from '../../../src/settlements/statement-files.service.js';
import { fixture } from '../../settlements/files/bills.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import { openConsole, type TestConsole } from './console.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(120_000);

const TRADE = fixture('wechat_trade_ALL_2026-01-15.csv');
const LIST =
  '交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,摘要\n20260115,090102,,"1,000.00","1,000.00",王小明,转账\n';
let desk: TestConsole;
let browser: TestBrowser;
let page: Page;
let base: string;
beforeAll(async () => {
  desk = await openConsole();
  base = `${await desk.app.listen()}/console/${desk.society.slug}/statements`;
  const clerk = await desk.signIn(desk.society, 'clerk');
  await desk.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO provider_account (id, organization_id, provider, account, merchant_no, currency, livemode, created_at)
       VALUES (?, ?, 'wechat', 'wx-test', '1900000109', 'CNY', FALSE, '2026-01-01')`,
      [newId(), desk.society.id],
    ),
  );
  browser = await openBrowser({ locale: 'zh-CN' });
  page = await browser.context.newPage();
  const [name = '', value = ''] = clerk.cookie.split('=');
  await browser.context.addCookies([{ name, value, url: new URL(base).origin }]);
});
afterAll(async () => {
  await browser.close();
  await desk.app.close();
});

/** The page as it stands, on a phone and on a wide screen: nothing wrong for readers, nothing to scroll sideways. */
async function looksRight(): Promise<void> {
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
}
async function upload(bytes: Buffer): Promise<void> {
  await page.goto(`${base}/new?day=2026-01-15`);
  await looksRight();
  await page.setInputFiles('input[type=file]', { name: 'bill.csv', mimeType: 'text/csv', buffer: bytes });
  await page.click('main button[type=submit]');
  await page.waitForURL(/statements\/sfl_/);
  await looksRight();
  await desk.app.get(StatementFiles).read(/sfl_(\w+)/.exec(page.url())?.[1] ?? '');
  await page.reload();
}

it('a clerk uploads a bill on her phone, and reads what is wrong with another one', async () => {
  await page.goto(`${base}?day=2026-01-15`);
  await looksRight();
  await upload(TRADE);
  expect(await page.textContent('main')).toContain('¥158.88');
  await looksRight();
  await upload(Buffer.from(TRADE.toString('utf8').replace('`0.65,', '`0.64,')));
  expect(await page.textContent('main')).toContain('逐行相加是 0.65');
  await looksRight();
  await page.goto(base);
  await looksRight();
});

it('she maps the columns of her bank’s list', async () => {
  await page.goto(`${base}/layouts/new`);
  await looksRight();
  await page.setInputFiles('input[type=file]', {
    name: 'bank.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(LIST),
  });
  await page.click('main button[type=submit]');
  await page.waitForSelector('select[name=in]');
  await looksRight();
  await page.fill('input[name=name]', '工商银行');
  await page.click('button[value=save]');
  await page.waitForURL(/layouts\?done/);
  expect(await page.textContent('main')).toContain('收入（贷方）金额 = 贷方发生额');
  await looksRight();
});
