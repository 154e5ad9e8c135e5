import type { Check } from '../platform/database/check.js';

const KEEPING = "('requested', 'approved')";

export const disbursementsChecks: readonly Check[] = [
  {
    name: 'disbursements keep their money back',
    rule: 'Exactly the disbursements that are requested or approved keep their amount back in their fund, and so do exactly the requested transfers between funds.',
    sql: `(SELECT d.id, d.state, d.amount, r.amount AS reserved FROM disbursement d
             LEFT JOIN fund_reservation r ON r.source_type = 'disbursement' AND r.source_id = d.id
                                         AND r.fund_id = d.fund_id AND r.amount = d.amount
            WHERE (d.state IN ${KEEPING}) <> (r.source_id IS NOT NULL) LIMIT 20)
          UNION ALL
          (SELECT t.id, t.state, t.amount, r.amount FROM fund_transfer t
             LEFT JOIN fund_reservation r ON r.source_type = 'fund_transfer' AND r.source_id = t.id
                                         AND r.fund_id = t.from_fund_id AND r.amount = t.amount
            WHERE (t.state = 'requested') <> (r.source_id IS NOT NULL) LIMIT 20)
          UNION ALL
          (SELECT r.source_id, r.source_type, r.amount, r.amount FROM fund_reservation r
             LEFT JOIN disbursement d ON d.id = r.source_id LEFT JOIN fund_transfer t ON t.id = r.source_id
            WHERE r.source_type = 'disbursement' AND d.id IS NULL
               OR r.source_type = 'fund_transfer' AND t.id IS NULL LIMIT 20)`,
  },
  {
    name: 'disbursements are booked as they were allowed',
    rule: 'Exactly the disbursements that are paid have an entry, of their amount from their fund to their cost account on the day of the bank; those that were returned also have its reversal.',
    sql: `SELECT d.id, d.state, p.id AS paid_entry, b.id AS return_entry FROM disbursement d
            LEFT JOIN (entry p JOIN transfer t ON t.entry_id = p.id
                               JOIN account c ON c.id = t.debit_account_id
                               JOIN account a ON a.id = t.credit_account_id AND a.code = '100201')
              ON p.organization_id = d.organization_id AND p.source_type = 'disbursement' AND p.source_id = d.id
             AND p.kind = 'disbursement' AND p.booked_on = d.paid_on AND t.fund_id = d.fund_id
             AND t.amount = d.amount AND t.currency = d.currency AND c.code = d.account_code
             AND p.project_id = d.project_id AND p.approval_id = d.approval_id
            LEFT JOIN entry b ON b.organization_id = d.organization_id AND b.source_type = 'disbursement_return'
                             AND b.source_id = d.id AND b.reverses_id = p.id AND b.booked_on = d.returned_on
           WHERE (d.state IN ('paid', 'returned')) <> (p.id IS NOT NULL)
              OR (d.state = 'returned') <> (b.id IS NOT NULL) LIMIT 20`,
  },
  {
    name: 'nothing is disbursed without a request',
    rule: 'Every entry of a disbursement or of its return belongs to one that is recorded as paid or returned.',
    sql: `SELECT e.id, e.kind, e.source_id FROM entry e
            LEFT JOIN disbursement d ON d.id = e.source_id AND d.organization_id = e.organization_id
           WHERE e.kind IN ('disbursement', 'disbursement_returned')
             AND (d.id IS NULL OR d.state NOT IN ('paid', 'returned') OR e.source_type NOT IN ('disbursement', 'disbursement_return'))
           LIMIT 20`,
  },
  {
    name: 'disbursements say what happened',
    rule: 'A disbursement has the bank’s day and number exactly when it was paid, and those of the return exactly when it came back.',
    sql: `SELECT id, state FROM disbursement
           WHERE (state IN ('paid', 'returned')) <> (paid_on IS NOT NULL AND bank_reference IS NOT NULL)
              OR (state = 'returned') <> (returned_on IS NOT NULL AND return_reference IS NOT NULL)
              OR (state IN ('rejected', 'cancelled', 'expired')) <> (ended_at IS NOT NULL)
              OR (state IN ('approved', 'paid', 'returned') AND approved_at IS NULL) LIMIT 20`,
  },
  {
    name: 'transfers between funds are booked as they were allowed',
    rule: 'Exactly the booked transfers between funds have an entry, that takes their amount from the first fund and gives it to the second.',
    sql: `(SELECT f.id, f.state, e.id AS entry_id FROM fund_transfer f
             LEFT JOIN entry e ON e.organization_id = f.organization_id AND e.source_type = 'fund_transfer'
                              AND e.source_id = f.id AND e.kind = 'fund_transfer' AND e.approval_id = f.approval_id
             LEFT JOIN transfer o ON o.entry_id = e.id AND o.leg = 0 AND o.fund_id = f.from_fund_id AND o.amount = f.amount
             LEFT JOIN transfer i ON i.entry_id = e.id AND i.leg = 1 AND i.fund_id = f.to_fund_id AND i.amount = f.amount
            WHERE (f.state = 'booked') <> (o.entry_id IS NOT NULL AND i.entry_id IS NOT NULL) LIMIT 20)
          UNION ALL
          (SELECT e.source_id, e.kind, e.id FROM entry e LEFT JOIN fund_transfer f ON f.id = e.source_id AND f.state = 'booked'
            WHERE e.kind = 'fund_transfer' AND f.id IS NULL LIMIT 20)`,
  },
  {
    name: 'requested disbursements can be answered',
    rule: 'A requested disbursement or transfer between funds waits for its approval, or the news that this ended is on its way.',
    sql: `SELECT w.id, a.state FROM (SELECT id, approval_id, state FROM disbursement
                                     UNION ALL SELECT id, approval_id, state FROM fund_transfer) w
            JOIN approval a ON a.id = w.approval_id
           WHERE w.state = 'requested' AND a.state NOT IN ('waiting', 'approved')
             AND NOT EXISTS (SELECT 1 FROM outbox_event o LEFT JOIN outbox_task k ON k.event_id = o.id
                              WHERE o.dedupe_key = CONCAT('approval.ended:', a.id)
                                AND (k.id IS NULL OR k.state IN ('PENDING', 'ENQUEUED'))) LIMIT 20`,
  },
];
