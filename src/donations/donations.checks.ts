import type { Check } from '../platform/database/check.js';
import { monthlyChecks } from './monthly.checks.js';
import { offlineChecks } from './offline.checks.js';
import { GONE, returnsChecks } from './returns.checks.js';

export const donationsChecks: readonly Check[] = [
  {
    name: 'status follows facts',
    rule: 'A donation has succeeded exactly when a fact states that its very amount arrived through its account, or that a payment was released to it, and is refunded when all of it has gone back; one that came past the providers, exactly when its record says that it is booked or annulled; otherwise the last failing fact that this account states decides, and without one it is pending.',
    sql: `SELECT d.id, d.status FROM donation d
          LEFT JOIN (
            SELECT a.donation_id, SUM(GREATEST(f.amount - COALESCE(b.gone, 0), 0)) AS kept
            FROM payment_attempt a JOIN donation g ON g.id = a.donation_id
            JOIN fact f ON f.payment_attempt_id = a.id AND (f.kind = 'payment_released'
                        OR f.kind = 'payment_succeeded' AND f.amount = g.amount
                       AND f.currency = g.currency AND f.provider_account_id = a.provider_account_id)
            LEFT JOIN (${GONE}) b ON b.provider_account_id = f.provider_account_id AND b.payment_key = f.fact_key
                                 AND b.currency = f.currency
            GROUP BY a.donation_id
          ) p ON p.donation_id = d.id
          LEFT JOIN (
            SELECT a.donation_id,
                   MAX(CONCAT(DATE_FORMAT(f.occurred_at, '%Y%m%d%H%i%s%f'), f.fact_key, '|', f.kind)) AS last_unpaid
            FROM payment_attempt a JOIN fact f ON f.payment_attempt_id = a.id
             AND f.kind IN ('payment_failed', 'payment_expired') AND f.provider_account_id = a.provider_account_id
            GROUP BY a.donation_id
          ) s ON s.donation_id = d.id
          LEFT JOIN offline_gift o ON o.id = d.id
          WHERE d.status <> CASE
              WHEN o.state = 'booked' THEN 'succeeded'
              WHEN o.state = 'annulled' THEN 'refunded'
              WHEN p.kept > 0 THEN 'succeeded'
              WHEN p.kept = 0 THEN 'refunded'
              WHEN s.last_unpaid IS NULL THEN 'pending'
              WHEN SUBSTRING_INDEX(s.last_unpaid, '|', -1) = 'payment_expired' THEN 'expired'
              ELSE 'failed' END
          LIMIT 20`,
  },
  {
    name: 'I2 entries equal their facts',
    rule: 'The entry of a succeeded payment moves exactly the amount and currency of its fact, dated by it.',
    sql: `SELECT f.id, e.id AS entry_id, f.amount FROM fact f
          JOIN entry e ON e.organization_id = f.organization_id AND e.source_type = 'fact' AND e.source_id = f.id
          JOIN (SELECT entry_id, SUM(amount) AS booked, MIN(currency) AS lowest, MAX(currency) AS highest
                FROM transfer GROUP BY entry_id) t ON t.entry_id = e.id
          WHERE f.kind = 'payment_succeeded'
            AND (t.booked <> f.amount OR t.lowest <> f.currency OR t.highest <> f.currency
                 OR f.occurred_at <> e.occurred_at) LIMIT 20`,
  },
  {
    name: 'gifts are what was promised',
    rule: 'Only a payment of the promised amount is booked as a gift, to its own project and donation; any other lies in suspense.',
    sql: `SELECT e.id, e.kind, f.id AS fact_id FROM entry e
          JOIN fact f ON f.id = e.source_id
          LEFT JOIN payment_attempt a ON a.id = f.payment_attempt_id
          LEFT JOIN donation d ON d.id = a.donation_id
          WHERE e.source_type = 'fact' AND f.kind = 'payment_succeeded' AND (e.kind IN ('gift', 'platform_gift')) <> COALESCE(
            f.amount = d.amount AND f.currency = d.currency AND f.provider_account_id = a.provider_account_id, 0)
             OR e.kind IN ('gift', 'platform_gift') AND e.source_type = 'fact'
               AND (NOT (e.subject_id <=> d.id) OR NOT (e.project_id <=> d.project_id)
                    OR NOT (e.channel_id <=> d.channel_id))
          LIMIT 20`,
  },
  {
    name: 'suspense has a case',
    rule: 'Money in suspense has a case that asks a person about it.',
    sql: `SELECT e.id, e.subject_id FROM entry e
          WHERE e.kind = 'suspense_gift' AND NOT EXISTS (
            SELECT 1 FROM work_case c WHERE c.organization_id = e.organization_id AND c.subject_id = e.subject_id)
          LIMIT 20`,
  },
  {
    name: 'suspense is asked about',
    rule: 'A payment whose money still lies in suspense has an open case.',
    sql: `SELECT e.id, e.subject_id, SUM(t.amount) AS booked FROM entry e JOIN transfer t ON t.entry_id = e.id
          WHERE e.kind = 'suspense_gift' AND NOT EXISTS (
              SELECT 1 FROM work_case c WHERE c.organization_id = e.organization_id AND c.subject_id = e.subject_id
                 AND c.state = 'open')
            AND (SELECT SUM(IF(c.code = '220901', m.amount, 0)) - SUM(IF(d.code = '220901', m.amount, 0))
                   FROM entry x JOIN transfer m ON m.entry_id = x.id
                   JOIN account d ON d.id = m.debit_account_id JOIN account c ON c.id = m.credit_account_id
                  WHERE x.organization_id = e.organization_id
                    AND (x.subject_id = e.subject_id OR x.source_type = 'suspense_release' AND x.source_id = e.source_id)) > 0
          GROUP BY e.id, e.subject_id LIMIT 20`,
  },
  {
    name: 'releases are released once',
    rule: 'Every release from suspense is of a payment that lay there, went through an approval, and is stated as a fact of its donation.',
    sql: `SELECT e.id, e.source_id FROM entry e
          LEFT JOIN fact f ON f.id = e.source_id AND f.kind = 'payment_succeeded'
          LEFT JOIN entry s ON s.source_type = 'fact' AND s.source_id = e.source_id AND s.kind = 'suspense_gift'
                           AND s.organization_id = e.organization_id
          LEFT JOIN fact r ON r.kind = 'payment_released' AND r.fact_key = f.fact_key
                          AND r.provider_account_id = f.provider_account_id
          LEFT JOIN payment_attempt a ON a.id = r.payment_attempt_id AND a.donation_id = e.subject_id
          LEFT JOIN approval p ON p.id = e.approval_id AND p.organization_id = e.organization_id
                              AND p.operation = 'suspense_release' AND p.state = 'consumed'
          WHERE e.kind = 'suspense_release' AND (s.id IS NULL OR a.id IS NULL OR p.id IS NULL) LIMIT 20`,
  },
  {
    name: 'only booked gifts are announced',
    rule: 'A donation is announced as booked only when it has succeeded, whether or not it was refunded since. (Old announcements are purged, so the other direction is the receipts room’s.)',
    sql: `SELECT d.id, d.status FROM outbox_event o JOIN donation d ON d.id = o.ref
          WHERE o.kind = 'donation.booked' AND d.status NOT IN ('succeeded', 'refunded') LIMIT 20`,
  },
  {
    name: 'double payments have a case',
    rule: 'A donation that was paid twice has a case that proposes the refund.',
    sql: `SELECT e.subject_id, COUNT(*) AS gifts FROM entry e WHERE e.kind IN ('gift', 'platform_gift') AND e.source_type = 'fact'
          GROUP BY e.organization_id, e.subject_id
          HAVING COUNT(*) > 1 AND NOT EXISTS (
            SELECT 1 FROM work_case c WHERE c.dedupe_key = CONCAT('SECOND_SUCCESS:', e.subject_id)) LIMIT 20`,
  },
  {
    name: 'whole names were read by somebody',
    rule: 'Every gift whose label is a whole name has that name in the queue, or approved by somebody.',
    sql: `SELECT d.id FROM donation d LEFT JOIN public_word w ON w.donation_id = d.id AND w.kind = 'name'
           WHERE w.donation_id IS NULL AND d.name_encrypted IS NOT NULL
             AND (d.publicity = 'REAL_NAME' OR (d.donor_kind = 'organization' AND d.publicity = 'MASKED')) LIMIT 20`,
  },
  ...returnsChecks,
  ...offlineChecks,
  ...monthlyChecks,
];
