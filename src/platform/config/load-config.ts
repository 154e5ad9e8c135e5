import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Config } from './config.js';

/** A right value for each setting, shown when a wrong one is refused. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://boai_app:secret@127.0.0.1:3306/boai',
  DATABASE_OWNER_URL: 'mysql://boai_owner:secret@127.0.0.1:3306/boai',
  DATABASE_POOL: '16',
  REDIS_URL: 'redis://127.0.0.1:6379/0',
  REDIS_PREFIX: '{boai}',
  PUBLIC_URL: 'https://give.example.org',
  HOST: '0.0.0.0',
  PORT: '3000',
  METRICS_PORT: '9100',
  HEALTH_PORT: '9101',
  TRUST_PROXY: '10.0.0.0/8',
  MAINTENANCE_UNTIL: '2026-11-25T02:00:00Z',
  SECRET_KEY: 'the output of: openssl rand -base64 32',
  SEAL_KEY: 'the output of: openssl rand -base64 32',
  STRIPE_SECRET_KEY: 'sk_live_…',
  STRIPE_WEBHOOK_SECRETS: 'whsec_new…,whsec_old…',
  STRIPE_API_BASE: 'http://127.0.0.1:12111',
  GIFT_MIN: '1',
  GIFT_MAX: '100000',
  INTAKE_LOOPS: '4',
  STREAM_VIEWERS_MAX: '12000',
  STREAM_VIEWERS_PER_ADDRESS: '1000',
  API_PER_MINUTE: '600',
  FILES_DIR: '/var/lib/boai/files',
  MAILBOX_DIR: '/var/lib/boai/mailbox',
  SMTP_URL: 'smtps://user:password@smtp.example.org',
  MAIL_FROM: 'Red Cross <receipts@example.org>',
  LOG_LEVEL: 'info',
  DEMO: '0',
  WEBHOOK_PRIVATE_TARGETS: '0',
};

/** Thrown when a setting is wrong; the message names variable, rule and an example, one line each. */
export class ConfigProblem extends Error {}

/**
 * Reads and checks all settings. Values are never repeated in the message: they may be secrets.
 * @throws ConfigProblem naming each wrong variable.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(EXAMPLES)
      .filter((name) => environment[name] !== undefined && environment[name] !== '')
      .map((name) => [name, environment[name]]),
  );
  const config = plainToInstance(Config, given, { exposeDefaultValues: true });
  const problems = validateSync(config, { skipMissingProperties: false });
  if (problems.length > 0) {
    const lines = problems.map(({ property, constraints }) => {
      const rule = Object.values(constraints ?? {}).join('; ');
      return `  ${property}: ${rule}. Example: ${property}=${EXAMPLES[property] ?? ''}`;
    });
    throw new ConfigProblem(`Boai cannot start, these settings are wrong:\n${lines.join('\n')}`);
  }
  return Object.freeze(config);
}
