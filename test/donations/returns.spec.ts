import { Intake } from '../../src/intake/intake.service.js';
import { newId } from '../../src/kernel/ids.js';
import type { BuiltProject } from '../support/builders.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from './gift-kit.js';
import {
  balanceOf,
  disputeEvent,
  disputeOf,
  lineOf,
  refundEvents,
  refundOf,
  refundRows,
} from './returns-kit.js';

let kit: GiftKit;
let project: BuiltProject;
let now: number;

beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
  now = kit.clock.now().getTime() / 1000;
});
afterAll(() => kit.close());
beforeEach(() => kit.clock.set(new Date(now * 1000)));

const GIFT = 'gift 10000 CNY 100903 410102 restricted';

async function paid(): Promise<OpenGift> {
  const gift = await kit.give(project);
  await kit.deliver(eventsOf(gift, now).succeeded());
  await kit.intake();
  return gift;
}

async function play(...events: { id: string }[]): Promise<string[]> {
  await kit.deliver(...events);
  await kit.intake();
  const states = await kit.states();
  return events.map(({ id }) => states[id] ?? 'none');
}

const stray = (amount = 10_000): OpenGift => ({
  ...{ donationId: newId(), attemptId: newId(), sessionId: 'cs_none', paymentId: `pi_${newId()}`, amount },
});

describe('refunds made at the provider', () => {
  it('A11 partial refunds 30+30+40, with duplicate notices: three entries, status refunded', async () => {
    const gift = await paid();
    const parts = [3000, 3000, 4000].map((amount, i) => refundEvents(refundOf(gift, amount, now + i)));
    for (const part of parts) {
      const states = await play(
        part.created(),
        part.updated(),
        part.chargeUpdated(),
        part.charge(),
        part.updated(),
      );
      expect(states).toEqual(Array(5).fill('DONE'));
    }
    const books = await kit.books(gift.donationId);
    expect(books.status).toBe('refunded');
    expect(books.facts.filter((fact) => fact.startsWith('refund_succeeded'))).toHaveLength(3);
    const both = (amount: number) => [
      `refund_by_provider ${amount} CNY 220902 100903 restricted`,
      `refund_by_provider ${amount} CNY 410102 220902 restricted`,
    ];
    expect([...books.entries].sort()).toEqual([GIFT, ...both(3000), ...both(3000), ...both(4000)].sort());
    expect(books.cases).toEqual(Array(3).fill('REFUND_BY_PROVIDER'));
    for (const code of ['410102', '220902', '100903'])
      expect(await balanceOf(kit, code, gift.donationId)).toBe(0);
    expect(await refundRows(kit, gift.paymentId)).toEqual(
      [3000, 3000, 4000].map((amount) => ({
        origin: 'provider',
        state: 'succeeded',
        amount: String(amount),
      })),
    );
  });

  it('a partial refund leaves the gift a gift, and tells the others once', async () => {
    const gift = await paid();
    await play(refundEvents(refundOf(gift, 2500, now)).created());
    expect((await kit.books(gift.donationId)).status).toBe('succeeded');
    expect(await balanceOf(kit, '410102', gift.donationId)).toBe(-7500);
    const changed = await kit.app.database.rows(
      "SELECT ref FROM outbox_event WHERE kind = 'donation.changed' AND ref = ?",
      [gift.donationId],
    );
    expect(changed).toHaveLength(1);
  });

  it('A09 the refund event before the payment event: waits, then both are booked', async () => {
    const gift = await kit.give(project);
    const refund = refundEvents(refundOf(gift, 10_000, now + 1)).created();
    expect(await play(refund)).toEqual(['WAITING']);
    expect((await kit.books(gift.donationId)).facts).toEqual([]);
    await play(eventsOf(gift, now).succeeded());
    kit.clock.advance(11_000);
    await kit.intake();
    expect((await kit.states())[refund.id]).toBe('DONE');
    expect(await kit.books(gift.donationId)).toMatchObject({ status: 'refunded', announced: 1 });
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(0);
  });

  it('A09 both in one batch, the refund first: booked at once', async () => {
    const gift = await kit.give(project);
    const refund = refundEvents(refundOf(gift, 4000, now + 1)).created();
    expect(await play(refund, eventsOf(gift, now).succeeded())).toEqual(['DONE', 'DONE']);
    expect((await kit.books(gift.donationId)).status).toBe('succeeded');
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(6000);
  });

  it.each(['in one batch', 'one after the other', 'failure first'])(
    'A12 refund.failed after the refund had succeeded, %s: reversing entry, case',
    async (how) => {
      const gift = await paid();
      const of = refundEvents(refundOf(gift, 10_000, now));
      const events = [of.created(), of.updated('failed', now + 60), of.failed(now + 60)];
      if (how === 'failure first') events.reverse();
      if (how === 'in one batch') expect(await play(...events)).toEqual(['DONE', 'DONE', 'DONE']);
      else for (const event of events) await play(event);
      kit.clock.advance(11_000);
      await kit.intake();
      const states = await kit.states();
      expect(events.map(({ id }) => states[id])).toEqual(['DONE', 'DONE', 'DONE']);
      const books = await kit.books(gift.donationId);
      expect(books.status).toBe('succeeded');
      expect(books.entries).toEqual([
        GIFT,
        'refund_by_provider 10000 CNY 220902 100903 restricted',
        'refund_by_provider 10000 CNY 410102 220902 restricted',
        'refund_failed 10000 CNY 100903 220902 restricted',
      ]);
      expect(books.cases).toEqual(['REFUND_BY_PROVIDER', 'REFUND_FAILED']);
      expect(await balanceOf(kit, '220902', gift.donationId)).toBe(-10_000);
      expect(await refundRows(kit, gift.paymentId)).toMatchObject([{ state: 'failed' }]);
    },
  );

  it('a refund that failed before it ever succeeded moves nothing and bothers nobody', async () => {
    const gift = await paid();
    const of = refundEvents(refundOf(gift, 10_000, now));
    await play(of.created('pending'), of.failed());
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'succeeded',
      entries: [GIFT],
      cases: [],
    });
  });

  it('a refund that was canceled moves nothing', async () => {
    const gift = await paid();
    const of = refundEvents(refundOf(gift, 10_000, now));
    expect(await play(of.created('requires_action'), of.updated('canceled'))).toEqual(['DONE', 'DONE']);
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'succeeded',
      entries: [GIFT],
      cases: [],
    });
  });

  it('news of a failure waits for the event that states it', async () => {
    const gift = await paid();
    const of = refundEvents(refundOf(gift, 10_000, now));
    const [created, updated] = await play(of.created(), of.updated('failed', now + 60));
    expect([created, updated]).toEqual(['DONE', 'WAITING']);
    expect((await kit.books(gift.donationId)).status).toBe('refunded');
  });

  it('more refunded than came: booked as it is, and a person is told', async () => {
    const gift = await paid();
    await play(
      refundEvents(refundOf(gift, 9000, now)).created(),
      refundEvents(refundOf(gift, 2000, now)).created(),
    );
    expect((await kit.books(gift.donationId)).cases).toContain('OVER_RETURNED');
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(-1000);
  });

  it('our own words in a refund’s metadata prove nothing: another payment’s refund stays the provider’s', async () => {
    const gift = await paid();
    const of = refundEvents(refundOf(gift, 500, now, { refund: newId() }));
    await play(of.created());
    expect(await refundRows(kit, gift.paymentId)).toMatchObject([{ origin: 'provider', state: 'succeeded' }]);
  });
});

describe('disputes', () => {
  const closing = (
    dispute: ReturnType<typeof disputeOf>,
    status: string,
    lines: ReturnType<typeof lineOf>[],
  ) => disputeEvent(dispute, 'closed', status, lines, now + 500);

  it('A13 withdrawn, then won with the fee back: clearing correct to the cent', async () => {
    const gift = await paid();
    const dispute = disputeOf(gift, now + 10);
    const out = lineOf(-10_000, 1500, now + 10);
    const back = lineOf(10_000, -1500, now + 400);
    await play(
      disputeEvent(dispute, 'created', 'needs_response', [out], now + 10),
      disputeEvent(dispute, 'funds_withdrawn', 'needs_response', [out], now + 10),
    );
    const open = await kit.books(gift.donationId);
    expect(open.entries).toEqual([
      'dispute_withdrawn 1500 CNY 530101 100903 unrestricted',
      'dispute_withdrawn 10000 CNY 112201 100903 restricted',
      GIFT,
    ]);
    expect(open).toMatchObject({ status: 'succeeded', cases: ['DISPUTE_OPENED'] });
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(-1500);
    await play(
      closing(dispute, 'won', [out, back]),
      disputeEvent(dispute, 'funds_reinstated', 'won', [out, back], now + 500),
    );
    for (const [code, balance] of [
      ['100903', 10_000],
      ['112201', 0],
      ['530101', 0],
      ['410102', -10_000],
    ] as const)
      expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
    expect((await kit.books(gift.donationId)).status).toBe('succeeded');
  });

  it.each([
    ['with its movement', true],
    ['before its movement', false],
  ])('A13 lost, told %s: taken from income, the fee stays', async (_name, told) => {
    const gift = await paid();
    const dispute = disputeOf(gift, now + 10);
    const out = lineOf(-10_000, 1500, now + 10);
    await play(closing(dispute, 'lost', told ? [out] : []));
    await play(disputeEvent(dispute, 'funds_withdrawn', 'needs_response', [out], now + 10));
    const books = await kit.books(gift.donationId);
    expect(books.entries).toEqual([
      'dispute_lost 10000 CNY 410102 112201 restricted',
      'dispute_withdrawn 1500 CNY 530101 100903 unrestricted',
      'dispute_withdrawn 10000 CNY 112201 100903 restricted',
      GIFT,
    ]);
    expect(books.status).toBe('refunded');
    for (const [code, balance] of [
      ['100903', -1500],
      ['112201', 0],
      ['530101', 1500],
      ['410102', 0],
    ] as const)
      expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
    const [row] = await kit.app.database.rows(
      'SELECT state, place FROM dispute WHERE provider_dispute_id = ?',
      [dispute.id],
    );
    expect(row).toEqual({ state: 'lost', place: 'gift' });
  });

  it('lost, then given back after all: income again', async () => {
    const gift = await paid();
    const dispute = disputeOf(gift, now + 10);
    const out = lineOf(-10_000, 1500, now + 10);
    const back = lineOf(10_000, 0, now + 900);
    await play(closing(dispute, 'lost', [out]));
    await play(disputeEvent(dispute, 'funds_reinstated', 'won', [out, back], now + 900));
    await play(disputeEvent(dispute, 'closed', 'won', [out, back], now + 900));
    for (const [code, balance] of [
      ['100903', 8500],
      ['112201', 0],
      ['410102', -10_000],
    ] as const)
      expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
    expect((await kit.books(gift.donationId)).status).toBe('succeeded');
  });

  it('an inquiry moves nothing; its case names the day by which to answer', async () => {
    const gift = await paid();
    const dispute = disputeOf(gift, now);
    await play(
      disputeEvent(dispute, 'created', 'warning_needs_response', [], now),
      disputeEvent(dispute, 'closed', 'warning_closed', [], now + 60),
    );
    expect(await kit.books(gift.donationId)).toMatchObject({ entries: [GIFT], cases: ['DISPUTE_OPENED'] });
    const [row] = await kit.app.database.rows<{ detail: string; due_on: string }>(
      'SELECT detail, due_on FROM work_case WHERE dedupe_key = ?',
      [`DISPUTE_OPENED:${dispute.id}`],
    );
    const due = new Date((now + 9 * 86_400) * 1000).toISOString();
    expect(row?.detail).toContain(due);
    expect(row?.due_on).toBe(due.slice(0, 10));
    const [state] = await kit.app.database.rows('SELECT state FROM dispute WHERE provider_dispute_id = ?', [
      dispute.id,
    ]);
    expect(state).toEqual({ state: 'inquiry_closed' });
  });

  it('events that overtake each other leave the latest word', async () => {
    const gift = await paid();
    const dispute = disputeOf(gift, now);
    const out = lineOf(-10_000, 1500, now);
    await play(closing(dispute, 'lost', [out]));
    await play(disputeEvent(dispute, 'updated', 'under_review', [out], now + 100));
    const [state] = await kit.app.database.rows('SELECT state FROM dispute WHERE provider_dispute_id = ?', [
      dispute.id,
    ]);
    expect(state).toEqual({ state: 'lost' });
  });
});

describe('money in suspense', () => {
  it('A15 a refund of money that differs from the promise leaves suspense, not the fund', async () => {
    const gift = await kit.give(project);
    await play(eventsOf(gift, now).succeeded({ amount_received: 9000 }));
    await play(refundEvents(refundOf(gift, 9000, now + 1)).created());
    const books = await kit.books(gift.donationId);
    expect(books.entries).toEqual([
      'refund_by_provider 9000 CNY 220901 220902 suspense',
      'refund_by_provider 9000 CNY 220902 100903 suspense',
      'suspense_gift 9000 CNY 100903 220901 suspense',
    ]);
    expect(books).toMatchObject({
      status: 'pending',
      cases: ['AMOUNT_MISMATCH', 'REFUND_BY_PROVIDER'],
      announced: 0,
    });
  });

  it('A16 refund and lost dispute of a payment that is nobody’s lie in suspense with their cases', async () => {
    const nobody = stray();
    const refund = refundOf(nobody, 1000, now + 1);
    const dispute = disputeOf(nobody, now + 2, 9000);
    const out = lineOf(-9000, 1500, now + 2);
    const events = [
      refundEvents(refund).created(),
      disputeEvent(dispute, 'funds_withdrawn', 'needs_response', [out], now + 2),
      eventsOf(nobody, now).succeeded(),
    ];
    expect(await play(...events)).toEqual(['WAITING', 'WAITING', 'WAITING']);
    kit.clock.advance(25 * 3_600_000);
    await kit.intake();
    await play(disputeEvent(dispute, 'closed', 'lost', [], now + 90_000));
    await play(refundEvents(refund).failed(now + 90_001));
    kit.clock.advance(25 * 3_600_000);
    await kit.intake();
    const states = await kit.states();
    expect(events.map(({ id }) => states[id])).toEqual(['DONE', 'DONE', 'DONE']);
    const books = await kit.books(nobody.paymentId);
    expect(books.entries).toEqual([
      'dispute_lost 9000 CNY 220901 112201 suspense',
      'dispute_withdrawn 1500 CNY 530101 100903 unrestricted',
      'dispute_withdrawn 9000 CNY 112201 100903 suspense',
      'refund_by_provider 1000 CNY 220901 220902 suspense',
      'refund_by_provider 1000 CNY 220902 100903 suspense',
      'refund_failed 1000 CNY 100903 220902 suspense',
      'suspense_gift 10000 CNY 100903 220901 suspense',
    ]);
    expect(books.cases).toEqual(['DISPUTE_OPENED', 'REFUND_BY_PROVIDER', 'REFUND_FAILED', 'UNKNOWN_PAYMENT']);
  });

  it('a refund in another currency than its payment is not taken from the fund', async () => {
    const gift = await paid();
    await play(refundEvents({ ...refundOf(gift, 700, now), currency: 'usd' }).created());
    expect(await balanceOf(kit, '410102', gift.donationId)).toBe(-10_000);
    expect((await kit.books(gift.donationId)).entries).toContain(
      'refund_by_provider 700 USD 220901 220902 suspense',
    );
  });
});

it('two loops with halves of one story at once: the same books, no row fails', async () => {
  const gifts = await Promise.all(Array.from({ length: 12 }, paid));
  const events = gifts.flatMap((gift) => {
    const refund = refundEvents(refundOf(gift, 10_000, now));
    return [refund.failed(), refund.created(), refund.updated(), refund.chargeUpdated()];
  });
  const shuffled = events.map((_event, i) => events[(i * 7) % events.length] ?? {});
  await Promise.all([0, 1, 2, 3].map((n) => kit.deliver(...shuffled.filter((_each, i) => i % 4 === n))));
  const loop = async () => {
    while ((await kit.app.get(Intake).runOnce()) > 0);
  };
  await Promise.all([loop(), loop(), loop(), loop()]);
  expect(
    await kit.app.database.rows(
      "SELECT id, last_error FROM provider_event WHERE state = 'NEW' AND attempts > 0",
    ),
  ).toEqual([]);
  for (const gift of gifts) {
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(10_000);
    expect(await refundRows(kit, gift.paymentId)).toMatchObject([{ state: 'failed' }]);
  }
});
