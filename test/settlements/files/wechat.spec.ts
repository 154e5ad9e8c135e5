import fc from 'fast-check';
import { lineOf, wechatBill } from '../../../load/bench/wechat-bill.mjs';
import { fixture, readBytes, SCOPE } from './bills.js';

const TRADE = fixture('wechat_trade_ALL_2026-01-15.csv');
const FLOW = fixture('wechat_fundflow_BASIC_2026-01-15.csv');
const text = TRADE.toString('utf8');
const GENERATED = { day: '2026-01-15', merchantNo: '1900000109' } as const;
const generated = (options: Omit<Parameters<typeof wechatBill>[0], 'day' | 'merchantNo'>) =>
  [...wechatBill({ ...GENERATED, ...options })].join('');

describe('A34 the trade bill of WeChat Pay', () => {
  it('reads the fixture: 4 rows, footer 4 / 158.88 / 50.00 / 0.65', async () => {
    const { lines, totals, problems } = await readBytes(TRADE, 'wechat trade');
    expect(problems).toEqual([]);
    expect(totals).toEqual({
      ...{
        payments: '15888',
        refunds: '5000',
        fees: '65',
        net: '10823',
        paymentCount: '3',
        refundCount: '1',
      },
    });
    expect(
      lines.map(({ lineNo, key, type, amount, fee, net }) => [lineNo, key, type, amount, fee, net]),
    ).toEqual([
      [2, 'trade:4200002601202601150000000001', 'payment', 10000n, 60n, 9940n],
      [3, 'trade:4200002601202601150000000002', 'payment', 5000n, 30n, 4970n],
      [4, 'trade:4200002601202601150000000003', 'payment', 888n, 5n, 883n],
      [5, 'trade:50300002602026011500000000001', 'refund', -5000n, -30n, -4970n],
    ]);
    expect(lines[3]).toMatchObject({
      paymentId: '4200002601202601150000000002',
      sourceKey: '50300002602026011500000000001',
      merchantRef: 'RFD2026011500000001',
      ...{ attach: 'P002', description: '灾后重建', currency: 'CNY', status: 'SUCCESS', day: '2026-01-15' },
      occurredAt: new Date('2026-01-15T07:00:10Z'),
    });
    expect(JSON.stringify(lines.map(({ raw }) => raw))).not.toContain('oUpF8uMuAJO');
  });

  it.each([
    ['a footer that is off by one fen', text.replace('`0.65,', '`0.66,'), 'footer_differs', 0],
    ['a count that is off by one', text.replace('`4.0,', '`5.0,'), 'footer_differs', 0],
    ['no footer', text.slice(0, text.indexOf('总交易单数')), 'footer_missing', 0],
    [
      'a file that ends in the middle of a line',
      text.slice(0, text.indexOf('`50.00,`0.00,`ORIGINAL')),
      'cells',
      5,
    ],
    ['a footer without its figures', text.slice(0, text.lastIndexOf('`4.0')), 'footer_missing', 0],
    ['lines after the footer', `${text}${text.split('\n')[1]}\n`, 'after_footer', 8],
    ['another day', text.replaceAll('`2026-01-15 12', '`2026-01-16 12'), 'wrong_day', 3],
    ['another merchant', text.replaceAll('`1900000109', '`1900000110'), 'wrong_account', 2],
    ['a fee of a tenth of a fen', text.replace('`0.60000,', '`0.60100,'), 'amount', 2],
    ['an amount in words', text.replace('`8.88,`0.00,`0,', '`8,88,`0.00,`0,'), 'amount', 4],
    ['no caption for the fee', text.replace(',手续费,', ',手续,'), 'caption_missing', 1],
    ['nothing', '', 'empty_file', 0],
    ['the fund-flow bill instead', FLOW.toString('utf8'), 'caption_missing', 1],
  ])('names %s', async (_, bytes, code, line) => {
    const { problems } = await readBytes(bytes, 'wechat trade');
    expect(problems).toContainEqual(expect.objectContaining({ code, line }));
  });

  it('keeps a name with commas whole, and reads captions in full width', async () => {
    const changed = text
      .replace('`红十字博爱送万家,`P001', '`红十字,博爱, 送万家,`P001')
      .replace('手续费,费率', '手续费 ,费率');
    const { lines, problems } = await readBytes(changed, 'wechat trade');
    expect(problems).toEqual([]);
    expect(lines[0]?.description).toBe('红十字,博爱, 送万家');
  });

  it.each(['time', 'turned', 'mixed'] as const)('reads a bill of 10,000 rows, order %s', async (order) => {
    const { lines, totals, problems } = await readBytes(generated({ lines: 10_000, order }), 'wechat trade');
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(10_000);
    const net = Array.from({ length: 10_000 }, (_, n) => lineOf(n)).reduce(
      (sum, { refund, amount, fee }) => sum + (refund ? fee - amount : amount - fee),
      0n,
    );
    expect(totals.net).toBe(String(net));
    expect(lines.reduce((sum, line) => sum + line.net, 0n)).toBe(net);
  });

  it.each([
    ['SUCCESS', 20, 900],
    ['REFUND', 29, 100],
    ['OLD', 24, 1000],
  ] as const)('reads the %s bill with its %i columns', async (variant, columns, count) => {
    const bill = generated({ lines: 1000, variant });
    expect(bill.split('\r\n')[0]?.split(',')).toHaveLength(columns);
    const { lines, problems } = await readBytes(bill, 'wechat trade');
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(count);
  });

  it('reads any bill back to the amounts that it was made from', async () => {
    const options = fc.record({
      lines: fc.integer({ min: 0, max: 60 }),
      seed: fc.integer({ min: 0, max: 1e6 }),
      refundEvery: fc.integer({ min: 2, max: 9 }),
      order: fc.constantFrom('time' as const, 'turned' as const, 'mixed' as const),
    });
    await fc.assert(
      fc.asyncProperty(options, async (made) => {
        const { lines, problems } = await readBytes(generated(made), 'wechat trade');
        expect(problems).toEqual([]);
        const read = lines.map(({ key, amount, fee }) => `${key.slice(-10)} ${amount} ${fee}`).sort();
        const wanted = Array.from({ length: made.lines }, (_, n) => lineOf(n, made)).map(
          ({ gift, refund, amount, fee }) =>
            `${String(gift).padStart(10, '0')} ${refund ? -amount : amount} ${refund ? -fee : fee}`,
        );
        expect(read).toEqual(wanted.sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe('the fund-flow bill of WeChat Pay', () => {
  it('reads the fixture, and agrees with the trade bill', async () => {
    const { lines, totals, problems } = await readBytes(FLOW, 'wechat flow');
    expect(problems).toEqual([]);
    expect(totals).toEqual({ in: '15888', out: '25065', net: '-9177', inCount: '3', outCount: '5' });
    expect(lines.map(({ type, amount, balanceAfter }) => [type, amount, balanceAfter])).toEqual([
      ['payout', -20000n, 0n],
      ['flow_payment', 10000n, 10000n],
      ['flow_fee', -60n, 9940n],
      ['flow_payment', 5000n, 14940n],
      ['flow_fee', -30n, 14910n],
      ['flow_refund', -4970n, 9940n],
      ['flow_payment', 888n, 10828n],
      ['flow_fee', -5n, 10823n],
    ]);
    expect(lines[0]).toMatchObject({
      paymentId: null,
      sourceKey: '100001202601150000000001',
      merchantRef: 'WD20260114',
    });
  });

  it('gives a movement that it does not know a name of its own, and keeps the word', async () => {
    const strange = FLOW.toString('utf8').replace('`提现,`提现,', '`提现,`基金赎回,');
    const { lines, problems } = await readBytes(strange, 'wechat flow');
    expect(problems).toEqual([]);
    expect(lines[0]?.type).toBe(`flow:${Buffer.from('基金赎回').toString('hex')}`);
    expect(lines[0]?.description).toContain('基金赎回');
  });

  it('names a side that does not add up', async () => {
    const { problems } = await readBytes(FLOW.toString('utf8').replace('`250.65', '`250.64'), 'wechat flow');
    expect(problems).toMatchObject([
      { line: 0, code: 'footer_differs', params: { stated: '250.64', found: '250.65' } },
    ]);
  });

  it('does not let a wrong day through because the rest is right', async () => {
    const scope = { ...SCOPE, firstDay: '2026-01-14', lastDay: '2026-01-14' };
    const { problems } = await readBytes(FLOW, 'wechat flow', { scope });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ code }) => code === 'wrong_day')).toBe(true);
  });
});
