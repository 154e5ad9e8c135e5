import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** How far the signer's clock may differ from ours, in either direction. */
export const TOLERANCE_SECONDS = 300;
/** More `v1` parts than a rolled secret needs are somebody trying. */
const SIGNATURES_MAX = 8;
const HEADER_CHARS_MAX = 2_000;
const HEX_64 = /^[0-9a-f]{64}$/i;
const UNIX_SECONDS = /^\d{1,12}$/;

/** A webhook endpoint's signing secret, ready for use. */
export function signingKey(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8');
}

/** The parts of a Stripe-Signature header, or null when it is not exactly one `t` and one to eight `v1`. */
export function readSignatureHeader(header: string): { t: string; v1: Buffer[] } | null {
  if (header.length > HEADER_CHARS_MAX) return null;
  let t: string | null = null;
  const v1: Buffer[] = [];
  for (const part of header.split(',')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (name === 't') {
      if (t !== null || !UNIX_SECONDS.test(value)) return null;
      t = value;
    } else if (name === 'v1') {
      if (!HEX_64.test(value) || v1.length === SIGNATURES_MAX) return null;
      v1.push(Buffer.from(value, 'hex'));
    }
  }
  return t === null || v1.length === 0 ? null : { t, v1 };
}

/**
 * Whether `header` signs exactly these bytes with one of the keys, not more than 300 s ago and not more than
 * 300 s ahead. The SDK's own check decodes the body first and lets any time in the future pass, so we do not
 * use it here; tests compare the two. Source: Stripe's scheme "t.body", HMAC-SHA256, only `v1` counts.
 */
export function isSigned(
  header: string | undefined,
  body: Buffer,
  keys: readonly KeyObject[],
  now: Date,
): boolean {
  if (!header) return false;
  const parts = readSignatureHeader(header);
  if (!parts) return false;
  if (Math.abs(now.getTime() - Number(parts.t) * 1000) > TOLERANCE_SECONDS * 1000) return false;
  let matched = false;
  for (const key of keys) {
    const right = createHmac('sha256', key).update(`${parts.t}.`).update(body).digest();
    for (const given of parts.v1) if (timingSafeEqual(given, right)) matched = true;
  }
  return matched;
}
