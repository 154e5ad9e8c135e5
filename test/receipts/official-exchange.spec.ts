import writeXlsxFile from 'write-excel-file/node';
import { withPrefix } from '../../src/kernel/ids.js';
import { OfficialQueries } from '../../src/receipts/official.queries.js';
import { OfficialExchange } from '../../src/receipts/official-exchange.service.js';
import { OfficialReceipts } from '../../src/receipts/official-receipts.service.js';
import { linesOf, type SheetLine, sheetOf } from '../../src/receipts/official-sheet.js';
import { ReceiptsQueries } from '../../src/receipts/receipts.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildPerson } from '../support/two-people.js';
import { type GiftsInApp, giftsOf } from './gifts-in-app.js';

let numbers = 5_000;

describe('official receipts by file', () => {
  let app: TestApp;
  let kit: GiftsInApp;
  beforeAll(async () => {
    app = await openTestApp();
    kit = giftsOf(app);
  });
  afterAll(() => app.close());

  async function asked(count: number, name = '张三') {
    const place = await kit.gifts.place();
    const { organizationId } = place;
    const donations: string[] = [];
    for (let each = 0; each < count; each++) donations.push(await kit.gifts.give(place, { name }));
    await kit.drain();
    const clerk = await buildPerson(app, organizationId, 'clerk');
    const ids: string[] = [];
    for (const donation of donations) {
      const receipt = await app.get(ReceiptsQueries).byDonation(donation);
      const payer = { kind: 'person', name: '', number: '11010519491231002X' } as const;
      ids.push(
        await app.get(OfficialReceipts).ask({ staffId: clerk }, organizationId, receipt?.id ?? '', payer),
      );
    }
    const exchange = app.get(OfficialExchange);
    return {
      ...{ place, organizationId, donations, ids },
      give: async () => linesOf(await exchange.give(clerk, organizationId)),
      take: (bytes: Buffer) => exchange.take(clerk, organizationId, { name: 'answers.xlsx', bytes }),
      state: async (id = '') => (await app.get(OfficialQueries).byId(organizationId, id))?.state,
    };
  }
  const answered = (line: SheetLine, over: Partial<SheetLine> = {}): SheetLine => ({
    ...{ ...line, code: '13060126', number: String(++numbers).padStart(10, '0') },
    ...{ checkCode: 'a1b2c3', issuedOn: '2026-02-01', result: '成功', ...over },
  });

  test('what is asked for goes out with our id, and the same table comes back with the numbers', async () => {
    const one = await asked(3, '=1+1');
    const lines = await one.give();
    expect(lines.map(({ busNo }) => busNo).sort()).toEqual(one.ids.map((id) => withPrefix('ofr', id)).sort());
    expect(lines[0]).toMatchObject({
      payer: '=1+1',
      payerNo: '11010519491231002X',
      amount: '100.00',
      result: '',
    });
    const [first, second, third] = lines as [SheetLine, SheetLine, SheetLine];
    const file = await sheetOf([
      answered(first),
      answered(second, { result: '失败', message: '信息有误' }),
      third,
    ]);
    expect(await one.take(file)).toMatchObject({
      ...{ applied: 2, wrong: 0, takenBefore: null },
      lines: [{ outcome: 'issued' }, { outcome: 'failed' }, { outcome: 'unanswered' }],
    });
    expect(await one.state(first.busNo.slice(4))).toBe('issued');
    expect(await one.state(second.busNo.slice(4))).toBe('failed');
    expect(await one.state(third.busNo.slice(4))).toBe('requested');
    // The same file is recognised; the same answers in another file change nothing.
    expect((await one.take(file)).takenBefore).toBeInstanceOf(Date);
    const [rest] = await one.give();
    expect(rest?.busNo).toBe(third.busNo);
    const number = await app.database.rows<{ code: string; number: string }>(
      'SELECT code, number FROM official_number WHERE official_receipt_id = ?',
      [first.busNo.slice(4)],
    );
    const again = await one.take(await sheetOf([{ ...answered(first), ...number[0] }]));
    expect(again).toMatchObject({ applied: 0, wrong: 0, lines: [{ outcome: 'unchanged' }] });
  });

  test('one wrong line is named and nothing is taken in', async () => {
    const [one, other] = [await asked(2), await asked(1)];
    const [first, second] = (await one.give()) as [SheetLine, SheetLine];
    const [foreign] = (await other.give()) as [SheetLine];
    const good = answered(first);
    for (const [line, problem] of [
      [answered(second, { number: '12' }), 'official_number'],
      [answered(second, { checkCode: '=cmd' }), 'official_checkCode'],
      [answered(second, { amount: '99.00' }), 'official_amount_changed'],
      [answered(second, { result: 'ok?' }), 'official_result'],
      [answered(second, { number: good.number }), 'official_number_taken'],
      [answered(foreign), 'official_not_found'],
      [answered(second, { busNo: 'ofr_1' }), 'official_not_found'],
      [answered(second, { busNo: `${second.busNo}-R` }), 'official_moved'],
    ] as const) {
      const report = await one.take(await sheetOf([good, line]));
      expect(report).toMatchObject({ applied: 0, wrong: 1 });
      expect(report.lines[1]).toMatchObject({ line: 3, outcome: 'wrong', problem });
    }
    expect(await one.state(one.ids[0])).toBe('requested');
    expect(
      await app.database.rows('SELECT 1 FROM official_import WHERE organization_id = ?', [
        one.organizationId,
      ]),
    ).toEqual([]);
    expect(await one.take(await sheetOf([good]))).toMatchObject({ applied: 1 });
  });

  test('the same file by two clerks at once is taken in once', async () => {
    const one = await asked(1);
    const [line] = (await one.give()) as [SheetLine];
    const file = await sheetOf([answered(line)]);
    const reports = await Promise.all([one.take(file), one.take(file), one.take(file)]);
    expect(reports.map(({ applied }) => applied).sort()).toEqual([0, 0, 1]);
  });

  test('money that goes back while the bureau has the request: issued as sent, then taken back', async () => {
    const one = await asked(1);
    const [line] = (await one.give()) as [SheetLine];
    await kit.gifts.takeBack(one.place, one.donations[0] ?? '', 3_000n);
    await kit.drain();
    expect(await one.state(one.ids[0])).toBe('requested');
    expect(await one.take(await sheetOf([answered(line)]))).toMatchObject({ applied: 1 });
    expect(await one.state(one.ids[0])).toBe('red_requested');
    const [red] = (await one.give()) as [SheetLine];
    expect(red).toMatchObject({
      busNo: `${line.busNo}-R`,
      dataType: '红字',
      relatedCode: '13060126',
      amount: '100.00',
    });
    expect(await one.take(await sheetOf([answered(red)]))).toMatchObject({
      lines: [{ outcome: 'red_issued' }],
    });
    expect(await app.get(OfficialQueries).byDonation(one.donations[0] ?? '')).toMatchObject({
      ...{ state: 'requested', amount: 7_000n, replacesId: one.ids[0] },
    });
  });

  test('refuses what is no such file, and cells that are formulas', async () => {
    const one = await asked(1);
    const [line] = (await one.give()) as [SheetLine];
    const formula = await writeXlsxFile(
      [
        Object.keys(line).map((value) => ({ value, type: String })),
        [
          { value: 'ofr_1', type: String },
          { value: '1+1', type: 'Formula' },
        ],
      ],
      {},
    ).toBuffer();
    const noColumns = await writeXlsxFile([[{ value: 'a', type: String }]], {}).toBuffer();
    for (const [bytes, code] of [
      [Buffer.from('busNo,amount'), 'official_file_format'],
      [Buffer.alloc(0), 'official_file_format'],
      [formula, 'official_file_formula'],
      [noColumns, 'official_file_columns'],
      [Buffer.alloc(6 * 1024 * 1024), 'official_file_size'],
    ] as const)
      await expect(one.take(bytes)).rejects.toMatchObject({ code, fields: [{ field: 'file' }] });
  });
});
