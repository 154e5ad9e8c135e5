import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { type MailSummary, SUMMARY_COLUMNS } from '../../../platform/mail/mail.queries.js';

/** A mail with its text, the keys in its links taken out, and what went along with it. */
export interface MailDetail extends MailSummary {
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly contentType: string }[];
}

/** Reads one mail of the organization for its staff; the list is the platform's. */
@Injectable()
export class MailboxQueries {
  constructor(private readonly database: Database) {}

  async detail(organizationId: string, id: string): Promise<MailDetail | null> {
    const [row] = await this.database.rows<MailSummary & { text: string; attachments: unknown }>(
      `SELECT ${SUMMARY_COLUMNS}, text_body AS text, attachments FROM mail_message WHERE id = ? AND organization_id = ?`,
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
