import type { Check } from '../platform/database/check.js';

export const projectsChecks: readonly Check[] = [
  {
    name: 'projects keep to their states',
    rule: 'A project has a publishing time exactly when it is not a draft, and a closing time exactly when closed.',
    sql: `SELECT id, slug, state, published_at, closed_at FROM project
           WHERE (state = 'draft') <> (published_at IS NULL) OR (state = 'closed') <> (closed_at IS NOT NULL)
           LIMIT 20`,
  },
  {
    name: 'appeals are filed',
    rule: 'A project that the public sees has a filing number or is an emergency appeal.',
    sql: `SELECT id, slug, state FROM project
           WHERE state <> 'draft' AND filing_no IS NULL AND emergency = FALSE LIMIT 20`,
  },
  {
    name: 'projects keep their money apart',
    rule: "A project's fund is in its own currency and organization, and is no technical fund.",
    sql: `SELECT p.id, p.slug, p.currency, f.currency AS fund_currency, f.kind
            FROM project p LEFT JOIN fund f ON f.id = p.fund_id
           WHERE f.id IS NULL OR f.currency <> p.currency OR f.organization_id <> p.organization_id
              OR f.kind NOT IN ('restricted', 'unrestricted') LIMIT 20`,
  },
  {
    name: 'executors are chapters',
    rule: 'The executor of a project is a chapter of the society that receives its gifts.',
    sql: `SELECT p.id, p.slug, p.executor_organization_id
            FROM project p JOIN organization e ON e.id = p.executor_organization_id
           WHERE e.parent_id IS NULL OR e.parent_id <> p.organization_id LIMIT 20`,
  },
];
