import type Stripe from 'stripe';
import { giftSession, startSandbox, type TestSandbox } from '../support/sandbox.js';
import { assertStripeObject } from '../support/stripe-shapes.js';

type Events = { events: { id: string; type: string }[] };
type Opened = Stripe.Dispute & Events;

describe('disputes at the sandbox', () => {
  let sandbox: TestSandbox;
  let stripe: Stripe;

  beforeAll(async () => {
    sandbox = await startSandbox();
    stripe = sandbox.stripe();
  });
  afterAll(async () => {
    for (const object of sandbox.running.sandbox.store.objects.values()) assertStripeObject(object);
    await sandbox.stop();
  });

  async function open(how: object = {}, method = 'card'): Promise<Opened> {
    const price_data = { currency: 'cny', unit_amount: 25_000, product_data: { name: 'x' } };
    const line_items = [{ quantity: 1, price_data }];
    const session = await stripe.checkout.sessions.create(giftSession({ line_items }));
    await sandbox.control('POST', '/pay', { session: session.id, method });
    return sandbox.control<Opened>('POST', '/dispute', { session: session.id, ...how });
  }
  const step = (dispute: string, to: string, more: object = {}) =>
    sandbox.control<Opened>('POST', `/dispute/${dispute}`, { to, ...more });
  const types = ({ events }: Events) => events.map((event) => event.type.replace('charge.dispute.', ''));
  const sums = ({ balance_transactions }: Stripe.Dispute) =>
    balance_transactions.map(({ amount, fee, net }) => [amount, fee, net]);

  it('A13 take the money and the fee at once, and give both back when won', async () => {
    const at = Math.trunc(Date.now() / 1000) - 50 * 86_400;
    const dispute = await open({ at });
    expect(types(dispute)).toEqual(['created', 'funds_withdrawn']);
    expect(sums(dispute)).toEqual([[-25_000, 1500, -26_500]]);
    expect(dispute).toMatchObject({ status: 'needs_response', created: at, is_charge_refundable: false });
    expect((await stripe.charges.retrieve(String(dispute.charge))).disputed).toBe(true);
    expect(types(await step(dispute.id, 'under_review'))).toEqual(['updated']);
    const won = await step(dispute.id, 'won', { fee_returned: true, at: at + 86_400 });
    expect(types(won)).toEqual(['updated', 'closed', 'funds_reinstated']);
    expect(sums(won)).toEqual([
      [-25_000, 1500, -26_500],
      [25_000, -1500, 26_500],
    ]);
    const lines = await stripe.balanceTransactions.list({ source: dispute.id });
    expect(lines.data.map((one) => [one.type, one.reporting_category, one.created])).toEqual([
      ['adjustment', 'dispute_reversal', at + 86_400],
      ['adjustment', 'dispute', at],
    ]);
  });

  it('won without the fee, and lost: nothing more moves', async () => {
    const won = await step((await open()).id, 'won');
    expect(sums(won)[1]).toEqual([25_000, 0, 25_000]);
    const lost = await step((await open({ amount: 9_000, fee: 2000 })).id, 'lost');
    expect(types(lost)).toEqual(['updated', 'closed']);
    expect(sums(lost)).toEqual([[-9_000, 2000, -11_000]]);
    await expect(step(lost.id, 'warning_closed')).rejects.toThrow('409');
    expect(sums(await step(lost.id, 'won'))).toHaveLength(2);
  });

  it('may withdraw later, and reinstate before any decision', async () => {
    const dispute = await open({ funds: false }, 'alipay');
    expect([types(dispute), sums(dispute)]).toEqual([['created'], []]);
    expect(types(await step(dispute.id, 'withdrawn'))).toEqual(['funds_withdrawn']);
    await expect(step(dispute.id, 'withdrawn')).rejects.toThrow('409');
    expect(types(await step(dispute.id, 'reinstated', { fee_returned: true }))).toEqual(['funds_reinstated']);
    const won = await step(dispute.id, 'won');
    expect([types(won), sums(won).length]).toEqual([['updated', 'closed'], 2]);
  });

  it('as a question of the bank move no money, unless they become a real one', async () => {
    const question = await open({ inquiry: true });
    expect(question).toMatchObject({ status: 'warning_needs_response', is_charge_refundable: true });
    expect(sums(question)).toEqual([]);
    const closed = await step(question.id, 'warning_closed');
    expect([types(closed), sums(closed)]).toEqual([['updated', 'closed'], []]);
    expect((await stripe.charges.retrieve(String(question.charge))).disputed).toBe(false);
    const second = await open({ inquiry: true });
    await step(second.id, 'under_review');
    const escalated = await step(second.id, 'escalated');
    expect(escalated.status).toBe('needs_response');
    expect(types(escalated)).toEqual(['updated', 'funds_withdrawn']);
  });

  it('are about what has not been given back already', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    await sandbox.control('POST', '/pay', { session: session.id });
    await sandbox.control('POST', '/refund', { session: session.id, amount: 4000 });
    const dispute = await sandbox.control<Opened>('POST', '/dispute', { session: session.id });
    expect(sums(dispute)).toEqual([[-6000, 1500, -7500]]);
    const other = await stripe.checkout.sessions.create(giftSession());
    await sandbox.control('POST', '/pay', { session: other.id });
    await sandbox.control('POST', '/refund', { session: other.id });
    await expect(sandbox.control('POST', '/dispute', { session: other.id })).rejects.toThrow('409');
  });

  it('are listed and read, one to a charge', async () => {
    const dispute = await open();
    const list = await stripe.disputes.list({ charge: String(dispute.charge) });
    expect(list.data.map((one) => one.id)).toEqual([dispute.id]);
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({ amount: 25_000 });
    const again = sandbox.control('POST', '/dispute', { charge: dispute.charge });
    await expect(again).rejects.toThrow('disputed already');
    await expect(step('du_none', 'won')).rejects.toThrow('404');
    await expect(step(dispute.id, 'forgotten')).rejects.toThrow('409');
    await expect(open({ amount: 25_001 })).rejects.toThrow('409');
  });
});
