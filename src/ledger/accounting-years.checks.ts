import type { Check } from '../platform/database/check.js';
import { YEAR_CLOSINGS } from './year-close.js';

/** Closings that stand: the last one of a year, if it was not undone. */
const STANDING = `${YEAR_CLOSINGS} WHERE r.year IS NULL`;

/** What an entry moves on income and cost accounts, fund by fund: credits less debits. */
const NOMINAL = (condition: string): string => `(
  SELECT e.organization_id, t.fund_id, t.currency, e.booked_on, e.source_type, e.source_id, a.id AS account_id, t.amount
    FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account a ON a.id = t.credit_account_id
   WHERE a.kind IN ('income', 'cost') AND ${condition}
   UNION ALL
  SELECT e.organization_id, t.fund_id, t.currency, e.booked_on, e.source_type, e.source_id, a.id, -t.amount
    FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account a ON a.id = t.debit_account_id
   WHERE a.kind IN ('income', 'cost') AND ${condition})`;

/** What must hold of closed years. */
export const accountingYearsChecks: readonly Check[] = [
  {
    name: 'a closed year left nothing in income and costs',
    rule: 'The closing of a year moved exactly what the year’s entries had put on each income and cost account, fund by fund.',
    sql: `SELECT organization_id, year, fund_id, account_id, SUM(amount) AS left_over FROM (
            SELECT y.organization_id, y.year, n.fund_id, n.account_id, n.amount
              FROM (SELECT y.* FROM ${STANDING}) y
              JOIN ${NOMINAL("e.source_type NOT IN ('year_close', 'year_reopening')")} n
                ON n.organization_id = y.organization_id
               AND n.booked_on BETWEEN CONCAT(y.year, '-01-01') AND CONCAT(y.year, '-12-31')
            UNION ALL
            SELECT y.organization_id, y.year, n.fund_id, n.account_id, n.amount
              FROM (SELECT y.* FROM ${STANDING}) y
              JOIN ${NOMINAL("e.source_type = 'year_close'")} n
                ON n.organization_id = y.organization_id AND n.source_id LIKE CONCAT(y.year, ':', y.revision, ':%')) moved
           GROUP BY organization_id, year, fund_id, account_id HAVING SUM(amount) <> 0 LIMIT 20`,
  },
  {
    name: 'a year is closed once',
    rule: 'Of a year at most one closing stands, and no day of it is open while it does.',
    sql: `(SELECT y.organization_id, y.year, COUNT(*) AS standing, NULL AS day
             FROM (SELECT y.* FROM ${STANDING}) y GROUP BY y.organization_id, y.year HAVING COUNT(*) > 1 LIMIT 20)
          UNION ALL
          (SELECT y.organization_id, y.year, 1, d.day FROM (SELECT y.* FROM ${STANDING}) y
             JOIN accounting_day d ON d.organization_id = y.organization_id AND d.state = 'open'
              AND d.day BETWEEN CONCAT(y.year, '-01-01') AND CONCAT(y.year, '-12-31') LIMIT 20)`,
  },
];
