import type { Secrets } from '../../platform/secrets/secrets.js';

/** Where a page of public projects ends: the last one shown. Both parts never change once published. */
export interface PagePosition {
  readonly publishedAt: Date;
  readonly id: string;
}

const MAC_BYTES = 12;

/**
 * An opaque cursor: position and the filter it belongs to, with a mac, so that nobody makes one up or carries it
 * over to another question.
 */
export function writeCursor(secrets: Secrets, { publishedAt, id }: PagePosition, filter: string): string {
  const position = `${publishedAt.getTime()}.${id}`;
  return Buffer.from(
    `${position}.${secrets.code('page-cursor', `${position}|${filter}`, MAC_BYTES)}`,
  ).toString('base64url');
}

/** The position that a cursor stands for; null when it is not one of ours for this filter. */
export function readCursor(secrets: Secrets, cursor: string, filter: string): PagePosition | null {
  const [millis = '', id = '', mac = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (!secrets.matches('page-cursor', `${millis}.${id}|${filter}`, mac, MAC_BYTES)) return null;
  return { publishedAt: new Date(Number(millis)), id };
}
