import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import {
  giftSession,
  type Receiver,
  SANDBOX_WEBHOOK_SECRET,
  startReceiver,
  startSandbox,
  type TestSandbox,
  until,
} from '../support/sandbox.js';
import { assertStripeObject, assertStripeRequest } from '../support/stripe-shapes.js';

describe('a card that the sandbox keeps', () => {
  let receiver: Receiver;
  let sandbox: TestSandbox;
  let stripe: Stripe;

  beforeAll(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url });
    stripe = sandbox.stripe({ maxNetworkRetries: 0 });
  });
  afterAll(async () => {
    await sandbox.stop();
    await receiver.stop();
  });

  const saving = () =>
    giftSession({
      customer_creation: 'always',
      customer_email: 'lin@example.org',
      payment_intent_data: {
        metadata: { payment_attempt: 'pat_1' },
        setup_future_usage: 'off_session',
      },
    });
  /** Pays a session that keeps the card; the card's way is chosen as on the page. */
  async function saved(card = 'pays') {
    const session = await stripe.checkout.sessions.create(saving());
    const answer = await fetch(`${sandbox.url}/c/pay/${session.id}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ action: 'pay', method: 'card', card }),
    });
    expect(answer.status).toBe(303);
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    expect(paid.customer).toBe(intent.customer);
    return { customer: String(intent.customer), payment_method: String(intent.payment_method) };
  }
  const debit = (method: { customer: string; payment_method: string }, more = {}, key?: string) =>
    stripe.paymentIntents.create(
      {
        amount: 5000,
        currency: 'cny',
        ...method,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        confirm: true,
        off_session: true,
        metadata: { payment_attempt: 'pat_2' },
        ...more,
      },
      key ? { idempotencyKey: key } : {},
    );
  const events = (id: string) =>
    receiver.received
      .map(({ body }) => JSON.parse(body) as Stripe.Event)
      .filter(({ data }) => (data.object as { id: string }).id === id)
      .map(({ type }) => type);

  it('is offered alone, with what it will do later, and belongs to a customer of its own', async () => {
    const session = await stripe.checkout.sessions.create(saving());
    expect(session.payment_method_types).toEqual(['card']);
    const page = await (await fetch(session.url ?? '')).text();
    expect(page).toContain('<option value="authentication_required">');
    const plain = await stripe.checkout.sessions.create(giftSession());
    expect(await (await fetch(plain.url ?? '')).text()).not.toContain('name="card"');
    const { customer, payment_method } = await saved();
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ email: 'lin@example.org' });
    expect(await stripe.paymentMethods.retrieve(payment_method)).toMatchObject({
      customer,
      card: { brand: 'visa', last4: '4242' },
    });
    expect((await saved()).customer).not.toBe(customer);
  });

  it('pays while its owner is away, by the SDK, with signed events and one charge for one key', async () => {
    const method = await saved();
    const [one, two] = [await debit(method, {}, 'pat_k1'), await debit(method, {}, 'pat_k1')];
    expect(one.id).toBe(two.id);
    expect(one).toMatchObject({ status: 'succeeded', amount_received: 5000, customer: method.customer });
    await until('its events', () => events(one.id).includes('payment_intent.succeeded'));
    const booking = receiver.received.find(
      ({ body }) => body.includes(one.id) && body.includes('"payment_intent.succeeded"'),
    );
    const signature = String(booking?.headers['stripe-signature']);
    const event = stripe.webhooks.constructEvent(booking?.body ?? '', signature, SANDBOX_WEBHOOK_SECRET);
    expect(event.data.object).toMatchObject({ metadata: { payment_attempt: 'pat_2' } });
    const list = await stripe.paymentIntents.list({ customer: method.customer });
    expect(list.data.map(({ id }) => id)).toContain(one.id);
    await expect(debit(method, { amount: 6000 }, 'pat_k1')).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
  });

  it.each([
    ['insufficient_funds', 'card_declined'],
    ['generic_decline', 'card_declined'],
    ['expired_card', 'expired_card'],
    ['authentication_required', 'authentication_required'],
  ])('refuses with %s, keeps the intent, and answers the same key the same', async (card, code) => {
    const method = await saved(card);
    const problem = (await debit(method, {}, `pat_${card}`).catch(
      (error: unknown) => error,
    )) as Stripe.errors.StripeCardError;
    expect(problem).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(problem).toMatchObject({ code, decline_code: card, statusCode: 402 });
    const intent = problem.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: 'requires_payment_method', amount_received: 0 });
    // The SDK puts its own words beside those that came over the wire.
    const { headers: _, statusCode: __, requestId: ___, ...error } = problem.raw as Record<string, unknown>;
    assertStripeObject({ error });
    await expect(debit(method, {}, `pat_${card}`)).rejects.toMatchObject({
      payment_intent: { id: intent.id },
    });
    await until('its events', () => events(intent.id).includes('payment_intent.payment_failed'));
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      last_payment_error: { code, decline_code: card },
    });
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data).toMatchObject([{ status: 'failed', customer: method.customer }]);
  });

  it('can be turned, for some charges or for ever', async () => {
    const method = await saved();
    await sandbox.control('POST', `/card/${method.payment_method}`, {
      card: 'insufficient_funds',
      times: 1,
    });
    await expect(debit(method)).rejects.toMatchObject({ decline_code: 'insufficient_funds' });
    expect((await debit(method)).status).toBe('succeeded');
    await expect(
      sandbox.control('POST', `/card/${method.payment_method}`, { card: 'melts' }),
    ).rejects.toThrow('409');
  });

  it('is nobody’s once it is detached, and no other customer’s before', async () => {
    const [mine, other] = [await saved(), await saved()];
    await expect(debit({ ...mine, customer: other.customer })).rejects.toMatchObject({
      code: 'payment_method_unexpected_state',
    });
    expect((await stripe.paymentMethods.detach(mine.payment_method)).customer).toBeNull();
    await expect(debit(mine)).rejects.toMatchObject({ type: 'StripeInvalidRequestError' });
    await expect(stripe.paymentMethods.detach(mine.payment_method)).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(debit({ ...mine, customer: 'cus_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
  });

  it('a call that was carried out and never answered is one charge when it is repeated', async () => {
    const method = await saved();
    await sandbox.control('PUT', '/faults', { api_timeouts: 1 });
    const hasty = sandbox.stripe({ maxNetworkRetries: 0, timeout: 300 });
    const params = {
      ...{ amount: 5000, currency: 'cny', ...method, confirm: true, off_session: true },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
    };
    await expect(hasty.paymentIntents.create(params, { idempotencyKey: 'pat_t' })).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    const made = await hasty.paymentIntents.create(params, { idempotencyKey: 'pat_t' });
    const list = await stripe.paymentIntents.list({ customer: method.customer });
    expect(list.data.filter(({ amount }) => amount === 5000).map(({ id }) => id)).toEqual([made.id]);
  });

  it('survives the end of the process, with its way and its kept answers', async () => {
    const data = mkdtempSync(join(tmpdir(), 'boai-cards-'));
    try {
      let run = await startSandbox({ data });
      const session = await run.stripe().checkout.sessions.create(saving());
      await run.control('POST', '/pay', { session: session.id, card: 'generic_decline' });
      const intent = (
        await run.stripe().checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
      ).payment_intent as Stripe.PaymentIntent;
      const params = {
        ...{ amount: 700, currency: 'cny', confirm: true, off_session: true },
        ...{ customer: String(intent.customer), payment_method: String(intent.payment_method) },
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
      };
      const ask = (key: string) =>
        run
          .stripe()
          .paymentIntents.create(params, { idempotencyKey: key })
          .catch((error: Stripe.errors.StripeCardError) => error.payment_intent);
      const before = await ask('pat_a');
      await run.stop();
      run = await startSandbox({ data });
      expect((await ask('pat_a'))?.id).toBe(before?.id);
      expect((await ask('pat_b'))?.id).not.toBe(before?.id);
      await run.stop();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  it('all of it in the shapes that Stripe publishes', async () => {
    const { store } = sandbox.running.sandbox;
    for (const object of store.objects.values()) assertStripeObject(object);
    for (const kind of ['customer', 'payment_method']) expect(store.timeline(kind).size).toBeGreaterThan(4);
    for (const call of sandbox.calls) assertStripeRequest(call.method, call.path, call.source);
  });
});
