import type { Check } from '../platform/database/check.js';

/** Rules of the official receipts: what the bureau gave, and what the books say of the gifts on them. */
export const officialChecks: readonly Check[] = [
  {
    name: 'official receipts have their numbers',
    rule: 'An official receipt has the bureau’s number exactly from when it is issued on, and a red one’s exactly when its red one is issued.',
    sql: `SELECT o.id, o.state, n.number, r.number AS red FROM official_receipt o
            LEFT JOIN official_number n ON n.official_receipt_id = o.id AND n.kind = 'original'
            LEFT JOIN official_number r ON r.official_receipt_id = o.id AND r.kind = 'red'
           WHERE (o.state IN ('issued', 'delivered', 'red_requested', 'red_issued')) <> (n.number IS NOT NULL)
              OR (o.state = 'red_issued') <> (r.number IS NOT NULL) LIMIT 20`,
  },
  {
    name: 'official receipts are the sum of their gifts',
    rule: 'The amount of an official receipt that counts is the sum of the gifts on it that count.',
    sql: `SELECT o.id, o.state, o.amount, SUM(i.amount) AS items FROM official_receipt o
            JOIN official_receipt_item i ON i.official_receipt_id = o.id AND i.live
           GROUP BY o.id, o.state, o.amount HAVING items <> o.amount LIMIT 20`,
  },
  {
    name: 'a gift is on one official receipt',
    rule: 'A gift is on at most one official receipt that counts, and on none whose red one was issued.',
    sql: `SELECT i.donation_id, o.id, o.state FROM official_receipt_item i
            JOIN official_receipt o ON o.id = i.official_receipt_id
           WHERE i.live AND o.state = 'red_issued' LIMIT 20`,
  },
  {
    name: 'official receipts say what the books say',
    rule: 'An official receipt that stands confirms what its gifts have in income, or its red one is asked for, or the change is still on the way in the outbox.',
    sql: `SELECT o.id, o.state, i.donation_id, i.amount, n.net FROM official_receipt o
            JOIN official_receipt_item i ON i.official_receipt_id = o.id AND i.live
            JOIN donation d ON d.id = i.donation_id
            LEFT JOIN (
              SELECT e.subject_id, t.currency,
                     SUM(IF(c.kind IN ('income', 'net_asset'), t.amount, 0)) - SUM(IF(b.kind IN ('income', 'net_asset'), t.amount, 0)) AS net
                FROM entry e JOIN transfer t ON t.entry_id = e.id
                JOIN account c ON c.id = t.credit_account_id JOIN account b ON b.id = t.debit_account_id
               WHERE e.subject_type = 'donation' GROUP BY e.subject_id, t.currency
            ) n ON n.subject_id = d.id AND n.currency = o.currency
           WHERE (o.state IN ('issued', 'delivered') OR o.state = 'requested' AND o.exported_at IS NULL)
             AND NOT (LEAST(n.net, d.amount) <=> i.amount)
             AND NOT EXISTS (
               SELECT 1 FROM entry y JOIN outbox_event v ON v.dedupe_key = CONCAT('donation.changed:', y.id)
                 LEFT JOIN outbox_task k ON k.event_id = v.id AND k.subscriber = 'receipts.official'
                WHERE y.subject_id = d.id AND y.subject_type = 'donation'
                  AND (k.id IS NULL OR k.state IN ('PENDING', 'ENQUEUED')))
           LIMIT 20`,
  },
];
