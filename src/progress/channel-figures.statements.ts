import { kindsThat, OWN } from './effects.statements.js';

/**
 * What the entries without a channel moved, one row each: kind, currency, movement (credit minus debit on income and
 * net assets). Values: organization, first and last accounting day. Only numbers that the channels contain too.
 */
export const UNCHANNELLED = `SELECT e.id, t.currency, COALESCE(r.kind, e.kind) AS kind,
         SUM(CASE WHEN c.kind IN (${OWN}) THEN t.amount ELSE 0 END)
       - SUM(CASE WHEN d.kind IN (${OWN}) THEN t.amount ELSE 0 END) AS movement
    FROM entry e
    JOIN ledger_sequence s ON s.entry_id = e.id
    JOIN progress_cursor p ON p.organization_id = e.organization_id AND s.seq <= p.channel_seq
    LEFT JOIN entry r ON r.id = e.reverses_id AND e.kind IN (${kindsThat('undoes')})
    JOIN transfer t ON t.entry_id = e.id
    JOIN account d ON d.id = t.debit_account_id
    JOIN account c ON c.id = t.credit_account_id
   WHERE e.organization_id = ? AND e.booked_on BETWEEN ? AND ?
     AND e.channel_id IS NULL AND e.project_id IS NOT NULL
     AND COALESCE(r.kind, e.kind) IN (${kindsThat('raises')}, ${kindsThat('deducts')})
   GROUP BY e.id, t.currency, COALESCE(r.kind, e.kind)`;
