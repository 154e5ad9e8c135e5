import type { Database } from '../platform/database/database.js';
import type { Code } from './discrepancy.js';
import type { ReconciliationRun } from './run.js';
import { RUN_COLUMNS, runOf } from './run.statements.js';

/** One account's day: its newest run and what is open about it. */
export interface AccountDay {
  readonly accountId: string;
  readonly kind: 'provider' | 'bank';
  /** The provider account's name or the bank account's last digits. */
  readonly name: string;
  readonly provider: string | null;
  readonly run: ReconciliationRun | null;
  /** Lines have come, or facts, since the newest run. */
  readonly outdated: boolean;
  /** Standing differences whose case is open, by code, with the money at stake in minor units. */
  readonly open: Readonly<Partial<Record<Code, { readonly n: number; readonly amount: bigint }>>>;
  /** Standing differences whose case a person has closed. */
  readonly explained: number;
}

export interface DiscrepancyFilter {
  readonly id?: string;
  readonly day?: string;
  readonly accountId?: string;
  readonly code?: string;
  /** open = it stands and its case is open · explained = it stands and a person closed its case · gone. */
  readonly state?: 'open' | 'explained' | 'gone';
}

/** A difference with its case. Amounts in minor units, signed as the provider signs; null = that side has nothing. */
export interface DiscrepancyRow {
  readonly id: string;
  readonly organizationId: string;
  readonly accountId: string;
  readonly kind: 'provider' | 'bank';
  readonly code: Code;
  readonly day: string;
  readonly state: 'open' | 'explained' | 'gone';
  readonly lineId: string | null;
  readonly factId: string | null;
  readonly settlementId: string | null;
  readonly bankLineId: string | null;
  readonly ours: bigint | null;
  readonly theirs: bigint | null;
  readonly currency: string;
  readonly detail: string;
  readonly openedAt: Date;
  readonly goneAt: Date | null;
  readonly goneNote: string | null;
  readonly times: number;
  readonly caseId: string | null;
  readonly caseKind: string | null;
  readonly assignedTo: string | null;
  readonly dueOn: string | null;
  readonly closeReason: string | null;
}

const STATE = "IF(d.state = 'gone', 'gone', IF(c.state = 'open', 'open', 'explained'))";

/** Differences, latest day first. */
export async function discrepancyRows(
  database: Database,
  organizationId: string,
  filter: DiscrepancyFilter,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<DiscrepancyRow[]> {
  const where: [string, unknown][] = [['d.organization_id = ?', organizationId]];
  if (filter.id !== undefined) where.push(['d.id = ?', filter.id]);
  if (filter.day !== undefined) where.push(['d.day = ?', filter.day]);
  if (filter.accountId !== undefined)
    where.push(['COALESCE(d.provider_account_id, d.bank_account_id) = ?', filter.accountId]);
  if (filter.code !== undefined) where.push(['d.code = ?', filter.code]);
  if (filter.state !== undefined) where.push([`${STATE} = ?`, filter.state]);
  const rows = await database.rows<DiscrepancyRow & { ours: string | null; theirs: string | null }>(
    `SELECT d.id, d.organization_id AS organizationId, COALESCE(d.provider_account_id, d.bank_account_id) AS accountId,
            IF(d.bank_account_id IS NULL, 'provider', 'bank') AS kind, d.code, d.day, ${STATE} AS state,
            d.statement_line_id AS lineId, d.fact_id AS factId, d.settlement_id AS settlementId,
            d.bank_line_id AS bankLineId, d.ours, d.theirs, d.currency, d.detail, d.opened_at AS openedAt,
            d.gone_at AS goneAt, d.gone_note AS goneNote, d.times, d.case_id AS caseId, c.kind AS caseKind,
            c.assigned_to AS assignedTo, c.due_on AS dueOn, c.close_reason AS closeReason
       FROM discrepancy d LEFT JOIN work_case c ON c.id = d.case_id
      WHERE ${where.map(([sql]) => sql).join(' AND ')} ORDER BY d.day DESC, d.code, d.id LIMIT ? OFFSET ?`,
    [...where.map(([, value]) => value), limit, skip],
  );
  const money = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
  return rows.map((row) => ({
    ...row,
    ours: money(row.ours),
    theirs: money(row.theirs),
    times: Number(row.times),
  }));
}

/** A line and its fact. */
export interface LinePair {
  readonly lineId: string;
  readonly factId: string;
  readonly type: string;
  readonly lineKey: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly currency: string;
  readonly lineAt: Date;
  readonly factAt: Date;
  readonly factAmount: bigint;
  readonly donationId: string | null;
  readonly pass: number;
  readonly differs: number;
  readonly matchedBy: string | null;
}

/** Pairs of an account that count on a day: those that differ first, then as they happened. */
export async function linePairs(
  database: Database,
  of: { readonly organizationId: string; readonly day: string; readonly accountId: string },
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<LinePair[]> {
  const rows = await database.rows<LinePair & { amount: string; fee: string; factAmount: string }>(
    `SELECT l.id AS lineId, f.id AS factId, l.type, l.line_key AS lineKey, l.amount, l.fee, l.currency,
            l.occurred_at AS lineAt, f.occurred_at AS factAt, f.amount AS factAmount, a.donation_id AS donationId,
            m.pass, m.differs, m.matched_by AS matchedBy
       FROM statement_line l JOIN line_match m ON m.statement_line_id = l.id JOIN fact f ON f.id = m.fact_id
       LEFT JOIN payment_attempt a ON a.id = f.payment_attempt_id
      WHERE l.organization_id = ? AND l.provider_account_id = ? AND m.day = ?
        AND l.occurred_at >= ? - INTERVAL 4 DAY AND l.occurred_at < ? + INTERVAL 5 DAY
      ORDER BY m.differs = 0, l.occurred_at, l.id LIMIT ? OFFSET ?`,
    [of.organizationId, of.accountId, of.day, of.day, of.day, limit, skip],
  );
  return rows.map((row) => ({
    ...row,
    amount: BigInt(row.amount),
    fee: BigInt(row.fee),
    factAmount: BigInt(row.factAmount),
    pass: Number(row.pass),
    differs: Number(row.differs),
  }));
}

interface AccountRow {
  readonly accountId: string;
  readonly kind: 'provider' | 'bank';
  readonly name: string;
  readonly provider: string | null;
  readonly newest: string | null;
}

/** Accounts that have something of the day. Days are compared in the organization's zone by `span`. */
export async function accountDays(
  database: Database,
  organizationId: string,
  day: string,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<AccountDay[]> {
  const rows = await database.rows<AccountRow>(
    `SELECT p.id AS accountId, 'provider' AS kind, COALESCE(p.display_name, p.account) AS name, p.provider,
            (SELECT MAX(l.id) FROM statement_line l WHERE l.provider_account_id = p.id
                AND l.occurred_at >= ? AND l.occurred_at < ?) AS newest
       FROM provider_account p WHERE p.organization_id = ? AND (
         EXISTS (SELECT 1 FROM statement_line l WHERE l.provider_account_id = p.id AND l.occurred_at >= ? AND l.occurred_at < ?)
         OR EXISTS (SELECT 1 FROM fact f WHERE f.provider_account_id = p.id AND f.occurred_at >= ? AND f.occurred_at < ?
                     AND f.amount IS NOT NULL)
         OR EXISTS (SELECT 1 FROM reconciliation_run r WHERE r.provider_account_id = p.id AND r.day = ?))
     UNION ALL
     SELECT b.id, 'bank', b.last4, NULL,
            (SELECT MAX(l.id) FROM bank_line l WHERE l.bank_account_id = b.id AND l.day = ?)
       FROM bank_account b WHERE b.organization_id = ? AND (
         EXISTS (SELECT 1 FROM bank_line l WHERE l.bank_account_id = b.id AND l.day = ?)
         OR EXISTS (SELECT 1 FROM reconciliation_run r WHERE r.bank_account_id = b.id AND r.day = ?))`,
    [from, until, organizationId, from, until, from, until, day, day, organizationId, day, day],
  );
  const days: AccountDay[] = [];
  for (const row of rows) days.push(await accountDay(database, row, day));
  return days;
}

async function accountDay(database: Database, row: AccountRow, day: string): Promise<AccountDay> {
  const { newest, ...account } = row;
  const column = row.kind === 'bank' ? 'bank_account_id' : 'provider_account_id';
  const [last] = await database.rows(
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run r WHERE r.${column} = ? AND r.day = ?
      ORDER BY r.revision DESC LIMIT 1`,
    [row.accountId, day],
  );
  const run = last ? runOf(last) : null;
  const standing = await database.rows<{ code: Code; open: string; n: string; stake: string | null }>(
    `SELECT d.code, CAST(c.state = 'open' AS CHAR) AS open, COUNT(*) AS n, SUM(c.amount) AS stake
       FROM discrepancy d JOIN work_case c ON c.id = d.case_id
      WHERE d.${column} = ? AND d.day = ? AND d.state = 'standing' GROUP BY d.code, c.state`,
    [row.accountId, day],
  );
  const open: Partial<Record<Code, { n: number; amount: bigint }>> = {};
  let explained = 0;
  for (const { code, open: isOpen, stake, ...counted } of standing) {
    const n = Number(counted.n);
    if (isOpen === '1') open[code] = { n, amount: BigInt(stake ?? 0) };
    else explained += n;
  }
  const outdated = run === null || (newest !== null && BigInt(newest) > BigInt(run.lineHigh));
  return { ...account, run, outdated, open, explained };
}
