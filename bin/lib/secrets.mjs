import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writePrivateJson } from './paths.mjs';

const hex = (bytes) => randomBytes(bytes).toString('hex');

/** The passwords and keys of one data folder: made once, kept in `secrets.json` (mode 0600), never printed. */
export function secretsOf(dir) {
  const path = join(dir, 'secrets.json');
  const known = readJson(path);
  // A folder from before there were seals gets its key now.
  if (known?.seal_key) return known;
  const made = {
    database_owner_password: hex(16),
    database_app_password: hex(16),
    redis_password: hex(16),
    secret_key: randomBytes(32).toString('base64'),
    stripe_secret_key: `sk_test_${hex(16)}`,
    stripe_webhook_secret: `whsec_${hex(20)}`,
    seal_key: randomBytes(32).toString('base64'),
    ...known,
  };
  writePrivateJson(path, made);
  return made;
}
