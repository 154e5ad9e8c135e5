import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';

/** A mail of the organization. */
export interface MailRow {
  readonly id: string;
  readonly recipientMasked: string;
  readonly subject: string;
  readonly state: 'WAITING' | 'SENT';
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** A mail with its text, the keys in its links taken out, and what went along with it. */
export interface MailDetail extends MailRow {
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly contentType: string }[];
}

const COLUMNS = `id, recipient_masked AS recipientMasked, subject, state, created_at AS createdAt,
  sent_at AS sentAt`;

/** Reads the organization's mails for its staff. */
@Injectable()
export class MailboxQueries {
  constructor(private readonly database: Database) {}

  list(organizationId: string, limit = 100): Promise<MailRow[]> {
    return this.database.rows<MailRow>(
      `SELECT ${COLUMNS} FROM mail_message WHERE organization_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
      [organizationId, limit],
    );
  }

  async detail(organizationId: string, id: string): Promise<MailDetail | null> {
    const [row] = await this.database.rows<MailRow & { text: string; attachments: unknown }>(
      `SELECT ${COLUMNS}, text_body AS text, attachments FROM mail_message WHERE id = ? AND organization_id = ?`,
      [id, organizationId],
    );
    if (!row) return null;
    const attachments: unknown =
      typeof row.attachments === 'string' ? JSON.parse(row.attachments) : row.attachments;
    return {
      ...row,
      text: withoutKeys(row.text),
      attachments: Array.isArray(attachments) ? (attachments as MailDetail['attachments']) : [],
    };
  }
}

/** A gift's link opens that gift for whoever holds its key; staff have no use for it. */
export function withoutKeys(text: string): string {
  return text.replace(/([?&](?:key|token)=)[^\s&"'>]+/g, '$1•••');
}
