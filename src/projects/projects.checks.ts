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
    name: 'updates keep their wordings',
    rule: 'Every published update shows the last of its wordings, which are numbered without gaps; a draft has none.',
    sql: `SELECT u.id, u.state, u.revision, COUNT(r.revision) AS kept, MAX(r.revision) AS last
            FROM project_update u LEFT JOIN project_update_revision r ON r.update_id = u.id
           GROUP BY u.id, u.state, u.revision, u.title_zh, u.text_zh, u.title_en, u.text_en
          HAVING kept <> u.revision OR COALESCE(last, 0) <> u.revision
              OR (u.revision > 0 AND NOT EXISTS (
                SELECT 1 FROM project_update_revision w WHERE w.update_id = u.id AND w.revision = u.revision
                   AND w.title_zh = u.title_zh AND w.text_zh = u.text_zh AND w.title_en = u.title_en AND w.text_en = u.text_en))
           LIMIT 20`,
  },
  {
    name: 'updates are numbered',
    rule: 'The updates that a project has published are numbered from 1 on without gaps.',
    sql: `SELECT project_id, COUNT(*) AS published, MAX(number) AS last FROM project_update
           WHERE number IS NOT NULL GROUP BY project_id HAVING published <> last LIMIT 20`,
  },
  {
    name: 'executors are chapters',
    rule: 'The executor of a project is a chapter of the society that receives its gifts.',
    sql: `SELECT p.id, p.slug, p.executor_organization_id
            FROM project p JOIN organization e ON e.id = p.executor_organization_id
           WHERE e.parent_id IS NULL OR e.parent_id <> p.organization_id LIMIT 20`,
  },
];
