import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type {
  JsonObject,
  LongWorkKind,
  WorkInHand,
  WorkProgress,
} from '../platform/long-work/long-work-kind.js';
import { StatementBookings } from '../settlements/statement-bookings.service.js';
import { StatementBooking } from './statement-booking.service.js';
import { STATEMENT_INTAKE } from './statement-intake.js';

/** How soon is looked again at a file that another worker is booking. */
const AGAIN_MS = 200;

/**
 * Shows people how far the booking of a file is, and helps with it. What two people accepted is booked to its end: who
 * cancels this work stops looking, not the booking.
 */
@Injectable()
export class StatementIntakeWork implements LongWorkKind {
  readonly kind = STATEMENT_INTAKE;

  constructor(
    private readonly database: Database,
    private readonly bookings: StatementBookings,
    private readonly booking: StatementBooking,
  ) {}

  async run({ subjectId }: WorkInHand, progress: WorkProgress): Promise<JsonObject> {
    await this.bookings.begin();
    for (;;) {
      const found = await this.booking.bookFile(subjectId);
      const at = await this.bookings.progressOf(subjectId);
      if (at?.phase === 'done') return this.result(subjectId);
      await progress.report(at?.stepsDone ?? 0, at?.steps ?? 0);
      if (found === 0) await sleep(AGAIN_MS);
    }
  }

  /** What came of the file: how many gifts, how many payments nobody could place. */
  private async result(fileId: string): Promise<JsonObject> {
    const [row] = await this.database.rows<{ gifts: string; unmapped: string; refunds: string }>(
      `SELECT COUNT(IF(f.kind = 'payment_succeeded' AND f.payment_attempt_id IS NOT NULL, 1, NULL)) AS gifts,
              COUNT(IF(f.kind = 'payment_succeeded' AND f.payment_attempt_id IS NULL, 1, NULL)) AS unmapped,
              (SELECT COUNT(*) FROM statement_line r WHERE r.file_id = ? AND r.type = 'refund') AS refunds
         FROM statement_line l
         JOIN fact f ON f.provider_account_id = l.provider_account_id AND f.fact_key = l.provider_payment_id
          AND f.kind = 'payment_succeeded' AND l.type = 'payment'
        WHERE l.file_id = ?`,
      [fileId, fileId],
    );
    return {
      gifts: Number(row?.gifts ?? 0),
      unmapped: Number(row?.unmapped ?? 0),
      refunds: Number(row?.refunds ?? 0),
    };
  }
}
