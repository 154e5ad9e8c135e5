import { randomBytes } from 'node:crypto';

/** Crockford's base32 in lower case, as TypeID writes it: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Prefixes that ids carry at the border (pages, API, mail); inside and in the database they have none. */
export const ID_PREFIXES = [
  'org',
  'prj',
  'cmp',
  'fun',
  'don',
  'pat',
  'rfd',
  'rcp',
  'dsb',
  'stl',
  'prt',
  'chn',
  'whk',
  'evt',
  'cas',
  'stf',
  'fil',
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

let lastMillis = 0;
let counter = 0;

/**
 * A new UUIDv7 (RFC 9562) in TypeID base32: 26 characters that sort by time of making.
 * Ids of one process made in one millisecond also sort, by a counter in rand_a: B-trees stay append-mostly.
 */
export function newId(millis: number = Date.now()): string {
  const random = randomBytes(10);
  if (millis === lastMillis) counter = (counter + 1) & 0xfff;
  else {
    lastMillis = millis;
    counter = random.readUInt16BE(8) & 0x7ff;
  }
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(millis, 0, 6);
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  random.copy(bytes, 8, 0, 8);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return encode(bytes);
}

/** Puts the border prefix before an id: ("don", "01h…") → "don_01h…". */
export function withPrefix(prefix: IdPrefix, id: string): string {
  return `${prefix}_${id}`;
}

/** The bare id of a prefixed text, or null when the prefix is another one or the rest is no id. */
export function withoutPrefix(prefix: IdPrefix, text: string): string | null {
  if (!text.startsWith(`${prefix}_`)) return null;
  const id = text.slice(prefix.length + 1);
  return isId(id) ? id : null;
}

/** Whether `text` has the form of an id: 26 base32 characters whose first fits into 128 bits. */
export function isId(text: string): boolean {
  return /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text);
}

function encode(bytes: Buffer): string {
  let value = bytes.readBigUInt64BE(0) << 64n;
  value |= bytes.readBigUInt64BE(8);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}
