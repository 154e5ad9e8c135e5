import type { Database } from '../platform/database/database.js';
import type { Question } from './export-table.js';

/** Money that moved between two accounts inside one fund by entries of one kind, in the period or before it. */
export interface Flow {
  readonly fundCode: string;
  readonly fundName: string;
  readonly fundKind: 'restricted' | 'unrestricted' | 'suspense' | 'treasury';
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly kind: string;
  readonly earlier: boolean;
  readonly amount: bigint;
}

/** Everything that the books hold up to the period's end and the question's number, summed by the database. */
export async function flowsOf(database: Database, question: Question): Promise<Flow[]> {
  const rows = await database.rows<Omit<Flow, 'earlier' | 'amount'> & { earlier: number; amount: string }>(
    `SELECT f.code AS fundCode, f.name_zh AS fundName, f.kind AS fundKind, da.code AS debit, ca.code AS credit,
       g.currency, g.kind, g.earlier, SUM(g.amount) AS amount
     FROM (SELECT t.fund_id, t.debit_account_id, t.credit_account_id, t.currency, e.kind, e.booked_on < ? AS earlier,
             SUM(t.amount) AS amount
           FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
           JOIN transfer t ON t.entry_id = e.id
           WHERE e.organization_id = ? AND e.booked_on <= ?
           GROUP BY t.fund_id, t.debit_account_id, t.credit_account_id, t.currency, e.kind, earlier) g
     JOIN fund f ON f.id = g.fund_id
     JOIN account da ON da.id = g.debit_account_id JOIN account ca ON ca.id = g.credit_account_id
     GROUP BY f.code, f.name_zh, f.kind, da.code, ca.code, g.currency, g.kind, g.earlier`,
    [question.firstDay, question.seq, question.organizationId, question.lastDay],
  );
  return rows.map((row) => ({
    ...row,
    earlier: String(row.earlier) === '1',
    amount: BigInt(row.amount),
  }));
}
