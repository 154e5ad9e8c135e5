import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A mail as the console lists it: the address masked. */
export interface MailSummary {
  readonly id: string;
  readonly recipientMasked: string;
  readonly subject: string;
  readonly state: 'WAITING' | 'SENT';
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** Columns of `mail_message` that make a `MailSummary`. */
export const SUMMARY_COLUMNS = `id, recipient_masked AS recipientMasked, subject, state, created_at AS createdAt,
  sent_at AS sentAt`;

@Injectable()
export class MailQueries {
  constructor(private readonly database: Database) {}

  /** The newest mails of an organization. */
  recent(organizationId: string, limit: number): Promise<MailSummary[]> {
    return this.database.rows<MailSummary>(
      `SELECT ${SUMMARY_COLUMNS} FROM mail_message WHERE organization_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
      [organizationId, limit],
    );
  }
}
