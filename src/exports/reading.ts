import type { Database } from '../platform/database/database.js';
import type { Question } from './export-table.js';

/** Rows read at once: enough that asking costs little, few enough that memory stays flat. */
const BATCH = 2_000;

/** A day with entries in the books. */
export interface DayEntries {
  readonly day: string;
  readonly entries: number;
}

/** The period's days that have entries up to the question's number, `more` narrowing which. */
export async function daysOf(database: Database, question: Question, more = ''): Promise<DayEntries[]> {
  const rows = await database.rows<{ day: string; entries: string }>(
    `SELECT e.booked_on AS day, COUNT(*) AS entries
     FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
     WHERE e.organization_id = ? AND e.booked_on BETWEEN ? AND ? ${more} GROUP BY e.booked_on ORDER BY e.booked_on`,
    [question.seq, question.organizationId, question.firstDay, question.lastDay],
  );
  return rows.map(({ day, entries }) => ({ day, entries: Number(entries) }));
}

/** Day by day, and inside a day by entry id from where the last batch ended: never the whole in memory. */
export async function* byDay<Found extends { readonly entryId: string }>(
  database: Database,
  days: readonly DayEntries[],
  ask: (day: string, after: string, limit: number) => readonly [sql: string, values: readonly unknown[]],
): AsyncIterable<readonly Found[]> {
  for (const { day } of days) {
    for (let after = ''; ; ) {
      const [sql, values] = ask(day, after, BATCH);
      const rows = await database.rows<Found>(sql, values);
      const last = rows.at(-1);
      if (!last) break;
      yield rows;
      after = last.entryId;
    }
  }
}
