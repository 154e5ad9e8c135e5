import type { Check } from '../platform/database/check.js';

/** What stands in income from each donation: credits less debits of income accounts. Suspense is a liability. */
const NET = `
  SELECT e.subject_id AS donation_id, t.currency,
         SUM(IF(c.kind IN ('income', 'net_asset'), t.amount, 0)) - SUM(IF(b.kind IN ('income', 'net_asset'), t.amount, 0)) AS net
    FROM entry e
    JOIN transfer t ON t.entry_id = e.id
    JOIN account c ON c.id = t.credit_account_id
    JOIN account b ON b.id = t.debit_account_id
   WHERE e.subject_type = 'donation'
   GROUP BY e.subject_id, t.currency`;

/**
 * Tasks of a donation `d` that will bring its receipts in line with the books. An event counts until its task is done;
 * dead tasks do not count, so the rule they hold up shows.
 */
const ON_THE_WAY = `(
  SELECT 1 FROM outbox_event v
    LEFT JOIN outbox_task k ON k.event_id = v.id AND k.subscriber = 'receipts.issue'
   WHERE v.dedupe_key = CONCAT('donation.booked:', d.id) AND (k.id IS NULL OR k.state IN ('PENDING', 'ENQUEUED'))
  UNION ALL
  SELECT 1 FROM entry y
    JOIN outbox_event v ON v.dedupe_key = CONCAT('donation.changed:', y.id)
    LEFT JOIN outbox_task k ON k.event_id = v.id AND k.subscriber = 'receipts.change'
   WHERE y.subject_id = d.id AND y.subject_type = 'donation' AND (k.id IS NULL OR k.state IN ('PENDING', 'ENQUEUED')))`;

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
    rule: 'A donation never has two receipts that stand, and its item counts exactly as long as its receipt stands.',
    sql: `SELECT i.donation_id, i.receipt_id, r.state, i.live
            FROM receipt_item i JOIN receipt r ON r.id = i.receipt_id
           WHERE i.live <> (r.state = 'issued')
          UNION ALL
          SELECT donation_id, MIN(receipt_id), 'issued', COUNT(*) FROM receipt_item WHERE live
           GROUP BY donation_id HAVING COUNT(*) > 1
           LIMIT 20`,
  },
  {
    name: 'I7 a receipt says what the books say',
    rule: 'What a standing receipt confirms for a gift is what that gift has in income, gifts less refunds, up to what was promised (a second payment gets none), or its change is still on the way in the outbox.',
    sql: `SELECT i.receipt_id, i.donation_id, i.amount, r.currency, n.net
            FROM receipt_item i
            JOIN receipt r ON r.id = i.receipt_id
            JOIN donation d ON d.id = i.donation_id
            LEFT JOIN (${NET}) n ON n.donation_id = i.donation_id AND n.currency = r.currency
           WHERE i.live AND (n.net IS NULL OR LEAST(n.net, d.amount) <> i.amount)
             AND NOT EXISTS ${ON_THE_WAY} LIMIT 20`,
  },
  {
    name: 'I7 a receipt is the sum of its gifts',
    rule: 'The amount of a receipt is the sum of the gifts on it, and it names at least one.',
    sql: `SELECT r.id, r.amount, SUM(i.amount) AS items
            FROM receipt r LEFT JOIN receipt_item i ON i.receipt_id = r.id
           GROUP BY r.id, r.amount HAVING items IS NULL OR items <> r.amount LIMIT 20`,
  },
  {
    name: 'I7 replaced receipts lead to their successor',
    rule: 'A replaced receipt leads to another, in one year to a later number, of the same organization and currency that covers one of its gifts.',
    sql: `SELECT r.id, r.state, r.replaced_by_id FROM receipt r
            LEFT JOIN receipt s ON s.id = r.replaced_by_id
           WHERE r.replaced_by_id IS NOT NULL
             AND (s.id IS NULL OR s.organization_id <> r.organization_id OR s.currency <> r.currency
                  OR s.year = r.year AND s.no <= r.no
                  OR NOT EXISTS (SELECT 1 FROM receipt_item a JOIN receipt_item b ON b.donation_id = a.donation_id
                                  WHERE a.receipt_id = r.id AND b.receipt_id = s.id))
              OR r.state = 'replaced' AND r.replaced_by_id IS NULL OR r.state = 'issued' AND r.replaced_by_id IS NOT NULL
           LIMIT 20`,
  },
  {
    name: 'I7 a receipt is ended for a reason',
    rule: 'A receipt that a person voided has an approval that was carried out, and nothing stands for a gift that is held back.',
    sql: `SELECT r.id, r.approval_id, NULL AS donation_id FROM receipt r LEFT JOIN approval a ON a.id = r.approval_id
           WHERE r.end_cause = 'person' AND (a.id IS NULL OR a.state <> 'consumed' OR a.operation <> 'receipt_void'
                 OR a.subject_id <> r.id OR a.organization_id <> r.organization_id)
          UNION ALL
          SELECT h.receipt_id, NULL, h.donation_id FROM receipt_hold h
            JOIN receipt_item i ON i.live_donation_id = h.donation_id
           LIMIT 20`,
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
    rule: 'Every gift booked outside suspense has a receipt, or it is still on the way in the outbox, or two people voided it and wanted no other.',
    sql: `SELECT n.donation_id, n.net, n.currency
            FROM (${NET}) n
            JOIN donation d ON d.id = n.donation_id
            LEFT JOIN receipt_item i ON i.live_donation_id = d.id
            LEFT JOIN receipt_hold h ON h.donation_id = d.id
           WHERE n.net > 0 AND i.receipt_id IS NULL AND h.donation_id IS NULL
             AND NOT EXISTS ${ON_THE_WAY}
           LIMIT 20`,
  },
];
