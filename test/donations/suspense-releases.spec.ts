import { CasesQueries } from '../../src/cases/cases.queries.js';
import { SuspenseReleases } from '../../src/donations/suspense-releases.service.js';
import { newId } from '../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { type BuiltProject, buildOrganization, buildProject } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from './gift-kit.js';
import { disputeEvent, disputeOf, lineOf, refundEvents, refundOf } from './returns-kit.js';

let kit: GiftKit;
let project: BuiltProject;
let clerk: string;
let approver: string;
let start: Date;

beforeAll(async () => {
  kit = await openGiftKit({}, {}, { worker: true });
  clerk = await buildPerson(kit.app, kit.organizationId, 'clerk');
  approver = await buildPerson(kit.app, kit.organizationId, 'approver');
  start = kit.clock.now();
});
beforeEach(async () => {
  kit.clock.set(start);
  project = await kit.project();
});
afterAll(async () => {
  await kit.app.settle();
  await kit.close();
});

const seconds = () => Math.floor(start.getTime() / 1000);

/** The worker's own loops may hold rows while we look: settled is what is still settled when nothing is held. */
async function settle(): Promise<void> {
  for (let look = 0; look < 400; look += 1) {
    await kit.app.settle();
    const [open] = await kit.app.database.rows<{ n: string }>(
      `SELECT (SELECT COUNT(*) FROM provider_event WHERE state = 'NEW') + (SELECT COUNT(*) FROM unnumbered_entry)
            + (SELECT COUNT(*) FROM ledger_numbering n JOIN progress_cursor c USING (organization_id)
                WHERE c.ledger_seq < n.last_seq) AS n`,
    );
    if (Number(open?.n) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('not settled');
}

interface Suspended {
  readonly gift: OpenGift;
  readonly caseId: string;
}

/** The worker's own loop may hold the row while we look, so we look again. */
async function caseAbout(paymentId: string): Promise<string> {
  for (let look = 0; look < 200; look += 1) {
    await settle();
    const [row] = await kit.app.database.rows<{ id: string }>(
      "SELECT id FROM work_case WHERE dedupe_key LIKE CONCAT('%:', ?) AND state = 'open'",
      [paymentId],
    );
    if (row) return row.id;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`no case about ${paymentId}`);
}

/** A gift of 100.00 whose payment brings another amount, or another currency: it lies in suspense. */
async function mismatched(more: object = { amount: 15_000, amount_received: 15_000 }): Promise<Suspended> {
  const gift = await kit.give(project, { mail: `d-${newId()}@example.org` });
  await kit.deliver(eventsOf(gift, seconds()).succeeded(more));
  return { gift, caseId: await caseAbout(gift.paymentId) };
}

/** A payment of 100.00 that names no attempt of ours and was waited for in vain. */
async function unknown(): Promise<Suspended> {
  const gift = await kit.give(project, { mail: `d-${newId()}@example.org` });
  const { succeeded } = eventsOf(gift, seconds());
  await kit.deliver(succeeded({ metadata: {} }));
  await settle();
  kit.clock.advance(25 * 3_600_000);
  return { gift, caseId: await caseAbout(gift.paymentId) };
}

const request = (
  caseId: string,
  to: { donationId?: string; projectId?: string } = {},
  reason = '捐赠人来电说明',
) =>
  kit.app.get(SuspenseReleases).request(
    { staffId: clerk },
    {
      ...{ organizationId: kit.organizationId, caseId, reason },
      ...{ donationId: to.donationId ?? null, projectId: to.projectId ?? null },
    },
  );
const approve = async (approvalId: string, staffId = approver, organizationId = kit.organizationId) =>
  kit.app
    .get(SuspenseReleases)
    .approve(
      { staffId, organizationId },
      approvalId,
      await shownHash(kit.app, kit.organizationId, approvalId),
    );
const votes = async (id: string) =>
  (await kit.app.get(ApprovalsQueries).byId(kit.organizationId, id))?.votes.length;
const progress = async () => kit.app.get(ProgressQueries).ofProject(project.id);
const receipts = (donationId: string) =>
  kit.app.database.rows<{ amount: string }>(
    "SELECT r.amount FROM receipt r JOIN receipt_item i ON i.receipt_id = r.id WHERE i.donation_id = ? AND r.state = 'issued'",
    [donationId],
  );
/** What an account of the chart holds in the fund of this code, credit minus debit. */
async function held(code: string, fund: 'SUSP' | null): Promise<bigint> {
  const [row] = await kit.app.database.rows<{ held: string | null }>(
    `SELECT SUM(IF(c.code = ?, t.amount, 0)) - SUM(IF(d.code = ?, t.amount, 0)) AS held FROM transfer t
       JOIN fund f ON f.id = t.fund_id AND (f.code = ? OR f.id = ?)
       JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id`,
    [code, code, fund ?? '-', fund === null ? project.fundId : '-'],
  );
  return BigInt(row?.held ?? '0');
}

describe('money in suspense', () => {
  test('A15 of another amount is released to its gift: status, receipt and progress follow, the case closes', async () => {
    const lay = await held('220901', 'SUSP');
    const { gift, caseId } = await mismatched({ amount: 8_000, amount_received: 8_000 });
    expect((await held('220901', 'SUSP')) - lay).toBe(8_000n);
    const entryId = await approve(await request(caseId, { donationId: gift.donationId }));
    await settle();
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'succeeded',
      facts: ['payment_released 8000 CNY', 'payment_succeeded 8000 CNY'],
      entries: [
        'suspense_gift 8000 CNY 100903 220901 suspense',
        expect.stringMatching(/^suspense_release 8000 CNY/),
        expect.stringMatching(/^suspense_release 8000 CNY/),
      ],
      announced: 1,
    });
    expect(await held('220901', 'SUSP')).toBe(lay);
    expect(await held('410102', null)).toBe(8_000n);
    expect(await progress()).toMatchObject({ raised: 8_000n, donations: 1 });
    expect(await receipts(gift.donationId)).toEqual([{ amount: '8000' }]);
    expect(await kit.app.get(CasesQueries).detail(kit.organizationId, caseId)).toMatchObject({
      item: { state: 'closed', outcome: 'RESOLVED', entryId, closedBy: approver },
    });
  });

  test('A16 of nobody is released to the gift that it belongs to, and goes back out of its fund', async () => {
    const { gift, caseId } = await unknown();
    await approve(await request(caseId, { donationId: gift.donationId }));
    await settle();
    expect((await kit.books(gift.donationId)).status).toBe('succeeded');
    expect(await receipts(gift.donationId)).toEqual([{ amount: '10000' }]);
    // The provider says the same once more, then somebody refunds it there.
    await kit.deliver(eventsOf(gift, seconds()).succeeded({ metadata: {} }));
    await kit.deliver(refundEvents(refundOf(gift, 4_000, seconds() + 60)).created());
    await settle();
    expect(await held('410102', null)).toBe(6_000n);
    expect(await progress()).toMatchObject({ raised: 6_000n, refunded: 4_000n });
    await kit.deliver(refundEvents(refundOf(gift, 6_000, seconds() + 90)).created());
    await settle();
    expect((await kit.books(gift.donationId)).status).toBe('refunded');
    expect(await held('410102', null)).toBe(0n);
  });

  test('A16 of nobody becomes an unknown donor’s gift to a project, with a dispute that is its own', async () => {
    const { gift, caseId } = await unknown();
    const lay = await held('220901', 'SUSP');
    await approve(await request(caseId, { projectId: project.id }));
    await settle();
    const [made] = await kit.app.database.rows<{ id: string; status: string; publicity: string }>(
      "SELECT id, status, publicity FROM donation WHERE project_id = ? AND form_key LIKE 'release:%'",
      [project.id],
    );
    expect(made).toMatchObject({ status: 'succeeded', publicity: 'ANONYMOUS' });
    expect(await receipts(made?.id ?? '')).toEqual([{ amount: '10000' }]);
    expect((await kit.books(gift.donationId)).status).toBe('pending');
    expect(lay - (await held('220901', 'SUSP'))).toBe(10_000n);
    expect(await progress()).toMatchObject({ raised: 10_000n, donations: 1, donors: 1 });
    const dispute = disputeOf(gift, seconds() + 60);
    const line = lineOf(-10_000, 0, seconds() + 60);
    await kit.deliver(
      disputeEvent(dispute, 'created', 'needs_response', [line], seconds() + 60),
      disputeEvent(dispute, 'closed', 'lost', [line], seconds() + 90),
    );
    await settle();
    expect(await progress()).toMatchObject({ raised: 0n, refunded: 10_000n, donations: 0 });
  });

  test('in part given back: only the rest of it is released', async () => {
    const { gift, caseId } = await mismatched();
    const approvalId = await request(caseId, { donationId: gift.donationId });
    await kit.deliver(refundEvents(refundOf(gift, 5_000, seconds() + 60)).created());
    await settle();
    // What was shown is not true any more.
    await expect(approve(approvalId)).rejects.toMatchObject({ code: 'approval_changed' });
    expect(await votes(approvalId)).toBe(0);
    kit.clock.advance(73 * 3_600_000);
    const again = await request(caseId, { donationId: gift.donationId });
    await approve(again);
    await settle();
    expect(await held('410102', null)).toBe(10_000n);
    expect((await kit.books(gift.donationId)).status).toBe('succeeded');
  });

  test('all given back: nothing is released any more', async () => {
    const { gift, caseId } = await mismatched();
    await kit.deliver(refundEvents(refundOf(gift, 15_000, seconds() + 60)).created());
    await settle();
    await expect(request(caseId, { donationId: gift.donationId })).rejects.toMatchObject({
      code: 'release_nothing_left',
    });
    const { gift: other, caseId: otherCase } = await unknown();
    await kit.deliver(refundEvents(refundOf(other, 1_000, seconds() + 60)).created());
    await settle();
    kit.clock.advance(25 * 3_600_000);
    await settle();
    await expect(request(otherCase, { projectId: project.id })).rejects.toMatchObject({
      code: 'release_nothing_left',
    });
  });

  test('of another currency than the fund can only go back', async () => {
    const { gift, caseId } = await mismatched({ currency: 'usd' });
    await expect(request(caseId, { donationId: gift.donationId })).rejects.toMatchObject({
      code: 'release_currency',
    });
  });

  test('is released once when several people agree at the same moment', async () => {
    const { gift, caseId } = await mismatched();
    const approvalId = await request(caseId, { donationId: gift.donationId });
    await expect(request(caseId, { donationId: gift.donationId })).rejects.toMatchObject({
      code: 'approval_open',
    });
    const people = await Promise.all(
      Array.from({ length: 5 }, () => buildPerson(kit.app, kit.organizationId, 'approver')),
    );
    const results = await Promise.allSettled(people.map((staffId) => approve(approvalId, staffId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await held('410102', null)).toBe(15_000n);
    await expect(request(caseId, { donationId: gift.donationId })).rejects.toMatchObject({
      code: 'case_closed',
    });
  });

  test('A33 is not released by the one who asked, by other roles, in another organization, or too late', async () => {
    const { gift, caseId } = await mismatched();
    const elsewhere = await buildOrganization(kit.app);
    const stranger = await buildPerson(kit.app, elsewhere, 'approver', 'clerk');
    const input = { caseId, donationId: gift.donationId, projectId: null, reason: 'x' };
    await expect(
      kit.app.get(SuspenseReleases).request({ staffId: stranger }, { ...input, organizationId: elsewhere }),
    ).rejects.toMatchObject({ kind: 'invalid' });
    const approvalId = await request(caseId, { donationId: gift.donationId });
    await expect(approve(approvalId, clerk)).rejects.toMatchObject({ code: 'approval_own_vote' });
    const supervisor = await buildPerson(kit.app, kit.organizationId, 'supervisor');
    await expect(approve(approvalId, supervisor)).rejects.toMatchObject({ code: 'approval_not_entitled' });
    await expect(approve(approvalId, stranger, elsewhere)).rejects.toMatchObject({ kind: 'not_found' });
    kit.clock.advance(72 * 3_600_000);
    await expect(approve(approvalId)).rejects.toMatchObject({ code: 'approval_expired' });
    expect(await held('410102', null)).toBe(0n);
  });

  test.each([
    ['no reason', { reason: ' ' }, 'reason'],
    ['neither gift nor project', {}, 'project'],
    ['a gift that is not there', { donationId: newId() }, 'donation'],
    ['a project that is not there', { projectId: newId() }, 'project'],
  ])(
    'is not asked for with %s',
    async (_, to: { reason?: string; donationId?: string; projectId?: string }, field) => {
      const { caseId } = await mismatched();
      await expect(request(caseId, to, to.reason)).rejects.toMatchObject({
        kind: 'invalid',
        fields: [{ field }],
      });
    },
  );

  test('is not released to another organization’s project or gift', async () => {
    const { caseId } = await mismatched();
    const other = await buildProject(kit.app);
    await expect(request(caseId, { projectId: other.id })).rejects.toMatchObject({
      fields: [{ field: 'project' }],
    });
  });

  test('is released once when the database goes away at COMMIT', async () => {
    const { gift, caseId } = await mismatched();
    const approvalId = await request(caseId, { donationId: gift.donationId });
    await settle();
    const { source } = kit.app.database;
    const original = source.createQueryRunner.bind(source);
    let cut = true;
    source.createQueryRunner = (mode) => {
      const runner = original(mode);
      const commit = runner.commitTransaction.bind(runner);
      let releases = false;
      const query = runner.query.bind(runner);
      runner.query = async (sql: string, ...rest: unknown[]) => {
        if (sql.includes("'payment_released'")) releases = true;
        return Reflect.apply(query, runner, [sql, ...rest]);
      };
      runner.commitTransaction = async () => {
        await commit();
        if (!releases || !cut) return;
        cut = false;
        throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET', fatal: true });
      };
      return runner;
    };
    try {
      await approve(approvalId);
    } finally {
      source.createQueryRunner = original;
    }
    expect(cut).toBe(false);
    expect(await held('410102', null)).toBe(15_000n);
  });
});
