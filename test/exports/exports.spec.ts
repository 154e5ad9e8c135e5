import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import iconv from 'iconv-lite';
import { ExportsQueries } from '../../src/exports/exports.queries.js';
import { EXPORT_CHOICES } from '../../src/exports/exports.service.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { type ClosingDesk, openClosingDesk } from '../reconciliation/closing-desk.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { csvRows, exportsDesk } from './exports-desk.js';

const [FIRST, SECOND, OPEN] = ['2026-11-16', '2026-11-17', '2026-11-18'];

describe('exports', () => {
  let app: TestApp;
  let desk: ClosingDesk;
  let exports: ReturnType<typeof exportsDesk>;

  beforeAll(async () => {
    app = await openTestApp({ worker: true });
    desk = await openClosingDesk(app);
    exports = exportsDesk(app, desk.organizationId, desk.clerk);
    const gift = await desk.book(FIRST, 12_345n);
    await desk.book(FIRST, 655n);
    await desk.book(SECOND, 100n);
    // What was booked on the first day is undone on the second: red there.
    await desk.book(SECOND, 12_345n, {
      kind: 'reversal',
      reversesId: gift.id,
      transfers: gift.transfers.map((each) => ({ ...each, debit: each.credit, credit: each.debit })),
    });
    await desk.book(OPEN, 7n);
    await app.settle();
    await desk.close(FIRST);
    await desk.close(SECOND);
    await app.settle();
  }, 120_000);
  afterAll(() => app.close());

  const fundCode = async () =>
    (await app.database.rows<{ code: string }>('SELECT code FROM fund WHERE id = ?', [desk.purse.fundId]))[0]
      ?.code;

  test('give vouchers of closed days to 用友 U8 in GBK, with red reversals and numbers that stay', async () => {
    const { work, batch, bytes } = await exports.make('vouchers:u8', FIRST, OPEN);
    const project = await fundCode();
    const lines = iconv.decode(bytes, 'gbk').split('\r\n');
    expect(lines[0]).toBe('填制凭证,V800');
    const told = lines.slice(1, -1).map((line) => line.split(','));
    expect(told.map((f) => [f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[20]])).toEqual([
      ['2026-11-16', '1', '2', '线下其他20261116', '100201', '130.00', '0.00', ''],
      ['2026-11-16', '1', '2', '线下其他20261116', '410102', '0.00', '130.00', project],
      ['2026-11-17', '2', '2', '线下其他20261117', '100201', '-122.45', '0.00', ''],
      ['2026-11-17', '2', '2', '线下其他20261117', '410102', '0.00', '-122.45', project],
    ]);
    expect(batch).toMatchObject({
      openDays: 1,
      rows: 4,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(work.result).toMatchObject({ openDays: 1, sha256: batch.sha256 });
    // Another shape and another period: the same voucher has the same number.
    const { bytes: later } = await exports.make('vouchers:csv', SECOND);
    const [head = [], first = []] = csvRows(later.toString('utf8').slice(1));
    expect(first[head.indexOf('voucher_no')]).toBe('2');
    expect(first[head.indexOf('debit')]).toBe('-122.45');
  });

  test('make the same file once: equal bytes are the same export, whoever asks', async () => {
    for (const { kind, profile } of EXPORT_CHOICES) {
      const choice = `${kind}:${profile}`;
      const first = await exports.make(choice, FIRST, OPEN);
      const again = await exportsDesk(app, desk.organizationId, desk.approvers[0]).make(choice, FIRST, OPEN);
      expect([choice, again.batch.id]).toEqual([choice, first.batch.id]);
      expect(again.work.result?.again).toBe('yes');
    }
    const unkept = await app.database.rows(
      'SELECT f.id FROM stored_file f LEFT JOIN export_batch b ON b.stored_file_id = f.id WHERE b.id IS NULL AND f.name LIKE ?',
      ['%2026-11-16-2026-11-18%'],
    );
    expect(unkept).toEqual([]);
  }, 120_000);

  test('answer a question once when two ask at the same moment', async () => {
    const [one, two] = await Promise.all([
      exports.ask('entries:csv', SECOND),
      exports.ask('entries:csv', SECOND),
    ]);
    expect(two).toBe(one);
    await exports.ended(one);
  });

  test('balance in the trial balance, and tell each fund what it began with, received and kept', async () => {
    const rows = csvRows((await exports.make('trial-balance:csv', SECOND)).bytes.toString('utf8').slice(1));
    const [head = [], ...body] = rows;
    const at = (row: readonly string[], name: string) => row[head.indexOf(name)];
    const bank = body.find((row) => row[0] === '100201') ?? [];
    expect(
      ['期初借方', '期初贷方', '本期借方', '本期贷方', '期末借方', '期末贷方'].map((name) => at(bank, name)),
    ).toEqual(['130.00', '0.00', '1.00', '123.45', '7.55', '0.00']);
    const totals = body.filter((row) => row[0] === '合计 CNY');
    expect(totals).toHaveLength(2);
    for (const total of totals)
      for (const column of ['期初', '本期', '期末'])
        expect(at(total, `${column}借方`)).toBe(at(total, `${column}贷方`));
    const [fundHead = [], fund = []] = csvRows(
      (await exports.make('fund-flows:csv', SECOND)).bytes.toString('utf8').slice(1),
    );
    const of = (name: string) => fund[fundHead.indexOf(name)];
    expect([of('期初余额'), of('捐赠收入'), of('退回与冲销'), of('期末余额')]).toEqual([
      '130.00',
      '1.00',
      '-123.45',
      '7.55',
    ]);
    const footer = rows.at(-1) ?? [];
    expect(footer[0]).toBe('boai-trial-balance-1');
    const batch = (await exports.make('trial-balance:csv', SECOND)).batch;
    expect(footer.at(-1)).toBe(`内容SHA-256 ${batch.contentSha256}`);
  });

  test('have one content hash in every shape', async () => {
    const csv = (await exports.make('entries:csv', FIRST, OPEN)).batch;
    const xlsx = (await exports.make('entries:xlsx', FIRST, OPEN)).batch;
    expect(xlsx.contentSha256).toBe(csv.contentSha256);
    expect(xlsx.sha256).not.toBe(csv.sha256);
  });

  test('are begun by 409 without a closed day, and refuse what is no question', async () => {
    const work = await exports.ended(await exports.ask('vouchers:u8', OPEN));
    expect(work).toMatchObject({ state: 'failed', problem: { code: 'export_no_closed_day' } });
    await expect(exports.ask('donors:csv', FIRST)).rejects.toMatchObject({
      fields: [{ field: 'choice', code: 'export_choice' }],
    });
    for (const [first, last, field, code] of [
      ['', SECOND, 'firstDay', 'export_day'],
      [FIRST, 'x', 'lastDay', 'export_day'],
      [SECOND, FIRST, 'lastDay', 'export_period'],
      [FIRST, '2026-11-21', 'lastDay', 'export_future'],
      ['2025-01-01', '2026-11-16', 'lastDay', 'export_long'],
    ] as const)
      await expect(exports.ask('entries:csv', first, last)).rejects.toMatchObject({
        fields: [{ field, code }],
      });
  });

  test('of another organization are not to be had, and hold nothing of this one', async () => {
    const other = await openClosingDesk(app);
    const { batch } = await exports.make('entries:csv', FIRST);
    expect(await app.get(ExportsQueries).byId(other.organizationId, batch.id)).toBeNull();
    const empty = await exportsDesk(app, other.organizationId, other.clerk).make('entries:csv', FIRST, OPEN);
    expect(empty.batch.rows).toBe(0);
    expect(empty.bytes.toString('utf8')).toContain('总账序号 0');
  });

  test('of a reopened day keep the voucher’s number and are a new file', async () => {
    const before = await exports.make('vouchers:csv', SECOND);
    await desk.reopen(SECOND);
    await desk.book(SECOND, 50n);
    await app.settle();
    await desk.close(SECOND);
    await app.settle();
    const after = await exports.make('vouchers:csv', SECOND);
    expect(after.batch.id).not.toBe(before.batch.id);
    const no = (bytes: Buffer) => csvRows(bytes.toString('utf8').slice(1))[1]?.[2];
    expect([no(before.bytes), no(after.bytes)]).toEqual(['2', '2']);
  }, 60_000);

  test('keep what was exported: the database refuses to change or remove it', async () => {
    for (const table of ['export_batch', 'voucher_number'])
      await expect(app.database.inTransaction((tx) => tx.query(`DELETE FROM ${table}`))).rejects.toThrow(
        /denied|append-only/,
      );
  });
});

describe('an XLSX file', () => {
  test('holds real numbers and dates, ids as text, a heading that stays, and 金蝶’s columns by name', async () => {
    const app = await openTestApp({ worker: true });
    const desk = await openClosingDesk(app);
    await desk.book(FIRST, 123_456_789_012n, { subjectId: newId() });
    await app.settle();
    await desk.close(FIRST);
    const exports = exportsDesk(app, desk.organizationId, desk.clerk);
    const parts = unzipSync((await exports.make('entries:xlsx', FIRST)).bytes);
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).toContain('<v>1234567890.12</v>');
    expect(sheet).toContain('<c r="A2" s="5"><v>46342</v></c>');
    expect(sheet).toMatch(/<c r="C2" s="0" t="inlineStr"><is><t xml:space="preserve">[0-9a-z]{26}<\/t>/);
    expect(sheet).toContain('合计 CNY');
    expect(strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array())).toContain('name="分录明细"');
    expect(sheet).not.toMatch(/<f[ >]/);
    const voucher = unzipSync((await exports.make('vouchers:kingdee', FIRST)).bytes);
    const heads = [
      ...strFromU8(voucher['xl/worksheets/sheet1.xml'] ?? new Uint8Array()).matchAll(
        /<t [^>]*>(F[A-Za-z]+)</g,
      ),
    ];
    expect(heads.map(([, name]) => name).join(',')).toBe(
      'FDate,FYear,FPeriod,FGroupID,FNumber,FAccountNum,FAccountName,FCurrencyNum,FCurrencyName,FAmountFor,FDebit,FCredit,FPreparerID,FCheckerID,FApproveID,FCashierID,FHandler,FSettleTypeID,FSettleNo,FExplanation,FQuantity,FMeasureUnitID,FUnitPrice,FReference,FTransDate,FTransNo,FAttachments,FSerialNum,FObjectName,FParameter,FExchangeRate,FEntryID,FItem,FPosted,FInternalInd,FCashFlow',
    );
    await app.close();
  }, 60_000);

  test('refuses foreign money where a rate would be needed, and gives it in the canonical CSV', async () => {
    const app = await openTestApp({ worker: true });
    const desk = await openClosingDesk(app);
    const accounts = app.get(ChartOfAccounts);
    const [entry] = [await desk.book(FIRST, 1n)];
    const usd = await app.database.inTransaction(async (tx) => {
      const { Funds } = await import('../../src/ledger/funds.service.js');
      return app.get(Funds).create(tx, {
        ...{ organizationId: desk.organizationId, code: 'USD1', kind: 'restricted', currency: 'USD' },
        ...{ nameZh: '美元', nameEn: 'Dollars' },
      });
    });
    await desk.book(FIRST, 5n, {
      transfers: [
        {
          fundId: usd,
          debit: await accounts.id(desk.organizationId, '100201', 'USD'),
          credit: await accounts.id(desk.organizationId, '410102', 'USD'),
          ...{ amount: 5n, currency: 'USD' },
        },
      ],
    });
    expect(entry).toBeDefined();
    await app.settle();
    await desk.close(FIRST);
    const exports = exportsDesk(app, desk.organizationId, desk.clerk);
    const refused = await exports.ended(await exports.ask('vouchers:kingdee', FIRST));
    expect(refused.problem).toEqual({ code: 'export_foreign_currency', params: { currency: 'USD' } });
    const { bytes } = await exports.make('vouchers:csv', FIRST);
    expect(bytes.toString('utf8')).toContain(',0.05,0.00,USD,,');
    await app.close();
  }, 60_000);
});
