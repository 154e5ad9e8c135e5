import { deflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { gbk } from '../../support/gbk.js';
import { zipOf } from '../../support/zip.js';
import { ALIPAY_SCOPE, fixture, readBytes } from './bills.js';

const TRADE = fixture('alipay_trade_20880000000000010156_20260115.csv.zip');
const FLOW = fixture('alipay_signcustomer_20880000000000010156_20260115.csv.zip');

/** The text of the detail file in a zip of Alipay. */
function detailOf(zip: Buffer): string {
  const decoder = new TextDecoder('gb18030');
  const texts = Object.values(unzipSync(new Uint8Array(zip))).map((bytes) => decoder.decode(bytes));
  return texts.find((text) => !text.includes('汇总查询')) ?? '';
}
const trade = detailOf(TRADE);
const flow = detailOf(FLOW);
const zipped = (text: string, name = '20880000000000010156_20260115_业务明细.csv') =>
  zipOf([{ name: gbk(name), data: gbk(text) }]);

describe('A35 the bills of Alipay', () => {
  it('reads the zip with GBK names, skips the 汇总, trims tabs', async () => {
    const { lines, totals, problems } = await readBytes(TRADE, 'alipay trade');
    expect(problems).toEqual([]);
    expect(totals).toEqual({
      ...{
        payments: '22520',
        refunds: '2000',
        fees: '123',
        net: '20397',
        paymentCount: '3',
        refundCount: '1',
      },
    });
    expect(lines.map(({ lineNo, key, type, amount, fee }) => [lineNo, key, type, amount, fee])).toEqual([
      [6, 'trade:2026011522001400000000000001', 'payment', 20000n, 120n],
      [7, 'trade:2026011522001400000000000002', 'payment', 2000n, 12n],
      [8, 'trade:2026011522001400000000000003', 'payment', 520n, 3n],
      [9, 'trade:2026011522001400000000000002:RFD2026011500000011', 'refund', -2000n, -12n],
    ]);
    expect(lines[0]).toMatchObject({
      ...{
        merchantRef: 'DON2026011500000011',
        counterparty: '*小明(138****0001)',
        description: '红十字博爱送万家',
      },
      occurredAt: new Date('2026-01-15T02:00:09Z'),
    });
    expect(JSON.stringify(lines.map(({ raw }) => raw))).not.toContain('小明');
  });

  it('reads refunds written without a minus as the same', async () => {
    const positive = trade.replace('-20.00,-20.00', '20.00,20.00').replace('退款共-20.00元', '退款共20.00元');
    expect(positive).not.toBe(trade);
    const { lines, problems } = await readBytes(zipped(positive), 'alipay trade');
    expect(problems).toEqual([]);
    expect(lines[3]).toMatchObject({ type: 'refund', amount: -2000n, fee: -12n });
  });

  it('reads the fund bill to its balance', async () => {
    const { lines, totals, problems } = await readBytes(FLOW, 'alipay flow');
    expect(problems).toEqual([]);
    expect(totals).toEqual({ in: '22532', out: '22532', net: '0', inCount: '4', outCount: '5' });
    expect(lines.map(({ type }) => type)).toEqual([
      ...['flow_payment', 'flow_fee', 'flow_payment', 'flow_fee', 'flow_refund', 'flow_fee_returned'],
      ...['flow_payment', 'flow_fee', 'payout'],
    ]);
    expect(lines.at(-1)).toMatchObject({ amount: -20397n, balanceAfter: 0n, paymentId: null });
  });

  it('reads the detail file unpacked, in UTF-8 and with full-width brackets as in GBK', async () => {
    const { lines, problems } = await readBytes(`\uFEFF${trade}`, 'alipay trade');
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(4);
  });

  it('takes the account by its PID or by the PID with its four more digits, and no other', async () => {
    for (const accountNo of ['2088000000000001', '20880000000000010156']) {
      const { problems } = await readBytes(TRADE, 'alipay trade', { scope: { ...ALIPAY_SCOPE, accountNo } });
      expect(problems).toEqual([]);
    }
    const scope = { ...ALIPAY_SCOPE, accountNo: '2088000000000002' };
    const { problems } = await readBytes(TRADE, 'alipay trade', { scope });
    expect(problems).toMatchObject([{ code: 'wrong_account', params: { found: '20880000000000010156' } }]);
  });

  it.each([
    ['a sum that is off by one fen', trade.replace('实收共225.20元', '实收共225.21元'), 'footer_differs'],
    ['a count that is off by one', trade.replace('退款合计：1笔', '退款合计：2笔'), 'footer_differs'],
    ['no sums', trade.slice(0, trade.indexOf('#交易合计')), 'footer_lacks'],
    ['a file that ends after two rows', trade.split('\n').slice(0, 7).join('\n'), 'footer_lacks'],
    ['another day in its head', trade.replaceAll('2026年01月15日', '2026年01月14日'), 'wrong_days'],
    ['a row of another day', trade.replace('2026-01-15 11:00:20', '2026-01-14 11:00:20'), 'wrong_day'],
    ['no account', trade.replace('#账号', '#账'), 'account_not_named'],
  ])('names %s', async (_, text, code) => {
    expect(text).not.toBe(trade);
    const { problems } = await readBytes(zipped(text), 'alipay trade');
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it('puts the commas of a name back together', async () => {
    const { lines, problems } = await readBytes(
      zipped(trade.replace('灾后重建', '灾后,重建,家园')),
      'alipay trade',
    );
    expect(problems).toEqual([]);
    expect(lines[1]?.description).toBe('灾后,重建,家园');
  });

  it('names the sides of the fund bill that differ', async () => {
    const { problems } = await readBytes(zipped(flow.replace('共-225.32元', '共-225.31元')), 'alipay flow');
    expect(problems).toMatchObject([{ code: 'footer_differs', params: { caption: '支出合计' } }]);
  });
});

describe('archives that are no bill', () => {
  const bill = { name: gbk('业务明细.csv'), data: gbk(trade) };
  const half = gbk(trade.slice(0, trade.indexOf('灾后重建')));
  const bomb = Buffer.alloc(210 * 1024 * 1024, 0x20);
  it.each([
    ['a path that leads out of the folder', [{ ...bill, name: '../../etc/passwd.csv' }], 'archive_path'],
    ['an absolute path', [{ ...bill, name: '/tmp/bill.csv' }], 'archive_path'],
    ['a path with backslashes that leads out', [{ ...bill, name: '..\\bill.csv' }], 'archive_path'],
    ['a symbolic link', [{ ...bill, mode: 0o120777 }], 'archive_link'],
    ['an encrypted entry', [{ ...bill, flags: 1, statedSize: bill.data.length - 12 }], 'archive_encrypted'],
    ['an archive in the archive', [{ ...bill, name: 'bills.zip' }], 'archive_nested'],
    ['an archive under another name', [{ ...bill, data: zipOf([bill]) }], 'archive_nested'],
    ['two bills', [bill, { ...bill, name: 'other.csv' }], 'archive_several'],
    ['no bill', [{ name: gbk('业务明细(汇总).csv'), data: gbk('x') }], 'archive_without_bill'],
    [
      'too many entries',
      Array.from({ length: 21 }, (_, n) => ({ ...bill, name: `${n}.csv` })),
      'archive_entries',
    ],
  ])('names %s', async (_, entries, code) => {
    const { lines, problems } = await readBytes(zipOf(entries), 'alipay trade');
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(lines).toEqual([]);
  });

  it('names a bomb, whether it states its size or lies about it', async () => {
    const entry = { ...bill, data: bomb, deflated: deflateRawSync(bomb) };
    const honest = await readBytes(zipOf([entry]), 'alipay trade');
    expect(honest.problems.map(({ code }) => code)).toEqual(['archive_size']);
    const liar = await readBytes(zipOf([{ ...entry, statedSize: 1000 }]), 'alipay trade');
    expect(liar.problems.map(({ code }) => code)).toEqual(['archive_broken']);
  });

  it('names an archive that was cut off, and one whose bytes were damaged', async () => {
    const cut = await readBytes(TRADE.subarray(0, 700), 'alipay trade');
    expect(cut.problems.map(({ code }) => code)).toEqual(['archive_broken']);
    const deflated = deflateRawSync(gbk(trade));
    deflated.fill(0xff, 200, 260);
    const damaged = await readBytes(zipOf([{ ...bill, deflated }]), 'alipay trade');
    expect(damaged.problems.map(({ code }) => code)).toEqual(['archive_broken']);
  });

  it('names a text that is half GBK and half UTF-8, with its line', async () => {
    const mixed = Buffer.concat([half, Buffer.from(trade.slice(trade.indexOf('灾后重建')))]);
    const { problems, lines } = await readBytes(mixed, 'alipay trade');
    expect(problems).toMatchObject([{ code: 'encoding_mixed' }]);
    expect(problems[0]?.line).toBeGreaterThan(5);
    expect(lines).toEqual([]);
    const other = Buffer.concat([Buffer.from(trade), gbk('#导出时间：晚上')]);
    expect((await readBytes(other, 'alipay trade')).problems).toMatchObject([
      { code: 'encoding_mixed', line: 14 },
    ]);
  });

  it('names bytes that are no text', async () => {
    const { problems } = await readBytes(Buffer.from([1, 0, 2, 0, 3]), 'alipay trade');
    expect(problems).toMatchObject([{ code: 'not_text' }]);
  });
});
