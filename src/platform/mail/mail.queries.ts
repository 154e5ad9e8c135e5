import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A mail as the console lists it: the address masked. */
export interface MailSummary {
  readonly id: string;
  readonly recipientMasked: string;
  readonly subject: string;
  /** REFUSED: by the reader's server, for good. STOPPED: before it left. */
  readonly state: 'WAITING' | 'SENT' | 'REFUSED' | 'STOPPED';
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** Columns of `mail_message` that make a `MailSummary`. */
export const SUMMARY_COLUMNS = `id, recipient_masked AS recipientMasked, subject, state, created_at AS createdAt,
  sent_at AS sentAt`;

@Injectable()
export class MailQueries {
  constructor(private readonly database: Database) {}

  /**
   * Since when mails do not leave: when the oldest one was asked for that failed at least once, unless a later one has
   * left (then it is that one's address). Null when they leave.
   */
  async lateSince(): Promise<Date | null> {
    const [late] = await this.database.rows<{ at: Date }>(
      `SELECT m.created_at AS at FROM outbox_task t
         JOIN outbox_event e ON e.id = t.event_id
         JOIN mail_message m ON m.id = e.ref AND m.state = 'WAITING'
        WHERE t.state IN ('PENDING', 'ENQUEUED') AND t.subscriber = 'mail.send' AND t.attempts > 0
          AND NOT EXISTS (SELECT 1 FROM mail_message l
                           WHERE l.state = 'SENT' AND l.created_at > m.created_at)
        ORDER BY m.created_at LIMIT 1`,
    );
    return late?.at ?? null;
  }

  /** The newest mails of an organization. */
  recent(organizationId: string, limit: number): Promise<MailSummary[]> {
    return this.database.rows<MailSummary>(
      `SELECT ${SUMMARY_COLUMNS} FROM mail_message WHERE organization_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
      [organizationId, limit],
    );
  }
}
