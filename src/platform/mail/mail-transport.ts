import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Config } from '../config/config.js';

/** A mail that is ready to leave. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly bytes: Buffer;
  }[];
  /** Of a mail to many that its reader may stop. */
  readonly list?: { readonly id: string; readonly unsubscribeUrl: string } | null;
}

/** The way mails leave. `send` returns when the other side has taken the mail over. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** SMTP when it is configured, else a folder that the console and the sandbox show. */
export function openMailTransport(config: Config): MailTransport {
  return config.SMTP_URL
    ? smtp(config.SMTP_URL, config.MAIL_FROM)
    : mailbox(config.MAILBOX_DIR, config.MAIL_FROM);
}

const envelope = (mail: OutgoingMail, from: string) => ({
  from,
  to: mail.to,
  messageId: mail.messageId,
  subject: mail.subject,
  text: mail.text,
  ...(mail.html === null ? {} : { html: mail.html }),
  // RFC 3834 §5: nobody's absence notice should answer.
  headers: { 'Auto-Submitted': 'auto-generated', ...listHeaders(mail.list) },
  attachments: mail.attachments.map(({ name, contentType, bytes }) => ({
    filename: name,
    contentType,
    content: bytes,
  })),
  // Texts come from us, never from files or addresses that a text might name.
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** RFC 2919 and RFC 8058: one click in the mail program stops the list, without a page. */
function listHeaders(list: OutgoingMail['list']): Readonly<Record<string, string>> {
  if (!list) return {};
  return {
    'List-Id': `<${list.id}>`,
    'List-Unsubscribe': `<${list.unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

function smtp(url: string, from: string): MailTransport {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  return {
    send: async (mail) => void (await transport.sendMail(envelope(mail, from))),
    close: () => transport.close(),
  };
}

/** One .eml (the whole mail) and one .json (for showing) per mail; the .json appears last and complete. */
function mailbox(folder: string, from: string): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    async send(mail) {
      await mkdir(folder, { recursive: true });
      const { message } = await transport.sendMail(envelope(mail, from));
      const name = mail.messageId.slice(1, mail.messageId.indexOf('@'));
      await writeFile(join(folder, `${name}.eml`), message as Buffer);
      const shown = {
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        sent_at: new Date().toISOString(),
        attachments: mail.attachments.map(({ name: file, contentType, bytes }) => ({
          name: file,
          content_type: contentType,
          size: bytes.length,
        })),
      };
      await writeFile(join(folder, `${name}.json.part`), `${JSON.stringify(shown, null, 2)}\n`);
      await rename(join(folder, `${name}.json.part`), join(folder, `${name}.json`));
    },
    close: () => transport.close(),
  };
}
