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
  {
    name: 'provider accounts have their keys',
    rule: 'A provider account whose keys are ours to keep has one present API key and one present webhook secret.',
    sql: `SELECT provider_account_id FROM provider_secret GROUP BY provider_account_id
          HAVING SUM(kind = 'api_key' AND honoured_until IS NULL) <> 1
              OR SUM(kind = 'webhook_secret' AND honoured_until IS NULL) <> 1 LIMIT 20`,
  },
  {
    name: 'provider keys were agreed to',
    rule: 'Every key of a provider account was asked for by one person and agreed to by another.',
    sql: `SELECT s.id, s.approval_id FROM provider_secret s JOIN approval a ON a.id = s.approval_id
          WHERE a.state <> 'consumed' OR a.operation <> 'provider_secret'
             OR a.subject_id <> s.provider_account_id LIMIT 20`,
  },
];
