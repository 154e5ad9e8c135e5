import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import { Funds } from '../../src/ledger/funds.service.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { DayClosing } from '../../src/reconciliation/day-closing.service.js';
import { DayReopening } from '../../src/reconciliation/day-reopening.service.js';
import type { Role } from '../../src/staff/roles.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import type { TestApp } from '../support/app.js';
import { giftEntry, type Purse } from '../support/books.js';
import { buildOrganization } from '../support/builders.js';

/** A fund with the accounts that gifts in these tests move. */
export async function buildPurse(app: TestApp, organizationId: string): Promise<Purse> {
  const fundId = await app.database.inTransaction((tx) =>
    app.get(Funds).create(tx, {
      organizationId,
      code: `F-${newId().slice(-8)}`,
      kind: 'restricted',
      currency: 'CNY',
      nameZh: '测试资金',
      nameEn: 'Test fund',
    }),
  );
  const accounts = app.get(ChartOfAccounts);
  return {
    organizationId,
    fundId,
    clearing: await accounts.id(organizationId, '100201', 'CNY'),
    income: await accounts.id(organizationId, '410102', 'CNY'),
    refunds: await accounts.id(organizationId, '220902', 'CNY'),
  };
}

/** An organization with books, a clerk who asks and three approvers: what closing a day takes. */
export async function openClosingDesk(app: TestApp) {
  const organizationId = await buildOrganization(app);
  const person = (role: Role): Promise<string> => {
    const loginName = `person-${newId()}`;
    return app
      .get(StaffMembers)
      .create({ loginName, displayName: loginName, roles: [{ organizationId, role }] });
  };
  const clerk = await person('clerk');
  const approvers = [await person('approver'), await person('approver'), await person('approver')] as const;
  const purse = await buildPurse(app, organizationId);
  const shown = async (id: string): Promise<string> => {
    const approval = await app.get(ApprovalsQueries).byId(organizationId, id);
    if (!approval) throw new Error(`no approval ${id}`);
    return approval.payloadSha256;
  };
  const by = (staffId: string) => ({ staffId, organizationId });
  /** Books a correction of `amount` fen at noon of a day in Shanghai, as cases end with; returns its entry. */
  const book = async (day: string, amount: bigint, changes: Partial<NewEntry> = {}): Promise<NewEntry> => {
    const entry = giftEntry(purse, amount, {
      kind: 'adjustment',
      occurredAt: new Date(`${day}T04:00:00Z`),
      ...changes,
    });
    await app.database.inTransaction((tx) => app.get(Ledger).post(tx, [entry]));
    return entry;
  };
  const ask = (day: string, staffId = clerk) => app.get(DayClosing).request(by(staffId), day);
  const agree = async (id: string, staffId: string = approvers[0]) =>
    app.get(DayClosing).approve(by(staffId), id, await shown(id));
  return {
    organizationId,
    clerk,
    approvers,
    purse,
    person,
    by,
    shown,
    book,
    ask,
    agree,
    close: async (day: string) => agree(await ask(day)),
    askReopen: (day: string, reason = '补记一笔', staffId = clerk) =>
      app.get(DayReopening).request(by(staffId), day, reason),
    agreeReopen: async (id: string, staffId: string) =>
      app.get(DayReopening).approve(by(staffId), id, await shown(id)),
    bookedOn: async ({ id }: { readonly id: string }): Promise<string | undefined> => {
      const [row] = await app.database.rows<{ day: string }>(
        'SELECT booked_on AS day FROM entry WHERE id = ?',
        [id],
      );
      return row?.day;
    },
    async reopen(day: string): Promise<void> {
      const id = await this.askReopen(day);
      await this.agreeReopen(id, approvers[0]);
      await this.agreeReopen(id, approvers[1]);
    },
  };
}

export type ClosingDesk = Awaited<ReturnType<typeof openClosingDesk>>;
