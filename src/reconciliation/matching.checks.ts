import type { Check } from '../platform/database/check.js';
import { DIFFERS, LINE_KINDS, sqlList } from './line-kinds.js';

/** The signed amount of a fact, as a statement would show it. */
const SIGNED = `CASE f.kind ${LINE_KINDS.map(({ fact, sign }) => `WHEN '${fact}' THEN ${sign === 1 ? '' : '-'}f.amount`).join(' ')} END`;

/** What must hold of matches and differences. */
export const matchingChecks: readonly Check[] = [
  {
    name: 'pairs are equal or said to differ',
    rule: 'A provider’s line and the fact that it is paired with are of one account and move the same amount in one currency, or the pair says that they do not.',
    sql: `SELECT l.id, l.organization_id, l.amount, f.id AS fact_id, f.amount AS fact_amount, m.differs FROM line_match m
            JOIN statement_line l ON l.id = m.statement_line_id JOIN fact f ON f.id = m.fact_id
           WHERE f.provider_account_id <> l.provider_account_id
              OR (l.currency <> f.currency) <> ((m.differs & ${DIFFERS.currency}) <> 0)
              OR (l.amount <> ${SIGNED}) <> ((m.differs & ${DIFFERS.amount}) <> 0) LIMIT 20`,
  },
  {
    name: 'pairs are of one kind',
    rule: 'A payment’s line is paired with a payment, a refund’s with a refund, a dispute’s with a dispute.',
    sql: `SELECT l.id, l.organization_id, l.type, f.kind FROM line_match m
            JOIN statement_line l ON l.id = m.statement_line_id JOIN fact f ON f.id = m.fact_id
           WHERE NOT (${LINE_KINDS.map(({ types, fact }) => `(f.kind = '${fact}' AND l.type IN (${sqlList(types)}))`).join(' OR ')})
           LIMIT 20`,
  },
  {
    name: 'standing differences have a case',
    rule: 'Every difference that stands has one case; one that is gone has none that is open.',
    sql: `SELECT d.id, d.organization_id, d.code, d.state, c.state AS case_state FROM discrepancy d
            LEFT JOIN work_case c ON c.id = d.case_id
           WHERE (d.state = 'standing' AND d.case_id IS NULL)
              OR (d.state = 'gone' AND c.state = 'open' AND c.kind = d.code
                  AND NOT EXISTS (SELECT 1 FROM discrepancy o WHERE o.case_id = d.case_id AND o.state = 'standing')) LIMIT 20`,
  },
  {
    name: 'bank matches add up',
    rule: 'A match of bank lines is the sum of its lines and the sum of what they are of ours, to the cent.',
    sql: `SELECT * FROM (
            SELECT m.id, m.organization_id, m.amount,
                   (SELECT SUM(b.amount) FROM bank_match_line l JOIN bank_line b ON b.id = l.bank_line_id
                     WHERE l.match_id = m.id) AS \`lines\`,
                   (SELECT SUM(p.amount) FROM bank_match_part p WHERE p.match_id = m.id) AS parts
              FROM bank_match m) sums
           WHERE NOT (amount <=> \`lines\` AND amount <=> parts) LIMIT 20`,
  },
  {
    name: 'an undone match holds nothing',
    rule: 'Lines and parts of a match are held exactly as long as nobody has undone it, and what it booked is reversed then.',
    sql: `SELECT m.id, m.organization_id FROM bank_match m
           WHERE EXISTS (SELECT 1 FROM bank_match_line l WHERE l.match_id = m.id AND l.live <> (m.undone_at IS NULL))
              OR EXISTS (SELECT 1 FROM bank_match_part p WHERE p.match_id = m.id AND p.live <> (m.undone_at IS NULL))
              OR (m.entry_id IS NOT NULL AND (m.undone_at IS NOT NULL)
                  <> EXISTS (SELECT 1 FROM entry e WHERE e.reverses_id = m.entry_id)) LIMIT 20`,
  },
  {
    name: 'arrived payouts are booked once',
    rule: 'A payout that a bank line was matched with is booked from transit to the bank with its very amount, and nothing else is.',
    sql: `SELECT * FROM (
            SELECT e.id, e.organization_id,
                   (SELECT SUM(t.amount) FROM transfer t WHERE t.entry_id = e.id) AS booked,
                   (SELECT SUM(ABS(p.amount)) FROM bank_match m JOIN bank_match_part p ON p.match_id = m.id
                     WHERE m.entry_id = e.id AND p.kind = 'settlement') AS matched
              FROM entry e WHERE e.kind = 'bank_credit' AND e.source_type = 'bank_line') arrivals
           WHERE NOT booked <=> matched LIMIT 20`,
  },
];
