import { Refusal } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { FundsQueries } from '../../src/ledger/funds.queries.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { Projects } from '../../src/projects/projects.service.js';
import type { Role } from '../../src/staff/roles.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { openTestApp, type TestAppOptions } from '../support/app.js';
import { type BuiltProject, buildOrganization, buildProject } from '../support/builders.js';

export const HOUR_MS = 3_600_000;

/** The whole application with a society and the two people that money needs. */
export async function openOutflowKit(options: TestAppOptions = {}) {
  const app = await openTestApp(options);
  const society = await buildOrganization(app);
  const person = async (organizationId: string, ...roles: Role[]) => ({
    staffId: await app.get(StaffMembers).create({
      loginName: `t-${newId()}`,
      displayName: '王芳',
      roles: roles.map((role) => ({ organizationId, role })),
    }),
  });
  const clerk = await person(society, 'clerk');
  const approver = await person(society, 'approver');
  /** Money in a project's fund, as a designated platform reports it. */
  const fill = async (project: BuiltProject, amount: bigint): Promise<void> => {
    const { organizationId, fundId } = project;
    const accounts = app.get(ChartOfAccounts);
    const debit = await accounts.id(organizationId, '100201', 'CNY');
    const credit = await accounts.id(organizationId, '410102', 'CNY');
    const id = newId();
    await app.database.inTransaction((tx) =>
      app.get(Ledger).post(tx, [
        {
          id,
          organizationId,
          kind: 'platform_gift',
          sourceType: 'test',
          sourceId: id,
          subjectType: 'platform_report',
          subjectId: id,
          occurredAt: app.clock.now(),
          transfers: [{ fundId, debit, credit, amount, currency: 'CNY' }],
        },
      ]),
    );
  };
  return {
    app,
    society,
    clerk,
    approver,
    person,
    fill,
    /** A published project of the society with so much in its fund. */
    project: async (amount = 0n, overrides: Parameters<typeof buildProject>[1] = {}) => {
      const project = await buildProject(app, { organizationId: society, ...overrides });
      if (amount > 0n) await fill(project, amount);
      return project;
    },
    /** Opens a draft to the public. */
    publish: ({ id }: { id: string }) => app.get(Projects).publish({ staffId: null }, id),
    standing: async (project: { fundId: string }) => {
      const standing = await app.get(FundsQueries).standing(project.fundId);
      return { balance: standing?.balance, available: standing?.available };
    },
    /** The newest approval about a thing, as an approver would be shown it. */
    shown: async (subjectId: string, organizationId = society) => {
      const [approval] = await app.get(ApprovalsQueries).ofSubject(organizationId, subjectId);
      if (!approval) throw new Error(`nobody asked for ${subjectId}`);
      return { organizationId, approvalId: approval.id, shown: approval.payloadSha256 };
    },
    /** Legs of the entries about a thing: "kind debit credit amount fund". */
    entries: async (subjectId: string): Promise<string[]> =>
      (
        await app.database.rows<{ line: string }>(
          `SELECT CONCAT_WS(' ', e.kind, d.code, c.code, t.amount, f.code, e.booked_on) AS line
             FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account d ON d.id = t.debit_account_id
             JOIN account c ON c.id = t.credit_account_id JOIN fund f ON f.id = t.fund_id
            WHERE e.subject_id = ? ORDER BY e.id, t.leg`,
          [subjectId],
        )
      ).map(({ line }) => line),
    /** Closes a day without the seal that closing it properly makes; the test opens it again before the checks run. */
    setDay: (day: string, state: 'open' | 'closed') =>
      app.database.inTransaction((tx) =>
        tx.query(
          `INSERT INTO accounting_day (organization_id, day, state) VALUES (?, ?, ?)
           ON DUPLICATE KEY UPDATE state = VALUES(state)`,
          [society, day, state],
        ),
      ),
  };
}

export type OutflowKit = Awaited<ReturnType<typeof openOutflowKit>>;

/** What became of a use case: "done", or the refusal's code with its fields' codes. */
export function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => {
      if (!(error instanceof Refusal)) throw error;
      return [error.code, ...error.fields.map(({ field, code }) => `${field}:${code}`)].join(' ');
    },
  );
}
