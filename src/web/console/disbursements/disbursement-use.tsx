import { DisbursementsQueries } from '../../../disbursements/disbursements.queries.js';
import { Disbursements } from '../../../disbursements/disbursements.service.js';
import { withPrefix } from '../../../kernel/ids.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import type { ApprovalUse, Get } from '../approvals/approval-use.js';
import { words } from '../console.words.js';
import { at, nameOf } from '../layout.js';
import { publicFacts } from './public-facts.js';

/** How an approver reads and allows a disbursement: its payee stands in clear only here and on its own page. */
export function disbursementUse(get: Get): ApprovalUse {
  const rooms = get(Disbursements);
  return {
    approve: (actor, approvalId, shown) => rooms.approve(actor, approvalId, shown),
    show: async (payload, desk) => {
      const { locale } = desk;
      const id = typeof payload.disbursement === 'string' ? payload.disbursement : '';
      const found = await get(DisbursementsQueries).byId(desk.organization.id, id);
      if (!found) return [];
      const project = await get(ProjectsQueries).byId(found.projectId);
      return [
        [words(locale, 'disbursements.payee'), rooms.payeeOf(found)],
        [words(locale, 'day.project'), project && nameOf(project, locale)],
        ...publicFacts(found, locale),
        [
          words(locale, 'disbursements.one'),
          <a href={at(desk, `/disbursements/${withPrefix('dsb', id)}`)}>{withPrefix('dsb', id)}</a>,
        ],
      ];
    },
  };
}
