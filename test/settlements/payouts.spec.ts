import { Recovery } from '../../src/intake/recovery.service.js';
import type { OutboxTask } from '../../src/platform/outbox/subscriber.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { SettlementsJobs } from '../../src/settlements/settlements.jobs.js';
import { SettlementsQueries } from '../../src/settlements/settlements.queries.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { UnbookedDisputes } from '../../src/settlements/unbooked-disputes.service.js';
import { type GiftKit, openGiftKit } from '../donations/gift-kit.js';

const DAY_S = 86_400;
let kit: GiftKit;
beforeEach(async () => {
  kit = await openGiftKit();
});
afterEach(() => kit.close());

interface Payout {
  readonly id: string;
  readonly amount: number;
}

const account = async () => (await kit.app.get(ProviderAccounts).ensureMain())?.id ?? '';
const importLines = async () => kit.app.get(Settlements).importRecent(await account());
const settlements = () =>
  kit.app.get(SettlementsQueries).settlements(kit.organizationId, { skip: 0, limit: 100 });
const control = <T>(path: string, body: object) => kit.sandbox.control('POST', path, body) as Promise<T>;

/** Books a paid gift of 100.00 yuan and returns what the provider leaves of it. */
async function paidGift(): Promise<{ donationId: string; sessionId: string }> {
  const project = await kit.project();
  const gift = await kit.give(project);
  await control('/pay', { session: gift.sessionId });
  kit.clock.advance(60_000);
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
  return gift;
}

async function entriesAbout(subjectId: string): Promise<string[]> {
  const rows = await kit.app.database.rows<{ line: string }>(
    `SELECT CONCAT_WS(' ', e.kind, t.amount, d.code, c.code, f.code) AS line
       FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account d ON d.id = t.debit_account_id
       JOIN account c ON c.id = t.credit_account_id JOIN fund f ON f.id = t.fund_id
      WHERE e.subject_id = ? ORDER BY e.occurred_at, e.id, t.leg`,
    [subjectId],
  );
  return rows.map(({ line }) => line);
}

async function casesOf(kind: string): Promise<string[]> {
  const rows = await kit.app.database.rows<{ subject: string }>(
    'SELECT subject_id AS subject FROM work_case WHERE kind = ?',
    [kind],
  );
  return rows.map(({ subject }) => subject);
}

it('A14 payout.paid then payout.failed 3 days later: reversed, and a person is asked', async () => {
  await paidGift();
  await importLines();
  const payout = await control<Payout>('/payout', { early: true });
  kit.clock.advance(60_000);
  expect(await importLines()).toBe(1);
  expect(await entriesAbout(payout.id)).toEqual([`payout ${payout.amount} 100904 100903 TREASURY`]);
  expect(await settlements()).toMatchObject([
    {
      payoutId: payout.id,
      amount: BigInt(payout.amount),
      state: 'paid',
      lines: 1,
      linesNet: BigInt(payout.amount),
    },
  ]);

  kit.clock.advance(3 * DAY_S * 1000);
  await control(`/payout/${payout.id}`, { to: 'failed', code: 'account_closed' });
  expect(await importLines()).toBe(1);
  expect(await entriesAbout(payout.id)).toEqual([
    `payout ${payout.amount} 100904 100903 TREASURY`,
    `payout_failed ${payout.amount} 100903 100904 TREASURY`,
  ]);
  expect(await settlements()).toMatchObject([{ state: 'failed', failureCode: 'account_closed' }]);
  expect(await casesOf('PAYOUT_FAILED')).toHaveLength(1);
  expect(await importLines()).toBe(0);
});

it('a payout says which gifts are in it, and its lines add up to it; the next one takes only what is new', async () => {
  const gifts = [await paidGift(), await paidGift()];
  await importLines();
  const first = await control<Payout>('/payout', { early: true });
  gifts.push(await paidGift());
  const second = await control<Payout>('/payout', { early: true });
  kit.clock.advance(60_000);
  await Promise.all([importLines(), importLines()]);

  const found = await settlements();
  expect(found.map(({ payoutId, lines }) => [payoutId, lines]).sort()).toEqual(
    [
      [first.id, 2],
      [second.id, 1],
    ].sort(),
  );
  const lines = kit.app.get(SettlementsQueries);
  const inside = new Map<string, (string | null)[]>();
  for (const { id, payoutId, amount, linesNet } of found) {
    expect(linesNet).toBe(amount);
    inside.set(
      payoutId,
      (await lines.linesOf(id, { skip: 0, limit: 10 })).map(({ donationId }) => donationId),
    );
    expect(await lines.partsOf(id)).toMatchObject([{ net: amount }]);
  }
  expect(inside.get(first.id)?.sort()).toEqual([gifts[0]?.donationId, gifts[1]?.donationId].sort());
  expect(inside.get(second.id)).toEqual([gifts[2]?.donationId]);
});

it('a payout made by hand at the provider is booked and has no lines of its own', async () => {
  await paidGift();
  const payout = await control<Payout>('/payout', { automatic: false, amount: 1_000, early: true });
  kit.clock.advance(60_000);
  await importLines();
  expect(await entriesAbout(payout.id)).toEqual(['payout 1000 100904 100903 TREASURY']);
  expect(await settlements()).toMatchObject([{ automatic: false, linesImportedAt: null, lines: 0 }]);
});

it('fees that belong to no payment are booked, given back ones too; an unknown type asks a person (D15)', async () => {
  await paidGift();
  const fee = await control<{ id: string }>('/line', { type: 'stripe_fee', amount: -250 });
  const back = await control<{ id: string }>('/line', { type: 'stripe_fee', amount: 50 });
  const future = await control<{ id: string }>('/line', { type: 'a_type_of_next_year', amount: -77 });
  kit.clock.advance(60_000);
  await importLines();
  expect(await entriesAbout(fee.id)).toEqual(['provider_fee 250 530101 100903 GEN']);
  expect(await entriesAbout(back.id)).toEqual(['provider_fee_returned 50 100903 530101 GEN']);
  expect(await entriesAbout(future.id)).toEqual([]);
  expect(await casesOf('D15')).toEqual([future.id]);
});

it('D11 a dispute that the statement knows and no event booked asks a person after a day, once', async () => {
  const gift = await paidGift();
  await kit.sandbox.control('POST', '/deliveries', { on: false });
  await control('/dispute', { session: gift.sessionId });
  kit.clock.advance(60_000);
  await importLines();
  const disputes = kit.app.get(UnbookedDisputes);
  expect(await disputes.openCases()).toBe(0);
  kit.clock.advance((DAY_S + 1) * 1000);
  expect(await disputes.openCases()).toBe(1);
  expect(await disputes.openCases()).toBe(0);
  expect(await casesOf('D11')).toHaveLength(1);
});

it('an event about a payout rings for the statement, which alone books it', async () => {
  await paidGift();
  await importLines();
  const payout = await control<Payout>('/payout', { early: true });
  const { data: events } = await kit.sandbox.stripe().events.list({ limit: 100 });
  await kit.deliver(...events.filter(({ type }) => type.startsWith('payout.')));
  kit.clock.advance(60_000);
  await kit.intake();
  const rows = await kit.app.database.rows<{ state: string }>(
    "SELECT state FROM provider_event WHERE type LIKE 'payout.%'",
  );
  expect(rows.length).toBeGreaterThan(2);
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['DONE']));
  expect(await entriesAbout(payout.id)).toEqual([]);
  await kit.app.get(SettlementsJobs).subscribers[0]?.perform(await announced());
  expect(await entriesAbout(payout.id)).toEqual([`payout ${payout.amount} 100904 100903 TREASURY`]);
});

async function announced(): Promise<OutboxTask> {
  const [event] = await kit.app.database.rows<{ ref: string; dedupeKey: string }>(
    "SELECT ref, dedupe_key AS dedupeKey FROM outbox_event WHERE kind = 'payout.stated' LIMIT 1",
  );
  if (!event) throw new Error('nothing was announced');
  return { id: '1', eventId: '1', kind: 'payout.stated', organizationId: null, attempts: 0, ...event };
}
