import type { Database, Tx } from '../platform/database/database.js';
import type { Gone } from './discrepancies.service.js';
import type { ReconciliationRun } from './run.js';

/** Bank accounts of the organization whose statement has lines of the day, or a file about it. */
export async function bankAccountsOn(
  database: Database,
  organizationId: string,
  day: string,
): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(
    `SELECT a.id FROM bank_account a WHERE a.organization_id = ? AND (
       EXISTS (SELECT 1 FROM bank_line b WHERE b.bank_account_id = a.id AND b.day = ?)
       OR EXISTS (SELECT 1 FROM statement_file f WHERE f.bank_account_id = a.id AND f.state = 'accepted'
                   AND f.first_day <= ? AND f.last_day >= ?)) ORDER BY a.id`,
    [organizationId, day, day, day],
  );
  return rows.map(({ id }) => id);
}

/** Lines of the day, how many of them stand in a match, and the newest bank line there is. */
export async function countBankDay(
  tx: Tx,
  { bankAccountId, day }: ReconciliationRun,
): Promise<{ lines: number; matched: number; lineHigh: string }> {
  const [row]: { n: string; matched: string; high: string | null }[] = await tx.query(
    `SELECT COUNT(*) AS n, COUNT(m.match_id) AS matched, (SELECT MAX(id) FROM bank_line) AS high
       FROM bank_line b LEFT JOIN bank_match_line m ON m.live_bank_line_id = b.id
      WHERE b.bank_account_id = ? AND b.day = ?`,
    [bankAccountId, day],
  );
  return { lines: Number(row?.n), matched: Number(row?.matched), lineHigh: row?.high ?? '0' };
}

/** Differences that the bank's run has not found again: of its day, and payouts that have arrived since. */
export async function bankEnded(tx: Tx, run: ReconciliationRun): Promise<Gone[]> {
  return tx.query(
    `SELECT d.id, d.organization_id AS organizationId, d.case_id AS caseId FROM discrepancy d
      WHERE d.bank_account_id = ? AND d.state = 'standing' AND d.last_run <> ?
        AND ((d.day = ? AND d.settlement_id IS NULL)
          OR EXISTS (SELECT 1 FROM bank_match_part p WHERE p.live_subject = CONCAT('settlement:', RTRIM(d.settlement_id)))
          OR EXISTS (SELECT 1 FROM settlement s WHERE s.id = d.settlement_id AND s.state IN ('failed', 'canceled')))`,
    [run.bankAccountId, run.id, run.day],
  );
}
