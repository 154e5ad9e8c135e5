import { createConnection } from 'mysql2/promise';
import { GiftMappings } from '../../src/donations/gift-mappings.service.js';
import { StatementBooking } from '../../src/intake/statement-booking.service.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { clearingCode } from '../../src/ledger/chart-of-accounts.service.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { Files } from '../../src/platform/files/files.js';
import {
  type Provider,
  ProviderAccount,
  type ProviderIntake,
} from '../../src/providers/provider-account.entity.js';
import { DayClosing } from '../../src/reconciliation/day-closing.service.js';
import { SettlementsQueries } from '../../src/settlements/settlements.queries.js';
import { StatementFiles } from '../../src/settlements/statement-files.service.js';
import { openTestApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { type BuiltProject, buildOrganization } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';

/** A line as the readers of files give it; amounts in fen. */
export interface TestLine {
  readonly key: string;
  readonly type: string;
  readonly amount: bigint;
  readonly fee?: bigint;
  readonly paymentId?: string | null;
  readonly sourceKey?: string | null;
  readonly merchantRef?: string | null;
  readonly attach?: string | null;
  readonly description?: string | null;
  readonly status?: string | null;
  readonly balance?: bigint | null;
  readonly currency?: string;
  /** In Shanghai, "2026-01-15 09:01:02". */
  readonly at: string;
}

/** The moment of a time in Shanghai. */
export const shanghai = (text: string): Date => new Date(`${text.replace(' ', 'T')}+08:00`);

/** A gift in a trade bill. */
export const gift = (no: string, amount: bigint, fee: bigint, more: Partial<TestLine> = {}): TestLine => ({
  ...{
    key: `trade:${no}`,
    type: 'payment',
    amount,
    fee,
    paymentId: no,
    sourceKey: no,
    merchantRef: `DON${no}`,
  },
  ...{ attach: 'P001', description: '红十字博爱送万家', at: '2026-01-15 09:00:00' },
  ...more,
});

/** A refund in a trade bill; `fee` is negative when it is given back. */
export const refund = (
  payment: string,
  no: string,
  amount: bigint,
  fee: bigint,
  more: Partial<TestLine> = {},
): TestLine => ({
  ...{ key: `trade:${no}`, type: 'refund', amount: -amount, fee, paymentId: payment, sourceKey: no },
  ...{ merchantRef: `RFD${no}`, status: 'SUCCESS', at: '2026-01-15 15:00:00' },
  ...more,
});

/** A movement in a fund-flow bill. */
export const flow = (
  no: string,
  type: string,
  amount: bigint,
  balance: bigint | null,
  more: Partial<TestLine> = {},
): TestLine => ({
  ...{ key: `flow:${no}`, type, amount, balance, sourceKey: `S${no}`, at: '2026-01-15 10:00:00' },
  ...more,
});

/** The application with a society, two people, and accounts at providers that only files tell of. */
export async function openStatementKit(options: Omit<TestAppOptions, 'clock'> = {}) {
  const clock = new SetClock(shanghai('2026-01-16 11:00:00'));
  const app = await openTestApp({ clock, ...options });
  const organizationId = await buildOrganization(app);
  const clerk = await buildPerson(app, organizationId, 'clerk');
  const approver = await buildPerson(app, organizationId, 'approver');
  const { database } = app;
  const account = (
    provider: Exclude<Provider, 'stripe'>,
    intake: ProviderIntake = 'statement',
    merchantNo?: string,
  ) => buildProviderAccount(app, organizationId, provider, intake, merchantNo);
  return {
    app,
    clock,
    organizationId,
    clerk,
    approver,
    account,
    /** Says for which project gifts with this 商户数据包 are. */
    map: (of: ProviderAccount, value: string, project: BuiltProject, matches = 'attach') =>
      app
        .get(GiftMappings)
        .say({ staffId: clerk, organizationId }, of, { matches, value, projectId: project.id }),
    /** A file that was accepted: by two people when it makes facts, else by the clerk alone. */
    accepted: (
      of: ProviderAccount,
      bill: 'trade' | 'flow' | 'platform',
      lines: readonly TestLine[],
      facts = true,
    ) => acceptedFile(app, clerk, of, bill, lines, facts),
    /** Books until nothing is left. */
    async book(): Promise<void> {
      while ((await app.get(StatementBooking).bookOnce()) > 0);
    },
    /** Balance of the account at its provider as our books have it, fen. */
    async clearing({ id, provider }: ProviderAccount): Promise<bigint> {
      const [row] = await database.rows<{ sum: string | null }>(
        `SELECT SUM(IF(d.code = ? AND d.provider_account_key = ?, t.amount, 0)
                  - IF(c.code = ? AND c.provider_account_key = ?, t.amount, 0)) AS sum
           FROM transfer t JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id`,
        [clearingCode(provider), id, clearingCode(provider), id],
      );
      return BigInt(row?.sum ?? 0);
    },
    /** Every transfer in the organization's books, in words that are the same however they came there. */
    async books(): Promise<string[]> {
      const rows = await database.rows<{ line: string }>(
        `SELECT CONCAT_WS(' ', e.kind, t.amount, d.code, c.code, f.kind, e.occurred_at, p.slug) AS line
           FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account d ON d.id = t.debit_account_id
           JOIN account c ON c.id = t.credit_account_id JOIN fund f ON f.id = t.fund_id
           LEFT JOIN project p ON p.id = e.project_id
          WHERE e.organization_id = ? ORDER BY line`,
        [organizationId],
      );
      return rows.map(({ line }) => line);
    },
    async count(table: string, where = 'TRUE'): Promise<number> {
      const [row] = await database.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`);
      return Number(row?.n);
    },
    async cases(): Promise<string[]> {
      const rows = await database.rows<{ kind: string }>(
        "SELECT kind FROM work_case WHERE organization_id = ? AND state = 'open' ORDER BY kind",
        [organizationId],
      );
      return rows.map(({ kind }) => kind);
    },
    settlements: () => app.get(SettlementsQueries).settlements(organizationId, { skip: 0, limit: 50 }),
    /** Closes a day: by two people, as at a desk. */
    async closeDay(day: string): Promise<void> {
      const asked = await app.get(DayClosing).request({ staffId: clerk, organizationId }, day);
      const shown = await shownHash(app, organizationId, asked);
      await app.get(DayClosing).approve({ staffId: approver, organizationId }, asked, shown);
    },
    /** While `work` runs, every change of a row of this table fails, as if the process died before its COMMIT. */
    async dying(table: string, work: () => Promise<void>): Promise<void> {
      const owner = await createConnection(app.server.ownerUrl);
      try {
        await owner.query(
          `CREATE TRIGGER dying BEFORE UPDATE ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'died'`,
        );
        await work();
      } finally {
        await owner.query('DROP TRIGGER IF EXISTS dying');
        await owner.end();
      }
    },
    close: () => app.close(),
  };
}

export type StatementKit = Awaited<ReturnType<typeof openStatementKit>>;

let accounts = 0;

async function buildProviderAccount(
  app: TestApp,
  organizationId: string,
  provider: Exclude<Provider, 'stripe'>,
  intake: ProviderIntake,
  merchantNo?: string,
): Promise<ProviderAccount> {
  const id = newId();
  await app.database.inTransaction((tx) =>
    tx.insert(ProviderAccount, {
      ...{ id, organizationId, provider, intake, account: `${provider}-${++accounts}`, currency: 'CNY' },
      ...{
        livemode: true,
        merchantNo: merchantNo ?? `1900000${accounts}`,
        displayName: null,
        eventsCheckedUntil: null,
      },
      createdAt: app.clock.now(),
    }),
  );
  return app.database.read.findOneByOrFail(ProviderAccount, { id });
}

async function acceptedFile(
  app: TestApp,
  staffId: string,
  { id: accountId, organizationId }: ProviderAccount,
  bill: string,
  lines: readonly TestLine[],
  facts: boolean,
): Promise<string> {
  const fileId = newId();
  const now = app.clock.now();
  const day = (lines[0]?.at ?? '2026-01-15').slice(0, 10);
  await app.database.inTransaction(async (tx) => {
    const bytes = Buffer.from(fileId);
    const stored = await app
      .get(Files)
      .store(tx, { organizationId, name: 'bill.csv', contentType: 'text/csv', bytes });
    const approvalId = facts
      ? await app.get(Approvals).request(tx, {
          ...{
            organizationId,
            operation: 'provider_secret',
            subjectId: fileId,
            payload: {},
            requestedBy: staffId,
          },
        })
      : null;
    await tx.query(
      `INSERT INTO statement_file (id, organization_id, provider_account_id, bill, first_day, last_day, stored_file_id,
         sha256, state, line_count, uploaded_by, uploaded_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, UNHEX(SHA2(?, 256)), 'read', ?, ?, ?)`,
      [
        ...[fileId, organizationId, accountId, bill, day, day, stored, fileId, lines.length],
        ...[staffId, now],
      ],
    );
    await tx.query(
      `INSERT INTO statement_file_line (file_id, line_no, line_key, type, amount, fee, net, currency,
         provider_payment_id, source_key, merchant_ref, attach, description, status, balance_after, occurred_at, day, raw)
       VALUES ?`,
      [
        lines.map((line, i) => [
          ...[fileId, i + 1, line.key, line.type, line.amount.toString(), (line.fee ?? 0n).toString()],
          ...[(line.amount - (line.fee ?? 0n)).toString(), line.currency ?? 'CNY', line.paymentId ?? null],
          ...[line.sourceKey ?? null, line.merchantRef ?? null, line.attach ?? null],
          ...[line.description ?? null, line.status ?? null, line.balance?.toString() ?? null],
          ...[shanghai(line.at), line.at.slice(0, 10), '[]'],
        ]),
      ],
    );
    await app.get(StatementFiles).accept(tx, fileId, approvalId);
  });
  return fileId;
}
