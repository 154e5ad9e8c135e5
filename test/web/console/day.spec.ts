import { withPrefix } from '../../../src/kernel/ids.js';
import { LedgerQueries } from '../../../src/ledger/ledger.queries.js';
import { DayQueries } from '../../../src/web/console/day/day.queries.js';
import { openBookedDay } from './booked-day.js';
import { as, type Person } from './console.js';

const EVERYTHING = { projectId: null, lacking: null, text: null };

describe('the accounting day', () => {
  let clerk: Person;
  let books: Awaited<ReturnType<typeof openBookedDay>>;
  beforeAll(async () => {
    // 16:00 UTC is midnight in Shanghai: the last two belong to the 20th, the first does not.
    books = await openBookedDay([
      { amount: 5_000n, at: '2026-11-19T15:59:59Z', name: '陈晨', receipt: true },
      { amount: 10_000n, at: '2026-11-19T16:00:00Z', name: '=SUM(A1)', fee: 60n, receipt: true },
      { amount: 123_456n, at: '2026-11-20T03:15:30Z', name: '王芳' },
      { amount: 777n, at: '2026-11-20T15:59:59Z', suspense: true },
    ]);
    clerk = await books.signIn(books.organization, 'clerk');
  });
  afterAll(() => books.close());

  const get = (path: string) =>
    books.app.inject(as(clerk, { url: `/console/${books.organization.slug}${path}` }));
  const rowsOf = (body: string) => [...body.matchAll(/<tr>(?:(?!<\/tr>).)*<td>(?:(?!<\/tr>).)*<\/tr>/gs)];

  test('opens today where the organization is, and any day that is asked for', async () => {
    const today = await get('/days');
    expect(today.headers.location).toMatch(/\/days\/2026-11-20$/);
    expect((await get('/days?date=2026-11-19')).headers.location).toMatch(/\/days\/2026-11-19$/);
    expect((await get('/days/2026-02-30')).statusCode).toBe(404);
    expect((await get('/days/2026-11-18')).body).toContain('没有入账');
  });

  test('lists every gift with amount, fee, net, confirmation, ledger number and state', async () => {
    const { statusCode, body } = await get('/days/2026-11-20');
    expect(statusCode).toBe(200);
    for (const cell of [
      '00:00:00',
      '11:15:30',
      '23:59:59',
      '¥100.00',
      '¥0.60',
      '¥99.40',
      '¥1,234.56',
      '¥7.77',
    ])
      expect(body).toContain(cell);
    expect(body).toContain('2026-00000002');
    for (const state of ['已入账', '待认领', '尚未知', '待开']) expect(body).toContain(state);
    expect(body).not.toContain('陈*');
    expect(body).not.toContain('王芳');
  });

  test('the totals are the ledger’s, in figures and by project', async () => {
    const { body } = await get('/days/2026-11-20');
    const totals = await books.app.get(LedgerQueries).dayTotals(books.organization.id, '2026-11-20');
    const booked = totals
      .filter(({ kind }) => kind === 'gift' || kind === 'suspense_gift')
      .reduce((sum, { amount }) => sum + amount, 0n);
    expect(booked).toBe(134_233n);
    expect(body).toContain('¥1,342.33');
    expect(body).toContain('1 / 2');
    expect(body).toContain('支付机构确认的金额合计 = 总账入账合计');
    expect(body).not.toContain('不符');
  });

  test('filters by what is lacking and by name; the figures above stay the day’s', async () => {
    const noReceipt = await get('/days/2026-11-20?lacking=receipt');
    expect(noReceipt.body).toContain('共 1 笔');
    expect(noReceipt.body).toContain('¥1,342.33');
    expect((await get('/days/2026-11-20?lacking=fee')).body).toContain('共 2 笔');
    expect((await get(`/days/2026-11-20?text=${encodeURIComponent('王')}`)).body).toContain('共 1 笔');
    expect((await get('/days/2026-11-20?text=%25')).body).toContain('共 0 笔');
    expect((await get('/days/2026-11-20?text=00000002')).body).toContain('共 1 笔');
    const project = await get(`/days/2026-11-20?project=${books.project.id}`);
    expect(project.body).toContain('共 3 笔');
  });

  test('goes page by page and shows everything for the printer', async () => {
    const days = books.app.get(DayQueries);
    const { id } = books.organization;
    const pages = [0, 1, 2].map((skip) => days.gifts(id, '2026-11-20', EVERYTHING, { skip, limit: 1 }));
    const amounts = (await Promise.all(pages)).flat().map(({ amount }) => amount);
    expect(amounts).toEqual([10_000n, 123_456n, 777n]);
    const all = await get('/days/2026-11-20?page=all');
    expect(rowsOf(all.body).length).toBeGreaterThanOrEqual(4);
    expect(all.body).toContain('制表：');
    expect((await get('/days/2026-11-20?page=99')).statusCode).toBe(200);
  });

  test('exports a file that a spreadsheet opens and no donor’s name can run', async () => {
    const file = await get('/days/2026-11-20/gifts.csv');
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers['content-disposition']).toContain('2026-11-20.csv');
    expect(file.rawPayload.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const lines = file.body.slice(1).split('\r\n');
    expect(lines[0]).toBe(
      '日期,时间,项目,公示名称,币种,金额,手续费,净额,捐赠确认书编号,总账序号,状态,捐赠编号,已退款,方式',
    );
    expect(lines[1]).toMatch(
      /^2026-11-20,00:00:00,红十字博爱送万家（测试）,'=\*{3},CNY,100\.00,0\.60,99\.40,2026-00000002,\d+,已入账,don_[0-9a-z]{26},0\.00,Stripe$/,
    );
    expect(lines[2]).toContain(',1234.56,,,,');
    expect(lines).toHaveLength(6);
    expect(lines[4]).toMatch(/boai-day-2$/);
  });

  test('a gift shows its double entries: debit, credit, fund', async () => {
    const page = await get(`/gifts/${withPrefix('don', books.donations[1] ?? '')}`);
    expect(page.statusCode).toBe(200);
    for (const line of ['100903 Stripe待清算', '410102 捐赠收入—限定性', '530101 支付手续费', '非定向'])
      expect(page.body).toContain(line);
  });

  test('the first page shows today and what needs attention', async () => {
    const { body } = await get('');
    expect(body).toContain('今日入账');
    expect(body).toContain('¥1,342.33');
  });
});
