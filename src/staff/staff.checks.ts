import type { Check } from '../platform/database/check.js';

/** What is always true of staff, sessions and links. */
export const staffChecks: readonly Check[] = [
  {
    name: 'staff-1 disabled people are out',
    rule: 'A disabled staff member has no session that still stands.',
    sql: `SELECT s.id AS session_id, s.staff_id FROM staff_session s JOIN staff_member m ON m.id = s.staff_id
          WHERE m.disabled_at IS NOT NULL AND s.revoked_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)
            AND s.created_at < m.disabled_at LIMIT 20`,
  },
  {
    name: 'staff-2 links are used in time',
    rule: 'A one-time login link is used before it expires.',
    sql: 'SELECT staff_id, used_at, expires_at FROM staff_login_link WHERE used_at > expires_at LIMIT 20',
  },
  {
    name: 'staff-3 a confirmed second factor has a secret',
    rule: 'Whoever has a confirmed second factor has a secret and the time step of an accepted code.',
    sql: `SELECT id FROM staff_member WHERE totp_confirmed_at IS NOT NULL
          AND (totp_secret_encrypted IS NULL OR totp_last_step IS NULL) LIMIT 20`,
  },
];
