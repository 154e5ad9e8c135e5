import { rmSync } from 'node:fs';
import type Stripe from 'stripe';
import { giftSession, startSandbox, type TestSandbox } from '../support/sandbox.js';
import { assertStripeObject } from '../support/stripe-shapes.js';

type Made = Stripe.Payout & { events: { id: string; type: string }[] };
const DAY_S = 86_400;

describe('payouts at the sandbox', () => {
  let sandbox: TestSandbox;
  let stripe: Stripe;
  const monthAgo = Math.trunc(Date.now() / 1000) - 30 * DAY_S;

  beforeEach(async () => {
    sandbox = await startSandbox();
    stripe = sandbox.stripe();
  });
  afterEach(async () => {
    for (const object of sandbox.running.sandbox.store.objects.values()) assertStripeObject(object);
    await sandbox.stop();
  });

  async function paid(at?: number): Promise<string> {
    const session = await stripe.checkout.sessions.create(giftSession());
    const answer = await sandbox.control('POST', '/pay', { session: session.id, at });
    return String(answer.charge);
  }
  const payout = (body: object = {}) => sandbox.control<Made>('POST', '/payout', body);
  const step = (id: string, body: object) => sandbox.control<Made>('POST', `/payout/${id}`, body);
  const types = ({ events }: Made) => events.map((event) => event.type);
  const linesOf = async (id: string) =>
    (await stripe.balanceTransactions.list({ payout: id, limit: 100 })).data;
  const moved = (lines: Stripe.BalanceTransaction[]) =>
    lines.filter((line) => line.type !== 'payout').reduce((sum, line) => sum + line.net, 0);

  it('take what is available, and their lines come to their amount', async () => {
    const charge = await paid(monthAgo);
    await paid(monthAgo);
    await paid();
    await sandbox.control('POST', '/refund', { charge, amount: 1000, at: monthAgo });
    await sandbox.control('POST', '/dispute', { charge, at: monthAgo });
    await sandbox.control('POST', '/line', { type: 'stripe_fee', amount: -77, at: monthAgo });
    const at = monthAgo + 5 * DAY_S;
    const made = await payout({ at });
    expect(types(made)).toEqual([
      'payout.created',
      'payout.updated',
      'payout.updated',
      'payout.paid',
      'payout.reconciliation_completed',
    ]);
    expect(made).toMatchObject({ status: 'paid', automatic: true, created: at });
    expect(made.reconciliation_status).toBe('completed');
    const lines = await linesOf(made.id);
    expect(lines.map((line) => line.type).sort()).toEqual([
      'adjustment',
      'charge',
      'charge',
      'payout',
      'refund',
      'stripe_fee',
    ]);
    expect(moved(lines)).toBe(made.amount);
    expect(made.amount).toBe(2 * (10_000 - 320) - 1000 - (9000 + 1500) - 77);
    expect(lines.find((line) => line.type === 'payout')).toMatchObject({
      net: -made.amount,
      source: made.id,
    });
    await expect(payout({ at: at + 1 })).rejects.toThrow('nothing to pay out');
    expect((await payout({ early: true })).amount).toBe(9680);
    expect((await stripe.payouts.list({ status: 'paid' })).data).toHaveLength(2);
  });

  it('A14 paid, then failed three days later: the money comes back and goes out with the next one', async () => {
    await paid(monthAgo);
    const at = monthAgo + 5 * DAY_S;
    const made = await payout({ at });
    const failed = await step(made.id, { to: 'failed', code: 'account_closed', at: at + 3 * DAY_S });
    expect(types(failed)).toEqual(['payout.updated', 'payout.failed']);
    expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' });
    const back = await stripe.balanceTransactions.retrieve(String(failed.failure_balance_transaction));
    expect(back).toMatchObject({ type: 'payout_failure', amount: made.amount, created: at + 3 * DAY_S });
    const next = await payout({ at: at + 4 * DAY_S });
    expect(next.amount).toBe(made.amount);
    expect((await linesOf(next.id)).map((line) => line.id)).toContain(back.id);
    expect(moved(await linesOf(made.id))).toBe(made.amount);
    await expect(step(made.id, { to: 'paid' })).rejects.toThrow('409');
  });

  it('can be canceled while pending, and go step by step', async () => {
    await paid(monthAgo);
    const pending = await payout({ at: monthAgo + 5 * DAY_S, steps: [] });
    expect(pending).toMatchObject({ status: 'pending', reconciliation_status: 'in_progress' });
    const canceled = await step(pending.id, { to: 'canceled' });
    expect(types(canceled)).toEqual(['payout.updated', 'payout.canceled']);
    const back = await stripe.balanceTransactions.retrieve(String(canceled.failure_balance_transaction));
    expect([back.type, back.net]).toEqual(['payout_cancel', pending.amount]);
    const again = await payout({ steps: ['in_transit'] });
    expect(types(await step(again.id, { to: 'paid' }))).toEqual(['payout.updated', 'payout.paid']);
    expect(types(await step(again.id, { to: 'reconciled' }))).toEqual(['payout.reconciliation_completed']);
    await expect(step(again.id, { to: 'reconciled' })).rejects.toThrow('409');
  });

  it('by hand have no lines of their own; the balance knows them', async () => {
    await paid(monthAgo);
    const made = await payout({ automatic: false, amount: 4000 });
    expect(made).toMatchObject({ amount: 4000, reconciliation_status: 'not_applicable', automatic: false });
    await expect(stripe.balanceTransactions.list({ payout: made.id })).rejects.toThrow('not manual');
    expect((await payout()).amount).toBe(5680);
    await expect(payout({ automatic: false, amount: 1 })).rejects.toThrow('409');
    const balance = await stripe.balance.retrieve();
    assertStripeObject(balance);
    expect(balance.available).toMatchObject([{ currency: 'cny', amount: 0 }]);
  });

  it('lines of any type, also of one that nobody knows yet', async () => {
    await sandbox.control('POST', '/line', {
      type: 'carbon_levy',
      amount: -120,
      fee: 5,
      at: monthAgo,
      description: 'new in 2031',
    });
    const { data } = await stripe.balanceTransactions.list({ type: 'carbon_levy' });
    expect(data).toMatchObject([{ amount: -120, fee: 5, net: -125, created: monthAgo, source: null }]);
    expect(data[0]?.reporting_category).toBe('carbon_levy');
    await expect(sandbox.control('POST', '/line', { type: 'x', amount: 1.5 })).rejects.toThrow('409');
    // The published list of types is closed, so this one line is not held to it afterwards.
    sandbox.running.sandbox.store.objects.delete(String(data[0]?.id));
  });

  it('which lines a payout took survives kill -9', async () => {
    await paid(monthAgo);
    const made = await payout();
    const { data } = sandbox;
    await sandbox.running.stop();
    const again = await startSandbox({ data });
    const { data: lines } = await again.stripe().balanceTransactions.list({ payout: made.id });
    expect(lines.map((line) => line.type).sort()).toEqual(['charge', 'payout']);
    const money = await again.control<{ balance: object; payouts: object[] }>('GET', '/money');
    expect(money).toMatchObject({ balance: { cny: 0 }, payouts: [{ id: made.id, status: 'paid' }] });
    await again.stop();
    rmSync(data, { recursive: true });
    sandbox = await startSandbox();
  });
});
