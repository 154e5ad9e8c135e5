import type { Check } from '../platform/database/check.js';
import { CHART, FUND_KINDS } from './chart.js';
import { ENTRY_KINDS } from './entry.js';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
const chartRows = Object.entries(CHART)
  .map(([code, { kind }]) => `SELECT '${code}' AS code, '${kind}' AS kind`)
  .join(' UNION ALL ');

/** Every transfer as two postings: its amount once on the debit and once, negative, on the credit account. */
const POSTINGS = `(SELECT entry_id, organization_id, fund_id, currency, debit_account_id AS account_id, amount FROM transfer
   UNION ALL
   SELECT entry_id, organization_id, fund_id, currency, credit_account_id, -amount FROM transfer)`;

export const ledgerChecks: readonly Check[] = [
  {
    name: 'I1 entries balance',
    rule: 'In every entry, fund and currency, debits equal credits on accounts that exist.',
    sql: `SELECT p.entry_id, p.fund_id, p.currency, SUM(p.amount) AS difference
            FROM ${POSTINGS} p
            JOIN account a ON a.id = p.account_id AND a.organization_id = p.organization_id AND a.currency = p.currency
           GROUP BY p.entry_id, p.fund_id, p.currency HAVING SUM(p.amount) <> 0 LIMIT 20`,
  },
  {
    name: 'I1 entries move money',
    rule: 'Every entry has transfers, and their legs are numbered from 0 without a gap.',
    sql: `SELECT e.id, e.kind, COUNT(t.leg) AS transfers, MAX(t.leg) AS last_leg
            FROM entry e LEFT JOIN transfer t ON t.entry_id = e.id
           GROUP BY e.id, e.kind HAVING COUNT(t.leg) = 0 OR COUNT(t.leg) <> MAX(t.leg) + 1 LIMIT 20`,
  },
  {
    name: 'I2 facts are booked once',
    rule: 'Every succeeded payment has exactly one entry, and every entry made from a fact has its fact.',
    sql: `(SELECT f.id AS fact_id, f.kind, COUNT(e.id) AS entries
             FROM fact f LEFT JOIN entry e ON e.source_type = 'fact' AND e.source_id = f.id
                                          AND e.organization_id = f.organization_id
            WHERE f.kind = 'payment_succeeded' GROUP BY f.id, f.kind HAVING COUNT(e.id) <> 1 LIMIT 20)
          UNION ALL
          (SELECT e.source_id, e.kind, 1 FROM entry e LEFT JOIN fact f ON f.id = e.source_id
            WHERE e.source_type = 'fact' AND f.id IS NULL LIMIT 20)`,
  },
  {
    name: 'I13 trial balance',
    rule: 'In every organization and currency all accounts together are zero, and the funds together are the net assets.',
    sql: `SELECT p.organization_id, p.currency, SUM(p.amount) AS total,
                 SUM(CASE WHEN a.kind IN (${quoted(FUND_KINDS)}) THEN -p.amount ELSE 0 END) AS funds,
                 SUM(CASE WHEN a.kind IN ('asset', 'liability') THEN p.amount ELSE 0 END) AS net_assets
            FROM ${POSTINGS} p JOIN account a ON a.id = p.account_id
           GROUP BY p.organization_id, p.currency
          HAVING total <> 0 OR funds <> net_assets LIMIT 20`,
  },
  {
    name: 'I14 minor units are integral',
    rule: 'Every column that holds money is a BIGINT of minor units.',
    sql: `SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
           WHERE TABLE_SCHEMA = DATABASE()
             AND COLUMN_NAME IN ('amount', 'net', 'fee', 'goal', 'raised', 'refunded')
             AND DATA_TYPE <> 'bigint' LIMIT 20`,
  },
  {
    name: 'funds and currencies',
    rule: 'A transfer, its fund and both its accounts have one organization and one currency.',
    sql: `SELECT t.entry_id, t.leg, t.currency, f.currency AS fund_currency, d.currency AS debit_currency,
                 c.currency AS credit_currency
            FROM transfer t
            LEFT JOIN fund f ON f.id = t.fund_id AND f.organization_id = t.organization_id AND f.currency = t.currency
            LEFT JOIN account d ON d.id = t.debit_account_id AND d.organization_id = t.organization_id
                               AND d.currency = t.currency
            LEFT JOIN account c ON c.id = t.credit_account_id AND c.organization_id = t.organization_id
                               AND c.currency = t.currency
           WHERE f.id IS NULL OR d.id IS NULL OR c.id IS NULL LIMIT 20`,
  },
  {
    name: 'accounts follow the chart',
    rule: 'Every account has a code of the chart of accounts, and the kind that the chart gives it.',
    sql: `SELECT a.id, a.code, a.kind, chart.kind AS chart_kind
            FROM account a LEFT JOIN (${chartRows}) chart ON chart.code = a.code
           WHERE chart.kind IS NULL OR chart.kind <> a.kind LIMIT 20`,
  },
  {
    name: 'entries have a known kind and a subject',
    rule: 'Every entry has a kind of the list and says what it is about.',
    sql: `SELECT id, kind, subject_type, subject_id FROM entry
           WHERE kind NOT IN (${quoted(ENTRY_KINDS)}) OR subject_type = '' OR subject_id = '' LIMIT 20`,
  },
  {
    name: 'reversals mirror',
    rule: 'A reversal undoes the whole of one entry: same funds and amounts, debit and credit changed over.',
    sql: `SELECT r.id, r.reverses_id FROM entry r
           WHERE r.kind = 'reversal' AND (r.reverses_id IS NULL
              OR (SELECT COUNT(*) FROM transfer t WHERE t.entry_id = r.id)
                 <> (SELECT COUNT(*) FROM transfer t WHERE t.entry_id = r.reverses_id)
              OR EXISTS (SELECT 1 FROM transfer t LEFT JOIN transfer o
                           ON o.entry_id = r.reverses_id AND o.leg = t.leg AND o.fund_id = t.fund_id
                          AND o.debit_account_id = t.credit_account_id AND o.credit_account_id = t.debit_account_id
                          AND o.amount = t.amount AND o.currency = t.currency
                         WHERE t.entry_id = r.id AND o.entry_id IS NULL)) LIMIT 20`,
  },
  {
    name: 'numbering has no gap',
    rule: 'Ledger numbers of an organization run from 1 to its last number without a gap, and time never runs back.',
    sql: `(SELECT n.organization_id, n.last_seq, COUNT(s.seq) AS numbered, MAX(s.seq) AS highest
             FROM ledger_numbering n LEFT JOIN ledger_sequence s ON s.organization_id = n.organization_id
            GROUP BY n.organization_id, n.last_seq
           HAVING COUNT(s.seq) <> n.last_seq OR COALESCE(MAX(s.seq), 0) <> n.last_seq LIMIT 20)
          UNION ALL
          (SELECT s.organization_id, s.seq, 0, 0 FROM ledger_sequence s
             JOIN ledger_sequence p ON p.organization_id = s.organization_id AND p.seq = s.seq - 1
            WHERE p.numbered_at > s.numbered_at LIMIT 20)`,
  },
  {
    name: 'numbering is complete',
    rule: 'Every entry is numbered or waits for its number, never both, and none has waited for more than a minute.',
    sql: `(SELECT e.id, e.organization_id, 'neither' AS state FROM entry e
             LEFT JOIN ledger_sequence s ON s.entry_id = e.id
             LEFT JOIN unnumbered_entry u ON u.organization_id = e.organization_id AND u.entry_id = e.id
            WHERE s.seq IS NULL AND u.entry_id IS NULL LIMIT 20)
          UNION ALL
          (SELECT u.entry_id, u.organization_id, 'both' FROM unnumbered_entry u
             JOIN ledger_sequence s ON s.entry_id = u.entry_id LIMIT 20)
          UNION ALL
          (SELECT entry_id, organization_id, 'waiting' FROM unnumbered_entry
            WHERE queued_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND LIMIT 20)`,
  },
];
