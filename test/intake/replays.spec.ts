import { Replays } from '../../src/intake/replays.service.js';
import { newId } from '../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../donations/gift-kit.js';
import { type BuiltProject, buildOrganization } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';

let kit: GiftKit;
let project: BuiltProject;
let clerk: string;
let approver: string;
let start: Date;

beforeAll(async () => {
  kit = await openGiftKit({}, {}, { worker: true });
  project = await kit.project();
  clerk = await buildPerson(kit.app, kit.organizationId, 'clerk');
  approver = await buildPerson(kit.app, kit.organizationId, 'approver');
  start = kit.clock.now();
});
beforeEach(() => kit.clock.set(start));
afterAll(async () => {
  await kit.app.settle();
  await kit.close();
});

const seconds = () => Math.floor(start.getTime() / 1000);
/** An event of the main account as it lies in quarantine after its eighth failure. */
async function setAside(body: object | string, state = 'QUARANTINED'): Promise<string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const eventId = `evt_${newId()}`;
  await kit.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO provider_event (provider, account, event_id, type, body, body_sha256, headers, received_at, state,
         attempts, next_at, last_error) VALUES ('stripe', 'main', ?, 'payment_intent.succeeded', ?,
         UNHEX(SHA2(?, 256)), '{}', ?, ?, 8, ?, 'Error: boom')`,
      [eventId, text, text, kit.clock.now(), state, kit.clock.now()],
    ),
  );
  const [row] = await kit.app.database.rows<{ id: string }>(
    'SELECT id FROM provider_event WHERE event_id = ?',
    [eventId],
  );
  return String(row?.id);
}
const give = (mail = `d-${newId()}@example.org`) => kit.give(project, { mail });
const paid = (gift: OpenGift) => eventsOf(gift, seconds()).succeeded();
const of = (rowId: string, mails = false, organizationId = kit.organizationId) => ({
  ...{ organizationId, rowId, mails },
});
const request = (rowId: string, mails = false) =>
  kit.app.get(Replays).request({ staffId: clerk }, of(rowId, mails));
const approve = async (approvalId: string, staffId = approver, organizationId = kit.organizationId) =>
  kit.app
    .get(Replays)
    .approve(
      { staffId, organizationId },
      approvalId,
      await shownHash(kit.app, kit.organizationId, approvalId),
    );
const stateOf = async (rowId: string) =>
  (
    await kit.app.database.rows<{ state: string }>('SELECT state FROM provider_event WHERE id = ?', [rowId])
  )[0]?.state;
const votes = async (id: string) =>
  (await kit.app.get(ApprovalsQueries).byId(kit.organizationId, id))?.votes.length;
/** How many rows there are of everything a replay could write. */
const everything = () =>
  kit.app.database.rows(
    ['fact', 'entry', 'transfer', 'unnumbered_entry', 'outbox_event', 'work_case', 'account', 'mail_message']
      .map((table) => `SELECT '${table}' AS name, COUNT(*) AS n FROM ${table}`)
      .join(' UNION ALL '),
  );
const mailsTo = async (donationId: string) =>
  (
    await kit.app.database.rows(
      `SELECT m.id FROM mail_message m JOIN receipt r ON m.dedupe_key = CONCAT('receipt:', r.id)
        JOIN receipt_item i ON i.receipt_id = r.id WHERE i.donation_id = ?`,
      [donationId],
    )
  ).length;

describe('an event that was set aside', () => {
  test('shows what a replay would book, and writes nothing for it', async () => {
    const gift = await give();
    await kit.app.settle();
    const rowId = await setAside(paid(gift));
    const before = await everything();
    expect(await kit.app.get(Replays).dryRun(of(rowId))).toMatchObject({
      outcome: 'applied',
      facts: [{ fact: 'payment_succeeded', key: gift.paymentId, amount: '10000', currency: 'CNY' }],
      transfers: [{ entry: 'gift', debit: '100903', credit: '410102', amount: '10000', currency: 'CNY' }],
      cases: [],
    });
    expect(await everything()).toEqual(before);
    expect([await stateOf(rowId), (await kit.books(gift.donationId)).status]).toEqual([
      'QUARANTINED',
      'pending',
    ]);
  });

  test('is replayed when another person agrees, with a receipt and without a mail', async () => {
    const gift = await give();
    const rowId = await setAside(paid(gift));
    expect(await approve(await request(rowId))).toBe('replayed');
    await kit.app.settle();
    expect(await stateOf(rowId)).toBe('DONE');
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'succeeded',
      entries: ['gift 10000 CNY 100903 410102 restricted'],
    });
    const receipts = await kit.app.database.rows('SELECT 1 FROM receipt_item WHERE donation_id = ?', [
      gift.donationId,
    ]);
    expect([receipts.length, await mailsTo(gift.donationId)]).toEqual([1, 0]);
  });

  test('mails the donor when that was asked for', async () => {
    const gift = await give();
    await approve(await request(await setAside(paid(gift)), true));
    await kit.app.settle();
    expect(await mailsTo(gift.donationId)).toBe(1);
  });

  test('waits like any other when its other half is missing', async () => {
    const event = paid(await give());
    const body = JSON.stringify(event).replace(/"payment_attempt":"\w+"/, '"other":"x"');
    const rowId = await setAside(body);
    expect(await kit.app.get(Replays).dryRun(of(rowId))).toMatchObject({
      outcome: 'unknown_parent',
      facts: [],
    });
    await approve(await request(rowId));
    expect(await stateOf(rowId)).toBe('WAITING');
  });

  test.each([
    ['no JSON', '{"id":', 'replay_unreadable'],
    ['two keys of one name', '{"id":"evt_1","id":"evt_2","type":"x"}', 'replay_unreadable'],
    [
      'a contradiction',
      JSON.stringify({ id: 'evt_1', type: 'payment_intent.succeeded', created: 1 }),
      'replay_fails',
    ],
  ])('stays set aside when it is %s', async (_, body, code) => {
    const rowId = await setAside(body);
    await expect(request(rowId)).rejects.toMatchObject({ kind: 'conflict', code });
    expect(await stateOf(rowId)).toBe('QUARANTINED');
  });

  test.each(['IGNORED', 'DONE'])('%s rows stay what they are', async (state) => {
    const rowId = await setAside(paid(await give()), state);
    await expect(request(rowId)).rejects.toMatchObject({ code: 'replay_not_quarantined' });
    expect(await stateOf(rowId)).toBe(state);
  });

  test('A33 is not replayed by the one who asked, by other roles, or from another organization', async () => {
    const rowId = await setAside(paid(await give()));
    const approvalId = await request(rowId);
    await expect(approve(approvalId, clerk)).rejects.toMatchObject({ code: 'approval_own_vote' });
    const supervisor = await buildPerson(kit.app, kit.organizationId, 'supervisor');
    await expect(approve(approvalId, supervisor)).rejects.toMatchObject({ code: 'approval_not_entitled' });
    const elsewhere = await buildOrganization(kit.app);
    const stranger = await buildPerson(kit.app, elsewhere, 'approver', 'clerk');
    await expect(approve(approvalId, stranger, elsewhere)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(
      kit.app.get(Replays).request({ staffId: stranger }, of(rowId, false, elsewhere)),
    ).rejects.toMatchObject({ code: 'replay_not_quarantined' });
    expect(await stateOf(rowId)).toBe('QUARANTINED');
  });

  test('A33 is not replayed when it would now do something else than was shown', async () => {
    const gift = await give();
    const rowId = await setAside(paid(gift));
    const approvalId = await request(rowId);
    // The same payment comes by itself meanwhile.
    await kit.deliver(paid(gift));
    await kit.app.settle();
    await expect(approve(approvalId)).rejects.toMatchObject({ code: 'approval_changed' });
    expect([await stateOf(rowId), await votes(approvalId)]).toEqual(['QUARANTINED', 0]);
    expect((await kit.books(gift.donationId)).entries).toHaveLength(1);
  });

  test('is replayed once when several people agree at the same moment', async () => {
    const gift = await give();
    const approvalId = await request(await setAside(paid(gift)));
    const people = await Promise.all(
      Array.from({ length: 5 }, () => buildPerson(kit.app, kit.organizationId, 'approver')),
    );
    const results = await Promise.allSettled(people.map((staffId) => approve(approvalId, staffId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await kit.app.settle();
    expect((await kit.books(gift.donationId)).entries).toHaveLength(1);
  });

  test('is asked for once, and no more after 72 hours', async () => {
    const rowId = await setAside(paid(await give()));
    const approvalId = await request(rowId);
    await expect(request(rowId)).rejects.toMatchObject({ code: 'approval_open' });
    kit.clock.advance(72 * 3_600_000);
    await expect(approve(approvalId)).rejects.toMatchObject({ code: 'approval_expired' });
    expect(await stateOf(rowId)).toBe('QUARANTINED');
  });
});
