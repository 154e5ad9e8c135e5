import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../database/database.js';
import { Outbox } from '../outbox/outbox.js';
import { Secrets } from '../secrets/secrets.js';
import { maskAddress } from './mail-address.js';

/** A stored file that goes along with a mail. */
export interface MailAttachment {
  readonly fileId: string;
  readonly name: string;
  readonly contentType: string;
}

/** A mail to be sent. */
export interface MailRequest {
  readonly organizationId: string | null;
  /** One mail per key, ever: asking again changes nothing. */
  readonly dedupeKey: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly MailAttachment[];
}

/** The outbox event that a requested mail announces. */
export const MAIL_REQUESTED = 'mail.requested';

/** Writes mails down in the database transaction that wants them; the worker sends them afterwards. */
@Injectable()
export class Mail {
  constructor(
    private readonly outbox: Outbox,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Asks for a mail; it leaves once the database transaction has committed. The address is stored encrypted. */
  request(tx: Tx, mail: MailRequest): Promise<void> {
    return this.requestAll(tx, [mail]);
  }

  /** Asks for many mails at once. One whose key was used before is on its way already and stays as it is. */
  async requestAll(tx: Tx, mails: readonly MailRequest[]): Promise<void> {
    if (mails.length === 0) return;
    const now = this.clock.now();
    const asked = mails.map((mail) => ({ id: newId(), mail }));
    const rows = asked.map(({ id, mail }) => [
      ...[id, mail.organizationId, mail.dedupeKey],
      ...[this.secrets.encrypt('field', mail.to, `mail:${id}`), maskAddress(mail.to)],
      ...[mail.subject, mail.text, mail.html ?? null, JSON.stringify(mail.attachments ?? []), now],
    ]);
    await tx.query(
      `INSERT INTO mail_message (id, organization_id, dedupe_key, recipient_encrypted, recipient_masked,
         subject, text_body, html_body, attachments, created_at) VALUES ? ON DUPLICATE KEY UPDATE id = mail_message.id`,
      [rows],
    );
    const ids = asked.map(({ id }) => id);
    const written: { id: string }[] = await tx.query('SELECT id FROM mail_message WHERE id IN (?)', [ids]);
    const fresh = new Set(written.map(({ id }) => id));
    await this.outbox.announce(
      tx,
      asked
        .filter(({ id }) => fresh.has(id))
        .map(({ id, mail }) => ({ kind: MAIL_REQUESTED, organizationId: mail.organizationId, ref: id })),
    );
  }
}
