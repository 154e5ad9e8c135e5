import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Files } from '../files/files.js';
import type { ExternalSubscriber, OutboxTask } from '../outbox/subscriber.js';
import { Secrets } from '../secrets/secrets.js';
import { MAIL_REQUESTED, type MailAttachment } from './mail.js';
import { type MailTransport, openMailTransport } from './mail-transport.js';

interface MailRow {
  readonly dedupeKey: string;
  readonly recipient: Buffer;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: string | readonly MailAttachment[];
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
  ) {}

  get subscriber(): ExternalSubscriber {
    return {
      name: 'mail.send',
      on: MAIL_REQUESTED,
      mode: 'external',
      perform: (task) => this.send(task),
    };
  }

  private async send({ ref }: OutboxTask): ReturnType<ExternalSubscriber['perform']> {
    const [mail] = await this.database.rows<MailRow>(
      `SELECT dedupe_key AS dedupeKey, recipient_encrypted AS recipient, subject, text_body AS text,
         html_body AS html, attachments FROM mail_message WHERE id = ? AND state = 'WAITING'`,
      [ref],
    );
    if (!mail) return async () => undefined;
    this.transport ??= openMailTransport(this.config);
    await this.transport.send({
      messageId: messageId(mail.dedupeKey, this.config.PUBLIC_URL),
      to: this.secrets.decrypt('field', mail.recipient, `mail:${ref}`),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      attachments: await this.attachments(mail.attachments),
    });
    return (tx) =>
      tx.query("UPDATE mail_message SET state = 'SENT', sent_at = UTC_TIMESTAMP(6) WHERE id = ?", [ref]);
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
