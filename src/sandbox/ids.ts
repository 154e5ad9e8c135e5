import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id in Stripe's form: a prefix and random letters and digits, e.g. `pi_3Nq…`. */
export function newId(prefix: string, length = 24): string {
  let id = prefix;
  for (const byte of randomBytes(length)) id += ALPHABET[byte % ALPHABET.length];
  return id;
}

/** Unix time in whole seconds, the only clock of Stripe's objects. */
export function unixNow(): number {
  return Math.trunc(Date.now() / 1000);
}
