import fc from 'fast-check';
import { createConnection } from 'mysql2/promise';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { ApprovalsExpiry } from '../../src/platform/approvals/approvals-expiry.js';
import { payloadSha256 } from '../../src/platform/approvals/operations.js';
import type { Tx } from '../../src/platform/database/database.js';
import type { Role } from '../../src/staff/roles.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';

const START = new Date('2026-11-20T04:00:00Z');
const HOUR_MS = 3_600_000;
const clock = new SetClock(START);
const payload = { gift: 'don_1', amount: '10000', currency: 'CNY' };
const shownSha256 = payloadSha256(payload);

let app: TestApp;
let approvals: Approvals;
let organizationId: string;
let clerk: string;
let approver: string;
let second: string;

const within = <T>(work: (tx: Tx) => Promise<T>) => app.database.inTransaction(work);

async function person(role: Role, organization = organizationId): Promise<string> {
  const loginName = `person-${newId()}`;
  const roles = [{ organizationId: organization, role }];
  return app.get(StaffMembers).create({ loginName, displayName: loginName, roles });
}

interface Asked {
  readonly operation?: 'refund' | 'day_reopen';
  readonly requestedBy?: string;
  readonly subjectId?: string;
}

function ask({
  operation = 'refund',
  requestedBy = clerk,
  subjectId = newId(),
}: Asked = {}): Promise<string> {
  return within((tx) =>
    approvals.request(tx, { organizationId, operation, subjectId, payload, requestedBy }),
  );
}

const yes = (approvalId: string, staffId: string, operation: 'refund' | 'day_reopen' = 'refund') =>
  within((tx) => approvals.vote(tx, { approvalId, organizationId, operation, staffId, shownSha256 }));

/** What an owning room does: vote and effect in one database transaction. */
const carryOut = (approvalId: string, staffId: string, present: object = payload) =>
  within(async (tx) => {
    const vote = { approvalId, organizationId, operation: 'refund' as const, staffId, shownSha256 };
    if ((await approvals.vote(tx, vote)) === 'waiting') return null;
    return approvals.consume(tx, approvalId, 'refund', present);
  });

const seen = (id: string) => app.get(ApprovalsQueries).byId(organizationId, id);
const demote = (staffId: string) =>
  within((tx) => tx.query("DELETE FROM staff_role WHERE staff_id = ? AND role = 'approver'", [staffId]));

beforeAll(async () => {
  app = await openTestApp({ clock });
  approvals = app.get(Approvals);
  organizationId = await buildOrganization(app);
  clerk = await person('clerk');
  approver = await person('approver');
  second = await person('approver');
});
afterEach(() => clock.set(START));
afterAll(() => app.close());

describe('an approval', () => {
  test('is asked for by one person, allowed by another, and carried out once', async () => {
    const id = await ask();
    const waiting = await seen(id);
    expect(waiting).toMatchObject({ state: 'waiting', payload, payloadSha256: shownSha256, votes: [] });
    expect(waiting?.expiresAt).toEqual(new Date(START.getTime() + 72 * HOUR_MS));
    const by = await carryOut(id, approver);
    expect(by).toEqual({ requestedBy: clerk, approvedBy: [approver], requestedAt: START });
    expect(await seen(id)).toMatchObject({ state: 'consumed', votes: [{ staffId: approver }] });
    await expect(within((tx) => approvals.consume(tx, id, 'refund', payload))).rejects.toMatchObject({
      code: 'approval_not_open',
    });
  });

  test('A33 is refused to the one who asked, by the use case and by the database', async () => {
    const maker = await person('approver');
    const id = await ask({ requestedBy: maker });
    await expect(carryOut(id, maker)).rejects.toMatchObject({ kind: 'forbidden', code: 'approval_own_vote' });
    const asUser = await createConnection(app.config.DATABASE_URL);
    const insert = (requestedBy: string, sha256: string, at = START) =>
      asUser.query('INSERT INTO approval_vote VALUES (?, ?, ?, ?, ?, ?)', [
        id,
        maker,
        organizationId,
        requestedBy,
        sha256,
        at,
      ]);
    try {
      await expect(insert(maker, shownSha256)).rejects.toThrow('approval_vote_not_own');
      // Somebody else named as the requester, or another content: the composite key holds both to the request.
      await expect(insert(clerk, shownSha256)).rejects.toThrow('approval_vote_as_shown');
      await expect(insert(clerk, payloadSha256({ other: 1 }))).rejects.toThrow('approval_vote_as_shown');
      await expect(insert(maker, shownSha256, new Date('2027-01-01T00:00:00Z'))).rejects.toThrow(
        'votes go to open requests',
      );
    } finally {
      await asUser.end();
    }
    expect(await seen(id)).toMatchObject({ state: 'waiting', votes: [] });
  });

  test('A33 is refused when what would be done is not what was shown', async () => {
    const id = await ask();
    const changed = { ...payload, amount: '10001' };
    await expect(carryOut(id, approver, changed)).rejects.toMatchObject({ code: 'approval_changed' });
    // The refused effect left no vote behind: the same person may look again.
    expect(await seen(id)).toMatchObject({ state: 'waiting', votes: [] });
    const vote = { approvalId: id, organizationId, operation: 'refund' as const, staffId: approver };
    await expect(
      within((tx) => approvals.vote(tx, { ...vote, shownSha256: payloadSha256(changed) })),
    ).rejects.toMatchObject({ code: 'approval_changed' });
  });

  test('A33 cannot be changed or removed behind its voters, not even by the owner of the tables', async () => {
    const id = await ask();
    await yes(id, approver);
    const owner = await createConnection(app.server.ownerUrl);
    const user = await createConnection(app.config.DATABASE_URL);
    const other = await buildOrganization(app);
    try {
      for (const [column, value] of [
        ['payload', '{}'],
        ['payload_sha256', payloadSha256({})],
        ['requested_by', second],
        ['operation', 'role'],
        ['subject_id', 'another'],
        ['organization_id', other],
        ['votes_needed', 2],
        ['expires_at', new Date('2030-01-01T00:00:00Z')],
      ] as const) {
        const change = `UPDATE approval SET ${column} = ? WHERE id = ?`;
        await expect(owner.query(change, [value, id])).rejects.toThrow('cannot be changed');
        await expect(user.query(change, [value, id])).rejects.toThrow(/denied/);
      }
      await expect(owner.query('DELETE FROM approval WHERE id = ?', [id])).rejects.toThrow('kept');
      await expect(owner.query('DELETE FROM approval_vote WHERE approval_id = ?', [id])).rejects.toThrow(
        'append-only',
      );
      await expect(owner.query('UPDATE approval_vote SET voted_at = voted_at')).rejects.toThrow(
        'append-only',
      );
      await expect(user.query('DELETE FROM approval_vote WHERE approval_id = ?', [id])).rejects.toThrow(
        /denied/,
      );
      const bare = await ask();
      await expect(user.query("UPDATE approval SET state = 'approved' WHERE id = ?", [bare])).rejects.toThrow(
        'needs its votes',
      );
    } finally {
      await owner.end();
      await user.end();
    }
  });

  test('asked for twice about one thing is refused until the first has ended', async () => {
    const subjectId = newId();
    const first = await ask({ subjectId });
    await expect(ask({ subjectId })).rejects.toMatchObject({ code: 'approval_open' });
    await within((tx) => approvals.withdraw(tx, { approvalId: first, organizationId, staffId: clerk }));
    const again = await ask({ subjectId });
    const about = await app.get(ApprovalsQueries).ofSubject(organizationId, subjectId);
    expect(about.map(({ id, state }) => [id, state])).toEqual([
      [again, 'waiting'],
      [first, 'withdrawn'],
    ]);
  });

  test('asked for by two at the same time is one request', async () => {
    const subjectId = newId();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => ask({ subjectId })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'approval_open' });
  });

  test('lapses after 72 hours, for voters, for the effect and for the list', async () => {
    const subjectId = newId();
    const id = await ask({ subjectId });
    clock.set(new Date(START.getTime() + 72 * HOUR_MS - 1));
    expect(await yes(id, approver)).toBe('approved');
    clock.advance(1);
    await expect(within((tx) => approvals.consume(tx, id, 'refund', payload))).rejects.toMatchObject({
      code: 'approval_expired',
    });
    await expect(yes(await ask(), approver)).resolves.toBe('approved');
    const again = await ask({ subjectId });
    expect(await seen(id)).toMatchObject({ state: 'expired', decidedBy: null });
    clock.advance(73 * HOUR_MS);
    await expect(yes(again, second)).rejects.toMatchObject({ code: 'approval_expired' });
    const ended = await within((tx) => approvals.expire(tx, clock.now()));
    expect(ended).toBeGreaterThan(0);
    expect(await seen(again)).toMatchObject({ state: 'expired' });
    const told = await app.database.rows(
      "SELECT ref FROM outbox_event WHERE kind = 'approval.ended' AND ref = ?",
      [again],
    );
    expect(told).toHaveLength(1);
  });

  test('is swept when its time is over, and once', async () => {
    const id = await ask();
    const kept = await ask();
    await yes(kept, approver);
    await within((tx) => approvals.consume(tx, kept, 'refund', payload));
    clock.advance(73 * HOUR_MS);
    await Promise.all([app.get(ApprovalsExpiry).run(), app.get(ApprovalsExpiry).run()]);
    expect([(await seen(id))?.state, (await seen(kept))?.state]).toEqual(['expired', 'consumed']);
    const trail = await app.database.rows(
      "SELECT 1 FROM audit_event WHERE subject_id = ? AND action = 'approval.expired'",
      [id],
    );
    expect(trail).toHaveLength(1);
  });

  test('given twice by one person counts once', async () => {
    const id = await ask({ operation: 'day_reopen' });
    expect(await yes(id, approver, 'day_reopen')).toBe('waiting');
    await expect(yes(id, approver, 'day_reopen')).rejects.toMatchObject({ code: 'approval_voted' });
    expect(await yes(id, second, 'day_reopen')).toBe('approved');
    await expect(yes(id, await person('approver'), 'day_reopen')).rejects.toMatchObject({
      code: 'approval_not_open',
    });
  });

  test('to reopen a day needs two people at the same moment too', async () => {
    const id = await ask({ operation: 'day_reopen' });
    const votes = await Promise.allSettled([
      yes(id, approver, 'day_reopen'),
      yes(id, approver, 'day_reopen'),
      yes(id, approver, 'day_reopen'),
    ]);
    expect(votes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await seen(id)).toMatchObject({ state: 'waiting', votes: [{ staffId: approver }] });
  });

  test('voted for by ten people at once is carried out once', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => person('approver')));
    const id = await ask();
    const results = await Promise.allSettled(people.map((staffId) => carryOut(id, staffId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'approval_not_open' });
    expect((await seen(id))?.votes).toHaveLength(1);
  });

  test('does not count the vote of somebody who lost the role or was shut out since', async () => {
    const id = await ask();
    const leaving = await person('approver');
    expect(await yes(id, leaving)).toBe('approved');
    await demote(leaving);
    await expect(within((tx) => approvals.consume(tx, id, 'refund', payload))).rejects.toMatchObject({
      code: 'approval_not_open',
    });
    const two = await ask({ operation: 'day_reopen' });
    const shutOut = await person('approver');
    await yes(two, shutOut, 'day_reopen');
    await within((tx) => app.get(StaffMembers).disable(tx, shutOut));
    expect(await yes(two, approver, 'day_reopen')).toBe('waiting');
    expect(await yes(two, second, 'day_reopen')).toBe('approved');
    const by = await within((tx) => approvals.consume(tx, two, 'day_reopen', payload));
    expect(by.approvedBy.sort()).toEqual([approver, second].sort());
  });

  test('waits for a demotion that is under way, and then counts without it', async () => {
    const id = await ask();
    const leaving = await person('approver');
    await yes(id, leaving);
    let consumed: Promise<unknown> = Promise.resolve();
    await within(async (tx) => {
      await tx.query("DELETE FROM staff_role WHERE staff_id = ? AND role = 'approver'", [leaving]);
      consumed = within((other) => approvals.consume(other, id, 'refund', payload)).catch(({ code }) => code);
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await consumed).toBe('approval_not_open');
  });

  test('is answered by approvers of the same organization only', async () => {
    const id = await ask();
    const elsewhere = await buildOrganization(app);
    const stranger = await person('approver', elsewhere);
    for (const staffId of [stranger, await person('clerk'), await person('supervisor')])
      await expect(yes(id, staffId)).rejects.toMatchObject({ code: 'approval_not_entitled' });
    const vote = { approvalId: id, operation: 'refund' as const, staffId: stranger, shownSha256 };
    await expect(
      within((tx) => approvals.vote(tx, { ...vote, organizationId: elsewhere })),
    ).rejects.toMatchObject({ kind: 'not_found' });
    expect(await app.get(ApprovalsQueries).byId(elsewhere, id)).toBeNull();
    await expect(yes(id, approver, 'day_reopen')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(within((tx) => approvals.consume(tx, id, 'role', payload))).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  test('ends by another person’s no with a reason, or by the requester’s own step back', async () => {
    const id = await ask();
    const reject = (staffId: string, reason: string) =>
      within((tx) => approvals.reject(tx, { approvalId: id, organizationId, staffId, reason }));
    await expect(reject(approver, '  ')).rejects.toMatchObject({ kind: 'invalid' });
    await expect(reject(clerk, 'mine')).rejects.toMatchObject({ code: 'approval_own_vote' });
    await expect(reject(await person('editor'), 'no')).rejects.toMatchObject({
      code: 'approval_not_entitled',
    });
    await reject(approver, ' The donor has taken it back. ');
    expect(await seen(id)).toMatchObject({
      state: 'rejected',
      decidedBy: approver,
      reason: 'The donor has taken it back.',
    });
    await expect(yes(id, second)).rejects.toMatchObject({ code: 'approval_not_open' });
    const other = await ask();
    const withdraw = (staffId: string) =>
      within((tx) => approvals.withdraw(tx, { approvalId: other, organizationId, staffId }));
    await expect(withdraw(approver)).rejects.toMatchObject({ code: 'approval_not_yours' });
    await withdraw(clerk);
    await expect(withdraw(clerk)).rejects.toMatchObject({ code: 'approval_not_open' });
  });

  test('stands in the list of its organization while it is open', async () => {
    const mine = await buildOrganization(app);
    const requestedBy = await person('clerk', mine);
    const asked = { organizationId: mine, operation: 'role' as const, payload, requestedBy };
    const first = await within((tx) => approvals.request(tx, { ...asked, subjectId: 'a' }));
    const next = await within((tx) => approvals.request(tx, { ...asked, subjectId: 'b' }));
    const queries = app.get(ApprovalsQueries);
    expect((await queries.open(mine)).map(({ id }) => id)).toEqual([first, next]);
    expect(await queries.countOpen(mine)).toBe(2);
    await within((tx) =>
      approvals.withdraw(tx, { approvalId: first, organizationId: mine, staffId: requestedBy }),
    );
    expect((await queries.open(mine)).map(({ id }) => id)).toEqual([next]);
  });

  test('refuses a payload that is no plain JSON, before anything is written', async () => {
    const asked = { organizationId, operation: 'refund' as const, subjectId: newId(), requestedBy: clerk };
    await expect(
      within((tx) => approvals.request(tx, { ...asked, payload: { amount: 1n } })),
    ).rejects.toThrow('$.amount is no JSON');
  });

  test('keeps to its states whatever is done to it in whatever order', async () => {
    type Step = 'vote0' | 'vote1' | 'vote2' | 'own' | 'reject' | 'withdraw' | 'consume' | 'changed' | 'wait';
    const steps = fc.array(
      fc.constantFrom<Step>(
        'vote0',
        'vote1',
        'vote2',
        'own',
        'reject',
        'withdraw',
        'consume',
        'changed',
        'wait',
      ),
      { maxLength: 10 },
    );
    const people = [approver, second, await person('approver')];
    const at = { organizationId };
    await fc.assert(
      fc.asyncProperty(steps, async (played) => {
        clock.set(START);
        const id = await ask({ operation: 'day_reopen' });
        const model = { state: 'waiting', votes: new Set<string>(), hours: 0 };
        const run = (work: (tx: Tx) => Promise<unknown>) =>
          within(work).then(
            () => true,
            () => false,
          );
        for (const step of played) {
          const open = ['waiting', 'approved'].includes(model.state) && model.hours < 72;
          let expected = false;
          let happened = false;
          if (step === 'wait') {
            model.hours += 30;
            clock.advance(30 * HOUR_MS);
            continue;
          }
          if (step.startsWith('vote')) {
            const staffId = people[Number(step.slice(4))] ?? '';
            expected = open && model.state === 'waiting' && !model.votes.has(staffId);
            happened = await yes(id, staffId, 'day_reopen').then(
              () => true,
              () => false,
            );
            if (expected) model.votes.add(staffId);
            if (expected && model.votes.size === 2) model.state = 'approved';
          } else if (step === 'own') {
            happened = await yes(id, clerk, 'day_reopen').then(
              () => true,
              () => false,
            );
          } else if (step === 'reject') {
            expected = open;
            happened = await run((tx) =>
              approvals.reject(tx, { ...at, approvalId: id, staffId: approver, reason: 'no' }),
            );
            if (expected) model.state = 'rejected';
          } else if (step === 'withdraw') {
            expected = open;
            happened = await run((tx) => approvals.withdraw(tx, { ...at, approvalId: id, staffId: clerk }));
            if (expected) model.state = 'withdrawn';
          } else {
            expected = step === 'consume' && open && model.state === 'approved';
            const present = step === 'consume' ? payload : { ...payload, amount: '1' };
            happened = await run((tx) => approvals.consume(tx, id, 'day_reopen', present));
            if (expected) model.state = 'consumed';
          }
          expect([step, happened]).toEqual([step, expected]);
          const now = await seen(id);
          expect([now?.state, now?.votes.length]).toEqual([model.state, model.votes.size]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('leaves a trace of each step in the audit trail', async () => {
    const id = await ask();
    await carryOut(id, approver);
    const trail = await app.database.rows<{ action: string; staff_id: string | null }>(
      'SELECT action, staff_id FROM audit_event WHERE subject_id = ? ORDER BY id',
      [id],
    );
    expect(trail).toEqual([
      { action: 'approval.requested', staff_id: clerk },
      { action: 'approval.voted', staff_id: approver },
      { action: 'approval.consumed', staff_id: null },
    ]);
  });
});
