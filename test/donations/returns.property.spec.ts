import fc from 'fast-check';
import { newId } from '../../src/kernel/ids.js';
import type { BuiltProject } from '../support/builders.js';
import { eventsOf, type GiftKit, openGiftKit } from './gift-kit.js';
import { disputeEvent, disputeOf, lineOf, refundEvents, refundOf } from './returns-kit.js';

let kit: GiftKit;
let project: BuiltProject;

beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
});
afterAll(() => kit.close());

/** What happens to one gift's payment. Amounts in fen of 100.00 yuan. */
interface Story {
  readonly refunds: readonly {
    readonly amount: number;
    readonly failed: boolean;
    readonly second: boolean;
  }[];
  readonly dispute: 'none' | 'inquiry' | 'open' | 'won' | 'won_fee_back' | 'lost' | 'lost_then_won';
  readonly second: boolean;
  readonly mismatch: boolean;
}

const story: fc.Arbitrary<Story> = fc.record({
  refunds: fc.array(
    fc.record({ amount: fc.integer({ min: 1, max: 6000 }), failed: fc.boolean(), second: fc.boolean() }),
    { maxLength: 3 },
  ),
  dispute: fc.constantFrom('none', 'inquiry', 'open', 'won', 'won_fee_back', 'lost', 'lost_then_won'),
  second: fc.boolean(),
  mismatch: fc.boolean(),
});

/**
 * Plays a story with the given order and number of events in a batch; what it leaves is named by the provider's own
 * keys, so that two tellings of it can be compared.
 */
async function tell(
  { refunds, dispute, second, mismatch }: Story,
  order: (events: { id: string }[]) => { id: string }[],
  batch: number,
): Promise<object> {
  kit.clock.set(new Date());
  const at = Math.floor(kit.clock.now().getTime() / 1000) - 100_000;
  const gift = await kit.give(project);
  const again = { ...gift, paymentId: `pi_${newId()}` };
  const names = new Map<string, string>([
    [gift.paymentId, 'payment'],
    [again.paymentId, 'second payment'],
    [gift.donationId, 'gift'],
  ]);
  const events: { id: string }[] = [eventsOf(gift, at).succeeded(mismatch ? { amount_received: 9_000 } : {})];
  if (second) events.push(eventsOf(again, at + 5).succeeded());
  refunds.forEach(({ amount, failed, second: ofSecond }, i) => {
    const refund = refundOf(second && ofSecond ? again : gift, amount, at + 10 + i);
    names.set(refund.id, `refund ${i}`);
    const of = refundEvents(refund);
    events.push(of.created(), of.updated(), of.chargeUpdated('succeeded', at + 20), of.charge(at + 21));
    if (failed) events.push(of.updated('failed', at + 100), of.failed(at + 100));
  });
  if (dispute !== 'none') {
    const bank = disputeOf(gift, at + 30, 4_000);
    const out = lineOf(-4_000, 1_500, at + 31);
    const back = lineOf(4_000, dispute === 'won_fee_back' ? -1_500 : 0, at + 900);
    names.set(bank.id, 'dispute').set(out.id, 'out').set(back.id, 'back');
    if (dispute === 'inquiry') {
      events.push(
        disputeEvent(bank, 'created', 'warning_needs_response', [], at + 30),
        disputeEvent(bank, 'closed', 'warning_closed', [], at + 90),
      );
    } else {
      events.push(
        disputeEvent(bank, 'created', 'needs_response', [out], at + 30),
        disputeEvent(bank, 'funds_withdrawn', 'needs_response', [out], at + 31),
        disputeEvent(bank, 'updated', 'under_review', [out], at + 200),
      );
      if (dispute.startsWith('lost')) events.push(disputeEvent(bank, 'closed', 'lost', [out], at + 500));
      if (dispute !== 'open' && dispute !== 'lost')
        events.push(
          disputeEvent(bank, 'closed', 'won', [out, back], at + 901),
          disputeEvent(bank, 'funds_reinstated', 'won', [out, back], at + 902),
        );
    }
  }
  const played = order(events);
  for (let i = 0; i < played.length; i += batch) {
    await kit.deliver(...played.slice(i, i + batch));
    await kit.intake();
  }
  // What waited for its other half is looked at again.
  for (let look = 0; look < 6; look++) {
    kit.clock.advance(15 * 60_000);
    await kit.intake();
  }
  return left(gift.donationId, [gift.paymentId, again.paymentId], events, names);
}

async function left(
  donationId: string,
  payments: string[],
  events: readonly { id: string }[],
  names: Map<string, string>,
): Promise<object> {
  const { database } = kit.app;
  const named = (text: string): string =>
    [...names].reduce((known, [id, name]) => known.replaceAll(id, name), text).replace(/:(won|lost)$/, ' $1');
  const list = async (sql: string, parameters: unknown[]): Promise<string[]> =>
    (await database.rows<{ line: string }>(sql, parameters)).map(({ line }) => named(line)).sort();
  return {
    status: (await database.rows('SELECT status FROM donation WHERE id = ?', [donationId]))[0],
    facts: await list(
      `SELECT CONCAT_WS(' ', f.kind, f.fact_key, f.amount, f.fee, f.payment_key,
         TIMESTAMPDIFF(SECOND, d.created_at, f.occurred_at) DIV 3600) AS line
       FROM fact f JOIN payment_attempt a ON a.id = f.payment_attempt_id JOIN donation d ON d.id = a.donation_id
       WHERE a.donation_id = ?`,
      [donationId],
    ),
    entries: await list(
      `SELECT CONCAT_WS(' ', e.kind, e.source_type, s.fact_key, e.subject_type, e.project_id = d.project_id,
         e.occurred_at = GREATEST(s.occurred_at, COALESCE(l.occurred_at, s.occurred_at)), e.booked_on, t.leg, t.amount,
         t.currency, b.code, c.code, f.code) AS line
       FROM entry e JOIN donation d ON d.id = e.subject_id JOIN transfer t ON t.entry_id = e.id
       JOIN account b ON b.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
       JOIN fund f ON f.id = t.fund_id JOIN fact s ON s.id = e.source_id
       LEFT JOIN fact l ON e.source_type = 'dispute_lost' AND l.fact_key = CONCAT(s.dispute_key, ':lost')
       WHERE e.subject_id = ?`,
      [donationId],
    ),
    refunds: await list(
      `SELECT CONCAT_WS(' ', origin, state, amount, provider_refund_id, place) AS line FROM refund
       WHERE payment_key IN (?)`,
      [payments],
    ),
    disputes: await list(
      `SELECT CONCAT_WS(' ', state, amount, place, TIMESTAMPDIFF(SECOND, opened_at, stated_at)) AS line FROM dispute
       WHERE payment_key IN (?)`,
      [payments],
    ),
    // More went back than came: that may have been so for a while only, before a refund was known to have failed.
    cases: await list(
      `SELECT CONCAT_WS(' ', kind, dedupe_key) AS line FROM work_case
       WHERE subject_id = ? AND kind <> 'OVER_RETURNED'`,
      [donationId],
    ),
    unfinished: await list(
      "SELECT CONCAT_WS(' ', type, state, last_error) AS line FROM provider_event WHERE state <> 'DONE' AND event_id IN (?)",
      [events.map(({ id }) => id)],
    ),
  };
}

it('any order and repetition of a gift’s payment, refunds and disputes: the same entries, balances, rows and status', async () => {
  await fc.assert(
    fc.asyncProperty(
      story,
      fc.array(fc.nat(), { minLength: 6, maxLength: 20 }),
      fc.infiniteStream(fc.nat(1_000_000)),
      fc.integer({ min: 1, max: 9 }),
      async (told, again, shuffle, batch) => {
        const plain = await tell(told, (events) => events, 100);
        const mixed = (events: { id: string }[]): { id: string }[] => {
          const all = [...events, ...again.map((pick) => events[pick % events.length] ?? { id: '' })];
          return all
            .map((event) => ({ event, place: shuffle.next().value as number }))
            .sort((one, other) => one.place - other.place)
            .map(({ event }) => event);
        };
        expect(await tell(told, mixed, batch)).toEqual(plain);
        expect((plain as { unfinished: string[] }).unfinished).toEqual([]);
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
}, 3_000_000);
