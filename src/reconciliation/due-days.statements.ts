import { dayIn } from '../kernel/clock.js';
import type { Database } from '../platform/database/database.js';
import { countDay } from './day-run.statements.js';
import { spanOf } from './run.js';
import { RUN_COLUMNS, runOf } from './run.statements.js';

const HOUR_MS = 3_600_000;

/** The newest line of an account, and the days of those that came since the cursor: old days too. */
export async function daysOfNewLines(
  database: Database,
  accountId: string,
  timeZone: string,
): Promise<{ days: string[]; lineHigh: string }> {
  const [row] = await database.rows<{ cursor: string; high: string }>(
    `SELECT COALESCE((SELECT line_high FROM reconciliation_cursor WHERE provider_account_id = ?), 0) AS \`cursor\`,
            COALESCE((SELECT MAX(id) FROM statement_line), 0) AS high`,
    [accountId],
  );
  const cursor = row?.cursor ?? '0';
  const high = row?.high ?? '0';
  if (cursor === high) return { days: [], lineHigh: high };
  const hours = await database.rows<{ hour: string }>(
    `SELECT DISTINCT DATE_FORMAT(occurred_at, '%Y-%m-%dT%H:00:00Z') AS hour FROM statement_line
      WHERE id > ? AND id <= ? AND provider_account_id = ?`,
    [cursor, high, accountId],
  );
  // A zone's day may begin in the middle of an hour.
  const days = hours.flatMap(({ hour }) => {
    const from = Date.parse(hour);
    return [dayIn(new Date(from), timeZone), dayIn(new Date(from + HOUR_MS - 1), timeZone)];
  });
  return { days: [...new Set(days)], lineHigh: high };
}

/** Remembers that the days of lines up to here have been run. */
export async function moveCursor(database: Database, accountId: string, lineHigh: string): Promise<void> {
  await database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO reconciliation_cursor (provider_account_id, line_high) VALUES (?, ?)
       ON DUPLICATE KEY UPDATE line_high = GREATEST(line_high, ?)`,
      [accountId, lineHigh, lineHigh],
    ),
  );
}

/**
 * Whether a day of an account should be run: it has never been or was left in the middle, its lines or facts are others
 * than the newest run's, or something was too young an hour ago, or has been carried over long enough.
 */
export async function isDue(
  database: Database,
  accountId: string,
  day: string,
  {
    timeZone,
    now,
    carriedSince,
  }: { readonly timeZone: string; readonly now: Date; readonly carriedSince: string },
): Promise<boolean> {
  const [row] = await database.rows(
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run r WHERE r.provider_account_id = ? AND r.day = ?
      ORDER BY r.revision DESC LIMIT 1`,
    [accountId, day],
  );
  const counts = await countDay(database, accountId, spanOf(day, timeZone));
  if (!row) return counts.lines + counts.facts > 0;
  const run = runOf(row);
  if (run.state !== 'done') return true;
  if (run.lines !== counts.lines || run.facts !== counts.facts) return true;
  if (run.waiting > 0 && now.getTime() - run.startedAt.getTime() >= HOUR_MS) return true;
  const overdue = await database.rows(
    `SELECT 1 FROM discrepancy WHERE provider_account_id = ? AND day = ? AND state = 'standing' AND code = 'D09'
        AND day < ? LIMIT 1`,
    [accountId, day, carriedSince],
  );
  return overdue.length > 0;
}
