import { createConnection } from 'mysql2/promise';
import { CaseWork } from '../../src/cases/case-work.service.js';
import { CASE_OUTCOMES, CasesQueries } from '../../src/cases/cases.queries.js';
import { Cases, type NewCase } from '../../src/cases/cases.service.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { Funds } from '../../src/ledger/funds.service.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(async () => {
  await app.close();
});

const open = (input: NewCase): Promise<string> =>
  app.database.inTransaction((tx) => app.get(Cases).open(tx, input));

const mismatch = (organizationId: string): NewCase => ({
  organizationId,
  kind: 'AMOUNT',
  dedupeKey: `amount:${newId()}`,
  subjectType: 'donation',
  subjectId: newId(),
  amount: 12_345n,
  currency: 'CNY',
  detail: 'expected 100.00, arrived 123.45',
});

describe('a case', () => {
  it('is opened once for one occurrence, however often and however many at once it is said', async () => {
    const organizationId = await buildOrganization(app);
    const input = mismatch(organizationId);
    const ids = await Promise.all([open(input), open(input), open({ ...input, detail: 'again' })]);
    expect(new Set(ids).size).toBe(1);
    const cases = await app.get(CasesQueries).open(organizationId);
    expect(cases).toMatchObject([{ id: ids[0], amount: 12_345n, currency: 'CNY', state: 'open' }]);
    expect(await app.get(CasesQueries).countOpen(organizationId)).toBe(1);
  });

  it('vanishes with the database transaction that it was part of', async () => {
    const organizationId = await buildOrganization(app);
    await expect(
      app.database.inTransaction(async (tx) => {
        await app.get(Cases).open(tx, mismatch(organizationId));
        throw new Error('the booking failed');
      }),
    ).rejects.toThrow('the booking failed');
    expect(await app.get(CasesQueries).open(organizationId)).toEqual([]);
  });

  it('belongs to its organization alone, also under the same key', async () => {
    const [mine, other] = [await buildOrganization(app), await buildOrganization(app)];
    const input = mismatch(mine);
    await open(input);
    await open({ ...input, organizationId: other });
    expect(await app.get(CasesQueries).ofSubject(mine, 'donation', input.subjectId)).toHaveLength(1);
    expect(await app.get(CasesQueries).open(other)).toHaveLength(1);
  });

  it('names an amount only together with its currency', async () => {
    const organizationId = await buildOrganization(app);
    await expect(open({ ...mismatch(organizationId), currency: undefined })).rejects.toThrow('currency');
  });
});

describe('working on a case', () => {
  let organizationId: string;
  let clerk: string;
  const person = (organization: string) =>
    app.get(StaffMembers).create({
      loginName: `p-${newId()}`,
      displayName: '李明',
      roles: [{ organizationId: organization, role: 'clerk' }],
    });
  const opened = (overrides: Partial<NewCase> = {}) => open({ ...mismatch(organizationId), ...overrides });
  const small = { kind: 'D05', amount: 1_000n, currency: 'CNY' };
  const trail = async (id: string) =>
    (
      await app.database.rows<{ action: string }>(
        "SELECT action FROM audit_event WHERE subject_type = 'case' AND subject_id = ? ORDER BY id",
        [id],
      )
    ).map(({ action }) => action);
  const entry = async (organization = organizationId): Promise<string> => {
    const id = newId();
    await app.database.inTransaction(async (tx) => {
      const accounts = app.get(ChartOfAccounts);
      const clearing = await accounts.id(organization, '100201', 'CNY', '', tx);
      const unidentified = await accounts.id(organization, '220901', 'CNY', '', tx);
      const fundId = await app.get(Funds).technical(organization, 'TREASURY', 'CNY', tx);
      await app.get(Ledger).post(tx, [
        {
          id,
          organizationId: organization,
          kind: 'payout',
          sourceType: 'test',
          sourceId: id,
          subjectType: 'test',
          subjectId: id,
          occurredAt: app.clock.now(),
          transfers: [{ fundId, debit: clearing, credit: unidentified, amount: 1n, currency: 'CNY' }],
        },
      ]);
    });
    await app.get(Numberer).numberOnce();
    return id;
  };

  beforeAll(async () => {
    organizationId = await buildOrganization(app);
    clerk = await person(organizationId);
  });

  it('gives it an owner, a day and notes, and each step stands in the trail', async () => {
    const work = app.get(CaseWork);
    const at = { organizationId, caseId: await opened(), staffId: clerk };
    await work.assign(at, clerk);
    await work.due(at, '2026-12-01');
    await work.note(at, ' The provider has been asked. ');
    const detail = await app.get(CasesQueries).detail(organizationId, at.caseId);
    expect(detail).toMatchObject({
      item: { assignedTo: clerk, dueOn: '2026-12-01', state: 'open' },
      notes: [{ staffId: clerk, body: 'The provider has been asked.' }],
    });
    const mine = await app.get(CasesQueries).list(organizationId, 'mine', clerk, 0, 10);
    expect(mine.map(({ id }) => id)).toContain(at.caseId);
    await work.assign(at, null);
    expect(await trail(at.caseId)).toEqual(['case.assigned', 'case.due', 'case.noted', 'case.assigned']);
  });

  it.each([
    ['an owner from elsewhere', 'case_owner_unknown'],
    ['a day that is none', 'case_due_invalid'],
    ['an empty note', 'case_note_missing'],
    ['a note without end', 'case_note_long'],
  ])('refuses %s', async (_, code) => {
    const work = app.get(CaseWork);
    const at = { organizationId, caseId: await opened(), staffId: clerk };
    const stranger = await person(await buildOrganization(app));
    const tries: Record<string, () => Promise<void>> = {
      case_owner_unknown: () => work.assign(at, stranger),
      case_due_invalid: () => work.due(at, '2026-02-30'),
      case_note_missing: () => work.note(at, ' '),
      case_note_long: () => work.note(at, '字'.repeat(1001)),
    };
    await expect(tries[code]?.()).rejects.toMatchObject({ kind: 'invalid', code });
  });

  it('is not there for another organization, whatever is done', async () => {
    const work = app.get(CaseWork);
    const elsewhere = await buildOrganization(app);
    const at = { organizationId: elsewhere, caseId: await opened(), staffId: await person(elsewhere) };
    const how = { outcome: 'FALSE_POSITIVE' as const, reason: 'x' };
    for (const step of [work.assign(at, null), work.due(at, null), work.note(at, 'x'), work.close(at, how)])
      await expect(step).rejects.toMatchObject({ kind: 'not_found' });
    expect(await app.get(CasesQueries).detail(elsewhere, at.caseId)).toBeNull();
  });

  it('closes it once, however many try at the same time, and never opens it again', async () => {
    const work = app.get(CaseWork);
    const at = { organizationId, caseId: await opened(small), staffId: clerk };
    const how = { outcome: 'WRITTEN_OFF' as const, reason: '四舍五入' };
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => work.close(at, how)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'case_closed' });
    expect(await app.get(CasesQueries).detail(organizationId, at.caseId)).toMatchObject({
      item: { state: 'closed', outcome: 'WRITTEN_OFF', closedBy: clerk, closeReason: '四舍五入' },
    });
    await expect(work.note(at, 'late')).rejects.toMatchObject({ code: 'case_closed' });
    const owner = await createConnection(app.server.ownerUrl);
    try {
      await expect(
        owner.query(
          "UPDATE work_case SET state = 'open', closed_at = NULL, outcome = NULL, close_reason = NULL WHERE id = ?",
          [at.caseId],
        ),
      ).rejects.toThrow('a closed case stays as it is');
      await expect(owner.query("UPDATE work_case SET amount = 1 WHERE kind = 'AMOUNT'")).rejects.toThrow(
        'what a case is about does not change',
      );
      await expect(owner.query('DELETE FROM work_case WHERE id = ?', [at.caseId])).rejects.toThrow('kept');
      await expect(owner.query("UPDATE case_note SET body = ''")).rejects.toThrow('append-only');
    } finally {
      await owner.end();
    }
  });

  it('says the same again about a closed case without opening it', async () => {
    const input = { ...mismatch(organizationId), ...small };
    const caseId = await open(input);
    await app
      .get(CaseWork)
      .close({ organizationId, caseId, staffId: clerk }, { outcome: 'FALSE_POSITIVE', reason: 'x' });
    expect(await open(input)).toBe(caseId);
    expect(await app.get(CasesQueries).detail(organizationId, caseId)).toMatchObject({
      item: { state: 'closed' },
    });
  });

  it('closes a case about money as resolved only with an entry of the same books', async () => {
    const work = app.get(CaseWork);
    const at = { organizationId, caseId: await opened(), staffId: clerk };
    const close = (entryId?: string) =>
      work.close(at, { outcome: 'RESOLVED', reason: 'x', ...(entryId ? { entryId } : {}) });
    await expect(close()).rejects.toMatchObject({ code: 'case_entry_missing' });
    await expect(close(newId())).rejects.toMatchObject({ code: 'case_entry_unknown' });
    await expect(close(await entry(await buildOrganization(app)))).rejects.toMatchObject({
      code: 'case_entry_unknown',
    });
    const right = await entry();
    await close(right);
    expect(await app.get(CasesQueries).detail(organizationId, at.caseId)).toMatchObject({
      item: { outcome: 'RESOLVED', entryId: right },
    });
  });

  it.each([
    ['money in suspense', { kind: 'UNKNOWN_PAYMENT', amount: 5n, currency: 'CNY' }, ['RESOLVED']],
    ['a small difference', small, ['FALSE_POSITIVE', 'WRITTEN_OFF', 'RESOLVED']],
    ['a fen more than that', { ...small, amount: 1_001n }, ['FALSE_POSITIVE', 'RESOLVED']],
    ['ten yen', { ...small, amount: 10n, currency: 'JPY' }, ['FALSE_POSITIVE', 'WRITTEN_OFF', 'RESOLVED']],
    ['eleven yen', { ...small, amount: 11n, currency: 'JPY' }, ['FALSE_POSITIVE', 'RESOLVED']],
    [
      'no money',
      { kind: 'FILING_DUE', amount: undefined, currency: undefined },
      ['FALSE_POSITIVE', 'RESOLVED'],
    ],
  ])('lets %s end as it may', async (_, overrides, outcomes) => {
    const at = { organizationId, caseId: await opened(overrides), staffId: clerk };
    expect((await app.get(CasesQueries).detail(organizationId, at.caseId))?.outcomes).toEqual(outcomes);
    for (const outcome of CASE_OUTCOMES.filter((each) => !outcomes.includes(each)))
      await expect(app.get(CaseWork).close(at, { outcome, reason: 'x' })).rejects.toMatchObject({
        code: 'case_outcome_refused',
      });
    await expect(app.get(CaseWork).close(at, { outcome: 'RESOLVED', reason: '  ' })).rejects.toMatchObject({
      code: 'case_reason_missing',
    });
  });

  it('lists closed ones the latest first, page by page', async () => {
    const mine = await buildOrganization(app);
    const me = await person(mine);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const caseId = await open({ ...mismatch(mine), ...small });
      app.clock.advance(1_000);
      await app
        .get(CaseWork)
        .close({ organizationId: mine, caseId, staffId: me }, { outcome: 'FALSE_POSITIVE', reason: 'x' });
      ids.unshift(caseId);
    }
    const queries = app.get(CasesQueries);
    expect((await queries.list(mine, 'closed', me, 0, 2)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await queries.list(mine, 'closed', me, 2, 2)).map(({ id }) => id)).toEqual(ids.slice(2));
    expect(await queries.counts(mine, me)).toEqual({ open: 0, mine: 0, closed: 3 });
  });
});
