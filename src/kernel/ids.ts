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
  'mon',
  'pat',
  'rfd',
  'rrq',
  'rcp',
  'ofr',
  'dsb',
  'stl',
  'prt',
  'chn',
  'whk',
  'evt',
  'cas',
  'apr',
  'stf',
  'fil',
  'ftr',
  'plg',
  'csd',
  'wrk',
  'sfl',
  'lay',
  'rec',
  'dsc',
  'bmt',
  'exp',
  'ptn',
  'agr',
  'ppl',
  'pky',
  'ovl',
  'tgf',
  'upd',
  'evd',
  'use',
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const RANDOM_BYTES = 8;
const POOL_BYTES = 4096;
const COUNTER_MAX = 0xfff;
/** The counter starts in its lower half, so that a millisecond has room for two thousand ids in order. */
const COUNTER_START_MASK = 0x7ff;

let pool = Buffer.alloc(0);
let poolAt = 0;
let lastMillis = 0;
let counter = 0;

/**
 * A new UUIDv7 (RFC 9562) in TypeID base32: 26 characters that sort by time of making.
 * Ids of one process also sort inside a millisecond, by a counter in rand_a, and never run back when the clock
 * does: B-trees stay append-mostly. Random bytes are drawn by the page, since each draw is a system call.
 */
export function newId(millis: number = Date.now()): string {
  const random = drawn(RANDOM_BYTES);
  if (millis > lastMillis) {
    lastMillis = millis;
    counter = random.readUInt16BE(6) & COUNTER_START_MASK;
  } else if (counter < COUNTER_MAX) counter++;
  else {
    lastMillis++;
    counter = 0;
  }
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(lastMillis, 0, 6);
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  random.copy(bytes, 8);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return encode(bytes);
}

/** A new unguessable text of so many random bytes (at most a page of 4096) in base64url. */
export function randomText(bytes: number): string {
  return drawn(bytes).toString('base64url');
}

function drawn(bytes: number): Buffer {
  if (bytes > POOL_BYTES) throw new RangeError(`${bytes} random bytes are more than a page`);
  if (poolAt + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES);
    poolAt = 0;
  }
  poolAt += bytes;
  return pool.subarray(poolAt - bytes, poolAt);
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
  // 128 bits as 26 digits of 5 bits, the first with two leading zeros; read from the end, in small integers.
  let text = '';
  let rest = 0;
  let bits = 0;
  for (let at = 15; at >= 0; at--) {
    rest |= (bytes[at] ?? 0) << bits;
    bits += 8;
    while (bits >= 5) {
      text = ALPHABET[rest & 31] + text;
      rest >>>= 5;
      bits -= 5;
    }
  }
  return ALPHABET[rest & 31] + text;
}
