import { OfflineQueries } from '../../../donations/offline.queries.js';
import { OfflineApprovals } from '../../../donations/offline-approvals.service.js';
import { OfflineNames } from '../../../donations/offline-names.service.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import type { Fact } from '../../ui/facts.js';
import type { ApprovalUse, Get } from '../approvals/approval-use.js';
import { type Key, words } from '../console.words.js';
import { nameOf } from '../layout.js';

/** How a checker reads and allows offline money: the names stand in clear here and on the record's own page only. */
export function offlineUse(get: Get): ApprovalUse {
  return {
    approve: (actor, approvalId, shown) => get(OfflineApprovals).approve(actor, approvalId, shown),
    show: async (payload, { locale, organization }) => {
      const text = (value: unknown): string => (typeof value === 'string' ? value : '');
      const queries = get(OfflineQueries);
      const names = get(OfflineNames);
      const project = await get(ProjectsQueries).byId(text(payload.project));
      const facts: Fact[] = [
        [words(locale, 'offline.matter'), words(locale, `offline.matter.${text(payload.matter)}` as Key)],
        [words(locale, 'day.project'), project && nameOf(project, locale)],
      ];
      const gift = await queries.gift(organization.id, text(payload.offline_gift));
      const pledge = gift ? null : await queries.pledge(organization.id, text(payload.pledge));
      const donor = gift ? names.ofGift(gift) : pledge ? { name: names.ofPledge(pledge) } : null;
      if (!donor) return facts;
      facts.push([words(locale, 'offline.donor'), donor.name ?? words(locale, 'offline.unnamed')]);
      if ('payer' in donor) facts.push([words(locale, 'offline.payer'), donor.payer]);
      if ('mail' in donor) facts.push([words(locale, 'offline.mail'), donor.mail]);
      return facts;
    },
  };
}
