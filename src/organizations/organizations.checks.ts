import type { Check } from '../platform/database/check.js';

export const organizationsChecks: readonly Check[] = [
  {
    name: 'organizations form two levels',
    rule: 'A chapter belongs to a society, and a society belongs to nobody.',
    sql: `SELECT o.id, o.slug, o.kind, p.kind AS parent_kind
            FROM organization o LEFT JOIN organization p ON p.id = o.parent_id
           WHERE (o.kind = 'chapter' AND (p.kind IS NULL OR p.kind <> 'society'))
              OR (o.kind = 'society' AND o.parent_id IS NOT NULL)
           LIMIT 20`,
  },
  {
    name: 'certificates run forward',
    rule: 'A fundraising certificate ends on or after the day it begins.',
    sql: `SELECT id, slug, certificate_valid_from, certificate_valid_until FROM organization
           WHERE certificate_valid_from > certificate_valid_until LIMIT 20`,
  },
  {
    name: 'bank accounts were agreed to',
    rule: 'Every bank account that is or was in use was asked for by one person and agreed to by another.',
    sql: `SELECT b.id, b.approval_id FROM bank_account b JOIN approval a ON a.id = b.approval_id
           WHERE b.state IN ('active', 'replaced')
             AND (a.state <> 'consumed' OR a.operation <> 'bank_account'
                  OR a.organization_id <> b.organization_id) LIMIT 20`,
  },
];
