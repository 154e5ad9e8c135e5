import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's work: N × r × 128 bytes of memory (32 MiB), p passes. The hash carries it, so it can be raised later. */
const WORK = { N: 32768, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MEMORY_MAX = 128 * 1024 * 1024;

/** Lengths in characters: a long enough phrase needs no rules about its signs (NIST SP 800-63B). */
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

/** Why a password is refused, or null when it is good enough. */
export function passwordProblem(
  password: string,
  loginName: string,
): 'password_short' | 'password_long' | 'password_is_name' | null {
  const length = [...password].length;
  if (length < PASSWORD_MIN) return 'password_short';
  if (length > PASSWORD_MAX) return 'password_long';
  const bare = password.normalize('NFKC').toLowerCase();
  return loginName !== '' && bare.replaceAll(loginName.toLowerCase(), '').length < 4
    ? 'password_is_name'
    : null;
}

/** Hashes a password as `scrypt$N$r$p$salt$hash`. Unicode forms that look alike are made one (NFKC). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, WORK.N, WORK.r, WORK.p);
  return ['scrypt', WORK.N, WORK.r, WORK.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether `password` is the one behind `stored`. Without a stored hash (unknown name, no password chosen) the same
 * work is done for nothing, so that the answer takes as long and says as little.
 */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const parts = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '');
  if (!parts) {
    await derive(password, Buffer.alloc(SALT_BYTES), WORK.N, WORK.r, WORK.p);
    return false;
  }
  const [, n, r, p, salt = '', hash = ''] = parts;
  const right = Buffer.from(hash, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), Number(n), Number(r), Number(p));
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Whether a stored hash was made with less or other work than today's. */
export function isOutdated(stored: string): boolean {
  return !stored.startsWith(`scrypt$${WORK.N}$${WORK.r}$${WORK.p}$`);
}

function derive(password: string, salt: Buffer, N: number, r: number, p: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: MEMORY_MAX }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
