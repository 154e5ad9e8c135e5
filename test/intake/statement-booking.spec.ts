import { buildProject } from '../support/builders.js';
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
