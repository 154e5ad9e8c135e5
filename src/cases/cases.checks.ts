import type { Check } from '../platform/database/check.js';

export const casesChecks: readonly Check[] = [
  {
    name: 'cases say when they ended',
    rule: 'A case has a closing time, an outcome and a reason exactly when it is closed, and was not closed before it was opened.',
    sql: `SELECT id, organization_id, state, opened_at, closed_at, outcome FROM work_case
           WHERE (state = 'closed') <> (closed_at IS NOT NULL) OR (state = 'closed') <> (outcome IS NOT NULL)
              OR (state = 'closed') <> (close_reason IS NOT NULL) OR closed_at < opened_at LIMIT 20`,
  },
  {
    name: 'cases name money whole',
    rule: 'A case that names an amount names its currency, and the other way round.',
    sql: `SELECT id, organization_id, amount, currency FROM work_case
           WHERE (amount IS NULL) <> (currency IS NULL) LIMIT 20`,
  },
  {
    name: 'resolved money has its entry',
    rule: 'A case about money that was resolved names the entry that put it right.',
    sql: `SELECT id, organization_id, kind, amount FROM work_case
           WHERE outcome = 'RESOLVED' AND amount IS NOT NULL AND entry_id IS NULL LIMIT 20`,
  },
];
