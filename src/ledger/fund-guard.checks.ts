import type { Check } from '../platform/database/check.js';
import { FUND_KINDS } from './chart.js';

const KINDS = FUND_KINDS.map((kind) => `'${kind}'`).join(', ');
const MOVED = `SUM((c.kind IN (${KINDS})) * t.amount - (d.kind IN (${KINDS})) * t.amount)`;
const ACCOUNTS = 'JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id';

export const fundGuardChecks: readonly Check[] = [
  {
    name: 'I6 restricted funds are covered',
    rule: 'No restricted fund has less than it has promised, unless forced outflows overdrew it and a case about that is open.',
    sql: `SELECT f.id, f.code, f.organization_id, COALESCE(b.balance, 0) AS balance, COALESCE(r.reserved, 0) AS reserved
            FROM fund f
            LEFT JOIN (SELECT t.fund_id, ${MOVED} AS balance FROM transfer t ${ACCOUNTS} GROUP BY t.fund_id) b
              ON b.fund_id = f.id
            LEFT JOIN (SELECT fund_id, SUM(amount) AS reserved FROM fund_reservation GROUP BY fund_id) r
              ON r.fund_id = f.id
           WHERE f.kind = 'restricted' AND COALESCE(b.balance, 0) < COALESCE(r.reserved, 0)
             AND NOT EXISTS (SELECT 1 FROM work_case k
                              WHERE k.organization_id = f.organization_id AND k.kind = 'FUND_OVERDRAWN'
                                AND k.subject_type = 'fund' AND k.subject_id = f.id AND k.state = 'open')
           LIMIT 20`,
  },
  {
    name: 'fund guards remember the books',
    rule: 'The balance that a fund guard remembers is what the entries up to its number left in the fund.',
    sql: `SELECT g.fund_id, g.seq, g.balance, COALESCE(b.balance, 0) AS booked
            FROM fund_guard g
            LEFT JOIN (SELECT t.fund_id, ${MOVED} AS balance
                         FROM fund_guard h JOIN transfer t ON t.fund_id = h.fund_id
                         JOIN ledger_sequence s ON s.entry_id = t.entry_id AND s.seq <= h.seq ${ACCOUNTS}
                        WHERE h.seq > 0 GROUP BY t.fund_id) b ON b.fund_id = g.fund_id
           WHERE g.balance <> COALESCE(b.balance, 0) LIMIT 20`,
  },
];
