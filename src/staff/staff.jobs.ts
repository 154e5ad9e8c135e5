import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import type { Schedule } from '../platform/schedules/schedule.js';

const DAY_MS = 86_400_000;
/** Failed logins per address are of use for 15 minutes; links for a day; ended sessions for looking back a quarter. */
const KEPT = [
  ['login_source', 'window_started_at', 1],
  ['staff_login_link', 'expires_at', 30],
  ['staff_session', 'expires_at', 90],
] as const;
/** One run takes this many rows of a table at most, so that it locks few; the rest goes the next day. */
const ROWS_MAX = 5_000;

/** What the staff room does by the clock. */
@Injectable()
export class StaffJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  get schedules(): Schedule[] {
    return [{ name: 'staff.forget', everySeconds: 86_400, run: () => this.forget() }];
  }

  /** Deletes what nobody needs any more about logins; who did what stays in the audit trail. */
  async forget(): Promise<void> {
    for (const [table, column, days] of KEPT) {
      const before = new Date(this.clock.now().getTime() - days * DAY_MS);
      await this.database.inTransaction((tx) =>
        tx.query(`DELETE FROM ${table} WHERE ${column} < ? LIMIT ${ROWS_MAX}`, [before]),
      );
    }
  }
}
