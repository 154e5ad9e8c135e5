import { CLEARING_SQL } from '../ledger/chart-of-accounts.service.js';
import type { Check } from '../platform/database/check.js';
import { statementFilesChecks } from './statement-files.checks.js';
import { REFUND_KEY_SQL, typesMeaning } from './statement-lines.js';

/** A line about which a person has been asked. */
const HAS_CASE = (codes: string): string => `EXISTS (
  SELECT 1 FROM work_case c WHERE c.organization_id = l.organization_id AND c.subject_type = 'statement_line'
     AND c.subject_id = LEFT(l.line_key, 64) AND c.kind IN (${codes}))`;

/** Lines of a file are booked some moments after it was accepted. */
const IS_BOOKED = `(l.file_id IS NULL OR EXISTS (
  SELECT 1 FROM statement_booking k WHERE k.file_id = l.file_id AND k.phase = 'done'))`;

/** What the entry of a line must move on the provider's clearing account: its fees and payouts; facts do the rest. */
const EXPECTED = `CASE
  WHEN l.net <> l.amount - l.fee OR ${HAS_CASE("'D04', 'D05', 'D15'")} THEN 0
  WHEN l.type IN (${typesMeaning('payment', 'refund')}) THEN -l.fee
  WHEN l.type IN (${typesMeaning('fee', 'payout', 'payout_returned')}) THEN l.net
  ELSE 0 END`;

/** What an entry moves on clearing accounts: debits less credits. */
const MOVED = (entry: string): string => `(
  SELECT COALESCE(SUM(IF(d.code IN (${CLEARING_SQL}), t.amount, 0) - IF(c.code IN (${CLEARING_SQL}), t.amount, 0)), 0)
    FROM transfer t JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
   WHERE t.entry_id = ${entry})`;

/** The fact that books a line's money: `join` finds it, `money` is what the line says that it moved. */
const PROVED_BY = [
  {
    types: typesMeaning('payment'),
    join: "f.kind = 'payment_succeeded' AND f.fact_key = l.provider_payment_id",
    money: 'l.amount',
  },
  {
    types: "'refund', 'payment_refund'",
    join: `f.kind = 'refund_succeeded' AND f.fact_key = ${REFUND_KEY_SQL}`,
    money: 'l.amount',
  },
  {
    types: "'adjustment'",
    join: "f.kind IN ('dispute_withdrawn', 'dispute_reinstated') AND f.fact_key = l.line_key",
    money: 'l.net',
  },
] as const;

/** Lines of a file that makes facts, of which no fact was made. */
const WITHOUT_FACT = (type: string, kind: string, key: string): string => `
  SELECT l.id, l.line_key, l.type FROM statement_booking k
    JOIN statement_line l ON l.file_id = k.file_id AND l.type = '${type}'
    JOIN provider_account a ON a.id = l.provider_account_id
    LEFT JOIN fact f ON f.provider_account_id = a.id AND f.kind = '${kind}' AND f.fact_key = ${key}
   WHERE k.makes_facts AND k.phase = 'done' AND f.id IS NULL AND NOT ${HAS_CASE("'STATEMENT_UNBOOKED', 'D15'")}
     AND NOT EXISTS (SELECT 1 FROM statement_waiting w WHERE w.statement_line_id = l.id) LIMIT 20`;

/** Invariants I3 and I4 (payments.md 2.4), and what must hold for single lines so that they can. */
export const settlementsChecks: readonly Check[] = [
  {
    name: 'fees and payouts are the provider’s',
    rule: 'Every fee and payout that the provider states is booked once, with its very amount, unless a person was asked about the line.',
    sql: `SELECT * FROM (
            SELECT l.id, l.line_key, l.type, ${EXPECTED} AS expected, COALESCE(${MOVED('e.id')}, 0) AS booked
              FROM statement_line l
              LEFT JOIN entry e ON e.organization_id = l.organization_id AND e.source_type = 'statement_line'
                AND e.source_id = CONCAT(l.provider_account_id, ':', l.line_key)
             WHERE ${IS_BOOKED}) line
           WHERE expected <> booked LIMIT 20`,
  },
  {
    name: 'nothing is booked without a line',
    rule: 'An entry made from a statement has its line in the statement.',
    sql: `SELECT e.id, e.kind, e.source_id FROM entry e
            LEFT JOIN statement_line l ON l.organization_id = e.organization_id
              AND l.provider_account_id = SUBSTRING_INDEX(e.source_id, ':', 1)
              AND l.line_key = SUBSTRING(e.source_id, LOCATE(':', e.source_id) + 1)
           WHERE e.source_type = 'statement_line' AND l.id IS NULL LIMIT 20`,
  },
  {
    name: 'odd lines have a case',
    rule: 'A line that does not add up (net = amount − fee) has a case.',
    sql: `SELECT l.id, l.amount, l.fee, l.net FROM statement_line l
          WHERE l.net <> l.amount - l.fee AND NOT ${HAS_CASE("'D05', 'D15'")} AND ${IS_BOOKED} LIMIT 20`,
  },
  ...PROVED_BY.map(
    ({ types, join, money }): Check => ({
      name: `I3 the clearing account says what the statement says of ${types.replaceAll("'", '')}`,
      rule: 'What a fact moved on the clearing account is what the provider’s statement says about it, to the cent, so that the clearing balance is the provider’s balance but for what is on its way.',
      sql: `SELECT * FROM (
              SELECT l.id, l.line_key, l.type, ${money} AS stated, ${MOVED('e.id')} AS booked
                FROM statement_line l
                JOIN provider_account a ON a.id = l.provider_account_id
                JOIN fact f ON f.provider_account_id = l.provider_account_id AND ${join} AND f.currency = l.currency
                JOIN entry e ON e.organization_id = f.organization_id AND e.source_type = 'fact' AND e.source_id = f.id
               WHERE l.type IN (${types}) AND NOT ${HAS_CASE("'D03', 'D05', 'D15'")}) line
             WHERE stated <> booked LIMIT 20`,
    }),
  ),
  {
    name: 'accepted payments are booked',
    rule: 'Every payment and refund in a file that two people accepted has its fact, or waits for its payment, or a person was asked about it.',
    sql: `(${WITHOUT_FACT('payment', 'payment_succeeded', 'l.provider_payment_id')})
          UNION ALL
          (${WITHOUT_FACT('refund', 'refund_succeeded', REFUND_KEY_SQL)})`,
  },
  {
    name: 'I4 a settlement is the sum of its lines',
    rule: 'A payout is the sum of the net amounts of the statement lines that it pays out and of what the payout before had left, less what it leaves itself, or a case says by how much not.',
    sql: `SELECT s.id, s.provider_payout_id, s.amount, COALESCE(SUM(l.net), 0) + s.carried_in - s.carried_out AS lines_net
            FROM settlement s
            LEFT JOIN settlement_line k ON k.settlement_id = s.id
            LEFT JOIN statement_line l ON l.provider_account_id = k.provider_account_id AND l.line_key = k.line_key
           WHERE s.lines_imported_at IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM work_case c WHERE c.organization_id = s.organization_id AND c.dedupe_key = CONCAT('D12:', s.id))
           GROUP BY s.id, s.provider_payout_id, s.amount, s.carried_in, s.carried_out
          HAVING COALESCE(SUM(l.net), 0) + s.carried_in - s.carried_out <> s.amount LIMIT 20`,
  },
  ...statementFilesChecks,
];
