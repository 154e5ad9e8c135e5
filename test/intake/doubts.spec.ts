import { Doubts } from '../../src/intake/doubts.service.js';
import { Recovery } from '../../src/intake/recovery.service.js';
import { event, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import { balanceOf } from '../donations/returns-kit.js';

let kit: GiftKit;
beforeAll(async () => {
  kit = await openGiftKit({}, { webhookUrl: 'http://127.0.0.1:9/webhooks/stripe/main', retryMs: 600_000 });
});
afterAll(() => kit.close());

/** A gift that was paid at the sandbox, of which nobody told us. */
async function payUnseen() {
  const gift = await kit.give(await kit.project());
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  kit.clock.set(new Date(Date.now() + 5_000));
  const session = await kit.sandbox.stripe().checkout.sessions.retrieve(gift.sessionId);
  const intent = await kit.sandbox.stripe().paymentIntents.retrieve(String(session.payment_intent));
  return { gift, intent, seconds: Math.floor(kit.clock.now().getTime() / 1000) };
}
const reasons = (id: string) =>
  kit.app.database.rows<{ state: string; last_error: string }>(
    'SELECT state, last_error FROM provider_event WHERE event_id = ?',
    [id],
  );

it('says succeeded, holds another status; the provider says succeeded: booked, the doubtful one set aside', async () => {
  const { gift, intent, seconds } = await payUnseen();
  const wrong = event('payment_intent.succeeded', { ...intent, status: 'processing' }, seconds);
  await kit.deliver(wrong);
  await kit.intake();
  expect(await reasons(wrong.id)).toEqual([
    { state: 'WAITING', last_error: expect.stringContaining('contradicts itself') },
  ]);
  expect(await kit.app.get(Doubts).ask()).toBe(1);
  await kit.intake();
  expect(await reasons(wrong.id)).toEqual([
    { state: 'IGNORED', last_error: expect.stringContaining('fetched instead') },
  ]);
  expect(await kit.books(gift.donationId)).toMatchObject({ status: 'succeeded', announced: 1 });
  expect(await kit.app.get(Doubts).ask()).toBe(0);
});

it('says failed, holds succeeded; the provider says succeeded: waits for the booking event, which is fetched', async () => {
  const { gift, intent, seconds } = await payUnseen();
  await kit.deliver(event('payment_intent.payment_failed', intent, seconds));
  await kit.intake();
  await kit.app.get(Doubts).ask();
  await kit.intake();
  expect((await kit.books(gift.donationId)).status).toBe('pending');
  kit.clock.advance(16 * 60_000);
  expect(await kit.app.get(Recovery).askAboutWaiting()).toBeGreaterThan(0);
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject({ status: 'succeeded', cases: [] });
});

it('a refund that failed by its type and succeeded by its status: the provider’s word is booked', async () => {
  const { gift, intent, seconds } = await payUnseen();
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
  const refund = await kit.sandbox.stripe().refunds.create({ payment_intent: intent.id, amount: 2500 });
  await kit.deliver(event('refund.failed', refund, seconds));
  await kit.intake();
  expect(await balanceOf(kit, '100903', gift.donationId)).toBe(10_000);
  expect(await kit.app.get(Doubts).ask()).toBe(1);
  await kit.intake();
  expect(await balanceOf(kit, '100903', gift.donationId)).toBe(7_500);
});

it('a provider that does not answer is asked again; a day later a person has it', async () => {
  const { intent, seconds } = await payUnseen();
  const wrong = event('payment_intent.canceled', intent, seconds);
  await kit.deliver(wrong);
  await kit.intake();
  await kit.sandbox.control('PUT', '/faults', { api_down: true });
  expect(await kit.app.get(Doubts).ask()).toBe(0);
  await kit.sandbox.control('PUT', '/faults', { api_down: false });
  expect((await reasons(wrong.id))[0]?.state).toBe('WAITING');
  kit.clock.advance(25 * 3_600_000);
  await kit.intake();
  expect((await reasons(wrong.id))[0]?.state).toBe('QUARANTINED');
});
