import { wechatBill } from '../../load/bench/wechat-bill.mjs';
import { Refusal } from '../../src/kernel/errors.js';
import { fixture } from './files/bills.js';
import { openStatementKit, type StatementKit } from './statement-kit.js';

const TRADE = fixture('wechat_trade_ALL_2026-01-15.csv');
let kit: StatementKit;
let wechat: string;
beforeAll(async () => {
  kit = await openStatementKit();
  wechat = await kit.account('wechat', '1900000109');
});
afterAll(() => kit.app.close());

const code = (error: unknown) => (error instanceof Refusal ? error.code : String(error));
const bill = (lines: number, seed: number) =>
  [
    ...wechatBill({ lines, seed, day: '2026-01-15', merchantNo: '1900000109', fees: false, refundEvery: 0 }),
  ].join('');

it('A34 the fixture is kept byte for byte, read, and its totals are told', async () => {
  const account = await kit.account('wechat', '1900000109');
  const file = await kit.upload(account, 'trade', TRADE);
  expect(file).toMatchObject({ state: 'read', lines: 4, problems: [], size: TRADE.length });
  expect(file.totals).toMatchObject({ payments: 15888n, refunds: 5000n, fees: 65n });
  const lines = await kit.queries.linesOf(file.id, { skip: 1, limit: 2 });
  expect(lines.map(({ lineNo, amount, fee }) => [lineNo, amount, fee])).toEqual([
    [3, 5000n, 30n],
    [4, 888n, 5n],
  ]);
});

it('A34 a wrong hash, a footer that differs, no footer: invalid, and nothing of it is kept', async () => {
  const text = TRADE.toString('utf8');
  const wrong = await kit.upload(wechat, 'trade', TRADE, { sha1: '0'.repeat(40) });
  const differs = await kit.upload(wechat, 'trade', text.replace('`0.65', '`0.64'));
  const missing = await kit.upload(wechat, 'trade', text.slice(0, text.indexOf('总交易单数')));
  for (const [file, problem] of [
    [wrong, 'hash_differs'],
    [differs, 'footer_differs'],
    [missing, 'footer_missing'],
  ] as const) {
    expect(file.problems.map((each) => each.code)).toEqual([problem]);
    expect(file).toMatchObject({ state: 'invalid', lines: 0 });
    expect(await kit.count('statement_file_line', file.id)).toBe(0);
    await expect(kit.files.acceptAlone(kit.actor, file.id).catch(code)).resolves.toBe('statement_file_state');
  }
});

it('takes the hash that WeChat Pay gives, and a file that was invalid once more with other words', async () => {
  const sha1 = 'X'.repeat(40);
  await expect(kit.upload(wechat, 'trade', TRADE, { sha1 }).catch(code)).resolves.toBe(
    'statement_file_invalid',
  );
  const days = { firstDay: '2026-01-14', lastDay: '2026-01-14' };
  const wrongDay = await kit.upload(wechat, 'trade', bill(3, 4), days);
  expect(wrongDay.problems.map((each) => each.code)).toEqual(['wrong_day', 'wrong_day', 'wrong_day']);
  expect((await kit.upload(wechat, 'trade', bill(3, 4))).state).toBe('read');
});

it('recognises the same file, also when two upload it at once', async () => {
  const first = await kit.upload(wechat, 'trade', bill(5, 1));
  await expect(kit.upload(wechat, 'trade', bill(5, 1)).catch((error) => error.params)).resolves.toEqual({
    file: `sfl_${first.id}`,
  });
  const both = await Promise.allSettled([
    kit.upload(wechat, 'trade', bill(6, 1)),
    kit.upload(wechat, 'trade', bill(6, 1)),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('accepts a file line by line into the account, once, and again changes nothing', async () => {
  const account = await kit.account('wechat', '1900000109');
  const file = await kit.upload(account, 'trade', bill(2_500, 2));
  expect(await kit.files.acceptAlone(kit.actor, file.id)).toEqual({
    added: 2_500,
    known: 0,
    changed: 0,
    gone: 0,
  });
  expect(await kit.count('statement_line', file.id)).toBe(2_500);
  await expect(kit.files.acceptAlone(kit.actor, file.id).catch(code)).resolves.toBe('statement_file_state');
});

it('a newer version is diffed against the accepted one, and what changed or went away becomes a case', async () => {
  const account = await kit.account('wechat', '1900000109');
  const text = bill(5, 3);
  const first = await kit.upload(account, 'trade', text);
  await kit.files.acceptAlone(kit.actor, first.id);
  const rows = text.split('\r\n');
  const changed = (rows[2] ?? '')
    .replace(/`([\d.]+),`0\.00,`0,/, '`999.99,`0.00,`0,')
    .replace(/`([\d.]+),`0\.00,`$/, '`999.99,`0.00,`');
  const gone = rows[3];
  const kept = [rows[1] ?? '', changed, rows[4] ?? '', rows[5] ?? ''];
  const paid = kept.map((row) => row.split(',`')[12] ?? '');
  const fen = paid.reduce((sum, cell) => sum + BigInt(cell.replace('.', '')), 0n);
  const yuan = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
  const newer = [rows[0], ...kept, rows[6], `\`4.0,\`${yuan},\`0.00,\`0.00,\`0.00,\`${yuan},\`0.00`, ''].join(
    '\r\n',
  );
  const second = await kit.upload(account, 'trade', newer);
  expect(second.problems).toEqual([]);
  expect(await kit.queries.olderVersion(second)).toBe(first.id);
  expect(await kit.queries.diffCounts(second.id, first.id)).toEqual({ added: 0, changed: 1, gone: 1 });
  const window = { skip: 0, limit: 10 };
  expect(await kit.queries.diffOf(second.id, first.id, window)).toMatchObject([
    { what: 'changed', lineNo: 3, after: { amount: 99999n } },
    { what: 'gone', lineNo: null, after: null, key: `trade:${gone?.split(',`')[5]}` },
  ]);
  expect(await kit.files.acceptAlone(kit.actor, second.id)).toEqual({
    added: 0,
    known: 3,
    changed: 1,
    gone: 1,
  });
  expect(await kit.summary(first.id)).toMatchObject({ state: 'replaced' });
  expect(await kit.summary(second.id)).toMatchObject({ state: 'accepted', replacesId: first.id });
  const cases = await kit.app.database.rows('SELECT kind FROM work_case WHERE subject_id = ?', [second.id]);
  expect(cases).toEqual([{ kind: 'STATEMENT_CHANGED' }]);
});

it('a reading that was killed begins anew, and leaves nothing behind', async () => {
  const account = await kit.account('wechat', '1900000109');
  const file = await kit.upload(account, 'trade', bill(10, 9));
  await kit.app.database.inTransaction(async (tx) => {
    await tx.query("UPDATE statement_file SET state = 'reading' WHERE id = ?", [file.id]);
    await tx.query('DELETE FROM statement_file_line WHERE file_id = ? AND line_no > 6', [file.id]);
  });
  await kit.files.read(file.id);
  expect(await kit.summary(file.id)).toMatchObject({ state: 'read', lines: 10 });
  expect(await kit.count('statement_file_line', file.id)).toBe(10);
});

it('a reading that is stopped says so, keeps the file readable, and can be put aside', async () => {
  const account = await kit.account('wechat', '1900000109');
  const file = await kit.upload(account, 'trade', bill(3_000, 10));
  await kit.app.database.inTransaction((tx) =>
    tx.query("UPDATE statement_file SET state = 'reading' WHERE id = ?", [file.id]),
  );
  const stop = { report: () => Promise.reject(new Error('stopped')) };
  await expect(kit.files.read(file.id, stop)).rejects.toThrow('stopped');
  expect((await kit.summary(file.id)).state).toBe('reading');
  await kit.files.discard(kit.actor, file.id);
  expect(await kit.summary(file.id)).toMatchObject({ state: 'discarded', lines: 0 });
  expect(await kit.count('statement_file_line', file.id)).toBe(0);
  await kit.files.read(file.id);
  expect((await kit.summary(file.id)).state).toBe('discarded');
});

it('keeps each of two lines with one number, told apart', async () => {
  const account = await kit.account('wechat', '1900000109');
  const rows = TRADE.toString('utf8').split('\r\n');
  const twice = [
    ...rows.slice(0, 2),
    rows[1],
    '总交易单数,应结订单总金额,手续费总金额',
    '`2.0,`200.00,`1.20',
    '',
  ].join('\r\n');
  const file = await kit.upload(account, 'trade', twice);
  expect(file.problems).toEqual([]);
  const lines = await kit.queries.linesOf(file.id, { skip: 0, limit: 5 });
  expect(lines.map(({ key }) => key)).toEqual([
    'trade:4200002601202601150000000001',
    'trade:4200002601202601150000000001~2',
  ]);
});

it('one person alone does not accept a file from which gifts are made, and nobody a file of another organization', async () => {
  const account = await kit.account('wechat', '1900000109', 'statement');
  const file = await kit.upload(account, 'trade', bill(2, 11));
  await expect(kit.files.acceptAlone(kit.actor, file.id).catch(code)).resolves.toBe(
    'statement_needs_approval',
  );
  const stranger = { ...kit.actor, organizationId: '01h00000000000000000000000' };
  for (const verb of ['acceptAlone', 'discard'] as const)
    await expect(kit.files[verb](stranger, file.id).catch(code)).resolves.toBe('statement_file_not_found');
  await expect(
    kit.files
      .upload(stranger, {
        providerAccountId: account,
        bill: 'trade',
        firstDay: '2026-01-15',
        lastDay: '2026-01-15',
        name: 'x',
        stream: (async function* () {})(),
      })
      .catch(code),
  ).resolves.toMatch(/organization|statement_file_invalid/);
});

it('says which bills of a day are missing', async () => {
  const missing = await kit.queries.missingFor(kit.organizationId, '2026-01-15');
  const own = missing.filter(({ providerAccountId }) => providerAccountId === wechat);
  expect(own.map(({ bill: name, state }) => [name, state])).toEqual([
    ['trade', 'read'],
    ['flow', null],
  ]);
  expect(await kit.queries.missingFor(kit.organizationId, '2025-12-31')).toEqual([]);
});
