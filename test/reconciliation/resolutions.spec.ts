import { CaseWork } from '../../src/cases/case-work.service.js';
import { CasesQueries } from '../../src/cases/cases.queries.js';
import { Cases } from '../../src/cases/cases.service.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { FundsQueries } from '../../src/ledger/funds.queries.js';
import { LedgerQueries } from '../../src/ledger/ledger.queries.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import type { ProposedLeg } from '../../src/reconciliation/resolution.js';
import { Resolutions } from '../../src/reconciliation/resolutions.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildOrganization, buildProject } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';

const START = new Date('2026-11-20T04:00:00Z');
const clock = new SetClock(START);
let app: TestApp;
let project: BuiltProject;
let organizationId: string;
let clerk: string;
let approver: string;

/** What the general conditions of the tests are: 500.00 given to the project's fund. */
const GIVEN = 50_000n;

beforeAll(async () => {
  app = await openTestApp({ clock });
  organizationId = await buildOrganization(app);
  project = await buildProject(app, { organizationId });
  clerk = await buildPerson(app, organizationId, 'clerk');
  approver = await buildPerson(app, organizationId, 'approver');
  const bank = await app.get(ChartOfAccounts).id(organizationId, '100201', 'CNY');
  const income = await app.get(ChartOfAccounts).id(organizationId, '410102', 'CNY');
  const id = newId();
  await app.database.inTransaction((tx) =>
    app.get(Ledger).post(tx, [
      {
        ...{ id, organizationId, kind: 'adjustment', sourceType: 'test', sourceId: id },
        ...{ subjectType: 'test', subjectId: id, occurredAt: START },
        transfers: [{ fundId: project.fundId, debit: bank, credit: income, amount: GIVEN, currency: 'CNY' }],
      },
    ]),
  );
});
afterEach(() => clock.set(START));
afterAll(async () => {
  await app.get(Numberer).numberOnce();
  await app.close();
});

const openCase = (kind = 'D03'): Promise<string> =>
  app.database.inTransaction((tx) =>
    app.get(Cases).open(tx, {
      ...{ organizationId, kind, dedupeKey: newId(), subjectType: 'statement_line', subjectId: newId() },
      ...{ amount: 100n, currency: 'CNY' },
    }),
  );
const leg = (overrides: Partial<ProposedLeg> = {}): ProposedLeg => ({
  ...{ fundId: project.fundId, debit: '100201', credit: '410102', providerAccountId: null, amount: 100n },
  ...overrides,
});
const propose = (caseId: string, legs = [leg()], memo = '银行多记一元') =>
  app.get(Resolutions).propose({ staffId: clerk }, { organizationId, caseId, memo, legs });
const approve = async (approvalId: string, staffId = approver, organization = organizationId) =>
  app
    .get(Resolutions)
    .approve(
      { staffId, organizationId: organization },
      approvalId,
      await shownHash(app, organizationId, approvalId),
    );
const detail = (caseId: string) => app.get(CasesQueries).detail(organizationId, caseId);
const votes = async (id: string) => (await app.get(ApprovalsQueries).byId(organizationId, id))?.votes.length;
const entryOf = (approvalId: string) =>
  app.get(LedgerQueries).entryBySource(organizationId, 'approval', approvalId);

describe('the entry that resolves a case', () => {
  test('is proposed by one, agreed to by another, posted with its approval, and closes the case', async () => {
    const caseId = await openCase();
    const approvalId = await propose(caseId);
    expect(await entryOf(approvalId)).toBeNull();
    const entryId = await approve(approvalId);
    expect(await entryOf(approvalId)).toMatchObject({ id: entryId, kind: 'adjustment', amount: 100n });
    const [row] = await app.database.rows('SELECT approval_id, memo FROM entry WHERE id = ?', [entryId]);
    expect(row).toEqual({ approval_id: approvalId, memo: '银行多记一元' });
    expect(await detail(caseId)).toMatchObject({
      item: { state: 'closed', outcome: 'RESOLVED', entryId, closedBy: approver },
    });
  });

  test('A33 is refused to the one who proposed it and to who may not agree', async () => {
    const caseId = await openCase();
    const approvalId = await propose(caseId);
    await expect(approve(approvalId, clerk)).rejects.toMatchObject({ code: 'approval_own_vote' });
    for (const role of ['clerk', 'supervisor', 'administrator'] as const)
      await expect(approve(approvalId, await buildPerson(app, organizationId, role))).rejects.toMatchObject({
        code: 'approval_not_entitled',
      });
    const elsewhere = await buildOrganization(app);
    const stranger = await buildPerson(app, elsewhere, 'approver');
    await expect(approve(approvalId, stranger, elsewhere)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(approve(approvalId, stranger)).rejects.toMatchObject({ code: 'approval_not_entitled' });
    expect(await entryOf(approvalId)).toBeNull();
  });

  test('is posted once when ten people agree at the same moment', async () => {
    const approvalId = await propose(await openCase());
    const people = await Promise.all(
      Array.from({ length: 10 }, () => buildPerson(app, organizationId, 'approver')),
    );
    const results = await Promise.allSettled(people.map((staffId) => approve(approvalId, staffId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await votes(approvalId)).toBe(1);
  });

  test('is not posted when the case was closed meanwhile, and the vote is not kept', async () => {
    const caseId = await openCase();
    const approvalId = await propose(caseId);
    const at = { organizationId, caseId, staffId: clerk };
    await app.get(CaseWork).close(at, { outcome: 'FALSE_POSITIVE', reason: '无误' });
    await expect(approve(approvalId)).rejects.toMatchObject({ code: 'case_closed' });
    expect(await votes(approvalId)).toBe(0);
    expect(await entryOf(approvalId)).toBeNull();
  });

  test('takes no more out of a fund than it has, also when two ask for the same money', async () => {
    const taking = (amount: bigint) => [leg({ debit: '410102', credit: '100201', amount })];
    const available = (await app.get(FundsQueries).standing(project.fundId))?.available ?? 0n;
    const [one, other] = [
      await propose(await openCase(), taking(available)),
      await propose(await openCase(), taking(available)),
    ];
    const results = await Promise.allSettled([
      approve(one),
      approve(other, await buildPerson(app, organizationId, 'approver')),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'fund_insufficient' },
    });
    expect((await app.get(FundsQueries).standing(project.fundId))?.available).toBe(0n);
  });

  test('lapses after 72 hours', async () => {
    const approvalId = await propose(await openCase());
    clock.advance(72 * 3_600_000);
    await expect(approve(approvalId)).rejects.toMatchObject({ code: 'approval_expired' });
  });

  test('is proposed only with funds and provider accounts of its own organization, and with a reason', async () => {
    const caseId = await openCase();
    const other = await buildProject(app);
    const refused = { kind: 'invalid', code: 'resolution_refused' };
    await expect(propose(caseId, [leg({ fundId: other.fundId })])).rejects.toMatchObject(refused);
    await expect(
      propose(caseId, [leg({ debit: '100903', providerAccountId: newId() })]),
    ).rejects.toMatchObject(refused);
    await expect(propose(caseId, [leg()], ' ')).rejects.toMatchObject(refused);
    const proposal = { caseId, memo: 'x', legs: [leg()] };
    await expect(
      app.get(Resolutions).propose({ staffId: clerk }, { ...proposal, organizationId: other.organizationId }),
    ).rejects.toMatchObject({ kind: 'not_found' });
    await propose(caseId);
    await expect(propose(caseId)).rejects.toMatchObject({ code: 'approval_open' });
  });

  test('is posted once when the database goes away at COMMIT', async () => {
    const caseId = await openCase();
    const approvalId = await propose(caseId);
    const { source } = app.database;
    const original = source.createQueryRunner.bind(source);
    let cut = true;
    source.createQueryRunner = (mode) => {
      const runner = original(mode);
      const commit = runner.commitTransaction.bind(runner);
      runner.commitTransaction = async () => {
        await commit();
        if (!cut) return;
        cut = false;
        throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET', fatal: true });
      };
      return runner;
    };
    try {
      const entryId = await approve(approvalId);
      expect(await entryOf(approvalId)).toMatchObject({ id: entryId });
    } finally {
      source.createQueryRunner = original;
    }
    expect(cut).toBe(false);
    expect(await detail(caseId)).toMatchObject({ item: { state: 'closed' } });
  });
});
