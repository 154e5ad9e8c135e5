import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { DaySpan } from './day-books.queries.js';
import type { SheetDiscrepancy } from './day-sheet.js';

const LISTED_MAX = 500;

/** How far the reconciliation of a day is. Inside a database transaction give its handle. */
@Injectable()
export class DayRunsQueries {
  constructor(private readonly database: Database) {}

  /** Whether the newest run of the account's day is finished and has seen everything: no line and no fact came since. */
  async isCurrent({ day, from, until }: DaySpan, accountId: string, tx?: Tx): Promise<boolean> {
    const [run] = await this.database.rows<{ state: string; lineHigh: string; startedAt: Date }>(
      `SELECT state, line_high AS lineHigh, started_at AS startedAt FROM reconciliation_run
        WHERE provider_account_id = ? AND day = ? ORDER BY revision DESC LIMIT 1`,
      [accountId, day],
      tx,
    );
    if (run?.state !== 'done') return false;
    const [newer] = await this.database.rows<{ n: string }>(
      `SELECT EXISTS (SELECT 1 FROM statement_line l WHERE l.provider_account_id = ? AND l.occurred_at >= ?
                AND l.occurred_at < ? AND l.id > ?)
           OR EXISTS (SELECT 1 FROM fact f WHERE f.provider_account_id = ? AND f.occurred_at >= ?
                AND f.occurred_at < ? AND f.amount IS NOT NULL AND f.recorded_at > ?) AS n`,
      [accountId, from, until, run.lineHigh, accountId, from, until, run.startedAt],
      tx,
    );
    return Number(newer?.n) === 0;
  }

  /** Codes of the day's differences that nobody has explained; what was carried over (D09) explains itself. */
  async open({ organizationId, day }: DaySpan, tx?: Tx): Promise<{ code: string; n: number }[]> {
    const rows = await this.database.rows<{ code: string; n: string }>(
      `SELECT d.code, COUNT(*) AS n FROM discrepancy d JOIN work_case c ON c.id = d.case_id
        WHERE d.organization_id = ? AND d.day = ? AND d.state = 'standing' AND d.code <> 'D09' AND c.state = 'open'
        GROUP BY d.code ORDER BY d.code`,
      [organizationId, day],
      tx,
    );
    return rows.map(({ code, n }) => ({ code, n: Number(n) }));
  }

  /** Every difference of the day with what became of it, for the sheet; those that stand first. */
  async listed({ organizationId, day }: DaySpan, tx?: Tx): Promise<SheetDiscrepancy[]> {
    return this.database.rows<SheetDiscrepancy>(
      `SELECT d.code, COALESCE(a.display_name, a.account, CONCAT('*', b.last4)) AS account, d.ours, d.theirs, d.currency,
              d.case_id AS caseId, IF(d.state = 'gone', 'gone', IF(d.code = 'D09' AND c.state = 'open', 'carried',
                IF(c.state = 'open', 'open', c.outcome))) AS outcome,
              IF(d.state = 'gone', NULL, c.close_reason) AS reason, s.display_name AS \`by\`
         FROM discrepancy d LEFT JOIN work_case c ON c.id = d.case_id
         LEFT JOIN provider_account a ON a.id = d.provider_account_id LEFT JOIN bank_account b ON b.id = d.bank_account_id
         LEFT JOIN staff_member s ON s.id = c.closed_by
        WHERE d.organization_id = ? AND d.day = ? ORDER BY d.state, d.code, d.id LIMIT ?`,
      [organizationId, day, LISTED_MAX],
      tx,
    );
  }
}
