import type { Check } from '../database/check.js';

export const approvalsChecks: readonly Check[] = [
  {
    name: 'I12 maker is not checker',
    rule: 'What needed two people was allowed by as many people as it needs, and never by the one who asked for it.',
    sql: `SELECT a.id, a.organization_id, a.operation, a.state, COUNT(v.staff_id) AS votes FROM approval a
          LEFT JOIN approval_vote v ON v.approval_id = a.id AND v.staff_id <> a.requested_by
          WHERE a.state IN ('approved', 'consumed') GROUP BY a.id, a.organization_id, a.operation, a.state, a.votes_needed
          HAVING COUNT(v.staff_id) < a.votes_needed
          UNION ALL SELECT a.id, a.organization_id, a.operation, a.state, 0 FROM approval_vote v
          JOIN approval a ON a.id = v.approval_id AND a.requested_by = v.staff_id LIMIT 20`,
  },
  {
    name: 'approvals hold what was shown',
    rule: 'The hash of an approval, and of each of its votes, is the hash of what is stored as shown.',
    sql: `SELECT a.id, a.organization_id, a.operation FROM approval a
          LEFT JOIN approval_vote v ON v.approval_id = a.id AND v.payload_sha256 <> a.payload_sha256
          WHERE a.payload_sha256 <> CONVERT(SHA2(a.payload, 256) USING ascii) OR v.staff_id IS NOT NULL LIMIT 20`,
  },
  {
    name: 'approvals end once',
    rule: 'An approval has an end exactly when it has ended, and none was carried out after its time.',
    sql: `SELECT id, organization_id, state, decided_at, expires_at FROM approval
          WHERE (state IN ('waiting', 'approved')) <> (decided_at IS NULL)
             OR (state = 'consumed' AND decided_at >= expires_at) LIMIT 20`,
  },
];
