import type Stripe from 'stripe';
import {
  giftSession,
  type Receiver,
  startReceiver,
  startSandbox,
  type TestSandbox,
  until,
} from '../support/sandbox.js';

describe('webhooks of the sandbox', () => {
  let receiver: Receiver;
  let sandbox: TestSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url, retryMs: 30 });
    stripe = sandbox.stripe();
  });
  afterEach(async () => {
    await sandbox.stop();
    await receiver.stop();
  });

  async function gifts(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const session = await stripe.checkout.sessions.create(giftSession());
      await sandbox.control('POST', '/pay', { session: session.id });
    }
  }
  const ids = () => receiver.received.map((one) => (JSON.parse(one.body) as Stripe.Event).id);
  const undelivered = async () => (await stripe.events.list({ delivery_success: false, limit: 100 })).data;

  it('are repeated, with growing pauses and fresh signatures, until a 2xx answer', async () => {
    const times: number[] = [];
    receiver.answer = (_, count) => {
      times.push(Date.now());
      return [500, 302, 404][count - 1] ?? 204;
    };
    await sandbox.control('POST', '/emit', {
      event: { id: 'evt_one', type: 'charge.expired', data: { object: {} } },
    });
    await until('four attempts', () => receiver.received.length === 4);
    expect(new Set(ids())).toEqual(new Set(['evt_one']));
    expect(new Set(receiver.received.map((one) => one.body)).size).toBe(1);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses.map((pause, index) => pause >= 30 * 2 ** index - 2)).toEqual([true, true, true]);
    await until('success is known', async () => (await undelivered()).length === 0);
    expect((await stripe.events.retrieve('evt_one')).pending_webhooks).toBe(0);
  });

  it('that fail are found by delivery_success=false, and are pending', async () => {
    receiver.answer = () => 503;
    await gifts(1);
    await until('attempts', () => receiver.received.length >= 3);
    const failed = await undelivered();
    expect(failed.map((event) => event.type).sort()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.succeeded',
    ]);
    expect(failed.every((event) => event.pending_webhooks === 1)).toBe(true);
    const intents = await stripe.events.list({
      delivery_success: false,
      types: ['payment_intent.succeeded'],
    });
    expect(intents.data).toHaveLength(1);
    expect((await stripe.events.list({ delivery_success: true })).data).toEqual([]);
  });

  it('lost ones never arrive, are found by the list, and can be sent again by hand', async () => {
    await sandbox.control('PUT', '/faults', { loss: 1 });
    await gifts(2);
    await new Promise((done) => setTimeout(done, 200));
    expect(receiver.received).toEqual([]);
    const lost = await undelivered();
    expect(lost).toHaveLength(6);
    await sandbox.control('POST', '/redeliver', { event: lost[0]?.id });
    await until('the one sent again', () => receiver.received.length === 1);
    expect(ids()).toEqual([lost[0]?.id]);
    await until('it is delivered', async () => (await undelivered()).length === 5);
  });

  it('faults come from the seed: the same seed draws the same fates', async () => {
    const twin = await startSandbox({ webhookUrl: receiver.url, seed: 7 });
    const other = await startSandbox({ webhookUrl: receiver.url, seed: 8 });
    const fates = [sandbox, twin, other].map(({ running }) => {
      running.sandbox.faults.settings = {
        ...running.sandbox.faults.settings,
        loss: 0.3,
        duplicates: 0.3,
        disorder: 0.3,
      };
      return JSON.stringify(Array.from({ length: 200 }, () => running.sandbox.faults.draw()));
    });
    await Promise.all([twin.stop(), other.stop()]);
    expect(fates[0]).toBe(fates[1]);
    expect(fates[0]).not.toBe(fates[2]);
    const drawn = JSON.parse(fates[0] ?? '[]') as { lost: boolean; again_ms: number | null }[];
    const share = (count: number) => count / drawn.length;
    expect(share(drawn.filter((fate) => fate.lost).length)).toBeCloseTo(0.3, 0);
    expect(share(drawn.filter((fate) => fate.again_ms !== null).length)).toBeCloseTo(0.3, 0);
  });

  it('duplicates and disorder: every event still arrives, some twice, not in order', async () => {
    await sandbox.control('PUT', '/faults', { duplicates: 0.5, disorder: 0.5 });
    await gifts(6);
    await until('all', () => new Set(ids()).size === 18 && receiver.received.length > 18);
    const made = [...sandbox.running.sandbox.store.timeline('event').newestFirst(0, 1e12)].reverse();
    expect([...new Set(ids())]).not.toEqual(made);
    expect([...new Set(ids())].sort()).toEqual(made.sort());
  });

  it('can be stopped and resumed, and delayed', async () => {
    await sandbox.control('POST', '/deliveries', { on: false });
    await gifts(1);
    await new Promise((done) => setTimeout(done, 150));
    expect(receiver.received).toEqual([]);
    await sandbox.control('POST', '/deliveries', { on: true });
    await until('three webhooks', () => receiver.received.length === 3);
    await sandbox.control('PUT', '/faults', { delay_ms: 400 });
    const start = Date.now();
    await gifts(1);
    await until('three more', () => receiver.received.length === 6);
    expect(Date.now() - start).toBeGreaterThanOrEqual(400);
  });

  it('a receiver that never answers does not hold up the others', async () => {
    receiver.answer = (body) => (body.includes('evt_stuck') ? null : 200);
    await sandbox.control('POST', '/emit', {
      event: { id: 'evt_stuck', type: 'charge.expired', data: { object: {} } },
    });
    await gifts(5);
    await until('all the others', () => receiver.received.length === 16);
    expect((await undelivered()).map((event) => event.id)).toEqual(['evt_stuck']);
  });

  it('refuses faults that are none', async () => {
    for (const wrong of [{ loss: 2 }, { loss: '1' }, { colour: 1 }, { api_down: 1 }]) {
      await expect(sandbox.control('PUT', '/faults', wrong)).rejects.toThrow('400');
    }
  });
});
