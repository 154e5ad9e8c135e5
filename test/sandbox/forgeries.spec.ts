import type Stripe from 'stripe';
import { FORGERIES } from '../../src/sandbox/forgery-kinds.js';
import {
  giftSession,
  type Receiver,
  SANDBOX_WEBHOOK_SECRET,
  startReceiver,
  startSandbox,
  type TestSandbox,
  until,
} from '../support/sandbox.js';

const UNSIGNED = [
  'bad_signature',
  'wrong_secret',
  'no_signature',
  'empty_signature',
  'only_v0',
  'too_old',
  'tampered',
];

describe('false events of the sandbox', () => {
  let receiver: Receiver;
  let sandbox: TestSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url, seed: 11 });
    stripe = sandbox.stripe();
  });
  afterEach(async () => {
    await sandbox.stop();
    await receiver.stop();
  });

  async function paid(): Promise<void> {
    const session = await stripe.checkout.sessions.create(giftSession());
    await sandbox.press(session.id);
  }
  const accepted = ({ body, headers }: Receiver['received'][number]) => {
    try {
      return stripe.webhooks.constructEvent(
        body,
        String(headers['stripe-signature'] ?? ''),
        SANDBOX_WEBHOOK_SECRET,
      );
    } catch {
      return null;
    }
  };

  it('are sent on demand, each under an id of its own that the API does not list', async () => {
    await paid();
    await until('its webhooks', () => receiver.received.length === 3);
    for (const kind of Object.keys(FORGERIES)) {
      receiver.received.length = 0;
      const answer = await sandbox.control('POST', '/forge', { kind });
      expect(answer).toMatchObject({ kind, status: 200 });
      const [one] = receiver.received;
      if (!one) throw new Error(`nothing was sent for ${kind}`);
      if (UNSIGNED.includes(kind)) expect([kind, accepted(one)]).toEqual([kind, null]);
      await expect(stripe.events.retrieve(String(answer.event))).rejects.toThrow('No such event');
    }
    expect((await sandbox.control('GET', '/state')).events).toBe(3);
  });

  it('say something else than the true one', async () => {
    await paid();
    await until('its webhooks', () => receiver.received.length === 3);
    const sent = async (kind: string) => {
      receiver.received.length = 0;
      await sandbox.control('POST', '/forge', { kind });
      const [one] = receiver.received;
      return one && (accepted(one) as Stripe.PaymentIntentSucceededEvent | null);
    };
    expect((await sent('amount'))?.data.object.amount_received).toBe(10_001);
    expect((await sent('currency'))?.data.object.currency).toBe('usd');
    expect((await sent('livemode'))?.livemode).toBe(true);
    expect((await sent('account'))?.account).toBe('acct_somebody_else');
    expect((await sent('other_status'))?.data.object.status).toBe('requires_payment_method');
    expect((await sent('other_type'))?.type).toBe('payment_intent.payment_failed');
    expect((await sent('unknown_payment'))?.data.object.metadata).toEqual({});
  });

  it('go beside true ones by the printed seed, the same in every run', async () => {
    await sandbox.control('PUT', '/faults', { forgeries: 0.5 });
    for (let gift = 0; gift < 6; gift += 1) await paid();
    await until(
      '18 true events',
      () => receiver.received.filter((one) => one.body.includes('"evt_1')).length > 18,
    );
    const kinds = new Set(receiver.received.map((one) => one.body.includes('evt_1forged')));
    expect([...kinds].sort()).toEqual([false, true]);
    const drawn = (seed: number) => {
      const { faults } = sandbox.running.sandbox;
      const fresh = Object.create(Object.getPrototypeOf(faults));
      Object.assign(fresh, { settings: faults.settings, seed, state: seed });
      return Array.from({ length: 50 }, () => fresh.draw().forgery);
    };
    expect(drawn(5)).toEqual(drawn(5));
    expect(drawn(5)).not.toEqual(drawn(6));
  });

  it('need a known kind and an event to be made from', async () => {
    await expect(sandbox.control('POST', '/forge', { kind: 'amount' })).rejects.toThrow('404');
    await expect(sandbox.control('POST', '/forge', { kind: 'constructor' })).rejects.toThrow('400');
    await expect(sandbox.control('PUT', '/faults', { forgeries: 2 })).rejects.toThrow('400');
    await expect(sandbox.control('PUT', '/faults', { refunds: 'never' })).rejects.toThrow('400');
  });
});
