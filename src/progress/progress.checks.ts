import type { Check } from '../platform/database/check.js';
import { DEDUCTING, kindsThat, OWN } from './effects.statements.js';

/** What each entry up to its organization's cursor moves, recomputed from the ledger alone. */
export const recomputed = (
  cursor: 'ledger_seq' | 'channel_seq',
): string => `SELECT e.project_id, e.subject_id, s.seq, s.numbered_at,
         COALESCE(r.kind, e.kind) AS kind, MAX(e.organization_id) AS organization_id,
         MAX(e.channel_id) AS channel_id, MAX(e.occurred_at) AS occurred_at, MAX(e.booked_on) AS booked_on,
         MAX(t.currency) AS currency,
         SUM(CASE WHEN c.kind IN (${OWN}) THEN t.amount ELSE 0 END)
       - SUM(CASE WHEN d.kind IN (${OWN}) THEN t.amount ELSE 0 END) AS movement
    FROM progress_cursor p
    JOIN ledger_sequence s ON s.organization_id = p.organization_id AND s.seq <= p.${cursor}
    JOIN entry e ON e.id = s.entry_id AND e.project_id IS NOT NULL
    LEFT JOIN entry r ON r.id = e.reverses_id AND e.kind IN (${kindsThat('undoes')})
    JOIN transfer t ON t.entry_id = e.id
    JOIN account d ON d.id = t.debit_account_id
    JOIN account c ON c.id = t.credit_account_id
   WHERE COALESCE(r.kind, e.kind) IN (${kindsThat('raises')}, ${kindsThat('deducts')})
   GROUP BY s.entry_id, e.project_id, e.subject_id, s.seq, s.numbered_at, COALESCE(r.kind, e.kind)
  HAVING movement <> 0`;

const RECOMPUTED = recomputed('ledger_seq');

export const progressChecks: readonly Check[] = [
  {
    name: 'progress is the ledger',
    rule: "A project's numbers are those recomputed from its entries, at the last ledger number that changed it.",
    sql: `SELECT w.project_id, w.raised, p.raised AS shown_raised, w.refunded, p.refunded AS shown_refunded,
                 w.ledger_seq, p.ledger_seq AS shown_ledger_seq
            FROM (SELECT project_id, SUM(movement) AS raised,
                         SUM(CASE WHEN kind IN (${DEDUCTING}) THEN -movement ELSE 0 END) AS refunded,
                         MAX(seq) AS ledger_seq, MAX(numbered_at) AS as_of
                    FROM (${RECOMPUTED}) m GROUP BY project_id) w
            LEFT JOIN project_progress p ON p.project_id = w.project_id
           WHERE p.project_id IS NULL OR p.raised <> w.raised OR p.refunded <> w.refunded
              OR p.ledger_seq <> w.ledger_seq OR p.as_of <> w.as_of LIMIT 20`,
  },
  {
    name: 'progress counts gifts and donors',
    rule: 'A project shows as many donations as gifts with something left, and as many donors as gave those.',
    sql: `SELECT p.project_id, p.donations, p.donors, COUNT(g.donation_id) AS gifts, COUNT(DISTINCT g.donor_key) AS givers
            FROM project_progress p LEFT JOIN project_gift g ON g.project_id = p.project_id AND g.net > 0
           GROUP BY p.project_id, p.donations, p.donors
          HAVING p.donations <> gifts OR p.donors <> givers LIMIT 20`,
  },
  {
    name: 'every gift has its net',
    rule: "What progress keeps of a gift is what the gift's entries left of it, under the first number of them.",
    sql: `SELECT w.project_id, w.subject_id, w.net, g.net AS kept, w.seq, g.first_seq
            FROM (SELECT project_id, subject_id, SUM(movement) AS net, MIN(seq) AS seq FROM (${RECOMPUTED}) m
                   GROUP BY project_id, subject_id) w
            LEFT JOIN project_gift g ON g.project_id = w.project_id AND g.donation_id = w.subject_id
           WHERE g.net IS NULL OR g.net <> w.net OR g.first_seq <> w.seq LIMIT 20`,
  },
  {
    name: 'donors are counted by their gifts',
    rule: 'For each known donor, progress keeps the number of gifts with something left.',
    sql: `SELECT d.project_id, d.donor_key, d.gifts, COUNT(g.donation_id) AS counted
            FROM project_donor d
            LEFT JOIN project_gift g ON g.project_id = d.project_id AND g.donor_key = d.donor_key AND g.net > 0
           GROUP BY d.project_id, d.donor_key, d.gifts HAVING d.gifts <> counted LIMIT 20`,
  },
  {
    name: 'progress does not run ahead',
    rule: 'Progress follows the ledger: its cursor is never past the last number, and channels are not past it.',
    sql: `SELECT p.organization_id, p.ledger_seq, n.last_seq
            FROM progress_cursor p LEFT JOIN ledger_numbering n ON n.organization_id = p.organization_id
           WHERE p.ledger_seq > COALESCE(n.last_seq, 0) OR p.channel_seq > p.ledger_seq LIMIT 20`,
  },
];
