import { Refusal } from '../../kernel/errors.js';
import type { Secrets } from '../../platform/secrets/secrets.js';

const MAC_BYTES = 12;

/**
 * An opaque cursor: the sort key of the last row shown and the question it belongs to, with a mac, so that nobody
 * makes one up or carries it over to another question.
 * @param position the sort key: values that never change once the row is public.
 * @param question route and filter, such as `projects:published`.
 */
export function writeCursor(secrets: Secrets, position: string, question: string): string {
  const mac = secrets.code('page-cursor', `${position}|${question}`, MAC_BYTES);
  return Buffer.from(`${position}.${mac}`).toString('base64url');
}

/**
 * The sort key that a cursor stands for.
 * @throws Refusal malformed `bad_cursor` when it is not one of ours for this question.
 */
export function readCursor(secrets: Secrets, cursor: string, question: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const end = text.lastIndexOf('.');
  const position = text.slice(0, Math.max(0, end));
  if (!secrets.matches('page-cursor', `${position}|${question}`, text.slice(end + 1), MAC_BYTES))
    throw new Refusal('malformed', 'bad_cursor');
  return position;
}
