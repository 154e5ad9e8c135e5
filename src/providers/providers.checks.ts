import type { Check } from '../platform/database/check.js';

/** Rules about the inbox. None compares with the present moment: a check must not depend on when it runs. */
export const providersChecks: readonly Check[] = [
  {
    name: 'inbox rows say why',
    rule: 'A provider event that waits, was ignored or is quarantined carries the reason.',
    sql: `SELECT id, state FROM provider_event
          WHERE state IN ('WAITING', 'IGNORED', 'QUARANTINED') AND (last_error IS NULL OR last_error = '') LIMIT 20`,
  },
  {
    name: 'inbox bodies are what was signed',
    rule: 'The body of a provider event has the hash that was taken when it arrived.',
    sql: `SELECT id FROM provider_event WHERE UNHEX(SHA2(body, 256)) <> body_sha256 LIMIT 20`,
  },
  {
    name: 'inbox rows belong to an account',
    rule: 'Every provider event belongs to a provider account that we have.',
    sql: `SELECT e.id, e.account FROM provider_event e
          LEFT JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
          WHERE a.id IS NULL LIMIT 20`,
  },
  {
    name: 'inbox failures are limited',
    rule: 'A provider event that failed eight times is quarantined and no longer NEW.',
    sql: `SELECT id, attempts FROM provider_event WHERE state = 'NEW' AND attempts >= 8 LIMIT 20`,
  },
];
