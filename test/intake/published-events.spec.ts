import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStripeEvent } from '../../src/providers/stripe/stripe.facts.js';
import { event, type GiftKit, openGiftKit } from '../donations/gift-kit.js';

const FOLDER = join(import.meta.dirname, '../fixtures/stripe');
const HOURS_25 = 25 * 3_600_000;
type Json = Record<string, unknown>;
interface Sent {
  readonly name: string;
  readonly event: Json & { id: string };
}
interface Row {
  state: string;
  last_error: string | null;
}

/** The types of event in which Stripe sends an object of each kind, right and wrong ones alike. */
const TYPES: Record<string, readonly string[]> = {
  charge: ['charge.succeeded', 'charge.failed', 'charge.refunded', 'charge.updated'],
  'checkout.session': [
    'checkout.session.completed',
    'checkout.session.expired',
    'checkout.session.async_payment_succeeded',
  ],
  dispute: ['created', 'updated', 'funds_withdrawn', 'funds_reinstated', 'closed'].map(
    (what) => `charge.dispute.${what}`,
  ),
  payment_intent: ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'],
  payout: ['created', 'updated', 'paid', 'failed', 'canceled', 'reconciliation_completed'].map(
    (what) => `payout.${what}`,
  ),
  refund: ['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated'],
};

const published = JSON.parse(readFileSync(join(FOLDER, 'stripe-mock.json'), 'utf8')) as {
  resources: Record<string, Json>;
};
const resource = (kind: string, more: Json = {}): Json => ({ ...published.resources[kind], ...more });

/** Every published object in every type of event that may carry it. */
function wrapped(name: string, object: Json, now: number): Sent[] {
  const types = TYPES[String(object.object)] ?? [`${String(object.object)}.updated`];
  return types.map((type) => ({ name: `${name} in ${type}`, event: event(type, object, now) }));
}

/**
 * What samples in public SDK test suites (stripe-ruby-mock, dj-stripe) have that today's API has not, written anew:
 * old API versions, lists where objects are expected, types that contradict what is inside.
 */
function oddities(now: number): Sent[] {
  const odd: [string, string, Json][] = [
    [
      'a refund list that is an array, as in 2013',
      'charge.refunded',
      resource('charge', {
        refunded: true,
        amount_refunded: 1000,
        refunds: [{ amount: 1000, object: 'refund' }],
      }),
    ],
    ['reinstated money without a line', 'charge.dispute.funds_reinstated', resource('dispute')],
    [
      'one line by its id instead of a list',
      'charge.dispute.funds_withdrawn',
      resource('dispute', { balance_transaction: 'txn_1', balance_transactions: undefined }),
    ],
    [
      'lines that are ids',
      'charge.dispute.funds_withdrawn',
      resource('dispute', { balance_transactions: ['txn_1', 'txn_2'] }),
    ],
    [
      'taken and given back with the fee, of a payment that is not ours',
      'charge.dispute.funds_reinstated',
      resource('dispute', {
        id: 'dp_published',
        payment_intent: 'pi_published',
        status: 'won',
        balance_transactions: [
          resource('balance_transaction', {
            id: 'txn_pub1',
            amount: -1000,
            fee: 1500,
            net: -2500,
            type: 'adjustment',
          }),
          resource('balance_transaction', {
            id: 'txn_pub2',
            amount: 1000,
            fee: -1500,
            net: 2500,
            type: 'adjustment',
          }),
        ],
      }),
    ],
    ['failed by type, paid inside', 'payout.failed', resource('payout', { status: 'paid' })],
    ['a payout that was called transfer', 'transfer.paid', resource('payout', { object: 'transfer' })],
    ['a refund of a currency that is no word', 'refund.created', resource('refund', { currency: '€' })],
    ['a refund of less than nothing', 'refund.created', resource('refund', { amount: -100 })],
    ['a refund with half a cent', 'refund.created', resource('refund', { amount: 0.5 })],
    ['a dispute of a text', 'charge.dispute.created', resource('dispute', { amount: '1000' })],
    ['a refund that says it is a charge', 'refund.updated', resource('charge')],
    ['an expanded charge', 'refund.updated', resource('refund', { charge: resource('charge') })],
    ['a status from the future', 'refund.updated', resource('refund', { status: 'on_the_moon' })],
    ['a dispute that was prevented', 'charge.dispute.closed', resource('dispute', { status: 'prevented' })],
  ];
  return odd.map(([name, type, object]) => ({ name, event: event(type, object, now) }));
}

/** Files laid beside ours; each event gets an id of its own, because samples share theirs. */
function more(now: number): Sent[] {
  const folder = join(FOLDER, 'more');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name): Sent[] => {
      const body = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json;
      if (body.object !== 'event') return wrapped(name, body, now);
      const id = `evt_${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
      return [{ name, event: { ...body, id } }];
    });
}

/** What becomes of them after a day; what is not read yet (payouts) is not named. */
const BECOMES: Record<string, string> = {
  'a refund list that is an array, as in 2013': 'DONE',
  'reinstated money without a line': 'QUARANTINED',
  'one line by its id instead of a list': 'QUARANTINED',
  'lines that are ids': 'QUARANTINED',
  'taken and given back with the fee, of a payment that is not ours': 'DONE',
  'a refund of a currency that is no word': 'QUARANTINED',
  'a refund of less than nothing': 'QUARANTINED',
  'a refund with half a cent': 'QUARANTINED',
  'a dispute of a text': 'QUARANTINED',
  'a refund that says it is a charge': 'QUARANTINED',
  'an expanded charge': 'DONE',
  'a status from the future': 'QUARANTINED',
  'a dispute that was prevented': 'DONE',
};

let kit: GiftKit;
let sent: Sent[];
beforeAll(async () => {
  kit = await openGiftKit();
  const now = kit.clock.now().getTime() / 1000;
  const objects = Object.entries(published.resources).filter(([kind]) => kind !== 'event');
  sent = [
    ...objects.flatMap(([kind, object]) => wrapped(`stripe-mock ${kind}`, object, now)),
    { name: 'stripe-mock event', event: resource('event') as Sent['event'] },
    ...oddities(now),
    ...more(now),
  ];
});
afterAll(() => kit.close());

async function rowOf({ event: { id } }: Sent): Promise<Row | undefined> {
  const rows = await kit.app.database.rows<Row>(
    'SELECT state, last_error FROM provider_event WHERE event_id = ?',
    [id],
  );
  return rows[0];
}

describe('what others published', () => {
  it('the reader never throws; what it calls a fact is one, and what it cannot believe it names', () => {
    for (const { name, event: body } of sent) {
      const { facts, contradiction } = readStripeEvent(body);
      if (contradiction !== null)
        expect([name, contradiction, facts]).toEqual([name, expect.any(String), []]);
      for (const { key, amount, currency, occurredAt } of facts) {
        expect([name, key]).toEqual([name, expect.stringMatching(/^\S{3,160}$/)]);
        if (amount !== null) expect([name, amount > 0n]).toEqual([name, true]);
        if (currency !== null) expect([name, currency]).toEqual([name, expect.stringMatching(/^[A-Z]{3}$/)]);
        expect([name, Number.isNaN(occurredAt.getTime())]).toEqual([name, false]);
      }
    }
  });

  it('each is accepted with 200 and stands in the inbox once', async () => {
    for (const one of sent) await kit.deliver(one.event);
    const [{ n } = { n: '' }] = await kit.app.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM provider_event',
    );
    expect(Number(n)).toBe(sent.length);
  });

  it('and becomes facts, a case, or is set aside with a reason; nothing fails, nothing is lost', async () => {
    await kit.intake();
    kit.clock.advance(HOURS_25);
    await kit.intake();
    for (const one of sent) {
      const row = await rowOf(one);
      expect([one.name, row?.state]).toEqual([
        one.name,
        expect.stringMatching(/^(DONE|IGNORED|QUARANTINED|WAITING)$/),
      ]);
      if (row?.state !== 'DONE')
        expect([one.name, row?.last_error]).toEqual([one.name, expect.stringMatching(/./)]);
      // A row that failed for a defect of ours carries the name of an error.
      expect([one.name, row?.last_error ?? '']).toEqual([one.name, expect.not.stringMatching(/^\w*Error: /)]);
    }
    for (const [name, state] of Object.entries(BECOMES)) {
      const one = sent.find((each) => each.name === name);
      expect([name, one && (await rowOf(one))?.state]).toEqual([name, state]);
    }
    const kinds = await kit.app.database.rows<{ kind: string }>(
      'SELECT DISTINCT kind FROM work_case ORDER BY kind',
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['DISPUTE_OPENED', 'REFUND_BY_PROVIDER']),
    );
    const failed = await kit.app.database.rows(
      'SELECT id, type, last_error FROM provider_event WHERE state = ?',
      ['NEW'],
    );
    expect(failed).toEqual([]);
  });

  it('money of a payment that is nobody’s goes to suspense with a case, after a day', async () => {
    const now = kit.clock.now().getTime() / 1000;
    const intent = resource('payment_intent', {
      id: 'pi_nobody',
      status: 'succeeded',
      amount_received: 1099,
    });
    await kit.deliver(event('payment_intent.succeeded', intent, now));
    await kit.intake();
    kit.clock.advance(HOURS_25);
    await kit.intake();
    const cases = await kit.app.database.rows<{ kind: string; amount: string; currency: string }>(
      "SELECT kind, amount, currency FROM work_case WHERE amount = 1099 AND currency = 'USD'",
    );
    expect(cases).toHaveLength(1);
  });
});
