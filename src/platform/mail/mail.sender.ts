import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Database, type Tx } from '../database/database.js';
import { Files } from '../files/files.js';
import type { ExternalSubscriber, OutboxTask } from '../outbox/subscriber.js';
import { Secrets } from '../secrets/secrets.js';
import { MAIL_REQUESTED, MAIL_TO_MANY_REQUESTED, type MailAttachment } from './mail.js';
import { MailRefusals } from './mail-refusals.js';
import { type MailTransport, openMailTransport } from './mail-transport.js';
import { addressRefusal } from './smtp-refusal.js';

interface MailRow {
  readonly organizationId: string | null;
  readonly dedupeKey: string;
  readonly recipient: Buffer;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: string | readonly MailAttachment[];
  readonly batchKey: string | null;
  readonly unsubscribeUrl: string | null;
  readonly listId: string | null;
}

/** Sends requested mails. A mail repeated after a crash has the same Message-ID, by which servers know it again. */
@Injectable()
export class MailSender implements OnApplicationShutdown {
  private transport: MailTransport | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly files: Files,
    private readonly secrets: Secrets,
    private readonly refusals: MailRefusals,
  ) {}

  get subscriber(): ExternalSubscriber {
    return { name: 'mail.send', on: MAIL_REQUESTED, mode: 'external', perform: (task) => this.send(task) };
  }

  /** Mails to many have a queue of their own: a hundred thousand of them keep no receipt waiting. */
  get subscriberToMany(): ExternalSubscriber {
    return {
      name: 'mail.send-to-many',
      on: MAIL_TO_MANY_REQUESTED,
      mode: 'external',
      perform: (task) => this.send(task),
    };
  }

  private async send({ ref }: OutboxTask): ReturnType<ExternalSubscriber['perform']> {
    const [mail] = await this.database.rows<MailRow>(
      `SELECT organization_id AS organizationId, dedupe_key AS dedupeKey, recipient_encrypted AS recipient, subject,
         text_body AS text, html_body AS html, attachments, batch_key AS batchKey,
         unsubscribe_url AS unsubscribeUrl, list_id AS listId
         FROM mail_message WHERE id = ? AND state = 'WAITING'`,
      [ref],
    );
    if (!mail) return async () => undefined;
    const { organizationId } = mail;
    const to = this.secrets.decrypt('field', mail.recipient, `mail:${ref}`);
    if (mail.batchKey !== null && (await this.refusals.refusedOf(organizationId, [to])).has(to))
      return (tx) => end(tx, ref, 'STOPPED', 'address_refused');
    const refusal = await this.handOver(mail, to);
    if (refusal === null)
      return async (tx) => {
        // Also when it was stopped while it left: it is gone.
        await tx.query(
          "UPDATE mail_message SET state = 'SENT', sent_at = UTC_TIMESTAMP(6), problem = NULL, ended_at = NULL WHERE id = ?",
          [ref],
        );
        await this.refusals.unmark(tx, organizationId, to);
      };
    return async (tx) => {
      await end(tx, ref, 'REFUSED', this.refusals.reasonOf(refusal));
      await this.refusals.mark(tx, organizationId, to, refusal);
    };
  }

  /** @returns why the reader's server will never take it, or null when it has. @throws when it may be tried again. */
  private async handOver(mail: MailRow, to: string): Promise<string | null> {
    this.transport ??= openMailTransport(this.config);
    const { unsubscribeUrl, listId } = mail;
    try {
      await this.transport.send({
        messageId: messageId(mail.dedupeKey, this.config.PUBLIC_URL),
        to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        attachments: await this.attachments(mail.attachments),
        list: unsubscribeUrl !== null && listId !== null ? { id: listId, unsubscribeUrl } : null,
      });
      return null;
    } catch (error) {
      const refusal = addressRefusal(error);
      if (refusal === null) throw error;
      return refusal;
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }

  private async attachments(stored: MailRow['attachments']) {
    const list: readonly MailAttachment[] = typeof stored === 'string' ? JSON.parse(stored) : stored;
    return Promise.all(
      list.map(async ({ fileId, name, contentType }) => ({
        name,
        contentType,
        bytes: (await this.files.read(fileId)).bytes,
      })),
    );
  }
}

/** The Message-ID (RFC 5322 §3.6.4) of the one mail with this key. */
export function messageId(dedupeKey: string, publicUrl: string): string {
  const left = createHash('sha256').update(dedupeKey).digest('hex').slice(0, 40);
  return `<${left}@${new URL(publicUrl).hostname}>`;
}

async function end(tx: Tx, id: string, state: 'REFUSED' | 'STOPPED', problem: string): Promise<void> {
  await tx.query(
    "UPDATE mail_message SET state = ?, problem = ?, ended_at = UTC_TIMESTAMP(6) WHERE id = ? AND state <> 'SENT'",
    [state, problem, id],
  );
}
