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

/** What makes a mail one of many. Such mails leave on a way of their own, so that no receipt waits for them. */
export interface MailToMany {
  /** What was written together; ASCII, at most 80 characters. */
  readonly batchKey: string;
  /** How its reader stops such mails; a notice that the law asks for has no such way. */
  readonly stop?: {
    /** All mails that one click stops; ASCII, at most 80 characters. */
    readonly key: string;
    /** Takes a POST with "List-Unsubscribe=One-Click" (RFC 8058). */
    readonly url: string;
    /** RFC 2919. */
    readonly listId: string;
  };
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
  readonly toMany?: MailToMany;
}

/** The outbox event that a requested mail announces. */
export const MAIL_REQUESTED = 'mail.requested';
/** The same for a mail that is one of many. */
export const MAIL_TO_MANY_REQUESTED = 'mail.requested_to_many';

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
      ...[mail.toMany?.batchKey ?? null, mail.toMany?.stop?.key ?? null],
      ...[mail.toMany?.stop?.url ?? null, mail.toMany?.stop?.listId ?? null],
    ]);
    await tx.query(
      `INSERT INTO mail_message (id, organization_id, dedupe_key, recipient_encrypted, recipient_masked,
         subject, text_body, html_body, attachments, created_at, batch_key, stop_key, unsubscribe_url, list_id) VALUES ? ON DUPLICATE KEY UPDATE id = mail_message.id`,
      [rows],
    );
    const ids = asked.map(({ id }) => id);
    const written: { id: string }[] = await tx.query('SELECT id FROM mail_message WHERE id IN (?)', [ids]);
    const fresh = new Set(written.map(({ id }) => id));
    await this.outbox.announce(
      tx,
      asked
        .filter(({ id }) => fresh.has(id))
        .map(({ id, mail }) => ({
          kind: mail.toMany ? MAIL_TO_MANY_REQUESTED : MAIL_REQUESTED,
          organizationId: mail.organizationId,
          ref: id,
        })),
    );
  }
}
