import { axeViolations, overflow } from '../support/browser.js';
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

beforeAll(async () => {
  desk = await openClerkDay();
  clerk = await desk.person('clerk');
  approver = await desk.person('approver');
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

/** The other person agrees to what waits, reading it from the list. */
async function agree(person: Person): Promise<void> {
  const { keys } = desk;
  await desk.seat(person);
  await desk.visit('/approvals');
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
