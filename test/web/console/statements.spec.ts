import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { StatementFiles } from '../../../src/settlements/statement-files.service.js';
import { fixture } from '../../settlements/files/bills.js';
import { allWords } from './all-words.js';
import { as, form, multipart, openConsole, type Person, type TestConsole } from './console.js';

const TRADE = fixture('wechat_trade_ALL_2026-01-15.csv');
let desk: TestConsole;
let clerk: Person;
let account: string;
beforeAll(async () => {
  desk = await openConsole();
  clerk = await desk.signIn(desk.society, 'clerk');
  account = newId();
  await desk.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO provider_account (id, organization_id, provider, account, merchant_no, currency, livemode, created_at)
       VALUES (?, ?, 'wechat', 'wx-test', '1900000109', 'CNY', FALSE, '2026-01-01')`,
      [account, desk.society.id],
    ),
  );
});
afterAll(() => desk.app.close());

const at = (path = '') => `/console/${desk.society.slug}/statements${path}`;
const get = async (path: string, person = clerk) =>
  (await desk.app.inject(as(person, { method: 'GET', url: at(path) }))).body;
const send = (bytes: Buffer, fields: Record<string, string> = {}) =>
  desk.app.inject(
    as(
      clerk,
      multipart(
        at(),
        { bill: `trade.${account}`, first_day: '2026-01-15', ...fields },
        { field: 'file', name: '账单 2026-01-15.csv', type: 'text/csv', bytes },
      ),
    ),
  );
/** Uploads a bill and reads it, as the worker would. @returns the file's path and id. */
async function uploaded(bytes: Buffer): Promise<{ path: string; id: string }> {
  const answer = await send(bytes);
  expect(answer.statusCode).toBe(303);
  const key = String(answer.headers.location).split('/').at(-1) ?? '';
  const id = key.replace('sfl_', '');
  await desk.app.get(StatementFiles).read(id);
  return { path: `/${key}`, id };
}

it('a bill is uploaded, read, looked at, accepted', async () => {
  expect(await get('?day=2026-01-15')).toContain('还缺的账单');
  const answer = await send(TRADE.subarray(0, TRADE.length));
  const path = String(answer.headers.location).split('/statements')[1] ?? '';
  expect(await get(path)).toContain('正在读取');
  await desk.app.get(StatementFiles).read(path.replace('/sfl_', ''));
  const page = await get(path);
  for (const text of [
    '待接受',
    '¥158.88',
    '¥50.00',
    '¥0.65',
    '4200002601202601150000000001',
    '账单 2026-01-15.csv',
  ])
    expect(page).toContain(text);
  const again = await send(TRADE);
  expect(again.statusCode).toBe(409);
  expect(again.body).toContain(`${at(path)}"`);
  expect(again.body).toContain('value="2026-01-15"');
  const discarded = await desk.app.inject(as(clerk, form(at(`${path}/discard`))));
  expect(discarded.statusCode).toBe(303);
  expect(await get(path)).toContain('已弃用');
  const once = await desk.app.inject(as(clerk, form(at(`${path}/accept`))));
  expect(once.statusCode).toBe(409);
});

it('a bill that does not add up says where, why, and what to do', async () => {
  const { path } = await uploaded(
    Buffer.from(TRADE.toString('utf8').replace('`0.65,', '`0.64,').replace('`8.88,', '`8.8x,')),
  );
  const page = await get(path);
  expect(page).toContain('这个文件不能使用');
  expect(page).toContain('“应结订单金额”不是一个到分的金额：8.8x');
  expect(page).toContain('没有保留');
  expect(await get(`${path}?lang=en`)).toContain('This file cannot be used');
});

it('refuses a file for a day that is not over, and one without a file, and keeps what was typed', async () => {
  const late = await send(TRADE, { first_day: '2027-01-15', sha1: 'abc' });
  expect(late.statusCode).toBe(422);
  for (const text of ['日期不能晚于今天', '40 位', 'value="abc"', 'value="2027-01-15"'])
    expect(late.body).toContain(text);
  const none = await desk.app.inject(
    as(clerk, multipart(at(), { bill: `trade.${account}`, first_day: '2026-01-15' })),
  );
  expect(none.statusCode).toBe(422);
  expect(none.body).toContain('请选择文件');
});

it('the raw file is given back byte for byte to those who may, and who took it is written down', async () => {
  const bytes = Buffer.concat([TRADE, Buffer.from('\r\n')]);
  const { path, id } = await uploaded(bytes);
  const raw = await desk.app.inject(as(clerk, form(at(`${path}/raw`))));
  expect(raw.rawPayload.equals(bytes)).toBe(true);
  expect(raw.headers['content-disposition']).toContain(encodeURIComponent('账单 2026-01-15.csv'));
  const supervisor = await desk.signIn(desk.society, 'supervisor');
  expect((await desk.app.inject(as(supervisor, form(at(`${path}/raw`))))).statusCode).toBe(404);
  const trail = await desk.app.database.rows(
    'SELECT action FROM audit_event WHERE subject_id = ? ORDER BY id',
    [id],
  );
  expect(trail).toEqual([{ action: 'statement_file.uploaded' }, { action: 'statement_file.copied' }]);
});

it('a mapping is made from a sample and shows how rows will be read', async () => {
  const list =
    '交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,摘要\n20260115,090102,,"1,000.00","1,000.00",王小明,转账\n';
  const file = { field: 'file', name: 'bank.csv', type: 'text/csv', bytes: Buffer.from(list) };
  const sample = await desk.app.inject(as(clerk, multipart(at('/layouts/sample'), { source: 'bank' }, file)));
  expect(sample.statusCode).toBe(201);
  for (const text of ['¥1,000.00', '王小明', '<option value="贷方发生额" selected'])
    expect(sample.body).toContain(text);
  const hidden = (name: string) =>
    (new RegExp(`name="${name}" value="([^"]*)"`).exec(sample.body)?.[1] ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
  const fields = {
    source: 'bank',
    rows: hidden('rows'),
    captions: hidden('captions'),
    name: '工行',
    time: '交易日期',
    in: '贷方发生额',
  };
  const half = await desk.app.inject(as(clerk, multipart(at('/layouts'), { ...fields, step: 'save' })));
  expect(half.statusCode).toBe(422);
  expect(half.body).toContain('不要都选');
  const whole = { ...fields, out: '借方发生额', step: 'save' };
  expect((await desk.app.inject(as(clerk, multipart(at('/layouts'), whole)))).statusCode).toBe(303);
  expect(await get('/layouts')).toContain('收入（贷方）金额 = 贷方发生额');
  expect((await desk.app.inject(as(clerk, multipart(at('/layouts'), whole)))).body).toContain(
    '已有同名的列对应',
  );
});

it('nobody reaches a file of another organization', async () => {
  const { path } = await uploaded(Buffer.concat([TRADE, Buffer.from('\n\n')]));
  const stranger = await desk.signIn(desk.chapter, 'clerk');
  const url = `/console/${desk.chapter.slug}/statements${path}`;
  expect((await desk.app.inject(as(stranger, { method: 'GET', url }))).statusCode).toBe(404);
  expect((await desk.app.inject(as(stranger, form(`${url}/discard`)))).statusCode).toBe(404);
  expect((await desk.app.inject(as(stranger, { method: 'GET', url: at(path) }))).statusCode).toBe(404);
  expect(withPrefix('sfl', newId())).toMatch(/^sfl_/);
});

it('every reason that a file may have stands in both languages, with what to do', () => {
  for (const locale of ['zh-CN', 'en'] as const) {
    const words = allWords(locale);
    const codes = Object.keys(words).filter((key) => key.startsWith('statements.problem.'));
    expect(codes.length).toBeGreaterThan(30);
    expect(words['statements.fix.other']).toBeTruthy();
  }
});
