import { join } from 'node:path';
import { readJson, writePrivateJson } from './paths.mjs';
import { freePort } from './ports.mjs';

export const DATABASE = 'boai';
/** The provider account that the Stripe variables seed. */
export const ACCOUNT = 'main';

export const isProduction = () => process.env.NODE_ENV === 'production';

const HELD = ['database', 'redis', 'sandbox', 'web_metrics', 'worker_health'];

/**
 * Ports of this data folder: the ones of last time while they are free, so that old links keep working.
 * @param held ports by name that are in use by this stack already and stay as they are
 */
export async function choosePorts(dir, preferredWeb, held = {}) {
  const path = join(dir, 'ports.json');
  const last = readJson(path) ?? {};
  const ports = { ...held, web: await freePort(preferredWeb ?? last.web) };
  const taken = new Set(Object.values(ports));
  for (const name of HELD.filter((each) => !held[each])) {
    do ports[name] = await freePort(taken.has(last[name]) ? undefined : last[name]);
    while (taken.has(ports[name]));
    taken.add(ports[name]);
  }
  writePrivateJson(path, ports);
  return ports;
}

/** The environment of web, worker and commands; every name is a setting of `src/platform/config/config.ts`. */
export function environmentOf({ dir, ports, secrets, database, redis, without = [] }) {
  const env = {
    NODE_ENV: isProduction() ? 'production' : 'development',
    DATABASE_URL: database.appUrl(),
    DATABASE_OWNER_URL: database.ownerUrl(),
    REDIS_URL: redis.url,
    REDIS_PREFIX: '{boai}',
    PUBLIC_URL: process.env.PUBLIC_URL || `http://127.0.0.1:${ports.web}`,
    HOST: process.env.HOST || '127.0.0.1',
    PORT: String(ports.web),
    METRICS_PORT: String(ports.web_metrics),
    HEALTH_PORT: String(ports.worker_health),
    SECRET_KEY: secrets.secret_key,
    SEAL_KEY: secrets.seal_key,
    STRIPE_SECRET_KEY: secrets.stripe_secret_key,
    STRIPE_WEBHOOK_SECRETS: secrets.stripe_webhook_secret,
    STRIPE_API_BASE: `http://127.0.0.1:${ports.sandbox}`,
    FILES_DIR: join(dir, 'files'),
    MAILBOX_DIR: join(dir, 'mailbox'),
    DEMO: isProduction() ? '0' : '1',
    // Whoever drives a stack on this machine plays many visitors, and tells their addresses as a reverse proxy does.
    ...(isProduction() ? {} : { TRUST_PROXY: process.env.TRUST_PROXY || '127.0.0.1' }),
  };
  // A mail server that is down: nothing listens on the port that discards.
  return without.includes('mail') ? { ...env, SMTP_URL: 'smtp://127.0.0.1:9' } : env;
}

/** Valid settings for commands that only describe the code: nothing is asked at these addresses. */
export function documentSettings() {
  return {
    NODE_ENV: 'development',
    DATABASE_URL: 'mysql://nobody:nothing@127.0.0.1:9/boai',
    REDIS_URL: 'redis://127.0.0.1:9/0',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    SECRET_KEY: Buffer.alloc(32).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_describes_only',
    STRIPE_WEBHOOK_SECRETS: 'whsec_describes_only',
  };
}
