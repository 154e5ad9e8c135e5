import fc from 'fast-check';
import writeXlsxFile from 'write-excel-file/node';
import { captionRow, layoutProblems, suggestedColumns } from '../../../src/settlements/files/layout.js';
import { gbk } from '../../support/gbk.js';
import { zipOf } from '../../support/zip.js';
import { readBytes, SCOPE } from './bills.js';

const BANK = {
  ...{ time: '交易日期', clock: '交易时间', out: '借方发生额', in: '贷方发生额', balance: '余额' },
  ...{ counterparty: '对方户名', counterpartyNumber: '对方账号', summary: '摘要', reference: '附言' },
};
const scope = { ...SCOPE, accountNo: '6222000011112222' };
const bankText = [
  '账号：6222 0000 1111 2222,户名：滨城市红十字会',
  '交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,附言',
  '20260115,090102,,"1,000.00","11,000.00",王小明,6217000099998888,转账,捐款 博爱送万家',
  '20260115,101500,200.50,,"10,799.50",某医药公司,="0012345",付货款,',
  '20260115,101500,200.50,,"10,599.00",某医药公司,0012345,付货款,"第二笔, ""加急"""',
  '合计,,401.00,"1,000.00",,,,,',
].join('\r\n');
const bank = (text: string | Buffer) => readBytes(text, 'list bank', { scope, columns: BANK });

describe('a bank’s list, by a saved mapping', () => {
  it('reads what came in and what went out, and keeps no name in plain', async () => {
    const { lines, totals, problems } = await bank(bankText);
    expect(problems).toEqual([]);
    expect(totals).toEqual({ in: '100000', out: '40100', net: '59900', inCount: '1', outCount: '2' });
    expect(
      lines.map(({ amount, balanceAfter, description, merchantRef }) => [
        amount,
        balanceAfter,
        description,
        merchantRef,
      ]),
    ).toEqual([
      [100000n, 1100000n, '转账', '捐款 博爱送万家'],
      [-20050n, 1079950n, '付货款', null],
      [-20050n, 1059900n, '付货款', '第二笔, "加急"'],
    ]);
    expect(lines[0]).toMatchObject({
      ...{ counterparty: '王小明 6217000099998888', occurredAt: new Date('2026-01-15T01:01:02Z') },
    });
    expect(JSON.stringify(lines.map(({ raw }) => raw))).not.toMatch(/王小明|62170000/);
  });

  it('reads the same from GBK, from tabs, and from a workbook', async () => {
    const plain = await bank(bankText);
    const amounts = plain.lines.map(({ amount, key }) => [amount, key]);
    expect((await bank(gbk(bankText))).lines.map(({ amount, key }) => [amount, key])).toEqual(amounts);
    const rows = [
      ['交易日期', '交易时间', '借方发生额', '贷方发生额', '余额', '对方户名', '对方账号', '摘要', '附言'],
      ['2026-01-15', '09:01:02', '', 1000, 11000, '王小明', '6217000099998888', '转账', '捐款 博爱送万家'],
      ['2026-01-15', '10:15:00', 200.5, '', 10799.5, '某医药公司', '0012345', '付货款', ''],
    ];
    const workbook = await writeXlsxFile(
      rows.map((row) => row.map((value) => ({ value, type: typeof value === 'number' ? Number : String }))),
    ).toBuffer();
    const { lines, problems } = await bank(workbook);
    expect(problems).toEqual([]);
    expect(lines.map(({ amount, key }) => [amount, key])).toEqual(amounts.slice(0, 2));
  });

  it.each([
    ['a formula', bankText.replace('转账', '=HYPERLINK("http://x")'), 'formula_cell', 3],
    ['another account', bankText.replace('1111 2222', '1111 2223'), 'wrong_account', 1],
    ['another day', bankText.replace('20260115,101500,200.50', '20260116,101500,200.50'), 'wrong_day', 4],
    ['a sum that is off by one fen', bankText.replace(',401.00', ',401.01'), 'footer_differs', 6],
    ['an amount of tenths of fen', bankText.replace('200.50', '200.505'), 'amount', 4],
    ['wrongly grouped digits', bankText.replace('1,000.00', '1,0000.00'), 'amount', 3],
    ['money on both sides', bankText.replace('200.50,,', '200.50,1.00,'), 'direction', 4],
    ['no such captions', bankText.replace('借方发生额', '支出'), 'captions_missing', 0],
    ['a row without a day', bankText.replace('20260115,090102', '昨天,090102'), 'time', 3],
    ['a quote that is never closed', bankText.replace('"第二笔, ""加急"""', '"第二笔'), 'quote_open', 5],
  ])('names %s', async (_, text, code, line) => {
    expect(text).not.toBe(bankText);
    const { problems } = await bank(text);
    expect(problems).toContainEqual(expect.objectContaining({ code, line }));
  });

  it('names a formula in a workbook with its cell', async () => {
    const sheet =
      '<worksheet><sheetData><row r="1"><c r="A1"/><c r="B2"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>';
    const workbook = zipOf([
      { name: 'xl/workbook.xml', data: Buffer.from('<workbook/>') },
      { name: 'xl/worksheets/sheet1.xml', data: Buffer.from(sheet) },
    ]);
    const { problems } = await bank(workbook);
    expect(problems).toMatchObject([{ code: 'formula_cell', params: { cell: 'B2' } }]);
  });

  it('reads any amount as people write it, or not at all', async () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 99_999_999_999n }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(amounts, async (list) => {
        const text = list.map((amount, n) => {
          const digits = amount.toString().padStart(3, '0');
          const yuan = `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
          return `2026-01-15,,${n % 2 ? `,"￥${yuan}"` : `"${yuan}",`},,,,,`;
        });
        const { lines, problems } = await bank(
          ['交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,附言', ...text].join('\n'),
        );
        expect(problems).toEqual([]);
        expect(lines.map(({ amount }) => amount)).toEqual(
          list.map((amount, n) => (n % 2 ? amount : -amount)),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('a platform’s list', () => {
  const columns = {
    time: '捐赠时间',
    number: '捐赠编号',
    amount: '金额',
    kind: '类型',
    counterparty: '捐赠人',
    description: '项目',
  };
  const text = [
    '捐赠编号,捐赠时间,项目,捐赠人,类型,金额',
    'TX0001,2026/1/15 8:03,博爱送万家,张*,捐赠,20.00',
    'TX0001,2026/1/15 9:00,博爱送万家,张*,退款,20.00',
    'TX0002,2026/1/15 23:59:59,灾后重建,,捐赠,￥1,',
  ];
  it('reads gifts and refunds', async () => {
    const { lines, totals, problems } = await readBytes(text.slice(0, 3).join('\n'), 'list platform', {
      columns,
    });
    expect(problems).toEqual([]);
    expect(totals).toMatchObject({ payments: '2000', refunds: '2000', net: '0' });
    expect(
      lines.map(({ key, type, amount, paymentId, sourceKey }) => [key, type, amount, paymentId, sourceKey]),
    ).toEqual([
      ['trade:TX0001', 'payment', 2000n, 'TX0001', 'TX0001'],
      ['trade:TX0001:refund', 'refund', -2000n, 'TX0001', 'TX0001:refund'],
    ]);
    expect(lines[0]?.counterparty).toBe('张*');
  });

  it('names a row without a number', async () => {
    const { problems } = await readBytes(
      [text[0], text[1]?.replace('TX0001', '')].join('\n'),
      'list platform',
      { columns },
    );
    expect(problems).toMatchObject([{ code: 'number', line: 2 }]);
  });
});

describe('a mapping of captions', () => {
  it('is suggested from the captions', () => {
    const rows = [
      ['某某银行 交易明细'],
      Object.values(BANK),
      ['20260115', '1', '2', '3', '4', 'x', 'y', 'z', ''],
    ];
    expect(captionRow(rows)).toBe(1);
    expect(suggestedColumns('bank', Object.values(BANK))).toEqual(BANK);
  });

  it('needs a day and money, and one meaning for a caption', () => {
    expect(layoutProblems('bank', BANK)).toEqual([]);
    expect(layoutProblems('bank', { in: '收入' }).map(({ field }) => field)).toEqual(['time', 'amount']);
    expect(layoutProblems('platform', { time: '日期', amount: '金额', number: ' 金额' })).toMatchObject([
      { field: 'number', code: 'layout_twice' },
    ]);
  });
});
