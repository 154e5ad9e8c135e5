import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { CONTRADICTS } from '../../src/intake/intake.js';
import { FORGERIES } from '../../src/sandbox/forgery-kinds.js';
import { type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import type { BuiltProject } from '../support/builders.js';

/** Refused at the door: an answer, and no trace in the database. */
const REFUSED: Record<string, number> = {
  bad_signature: 400,
  wrong_secret: 400,
  no_signature: 400,
  empty_signature: 400,
  only_v0: 400,
  too_old: 400,
  too_new: 400,
  tampered: 400,
  oversized: 413,
  content_type: 415,
};
/** Validly signed: kept in every case, believed in none. */
const KEPT: Record<string, [state: string, reason: string]> = {
  livemode: ['IGNORED', 'livemode differs'],
  thin: ['IGNORED', 'thin event'],
  unknown_type: ['IGNORED', 'type not used'],
  duplicate_keys: ['QUARANTINED', 'unreadable: duplicate_key'],
  invalid_utf8: ['QUARANTINED', 'unreadable: not_utf8'],
  lone_surrogate: ['QUARANTINED', 'unreadable: lone_surrogate'],
  nul: ['QUARANTINED', 'unreadable: nul'],
  bom: ['QUARANTINED', 'unreadable: not_json'],
  deep: ['QUARANTINED', 'unreadable: too_deep'],
  not_json: ['QUARANTINED', 'unreadable: not_json'],
  a_list: ['QUARANTINED', 'not an event: no usable id or type'],
  no_id: ['QUARANTINED', 'not an event: no usable id or type'],
  no_object: ['QUARANTINED', 'the event has no time or no object'],
  other_status: ['WAITING', `${CONTRADICTS}payment_intent.succeeded with status requires_payment_method`],
  other_object: ['QUARANTINED', 'not a payment intent'],
  account: ['QUARANTINED', 'of another account of the provider'],
  other_type: ['WAITING', `${CONTRADICTS}payment_intent.payment_failed with status succeeded`],
};

describe('false events at our door', () => {
  let kit: GiftKit;
  let project: BuiltProject;

  beforeAll(async () => {
    const port = await freePort();
    kit = await openGiftKit({}, { webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe/main` });
    project = await kit.project();
    await kit.app.listen(port);
  });
  afterAll(() => kit.close());
  /** Signatures are judged by the present. */
  beforeEach(() => kit.clock.set(new Date()));

  async function paid(faults: object = {}): Promise<string> {
    const gift = await kit.give(project);
    await kit.sandbox.control('PUT', '/faults', faults);
    await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
    await kit.sandbox.control('PUT', '/faults', { loss: 0 });
    return gift.donationId;
  }
  const forge = (kind: string) => {
    // Age is told to the second, and a busy machine takes several.
    kit.clock.set(new Date());
    return kit.sandbox.control<{ status: number; event: string }>('POST', '/forge', { kind });
  };
  const rows = (since: string) =>
    kit.app.database.rows<{ id: string; state: string; last_error: string }>(
      'SELECT id, state, last_error FROM provider_event WHERE id > ? ORDER BY id',
      [since],
    );
  const last = async () =>
    String(
      (await kit.app.database.rows<{ id: string }>('SELECT MAX(id) AS id FROM provider_event'))[0]?.id ?? 0,
    );
  const untilBooked = async (donation: string) => {
    for (let look = 0; look < 500; look += 1) {
      await kit.intake();
      // All events of the gift must be here: a late one would be taken for the false one's trace.
      const { deliveries } = await kit.sandbox.control<{ deliveries: { pending: number } }>('GET', '/state');
      if (deliveries.pending === 0 && (await kit.books(donation)).status === 'succeeded') return kit.intake();
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error('the gift was not booked');
  };

  it('A02 A04 A06 A17 A39 every kind is answered as it must be, and none touches the true gift', async () => {
    const donation = await paid();
    await untilBooked(donation);
    const before = await kit.books(donation);
    const seen = new Set<string>();
    for (const [kind, status] of Object.entries(REFUSED)) {
      const mark = await last();
      expect([kind, await forge(kind), await rows(mark)]).toEqual([
        kind,
        expect.objectContaining({ status }),
        [],
      ]);
      seen.add(kind);
    }
    for (const [kind, [state, reason]] of Object.entries(KEPT)) {
      const mark = await last();
      expect([kind, (await forge(kind)).status]).toEqual([kind, 200]);
      await kit.intake();
      expect([kind, await rows(mark)]).toEqual([
        kind,
        [expect.objectContaining({ state, last_error: reason })],
      ]);
      seen.add(kind);
    }
    expect(await kit.books(donation)).toEqual(before);
    // A kind without a line above is one that states other money: below.
    expect(Object.keys(FORGERIES).filter((kind) => !seen.has(kind))).toEqual([
      'amount',
      'currency',
      'unknown_payment',
    ]);
  });

  it.each(['amount', 'currency'])(
    'A15 a signed event with another %s: suspense, no receipt, a case',
    async (kind) => {
      const donation = await paid({ loss: 1 });
      expect((await forge(kind)).status).toBe(200);
      await kit.intake();
      const { entries, cases, announced } = await kit.books(donation);
      expect(entries.map((entry) => entry.split(' ')[0])).toEqual(['suspense_gift']);
      expect(cases).toHaveLength(1);
      expect(announced).toBe(0);
    },
  );

  it('a false event that repeats a booked payment with other money changes nothing', async () => {
    const donation = await paid();
    await untilBooked(donation);
    const before = await kit.books(donation);
    await forge('amount');
    await kit.intake();
    const after = await kit.books(donation);
    expect([after.entries, after.facts, after.status]).toEqual([before.entries, before.facts, before.status]);
  });

  it('A16 an unknown payment waits for a day, then stands in suspense with a case', async () => {
    const mark = await last();
    expect((await forge('unknown_payment')).status).toBe(200);
    await kit.intake();
    expect((await rows(mark)).map(({ state }) => state)).toEqual(['WAITING']);
    kit.clock.advance(25 * 3_600_000);
    await kit.intake();
    expect((await rows(mark)).map(({ state }) => state)).toEqual(['DONE']);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
