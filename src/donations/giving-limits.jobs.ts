import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { PaymentProvider } from '../providers/payment-provider.service.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { GivingAlarm } from './giving-alarm.service.js';
import { DECLINES_MAX } from './giving-limits.js';
import { triedOut } from './giving-limits.statements.js';

const WATCH_SECONDS = 10;
const FORGET_SECONDS = 900;
/** Rows are kept for a day and half an hour, and this with the time between two runs is less than 25 hours. */
const KEPT_MS = 24.5 * 3_600_000;
const ROWS_AT_ONCE = 5_000;

/** What the limits of giving do by the clock. */
@Injectable()
export class GivingJobs {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly accounts: ProviderAccounts,
    private readonly alarm: GivingAlarm,
    private readonly clock: Clock,
  ) {}

  readonly schedules: readonly Schedule[] = [
    { name: 'giving.watch', everySeconds: WATCH_SECONDS, run: () => this.watch() },
    { name: 'giving.forget', everySeconds: FORGET_SECONDS, run: () => this.forget() },
  ];

  /** Raises the alarm also while nobody asks for a checkout, and ends checkouts in which card after card is tried. */
  async watch(): Promise<void> {
    await this.alarm.isOn();
    for (const { attemptId, accountId, sessionId } of await triedOut(this.database.read, DECLINES_MAX)) {
      await this.provider.closeCheckout(await this.accounts.byId(accountId), sessionId);
      await this.database.inTransaction((tx) =>
        tx.query('UPDATE giving_session SET ended = 1 WHERE attempt_id = ?', [attemptId]),
      );
    }
  }

  /** Forgets who had checkouts opened, and which questions were answered. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    for (const [table, column] of [
      ['giving_session', 'opened_at'],
      ['giving_answer', 'answered_at'],
    ]) {
      let gone = ROWS_AT_ONCE;
      while (gone === ROWS_AT_ONCE)
        gone = await this.database.inTransaction(async (tx) => {
          const { affectedRows }: { affectedRows: number } = await tx.query(
            `DELETE FROM ${table} WHERE ${column} < ? LIMIT ${ROWS_AT_ONCE}`,
            [before],
          );
          return affectedRows;
        });
    }
  }
}
