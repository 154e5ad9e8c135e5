import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `secret` = for a server, never in a page; `public` = for pages of the named origins, reads what everybody may. */
export const KEY_KINDS = ['secret', 'public'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** What a key opens. */
export const KEY_SCOPES = ['channels:read', 'figures:read', 'events:read'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key's text taken apart. */
export interface KeyParts {
  readonly kind: KeyKind;
  readonly livemode: boolean;
  readonly shortId: string;
  readonly secret: string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHORT_LENGTH = 8;
/** 32 characters of 62: 190 bits. */
const SECRET_LENGTH = 32;
const TEXT = /^boai_(pk|sk)_(live|test)_([0-9A-Za-z]{8})([0-9A-Za-z]{32})([0-9a-f]{8})$/;

/** Makes a key's parts; the secret stands nowhere else. */
export function newKeyParts(kind: KeyKind, livemode: boolean): KeyParts {
  return { kind, livemode, shortId: randomCharacters(SHORT_LENGTH), secret: randomCharacters(SECRET_LENGTH) };
}

/** The key as it is shown once: prefix, mode, 8 characters of id, 32 of secret, and their CRC-32 in hex. */
export function keyText(parts: KeyParts): string {
  const body = `${beginningOf(parts)}${parts.secret}`;
  return `${body}${crcOf(body)}`;
}

/** The part of a key that lists may show. */
export function beginningOf({ kind, livemode, shortId }: Omit<KeyParts, 'secret'>): string {
  return `boai_${kind === 'secret' ? 'sk' : 'pk'}_${livemode ? 'live' : 'test'}_${shortId}`;
}

/** Takes a text apart; null when it is no key of ours or was mistyped: both are told without the database. */
export function partsOf(text: string): KeyParts | null {
  const [, kind, mode, shortId = '', secret = '', crc] = TEXT.exec(text) ?? [];
  if (crc === undefined || crcOf(text.slice(0, -crc.length)) !== crc) return null;
  return { kind: kind === 'sk' ? 'secret' : 'public', livemode: mode === 'live', shortId, secret };
}

/** What is stored of a secret: it has 190 random bits, so a plain hash cannot be searched. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret, 'ascii').digest();
}

/** A web origin as browsers write it, or null: scheme, host and port, https except on the own machine. */
export function originOf(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) return null;
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') return null;
  return url.origin;
}

function crcOf(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}

function randomCharacters(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
