import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Html, html } from './html.js';
import { readMail } from './mail-text.js';

const SHOWN_BYTES_MAX = 2 * 1024 * 1024;

/** Names of the message files, newest first; an absent folder is an empty one. */
function names(folder: string): { name: string; time: number }[] {
  let found: string[] = [];
  try {
    found = readdirSync(folder).filter((name) => /\.(eml|json)$/.test(name));
  } catch {
    // The platform makes the folder with its first message.
  }
  const dated = found.flatMap((name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return stat?.isFile() ? [{ name, time: stat.mtimeMs }] : [];
  });
  return dated.sort((a, b) => b.time - a.time);
}

/** Table rows of the newest messages. */
export function mailList(folder: string, rows: number): Html[][] {
  return names(folder)
    .slice(0, rows)
    .map(({ name, time }) => {
      const mail = readMail(name, read(folder, name));
      const subject = mail.subject || name;
      return [
        html`${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}`,
        html`${mail.to}`,
        html`<a href="/mail/${encodeURIComponent(name)}">${subject}</a>`,
      ];
    });
}

/** One message as plain text: nothing in it can run or load anything. */
export function mail(folder: string, res: ServerResponse, name: string): void {
  const known = names(folder).some((entry) => entry.name === name);
  const message = known ? readMail(name, read(folder, name)) : undefined;
  res.writeHead(message ? 200 : 404, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  if (!message) return void res.end('no such message');
  const files = message.attachments.map((file) => `\nAttachment: ${file}`).join('');
  res.end(`From: ${message.from}\nTo: ${message.to}\nSubject: ${message.subject}${files}\n\n${message.text}`);
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name)).subarray(0, SHOWN_BYTES_MAX).toString('utf8');
}
