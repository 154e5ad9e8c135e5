import type { Check } from '../platform/database/check.js';

export const casesChecks: readonly Check[] = [
  {
    name: 'cases say when they ended',
    rule: 'A case has a closing time exactly when it is closed, and not before it was opened.',
    sql: `SELECT id, organization_id, state, opened_at, closed_at FROM work_case
           WHERE (state = 'closed') <> (closed_at IS NOT NULL) OR closed_at < opened_at LIMIT 20`,
  },
  {
    name: 'cases name money whole',
    rule: 'A case that names an amount names its currency, and the other way round.',
    sql: `SELECT id, organization_id, amount, currency FROM work_case
           WHERE (amount IS NULL) <> (currency IS NULL) LIMIT 20`,
  },
];
