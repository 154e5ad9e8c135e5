import fc from 'fast-check';
import { Doubts } from '../../src/intake/doubts.service.js';
import { Intake } from '../../src/intake/intake.service.js';
import { newId } from '../../src/kernel/ids.js';
import { brokenRules } from '../../src/platform/database/check.js';
import { Projects } from '../../src/projects/projects.service.js';
import { ReceiptIssuing } from '../../src/receipts/receipt-issuing.service.js';
import { receiptsChecks } from '../../src/receipts/receipts.checks.js';
import { eventsOf, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import type { BuiltProject } from '../support/builders.js';

let kit: GiftKit;
let project: BuiltProject;
let now: number;

beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
  now = kit.clock.now().getTime() / 1000;
});
afterAll(() => kit.close());
/** Sessions are opened at a real provider, which knows what time it is. */
beforeEach(() => kit.clock.set(new Date(now * 1000)));

const BOOKED = {
  status: 'succeeded',
  facts: ['payment_succeeded 10000 CNY'],
  entries: ['gift 10000 CNY 100903 410102 restricted'],
  cases: [],
  announced: 1,
};

const SIX_ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

it('A01 one signed event becomes one donation, one entry, one announcement', async () => {
  const gift = await kit.give(project);
  await kit.deliver(eventsOf(gift, now).succeeded());
  await kit.intake();
  expect(await kit.books(gift.donationId)).toEqual(BOOKED);
});

it('A05 the same event fifty times in parallel, with four loops working: one entry', async () => {
  const gift = await kit.give(project);
  const one = eventsOf(gift, now).succeeded();
  const again = Array.from({ length: 10 }, () => eventsOf(gift, now).succeeded());
  await Promise.all(Array.from({ length: 50 }, () => kit.deliver(one)));
  await Promise.all(again.map((other) => kit.deliver(other)));
  await Promise.all(Array.from({ length: 4 }, () => kit.app.get(Intake).runOnce()));
  await kit.intake();
  expect(await kit.books(gift.donationId)).toEqual(BOOKED);
});

describe('A07 payment, charge and checkout events in all orders', () => {
  it.each(SIX_ORDERS)('%i %i %i, one after the other', async (...order) => {
    const gift = await kit.give(project);
    const { succeeded, charge, completed } = eventsOf(gift, now);
    const events = [succeeded(), charge(), completed()];
    for (const i of order) {
      await kit.deliver(events[i] ?? {});
      await kit.intake();
    }
    kit.clock.advance(11_000);
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual(BOOKED);
    const states = await kit.states();
    expect(events.map(({ id }) => states[id])).toEqual(['DONE', 'DONE', 'DONE']);
  });

  it.each(SIX_ORDERS)('%i %i %i, in one batch', async (...order) => {
    const gift = await kit.give(project);
    const { succeeded, charge, completed } = eventsOf(gift, now);
    const events = [succeeded(), charge(), completed()];
    await kit.deliver(...order.map((i) => events[i] ?? {}));
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual(BOOKED);
    const states = await kit.states();
    expect(events.map(({ id }) => states[id])).toEqual(['DONE', 'DONE', 'DONE']);
  });

  it('links a charge without metadata by the provider payment id', async () => {
    const gift = await kit.give(project);
    const { succeeded, charge } = eventsOf(gift, now);
    await kit.deliver(succeeded());
    await kit.intake();
    const bare = charge({ metadata: {} });
    await kit.deliver(bare);
    await kit.intake();
    expect((await kit.states())[bare.id]).toBe('DONE');
  });
});

describe('A08 payments that take their time', () => {
  it('completed unpaid, then succeeded: booked once', async () => {
    const gift = await kit.give(project);
    const { completed, asyncSucceeded, succeeded } = eventsOf(gift, now);
    await kit.deliver(completed('unpaid'));
    await kit.intake();
    expect((await kit.books(gift.donationId)).status).toBe('pending');
    await kit.deliver(asyncSucceeded(), succeeded());
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual(BOOKED);
  });

  it('completed unpaid, then failed: not booked', async () => {
    const gift = await kit.give(project);
    const { completed, asyncFailed } = eventsOf(gift, now);
    await kit.deliver(completed('unpaid'), asyncFailed());
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual({
      ...BOOKED,
      status: 'failed',
      facts: ['payment_failed'],
      entries: [],
      announced: 0,
    });
  });
});

describe('A10 failure and success', () => {
  it('declined, then paid at the same checkout: booked, and nobody is bothered', async () => {
    const gift = await kit.give(project);
    const { failed, succeeded } = eventsOf(gift, now);
    await kit.deliver(failed('card_declined', now - 60));
    await kit.intake();
    expect((await kit.books(gift.donationId)).status).toBe('failed');
    await kit.deliver(succeeded());
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual({
      ...BOOKED,
      facts: ['payment_failed', 'payment_succeeded 10000 CNY'],
    });
  });

  it('failed for good, then succeeded late: booked, and a person is told', async () => {
    const gift = await kit.give(project);
    const { completed, asyncFailed, succeeded } = eventsOf(gift, now);
    await kit.deliver(completed('unpaid', now - 90), asyncFailed(now - 60));
    await kit.intake();
    expect((await kit.books(gift.donationId)).status).toBe('failed');
    await kit.deliver(succeeded());
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual({
      ...BOOKED,
      facts: ['payment_failed', 'payment_succeeded 10000 CNY'],
      cases: ['LATE_SUCCESS'],
    });
  });

  it('succeeded, then failed: stays booked', async () => {
    const gift = await kit.give(project);
    const { failed, succeeded } = eventsOf(gift, now);
    await kit.deliver(succeeded({}, now - 60));
    await kit.intake();
    await kit.deliver(failed('card_declined', now));
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual({
      ...BOOKED,
      facts: ['payment_failed', 'payment_succeeded 10000 CNY'],
    });
  });

  it('expired, then succeeded: booked, and a person is told', async () => {
    const gift = await kit.give(project);
    const { expired, succeeded } = eventsOf(gift, now);
    await kit.deliver(expired(now - 5));
    await kit.intake();
    expect((await kit.books(gift.donationId)).status).toBe('expired');
    await kit.deliver(succeeded());
    await kit.intake();
    expect(await kit.books(gift.donationId)).toMatchObject({ status: 'succeeded', cases: ['LATE_SUCCESS'] });
  });

  it('the project was closed meanwhile: booked to its fund, and a person is told', async () => {
    const closing = await kit.project();
    const gift = await kit.give(closing);
    await kit.app.get(Projects).close({ staffId: null }, closing.id);
    await kit.deliver(eventsOf(gift, now).succeeded({}, now + 60));
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual({ ...BOOKED, cases: ['LATE_SUCCESS'] });
  });

  it('a second payment for one gift: booked too, flagged, announced once', async () => {
    const gift = await kit.give(project);
    await kit.deliver(eventsOf(gift, now).succeeded());
    await kit.intake();
    await kit.deliver(eventsOf({ ...gift, paymentId: `pi_${newId()}` }, now).succeeded());
    await kit.intake();
    expect(await kit.books(gift.donationId)).toEqual({
      status: 'succeeded',
      facts: ['payment_succeeded 10000 CNY', 'payment_succeeded 10000 CNY'],
      entries: ['gift 10000 CNY 100903 410102 restricted', 'gift 10000 CNY 100903 410102 restricted'],
      cases: ['SECOND_SUCCESS'],
      announced: 1,
    });
  });
});

it('after a second payment receipts and books still agree: the receipt is about the gift', async () => {
  const gift = await kit.give(project);
  const second = eventsOf({ ...gift, paymentId: `pi_${newId()}` }, now).succeeded();
  const receipt = () =>
    kit.app.database.rows('SELECT amount FROM receipt_item WHERE donation_id = ?', [gift.donationId]);
  const issue = () =>
    kit.app.database.inTransaction((tx) =>
      kit.app.get(ReceiptIssuing).follow(tx, kit.organizationId, [gift.donationId]),
    );
  await kit.deliver(eventsOf(gift, now).succeeded());
  await kit.intake();
  await issue();
  await kit.deliver(second);
  await kit.intake();
  expect(await receipt()).toEqual([{ amount: '10000' }]);
  expect(await brokenRules(kit.app.database, receiptsChecks)).toEqual([]);

  const both = await kit.give(project);
  await kit.deliver(
    eventsOf(both, now).succeeded(),
    eventsOf({ ...both, paymentId: `pi_${newId()}` }, now).succeeded(),
  );
  await kit.intake();
  await kit.app.database.inTransaction((tx) =>
    kit.app.get(ReceiptIssuing).follow(tx, kit.organizationId, [both.donationId]),
  );
  const [amount] = await kit.app.database.rows('SELECT amount FROM receipt_item WHERE donation_id = ?', [
    both.donationId,
  ]);
  expect(amount).toEqual({ amount: '10000' });
});

it('after a day without workers nothing is taken for unclaimed that stands right behind', async () => {
  const gift = await kit.give(project);
  const events = eventsOf(gift, kit.clock.now().getTime() / 1000);
  await kit.deliver(events.completed());
  kit.clock.advance(25 * 60 * 60_000);
  await kit.intake();
  await kit.deliver(events.succeeded());
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject({ status: 'succeeded', cases: [], announced: 1 });
  kit.clock.advance(15 * 60_000);
  await kit.intake();
  expect((await kit.books(gift.donationId)).cases).toEqual([]);
});

it('two declines for one reason and a success between them: in any order the same books', async () => {
  const books = async (order: readonly number[]) => {
    const gift = await kit.give(project);
    const other = eventsOf({ ...gift, paymentId: `pi_${newId()}` }, now);
    const of = eventsOf(gift, now);
    const events = [of.failed('card_declined', now - 60), of.failed('card_declined', now + 60)];
    const all = [...events, other.succeeded({}, now)];
    for (const i of order) {
      await kit.deliver(all[i] ?? {});
      await kit.intake();
    }
    return kit.books(gift.donationId);
  };
  const first = await books([0, 1, 2]);
  expect(first).toMatchObject({ status: 'succeeded', cases: [], announced: 1 });
  for (const order of [
    [1, 0, 2],
    [2, 1, 0],
    [1, 2, 0, 1],
  ])
    expect(await books(order)).toEqual(first);
});

describe('A15 another amount or currency', () => {
  it.each([
    ['amount', { amount_received: 9999 }, 'suspense_gift 9999 CNY', 'AMOUNT_MISMATCH'],
    ['currency', { currency: 'usd' }, 'suspense_gift 10000 USD', 'CURRENCY_MISMATCH'],
  ])('%s: suspense, no receipt, a case', async (_name, more, entry, kind) => {
    const gift = await kit.give(project);
    await kit.deliver(eventsOf(gift, now).succeeded(more));
    await kit.intake();
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'pending',
      entries: [`${entry} 100903 220901 suspense`],
      cases: [kind],
      announced: 0,
    });
  });
});

describe('A16 a payment that is nobody’s', () => {
  it('waits a day, then lies in suspense with a case', async () => {
    const paymentId = `pi_${newId()}`;
    const stray = eventsOf(
      { donationId: newId(), attemptId: newId(), sessionId: 'cs_none', paymentId, amount: 500 },
      now,
    ).succeeded();
    await kit.deliver(stray);
    await kit.intake();
    expect((await kit.states())[stray.id]).toBe('WAITING');
    kit.clock.advance(23 * 3_600_000);
    await kit.intake();
    expect((await kit.books(paymentId)).entries).toEqual([]);
    kit.clock.advance(3_600_000);
    await kit.intake();
    expect((await kit.states())[stray.id]).toBe('DONE');
    expect(await kit.books(paymentId)).toMatchObject({
      entries: ['suspense_gift 500 CNY 100903 220901 suspense'],
      cases: ['UNKNOWN_PAYMENT'],
    });
  });
});

describe('rows that cannot be read', () => {
  it('an event that contradicts itself is quarantined and holds up nobody', async () => {
    const gift = await kit.give(project);
    const other = await kit.give(project);
    const wrong = eventsOf(gift, now).succeeded({ status: 'requires_payment_method' });
    await kit.deliver(wrong, eventsOf(other, now).succeeded());
    await kit.intake();
    expect((await kit.states())[wrong.id]).toBe('WAITING');
    expect(await kit.books(other.donationId)).toEqual(BOOKED);
    // The sandbox never heard of that payment.
    expect(await kit.app.get(Doubts).ask()).toBe(1);
    expect((await kit.states())[wrong.id]).toBe('QUARANTINED');
  });

  it('a row that fails again and again is quarantined at the eighth time; its neighbours are booked at once', async () => {
    const gift = await kit.give(project);
    const other = await kit.give(project);
    // A currency that the ledger does not know cannot be posted.
    const poison = eventsOf(gift, now).succeeded({ currency: 'qqq' });
    await kit.deliver(poison, eventsOf(other, now).succeeded());
    await kit.intake();
    expect(await kit.books(other.donationId)).toEqual(BOOKED);
    for (let i = 0; i < 8; i++) {
      kit.clock.advance(3_600_001);
      await kit.intake();
    }
    expect((await kit.states())[poison.id]).toBe('QUARANTINED');
    const [row] = await kit.app.database.rows<{ last_error: string; attempts: string }>(
      'SELECT last_error FROM provider_event WHERE event_id = ?',
      [poison.id],
    );
    expect(row?.last_error).toContain('QQQ');
  });
});

it('any order and any repetition of a gift’s events give the same books', async () => {
  const seconds = kit.clock.now().getTime() / 1000;
  const kinds = fc.subarray(['succeeded', 'charge', 'completed', 'failed', 'expired', 'second'], {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(
      kinds,
      fc.array(fc.nat(), { minLength: 12, maxLength: 30 }),
      fc.nat(6),
      async (chosen, picks, batch) => {
        const books = async (order: (events: object[]) => object[], together: number): Promise<object> => {
          const gift = await kit.give(project);
          const of = eventsOf(gift, seconds);
          const second = eventsOf({ ...gift, paymentId: `pi_${newId()}` }, seconds);
          const all: Record<string, object> = {
            succeeded: of.succeeded(),
            charge: of.charge(),
            completed: of.completed(),
            failed: of.failed('card_declined', seconds - 60),
            expired: of.expired(seconds - 30),
            second: second.succeeded({}, seconds + 30),
          };
          const events = order(chosen.map((kind) => all[kind] ?? {}));
          for (let i = 0; i < events.length; i += together) {
            await kit.deliver(...events.slice(i, i + together));
            await kit.intake();
          }
          return kit.books(gift.donationId);
        };
        const plain = await books((events) => events, 100);
        const shuffled = (events: object[]): object[] => [
          ...picks.map((pick) => events[pick % events.length] ?? {}),
          ...events,
        ];
        expect(await books(shuffled, batch + 1)).toEqual(plain);
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

it('many gifts’ events, shuffled over loops that work side by side: each gift once, no row fails', async () => {
  const seconds = Math.floor(kit.clock.now().getTime() / 1000);
  const gifts = await Promise.all(Array.from({ length: 40 }, () => kit.give(project)));
  const events = gifts.flatMap((gift, i) => {
    const of = eventsOf(gift, seconds);
    const second = eventsOf({ ...gift, paymentId: `pi_${newId()}` }, seconds);
    const all = [of.failed('card_declined', seconds - 60), of.completed(), of.succeeded(), of.charge()];
    return i % 4 === 0 ? [...all, second.succeeded(), second.charge()] : all;
  });
  // Strides of 37 through the list: the events of a gift lie far apart, in every order.
  const shuffled = events.map((_event, i) => events[(i * 37) % events.length] ?? {});
  expect(new Set(shuffled).size).toBe(events.length);
  await Promise.all(
    Array.from({ length: 8 }, (_, n) => kit.deliver(...shuffled.filter((_each, i) => i % 8 === n))),
  );
  const intake = kit.app.get(Intake);
  const loop = async () => {
    while ((await intake.runOnce()) > 0);
  };
  await Promise.all(Array.from({ length: 8 }, loop));
  const failed = await kit.app.database.rows(
    "SELECT id, last_error FROM provider_event WHERE state = 'NEW' AND attempts > 0",
  );
  expect(failed).toEqual([]);
  for (const [i, { donationId }] of gifts.entries()) {
    const twice = i % 4 === 0;
    const entry = 'gift 10000 CNY 100903 410102 restricted';
    expect(await kit.books(donationId)).toMatchObject({
      status: 'succeeded',
      entries: twice ? [entry, entry] : [entry],
      cases: twice ? ['SECOND_SUCCESS'] : [],
      announced: 1,
    });
  }
}, 60_000);
