import { CLEARING_SQL } from '../ledger/chart-of-accounts.service.js';
import type { Check } from '../platform/database/check.js';

/** What of each payment has gone back for good: `returned` of returns.ts as SQL. */
export const GONE = `SELECT r.provider_account_id, r.payment_key, r.currency,
    SUM(CASE r.kind WHEN 'refund_succeeded' THEN IF(x.id IS NULL, r.amount, 0)
                    WHEN 'dispute_withdrawn' THEN IF(l.id IS NULL, 0, r.amount)
                    ELSE IF(l.id IS NULL, 0, -r.amount) END) AS gone
  FROM fact r
  LEFT JOIN fact x ON r.kind = 'refund_succeeded' AND x.kind = 'refund_failed' AND x.fact_key = r.fact_key
                  AND x.provider_account_id = r.provider_account_id
  LEFT JOIN fact l ON l.kind = 'dispute_lost' AND l.fact_key = CONCAT(r.dispute_key, ':lost')
                  AND l.provider_account_id = r.provider_account_id
  WHERE r.kind IN ('refund_succeeded', 'dispute_withdrawn', 'dispute_reinstated')
  GROUP BY r.provider_account_id, r.payment_key, r.currency`;

const MOVED = "('refund_succeeded', 'dispute_withdrawn', 'dispute_reinstated')";

/** Rules about money that goes back. */
export const returnsChecks: readonly Check[] = [
  {
    name: 'I2 returns are booked once',
    rule: 'Every refund and every movement of a dispute has exactly one entry, and a failed refund has one exactly when it had succeeded.',
    sql: `SELECT f.id, f.kind, f.fact_key, COUNT(DISTINCT e.id) AS entries FROM fact f
          LEFT JOIN entry e ON e.organization_id = f.organization_id AND e.source_type = 'fact' AND e.source_id = f.id
          LEFT JOIN fact s ON s.kind = 'refund_succeeded' AND s.fact_key = f.fact_key
                          AND s.provider_account_id = f.provider_account_id
          WHERE f.kind <> 'payment_succeeded' GROUP BY f.id, f.kind, f.fact_key
          HAVING COUNT(DISTINCT e.id) <> CASE WHEN f.kind IN ${MOVED} THEN 1
                                              WHEN f.kind = 'refund_failed' THEN COUNT(DISTINCT s.id) ELSE 0 END
          LIMIT 20`,
  },
  {
    name: 'I2 lost disputes are booked once',
    rule: 'Each movement of a lost dispute has one entry that takes it from income or gives it back, and no other has one.',
    sql: `(SELECT f.id, f.fact_key, COUNT(e.id) AS entries FROM fact f
             JOIN fact l ON l.kind = 'dispute_lost' AND l.fact_key = CONCAT(f.dispute_key, ':lost')
                        AND l.provider_account_id = f.provider_account_id
             LEFT JOIN entry e ON e.source_type = 'dispute_lost' AND e.source_id = f.id
                              AND e.organization_id = f.organization_id AND e.kind = 'dispute_lost'
            WHERE f.kind IN ('dispute_withdrawn', 'dispute_reinstated') AND f.amount > 0
            GROUP BY f.id, f.fact_key HAVING COUNT(e.id) <> 1 LIMIT 20)
          UNION ALL
          (SELECT e.id, e.source_id, 0 FROM entry e LEFT JOIN fact f ON f.id = e.source_id
             LEFT JOIN fact l ON l.kind = 'dispute_lost' AND l.fact_key = CONCAT(f.dispute_key, ':lost')
                             AND l.provider_account_id = f.provider_account_id
            WHERE e.source_type = 'dispute_lost' AND l.id IS NULL LIMIT 20)`,
  },
  {
    name: 'I2 returns equal their facts',
    rule: 'The entry of a refund or of a dispute’s movement changes the provider’s clearing account by exactly what its fact says, dated by it.',
    sql: `SELECT f.id, f.kind, e.id AS entry_id, t.moved FROM fact f
          JOIN entry e ON e.organization_id = f.organization_id AND e.source_type = 'fact' AND e.source_id = f.id
          JOIN (SELECT t.entry_id, SUM(IF(d.code IN (${CLEARING_SQL}), t.amount, 0)) - SUM(IF(c.code IN (${CLEARING_SQL}), t.amount, 0)) AS moved
                  FROM transfer t JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
                 GROUP BY t.entry_id) t ON t.entry_id = e.id
          WHERE f.kind <> 'payment_succeeded' AND (f.occurred_at <> e.occurred_at OR t.moved <> CASE f.kind
              WHEN 'refund_succeeded' THEN -f.amount WHEN 'refund_failed' THEN f.amount
              WHEN 'dispute_withdrawn' THEN -f.amount - COALESCE(f.fee, 0) ELSE f.amount - COALESCE(f.fee, 0) END)
          LIMIT 20`,
  },
  {
    name: 'I5 no more goes back than came',
    rule: 'Refunds and lost disputes of a payment are together no more than it brought, or a case asks a person about it.',
    sql: `SELECT p.id, p.fact_key, p.amount, g.gone FROM (${GONE}) g
          JOIN fact p ON p.kind = 'payment_succeeded' AND p.fact_key = g.payment_key
                     AND p.provider_account_id = g.provider_account_id AND p.currency = g.currency
          WHERE g.gone > p.amount AND NOT EXISTS (
            SELECT 1 FROM work_case c WHERE c.organization_id = p.organization_id
               AND c.dedupe_key = CONCAT('OVER_RETURNED:', p.fact_key)) LIMIT 20`,
  },
  {
    name: 'refunds are what the provider says',
    rule: 'The state of a refund follows from what the provider stated about it, and every refund that the provider stated has its row.',
    sql: `(SELECT r.id, r.state FROM refund r
             LEFT JOIN fact s ON s.kind = 'refund_succeeded' AND s.fact_key = r.provider_refund_id
                             AND s.provider_account_id = r.provider_account_id
             LEFT JOIN fact x ON x.kind = 'refund_failed' AND x.fact_key = r.provider_refund_id
                             AND x.provider_account_id = r.provider_account_id
             LEFT JOIN fact n ON n.kind = 'refund_canceled' AND n.fact_key = r.provider_refund_id
                             AND n.provider_account_id = r.provider_account_id
            WHERE CASE WHEN x.id IS NOT NULL THEN r.state NOT IN ('failed', 'undone')
                       WHEN s.id IS NOT NULL THEN r.state <> 'succeeded'
                       WHEN n.id IS NOT NULL THEN r.state NOT IN ('canceled', 'undone')
                       ELSE r.state IN ('succeeded', 'canceled') END LIMIT 20)
          UNION ALL
          (SELECT f.id, f.kind FROM fact f LEFT JOIN refund r ON r.provider_refund_id = f.fact_key
              AND r.provider_account_id = f.provider_account_id
            WHERE f.kind IN ('refund_succeeded', 'refund_failed') AND r.id IS NULL LIMIT 20)`,
  },
  {
    name: 'refunds of ours are booked as they stand',
    rule: 'A refund that was asked for here is booked as owed from its approval on, and given back to income when it is undone.',
    sql: `SELECT r.id, r.state, a.id AS approved, u.id AS undone FROM refund r
          LEFT JOIN entry a ON a.organization_id = r.organization_id AND a.source_type = 'refund' AND a.source_id = r.id
          LEFT JOIN entry u ON u.organization_id = r.organization_id AND u.source_type = 'refund_undone'
                           AND u.source_id = r.id
          WHERE (a.id IS NOT NULL) <> (r.origin = 'staff' AND r.state NOT IN ('requested', 'withdrawn'))
             OR (r.state = 'undone' AND u.id IS NULL) LIMIT 20`,
  },
  {
    name: 'disputes have their row',
    rule: 'Everything that the provider stated about a dispute belongs to a dispute that we know, of the same payment.',
    sql: `SELECT f.id, f.kind, f.dispute_key FROM fact f LEFT JOIN dispute d ON d.provider_dispute_id = f.dispute_key
            AND d.provider_account_id = f.provider_account_id AND d.payment_key = f.payment_key
          WHERE f.dispute_key IS NOT NULL AND d.id IS NULL LIMIT 20`,
  },
  {
    name: 'refunds by the provider have a case',
    rule: 'A refund that was made at the provider, and every dispute, has a case that shows it to a person.',
    sql: `(SELECT r.id, r.provider_refund_id FROM refund r
            WHERE r.origin = 'provider' AND r.place IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM work_case c WHERE c.organization_id = r.organization_id
                 AND c.dedupe_key = CONCAT('REFUND_BY_PROVIDER:', r.provider_refund_id)) LIMIT 20)
          UNION ALL
          (SELECT d.id, d.provider_dispute_id FROM dispute d WHERE NOT EXISTS (
              SELECT 1 FROM work_case c WHERE c.organization_id = d.organization_id
                 AND c.dedupe_key = CONCAT('DISPUTE_OPENED:', d.provider_dispute_id)) LIMIT 20)`,
  },
];
