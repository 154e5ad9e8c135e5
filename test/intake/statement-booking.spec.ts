import { RefundSending } from '../../src/donations/refund-sending.service.js';
import { Refunds } from '../../src/donations/refunds.service.js';
import { StatementBooking } from '../../src/intake/statement-booking.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { Projector } from '../../src/progress/projector.service.js';
import { buildProject } from '../support/builders.js';
import { shownHash } from '../support/two-people.js';
import { flow, gift, openStatementKit, refund, type StatementKit, type TestLine } from './statement-kit.js';

let kit: StatementKit;
beforeEach(async () => {
  kit = await openStatementKit();
});
afterEach(() => kit.close());

const project = () => buildProject(kit.app, { organizationId: kit.organizationId });

/** The fixtures' WeChat day (charity.md 2.2), as our readers give it. */
const W = '420000260120260115000000000';
const WECHAT_TRADE: readonly TestLine[] = [
  gift(`${W}1`, 10_000n, 60n, { at: '2026-01-15 09:01:02' }),
  gift(`${W}2`, 5_000n, 30n, { attach: 'P002', description: '灾后重建', at: '2026-01-15 12:30:45' }),
  gift(`${W}3`, 888n, 5n, { at: '2026-01-15 23:59:58' }),
  refund(`${W}2`, '50300002602026011500000000001', 5_000n, -30n, { at: '2026-01-15 15:00:10' }),
];
const WECHAT_FLOW: readonly TestLine[] = [
  flow('1', 'payout', -20_000n, 0n, { at: '2026-01-15 02:10:11' }),
  flow('2', 'flow_payment', 10_000n, 10_000n, { at: '2026-01-15 09:01:02', paymentId: `${W}1` }),
  flow('3', 'flow_fee', -60n, 9_940n, { at: '2026-01-15 09:01:02', paymentId: `${W}1` }),
  flow('4', 'flow_payment', 5_000n, 14_940n, { at: '2026-01-15 12:30:45', paymentId: `${W}2` }),
  flow('5', 'flow_fee', -30n, 14_910n, { at: '2026-01-15 12:30:45', paymentId: `${W}2` }),
  flow('6', 'flow_refund', -4_970n, 9_940n, { at: '2026-01-15 15:00:10' }),
  flow('7', 'flow_payment', 888n, 10_828n, { at: '2026-01-15 23:59:58', paymentId: `${W}3` }),
  flow('8', 'flow_fee', -5n, 10_823n, { at: '2026-01-15 23:59:58', paymentId: `${W}3` }),
];

it('the fixture day of WeChat Pay: with an opening of 200.00 the clearing account closes at 108.23', async () => {
  const [p1, p2] = [await project(), await project()];
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', p1);
  await kit.map(wechat, 'P002', p2);
  // What lay there before: a gift of the day before, without a fee.
  await kit.accepted(wechat, 'trade', [
    gift('4200000000000000000000000000', 20_000n, 0n, { at: '2026-01-14 10:00:00' }),
  ]);
  await kit.accepted(wechat, 'trade', WECHAT_TRADE);
  await kit.accepted(wechat, 'flow', WECHAT_FLOW);
  await kit.book();

  expect(await kit.clearing(wechat)).toBe(10_823n);
  expect(await kit.count('donation', "status = 'succeeded'")).toBe(3);
  expect(await kit.count('donation', "status = 'refunded'")).toBe(1);
  expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER']);
  const books = await kit.books();
  expect(books.filter((line) => line.startsWith('payout '))).toEqual([
    'payout 20000 100904 100901 treasury 2026-01-14 18:10:11.000000',
  ]);
  expect(
    books.filter((line) => line.startsWith('provider_fee')).map((line) => line.split(' ').slice(0, 4)),
  ).toEqual([
    ['provider_fee', '30', '530101', '100901'],
    ['provider_fee', '5', '530101', '100901'],
    ['provider_fee', '60', '530101', '100901'],
    ['provider_fee_returned', '30', '100901', '530101'],
  ]);
  expect(
    await kit.count('donation', "public_label = '爱心人士' AND publicity = 'ANONYMOUS' AND locale = 'zh-CN'"),
  ).toBe(4);
});

it('the fixture day of Alipay: 203.97 is paid out with what is in it, and nothing is left', async () => {
  const alipay = await kit.account('alipay');
  await kit.map(alipay, '红十字博爱送万家', await project(), 'description');
  await kit.map(alipay, '灾后重建', await project(), 'description');
  const A = '202601152200140000000000000';
  const none = { attach: null };
  await kit.accepted(alipay, 'trade', [
    gift(`${A}1`, 20_000n, 120n, { ...none, at: '2026-01-15 10:00:09' }),
    gift(`${A}2`, 2_000n, 12n, { ...none, description: '灾后重建', at: '2026-01-15 11:00:20' }),
    gift(`${A}3`, 520n, 3n, { ...none, at: '2026-01-15 18:20:31' }),
    refund(`${A}2`, 'RFD2026011500000011', 2_000n, -12n, {
      key: `trade:${A}2:RFD2026011500000011`,
      at: '2026-01-15 16:05:00',
    }),
  ]);
  await kit.accepted(alipay, 'flow', [
    flow('90000000001', 'flow_payment', 20_000n, 20_000n, { at: '2026-01-15 10:00:09' }),
    flow('90000000002', 'flow_fee', -120n, 19_880n, { at: '2026-01-15 10:00:09' }),
    flow('90000000003', 'flow_payment', 2_000n, 21_880n, { at: '2026-01-15 11:00:20' }),
    flow('90000000004', 'flow_fee', -12n, 21_868n, { at: '2026-01-15 11:00:20' }),
    flow('90000000005', 'flow_refund', -2_000n, 19_868n, { at: '2026-01-15 16:05:00' }),
    flow('90000000006', 'flow_fee_returned', 12n, 19_880n, { at: '2026-01-15 16:05:00' }),
    flow('90000000007', 'flow_payment', 520n, 20_400n, { at: '2026-01-15 18:20:31' }),
    flow('90000000008', 'flow_fee', -3n, 20_397n, { at: '2026-01-15 18:20:31' }),
    flow('90000000009', 'payout', -20_397n, 0n, { at: '2026-01-15 21:00:00' }),
  ]);
  await kit.book();
  expect(await kit.clearing(alipay)).toBe(0n);
  expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER']);
  const [settlement] = await kit.settlements();
  expect(settlement).toMatchObject({ amount: 20_397n, lines: 8, linesNet: 20_397n, state: 'in_transit' });
  expect(await kit.count('fact', "kind = 'refund_succeeded' AND fact_key = 'RFD2026011500000011'")).toBe(1);
});

it('gifts that no word leads to a project wait in suspense with a case, and none is lost or doubled', async () => {
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', await project());
  const lines = [
    gift('4200000000000000000000000001', 1_000n, 6n),
    gift('4200000000000000000000000002', 700n, 0n, { attach: 'P404', description: '不知何物' }),
    gift('4200000000000000000000000003', 900n, 0n, { currency: 'USD' }),
  ];
  await kit.accepted(wechat, 'trade', lines);
  await kit.accepted(wechat, 'trade', lines);
  await kit.book();
  const moved = (await kit.books()).map((line) => line.split(' ').slice(0, 4).join(' '));
  expect(moved.sort()).toEqual([
    'gift 1000 100901 410102',
    'provider_fee 6 530101 100901',
    'suspense_gift 700 100901 220901',
    'suspense_gift 900 100901 220901',
  ]);
  expect(await kit.cases()).toEqual(['UNKNOWN_PAYMENT', 'UNKNOWN_PAYMENT']);
  expect(await kit.count('donation')).toBe(1);
});

it('gifts of another platform are receivable from it, and are gifts like any other', async () => {
  const platform = await kit.account('platform');
  const p1 = await project();
  await kit.map(platform, '博爱家园', p1, 'description');
  await kit.accepted(platform, 'platform', [
    gift('TX-1', 5_000n, 0n, { attach: null, description: '博爱家园' }),
    gift('TX-2', 3_000n, 0n, { attach: null, description: '博爱家园' }),
    refund('TX-2', 'TXR-2', 3_000n, 0n),
  ]);
  await kit.book();
  expect((await kit.books()).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    'platform_gift 3000 112202 410102',
    'platform_gift 5000 112202 410102',
    'refund_by_provider 3000 220902 112202',
    'refund_by_provider 3000 410102 220902',
  ]);
  await kit.app.get(Numberer).numberOnce();
  await kit.app.get(Projector).projectOnce();
  expect(await kit.app.get(ProgressQueries).ofProject(p1.id)).toMatchObject({
    raised: 5_000n,
    refunded: 3_000n,
    donations: 1,
  });
});

it('refunds wait for a payment that another day’s file brings; a day later they go to suspense', async () => {
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', await project());
  const [paid, never] = ['4200000000000000000000000011', '4200000000000000000000000012'];
  await kit.accepted(wechat, 'trade', [refund(paid, '5031', 400n, 0n), refund(never, '5032', 300n, 0n)]);
  await kit.book();
  expect(await kit.books()).toEqual([]);
  expect(await kit.count('statement_waiting')).toBe(2);

  await kit.accepted(wechat, 'trade', [gift(paid, 1_000n, 0n, { at: '2026-01-14 23:59:59' })]);
  await kit.book();
  expect((await kit.books()).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'gift 1000',
    'refund_by_provider 400',
    'refund_by_provider 400',
  ]);
  kit.clock.advance(25 * 3_600_000);
  await kit.book();
  expect(await kit.count('statement_waiting')).toBe(0);
  expect(await kit.clearing(wechat)).toBe(300n);
  expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER', 'REFUND_BY_PROVIDER']);
});

it('what a file says and we do not understand is shown to a person, and holds up nothing', async () => {
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', await project());
  await kit.accepted(wechat, 'trade', [
    gift('4200000000000000000000000021', 1_000n, 6n),
    gift('4200000000000000000000000022', 1_000n, 6n, { currency: 'QQQ' }),
    gift('4200000000000000000000000023', 1_000n, 6n, { paymentId: null }),
    gift('4200000000000000000000000024', 2_000n, 12n),
    refund('4200000000000000000000000021', '5041', 1_000n, -6n, { status: 'ABNORMAL' }),
  ]);
  await kit.accepted(wechat, 'flow', [
    flow('1', 'flow_payment', 1_000n, 1_000n),
    flow('2', 'flow:e5898de58cbb', -77n, 923n, { description: '冻结' }),
  ]);
  await kit.book();
  expect((await kit.books()).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'gift 1000',
    'gift 2000',
    'provider_fee 12',
    'provider_fee 6',
    'provider_fee 6',
  ]);
  expect(await kit.cases()).toEqual(['D04', 'D15', 'D15', 'STATEMENT_UNBOOKED', 'STATEMENT_UNBOOKED']);
});

it('a payout that does not add up is asked about, until the missing day’s file explains it', async () => {
  const wechat = await kit.account('wechat');
  await kit.accepted(wechat, 'flow', [flow('1', 'payout', -500n, 0n, { at: '2026-01-13 02:00:00' })]);
  await kit.accepted(wechat, 'flow', [
    flow('9', 'payout', -3_000n, 200n, { at: '2026-01-15 02:00:00' }),
    flow('10', 'flow_payment', 50n, 250n, { at: '2026-01-15 03:00:00' }),
  ]);
  await kit.book();
  expect(await kit.cases()).toEqual(['D12']);

  await kit.accepted(wechat, 'flow', [
    flow('2', 'flow_payment', 3_300n, 3_300n, { at: '2026-01-14 09:00:00' }),
    flow('3', 'flow_fee', -100n, 3_200n, { at: '2026-01-14 09:00:00' }),
  ]);
  await kit.accepted(wechat, 'flow', [flow('11', 'payout', -250n, 0n, { at: '2026-01-16 02:00:00' })]);
  await kit.book();
  expect(await kit.cases()).toEqual([]);
  // Newest first: the last takes the 2.00 that the one before had left.
  expect((await kit.settlements()).map(({ amount, lines, linesNet }) => [amount, lines, linesNet])).toEqual([
    [250n, 1, 50n],
    [3_000n, 2, 3_200n],
    [500n, 0, 0n],
  ]);
});

it('a refund that was approved here and made by a person at the provider is confirmed by the bill', async () => {
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', await project());
  const payment = '4200000000000000000000000061';
  await kit.accepted(wechat, 'trade', [gift(payment, 1_000n, 6n)]);
  await kit.book();
  const { organizationId, clerk, approver } = kit;
  const [donation] = await kit.app.database.rows<{ id: string }>('SELECT id FROM donation');
  const { approvalId, refundId } = await kit.app.get(Refunds).request(
    { staffId: clerk },
    {
      ...{ organizationId, donationId: donation?.id ?? '', amountText: '4', currency: 'CNY' },
      ...{ reason: 'WRONG_AMOUNT', note: '' },
    },
  );
  const shown = await shownHash(kit.app, organizationId, approvalId);
  await kit.app.get(Refunds).approve({ staffId: approver, organizationId }, approvalId, shown);
  const effect = await kit.app.get(RefundSending).send(refundId);
  await kit.app.database.inTransaction((tx) => effect(tx));
  expect(await kit.count('refund', "state = 'approved'")).toBe(1);
  expect(await kit.cases()).toEqual(['REFUND_BY_HAND']);

  await kit.accepted(wechat, 'trade', [refund(payment, '5061', 400n, -2n, { at: '2026-01-16 09:00:00' })]);
  await kit.book();
  expect(await kit.count('refund', "state = 'succeeded' AND origin = 'staff'")).toBe(1);
  expect(await kit.count('refund')).toBe(1);
  expect(await kit.cases()).toEqual(['REFUND_BY_HAND']);
  expect(await kit.clearing(wechat)).toBe(1_000n - 6n - 400n + 2n);
});

it('late files about a closed day are booked on the next open one', async () => {
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', await project());
  await kit.closeDay('2026-01-15');
  await kit.accepted(wechat, 'trade', [gift('4200000000000000000000000031', 1_000n, 6n)]);
  await kit.book();
  const days = await kit.app.database.rows<{ day: string }>('SELECT DISTINCT booked_on AS day FROM entry');
  expect(days).toEqual([{ day: '2026-01-16' }]);
});

it('a worker that dies before its COMMIT leaves nothing, and what follows goes on where the books are', async () => {
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', await project());
  const lines = Array.from({ length: 130 }, (_, i) =>
    gift(`42000000000000000000001${String(i).padStart(5, '0')}`, 100n + BigInt(i), 1n),
  );
  await kit.accepted(wechat, 'trade', lines);
  const booking = kit.app.get(StatementBooking);
  expect(await booking.bookOnce()).toBe(50);
  await kit.dying('statement_booking', async () => {
    await expect(booking.bookOnce()).rejects.toThrow();
  });
  expect(await kit.count('donation')).toBe(50);
  // Four workers at once: each line once.
  await Promise.all([kit.book(), kit.book(), kit.book(), kit.book()]);
  expect(await kit.count('donation', "status = 'succeeded'")).toBe(130);
  expect(await kit.count('entry', "kind = 'gift'")).toBe(130);
  expect(await kit.count('entry', "kind = 'provider_fee'")).toBe(130);
  const sum = lines.reduce((all, { amount }) => all + amount - 1n, 0n);
  expect(await kit.clearing(wechat)).toBe(sum);
});
