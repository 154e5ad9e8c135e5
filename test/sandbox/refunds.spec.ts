import type Stripe from 'stripe';
import { giftSession, startSandbox, type TestSandbox } from '../support/sandbox.js';
import { assertStripeObject } from '../support/stripe-shapes.js';

type Events = { events: { id: string; type: string }[] };

describe('refunds at the sandbox', () => {
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
  afterEach(() => sandbox.control('PUT', '/faults', { refunds: 'as_usual' }));

  async function paid(method = 'card'): Promise<string> {
    const session = await stripe.checkout.sessions.create(giftSession());
    return String((await sandbox.control('POST', '/pay', { session: session.id, method })).charge);
  }
  const to = (refund: string, body: object) =>
    sandbox.control<Stripe.Refund & Events>('POST', `/refund/${refund}`, body);
  const types = ({ events }: Events) => events.map((event) => event.type);
  const line = async (id: unknown) => stripe.balanceTransactions.retrieve(String(id));

  it('A11 in parts until nothing is left, never more', async () => {
    const charge = await paid();
    for (const amount of [3000, 3000, 4000]) {
      const refund = await stripe.refunds.create({ charge, amount, metadata: { refund: `r${amount}` } });
      expect(refund).toMatchObject({ status: 'succeeded', amount, metadata: { refund: `r${amount}` } });
      expect(await line(refund.balance_transaction)).toMatchObject({
        amount: -amount,
        fee: 0,
        net: -amount,
        type: 'refund',
      });
    }
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 10_000, refunded: true });
    await expect(stripe.refunds.create({ charge, amount: 1 })).rejects.toThrow('already been refunded');
    const other = await paid();
    await expect(stripe.refunds.create({ charge: other, amount: 10_001 })).rejects.toThrow('greater than');
  });

  it('of the dashboard carry no metadata and come by the same events', async () => {
    const at = Math.trunc(Date.now() / 1000) - 40 * 86_400;
    const charge = await paid();
    const refund = await sandbox.control<Stripe.Refund & Events>('POST', '/refund', {
      charge,
      amount: 2500,
      at,
    });
    expect(refund).toMatchObject({ metadata: {}, amount: 2500, created: at, status: 'succeeded' });
    expect(types(refund)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
      'charge.refund.updated',
    ]);
    expect(await line(refund.balance_transaction)).toMatchObject({ created: at, amount: -2500 });
  });

  it('of a wallet are pending and confirmed a moment later', async () => {
    const refund = await stripe.refunds.create({ charge: await paid('alipay') });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    const later = await stripe.refunds.retrieve(refund.id, { expand: ['balance_transaction'] });
    expect(later).toMatchObject({ status: 'succeeded', balance_transaction: { type: 'payment_refund' } });
    expect(later.pending_reason).toBeUndefined();
  });

  it('A12 fail after success: the money is back by a line of its own, and may be refunded again', async () => {
    const charge = await paid();
    const refund = await stripe.refunds.create({ charge });
    const failed = await to(refund.id, { to: 'failed', reason: 'lost_or_stolen_card' });
    expect(types(failed)).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' });
    expect(await line(failed.failure_balance_transaction)).toMatchObject({
      amount: 10_000,
      type: 'refund_failure',
      source: refund.id,
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    await expect(to(refund.id, { to: 'succeeded' })).rejects.toThrow('409');
    expect((await stripe.refunds.create({ charge })).status).toBe('succeeded');
  });

  it('wait for the bank on demand, then succeed or fail, but only once', async () => {
    await sandbox.control('PUT', '/faults', { refunds: 'pending' });
    const refund = await stripe.refunds.create({ charge: await paid() });
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
    expect(types(await to(refund.id, { to: 'succeeded' }))).toContain('refund.updated');
    await expect(to(refund.id, { to: 'canceled' })).rejects.toThrow('409');
    const second = await stripe.refunds.create({ charge: await paid() });
    const failed = await to(second.id, { to: 'failed', type: 'payment_failure_refund' });
    expect(await line(failed.failure_balance_transaction)).toMatchObject({
      type: 'payment_failure_refund',
      reporting_category: 'charge_failure',
    });
  });

  it('wait for the payer on demand: no money leaves before, none comes back when it is canceled', async () => {
    await sandbox.control('PUT', '/faults', { refunds: 'requires_action' });
    const charge = await paid();
    const refund = await stripe.refunds.create({ charge });
    expect(refund).toMatchObject({ status: 'requires_action', balance_transaction: null });
    const canceled = await to(refund.id, { to: 'canceled' });
    expect(canceled.failure_balance_transaction).toBeUndefined();
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0 });
    const second = await stripe.refunds.create({ charge });
    await to(second.id, { to: 'pending' });
    const done = await to(second.id, { to: 'succeeded' });
    expect(await line(done.balance_transaction)).toMatchObject({ amount: -10_000 });
  });

  it('of a disputed charge are refused', async () => {
    const charge = await paid();
    await sandbox.control('POST', '/dispute', { charge });
    await expect(stripe.refunds.create({ charge })).rejects.toThrow('charged back');
  });

  it('of what was never paid, or a wrong control, change nothing', async () => {
    const before = await sandbox.control('GET', '/state');
    await expect(sandbox.control('POST', '/refund', { charge: 'ch_none' })).rejects.toThrow('404');
    await expect(sandbox.control('POST', '/refund', { charge: await paid(), amount: -5 })).rejects.toThrow(
      '400',
    );
    await expect(sandbox.control('POST', '/refund/re_none', { to: 'failed' })).rejects.toThrow('404');
    const future = Math.trunc(Date.now() / 1000) + 3600;
    await expect(sandbox.control('POST', '/refund', { charge: 'x', at: future })).rejects.toThrow('400');
    expect((await sandbox.control('GET', '/state')).refunds).toBe(before.refunds);
  });
});
