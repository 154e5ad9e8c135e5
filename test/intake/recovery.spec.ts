import { Recovery } from '../../src/intake/recovery.service.js';
import { event, type GiftKit, openGiftKit } from '../donations/gift-kit.js';

let kit: GiftKit;
beforeAll(async () => {
  // Webhooks go where nobody listens.
  kit = await openGiftKit({}, { webhookUrl: 'http://127.0.0.1:9/webhooks/stripe/main', retryMs: 60_000 });
});
afterAll(() => kit.close());

/** Pays at the sandbox, whose webhooks reach nobody. */
async function payUnseen(): Promise<{ donationId: string; sessionId: string }> {
  const gift = await kit.give(await kit.project());
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  kit.clock.set(new Date(Date.now() + 5_000));
  return gift;
}

const BOOKED = { status: 'succeeded', entries: ['gift 10000 CNY 100903 410102 restricted'], announced: 1 };

it('an event that was never delivered is found in the provider’s list and booked', async () => {
  const gift = await payUnseen();
  expect(await kit.app.get(Recovery).fetchUndelivered()).toBeGreaterThan(0);
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
  expect(await kit.app.get(Recovery).fetchUndelivered()).toBe(0);
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
});

it('the nightly comparison finds what is missing of the last 72 hours', async () => {
  const gift = await payUnseen();
  expect(await kit.app.get(Recovery).compareLastDays()).toBeGreaterThan(0);
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
});

it('the booking event that stays away is asked for after 15 minutes', async () => {
  const gift = await payUnseen();
  const session = await kit.sandbox.stripe().checkout.sessions.retrieve(gift.sessionId);
  const seconds = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(event('checkout.session.completed', session, seconds));
  await kit.intake();
  expect((await kit.books(gift.donationId)).status).toBe('pending');
  expect(await kit.app.get(Recovery).askAboutWaiting()).toBe(0);
  kit.clock.advance(15 * 60_000);
  expect(await kit.app.get(Recovery).askAboutWaiting()).toBe(1);
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
});

it('a payment that names no attempt is led back to its checkout by asking the provider', async () => {
  const gift = await payUnseen();
  const session = await kit.sandbox.stripe().checkout.sessions.retrieve(gift.sessionId);
  const intent = await kit.sandbox.stripe().paymentIntents.retrieve(String(session.payment_intent));
  const seconds = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(event('payment_intent.succeeded', { ...intent, metadata: {} }, seconds));
  await kit.intake();
  expect((await kit.books(gift.donationId)).status).toBe('pending');
  kit.clock.advance(15 * 60_000);
  await kit.app.get(Recovery).askAboutWaiting();
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
});

it('the webhook after the list, and the list after the webhook, are the same event', async () => {
  const gift = await payUnseen();
  await kit.app.get(Recovery).compareLastDays();
  const [listed] = await kit.app.database.rows<{ body: Buffer }>(
    `SELECT body FROM provider_event WHERE type = 'payment_intent.succeeded' ORDER BY id DESC LIMIT 1`,
  );
  await kit.deliver({ ...JSON.parse(String(listed?.body)), pending_webhooks: 0 });
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
  const conflicts = await kit.app.database.rows('SELECT id FROM inbox_conflict');
  expect(conflicts).toEqual([]);
});

it('a payment of somebody else’s at the same account holds up no gift', async () => {
  const stripe = kit.sandbox.stripe();
  const foreign = await stripe.checkout.sessions.create({
    mode: 'payment',
    client_reference_id: '商店订单-1',
    line_items: [
      { quantity: 1, price_data: { currency: 'cny', unit_amount: 500, product_data: { name: '义卖' } } },
    ],
    success_url: 'https://shop.example/',
  });
  await kit.sandbox.control('POST', '/pay', { session: foreign.id });
  const paid = await stripe.checkout.sessions.retrieve(foreign.id);
  const intent = await stripe.paymentIntents.retrieve(String(paid.payment_intent));
  const gift = await payUnseen();
  const session = await stripe.checkout.sessions.retrieve(gift.sessionId);
  const seconds = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(
    event('payment_intent.succeeded', intent, seconds),
    event('payment_intent.succeeded', { ...intent, id: 'pi_gone_from_the_provider' }, seconds),
    event('checkout.session.completed', session, seconds),
  );
  await kit.intake();
  kit.clock.advance(15 * 60_000);
  await kit.app.get(Recovery).askAboutWaiting();
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
  kit.clock.advance(25 * 60 * 60_000);
  await kit.intake();
  const cases = await kit.app.database.rows("SELECT kind FROM work_case WHERE kind = 'UNKNOWN_PAYMENT'");
  expect(cases).toHaveLength(2);
});

describe('a repair that is asked what it would do', () => {
  // Checkouts are opened at a provider that knows what time it is.
  beforeEach(() => kit.clock.set(new Date()));
  const inbox = async () =>
    Number((await kit.app.database.rows<{ n: string }>('SELECT COUNT(*) AS n FROM provider_event'))[0]?.n);

  it.each(['intake.undelivered', 'intake.compare'] as const)('%s tells, and stores nothing', async (name) => {
    const gift = await payUnseen();
    const before = await inbox();
    const accounts = () => kit.app.database.rows('SELECT events_checked_until FROM provider_account');
    const checked = await accounts();
    const missed = await kit.app.get(Recovery).foresee(name);
    expect(missed.map(({ type }) => type)).toContain('payment_intent.succeeded');
    expect([await inbox(), await accounts()]).toEqual([before, checked]);
    expect(await kit.app.get(Recovery).foresee(name, 'another organization')).toEqual([]);
    expect(await kit.app.get(Recovery).run(name)).toBe(missed.length);
    expect(await kit.app.get(Recovery).foresee(name)).toEqual([]);
    await kit.intake();
    expect(await kit.books(gift.donationId)).toMatchObject(BOOKED);
  });

  it('intake.waiting tells which event it would fetch, and links nothing', async () => {
    const gift = await payUnseen();
    const session = await kit.sandbox.stripe().checkout.sessions.retrieve(gift.sessionId);
    const seconds = Math.floor(kit.clock.now().getTime() / 1000);
    await kit.deliver(event('checkout.session.completed', session, seconds));
    await kit.intake();
    kit.clock.advance(15 * 60_000);
    const before = await inbox();
    const missed = await kit.app.get(Recovery).foresee('intake.waiting');
    expect(missed.map(({ type }) => type)).toEqual(['payment_intent.succeeded']);
    expect(await inbox()).toBe(before);
    expect(await kit.app.get(Recovery).run('intake.waiting')).toBe(1);
  });
});
