import { UseChangesQueries } from '../../../disbursements/use-changes.queries.js';
import { UseChanges } from '../../../disbursements/use-changes.service.js';
import { withPrefix } from '../../../kernel/ids.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import type { ApprovalUse, Get } from '../approvals/approval-use.js';
import { words } from '../console.words.js';
import { at, nameOf } from '../layout.js';
import { termsOf } from './use-terms.view.js';

/** How an approver reads and allows a filed use. */
export function useChangeUse(get: Get): ApprovalUse {
  return {
    approve: (actor, approvalId, shown) => get(UseChanges).approve(actor, approvalId, shown),
    show: async (payload, desk) => {
      const { locale } = desk;
      const id = typeof payload.use_change === 'string' ? payload.use_change : '';
      const found = await get(UseChangesQueries).byId(desk.organization.id, id);
      if (!found) return [];
      const project = await get(ProjectsQueries).byId(found.projectId);
      return [
        [words(locale, 'day.project'), project && nameOf(project, locale)],
        ...termsOf(found, locale),
        [
          words(locale, 'uses.one'),
          <a href={at(desk, `/uses/${withPrefix('use', id)}`)}>{withPrefix('use', id)}</a>,
        ],
      ];
    },
  };
}
