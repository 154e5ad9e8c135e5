import type { Database, Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import type { Gone } from './discrepancies.service.js';
import { FACT_LINES, LINE_FACTS, sqlList } from './line-kinds.js';
import type { ReconciliationRun, Span } from './run.js';

/** The provider may list a line later than it dates it. */
const LISTED_MS = 60 * 60_000;

/** How many lines and facts a day of an account has, and the newest line there is. Read from indexes alone. */
export async function countDay(
  database: Database,
  accountId: string,
  { from, until }: Span,
): Promise<{ lines: number; facts: number; lineHigh: string }> {
  const [row] = await database.rows<{ n: string; facts: string; high: string | null }>(
    `SELECT (SELECT COUNT(*) FROM statement_line FORCE INDEX (statement_line_by_type)
              WHERE provider_account_id = ? AND type IN (${sqlList(FACT_LINES)})
                AND occurred_at >= ? AND occurred_at < ?) AS n,
            (SELECT COUNT(*) FROM fact FORCE INDEX (fact_by_time)
              WHERE provider_account_id = ? AND occurred_at >= ? AND occurred_at < ?
                AND kind IN (${sqlList(LINE_FACTS)})) AS facts,
            (SELECT MAX(id) FROM statement_line) AS high`,
    [accountId, from, until, accountId, from, until],
  );
  return { lines: Number(row?.n), facts: Number(row?.facts), lineHigh: row?.high ?? '0' };
}

/**
 * Up to which moment the account's statement is complete, as far as a fact of the day needs it; null when the day has
 * none. An API's lines come by the clock, a file's by the day.
 */
export async function coveredUntil(
  tx: Tx,
  account: ProviderAccount,
  day: string,
  pool: Span,
): Promise<Date | null> {
  if (account.provider === 'stripe') {
    const [row]: { until: Date }[] = await tx.query(
      'SELECT imported_until AS until FROM statement_cursor WHERE provider_account_id = ?',
      [account.id],
    );
    return row ? new Date(row.until.getTime() - LISTED_MS) : null;
  }
  const files: unknown[] = await tx.query(
    `SELECT 1 FROM statement_file WHERE provider_account_id = ? AND state = 'accepted' AND bill IN ('trade', 'platform')
        AND first_day <= ? AND last_day >= ? LIMIT 1`,
    [account.id, day, day],
  );
  return files.length > 0 ? pool.until : null;
}

type Note = 'matched' | 'not_found' | 'overdue';

/** Differences that a run has not found again, by why they are gone. */
export async function endedBy(tx: Tx, run: ReconciliationRun, accountId: string): Promise<[Note, Gone[]][]> {
  const rows: (Gone & { note: Note })[] = await tx.query(
    `SELECT d.id, d.organization_id AS organizationId, d.case_id AS caseId,
            IF(d.code IN ('D01', 'D10'), e.id, NULL) AS entryId,
            CASE WHEN m.statement_line_id IS NOT NULL OR f.fact_id IS NOT NULL THEN 'matched'
                 WHEN d.code = 'D09' THEN 'overdue' ELSE 'not_found' END AS note
       FROM discrepancy d
       LEFT JOIN line_match m ON m.statement_line_id = d.statement_line_id
       LEFT JOIN line_match f ON f.fact_id = d.fact_id
       LEFT JOIN entry e ON e.organization_id = d.organization_id AND e.source_type = 'fact' AND e.source_id = m.fact_id
      WHERE d.provider_account_id = ? AND d.state = 'standing' AND d.last_run <> ?
        AND (d.day = ? OR (d.code IN ('D01', 'D10', 'D11') AND m.differs = 0)
             OR (d.code IN ('D02', 'D08', 'D09') AND f.differs = 0))`,
    [accountId, run.id, run.day],
  );
  const by = new Map<Note, Gone[]>();
  for (const row of rows) by.set(row.note, [...(by.get(row.note) ?? []), row]);
  return [...by];
}
