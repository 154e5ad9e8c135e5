import { isUtf8 } from 'node:buffer';

/** Nesting deeper than this is nothing a provider sends (payments rules: inbox, rule 3). */
export const DEPTH_MAX = 64;

/** Why a signed body is kept but not believed. */
export type JsonProblem = 'not_utf8' | 'not_json' | 'duplicate_key' | 'too_deep' | 'nul' | 'lone_surrogate';

/** The value, as `JSON.parse` reads it, and the first thing wrong with the text, if anything is. */
export interface StrictReading {
  readonly value: unknown;
  readonly problem: JsonProblem | null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** In Unicode mode a whole pair is one letter, so this matches half a pair only. */
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Reads JSON and says what two readers could understand differently: a key given twice, NUL, half a surrogate
 * pair, bytes that are no UTF-8, nesting beyond 64. Duplicate keys are found by counting: the text has more
 * `key:` marks than the parsed value has keys. That costs one pass over the bytes and no table of names.
 */
export function readStrictJson(bytes: Buffer): StrictReading {
  if (!isUtf8(bytes)) return { value: lenient(bytes), problem: 'not_utf8' };
  const text = bytes.toString('utf8');
  const scan = scanText(bytes);
  if (scan.depth > DEPTH_MAX) return { value: undefined, problem: 'too_deep' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { value: undefined, problem: 'not_json' };
  }
  if (countKeys(value) !== scan.keys) return { value, problem: 'duplicate_key' };
  // NUL and half pairs can only come in as \u escapes: raw NUL is no JSON, raw half pairs are no UTF-8.
  if (text.includes('\\u')) {
    if (someText(value, (part) => part.includes('\0'))) return { value, problem: 'nul' };
    if (someText(value, (part) => LONE_SURROGATE.test(part))) return { value, problem: 'lone_surrogate' };
  }
  return { value, problem: null };
}

function lenient(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Greatest nesting and number of colons outside strings; right for any text that is JSON. */
function scanText(bytes: Buffer): { depth: number; keys: number } {
  let depth = 0;
  let deepest = 0;
  let keys = 0;
  const length = bytes.length;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      i++;
      while (i < length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
    } else if (byte === COLON) keys++;
    else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return { depth: deepest, keys };
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    const member = members[key];
    count += typeof member === 'object' && member !== null ? 1 + countKeys(member) : 1;
  }
  return count;
}

function someText(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => someText(item, test));
  return Object.entries(value).some(([key, member]) => test(key) || someText(member, test));
}
