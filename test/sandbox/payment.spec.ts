import { request } from 'node:http';
import type Stripe from 'stripe';
import {
  giftSession,
  type Receiver,
  SANDBOX_WEBHOOK_SECRET,
  startReceiver,
  startSandbox,
  type TestSandbox,
  until,
} from '../support/sandbox.js';

describe('a payment at the sandbox', () => {
  let receiver: Receiver;
  let sandbox: TestSandbox;
  let stripe: Stripe;

  beforeAll(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url });
    stripe = sandbox.stripe();
  });
  afterAll(async () => {
    await sandbox.stop();
    await receiver.stop();
  });
  beforeEach(() => {
    receiver.received.length = 0;
  });

  const events = () => receiver.received.map((one) => JSON.parse(one.body) as Stripe.Event);
  const types = (): string[] =>
    events()
      .map((event) => event.type)
      .sort();

  it('is announced by three events that the official SDK accepts, and redirects to success_url', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    const answer = await sandbox.press(session.id);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:9/done?session=${session.id}`);
    await until('three webhooks', () => receiver.received.length === 3);
    expect(types()).toEqual(['charge.succeeded', 'checkout.session.completed', 'payment_intent.succeeded']);
    for (const { body, headers } of receiver.received) {
      const signature = String(headers['stripe-signature']);
      const event = stripe.webhooks.constructEvent(body, signature, SANDBOX_WEBHOOK_SECRET);
      expect(event.api_version).toBe('2026-10-28.endive');
      expect(() => stripe.webhooks.constructEvent(`${body} `, signature, SANDBOX_WEBHOOK_SECRET)).toThrow();
      expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow();
    }
    const intent = events().find((event) => event.type === 'payment_intent.succeeded')?.data
      .object as Stripe.PaymentIntent;
    expect(intent).toMatchObject({
      amount: 10_000,
      amount_received: 10_000,
      currency: 'cny',
      status: 'succeeded',
      metadata: { payment_attempt: 'pat_1' },
    });
  });

  it('costs 2.9 % and 0.30, in whole minor units with the half rounded up', async () => {
    const fees: [number, number][] = [
      [10_000, 320],
      [1, 30],
      [17, 30],
      [18, 31],
      [99_999_999, 2_900_030],
    ];
    for (const [amount, fee] of fees) {
      const price_data = { currency: 'cny', unit_amount: amount, product_data: { name: 'x' } };
      const session = await stripe.checkout.sessions.create(
        giftSession({ line_items: [{ quantity: 1, price_data }] }),
      );
      const paid = await sandbox.control('POST', '/pay', { session: session.id });
      const line = await stripe.balanceTransactions.retrieve(String(paid.balance_transaction));
      expect([amount, line.fee, line.net]).toEqual([amount, fee, amount - fee]);
      expect(line.fee_details.map((detail) => detail.amount)).toEqual([fee]);
    }
  });

  it('pressed ten times at once is one payment', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    const answers = await Promise.all(Array.from({ length: 10 }, () => sandbox.press(session.id)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(303));
    const paid = await stripe.checkout.sessions.retrieve(session.id);
    const charges = await stripe.charges.list({ payment_intent: String(paid.payment_intent) });
    expect(charges.data).toHaveLength(1);
    await until('its webhooks', () => receiver.received.length >= 3);
    expect(types()).toEqual(['charge.succeeded', 'checkout.session.completed', 'payment_intent.succeeded']);
  });

  it('pressed again while the first press is still being sent is one payment', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    const { hostname, port } = new URL(sandbox.url);
    const statuses = await Promise.all(
      Array.from({ length: 4 }, () => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 10 };
        const press = request({ hostname, port, path: `/c/pay/${session.id}`, method: 'POST', headers });
        press.write('action');
        setTimeout(() => press.end('=pay'), 100);
        return new Promise<number | undefined>((done) => {
          press.on('response', (answer) => done(answer.resume().statusCode));
        });
      }),
    );
    expect(statuses).toEqual([303, 303, 303, 303]);
    await until('its webhooks', () => receiver.received.length >= 3);
    await new Promise((done) => setTimeout(done, 100));
    expect(types()).toEqual(['charge.succeeded', 'checkout.session.completed', 'payment_intent.succeeded']);
  });

  it('can be declined and tried again on the same intent', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    const refused = await sandbox.press(session.id, 'decline');
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain('role="alert"');
    expect((await sandbox.press(session.id)).status).toBe(303);
    await until('five webhooks', () => receiver.received.length === 5);
    expect(types()).toEqual([
      'charge.failed',
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
    ]);
    const intents = new Set(
      events()
        .filter((event) => event.type.startsWith('payment_intent'))
        .map((event) => (event.data.object as Stripe.PaymentIntent).id),
    );
    expect(intents.size).toBe(1);
  });

  it.each([
    ['succeeded', 'checkout.session.async_payment_succeeded', 'payment_intent.succeeded', 'paid'],
    ['failed', 'checkout.session.async_payment_failed', 'payment_intent.payment_failed', 'unpaid'],
  ])(
    'with a delayed method completes unpaid, then %s',
    async (outcome, sessionEvent, intentEvent, status) => {
      const session = await stripe.checkout.sessions.create(giftSession());
      expect((await sandbox.press(session.id, 'later')).status).toBe(303);
      await until('the first webhooks', () => types().includes('checkout.session.completed'));
      const completed = events().find((event) => event.type === 'checkout.session.completed');
      expect(completed?.data.object).toMatchObject({ payment_status: 'unpaid' });
      await sandbox.control('POST', `/async/${session.id}`, { outcome });
      await until(
        'the end of the wait',
        () => types().includes(sessionEvent) && types().includes(intentEvent),
      );
      expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe(status);
      await expect(sandbox.control('POST', `/async/${session.id}`, { outcome })).rejects.toThrow('409');
    },
  );

  it('is not possible after the session has expired', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    await stripe.checkout.sessions.expire(session.id);
    await until('the webhook', () => types().includes('checkout.session.expired'));
    expect((await sandbox.press(session.id)).status).toBe(409);
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow('status of expired');
    await expect(sandbox.control('POST', '/pay', { session: session.id })).rejects.toThrow('409');
  });

  it('expires by itself at expires_at', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    sandbox.running.sandbox.expireSessions(session.expires_at - 1);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    sandbox.running.sandbox.expireSessions(session.expires_at + 1);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired');
  });

  it('can be put into the past for demonstration data, and stands in the lists at its time', async () => {
    const at = Math.trunc(Date.now() / 1000) - 20 * 86_400;
    const answer = await fetch(`${sandbox.url}/v1/checkout/sessions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${'sk_test_sandboxsandboxsandbox'}`,
        'boai-sandbox-at': String(at - 60),
      },
      body: new URLSearchParams({
        mode: 'payment',
        success_url: 'https://example.org/',
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': 'CNY',
        'line_items[0][price_data][unit_amount]': '500',
        'line_items[0][price_data][product_data][name]': 'past',
      }),
    });
    const session = (await answer.json()) as Stripe.Checkout.Session;
    expect([answer.status, session.created]).toEqual([200, at - 60]);
    sandbox.running.sandbox.expireSessions(Math.trunc(Date.now() / 1000));
    const paid = await sandbox.control('POST', '/pay', { session: session.id, at, method: 'alipay' });
    const line = await stripe.balanceTransactions.retrieve(String(paid.balance_transaction));
    expect(line).toMatchObject({ created: at, status: 'available', type: 'payment' });
    const then = await stripe.balanceTransactions.list({ created: { gte: at - 10, lte: at + 10 } });
    expect(then.data.map((one) => one.id)).toEqual([line.id]);
    await until('the webhook', () => types().includes('payment_intent.succeeded'));
    expect(events().every((event) => event.created === at)).toBe(true);
  });
});
