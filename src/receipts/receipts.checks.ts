import type { Check } from '../platform/database/check.js';

/** What stands in income from each donation: credits less debits of income accounts. Suspense is a liability. */
const NET = `
  SELECT e.subject_id AS donation_id, t.currency,
         SUM(IF(c.kind = 'income', t.amount, 0)) - SUM(IF(b.kind = 'income', t.amount, 0)) AS net
    FROM entry e
    JOIN transfer t ON t.entry_id = e.id
    JOIN account c ON c.id = t.credit_account_id
    JOIN account b ON b.id = t.debit_account_id
   WHERE e.subject_type = 'donation'
   GROUP BY e.subject_id, t.currency`;

/** Invariant I7 (payments.md 2.4): receipts are gap-free, one of a donation stands, and it says what the books say. */
export const receiptsChecks: readonly Check[] = [
  {
    name: 'I7 receipt numbers have no gap',
    rule: 'The receipts of an organization and year are numbered 1, 2, 3 … up to the last number of their series.',
    sql: `SELECT s.organization_id, s.year, s.last_no, COUNT(r.id) AS receipts, MIN(r.no) AS first, MAX(r.no) AS last
            FROM receipt_series s
            LEFT JOIN receipt r ON r.organization_id = s.organization_id AND r.year = s.year
           GROUP BY s.organization_id, s.year, s.last_no
          HAVING COUNT(r.id) <> s.last_no OR (s.last_no > 0 AND (MIN(r.no) <> 1 OR MAX(r.no) <> s.last_no))
           LIMIT 20`,
  },
  {
    name: 'I7 every receipt belongs to a series',
    rule: 'Every receipt is numbered from the series of its organization and year.',
    sql: `SELECT r.id, r.organization_id, r.year, r.no
            FROM receipt r
            LEFT JOIN receipt_series s ON s.organization_id = r.organization_id AND s.year = r.year
           WHERE s.year IS NULL LIMIT 20`,
  },
  {
    name: 'I7 one receipt of a donation stands',
    rule: 'A donation never has two receipts that stand.',
    sql: `SELECT donation_id, COUNT(*) AS standing FROM receipt WHERE state = 'issued'
           GROUP BY donation_id HAVING COUNT(*) > 1 LIMIT 20`,
  },
  {
    name: 'I7 a receipt says what the books say',
    rule: 'The amount of a standing receipt is what its donation has in income, gifts less refunds, up to what was promised: a second payment gets none.',
    sql: `SELECT r.id, r.donation_id, r.amount, r.currency, n.net
            FROM receipt r
            JOIN donation d ON d.id = r.donation_id
            LEFT JOIN (${NET}) n ON n.donation_id = r.donation_id AND n.currency = r.currency
           WHERE r.state = 'issued' AND (n.net IS NULL OR LEAST(n.net, d.amount) <> r.amount) LIMIT 20`,
  },
  {
    name: 'I7 the snapshot says what the row says',
    rule: 'The frozen text of a receipt carries its own number, amount and currency.',
    sql: `SELECT id, year, no, amount, currency FROM receipt
           WHERE JSON_UNQUOTE(JSON_EXTRACT(snapshot, '$.amount')) <> CAST(amount AS CHAR)
              OR JSON_UNQUOTE(JSON_EXTRACT(snapshot, '$.currency')) <> currency
              OR JSON_UNQUOTE(JSON_EXTRACT(snapshot, '$.number')) <> CONCAT(year, '-', LPAD(no, 8, '0'))
           LIMIT 20`,
  },
  {
    name: 'I7 every booked gift gets its receipt',
    rule: 'Every gift booked outside suspense has a receipt, or its receipt is still on the way in the outbox.',
    sql: `SELECT n.donation_id, n.net, n.currency
            FROM (${NET}) n
            JOIN donation d ON d.id = n.donation_id
            LEFT JOIN receipt r ON r.live_donation_id = d.id
           WHERE n.net > 0 AND r.id IS NULL
             AND NOT EXISTS (
               SELECT 1 FROM outbox_event v
                 LEFT JOIN outbox_task k ON k.event_id = v.id AND k.subscriber = 'receipts.issue'
                WHERE v.dedupe_key = CONCAT('donation.booked:', d.id)
                  AND (k.id IS NULL OR k.state IN ('PENDING', 'ENQUEUED')))
           LIMIT 20`,
  },
];
