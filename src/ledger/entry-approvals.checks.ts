import type { Check } from '../platform/database/check.js';
import type { EntryKind } from './entry.js';

/** Kinds of entry that people make by what they decide, and the operation that another person must have allowed. */
const DECIDED: Readonly<Partial<Record<EntryKind, string>>> = {
  disbursement: 'disbursement',
  disbursement_returned: 'disbursement',
  fund_transfer: 'fund_transfer',
  offline_gift: 'offline_gift',
  cash_deposit: 'offline_gift',
  refund_approved: 'refund',
  suspense_release: 'suspense_release',
  year_close: 'year_close',
};

const OPERATION = `CASE e.kind ${Object.entries(DECIDED)
  .map(([kind, operation]) => `WHEN '${kind}' THEN '${operation}'`)
  .join(' ')} END`;

/** Invariant I12 for the books (payments.md 2.4): who asks for money to move is never the one who allows it. */
export const entryApprovalsChecks: readonly Check[] = [
  {
    name: 'I12 what people book was allowed',
    rule: 'Every entry that a person decided on names the approval of its operation, and that was carried out.',
    sql: `SELECT e.id, e.kind, e.approval_id, a.operation, a.state FROM entry e
            LEFT JOIN approval a ON a.id = e.approval_id AND a.organization_id = e.organization_id
           WHERE e.kind IN (${Object.keys(DECIDED)
             .map((kind) => `'${kind}'`)
             .join(', ')})
             AND (a.id IS NULL OR a.state <> 'consumed' OR a.operation <> ${OPERATION}) LIMIT 20`,
  },
  {
    name: 'I12 maker is not checker of an entry',
    rule: 'An entry with an approval has one of its own organization that was carried out, and nobody who asked for it voted for it.',
    sql: `SELECT e.id, e.kind, e.approval_id, MAX(a.state) AS state, MAX(a.requested_by) AS requested_by,
                 COUNT(v.staff_id) AS votes
            FROM entry e
            LEFT JOIN approval a ON a.id = e.approval_id AND a.organization_id = e.organization_id
            LEFT JOIN approval_vote v ON v.approval_id = a.id
           WHERE e.approval_id IS NOT NULL
           GROUP BY e.id, e.kind, e.approval_id
          HAVING state IS NULL OR state <> 'consumed' OR votes < MAX(a.votes_needed)
              OR SUM(v.staff_id = a.requested_by) > 0 LIMIT 20`,
  },
];
