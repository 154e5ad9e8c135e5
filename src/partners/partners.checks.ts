import type { Check } from '../platform/database/check.js';

/** What is always true of partners, their agreements and people. */
export const partnersChecks: readonly Check[] = [
  {
    name: 'partners-1 removed people are out',
    rule: 'Whoever was removed from a partner has no session and no link that still opens anything.',
    sql: `SELECT p.id AS person_id FROM partner_person p WHERE p.removed_at IS NOT NULL AND (
            EXISTS (SELECT 1 FROM partner_session s WHERE s.person_id = p.id AND s.revoked_at IS NULL)
            OR EXISTS (SELECT 1 FROM partner_link l WHERE l.person_id = p.id AND l.used_at IS NULL)) LIMIT 20`,
  },
  {
    name: 'partners-2 active partners were approved',
    rule: 'A partner is active only when a society has approved an agreement with it (慈善法 26).',
    sql: `SELECT p.id FROM partner p WHERE p.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM partner_agreement a WHERE a.partner_id = p.id AND a.approved_at IS NOT NULL) LIMIT 20`,
  },
  {
    name: 'partners-3 every partner has an owner',
    rule: 'A partner always has an owner, who manages its people, keys and papers.',
    sql: `SELECT p.id FROM partner p WHERE NOT EXISTS (
            SELECT 1 FROM partner_person o WHERE o.partner_id = p.id AND o.role = 'owner' AND o.removed_at IS NULL)
          LIMIT 20`,
  },
  {
    name: 'partners-4 approved papers are there',
    rule: 'An approved agreement was evaluated, and approved by a person of the society, after its evaluation.',
    sql: `SELECT id FROM partner_agreement WHERE approved_at IS NOT NULL
            AND (approved_by IS NULL OR evaluated_by IS NULL OR evaluated_at > approved_at) LIMIT 20`,
  },
];
