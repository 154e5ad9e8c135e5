import type Stripe from 'stripe';
import { checkoutParameters } from '../../src/providers/stripe/stripe.checkout.js';
import {
  giftSession,
  type Receiver,
  SANDBOX_SECRET_KEY,
  startReceiver,
  startSandbox,
  type TestSandbox,
  until,
} from '../support/sandbox.js';
import {
  assertStripeObject,
  assertStripeRequest,
  DIFFERENCES,
  PUBLISHED,
  stripeObjectProblems,
  stripeRequestProblems,
} from '../support/stripe-shapes.js';

/** Every answer of the API as text, also errors: the SDK would hide what it does not know. */
async function raw(sandbox: TestSandbox, path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${SANDBOX_SECRET_KEY}` };
  return (await fetch(sandbox.url + path, { headers, ...init })).json();
}

describe('the shapes of the sandbox against those that Stripe publishes', () => {
  let receiver: Receiver;
  let sandbox: TestSandbox;
  let stripe: Stripe;
  const sessions: string[] = [];

  beforeAll(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url });
    stripe = sandbox.stripe();
    const create = async (more: Record<string, unknown> = {}) => {
      const session = await stripe.checkout.sessions.create(
        giftSession({
          locale: 'zh',
          submit_type: 'donate',
          customer_email: 'lin@example.org',
          adaptive_pricing: { enabled: false },
          ...more,
        }),
      );
      sessions.push(session.id);
      return session.id;
    };
    for (const method of ['card', 'alipay', 'wechat_pay']) await sandbox.press(await create(), 'pay', method);
    const refused = await create({ customer_email: undefined });
    await sandbox.press(refused, 'decline');
    for (const outcome of ['succeeded', 'failed']) {
      const waiting = await create();
      await sandbox.press(waiting, 'later');
      await sandbox.control('POST', `/async/${waiting}`, { outcome });
    }
    await stripe.checkout.sessions.expire(await create());
    await create({
      allowed_payment_method_types: ['card'],
      expires_at: Math.trunc(Date.now() / 1000) + 3600,
    });
    for await (const charge of stripe.charges.list({ limit: 3 })) {
      if (charge.status !== 'succeeded') continue;
      await stripe.refunds.create({ charge: charge.id, amount: 4000, metadata: { refund: 'rfd_1' } });
      await stripe.refunds.create({ payment_intent: String(charge.payment_intent), reason: 'duplicate' });
    }
    const disputed = await create();
    await sandbox.press(disputed);
    const dispute = await sandbox.control('POST', '/dispute', { session: disputed });
    await sandbox.control('POST', `/dispute/${dispute.id}`, { to: 'won' });
    const refunds = await stripe.refunds.list({ limit: 1 });
    await sandbox.control('POST', `/refund/${refunds.data[0]?.id}`, { to: 'failed' });
    const payout = await sandbox.control('POST', '/payout', { early: true });
    await sandbox.control('POST', `/payout/${payout.id}`, { to: 'failed' });
    await sandbox.control('POST', '/payout', { steps: [] });
    const [waiting] = (await stripe.payouts.list({ status: 'pending' })).data;
    await sandbox.control('POST', `/payout/${waiting?.id}`, { to: 'canceled' });
    await stripe.balance.retrieve();
  });
  afterAll(async () => {
    await sandbox.stop();
    await receiver.stop();
  });

  it('every object it holds', () => {
    const kinds = new Set<string>();
    for (const object of sandbox.running.sandbox.store.objects.values()) {
      assertStripeObject(object);
      kinds.add(object.object);
    }
    expect([...kinds].sort()).toEqual([
      'balance_transaction',
      'charge',
      'checkout.session',
      'dispute',
      'event',
      'payment_intent',
      'payout',
      'refund',
    ]);
  });

  it('every event it delivers', async () => {
    const { store } = sandbox.running.sandbox;
    await until('all webhooks', () =>
      [...store.deliveries.values()].every((one) => one.state === 'succeeded'),
    );
    const types = new Set<string>();
    for (const { body } of receiver.received) {
      const event = JSON.parse(body) as Stripe.Event;
      assertStripeObject(event);
      types.add(event.type);
    }
    expect([...types].sort()).toEqual([
      'charge.dispute.closed',
      'charge.dispute.created',
      'charge.dispute.funds_reinstated',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.failed',
      'charge.pending',
      'charge.refund.updated',
      'charge.refunded',
      'charge.succeeded',
      'checkout.session.async_payment_failed',
      'checkout.session.async_payment_succeeded',
      'checkout.session.completed',
      'checkout.session.expired',
      'payment_intent.payment_failed',
      'payment_intent.processing',
      'payment_intent.succeeded',
      'payout.canceled',
      'payout.created',
      'payout.failed',
      'payout.paid',
      'payout.reconciliation_completed',
      'payout.updated',
      'refund.created',
      'refund.failed',
      'refund.updated',
    ]);
  });

  it.each([
    '/v1/checkout/sessions?limit=100',
    '/v1/checkout/sessions?expand[]=data.payment_intent.latest_charge.balance_transaction&expand[]=data.line_items',
    '/v1/payment_intents?expand[]=data.latest_charge',
    '/v1/charges?limit=3',
    '/v1/balance_transactions?limit=100&expand[]=data.source',
    '/v1/events?limit=100&delivery_success=true',
    '/v1/refunds?expand[]=data.charge&expand[]=data.balance_transaction',
    '/v1/refunds?expand[]=data.failure_balance_transaction',
    '/v1/payouts?expand[]=data.balance_transaction&expand[]=data.failure_balance_transaction',
    '/v1/disputes?expand[]=data.charge&expand[]=data.payment_intent',
  ])('the list %s', async (path) => {
    const list = await raw(sandbox, path);
    assertStripeObject(list);
    expect((list as Stripe.ApiList<unknown>).data.length).toBeGreaterThan(0);
  });

  it('line items, and the list of them', async () => {
    assertStripeObject(await raw(sandbox, `/v1/checkout/sessions/${sessions[0]}/line_items`));
  });

  it('every error', async () => {
    const post = (path: string, body: string) =>
      raw(sandbox, path, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${SANDBOX_SECRET_KEY}` },
      });
    const errors = [
      await raw(sandbox, '/v1/customers'),
      await raw(sandbox, '/v1/charges/ch_none'),
      await raw(sandbox, '/v1/charges?colour=red'),
      await raw(sandbox, '/v1/charges', { headers: {} }),
      await post('/v1/checkout/sessions', 'mode=payment'),
      await post('/v1/refunds', 'charge=ch_none'),
    ];
    for (const body of errors) {
      expect(body).toHaveProperty('error.message');
      assertStripeObject(body);
    }
  });

  it('every request these tests made', () => {
    expect(sandbox.calls.length).toBeGreaterThan(20);
    for (const call of sandbox.calls) {
      // Two of the calls above are wrong on purpose: an unknown path and an unknown parameter.
      if (call.path === '/v1/customers' || call.source === 'colour=red') continue;
      assertStripeRequest(call.method, call.path, call.source);
    }
  });

  it('an unknown member or a missing one fails, at any depth and inside events', () => {
    const held = [...sandbox.running.sandbox.store.objects.values()];
    for (const kind of [
      'checkout.session',
      'payment_intent',
      'charge',
      'balance_transaction',
      'refund',
      'dispute',
      'payout',
      'event',
    ]) {
      const object = held.find((each) => each.object === kind);
      expect(stripeObjectProblems(object)).toEqual([]);
      expect(stripeObjectProblems({ ...object, colour: 'red' }).join()).toContain('colour');
      expect(stripeObjectProblems({ ...object, created: undefined }).join()).toContain('created');
      expect(stripeObjectProblems({ ...object, created: '1' }).join()).toContain('must be integer');
    }
    const charge = held.find((each) => each.object === 'charge');
    const details = charge?.payment_method_details as { card: object; type: string };
    const card = { ...details.card, colour: 'red' };
    const deep = { ...charge, payment_method_details: { ...details, card } };
    expect(stripeObjectProblems(deep).join()).toContain('colour');
    expect(stripeObjectProblems({ ...charge, status: 'fine' }).join()).toContain('allowed values');
    const event = held.find((each) => each.object === 'event') as unknown as Stripe.Event;
    const inner = { ...event, data: { object: { ...event.data.object, colour: 'red' } } };
    expect(stripeObjectProblems(inner).join()).toContain('colour');
    expect(stripeObjectProblems({ object: 'coupon', id: 'cpn_1' })).toHaveLength(1);
  });

  it('the checkout that our adapter asks for', async () => {
    const request = {
      attemptId: 'pat_01',
      amount: 10_000n,
      currency: 'CNY',
      projectName: '暴雨灾后恢复重建',
      locale: 'zh-CN',
      mail: 'lin@example.org',
      successUrl: 'https://example.org/pay/done?session={CHECKOUT_SESSION_ID}',
      cancelUrl: 'https://example.org/projects/flood',
      expiresAt: new Date(Date.now() + 3_600_000),
    } as Parameters<typeof checkoutParameters>[0];
    for (const mail of [request.mail, null]) {
      const params = checkoutParameters({ ...request, mail });
      assertStripeRequest('POST', '/v1/checkout/sessions', params);
      expect(await stripe.checkout.sessions.create(params)).toMatchObject({
        amount_total: 10_000,
        status: 'open',
      });
    }
  });

  it('an unknown, removed or wrong parameter fails', () => {
    const problems = (more: object) =>
      stripeRequestProblems('POST', '/v1/checkout/sessions', giftSession({ ...more }));
    expect(problems({})).toEqual([]);
    expect(problems({ colour: 'red' }).join()).toContain('colour');
    expect(problems({ payment_method_types: ['card'] }).join()).toContain('payment_method_types');
    expect(problems({ mode: 'gift' }).join()).toContain('allowed values');
    expect(problems({ line_items: [{ quantity: 'two' }] }).join()).toContain('must be integer');
    expect(stripeRequestProblems('POST', '/v1/gifts', {})).toHaveLength(1);
    expect(
      stripeRequestProblems('GET', '/v1/events', 'delivery_success=false&types[0]=charge.failed'),
    ).toEqual([]);
  });

  it('the OpenAPI document is older than the SDK: these members are known to the SDK alone', () => {
    expect([PUBLISHED.openapi.version, PUBLISHED.sdk.version]).toEqual([
      '2026-08-26.dahlia',
      '2026-10-28.endive',
    ]);
    const ours =
      /^(checkout\.session|payment_intent|charge|balance_transaction|refund|dispute|payout|event|payment_method_details_card|POST \/v1\/checkout\/sessions)\.[^.]+$/;
    expect([...DIFFERENCES].filter((name) => ours.test(name)).sort()).toEqual([
      'POST /v1/checkout/sessions.allowed_payment_method_types',
      'charge.authorization_code',
      'charge.level3',
      'charge.source',
      'checkout.session.allowed_payment_method_types',
      'dispute.intended_submission_method',
      'dispute.network_reason_code',
      'payment_intent.payment_record',
      'payment_intent.source',
      'payment_method_details_card.description',
      'payment_method_details_card.electronic_commerce_indicator',
      'payment_method_details_card.iin',
      'payment_method_details_card.issuer',
      'payment_method_details_card.moto',
      'payment_method_details_card.setup_credential_usage',
      'payment_method_details_card.stored_credential_usage',
    ]);
  });
});
