import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Schedule } from '../schedules/schedule.js';

const KEPT_DAYS = 30;
const ROWS_AT_ONCE = 2_000;

/** Removes what was done more than 30 days ago, so that the outbox stays small. Their effects are kept elsewhere. */
@Injectable()
export class OutboxPurge {
  constructor(private readonly database: Database) {}

  get schedule(): Schedule {
    return { name: 'outbox.purge', everySeconds: 24 * 60 * 60, run: () => this.purge() };
  }

  private async purge(): Promise<void> {
    const subscribers = await this.database.rows<{ name: string }>(
      "SELECT DISTINCT subscriber AS name FROM outbox_task WHERE state = 'DONE'",
    );
    for (const { name } of subscribers)
      await this.untilNone(
        `DELETE FROM outbox_task WHERE state = 'DONE' AND subscriber = ?
           AND due_at < UTC_TIMESTAMP(6) - INTERVAL ${KEPT_DAYS} DAY ORDER BY due_at, id LIMIT ${ROWS_AT_ONCE}`,
        [name],
      );
    await this.untilNone(
      `DELETE FROM outbox_event WHERE state = 'RELAYED' AND created_at < UTC_TIMESTAMP(6) - INTERVAL ${KEPT_DAYS} DAY
         AND NOT EXISTS (SELECT 1 FROM outbox_task t WHERE t.event_id = outbox_event.id)
       ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      [],
    );
  }

  private async untilNone(sql: string, parameters: readonly unknown[]): Promise<void> {
    let removed = 0;
    do {
      removed = await this.database.inTransaction(async (tx) => {
        const { affectedRows }: { affectedRows: number } = await tx.query(sql, [...parameters]);
        return affectedRows;
      });
    } while (removed === ROWS_AT_ONCE);
  }
}
