import type { Check } from '../platform/database/check.js';

export const spendingChecks: readonly Check[] = [
  {
    name: 'disbursements stay within the filed use',
    rule: 'A disbursement that was allowed has a purpose and a cost account that the filed use of its project named then, in one of its areas; only an emergency appeal may be without.',
    sql: `SELECT d.id, d.state, d.purpose_kind, d.account_code, d.area_zh, u.number FROM disbursement d
            JOIN project p ON p.id = d.project_id
            LEFT JOIN use_change u ON u.id = d.use_change_id AND u.project_id = d.project_id
           WHERE d.state IN ('approved', 'paid', 'returned') AND d.purpose_kind IS NOT NULL
             AND (CASE WHEN u.id IS NULL THEN NOT (p.emergency AND d.purpose_kind = 'disaster')
                       ELSE u.state <> 'approved' OR NOT FIND_IN_SET(d.purpose_kind, u.purpose_kinds)
                            OR NOT FIND_IN_SET(d.account_code, u.cost_codes)
                            OR u.approved_at > d.approved_at AND u.number > 1 END) LIMIT 20`,
  },
  {
    name: 'filed uses are numbered without gap',
    rule: 'The filed uses of a project are numbered 1, 2, 3 …; from 2 on each was approved by somebody else than who asked and names a filing that is not younger than its approval.',
    sql: `(SELECT project_id, MAX(number) AS last, COUNT(*) AS n FROM use_change WHERE number IS NOT NULL
            GROUP BY project_id HAVING last <> n LIMIT 20)
          UNION ALL
          (SELECT u.id, u.number, u.state FROM use_change u LEFT JOIN approval a ON a.id = u.approval_id
            WHERE u.number > 1 AND (a.id IS NULL OR a.state <> 'consumed' OR a.operation <> 'use_change'
                  OR a.subject_id <> u.id OR u.filed_on > DATE(u.approved_at + INTERVAL 14 HOUR)) LIMIT 20)`,
  },
  {
    name: 'donors are told of a changed use',
    rule: 'Of every approved change of use the donors were told, or the news of it is on its way.',
    sql: `SELECT u.id, u.number, u.told_donor_id FROM use_change u
           WHERE u.number > 1 AND u.told_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM outbox_event o LEFT JOIN outbox_task k ON k.event_id = o.id
                              WHERE o.kind = 'use.changed' AND o.ref = u.id
                                AND (k.id IS NULL OR k.state IN ('PENDING', 'ENQUEUED'))) LIMIT 20`,
  },
  {
    name: 'evidence is what was stated',
    rule: 'A paper of a disbursement keeps the bytes whose hash was looked at, and a public one was stated by another person than added it.',
    sql: `SELECT v.id, v.state FROM disbursement_evidence v LEFT JOIN stored_file f ON f.id = v.file_id
           WHERE f.sha256 IS NULL OR f.sha256 <> v.sha256
              OR (v.state = 'published' AND v.added_by IS NOT NULL AND v.added_by = v.stated_by) LIMIT 20`,
  },
];
