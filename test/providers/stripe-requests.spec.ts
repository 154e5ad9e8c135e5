import type { ProviderAccount } from '../../src/providers/provider-account.entity.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { StripeAdapter } from '../../src/providers/stripe/stripe.adapter.js';
import { type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import { stripeRequestProblems } from '../support/stripe-shapes.js';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly source: string;
}

const calls: Call[] = [];
let kit: GiftKit;
let account: ProviderAccount;

beforeAll(async () => {
  kit = await openGiftKit({}, { watch: (call) => calls.push(call) });
  const main = await kit.app.get(ProviderAccounts).ensureMain();
  if (!main) throw new Error('no account');
  account = main;
});
afterAll(() => kit.close());
beforeEach(() => {
  calls.length = 0;
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Every call so far is one that Stripe publishes, with the members it publishes. */
function expectPublished(paths: string[]): void {
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(paths);
  for (const { method, path, source } of calls)
    expect(stripeRequestProblems(method, path, source)).toEqual([]);
}

it('opens a checkout as Stripe’s published API takes it, and leads every object back to the attempt', async () => {
  const gift = await kit.give(await kit.project(), { mail: 'donor@example.org', name: '张三' });
  expectPublished(['POST /v1/checkout/sessions']);
  const { control } = kit.sandbox;
  const paid = await control<{ payment_intent: string; charge: string }>('POST', '/pay', {
    session: gift.sessionId,
  });
  const stripe = kit.sandbox.stripe();
  const session = await stripe.checkout.sessions.retrieve(gift.sessionId);
  const intent = await stripe.paymentIntents.retrieve(paid.payment_intent);
  expect([
    session.client_reference_id,
    session.metadata?.payment_attempt,
    intent.metadata.payment_attempt,
  ]).toEqual([gift.attemptId, gift.attemptId, gift.attemptId]);
  expect(session.success_url).toMatch(
    /\/donations\/don_[0-9a-z]{26}\?key=[\w-]{22}&session=\{CHECKOUT_SESSION_ID\}$/,
  );
  expect([session.amount_total, session.currency, session.locale]).toEqual([10_000, 'cny', 'zh']);
});

it('reads events, payments and the statement as the published API offers them', async () => {
  const provider = kit.app.get(StripeAdapter);
  const gift = await kit.give(await kit.project());
  const { payment_intent } = await kit.sandbox.control<{ payment_intent: string }>('POST', '/pay', {
    session: gift.sessionId,
  });
  calls.length = 0;
  const since = new Date(Date.now() - 3_600_000);
  await all(provider.undeliveredEvents(account, since));
  const events = await all(provider.eventsOf(account, { types: ['payment_intent.succeeded'], since }));
  expect(events.map(({ arrival }) => arrival.state)).toContain('NEW');
  expect(await provider.attemptOfPayment(account, payment_intent)).toBe(gift.attemptId);
  const lines = await all(provider.statementLines(account, since, new Date(Date.now() + 5_000)));
  expect(lines).toContainEqual(
    expect.objectContaining({ type: 'charge', amount: 10_000n, currency: 'CNY', paymentId: payment_intent }),
  );
  expectPublished([
    'GET /v1/events',
    'GET /v1/events',
    'GET /v1/checkout/sessions',
    'GET /v1/balance_transactions',
  ]);
});
