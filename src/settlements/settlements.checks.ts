import type { Check } from '../platform/database/check.js';

export const settlementsChecks: readonly Check[] = [
  {
    name: 'fees are the provider’s',
    rule: 'Every fee of a payment that the provider states is booked once, with its very amount; nothing else is booked as a fee.',
    sql: `(SELECT l.id, l.line_key, l.fee, COUNT(e.id) AS entries FROM statement_line l
           LEFT JOIN entry e ON e.organization_id = l.organization_id AND e.source_type = 'statement_line'
             AND e.source_id = CONCAT(l.provider_account_id, ':', l.line_key)
           WHERE l.type IN ('charge', 'payment') AND l.fee > 0 AND l.net = l.amount - l.fee
             AND NOT EXISTS (SELECT 1 FROM work_case c WHERE c.organization_id = l.organization_id
                             AND c.dedupe_key = CONCAT('D04:', l.provider_account_id, ':', l.line_key))
           GROUP BY l.id, l.line_key, l.fee HAVING COUNT(e.id) <> 1 LIMIT 20)
          UNION ALL
          (SELECT l.id, e.source_id, l.fee, t.amount FROM entry e
           JOIN transfer t ON t.entry_id = e.id
           LEFT JOIN statement_line l ON e.source_id = CONCAT(l.provider_account_id, ':', l.line_key)
             AND l.organization_id = e.organization_id
           WHERE e.kind = 'provider_fee' AND e.source_type = 'statement_line'
             AND (l.id IS NULL OR l.fee <> t.amount OR l.currency <> t.currency) LIMIT 20)`,
  },
  {
    name: 'statement lines add up',
    rule: 'A line that does not add up (net = amount − fee) has a case.',
    sql: `SELECT l.id, l.amount, l.fee, l.net FROM statement_line l
          WHERE l.net <> l.amount - l.fee AND l.type IN ('charge', 'payment') AND NOT EXISTS (
            SELECT 1 FROM work_case c WHERE c.organization_id = l.organization_id
              AND c.dedupe_key = CONCAT('D05:', l.provider_account_id, ':', l.line_key)) LIMIT 20`,
  },
];
