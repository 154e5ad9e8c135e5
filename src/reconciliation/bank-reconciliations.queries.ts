import { Injectable } from '@nestjs/common';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { Database } from '../platform/database/database.js';
import { type BankReconciliation, type BankSideItem, reconcileBank } from './bank-reconciliation.js';

/** Which part of a match an entry on the bank account is. */
const PART_OF = `CASE e.kind WHEN 'disbursement' THEN 'disbursement'
  WHEN 'disbursement_returned' THEN 'disbursement_return' WHEN 'offline_gift' THEN 'offline_gift'
  WHEN 'cash_deposit' THEN 'cash_deposit' WHEN 'adjustment' THEN 'case' END`;

type Row = Omit<BankSideItem, 'amount'> & { readonly amount: string };
const itemOf = (row: Row): BankSideItem => ({ ...row, amount: BigInt(row.amount) });

/** The bank reconciliation statement: books and bank as they stood at the end of a day. */
@Injectable()
export class BankReconciliations {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerQueries,
  ) {}

  /** As of the end of an accounting day; bank lines that came later about earlier days are counted too. */
  async on(organizationId: string, currency: string, day: string): Promise<BankReconciliation> {
    const [booked, bank, lines, entries] = await Promise.all([
      this.ledger.balanceOn(organizationId, '100201', currency, day),
      this.bankBalance(organizationId, currency, day),
      this.lines(organizationId, currency, day),
      this.entries(organizationId, currency, day),
    ]);
    return reconcileBank({ booked, bank }, lines, entries);
  }

  private async bankBalance(organizationId: string, currency: string, day: string): Promise<bigint | null> {
    const [row] = await this.database.rows<{ balance: string }>(
      `SELECT balance_after AS balance FROM bank_line
        WHERE organization_id = ? AND currency = ? AND day <= ? AND balance_after IS NOT NULL
        ORDER BY day DESC, occurred_at DESC, id DESC LIMIT 1`,
      [organizationId, currency, day],
    );
    return row ? BigInt(row.balance) : null;
  }

  private async lines(organizationId: string, currency: string, day: string): Promise<BankSideItem[]> {
    const rows = await this.database.rows<Row>(
      `SELECT CAST(b.id AS CHAR) AS id, b.day, b.amount, CONCAT_WS(' · ', b.summary, b.reference) AS text,
              m.match_id AS matchId
         FROM bank_line b LEFT JOIN bank_match_line m ON m.live_bank_line_id = b.id
        WHERE b.organization_id = ? AND b.currency = ? AND b.day <= ? ORDER BY b.day, b.id`,
      [organizationId, currency, day],
    );
    return rows.map(itemOf);
  }

  /** Entries that were undone by then, and what undid them, cancel out and are no items. */
  private async entries(organizationId: string, currency: string, day: string): Promise<BankSideItem[]> {
    const side = (column: string, sign: string) =>
      `SELECT t.entry_id, ${sign}t.amount AS amount FROM account a JOIN transfer t ON t.${column} = a.id
        WHERE a.organization_id = ? AND a.code = '100201' AND a.currency = ?`;
    const rows = await this.database.rows<Row>(
      `SELECT e.id, e.booked_on AS day, e.kind AS text, SUM(moved.amount) AS amount,
              MAX(COALESCE(own.id, p.match_id)) AS matchId
         FROM (${side('debit_account_id', '')} UNION ALL ${side('credit_account_id', '-')}) moved
         JOIN entry e ON e.id = moved.entry_id AND e.booked_on <= ?
         LEFT JOIN entry r ON r.reverses_id = e.id AND r.organization_id = e.organization_id AND r.booked_on <= ?
         LEFT JOIN bank_match own ON own.entry_id = e.id AND own.organization_id = e.organization_id
           AND own.undone_at IS NULL
         LEFT JOIN bank_match_part p ON p.live_subject = CONCAT(${PART_OF}, ':', e.subject_id)
        WHERE r.id IS NULL AND e.reverses_id IS NULL
        GROUP BY e.id, e.booked_on, e.kind HAVING amount <> 0 ORDER BY e.booked_on, e.id`,
      [organizationId, currency, organizationId, currency, day, day],
    );
    return rows.map(itemOf);
  }
}
