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
