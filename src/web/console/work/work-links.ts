import { withPrefix } from '../../../kernel/ids.js';
import type { Work } from '../../../platform/long-work/long-work.queries.js';

/**
 * Where a work's subject or result is looked at, by kind, as a path below the organization; one line per kind.
 * null = nowhere yet.
 */
export const WORK_LINKS: Readonly<Record<string, (work: Work) => string | null>> = {
  'reconciliation.run': ({ subjectId }) => `/reconciliation/${subjectId}`,
  'statement.read': ({ subjectId }) => `/statements/${withPrefix('sfl', subjectId)}`,
  'export.make': ({ result }) =>
    typeof result?.exportId === 'string' ? `/exports/${withPrefix('exp', result.exportId)}` : null,
};
