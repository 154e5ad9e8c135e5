import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvRows } from '../exports/exports-desk.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../support/browser.js';
import { keyboardOf } from '../support/keyboard.js';
import { pdfPages } from '../support/pdf-pages.js';
import type { Person } from '../web/console/console.js';
import {
  alipayFlow,
  alipayTrade,
  bankList,
  type ChosenFile,
  platformList,
  wechatFlow,
  wechatTrade,
} from './clerk-day-files.js';
import { type ClerkDay, openClerkDay } from './clerk-day-kit.js';

/** One story, told in steps: each goes on where the one before ended. */
jest.setTimeout(180_000);

let desk: ClerkDay;
let clerk: Person;
let approver: Person;
let third: Person;

beforeAll(async () => {
  desk = await openClerkDay();
  clerk = await desk.person('clerk');
  approver = await desk.person('approver');
  third = await desk.person('approver');
});
afterAll(() => desk?.close());

/** The page as it stands fits a phone and a desk, and axe finds nothing. */
async function isFit(): Promise<void> {
  const { page } = desk;
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const found = [page.url(), width, await overflow(page), await axeViolations(page)];
    expect(found).toEqual([page.url(), width, 0, []]);
  }
}

/** Says from a sample which column means what, and keeps it. */
async function saveLayout(source: 'bank' | 'platform', file: ChosenFile, name: string): Promise<void> {
  const { keys, page } = desk;
  await desk.visit('/statements');
  await keys.enter('main a[href$="/statements/layouts"]');
  await keys.enter('a[href$="/layouts/new"]');
  await keys.pick('source', source);
  await page.setInputFiles('input[name=file]', file);
  await keys.enter('form[action$="/sample"] button');
  await keys.type('input[name=name]', name);
  expect(await keys.enter('button[value=save]')).toContain('done=layoutSaved');
}

/** Uploads a bill of the day and waits until it was read. */
async function upload(bill: string, file: ChosenFile, layout?: string): Promise<void> {
  const { keys, page, app } = desk;
  await desk.visit('/statements');
  await keys.enter('main a[href*="/statements/new"]');
  await keys.choose('select[name=bill]', bill);
  if (layout) await keys.choose('select[name=layout]', layout);
  await page.setInputFiles('input[name=file]', file);
  expect(await keys.enter('form[enctype] button')).toContain('/statements/sfl_');
  await app.settle(30_000);
  await page.reload();
}

/** Another person agrees to what waits, reading it from the list; at the same browser or at one of their own. */
async function agree(person: Person, own?: TestBrowser): Promise<void> {
  const page = own ? await own.context.newPage() : desk.page;
  const keys = keyboardOf(page);
  await desk.seat(person, own?.context);
  await page.goto(`${desk.url}/console/${desk.slug}/approvals`);
  await keys.enter('main a[href*="/approvals/apr_"]');
  expect(await keys.enter('form[action$="/vote"] button')).toMatch(/done=(approved|voted)/);
}

test('takes in the files of WeChat Pay, Alipay, a platform and the bank', async () => {
  const { day, keys, page } = desk;
  const [platform, bank] = [platformList(day), bankList(day, desk.payout)];
  await desk.seat(clerk);
  await desk.visit();
  await isFit();
  await saveLayout('platform', platform, '公益平台明细');
  await saveLayout('bank', bank, '中行网银');
  const bills: readonly (readonly [string, ChosenFile, string?])[] = [
    ['微信支付 交易账单', wechatTrade(day)],
    ['微信支付 资金账单', wechatFlow(day)],
    ['支付宝 业务明细', await alipayTrade(day)],
    ['支付宝 账务明细', await alipayFlow(day)],
    ['平台捐赠清单', platform, '公益平台明细'],
    ['银行对账单', bank, '中行网银'],
  ];
  for (const [bill, file, layout] of bills) {
    await upload(bill, file, layout);
    const asks = await page.locator('main a[href$="/intake"]').count();
    if (asks === 1) {
      await keys.enter('main a[href$="/intake"]');
      expect(await keys.enter('form[action$="/intake"] button')).toContain('done=requested');
    } else expect(await keys.enter('form[action$="/accept"] button')).toContain('done=statementAccepted');
  }
  await isFit();
});

test('a second person agrees to what the files will book, and the worker books it', async () => {
  const { app } = desk;
  for (let files = 0; files < 3; files++) await agree(approver);
  await isFit();
  await app.settle(60_000);
  const facts = await app.database.rows<{ provider: string; kind: string; n: string; sum: string }>(
    `SELECT a.provider, f.kind, COUNT(*) AS n, SUM(f.amount) AS sum FROM fact f
       JOIN provider_account a ON a.id = f.provider_account_id
      WHERE a.provider <> 'stripe' GROUP BY a.provider, f.kind ORDER BY a.provider, f.kind`,
  );
  expect(facts.map(({ provider, kind, n, sum }) => [provider, kind, Number(n), Number(sum)])).toEqual([
    ['wechat', 'payment_succeeded', 3, 15_888],
    ['wechat', 'refund_succeeded', 1, 5_000],
    ['alipay', 'payment_succeeded', 3, 22_520],
    ['alipay', 'refund_succeeded', 1, 2_000],
    ['platform', 'payment_succeeded', 2, 9_600],
  ]);
});

test('compares the day, accepts what the bank shows, and sees what is left', async () => {
  const { keys, page, app, day } = desk;
  await desk.seat(clerk);
  await desk.visit(`/reconciliation/${day}`);
  expect(await keys.enter('form[action$="/runs"] button')).toContain('/work/wrk_');
  await app.settle(60_000);
  await desk.visit(`/reconciliation/${day}`);
  await isFit();
  expect(await keys.go('Control+Enter')).toContain('done=exactAccepted');
  for (const payout of ['支付宝提现', '微信支付提现']) {
    await page.keyboard.press('/');
    await page.keyboard.type(payout);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    expect(await keys.go('Enter')).toContain('matched=bank');
  }
  expect(await page.locator('.desk-row').count()).toBe(4);
});

/** Opens the case of the first row of the desk that has these words. */
async function openCase(text: string): Promise<void> {
  const { keys, page, day } = desk;
  await desk.visit(`/reconciliation/${day}`);
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  expect(await keys.enter('.desk-row a[href*="/cases/cas_"]')).toContain('/cases/cas_');
}

/** Ends the case that is open in the browser. */
async function endCase(outcome: string, reason: string): Promise<void> {
  const { keys } = desk;
  await keys.pick('outcome', outcome);
  await keys.type('form[action$="/closing"] textarea[name=reason]', reason);
  expect(await keys.enter('form[action$="/closing"] button')).toContain('done=');
}

test('proposes an entry for the interest that nobody knew, and the second person agrees', async () => {
  const { keys, day, app, page } = desk;
  await openCase('利息');
  await isFit();
  await keys.enter('main a[href$="/entry"]');
  await isFit();
  await keys.choose('select[name=leg1_fund]', 'GEN');
  await keys.choose('select[name=leg1_debit]', '100201');
  await keys.choose('select[name=leg1_credit]', '410101');
  await keys.type('input[name=leg1_amount]', '0.37');
  await keys.type('textarea[name=memo]', '银行结息，已核对回单');
  expect(await keys.enter('form[action$="/entry"] button')).toContain('done=requested');
  await agree(approver);
  await app.settle(30_000);
  await desk.seat(clerk);
  await desk.visit(`/reconciliation/${day}`);
  expect(await page.locator('.desk-row').count()).toBe(3);
});

test('writes off the fen, and says of the refunds that they were meant', async () => {
  const { day, page } = desk;
  await desk.seat(clerk);
  await openCase('D05');
  await endCase('WRITTEN_OFF', '支付宝多收一分，金额太小，核销');
  for (let refunds = 0; refunds < 2; refunds++) {
    await openCase('D10');
    await endCase('FALSE_POSITIVE', '捐赠人要求退款，已在商户后台办理');
  }
  await desk.visit(`/reconciliation/${day}`);
  expect(await page.locator('.desk-row').count()).toBe(0);
  await isFit();
});

test('closes the day; a page that was left open can change nothing in it', async () => {
  const { keys, day, page } = desk;
  await desk.seat(clerk);
  await desk.visit(`/days/${day}`);
  await isFit();
  await desk.visit(`/closing/${day}`);
  await isFit();
  expect(await keys.enter('form[action$="/closing"] button')).toContain('done=requested');
  await desk.visit(`/reconciliation/${day}`);
  const elsewhere = await openBrowser({ locale: 'zh-CN' });
  try {
    await agree(approver, elsewhere);
  } finally {
    await elsewhere.close();
  }
  await keys.reach('form[action$="/undoings"] button');
  const [answer] = await Promise.all([
    page.waitForResponse((each) => each.request().method() === 'POST'),
    page.waitForEvent('load'),
    page.keyboard.press('Enter'),
  ]);
  expect(answer.status()).toBe(409);
  expect(await page.textContent('main')).toContain('已日结');
}, 70_000);

test('files the day sheet on paper', async () => {
  const { keys, day, page, app } = desk;
  await desk.visit(`/closing/${day}`);
  await keys.enter(`main a[href$="/days/${day}"]`);
  await keys.enter('main a[href$="/sheet"]');
  await isFit();
  const path = join(app.folder, 'sheet.pdf');
  await page.pdf({ preferCSSPageSize: true, path });
  const pages = await pdfPages(path);
  const [seal] = await app.database.rows<{ root: string }>('SELECT root FROM day_seal');
  for (const [at, text] of pages.entries())
    for (const part of [`日结单${day}`, '第1版', `${at + 1}/${pages.length}`])
      expect([part, text.includes(part.normalize('NFKC'))]).toEqual([part, true]);
  const whole = pages.join('');
  for (const part of [seal?.root ?? '?', 'D05', 'D10', 'D13', '制表：', '微信支付', '公益平台'])
    expect([part, whole.includes(part.normalize('NFKC'))]).toEqual([part, true]);
});

test('takes the donation list and the vouchers home', async () => {
  const { keys, page, app } = desk;
  const files: Buffer[] = [];
  for (const choice of ['捐赠明细 · CSV', '凭证 · 用友']) {
    await desk.visit('/exports');
    await keys.choose('select[name=choice]', choice);
    expect(await keys.enter('form[action$="/exports"] button')).toContain('/work/wrk_');
    await app.settle(60_000);
    await page.waitForSelector('main a[href*="/exports/exp_"]');
    await keys.enter('main a[href*="/exports/exp_"]');
    await keys.reach('main a[href$="/file"]');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    files.push(await readFile(await download.path()));
  }
  await desk.visit('/exports');
  await isFit();
  const rows = csvRows(files[0]?.toString('utf8') ?? '');
  expect(rows.filter((row) => row.some((cell) => /don_/.test(cell)))).toHaveLength(10);
  const vouchers = new TextDecoder('gb18030').decode(files[1]);
  for (const code of ['100901', '100902', '100903', '112202']) expect(vouchers).toContain(code);
});

test('opens the day again when two others agree', async () => {
  const { keys, day, page } = desk;
  await desk.seat(clerk);
  await desk.visit(`/closing/${day}`);
  await keys.type('textarea[name=reason]', '补记一笔线下捐赠');
  expect(await keys.enter('form[action$="/reopening"] button')).toContain('done=requested');
  await agree(approver);
  await desk.visit(`/closing/${day}`);
  expect(await page.locator('form[action$="/closing"]').count()).toBe(0);
  await agree(third);
  await desk.seat(clerk);
  await desk.visit(`/closing/${day}`);
  expect(await page.locator('form[action$="/closing"] button').count()).toBe(1);
});
